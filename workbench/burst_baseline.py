"""The quiet level of a series: its hours of the week, and its scatter around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize_scalar

from workbench.burst_states import Array, best_path, evidence, log_nb

Mask = npt.NDArray[np.bool_]
#: Quiet weeks that must have been collected before days of the week, and single hours of the week, are told apart.
WEEKS = {"day": 1.75, "cell": 2.75}
#: Deviations last for hours; summed over such blocks they show how much they scatter in all.
BLOCK_HOURS = 6.0
ROUNDS = 8


@dataclass(frozen=True)
class Baseline:
    """What quiet looks like.

    Attributes
    ----------
    level : ndarray, shape (7, 24)
        Mentions per hour, by day of the week (Monday first) and hour of the day, UTC.
    dispersion : float
        Variance is mean + dispersion * mean^2.
    doubt : float
        How unsure the level of one hour of the day is: standard deviation of its logarithm.
    """

    level: Array
    dispersion: float
    doubt: float

    def expected(self, clock: pd.DatetimeIndex, hours: float, coverage: Array) -> Array:
        """Mentions to be expected in quiet bins that start at these times."""
        return per_bin(self.level, clock, hours) * coverage


def per_bin(level: Array, clock: pd.DatetimeIndex, hours: float) -> Array:
    """Mentions in bins of a width, from mentions per hour of the week."""
    day, hour = np.asarray(clock.day_of_week), np.asarray(clock.hour)
    if hours <= 1:
        return level[day, hour] * hours
    # A wide bin holds several hours of the week.
    whole = np.concatenate([[0.0], np.cumsum(np.tile(level.ravel(), 2 + int(hours // 168)))])
    first = day * 24 + hour
    last = first + hours
    low = last.astype(int)
    return whole[low] + (last - low) * np.diff(whole)[low] - whole[first]


def fit_baseline(
    counts: Array,
    coverage: Array,
    clock: pd.DatetimeIndex,
    hours: float,
    ratio: float,
    leave_out: Mask | None = None,
) -> tuple[Baseline, Mask]:
    """Fit the quiet level, and find out which bins are quiet, in turns until they agree.

    Parameters
    ----------
    counts, coverage : ndarray, shape (bins,)
        NaN where nobody collected; share of each bin that was collected.
    clock : DatetimeIndex
        Starts of the bins.
    hours : float
        Width of a bin.
    ratio : float
        A burst is at least so many times the quiet level.
    leave_out : ndarray of bool, optional
        Bins known not to be quiet.

    Returns
    -------
    Baseline
    quiet : ndarray of bool
        Collected bins that were taken as quiet.
    """
    usable = np.isfinite(counts) & (coverage > 0)
    usable &= ~leave_out if leave_out is not None else True
    quiet = usable & ordinary_days(counts, coverage, clock, usable)
    seen = [quiet]
    for _ in range(ROUNDS):
        level, doubt = _levels(counts, coverage, clock, hours, quiet)
        mean = np.maximum(per_bin(level, clock, hours) * coverage, 1e-9)
        dispersion = _dispersion(counts[quiet], mean[quiet])
        if hours >= BLOCK_HOURS and quiet.any():  # few wide bins: what the fit has taken up counts, too
            beyond = _scatter(counts[quiet], mean[quiet], np.flatnonzero(quiet), hours) - 1
            dispersion = max(dispersion, beyond / float(mean[quiet].mean()))
        found = np.where(usable, evidence(counts, mean, dispersion, ratio), 0.0)
        now = usable & ~best_path(found, hours)
        if any(np.array_equal(now, before) for before in seen):
            break
        quiet = now
        seen.append(now)
    return Baseline(level, dispersion, doubt), quiet


def ordinary_days(counts: Array, coverage: Array, clock: pd.DatetimeIndex, usable: Mask) -> Mask:
    """Mark the days that hold at most twice the middle day's mentions per collected bin."""
    table = pd.DataFrame({"y": np.where(usable, counts, 0.0), "c": np.where(usable, coverage, 0.0)})
    days = table.groupby(np.asarray(clock.floor("D").as_unit("s").asi8)).transform("sum")
    rate = (days["y"] / days["c"].where(days["c"] > 0)).to_numpy()
    per_day = pd.Series(rate[usable]).groupby(np.asarray(clock.floor("D").as_unit("s").asi8)[usable]).first()
    middle = float(np.median(per_day)) if len(per_day) else 0.0
    # With hardly any mentions the middle day may hold none.
    return np.nan_to_num(rate, nan=np.inf) <= max(
        2 * middle, float(np.mean(per_day)) if len(per_day) else 0.0
    )


