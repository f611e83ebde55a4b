"""Written times to UTC: zones from the file or from the caller, never guessed; day and month told apart by evidence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from workbench.problems import WorkbenchError
from workbench.times import zone_of

_ZONE = r"(?:Z|z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})"
_CLOCK = r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?"
_ISO_ZONED = rf"^\d{{4}}-\d{{2}}-\d{{2}}[T ]{_CLOCK} ?{_ZONE}$"
_ISO_BARE = rf"^\d{{4}}-\d{{2}}-\d{{2}}[T ]{_CLOCK}$"
_ISO_DAY = r"^\d{4}-\d{2}-\d{2}$"
_SECONDS = r"[T ]\d{2}:\d{2}:\d{2}"

_TAIL = re.compile(
    rf"(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})(?::(?P<second>\d{{2}}(?:\.\d{{1,9}})?))? ?(?P<half>[AaPp]\.?[Mm]\.?)? ?(?P<zone>{_ZONE})?",
    re.ASCII,
)
_SLASHED = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})(?:,? +(.+))?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})([/.])(\d{1,2})\2(\d{1,2})(?:,? +(.+))?", re.ASCII)
_DAY_NAMED = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(\d{1,2})[ \-]([A-Za-z]{3,9})\.?[ \-](\d{4})(?:,? +(.+))?", re.ASCII
)
_MONTH_NAMED = re.compile(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})(?:,? +(?:at )?(.+))?", re.ASCII)
_TWITTER = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) (\d{2}) (\d{2}:\d{2}:\d{2} [+-]\d{4}) (\d{4})", re.ASCII)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

#: Nothing on social media is older; a time before it stands for "missing".
EARLIEST = pd.Timestamp("1990-01-01", tz="UTC")
NO_ZONE = "its time has no time zone, and none was given"


@dataclass(frozen=True)
class Clock:
    """How the times of one file are to be read."""

    #: IANA name for times without a zone; empty where the file must say it.
    zone: str = ""
    day_first: bool | None = None
    #: What a bare number is: "s", "ms", or nothing.
    epoch: str = ""
    finest: str = "second"


def read_clock(texts: Any, clock: Clock) -> pd.DataFrame:
    """Read a column of written times.

    Parameters
    ----------
    texts : Series or sequence of str or None
    clock : Clock

    Returns
    -------
    DataFrame
        ``time`` (UTC, missing where it could not be read), ``precision`` (second, minute or day), ``reason`` (why a
        time is missing, else empty) and ``bare`` (whether it was written without a zone).

    Examples
    --------
    >>> read = read_clock(["2017-10-31 22:10:47"], Clock(zone="America/New_York"))
    >>> read["time"].iloc[0].isoformat(), read["precision"].iloc[0]
    ('2017-11-01T02:10:47+00:00', 'second')
    """
    text = pd.Series(texts, dtype="str").reset_index(drop=True).str.strip()
    missing = text.isna() | (text == "")
    if missing.all():
        never = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us, UTC]")
        return pd.DataFrame(
            {"time": never, "precision": "second", "reason": "its time is empty", "bare": False}
        )
    reason = pd.Series(np.where(missing, "its time is empty", ""), dtype="object")
    other = ~missing & ~text.str.match(rf"{_ISO_ZONED}|{_ISO_BARE}|{_ISO_DAY}")
    if other.any():
        rewritten = [_iso(one, clock.day_first, clock.epoch) for one in text[other]]
        text[other] = pd.Series([iso for iso, _ in rewritten], index=text.index[other], dtype="str")
        reason[other] = [why for _, why in rewritten]
    zoned, bare, day = (
        text.str.match(pattern).fillna(False) & (reason == "")
        for pattern in (_ISO_ZONED, _ISO_BARE, _ISO_DAY)
    )
    time = pd.Series(pd.NaT, index=text.index, dtype="datetime64[us, UTC]")
    if zoned.any():
        tidy = (
            text[zoned]
            .str.replace(r" ?(?:UTC|GMT|z)$", "Z", regex=True)
            .str.replace(r" ([+-])", r"\1", regex=True)
        )
        time[zoned] = _parsed(tidy, utc=True)
        reason[zoned & time.isna()] = "its time is no time of the calendar"
    local = bare | day
    if local.any() and not clock.zone:
        reason[local] = NO_ZONE
    elif local.any():
        time[local], why = _in_zone(text[local], day[local], clock.zone)
        reason[local] = why
    precision = np.where(
        day | (clock.finest == "day"),
        "day",
        np.where(text.str.contains(_SECONDS).fillna(False), "second", "minute"),
    )
    return pd.DataFrame({"time": time, "precision": precision, "reason": reason, "bare": local})


def _parsed(text: pd.Series, utc: bool) -> pd.Series:
    read = pd.to_datetime(text, format="ISO8601", errors="coerce", utc=utc)
    return read.astype("datetime64[us, UTC]" if utc else "datetime64[us]")


def _in_zone(text: pd.Series, day: pd.Series, zone: str) -> tuple[pd.Series, pd.Series]:
    wall = _parsed(text, utc=False)
    where = zone_of(zone)
    # A day that begins in the missing hour begins when the clocks have moved.
    exact = wall.dt.tz_localize(where, ambiguous="NaT", nonexistent="NaT")
    days = wall.dt.tz_localize(where, ambiguous=np.ones(len(wall), dtype=bool), nonexistent="shift_forward")
    time = exact.where(~day, days).dt.tz_convert("UTC")
    why = pd.Series("", index=text.index, dtype="object")
    why[time.isna()] = (
        f"its clock time occurs twice or not at all in {zone}, because the clocks were changed that night"
    )
    why[wall.isna()] = "its time is no time of the calendar"
    return time, why


@lru_cache(maxsize=1 << 16)
def _iso(text: str, day_first: bool | None, epoch: str) -> tuple[str, str]:
    """Rewrite one time in another form as ISO 8601; or say why not."""
    unreadable = ("", "its time cannot be read")
    if re.search(r"\d ?(?!AM|PM|UTC|GMT)[A-Z]{2,5}$", text):
        return "", "its time zone is an abbreviation, and such are used for several zones"
    if re.fullmatch(r"-?\d+(?:\.\d*)?", text, re.ASCII):
        return _from_epoch(text, epoch) or unreadable
    if found := _TWITTER.fullmatch(text):
        month, day, clock, year = found.groups()
        return _put(year, month, day, clock) or unreadable
    if found := _SLASHED.fullmatch(text):
        first, _, second, year, clock = found.groups()
        if day_first is None:
            return "", "its day and month cannot be told apart"
        day, month = (first, second) if day_first else (second, first)
        return _put(year, month, day, clock) or unreadable
    if found := _YEAR_FIRST.fullmatch(text):
        year, _, month, day, clock = found.groups()
        return _put(year, month, day, clock) or unreadable
    if found := _DAY_NAMED.fullmatch(text):
        day, month, year, clock = found.groups()
        return _put(year, month, day, clock) or unreadable
    if found := _MONTH_NAMED.fullmatch(text):
        month, day, year, clock = found.groups()
        return _put(year, month, day, clock) or unreadable
    return unreadable


def _from_epoch(text: str, epoch: str) -> tuple[str, str] | None:
    digits = text.split(".")[0]
    # Ten digits are seconds from 2001 to 2286, thirteen the same in milliseconds; no other number is a time by itself.
    unit = epoch or {10: "s", 13: "ms"}.get(len(digits), "")
    if not unit or len(digits) > 15:
        return None
    try:
        return pd.Timestamp(int(digits), unit=unit, tz="UTC").isoformat(), ""
    except (ValueError, OverflowError):
        return None


def _put(year: str, month: str, day: str, clock: str | None) -> tuple[str, str] | None:
    if month[0].isalpha():
        place = next((n for n, name in enumerate(_MONTHS, 1) if month.lower().startswith(name)), 0)
        month = str(place)
    date = f"{year}-{int(month):02d}-{int(day):02d}"
    if not clock:
        return date, ""
    found = _TAIL.fullmatch(clock.strip())
    if found is None:
        return None
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if found["half"][0] in "Pp" else 0)
    second = f":{found['second']}" if found["second"] else ""
    return f"{date}T{hour:02d}:{found['minute']}{second}{found['zone'] or ''}", ""


def settle_day_first(chunks: Iterable[tuple[Any, np.ndarray]], name: str) -> tuple[bool, str]:
    """Decide from all rows whether the day comes first, or ask.

    Parameters
    ----------
    chunks : iterable of (texts, row numbers)
    name : str
        The file's name, for the question.

    Returns
    -------
    tuple
        Whether the day comes first, and the sentence for the receipt.

    Raises
    ------
    WorkbenchError
        If no row decides it, or two rows contradict each other.
    """
    proof: dict[bool, tuple[int, str]] = {}
    example = ""
    for texts, rows in chunks:
        series = pd.Series(texts, dtype="str").reset_index(drop=True)
        found = series.str.strip().str.extract(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-]\d{4}(?:\D|$)").dropna()
        if found.empty:
            continue
        example = example or str(series[found.index[0]])
        first, second = found[0].astype(int), found[1].astype(int)
        for day_first, sure in (
            (True, (first > 12) & (second <= 12)),
            (False, (second > 12) & (first <= 12)),
        ):
            if sure.any() and day_first not in proof:
                place = int(sure.to_numpy().argmax())
                proof[day_first] = (int(rows[found.index[place]]), str(series[found.index[place]]))
    if len(proof) == 1:
        day_first, (row, text) = next(iter(proof.items()))
        order = "day first" if day_first else "month first"
        return day_first, f"Dates are read {order}: row {row} ({text}) can only be read so"
    if proof:
        (row, text), (other_row, other) = proof[True], proof[False]
        raise WorkbenchError(
            f"{name} writes some dates day first and others month first.",
            received=f"{text} in row {row}, {other} in row {other_row}",
            allowed="one order in one file",
            remedy="export it with ISO dates (2026-05-31), or say day_first=True or False; rows that do not fit are set aside",
        )
    raise WorkbenchError(
        f"{name} does not say whether the day or the month comes first.",
        received=f"{example}, and no date with a number above 12",
        allowed="day_first=True for 31/12/2026, day_first=False for 12/31/2026",
        remedy="look at how the tool that wrote it shows dates",
    )


def needs_day_first(texts: Any) -> bool:
    """Tell whether a column has dates whose order must be known."""
    series = pd.Series(texts, dtype="str")
    return bool(series.str.match(r"^\s*\d{1,2}([/.\-])\d{1,2}[/.\-]\d{4}(?:\D|$)").fillna(False).any())
