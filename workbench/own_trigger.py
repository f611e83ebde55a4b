"""When the crisis of one's own began: a time as people type it, held against the messages; or what the messages show."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd

from workbench.importers.receipt import Receipt
from workbench.problems import WorkbenchError
from workbench.times import read_time, zone_of

#: What starts a crisis may come so much before the first message about it.
BEFORE_FIRST = timedelta(days=1)
_REPLACE = "Replace it by what started the crisis, with its time and its source."


def check_trigger(time: str, precision: str, zone: str, receipt: Receipt | None) -> None:
    """Refuse a beginning of the crisis that lies outside the time in which messages were collected.

    Parameters
    ----------
    time, precision : str
        As :func:`typed_time` returns them.
    zone : str
    receipt : Receipt or None
        Of the import; None for a case without messages.

    Raises
    ------
    WorkbenchError
        If it lies more than a day before the first message, or after the last.
    """
    if receipt is None or not receipt.start:
        return
    first, last = (datetime.fromisoformat(f"{end}+00:00") for end in (receipt.start, receipt.end))
    # The last message is true in a whole minute, or in a whole day.
    last += timedelta(days=1) if "day" in receipt.precisions else timedelta(minutes=1)
    start, end = read_time(time, precision, zone)
    if end <= first - BEFORE_FIRST or start >= last:
        local = zone_of(zone or "UTC")
        shown = [f"{moment.astimezone(local):%Y-%m-%d %H:%M}" for moment in (first, last)]
        raise WorkbenchError(
            "The crisis cannot have begun at a time of which no messages were collected.",
            received=f"{time}, but the messages run from {shown[0]} to {shown[1]}, {zone or 'UTC'}",
            allowed="a time within the messages, or up to a day before the first of them",
            remedy="look at the year and the month, or import an export that reaches there",
        )


def first_sign(messages: Path, receipt: Receipt) -> tuple[pd.Timestamp | None, str]:
    """Find the hour in which the largest burst of negative messages began, or else of all messages.

    Parameters
    ----------
    messages : Path
        The Parquet file of the messages.
    receipt : Receipt
        Of their import; its gaps count as not collected.

    Returns
    -------
    tuple
        The hour, or None; and what was searched, or why nothing was found.
    """
    from workbench.bursts import find_bursts
    from workbench.counts import count_mentions

    gaps = [(f"{start}Z", f"{end}Z") for start, end, _ in receipt.gaps]
    why = ""
    searched = [("negative messages", {"stance": "negative"})] if receipt.stances.get("negative") else []
    for what, where in (*searched, ("messages", None)):
        try:
            counts = count_mentions(messages, by=(), where=where, gaps=gaps, measures=())
            found = find_bursts(counts).intervals
        except WorkbenchError as error:
            why = f"no burst of messages can be looked for: {error.happened[:1].lower()}{error.happened[1:].rstrip('.')}"
            continue
        if not found.empty:
            return pd.Timestamp(found["start"].iloc[int(found["excess"].argmax())]), what
        why = "no burst of messages was found"
    return None, why


def provisional(receipt: Receipt, sign: pd.Timestamp | None, said: str, title: str) -> dict[str, str]:
    """The event that starts the clock for the time being, and why it is this one.

    Parameters
    ----------
    receipt : Receipt
    sign, said
        What :func:`first_sign` returned.
    title : str
        The caller's own words, if there are any.
    """
    if sign is not None:
        return {
            "time": sign.strftime("%Y-%m-%dT%H:%M+00:00"),
            "time_precision": "hour",
            "title": title.strip() or f"The largest burst of {said} begins",
            "detail": f"Provisional. {_REPLACE}",
        }
    coarse = set(receipt.precisions) == {"day"}
    start = receipt.start.replace(" ", "T")
    return {
        "time": start[:10] if coarse else f"{start}+00:00",
        "time_precision": "day" if coarse else "minute",
        "timezone": "UTC" if coarse else "",
        "title": title.strip() or "First message of the collection",
        "detail": f"Provisional, because {said}. {_REPLACE}",
    }
