"""What share of each bin was collected: gaps that nobody recorded are missing, not zero."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from workbench.problems import WorkbenchError

Gaps: TypeAlias = "pd.DataFrame | Iterable[tuple[Any, Any]] | None"


def moment(value: Any, what: str) -> pd.Timestamp:
    """Read an aware moment as UTC, or say that its zone is missing."""
    try:
        read = pd.Timestamp(value)
        unreadable = pd.isna(read) or read.tzinfo is None
    except (ValueError, TypeError):
        unreadable = True
    if unreadable:
        raise WorkbenchError(
            f"{what} is no time with a zone.",
            received=repr(value),
            allowed="ISO 8601 with an offset",
            remedy="'2026-05-01T10:00Z' if that clock was UTC",
        )
    return read.tz_convert("UTC")


def collected(
    starts: pd.DatetimeIndex, width: pd.Timedelta, gaps: Gaps, coverage: pd.DataFrame | pd.Series | None
) -> np.ndarray:
    """Return the share of each bin that was collected, 0 to 1.

    Parameters
    ----------
    starts : DatetimeIndex
        Starts of the bins, UTC.
    width : Timedelta
    gaps : table or pairs, optional
        `start` and `end` (exclusive) of every stretch that nobody collected.
    coverage : DataFrame or Series, optional
        `time` (or the index) and `coverage` from 0 to 1 for every bin.

    Raises
    ------
    WorkbenchError
        If a gap ends before it starts, or the coverage leaves out bins or lies outside 0 to 1.
    """
    share = np.ones(len(starts))
    epoch, micro = pd.Timestamp(0, tz="UTC"), pd.Timedelta(microseconds=1)
    first, size = ((starts - epoch) // micro).to_numpy(), width // micro
    lost = np.zeros(len(starts))
    reached = None
    for start, end in sorted(_pairs(gaps)):
        start = start if reached is None else max(start, reached)  # gaps may overlap
        reached = end if reached is None else max(end, reached)
        low, high = (start - epoch) // micro, (end - epoch) // micro
        lost += np.clip(np.minimum(first + size, high) - np.maximum(first, low), 0, None)
    share -= lost / size
    if coverage is not None:
        share = np.minimum(share, _of_table(starts, coverage))
    return share


def _pairs(gaps: Gaps) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    if gaps is None:
        return []
    rows = (
        gaps[["start", "end"]].itertuples(index=False, name=None) if isinstance(gaps, pd.DataFrame) else gaps
    )
    pairs = [(moment(a, "The start of a gap"), moment(b, "The end of a gap")) for a, b in rows]
    wrong = [pair for pair in pairs if pair[1] <= pair[0]]
    if wrong:
        raise WorkbenchError(
            "A gap ends before it starts.",
            received=f"{wrong[0][0].isoformat()} to {wrong[0][1].isoformat()}",
            allowed="pairs of start and end",
            remedy="swap the two",
        )
    return pairs


def _of_table(starts: pd.DatetimeIndex, coverage: pd.DataFrame | pd.Series) -> np.ndarray:
    table = (
        coverage.rename("coverage").rename_axis("time").reset_index()
        if isinstance(coverage, pd.Series)
        else coverage
    )
    table = table.reset_index() if "time" not in table else table
    if not {"time", "coverage"} <= set(table) or not isinstance(table["time"].dtype, pd.DatetimeTZDtype):
        raise WorkbenchError(
            "The coverage cannot be read.",
            received=", ".join(map(str, table.columns)),
            allowed="time (aware starts of bins) and coverage (0 to 1)",
            remedy="gaps=[(start, end)] if you know when nothing was collected",
        )
    known = pd.Series(table["coverage"].to_numpy(float), index=pd.DatetimeIndex(table["time"]))
    share = known[~known.index.duplicated()].reindex(starts).to_numpy()
    absent = int(np.isnan(share).sum())
    outside = known[(known < 0) | (known > 1)]
    if absent or len(outside):
        raise WorkbenchError(
            "The coverage does not fit the bins.",
            received=f"no coverage for {absent} of {len(starts)} bins"
            if absent
            else f"{outside.iloc[0]:g} in the bin of {outside.index[0].isoformat()}",
            allowed="a share from 0 to 1 for every bin; 0 where nobody collected",
            remedy="bins of the same width and start, or gaps=[(start, end)]",
        )
    return share
