"""What people type into a case of their own: a time, a title, an address; refused in words about what they typed."""

from __future__ import annotations

import re
from datetime import datetime

from workbench.evidence.cells import is_address
from workbench.problems import WorkbenchError
from workbench.times import read_time, zone_of

#: A title that is longer fits no timeline.
MOST_WORDS = 12
_TYPED = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[T ]\s*(\d{1,2}:\d{2})(?::\d{2}(?:\.\d+)?)?(?:\s*(Z|[+-]\d{2}:?\d{2}))?)?",
    re.ASCII,
)
_POINTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,?\s+(\d{1,2}:\d{2}))?", re.ASCII)


def typed_time(text: str, zone: str) -> tuple[str, str]:
    """Turn a time as people type it into the table's form, and say how precise it is.

    Parameters
    ----------
    text : str
        ``2026-03-14``, ``2026-03-14 9:05`` or ``2026-03-14T09:05+01:00``; a blank is the same as the T.
    zone : str
        IANA zone in which a clock time without an offset is read; empty where nobody named one.

    Returns
    -------
    tuple of str
        The date, or the time with its offset; and ``day`` or ``minute``.

    Raises
    ------
    WorkbenchError
        If it is no such time, or a clock time whose zone nobody named.

    Examples
    --------
    >>> typed_time("2026-03-24 9:24", "Europe/Berlin"), typed_time("2026-03-24", "Europe/Berlin")
    (('2026-03-24T09:24+01:00', 'minute'), ('2026-03-24', 'day'))
    """
    found = _TYPED.fullmatch(text.strip())
    if found is None:
        raise _unreadable(text)
    day, clock, offset = found.groups()
    if clock is None:
        _read(day, "day", zone, text)
        return day, "day"
    if not offset and not zone:
        raise WorkbenchError(
            "A clock time without a time zone cannot be placed.",
            received=repr(text),
            allowed=f"the time with its offset, such as {day} {clock}+01:00; or a time zone beside it",
            remedy="timezone= with the zone of the case, such as Europe/Berlin",
        )
    start = _read(f"{day}T{clock.zfill(5)}{offset or ''}", "minute", zone, text)
    local = (
        start.astimezone(zone_of(zone)) if zone else datetime.fromisoformat(f"{day}T{clock.zfill(5)}{offset}")
    )
    return local.isoformat(timespec="minutes"), "minute"


def check_title(title: str, what: str = "The title") -> None:
    """Refuse more words than a timeline shows.

    Examples
    --------
    >>> check_title("A kettle explodes on camera")
    """
    words = len(title.split())
    if words > MOST_WORDS:
        raise WorkbenchError(
            f"{what} is too long.",
            received=f"{words} words",
            allowed=f"up to {MOST_WORDS} words",
            remedy="say it shorter; the rest belongs into the detail",
        )


def check_address(url: str) -> None:
    """Refuse what is no address of a page; an empty one means that there is none.

    Examples
    --------
    >>> check_address("https://example.org/report")
    """
    if url.strip() and not is_address(url.strip()):
        raise WorkbenchError(
            "The page about it has no web address.",
            received=repr(url),
            allowed="an address that begins with https:// or http://",
            remedy=f"https://{url.strip()}" if is_address(f"https://{url.strip()}") else "leave it out",
        )


def _read(text: str, precision: str, zone: str, typed: str) -> datetime:
    try:
        return read_time(text, precision, zone)[0]
    except WorkbenchError as error:
        if error.happened.startswith("This is not a time"):
            raise _unreadable(typed) from None
        raise


def _unreadable(text: str) -> WorkbenchError:
    """Say what a time looks like; a date with points is written the right way round as a proposal."""
    pointed = _POINTED.fullmatch(text.strip())
    remedy = "write year, month and day in this order"
    if pointed:
        day, month, year, clock = pointed.groups()
        written = f"{year}-{month.zfill(2)}-{day.zfill(2)}{f' {clock.zfill(5)}' if clock else ''}"
        if _TYPED.fullmatch(written) and int(month) <= 12:
            remedy = written
    return WorkbenchError(
        "This is no date and no time that can be read.",
        received=repr(text),
        allowed="2026-03-24 where only the day is known; 2026-03-24 09:24; or 2026-03-24 09:24+01:00",
        remedy=remedy,
    )
