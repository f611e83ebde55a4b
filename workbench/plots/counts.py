"""Counts of messages per bin: stacked by stance or any other group, grey where nobody collected."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.messages import OTHER, folded, group_colours, groups_of
from workbench.problems import WorkbenchError
from workbench.times import duration_words

HOUR = pd.Timedelta(hours=1)
#: More bars than pixels show nothing: beyond this, bins are put together.
MOST_BINS = 1600
WIDER = ("15min", "1h", "3h", "6h", "12h", "1D", "7D", "28D")


def plot_counts(counts: pd.DataFrame, *, by: str | None = None) -> EvidenceFigure:
    """Draw messages per bin on one clock, stacked by one column.

    The first look at an import: how much there is, of what kind, and where the collection has holes. It
    draws counts, not messages, so a million messages are as quick as a thousand.

    Parameters
    ----------
    counts : DataFrame
        From ``wb.count_mentions``; ``attrs["counted"]`` says what they are counts of, if not messages, and the
        card of a shipped series where they come from.
    by : str, optional
        Column to stack by; stance where there is one, else the first column that was counted by.

    Returns
    -------
    EvidenceFigure
        Very many bins are put together into wider ones; the axis says how wide.

    Raises
    ------
    WorkbenchError
        If the table holds no such counts.

    Examples
    --------
    >>> import workbench as wb
    >>> messages, truth = wb.simulate_mentions(seed=1)
    >>> wb.plot_counts(wb.count_mentions(messages, by=("stance",)))
    <Figure: 6,781 messages in 25 days, half of them negative>
    """
    by = _check(counts, by)
    table = folded(counts, by)
    width = _step(table["time"])
    table, width = _wider(table, width)
    lost = _gaps(table, width)
    traces = [
        _bars(table[table["group"] == name], name, colour, width, stance=by == "stance")
        for name, colour in group_colours(table, by).items()
    ]
    span = f"{table['time'].iloc[0]:%Y-%m-%d %H:%M} to {table['time'].iloc[-1] + width:%Y-%m-%d %H:%M} UTC"
    simulated = bool(counts.attrs.get("simulated"))
    grey = " Grey: not collected, which is no silence." if lost else ""
    layout = theme.layout(
        theme.safe(_sentence(table, by, counts.attrs.get("counted", "messages"))),
        subtitle=f"{theme.invented(simulated)}Bins of "
        f"{duration_words(width / HOUR)}. Clock: UTC.{grey}",
        height=430, top=118, bottom=84,
    )  # fmt: skip
    layout |= {"barmode": "stack", "bargap": 0}
    layout["xaxis"] = theme.axis(type="date", hoverformat="%-d %b %Y %H:%M")
    layout["yaxis"] = theme.axis(
        title={"text": f"{counts.attrs.get('counted', 'messages')} per {_unit(width)}"}, rangemode="tozero"
    )
    layout["legend"] = {
        "orientation": "h",
        "x": 0,
        "y": 1.0,
        "yanchor": "bottom",
        "traceorder": "normal",
        "font": {"size": 12},
    }
    layout["shapes"] = [uncollected(start, end) for start, end in lost]
    layout["annotations"] = [
        theme.source_line(f"{_made(counts)}: {int(table['count'].sum()):,}, {span}.", y=-44)
    ]
    if simulated:
        layout["annotations"].append(theme.simulated_badge())
    return EvidenceFigure(data=traces, layout=layout)


def uncollected(start: pd.Timestamp, end: pd.Timestamp, *, yref: str = "paper") -> dict[str, Any]:
    """A stretch that nobody collected, as a shape behind the bars."""
    return {
        "type": "rect", "xref": "x", "yref": yref, "x0": plain(start), "x1": plain(end), "y0": 0, "y1": 1,
        "layer": "below", "line": {"width": 0}, "fillcolor": "rgba(140,140,140,.16)", "name": "not collected",
        "label": {"text": "not collected", "textangle": -90, "font": {"size": 11, "color": "#5a5a5a"}}
        if (end - start) / HOUR >= 1 else {},
    }  # fmt: skip


def plain(time: pd.Timestamp) -> pd.Timestamp:
    """A UTC moment as the clock time that plotly draws."""
    return time.tz_convert("UTC").tz_localize(None)


def _check(counts: pd.DataFrame, by: str | None) -> str | None:
    columns = list(getattr(counts, "columns", ()))
    groups = groups_of(counts) if columns else []
    zoned = "time" in columns and isinstance(counts["time"].dtype, pd.DatetimeTZDtype)
    if not zoned or "count" not in columns or counts.empty or (by is not None and by not in groups):
        raise WorkbenchError(
            "These counts cannot be drawn.",
            received=f"by={by!r}"
            if by is not None and by not in groups and zoned
            else f"columns {', '.join(map(str, columns))}",
            allowed=f"time (with zone) and count{', and by= one of ' + ', '.join(groups) if groups else ''}",
            remedy='wb.plot_counts(wb.count_mentions(messages, by=("stance",)))',
        )
    return by or ("stance" if "stance" in groups else groups[0] if groups else None)


def _step(time: pd.Series) -> pd.Timedelta:
    steps = pd.Series(time.unique()).sort_values().diff().dropna()
    return steps.min() if len(steps) else HOUR


def _wider(table: pd.DataFrame, width: pd.Timedelta) -> tuple[pd.DataFrame, pd.Timedelta]:
    """Put bins together until there are no more than can be seen; uncollected ones stay uncollected."""
    span = table["time"].max() - table["time"].min()
    if span / width <= MOST_BINS:
        return table, width
    wide = next(
        (w for w in map(pd.Timedelta, WIDER) if span / w <= MOST_BINS and w % width == pd.Timedelta(0)), None
    )
    if wide is None:
        return table, width
    monday = pd.Timestamp("1970-01-05T00:00Z")
    start = monday + (table["time"] - monday) // wide * wide
    rows = table.assign(time=start).groupby(["time", "group"], as_index=False)
    return rows.agg(count=("count", lambda c: c.sum(min_count=1))), wide


def _bars(rows: pd.DataFrame, name: str, colour: str, width: pd.Timedelta, *, stance: bool) -> dict[str, Any]:
    rows = rows[rows["count"] > 0]
    pattern = {
        "shape": theme.STANCE_PATTERN.get(name, "") if stance else "",
        "fgcolor": "white",
        "size": 5,
        "solidity": 0.25,
    }
    return {
        "type": "bar", "name": theme.safe(name), "x": (rows["time"] + width / 2).dt.tz_localize(None).to_numpy("datetime64[ms]"),
        "y": rows["count"].to_numpy(), "width": width / pd.Timedelta(milliseconds=1),
        "hovertemplate": f"%{{y:,.0f}} {theme.safe(name)}<br>%{{x}}<extra></extra>",
        "marker": {"color": colour, "line": {"width": 0}, "pattern": pattern},
    }  # fmt: skip


def _gaps(table: pd.DataFrame, width: pd.Timedelta) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Stretches of bins that nobody collected."""
    empty = table.groupby("time")["count"].apply(lambda c: c.isna().all())
    times = pd.DatetimeIndex(empty.index[empty])
    if not len(times):
        return []
    edge = np.flatnonzero(
        np.diff(times.asi8)
        > width.as_unit(times.unit).value // 10 ** {"s": 9, "ms": 6, "us": 3, "ns": 0}[times.unit]
    )
    starts, ends = np.concatenate([[0], edge + 1]), np.concatenate([edge, [len(times) - 1]])
    return [(times[a], times[b] + width) for a, b in zip(starts, ends, strict=True)]


