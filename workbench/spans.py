"""How measured lengths of time and moments are said: no more exactly than they are known, on one clock."""

from __future__ import annotations

import re
from math import isfinite

import pandas as pd

from workbench.times import day_words, duration_words, zone_of

_STAMP = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d)(?: to (\d\d:\d\d)(?!\d))?")


def span_words(hours: float) -> str:
    """Say a measured length of time, to the half hour below a day.

    >>> span_words(8.51), span_words(1.02), span_words(0.4), span_words(30.4), span_words(24 * 9)
    ('8.5 hours', '1 hour', '24 minutes', '30 hours', '9 days')
    """
    if round(hours * 60) < 60 or hours >= 24:
        return duration_words(hours)
    # Not round(), which takes 2.25 to 2 and 2.75 to 3.
    halves = int(hours * 2 + 0.5) / 2
    return f"{halves:g} hour{'' if halves == 1 else 's'}"


def between_words(low: float, high: float) -> str:
    """Say between which two lengths of time something lies.

    >>> between_words(8.01, 9.01), between_words(15.0, 15.0), between_words(0.5, 2.0)
    ('8 to 9 hours', '15 hours', '30 minutes to 2 hours')
    """
    ends = span_words(low), span_words(high)
    if ends[0] == ends[1]:
        return ends[0]
    figures, units = zip(*(end.split() for end in ends), strict=True)
    same = units[0].rstrip("s") == units[1].rstrip("s")
    return f"{figures[0]} to {figures[1]} {units[1]}" if same else f"{ends[0]} to {ends[1]}"


def range_words(value: float, low: float, high: float) -> str:
    """Say a measured length with its interval, in the unit that suits it.

    >>> range_words(1.08, 0.95, 1.22), range_words(2.14, 1.3, 2.9), range_words(120, 100, 140)
    ('65 minutes (57 to 73)', '2.1 hours (1.3 to 2.9)', '5.0 days (4.2 to 5.8)')
    """
    unit, factor, digits = (
        ("minutes", 60.0, 0) if value < 2 else ("hours", 1.0, 1) if value < 96 else ("days", 1 / 24, 1)
    )
    said = [f"{factor * figure:,.{digits}f}" for figure in (value, low, high)]
    if not (isfinite(low) and isfinite(high)):
        return f"{said[0]} {unit}"
    return f"{said[0]} {unit} ({said[1]} to {said[2]})"


def clock_words(time: pd.Timestamp, zone: str | None = None) -> str:
    """Write a moment: in UTC, and so named; or on the clock of a zone that the reader has been told.

    >>> clock_words(pd.Timestamp("2030-03-14T15:00Z")), clock_words(pd.Timestamp("2030-03-14T15:00Z"), "Europe/Berlin")
    ('15:00 UTC on 14 March 2030', '16:00 on 14 March 2030')
    """
    if zone is None:
        return f"{time:%H:%M} UTC on {day_words(time)}"
    there = time.tz_convert(zone_of(zone))
    return f"{there:%H:%M} on {day_words(there)}"


def on_clock(text: str, zone: str) -> str:
    """Put the moments in a sentence that was written in UTC on another clock, and name that one instead.

    >>> on_clock("2025-10-20 22:30 to 2025-10-21 01:00 UTC", "Europe/Berlin")
    '2025-10-21 00:30 to 2025-10-21 03:00 Europe/Berlin'
    """
    if zone == "UTC":
        return text
    there = zone_of(zone)

    def moved(found: re.Match[str]) -> str:
        first = pd.Timestamp(f"{found[1]} {found[2]}", tz="UTC").tz_convert(there)
        if found[3] is None:
            return f"{first:%Y-%m-%d %H:%M}"
        last = pd.Timestamp(f"{found[1]} {found[3]}", tz="UTC").tz_convert(there)
        return f"{first:%Y-%m-%d %H:%M} to {last:%H:%M}"

    return re.sub(r"\bUTC\b", zone, _STAMP.sub(moved, text))
