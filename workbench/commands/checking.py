"""``crisis check`` and ``crisis new``: a case of one's own, made and checked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.commands.importing import as_options
from workbench.commands.sentences import OK, PROBLEMS, WRONG_USE
from workbench.commands.terminal import complain, each, say, typed
from workbench.problems import NotFound, WorkbenchError, nearest
from workbench.vocabulary import CHANNEL

if TYPE_CHECKING:
    from workbench.evidence import CaseCheck


def check_them(names: list[str], *, csv: bool) -> int:
    """Print every problem of every folder; say with the exit code whether there was an error.

    Parameters
    ----------
    names : list of str
        Case folders, folders of case folders, or ids; the shipped cases when empty.
    csv : bool
        Whether to print one table for programs instead of sentences for people.

    Returns
    -------
    int
        0 if every case loads, 1 if one does not, 2 if a folder was not found.
    """
    import pandas as pd

    from workbench.evidence import check_case

    code, folders = OK, []
    for name in names or [""]:
        try:
            folders += _folders(name)
        except NotFound as error:
            complain(error)
            code = WRONG_USE
    checks = [check_case(folder) for folder in each(folders, "Checking")]
    if csv:
        tables = [check.table.assign(case=check.name) for check in checks]
        if tables:
            whole = pd.concat(tables).set_index("case")
            sys.stdout.write(whole.to_csv(lineterminator="\n"))
    else:
        for check in checks:
            _print(check)
        if len(checks) > 1:
            bad = sum(not check.ok for check in checks)
            verdict = f"{bad} of them {'does' if bad == 1 else 'do'} not load" if bad else "all load"
            say("", f"{len(checks)} cases checked: {verdict}.")
    return max(code, PROBLEMS if any(not check.ok for check in checks) else OK)


def _print(check: CaseCheck) -> None:
    say(check.summary(), style="" if check.ok else "bold")
    for problem in check.problems:
        mark = "" if problem.level == "error" else " (warning)"
        say("")
        say(f"{problem.place}{mark}", style="bold", indent=2)
        say(problem.happened, indent=4)
        for label, text in (
            ("Received", problem.found),
            ("Allowed", problem.allowed),
            ("Try", problem.remedy),
        ):
            if text:
                say(f"{label}: {text}", indent=4)
    if check.problems:
        say("")


def _folders(name: str) -> list[Path]:
    """Find the case folders that a word of the command line means."""
    from workbench.cases import case_folders
    from workbench.places import find

    if not name:
        return case_folders()
    path = Path(name)
    if path.name == "case.toml" and path.is_file():
        return [path.parent]
    if path.is_dir():
        # A folder of cases means all of them.
        return [path] if (path / "case.toml").is_file() else case_folders(path) or [path]
    if (find("cases") / name / "case.toml").is_file():
        return [find("cases") / name]
    raise NotFound(
        "There is no such case folder.",
        received=name,
        allowed="a folder that holds case.toml and the five tables, or the id of a shipped case",
        remedy="crisis list shows the shipped cases; crisis new makes one of your own",
    )


def make_new(
    folder: Path, *, title: str, company: str, trigger_time: str, timezone: str, source_url: str, channel: str
) -> None:
    """Make the folder of a case and say what to do with it."""
    given = {
        "--title": title,
        "--company": company,
        "--trigger-time": trigger_time,
        "--timezone": timezone,
        "--source-url": source_url,
    }
    missing = [name for name, value in given.items() if not value.strip()]
    if missing:
        raise WorkbenchError(
            "A new case needs more than its folder.",
            received=f"nothing for {', '.join(missing)}",
            allowed="a value for each of them",
            remedy="crisis new --help, which shows a whole example",
        )
    if channel not in CHANNEL:
        raise WorkbenchError(
            "The channel is none of the vocabulary's.",
            received=repr(channel),
            allowed=", ".join(CHANNEL),
            remedy=nearest(channel, CHANNEL) or "--channel other",
        )
    from workbench.own_typed import check_address, typed_time
    from workbench.scaffold import new_case

    with as_options():
        check_address(source_url)
        trigger_time, _ = typed_time(trigger_time, timezone)
    new_case(
        folder,
        title=title,
        company=company,
        trigger_time=trigger_time,
        timezone=timezone,
        source_url=source_url,
        channel=channel,
    )
    say(
        f"Made {folder}: one event, its source, and everything else empty.",
        "",
        "Fill the tables in a spreadsheet or an editor, saving as CSV (UTF-8); replace every ? in case.toml.",
        f"crisis check {typed(folder)} lists everything that is wrong, as often as you like.",
        f"crisis show {typed(folder)} puts it on a page.",
    )
