"""The weak penalties of the self-exciting fit, and where it starts: each leans, none decides.

Every penalty is a normal density on the logarithm of a parameter, given by its centre and its spread
(one standard deviation). A spread of 1 allows a factor of seven either way before it weighs as much as
two standard errors of the data.
"""

from __future__ import annotations

import numpy as np

from workbench.models.excitation import Grid
from workbench.models.likelihood import Layout

BACKGROUND_SPREAD = 1.5  # around half the level before the trigger
SHOCK_SPREAD = 3.0  # around a tenth of all mentions
LENGTH_HOURS, LENGTH_SPREAD = 3.0, 0.6  # news arrives over hours; what lasts longer is people repeating
BRANCHING, BRANCHING_SPREAD = 0.6, 1.0
EARLY_HOURS, BEFORE_SPREAD = 6.0, 1.5  # the level before the first bin is like that of the first hours
RESPONSE_SPREAD = 3.0  # an answer may divide or multiply the branching ratio by twenty
DISPERSION, DISPERSION_SPREAD = 0.02, 3.0
#: Beyond this many hours, time scales are expected to weigh less, by a power of their length that is itself
#: uncertain: one memory falls off like a power law, the next like an exponential. Around that power each
#: weight has a spread of its own.
SHORT_HOURS, LEAN, LEAN_SPREAD, OWN_SPREAD = 2.5, 0.9, 0.35, 0.75


def penalty_of(grid: Grid, scales: np.ndarray, layout: Layout) -> tuple[np.ndarray, np.ndarray]:
    """Return the centre (parameters,) and the inverse covariance (parameters, parameters) of the penalty."""
    spread = np.ones(layout.total)
    spread[layout.background] = BACKGROUND_SPREAD
    spread[layout.size] = SHOCK_SPREAD
    spread[layout.length] = LENGTH_SPREAD
    spread[layout.branching] = BRANCHING_SPREAD
    spread[layout.responses_at] = RESPONSE_SPREAD
    spread[layout.before] = BEFORE_SPREAD
    spread[layout.dispersion] = DISPERSION_SPREAD
    covariance = np.diag(spread**2)
    length = _length(scales)
    together = LEAN_SPREAD**2 * np.outer(length, length)
    covariance[layout.weights, layout.weights] = together + OWN_SPREAD**2 * np.eye(length.size)
    centre = penalty_centres(grid, (grid.counts / grid.coverage)[None], scales, layout)[0]
    return centre, np.linalg.inv(covariance)


def penalty_centres(grid: Grid, rate: np.ndarray, scales: np.ndarray, layout: Layout) -> np.ndarray:
    """Return the centre of the penalty for series on one grid.

    Parameters
    ----------
    grid : Grid
        Its clock; its counts are not used.
    rate : ndarray, shape (batch, bins)
        Counts at full coverage, NaN in gaps (the same in all rows).
    scales : ndarray
        Time scales in hours.
    layout : Layout

    Returns
    -------
    ndarray, shape (batch, parameters)
    """
    centre = np.zeros((len(rate), layout.total))
    level, early, total = _levels(grid, rate)
    centre[:, layout.background] = np.log(level / 2)
    centre[:, layout.size] = np.log(np.maximum(total / 10, 3.0))[:, None]
    centre[:, layout.length] = np.log(LENGTH_HOURS)
    centre[:, layout.branching] = np.log(BRANCHING)
    centre[:, layout.weights] = -LEAN * _length(scales)
    centre[:, layout.before] = np.log(early)
    centre[:, layout.dispersion] = np.log(DISPERSION)
    return centre


def _length(scales: np.ndarray) -> np.ndarray:
    return np.log(np.maximum(np.asarray(scales, float) / SHORT_HOURS, 1.0))


def first_guess(grid: Grid, layout: Layout, centre: np.ndarray) -> np.ndarray:
    """Return a start for the fit, shape (parameters,): shocks sized by the bins that follow them."""
    theta = centre.copy()
    rate = grid.counts / grid.coverage
    for k, at in enumerate(grid.shocks):
        first = int(at // grid.hours)
        soon = rate[first : first + max(1, round(4 / grid.hours))]
        usual = (
            np.nanmedian(rate[max(0, first - 6) : first])
            if np.isfinite(rate[max(0, first - 6) : first]).any()
            else 0.0
        )
        gained = np.nansum(soon - usual) if np.isfinite(soon).any() else 0.0
        theta[layout.size.start + k] = np.log(max(0.5 * gained, 1.0))
    return theta


def _levels(grid: Grid, rate: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mentions per hour before the trigger (or on a quiet day), per bin in the first hours, and in all; per row."""
    known = np.isfinite(rate[0])
    total = rate[:, known].sum(axis=1)
    count = int(grid.shocks[0] // grid.hours)
    before = rate[:, :count][:, known[:count]]
    quiet = before.mean(axis=1) if before.shape[1] >= 3 else np.quantile(rate[:, known], 0.1, axis=1)
    quiet = np.maximum(quiet, 0.02 * total / rate.shape[1])
    early = before[:, : max(1, round(EARLY_HOURS / grid.hours))]
    first = early.mean(axis=1) if early.shape[1] else quiet
    return quiet / grid.hours, np.maximum(first, 0.1 * quiet), total
