"""The cases in one table: how long they took to answer, and how large and long the sample of each became."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from workbench.cases import Case, as_case, case_folders, load_case
from workbench.problems import NotFound, WorkbenchError, nearest
from workbench.vocabulary import DELAY

#: Every case is looked at for the same stretch: four weeks from the day of the trigger.
WINDOW_DAYS = 28
#: Mentions that are dated to the day or finer; the others cannot be put on a calendar.
FINE = ("minute", "hour", "day")
#: Fewer dated mentions than this in the window make no curve.
FEWEST_MENTIONS = 30
COLUMNS = (
    "case",
    "grade",
    "delay_low",
    "delay_high",
    "peak_per_day",
    "half_life_days",
    "total",
    "share_negative",
    "reason",
)


def compare_cases(cases: Iterable[Case] | None = None, *, delay: str = "first_public") -> pd.DataFrame:
    """Put cases side by side: delay, size, duration and tone, each only where the evidence allows.

    One would call this before asking whether slow answers go with long crises, and to see how few
    cases can say anything about it.

    Parameters
    ----------
    cases : iterable of Case, optional
        The shipped cases by default; each case is taken once.
    delay : str
        Definition of the delay: ``first_response``, ``first_public``, ``first_in_channel``,
        ``first_apology`` or ``first_corrective``.

    Returns
    -------
    pandas.DataFrame
        One row a case, oldest first: ``case``, ``grade``; ``delay_low`` and ``delay_high`` (hours, the
        range that the dates allow); ``peak_per_day`` (mentions on the fullest day), ``half_life_days``,
        ``total`` (mentions) and ``share_negative`` (0 to 1) of the dated sample in the four weeks from
        the trigger; ``reason``, why a cell of the row is empty.

    Raises
    ------
    NotFound
        If there is no such definition of a delay.
    WorkbenchError
        If there is no case to compare.

    Notes
    -----
    Mentions were found by search: a peak of 26 a day is 26 pages that were found, not 26 that were
    written. The half-life counts from the start of the fullest day until half of what was dated from
    then on had appeared; within a day, mentions are spread evenly. For a sample that decays
    exponentially it is the time in which the daily number halves. Days are days of the case's zone.

    Examples
    --------
    >>> compare_cases([load_case("codero-outage")])["reason"].item()
    'first response that everybody could see: not documented; grade C holds no volume'
    """
    if delay not in DELAY:
        raise NotFound(
            "There is no such definition of a delay.",
            received=repr(delay),
            allowed=", ".join(DELAY),
            remedy=nearest(str(delay), DELAY) or "delay='first_public'",
        )
    several = [cases] if isinstance(cases, Case | str) else cases
    chosen = map(load_case, case_folders()) if several is None else map(as_case, several)
    unique = {case.id: case for case in chosen}.values()
    if not unique:
        raise WorkbenchError(
            "There is no case to compare.",
            received="an empty list",
            allowed="one or more cases",
            remedy="wb.compare_cases() compares the shipped ones",
        )
    rows = [_row(case, delay) for case in sorted(unique, key=lambda case: case.trigger["time"])]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(case: Case, definition: str) -> dict[str, object]:
    delay = case.delays().loc[definition]
    reasons = []
    if not delay["documented"]:
        reasons.append(f"{DELAY[definition]}: not documented")
    elif delay["hours_high"] <= 0:
        reasons.append(f"{DELAY[definition]}: before the trigger")
    known = not reasons
    row: dict[str, object] = {
        "case": case.id,
        "grade": case.grade,
        "delay_low": delay["hours_low"] if known else math.nan,
        "delay_high": delay["hours_high"] if known else math.nan,
    }
    dated = _dated(case)
    if case.grade == "C":
        reasons.append("grade C holds no volume")
    elif len(dated) < FEWEST_MENTIONS:
        said = f"{len(dated)} mentions are dated to the day within {WINDOW_DAYS} days"
        reasons.append(f"only {said}, {FEWEST_MENTIONS} needed")
    else:
        row |= _size(dated)
    return row | {"reason": "; ".join(reasons)}


def _dated(case: Case) -> pd.DataFrame:
    """Mentions of the four weeks from the trigger's day, with the day each was published on."""
    mentions = case.mentions
    mentions = mentions[~mentions["background"] & mentions["precision"].isin(FINE)]
    zone = case.clock.timezone
    day = mentions["published"].dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()
    start = case.trigger["time"].tz_convert(zone).tz_localize(None).normalize()
    number = (day - start).dt.days
    return mentions.assign(day=number)[(number >= 0) & (number < WINDOW_DAYS)]


def _size(dated: pd.DataFrame) -> dict[str, float]:
    counts = dated["day"].value_counts().reindex(range(WINDOW_DAYS), fill_value=0).to_numpy()
    tail = counts[counts.argmax() :]
    grown, half = tail.cumsum(), tail.sum() / 2
    place = int((grown < half).sum())
    inside = (half - (grown[place] - tail[place])) / tail[place]
    return {
        "peak_per_day": float(counts.max()),
        "half_life_days": float(place + inside),
        "total": float(len(dated)),
        "share_negative": float((dated["stance"] == "negative").mean()),
    }
