"""``crisis import --case``: an export becomes a case folder, or nothing at all."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.commands.terminal import say, show_table, show_ways, table, typed, working
from workbench.problems import WorkbenchError

if TYPE_CHECKING:
    import pandas as pd


def import_as_case(export: Path, folder: Path, output: Path | None, **given: Any) -> None:
    """Make the folder behind a progress bar, print the receipt, and say what to do next."""
    if output is not None:
        raise WorkbenchError(
            "A case keeps its messages in its own folder.",
            received=f"--case {folder} and --output {output}",
            allowed="one of the two",
            remedy="leave --output out",
        )
    # Whoever ends the command by its number gets the same clean end as by Control-C.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with working(f"Reading {export.name}") as step:
            from workbench.cases import load_case
            from workbench.own_case import import_case
            from workbench.own_messages import read_import

            case = load_case(import_case(export, folder, progress=step, **given))
            told = read_import(case)
    finally:
        signal.signal(signal.SIGTERM, before)
    if told is not None:
        show_table(table(["", ""], told.receipt.lines()))
    say("", f"Made {folder}: the messages, the receipt, a notebook, and one event that starts the clock.")
    for hint in _hints(case.trigger, folder, **given):
        say("", hint)
    say("")
    say("Next", style="bold")
    show_ways(
        [
            (f"  crisis lab {typed(folder)}", "opens the notebook: enter what the company did, and look"),
            (f"  crisis report {typed(folder)}", "writes what is there as one page"),
        ]
    )


def _hints(trigger: pd.Series, folder: Path, **given: Any) -> list[str]:
    """Say what was set for want of anything better, and how to set it."""
    said = []
    if not given.get("trigger_time"):
        said.append(
            f"The clock starts with: {trigger['title']}, {trigger['time']:%Y-%m-%d %H:%M} UTC. {trigger['detail']} "
            "The form in the notebook does it, and so does --trigger-time."
        )
    if not str(given.get("company", "")).strip():
        said.append(
            f"No company was named, so the case is said to be about {folder.absolute().name!r}: write the name into "
            f"{folder / 'case.toml'}, or import again with --company."
        )
    if not given.get("company_accounts"):
        said.append(
            "No account of the company was named, so none of its messages is known as its own: --company-account NAME, "
            "when you import again."
        )
    return said
