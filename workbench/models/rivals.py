"""Did something else happen: every documented event near the answer, refitted as news of its own; and slow news."""

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
#: News that goes on arriving: it begins so many hours after the trigger, and lasts so many.
SLOW = "news that went on arriving after the trigger"
SLOW_STARTS, SLOW_HOURS = (0.0, 3.0, 6.0), 10.0
SLOW_PREFERRED, SLOW_SURVIVES = 6.0, 1.96  # it is always tried, so it must explain more


def rival_explanations(fitted: Fitted, which: int, rivals: dict[str, float]) -> pd.DataFrame:
    """Refit with each rival event as a shock of its own, and see whether the answer is still needed.

    Parameters
    ----------
    rivals : dict
        Name to hours after the first bin. Those more than 12 hours from the answer are left out; news
        nobody named, in the hour of the answer itself, is always tried unless a shock is modelled there,
        and so is a part of the trigger's own news that arrives slowly.

    Returns
    -------
    DataFrame
        `rival`, `hours` (after the answer), `change` (n1/n0 - 1), `root` (of the answer beside the
        rival), `mentions` (that the rival would have brought), `gain` (of the log-likelihood),
        `explains` (the sign turns, or the counts prefer the rival and little is left for the answer).
    """
    grid = fitted.setting.grid
    at = float(grid.responses[which])
    near = {name: time for name, time in rivals.items() if abs(time - at) <= RIVAL_HOURS}
    taken = [*grid.shocks, *near.values()]
    if min(abs(time - at) for time in taken) > grid.hours:
        near[UNNAMED] = np.floor(at / grid.hours) * grid.hours
    rows = []
    for name, time in near.items():
        if not 0 <= time < grid.bins * grid.hours:
            continue
        beta, root, mentions, gain = _beside(fitted, which, time)
        turned = np.sign(beta) != np.sign(fitted.beta(which))
        explains = bool((turned and gain > 0.5) or (gain > PREFERRED and abs(root) < SURVIVES))
        rows.append((name, time - at, np.expm1(beta), root, mentions, gain, explains))
    rows += _slow_news(fitted, which)
    return pd.DataFrame(rows, columns=["rival", "hours", "change", "root", "mentions", "gain", "explains"])


def _slow_news(fitted: Fitted, which: int) -> list[tuple[str, float, float, float, float, float, bool]]:
    """Let a part of the trigger's news arrive slowly, which a model of sudden news takes for an effect."""
    grid = fitted.setting.grid
    starts = [
        grid.shocks[0] + after for after in SLOW_STARTS if grid.shocks[0] + after < grid.bins * grid.hours
    ]
    found = [(*_beside(fitted, which, time, SLOW_HOURS), time) for time in starts]
    beta, root, mentions, gain, time = max(found, key=lambda each: each[3])
    turned = np.sign(beta) != np.sign(fitted.beta(which))
    explains = bool(gain > SLOW_PREFERRED and (turned or abs(root) < SLOW_SURVIVES))
    after_answer = float(time - grid.responses[which])
    return [(SLOW, after_answer, float(np.expm1(beta)), root, mentions, gain, explains)]


def _beside(
    fitted: Fitted, which: int, time: float, lasting: float | None = None
) -> tuple[float, float, float, float]:
    """Refit with one more shock: effect, its signed root, mentions of the shock, gain of the log-likelihood."""
    setting, grid = fitted.setting, fitted.setting.grid
    wide = Setting.of(replace(grid, shocks=np.append(grid.shocks, time)), setting.scales)
    layout, was = wide.layout, setting.layout
    size, length = layout.size.stop - 1, layout.length.stop - 1
    centre = wide.centre.copy()
    if lasting is not None:
        centre[length] = np.log(lasting)
    wide = replace(wide, clump=setting.clump, centre=centre)
    start = np.insert(fitted.found.theta[0], was.size.stop, np.log(3.0))
    start = np.insert(start, length, centre[length])
    column = layout.responses_at.start + which
    starts = np.stack([start, start])
    starts[1, size] = np.log(max(0.1 * np.nansum(grid.counts), 5.0))
    starts[1, column] = 0.0
    design, both = fit_rows(wide, np.repeat(grid.counts[None], 2, axis=0), starts, wide.free())
    best = np.array([int(np.argmax(both.value))])
    one, full = design.rows(best), both.rows(best)
    held_start = full.theta.copy()
    held_start[:, column] = 0.0
    held = maximise(one, held_start, wide.free(column))
    root = float(signed_root(full, held, column, 0.0)[0])
    gain = float(full.value[0] - fitted.found.value[0] + _shock_penalty(full.theta[0], wide))
    return float(full.theta[0, column]), root, float(np.exp(full.theta[0, size])), gain


def _shock_penalty(theta: np.ndarray, setting: Setting) -> float:
    """What the weak penalty on the extra shock cost, so that the gain counts the data alone."""
    at = [setting.layout.size.stop - 1, setting.layout.length.stop - 1]
    return float(0.5 * (np.diag(setting.precision)[at] * (theta[at] - setting.centre[at]) ** 2).sum())
