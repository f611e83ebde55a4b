"""A textbook answer over its data: what was counted, and what the method expected without the answer."""

from __future__ import annotations

import math

import pandas as pd

from workbench.models.base import percent
from workbench.models.textbook import TextbookFit
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect, simulated_badge, what_went_in

#: A logarithmic axis has no zero; empty bins stand here, on a tick that says 0.
ZERO = 0.5
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)


def plot_textbook(fit: TextbookFit) -> EvidenceFigure:
    """Draw what was counted against what a textbook method expected without the answer.

    Parameters
    ----------
    fit : TextbookFit
        From :func:`workbench.fit_interrupted` or :func:`workbench.fit_structural`.

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
    >>> table, truth = simulate_crisis("null", seed=2)
    >>> fit = wb.fit_interrupted(table, trigger=truth.trigger, response=truth.response)
    >>> wb.plot_textbook(fit).layout.yaxis.type
    'log'
    """
    fit = expect(fit, TextbookFit, "wb.fit_interrupted(counts, trigger=..., response=...)")
    expected = fit.counterfactual
    band = "rgba(230,159,0,.22)"
    times = [*expected["time"], *expected["time"][::-1]]
    around = {
        "x": times,
        "y": [*_shown(expected["upper"]), *_shown(expected["lower"])[::-1]],
        "fill": "toself",
        "fillcolor": band,
        "mode": "lines",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "name": "its 95 % band",
    }
    drawn_on = {
        "x": expected["time"].tolist(),
        "y": _shown(expected["value"]),
        "mode": "lines",
        "line": {"color": "#a86f00", "width": 2.5, "dash": "dash"},
        "name": "drawn on from before the answer",
        "customdata": expected[["value", "lower", "upper"]].to_numpy().tolist(),
        "hovertemplate": "%{x|%d %b %H:%M}: %{customdata[0]:,.1f} expected "
        "(%{customdata[1]:,.1f} to %{customdata[2]:,.1f})<extra></extra>",
    }
    counted = pd.concat([fit.before, fit.observed], ignore_index=True)
    seen = {
        "x": counted["time"].tolist(),
        "y": _shown(counted["value"]),
        "mode": "lines+markers",
        "line": {"color": theme.INK, "width": 1},
        "marker": {"size": 6, "color": theme.INK},
        "name": "counted",
        "customdata": counted["value"].tolist(),
        "hovertemplate": "%{x|%d %b %H:%M}: %{customdata:,.0f} counted<extra></extra>",
    }
    segment = {
        "x": fit.observed["time"].tolist(),
        "y": _shown(fit.observed["fitted"]) if "fitted" in fit.observed else [],
        "mode": "lines",
        "line": {"color": theme.BLUE, "width": 2.5},
        "name": "fitted after the answer",
        "hoverinfo": "skip",
    }
    subtitle = (
        f"Negative mentions per {_width(fit.bin_hours)}, from the trigger to a day after the answer, UTC. Logarithmic scale; "
        "an empty bin stands at 0. Dashed: what the method expects without the answer."
    )
    layout = theme.layout(_claim(fit), subtitle=subtitle, height=500, top=104, bottom=124)
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 12}}
    layout["xaxis"] = theme.axis(type="date", title={"text": "time, UTC"})
    highest = max(counted["value"].max(), expected["upper"].replace(math.inf, math.nan).max(), 1)
    span = [math.log10(ZERO * 0.8), math.log10(min(highest, 20 * max(counted["value"].max(), 1)) * 1.3)]
    ticks = [ZERO, *(tick for tick in _TICKS if math.log10(tick) < span[1])]
    layout["yaxis"] = theme.axis(
        type="log", range=span, tickvals=ticks, ticktext=["0", *(f"{tick:,}" for tick in ticks[1:])],
        title={"text": f"mentions per {_width(fit.bin_hours)}"},
    )  # fmt: skip
    answer = {"x0": fit.response, "x1": fit.response, "y0": 0, "y1": 1, "yref": "paper", "xref": "x"}
    layout["shapes"] = [
        {"type": "line", "line": {"color": theme.VERMILION, "width": 1.5, "dash": "dot"}} | answer
    ]
    layout["annotations"] = [
        {"text": "the answer", "x": fit.response, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left", "xshift": 5,
         "showarrow": False, "font": {"size": 12, "color": theme.for_text(theme.VERMILION)}},
        theme.source_line(theme.safe(f"{what_went_in(fit)} Crisis Workbench."), y=-74),
        *simulated_badge(fit),
    ]  # fmt: skip
    return EvidenceFigure(
        data=[
            {"type": "scatter"} | trace
            for trace in (around, drawn_on, segment, seen)
            if trace["x"] and trace["y"]
        ],
        layout=layout,
    )


def _claim(fit: TextbookFit) -> str:
    """Say what the method claims, and that it is no effect."""
    row = fit.estimates.iloc[0]
    told = percent(row["value"] / 100)
    if row["lower"] <= 0 <= row["upper"]:
        between = f"{percent(row['lower'] / 100)} to {percent(row['upper'] / 100)}"
        return f"{fit.method} finds no clear change at the answer ({between})"
    verb = "credits the answer with" if row["value"] < 0 else "blames the answer for"
    return f"{fit.method} {verb} {told}; a crisis that bends by itself looks just the same"


def _shown(values: pd.Series) -> list[float]:
    return values.clip(lower=ZERO).tolist()


def _width(hours: float) -> str:
    return {1.0: "hour", 24.0: "day"}.get(
        hours, f"{hours:g} hours" if hours > 1 else f"{60 * hours:g} minutes"
    )
