"""Crises drawn from a fitted model: all replicates together, forward in steps finer than the bins."""

from __future__ import annotations

import numpy as np

from workbench.models.excitation import Grid, Memory, setting_in, shock_shares
from workbench.models.likelihood import Layout

FINEST_STEP = 0.25  # hours; a third of the shortest time scale


def draw_replicates(
    theta: np.ndarray,
    grid: Grid,
    scales: np.ndarray,
    layout: Layout,
    *,
    size: int,
    rng: np.random.Generator,
    step_hours: float = FINEST_STEP,
) -> np.ndarray:
    """Simulate counts from fitted parameters, with the coverage and the gaps of the real series.

    Parameters
    ----------
    theta : ndarray, shape (parameters,) or (size, parameters)
        Parameters, one row for all or one per replicate.
    grid : Grid
        Clock, coverage and gaps to imitate.
    scales : ndarray
        Time scales in hours.
    layout : Layout
        Order of the parameters.
    size : int
        Number of replicates.
    rng : numpy Generator
        Source of randomness.
    step_hours : float
        Longest step; offspring born inside a step come in clumps, but at no finer time than the step.

    Returns
    -------
    ndarray, shape (size, bins)
        Collected counts; gaps hold the drawn counts too, and are left to the caller to hide.

    Notes
    -----
    Offspring within a bin are drawn, not assumed: what the fit approximates, the replicates contain,
    so that the bootstrap corrects for it. Inside a step a family of mean size 1 / (1 - q), where q of the
    offspring of a mention fall into its own step, has a variance over mean of 1 / (1 - q)^2: a gamma factor
    gives it. Dispersion beyond that is a gamma factor per bin.
    """
    theta = np.atleast_2d(theta)
    per_bin = max(1, int(np.ceil(grid.hours / step_hours - 1e-9)))
    step = grid.hours / per_bin
    memory = Memory.of(scales, step)
    edges = step * np.arange(grid.bins * per_bin + 1)
    sizes, lengths = np.exp(theta[:, layout.size]), np.exp(theta[:, layout.length])
    shares, _ = shock_shares(edges, grid.shocks, lengths)
    outside = np.exp(theta[:, [layout.background]]) * np.repeat(grid.season, per_bin) * step
    outside = outside + np.einsum("bk,bkt->bt", sizes, shares)
    grown = setting_in(edges, grid.responses, grid.settle)
    branching = np.exp(theta[:, [layout.branching]] + theta[:, layout.responses_at] @ grown)
    weights = np.exp(theta[:, layout.weights] - theta[:, layout.weights].max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    stay = weights @ memory.stay
    later = weights * (1 - memory.stay)
    room = np.maximum(1 - branching * stay[:, None], 0.03)
    outside, branching = (outside / room).T.copy(), (branching / room).T.copy()
    extra = np.maximum(1 / room**2 - 1, 1e-6).T.copy()

    alpha = np.exp(np.broadcast_to(theta[:, layout.dispersion], size))[:, None]
    noise = np.ones((size, grid.bins))
    if alpha.max() > 1e-5:
        noise = rng.gamma(np.broadcast_to(1 / alpha, noise.shape)) * alpha
    # A row that runs away (branching above one for long) is held at a level no real series comes near.
    ceiling = 50 * max(float(np.nanmax(grid.counts / grid.coverage, initial=1.0)), 10.0) / per_bin
    before = np.broadcast_to(np.exp(theta[:, [layout.before]]), (size, 1))
    level = np.repeat(before / per_bin, memory.scales.size, axis=1)
    totals = np.empty((grid.bins, size))
    fresh = 1 - memory.decay
    drawn = np.empty(size)
    for t in range(grid.bins):
        drawn[:] = 0.0
        for u in range(t * per_bin, (t + 1) * per_bin):
            mean = outside[u] + branching[u] * (level * later).sum(axis=1)
            mean = np.minimum(mean * noise[:, t], ceiling)
            new = rng.poisson(rng.gamma(mean / extra[u]) * extra[u])
            level = level * memory.decay + fresh * new[:, None]
            drawn += new
        totals[t] = drawn
    counts = totals.T
    if (grid.coverage < 1).any():
        counts = rng.binomial(counts.astype(np.int64), grid.coverage).astype(float)
    return np.ascontiguousarray(counts)