def _levels(
    counts: Array, coverage: Array, clock: pd.DatetimeIndex, hours: float, quiet: Mask
) -> tuple[Array, float]:
    """Mentions per hour of the week, and how unsure the level of one hour is (log scale).

    Level times hour of the day times day of the week times what is left; each factor is held back as
    far as chance alone could have made it.
    """
    y, c = counts[quiet], coverage[quiet] * hours
    rate = max(y.sum(), 0.5) / max(c.sum(), 1e-9)
    # Without one mention on quiet days no hour of the week can be told from another.
    if hours > 24 or not y.any():
        return np.full((7, 24), rate), 0.0
    hour, day = np.asarray(clock.hour)[quiet], np.asarray(clock.day_of_week)[quiet]
    weeks = c.sum() / 168
    of_hour, of_day, doubt, scatter = np.ones(24), np.ones(7), 0.0, 0.0
    # The first round holds nothing back, so that the shape of the day is not taken for scatter.
    for turn in range(5):
        if turn:
            fitted = rate * c * of_hour[hour] * of_day[day]
            scatter = _scatter(y, fitted, np.flatnonzero(quiet), hours)
        expected = np.bincount(hour, rate * c * of_day[day], 24)
        of_hour, doubt = _held(np.bincount(hour, y, 24), expected, scatter, smooth=hours <= 1)
        of_hour = _carried(of_hour, hours)
        if weeks >= WEEKS["day"]:
            expected = np.bincount(day, rate * c * of_hour[hour], 7)
            of_day, _ = _held(np.bincount(day, y, 7), expected, scatter, smooth=False)
        rate *= max(y.sum(), 0.5) / (rate * c * of_hour[hour] * of_day[day]).sum()
    product = rate * np.outer(of_day, of_hour)
    if hours > 1 or weeks < WEEKS["cell"]:
        return product, doubt
    place = day * 24 + hour
    expected = np.bincount(place, product[day, hour] * c, 168)
    left, more = _held(np.bincount(place, y, 168), expected, scatter, smooth=False)
    return product * left.reshape(7, 24), float(np.hypot(doubt, more))


def _held(
    found: npt.NDArray[Any], expected: npt.NDArray[Any], scatter: float, *, smooth: bool
) -> tuple[Array, float]:
    """Ratios of found to expected, drawn towards 1 as far as chance explains them, and what doubt is left."""
    there = expected > 0
    if smooth:  # the level of an hour is close to that of its neighbours
        found, expected = (np.roll(a, 1) / 2 + a + np.roll(a, -1) / 2 for a in (found, expected))
        scatter *= 0.75
    ratio = np.where(there, found / np.where(there, expected, 1), 1.0)
    chance = scatter / np.where(there, expected, np.inf)
    real = max(float(np.mean(((ratio - 1) ** 2 - chance)[there])), 1e-4)
    hold = scatter / real
    # Differences that chance could hide are part of the doubt.
    hidden = max(real, float(np.mean(chance[there])) * np.sqrt(2 / max(there.sum(), 1)), 1e-4)
    left = np.sqrt(scatter / (expected[there] + scatter / hidden))
    return (found + hold) / np.maximum(expected + hold, 1e-9), float(np.mean(left))


def _scatter(y: Array, fitted: Array, place: npt.NDArray[np.intp], hours: float) -> float:
    """Variance over mean of sums over blocks of hours; 1 for independent messages."""
    block = (place * hours // BLOCK_HOURS).astype(int)
    block -= block.min()
    total, mean = np.bincount(block, y), np.bincount(block, fitted)
    there = mean > 0
    spread = float(np.mean((total - mean)[there] ** 2 / mean[there])) * spent(int(there.sum()))
    return max(spread, 1.0)


def spent(blocks: int) -> float:
    """Factor for what fitting a week's shape takes away from the scatter of few blocks.

    >>> spent(14), round(spent(700), 2)
    (2.0, 1.01)
    """
    return blocks / max(blocks - 7, blocks / 2, 1)


def _carried(of_hour: Array, hours: float) -> Array:
    """In wide bins only some hours are starts; the others keep the level of the start before them."""
    if hours <= 1 or 24 % hours:
        return of_hour if hours <= 1 else np.ones(24)
    return np.repeat(of_hour[np.arange(0, 24, int(hours))], int(hours))


def _dispersion(counts: Array, mean: Array) -> float:
    """Most likely scatter beyond Poisson's, between hardly any and four times the mean."""
    if counts.size < 2:
        return 0.1
    best = minimize_scalar(
        lambda log: -float(log_nb(counts, mean, np.exp(log)).sum()),
        bounds=(np.log(1e-3), np.log(4.0)),
        method="bounded",
    )
    return float(np.exp(best.x))
