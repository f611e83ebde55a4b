"""``crisis import``: an export to a file of messages, with its receipt."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.commands.sentences import OK, PROBLEMS
from workbench.commands.terminal import say, show_table, table, working
from workbench.files import write_whole
from workbench.problems import WorkbenchError
from workbench.texts import many

#: How the library asks for something, and how one answers on the command line.
_OPTIONS = [
    (
        r"columns=\{.*?\}, with the names of the columns above; the sign = makes a constant",
        "the same command with --columns map.toml, which writes that file with the names found; correct it there, and run "
        "the command again",
    ),
    (r"columns=\{.*?\}", 'lines such as time = "Posted at" in the file of --columns'),
    (
        r"^look at the line it names$",
        "look at the line it names; or delete the file, and the same command writes a new one",
    ),
    (r"in columns=", "in the file of --columns"),
    (r"day_first=True or False", "--day-first or --month-first"),
    (r"\bday_first=True\b", "--day-first"),
    (r"\bday_first=False\b", "--month-first"),
    (r"\b(tz|timezone|encoding|columns)=(?!\w)", r"--\1"),
    (r"\bencoding='([\w-]+)'", r"--encoding \1"),
    (r"wb\.read_counts\(path\) reads it", "wb.read_counts(path) reads it, in a notebook"),
]


@contextmanager
def as_options() -> Iterator[None]:
    """Let errors ask for what the command takes, not for the arguments of a function."""
    try:
        yield
    except WorkbenchError as error:
        said = [error.happened, error.received, error.allowed, error.remedy]
        for pattern, option in _OPTIONS:
            said = [re.sub(pattern, option, text) for text in said]
        happened, received, allowed, remedy = said
        raise WorkbenchError(happened, received=received, allowed=allowed, remedy=remedy) from error


def propose_it(export: Path, columns: Path, encoding: str | None) -> bool:
    """Write the file of columns that was named and is not there yet; False where nobody needs it.

    Parameters
    ----------
    export : pathlib.Path
    columns : pathlib.Path
        The file named by ``--columns``.
    encoding : str, optional
    """
    from workbench.importers.proposing import unknown_table, write_proposal

    table = unknown_table(export, encoding)
    if table is None:
        return False
    found = write_proposal(table, columns)
    listed = ", ".join(f"{name} = {place!r}" for name, place in found.items())
    say(
        f"{columns} was not there and is written now, with the columns of {table.name}; nothing is imported yet.",
        f"By their names: {listed}." if found else "None of their names says what it holds.",
        *(
            []
            if "time" in found
            else ["Which one holds the time is needed: put it behind time = in the file."]
        ),
        "Look at the file, correct it, and run the same command again.",
    )
    return True


def import_it(
    export: Path,
    output: Path | None,
    *,
    tz: str | None,
    day_first: bool | None,
    columns: Path | None,
    company_accounts: list[str],
    encoding: str | None = None,
    replace: bool = False,
) -> int:
    """Import an export, behind a progress bar, and print the receipt.

    Returns
    -------
    int
        0, or 1 if no row could be kept.
    """
    from workbench.importers.reading import import_mentions

    target = output or Path("mentions.parquet")
    if target.exists() and not replace:
        raise WorkbenchError(
            "There is a file of this name already, and it is left as it is.",
            received=str(target),
            allowed="a file that does not exist yet",
            remedy="--output with another name, or --replace",
        )
    # Whoever ends the command by its number gets the same clean end as by Control-C.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with working(f"Reading {export.name}") as step:
            receipt = import_mentions(
                export,
                target,
                tz=tz,
                day_first=day_first,
                columns=columns,
                company_accounts=company_accounts,
                encoding=encoding,
                progress=step,
            )
    finally:
        signal.signal(signal.SIGTERM, before)
    show_table(table(["", ""], receipt.lines()))
    beside = target.with_name(f"{target.stem}.receipt.txt")
    write_whole(beside, f"{receipt}\n")
    if not company_accounts and not receipt.by_company:
        say(
            "",
            "No account of the company was named, so none of its messages is known as its own: --company-account NAME.",
        )
    say("", f"{many(receipt.rows_kept, 'message')} in {target}, this receipt in {beside}.")
    return OK if receipt.rows_kept or not receipt.rows_read else PROBLEMS
