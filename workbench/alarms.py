"""When a monitor would have raised the alarm, had it run at the time: nothing is used that came later."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, TypeAlias

import numpy as np
import pandas as pd
from scipy.stats import chi2

from workbench.alarm_threshold import SERIES, Quiet, false_alarms
from workbench.alarm_watch import Run, watch, watch_from
from workbench.bursts import RATIO, Regular, check_ratio, read_regular
from workbench.counts_coverage import moment
from workbench.models.base import LEVEL, Estimate, ModelResult, estimate_table, number
from workbench.problems import TooCoarse, WorkbenchError
from workbench.times import duration_words

Moment: TypeAlias = "str | pd.Timestamp"
HOUR = pd.Timedelta(hours=1)
MONTH_HOURS = 720.0


@dataclass(frozen=True, repr=False)
class Alarm(ModelResult):
    """The first alarm of a live monitor. Made by :func:`workbench.first_alarm`.

    Attributes
    ----------
    time : Timestamp or None
        When it was raised: the end of the first bin that gave it away. None if none was raised.
    count, expected : float
        Mentions in that bin, and what quiet would have held.
    response : tuple of Timestamp, or None
        Earliest and latest moment of the company's first response.
    since : Timestamp or None
        Alarms before this moment count as false.
    alarms : DataFrame
        Every alarm: `raised`, `ended` (NaT if it still lasts), `mentions`, `false` (before `since`).
    counts : DataFrame
        Per bin: `time`, `count`, `coverage`, `expected`, `lower`, `upper` (95 % of quiet bins, as known
        at that time), `odds` (log odds of a burst), `alarm` (bool), `watched` (bool).
    threshold : float
        Log odds at which it was raised.
    """

    time: pd.Timestamp | None
    count: float
    expected: float
    response: tuple[pd.Timestamp, pd.Timestamp] | None
    since: pd.Timestamp | None
    alarms: pd.DataFrame
    counts: pd.DataFrame
    threshold: float
    quiet: Quiet = field(repr=False)
    hours: float = 1.0
    figure: ClassVar[str] = "alarms.plot_alarm"

    def headline(self) -> str:
        """Say when the alarm was raised."""
        if self.time is None:
            return "no alarm"
        said = f"alarm at {self.time:%Y-%m-%d %H:%M} UTC"
        lead = self._row("lead over the first response")
        if lead is None:
            return said
        return (
            f"{said}, {_hours(abs(lead.value))} {'before' if lead.value >= 0 else 'after'} the first response"
        )

    def summary(self) -> str:
        """Say in plain sentences what the monitor would have done."""
        rate = self._row("false alarms, simulated")
        false = (
            f"In a quiet month it raises {number(rate.value)} false alarms "
            f"({number(rate.lower)} to {number(rate.upper)}, simulated)."
            if rate
            else ""
        )
        if self.time is None:
            return f"A monitor that knew only the past would have raised no alarm. {false}"
        text = (
            f"A monitor that knew only the past would have raised the alarm at {self.time:%H:%M} UTC on "
            f"{self.time.day} {self.time:%B %Y}: {self.count:,.0f} mentions in a bin in which quiet holds about "
            f"{number(self.expected)}."
        )
        lead = self._row("lead over the first response")
        if lead:
            order = "before" if lead.value >= 0 else "after"
            text += (
                f" That is {_hours(abs(lead.value))} {order} the company's first response "
                f"(lead {number(lead.lower)} to {number(lead.upper)} h)."
            )
        return f"{text} {false}"

    def _row(self, term: str) -> Estimate | None:
        rows = self.estimates[self.estimates["term"] == term]
        return Estimate(*rows.iloc[0]) if len(rows) else None


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
    from 100 further months. An alarm is raised when its bin is complete; a bin inside a gap raises none.
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
        f"{series.note()}; watched from {series.clock[first]:%Y-%m-%d %H:%M}",
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
    simulated = false_alarms(run.quiet, series.hours, ratio, threshold, seed + 1)
    rows.append(Estimate.of("false alarms, simulated", _rate(simulated, SERIES), "per quiet month"))
    if begin is not None:
        quiet = (series.clock >= series.clock[first]) & (series.clock < begin)
        months = float((series.coverage * series.hours)[quiet].sum()) / MONTH_HOURS
        wrong = sum(
            end <= begin and e is not None and series.clock[e] <= begin
            for end, (_, e) in zip(ends, run.alarms, strict=True)
        )
        if months > 0:
            rows.append(
                Estimate.of("false alarms, seen before the crisis", _rate(wrong, months), "per quiet month")
            )
    return estimate_table(rows)


def _rate(events: int, months: float) -> tuple[float, float, float]:
    """Events per month with the exact Poisson interval."""
    tail = (1 - LEVEL) / 2
    low = chi2.ppf(tail, 2 * events) / 2 if events else 0.0
    return events / months, low / months, chi2.ppf(1 - tail, 2 * events + 2) / 2 / months


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


def _hours(value: float) -> str:
    return duration_words(value)
