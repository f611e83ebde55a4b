"""Fisher scoring for a whole batch at once: damped steps, each row with its own damping and its own end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.models.likelihood import Design, score

TOLERANCE = 1e-4  # expected gain of the log-likelihood at which a row has arrived


@dataclass(frozen=True)
class Optimum:
    """Where each row of a batch ended.

    Attributes
    ----------
    theta : ndarray, shape (batch, parameters)
    value : ndarray, shape (batch,)
        Penalised log-likelihood.
    converged : ndarray of bool, shape (batch,)
    information : ndarray, shape (batch, parameters, parameters)
    steps : int
        Steps taken by the slowest row.
    """

    theta: np.ndarray
    value: np.ndarray
    converged: np.ndarray
    information: np.ndarray
    steps: int

    def rows(self, which: np.ndarray | slice) -> Optimum:
        """Keep some rows."""
        return Optimum(
            self.theta[which], self.value[which], self.converged[which], self.information[which], self.steps
        )


def maximise(
    design: Design,
    start: np.ndarray,
    free: np.ndarray,
    most_steps: int = 100,
    tolerance: float = TOLERANCE,
) -> Optimum:
    """Climb from `start` (batch, parameters), moving only the parameters in `free` (parameters,) of bool.

    A row has converged when the step it would take next promises less than `tolerance` of log-likelihood.
    """
    theta = np.array(start, float)
    batch, total = theta.shape
    value = np.full(batch, -np.inf)
    information = np.zeros((batch, total, total))
    converged = np.zeros(batch, bool)
    damping = np.full(batch, 1e-3)
    relax = np.ones(batch)
    index, moving = np.flatnonzero(free), np.arange(batch)
    steps = 0
    current = score(theta, design)
    value[:], information[:] = current[0], current[2]
    gradient = current[1]
    while moving.size and steps < most_steps:
        steps += 1
        part = design if moving.size == batch else design.rows(moving)
        info = information[moving][:, index[:, None], index[None, :]]
        slope = gradient[moving][:, index]
        diagonal = np.arange(index.size)
        damped = info.copy()
        damped[:, diagonal, diagonal] *= 1 + damping[moving, None]
        damped[:, diagonal, diagonal] += 1e-8
        step = np.linalg.solve(damped, slope[:, :, None])[:, :, 0]
        promised = 0.5 * (step * slope).sum(axis=1)
        size = np.abs(step).max(axis=1, keepdims=True)
        step *= np.minimum(relax[moving, None], 2.0 / np.maximum(size, 1e-12))
        trial = theta[moving].copy()
        trial[:, index] += step
        found = score(trial, part)
        better = found[0] >= value[moving] - 1e-10
        won = moving[better]
        # The expected information is not the curvature: where the slope along the last step has turned
        # (or barely fallen) the next steps are shortened (or lengthened) by the secant rule.
        turned = (found[1][:, index] * step).sum(axis=1) / np.maximum((slope * step).sum(axis=1), 1e-300)
        relax[won] = np.clip(relax[won] / np.clip(1 - turned[better], 0.5, 4.0), 0.25, 2.0)
        theta[won], value[won] = trial[better], found[0][better]
        gradient[won], information[won] = found[1][better], found[2][better]
        damping[won] = np.maximum(damping[won] * 0.2, 1e-9)
        lost = moving[~better]
        damping[lost] = np.maximum(damping[lost], 1e-3) * 8
        arrived = promised < tolerance
        # Only an accepted step proves the promise: a row stuck at a wall keeps its damping growing.
        done = arrived & (better | (damping[moving] > 1e8))
        converged[moving[done]] = arrived[done]
        stuck = damping[moving] > 1e12
        moving = moving[~(done | stuck)]
    return Optimum(theta, value, converged, information, steps)
