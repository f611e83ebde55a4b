"""The lane of imported messages: counts per bin, stacked by stance, with the stretches nobody collected."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.plots import theme
from workbench.plots.lanes import Lane, Window
from workbench.plots.marks import local
from workbench.problems import WorkbenchError
from workbench.times import day_words, duration_words

NEEDED = ("time", "count")
#: A scorer that could not judge leaves this; it is drawn lighter than what is neutral.
UNKNOWN, UNKNOWN_COLOUR = "unknown", "#e4e7ea"
_HOUR = pd.Timedelta(hours=1)


def message_lane(counts: pd.DataFrame, window: Window) -> Lane | None:
    """Draw counts per bin, one bar a stance; hatched where nobody collected.

    Parameters
    ----------
    counts : DataFrame
        From :func:`workbench.count_mentions`: ``time`` and ``count`` (NaN where nobody collected), and
        ``stance`` if they are to be stacked.
    window : Window
        What is drawn, and on which clock.

    Raises
    ------
    WorkbenchError
        If the table has no such columns, or its times no zone.
    """
    _check(counts)
    width = bin_width(counts)
    rows = counts[(counts["time"] + width > window.start) & (counts["time"] < window.end)]
    if rows.empty:
        return None
    rows = rows.assign(at=local(rows["time"], window.zone) + width / 2)
    stances = rows["stance"].astype(str) if "stance" in rows else pd.Series("messages", index=rows.index)
    order = [name for name in (*theme.STANCE, UNKNOWN, "messages") if (stances == name).any()]
    order += sorted(set(stances) - set(order))
    per = _unit(width)
    traces = [
        _bars(some, name, width, per)
        for name in order
        if (some := rows[(stances == name) & (rows["count"] > 0)]) is not None and len(some)
    ]
    highest = rows.groupby("time")["count"].sum().max()
    missed = rows[rows["count"].isna()].drop_duplicates("time")
    if len(missed):
        traces.append(_missed(missed, width, float(highest) if highest > 0 else 1.0))
    if not traces:
        return None
    made = "simulated" if counts.attrs.get("simulated") else "imported"
    yaxis = {"title": {"text": f"messages per {per}"}, "rangemode": "tozero"}
    return Lane(
        f"<b>Messages per {per}</b>", traces, height=180, yaxis=yaxis, legend=made, log=True, slides=True
    )


def bin_width(counts: pd.DataFrame) -> pd.Timedelta:
    """Read the width of the bins off the table: the smallest step between two of them; an hour for a single one."""
    steps = pd.Series(counts["time"].drop_duplicates().sort_values()).diff().dropna()
    return steps.min() if len(steps) else _HOUR


def _bars(rows: pd.DataFrame, name: str, width: pd.Timedelta, per: str) -> dict[str, Any]:
    texts = [
        f"<b>{count:,.0f} {theme.safe(name)}</b><br>{day_words(at)}, {per} from {at - width / 2:%H:%M}"
        for count, at in zip(rows["count"], rows["at"], strict=True)
    ]
    return {
        "type": "bar",
        "name": theme.safe(name),
        "x": rows["at"].tolist(),
        "y": rows["count"].tolist(),
        "width": width / pd.Timedelta(milliseconds=1),
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": theme.STANCE.get(name, UNKNOWN_COLOUR if name == UNKNOWN else theme.BLUE),
            "line": {"width": 0},
            "pattern": {
                "shape": theme.STANCE_PATTERN.get(name, ""),
                "fgcolor": "white",
                "size": 5,
                "solidity": 0.25,
            },
        },
    }


def _missed(rows: pd.DataFrame, width: pd.Timedelta, height: float) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": "not collected",
        "x": rows["at"].tolist(),
        "y": [height] * len(rows),
        "width": width / pd.Timedelta(milliseconds=1),
        "hovertemplate": "Nobody collected here: this is no silence.<extra></extra>",
        "marker": {
            "color": "#f3f3f3",
            "line": {"width": 0},
            "pattern": {"shape": "x", "fgcolor": "#c9c9c9", "size": 7, "solidity": 0.12},
        },
    }


def _unit(width: pd.Timedelta) -> str:
    words = duration_words(width / _HOUR)
    return {"1 hour": "hour", "24 hours": "day", "1 minute": "minute"}.get(words, words)


def _check(counts: pd.DataFrame) -> None:
    lacking = [name for name in NEEDED if name not in getattr(counts, "columns", ())]
    if not lacking and getattr(counts["time"].dtype, "tz", None) is None:
        lacking = ["time with a zone"]
    if lacking:
        raise WorkbenchError(
            "The timeline cannot draw these counts.",
            received=f"a table without {', '.join(lacking)}",
            allowed="a table with time (with zone), count, and stance if they are to be stacked",
            remedy='counts=wb.count_mentions(messages, by=["stance"])',
        )
