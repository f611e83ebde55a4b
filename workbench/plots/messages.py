"""The lane of imported messages: counts per bin, stacked as they were counted, with the stretches nobody collected."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.plots import theme
from workbench.plots.lanes import Lane, Window
from workbench.plots.marks import local
from workbench.problems import WorkbenchError
from workbench.times import day_words, duration_words

NEEDED = ("time", "count")
#: Columns of counts that say how much, and not of what.
MEASURES = ("time", "count", "authors", "reach", "coverage")
#: A scorer that could not judge leaves this; it is drawn lighter than what is neutral.
UNKNOWN, UNKNOWN_COLOUR = "unknown", "#e4e7ea"
#: Small groups for which there is no colour left are drawn as one.
OTHER = "other"
_HOUR = pd.Timedelta(hours=1)


def message_lane(counts: pd.DataFrame, window: Window, *, by: str = "stance") -> Lane | None:
    """Draw counts per bin, stacked; hatched where nobody collected.

    Parameters
    ----------
    counts : DataFrame
        From :func:`workbench.count_mentions`: ``time`` and ``count`` (NaN where nobody collected), and
        ``stance``, ``platform`` or another column if they are to be stacked.
    window : Window
        What is drawn, and on which clock.
    by : str
        Which of several columns they are stacked by; without it, the first one that was counted by.

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
    groups = groups_of(counts)
    column = by if by in groups else groups[0] if groups else None
    rows = folded(rows, column)
    rows["at"] = local(rows["time"], window.zone) + width / 2
    per = _unit(width)
    traces = [
        _bars(some, name, colour, width, per, column)
        for name, colour in group_colours(rows, column).items()
        if len(some := rows[(rows["group"] == name) & (rows["count"] > 0)])
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
        f"<b>Messages per {per}</b>", traces, height=150, yaxis=yaxis, legend=made, log=True, slides=True
    )


def groups_of(counts: pd.DataFrame) -> list[str]:
    """Name the columns that counts can be stacked by."""
    return [str(name) for name in counts.columns if name not in MEASURES]


def folded(counts: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Add counts up to one row for each bin and ``group``; what finds no colour goes together as "other".

    A bin stays missing where no group of it was collected.
    """
    names = counts[by].astype("object") if by else pd.Series("messages", index=counts.index, dtype="object")
    group = names.where(names.notna(), UNKNOWN).astype(str)
    sizes = counts["count"].groupby(group).sum().sort_values(ascending=False, kind="stable")
    if by != "stance" and len(sizes) > len(theme.SEQUENCE):
        named = sizes.index[~sizes.index.isin([OTHER])]
        group = group.where(group.isin(named[: len(theme.SEQUENCE) - 1]), OTHER)
    rows = counts.assign(group=group).groupby(["time", "group"], as_index=False)
    return rows.agg(count=("count", lambda some: some.sum(min_count=1)))


def group_colours(rows: pd.DataFrame, by: str | None) -> dict[str, str]:
    """Give every ``group`` its colour, in the order in which they are stacked."""
    if by is None:
        return {"messages": theme.BLUE}
    sizes = rows.groupby("group")["count"].sum().sort_values(ascending=False, kind="stable")
    last = [name for name in (OTHER, UNKNOWN) if name in sizes.index]
    order = [name for name in sizes.index if name not in last] + last
    if by == "stance":
        stances = theme.STANCE | {UNKNOWN: UNKNOWN_COLOUR}
        order = [name for name in stances if name in order] + [name for name in order if name not in stances]
        return {name: stances.get(name, theme.BLUE) for name in order}
    named = [name for name in order if name not in last]
    colours = (
        theme.platform_colours(named) if by == "platform" else dict(zip(named, theme.SEQUENCE, strict=False))
    )
    plain = {OTHER: theme.PLATFORM[OTHER], UNKNOWN: UNKNOWN_COLOUR}
    return colours | {name: plain[name] for name in last}


def bin_width(counts: pd.DataFrame) -> pd.Timedelta:
    """Read the width of the bins off the table: the smallest step between two of them; an hour for a single one."""
    steps = pd.Series(counts["time"].drop_duplicates().sort_values()).diff().dropna()
    return steps.min() if len(steps) else _HOUR


def _bars(
    rows: pd.DataFrame, name: str, colour: str, width: pd.Timedelta, per: str, by: str | None
) -> dict[str, Any]:
    said = theme.safe(name.replace("_", " ")) if by else "messages"
    of = {None: "messages", "stance": said, "platform": f"messages on {said}"}.get(by, f"messages, {said}")
    texts = [
        f"<b>{count:,.0f} {of}</b><br>{day_words(at)}, {per} from {at - width / 2:%H:%M}"
        for count, at in zip(rows["count"], rows["at"], strict=True)
    ]
    return {
        "type": "bar",
        "name": said,
        "x": rows["at"].tolist(),
        "y": rows["count"].tolist(),
        "width": width / pd.Timedelta(milliseconds=1),
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "color": colour,
            "line": {"width": 0},
            "pattern": {
                "shape": theme.STANCE_PATTERN.get(name, "") if by == "stance" else "",
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
            allowed="a table with time (with zone), count, and stance, platform or language if they are to be stacked",
            remedy='counts=wb.count_mentions(messages, by=["stance"])',
        )