def _made(counts: pd.DataFrame) -> str:
    """Say where the counts come from: a card of shipped data names its source."""
    if counts.attrs.get("simulated"):
        return "Simulated messages"
    card, counted = counts.attrs.get("card"), counts.attrs.get("counted", "messages")
    if not card:
        return f"Imported {counted}"
    return theme.safe(f"{card['kind'].capitalize()}: {card['source']}. {counted[0].upper()}{counted[1:]}")


def _sentence(table: pd.DataFrame, by: str | None, counted: str) -> str:
    total = table["count"].sum()
    days = duration_words((table["time"].iloc[-1] - table["time"].iloc[0]) / HOUR)
    text = f"{int(total):,} {counted} in {days}"
    if by is None or not total:
        return text
    sizes = table.groupby("group")["count"].sum()
    sizes = sizes.drop(OTHER, errors="ignore") if len(sizes) > 1 else sizes
    name = "negative" if by == "stance" and "negative" in sizes else str(sizes.idxmax())
    share = float(sizes[name]) / total
    words = "half" if 0.475 <= share <= 0.525 else f"{share:.0%}"
    return f"{text}, {words} of them {'' if by == 'stance' else 'on ' if by == 'platform' else ''}{name}"


def _unit(width: pd.Timedelta) -> str:
    words = duration_words(width / HOUR)
    return {"1 hour": "hour", "24 hours": "day", "1 day": "day", "1 minute": "minute"}.get(words, words)
