"""What a live monitor's first alarm hands back, and the sentences about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from workbench.alarm_threshold import Quiet
from workbench.models.base import Estimate, ModelResult
from workbench.spans import between_words, clock_words, span_words
from workbench.texts import many


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
        return f"{said}, {_lead(lead.value, lead.value)} the first response" if lead else said

    def summary(self, zone: str | None = None) -> str:
        """Say in plain sentences what the monitor would have done.

        Parameters
        ----------
        zone : str, optional
            IANA zone of the clock that the reader has been told; without it times are in UTC, and named so.
        """
        false = self.false_words()
        if self.time is None:
            return f"A monitor that knew only the past would have raised no alarm. {false}"
        text = (
            f"A monitor that knew only the past would have raised the alarm at {clock_words(self.time, zone)}: "
            f"{self.count:,.0f} mentions in {bin_words(self.hours)} that usually holds {_about(self.expected)}."
        )
        lead = self._row("lead over the first response")
        if lead:
            text += f" That is {_lead(lead.lower, lead.upper)} the company's first response."
        return f"{text} {false}"

    def false_words(self) -> str:
        """Say how often the monitor is wrong, as far as the past tells."""
        rate = self._row("false alarms, simulated")
        if rate is None:
            few = many(round(self.quiet.messages), "such message")
            return f"How often it would ring for nothing cannot be told: the quiet past holds {few if self.quiet.messages else 'no such message'}."
        if rate.upper < 0.05:
            return f"In a quiet month it hardly ever rings for nothing (at most {rate.upper:.2f} times, simulated)."
        about = "one false alarm" if 0.75 <= rate.value < 1.25 else f"{rate.value:.1f} false alarms"
        return f"In a quiet month it raises about {about} ({rate.lower:.1f} to {rate.upper:.1f}, simulated)."

    def _row(self, term: str) -> Estimate | None:
        rows = self.estimates[self.estimates["term"] == term]
        return Estimate(*rows.iloc[0]) if len(rows) else None


def bin_words(hours: float) -> str:
    """Write the width of a bin for somebody who never heard of a bin.

    >>> bin_words(1.0), bin_words(24.0), bin_words(0.25), bin_words(6.0)
    ('an hour', 'a day', 'a stretch of 15 minutes', 'a stretch of 6 hours')
    """
    return {1.0: "an hour", 24.0: "a day"}.get(hours, f"a stretch of {span_words(hours)}")


def _about(expected: float) -> str:
    """Write what quiet holds no more exactly than it is known."""
    if expected < 0.75:
        return "none or one" if expected >= 0.1 else "none"
    return "about one" if expected < 1.5 else f"about {expected:,.0f}"


def _lead(low: float, high: float) -> str:
    """Say between which lengths of time an alarm came before the response, or after it."""
    if low >= 0:
        return f"{between_words(low, high)} before"
    if high <= 0:
        return f"{between_words(-high, -low)} after"
    return f"between {span_words(-low)} after and {span_words(high)} before"
