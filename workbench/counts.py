"""Messages to regular counts: one Ibis expression, on DuckDB in this process or on Spark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.counts_checks import (
    MEASURES,
    check_columns,
    check_met,
    check_names,
    check_words,
    several,
    words_met,
)  # fmt: skip
from workbench.counts_coverage import Gaps, collected, moment
from workbench.counts_grid import ORIGIN, Span, bin_width, edges, filled, micro, start_of
from workbench.counts_sources import Source, messages_of, opened
from workbench.problems import WorkbenchError
from workbench.texts import many

if TYPE_CHECKING:
    import ibis  # type: ignore[import-untyped]

#: How wide a bin must be at least for a message of this precision.
WIDTH_OF = {"second": "1s", "minute": "1min", "hour": "1h", "day": "1D"}


def count_mentions(
    source: Source,
    *,
    every: str = "1h",
    by: str | Sequence[str] = ("stance",),
    where: Mapping[str, Any] | None = None,
    engine: Any = "duckdb",
    gaps: Gaps = None,
    coverage: pd.DataFrame | pd.Series | None = None,
    start: str | pd.Timestamp | None = None,
    end: str | pd.Timestamp | None = None,
    measures: Sequence[str] = MEASURES,
) -> pd.DataFrame:
    """Count messages per bin of time, with quiet bins as zeros and uncollected ones as missing.

    Every model and figure of the workbench begins here. The same expression runs out of core in this
    process (DuckDB) or on a cluster (Spark), and gives the same table.

    Parameters
    ----------
    source : DataFrame, path, list of paths or Ibis table
        Messages with an aware `time` and whatever `by` and `where` name: what
        ``wb.read_mentions`` returned or a table of it, Parquet or CSV files (``*`` allowed), or an Ibis table.
    every : str
        Width of a bin, a whole number of seconds: ``"15min"``, ``"1h"``, ``"1D"``. Bins are laid from a
        Monday at midnight UTC; days are UTC days, which have 24 hours in every week of the year.
    by : str or sequence of str
        Columns to count by; ``()`` for one series.
    where : mapping, optional
        Column to the value, or list of values, to count: ``{"stance": "negative"}``. Other messages
        still say from when to when was collected.
    engine : str or SparkSession
        ``"duckdb"``, ``"spark"``, an address ``"sc://host:port"``, or a session of your own.
    gaps : table or list of pairs, optional
        Start and end of stretches that nobody collected. Bins inside are missing, not zero.
    coverage : DataFrame or Series, optional
        Share of each bin that was collected, 0 to 1, by `time`.
    start, end : time, optional
        From where to where (exclusive), with zone; widened to whole bins. First to last message by
        default, of which the first and last bin may have been collected in part only.
    measures : sequence of str
        What to count beside messages: different ``"authors"``, sum of ``"reach"``.

    Returns
    -------
    DataFrame
        One row for each bin and group: `time` (UTC start of the bin), the columns of `by`, `count`,
        `authors`, `reach` (NaN where the messages have none) and `coverage` (0 to 1). In a bin that
        nobody collected count, authors and reach are NaN. Authors of several bins or groups must not
        be added up: the same person may be in both.

    Raises
    ------
    WorkbenchError, NotFound
        If a column, a width or a time cannot be.
    TooCoarse
        If messages are dated more roughly than a bin is wide.
    NotEnoughData
        If no message lies in the span, or none fits `where`.

    Notes
    -----
    A message dated to the day is put at the middle of that day, so that it falls into the UTC day
    which shares most of it.

    Examples
    --------
    >>> import workbench as wb
    >>> messages, truth = wb.simulate_mentions(seed=1, before_days=1, after_days=1)
    >>> wb.count_mentions(messages, every="12h", by=(), where={"stance": "negative"})[["time", "count"]]
                           time   count
    0 2030-03-13 00:00:00+00:00     1.0
    1 2030-03-13 12:00:00+00:00    28.0
    2 2030-03-14 00:00:00+00:00     7.0
    3 2030-03-14 12:00:00+00:00  1051.0
    4 2030-03-15 00:00:00+00:00  1157.0
    """
    source = messages_of(source)
    width = bin_width(every)
    names = (by,) if isinstance(by, str) else tuple(by)
    wanted = dict(where or {})
    span = (
        None if start is None else moment(start, "start").floor("s"),
        None if end is None else moment(end, "end").floor("s"),
    )
    beside = tuple(measures)
    check_words(names, beside, span)
    needed = list(dict.fromkeys(["time", "precision", *names, *wanted, "author", "reach"]))
    if isinstance(source, pd.DataFrame):
        check_names(list(map(str, source.columns)), names, wanted)
    with opened(source, engine, needed) as table:
        check_columns(table, names, wanted)
        found = expression(table, width, names, wanted, span, beside).to_pyarrow().to_pandas()
        words = {} if found["count"].any() else words_met(table, wanted)
        silent = [
            m for m, column in (("authors", "author"), ("reach", "reach")) if column not in table.columns
        ]
    check_met(found, names, wanted, words)
    counts = filled(found, width, names, span, beside)
    share = collected(pd.DatetimeIndex(counts["time"]), width, gaps, coverage)
    counts["coverage"] = share
    lost = share <= 0
    if (counts.loc[lost, "count"] > 0).any():
        odd = counts[lost & (counts["count"] > 0)]
        raise WorkbenchError(
            "Messages lie in bins that are said to be uncollected.",
            received=f"{many(int(odd['count'].sum()), 'message')}, the first in the bin of {odd['time'].iloc[0].isoformat()}",
            allowed="gaps and coverage that agree with the messages",
            remedy="check the zone of the gaps",
        )
    counts.loc[lost, ["count", *beside]] = np.nan
    counts[[name for name in beside if name in silent]] = np.nan
    known = source.attrs if isinstance(source, pd.DataFrame) else {}
    counts.attrs.update({name: known[name] for name in ("simulated",) if name in known})
    return counts


def expression(
    table: ibis.Table,
    width: pd.Timedelta,
    by: tuple[str, ...],
    where: Mapping[str, Any],
    span: Span,
    measures: tuple[str, ...],
) -> ibis.Table:
    """Build the one expression that every engine runs: number of the bin, groups, and what is counted."""
    import ibis

    low, high = edges(span, width)
    day = pd.Timedelta("1D")
    # First by time, which lets an engine skip whole parts of a file; then exactly, by bin.
    if low is not None:
        table = table.filter(table["time"] >= ibis.literal(start_of(low, width) - day))
    if high is not None:
        table = table.filter(table["time"] < ibis.literal(start_of(high, width)))
    time = _microseconds(table.get_backend().name)(table["time"])
    coarse = ibis.literal(False)
    if "precision" in table.columns:
        time = time + ibis.ifelse(table["precision"].fill_null("") == "day", micro(day) // 2, 0)
        too_rough = [name for name, least in WIDTH_OF.items() if pd.Timedelta(least) > width]
        coarse = table["precision"].isin(too_rough).fill_null(False) if too_rough else coarse
    kept = ibis.literal(True)
    for name, value in where.items():
        kept = kept & table[name].isin(several(value)).fill_null(False)
    rows = table.mutate(
        bin_=(time - micro(ORIGIN - pd.Timestamp(0, tz="UTC"))) // micro(width), kept_=kept, coarse_=coarse
    )
    for name in by:
        if rows[name].type().is_string():
            rows = rows.mutate(**{name: rows[name].fill_null("unknown")})
    if low is not None:
        rows = rows.filter(rows["bin_"] >= low)
    if high is not None:
        rows = rows.filter(rows["bin_"] < high)
    counted = {
        "count": rows.count(where=rows["kept_"]),
        "coarse_": rows.count(where=rows["kept_"] & rows["coarse_"]),
    }
    if "authors" in measures and "author" in table.columns:
        counted["authors"] = rows["author"].nunique(where=rows["kept_"])
    if "reach" in measures and "reach" in table.columns:
        counted["reach"] = rows["reach"].cast("float64").sum(where=rows["kept_"])
    return rows.group_by(["bin_", *by]).aggregate(**counted)


@lru_cache
def _microseconds(engine: str) -> Any:
    """The function of an engine that turns a time into whole microseconds: exact, and free of any zone."""
    import ibis

    name = {"duckdb": "epoch_us", "pyspark": "unix_micros"}.get(engine)
    if name is None:
        return lambda time: time.epoch_seconds().cast("int64") * 1_000_000

    def micros(time):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        """Stand for the engine's own function."""

    return ibis.udf.scalar.builtin(micros, name=name, signature=(("timestamp('UTC')",), "int64"))
