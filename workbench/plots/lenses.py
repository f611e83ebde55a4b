"""What the methods say of one answer: each on its own with its counterfactual, and all of them side by side."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from workbench.models.base import ModelResult, percent
from workbench.models.textbook import TextbookFit
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect
from workbench.problems import WorkbenchError

LEFT = 250  # pixels left of the lenses, for their names
#: A logarithmic axis has no zero; empty bins stand here, on a tick that says 0.
ZERO = 0.5
_TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000)
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


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
         "showarrow": False, "font": {"size": 12, "color": theme.VERMILION}},
        theme.source_line(theme.safe(f"{_sources(fit)} Crisis Workbench."), y=-74),
    ]  # fmt: skip
    return EvidenceFigure(
        data=[
            {"type": "scatter"} | trace
            for trace in (around, drawn_on, segment, seen)
            if trace["x"] and trace["y"]
        ],
        layout=layout,
    )


def plot_lenses(fits: Iterable[ModelResult] | Mapping[str, ModelResult]) -> EvidenceFigure:
    """Put several methods side by side that look at the same answer.

    Their disagreement is the lesson: a method that takes every decay for an effect says so here.

    Parameters
    ----------
    fits : iterable of results, or mapping from name to result
        Each with its first estimate in per cent, such as those of :func:`workbench.fit_interrupted` and
        :func:`workbench.fit_structural`. A result that says it cannot tell is drawn hollow.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        If there is nothing to compare, or a first estimate is no percentage.

    Examples
    --------
    >>> import workbench as wb
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("null", seed=2)
    >>> when = {"trigger": truth.trigger, "response": truth.response}
    >>> len(wb.plot_lenses([wb.fit_interrupted(table, **when), wb.fit_structural(table, **when)]).data)
    2
    """
    named = dict(fits) if isinstance(fits, Mapping) else _named(fits)
    _check(named)
    traces, labels, sides = [], [], []
    for place, fit in enumerate(named.values()):
        if fit.estimates.empty:
            labels.append(_number(place, 0.0, "no numbers"))
            continue
        row = fit.estimates.iloc[0]
        side = (
            0 if "cannot tell" in fit.headline() else -1 if row["upper"] < 0 else 1 if row["lower"] > 0 else 0
        )
        sides.append(side)
        traces.append(_lens(fit, row, place, side))
        told = (
            f"{percent(row['value'] / 100)} ({percent(row['lower'] / 100)} to {percent(row['upper'] / 100)})"
        )
        labels.append(_number(place, row["value"], told))
    subtitle = (
        "Each lens asks a question of its own (named under it), so compare signs before sizes. Hollow: the lens cannot tell. "
        "Lines: 95 % intervals."
    )
    layout = theme.layout(
        _agreement(sides), subtitle=subtitle, height=88 * len(named) + 210, top=84, bottom=112
    )
    layout["margin"]["l"] = LEFT
    layout["showlegend"] = False
    layout["xaxis"] = theme.axis(
        ticksuffix=" %", title={"text": "change that the lens reports"}, range=_reach(named)
    )
    layout["yaxis"] = theme.axis(
        tickvals=list(range(len(named))), ticktext=[_row_name(name, fit) for name, fit in named.items()],
        ticks="", range=[len(named) - 0.4, -0.6], showgrid=False,
    )  # fmt: skip
    zero = {"x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "xref": "x"}
    layout["shapes"] = [{"type": "line", "line": {"color": theme.INK, "width": 1.2, "dash": "dot"}} | zero]
    said = f"{_sources(next(iter(named.values())))} Crisis Workbench."
    layout["annotations"] = [*labels, theme.source_line(theme.safe(said), y=-58, left=LEFT)]
    return EvidenceFigure(data=traces, layout=layout)


def _lens(fit: ModelResult, row: pd.Series, place: int, side: int) -> dict[str, Any]:
    colour = {-1: theme.BLUE, 0: theme.INK, 1: theme.VERMILION}[side]
    symbol = {-1: "triangle-left", 0: "circle-open", 1: "triangle-right"}[side]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _name(fit),
        "x": [row["value"]],
        "y": [place],
        "marker": {"size": 14, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}},
        "error_x": {"type": "data", "symmetric": False, "array": [row["upper"] - row["value"]],
                    "arrayminus": [row["value"] - row["lower"]], "thickness": 2, "width": 6, "color": colour},
        "hovertext": [theme.wrap(theme.safe(fit.headline()), 60)],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _number(place: int, at: float, text: str) -> dict[str, Any]:
    return {
        "text": text,
        "x": at,
        "y": place,
        "yanchor": "bottom",
        "yshift": 11,
        "showarrow": False,
        "font": {"size": 12.5},
    }


def _row_name(name: str, fit: ModelResult) -> str:
    term = "" if fit.estimates.empty else theme.wrap(theme.safe(fit.estimates.iloc[0]["term"]), 36)
    return f"<b>{theme.wrap(theme.safe(name), 32)}</b><br><span style='font-size:11px'>{term}</span>"


def _named(fits: Iterable[ModelResult]) -> dict[str, ModelResult]:
    """Give every lens a name of its own, also where a method is used twice."""
    named: dict[str, ModelResult] = {}
    for fit in [fits] if isinstance(fits, ModelResult) else fits:
        name, number = _name(fit), 2
        while name in named:
            name, number = f"{_name(fit)}, {number}", number + 1
        named[name] = fit
    return named


def _name(fit: ModelResult) -> str:
    """Name a lens: as it calls itself, else after its class."""
    own = getattr(fit, "method", "")
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", type(fit).__name__).removesuffix(" Fit").split()
    return own or " ".join([words[0], *(word.lower() for word in words[1:])])


def _reach(named: Mapping[str, ModelResult]) -> list[float]:
    rows = pd.concat([fit.estimates.head(1) for fit in named.values()])
    if rows.empty:
        return [-100.0, 100.0]
    # One interval without an end must not press the others into a line.
    low, high = max(rows["lower"].min(), -100.0), min(rows["upper"].max(), 4 * max(50.0, rows["value"].max()))
    low, high = min(low, -20.0), max(high, 20.0)
    room = 0.14 * (high - low)
    return [low - room, high + room]


def _check(named: Mapping[str, ModelResult]) -> None:
    for fit in named.values():
        expect(fit, ModelResult, "wb.fit_interrupted(counts, trigger=..., response=...)")
    if not named:
        raise WorkbenchError(
            "There is no lens to look through.",
            received="an empty list",
            allowed="one result or more",
            remedy="wb.plot_lenses([wb.fit_interrupted(...), wb.fit_structural(...)])",
        )
    units = {name: fit.estimates.iloc[0]["unit"] for name, fit in named.items() if not fit.estimates.empty}
    other = {name: unit for name, unit in units.items() if not str(unit).startswith("%")}
    if other:
        raise WorkbenchError(
            "A lens reports no percentage first.",
            received=", ".join(f"{name} in {unit}" for name, unit in other.items()),
            allowed="results whose first estimate is a change in %",
            remedy="wb.plot_lenses([wb.fit_interrupted(...), wb.fit_structural(...)])",
        )


def _agreement(sides: list[int]) -> str:
    """Say whether the lenses see the same."""
    counts = {
        word: sides.count(side) for word, side in (("a fall", -1), ("a rise", 1), ("no clear change", 0))
    }
    several = {word: count for word, count in counts.items() if count}
    if not several:
        return "No lens gives a number"
    if len(several) == 1:
        word, count = next(iter(several.items()))
        all_of_them = {1: "The only lens sees", 2: "Both lenses see"}.get(
            count, f"All {_WORDS[count]} lenses see"
        )
        return f"{all_of_them} {word} at the answer"
    told = [f"{_WORDS[count]} see{'s' if count == 1 else ''} {word}" for word, count in several.items()]
    return f"{_WORDS[len(sides)].capitalize()} lenses disagree about the same answer: {', '.join(told[:-1])}, {told[-1]}"


def _claim(fit: TextbookFit) -> str:
    """Say what the method claims, and that it is no effect."""
    row = fit.estimates.iloc[0]
    told = percent(row["value"] / 100)
    if row["lower"] <= 0 <= row["upper"]:
        between = f"{percent(row['lower'] / 100)} to {percent(row['upper'] / 100)}"
        return f"{fit.method} finds no clear change at the answer ({between})"
    verb = "credits the answer with" if row["value"] < 0 else "blames the answer for"
    return f"{fit.method} {verb} {told}; a crisis that bends by itself looks just the same"


def _sources(fit: ModelResult) -> str:
    note = fit.data_note
    word = (
        "Simulated crisis: no real company, no real mention."
        if "simulated" in note.lower()
        else "Counted mentions."
    )
    rest = re.sub(r"^(simulated( data)?|documented)[:;] ", "", note, flags=re.IGNORECASE)
    return f"{word} {rest[0].upper()}{rest[1:]}." if rest else word


def _shown(values: pd.Series) -> list[float]:
    return values.clip(lower=ZERO).tolist()


def _width(hours: float) -> str:
    return {1.0: "hour", 24.0: "day"}.get(
        hours, f"{hours:g} hours" if hours > 1 else f"{60 * hours:g} minutes"
    )
