"""``case.toml``: what a case is about, and the choices that its evidence needs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from workbench import vocabulary
from workbench.evidence.findings import Problem
from workbench.evidence.reading import read_text
from workbench.problems import WorkbenchError, nearest
from workbench.times import read_time, zone_of

FILE = "case.toml"


@dataclass(frozen=True)
class Clock:
    """What starts the clock, the zone of the case's own day, and the channel it played on."""

    trigger: str
    timezone: str
    channel: str


@dataclass(frozen=True)
class Period:
    """The hot weeks that a timeline shows first, in UTC."""

    start: pd.Timestamp
    end: pd.Timestamp


@dataclass(frozen=True)
class DecisionPoint:
    """A moment at which a participant has to choose, told without hindsight."""

    time: pd.Timestamp
    question: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Unconfirmed:
    """What a source article says of the case and the open web did not confirm."""

    source: str
    statement: str


@dataclass(frozen=True)
class Attention:
    """The counter whose rebuilt curve stands in ``data/``: metric, scope, series, and what it counts."""

    metric: str
    scope: str
    series: str
    noun: str


@dataclass(frozen=True)
class Settings:
    """Everything that ``case.toml`` says."""

    id: str
    title: str
    question: str
    summary: str
    company: str
    sector: str
    country: str
    grade: str
    grade_reason: str
    licence: str
    period: Period
    clock: Clock
    hashtags: tuple[str, ...] = ()
    learning_goals: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    delays: dict[str, str] = field(default_factory=dict)
    delay_notes: dict[str, str] = field(default_factory=dict)
    decision_points: tuple[DecisionPoint, ...] = ()
    unconfirmed: tuple[Unconfirmed, ...] = ()
    share_price: str = ""
    attention: Attention | None = None


_TEXTS = ("id", "title", "question", "summary", "company", "sector", "country", "grade", "grade_reason", "licence")
_LISTS = ("hashtags", "learning_goals", "practices", "claims")
_TABLES = ("period", "clock", "delays", "decision_points", "unconfirmed", "share_price", "attention")


