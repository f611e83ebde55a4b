"""When a monitor would have raised the alarm, had it run at the time: nothing is used that came later."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import pandas as pd
from scipy.stats import chi2

from workbench.alarm_result import Alarm
from workbench.alarm_threshold import FEWEST_PAST, SERIES, false_alarms
from workbench.alarm_watch import Run, watch, watch_from
from workbench.bursts import RATIO, Regular, check_ratio, read_regular
from workbench.counts_coverage import moment
from workbench.models.base import LEVEL, Estimate, estimate_table
from workbench.problems import TooCoarse, WorkbenchError

Moment: TypeAlias = "str | pd.Timestamp"
HOUR = pd.Timedelta(hours=1)
#: A rate of false alarms is told from as many hours of watching.
MONTH_HOURS, WATCHED_HOURS = 720.0, 120.0


def first_alarm(
    counts: pd.DataFrame,
    response: Moment | tuple[Moment, Moment] | None = None,
    *,
    since: Moment | None = None,
    learn_days: float = 14.0,
    false_per_month: float = 1.0,
    ratio: float = RATIO,
    fewest: int = 5,
    seed: int = 0,
) -> Alarm:
    """Find out when a monitor would have raised the alarm, had it been running.

    Looking back, everybody sees the start of a crisis. A monitor sees one bin after the other. Here
    the level, the scatter and the threshold of every bin come from bins before it, so the alarm stays
    the same wherever the series is cut off after it.

    Parameters
    ----------
    counts : DataFrame
        One series: `time` (aware start of each bin), `count` (NaN where nobody collected), optionally
        `coverage`; from ``wb.count_mentions(..., by=())``. Bins of a day or less.
    response : time or (time, time), optional
        When the company first answered, or between when and when; with zone.
    since : time, optional
        When the crisis can have begun at the earliest. Alarms before it count as false ones.
    learn_days : float
        Collected days that pass before the monitor watches; at least 7.
    false_per_month : float
        False alarms a quiet month may bring; the threshold is set so that simulation keeps to it.
    ratio : float
        A burst runs at about so many times the quiet level.
    fewest : int
        Mentions that must have come before anybody is woken.
    seed : int
        For the simulated quiet months.

    Returns
    -------
    Alarm

    Raises
    ------
    WorkbenchError, NotEnoughData, TooCoarse
        If this is no series of counts, the past is too short or not quiet, all counts are zero, or the
        bins are wider than a day.

    Notes
    -----
    The log odds of a burst are filtered forward through a chain of two states (as in
    :func:`workbench.find_bursts`). Every 24 h the level is fitted anew to the 28 days before; every four weeks
    the threshold is set on 100 simulated quiet months: cascades whose sums over 1 to 24 hours scatter as
    those of the past did, around a level that is as unsure as the past leaves it. The stated rate comes
    from 100 further months, with an interval as wide as these months differ; from a past of fewer than ten
    messages none is stated. An alarm is raised when its bin is complete; a bin inside a gap raises none.
    On 20 simulated streams of 1 message an hour the stated rate was 1.3 false alarms a month and 1.2 were
    counted; of 6 an hour, 1.2 and 0.3.

    Examples
    --------
    >>> import workbench as wb
    >>> messages, truth = wb.simulate_mentions(seed=1)
    >>> counts = wb.count_mentions(messages, by=(), where={"stance": "negative"})
    >>> wb.first_alarm(counts, response=truth.response, since=truth.trigger).time
    Timestamp('2030-03-14 15:00:00+0000', tz='UTC')
    """
    series = read_regular(counts, fewest=1)
    ratio = check_ratio(ratio)
    _check_numbers(series, learn_days, false_per_month, fewest)
    answered = _answer(response)
    begin = None if since is None else moment(since, "since")
    first = watch_from(series, learn_days, begin)
    run = watch(series, first, ratio, false_per_month, fewest, seed)
    raised = [t for t, _ in run.alarms]
    width = pd.Timedelta(hours=series.hours)
    ends = [series.clock[t] + width for t in raised]
    # An alarm that still rang when the crisis began was no false one: somebody was awake.
    true = [i for i, (_, e) in enumerate(run.alarms)
            if begin is None or ends[i] > begin or e is None or series.clock[e] > begin]  # fmt: skip
    found = raised[true[0]] if true else None
    table = run.table.assign(watched=np.arange(len(run.table)) >= first)
    rows = _estimates(series, run, first, found, ends, begin, answered, ratio, false_per_month, seed)
    alarms = pd.DataFrame(
        {
            "raised": pd.DatetimeIndex(ends, tz="UTC"),
            "ended": pd.DatetimeIndex(
                [pd.NaT if e is None else series.clock[e] + width for _, e in run.alarms], tz="UTC"
            ),
            "mentions": [float(np.nansum(series.counts[t:e])) for t, e in run.alarms],
            "false": [i not in true for i in range(len(ends))],
        }
    )
    return Alarm(
        rows,
        (
            "The quiet past repeats itself from week to week.",
            "Messages were collected as fast as they were written.",
            f"A burst runs at about {ratio:g} times the quiet level or more; smaller waves raise no alarm.",
            "Before the stated moment there was no crisis." if begin is not None else
            "The first alarm is the one that matters; give since= if the series holds earlier waves.",
        ),
        f"{series.note()}; watched from {series.clock[first]:%Y-%m-%d %H:%M} UTC",
        None if found is None else series.clock[found] + width,
        float(series.counts[found]) if found is not None else float("nan"),
        float(table["expected"].iloc[found]) if found is not None else float("nan"),
        answered,
        begin,
        alarms,
        table,
        run.thresholds[found if found is not None else -1],
        run.quiet,
        series.hours,
    )  # fmt: skip


def _estimates(
    series: Regular, run: Run, first: int, found: int | None, ends: list[pd.Timestamp], begin: pd.Timestamp | None,
    answered: tuple[pd.Timestamp, pd.Timestamp] | None, ratio: float, target: float, seed: int,
) -> pd.DataFrame:  # fmt: skip
    rows: list[Estimate] = []
    width = pd.Timedelta(hours=series.hours)
    if found is not None:
        gap = found
        while gap > first and series.coverage[gap - 1] <= 0:
            gap -= 1  # had somebody collected, it could have been raised as early as this
        raised, earliest = series.clock[found] + width, series.clock[gap]
        if answered is not None:
            low, high = answered
            three = (
                (low + (high - low) / 2 - raised) / HOUR,
                (low - raised) / HOUR,
                (high - earliest) / HOUR,
            )
            rows.append(Estimate.of("lead over the first response", three, "hours"))
        if begin is not None:
            three = ((raised - begin) / HOUR, (earliest - begin) / HOUR, (raised - begin) / HOUR)
            rows.append(Estimate.of("alarm after the crisis began", three, "hours"))
    threshold = run.thresholds[found if found is not None else -1]
    if run.quiet.messages >= FEWEST_PAST:
        months = false_alarms(run.quiet, series.hours, ratio, threshold, seed + 1)
        # Each month has its own level and cascades, so months differ more than chance would make equal ones.
        apart = max(1.0, float(months.var(ddof=1) / months.mean())) if months.any() else 1.0
        three = _rate(int(months.sum()), SERIES, apart)
        rows.append(Estimate.of("false alarms, simulated", three, "per quiet month"))
    if begin is not None:
        quiet = (series.clock >= series.clock[first]) & (series.clock < begin)
        watched = float((series.coverage * series.hours)[quiet].sum())
        wrong = sum(
            end <= begin and e is not None and series.clock[e] <= begin
            for end, (_, e) in zip(ends, run.alarms, strict=True)
        )
        # From a few days no rate per month can be told.
        if watched >= WATCHED_HOURS:
            three = _rate(wrong, watched / MONTH_HOURS)
            rows.append(Estimate.of("false alarms, seen before the crisis", three, "per quiet month"))
    return estimate_table(rows)


def _rate(events: int, months: float, apart: float = 1.0) -> tuple[float, float, float]:
    """Events per month with the exact Poisson interval, wider where months lie `apart` (variance over mean)."""
    tail, events_apart = (1 - LEVEL) / 2, events / apart
    low = chi2.ppf(tail, 2 * events_apart) / 2 if events else 0.0
    high = chi2.ppf(1 - tail, 2 * events_apart + 2) / 2
    return events / months, low * apart / months, high * apart / months


def _answer(response: Moment | tuple[Moment, Moment] | None) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    if response is None:
        return None
    ends = response if isinstance(response, (tuple, list)) else (response, response)
    low, high = (moment(end, "The response") for end in ends)
    if high < low:
        raise WorkbenchError(
            "The response ends before it begins.",
            received=f"{low.isoformat()} to {high.isoformat()}",
            allowed="one time, or the earliest and the latest one",
            remedy="swap the two",
        )
    return low, high


def _check_numbers(series: Regular, learn_days: float, target: float, fewest: int) -> None:
    if series.hours > 24:
        raise TooCoarse(
            "The bins are too wide for an alarm.",
            received=f"bins of {series.hours:g} h",
            allowed="bins of a day or less",
            remedy='wb.count_mentions(..., every="1h")',
        )
    if not (learn_days >= 7 and 0.05 <= target <= 30 and fewest >= 1):
        raise WorkbenchError(
            "A monitor cannot be set up like this.",
            received=f"learn_days={learn_days!r}, false_per_month={target!r}, fewest={fewest!r}",
            allowed="learn_days of 7 or more, false_per_month from 0.05 to 30, fewest of 1 or more",
            remedy="learn_days=14, false_per_month=1, fewest=5",
        )
