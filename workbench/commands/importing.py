"""``crisis import``: an export to a file of messages, with its receipt."""

from __future__ import annotations

from pathlib import Path

from workbench.commands.sentences import OK, PROBLEMS
from workbench.commands.terminal import say, show_table, table, working


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
    show_table(table(["", ""], receipt.lines()))
    say("", f"{receipt.rows_kept:,} {'message' if receipt.rows_kept == 1 else 'messages'} in {target}.")
    return OK if receipt.rows_kept or not receipt.rows_read else PROBLEMS
