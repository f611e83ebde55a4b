"""Did the crisis begin when we say: the trigger moved, and what the effect would be then.

A trigger that is stated too late leaves the first mentions without a source, and the model makes a larger
branching ratio before the answer out of them: a fall that is none. Too early does no such harm.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.models.fitting import Fitted
from workbench.models.scoring import maximise

#: How far the trigger is moved, in bins: further back than forward, because too late is what does harm.
MOVES = np.linspace(-3.0, 1.0, 17)
SUPPORTED = 2.0  # of log-likelihood behind the best: moments that the counts allow
LITTLE = 0.01  # dispersion and effect of the second start, far from a fit that took the wrong moment


def trigger_sensitivity(fitted: Fitted, which: int) -> pd.DataFrame:
    """Refit with the trigger at other moments around the stated one.

    Returns
    -------
    DataFrame
        `hours` (later than stated), `change` (n1/n0 - 1, as fitted), `root` (signed root of its likelihood
        ratio), `gain` (of the log-likelihood, against the stated moment), `supported` (within 2 of the best).
    """
    setting, layout = fitted.setting, fitted.setting.layout
    hours = MOVES * setting.grid.hours
    design = fitted.design.rows(np.zeros(hours.size, int))
    at = np.repeat(setting.grid.shocks[None], hours.size, axis=0)
    at[:, 0] += hours
    design = replace(design, shocks_at=at)
    near = np.repeat(fitted.found.theta, hours.size, axis=0)
    fresh = near.copy()
    fresh[:, layout.dispersion] = np.log(LITTLE)
    fresh[:, layout.responses_at] = 0.0
    one, two = (maximise(design, start, setting.free()) for start in (near, fresh))
    better = two.converged & ((two.value > one.value) | ~one.converged)
    theta = np.where(better[:, None], two.theta, one.theta)
    value = np.where(better, two.value, one.value)
    column = setting.response(which)
    start = theta.copy()
    start[:, column] = 0.0
    held = maximise(design, start, setting.free(column))
    gain = value - fitted.found.value[0]
    good = (one.converged | two.converged) & held.converged
    table = pd.DataFrame(
        {
            "hours": hours,
            "change": np.expm1(theta[:, column]),
            "root": np.sign(theta[:, column]) * np.sqrt(2 * np.maximum(value - held.value, 0.0)),
            "gain": gain,
        }
    )[good]
    return table.assign(supported=table["gain"] > table["gain"].max() - SUPPORTED).reset_index(drop=True)
