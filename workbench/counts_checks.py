"""What can be counted, by what and under which conditions; everything else is refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.counts_grid import Span
from workbench.counts_sources import no_zone, zoned
from workbench.problems import NotEnoughData, NotFound, WorkbenchError, nearest

if TYPE_CHECKING:
    import ibis  # type: ignore[import-untyped]
    import pandas as pd

#: What can be counted beside messages.
MEASURES = ("authors", "reach")
#: So many words of a column are listed where none of them was asked for.
_SHOWN = 8
_TAKEN = ("time", "count", *MEASURES, "coverage")


def check_words(by: tuple[str, ...], measures: tuple[str, ...], span: Span) -> None:
    """Refuse columns and measures that cannot be counted by, and an empty span."""
    taken = [name for name in by if name in _TAKEN]
    odd = [name for name in measures if name not in MEASURES]
    if taken or odd or len(set(by)) < len(by):
        raise WorkbenchError(
            "This cannot be counted by." if not odd else "This cannot be counted beside messages.",
            received=", ".join(map(repr, taken or odd or by)),
            allowed="columns such as 'stance', 'platform', 'language', each once"
            if not odd
            else f"{MEASURES}",
            remedy='by=("stance",)' if not odd else "leave measures= out",
        )
    if None not in span and span[0] >= span[1]:  # type: ignore[operator]
        raise WorkbenchError(
            "The span is empty.",
            received=f"{span[0]} to {span[1]}",
            allowed="an end after the start",
            remedy="swap start and end",
        )


def check_columns(table: ibis.Table, by: tuple[str, ...], where: Mapping[str, Any]) -> None:
    """Refuse messages without aware times, and conditions that do not fit their columns."""
    kinds = table.schema()
    if "time" not in kinds or not kinds["time"].is_timestamp() or not zoned(table):
        said = f"time as {kinds['time']}" if "time" in kinds else ", ".join(kinds) or "no columns"
        raise no_zone(said)
    check_names(list(kinds), by, where)
    for name, value in where.items():
        kind = kinds[name]
        fits = {
            str: kind.is_string(),
            bool: kind.is_boolean(),
            int: kind.is_numeric(),
            float: kind.is_numeric(),
        }
        if odd := [word for word in several(value) if not fits.get(type(word), False)]:
            raise WorkbenchError(
                "A condition does not fit its column.",
                received=f"{name}={odd[0]!r}, but the column holds {kind}",
                allowed="text for words, True or False for yes and no, numbers for numbers",
                remedy="where={'stance': 'negative', 'by_company': False}",
            )


def check_names(known: Sequence[str], by: tuple[str, ...], where: Mapping[str, Any]) -> None:
    """Refuse columns that the messages do not have."""
    for name in (*by, *where):
        if name not in known:
            raise NotFound(
                "The messages have no such column.",
                received=repr(name),
                allowed=", ".join(known),
                remedy=nearest(name, known) or "wb.read_mentions(path) makes the usual columns",
            )


def words_met(table: ibis.Table, where: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Count the words that stand in the columns of a condition, the most frequent first; yes and no as well."""
    import ibis

    met = {}
    for name in where:
        if table[name].type().is_string() or table[name].type().is_boolean():
            ranked = table.group_by(name).aggregate(n_=table.count()).order_by(ibis.desc("n_")).limit(_SHOWN)
            rows = ranked.to_pyarrow().to_pylist()
            met[name] = {"not known" if row[name] is None else str(row[name]): int(row["n_"]) for row in rows}
    return met


def check_met(
    found: pd.DataFrame, by: tuple[str, ...], where: Mapping[str, Any], words: Mapping[str, Mapping[str, int]]
) -> None:
    """Refuse conditions that no message meets, with the words that do stand in their columns."""
    if found.empty or not where or found["count"].any() or not (by and words):
        return
    said = [
        f"{name}: {', '.join(f'{word} ({number:,})' for word, number in met.items())}"
        for name, met in words.items()
    ]
    asked = [
        (word, met)
        for name, met in words.items()
        for word in map(str, several(where[name]))
        if word not in met
    ]
    hints = [nearest(word, met) for word, met in asked]
    raise NotEnoughData(
        "No message fits what was asked for.",
        received=", ".join(f"{name}={value!r}" for name, value in where.items()),
        allowed=f"what stands in the columns: {'; '.join(said)}",
        remedy=next(filter(None, hints), "one of these words"),
    )


def several(value: Any) -> list[Any]:
    """Make a list of one value or several."""
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
