"""From an effect on the branching ratio to mentions: with an answer at one delay, at another, at none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.models.bootstrap import CRITICAL, Inference
from workbench.models.fitting import Setting
from workbench.models.mean_path import expected_path

FEWEST_DRAWS = 20


@dataclass(frozen=True)
class Scenario:
    """Which answer comes when, and over which stretch the mentions are counted.

    Attributes
    ----------
    which : int
        The answer that is moved.
    hours : float
        Its time in hours after the first bin; infinity for never.
    first, last : int
        Bins from the trigger to the horizon, the last one not included.
    """

    which: int
    hours: float
    first: int
    last: int

    def course(self, theta: np.ndarray, setting: Setting) -> np.ndarray:
        """Return expected mentions per bin from trigger to horizon for each row of parameters."""
        path = expected_path(theta, setting.grid, setting.scales, setting.layout, self.clock(setting))
        return path[:, self.first : self.last]

    def total(self, theta: np.ndarray, setting: Setting) -> np.ndarray:
        """Return expected mentions between trigger and horizon for each row of parameters."""
        with np.errstate(over="ignore"):  # of a course without an end
            return self.course(theta, setting).sum(axis=1)

    def clock(self, setting: Setting) -> np.ndarray:
        """Return the times of all answers with this one moved."""
        at = setting.grid.responses.copy()
        at[self.which] = self.hours
        return at


def theta_at(inference: Inference, beta: float) -> np.ndarray:
    """Return the parameters on the profile at one effect, shape (parameters,)."""
    profile = inference.profile
    beta = float(np.clip(beta, profile.beta[0], profile.beta[-1]))
    right = int(np.clip(np.searchsorted(profile.beta, beta), 1, profile.beta.size - 1))
    low, high = profile.beta[right - 1], profile.beta[right]
    share = (beta - low) / (high - low)
    return (1 - share) * profile.theta[right - 1] + share * profile.theta[right]


def difference(
    inference: Inference,
    setting: Setting,
    one: Scenario,
    other: Scenario,
    which: int = 0,
    *,
    relative: bool = False,
) -> tuple[float, float, float]:
    """Compare two scenarios: expected mentions under `one` minus under `other`, with its interval.

    Parameters
    ----------
    inference : Inference
    setting : Setting
    one, other : Scenario
    which : int
        The answer whose effect the inference is about.
    relative : bool
        Divide by the mentions under `other`.

    Returns
    -------
    tuple of float
        Value, lower, upper.

    Notes
    -----
    The difference is zero wherever the effect is, so its interval is led by the interval of the effect
    along the profile. What else is uncertain (how large the shock, how long the memory) multiplies the
    difference; its spread is taken from the bootstrap and joined in squares (of logs) at either end.
    """
    rows = worlds(inference, setting, which)
    return judge(one.total(rows, setting), other.total(rows, setting))[int(relative)]


def worlds(inference: Inference, setting: Setting, which: int = 0) -> np.ndarray:
    """Return the parameters in which two scenarios are compared: the effect and its limits, then the bootstrap.

    Returns
    -------
    ndarray, shape (3 + 2 * replicates, parameters)
        At the effect, its lower and its upper limit; as drawn; and as drawn with nothing but the effect varied.
    """
    ends = np.array([inference.beta, inference.lower, inference.upper])
    draws, column = inference.draws, setting.response(which)
    # The same worlds with nothing but the effect varied: what is left of the scatter is all the rest.
    same = np.repeat(inference.centre[None], len(draws), axis=0)
    same[:, column] = draws[:, column]
    return np.vstack([*(theta_at(inference, beta) for beta in ends), draws, same])


def judge(
    one: np.ndarray, other: np.ndarray
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Compare the mentions of two scenarios in all :func:`worlds`: their difference, and as a fraction."""
    # Worlds without an end overflow, and the limits they lead to are none.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        change = one - other
        share_of = change / other
    (middle, lower, upper), share = (tuple(map(float, _limits(values))) for values in (change, share_of))
    # No scenario takes away more mentions than there were.
    return (middle, max(lower, -float(other[0])), upper), (share[0], max(share[1], -1.0), share[2])


def judge_courses(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Compare two scenarios bin by bin in all :func:`worlds`.

    Parameters
    ----------
    one, other : ndarray, shape (worlds, bins)
        From :meth:`Scenario.course`.

    Returns
    -------
    tuple of ndarray, each of shape (2, bins)
        Lower and upper limit of `one` over `other` in each bin, and of their difference added up to its end.
        The last of the second are the limits that :func:`judge` gives for the totals.

    Notes
    -----
    What both scenarios share in a world, such as a larger shock, leaves the ratio of their bins alone; the
    interval of its log is combined as that of a difference in :func:`difference`.
    """
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        times = np.exp(_limits(np.log(one / other))[1:])
        had = other.cumsum(axis=1)
        _, lower, upper = _limits(one.cumsum(axis=1) - had)
    return times, np.array([np.maximum(lower, -had[0]), upper])


def _limits(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the middle and the limits of what was computed in all worlds, shape (worlds, ...)."""
    replicates = (len(values) - 3) // 2
    middle, *rim = values[:3]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        half = CRITICAL * _spread_beside(values[3 : 3 + replicates], values[3 + replicates :])
        lower = _widened(middle, np.minimum(*rim), half, -1)
        upper = _widened(middle, np.maximum(*rim), half, 1)
    return middle, lower, upper


def _widened(middle: np.ndarray, limit: np.ndarray, half: np.ndarray, way: int) -> np.ndarray:
    """Move a limit away from the middle (`way` -1 or 1) for a factor uncertain by `half` in logs."""
    out = np.where(middle > 0, way, -way)
    factor = middle * np.exp(out * np.hypot(np.log(limit / middle), half))
    # On the other side of zero the factor has little to widen, and must not move the limit back across it.
    moved = np.where(middle * limit > 0, factor, middle + way * np.hypot(limit - middle, half * limit))
    # Two worlds without an end have no difference that could limit anything.
    return np.where(np.isnan(moved), way * np.inf, moved)


def _spread_beside(drawn: np.ndarray, same: np.ndarray) -> np.ndarray:
    """Relative spread of the difference between worlds of the same effect, along the first axis."""
    if len(drawn) < FEWEST_DRAWS:
        return np.zeros(drawn.shape[1:])
    ratio = np.log(drawn / same)
    usable = np.isfinite(ratio)
    number = usable.sum(axis=0)
    ranked = np.sort(np.where(usable, ratio, np.inf), axis=0)
    # Quantiles, because the ratio explodes where the effect of a draw happens to be near zero.
    low, high = (_quantile(ranked, number, at) for at in (0.16, 0.84))
    return np.where(number < FEWEST_DRAWS, 0.0, (high - low) / 2)


def _quantile(ranked: np.ndarray, number: np.ndarray, at: float) -> np.ndarray:
    """Return the quantile of the first `number` of each column of ranked values."""
    place = at * np.maximum(number - 1, 0)
    left = np.floor(place).astype(int)
    right = np.minimum(left + 1, len(ranked) - 1)
    below, above = (np.take_along_axis(ranked, side[None], axis=0)[0] for side in (left, right))
    share = place - left
    # A place on a value needs no neighbour, which may be the infinity that fills the column.
    return np.where(share > 0, (1 - share) * below + share * above, below)
