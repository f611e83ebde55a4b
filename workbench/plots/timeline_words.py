"""What stands around a timeline: its title, what was counted, and where its rows come from."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.cases import Case
from workbench.plots import theme
from workbench.plots.lanes import Window
from workbench.texts import many


def sentence(case: Case) -> str:
    """Say how long the first public answer took: the title."""
    delay = case.delays().loc["first_public"]
    who, words = theme.safe(case.company), delay["in_words"].split(" (")[0]
    if not delay["documented"]:
        return f"{who}: no public answer is documented"
    if delay["hours_high"] <= 0:
        return f"{who}: the first public answer came before the trigger"
    return f"{who}: first public answer {words} {'of' if words.startswith('within') else 'after'} the trigger"


def subtitle(case: Case, window: Window, counts: pd.DataFrame | None, *, mentions_drawn: bool = True) -> str:
    """Say below the title what was counted, and on which clock; of mentions only where they are drawn."""
    clock = "UTC" if window.zone == "UTC" else f"local time, {window.zone}"
    mentions = case.mentions[~case.mentions["background"]]
    if counts is not None:
        made = "simulated: no real company, no real message" if counts.attrs.get("simulated") else "imported"
        inside = counts["count"][(counts["time"] >= window.start) & (counts["time"] < window.end)].sum()
        total = counts["count"].sum()
        shown = "" if inside == total else f" {inside:,.0f} of them lie in the days shown."
        said = f"{total:,.0f} messages, {made}.{shown}"
    elif case.grade == "C":
        said = "Documented events and responses only; this case holds no volume."
    elif mentions.empty:
        said = "No mentions were collected."
    elif not mentions_drawn:
        said = ""
    else:
        share = (mentions["stance"] == "negative").mean()
        noun = "mention was" if len(mentions) == 1 else "mentions were"
        said = f"{len(mentions):,} {noun} found by search, {share:.0%} of them negative: a sample, not the volume."
        if aside := len(case.mentions) - len(mentions):
            said += f" {many(aside, 'page')} of background {'is' if aside == 1 else 'are'} left out."
    return f"{said} Clock: {clock}.".strip()


def sources(case: Case, window: Window, coarse: int, *, y: int) -> dict[str, Any]:
    """Say below the figure where its rows come from, and what is not drawn."""
    parts = [f"Sources: {_pages(case)}, listed when a mark is clicked."]
    if coarse:
        are = "is" if coarse == 1 else "are"
        parts.append(f"{many(coarse, 'mention')} {are} dated too coarsely for a bar and {are} not drawn.")
    outside = [
        many(number, noun)
        for noun, rows in (("event", case.events), ("response", case.responses))
        if (number := len(rows) - len(window.clip(rows)))
    ]
    if outside:
        lie = "lies" if outside in (["1 event"], ["1 response"]) else "lie"
        parts.append(f"{' and '.join(outside)} {lie} outside this window.")
    # In a window of a few days a date is as coarse as a month is in one of a few weeks.
    roughly = (
        "only to the week or month"
        if window.finest > pd.Timedelta(hours=25)
        else "too roughly for this window"
    )
    parts.append(f"Hollow marks are dated {roughly}. Crisis Workbench, {case.id}, {case.licence}.")
    return theme.source_line(theme.safe(" ".join(parts)), y=y)


def _pages(case: Case) -> str:
    public = int(case.sources["url"].str.startswith("http").sum())
    private = len(case.sources) - public
    if not public:
        return f"{many(private, 'source')}, not public"
    return many(public, "dated public page") + (f" and {private} not public" if private else "")
