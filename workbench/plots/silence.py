"""The cost of silence: expected mentions by delay, what an hour costs, and on whose word."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from workbench.models.scenarios import RUNAWAY, CostOfSilence, caution_of, signed
from workbench.plots import course, theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect, what_went_in
from workbench.plots.what_if import short, stamp


def plot_cost_of_silence(result: CostOfSilence) -> EvidenceFigure:
    """Draw expected mentions by delay, with their intervals and the slope at the delay there was.

    Parameters
    ----------
    result : CostOfSilence
        From :func:`workbench.cost_of_silence`.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        If it is given anything else.

    Examples
    --------
    >>> import workbench as wb
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("cut30", seed=4)
    >>> fit = wb.fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    >>> wb.plot_cost_of_silence(wb.cost_of_silence(fit)).data[0].name
    'expected mentions'
    """
    result = expect(result, CostOfSilence, "wb.cost_of_silence(fit, delays=['1h', '6h', '24h'])")
    table, true, base = result.table, result.true_hours, result.as_answered
    finite = table[np.isfinite(table["delay_hours"])]
    never = 1.12 * max(finite["delay_hours"].max() if len(finite) else true, true)
    drawn = table.assign(x=table["delay_hours"].where(np.isfinite(table["delay_hours"]), never))
    drawn = drawn[drawn["expected"] <= RUNAWAY * base]
    cap = 4 * max(drawn["expected"].max() if len(drawn) else base, base)
    points = {
        "type": "scatter",
        "mode": "markers",
        "name": "expected mentions",
        "x": drawn["x"].tolist(),
        "y": drawn["expected"].tolist(),
        "marker": {"size": 11, "color": course.MOVED},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": (np.minimum(base + drawn["upper"], cap) - drawn["expected"]).clip(lower=0).tolist(),
            "arrayminus": (drawn["expected"] - np.maximum(base + drawn["lower"], 0)).clip(lower=0).tolist(),
            "thickness": 2,
            "width": 5,
            "color": course.MOVED,
        },
        "hovertext": [_point(row, result.horizon_hours) for row in drawn.itertuples()],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    joined = drawn[np.isfinite(drawn["delay_hours"])]
    curve = {
        "type": "scatter",
        "mode": "lines",
        "name": "between them",
        "x": joined["x"].tolist(),
        "y": joined["expected"].tolist(),
        "line": {"color": course.MOVED, "width": 1.6},
        "hoverinfo": "skip",
    }
    there = {
        "type": "scatter",
        "mode": "markers",
        "name": "the delay there was",
        "x": [true],
        "y": [base],
        "marker": {"size": 15, "symbol": "diamond", "color": theme.INK},
        "hovertemplate": f"answered at {true:.3g} h, as it was: %{{y:,.0f}} expected<extra></extra>",
    }
    layout = theme.layout(
        _cost_sentence(result), subtitle=_cost_reading(result), height=500, top=92, bottom=124
    )
    layout["showlegend"] = False
    ends = [0, 1.05 * never] if len(drawn) > len(joined) else [0, 1.04 * max(joined["x"].max(), true)]
    layout["xaxis"] = _delays(table, never, ends)
    low, high = _heights(drawn, base)
    layout["yaxis"] = theme.axis(
        tickformat=",", range=[low, high], title={"text": f"negative mentions in {result.horizon_hours:.0f} h"}
    )  # fmt: skip
    tangent, label = _slope(result, ends)
    layout["shapes"] = [
        {"type": "line", "x0": true, "x1": true, "y0": 0, "y1": 1, "yref": "paper", "layer": "below",
         "line": {"color": theme.INK, "width": 1, "dash": "dot"}},
    ]  # fmt: skip
    layout["annotations"] = [
        *label, *course.stamps(result.simulated, stamp(result)),
        {"text": f"as it was, {true:.3g} h", "x": true, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left",
         "xshift": 5, "showarrow": False, "font": {"size": 12, "color": theme.INK}},
        theme.source_line(theme.safe(f"{what_went_in(result)} Crisis Workbench."), y=-74),
    ]  # fmt: skip
    return EvidenceFigure(data=[points, curve, *tangent, there], layout=layout)


def _point(row: Any, horizon: float) -> str:
    span = (
        f"{signed(row.difference)} ({signed(row.lower)} to {signed(row.upper)}) against the answer there was"
    )
    return f"<b>{short(row.delay_hours)}</b><br>{row.expected:,.0f} negative mentions expected in {horizon:.0f} h<br>{span}"


def _delays(table: pd.DataFrame, never: float, ends: list[float]) -> dict[str, Any]:
    """Ticks at the delays that were computed, as far as their numbers do not meet."""
    places: list[float] = []
    texts: list[str] = []
    last = -math.inf
    for hours in table["delay_hours"]:
        at = hours if np.isfinite(hours) else never
        if (at - last) / ends[1] > 0.022:
            places, texts, last = [*places, at], [*texts, f"{hours:g}" if np.isfinite(hours) else "never"], at
    return theme.axis(
        tickvals=places, ticktext=texts, range=ends, title={"text": "hours from the trigger to the answer"}
    )


def _heights(drawn: pd.DataFrame, base: float) -> tuple[float, float]:
    tops = (
        np.minimum(base + drawn["upper"], 1.8 * drawn["expected"].max()) if len(drawn) else pd.Series([base])
    )
    lows = (base + drawn["lower"]).clip(lower=0) if len(drawn) else pd.Series([base])
    high, low = max(float(tops.max()), base), min(float(lows.min()), base)
    room = 0.12 * (high - low) or 0.2 * base
    return max(0.0, low - room) if low > 0.35 * high else 0.0, high + 1.6 * room


def _slope(result: CostOfSilence, ends: list[float]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw the slope at the delay there was as a straight line, and write its number where the curve leaves room."""
    row = result.estimates.iloc[0]
    if result.trouble:
        return [], []
    side = 0.17 * ends[1]
    x = [max(result.true_hours - side, 0), min(result.true_hours + side, ends[1])]
    line = {
        "type": "scatter",
        "mode": "lines",
        "name": "slope",
        "x": x,
        "y": [result.as_answered + row["value"] * (at - result.true_hours) for at in x],
        "line": {"color": theme.VERMILION, "width": 3.5},
        "hoverinfo": "skip",
    }
    rises = row["value"] >= 0
    text = f"<b>{_tenth(row['value'])} mentions per hour of delay</b><br>({_tenth(row['lower'])} to {_tenth(row['upper'])}) around {result.true_hours:.3g} h"
    label = {
        "text": text, "xref": "paper", "x": 0.985, "yref": "paper", "y": 0.04 if rises else 0.94, "xanchor": "right",
        "yanchor": "bottom" if rises else "top", "align": "right", "showarrow": False, "bgcolor": "rgba(255,255,255,.85)",
        "font": {"size": 13, "color": theme.for_text(theme.VERMILION)},
    }  # fmt: skip
    return [line], [label]


def _tenth(value: float) -> str:
    return f"{value:+,.1f}" if abs(value) < 100 else signed(value)


def _cost_sentence(result: CostOfSilence) -> str:
    if result.trouble:
        return "No price of an hour of silence can be given for this crisis"
    row = result.estimates.iloc[0]
    verb = "costs" if row["value"] > 0 else "saves"
    told = f"{_tenth(abs(row['value'])).lstrip('+')} negative mentions"
    around = f"an hour of silence around {result.true_hours:.3g} h"
    if not result.clear:
        return f"Scenario, not finding: {around} {verb} {told}, if there is an effect at all"
    return f"In this model {around} {verb} {told}"


def _cost_reading(result: CostOfSilence) -> str:
    if result.trouble:
        return theme.safe(f"{result.trouble} The effect is {result.source}.")
    lost = int((~(result.table["expected"] < RUNAWAY * result.as_answered)).sum())
    more = (
        f" Left out, because the crisis would not die down in the model: {lost} of {len(result.table)} delays."
        if lost
        else ""
    )
    return theme.safe(
        f"The effect is {result.source}. Lines: 95 % intervals of the difference from the answer there was.{more} {caution_of(result.closeness)}".strip()
    )
