"""Counts per hour of a collection with holes: what was collected, how much of each hour, and nothing else.

An hour outside the windows of the collection is missing. It is never zero, never bridged, and never
added to its neighbours as if it had been seen.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.problems import NotFound, TooCoarse, WorkbenchError, nearest

HOUR = pd.Timedelta(hours=1)
#: A window that begins or ends in an hour gives a share of it. Below twelve minutes the share itself is
#: a matter of chance, because a window begins and ends with a tweet.
LEAST_COVERAGE = 0.2


def coverage_of(hours: pd.DatetimeIndex, first: pd.Series, last: pd.Series) -> np.ndarray:
    """Work out which share of each hour lies inside windows of collection.

    Parameters
    ----------
    hours : DatetimeIndex
        Starts of hours, UTC.
    first, last : Series
        Start and end of each window, UTC; windows do not overlap.

    Returns
    -------
    ndarray, shape (hours,)
        Between 0 and 1.

    Examples
    --------
    >>> hours = pd.date_range("2017-04-10T21:00Z", periods=3, freq="h")
    >>> first, last = (pd.Series(pd.to_datetime([t])) for t in ("2017-04-10T22:15Z", "2017-04-11T00:00Z"))
    >>> coverage_of(hours, first, last).tolist()
    [0.0, 0.75, 1.0]
    """
    zero = hours[0]
    start = np.asarray((hours - zero) / HOUR, float)[:, None]
    begin, end = (np.asarray((times - zero) / HOUR, float)[None] for times in (first, last))
    inside = np.minimum(end, start + 1) - np.maximum(begin, start)
    return np.clip(np.clip(inside, 0.0, None).sum(axis=1), 0.0, 1.0)


def hourly_in_windows(counts: pd.Series, first: pd.Series, last: pd.Series) -> pd.DataFrame:
    """Lay counts per hour on a grid, missing wherever nobody collected.

    Parameters
    ----------
    counts : Series
        Per hour, indexed by its start (UTC); hours without a message may be left out.
    first, last : Series
        Start and end of each window, UTC.

    Returns
    -------
    DataFrame
        ``time``, ``count`` (NaN where less than a fifth of the hour was collected), ``coverage`` (share of
        the hour, NaN where the count is).

    Notes
    -----
    An hour inside a window that no row mentions is a true zero: somebody collected and nobody wrote.

    Examples
    --------
    >>> counts = pd.Series([30], index=pd.to_datetime(["2017-04-10T22:00Z"]))
    >>> first, last = (pd.Series(pd.to_datetime([t])) for t in ("2017-04-10T22:15Z", "2017-04-11T00:00Z"))
    >>> hourly_in_windows(counts, first, last)[["count", "coverage"]].to_numpy().tolist()
    [[30.0, 0.75], [0.0, 1.0]]
    """
    hours = pd.date_range(first.min().floor("h"), last.max().ceil("h") - HOUR, freq="h")
    share = coverage_of(hours, first, last)
    seen = share > LEAST_COVERAGE - 1e-9
    count = counts.reindex(hours).fillna(0.0).to_numpy(float)
    return pd.DataFrame(
        {"time": hours, "count": np.where(seen, count, np.nan), "coverage": np.where(seen, share, np.nan)}
    )


def hourly_labels(
    table: pd.DataFrame,
    *,
    part: str,
    label: str,
    n: str,
    scope: str | None,
    wanted: str | None,
    since: dict[str, str],
) -> pd.DataFrame:
    """Count labelled messages per hour, of one part of the table or of all.

    Parameters
    ----------
    table : DataFrame
        Indexed by the start of the hour (UTC); a row per hour, part and label.
    part, label, n : str
        Columns: whom the messages are about, how they were labelled, how many.
    scope : str, optional
        One part, such as an airline; all by default.
    wanted : str, optional
        One label; all by default.
    since : dict
        Part -> when its collection began; the hours before are missing.

    Returns
    -------
    DataFrame
        ``time``, ``count``, ``coverage`` (1 where collected).

    Raises
    ------
    NotFound
        If the table knows no such part.

    Notes
    -----
    Without a scope only the parts that were collected throughout are added up: a part that joins later
    would look like a wave.

    Examples
    --------
    >>> hours = pd.to_datetime(["2015-02-17T07:00Z", "2015-02-17T09:00Z"])
    >>> table = pd.DataFrame({"airline": "Delta", "label": "negative", "n": [1, 4]}, index=hours)
    >>> how = {"part": "airline", "label": "label", "n": "n", "wanted": "negative", "since": {}}
    >>> hourly_labels(table, scope="Delta", **how)["count"].tolist()
    [1.0, 0.0, 4.0]
    """
    known = sorted(table[part].unique())
    if scope is not None and scope not in known:
        raise NotFound(
            f"There is no such {part} in this series.",
            received=repr(scope),
            allowed=", ".join(known),
            remedy=nearest(scope, known) or f"scope={known[0]!r}",
        )
    hours = pd.date_range(table.index.min(), table.index.max(), freq="h")
    rows = table[table[part] == scope] if scope else table[~table[part].isin(since)]
    rows = rows[rows[label] == wanted] if wanted else rows
    count = rows.groupby(level=0)[n].sum().reindex(hours).fillna(0.0).to_numpy(float)
    seen = hours >= pd.Timestamp(since[scope]) if scope in since else np.ones(len(hours), bool)
    return pd.DataFrame(
        {"time": hours, "count": np.where(seen, count, np.nan), "coverage": np.where(seen, 1.0, np.nan)}
    )


def in_wider_bins(table: pd.DataFrame, every: str) -> pd.DataFrame:
    """Add hours up to wider bins, each with the share of it that was collected.

    Parameters
    ----------
    table : DataFrame
        ``time``, ``count``, ``coverage`` per hour.
    every : str
        Whole hours that divide a day, or one day; bins begin at midnight UTC.

    Returns
    -------
    DataFrame
        The same columns. A bin of which less than a fifth was collected is missing.

    Raises
    ------
    TooCoarse
        If the bins are to be narrower than the hours that were counted.
    WorkbenchError
        If the width is none that fits into a day.

    Examples
    --------
    >>> hours = pd.date_range("2017-04-10T00:00Z", periods=4, freq="h")
    >>> table = pd.DataFrame({"time": hours, "count": [4, float("nan"), 6, 8], "coverage": [1, float("nan"), 1, 1]})
    >>> in_wider_bins(table, "2h")[["count", "coverage"]].to_numpy().tolist()
    [[4.0, 0.5], [14.0, 1.0]]
    """
    try:
        width = pd.Timedelta(every) / HOUR
    except ValueError:
        width = float("nan")
    if width < 1:
        raise TooCoarse(
            "The messages were counted by the hour, so narrower bins cannot be told.",
            received=f"every={every!r}",
            allowed="1h or wider",
            remedy="every='1h'",
        )
    if not (width == int(width) and 24 % width == 0) if width == width else True:
        raise WorkbenchError(
            "Bins of this width do not fit into a day.",
            received=f"every={every!r}",
            allowed="1h, 2h, 3h, 4h, 6h, 8h, 12h, 1D",
            remedy="every='6h'",
        )
    if width == 1:
        return table
    day = table["time"].iloc[0].normalize()
    place = ((table["time"] - day) / HOUR // width).astype(int)
    sums = table.assign(hours=table["coverage"].fillna(0.0)).groupby(place)[["count", "hours"]].sum()
    share = (sums["hours"] / width).to_numpy()
    seen = share > LEAST_COVERAGE - 1e-9
    return pd.DataFrame(
        {
            "time": day + pd.to_timedelta(sums.index.to_numpy() * width, unit="h"),
            "count": np.where(seen, sums["count"], np.nan),
            "coverage": np.where(seen, share, np.nan),
        }
    )
