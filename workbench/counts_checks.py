"""What can be counted, by what and under which conditions; everything else is refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from workbench.counts_grid import Span
from workbench.counts_sources import no_zone, zoned
from workbench.problems import NotFound, WorkbenchError, nearest

if TYPE_CHECKING:
    import ibis  # type: ignore[import-untyped]

#: What can be counted beside messages.
MEASURES = ("authors", "reach")
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


def several(value: Any) -> list[Any]:
    """Make a list of one value or several."""
    return list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
