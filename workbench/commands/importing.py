"""``crisis import``: an export to a file of messages, with its receipt."""

from __future__ import annotations

import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.commands.sentences import OK, PROBLEMS
from workbench.commands.terminal import say, show_table, table, working
from workbench.problems import WorkbenchError

#: How the library asks for something, and how one answers on the command line.
_OPTIONS = [
    (
        r"columns=\{.*?\}",
        'a file with lines such as time = "…", text = "…", platform = "=x", given as --columns FILE',
    ),
    (r"in columns=", "in the file of --columns"),
    (r"day_first=True or False", "--day-first or --month-first"),
    (r"\bday_first=True\b", "--day-first"),
    (r"\bday_first=False\b", "--month-first"),
    (r"\b(tz|encoding|columns)=(?!\w)", r"--\1"),
    (r"\bencoding='([\w-]+)'", r"--encoding \1"),
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


def import_it(
    export: Path,
    output: Path | None,
    *,
    tz: str | None,
    day_first: bool | None,
    columns: Path | None,
    company_accounts: list[str],
    encoding: str | None = None,
) -> int:
    """Import an export, behind a progress bar, and print the receipt.

    Returns
    -------
    int
        0, or 1 if no row could be kept.
    """
    from workbench.importers.reading import import_mentions

    target = output or Path("mentions.parquet")
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
    say("", f"{receipt.rows_kept:,} {'message' if receipt.rows_kept == 1 else 'messages'} in {target}.")
    return OK if receipt.rows_kept or not receipt.rows_read else PROBLEMS
