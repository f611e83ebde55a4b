"""The cases on one picture: delay against outcome, and the line that so few of them can carry."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbench.models.across_cases import SHORTEST, AcrossCases, outcome_name
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect

LEFT, HEIGHT = 84, 560
_HOURS = {0.1: "6 min", 0.5: "30 min", 1: "1 h", 3: "3 h", 6: "6 h", 12: "12 h", 24: "1 day", 72: "3 days",
          168: "1 week", 720: "1 month", 4320: "6 months", 17520: "2 years"}  # fmt: skip
_LETTER, _LINE = 6.4, 18  # pixels of a label's letter, and of its height
_MORE_LESS = {
    "half_life_days": ("a longer half-life", "a shorter half-life"),
    "peak_per_day": ("a higher peak", "a lower peak"),
    "total": ("more mentions", "fewer mentions"),
    "share_negative": ("a larger negative share", "a smaller negative share"),
}
_WORDS = (
    "No",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
)


def plot_across_cases(fit: AcrossCases) -> EvidenceFigure:
    """Draw cases by delay and outcome, each with the range its dates allow, and the shrunken line.

    Parameters
    ----------
    fit : AcrossCases
        From :func:`workbench.fit_across_cases`.

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
    >>> fit = wb.fit_across_cases(wb.compare_cases(), outcome="half_life_days")
    >>> wb.plot_across_cases(fit)
    <Figure: Six cases cannot tell whether a later answer goes with a longer half-life>
    """
    fit = expect(fit, AcrossCases, "wb.fit_across_cases(wb.compare_cases(), outcome='half_life_days')")
    table = fit.table.assign(
        low=fit.table["delay_low"].clip(lower=SHORTEST), high=fit.table["delay_high"].clip(lower=SHORTEST)
    )
    # Where the dates allow no delay at all, only the end of the range is evidence.
    table["open"] = table["delay_low"] <= 0
    table["at"] = table["high"].where(table["open"], (table["low"] + table["high"]) / 2)
    slope = fit.estimates.iloc[0]
    subtitle = (
        f"Slope {slope['value']:.2f} ({slope['lower']:.2f} to {slope['upper']:.2f}), 95 %: twice the delay goes with "
        f"{2 ** slope['value']:.2f} times the outcome. Lines: the range that the dates allow; a hollow mark: at most this long. "
        "Both scales logarithmic."
    )
    layout = theme.layout(_sentence(fit), subtitle=subtitle, height=HEIGHT, top=84, bottom=128)
    layout["margin"]["l"] = LEFT
    layout["showlegend"] = False
    across = _span(pd.concat([table["low"], table["high"]]), 1.35)
    across[1] += 0.5  # room for the names on the right
    # The band may leave the picture; the cases are what it is about.
    up = _span(table[fit.outcome], 2.2)
    layout["xaxis"] = theme.axis(
        type="log", tickvals=list(_HOURS), ticktext=list(_HOURS.values()), range=across,
        title={"text": "from the trigger to the answer"},
    )  # fmt: skip
    ticks = _ticks(up)
    layout["yaxis"] = theme.axis(
        type="log", tickvals=ticks, ticktext=[f"{tick:g}" for tick in ticks], range=up,
        title={"text": outcome_name(fit.outcome)},
    )  # fmt: skip
    said = (
        f"{fit.power()} Documented cases; outcomes are counted in samples found by search, and no case was assigned its delay. "
        f"{fit.data_note[0].upper()}{fit.data_note[1:]}. Crisis Workbench, CC-BY-4.0."
    )
    layout["annotations"] = [theme.source_line(theme.safe(said), y=-58, left=LEFT)]
    return EvidenceFigure(
        data=[*_band(fit), _ranges(table, fit.outcome), _cases(table, fit, across, up)], layout=layout
    )


def _band(fit: AcrossCases) -> list[dict[str, Any]]:
    """The shrunken line and where it may lie."""
    line = fit.line
    around = {
        "x": [*line["delay"], *line["delay"][::-1]],
        "y": [*line["lower"], *line["upper"][::-1]],
        "fill": "toself",
        "fillcolor": "rgba(0,114,178,.13)",
        "line": {"width": 0},
        "hoverinfo": "skip",
        "name": "band of the line",
    }
    through = {
        "x": line["delay"].tolist(),
        "y": line["value"].tolist(),
        "line": {"color": theme.BLUE, "width": 2, "dash": "dash"},
        "hoverinfo": "skip",
        "name": "shrunken line",
    }
    return [{"type": "scatter", "mode": "lines"} | part for part in (around, through)]


def _ranges(table: pd.DataFrame, outcome: str) -> dict[str, Any]:
    x, y = [], []
    for low, high, value in zip(table["low"], table["high"], table[outcome], strict=True):
        x += [low, high, None]
        y += [value, value, None]
    line = {"color": theme.VERMILION, "width": 1.5}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "opacity": 0.4, "hoverinfo": "skip",
            "name": "range of the delay"}  # fmt: skip


def _cases(table: pd.DataFrame, fit: AcrossCases, across: list[float], up: list[float]) -> dict[str, Any]:
    """The marks, with their names where they do not cover each other."""
    named = outcome_name(fit.outcome)
    said = [
        f"<b>{theme.safe(row['case'])}</b><br>{row['delay_low']:.1f} to {row['delay_high']:.1f} hours<br>{named}: {row[fit.outcome]:.3g}"
        for _, row in table.iterrows()
    ]
    symbols = ["circle-open" if is_open else "circle" for is_open in table["open"]]
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "cases",
        "x": table["at"].tolist(),
        "y": table[fit.outcome].tolist(),
        "text": [theme.safe(name) for name in table["case"]],
        "textposition": _positions(table, fit.outcome, across, up),
        "textfont": {"size": 12, "color": theme.INK},
        "cliponaxis": False,
        "marker": {"size": 11, "color": theme.VERMILION, "symbol": symbols, "line": {"width": 2, "color": theme.VERMILION}},
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _positions(table: pd.DataFrame, outcome: str, across: list[float], up: list[float]) -> list[str]:
    """Right, above, below or left: the first place where a label covers no mark and no other label."""
    wide, tall = theme.WIDTH - LEFT - theme.RIGHT, HEIGHT - 240
    points = [
        (
            (math.log10(x) - across[0]) / (across[1] - across[0]) * wide,
            -(math.log10(y) - up[0]) / (up[1] - up[0]) * tall,
        )
        for x, y in zip(table["at"], table[outcome], strict=True)
    ]
    taken = [(x - 8, x + 8, y - 8, y + 8) for x, y in points]
    ends = [
        [(math.log10(h) - across[0]) / (across[1] - across[0]) * wide for h in row]
        for row in table[["low", "high"]].to_numpy()
    ]
    ranges = [(low, high, y - 2, y + 2) for (low, high), (_, y) in zip(ends, points, strict=True)]
    chosen = []
    for (x, y), name in zip(points, table["case"], strict=True):
        half = len(str(name)) * _LETTER / 2
        places = {
            "middle right": (x + 9, x + 9 + 2 * half, y - _LINE / 2, y + _LINE / 2),
            "top center": (x - half, x + half, y - 8 - _LINE, y - 8),
            "bottom center": (x - half, x + half, y + 8, y + 8 + _LINE),
            "middle left": (x - 9 - 2 * half, x - 9, y - _LINE / 2, y + _LINE / 2),
        }
        inside = {place: box for place, box in places.items() if box[0] > 0 and box[1] < wide}
        # A line behind a name is a pity; a mark or another name in its place is not to be read.
        clear = [place for place, box in inside.items() if not any(_meet(box, t) for t in [*taken, *ranges])]
        free = clear or [place for place, box in inside.items() if not any(_meet(box, t) for t in taken)]
        chosen.append(free[0] if free else "middle right")
        taken.append(places[chosen[-1]])
    return chosen


def _meet(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return one[0] < other[1] and other[0] < one[1] and one[2] < other[3] and other[2] < one[3]


def _span(values: pd.Series, room: float) -> list[float]:
    return [math.log10(values.min() / room), math.log10(values.max() * room)]


def _ticks(span: list[float]) -> list[float]:
    """Round numbers inside a logarithmic span, about half a dozen of them."""
    whole = range(math.floor(span[0]), math.ceil(span[1]) + 1)
    for steps in ((1, 2, 5), (1, 1.5, 2, 3, 4, 5, 7)):
        ticks = [step * 10.0**power for power in whole for step in steps]
        inside = [tick for tick in ticks if span[0] <= math.log10(tick) <= span[1]]
        if len(inside) >= 4:
            break
    return inside


def _sentence(fit: AcrossCases) -> str:
    count, slope = len(fit.table), fit.estimates.iloc[0]
    cases = f"{_WORDS[count] if count < len(_WORDS) else f'{count:,}'} cases"
    named = outcome_name(fit.outcome)
    more, less = _MORE_LESS.get(fit.outcome, (f"more {named}", f"less {named}"))
    if slope["lower"] <= 0 <= slope["upper"]:
        return f"{cases} cannot tell whether a later answer goes with {more}"
    return f"Over {cases.lower()} a later answer goes with {more if slope['value'] > 0 else less}, which does not make it the cause"
