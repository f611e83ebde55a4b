"""Scenarios of a fitted crisis: which answer moves where, on whose word, and the bands around its path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, TypeAlias

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, ModelResult, percent
from workbench.models.bootstrap import CRITICAL, Inference
from workbench.models.effects import OWN, PUBLISHED, THIS_CASE, Change, Source, assume
from workbench.models.mean_path import expected_path
from workbench.models.replicates import draw_replicates
from workbench.models.self_exciting import FAILED, UNCLEAR, SelfExcitingFit
from workbench.models.volume import Scenario, theta_at
from workbench.problems import WorkbenchError

Delay: TypeAlias = str | float | pd.Timedelta | None
TAIL = (1 - LEVEL) / 2
#: What the interval of a scenario is about.
SURE = f"Level {LEVEL:.0%}, of the expected number; the luck of a single crisis comes on top."
LUCK = 200  # crises drawn for the process band
RUNAWAY = 20  # so many times the course as it was, and the crisis does not end within the model
LIMIT = 1e9  # mentions; an interval that reaches further has no end
NEAR = 1.5  # within so many times of what was counted, nothing is said
FAR = 3.0  # so many times more or less than was counted, and the model's course is no base for a scenario


@dataclass(frozen=True, repr=False, eq=False)
class WhatIf(ModelResult):
    """A crisis answered at another delay.

    Attributes
    ----------
    estimates : DataFrame
        E3 (scenario minus what happened, in mentions and per cent) and the expected mentions of both.
    path : DataFrame
        Per bin: `time`, `observed`, `coverage`, `as_answered` and `scenario` (expected), `this_crisis` (the observed
        counts thinned or added to), and three bands around the scenario, each with `_lower` and `_upper`:
        `parameter`, `process` (the luck of a single crisis), `model` (other memories). `added_lower` and
        `added_upper` are the limits of the difference added up since the trigger, missing elsewhere and where no
        number can be given; the last ones are those of E3.
    delay_hours : float
        Of the scenario; infinity for no answer.
    source : str
        Where the effect comes from, as a sentence goes on after "the effect is".
    origin : str
        The same in a word: "this case", "the conversations", "a published figure", "your own assumption".
    answer : str
        Name of the answer that is moved.
    trigger : Timestamp
    true_hours : float
        The delay there was.
    closeness : float
        What the model expects, as the crisis was answered, over what was counted in the same bins.
    """

    path: pd.DataFrame
    delay_hours: float
    source: str
    horizon_hours: float
    clear: bool
    origin: str
    answer: str
    trigger: pd.Timestamp
    true_hours: float
    closeness: float
    figure: ClassVar[str] = "what_if.plot_what_if"

    @property
    def trouble(self) -> str:
        """Say why no number of mentions can be given; empty if one can."""
        expected, as_it_was = self.estimates["value"].iloc[2], self.estimates["value"].iloc[3]
        return trouble_of(self.delay_hours, expected, as_it_was, self.closeness)

    def summary(self) -> str:
        """Say what the scenario would have meant, and on whose word."""
        row, share = self.estimates.iloc[0], self.estimates.iloc[1]
        when = _when(self.delay_hours)
        if self.trouble:
            return f"{self.trouble} No number of mentions can be given. The effect is {self.source}. Data: {self.data_note}."
        said = (
            f"In this model the crisis, {when}, would have brought {signed(row.value)} negative mentions "
            f"({signed(row.lower)} to {signed(row.upper)}; {percent(share.value / 100)}) over "
            f"{self.horizon_hours:.0f} h from the trigger, compared with the answer it had. {SURE} "
            f"The effect is {self.source}. {remarks(self.origin, self.closeness)}"
        ).strip()
        if not self.clear:
            said += " That effect cannot be told from none: take this as a scenario, not as a finding."
        return f"{said} Data: {self.data_note}."


@dataclass(frozen=True, repr=False, eq=False)
class CostOfSilence(ModelResult):
    """Expected negative mentions by delay, and what an hour of silence costs.

    Attributes
    ----------
    estimates : DataFrame
        Mentions per hour of delay, around the true delay and over the whole range.
    table : DataFrame
        Per delay: `delay_hours`, `expected` mentions, `difference` from what happened with `lower` and
        `upper`, and `per_hour` since the delay before it.
    source, origin, answer, true_hours, closeness
        As in :class:`WhatIf`.
    as_answered : float
        Expected mentions at the delay there was.
    """

    table: pd.DataFrame
    source: str
    horizon_hours: float
    clear: bool
    origin: str
    answer: str
    true_hours: float
    closeness: float
    as_answered: float
    figure: ClassVar[str] = "silence.plot_cost_of_silence"

    @property
    def trouble(self) -> str:
        """Say why no price can be given; empty if one can."""
        return _far(self.closeness)

    def summary(self) -> str:
        """Say what an hour of delay costs, and on whose word."""
        row = self.estimates.iloc[0]
        if self.trouble:
            return f"{self.trouble} No price of an hour can be given. The effect is {self.source}. Data: {self.data_note}."
        said = (
            f"In this model one more hour of silence, around the delay there was, means {signed(row.value)} negative "
            f"mentions ({signed(row.lower)} to {signed(row.upper)}) over {self.horizon_hours:.0f} h from the "
            f"trigger. {SURE} The effect is {self.source}. {remarks(self.origin, self.closeness)}"
        ).strip()
        if not self.clear:
            said += " That effect cannot be told from none: take this as a scenario, not as a finding."
        return f"{said} Data: {self.data_note}."


def caution_of(close: float) -> str:
    """Say how far the model's own course is from the counts, where it is not close; else nothing."""
    if 1 / NEAR < close < NEAR:
        return ""
    return f"The model's own course brings {close:.0%} of what was counted."


