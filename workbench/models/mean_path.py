"""The expected course of a crisis under a fitted model, for the answer that came, another one, or none."""

from __future__ import annotations

import numpy as np

from workbench.models.excitation import Grid, Memory, setting_in, shock_shares
from workbench.models.likelihood import Layout


def expected_path(
    theta: np.ndarray, grid: Grid, scales: np.ndarray, layout: Layout, responses: np.ndarray
) -> np.ndarray:
    """Compute expected mentions per bin, exactly and in one pass over the bins.

    The mean of a self-exciting process feeds on itself: the recursion of the model with expected counts
    in the place of observed ones.

    Parameters
    ----------
    theta : ndarray, shape (batch, parameters)
        One row per path.
    grid : Grid
        The clock; its counts are not used.
    scales : ndarray
        Time scales in hours.
    layout : Layout
        Order of the parameters.
    responses : ndarray, shape (responses,) or (batch, responses)
        Hours after the first bin at which the answers come; infinity for never.

    Returns
    -------
    ndarray, shape (batch, bins)
    """
    theta = np.atleast_2d(theta)
    outside, branching, weights = drive(theta, grid, layout, responses)
    memory = Memory.of(scales, grid.hours)
    room = 1 - branching * (weights @ memory.stay)[:, None]
    room = np.maximum(room, 0.03)
    gain, outside = (branching / room).T.copy(), (outside / room).T.copy()
    later = (weights * (1 - memory.stay)).T.copy()
    decay, fresh = memory.decay[:, None], (1 - memory.decay)[:, None]
    level = np.full((memory.scales.size, theta.shape[0]), grid.before)
    path = np.empty((grid.bins, theta.shape[0]))
    for t in range(grid.bins):
        path[t] = now = outside[t] + gain[t] * (later * level).sum(axis=0)
        level = decay * level + fresh * now
    return path.T


def drive(
    theta: np.ndarray, grid: Grid, layout: Layout, responses: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what comes from outside and the branching ratio, both (batch, bins), and the weights."""
    edges = grid.edges()
    sizes, lengths = np.exp(theta[:, layout.size]), np.exp(theta[:, layout.length])
    shares, _ = shock_shares(edges, grid.shocks, lengths)
    outside = np.exp(theta[:, [layout.background]]) * grid.season * grid.hours
    outside = outside + np.einsum("bk,bkt->bt", sizes, shares)
    responses = np.atleast_2d(np.asarray(responses, float))
    grown = np.stack([setting_in(edges, row, grid.settle) for row in responses])
    branching = np.exp(
        theta[:, [layout.branching]] + np.einsum("br,brt->bt", theta[:, layout.responses_at], np.broadcast_to(grown, (theta.shape[0], *grown.shape[1:])))
    )
    weights = np.exp(theta[:, layout.weights] - theta[:, layout.weights].max(axis=1, keepdims=True))
    return outside, branching, weights / weights.sum(axis=1, keepdims=True)
