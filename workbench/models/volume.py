"""From an effect on the branching ratio to mentions: with an answer at one delay, at another, at none."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from workbench.models.bootstrap import CRITICAL, Inference
from workbench.models.fitting import Setting
from workbench.models.mean_path import expected_path


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
    inference: Inference, setting: Setting, one: Scenario, other: Scenario, *, relative: bool = False
) -> tuple[float, float, float]:
    """Compare two scenarios: expected mentions under `one` minus under `other`, with its interval.

    Parameters
    ----------
    inference : Inference
    setting : Setting
    one, other : Scenario
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
    difference; its spread is taken from the bootstrap and joined in squares at either end.
    """

    def compare(theta: np.ndarray) -> np.ndarray:
        base = other.total(theta, setting)
        change = one.total(theta, setting) - base
        return change / base if relative else change

    ends = np.array([inference.beta, inference.lower, inference.upper])
    middle, *rim = compare(np.stack([theta_at(inference, beta) for beta in ends]))
    spread = _spread_beside(inference, setting, compare)
    low, high = min(rim), max(rim)
    lower = middle - np.hypot(middle - low, CRITICAL * spread * low)
    upper = middle + np.hypot(high - middle, CRITICAL * spread * high)
    if relative:
        lower = max(lower, -1.0)
    return float(middle), float(lower), float(upper)


def _spread_beside(inference: Inference, setting: Setting, compare) -> float:  # noqa: ANN001
    """Relative spread of the difference between worlds of the same effect."""
    column = setting.response(0) if setting.layout.responses == 1 else None
    draws = inference.draws
    if draws.shape[0] < 20:
        return 0.0
    same = np.repeat(inference.centre[None], draws.shape[0], axis=0)
    columns = [column] if column is not None else list(range(*setting.layout.responses_at.indices(10**6)))
    same[:, columns] = draws[:, columns]
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(compare(draws) / compare(same))
    ratio = ratio[np.isfinite(ratio)]
    if ratio.size < 20:
        return 0.0
    low, high = np.quantile(ratio, [0.16, 0.84])
    return float(high - low) / 2
