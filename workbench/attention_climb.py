"""Hills of probability: climb them, measure them, walk on them, many at once.

By hand rather than with scipy's optimiser and numpy's linear algebra, for two reasons. They take one
hill at a time. And on a machine with other work to do, the threads of the linear algebra library wait
for each other: a fit of two seconds was measured at seventy.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from workbench.attention_shape import Array

#: Heights, shape (B,), and slopes, shape (B, size), at B places.
Target = Callable[[Array], tuple[Array, Array]]
#: A step: how far it moved, how far the slope fell, and the product of both; (B, size) twice and (B, 1).
Step = tuple[Array, Array, Array]
LEAST = 1e-10


def climb(target: Target, z: Array, *, memory: int = 12, limit: int = 600) -> Array:
    """Climb to the tops nearest to B places, shape (B, size), all at once, by L-BFGS.

    Parameters
    ----------
    target : callable
        Heights, shape (B,), and slopes, shape (B, size), at B places.
    z : ndarray, shape (B, size)
    memory, limit : int
        Steps remembered, and the most steps taken.

    Returns
    -------
    ndarray, shape (B, size)

    Examples
    --------
    >>> climb(lambda z: (-(z**4).sum(axis=1), -4 * z**3), np.array([[3.0, -1.0], [0.5, 0.0]])).round(1) + 0.0
    array([[0., 0.],
           [0., 0.]])
    """
    value, slope = target(z)
    past: list[Step] = []
    calm = 0
    for _ in range(limit):
        way = _way_up(slope, past)
        rise, stride = (way * slope).sum(axis=1), np.ones(len(z))
        for _ in range(12):
            there = z + stride[:, None] * way
            there_value, there_slope = target(there)
            fails = there_value < value + 1e-4 * stride * rise
            if not fails.any():
                break
            stride = np.where(fails, 0.4 * stride, stride)
        stays = fails[:, None]
        there, there_slope = np.where(stays, z, there), np.where(stays, slope, there_slope)
        there_value = np.where(fails, value, there_value)
        moved, fell = there - z, slope - there_slope
        past = [*past, (moved, fell, (moved * fell).sum(axis=1, keepdims=True))][-memory:]
        calm = calm + 1 if (there_value - value).max() < 1e-4 else 0
        z, value, slope = there, there_value, there_slope
        if calm == 4:
            break
    return z


def _way_up(slope: Array, past: list[Step]) -> Array:
    """The way up that the last steps suggest: their changes of slope tell how the hills bend."""
    way, shares = slope, []
    for moved, fell, bend in reversed(past):
        shares.append(_over(bend) * (moved * way).sum(axis=1, keepdims=True))
        way = way - shares[-1] * fell
    if past:
        _, fell, bend = past[-1]
        way = way * np.where(
            bend > LEAST, bend / np.maximum((fell**2).sum(axis=1, keepdims=True), LEAST), 1.0
        )
    for (moved, fell, bend), share in zip(past, reversed(shares), strict=True):
        way = way + moved * (share - _over(bend) * (fell * way).sum(axis=1, keepdims=True))
    way = np.where((way * slope).sum(axis=1, keepdims=True) > 0, way, slope)
    # The places are in units of a standard normal: a longer step leads nowhere.
    longest = 10.0 if past else 1.0
    return way / np.maximum(1.0, np.sqrt((way**2).sum(axis=1, keepdims=True)) / longest)


def _over(bend: Array) -> Array:
    return np.where(bend > LEAST, 1 / np.maximum(bend, LEAST), 0.0)


def spread_of(bend: Array, least: float = 0.5) -> tuple[Array, float]:
    """The matrix that gives standard normal steps the spread of a hill with this bend; its log volume.

    A prior of standard normals alone bends by one in every direction. Where the place is no top in
    some direction, that direction is taken to bend by `least`.

    Examples
    --------
    >>> spread, log_volume = spread_of(np.array([[4.0, 0.0], [0.0, 1.0]]))
    >>> np.diag(spread).tolist(), round(log_volume, 3)
    ([0.5, 1.0], -0.693)
    """
    size = len(bend)
    rest, root, inverse = bend.copy(), np.zeros_like(bend), np.zeros_like(bend)
    for j in range(size):
        if rest[j, j] < least:
            values, axes = np.linalg.eigh(bend)
            values = np.clip(values, least, None)
            return axes / np.sqrt(values), -0.5 * float(np.log(values).sum())
        root[j:, j] = rest[j:, j] / np.sqrt(rest[j, j])
        rest[j + 1 :, j + 1 :] -= np.multiply.outer(root[j + 1 :, j], root[j + 1 :, j])
        inverse[j] = -np.einsum("i,ij->j", root[j, :j], inverse[:j])
        inverse[j, j] += 1.0
        inverse[j] /= root[j, j]
    return inverse.T, -float(np.log(np.diag(root)).sum())


def walk(
    target: Target, w: Array, rng: np.random.Generator, *, steps: int, leaps: int
) -> tuple[list[Array], Array]:
    """Walk over the hills by Hamiltonian Monte Carlo, every walker for itself.

    Each step is a flight of `leaps` leaps along the slope, taken or refused so that walkers end up
    where the probability is. The stride adapts until three steps in four are taken.

    Parameters
    ----------
    target : callable
    w : ndarray, shape (B, size)
        Where the walkers start.
    rng : numpy.random.Generator
    steps, leaps : int

    Returns
    -------
    path : list of ndarray, shape (B, size)
        Places after each step.
    taken : ndarray, shape (steps,)
        Share of walkers that took the step.
    """
    value, slope = target(w)
    pace, path, taken = 0.3, [], []
    for _ in range(steps):
        push = rng.normal(size=w.shape)
        energy = value - 0.5 * (push**2).sum(axis=1)
        there, there_value, there_slope, stride = w, value, slope, pace * rng.uniform(0.7, 1.3)
        for _ in range(leaps):
            push = push + 0.5 * stride * there_slope
            there = there + stride * push
            there_value, there_slope = target(there)
            push = push + 0.5 * stride * there_slope
        goes = np.log(rng.uniform(size=len(w))) < there_value - 0.5 * (push**2).sum(axis=1) - energy
        w, slope = np.where(goes[:, None], there, w), np.where(goes[:, None], there_slope, slope)
        value = np.where(goes, there_value, value)
        pace = float(np.clip(pace * np.exp(0.3 * (goes.mean() - 0.75)), 0.03, 0.8))
        path.append(w)
        taken.append(goes.mean())
    return path, np.array(taken)
