"""The command ``crisis``: what can be asked, and with which words."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from workbench.commands.sentences import MEANING, PROBLEMS, Sentences

Function = TypeVar("Function", bound=Callable[..., Any])
EXAMPLES: list[str] = []  # of every help text, as they are typed
app = typer.Typer(
    cls=Sentences,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    # Plain help: it reads the same in a pipe, in a narrow window and on every console.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["--help", "-h"]},
    epilog=f"Exit codes: {', '.join(f'{code} {what}' for code, what in MEANING.items())}.",
)


def _with_examples(text: str | None, examples: dict[str, str]) -> str:
    EXAMPLES.extend(examples)
    longest = max(map(len, examples))
    lines = [f"  {typed:<{longest}}   {what}".rstrip() for typed, what in examples.items()]
    # \b keeps the lines of a paragraph as they are.
    return "\n".join([inspect.cleandoc(text or ""), "", "\b", "Examples:", *lines])


def _command(name: str, examples: dict[str, str]) -> Callable[[Function], Function]:
    """Register a command; its docstring and its examples are its help."""

    def register(function: Function) -> Function:
        summary = inspect.cleandoc(function.__doc__ or "").splitlines()[0]
        app.command(name, help=_with_examples(function.__doc__, examples), short_help=summary)(function)
        return function

    return register


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"Crisis Workbench {version('crisis-workbench')}")
        raise typer.Exit


_WHAT = """
Crises in social media as dated public evidence: look at a case, open the notebooks, check a case of your own.
crisis COMMAND --help explains one command.
"""
_FIRST_STEPS = {
    "crisis lab": "open the notebooks in JupyterLab",
    "crisis show united-breaks-guitars": "put one case on a page",
    "crisis check my-case": "list everything wrong in a folder",
}


@app.callback(help=_with_examples(_WHAT, _FIRST_STEPS))
def crisis(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Hold the options that every command has."""


@_command(
    "lab",
    {
        "crisis lab": "open them in the browser",
        "crisis lab --port 9999": "at another port",
        "crisis lab --no-browser": "only print the address",
        "crisis lab my-crisis": "the notebook of a case of your own",
    },
)
def lab(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="A case of your own; the lessons if left out."),
    ] = None,
    port: Annotated[
        int, typer.Option(metavar="N", min=1, max=65535, help="Port; the next free one if it is in use.")
    ] = 8888,
    browser: Annotated[bool, typer.Option(help="Open the browser, or only print the address.")] = True,
) -> None:
    """Open the notebooks in JupyterLab.

    It listens on this machine only and sends nothing anywhere. Control-C ends it.
    """
    from workbench.lab import open_lab

    raise typer.Exit(open_lab(folder, port=port, browser=browser))


@_command(
    "list",
    {
        "crisis list": "the shipped cases",
        "crisis list my-cases": "the cases in a folder of yours",
        "crisis list --csv > cases.csv": "for a spreadsheet",
    },
)
def list_cases(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="FOLDER", help="A folder of case folders; the shipped cases if left out."),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, for a program or a spreadsheet.")] = False,
) -> None:
    """List the cases and what each one holds.

    The oldest comes first. A narrow terminal shows fewer columns.
    """
    from workbench.commands.looking import list_them

    list_them(folder, csv=csv)


@_command(
    "show",
    {
        "crisis show united-breaks-guitars": "what it asks and what it holds",
        "crisis show my-case": "the same of a folder of yours",
        "crisis show toyota-recall --save timeline.html": "its timeline, for a browser",
    },
)
def show(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The id of a case, or the folder of your own.")],
    save: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Save the timeline instead, as .html, .png, .svg or .pdf."),
    ] = None,
) -> None:
    """Put one case on a page.

    It says what the case asks, how long the company took by five definitions, and what evidence there is.
    """
    from workbench.commands.looking import show_it

    show_it(case, save=save)


@_command(
    "check",
    {
        "crisis check my-case": "one folder",
        "crisis check my-cases": "all cases in a folder",
        "crisis check my-case --csv > problems.csv": "one problem a line, for a spreadsheet",
    },
)
def check(
    path: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="PATH", help="Case folders, or folders of cases; the shipped cases if left out."
        ),
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV, one problem a line.")] = False,
) -> None:
    """List everything that is wrong in a case folder.

    All problems come at once: file, row, column, what was found, what is allowed, what to do. Rows count as a
    spreadsheet does, so the header is row 1. A warning does not keep a case from loading; an error does.
    """
    from workbench.commands.checking import check_them

    raise typer.Exit(check_them(path or [], csv=csv))


@_command(
    "new",
    {
        'crisis new my-case --title "My crisis" --company Acme --trigger-time 2026-03-02 '
        "--timezone Europe/Warsaw --source-url https://example.org/first-report": "",
    },
)
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where it shall lie; its name is the id.")],
    title: Annotated[str, typer.Option(metavar="TEXT", help="What the case is called.  [needed]")] = "",
    company: Annotated[str, typer.Option(metavar="TEXT", help="Whom it is about.  [needed]")] = "",
    trigger_time: Annotated[
        str,
        typer.Option(metavar="TIME", help="When it began: a date, or a date and time with offset.  [needed]"),
    ] = "",
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="The zone of its calendar days.  [needed]")
    ] = "",
    source_url: Annotated[
        str, typer.Option(metavar="URL", help="A public page that documents the beginning.  [needed]")
    ] = "",
    channel: Annotated[str, typer.Option(metavar="WORD", help="Where it began.")] = "twitter",
) -> None:
    """Make the folder of a case of your own.

    It gets all the files of a case, with one event and its source already in them, and passes crisis check.
    """
    from workbench.commands.checking import make_new

    make_new(
        folder,
        title=title,
        company=company,
        trigger_time=trigger_time,
        timezone=timezone,
        source_url=source_url,
        channel=channel,
    )


