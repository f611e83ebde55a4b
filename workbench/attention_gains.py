"""What a rebuilt curve gained per day and per hour, and the refusal where its readings cannot tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.problems import TooCoarse, WorkbenchError
from workbench.times import zone_of

if TYPE_CHECKING:
    from workbench.attention_curve import AttentionCurve

HOUR = pd.Timedelta(hours=1)
#: Hours are told between two used readings dated to the hour that lie at most this far apart.
FINE_GAP = pd.Timedelta(hours=48)
_TO_THE_HOUR, _TO_THE_DAY = pd.Timedelta(hours=3), pd.Timedelta(hours=26)


def per_day(curve: AttentionCurve, timezone: str | None) -> pd.DataFrame:
    """See :meth:`workbench.attention_curve.AttentionCurve.daily`."""
    fine = _used(curve, _TO_THE_DAY)
    if len(fine) < 2:
        raise TooCoarse(
            f"The readings of {curve.name} cannot tell one day from the next.",
            received=f"{len(fine)} used reading{'' if len(fine) == 1 else 's'} dated to the day or better",
            allowed="2 or more",
            remedy="curve.at([...]) at two dates far apart",
        )
    zone = zone_of(timezone or curve.timezone)
    first, last = curve.start.tz_convert(zone).normalize(), curve.end.tz_convert(zone).normalize()
    midnights = pd.date_range(first, last + pd.DateOffset(days=1), freq="D")
    edges = midnights.tz_convert("UTC")
    inside = edges.where(edges > curve.start, curve.start).where(edges < curve.end, curve.end)
    table = curve.table(edges[:-1], np.diff(curve.values(inside), axis=1))
    table.insert(1, "day", midnights[:-1].date)
    table["hours"] = (np.diff(inside) / HOUR).round(1)
    middle = pd.DatetimeIndex(fine["time"] + (fine["time_end"] - fine["time"]) / 2)
    table["readings"] = np.histogram(middle.as_unit("s").asi8, edges.as_unit("s").asi8)[0]
    return table[table["hours"] > 0].reset_index(drop=True)


def per_hour(
    curve: AttentionCurve, start: str | pd.Timestamp | None, end: str | pd.Timestamp | None
) -> pd.DataFrame:
    """See :meth:`workbench.attention_curve.AttentionCurve.hourly`."""
    stretches = fine_stretches(curve)
    if not stretches:
        raise TooCoarse(
            f"The readings of {curve.name} cannot tell one hour from the next.",
            received="no two used readings dated to the hour within 48 hours of each other",
            allowed="hours between two such readings",
            remedy="curve.daily()",
        )
    longest = max(stretches, key=lambda stretch: stretch[1] - stretch[0])
    first = longest[0] if start is None else instant(start, curve.timezone)
    last = longest[1] if end is None else instant(end, curve.timezone)
    if not any(a <= first < last <= b for a, b in stretches):
        raise TooCoarse(
            f"Hours of {curve.name} cannot be told there: the readings are dated to the day or coarser.",
            received=f"{first:%Y-%m-%d %H:%M} to {last:%Y-%m-%d %H:%M} UTC",
            allowed="; ".join(f"{a:%Y-%m-%d %H:%M} to {b:%Y-%m-%d %H:%M} UTC" for a, b in stretches),
            remedy="curve.daily(), or hours inside the stretch allowed",
        )
    edges = pd.date_range(first.ceil("h"), last.floor("h"), freq="h")
    return curve.table(edges[:-1], np.diff(curve.values(edges), axis=1))


def fine_stretches(curve: AttentionCurve) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    """Stretches, in full hours, for which :func:`per_hour` answers."""
    fine = _used(curve, _TO_THE_HOUR).sort_values("time")
    fine = fine[(fine["time"] >= curve.start) & (fine["time_end"] <= curve.end)]
    run = (fine["time"].diff() > FINE_GAP).cumsum()
    pairs = fine.groupby(run).agg(first=("time", "min"), last=("time_end", "max"))
    found = zip(pairs["first"].dt.ceil("h"), pairs["last"].dt.floor("h"), strict=True)
    return [(first, last) for first, last in found if last - first > HOUR]


def instant(time: str | pd.Timestamp, timezone: str) -> pd.Timestamp:
    """Read one instant; a bare date is midnight in `timezone`, a clock time must carry its zone.

    >>> instant("2009-07-10", "America/Halifax")
    Timestamp('2009-07-10 03:00:00+0000', tz='UTC')
    """
    moment = pd.Timestamp(time)
    if moment.tzinfo is not None:
        return moment.tz_convert("UTC")
    if moment == moment.normalize():
        return moment.tz_localize(zone_of(timezone)).tz_convert("UTC")
    raise WorkbenchError(
        "A clock time without a zone cannot be placed.",
        received=repr(str(time)),
        allowed="a time with its offset, such as 2009-07-10T18:00-03:00, or a bare date",
        remedy="add the offset",
    )


def _used(curve: AttentionCurve, width: pd.Timedelta) -> pd.DataFrame:
    rows = curve.readings
    return rows[(rows["judged"] == "used") & (rows["time_end"] - rows["time"] <= width)]
