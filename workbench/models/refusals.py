"""Why a table of counts cannot be used: every reason found in its columns and values, each in a sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.problems import NotEnoughData, WorkbenchError

FEWEST_BINS = 8


def clean_columns(counts: pd.DataFrame, problems: list[WorkbenchError]) -> pd.DataFrame:
    """Return `time` (UTC), `count` and `coverage` as numbers, or note what the table lacks."""
    if not isinstance(counts, pd.DataFrame):
        problems.append(
            WorkbenchError(
                "The counts are not a table.",
                received=type(counts).__name__,
                allowed="a DataFrame with the columns time and count",
                remedy="pd.DataFrame({'time': ..., 'count': ...})",
            )
        )
        return pd.DataFrame()
    table = counts.reset_index() if counts.index.name == "time" and "time" not in counts else counts
    lacking = [name for name in ("time", "count") if name not in table]
    if lacking:
        problems.append(
            WorkbenchError(
                f"The table lacks {' and '.join(lacking)}.",
                received=", ".join(map(str, counts.columns)) or "no columns",
                allowed="time (start of the bin), count, and optionally coverage",
                remedy="rename the columns",
            )
        )
        return pd.DataFrame()
    if len(table) < 2:
        problems.append(
            NotEnoughData(
                "A series needs at least two bins.",
                received=f"{len(table)} rows",
                allowed=f"{FEWEST_BINS} bins or more",
                remedy="give the whole stretch before and after the answer",
            )
        )
        return pd.DataFrame()
    time = table["time"]
    if not isinstance(time.dtype, pd.DatetimeTZDtype):
        problems.append(
            WorkbenchError(
                "The bins have no time zone."
                if pd.api.types.is_datetime64_dtype(time)
                else "The bins have no times.",
                received=f"time of type {time.dtype}, first {time.iloc[0]!s}",
                allowed="aware times, labelled by the start of the bin",
                remedy="counts['time'] = pd.to_datetime(counts['time'], utc=True) if they are UTC",
            )
        )
        return pd.DataFrame()
    number = pd.to_numeric(table["count"], errors="coerce").astype(float)
    words = number.isna() & table["count"].notna()
    if words.any():
        problems.append(
            WorkbenchError(
                "A count is not a number.",
                received=f"{table['count'][words].iloc[0]!r} in {int(words.sum())} bins",
                allowed="whole numbers, and NaN where nobody collected",
                remedy="counts['count'] = pd.to_numeric(counts['count'])",
            )
        )
        return pd.DataFrame()
    share = pd.to_numeric(table["coverage"], errors="coerce") if "coverage" in table else np.nan
    return pd.DataFrame({"time": time.dt.tz_convert("UTC"), "count": number, "coverage": share}).reset_index(
        drop=True
    )


def bin_width(time: pd.Series, every: str | None, problems: list[WorkbenchError]) -> float:
    """Return the width of a bin in hours; note bins that occur twice or are out of order."""
    step = time.diff().iloc[1:]
    doubled = time[time.duplicated()]
    if len(doubled):
        problems.append(
            WorkbenchError(
                "A bin occurs twice.",
                received=f"{doubled.iloc[0].isoformat()}, and {len(doubled)} such rows in all",
                allowed="one row per bin",
                remedy="counts.groupby('time', as_index=False)['count'].sum(), if they are parts of one bin",
            )
        )
    if (step < pd.Timedelta(0)).any():
        first = time.iloc[int(np.argmax((step < pd.Timedelta(0)).to_numpy())) + 1]
        problems.append(
            WorkbenchError(
                "The bins are not in time order.",
                received=f"{first.isoformat()} after a later bin",
                allowed="times that rise",
                remedy="counts.sort_values('time')",
            )
        )
    if every is None:
        positive = step[step > pd.Timedelta(0)]
        return float(positive.min() / pd.Timedelta(hours=1)) if len(positive) else 1.0
    try:
        hours = float(pd.Timedelta(every) / pd.Timedelta(hours=1))
    except ValueError:
        hours = float("nan")
    if not hours > 0:
        problems.append(
            WorkbenchError(
                "The width of a bin is not a length of time.",
                received=f"every={every!r}",
                allowed="a length such as '30min', '1h' or '1D'",
                remedy="every='1h'",
            )
        )
        return 1.0
    return hours


def check_values(table: pd.DataFrame, problems: list[WorkbenchError]) -> None:
    """Note counts and coverages that cannot be."""
    count, share, time = table["count"], table["coverage"], table["time"]

    def first(wrong: pd.Series) -> str:
        at = int(np.argmax(wrong.to_numpy()))
        return f"in the bin of {time.iloc[at].isoformat()}, and {int(wrong.sum())} such bins in all"

    negative = count < 0
    if negative.any():
        problems.append(
            WorkbenchError(
                "A count is negative.",
                received=f"{count[negative].iloc[0]:g} {first(negative)}",
                allowed="0 or more; a bin nobody collected is NaN, not -1",
                remedy="counts['count'].mask(counts['count'] < 0)",
            )
        )
    broken = (count % 1 != 0) & count.notna() & ~negative
    if broken.any():
        problems.append(
            WorkbenchError(
                "A count is not a whole number.",
                received=f"{count[broken].iloc[0]:g} {first(broken)}",
                allowed="numbers of mentions, not rates, shares or weighted totals",
                remedy="give raw counts, and the collected share of the bin in coverage",
            )
        )
    none = (share == 0) & count.notna()
    if none.any():
        problems.append(
            WorkbenchError(
                "A bin has a count but coverage 0.",
                received=f"count {count[none].iloc[0]:g} {first(none)}",
                allowed="coverage above 0, or count NaN: what nobody collected is missing, not zero",
                remedy="counts['count'].mask(counts['coverage'] == 0)",
            )
        )
    outside = ((share < 0) | (share > 1)) & count.notna()
    if outside.any():
        problems.append(
            WorkbenchError(
                "A coverage lies outside 0 to 1.",
                received=f"{share[outside].iloc[0]:g} {first(outside)}",
                allowed="the share of the bin that was collected, above 0 and at most 1",
                remedy="divide percentages by 100",
            )
        )
    unknown = share.isna() & count.notna()
    if share.notna().any() and unknown.any():
        problems.append(
            WorkbenchError(
                "A bin has a count but no coverage.",
                received=f"coverage NaN {first(unknown)}",
                allowed="a coverage for every collected bin, or no coverage column at all",
                remedy="counts['coverage'].fillna(1.0), if those bins were collected whole",
            )
        )


def season_levels(season: pd.Series | np.ndarray, rows: int, problems: list[WorkbenchError]) -> np.ndarray:
    """Return the season scaled to mean 1, or note that it does not fit."""
    level = np.asarray(season, float)
    if level.shape != (rows,) or not np.isfinite(level).all() or (level <= 0).any():
        problems.append(
            WorkbenchError(
                "The season does not fit the counts.",
                received=f"{level.shape} values, smallest {np.nanmin(level, initial=np.inf):g}",
                allowed=f"{rows} levels above 0, one per row",
                remedy="leave season out",
            )
        )
        return np.ones(rows)
    return level / level.mean()


def together(problems: list[WorkbenchError]) -> WorkbenchError:
    """Return one error that tells every problem."""
    if len(problems) == 1:
        return problems[0]
    told = " ".join(f"({i}) {problem}" for i, problem in enumerate(problems, 1))
    kinds = {type(problem) for problem in problems}
    kind = kinds.pop() if len(kinds) == 1 else WorkbenchError
    return kind(f"These counts cannot be used, for {len(problems)} reasons. {told}")
