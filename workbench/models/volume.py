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

    def total(self, theta: np.ndarray, setting: Setting) -> np.ndarray:
        """Return expected mentions between trigger and horizon for each row of parameters."""
        path = expected_path(theta, setting.grid, setting.scales, setting.layout, self.clock(setting))
        with np.errstate(over="ignore"):  # of a course without an end
            return path[:, self.first : self.last].sum(axis=1)

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
    both = compare(inference, setting, one, other, which)
    return both[1] if relative else both[0]


def compare(
    inference: Inference, setting: Setting, one: Scenario, other: Scenario, which: int = 0
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return :func:`difference` in mentions and as a fraction, from the same paths."""
    rows = worlds(inference, setting, which)
    return judge(one.total(rows, setting), other.total(rows, setting))


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
    replicates = (change.size - 3) // 2
    found = []
    for values in (change, share_of):
        middle, *rim = values[:3]
        half = CRITICAL * _spread_beside(values[3 : 3 + replicates], values[3 + replicates :])
        lower = _widened(middle, min(rim), half, -1)
        upper = _widened(middle, max(rim), half, 1)
        found.append((float(middle), lower, upper))
    # No scenario takes away more mentions than there were.
    (middle, lower, upper), share = found
    return (middle, max(lower, -float(other[0])), upper), (share[0], max(share[1], -1.0), share[2])


def _widened(middle: float, limit: float, half: float, way: int) -> float:
    """Move a limit away from the middle (`way` -1 or 1) for a factor uncertain by `half` in logs."""
    if middle * limit > 0:
        out = way if middle > 0 else -way
        return float(middle * np.exp(out * np.hypot(np.log(limit / middle), half)))
    # On the other side of zero the factor has little to widen, and must not move the limit back across it.
    return float(middle + way * np.hypot(limit - middle, half * limit))


def _spread_beside(drawn: np.ndarray, same: np.ndarray) -> float:
    """Relative spread of the difference between worlds of the same effect."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(drawn / same)
    ratio = ratio[np.isfinite(ratio)]
    if ratio.size < FEWEST_DRAWS:
        return 0.0
    # Quantiles, because the ratio explodes where the effect of a draw happens to be near zero.
    low, high = np.quantile(ratio, [0.16, 0.84])
    return float(high - low) / 2
