"""A whole class of crises at once: what every method claims about each of them, beside the planted truth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from workbench.models.base import ModelResult, percent
from workbench.models.claims import FALL, RISE, UNCLEAR, read_claims
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure

LOWEST, HIGHEST = -100.0, 200.0  # per cent; an interval without an end must not press the others together
_GAP = 5  # empty places between two methods
_LOOK = {
    FALL: (theme.BLUE, "triangle-down", "claims a fall"),
    RISE: (theme.VERMILION, "triangle-up", "claims a rise"),
    UNCLEAR: (theme.GREY, "circle-open", "cannot tell"),
}


def plot_claims(fits: Mapping[str, Iterable[ModelResult]], *, planted: float = 0.0) -> EvidenceFigure:
    """Draw what every method claims about each of many simulated crises.

    Parameters
    ----------
    fits : mapping
        Name of a method to its results, one for each crisis; the first estimate is drawn.
    planted : float
        The change that was planted, in %; 0 for an answer that did nothing.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        As for :func:`workbench.count_claims`.

    Examples
    --------
    >>> import workbench as wb
    >>> crises = [wb.simulate_crisis("null", seed=seed) for seed in range(5)]
    >>> fits = [wb.fit_before_after(t, trigger=x.trigger, response=x.response) for t, x in crises]
    >>> wb.plot_claims({"Before and after": fits})
    <Figure: The answer did nothing in any of 5 crises. Before and after claims an effect in 5>
    """
    claims = read_claims(fits)
    places, start = {}, 0
    for name, table in claims.items():
        places[name] = start
        start += len(table) + _GAP
    drawn = pd.concat([_sorted(table, name, places[name]) for name, table in claims.items()])
    traces = [_trace(drawn[drawn["claim"] == claim], claim) for claim in _LOOK]
    subtitle = (
        "Each mark is one crisis with its 95 % interval, sorted within each method. Filled: the interval leaves "
        "zero out, so the method claims an effect. What lies beyond the edge of the picture is cut off."
    )
    layout = theme.layout(_title(claims, planted), subtitle=subtitle, height=520, top=112, bottom=112)
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1, "yanchor": "bottom", "font": {"size": 12}}
    middles = [places[name] + (len(table) - 1) / 2 for name, table in claims.items()]
    names = [f"<b>{theme.wrap(theme.safe(name), 24)}</b><br>{_rate(table)}" for name, table in claims.items()]
    layout["xaxis"] = theme.axis(
        tickvals=middles, ticktext=names, ticks="", showgrid=False, range=[-_GAP / 2, start - _GAP / 2]
    )
    layout["yaxis"] = theme.axis(
        ticksuffix=" %", range=[LOWEST * 1.06, HIGHEST], title={"text": "change that is claimed"}
    )
    layout["shapes"] = [_level(0.0, theme.INK)]
    layout["annotations"] = [
        theme.simulated_badge(),
        theme.source_line("Simulated crises: no real company, no real mention. Crisis Workbench.", y=-76),
    ]
    if planted:
        layout["shapes"].append(_level(planted, theme.GREEN))
        layout["annotations"].append(
            {"text": f"planted: {percent(planted / 100)}", "x": 0, "xref": "paper", "y": planted, "xanchor": "left",
             "yanchor": "bottom", "showarrow": False, "font": {"size": 12, "color": "#00704f"}}
        )  # fmt: skip
    return EvidenceFigure(data=[trace for trace in traces if trace["x"]], layout=layout)


def _sorted(table: pd.DataFrame, name: str, start: int) -> pd.DataFrame:
    rows = table.sort_values("value", ignore_index=True)
    return rows.assign(place=rows.index + start, method=name)


def _trace(rows: pd.DataFrame, claim: str) -> dict[str, Any]:
    colour, symbol, name = _LOOK[claim]
    upper = rows["upper"].clip(upper=10 * HIGHEST)  # an endless bar is not drawn at all
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": rows["place"].tolist(),
        "y": rows["value"].tolist(),
        "marker": {"size": 8, "color": colour, "symbol": symbol},
        "error_y": {"type": "data", "symmetric": False, "array": (upper - rows["value"]).tolist(),
                    "arrayminus": (rows["value"] - rows["lower"]).tolist(),
                    "thickness": 1.2, "width": 0, "color": colour},
        "customdata": rows[["lower", "upper", "method"]].to_numpy().tolist(),
        "hovertemplate": "%{customdata[2]}: %{y:+.0f} % (%{customdata[0]:+.0f} to %{customdata[1]:+.0f} %)"
        f"<br>{name}<extra></extra>",
    }  # fmt: skip


def _level(at: float, colour: str) -> dict[str, Any]:
    line = {"color": colour, "width": 1.4, "dash": "dot"}
    return {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": at, "y1": at, "line": line}


def _claimed(table: pd.DataFrame) -> int:
    return int(table["claim"].isin([FALL, RISE]).sum())


def _rate(table: pd.DataFrame) -> str:
    return f"an effect in {_claimed(table)} of {len(table)}"


def _title(claims: Mapping[str, pd.DataFrame], planted: float) -> str:
    numbers = sorted({len(table) for table in claims.values()})
    crises = f"{numbers[0]:,}" if len(numbers) == 1 else f"{numbers[0]:,} to {numbers[-1]:,}"
    told = [f"{theme.safe(name)} claims an effect in {_claimed(table)}" for name, table in claims.items()]
    # The first and the last: a title of five methods is no sentence.
    ends = ", ".join(told if len(told) < 3 else [told[0], told[-1]])
    if planted:
        return f"In each of {crises} crises the answer changed the further mentions by {percent(planted / 100)}. {ends}"
    return f"The answer did nothing in any of {crises} crises. {ends}"
