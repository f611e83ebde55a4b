"""The expected course of a crisis under a fitted model, for the answer that came, another one, or none."""

from __future__ import annotations

import numpy as np

from workbench.models.excitation import Grid, Memory, setting_in, shock_shares
from workbench.models.likelihood import Layout

LEAST_ROOM = 0.03


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
    outside, gain, later = _drive(theta, grid, scales, layout, responses)
    memory = Memory.of(scales, grid.hours)
    if len(theta) == 1:
        return np.array(
            [_follow(outside[0], gain[0], later[0], memory, float(np.exp(theta[0, layout.before])))]
        )
    outside, gain, later = outside.T.copy(), gain.T.copy(), later.T.copy()
    decay, fresh = memory.decay[:, None], (1 - memory.decay)[:, None]
    level = np.repeat(np.exp(theta[:, layout.before])[None], memory.scales.size, axis=0)
    path = np.empty((grid.bins, theta.shape[0]))
    # A row that sets off more than one mention per mention may leave the numbers a computer has.
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(grid.bins):
            path[t] = now = outside[t] + gain[t] * (later * level).sum(axis=0)
            level = decay * level + fresh * now
    return path.T


def same_crisis_path(
    theta: np.ndarray,
    grid: Grid,
    scales: np.ndarray,
    layout: Layout,
    responses: np.ndarray,
    filled: np.ndarray,
) -> np.ndarray:
    """Follow this very crisis, its luck included, had the answers come at other times.

    Where the scenario's intensity is lower, the observed mentions are thinned by the ratio of the two;
    where it is higher, the missing ones are superposed. What is returned is the expected number that is
    left. Thinned and added mentions feed the memory of the bins that follow.

    Parameters
    ----------
    theta : ndarray, shape (parameters,)
    grid, scales, layout
        As fitted; ``grid.responses`` are the true times.
    responses : ndarray, shape (responses,)
        Times of the scenario in hours after the first bin; infinity for never.
    filled : ndarray, shape (bins,)
        Counts at full coverage, gaps filled with what the fit expects.

    Returns
    -------
    ndarray, shape (bins,)

    Notes
    -----
    Thinning of a self-exciting process with its observed noise kept: Noorbakhsh and Gomez Rodriguez
    (2022), "Counterfactual temporal point processes".
    """
    rows = theta[None]
    outside, gain, later = _drive(rows, grid, scales, layout, grid.responses)
    other_outside, other_gain, _ = _drive(rows, grid, scales, layout, responses)
    memory = Memory.of(scales, grid.hours)
    decay, weights = memory.decay.tolist(), later[0].tolist()
    level = [float(np.exp(theta[layout.before]))] * len(decay)
    other = list(level)
    path = []
    steps = zip(
        outside[0].tolist(),
        gain[0].tolist(),
        other_outside[0].tolist(),
        other_gain[0].tolist(),
        filled.tolist(),
        strict=True,
    )
    for base, n, other_base, m, seen in steps:
        actual = base + n * sum(w * x for w, x in zip(weights, level, strict=True))
        scenario = other_base + m * sum(w * x for w, x in zip(weights, other, strict=True))
        left = seen * min(1.0, scenario / actual) + max(0.0, scenario - actual)
        path.append(left)
        level = [d * x + (1 - d) * seen for d, x in zip(decay, level, strict=True)]
        other = [d * x + (1 - d) * left for d, x in zip(decay, other, strict=True)]
    return np.array(path)


def _follow(
    outside: np.ndarray, gain: np.ndarray, later: np.ndarray, memory: Memory, before: float
) -> list[float]:
    """One path in plain floats: for a single row this beats five numpy calls per bin several times over."""
    # The weights go into the levels, so that a bin costs one plain sum and one pass over the time scales.
    decay, fresh = memory.decay.tolist(), (later * (1 - memory.decay)).tolist()
    level = (before * later).tolist()
    path = []
    for base, n in zip(outside.tolist(), gain.tolist(), strict=True):
        now = base + n * sum(level)
        path.append(now)
        level = [d * x + f * now for d, x, f in zip(decay, level, fresh, strict=True)]
    return path


def _drive(
    theta: np.ndarray, grid: Grid, scales: np.ndarray, layout: Layout, responses: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return what comes from outside and the gain on the memory, both (batch, bins), and its weights."""
    edges = grid.edges()
    sizes, lengths = np.exp(theta[:, layout.size]), np.exp(theta[:, layout.length])
    shares, _ = shock_shares(edges, grid.shocks, lengths)
    outside = np.exp(theta[:, [layout.background]]) * grid.season * grid.hours
    outside = outside + np.einsum("bk,bkt->bt", sizes, shares)
    responses = np.atleast_2d(np.asarray(responses, float))
    grown = np.stack([setting_in(edges, row, grid.settle) for row in responses])
    grown = np.broadcast_to(grown, (theta.shape[0], *grown.shape[1:]))
    change = np.einsum("br,brt->bt", theta[:, layout.responses_at], grown)
    branching = np.exp(theta[:, [layout.branching]] + change)
    weights = np.exp(theta[:, layout.weights] - theta[:, layout.weights].max(axis=1, keepdims=True))
    weights /= weights.sum(axis=1, keepdims=True)
    stay = Memory.of(scales, grid.hours).stay
    room = np.maximum(1 - branching * (weights @ stay)[:, None], LEAST_ROOM)
    return outside / room, branching / room, weights * (1 - stay)