def remarks(origin: str, close: float) -> str:
    """Say what must be known beside an interval: that its effect was assumed, and :func:`caution_of`."""
    assumed = "The interval is what the model leaves open if that effect is right."
    return f"{assumed if origin in (PUBLISHED, OWN) else ''} {caution_of(close)}".strip()


def trouble_of(hours: float, expected: float, as_it_was: float, close: float) -> str:
    """Say why a scenario gives no number: it does not end, or the model misses its counts; else nothing."""
    if not expected < RUNAWAY * as_it_was:
        return (
            f"In this model the crisis, {_when(hours)}, would not have died down by itself: each mention would have set off "
            "about one more."
        )
    return _far(close)


def closeness(effect: SelfExcitingFit, path: np.ndarray, scenario: Scenario) -> float:
    """Return expected over counted mentions from the trigger to the horizon, in bins that were collected."""
    grid, part = effect.series.grid, slice(scenario.first, scenario.last)
    seen = grid.seen[part]
    counted = grid.counts[part][seen].sum()
    return float((path[part] * grid.coverage[part])[seen].sum() / max(counted, 1.0))


def scenario_path(effect: SelfExcitingFit, theta: np.ndarray, scenario: Scenario) -> np.ndarray:
    """Return expected mentions per bin under a scenario; the fast part behind a slider.

    Parameters
    ----------
    effect : SelfExcitingFit
    theta : ndarray, shape (parameters,)
    scenario : Scenario
        From ``effect.scenario(delay_hours)``.

    Returns
    -------
    ndarray, shape (bins,)
    """
    setting = effect.fitted.setting
    return expected_path(
        theta[None], effect.series.grid, setting.scales, setting.layout, scenario.clock(setting)
    )[0]


def read_delay(delay: Delay, effect: SelfExcitingFit) -> float:
    """Read a delay in hours after the trigger; infinity for none; say what is wrong with it."""
    if delay is None:
        return float("inf")
    try:
        span = pd.Timedelta(hours=float(delay)) if isinstance(delay, int | float) else pd.Timedelta(delay)
        hours = float(span / pd.Timedelta(hours=1))
    except ValueError:
        hours = float("nan")
    if not 0 <= hours <= effect.horizon_hours:
        raise WorkbenchError(
            "This delay cannot be tried.",
            received=f"delay={delay!r}",
            allowed=f"0 to {effect.horizon_hours:g} h after the trigger, or None for no answer",
            remedy="delay='6h'",
        )
    return hours


