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
SHORT_HOURS, LEAN, LEAN_SPREAD = 2.5, 1.0, 1.0
#: Own spread of the log weights: in the fit whose likelihood is compared, and in the looser one from which
#: replicates are drawn, so that the bootstrap sees what the tighter one distorts.
FIT_SPREAD, WORLD_SPREAD = 0.5, 1.5


def penalty_of(
    grid: Grid, scales: np.ndarray, layout: Layout, *, weight_spread: float = FIT_SPREAD
) -> tuple[np.ndarray, np.ndarray]:
    """Return the centre (parameters,) and the inverse covariance (parameters, parameters) of the penalty."""
    centre, spread = np.zeros(layout.total), np.ones(layout.total)
    level, early, total = _levels(grid)
    centre[layout.background], spread[layout.background] = np.log(level / 2), BACKGROUND_SPREAD
    centre[layout.size], spread[layout.size] = np.log(max(total / 10, 3.0)), SHOCK_SPREAD
    centre[layout.length], spread[layout.length] = np.log(LENGTH_HOURS), LENGTH_SPREAD
    centre[layout.branching], spread[layout.branching] = np.log(BRANCHING), BRANCHING_SPREAD
    length = np.log(np.maximum(np.asarray(scales, float) / SHORT_HOURS, 1.0))
    centre[layout.weights] = -LEAN * length
    spread[layout.responses_at] = RESPONSE_SPREAD
    centre[layout.before], spread[layout.before] = np.log(early), BEFORE_SPREAD
    centre[layout.dispersion], spread[layout.dispersion] = np.log(DISPERSION), DISPERSION_SPREAD
    covariance = np.diag(spread**2)
    together = LEAN_SPREAD**2 * np.outer(length, length)
    covariance[layout.weights, layout.weights] = together + weight_spread**2 * np.eye(length.size)
    return centre, np.linalg.inv(covariance)


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


def _levels(grid: Grid) -> tuple[float, float, float]:
    """Mentions per hour before the trigger (or on a quiet day), per bin in the first hours, and in all."""
    rate = grid.counts / grid.coverage
    total = float(np.nansum(rate))
    before = rate[: int(grid.shocks[0] // grid.hours)]
    before = before[np.isfinite(before)]
    quiet = before.mean() if before.size >= 3 else np.nanquantile(rate, 0.1)
    quiet = max(float(quiet), 0.02 * total / rate.size)
    early = before[: max(1, round(EARLY_HOURS / grid.hours))]
    return quiet / grid.hours, max(float(early.mean()) if early.size else quiet, 0.1 * quiet), total
