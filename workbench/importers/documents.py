"""JSON and NDJSON: messages one by one, wherever a tool nests them, as flat rows of text."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np

from workbench.importers.archives import Source
from workbench.importers.encoding import Scan, text_blocks, text_lines
from workbench.importers.formats import Aside, Chunk, Format, Record, Table
from workbench.importers.limits import LARGEST_DOCUMENT, LONGEST_LINE, ROWS
from workbench.importers.nested import Broken, flat, unwrapped
from workbench.problems import WorkbenchError

_HEAD = 1 << 18
_BETWEEN = re.compile(r"[ \t\r\n,]*")
Finder = Callable[[Iterable[str]], Format | None]


def open_documents(source: Source, found: Scan, finder: Finder) -> Table:
    """Find the messages in a JSON or NDJSON file.

    Parameters
    ----------
    source : Source
    found : Scan
        Its encoding.
    finder : callable
        Gives the format that a set of names belongs to, or None.

    Returns
    -------
    Table

    Raises
    ------
    WorkbenchError
        If the file is no JSON, or one document too large to be held.
    """
    head = ""
    for block in text_blocks(source, found):
        head += block[:_HEAD]
        if len(head) >= _HEAD:
            break
    head = head.lstrip("\ufeff \t\r\n")
    by_lines = _by_lines(head)
    known: Format | None = None
    header: dict[str, None] = {}
    for message, _ in islice(_messages(source, found, head, by_lines), 200):
        if isinstance(message, dict):
            names = _flat_or_none(message) or {}
            header |= dict.fromkeys(names)
            known = known or finder(names)

    def read(wanted: list[str]) -> Iterator[Chunk]:
        return _chunks(_messages(source, found, head, by_lines), known, wanted)

    kind = f"{'NDJSON' if by_lines else 'JSON'}, {found.title}"
    return Table(source.name, kind, tuple(header), known, read, tuple(found.notes()))


def _by_lines(head: str) -> bool:
    """Tell whether every line is a document of its own: there are several, and one of them is (some may be broken)."""
    first, *others = head.split("\n")
    if not first.startswith("{") or not any(line.strip() for line in others):
        return False
    for line in (first, *others[:20]):
        try:
            if line.startswith("{") and isinstance(json.loads(line), dict):
                return True
        except (ValueError, RecursionError):
            continue
    return False


def _messages(source: Source, found: Scan, head: str, by_lines: bool) -> Iterator[tuple[Any, Record]]:
    """Yield each message with the page it stood on, or what is wrong in its place."""
    values = (
        _lines(source, found)
        if by_lines
        else _elements(source, found)
        if head.startswith("[")
        else _whole(source, found)
    )
    for value in values:
        yield from unwrapped(value, {}, 0)


def _lines(source: Source, found: Scan) -> Iterator[Any]:
    for line in text_lines(source, found):
        if text := line.strip("\ufeff \t\r\n"):
            try:
                value = json.loads(text)
                yield value if value != [] else Broken("it is no JSON object")
            except RecursionError:
                yield Broken("its JSON is nested too deeply")
            except ValueError:
                yield Broken("its line is no whole JSON object; it is damaged or cut off")


def _elements(source: Source, found: Scan) -> Iterator[Any]:
    """Stream the elements of one long array."""
    decoder = json.JSONDecoder()
    blocks = text_blocks(source, found)
    text, place, ended = next(blocks, "").lstrip("\ufeff \t\r\n")[1:], 0, False
    while True:
        start = _next(text, place)
        try:
            if start == len(text):
                raise json.JSONDecodeError("more", text, start)
            if text[start] == "]":
                return
            value, place = decoder.raw_decode(text, start)
            # A number at the very end of what was read may go on behind it.
            if place == len(text) and not ended:
                raise json.JSONDecodeError("more", text, place)
        except RecursionError:
            raise _refused(source, "it is nested too deeply") from None
        except ValueError as error:
            more = next(blocks, None)
            if more is not None and len(text) - start < LONGEST_LINE:
                text, place = text[start:] + more, 0
                continue
            if more is None and not ended:
                ended = True
                if start < len(text) and text[start:].rstrip("\n\r \t"):
                    continue
                yield Broken("the file ends here, before its list is closed; it is cut off")
                return
            if more is None and _at_the_end(error, text):
                yield Broken("the file ends inside this message; it is cut off")
                return
            raise _refused(source, str(error)) from None
        yield value


def _next(text: str, place: int) -> int:
    """Skip blanks and commas."""
    found = _BETWEEN.match(text, place)
    return found.end() if found else place


def _at_the_end(error: ValueError, text: str) -> bool:
    at = getattr(error, "pos", 0)
    return "Unterminated" in str(error) or at >= len(text.rstrip()) - 8


def _whole(source: Source, found: Scan) -> Iterator[Any]:
    """Read one document, or several behind each other."""
    parts, length = [], 0
    for block in text_blocks(source, found):
        parts.append(block)
        length += len(block)
        if length > LARGEST_DOCUMENT:
            raise WorkbenchError(
                f"{source.name} is one JSON document too large to be held in memory.",
                received=f"more than {LARGEST_DOCUMENT:,} characters",
                allowed="one message a line (NDJSON), or one list of messages, of any length",
                remedy="export it page by page into a folder, or as NDJSON or CSV",
            )
    text = "".join(parts).lstrip("\ufeff")
    decoder, place = json.JSONDecoder(), 0
    while (place := _next(text, place)) < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except RecursionError:
            raise _refused(source, "it is nested too deeply") from None
        except ValueError as error:
            raise _refused(source, str(error)) from None
        yield value


def _refused(source: Source, what: str) -> WorkbenchError:
    return WorkbenchError(
        f"{source.name} is no whole JSON.",
        received=what,
        allowed="JSON as the tool wrote it, to its end",
        remedy="export it again; what is there may be cut off, or was changed by hand",
    )


def _flat_or_none(message: Record) -> Record | None:
    try:
        return flat(message)
    except (ValueError, RecursionError):
        return None


def _chunks(
    messages: Iterable[tuple[Any, Record]], format: Format | None, wanted: list[str]
) -> Iterator[Chunk]:
    columns: dict[str, list[Any]] = {name: [] for name in wanted}
    rows: list[int] = []
    aside: list[Aside] = []
    number = 0
    for message, page in messages:
        if isinstance(message, Broken):
            number += 1
            aside.append(Aside(number, message.reason))
            unpacked: list[Record] = []
        else:
            try:
                unpacked = list(format.unpack(message, page) if format and format.unpack else [flat(message)])
            except (ValueError, RecursionError):
                number += 1
                aside.append(Aside(number, "it has more fields than any message"))
                unpacked = []
        for row in unpacked:
            number += 1
            rows.append(number)
            for name, cells in columns.items():
                cells.append(row.get(name))
        if len(rows) + len(aside) >= ROWS:
            yield Chunk(columns, np.array(rows, dtype="int64"), tuple(aside))
            columns, rows, aside = {name: [] for name in wanted}, [], []
    if rows or aside:
        yield Chunk(columns, np.array(rows, dtype="int64"), tuple(aside))
