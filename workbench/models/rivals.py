"""Did something else happen: every documented event near the answer, refitted as news of its own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.models.bootstrap import signed_root
from workbench.models.fitting import Fitted, Setting, fit_rows
from workbench.models.scoring import maximise

RIVAL_HOURS = 12.0
SURVIVES = 1.5  # signed root an effect must keep beside a rival that the counts prefer
PREFERRED = 2.0  # gain of the log-likelihood at which the counts prefer a rival
UNNAMED = "unnamed news in the hour of the answer"


def rival_explanations(fitted: Fitted, which: int, rivals: dict[str, float]) -> pd.DataFrame:
    """Refit with each rival event as a shock of its own, and see whether the answer is still needed.

    Parameters
    ----------
    rivals : dict
        Name to hours after the first bin. Those more than 12 hours from the answer are left out; news
        nobody named, in the hour of the answer itself, is always tried unless a shock is modelled there.

    Returns
    -------
    DataFrame
        `rival`, `hours` (after the answer), `change` (n1/n0 - 1), `root` (of the answer beside the
        rival), `mentions` (that the rival would have brought), `gain` (of the log-likelihood),
        `explains` (the sign turns, or the counts prefer the rival and little is left for the answer).
    """
    setting, grid = fitted.setting, fitted.setting.grid
    at = float(grid.responses[which])
    near = {name: time for name, time in rivals.items() if abs(time - at) <= RIVAL_HOURS}
    taken = [*grid.shocks, *near.values()]
    if min(abs(time - at) for time in taken) > grid.hours:
        near[UNNAMED] = np.floor(at / grid.hours) * grid.hours
    rows = []
    for name, time in near.items():
        if not 0 <= time < grid.bins * grid.hours:
            continue
        wide = Setting.of(replace(grid, shocks=np.append(grid.shocks, time)), setting.scales)
        wide = replace(wide, clump=setting.clump)
        layout, was = wide.layout, setting.layout
        start = np.insert(fitted.found.theta[0], was.size.stop, np.log(3.0))
        start = np.insert(start, layout.length.stop - 1, wide.centre[layout.length.stop - 1])
        starts = np.stack([start, start])
        starts[1, layout.size.stop - 1] = np.log(max(0.1 * np.nansum(grid.counts), 5.0))
        starts[1, layout.responses_at.start + which] = 0.0
        design, full = fit_rows(wide, np.repeat(grid.counts[None], 2, axis=0), starts, wide.free())
        best = int(np.argmax(full.value))
        column = layout.responses_at.start + which
        held_start = full.theta[[best]].copy()
        held_start[:, column] = 0.0
        one = design.rows(np.array([best]))
        full = full.rows(np.array([best]))
        held = maximise(one, held_start, wide.free(column))
        root = float(signed_root(full, held, column, 0.0)[0])
        gain = float(full.value[0] - fitted.found.value[0] + _shock_penalty(full.theta[0], wide))
        beta = float(full.theta[0, column])
        turned = np.sign(beta) != np.sign(fitted.beta(which))
        explains = bool((turned and gain > 0.5) or (gain > PREFERRED and abs(root) < SURVIVES))
        size = float(np.exp(full.theta[0, layout.size.stop - 1]))
        rows.append((name, time - at, np.expm1(beta), root, size, gain, explains))
    return pd.DataFrame(rows, columns=["rival", "hours", "change", "root", "mentions", "gain", "explains"])


def _shock_penalty(theta: np.ndarray, setting: Setting) -> float:
    """What the weak penalty on the extra shock cost, so that the gain counts the data alone."""
    at = [setting.layout.size.stop - 1, setting.layout.length.stop - 1]
    return float(0.5 * (np.diag(setting.precision)[at] * (theta[at] - setting.centre[at]) ** 2).sum())
