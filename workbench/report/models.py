"""The computed part of a report: alarm, spread, effect with bands and placebo, and the slider."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from workbench.alarm_result import bin_words
from workbench.models.base import LEVEL, NO_LIMIT, number
from workbench.models.moves import Movable
from workbench.models.self_exciting import FAILED
from workbench.plots.what_if_page import what_if_parts
from workbench.problems import WorkbenchError
from workbench.report.blocks import (
    MODELLED,
    SIMULATED,
    Block,
    Cell,
    Control,
    Drawing,
    Items,
    Section,
    Table,
    Text,
    in_words,
    some,
    table,
)
from workbench.report.summary import verdict
from workbench.report.words import meanings, row_words, unit_words
from workbench.spans import clock_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.models.base import ModelResult
    from workbench.plots.figure import EvidenceFigure
    from workbench.report.material import Material
    from workbench.spread import Spread


#: Said above figures that have no other clock.
OTHER_CLOCK = "The clock of this section is UTC."
#: What a model says beyond this is no number of mentions.
HUGE = 1e7


def alarm_section(material: Material) -> Section | None:
    """Draw when a monitor would have raised the alarm; only where messages were collected."""
    if material.messages is None:
        return None
    if material.alarm is None:
        return _missing("alarm", "When the alarm would have been raised", material.why_no_alarm)
    from workbench.plots.alarms import plot_alarm

    alarm, zone = material.alarm, material.zone
    section = _result(
        material,
        "alarm",
        "When the alarm would have been raised",
        alarm,
        said=alarm.summary(zone),
        draw=lambda: plot_alarm(alarm, clock=zone),
    )
    first = [Text(told) for told in (material.alarm_note, _rang_before(material)) if told]
    return replace(section, blocks=(*first, *section.blocks))


def _rang_before(material: Material) -> str:
    """Say that the monitor was ringing already when the crisis is said to have begun."""
    alarm, trigger = material.alarm, material.case.trigger["time"]
    if alarm is None or alarm.time is not None:
        return ""
    lasting = alarm.alarms[(alarm.alarms["raised"] <= trigger) & ~(alarm.alarms["ended"] <= trigger)]
    if lasting.empty:
        return ""
    raised = clock_words(lasting["raised"].iloc[-1], material.zone)
    return (
        f"The monitor was ringing already when this crisis is said to have begun: since {raised}. "
        "Either that was chance, or the crisis began earlier than the clock of this report."
    )


def spread_section(material: Material) -> Section | None:
    """Draw in which order the platforms came, and how fast it grew; only where messages were collected."""
    if material.messages is None:
        return None
    if material.spread is None:
        if not material.why_no_spread:
            return None
        return _missing("spread", "How it spread", material.why_no_spread)
    from workbench.plots.spread import plot_spread

    spread, zone = material.spread, material.zone
    return _result(
        material,
        "spread",
        "How it spread",
        spread,
        said=spread.summary(),
        draw=lambda: plot_spread(spread, clock=zone),
        more=_of_spread(spread, zone),
    )


def _of_spread(spread: Spread, zone: str) -> list[Block]:
    """The platforms in their order, and the languages."""
    order: list[list[Cell | str]] = [
        [
            Cell(str(row["platform"])),
            f"{row['mentions']:,}",
            "not known" if pd.isna(row["began"]) else f"{row['began'].tz_convert(zone):%Y-%m-%d %H:%M}",
            *(_hours(row[name], first=place == 0) for name in ("lag", "lag_low", "lag_high")),
        ]
        for place, row in enumerate(some(spread.platforms))
    ]
    header = [
        "Platform",
        "Messages",
        "A tenth was written by",
        f"Hours behind {spread.platforms['platform'].iloc[0]}",
        f"From ({LEVEL:.0%})",
        "To",
    ]
    blocks: list[Block] = [
        table("Platforms in the order of their rise", header, order, numbers=[*header[1:2], *header[3:]])
    ]
    spoken: list[list[Cell | str]] = [
        [
            Cell(str(row["language"])),
            f"{row['mentions']:,}",
            *(f"{row[name]:.0%}" for name in ("share", "lower", "upper")),
        ]
        for row in some(spread.languages)
    ]
    if len(spoken) > 1:
        columns = ["Language", "Messages", "Share", f"From ({LEVEL:.0%})", "To"]
        blocks.append(table("Languages", columns, spoken, numbers=columns[1:]))
    others = spread.estimates[~spread.estimates["term"].str.startswith("lag of ")]
    return [*blocks, *([estimates("What else was measured", others)] if len(others) else [])]


def _hours(value: float, *, first: bool) -> str:
    return "-" if first else number(value)


def effect_section(material: Material) -> Section:
    """Say whether the answer changed anything, with bands, placebo and everything that speaks against it."""
    title = "Did the answer change anything?"
    effect = material.effect
    if effect is None:
        return _missing("effect", title, material.why_no_effect)
    blocks: list[Block] = [Text(verdict(effect), "lead"), Text(effect.summary())]
    if material.zone != "UTC":
        blocks.append(Text(OTHER_CLOCK, "note"))
    if material.refused:
        blocks.append(Text("Other answers could not be asked about: " + " ".join(material.refused), "note"))
    if effect.verdict != FAILED:
        from workbench.plots.self_exciting import plot_placebo, plot_self_exciting

        for draw in (plot_self_exciting, plot_placebo):
            try:
                figure = draw(effect)
            except WorkbenchError as problem:
                blocks.append(Text(problem.happened, "missing"))
                continue
            blocks.append(Drawing(figure, in_words(figure)))
        blocks.append(estimates("What the model estimates", effect.estimates))
    blocks += _assumed(effect.assumptions)
    texts = (effect.summary(), *effect.assumptions, *effect.estimates["term"].map(row_words))
    if words := meanings(texts, bin_words(effect.series.grid.hours)):
        blocks += [Text("Words used here:", "note"), Items(words)]
    return Section("effect", title, tuple(blocks), _kinds(material))


def slider_section(material: Material) -> Section | None:
    """Put the what-if slider into the page: every position is computed, no kernel is needed."""
    if material.effect is None or material.effect.verdict == FAILED:
        return None
    title = "What if the answer had come at another time?"
    movable = Movable.of(material.effect)
    troubles = [movable.to(hours).trouble for hours in movable.steps()]
    if all(troubles):
        return _missing("what-if", title, f"There is no scenario to show. {troubles[0]}")
    try:
        body, script = what_if_parts(material.effect)
    except WorkbenchError as problem:
        return _missing("what-if", title, problem.happened)
    told = (
        "Move the slider with the mouse or the arrow keys. It shows what this model expects, not what would have happened; "
        "where the section above says “cannot tell”, its intervals say the same."
    )
    if material.zone != "UTC":
        told += f" {OTHER_CLOCK}"
    return Section(
        "what-if", title, (Text(told, "note"), Control(body, (script,))), _kinds(material), new_page=True
    )


def absent_section(material: Material) -> Section | None:
    """Say in a sentence each why parts that other reports have are not in this one."""
    told = []
    if material.messages is None:
        told += [
            "When an alarm would have been raised: no monitor can be played back, because no collection of messages with "
            "quiet weeks before the crisis belongs to this case.",
            "How it spread: order and lag between platforms cannot be measured from what a search found; a platform that "
            "the search did not reach would seem to come late or never.",
        ]
    if material.effect is None:
        told.append(
            "What another delay would have brought: without a model of this case there is no scenario."
        )
    return Section("absent", "What this case cannot show", (Items(tuple(told)),)) if told else None


def estimates(caption: str, rows: pd.DataFrame) -> Table:
    """Write the table of a result: value, interval, unit."""
    cells: list[list[Cell | str]] = [
        [
            Cell(row_words(str(row["term"]))),
            *(_limited(row[name]) for name in ("value", "lower", "upper")),
            unit_words(str(row["unit"])),
        ]
        for row in some(rows)
    ]
    header = ["What", "Value", f"From ({LEVEL:.0%})", "To", "Unit"]
    return table(caption, header, cells, numbers=header[1:4])


def _limited(value: float) -> str:
    """Write a number; one beyond ten million is none."""
    return NO_LIMIT if abs(value) >= HUGE else number(value)


def _result(
    material: Material,
    key: str,
    title: str,
    result: ModelResult,
    *,
    said: str,
    draw: Callable[[], EvidenceFigure],
    more: list[Block] | None = None,
) -> Section:
    """Tell a result: its sentences, its figure, its figures in numbers, and what must hold. `more` tells the numbers better."""
    blocks: list[Block] = [Text(said)]
    try:
        figure = draw()
        blocks.append(Drawing(figure, in_words(figure)))
    except WorkbenchError as problem:
        blocks.append(Text(f"No figure: {problem.happened}", "missing"))
    if more is not None:
        blocks += more
    elif len(result.estimates):
        blocks.append(estimates("The figures behind it", result.estimates))
    blocks += _assumed(result.assumptions)
    return Section(key, title, tuple(blocks), _kinds(material))


def _assumed(assumptions: tuple[str, ...]) -> list[Block]:
    return [Text("This holds only if:", "note"), Items(assumptions)] if assumptions else []


def _missing(key: str, title: str, why: str) -> Section:
    return Section(key, title, (Text(why, "missing"),))


def _kinds(material: Material) -> tuple[str, ...]:
    return (MODELLED, SIMULATED) if material.simulated else (MODELLED,)
