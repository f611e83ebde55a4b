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


def beyond_quiet(times: Array, weights: Array, quiet_rate: float, shares: Array, end: float) -> Array:
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
        Between 0 and 1.
    end : float
        End of the wave, hours.
    """
    found = np.cumsum(weights) - quiet_rate * times
    total = weights.sum() - quiet_rate * end
    if total <= 0:
        return np.full(shares.shape, np.nan)
    # In a lull the sum falls back; what had been reached stays reached.
    climbed = np.maximum.accumulate(found)
    return times[np.minimum(np.searchsorted(climbed, shares * total), times.size - 1)]


def rise_of(times: Array, weights: Array, quiet_rate: float, end: float) -> tuple[float, float]:
    """Find where the rate grows from a twentieth to half of its first peak; NaN where it does not.

    The first peak is the first high point of the smoothed rate that reaches half of the highest one.
    """
    five, half = beyond_quiet(times, weights, quiet_rate, np.array([0.05, 0.5]), end)
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
