"""What another delay would have done, in a fitted model: the same crisis, answered earlier, later or never."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from workbench.models.base import Estimate, estimate_table
from workbench.models.effects import THIS_CASE, Change
from workbench.models.mean_path import same_crisis_path
from workbench.models.scenarios import (
    CostOfSilence,
    Delay,
    WhatIf,
    choose_effect,
    closeness,
    path_bands,
    read_delay,
    scenario_path,
    trouble_of,
)
from workbench.models.self_exciting import SelfExcitingFit
from workbench.models.volume import difference, judge, judge_courses, theta_at, worlds
from workbench.problems import WorkbenchError

DELAYS = ("1h", "3h", "6h", "12h", "24h", "48h", "72h")
STAYS = "The shock and all else stay as they were when the answer moves."


def what_if(
    effect: SelfExcitingFit,
    *,
    delay: Delay,
    response: str | None = None,
    change: Change = None,
    source: str = "",
    bands: bool = True,
    seed: int = 0,
) -> WhatIf:
    """Move an answer to another delay, or take it away, and count the mentions.

    Earlier than it was, the observed mentions are thinned; later, the missing ones are superposed.

    Parameters
    ----------
    effect : SelfExcitingFit
        A fitted crisis.
    delay : str, number of hours or None
        Delay from the trigger; ``None`` for no answer at all.
    response : str, optional
        Which answer is moved; the first by default.
    change : float, str or ConversationEffect, optional
        An effect to use instead of the fitted one: a change of n, -0.3 for thirty per cent fewer further
        mentions; the name of a figure in :func:`published_effects`; or the result of
        :func:`fit_conversations`, whose ratio of negative posts is taken for the change of n.
    source : str
        Where a number of your own comes from; it stands in the sentence and in the figure.
    bands : bool
        Compute the three bands; without them only the paths.
    seed : int
        Seed of the process band.

    Returns
    -------
    WhatIf

    Raises
    ------
    WorkbenchError
        If the fit has no numbers, the delay or the change makes no sense, or the answer is not known.

    Examples
    --------
    >>> from workbench.models.self_exciting import fit_self_exciting
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("cut30", seed=4)
    >>> fit = fit_self_exciting(
    ...     table, trigger=truth.trigger, responses=truth.response, replicates=60, checks=False
    ... )
    >>> bool(what_if(fit, delay="6h").estimates.value.iloc[0] < 0)
    True
    """
    name, inference, whose = choose_effect(effect, response, change, source)
    hours = read_delay(delay, effect)
    which = list(effect.series.responses).index(name)
    setting, grid = effect.fitted.setting, effect.series.grid
    true = float(grid.responses[which] - grid.shocks[0])
    scenario = effect.scenario(None if np.isinf(hours) else hours, name)
    actual = effect.scenario(true, name)
    theta = theta_at(inference, inference.beta)
    moved = scenario_path(effect, theta, scenario)
    same = scenario_path(effect, theta, actual)
    crisis = same_crisis_path(
        theta, grid, setting.scales, setting.layout, scenario.clock(setting), effect.fitted.filled()
    )
    path = pd.DataFrame(
        {
            "time": effect.series.start + pd.to_timedelta(grid.edges()[:-1], unit="h"),
            "observed": grid.counts,
            "coverage": grid.coverage,
            "as_answered": same,
            "scenario": moved,
            "this_crisis": crisis,
        }
    )
    if bands:
        fitted = whose.origin == THIS_CASE
        path = path.assign(**path_bands(effect, inference, which, theta, scenario, seed, fitted=fitted))
    part = slice(scenario.first, scenario.last)
    rows = worlds(inference, setting, which)
    courses = [one.course(rows, setting) for one in (scenario, actual)]
    with np.errstate(over="ignore"):  # of a course without an end
        e3, share = judge(*(course.sum(axis=1) for course in courses))
    close = closeness(effect, same, actual)
    limits = np.full((2, grid.bins), np.nan)
    if not trouble_of(hours, float(moved[part].sum()), float(same[part].sum()), close):
        limits[:, part] = judge_courses(*courses)[1]
    path = path.assign(added_lower=limits[0], added_upper=limits[1])
    when = "no answer" if np.isinf(hours) else f"answered at {hours:g} h"
    unit = f"mentions over {effect.horizon_hours:.0f} h"
    estimates = [
        Estimate.of(f"E3: {when} v {true:g} h", e3, unit),
        Estimate.of("the same in per cent", (100 * value for value in share), "%"),
        Estimate(f"expected, {when}", float(moved[part].sum()), np.nan, np.nan, unit),
        Estimate(f"expected, answered at {true:g} h", float(same[part].sum()), np.nan, np.nan, unit),
        Estimate(f"this crisis, {when}", float(crisis[part].sum()), np.nan, np.nan, unit),
    ]
    return WhatIf(
        estimate_table(estimates),
        (*effect.assumptions, STAYS),
        effect.data_note,
        path,
        hours,
        whose.said,
        effect.horizon_hours,
        whose.clear,
        whose.origin,
        name,
        effect.series.trigger,
        true,
        close,
    )


def cost_of_silence(
    effect: SelfExcitingFit,
    *,
    delays: Iterable[Delay] = DELAYS,
    response: str | None = None,
    change: Change = None,
    source: str = "",
) -> CostOfSilence:
    """Count the expected mentions at a row of delays, and what an hour costs between them.

    Parameters
    ----------
    effect : SelfExcitingFit
    delays : iterable of str, hours or None
        Delays from the trigger.
    response, change, source
        As in :func:`what_if`.

    Returns
    -------
    CostOfSilence

    Raises
    ------
    WorkbenchError
        As :func:`what_if`.

    Examples
    --------
    >>> from workbench.models.self_exciting import fit_self_exciting
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("cut30", seed=4)
    >>> fit = fit_self_exciting(
    ...     table, trigger=truth.trigger, responses=truth.response, replicates=60, checks=False
    ... )
    >>> bool(cost_of_silence(fit, delays=["1h", "6h", "24h"]).table.expected.is_monotonic_increasing)
    True
    """
    name, inference, whose = choose_effect(effect, response, change, source)
    hours = sorted({read_delay(delay, effect) for delay in delays})
    if not hours:
        raise WorkbenchError(
            "No delay is given.",
            received="an empty list",
            allowed="one delay or more",
            remedy="delays=['1h', '6h']",
        )
    which = list(effect.series.responses).index(name)
    setting, grid = effect.fitted.setting, effect.series.grid
    true = float(grid.responses[which] - grid.shocks[0])
    actual = effect.scenario(true, name)
    theta = theta_at(inference, inference.beta)[None]
    rows = []
    for delay in hours:
        scenario = effect.scenario(None if np.isinf(delay) else delay, name)
        rows.append(
            (
                delay,
                float(scenario.total(theta, setting)[0]),
                *difference(inference, setting, scenario, actual, which),
            )
        )
    table = pd.DataFrame(rows, columns=["delay_hours", "expected", "difference", "lower", "upper"])
    # From the last delay to no answer at all there is no number of hours to divide by.
    table["per_hour"] = (table["expected"].diff() / table["delay_hours"].diff()).where(
        np.isfinite(table["delay_hours"])
    )
    step = min(1.0, true / 2)
    later, sooner = (effect.scenario(true + side, name) for side in (step, -step))
    around = np.array(difference(inference, setting, later, sooner, which)) / (2 * step)
    unit = f"mentions over {effect.horizon_hours:.0f} h per hour of delay"
    estimates = [Estimate.of(f"cost of silence around {true:g} h", around, unit)]
    finite = [delay for delay in hours if np.isfinite(delay)]
    if len(finite) > 1:
        last, first = (effect.scenario(delay, name) for delay in (finite[-1], finite[0]))
        mean = np.array(difference(inference, setting, last, first, which)) / (finite[-1] - finite[0])
        estimates.append(Estimate.of(f"cost of silence, {finite[0]:g} to {finite[-1]:g} h", mean, unit))
    return CostOfSilence(
        estimate_table(estimates),
        (*effect.assumptions, STAYS),
        effect.data_note,
        table,
        whose.said,
        effect.horizon_hours,
        whose.clear,
        whose.origin,
        name,
        true,
        closeness(effect, scenario_path(effect, theta[0], actual), actual),
        float(actual.total(theta, setting)[0]),
    )
