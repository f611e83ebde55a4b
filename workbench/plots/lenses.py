"""The lenses: several methods that look at the same answer, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from workbench.models.base import ModelResult, percent
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect, simulated_badge, what_went_in
from workbench.problems import WorkbenchError

LEFT = 250  # pixels left of the lenses, for their names
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


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
    traces, labels, sides, limit = [], [], [], _limit(named)
    for place, fit in enumerate(named.values()):
        if fit.estimates.empty:
            labels.append(_number(place, 0.0, "no numbers"))
            continue
        row = fit.estimates.iloc[0]
        side = (
            0 if "cannot tell" in fit.headline() else -1 if row["upper"] < 0 else 1 if row["lower"] > 0 else 0
        )
        sides.append(side)
        traces.append(_lens(fit, row, place, side, limit))
        told = (
            f"{percent(row['value'] / 100)} ({percent(row['lower'] / 100)} to {percent(row['upper'] / 100)})"
        )
        told += " \u2192" if row["upper"] > limit else ""
        labels.append(_number(place, min(row["value"], 0.8 * limit), told))
    subtitle = (
        "Each lens asks a question of its own (named under it), so compare signs before sizes. Hollow: the lens cannot tell. "
        "Lines: 95 % intervals; where an arrow stands, the line goes on beyond the axis."
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
    said = f"{what_went_in(next(iter(named.values())))} Crisis Workbench."
    line = theme.source_line(theme.safe(said), y=-58, left=LEFT)
    badges = [badge for fit in named.values() for badge in simulated_badge(fit)]
    layout["annotations"] = [*labels, line, *badges[:1]]
    return EvidenceFigure(data=traces, layout=layout)


def _lens(fit: ModelResult, row: pd.Series, place: int, side: int, limit: float) -> dict[str, Any]:
    value, upper = min(row["value"], limit), min(row["upper"], 1.2 * limit)
    colour = {-1: theme.BLUE, 0: theme.INK, 1: theme.VERMILION}[side]
    symbol = {-1: "triangle-left", 0: "circle-open", 1: "triangle-right"}[side]
    if row["value"] > limit:
        symbol = "arrow-right"  # it stands further out than the axis goes
    return {
        "type": "scatter",
        "mode": "markers",
        "name": _name(fit),
        "x": [value],
        "y": [place],
        "marker": {"size": 14, "color": colour, "symbol": symbol, "line": {"width": 2, "color": colour}},
        "error_x": {"type": "data", "symmetric": False, "array": [upper - value],
                    "arrayminus": [max(value - row["lower"], 0.0)], "thickness": 2, "width": 6, "color": colour},
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


def _limit(named: Mapping[str, ModelResult]) -> float:
    """Return the change in per cent at which the axis ends: one lens without an end must not press the others flat."""
    rows = pd.concat([fit.estimates.head(1) for fit in named.values()])
    return 3 * max(100.0, float(rows["value"].abs().median())) if len(rows) else 100.0


def _reach(named: Mapping[str, ModelResult]) -> list[float]:
    rows = pd.concat([fit.estimates.head(1) for fit in named.values()])
    if rows.empty:
        return [-100.0, 100.0]
    low, high = max(rows["lower"].min(), -100.0), min(rows["upper"].max(), _limit(named))
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
