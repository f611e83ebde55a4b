"""The figure behind a slider, drawn once; and what changes in it and above it when the answer moves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.models.base import percent
from workbench.models.conversations import ConversationEffect
from workbench.models.effects import OWN, PUBLISHED, Change, published_effects
from workbench.models.moves import Movable, Move
from workbench.models.scenarios import LIMIT, remarks, signed
from workbench.models.self_exciting import SelfExcitingFit
from workbench.plots import course, theme
from workbench.plots.results import what_went_in
from workbench.plots.what_if import LOWER, STAMP, UNSURE, UPPER, short

#: Which trace is which, from the lowest to the uppermost; all but the counts follow the controls.
BAND, ADDED_BAND, COUNTED, AS_ANSWERED, SCENARIO, ADDED_AS, ADDED, MARK, GAP = range(9)
OWN_SIZES = (-50, -40, -30, -20, -10, 0, 10, 20, 30)  # per cent of n, one's own assumption


@dataclass(frozen=True)
class Choice:
    """One source of the effect, as a list of choices shows it."""

    label: str
    change: Change


@dataclass(frozen=True)
class Told:
    """What stands above the figure: the number, the sentence below it, and the stamp."""

    number: str
    sentence: str
    stamp: str


def choices(fit: SelfExcitingFit, response: str, conversations: ConversationEffect | None) -> list[Choice]:
    """List the sources of an effect but the assumption of one's own, which has a slider of its own."""
    beta = fit.inferences[response].beta
    found = [Choice(f"this case: {percent(np.expm1(beta))} in n, as fitted", None)]
    if conversations is not None:
        ratio = conversations.estimates["value"].iloc[2]
        told = f"{percent(ratio - 1)}, taken for n"
        if not conversations.clear:
            told = f"cannot tell ({percent(ratio - 1)} is a biased comparison)"
        found.append(Choice(f"the conversations: {told}", conversations))
    table = published_effects()
    for name, row in table[table["change"].notna()].iterrows():
        found.append(Choice(f"published: {percent(row['change'])} ({row['study'].split(',')[0]})", str(name)))
    return found


def tell(movable: Movable, move: Move) -> Told:
    """Say a position of the slider in a number, a sentence and a stamp."""
    whose = f"The effect is {movable.source.said}. {remarks(movable.source.origin, movable.close)}".strip()
    stamp = STAMP.get(movable.source.origin, "") if movable.source.clear else UNSURE
    when = f"{short(move.hours)} instead of {short(movable.true_hours).removeprefix('answered ')}"
    if move.trouble:
        return Told("No number", f"{move.trouble} {whose}", stamp)
    if move.hours == movable.true_hours:
        return Told("As it was", f"{short(move.hours).capitalize()}, as it happened. {whose}", stamp)
    number = f"{move.difference:+,.0f} negative mentions ({percent(move.share)})"
    if round(move.difference) == 0:
        number = "No difference"
    # The number never stands alone: without its interval it would say more than the counts do.
    number += f", 95 % interval {signed(move.lower)} to {signed(move.upper)}"
    if not movable.source.clear:
        number = f"Cannot tell: {number[0].lower()}{number[1:]}"
    sentence = f"{when.capitalize()}, over {movable.fit.horizon_hours:.0f} h from the trigger. {whose}"
    return Told(number, sentence, stamp)


def frame(movable: Movable, move: Move, scale: str) -> dict[int, dict[str, Any]]:
    """Return what the moving traces show at one position: trace number to its new data."""
    after = movable.after
    was = movable.path[after]
    before, now = np.cumsum(was), np.cumsum(move.path[after])
    trigger = movable.fit.series.trigger
    at = None if math.isinf(move.hours) else trigger + pd.Timedelta(hours=move.hours)
    ends = course.ZERO * 0.8 if scale == "log" else 0.0, top(movable)
    name, ends_of_sums = band_name(movable), [before[-1], now[-1], before[-1] + move.added[1, -1]]
    return {
        BAND: {"y": ribbon(was * move.times, scale), "name": name},
        ADDED_BAND: {"y": ribbon(before + move.added), "name": f"{name}, added up"},
        AS_ANSWERED: {"y": course.shown(movable.path.tolist(), scale)},
        SCENARIO: {"y": course.shown(move.path.tolist(), scale)},
        ADDED_AS: {"y": before.tolist()},
        ADDED: {"y": now.tolist()},
        MARK: {"x": [at, at], "y": list(ends), "text": [f"answer at {move.hours:.3g} h", ""]},
        GAP: {"y": [min(1.03 * float(np.nanmax(ends_of_sums)), most(movable))], "text": [gap_of(move)]},
    }


def band_name(movable: Movable) -> str:
    """Name the band: an interval of the difference, or what is left of one where the effect is assumed."""
    assumed = movable.source.origin in (PUBLISHED, OWN)
    return "95 % interval" + (", if that effect is right" if assumed else " of the difference")


def ribbon(limits: np.ndarray, scale: str = "linear") -> list[float | None]:
    """Put the upper limits one way and the lower ones back: the outline of a band; nothing where there are none."""
    lower, upper = np.clip(limits, -LIMIT, LIMIT)
    return [*course.shown(upper.tolist(), scale), *course.shown(lower.tolist(), scale)[::-1]]


