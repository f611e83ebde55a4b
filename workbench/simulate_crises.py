"""Crises with planted truth: message times drawn from a known process, counted into bins."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from workbench.problems import WorkbenchError, nearest

TRIGGER = pd.Timestamp("2030-01-03T00:00Z")  # a date that no documented case can have
POWER_EXPONENT, POWER_HOURS = 0.6, 0.5


@dataclass(frozen=True)
class CrisisTruth:
    """What was planted in a simulated crisis; every time is in hours after the trigger.

    ``branching_before`` and ``branching_after`` are how many further mentions one mention sets off
    before and after the response; ``shock`` and ``second_shock`` are expected mentions.
    """

    scenario: str = "null"
    background_per_hour: float = 1.0
    shock: float = 300.0
    shock_hours: float = 2.0
    branching_before: float = 0.8
    branching_after: float = 0.8
    memory: str = "exponential"
    memory_hours: float = 2.0
    delay_hours: float = 24.0
    second_shock: float = 0.0
    before_hours: float = 48.0
    after_hours: float = 168.0

    @property
    def trigger(self) -> pd.Timestamp:
        """When the clock starts."""
        return TRIGGER

    @property
    def response(self) -> pd.Timestamp:
        """When the company answers."""
        return TRIGGER + pd.Timedelta(hours=self.delay_hours)

    @property
    def e1(self) -> float:
        """The planted change of the branching ratio, -0.3 for thirty per cent less."""
        return self.branching_after / self.branching_before - 1

    def expected(self, delay_hours: float | None, horizon_hours: float | None = None) -> float:
        """Count the expected mentions from the trigger to the horizon, had the answer come at this delay.

        ``None`` as the delay means no answer at all; without a horizon the whole span is taken.
        """
        horizon = self.after_hours if horizon_hours is None else float(horizon_hours)
        delay = np.inf if delay_hours is None else float(delay_hours)
        return _expected(replace(self, scenario="", after_hours=horizon), delay)

    def e2(self, horizon_hours: float | None = None) -> float:
        """Return the change of volume that the response made, against none at all."""
        return self.expected(self.delay_hours, horizon_hours) / self.expected(None, horizon_hours) - 1

    def e3(self, other_delay_hours: float, horizon_hours: float | None = None) -> float:
        """Return expected mentions at the other delay minus those at the true one."""
        return self.expected(other_delay_hours, horizon_hours) - self.expected(
            self.delay_hours, horizon_hours
        )


SCENARIOS = {
    truth.scenario: truth
    for truth in (
        CrisisTruth("null"),
        CrisisTruth("null_small", shock=30.0),
        CrisisTruth("null_power", memory="power"),
        CrisisTruth("null_second", second_shock=0.3 * 300),
        CrisisTruth("cut30", branching_after=0.56),
        CrisisTruth("cut30_small", branching_after=0.56, shock=30.0),
        CrisisTruth("cut30_power", branching_after=0.56, memory="power"),
        CrisisTruth("raise", branching_after=0.94),
    )
}


def simulate_crisis(
    scenario: str | CrisisTruth = "null",
    *,
    every: str = "1h",
    rng: np.random.Generator | None = None,
    seed: int = 0,
) -> tuple[pd.DataFrame, CrisisTruth]:
    """Draw one crisis whose truth is known, so that a method can be caught out.

    Parameters
    ----------
    scenario : str or CrisisTruth
        A name of :data:`SCENARIOS`, or your own truth. ``null`` scenarios hold an answer that does
        nothing; ``cut30`` lowers the branching ratio by 30 %, ``raise`` lifts it; ``_power`` has a
        long memory, ``_small`` a tenth of the shock, ``null_second`` a second shock of news in the
        very hour of the answer.
    every : str
        Width of the bins; it must divide the span before the trigger.
    rng, seed
        Where the randomness comes from; `rng` wins.

    Returns
    -------
    table : DataFrame
        `time` (UTC start of the bin) and `count`; ``table.attrs["simulated"]`` is True.
    truth : CrisisTruth
        What was planted.

    Raises
    ------
    WorkbenchError
        If the scenario is not known or the bins do not meet the trigger.

    Notes
    -----
    Event by event, generation by generation (the cluster form of a self-exciting process): arrivals
    from outside, each with a Poisson number of offspring whose lags are exponential (mean 2 h) or
    follow 0.5 h * (U^(-1/0.6) - 1). Offspring born after the response are kept in proportion to the
    branching ratio that then holds.

    Examples
    --------
    >>> table, truth = simulate_crisis("cut30", seed=1)
    >>> len(table), round(truth.e1, 2), round(truth.e2(), 1)
    (216, -0.3, -0.2)
    """
    truth = _truth_of(scenario)
    rng = np.random.default_rng(seed) if rng is None else rng
    width = pd.Timedelta(every) / pd.Timedelta(hours=1)
    if not width > 0 or abs(truth.before_hours / width - round(truth.before_hours / width)) > 1e-9:
        raise WorkbenchError(
            "A bin must begin at the trigger.",
            received=f"every={every!r} with {truth.before_hours:g} hours before it",
            allowed="a width that divides the hours before the trigger",
            remedy="every='1h'",
        )
    bins = int((truth.before_hours + truth.after_hours) / width + 1e-9)
    edges = -truth.before_hours + width * np.arange(bins + 1)
    counts = np.histogram(simulate_times(truth, rng), edges)[0]
    start = TRIGGER - pd.Timedelta(hours=truth.before_hours)
    table = pd.DataFrame({"time": pd.date_range(start, periods=bins, freq=every), "count": counts})
    table.attrs.update(simulated=True, truth=asdict(truth))
    return table, truth


def simulate_times(truth: CrisisTruth, rng: np.random.Generator) -> np.ndarray:
    """Draw the times of all mentions, in hours after the trigger, sorted."""
    end, start = truth.after_hours, -truth.before_hours
    generation = np.concatenate(
        [
            rng.uniform(start, end, rng.poisson(truth.background_per_hour * (end - start))),
            rng.exponential(truth.shock_hours, rng.poisson(truth.shock)),
            truth.delay_hours + rng.exponential(truth.shock_hours, rng.poisson(truth.second_shock)),
        ]
    )
    generation = generation[generation < end]
    most = max(truth.branching_before, truth.branching_after)
    found = [generation]
    while generation.size:
        parents = np.repeat(generation, rng.poisson(most, generation.size))
        born = parents + _lags(truth, parents.size, rng)
        ratio = np.where(born < truth.delay_hours, truth.branching_before, truth.branching_after)
        kept = (rng.random(born.size) * most < ratio) & (born < end)
        generation = born[kept]
        found.append(generation)
    return np.sort(np.concatenate(found))


def _lags(truth: CrisisTruth, size: int, rng: np.random.Generator) -> np.ndarray:
    if truth.memory == "exponential":
        return rng.exponential(truth.memory_hours, size)
    return POWER_HOURS * (rng.random(size) ** (-1 / POWER_EXPONENT) - 1)


def _truth_of(scenario: str | CrisisTruth) -> CrisisTruth:
    if isinstance(scenario, CrisisTruth):
        return scenario
    if scenario not in SCENARIOS:
        raise WorkbenchError(
            "This scenario is not known.",
            received=repr(scenario),
            allowed=", ".join(SCENARIOS),
            remedy=nearest(str(scenario), SCENARIOS) or "scenario='null'",
        )
    return SCENARIOS[scenario]


@lru_cache(maxsize=256)
def _expected(truth: CrisisTruth, delay: float, step: float = 0.05) -> float:
    """Solve the expected path of the planted process on a fine grid (a Volterra equation)."""
    edges = np.arange(round((truth.before_hours + truth.after_hours) / step) + 1) * step
    lag_cdf = (
        1 - np.exp(-edges / truth.memory_hours)
        if truth.memory == "exponential"
        else 1 - (1 + edges / POWER_HOURS) ** -POWER_EXPONENT
    )
    # A parent sits, on average, in the middle of its step: half of its first step of lag is its own.
    lag = np.diff(lag_cdf)
    own, later = lag[0] / 2, (lag[:-1] + lag[1:]) / 2
    clock = edges - truth.before_hours

    def arrivals(size: float, at: float) -> np.ndarray:
        return size * np.diff(1 - np.exp(-np.maximum(clock - at, 0) / truth.shock_hours))

    outside = truth.background_per_hour * step + arrivals(truth.shock, 0.0)
    outside += arrivals(truth.second_shock, truth.delay_hours)
    share = np.clip((clock[1:] - delay) / step, 0, 1)
    ratio = truth.branching_before * (1 - share) + truth.branching_after * share
    path = np.zeros(outside.size)
    for t in range(outside.size):
        heard = path[:t] @ later[t - 1 :: -1][:t] if t else 0.0
        path[t] = (outside[t] + ratio[t] * heard) / (1 - ratio[t] * own)
    return float(path[clock[:-1] >= -1e-9].sum())
