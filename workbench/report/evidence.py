"""The documented part of a report: timeline, delays, channels, and the sources behind every row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from workbench.plots.channels import plot_channels
from workbench.plots.marks import when
from workbench.plots.timeline import plot_timeline
from workbench.problems import NotEnoughData
from workbench.report.blocks import (
    DOCUMENTED,
    IMPORTED,
    REBUILT,
    RECORDS,
    SIMULATED,
    Block,
    Cell,
    Drawing,
    Section,
    Source,
    Sources,
    Text,
    dash,
    in_words,
    shortened,
    some,
    table,
)

if TYPE_CHECKING:
    from workbench.cases import Case
    from workbench.report.material import Material

#: The strategies of these rows are told as words of the vocabulary.
#: So many sources begin on a page of their own when printed.
MANY = 30
_SHOWN = ("strategy", "channel")


def timeline_section(material: Material) -> Section:
    """Draw everything on one clock, and list the same rows as tables."""
    case = material.case
    figure = plot_timeline(case, counts=material.drawn_counts)
    zone = case.clock.timezone
    kinds = list(_entered(material))
    if material.drawn_counts is not None and not material.simulated:
        kinds.append(IMPORTED)
    elif case.attention is not None and any(t.name == "95 % band" for t in figure.data):
        kinds.append(REBUILT)
    blocks: tuple[Block, ...] = (
        Text(
            "Click a mark to list its sources below the figure; drag to look closer, click twice to see everything "
            "again. Without a mouse: the tables below hold the same rows.",
            "screen",
        ),
        Drawing(figure, f"{in_words(figure)} The rows behind it stand in the two tables below."),
        _responses(case, zone),
        _events(case, zone),
    )
    return Section("timeline", "What happened, on one clock", blocks, tuple(kinds))


def _responses(case: Case, zone: str) -> Block:
    if case.responses.empty:
        return Text("No act of the company is recorded in this case.", "missing")
    titles = case.events.set_index("event_id")["title"]
    rows: list[list[Cell | str]] = [
        [
            when(row, zone),
            Cell(str(titles[row["event_id"]]), row["source_ids"]),
            *(str(row[name]).replace("_", " ") for name in _SHOWN),
            dash(row["note"]),
        ]
        for row in some(case.responses)
    ]
    header = ["When", "What the company did", "Strategy", "Channel", "Remark"]
    told = f"What the company did, and its documented silences ({len(rows)})"
    return table(told, header, rows, folded=told)


def _events(case: Case, zone: str) -> Block:
    events = case.events[~case.events["event_id"].isin(case.responses["event_id"])]
    if events.empty:
        return Text("No other event is recorded in this case.", "missing")
    rows: list[list[Cell | str]] = [
        [when(row, zone), dash(row["actor"]), Cell(row["title"], row["source_ids"]), dash(row["detail"])]
        for row in some(events)
    ]
    told = f"What else happened ({len(rows)})"
    return table(told, ["When", "Who", "What", "Detail"], rows, folded=told)


def delays_section(material: Material) -> Section:
    """Tabulate how long the company took, by five definitions."""
    case = material.case
    delays = case.delays()
    rows: list[list[Cell | str]] = [
        [
            row["definition"],
            row["in_words"],
            f"{row['strategy']}, {row['channel']}".replace("_", " ") if row["documented"] else "-",
            Cell(dash(row["note"]), _sources_of(case, row)),
        ]
        for row in some(delays)
    ]
    blocks: list[Block] = [
        Text(
            f"Counted from: {case.trigger['title']}. A range stands where the dates allow no single figure; a definition "
            "that no source documents is left open."
        ),
        table(
            "From the trigger to the response, by five definitions",
            ["Definition", "Delay", "What it was", "Remark"],
            rows,
        ),
    ]
    return Section("delays", "How long the company took", tuple(blocks), _entered(material))


def _entered(material: Material) -> tuple[str, ...]:
    """How events and responses came about: documented, from records that are not public, or invented."""
    if material.simulated:
        return (SIMULATED,)
    case = material.case
    private = set(case.sources[~case.sources["url"].str.startswith("http")]["source_id"])
    rows = [*case.events["source_ids"], *case.responses["source_ids"]]
    alone = [set(ids) <= private for ids in rows]
    return (*((DOCUMENTED,) if not all(alone) else ()), *((RECORDS,) if any(alone) else ()))


def _sources_of(case: Case, delay: pd.Series) -> tuple[str, ...]:
    if not delay["documented"]:
        return ()
    responses = case.responses
    return tuple(responses[responses["response_id"] == delay["response_id"]]["source_ids"].iloc[0])


def channels_section(material: Material) -> Section | None:
    """Draw where the hand-collected mentions stood, and where the company spoke."""
    case = material.case
    if material.messages is not None:
        return None  # a whole collection says more than a sample; its spread has a section of its own
    try:
        if case.grade == "C":
            raise NotEnoughData(f"The case has grade C: {case.grade_reason}")
        figure = plot_channels(case)
    except NotEnoughData as problem:
        told = f"This case cannot show on which platform it was talked about. {problem.happened}"
        return Section("channels", "Where it was talked about", (Text(told, "missing"),), ())
    blocks = (
        Drawing(figure, in_words(figure)),
        Text("The mentions are a sample found by search and coded by one reader: never the volume.", "note"),
    )
    return Section("channels", "Where it was talked about", blocks, (DOCUMENTED,))


def sources_section(material: Material) -> Section:
    """List every page a row leans on, with its address; and the mentions, which are their own sources."""
    case = material.case
    pages = [
        Source(
            row["title"],
            ", ".join(filter(None, (row["publisher"], row["published"]))),
            Cell(shortened(row["url"]), url=row["url"]),
        )
        for row in some(case.sources)
    ]
    noun = "source" if len(pages) == 1 else "sources"
    blocks: list[Block] = [
        Text(f"{len(pages)} {noun}, numbered as they are cited above.", "note"),
        Sources(tuple(pages)),
    ]
    if len(case.mentions):
        told = f"The {len(case.mentions)} mentions found by search, each with its address"
        found = [
            [
                when(row, case.clock.timezone, time="published", precision="precision"),
                row["outlet"],
                str(row["stance"]),
                Cell(shortened(row["url"]), url=row["url"]),
            ]
            for row in some(case.mentions)
        ]
        blocks.append(
            table(
                told,
                ["Published", "Outlet", "Stance, coded by one reader", "Address"],
                found,
                folded=told,
                on_paper=False,
            )
        )
    return Section("sources", "Sources", tuple(blocks), (), new_page=len(pages) > MANY)