def choose_effect(
    effect: SelfExcitingFit, response: str | None, change: Change, source: str
) -> tuple[str, Inference, Source]:
    """Find the answer and the effect to use, and say whose effect it is."""
    if not isinstance(effect, SelfExcitingFit):
        raise WorkbenchError(
            "Only the answer of one fitted series can be moved.",
            received=type(effect).__name__,
            allowed="SelfExcitingFit",
            remedy="wb.fit_self_exciting(counts, trigger=..., responses=...)",
        )
    if effect.verdict == FAILED:
        raise WorkbenchError(
            "There is no effect to move.",
            received="a fit that did not converge",
            allowed="a fit with numbers",
            remedy="read its summary()",
        )
    name = response or effect.response
    if name not in effect.inferences:
        raise WorkbenchError(
            "This answer is not in the model.",
            received=repr(response),
            allowed=", ".join(effect.inferences),
            remedy=f"response={effect.response!r}",
        )
    inference = effect.inferences[name]
    if change is None:
        said = f"the one fitted to '{name}' in these counts"
        return name, inference, Source(THIS_CASE, said, effect.verdict != UNCLEAR)
    column = effect.fitted.setting.response(list(effect.inferences).index(name))
    return name, *assume(effect.fitted, inference, column, change, source)


def path_bands(
    effect: SelfExcitingFit,
    inference: Inference,
    which: int,
    theta: np.ndarray,
    scenario: Scenario,
    seed: int,
    *,
    fitted: bool = True,
) -> dict[str, np.ndarray]:
    """Return lower and upper limits per bin: of the parameters, of a single crisis's luck, of the memory chosen.

    An effect that was not fitted here (`fitted` False) varies within its own interval.
    """
    setting, grid = effect.fitted.setting, effect.series.grid
    clock, column = scenario.clock(setting), setting.response(which)
    moved = scenario_path(effect, theta, scenario)
    # Bootstrap draws scatter around the parameters they were drawn from: the scatter is what counts.
    draws = theta + inference.draws - inference.centre
    rng = np.random.default_rng(seed)
    if not fitted:
        spread = (inference.upper - inference.lower) / (2 * CRITICAL)
        draws[:, column] = inference.beta + spread * rng.standard_normal(len(draws))
    paths = expected_path(draws, grid, setting.scales, setting.layout, clock)
    luck = draw_replicates(
        theta,
        replace(grid, responses=clock, coverage=np.ones(grid.bins)),
        setting.scales,
        setting.layout,
        size=LUCK,
        rng=rng,
    )
    others = [moved]
    if effect.checks is not None and which == 0 and fitted:
        kernels = effect.checks.kernels
        shift = np.log1p(kernels.loc[kernels["votes"], "change"]) - effect.fitted.beta(which)
        others += [scenario_path(effect, theta_at(inference, inference.beta + s), scenario) for s in shift]
    bands = {}
    for name, values, tail in (
        ("parameter", paths, TAIL),
        ("process", luck, TAIL),
        ("model", np.array(others), 0.0),
    ):
        bands[f"{name}_lower"], bands[f"{name}_upper"] = np.quantile(values, [tail, 1 - tail], axis=0)
    return bands


def _when(hours: float) -> str:
    return "never answered" if np.isinf(hours) else f"answered at {hours:g} h"


def _far(close: float) -> str:
    if 1 / FAR < close < FAR:
        return ""
    times = f"{close:,.0f} times" if close >= FAR else f"{close:.0%} of"
    return f"The model's own course of this crisis brings {times} what was counted: it is no base for a scenario."


def signed(value: float) -> str:
    """Write a difference in mentions; one beyond a thousand million, or none, is no limit.

    >>> signed(-560.4), signed(3.21), signed(float("inf"))
    ('-560', '+3.2', 'no limit')
    """
    if not abs(value) < LIMIT:
        return "no limit"
    digits = 1 if abs(value) < 10 else 0
    return f"{value:+,.{digits}f}" if round(value, digits) else "0"
