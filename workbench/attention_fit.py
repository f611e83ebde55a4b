"""From readings to possible curves: what is plausible beforehand, the best curves, the draws.

Draws come in three steps. For several degrees of roughness, and from two beginnings (all readings at
once; the precise ones first), the best curve is climbed to. Each is weighted by how much probability
lies around it. From there a hundred walkers take steps that follow the likelihood (Hamiltonian Monte
Carlo), because the probability around a best curve is lopsided. See docs/decisions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from workbench.attention_climb import Target, climb, spread_of, walk
from workbench.attention_readings import Panels, Readings, cut_panels, judge, learn_shares, log_likelihood
from workbench.attention_shape import Array, Shape

#: Degrees of roughness that are tried, and which are plausible beforehand (middle, spread of the log).
#: In units of bends per unit of the clock for a counter, of log level per span for a level.
ROUGHNESS = {"counter": np.geomspace(0.3, 6.0, 6), "level": np.geomspace(0.03, 4.0, 6)}
PLAUSIBLE = {"counter": (1.5, 0.8), "level": (0.3, 1.0)}
#: How much one day differs from the smooth course, and day from night, on the log scale.
LUMP, RHYTHM = 0.4, 0.3
WALKERS, STEPS, LEAPS = 100, 30, 5


@dataclass(frozen=True)
class Fit:
    """Possible curves.

    Attributes
    ----------
    numbers : ndarray, shape (draws, size)
        One curve per row, for :func:`workbench.attention_shape.values_at`.
    chances : ndarray, shape (N, 3)
        Chance that each reading is fresh, stale or wrong.
    roughness : float
        Median degree of roughness of the draws.
    acceptance : float
        Share of the walkers' steps that were taken; about 0.75 when all is well.
    """

    numbers: Array
    chances: Array
    roughness: float
    acceptance: float


@dataclass(frozen=True)
class Prior:
    """Curves plausible beforehand: ``mean + factor @ (scale * z)`` with z standard normal."""

    mean: Array
    factor: csr_array  # (size, size)
    rough: NDArray[np.bool_]  # the numbers that roughness scales

    def scale(self, roughness: Array | float) -> Array:
        """Scale of z, shape (..., size), for one or several degrees of roughness."""
        return np.where(self.rough, np.asarray(roughness)[..., None], 1.0)

    def numbers(self, z: Array, roughness: Array | float) -> Array:
        """Curves for z, shape (B, size)."""
        return self.mean + (self.factor @ (z * self.scale(roughness)).T).T


@dataclass(frozen=True)
class Mode:
    """A best curve: its place, how the probability spreads around it, and how much there is."""

    roughness: float
    z: Array
    height: float
    spread: Array
    log_mass: float


def lay_prior(shape: Shape, readings: Readings) -> Prior:
    """What is plausible before the readings are used, but for their size.

    A level wanders. A counter's growth falls along a straight line on the log clock, which is a
    power-law decay, bends away from it (an integrated random walk), and differs from day to day.
    """
    clock, count = shape.clock, len(shape.clock)
    step = clock[1] - clock[0]
    rough = np.zeros(shape.size, dtype=bool)
    if shape.kind == "level":
        factor = np.tril(np.ones((count, count))) * np.sqrt(step)
        factor[:, 0] = 3.0
        rough[1:] = True
        return Prior(np.full(count, np.median(np.log(readings.value))), csr_array(factor), rough)
    factor = np.zeros((shape.size, shape.size))
    knots, bent, rest = slice(1, count + 1), slice(3, count + 1), np.arange(count + 1, shape.size)
    factor[0, 0] = 1.5
    factor[knots, 1] = 0.7
    factor[knots, 2] = 0.4 * (clock - clock.mean())
    bends = np.clip(np.subtract.outer(np.arange(count), np.arange(2, count)) + 1, 0, None) * step**1.5
    line = np.stack([np.ones(count), clock], axis=1)
    factor[knots, bent] = bends - line @ np.linalg.lstsq(line, bends, rcond=None)[0]
    factor[rest, rest] = np.where(rest < shape.size - 2, LUMP, RHYTHM)
    rough[bent] = True
    start = np.concatenate([[np.log(readings.value.max())], 0.3 - 0.4 * clock, np.zeros(len(rest))])
    return Prior(start, csr_array(factor), rough)


def fit_curves(shape: Shape, readings: Readings, *, draws: int, rng: np.random.Generator) -> Fit:
    """Draw curves that agree with the readings.

    Parameters
    ----------
    shape : Shape
    readings : Readings
    draws : int
        Number of curves.
    rng : numpy.random.Generator

    Returns
    -------
    Fit
    """
    prior, panels = lay_prior(shape, readings), cut_panels(shape, readings)
    middle = float(ROUGHNESS[shape.kind][3])
    starts = [_anneal(panels, prior, middle)]
    panels = learn_shares(panels, readings, prior.numbers(starts[0], middle))
    firm = readings.is_precise | (readings.qualifier == "exact")
    if firm.sum() >= 3:
        starts.append(_anneal(cut_panels(shape, readings.take(firm)), prior, middle))
    modes = _find_modes(shape, panels, prior, np.concatenate(starts), middle)
    mass = np.exp([mode.log_mass - max(m.log_mass for m in modes) for mode in modes])
    chosen = [modes[i] for i in rng.choice(len(modes), WALKERS, p=mass / mass.sum())]
    z, acceptance = _walk(panels, prior, chosen, draws, rng)
    roughness = np.resize([mode.roughness for mode in chosen], draws)
    numbers = prior.numbers(z, roughness)
    return Fit(numbers, judge(panels, numbers), float(np.median(roughness)), acceptance)


def _target(panels: Panels, prior: Prior, roughness: Array | float, widen: float = 1.0) -> Target:
    scale = prior.scale(roughness)

    def target(z: Array) -> tuple[Array, Array]:
        value, slope = log_likelihood(panels, prior.mean + (prior.factor @ (z * scale).T).T, widen)
        return value - 0.5 * (z**2).sum(axis=1), (prior.factor.T @ slope.T).T * scale - z

    return target


def _anneal(panels: Panels, prior: Prior, roughness: float) -> Array:
    z = np.zeros((1, len(prior.mean)))
    for widen in (20.0, 5.0, 2.0, 1.0):
        z = climb(_target(panels, prior, roughness, widen), z)
    return z


def _find_modes(shape: Shape, panels: Panels, prior: Prior, starts: Array, middle: float) -> list[Mode]:
    grid = ROUGHNESS[shape.kind].tolist()
    at = grid.index(middle)
    tops = {at: climb(_target(panels, prior, middle), starts)}
    # From the middle outwards: each degree begins where its neighbour's hills were.
    for this, last in [
        *((i, i - 1) for i in range(at + 1, len(grid))),
        *((i, i + 1) for i in range(at - 1, -1, -1)),
    ]:
        begin = tops[last] * prior.scale(grid[last]) / prior.scale(grid[this])
        tops[this] = climb(_target(panels, prior, grid[this]), begin)
    likely, width = PLAUSIBLE[shape.kind]
    modes: list[Mode] = []
    for degree, hills in ((grid[index], hills) for index, hills in sorted(tops.items())):
        target = _target(panels, prior, degree)
        for z, height in zip(hills, target(hills)[0].tolist(), strict=True):
            # Two beginnings that end on the same hill count once.
            if any(mode.roughness == degree and abs(mode.height - height) < 0.05 for mode in modes):
                continue
            nudge = 1e-4 * np.eye(len(z))
            bend = (target(z - nudge)[1] - target(z + nudge)[1]) / 2e-4
            spread, log_volume = spread_of(0.5 * (bend + bend.T))
            odds = -0.5 * (np.log(degree / likely) / width) ** 2
            modes.append(Mode(degree, z, height, spread, height + log_volume + odds))
    return modes


def _walk(
    panels: Panels, prior: Prior, chosen: list[Mode], draws: int, rng: np.random.Generator
) -> tuple[Array, float]:
    """Walk from the chosen modes; the places reached, shape (draws, size), and the acceptance."""
    home = np.stack([mode.z for mode in chosen])
    spread = np.stack([mode.spread for mode in chosen])
    target = _target(panels, prior, np.array([mode.roughness for mode in chosen]))

    def place(w: Array) -> Array:
        return home + np.einsum("bij,bj->bi", spread, w)

    def local(w: Array) -> tuple[Array, Array]:
        value, slope = target(place(w))
        return value, np.einsum("bij,bi->bj", spread, slope)

    keep = -(-draws // WALKERS)
    steps = max(STEPS, STEPS // 2 + keep)
    path, taken = walk(local, 0.8 * rng.normal(size=home.shape), rng, steps=steps, leaps=LEAPS)
    # The second half counts, its steps as far apart as they can be; the last one is always in.
    picked = np.linspace(steps - 1, steps // 2, keep).astype(int)
    return np.concatenate([place(path[i]) for i in picked])[:draws], float(taken[steps // 2 :].mean())
