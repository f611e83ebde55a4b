"""The course of a crisis in a model: counts with their gaps, expected lines, three bands, answers, a badge.

What the figures of fits and of scenarios share, and the slider with them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from workbench.plots import theme

#: A logarithmic axis has no zero; empty bins stand here, on a tick that says 0.
ZERO = 0.5
_TICKS = tuple(step * 10**power for power in range(8) for step in (1, 2, 5))
#: Name in the tables, name in the picture: from the widest to the narrowest as a rule.
BANDS = {
    "process": "luck of a single crisis",
    "parameter": "doubt in the estimates",
    "model": "memory assumed otherwise",
}
ANSWERED, MOVED = theme.INK, theme.BLUE


def shown(values: Sequence[float] | pd.Series, scale: str) -> list[float | None]:
    """Put values on the axis: an empty bin at 0 of a logarithmic one, a missing bin nowhere."""
    least = ZERO if scale == "log" else 0.0
    return [None if not np.isfinite(value) else max(float(value), least) for value in values]


def full_counts(path: pd.DataFrame) -> pd.Series:
    """Return counts scaled to whole bins: what a bin collected for half of its time, doubled."""
    return path["observed"] / path["coverage"]


def counted(path: pd.DataFrame, scale: str) -> dict[str, Any]:
    """Draw the counts: a gap where nobody collected, hollow marks where a bin was collected in part."""
    whole = path["coverage"] >= 0.995
    said = [
        f"{row.observed:,.0f} counted" + ("" if full else f" in {row.coverage:.0%} of the bin")
        for row, full in zip(path.itertuples(), whole, strict=True)
    ]
    return {
        "type": "scatter",
        "x": path["time"].tolist(),
        "y": shown(full_counts(path), scale),
        "mode": "lines+markers",
        "name": "counted",
        "connectgaps": False,
        "line": {"color": theme.GREY, "width": 0.8},
        "marker": {
            "size": 4.5,
            "color": [theme.INK if full else "white" for full in whole],
            "line": {"color": theme.INK, "width": 1},
        },
        "hovertext": said,
        "hovertemplate": "%{x|%d %b %H:%M}: %{hovertext}<extra></extra>",
    }


def expected(
    path: pd.DataFrame, column: str, scale: str, *, name: str, colour: str, dash: str = "solid"
) -> dict[str, Any]:
    """Draw one expected course."""
    return {
        "type": "scatter",
        "x": path["time"].tolist(),
        "y": shown(path[column], scale),
        "mode": "lines",
        "name": name,
        # On a logarithmic axis the lines are named where they lie apart; on a linear one there is no room.
        "showlegend": scale == "linear",
        "line": {"color": colour, "width": 2.6, "dash": dash},
        "hovertext": [f"{value:,.1f} expected, {theme.safe(name)}" for value in path[column]],
        "hovertemplate": "%{x|%d %b %H:%M}: %{hovertext}<extra></extra>",
    }


def bands(path: pd.DataFrame, scale: str) -> list[dict[str, Any]]:
    """Draw the three bands: a dotted outline, a solid fill, a hatching; told apart without colour."""
    looks: dict[str, dict[str, Any]] = {
        "process": {"fillcolor": "rgba(0,0,0,.045)", "line": {"width": 1.1, "dash": "dot", "color": "#6b6b6b"}},
        "parameter": {"fillcolor": "rgba(86,180,233,.38)", "line": {"width": 0}},
        "model": {
            "fillpattern": {"shape": "/", "fgcolor": MOVED, "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.28},
            "line": {"width": 1, "color": MOVED},
        },
    }  # fmt: skip
    return [
        {
            "type": "scatter",
            "x": [*path["time"], *path["time"][::-1]],
            "y": [*shown(path[f"{name}_upper"], scale), *shown(path[f"{name}_lower"], scale)[::-1]],
            "mode": "lines",
            "fill": "toself",
            "hoverinfo": "skip",
            "name": said,
        }
        | looks[name]
        for name, said in BANDS.items()
    ]


def legend(scale: str, top: float = 1.0) -> dict[str, Any]:
    """Put the legend above the counts, or where a decay on a linear axis leaves room for two more lines."""
    if scale == "linear":
        inside = {"x": 0.99, "xanchor": "right", "y": top - 0.06, "yanchor": "top"}
        return inside | {"font": {"size": 12}, "bgcolor": "rgba(255,255,255,.85)"}
    return {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 12}}


def value_axis(highest: float, scale: str, title: str) -> dict[str, Any]:
    """Return the axis of mentions per bin, with room above for the names of the answers."""
    if scale == "linear":
        return theme.axis(range=[0, 1.22 * highest], title={"text": title}, tickformat=",")
    span = [math.log10(ZERO * 0.8), math.log10(max(highest, 2.0)) * 1.0 + 0.35]
    few = [tick for tick in _TICKS if math.log10(tick) < span[1]]
    # More than ten ticks are a ladder: only the powers of ten stay.
    few = few if len(few) <= 10 else [tick for tick in few if str(tick).strip("0") == "1"]
    return theme.axis(
        type="log", range=span, tickvals=[ZERO, *few], ticktext=["0", *(f"{tick:,}" for tick in few)], title={"text": title},
    )  # fmt: skip


def ceiling(path: pd.DataFrame, columns: Sequence[str]) -> float:
    """Return the highest value worth drawing: a course that never ends must not press the counts flat."""
    counts = full_counts(path).max()
    return float(min(path[list(columns)].max().max(), 5 * max(counts, 1.0), 1e12)) if columns else counts


def gaps(path: pd.DataFrame, start: pd.Timestamp) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Shade the bins in which nobody collected, and say so once, in the widest."""
    missing = path["observed"].isna().to_numpy()
    width = path["time"].iloc[1] - path["time"].iloc[0]
    turns = np.flatnonzero(np.diff(np.concatenate([[False], missing, [False]]).astype(int)))
    runs = [
        (max(path["time"].iloc[a], start), path["time"].iloc[b - 1] + width)
        for a, b in zip(turns[::2], turns[1::2], strict=True)
        if path["time"].iloc[b - 1] + width > start
    ]
    shapes = [
        {"type": "rect", "x0": a, "x1": b, "y0": 0, "y1": 1, "yref": "y domain", "xref": "x", "layer": "below",
         "fillcolor": "#f1f1f1", "line": {"width": 0}}
        for a, b in runs
    ]  # fmt: skip
    if not runs:
        return [], []
    a, b = max(runs, key=lambda run: run[1] - run[0])
    # Centred at an edge of the plot it would stand on the ticks of the axis, or be cut off.
    place = (a + (b - a) / 2 - start) / (path["time"].iloc[-1] + width - start)
    x, side = (a, "left") if place < 0.15 else (b, "right") if place > 0.85 else (a + (b - a) / 2, "center")
    label = {
        "text": "grey: nobody collected", "x": x, "xanchor": side, "y": 0, "yref": "y domain", "yanchor": "bottom",
        "yshift": 3, "showarrow": False, "bgcolor": "rgba(255,255,255,.75)",
        "font": {"size": theme.SMALLEST, "color": "#6b6b6b"},
    }  # fmt: skip
    return shapes, [label]


