"""What a self-exciting fit says in sentences: a claim, "cannot tell" with its reasons, and where the numbers lean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, percent
from workbench.models.checks import Checks
from workbench.models.gaps import WIDE_HOURS, unseen_history
from workbench.models.triggers import SUPPORTED

if TYPE_CHECKING:
    from workbench.models.self_exciting import SelfExcitingFit

#: Bins wider than this, in hours, make planted falls seem larger by some six points.
WIDE_FROM = 3.0
#: What as many simulated crises as are usual can still tell from never.
RARELY = 0.005
#: What the residuals say of a fit, in words.
MISFIT = {
    "spread of the residuals": "the counts jump about more than it expects",
    "serial correlation": "one count after the other lies on the same side of it",
    "largest residual": "one count lies far away from it",
}
CALMED, INFLAMED, UNCLEAR, FAILED = "calmed", "inflamed", "cannot tell", "no numbers"


def told(fit: SelfExcitingFit) -> str:
    """Say what was found, or why it cannot be told, with horizon, level, n and span."""
    if fit.verdict == FAILED:
        return f"{' '.join(fit.objections)} No number is given. Data: {fit.data_note}."
    e1, e2 = fit.estimates.iloc[0], fit.estimates.iloc[1]
    found = (
        f"{percent(e1.value / 100)} ({_range(e1)}) in the further mentions one mention sets off (E1), and "
        f"{percent(e2.value / 100)} ({_range(e2)}) in {fit.series.counted} over {fit.horizon_hours:.0f} h from the "
        f"trigger, against no answer (E2); level {LEVEL:.0%}"
    )
    said = f"'{fit.response}' came {fit.delay_hours:.1f} h after the trigger. "
    if fit.verdict == UNCLEAR:
        said += f"In this model we cannot tell whether it changed the crisis: {'; '.join(fit.objections)}. "
        said += f"Its estimates: {found}. "
        if fit.checks and not (fit.checks.few_times or unseen_history(fit.fitted, 0)):
            fall, rise = fit.checks.minimum
            said += (
                f"This case could have shown a change of n of {percent(fall)} or {percent(rise)} and beyond."
            )
    else:
        word = "calmed" if fit.verdict == CALMED else "inflamed"
        said += f"In this model the counts are consistent with an answer that {word}: {found}. "
        share = fit.checks.placebo_share(fit.inferences[fit.response].root) if fit.checks else np.nan
        said += (
            f"Chance gives as much in {_rarely(fit.p_values[fit.response])} of crises like this one, "
            f"an answer pretended at other times in {share:.0%}; no other memory and no rival event turns the sign."
        )
    if fit.checks is not None:
        said = said.rstrip() + _remarks(fit, fit.checks)
    return f"{said.strip()} Data: {fit.data_note}."


def _remarks(fit: SelfExcitingFit, checks: Checks) -> str:
    """Say where the numbers lean: misfit, a memory or a beginning that fits better, wide bins."""
    said = ""
    if (checks.fit["p_value"] <= 0.02).any():
        worst = checks.fit["statistic"].iloc[int(np.argmin(checks.fit["p_value"]))]
        said += f" The model does not fit well ({MISFIT[worst]}): read all of it with care."
    if not checks.kernels["votes"].iloc[0]:
        best = checks.kernels.iloc[int(checks.kernels["log_likelihood"].argmax())]
        said += (
            f" The counts prefer another memory ({best['memory']}), with which the change is {percent(best['change'])}; "
            "the interval contains it."
        )
    if fit.verdict != UNCLEAR and len(checks.triggers):
        moved = checks.triggers.iloc[int(checks.triggers["gain"].argmax())]
        if moved["gain"] > SUPPORTED:
            way = f"{abs(moved['hours']):.2g} h {'earlier' if moved['hours'] < 0 else 'later'}"
            said += f" The counts fit a beginning {way} better; the interval allows for it."
    hours = fit.series.grid.hours
    if WIDE_FROM < hours < WIDE_HOURS:
        said += f" In counts of {hours:g} h each a change seems larger than it is (docs/validity.txt)."
    return said


def _rarely(share: float) -> str:
    return f"{share:.1%}" if share >= RARELY else f"fewer than {RARELY:.1%}"


def _range(row: pd.Series) -> str:
    return f"{percent(row.lower / 100)} to {percent(row.upper / 100)}"
