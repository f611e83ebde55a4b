"""What the self-exciting model sees: memories of past counts, shocks of news, answers that set in.

Everything here depends on the data and on fixed time scales alone, so it is computed once per fit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import lfilter

TIME_SCALES = (0.7, 2.5, 9.0, 32.0, 115.0)  # hours


@dataclass(frozen=True)
class Grid:
    """Counts on a regular grid; every clock is in hours after the start of the first bin.

    Attributes
    ----------
    counts : ndarray, shape (bins,)
        Negative mentions, NaN where nobody collected.
    hours : float
        Width of a bin.
    coverage : ndarray, shape (bins,)
        Share of the bin that was collected, in (0, 1].
    season : ndarray, shape (bins,)
        Relative level of the background, mean 1.
    shocks : ndarray, shape (shocks,)
        Times of the trigger (first) and of the news events that are modelled.
    responses : ndarray, shape (responses,)
        Times of the answers.
    settle : float
        Hours that an answer takes to set in; 0 for at once.
    """

    counts: np.ndarray
    hours: float
    coverage: np.ndarray
    season: np.ndarray
    shocks: np.ndarray
    responses: np.ndarray
    settle: float = 0.0

    @property
    def bins(self) -> int:
        """Number of bins."""
        return int(self.counts.shape[-1])

    @property
    def seen(self) -> np.ndarray:
        """Which bins were collected."""
        return np.isfinite(self.counts)

    def edges(self) -> np.ndarray:
        """Hours at which bins begin, and the end of the last one."""
        return self.hours * np.arange(self.bins + 1)

    def cut(self, start: int, stop: int) -> Grid:
        """Return the same clock over some bins only; times outside the stretch are kept."""
        shift = start * self.hours
        part = slice(start, stop)
        return replace(
            self,
            counts=self.counts[part],
            coverage=self.coverage[part],
            season=self.season[part],
            shocks=self.shocks - shift,
            responses=self.responses - shift,
        )


@dataclass(frozen=True)
class Memory:
    """How long a mention is remembered: time scales and, per scale, what a bin of this width hides.

    ``stay`` is the share of offspring that are born in their parent's own bin (parents spread evenly),
    ``decay`` what is left of a memory one bin later.
    """

    scales: np.ndarray
    decay: np.ndarray
    stay: np.ndarray

    @classmethod
    def of(cls, scales: np.ndarray | tuple[float, ...], hours: float) -> Memory:
        """Work out both shares for bins of this width."""
        scales = np.asarray(scales, float)
        decay = np.exp(-hours / scales)
        return cls(scales, decay, 1 - scales / hours * (1 - decay))


def remember(filled: np.ndarray, memory: Memory) -> np.ndarray:
    """Filter counts once per time scale, into expected later offspring per unit of branching ratio.

    Parameters
    ----------
    filled : ndarray, shape (..., bins)
        Counts at full coverage, without gaps.
    memory : Memory
        Time scales.

    Returns
    -------
    ndarray, shape (..., bins, scales)
        ``(1 - stay_j) h_j(t)`` with ``h_j(t + 1) = decay_j h_j(t) + (1 - decay_j) y(t)``, ``h_j(0) = 0``:
        what went before the first bin is :func:`echo`, times a level that is fitted.
    """
    heard = np.empty((*filled.shape, memory.scales.size))
    for j, (decay, stay) in enumerate(zip(memory.decay, memory.stay, strict=True)):
        level = lfilter([0.0, 1 - decay], [1.0, -decay], filled, axis=-1)
        heard[..., j] = (1 - stay) * level
    return heard


def echo(bins: int, memory: Memory) -> np.ndarray:
    """Return what a steady level of 1 per bin before the first bin adds to :func:`remember`, (bins, scales)."""
    return (1 - memory.stay) * memory.decay ** np.arange(bins)[:, None]


def shock_shares(edges: np.ndarray, at: np.ndarray, hours: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of a shock that arrives in each bin, and its derivative by the log of its length.

    Parameters
    ----------
    edges : ndarray, shape (bins + 1,)
        Bin limits in hours.
    at : ndarray, shape (..., shocks)
        Start of each shock in hours.
    hours : ndarray, shape (..., shocks)
        Mean length of each shock in hours (exponential).

    Returns
    -------
    tuple of ndarray
        Both of shape (..., shocks, bins).
    """
    after = np.maximum(edges - at[..., None], 0.0) / hours[..., None]
    left = np.exp(-after)
    return -np.diff(left, axis=-1), np.diff(-after * left, axis=-1)


def setting_in(edges: np.ndarray, at: np.ndarray, settle: float) -> np.ndarray:
    """Return how far each answer has set in, averaged over each bin: g = 1 - exp(-u / settle).

    Returns
    -------
    ndarray, shape (answers, bins)
    """
    after = np.maximum(edges - np.asarray(at, float)[:, None], 0.0)
    grown = after if settle <= 0 else after - settle * -np.expm1(-after / settle)
    return np.diff(grown, axis=-1) / np.diff(edges)