def instants(
    times: Mapping[str, pd.Timestamp],
    window: tuple[pd.Timestamp, pd.Timestamp],
    colours: Mapping[str, str],
    *,
    width: int = theme.WIDTH,
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Mark trigger and answers by upright lines; names that would meet stand one below the other.

    A figure that also has to do with less room than `width` pixels is laid out for the least.
    """
    room = width - theme.LEFT - theme.RIGHT
    shapes, labels = [], []
    reached = [-math.inf] * 8
    for name, time in sorted(times.items(), key=lambda item: item[1]):
        if not window[0] <= time <= window[1]:
            continue
        colour = colours.get(name, theme.VERMILION)
        at = (time - window[0]) / (window[1] - window[0]) * room
        text = theme.safe(name if len(name) <= 34 else name[:33] + "\u2026")
        length = 6.4 * len(text) + 14
        # Near the right edge a name stands to the left of its line.
        left = at + length > room
        begin = at - length if left else at
        row = next((r for r, end in enumerate(reached) if end <= begin), len(reached) - 1)
        reached[row] = begin + length
        shapes.append(
            {"type": "line", "x0": time, "x1": time, "y0": 0, "y1": 1, "yref": "y domain", "xref": "x",
             "line": {"color": colour, "width": 1.6, "dash": "dot" if name != "trigger" else "solid"}}
        )  # fmt: skip
        labels.append(
            {"text": text, "x": time, "y": 1, "yref": "y domain", "yanchor": "top", "yshift": -16 * row,
             "xanchor": "right" if left else "left", "xshift": -4 if left else 4, "showarrow": False,
             "bgcolor": "rgba(255,255,255,.8)", "font": {"size": 12, "color": theme.for_text(colour)}}
        )  # fmt: skip
    return shapes, labels


def beside(
    path: pd.DataFrame, one: str, other: str, names: tuple[str, str], colours: tuple[str, str], scale: str
) -> list[dict[str, Any]]:
    """Name two lines where they lie furthest apart on a logarithmic axis, instead of in a legend."""
    values = path[[one, other]].clip(lower=ZERO)
    apart = np.abs(np.log(values[one] / values[other]))
    if scale == "linear" or not apart.max() > 1e-9:
        return []
    # Not at the very top, where the names of the answers stand.
    low = values.max(axis=1) < 0.5 * full_counts(path).max()
    at = int(np.argmax(np.where(low, apart, 0.0) if (apart[low] > 0).any() else apart))
    late = at > 0.6 * len(path)
    labels = []
    for column, name, colour in zip((one, other), names, colours, strict=True):
        y = values[column].iloc[at]
        above = y >= values[one if column == other else other].iloc[at]
        # A name above a falling line stands to the right of its point, one below it to the left.
        side = "right" if late or not above else "left"
        labels.append(
            {"text": f"<b>{theme.safe(name)}</b>", "x": path["time"].iloc[at], "y": math.log10(y),
             "yanchor": "bottom" if above else "top", "yshift": 6 if above else -6, "xanchor": side,
             "showarrow": False, "bgcolor": "rgba(255,255,255,.75)", "font": {"size": 12.5, "color": colour}}
        )  # fmt: skip
    return labels


def led_to(
    path: pd.DataFrame, one: str, other: str, names: tuple[str, str], colours: tuple[str, str], scale: str
) -> list[dict[str, Any]]:
    """Name two lines from the free room above a decay, by thin lines to where they lie furthest apart.

    Without such room there are no names, and the lines belong into the legend.
    """
    nearby = beside(path, one, other, names, colours, scale)
    if not nearby:
        return []
    span = value_axis(ceiling(path, [one, other]), "log", "")["range"]
    drawn = [name for name in (one, other, "process_upper", "parameter_upper", "observed") if name in path]
    highest = np.log10(path[drawn].max(axis=1).clip(lower=ZERO)).to_numpy()
    at = int(np.flatnonzero(path["time"] == nearby[0]["x"])[0])
    wide = len(path) // 4  # the room a name takes
    low, high = (span[0] + share * (span[1] - span[0]) for share in (0.62, 0.72))
    free = [
        start
        for start in range(at + len(path) // 25, len(path) - wide)
        if highest[start : start + wide].max() < low - 0.1
    ]
    if not free:
        return []
    upper_first = sorted(nearby, key=lambda name: -name["y"])
    return [
        name
        | {"showarrow": True, "arrowhead": 0, "arrowwidth": 1, "arrowcolor": name["font"]["color"], "axref": "x", "ayref": "y",
           "ax": path["time"].iloc[free[0]], "ay": height, "xanchor": "left", "yanchor": "middle", "yshift": 0}
        for name, height in zip(upper_first, (high, low), strict=True)
    ]  # fmt: skip


def stamps(simulated: bool, text: str = "") -> list[dict[str, Any]]:
    """Return the badge of simulated counts, and beside it a stamp such as SCENARIO, NOT A FINDING."""
    badge = [theme.simulated_badge()] if simulated else []
    stamp = theme.simulated_badge() | {
        "name": "scenario",
        "text": f"<b>{text}</b>",
        "xshift": -84 if simulated else -2,
        "yshift": 5,
        "font": {"size": theme.SMALLEST, "color": theme.for_text(theme.VERMILION)},
        "bgcolor": "white",
        "bordercolor": theme.VERMILION,
        "borderwidth": 1.5,
        "borderpad": 2,
    }
    return [*badge, *([stamp] if text else [])]


def width_of(path: pd.DataFrame) -> str:
    """Name the width of a bin: hour, day, 6 hours."""
    hours = (path["time"].iloc[1] - path["time"].iloc[0]) / pd.Timedelta(hours=1)
    return {1.0: "hour", 24.0: "day"}.get(
        hours, f"{hours:g} hours" if hours > 1 else f"{60 * hours:g} minutes"
    )
