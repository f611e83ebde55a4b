"""``crisis report``: a case as one page to hand on."""

from __future__ import annotations

from pathlib import Path

from workbench.commands.terminal import say, working


def report_it(name: str, output: Path | None) -> None:
    """Write the report of a case and say where it lies and how large it is."""
    with working("Reading the case") as step:
        from workbench.cases import load_case
        from workbench.report import write_report

        case = load_case(name)
        target = output or Path(f"{case.settings.id}.html")
        saved = write_report(case, target, step=step)
    say(f"The report on {case.settings.id} is in {saved} ({saved.stat().st_size / 1e6:.1f} MB).")
    say("It works without a network: open it in any browser, print it, or send it on.")
