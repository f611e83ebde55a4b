"""When a series of counts left its quiet level: bursts with their strength, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pandas as pd
from scipy.stats import nbinom

from workbench.burst_baseline import Baseline, fit_baseline
from workbench.burst_states import Array, best_path, evidence, possible_paths
from workbench.models.base import LEVEL, Estimate, ModelResult, estimate_table
from workbench.models.refusals import bin_width, check_values, clean_columns, together
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.times import bins_words, duration_words

#: Quiet bins must add up to a week, or the hours of the week cannot be told from a burst.
QUIET_HOURS = 168.0
FEWEST_MENTIONS = 20
TOO_LITTLE_QUIET = "There is too little quiet to know the usual level."
RATIO = 3.0
DRAWS = 400


@dataclass(frozen=True)
class Regular:
    """Counts on complete bins: NaN where nobody collected, with the share that was collected."""

    clock: pd.DatetimeIndex
    counts: Array
    coverage: Array
    hours: float
    simulated: bool

    def note(self) -> str:
        """Say what went in."""
        seen = np.isfinite(self.counts)
        end = self.clock[-1] + pd.Timedelta(hours=self.hours)
        text = (
            f"{int(self.counts[seen].sum()):,} mentions in {bins_words(int(seen.sum()), self.hours)}, "
            f"{self.clock[0]:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
        )
        text += (
            f"; {bins_words(int((~seen).sum()), self.hours)} missing" if (~seen).any() else "; none missing"
        )
        return f"simulated: {text}" if self.simulated else text


@dataclass(frozen=True, repr=False)
class Bursts(ModelResult):
    """Bursts of one series. Made by :func:`workbench.find_bursts`.

    Attributes
    ----------
    intervals : DataFrame
        One row per burst: `start`, `end` (exclusive, UTC); `start_low`, `start_high`, `end_low`,
        `end_high` (95 %); `peak` (start of the fullest bin), `mentions`, `excess` (beyond the quiet level),
        `times_quiet` (mean rate over the quiet rate), `missing` (uncollected bins inside).
    counts : DataFrame
        Per bin: `time`, `count`, `coverage`, `expected` (quiet), `lower`, `upper` (95 % of quiet bins),
        `burst` (bool), `chance` (probability of a burst).
    baseline : Baseline
    """

    intervals: pd.DataFrame
    counts: pd.DataFrame
    baseline: Baseline = field(repr=False)
    hours: float = 1.0
    figure: ClassVar[str] = "alarms.plot_bursts"

    def headline(self) -> str:
        """Say how many bursts there are, and which is the largest."""
        if self.intervals.empty:
            return "no burst"
        top = self.intervals.iloc[int(self.intervals["excess"].argmax())]
        many = len(self.intervals)
        return (
            f"{many} burst{'s' if many > 1 else ''}, the largest from {top['start']:%Y-%m-%d %H:%M} UTC for "
            f"{duration_words((top['end'] - top['start']) / pd.Timedelta(hours=1))}"
        )

    def summary(self) -> str:
        """Say in plain sentences what was found."""
        if self.intervals.empty:
            return "No burst was found: every stretch is consistent with the quiet level and its scatter."
        top = self.intervals.iloc[int(self.intervals["excess"].argmax())]
        first = self.headline()
        text = (
            f"{first[0].upper()}{first[1:]}. It began between {top['start_low']:%d %B %H:%M} and "
            f"{top['start_high']:%d %B %H:%M} UTC, ran at {top['times_quiet']:.1f} times the quiet level and "
            f"held {top['excess']:,.0f} mentions more than quiet hours would have."
        )
        if top["missing"]:
            text += f" {top['missing']} of its bins were not collected, so it held more."
        return text


def find_bursts(counts: pd.DataFrame, *, ratio: float = RATIO, seed: int = 0) -> Bursts:
    """Find the stretches in which a series ran above its quiet level.

    For looking back: the whole series is used, what came after included. To learn when somebody could
    have known, use :func:`workbench.first_alarm`.

    Parameters
    ----------
    counts : DataFrame
        One series: `time` (aware start of each bin), `count` (NaN where nobody collected), optionally
        `coverage` (0 to 1); from ``wb.count_mentions(..., by=())``.
    ratio : float
        In a burst mentions come at least about so many times as fast as in quiet hours.
    seed : int
        For the draws behind the intervals.

    Returns
    -------
    Bursts

    Raises
    ------
    WorkbenchError, NotEnoughData
        If this is no series of counts, if all are zero, or if fewer than 168 quiet hours were collected.

    Notes
    -----
    A hidden Markov chain of two states. Quiet counts are negative binomial around a level per hour of the
    week, held back towards hour times day where mentions are few; burst counts have `ratio` times
    that mean and a dispersion of at least 1. The best path is Viterbi's; the level and the quiet bins are
    found in turns. Intervals come from 400 paths drawn given that level (forward filtering, backward
    sampling), so they do not hold the doubt about the level itself.

    Examples
    --------
    >>> import workbench as wb
    >>> messages, truth = wb.simulate_mentions(seed=1)
    >>> wb.find_bursts(wb.count_mentions(messages, by=()))
    <Bursts: 1 burst, the largest from 2030-03-14 14:00 UTC for ...>
    """
    series = read_regular(counts)
    ratio = check_ratio(ratio)
    baseline, quiet = fit_baseline(series.counts, series.coverage, series.clock, series.hours, ratio)
    check_quiet(float((series.coverage * series.hours)[quiet].sum()), "in the whole series")
    mean = np.maximum(baseline.expected(series.clock, series.hours, series.coverage), 1e-9)
    found = evidence(series.counts, mean, baseline.dispersion, ratio)
    path = best_path(found, series.hours)
    paths = possible_paths(found, series.hours, DRAWS, np.random.default_rng(seed))
    table = bands(series, mean, baseline.dispersion).assign(burst=path, chance=paths.mean(axis=0))
    intervals = _intervals(series, mean, path, paths)
    return Bursts(
        _estimates(series, mean, path, paths),
        (
            f"A burst runs at about {ratio:g} times the quiet level or more; smaller waves stay unseen.",
            "The quiet level repeats itself from week to week, on the clock of UTC.",
            "A bin that nobody collected says nothing: a burst may go on through it.",
            "The intervals take the quiet level as known.",
        ),
        series.note(),
        intervals,
        table,
        baseline,
        series.hours,
    )


def read_regular(counts: pd.DataFrame, fewest: int = FEWEST_MENTIONS) -> Regular:
    """Lay one series on complete bins, or say why it cannot be."""
    problems: list[WorkbenchError] = []
    table = clean_columns(counts, problems)
    if problems:
        raise together(problems)
    hours = bin_width(table["time"], None, problems)
    check_values(table, problems)
    if problems:
        raise together(problems)
    step = ((table["time"] - table["time"].iloc[0]) / pd.Timedelta(hours=hours)).to_numpy()
    place = step.round().astype(int)
    if np.abs(step - place).max() > 1e-6:
        raise WorkbenchError(
            "A bin does not lie on the grid of the others.",
            received=f"{table['time'].iloc[int(np.abs(step - place).argmax())].isoformat()} with bins of {hours:g} h",
            allowed="bins of one width, each labelled by its start",
            remedy="count the messages again with one width",
        )
    values, share = np.full(place[-1] + 1, np.nan), np.zeros(place[-1] + 1)
    values[place] = table["count"].to_numpy(float)
    share[place] = table["coverage"].fillna(1.0).to_numpy(float)
    share[np.isnan(values)] = 0.0
    if np.nansum(values) < fewest:
        raise NotEnoughData(
            "Every count is zero." if not np.nansum(values) else "There are too few mentions.",
            received=f"{int(np.nansum(values))} mentions in {int(np.isfinite(values).sum())} collected bins",
            allowed=f"at least {fewest} mention{'s' if fewest > 1 else ''}",
            remedy="widen the search, or check the filter that chose the messages",
        )
    first = table["time"].iloc[0].as_unit("us")
    clock = first + pd.to_timedelta(np.arange(values.size) * round(hours * 3600), unit="s")
    return Regular(pd.DatetimeIndex(clock), values, share, hours, bool(counts.attrs.get("simulated")))


def check_ratio(ratio: float) -> float:
    """Refuse a ratio that would call the quiet level itself a burst."""
    if not 1.5 <= ratio <= 100:
        raise WorkbenchError(
            "A burst must stand out from the quiet level.",
            received=f"ratio={ratio!r}",
            allowed="1.5 to 100 times the quiet level",
            remedy=f"ratio={RATIO:g}",
        )
    return float(ratio)


def check_quiet(hours: float, where: str) -> None:
    """Refuse a level that less than a week of quiet stands for."""
    if hours < QUIET_HOURS:
        raise NotEnoughData(
            TOO_LITTLE_QUIET,
            received=f"{hours:.0f} quiet hours {where}",
            allowed=f"at least {QUIET_HOURS:.0f} hours, a whole week",
            remedy="count from an earlier start; two to four weeks before the crisis are best",
        )


def bands(series: Regular, mean: Array, dispersion: float) -> pd.DataFrame:
    """Counts per bin beside what quiet bins hold, 95 % of the time."""
    size = 1 / dispersion
    lower, upper = (
        nbinom.ppf(share, size, size / (size + mean)) for share in ((1 - LEVEL) / 2, (1 + LEVEL) / 2)
    )
    columns = {"time": series.clock, "count": series.counts, "coverage": series.coverage}
    columns |= {"expected": mean, "lower": lower, "upper": upper}
    table = pd.DataFrame(columns)
    table.loc[series.coverage <= 0, ["expected", "lower", "upper"]] = np.nan
    return table


def _runs(path: np.ndarray) -> list[tuple[int, int]]:
    edge = np.flatnonzero(np.diff(np.concatenate([[False], path, [False]]).astype(int)))
    return list(zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True))


def _intervals(series: Regular, mean: Array, path: np.ndarray, paths: np.ndarray) -> pd.DataFrame:
    width, rows = pd.Timedelta(hours=series.hours), []
    for low, high in _runs(path):
        y, m = series.counts[low:high], mean[low:high]
        seen = np.isfinite(y)
        middle = low + int(np.nanargmax(np.where(seen, y / m, -1)))
        # Each drawn path that is in a burst at the peak has an edge to either side of it.
        with_peak = paths[paths[:, middle]]
        before = [
            int(middle - np.argmin(p[middle::-1])) + 1 if not p[: middle + 1].all() else 0 for p in with_peak
        ]
        after = [int(middle + np.argmin(p[middle:])) if not p[middle:].all() else p.size for p in with_peak]
        edges = [np.quantile(found or [edge], [0.025, 0.975]).round().astype(int)
                 for found, edge in ((before, low), (after, high))]  # fmt: skip
        start = series.clock[0]
        rows.append(
            {"start": start + low * width, "end": start + high * width,
             "start_low": start + int(edges[0][0]) * width, "start_high": start + int(edges[0][1]) * width,
             "end_low": start + int(edges[1][0]) * width, "end_high": start + int(edges[1][1]) * width,
             "peak": start + (low + int(np.nanargmax(np.where(seen, y, -1)))) * width,
             "mentions": float(y[seen].sum()), "excess": float((y - m)[seen].sum()),
             "times_quiet": float(y[seen].sum() / m[seen].sum()), "missing": int((~seen).sum())}
        )  # fmt: skip
    names = ["start", "end", "start_low", "start_high", "end_low", "end_high", "peak", "mentions", "excess",
             "times_quiet", "missing"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _estimates(series: Regular, mean: Array, path: np.ndarray, paths: np.ndarray) -> pd.DataFrame:
    seen = np.isfinite(series.counts)
    beyond = np.where(seen, series.counts - mean, 0.0)
    number = (np.diff(paths.astype(int), axis=1) == 1).sum(axis=1) + paths[:, 0]

    def band(best: float, draws: Array) -> tuple[float, float, float]:
        low, high = np.quantile(draws, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return best, min(best, float(low)), max(best, float(high))

    rows = [
        ("bursts", band(len(_runs(path)), number), "bursts"),
        ("time in bursts", band(path.sum() * series.hours, paths.sum(axis=1) * series.hours), "hours"),
        ("mentions beyond quiet", band((beyond * path).sum(), (paths * beyond).sum(axis=1)), "mentions"),
    ]
    return estimate_table(Estimate.of(term, three, unit) for term, three, unit in rows)
