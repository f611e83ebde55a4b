"""Which readings make a curve: taken from a case or a table, checked, cut to a window, enough or refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from workbench.attention_gains import instant
from workbench.attention_shape import Kind
from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError, nearest

if TYPE_CHECKING:
    from workbench.cases import Case

QUALIFIERS = ("exact", "about", "at_least", "at_most", "estimate")
#: Readings a curve needs, how many of them must be more than a bound, and how many dated finely.
REQUIRED = {"counter": 8, "level": 5}
TWO_SIDED, FINE = 2, 3
_COUNTERS, _LEVELS = ("_cumulative", "petition_signatures"), ("_fans", "_followers", "_subscribers")
_COLUMNS = ("time", "time_end", "value", "qualifier")


@dataclass(frozen=True)
class Window:
    """The part of time a curve covers: hour zero, and from when to when it is told."""

    zero: pd.Timestamp
    start: pd.Timestamp
    end: pd.Timestamp


def take_case(case: Case, metric: str, scope: str | Iterable[str] | None) -> pd.DataFrame:
    """Take the readings of a case, each with a `link`: its source's name and address."""
    if scope is None or isinstance(scope, str):
        table = case.readings(metric, scope)
    else:
        table = pd.concat([case.readings(metric, one) for one in scope], ignore_index=True)
    pages = case.sources.set_index("source_id")
    links = {
        name: (", ".join(filter(None, (row["title"], row["publisher"], row["published"]))), row["url"])
        for name, row in pages.iterrows()
    }
    table["link"] = [links.get(name, (name, "")) for name in table["source_id"]]
    return table


def check_readings(table: pd.DataFrame, metric: str, scope: str | Iterable[str] | None) -> pd.DataFrame:
    """Choose the rows of one metric and scope, and refuse a table that cannot be read; all problems at once."""
    if missing := [column for column in _COLUMNS if column not in table]:
        raise WorkbenchError(
            "The table of readings lacks columns.",
            received=", ".join(map(str, table.columns)),
            allowed=", ".join(_COLUMNS),
            remedy=f"add {', '.join(missing)}",
        )
    rows = table[table["metric"] == metric] if "metric" in table else table
    if "scope" in rows:
        known = rows["scope"].value_counts()
        listed = [scope] if isinstance(scope, str) else list(scope or known.index)
        if unknown := [one for one in listed if one not in known.index]:
            raise NotFound(
                f"There are no readings of {metric} with this scope.",
                received=", ".join(map(repr, unknown)),
                allowed=_listed(known),
                remedy=nearest(unknown[0], known.index) or "choose one of the scopes listed",
            )
        if scope is None and len(known) > 1:
            raise WorkbenchError(
                f"{metric} counts several things, which do not make one curve.",
                received="no scope",
                allowed=_listed(known),
                remedy=f"scope={known.index[0]!r}, or a list of scopes that you know to be one counter",
            )
        rows = rows[rows["scope"].isin(listed)]
    problems = list(_problems(rows))
    if problems:
        raise WorkbenchError(
            "The readings cannot be used as they are.",
            received="; ".join(problems),
            allowed=f"time and time_end with a zone, time before time_end, value above 0, qualifier one of {', '.join(QUALIFIERS)}",
            remedy="repair or leave out these rows",
        )
    return _completed(rows.sort_values("time", kind="stable").reset_index(drop=True))


def kind_of(metric: str, found: int) -> Kind:
    """Tell from its name whether a metric only grows or may fall."""
    if any(word in metric for word in _COUNTERS):
        return "counter"
    if any(word in metric for word in _LEVELS):
        return "level"
    if found < REQUIRED["level"]:
        raise NotEnoughData(
            f"{metric} has too few readings for a curve.",
            received=f"{found} reading{'' if found == 1 else 's'}",
            allowed=f"{REQUIRED['counter']} or more of a counter, {REQUIRED['level']} or more of a level",
            remedy="show the readings themselves, in a table",
        )
    raise WorkbenchError(
        f"{metric} is not known to be a counter or a level.",
        received=f"{found} readings, no kind",
        allowed="kind='counter' for what only grows, kind='level' for what may fall",
        remedy="draw the readings as they are if each counts one hour or one day: nothing is to be rebuilt then",
    )


