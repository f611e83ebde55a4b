"""Counts per hour with the moments that matter: the first look at a crisis, before any model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench.models.columns import kind_of, lacking
from workbench.models.moments import Instant, read_instant
from workbench.plots import theme
from workbench.plots.course import gaps
from workbench.plots.figure import EvidenceFigure
from workbench.problems import NotEnoughData


def plot_crisis(
    counts: pd.DataFrame, moments: Mapping[str, Instant] | None = None, *, title: str = ""
) -> EvidenceFigure:
    """Draw counts per bin, with a line at every moment that matters.

    Parameters
    ----------
    counts : pandas.DataFrame
        ``time`` (aware start of each bin) and ``count`` (NaN, and shaded, where nobody collected), such as
        :func:`workbench.simulate_crisis` or :func:`workbench.case_counts` gives.
    moments : mapping, optional
        Name to time, such as ``{"the answer": "2030-01-04T00:00Z"}``.
    title : str
        A sentence; without it the figure says how many mentions there are and where the peak lies.

    Returns
    -------
    EvidenceFigure
        With the badge SIMULATED where the table is simulated.

    Raises
    ------
    WorkbenchError, NotEnoughData
        If a column is missing, the table is empty, or a moment has no zone.

    Examples
    --------
    >>> import workbench as wb
    >>> table, truth = wb.simulate_crisis("null", seed=1)
    >>> wb.plot_crisis(table, {"the answer": truth.response})
    <Figure: 3,024 negative mentions in 216 bins; at most 169 in one of them>
    """
    problems = lacking(counts, ["time", "count"], remedy="table, truth = wb.simulate_crisis('null')")
    if problems:
        raise problems[0]
    if counts.empty:
        raise NotEnoughData(
            "There is nothing to draw.",
            received="0 bins",
            allowed="at least 1",
            remedy="count a longer stretch",
        )
    marks = {str(name): read_instant(time, str(name)) for name, time in (moments or {}).items()}
    times = pd.to_datetime(counts["time"], utc=True)
    simulated = kind_of(counts) == "simulated"
    said = (
        f"{counts['count'].sum():,.0f} {theme.safe(counts.attrs.get('counted', 'negative mentions'))} in {counts['count'].notna().sum():,} bins; "
        f"at most {counts['count'].max():,.0f} in one of them"
    )
    layout = theme.layout(theme.safe(title) or said, height=390, top=76, bottom=100)
    layout["xaxis"] = theme.axis(type="date", title={"text": "time, UTC"})
    layout["yaxis"] = theme.axis(title={"text": "mentions per bin"}, rangemode="tozero")
    shaded, told = gaps(pd.DataFrame({"time": times, "observed": counts["count"]}), times.iloc[0])
    layout["shapes"] = [*shaded, *(_line(time) for time in marks.values())]
    rests = "Simulated crisis: no real company, no real mention." if simulated else _counted(counts)
    layout["annotations"] = [
        *told,
        *(_name(name, time, place) for place, (name, time) in enumerate(marks.items())),
        theme.source_line(f"{rests} Crisis Workbench.", y=-66),
        *([theme.simulated_badge()] if simulated else []),
    ]
    bars = {
        "type": "bar",
        "x": times.tolist(),
        "y": counts["count"].tolist(),
        "marker": {"color": "#8a8a8a", "pattern": {"shape": "/" if simulated else ""}},
        "name": "mentions",
        "showlegend": False,
        "hovertemplate": "%{x|%d %b %H:%M}: %{y:,.0f}<extra></extra>",
    }
    return EvidenceFigure(data=[bars], layout=layout)


def _counted(counts: pd.DataFrame) -> str:
    """Say where counts come from, as far as the table knows."""
    card = counts.attrs.get("card")
    return theme.safe(f"{card['kind'].capitalize()}: {card['source']}.") if card else "Counted mentions."


def _line(time: pd.Timestamp) -> dict[str, Any]:
    line = {"color": theme.VERMILION, "width": 1.5, "dash": "dot"}
    return {"type": "line", "x0": time, "x1": time, "y0": 0, "y1": 1, "yref": "paper", "line": line}


def _name(name: str, time: pd.Timestamp, place: int) -> dict[str, Any]:
    return {
        "text": theme.safe(name), "x": time, "y": 1, "yref": "paper", "yanchor": "top", "xanchor": "left",
        "xshift": 5, "yshift": -18 * place, "showarrow": False, "font": {"size": 12, "color": theme.for_text(theme.VERMILION)},
    }  # fmt: skip
