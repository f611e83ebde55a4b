"""What one dated reading says about a curve: how a figure comes about, and how likely it is.

The figure somebody printed is fresh, stale or wrong. A fresh one was copied from the counter at some
moment of the time it is dated to, or of the hours before; it is rounded, down for "more than", up for
"nearly". A stale one trails the counter. A wrong one may be anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import log_ndtr

from workbench.attention_shape import Array, Sampled, Shape, look_at

#: Share of figures that were old when printed, by what the source says of them, and its factor for
#: figures dated to the hour: who states the hour has looked.
STALE_SHARE = {"exact": 0.03, "about": 0.10, "estimate": 0.10, "at_least": 0.20, "at_most": 0.15}
STATED_HOUR = 0.4
#: Mean distance, on the log scale, by which a stale figure trails the counter.
STALE_GAP = 0.40
#: Share of plain errors (slips, other counters, wrong dates), and the width on the log scale over
#: which they scatter: a factor of four and a half either way.
WRONG_SHARE, WRONG_BREADTH = 0.05, 3.0
#: The shares above count as much as this many readings; the readings at hand do the rest.
TRUST = 10.0
#: A figure dated to the hour was copied within this many hours before. Of those dated to the day or
#: coarser this share, relative to the rest, was copied earlier, by this many hours on average.
COPY_HOURS = 1.0
LAGGED, LAG_HOURS = 0.4, 12.0
_PANEL_HOURS, _MOST_PANELS = 12.0, 6


@dataclass(frozen=True)
class Readings:
    """N readings as arrays.

    Attributes
    ----------
    hours : ndarray, shape (N, 2)
        Begin and end of the time a reading is dated to, in hours after the curve's start.
    value : ndarray, shape (N,)
        Positive.
    qualifier : ndarray of str, shape (N,)
        exact, about, estimate, at_least or at_most.
    """

    hours: Array
    value: Array
    qualifier: NDArray[np.str_]

    @property
    def is_precise(self) -> NDArray[np.bool_]:
        """Whether each reading is dated to three hours or better."""
        return self.hours[:, 1] - self.hours[:, 0] <= 3.0

    def take(self, rows: NDArray[np.bool_]) -> Readings:
        """Take some of the readings."""
        return Readings(self.hours[rows], self.value[rows], self.qualifier[rows])


def looseness(readings: Readings) -> tuple[Array, Array]:
    """How loosely each figure is meant, read off its own rounding.

    "About 2,500,000" has two digits, so it may be 50,000 off; "more than 2,500,000" was said
    somewhere below 2,600,000. A figure with one digit is looser than one with three.

    Returns
    -------
    spread : ndarray, shape (N,)
        Standard deviation of the figure, on the log scale.
    gap : ndarray, shape (N,)
        Mean distance, on the log scale, from "at least" up or "at most" down to the counter.

    Examples
    --------
    >>> spread, gap = looseness(Readings(np.zeros((2, 2)), np.array([2.5e6, 3e6]), np.array(["about", "at_least"])))
    >>> round(float(spread[0]), 3), round(float(gap[1]), 3)
    (0.023, 0.15)
    """
    half = np.array([_last_place(value) for value in readings.value]) / 2 / readings.value
    rounded = np.clip(np.hypot(0.02, half / np.sqrt(3)), None, 0.10)
    is_about, is_estimate = readings.qualifier == "about", readings.qualifier == "estimate"
    return np.select([is_about, is_estimate], [rounded, 0.10], 0.007), np.clip(half, 0.015, 0.15)


def stale_share(readings: Readings) -> Array:
    """Share of stale figures expected among readings like each, shape (N,)."""
    plain = np.array([STALE_SHARE[word] for word in readings.qualifier])
    return np.where(readings.is_precise, STATED_HOUR * plain, plain)


def votes(readings: Readings) -> Array:
    """Weight of each reading, shape (N,): m copies of one figure for one day count as root m."""
    rows = np.column_stack([readings.hours.round(3), readings.value])
    _, which, copies = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(1.0 / np.sqrt(copies[which.ravel()]))


@dataclass(frozen=True)
class Panels:
    """N readings cut into P panels of time, so that an unknown hour becomes a sum over panels.

    The readings are sorted: two-sided ones first, then at_least, then at_most.
    """

    sampled: Sampled
    moments: Array  # (M,) hours at which panels begin or end
    order: NDArray[np.intp]  # (N,) row of each reading used here
    owner: NDArray[np.intp]  # (P,) reading of each panel
    starts: NDArray[np.intp]  # (N,) first panel of each reading
    ends: tuple[NDArray[np.intp], NDArray[np.intp]]  # (P,) moments at which each panel begins and ends
    collect: tuple[csr_array, csr_array]  # (M, P) from panels back to moments
    two_sided: int  # panels before this one belong to two-sided readings
    log_value: Array  # (P,), like all that follow
    side: Array  # 1 for at_least, -1 for at_most
    spread: Array
    gap: Array
    share: Array  # chance that the figure was copied in this panel
    stale: Array  # share of stale figures among readings like this
    vote: Array  # (N,)
    wrong: float  # share of plain errors among all readings


def cut_panels(shape: Shape, readings: Readings) -> Panels:
    """Cut the time in which each figure may have been copied into panels of about half a day."""
    side = np.select([readings.qualifier == "at_least", readings.qualifier == "at_most"], [1.0, -1.0], 0.0)
    order = np.argsort(np.select([side == 0, side > 0], [0, 1], 2), kind="stable")
    begin, end = readings.hours[order].T
    back = np.where(end - begin > 20.0, 3 * LAG_HOURS, COPY_HOURS)
    first, last = np.maximum(begin - back, 0.5), np.maximum(end, 1.0)
    count = np.clip(np.ceil((last - first) / _PANEL_HOURS), 1, _MOST_PANELS).astype(int)
    edges = np.concatenate([np.linspace(a, b, n + 1) for a, b, n in zip(first, last, count, strict=True)])
    owner = np.repeat(np.arange(len(count)), count)
    left = np.arange(len(owner)) + owner  # a reading has one edge more than panels
    early = np.clip(begin[owner] - 0.5 * (edges[left] + edges[left + 1]), 0.0, None)
    share = np.where(early > 0, LAGGED * np.exp(-early / LAG_HOURS), 1.0)
    moments, at = np.unique(edges.round(4), return_inverse=True)
    ends = at[left], at[left + 1]
    ones, panel, size = np.ones(len(owner)), np.arange(len(owner)), (len(moments), len(owner))
    spread, gap = looseness(readings)
    return Panels(
        sampled=look_at(shape, moments),
        moments=moments,
        order=order,
        owner=owner,
        starts=np.concatenate([[0], np.cumsum(count)[:-1]]),
        ends=ends,
        collect=(csr_array((ones, (ends[0], panel)), size), csr_array((ones, (ends[1], panel)), size)),
        two_sided=int((side[order][owner] == 0).sum()),
        log_value=np.log(readings.value)[order][owner],
        side=side[order][owner],
        spread=spread[order][owner],
        gap=gap[order][owner],
        share=share / np.bincount(owner, share)[owner],
        stale=stale_share(readings)[order][owner],
        vote=votes(readings)[order],
        wrong=WRONG_SHARE,
    )


def log_likelihood(panels: Panels, numbers: Array, widen: float = 1.0) -> tuple[Array, Array]:
    """Log-likelihood of B curves, shape (B,), and its slopes by number, shape (B, size).

    `widen` stretches all distances: a fit starts wide and narrows, so that it finds its way.
    """
    log_values, growth = panels.sampled.log_values(numbers)
    fresh, stale, by_miss, by_rise = _weigh(panels, log_values, widen)
    total = np.add.reduceat(fresh + stale, panels.starts, axis=0) + panels.wrong / WRONG_BREADTH
    pull = (panels.vote[:, None] / total)[panels.owner]
    by_miss, by_rise = -0.5 * by_miss * pull, by_rise * pull
    by_value = panels.collect[0] @ (by_miss - by_rise) + panels.collect[1] @ (by_miss + by_rise)
    return panels.vote @ np.log(total), panels.sampled.slopes(by_value, growth)


def judge(panels: Panels, numbers: Array) -> Array:
    """Chance that each reading is fresh, stale or wrong, averaged over B curves; shape (N, 3)."""
    fresh, stale, _, _ = _weigh(panels, panels.sampled.log_values(numbers)[0], 1.0)
    parts = [np.add.reduceat(part, panels.starts, axis=0) for part in (fresh, stale)]
    parts.append(np.full_like(parts[0], panels.wrong / WRONG_BREADTH))
    chances = np.empty((len(panels.order), 3))
    chances[panels.order] = np.mean(np.stack(parts, axis=1) / np.sum(parts, axis=0)[:, None], axis=2)
    return chances


def learn_shares(panels: Panels, readings: Readings, numbers: Array) -> Panels:
    """Update the shares of stale and wrong figures by what first curves make of the readings."""
    chances = judge(panels, numbers)
    factor = np.empty(len(readings.value))
    for word in np.unique(readings.qualifier):
        rows = readings.qualifier == word
        fresh, stale, _ = chances[rows].sum(axis=0)
        factor[rows] = (TRUST + stale / STALE_SHARE[word]) / (TRUST + fresh + stale)
    share = np.clip(stale_share(readings) * factor, 0.0, 0.9)
    wrong = (TRUST * WRONG_SHARE + chances[:, 2].sum()) / (TRUST + len(chances))
    return replace(panels, stale=share[panels.order][panels.owner], wrong=max(WRONG_SHARE, float(wrong)))


def copied_at(panels: Panels, row: int, rng: np.random.Generator, n: int) -> Array:
    """Draw n hours at which the figure of one reading may have been copied."""
    mine = np.flatnonzero(panels.order[panels.owner] == row)
    drawn = rng.choice(mine, n, p=panels.share[mine])
    return rng.uniform(panels.moments[panels.ends[0][drawn]], panels.moments[panels.ends[1][drawn]])


def _weigh(panels: Panels, log_values: Array, widen: float) -> tuple[Array, Array, Array, Array]:
    """Density of each figure if fresh and if stale, and slopes of their sum by miss and rise; (P, B)."""
    begin, end = log_values[panels.ends[0]], log_values[panels.ends[1]]
    miss, rise = panels.log_value[:, None] - 0.5 * (begin + end), end - begin
    # The moment inside a panel is unknown too: blurring by half the rise joins panels without seams.
    spread = np.sqrt((widen * panels.spread[:, None]) ** 2 + 0.25 * rise**2 + 1e-6)
    z = miss / spread
    bell = np.exp(-0.5 * z * z) / (spread * np.sqrt(2 * np.pi))
    fresh, by_miss, by_spread = bell.copy(), -z / spread * bell, (z * z - 1) / spread * bell
    one = slice(panels.two_sided, None)
    side, gap = panels.side[one, None], widen * panels.gap[one, None]
    fresh[one], slope, by_spread[one] = _trailing(side * miss[one], spread[one], bell[one], gap)
    by_miss[one] = side * slope
    stale, stale_miss, stale_spread = _trailing(miss, spread, bell, np.float64(widen * STALE_GAP))
    is_stale = (panels.share * panels.stale * (1 - panels.wrong))[:, None]
    is_fresh = (panels.share * (1 - panels.wrong))[:, None] - is_stale
    by_spread = is_fresh * by_spread + is_stale * stale_spread
    by_miss = is_fresh * by_miss + is_stale * stale_miss
    return is_fresh * fresh, is_stale * stale, by_miss, by_spread * 0.25 * rise / spread


def _trailing(miss: Array, spread: Array, bell: Array, gap: Array | np.float64) -> tuple[Array, Array, Array]:
    """Density of noise minus an exponential gap, and its slopes by miss and by spread."""
    ratio = spread / gap
    density = np.exp(miss / gap + 0.5 * ratio**2 + log_ndtr(-miss / spread - ratio)) / gap
    by_miss = (density - bell) / gap
    by_spread = (ratio * density + bell * (miss / spread - ratio)) / gap
    return density, by_miss, by_spread


def _last_place(value: float) -> float:
    """The unit of the last digit that is not zero: 100,000 for 2,500,000."""
    place = 1.0
    while value % (place * 10) == 0:
        place *= 10
    return place
