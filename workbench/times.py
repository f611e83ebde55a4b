"""When: instants with a precision and a zone, read into UTC intervals; hours since the trigger.

A dated row is true somewhere in an interval ``[start, end)``. Nothing here guesses a zone: a clock
time without one is refused, and a calendar day is read in the zone that the caller names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pandas as pd

from workbench.problems import WorkbenchError
from workbench.texts import many
from workbench.vocabulary import PRECISION

_PATTERN = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)"
    r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(?P<zone>Z|[+-]\d\d:?\d\d)?)?)?)?",
    re.ASCII,
)
_FORMS = "2010, 2010-03, 2010-03-15, 2010-03-15T08:00-05:00 or start/end"


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Look up an IANA time zone, or say that the name is not one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WorkbenchError(
            "This time zone is not known.",
            received=repr(name),
            allowed="an IANA name such as America/Chicago, Europe/Zurich or UTC",
            remedy="write the zone of the place where the clock hung",
        ) from None


@lru_cache(maxsize=65536)
def read_time(text: str, precision: str, zone: str = "") -> tuple[datetime, datetime]:
    """Read one written time into the UTC interval in which the row was true.

    Parameters
    ----------
    text : str
        ISO 8601 text, as precise as the source gives it; ``start/end`` for precision ``interval``.
    precision : str
        A word of :data:`workbench.vocabulary.PRECISION`.
    zone : str, optional
        IANA zone in which calendar dates, and clock times without an offset, are to be read.

    Returns
    -------
    tuple of datetime
        Start and end (exclusive), both in UTC.

    Raises
    ------
    WorkbenchError
        If the text is no such time, or is a clock time whose zone nobody stated.

    Examples
    --------
    >>> start, end = read_time("2009-07-06", "day", "America/Halifax")
    >>> start.isoformat(), (end - start).total_seconds() / 3600
    ('2009-07-06T03:00:00+00:00', 24.0)
    """
    if precision not in PRECISION:
        raise WorkbenchError(
            "This precision is not known.",
            received=repr(precision),
            allowed=", ".join(PRECISION),
            remedy="write how exactly the source dates the row",
        )
    if precision == "interval" or "/" in text:
        return _read_interval(text, precision)
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise _unreadable(text, precision)
    year, month, day = (int(found[part] or 0) for part in ("year", "month", "day"))
    if precision in ("minute", "hour") and not found["clock"]:
        raise _too_short(text, precision, "a date with a clock time and its offset")
    if precision in ("day", "week") and not day:
        raise _too_short(text, precision, "a full date such as 2010-03-15")
    if precision == "month" and not month:
        raise _too_short(text, precision, "a year and a month such as 2010-03")
    try:
        first = datetime(year, month or 1, day or 1)
        if precision in ("minute", "hour"):
            start = _instant(found, text, zone)
            return start, start + (timedelta(minutes=1) if precision == "minute" else timedelta(hours=1))
        if precision == "day":
            return _days(first, 1, zone)
        if precision == "week":
            return _days(first - timedelta(days=3), 7, zone)
        if precision == "month":
            return _span(datetime(year, month, 1), datetime(year + month // 12, month % 12 + 1, 1), zone)
        return _span(datetime(year, 1, 1), datetime(year + 1, 1, 1), zone)
    except (ValueError, OverflowError) as error:
        if isinstance(error, WorkbenchError):
            raise
        raise _unreadable(text, precision) from None


def read_times(text: Iterable[str], precision: Iterable[str], zone: Iterable[str]) -> pd.DataFrame:
    """Read columns of written times.

    Returns
    -------
    pandas.DataFrame
        ``start`` and ``end`` in UTC, one row per text, in the order given.

    Raises
    ------
    WorkbenchError
        At the first row that cannot be read; :func:`workbench.evidence.check_case` lists them all.

    Examples
    --------
    >>> read_times(["2010-03"], ["month"], ["UTC"])["end"].iloc[0]
    Timestamp('2010-04-01 00:00:00+0000', tz='UTC')
    """
    pairs = [read_time(*row) for row in zip(text, precision, zone, strict=True)]
    return utc_frame(pairs)


def utc_frame(pairs: list[tuple[datetime, datetime]]) -> pd.DataFrame:
    """Put read intervals into a frame of UTC timestamps, microseconds being enough for any source."""
    columns = {"start": [start for start, _ in pairs], "end": [end for _, end in pairs]}
    # Column by column: apply() over an empty frame would leave it without a kind.
    return pd.DataFrame(
        {name: pd.Series(pd.to_datetime(times, utc=True)).dt.as_unit("us") for name, times in columns.items()}
    )


def hours_between(origin: pd.Timestamp, times: pd.Series) -> pd.Series:
    """Hours from one instant to others, negative before it.

    >>> hours_between(pd.Timestamp("2010-01-01", tz="UTC"), pd.Series([pd.Timestamp("2010-01-02", tz="UTC")]))[0]
    np.float64(24.0)
    """
    return (times - origin) / pd.Timedelta(hours=1)


def duration_words(hours: float) -> str:
    """Say a length of time the way people do.

    >>> duration_words(0.5), duration_words(23), duration_words(72), duration_words(24 * 400)
    ('30 minutes', '23 hours', '3 days', '13 months')
    """
    # Rounded before compared, so that nothing takes 60 minutes or 48 hours.
    if round(hours * 60) < 60:
        return many(round(hours * 60), "minute")
    if round(hours) < 48:
        return many(round(hours), "hour")
    if round(hours / 24) < 90:
        return many(round(hours / 24), "day")
    return many(round(hours / (24 * 30.4375)), "month")


def bins_words(number: int, hours: float) -> str:
    """Write a number of bins in words of their width, for readers who never heard of a bin.

    >>> bins_words(4, 1), bins_words(1, 24), bins_words(3, 6)
    ('4 hours', '1 day', '3 stretches of 6 h')
    """
    noun = {1.0: "hour", 24.0: "day"}.get(float(hours))
    if noun:
        return f"{number:,} {noun}{'' if number == 1 else 's'}"
    return f"{number:,} stretch{'' if number == 1 else 'es'} of {hours:g} h"


def day_words(day: datetime) -> str:
    """Write a date the way people do.

    >>> day_words(datetime(2009, 7, 6))
    '6 July 2009'
    """
    # Not strftime's %-d, which Windows does not know.
    return f"{day.day} {day:%B %Y}"


def _instant(found: re.Match[str], text: str, zone: str) -> datetime:
    stamp = f"{text[:10]}T{found['clock']}"
    if found["zone"]:
        return datetime.fromisoformat(stamp + found["zone"]).astimezone(UTC)
    if not zone:
        raise WorkbenchError(
            "A clock time without a zone cannot be placed.",
            received=repr(text),
            allowed="an offset in the time, such as 2010-03-15T08:00-05:00, or a zone in the row",
            remedy="add the offset if the source states it; else use precision day, or interval with start/end",
        )
    local = datetime.fromisoformat(stamp).replace(tzinfo=zone_of(zone))
    if local.utcoffset() != local.replace(fold=1).utcoffset():
        raise WorkbenchError(
            f"The clocks of {zone} changed at this hour, so the zone alone does not place it.",
            received=repr(text),
            allowed="the same time with its offset, such as 2010-03-15T08:00-05:00",
            remedy="add the offset if the source states it; else use interval with start/end",
        )
    return local.astimezone(UTC)


def _days(first: datetime, days: int, zone: str) -> tuple[datetime, datetime]:
    return _span(first, first + timedelta(days=days), zone)


def _span(first: datetime, last: datetime, zone: str) -> tuple[datetime, datetime]:
    local = zone_of(zone or "UTC")
    return first.replace(tzinfo=local).astimezone(UTC), last.replace(tzinfo=local).astimezone(UTC)


def _read_interval(text: str, precision: str) -> tuple[datetime, datetime]:
    halves = [_PATTERN.fullmatch(half) for half in text.split("/")]
    if precision != "interval" or len(halves) != 2 or any(h is None or not h["zone"] for h in halves):
        raise WorkbenchError(
            "An interval needs two instants, each with its offset.",
            received=f"{text!r} with precision {precision!r}",
            allowed="2010-03-15T11:14-04:00/2010-03-15T11:15-07:00 with precision interval",
            remedy="write both ends, or one time with another precision",
        )
    try:
        start, end = (_instant(half, half[0], "") for half in halves if half is not None)
    except (ValueError, OverflowError):
        raise _unreadable(text, precision) from None
    if end <= start:
        raise WorkbenchError(
            "An interval ends before it starts.",
            received=repr(text),
            allowed="start/end with the end after the start",
            remedy="swap the two, minding their offsets",
        )
    return start, end


def _unreadable(text: str, precision: str) -> WorkbenchError:
    return WorkbenchError(
        "This is not a time the workbench can read.",
        received=f"{text!r} with precision {precision!r}",
        allowed=_FORMS,
        remedy="write the time in ISO 8601, as precise as the source gives it",
    )


def _too_short(text: str, precision: str, wanted: str) -> WorkbenchError:
    return WorkbenchError(
        f"The time is written less precisely than its precision, {precision!r}, says.",
        received=repr(text),
        allowed=wanted,
        remedy="write the missing part, or choose a coarser precision",
    )
