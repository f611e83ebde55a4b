"""The columns of the five evidence tables, and what each cell may hold."""

from __future__ import annotations

from dataclasses import dataclass

from workbench import vocabulary


@dataclass(frozen=True)
class Column:
    """One column: its name, the kind of cell, whether it may be empty, and its closed word list.

    Kinds: ``id`` (a slug, unique), ``link`` (an id of another table), ``links`` (ids separated by
    ``;``), ``word`` (one of ``words``), ``time``, ``zone``, ``number``, ``url``, ``text``.
    """

    name: str
    kind: str
    empty: bool = False
    words: tuple[str, ...] = ()
    unique: bool = False
    optional: bool = False


def _word(name: str, words: dict[str, str], *, optional: bool = False) -> Column:
    return Column(name, "word", words=tuple(words), optional=optional)


def _text(name: str, *, empty: bool = True) -> Column:
    return Column(name, "text", empty=empty)


_TIMED = (Column("time", "time"), _word("time_precision", vocabulary.PRECISION))
_CITED = Column("source_ids", "links")

TABLES: dict[str, tuple[Column, ...]] = {
    "sources": (
        Column("source_id", "id", unique=True),
        _text("title", empty=False),
        _text("publisher", empty=False),
        Column("url", "url", unique=True),
        Column("published", "text", empty=True),
        _word("kind", vocabulary.SOURCE_KIND),
        _text("language", empty=False),
    ),
    "events": (
        Column("event_id", "id", unique=True),
        *_TIMED,
        Column("timezone", "zone", empty=True),
        _text("actor", empty=False),
        _word("actor_kind", vocabulary.ACTOR_KIND),
        _word("kind", vocabulary.EVENT_KIND),
        _word("channel", vocabulary.CHANNEL),
        _text("title", empty=False),
        _text("detail"),
        _CITED,
    ),
    "responses": (
        Column("response_id", "id", unique=True),
        Column("event_id", "link"),
        *_TIMED,
        _word("channel", vocabulary.CHANNEL),
        _word("strategy", vocabulary.STRATEGY),
        _text("tone"),
        _text("addressed_to"),
        *(
            _word(name, vocabulary.YES_NO)
            for name in (
                "same_channel_as_crisis",
                "two_way",
                "deleted_or_censored",
                "apology",
                "compensation",
                "corrective_action",
                "moved_to_private",
            )
        ),
        _text("spokesperson"),
        _text("note"),
        _CITED,
    ),
    "observations": (
        Column("observation_id", "id", unique=True),
        *_TIMED,
        _text("metric", empty=False),
        _text("scope", empty=False),
        Column("value", "number"),
        _text("unit", empty=False),
        _word("qualifier", vocabulary.QUALIFIER),
        Column("source_id", "link"),
        _text("note"),
    ),
    "mentions": (
        Column("mention_id", "id", unique=True),
        Column("published", "time"),
        _word("precision", vocabulary.PRECISION),
        _word("platform", vocabulary.PLATFORM),
        _text("outlet", empty=False),
        Column("url", "url", unique=True),
        _text("language", empty=False),
        _word("stance", vocabulary.STANCE),
        _text("theme"),
        _word("mentions_company_response", vocabulary.YES_NO),
        _word("coded_from", vocabulary.CODED_FROM),
        _word("background", vocabulary.BACKGROUND, optional=True),
    ),
}

#: Which column holds the time, and which its precision.
TIME_COLUMNS = {
    "events": ("time", "time_precision"),
    "responses": ("time", "time_precision"),
    "observations": ("time", "time_precision"),
    "mentions": ("published", "precision"),
}


def id_column(table: str) -> str:
    """Name the column that identifies a row.

    >>> id_column("events")
    'event_id'
    """
    return TABLES[table][0].name


def column_names(table: str) -> list[str]:
    """Name the columns a file must have, in order.

    >>> column_names("sources")[:2]
    ['source_id', 'title']
    """
    return [c.name for c in TABLES[table] if not c.optional]


def split_ids(cell: str) -> tuple[str, ...]:
    """Split ids that are separated by semicolons.

    >>> split_ids("upi; smh")
    ('upi', 'smh')
    """
    return tuple(part.strip() for part in cell.split(";") if part.strip())