def cut_window(
    table: pd.DataFrame,
    kind: Kind,
    *,
    start: str | pd.Timestamp | None,
    end: str | pd.Timestamp | None,
    origin: str | pd.Timestamp | None,
    period: tuple[pd.Timestamp, pd.Timestamp] | None,
    timezone: str,
) -> tuple[pd.DataFrame, Window]:
    """Cut the readings to the window asked for, by default the case's period up to the last reading."""
    middle = table["time"] + (table["time_end"] - table["time"]) / 2
    first = instant(start, timezone) if start is not None else None
    last = instant(end, timezone) if end is not None else None
    until = last or (period[1] if period else table["time_end"].max())
    if kind == "counter":
        if origin is None:
            raise WorkbenchError(
                "A counter needs the moment at which it stood at zero.",
                received="a table and no origin",
                allowed="an instant with its zone",
                remedy='origin="2009-07-06T18:00-03:00", the moment of the upload or earlier',
            )
        zero = instant(origin, timezone)
        inside = (table["time_end"] > zero) & (middle.where(middle > zero, zero) < until)
    else:
        since = first or (period[0] if period else table["time"].min())
        inside = (middle >= since) & (middle < until)
        zero = min(filter(None, [first, table.loc[inside, "time"].min() if inside.any() else since]))
    rows = table[inside].reset_index(drop=True)
    reach = min(until, rows["time_end"].max()) if len(rows) else until
    window = Window(zero, max(zero, first or zero), last or reach)
    if window.end <= window.start:
        raise WorkbenchError(
            "The window ends before it starts.",
            received=f"{window.start:%Y-%m-%d %H:%M} to {window.end:%Y-%m-%d %H:%M} UTC",
            allowed="an end after the start",
            remedy="exchange start and end, or leave them out",
        )
    return rows, window


def check_enough(rows: pd.DataFrame, window: Window, *, metric: str, kind: Kind, outside: int) -> None:
    """Refuse a curve that its readings cannot carry."""
    found, two_sided = len(rows), int((~rows["qualifier"].isin(["at_least", "at_most"])).sum())
    span = f"{window.start:%Y-%m-%d} to {window.end:%Y-%m-%d}"
    wider = outside and found + outside >= REQUIRED[kind]
    elsewhere = f"a wider window: {outside} more lie outside" if wider else "more dated readings"
    if found < REQUIRED[kind] or two_sided < TWO_SIDED:
        raise NotEnoughData(
            f"{metric} has too few readings for the curve of a {kind}.",
            received=f"{found} reading{'' if found == 1 else 's'} in {span}, {two_sided} of them more than a bound",
            allowed=f"{REQUIRED[kind]} or more, {TWO_SIDED} of them exact, about or an estimate",
            remedy=elsewhere,
        )
    fine = int(((rows["time_end"] - rows["time"]) * 4 <= window.end - window.start).sum())
    if fine < FINE:
        raise TooCoarse(
            f"The readings of {metric} are dated too coarsely for this window.",
            received=f"{fine} of {found} readings dated more finely than a quarter of {span}",
            allowed=f"{FINE} or more",
            remedy=elsewhere,
        )


def _listed(known: pd.Series, most: int = 8) -> str:
    """Write scopes with their counts, the frequent ones."""
    rest = f" and {len(known) - most} more" if len(known) > most else ""
    return ", ".join(f"{name} ({count})" for name, count in known.head(most).items()) + rest


def _problems(rows: pd.DataFrame) -> Iterable[str]:
    naive = [name for name in ("time", "time_end") if getattr(rows[name].dtype, "tz", None) is None]
    if naive:
        yield f"{' and '.join(naive)} without a zone"
    value = pd.to_numeric(rows["value"], errors="coerce")
    bad = {
        "value that is no number above 0": ~(value > 0),
        "unknown qualifier": ~rows["qualifier"].isin(QUALIFIERS),
    }
    if not naive:
        bad["time_end not after time"] = ~(rows["time_end"] > rows["time"])
    for what, where in bad.items():
        if where.any():
            listed = ", ".join(map(str, rows.index[where][:8]))
            yield f"{what} in row{'' if where.sum() == 1 else 's'} {listed}{' ...' if where.sum() > 8 else ''}"


def _completed(rows: pd.DataFrame) -> pd.DataFrame:
    """Add what a case's table has besides, so that every curve carries the same columns."""
    blank = {
        "observation_id": [f"r{i + 1}" for i in range(len(rows))],
        "scope": "",
        "unit": "",
        "source_id": "",
        "note": "",
    }
    for column, default in blank.items():
        if column not in rows:
            rows[column] = default
    if "link" not in rows:
        rows["link"] = [(name, "") for name in rows["source_id"]]
    if "time_precision" not in rows:
        rows["time_precision"] = "interval"
    return rows.assign(
        value=rows["value"].astype(float),
        time=rows["time"].dt.tz_convert("UTC"),
        time_end=rows["time_end"].dt.tz_convert("UTC"),
        qualifier=rows["qualifier"].astype(str),
    )
