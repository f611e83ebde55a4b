"""``case.toml``: what a case is about, and the choices that its evidence needs."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeGuard

import pandas as pd

from workbench import vocabulary
from workbench.evidence.findings import Problem
from workbench.evidence.keys import Keys
from workbench.evidence.reading import read_text
from workbench.problems import WorkbenchError, nearest
from workbench.times import zone_of

FILE = "case.toml"


@dataclass(frozen=True)
class Clock:
    """What starts the clock, the zone of the case's own day, and the channel, or the channels, it played on."""

    trigger: str
    timezone: str
    channel: str

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels one by one: several where the crisis had no own one."""
        return tuple(name.strip() for name in self.channel.split(","))


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


#: Stands for a time that could not be read; a folder with such a problem never loads.
_NEVER = pd.Timestamp(0, tz="UTC")


def read_settings(folder: Path) -> tuple[Settings | None, list[Problem]]:
    """Read ``case.toml``, with every problem it has."""
    text, problems = read_text(folder / FILE)
    if problems:
        return None, problems
    try:
        keys = Keys(FILE, tomllib.loads(text))
    except (ValueError, RecursionError) as error:
        remedy = "compare the place named with the same place in another case"
        return None, [
            Problem(
                FILE,
                None,
                "",
                "The file is not valid TOML.",
                str(error),
                'lines such as title = "..."',
                remedy,
            )
        ]
    known = [item.name for item in fields(Settings) if item.name != "delay_notes"]
    for key in keys.data:
        if key not in known:
            keys.wrong(
                key, "This key is not known.", ", ".join(known), nearest(key, known) or "delete it", found=key
            )
    zone = _zone(keys)
    clock = Clock(keys.text("clock.trigger"), zone, _channel(keys))
    delays, notes = _delays(keys)
    settings = Settings(
        id=_id(keys, folder),
        title=keys.text("title"),
        question=keys.text("question"),
        summary=keys.text("summary"),
        company=keys.text("company"),
        sector=keys.text("sector"),
        country=keys.text("country"),
        grade=keys.word("grade", vocabulary.GRADE),
        grade_reason=keys.text("grade_reason"),
        licence=keys.text("licence"),
        period=_period(keys, zone),
        clock=clock,
        hashtags=keys.texts("hashtags"),
        learning_goals=keys.texts("learning_goals"),
        practices=keys.texts("practices", vocabulary.PRACTICE),
        claims=keys.texts("claims", vocabulary.CLAIM),
        delays=delays,
        delay_notes=notes,
        decision_points=_decision_points(keys, zone),
        unconfirmed=_unconfirmed(keys),
        share_price=keys.text("share_price.series") if "share_price" in keys.data else "",
        attention=_attention(keys) if "attention" in keys.data else None,
    )
    return (None if keys.problems else settings), keys.problems


def _id(keys: Keys, folder: Path) -> str:
    name, found = folder.resolve().name, keys.text("id")
    if found and found != name:
        remedy = f'write id = "{name}", or rename the folder'
        keys.wrong("id", "The id is not the folder's name.", name, remedy, found=found)
    return found


def _zone(keys: Keys) -> str:
    name = keys.text("clock.timezone")
    try:
        if name:
            zone_of(name)
    except WorkbenchError as error:
        keys.problems.append(Problem.of(error, FILE, None, "clock.timezone"))
        return ""
    return name


def _channel(keys: Keys) -> str:
    names = [name.strip() for name in keys.text("clock.channel").split(",")]
    for name in names if names != [""] else []:
        if name not in vocabulary.CHANNEL:
            keys.not_in_list("clock.channel", name, vocabulary.CHANNEL)
    return ", ".join(dict.fromkeys(names))


def _period(keys: Keys, zone: str) -> Period:
    table = keys.table("period")
    start = keys.instant("period.start", table.get("start"), zone)
    end = keys.instant("period.end", table.get("end"), zone)
    if start is None or end is None:
        return Period(_NEVER, _NEVER)
    if end <= start:
        found = f"{table['start']} to {table['end']}"
        happened, allowed = "The period ends before it starts.", "an end after the start"
        keys.wrong("period.end", happened, allowed, "swap the two dates", found=found)
    return Period(start, end)


def _delays(keys: Keys) -> tuple[dict[str, str], dict[str, str]]:
    read = []
    for where in ("delays", "delays.notes"):
        names = [name for name in keys.table(where) if (where, name) != ("delays", "notes")]
        for name in names:
            if name not in vocabulary.DELAY:
                remedy = nearest(name, vocabulary.DELAY) or "choose one of the five"
                happened, allowed = "This delay definition is not known.", ", ".join(vocabulary.DELAY)
                keys.wrong(f"{where}.{name}", happened, allowed, remedy, found=name)
        read.append({name: keys.text(f"{where}.{name}") for name in names if name in vocabulary.DELAY})
    return read[0], read[1]


def _decision_points(keys: Keys, zone: str) -> tuple[DecisionPoint, ...]:
    points = []
    for key, point in keys.tables("decision_points"):
        question, options = point.get("question"), point.get("options")
        if not (isinstance(question, str) and question and _are_texts(options) and len(options) >= 2):
            happened = "A decision point needs a question and at least two options."
            keys.wrong(key, happened, "time, question and options", "add what is missing", found=point)
        elif (time := keys.instant(f"{key}.time", point.get("time"), zone)) is not None:
            points.append(DecisionPoint(time, question, tuple(options)))
    return tuple(points)


def _unconfirmed(keys: Keys) -> tuple[Unconfirmed, ...]:
    rows = []
    for key, row in keys.tables("unconfirmed"):
        told = [row.get("source"), row.get("statement")]
        if not (_are_texts(told) and all(told)):
            happened = "An unconfirmed statement needs its source."
            keys.wrong(key, happened, "source and statement", "add what is missing", found=row)
        else:
            rows.append(Unconfirmed(*told))
    return tuple(rows)


def _attention(keys: Keys) -> Attention:
    return Attention(*(keys.text(f"attention.{key}") for key in ("metric", "scope", "series", "noun")))


def _are_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
