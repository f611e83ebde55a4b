"""``crisis list`` and ``crisis show``: which cases there are, and one of them on a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.commands.terminal import fits, say, show_table, show_ways, table, typed, waiting
from workbench.problems import NotFound
from workbench.times import day_words

if TYPE_CHECKING:
    import pandas as pd

    from workbench.cases import Case

#: Which columns a narrower terminal gets.
_MIDDLE = ["case", "title", "year", "grade", "first public response"]
_SHORT = ["case", "year", "grade", "first public response"]


def list_them(folder: Path | None, *, csv: bool) -> None:
    """Print the cases as a table that fits the terminal, or as CSV."""
    from workbench.cases import case_folders, list_cases

    if not case_folders(folder):
        raise NotFound(
            "There is no case in this folder.",
            received=str(folder),
            allowed="a folder that holds case folders, each with its case.toml",
            remedy="crisis list without a folder shows the shipped cases",
        )
    with waiting("Reading the cases"):
        found = list_cases(folder).reset_index()
    if csv:
        sys.stdout.write(found.to_csv(index=False, lineterminator="\n"))
        return
    counts = [name for name in found.columns if found[name].dtype.kind == "i"]
    for names in (list(found.columns), _MIDDLE, _SHORT):
        made = table(names, found[names].itertuples(index=False), right=counts)
        if fits(made):
            break
    show_table(made)
    say("", "crisis show CASE puts one of them on a page; crisis lab opens the notebooks.")


def show_it(name: str, *, save: Path | None) -> None:
    """Print one case on a page, or save its timeline."""
    from workbench.cases import about, held, load_case, origin

    case = load_case(name)
    if save is not None:
        _save(case, save)
        return
    trigger = case.trigger
    # A date is a date where it was written down; elsewhere it may be the evening before.
    zone = trigger["timezone"] or case.settings.clock.timezone
    say(case.title, style="bold")
    say(" · ".join([*about(case), _day(trigger, zone), f"evidence grade {case.grade}"]))
    say("", case.question, "", case.summary)
    say("", "How long the company took", style="bold")
    say(f"counted from: {trigger['title']}, {_moment(trigger, zone)}")
    took = [(f"  {row['definition']}", row["in_words"], _how(row)) for _, row in case.delays().iterrows()]
    show_table(table(("", "", ""), took))
    say("", "What the case holds", style="bold")
    say(f"{', '.join(held(case, sources=True))}. {case.grade_reason}")
    say(origin(case))
    say("", "Look closer", style="bold")
    ways = [
        ("  crisis lab", "the notebooks"),
        (f"  crisis show {typed(name)} --save timeline.html", "its timeline, as a page for any browser"),
        (f"  wb.load_case({name!r})", "in Python, after: import workbench as wb"),
    ]
    show_ways(ways)


def _save(case: Case, target: Path) -> None:
    with waiting(f"Drawing {case.title}"):
        from workbench.plots.figure import save_figure
        from workbench.plots.timeline import plot_timeline

        saved = save_figure(plot_timeline(case), target)
    say(f"The timeline of {case.id} is in {saved}")


def _day(row: pd.Series, zone: str) -> str:
    return day_words(row["time"].tz_convert(zone))


def _moment(row: pd.Series, zone: str) -> str:
    """Say when a row was true, no more precisely than its source does."""
    how, start = row["time_precision"], row["time"].tz_convert(zone)
    if how == "day":
        return f"{_day(row, zone)} in {zone}"
    if how == "minute":
        return f"{_day(row, zone)}, {start:%H:%M} in {zone}"
    if how == "hour":
        return f"{_day(row, zone)}, in the hour from {start:%H:%M} in {zone}"
    return f"{row['time_text']} ({how})"


def _how(delay: pd.Series) -> str:
    return f"{delay['strategy']}, {delay['channel']}".replace("_", " ") if delay["documented"] else ""
