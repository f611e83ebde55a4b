"""The grid of bins that counts lie on: laid from one Monday, complete, zeros kept."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from workbench.problems import NotEnoughData, TooCoarse, WorkbenchError
from workbench.texts import many

#: Bins are laid from here: a Monday, so that days begin at midnight UTC and weeks on Mondays.
ORIGIN = pd.Timestamp("1970-01-05T00:00Z")
MOST_ROWS = 5_000_000
Span: TypeAlias = "tuple[pd.Timestamp | None, pd.Timestamp | None]"


def bin_width(every: str) -> pd.Timedelta:
    """Read the width of a bin.

    >>> bin_width("90min")
    Timedelta('0 days 01:30:00')
    """
    try:
        width = pd.Timedelta(every)
        wrong = pd.isna(width) or width < pd.Timedelta("1s") or width % pd.Timedelta("1s")
    except (ValueError, TypeError):
        wrong = True
    if wrong:
        raise WorkbenchError(
            "The width of a bin is no exact length of time.",
            received=f"every={every!r}",
            allowed="whole seconds, minutes, hours, days or weeks, such as '15min', '1h', '1D', '7D'",
            remedy="every='1h'",
        )
    return width


def filled(
    found: pd.DataFrame, width: pd.Timedelta, by: tuple[str, ...], span: Span, measures: tuple[str, ...]
) -> pd.DataFrame:
    """Lay what was found on all bins of the span, for every group that occurs; what is not there is zero."""
    low, high = edges(span, width)
    if found.empty and (low is None or high is None or by):
        raise NotEnoughData(
            "There is nothing to count.",
            received="0 messages in the span",
            allowed="at least one message",
            remedy="leave start= and end= out, and look at the time column",
        )
    if coarse := int(found["coarse_"].sum()):
        raise TooCoarse(
            "Some messages are dated more roughly than a bin is wide.",
            received=f"{coarse:,} of {many(int(found['count'].sum()), 'message')}, in bins of {width_words(width)}",
            allowed="messages dated at least as finely as the bins",
            remedy="every='1D', or where={'precision': ['second', 'minute']} to leave them out",
        )
    first = int(found["bin_"].min()) if low is None else low
    last = int(found["bin_"].max()) + 1 if high is None else high
    found = found[found["count"] > 0]
    groups = found[list(by)].drop_duplicates().sort_values(list(by)) if by else pd.DataFrame(index=[0])
    if not len(groups):
        raise NotEnoughData(
            "No message fits what was asked for.",
            received="0 messages",
            allowed="conditions that some messages meet",
            remedy="look at the words in the columns that where= names",
        )
    rows = (last - first) * len(groups)
    if rows > MOST_ROWS:
        raise WorkbenchError(
            "There would be too many rows.",
            received=f"{last - first:,} bins of {width_words(width)} for {many(len(groups), 'group')}",
            allowed=f"{MOST_ROWS:,} rows",
            remedy="wider bins, fewer columns in by=, or start= and end=",
        )
    grid = pd.DataFrame({"bin_": np.arange(first, last)})
    grid = grid.merge(groups, how="cross") if by else grid
    counts = grid.merge(found, on=["bin_", *by], how="left")
    counts.insert(0, "time", pd.DatetimeIndex(start_of(counts["bin_"].to_numpy(), width)))
    for name in ("count", *measures):
        counts[name] = counts[name].fillna(0).astype(float) if name in counts else np.nan
    return counts[["time", *by, "count", *measures]]


def edges(span: Span, width: pd.Timedelta) -> tuple[int | None, int | None]:
    """Number of the first bin, and of the one after the last, as far as they were asked for."""
    start, end = span
    low = None if start is None else (start - ORIGIN) // width
    return low, None if end is None else -((ORIGIN - end) // width)


def start_of(number: Any, width: pd.Timedelta) -> Any:
    """Start of the bin of this number, or of several."""
    return ORIGIN.as_unit("us") + number * width.as_unit("us")


def micro(value: pd.Timedelta) -> int:
    """Whole microseconds of a length of time."""
    return int(value // pd.Timedelta(microseconds=1))


def width_words(width: pd.Timedelta) -> str:
    """Say a width.

    >>> width_words(pd.Timedelta("90min")), width_words(pd.Timedelta("2D")), width_words(pd.Timedelta("1s"))
    ('1.5 h', '48 h', '1 s')
    """
    seconds = width / pd.Timedelta("1s")
    size, unit = next((size, unit) for size, unit in ((3600, "h"), (60, "min"), (1, "s")) if seconds >= size)
    return f"{seconds / size:g} {unit}"
