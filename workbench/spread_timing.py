"""When a wave rose, and how fast: quantiles of what lies beyond the quiet level, and the growth of the rise."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.ndimage import gaussian_filter1d
from scipy.optimize import brentq

Array = npt.NDArray[np.float64]
#: The rising half of a wave: it is compared at these shares of all its mentions.
RISING = np.linspace(0.05, 0.5, 19)
#: Growth is read where the rate lies between these shares of the first peak.
RISE = (0.05, 0.5)
#: A platform rose if its sum is so many standard deviations above its quiet level, of at least so many hours.
DEVIATIONS, SHORT = 4.0, 6.0


def beyond_quiet(times: Array, weights: Array, quiet_rate: float, shares: Array) -> Array:
    """Hours at which given shares of the mentions beyond the quiet level had been written.

    Parameters
    ----------
    times : ndarray
        Hours after the start of the wave, sorted.
    weights : ndarray
        How often each counts (1, or drawn).
    quiet_rate : float
        Mentions an hour that would have come anyway.
    shares : ndarray
        Between 0 and 1, of the most that the sum beyond the quiet level reaches.
    """
    climbed = climb(times, weights, quiet_rate)
    if not climbed[-1] > 0:
        return np.full(shares.shape, np.nan)
    return times[np.minimum(np.searchsorted(climbed, shares * climbed[-1]), times.size - 1)]


def climb(times: Array, weights: Array, quiet_rate: float) -> Array:
    """Highest point that the sum beyond the quiet level has reached by each message.

    In a lull the sum falls back; what had been reached stays reached. So days that are quieter than those
    before the wave, as when people have said what they had to say, take nothing off it.
    """
    return np.maximum.accumulate(np.cumsum(weights) - quiet_rate * times)


def stands_out(times: Array, ago: Array, quiet_hours: float) -> bool:
    """Whether the sum beyond the quiet level ever rises further than quiet hours may make it by chance.

    Parameters
    ----------
    times : ndarray
        Hours after the start of the wave, sorted.
    ago : ndarray
        Hours before that start of what was written in the quiet time.
    quiet_hours : float
        Length of the quiet time.

    Notes
    -----
    The bound at every hour is what the hours of the day alone make the sum climb, and above it so many standard
    deviations of a sum that scatters as that of quiet days did, around a level that is itself known from so many
    days only. Of 184 quiet platforms in simulated streams, 3 % passed it.
    """
    rate, days = ago.size / quiet_hours, int(quiet_hours // 24)
    kept = ago[ago < 24 * days]
    of_day = np.bincount((kept / 24).astype(int), minlength=days)
    scatter = max(1.0, of_day.var(ddof=1) / of_day.mean()) if days > 2 and kept.size else 1.0
    of_hour = np.bincount(((24 * days - kept) % 24).astype(int) % 24, minlength=24) / days
    swing = np.concatenate([[0.0], np.cumsum(of_hour - of_hour.mean())])
    deviation = np.sqrt(scatter * rate * np.maximum(times, SHORT) * (1 + times / quiet_hours))
    excess = np.arange(1, times.size + 1) - rate * times
    return bool((excess > np.ptp(swing) + DEVIATIONS * deviation).any())


def rise_of(times: Array, weights: Array, quiet_rate: float, end: float) -> tuple[float, float]:
    """Find where the rate grows from a twentieth to half of its first peak; NaN where it does not.

    The first peak is the first high point of the smoothed rate that reaches half of the highest one.
    """
    five, half = beyond_quiet(times, weights, quiet_rate, np.array([0.05, 0.5]))
    if not half > 0:
        return float("nan"), float("nan")
    step = max((half - five) / 60, 1 / 60)
    edges = np.arange(0.0, min(end, 2 * half + 10 * step), step)
    if edges.size < 10:
        return float("nan"), float("nan")
    rate = np.histogram(times, edges, weights=weights)[0] / step - quiet_rate
    smooth = gaussian_filter1d(rate, 4.0, mode="nearest")
    inner = np.flatnonzero((smooth[1:-1] >= smooth[:-2]) & (smooth[1:-1] >= smooth[2:])) + 1
    high = inner[smooth[inner] >= 0.5 * smooth.max()]
    peak = int(high[0]) if high.size else int(smooth.argmax())
    low_side = np.flatnonzero(smooth[:peak] < RISE[0] * smooth[peak])
    top_side = np.flatnonzero(smooth[:peak] < RISE[1] * smooth[peak])
    if not low_side.size or not top_side.size or top_side[-1] <= low_side[-1] + 1:
        return float("nan"), float("nan")
    middles = (edges[:-1] + edges[1:]) / 2
    return float(middles[low_side[-1]]), float(middles[top_side[-1]])


def growth(times: Array, weights: Array, quiet_rate: float, low: float, high: float) -> float:
    """Growth per hour of a rate that rises exponentially between two moments, by maximum likelihood."""
    inside = (times >= low) & (times <= high)
    length = high - low
    number = weights[inside].sum() - quiet_rate * length
    if not number >= 5:
        return float("nan")
    mean = ((weights * times)[inside].sum() - quiet_rate * length * (low + high) / 2) / number
    share = (mean - low) / length

    def miss(g: float) -> float:
        x = g * length
        return (0.5 if abs(x) < 1e-6 else 1 / -np.expm1(-x) - 1 / x) - share

    if not miss(-60 / length) < 0 < miss(60 / length):
        return float("nan")
    return float(brentq(miss, -60 / length, 60 / length))