def gap_of(move: Move) -> str:
    """Write the difference for the place where the two sums end."""
    if move.trouble or round(move.difference) == 0:
        return " "  # after a text that is quite empty, plotly leaves the next one out
    return f"<b>{move.difference:+,.0f}</b> ({signed(move.lower)} to {signed(move.upper)})"


def drawing(movable: Movable, move: Move, scale: str, *, width: int = theme.WIDTH) -> dict[str, Any]:
    """Draw the whole figure once: `data` and `layout`, for a widget as for a page; down to so many pixels."""
    path, trigger = movable.frame(), movable.fit.series.trigger
    hours = pd.Timedelta(hours=movable.fit.horizon_hours)
    window = max(path["time"].iloc[0], trigger - hours / 8), trigger + hours
    times = path["time"].tolist()
    added = path["time"].iloc[movable.after].tolist()
    blue, ink = course.MOVED, course.ANSWERED
    line = {"type": "scatter", "mode": "lines", "hovertemplate": "%{x|%d %b %H:%M}: %{y:,.1f}"}
    dash = {"color": blue, "width": 2.8, "dash": "dash"}
    solid = {"color": ink, "width": 2.4}
    as_it_was = f"expected, {short(movable.true_hours)}"
    band = {
        "type": "scatter", "x": [*added, *added[::-1]], "mode": "lines", "line": {"width": 0}, "fill": "toself",
        "fillcolor": "rgba(86,180,233,.32)", "hoverinfo": "skip", "legendgroup": "band", "legendrank": 1100,
    }  # fmt: skip
    data = [
        band,
        band | {"yaxis": "y2", "showlegend": False},
        # On a narrow screen the last entry has least room, beside the badge.
        course.counted(path, scale) | {"legendrank": 1200},
        line | {"x": times, "name": as_it_was, "line": solid},
        line | {"x": times, "name": "expected, answer moved", "line": dash},
        line
        | {
            "x": added,
            "name": "as it was, added up",
            "line": solid,
            "yaxis": "y2",
            "showlegend": False,
        },
        line | {"x": added, "name": "moved, added up", "line": dash, "yaxis": "y2", "showlegend": False},
        line
        | {
            "mode": "lines+text",
            "name": "moved answer",
            "line": {"color": blue, "width": 2, "dash": "dot"},
            "textposition": "bottom center",  # in the gap between the panels, as a handle below the line
            "textfont": {"color": blue, "size": 13},
            "showlegend": False,
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
        line
        | {
            "x": [added[-1]],
            "mode": "text",
            "name": "difference",
            "yaxis": "y2",
            "textposition": "top left",
            "textfont": {"color": blue, "size": 14},
            "showlegend": False,
            "hoverinfo": "skip",
            "cliponaxis": False,
        },
    ]
    for number, new in frame(movable, move, scale).items():
        data[number] = data[number] | new
    layout = theme.layout("", height=520, top=44, bottom=112)
    layout["title"] = None
    layout["legend"] = {
        "orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "font": {"size": 12}, "tracegroupgap": 0
    }  # fmt: skip
    layout["xaxis"] = theme.axis(type="date", range=list(window), title={"text": "time, UTC"}, anchor="y2")
    layout["yaxis"] = axis_of(movable, scale)
    layout["yaxis2"] = theme.axis(
        domain=LOWER, tickformat="~s", nticks=4, range=[0, 1.2 * most(movable)], title={"text": "added up since<br>the trigger"}
    )  # fmt: skip
    grey, nobody = course.gaps(path, window[0])
    there = trigger + pd.Timedelta(hours=movable.true_hours)
    name = f"{movable.answer} ({movable.true_hours:.3g} h)"
    marks, names = course.instants(
        {"trigger": trigger, name: there}, window, {"trigger": ink, name: ink}, width=width
    )
    layout["shapes"] = [*grey, *marks]
    layout["annotations"] = [
        # Between the panels, because on a small screen the legend needs the room above.
        *nobody, *names, *(badge | {"y": LOWER[1], "yshift": 12} for badge in course.stamps(movable.fit.simulated)),
        theme.source_line(theme.safe(f"{what_went_in(movable.fit)} Crisis Workbench."), y=-62, letters=96),
    ]  # fmt: skip
    return {"data": data, "layout": layout}


def counted_on(movable: Movable, scale: str) -> list[float | None]:
    """Return the counts as they stand on the other scale."""
    return course.shown(course.full_counts(movable.frame()), scale)


def axis_of(movable: Movable, scale: str) -> dict[str, Any]:
    """Return the axis of mentions per bin; it stays where it is while the answer moves."""
    title = f"mentions per {course.width_of(movable.frame())}"
    axis = course.value_axis(top(movable) / 1.35, scale, title) | {"domain": UPPER}
    if scale == "linear":
        return axis | {"type": "linear", "tickvals": None, "ticktext": None, "tickmode": "auto"}
    return axis | {"tickmode": "array"}


def top(movable: Movable) -> float:
    """Return where the moved answer's line ends: a little above the highest count."""
    frame = movable.frame()
    return 1.35 * max(float(course.full_counts(frame).max()), min(float(movable.path.max()), 5e9), 2.0)


def most(movable: Movable) -> float:
    """Limit the sums that are drawn, so that a course without an end leaves the others readable."""
    counted = float(np.nansum(course.full_counts(movable.frame())))
    return 1.6 * max(min(float(movable.path[movable.after].sum()), 4 * counted), counted)
