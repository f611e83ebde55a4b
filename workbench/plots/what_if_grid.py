"""Every position of the what-if slider, computed beforehand as plain lists and texts."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio

from workbench.models.base import percent
from workbench.models.moves import Movable, Move
from workbench.models.scenarios import LIMIT, signed
from workbench.plots import course, moving

DIGITS = 3  # of an expected count; more cannot be seen
NARROW = 400  # pixels of the smallest screen that the names of the answers are laid out for
#: Bins after a turn at which limits are kept.
STEPS = (
    *range(7), 8, 10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60, 72, 86, 104, 124, 148, 178, 214, 256, 344, 456, 608, 816, 1088
)  # fmt: skip


def grid_of(movables: list[Movable], moves: list[list[Move]], sources: int) -> dict[str, Any]:
    """Return everything a page can show: the figure, the axes, and per effect and delay the course and the words."""
    first, part = movables[0], movables[0].after
    there = moves[0][first.steps().index(first.true_hours)]
    frame = first.frame()
    drawn = json.loads(pio.to_json(_plain(first, there), validate=False))
    times = drawn["data"][moving.AS_ANSWERED]["x"]
    trigger = first.fit.series.trigger
    sizes = [None] * sources + list(moving.OWN_SIZES)
    return {
        "figure": drawn,
        "alt": "Negative mentions over time: counted, expected as it was answered, and expected with the answer moved, in a band that shows its interval.",
        "times": times,
        "added": drawn["data"][moving.ADDED]["x"],
        "counted": _few(course.full_counts(frame)),
        "first": part.start,
        "last": part.stop,
        "top": moving.top(first),
        "most": moving.most(first),
        "axes": {scale: moving.axis_of(first, scale) for scale in ("log", "linear")},
        "delays": [
            {
                "label": delay_name(hours, first.true_hours),
                "mark": f"{hours:.3g} h",
                "time": None if math.isinf(hours) else (trigger + pd.Timedelta(hours=hours)).isoformat(),
                "knots": knots(first, hours),
            }
            for hours in first.steps()
        ],
        "effects": [
            {
                "label": "no effect" if size == 0 else "" if size is None else f"{percent(size / 100)} in n",
                "size": size,
                "said": movable.source.said,
                "stamp": moving.tell(movable, row[0]).stamp,
                "band": moving.band_name(movable),
                "base": _few(movable.path),
                "cells": [_cell(movable, move) for move in row],
            }
            for movable, row, size in zip(movables, moves, sizes, strict=True)
        ],
    }  # fmt: skip


def _cell(movable: Movable, move: Move) -> dict[str, Any]:
    told = moving.tell(movable, move)
    return {
        "number": told.number,
        "sentence": told.sentence,
        "gap": moving.gap_of(move),
        "expected": expected_of(move),
        "short": short_of(move),
        "path": _few(move.path[movable.after]),
        "band": None if move.trouble else _kept(move, knots(movable, move.hours)),
    }


def _kept(move: Move, bins: list[int]) -> list[list[float]]:
    """Keep the limits of both bands at a few bins, as multiples and as differences of what they lie around."""
    # Multiples with as many digits as the courses, differences without the digits nobody can see.
    return [
        *([round(float(value), DIGITS) for value in np.minimum(limits[bins], LIMIT)] for limits in move.times),
        *([round(float(f"{value:.{DIGITS}g}"), 1) for value in np.clip(limits[bins], -LIMIT, LIMIT)] for limits in move.added),
    ]  # fmt: skip


def knots(movable: Movable, hours: float) -> list[int]:
    """Choose the bins at which the limits of a difference are kept: close together after whatever happens.

    Between them the page goes in even steps. Bins count from the trigger, the last one always included.
    """
    grid, after = movable.fit.series.grid, movable.after
    turns = [*grid.shocks, *grid.responses, *([] if math.isinf(hours) else [grid.shocks[0] + hours])]
    first = np.searchsorted(grid.edges(), turns, side="right") - 1 - after.start
    bins = {0, after.stop - after.start - 1}
    bins |= {int(turn) + step for turn in first for step in (-1, *STEPS)}
    return sorted(place for place in bins if 0 <= place < after.stop - after.start)


def _plain(movable: Movable, move: Move) -> go.Figure:
    drawn = moving.drawing(movable, move, "log", width=NARROW)
    layout = drawn["layout"]
    # The page says below the figure what went in, in lines that wrap on a small screen.
    layout["annotations"] = [note for note in layout["annotations"] if note.get("name") != "sources"]
    layout["margin"]["b"], layout["height"] = 56, layout["height"] - 56
    return go.Figure(drawn)


def _few(values: Any) -> list[float | None]:
    """Write numbers with three digits; a missing one, or one without an end, is none."""
    numbers = np.asarray(values, float)
    numbers = np.where(np.abs(numbers) < 1e15, numbers, np.nan)
    return [None if math.isnan(value) else float(f"{value:.{DIGITS}g}") for value in numbers]


def expected_of(move: Move) -> str:
    """Write the expected mentions of a position."""
    return "no number" if move.trouble else f"{move.expected:,.0f}"


def short_of(move: Move) -> str:
    """Write the difference from the answer there was, with its interval."""
    if move.trouble:
        return "no number"
    if move.difference == 0:
        return "0"
    return f"{move.difference:+,.0f} ({signed(move.lower)} to {signed(move.upper)})"


def delay_name(hours: float, true: float) -> str:
    """Name a delay for a slider.

    >>> delay_name(24.0, 24.0), delay_name(float("inf"), 24.0)
    ('24 h, as it was', 'never')
    """
    if math.isinf(hours):
        return "never"
    return f"{hours:.3g} h" + (", as it was" if hours == true else "")
