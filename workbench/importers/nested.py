"""Inside JSON: where tools nest their messages, and objects laid flat as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.importers.formats import Record
from workbench.importers.limits import MOST_COLUMNS

#: Under these names tools put the list of messages; under the others, one object around it.
_LISTS = ("data", "results", "items", "mentions", "messages", "stories")
_AROUND = ("result_content", "chunk_result")
#: An object with one of these is a message itself, whatever lists it holds.
_OF_MESSAGES = {"id", "text", "created_at", "published", "date", "snippet", "url"}
#: An object with nothing but these is a page without a message.
_OF_PAGES = {
    "meta",
    "errors",
    "includes",
    "__twarc",
    "pageInfo",
    "kind",
    "etag",
    "paging",
    "pagination",
}
_DEEPEST = 20


@dataclass(frozen=True)
class Broken:
    """What stands in the place of a message that cannot be read."""

    reason: str


def unwrapped(value: Any, page: Record, depth: int) -> Iterator[tuple[Any, Record]]:
    """Yield the messages inside a value, each with the page it stood on.

    >>> list(unwrapped({"data": [{"id": 1}], "meta": {}}, {}, 0))
    [({'id': 1}, {'meta': {}})]
    """
    if depth > 6:
        yield Broken("its JSON is nested too deeply"), page
    elif isinstance(value, list) and not value and depth:
        yield Broken("it is no JSON object"), page
    elif isinstance(value, list):
        for one in value:
            yield from unwrapped(one, page, depth + 1)
    elif not isinstance(value, dict):
        yield value if isinstance(value, Broken) else Broken("it is no JSON object"), page
    elif around := next((value[name] for name in _AROUND if isinstance(value.get(name), (dict, list))), None):
        yield from unwrapped(around, page, depth + 1)
    elif isinstance(value.get("data"), dict) and not _OF_MESSAGES & value.keys():
        yield from unwrapped(value["data"], page, depth + 1)
    else:
        name = next((name for name in _LISTS if isinstance(value.get(name), list)), None)
        inside = value[name] if name else []
        if name and not _OF_MESSAGES & value.keys() and all(isinstance(one, dict) for one in inside):
            if depth and not inside and len(value) == 1:  # in the place of a message, and no page
                yield Broken("it is no JSON object"), page
            about = {key: other for key, other in value.items() if key != name}
            for one in inside:
                yield from unwrapped(one, about, depth + 1)
        elif not value or not value.keys() <= _OF_PAGES:
            yield value, page


def flat(record: Record) -> Record:
    """Lay a nested object flat: names joined by dots, every value as text.

    Lists of words are joined; lists of objects are left out, because only their tool's importer knows them.

    >>> flat({"id": 7, "user": {"name": "a"}, "tags": ["x", "y"]})
    {'id': '7', 'user.name': 'a', 'tags': 'x, y'}
    """
    row: Record = {}
    _flatten(record, "", row, 0)
    return row


def _flatten(record: Record, before: str, row: Record, depth: int) -> None:
    for name, value in record.items():
        if len(row) > MOST_COLUMNS:
            raise ValueError("too many fields")
        if isinstance(value, dict):
            if depth < _DEEPEST:
                _flatten(value, f"{before}{name}.", row, depth + 1)
        elif isinstance(value, list):
            words = [one for one in value if isinstance(one, (str, int)) and not isinstance(one, bool)]
            if words:
                row[before + name] = clean(", ".join(map(str, words)))
        elif value is not None:
            text = clean(value) if isinstance(value, str) else str(value)
            row[before + name] = text.lower() if isinstance(value, bool) else text


def clean(text: str) -> str:
    """Drop NUL characters and halves of characters, which no table can hold."""
    if text.isascii():
        return text.replace("\0", "") if "\0" in text else text
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
