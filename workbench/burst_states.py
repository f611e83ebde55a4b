"""Two states, quiet and burst, behind negative-binomial counts: the best path, the live odds, possible paths."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

Array: TypeAlias = npt.NDArray[np.float64]

#: A burst begins about once in so many hours of quiet, and ends after about so many.
QUIET_HOURS, BURST_HOURS = 30 * 24.0, 12.0
#: Bursts differ in strength by orders of magnitude, so their counts scatter at least this much.
BURST_DISPERSION = 1.0


def log_nb(counts: Array, mean: Array, dispersion: float | Array) -> Array:
    """Log probability of counts with variance mean + dispersion * mean^2.

    >>> round(float(np.exp(log_nb(np.array(0.0), np.array(2.0), 0.5))), 3)
    0.25
    """
    size = 1.0 / np.maximum(dispersion, 1e-6)
    return (
        gammaln(counts + size) - gammaln(size) - gammaln(counts + 1)
        + size * np.log(size / (size + mean)) + counts * np.log(mean / (size + mean))
    )  # fmt: skip


def evidence(counts: Array, mean: Array, dispersion: float, ratio: float) -> Array:
    """Log-likelihood of a burst minus that of quiet, per bin; 0 where nobody collected."""
    seen = np.isfinite(counts) & (mean > 0)
    y, m = np.where(seen, counts, 0.0), np.where(seen, mean, 1.0)
    burst = log_nb(y, ratio * m, max(dispersion, BURST_DISPERSION))
    found = burst - log_nb(y, m, dispersion)
    # Nearer to the quiet level than to a burst's, a count may speak for quiet but never for a burst.
    found = np.where(y < np.sqrt(ratio) * m, np.minimum(found, 0.0), found)
    return np.where(seen, found, 0.0)


def switching(hours: float) -> tuple[float, float]:
    """Chance that a burst begins, and that one ends, from one bin to the next."""
    return float(-np.expm1(-hours / QUIET_HOURS)), float(-np.expm1(-hours / BURST_HOURS))


def best_path(found: Array, hours: float) -> npt.NDArray[np.bool_]:
    """Viterbi: the single most probable sequence of states; True is a burst."""
    begin, end = switching(hours)
    stay_quiet, stay_burst = np.log1p(-begin), np.log1p(-end)
    to_burst, to_quiet = np.log(begin), np.log(end)
    quiet, burst = 0.0, to_burst + float(found[0])
    back = np.zeros((found.size, 2), dtype=bool)  # whether the state before was a burst
    for t, gain in enumerate(found[1:].tolist(), 1):
        back[t] = burst + to_quiet > quiet + stay_quiet, burst + stay_burst > quiet + to_burst
        quiet, burst = (
            max(quiet + stay_quiet, burst + to_quiet),
            max(burst + stay_burst, quiet + to_burst) + gain,
        )
    path = np.zeros(found.size, dtype=bool)
    path[-1] = burst > quiet
    for t in range(found.size - 1, 0, -1):
        path[t - 1] = back[t, int(path[t])]
    return path


def step(odds: Array, found: Array, begin: float, end: float) -> Array:
    """Log odds of a burst after one more bin, from those before it: all that a live monitor knows."""
    share = 1.0 / (1.0 + np.exp(-odds))
    prior = share * (1 - end) + (1 - share) * begin
    return np.log(prior / (1 - prior)) + found


def live_odds(found: Array, hours: float) -> Array:
    """Log odds of a burst in each bin, given the counts up to and with it."""
    begin, end = switching(hours)
    odds, now = np.empty(found.size), np.array(np.log(begin / (1 - begin)))
    for t in range(found.size):
        odds[t] = now = step(now, found[t], begin, end)
    return odds


def possible_paths(found: Array, hours: float, draws: int, rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Draw sequences of states as probable as the counts make them; shape (draws, bins)."""
    begin, end = switching(hours)
    odds = live_odds(found, hours)
    paths = np.zeros((draws, found.size), dtype=bool)
    now = rng.random(draws) < 1 / (1 + np.exp(-odds[-1]))
    paths[:, -1] = now
    for t in range(found.size - 2, -1, -1):
        # Given the state that follows, only the live odds here and the switch between the two matter.
        follows = np.where(now, np.log((1 - end) / begin), np.log(end / (1 - begin)))
        now = rng.random(draws) < 1 / (1 + np.exp(-(odds[t] + follows)))
        paths[:, t] = now
    return paths