class _Reader:
    """Collects problems while the keys of one file are read, so that all come out at once."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.problems: list[Problem] = []

    def wrong(self, key: str, happened: str, found: object, allowed: str, remedy: str) -> None:
        self.problems.append(Problem(FILE, None, key, happened, repr(found), allowed, remedy))

    def text(self, key: str) -> str:
        value = self._at(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is None:
            self.wrong(key, "A key is missing.", None, "a text", f"add {key} to {FILE}")
        else:
            self.wrong(key, "The value is not a text.", value, "a text in quotes", f'write {key.split(".")[-1]} = "..."')
        return ""

    def word(self, key: str, words: Iterable[str]) -> str:
        value, words = self.text(key), list(words)
        if value and value not in words:
            self._not_in_list(key, value, words)
        return value

    def texts(self, key: str, words: Iterable[str] = ()) -> tuple[str, ...]:
        value = self._at(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.wrong(key, "The value is not a list of texts.", value, "a list of texts", f'write {key} = ["...", "..."]')
            return ()
        allowed = list(words)
        for item in value if allowed else ():
            if item not in allowed:
                self._not_in_list(key, item, allowed)
        return tuple(value)

    def mapping(self, key: str) -> dict[str, Any]:
        value = self._at(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            self.wrong(key, "The value is not a table.", value, f"a table [{key}]", f"write [{key}] on a line of its own")
            return {}
        return value

    def instant(self, key: str, value: object, zone: str) -> pd.Timestamp | None:
        """Read a TOML date, date-time or text as a UTC instant; a date begins in ``zone``."""
        if isinstance(value, datetime):
            text, precision = value.isoformat(timespec="minutes"), "minute"
        elif isinstance(value, date):
            text, precision = value.isoformat(), "day"
        elif isinstance(value, str):
            text, precision = value, "minute" if "T" in value else "day"
        else:
            self.wrong(key, "A time is missing.", value, "a date such as 2009-07-05", "write the date")
            return None
        try:
            # No zone for clock times: only a calendar date may lean on the case's own zone.
            start, _ = read_time(text, precision, zone if precision == "day" else "")
        except WorkbenchError as error:
            self.problems.append(Problem.of(error, FILE, None, key))
            return None
        return pd.Timestamp(start)

    def _at(self, key: str) -> Any:
        value: Any = self.data
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value

    def _not_in_list(self, key: str, value: str, words: list[str]) -> None:
        remedy = nearest(value, words) or "choose the word that comes closest"
        self.wrong(key, "This word is not in the list.", value, ", ".join(words), remedy)


def read_settings(folder: Path) -> tuple[Settings | None, list[Problem]]:
    """Read ``case.toml``, with every problem it has."""
    text, problems = read_text(folder / FILE)
    if problems:
        return None, problems
    try:
        reader = _Reader(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        return None, [
            Problem(FILE, None, "", "The file is not valid TOML.", str(error), 'lines such as title = "..."',
                    "compare the place named with the same place in another case")
        ]
    for key in reader.data:
        if key not in (*_TEXTS, *_LISTS, *_TABLES):
            allowed = ", ".join((*_TEXTS, *_LISTS, *_TABLES))
            reader.wrong(key, "This key is not known.", key, allowed, nearest(key, (*_TEXTS, *_LISTS, *_TABLES)) or "delete it")
    texts = {key: reader.text(key) for key in _TEXTS if key != "grade"}
    if texts["id"] and texts["id"] != folder.name:
        reader.wrong("id", "The id is not the folder's name.", texts["id"], folder.name,
                     f'write id = "{folder.name}", or rename the folder')
    lists = {
        "hashtags": reader.texts("hashtags"),
        "learning_goals": reader.texts("learning_goals"),
        "practices": reader.texts("practices", vocabulary.PRACTICE),
        "claims": reader.texts("claims", vocabulary.CLAIM),
    }
    clock = Clock(reader.text("clock.trigger"), _zone(reader), reader.word("clock.channel", vocabulary.CHANNEL))
    grade = reader.word("grade", vocabulary.GRADE)
    period = _period(reader, clock.timezone)
    delays, notes = _delays(reader)
    points = _decision_points(reader, clock.timezone)
    unconfirmed = _unconfirmed(reader)
    share_price = reader.text("share_price.series") if "share_price" in reader.data else ""
    attention = None
    if "attention" in reader.data:
        attention = Attention(*(reader.text(f"attention.{key}") for key in ("metric", "scope", "series", "noun")))
    if reader.problems or period is None:
        return None, reader.problems
    return (
        Settings(
            **texts, **lists, grade=grade, period=period, clock=clock, delays=delays, delay_notes=notes,
            decision_points=points, unconfirmed=unconfirmed, share_price=share_price,
            attention=attention,
        ),
        [],
    )


def _zone(reader: _Reader) -> str:
    name = reader.text("clock.timezone")
    try:
        if name:
            zone_of(name)
    except WorkbenchError as error:
        reader.problems.append(Problem.of(error, FILE, None, "clock.timezone"))
        return ""
    return name


def _period(reader: _Reader, zone: str) -> Period | None:
    table = reader.mapping("period")
    start = reader.instant("period.start", table.get("start"), zone)
    end = reader.instant("period.end", table.get("end"), zone)
    if start is None or end is None:
        return None
    if end <= start:
        reader.wrong("period.end", "The period ends before it starts.", f"{table['start']} to {table['end']}",
                     "an end after the start", "swap the two dates")
    return Period(start, end)


def _delays(reader: _Reader) -> tuple[dict[str, str], dict[str, str]]:
    table = dict(reader.mapping("delays"))
    notes = table.pop("notes", {})
    for where, keys in (("delays", table), ("delays.notes", notes)):
        for key in keys:
            if key not in vocabulary.DELAY:
                reader.wrong(f"{where}.{key}", "This delay definition is not known.", key,
                             ", ".join(vocabulary.DELAY), nearest(key, vocabulary.DELAY) or "choose one of the five")
    return {k: str(v) for k, v in table.items()}, {k: str(v) for k, v in notes.items()}


def _decision_points(reader: _Reader, zone: str) -> tuple[DecisionPoint, ...]:
    points = []
    for number, point in enumerate(reader.data.get("decision_points", []), start=1):
        key = f"decision_points[{number}]"
        question, options = point.get("question", ""), point.get("options", [])
        if not question or not isinstance(options, list) or len(options) < 2:
            reader.wrong(key, "A decision point needs a question and at least two options.", point,
                         "time, question and options", "add what is missing")
            continue
        if (time := reader.instant(f"{key}.time", point.get("time"), zone)) is not None:
            points.append(DecisionPoint(time, question, tuple(options)))
    return tuple(points)


def _unconfirmed(reader: _Reader) -> tuple[Unconfirmed, ...]:
    rows = []
    for number, row in enumerate(reader.data.get("unconfirmed", []), start=1):
        if not row.get("source") or not row.get("statement"):
            reader.wrong(f"unconfirmed[{number}]", "An unconfirmed statement needs its source.", row,
                         "source and statement", "add what is missing")
            continue
        rows.append(Unconfirmed(row["source"], row["statement"]))
    return tuple(rows)
