"""A monitor at work: one bin after the other, with a level and a threshold from the bins before."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.alarm_threshold import Quiet, calibrated, fit_quiet
from workbench.burst_baseline import Baseline, fit_baseline, ordinary_days
from workbench.burst_states import evidence, step, switching
from workbench.bursts import QUIET_HOURS, Regular, bands, check_quiet
from workbench.problems import NotEnoughData

#: The monitor learns the level anew every day, from so many days before, and its threshold every four weeks.
HISTORY_DAYS, REFIT_HOURS, CALIBRATE_HOURS = 28.0, 24.0, 672.0
TOO_LITTLE_PAST = "The monitor has too little past to learn from."


@dataclass(frozen=True)
class Run:
    """What the monitor saw and did, bin by bin."""

    table: pd.DataFrame
    alarms: list[tuple[int, int | None]]
    thresholds: list[float]
    quiet: Quiet


def watch(series: Regular, first: int, ratio: float, target: float, fewest: int, seed: int) -> Run:
    """Go through the series as a monitor would, one bin after the other."""
    bins, hours = series.counts.size, series.hours
    odds, alarmed = np.full(bins, np.nan), np.zeros(bins, bool)
    thresholds, suspect = [float("nan")] * bins, np.zeros(bins, bool)
    pieces: list[pd.DataFrame] = []
    alarms: list[tuple[int, int | None]] = []
    begin, end = switching(hours)
    now, ringing, held, opened = float(np.log(begin / (1 - begin))), False, 0.0, first
    refit, recalibrate = max(1, round(REFIT_HOURS / hours)), max(1, round(CALIBRATE_HOURS / hours))
    baseline: Baseline | None = None
    known: Quiet | None = None
    threshold, calibrated_at = 0.0, -recalibrate
    for low in range(first, bins, refit):
        past = slice(max(0, low - round(HISTORY_DAYS * 24 / hours)), low)
        fitted, quiet = fit_baseline(
            series.counts[past], series.coverage[past], series.clock[past], hours, ratio, suspect[past]
        )
        quiet_hours = float((series.coverage[past] * hours)[quiet].sum())
        if baseline is None:
            check_quiet(quiet_hours, "before the monitor begins to watch")
        if baseline is None or quiet_hours >= QUIET_HOURS:
            baseline = fitted  # in a crisis of weeks the last level known stays
        if low - calibrated_at >= recalibrate:
            usable = np.isfinite(series.counts[past]) & ~suspect[past]
            calm = usable & ordinary_days(
                series.counts[past], series.coverage[past], series.clock[past], usable
            )
            known = fit_quiet(
                series.counts[past], series.coverage[past], series.clock[past], hours, baseline, calm, usable
            )
            threshold, calibrated_at = calibrated(known, hours, ratio, target, seed), low
        day = slice(low, min(low + refit, bins))
        here = Regular(series.clock[day], series.counts[day], series.coverage[day], hours, False)
        mean = np.maximum(baseline.expected(here.clock, hours, here.coverage), 1e-9)
        pieces.append(bands(here, mean, baseline.dispersion))
        found = evidence(here.counts, mean, baseline.dispersion, ratio)
        for t, gain in enumerate(found.tolist(), low):
            now = float(step(np.array(now), np.array(gain), begin, end))
            if now > 0:
                opened, held = (t, 0.0) if odds[t - 1] <= 0 or t == first else (opened, held)
                held += np.nan_to_num(series.counts[t])
            seen = np.isfinite(series.counts[t])
            if not ringing and seen and now >= threshold and held >= fewest:
                ringing = True
                alarms.append((t, None))
                suspect[opened:t] = True
            elif ringing and now < 0:
                ringing = False
                alarms[-1] = (alarms[-1][0], t)
            odds[t], alarmed[t], suspect[t], thresholds[t] = now, ringing, ringing, threshold
    assert known is not None
    blank = {
        "time": series.clock[:first],
        "count": series.counts[:first],
        "coverage": series.coverage[:first],
    }
    table = pd.concat([pd.DataFrame(blank), *pieces], ignore_index=True)
    return Run(table.assign(odds=odds, alarm=alarmed), alarms, thresholds, known)


def watch_from(series: Regular, learn_days: float, begin: pd.Timestamp | None) -> int:
    """First bin that is watched: when enough was collected before it."""
    past = np.concatenate([[0.0], np.cumsum(series.coverage * series.hours)[:-1]])
    enough = np.flatnonzero(past >= learn_days * 24 - 1e-9)
    late = begin is not None and (not enough.size or series.clock[enough[0]] > begin)
    if not enough.size or late:
        until = "before the crisis" if late else "in the whole series"
        have = past[min(int(np.sum(series.clock < begin)), past.size - 1)] if late and begin else past[-1]
        raise NotEnoughData(
            TOO_LITTLE_PAST,
            received=f"{have / 24:.1f} collected days {until}",
            allowed=f"learn_days={learn_days:g} days, and 7 at the least",
            remedy="count from an earlier start, or set learn_days lower, which makes the level less sure",
        )
    return int(enough[0])