@_command(
    "rebuild",
    {
        "crisis rebuild": "every case that ships a curve",
        "crisis rebuild united-breaks-guitars": "one of them",
        "crisis rebuild --check": "write nothing; are the curves up to date?",
    },
)
def rebuild(
    case: Annotated[
        str | None, typer.Argument(metavar="CASE", help="The id of one case, or its folder; all if left out.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit with 1 if a shipped curve differs.")
    ] = False,
) -> None:
    """Rebuild the attention curves that cases ship.

    A case whose case.toml has a table [attention] ships one: the curve behind the dated readings of a public
    counter. It goes to data/ with its card. The same readings give the same curve, because the random numbers
    start from a fixed seed.
    """
    from workbench.commands.rebuilding import rebuild_them

    raise typer.Exit(rebuild_them(case, check=check))


@_command(
    "report",
    {
        "crisis report united-3411": "writes united-3411.html here",
        "crisis report my-crisis -o storm.html": "of a folder of yours, under another name",
    },
)
def report(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The id of a case, or the folder of your own.")],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Where to, as .html; CASE.html here if left out."
        ),
    ] = None,
) -> None:
    """Write a case as one page to hand on.

    The page holds summary, delays, timeline, effect, methods and sources. It works without a network and prints well;
    what this case cannot show is said in a sentence. A report that is there already is replaced.
    """
    from workbench.commands.reporting import report_it

    report_it(case, output)


@_command(
    "import",
    {
        "crisis import export.csv --tz Europe/Warsaw": "writes mentions.parquet here",
        "crisis import exports -o storm.parquet --company-account @acme": "a folder of exports",
        "crisis import table.xlsx --columns map.toml --day-first": "a table of no known tool",
        'crisis import export.csv --tz UTC --case my-crisis --company "Acme"': "makes a whole case of it",
    },
)
def import_(
    export: Annotated[
        Path,
        typer.Argument(metavar="EXPORT", help="A file that a listening tool wrote, or a folder of them."),
    ],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where to; mentions.parquet here if left out."),
    ] = None,
    tz: Annotated[
        str | None, typer.Option(metavar="ZONE", help="Zone of the times that are written without one.")
    ] = None,
    day_first: Annotated[
        bool | None,
        typer.Option("--day-first/--month-first", help="Whether 3/4/2026 is in April or in March."),
    ] = None,
    columns: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Which column is which; if it is not there, it is written."),
    ] = None,
    company_account: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="An account of the company; may be given several times."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(metavar="NAME", help="Encoding of the text, where you know it.")
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a file of messages that is there already.")
    ] = False,
    case: Annotated[
        Path | None,
        typer.Option("--case", metavar="FOLDER", help="Make a case folder of it, with notebook and receipt."),
    ] = None,
    company: Annotated[str, typer.Option(metavar="TEXT", help="Whom that case is about.")] = "",
    title: Annotated[str, typer.Option(metavar="TEXT", help="What that case is called.")] = "",
    timezone: Annotated[
        str, typer.Option(metavar="ZONE", help="The zone of its calendar days; --tz if left out, else UTC.")
    ] = "",
    trigger_time: Annotated[
        str,
        typer.Option(metavar="TIME", help="When it began, such as 2026-03-24 09:24; can be entered later."),
    ] = "",
    source_url: Annotated[
        str, typer.Option(metavar="URL", help="A public page about its beginning; can be entered later.")
    ] = "",
    open_it: Annotated[
        bool, typer.Option("--open", help="Open the notebook of that case afterwards.")
    ] = False,
) -> None:
    """Import what a listening tool exported.

    The tool is recognised by its columns. Nothing is guessed, authors' names are replaced by a keyed hash, and every
    row is kept or set aside with its reason; the receipt says how many. The export itself is not touched.
    With --case it becomes a case folder of your own, which appears whole or not at all.
    """
    from workbench.commands.importing import as_options, import_it, propose_it

    given: dict[str, Any] = {
        "tz": tz,
        "day_first": day_first,
        "columns": columns,
        "company_accounts": company_account or [],
        "encoding": encoding,
    }
    with as_options():
        if columns is not None and not columns.exists() and propose_it(export, columns, encoding):
            raise typer.Exit(PROBLEMS)
        if case is None:
            raise typer.Exit(import_it(export, output, replace=replace, **given))
        from workbench.commands.own import import_as_case

        import_as_case(
            export,
            case,
            output,
            company=company,
            title=title,
            timezone=timezone,
            trigger_time=trigger_time,
            source_url=source_url,
            **given,
        )
    if open_it:
        from workbench.lab import open_lab

        raise typer.Exit(open_lab(case))


def main() -> None:
    """Run the command; the entry point of the installed script ``crisis``."""
    for stream in (sys.stdout, sys.stderr):
        # A pipe on Windows has an old code page, in which half of the evidence cannot be written.
        if hasattr(stream, "reconfigure"):
            old = os.name == "nt" and "PYTHONIOENCODING" not in os.environ
            stream.reconfigure(errors="replace", **({"encoding": "utf-8"} if old else {}))
    app(prog_name="crisis")
