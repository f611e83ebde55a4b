"""CSV and TSV: where the table begins, which sign separates its cells, and its rows in chunks."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import islice

import numpy as np

from workbench.importers.archives import Source
from workbench.importers.arrow import fast_chunks, ragged
from workbench.importers.encoding import Scan, text_blocks, text_lines
from workbench.importers.formats import Aside, Cells, Chunk, Format, Table
from workbench.importers.limits import LONGEST_CELL, LONGEST_LINE, MOST_COLUMNS, ROWS
from workbench.problems import WorkbenchError

_SIGNS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
#: The table begins within so many rows; Brandwatch and Google Trends write lines above it.
PREAMBLE = 40
_HEAD = 1 << 18

Finder = Callable[[Iterable[str]], Format | None]


def open_delimited(source: Source, found: Scan, finder: Finder) -> Table:
    """Find the table in a text file.

    Parameters
    ----------
    source : Source
    found : Scan
        Its encoding.
    finder : callable
        Gives the format that a row of names belongs to, or None.

    Returns
    -------
    Table

    Raises
    ------
    WorkbenchError
        If there is no table, or one that is too wide.
    """
    csv.field_size_limit(max(csv.field_size_limit(), LONGEST_CELL))
    head = "".join(_up_to(text_blocks(source, found), _HEAD))
    _not_blank(source, head)
    sign, rows, header, known = _begin(source, head, finder)
    above = len(rows)
    if len(header) > MOST_COLUMNS:
        raise WorkbenchError(
            f"{source.name} is too wide for an export.",
            received=f"{len(header):,} columns or more",
            allowed=f"at most {MOST_COLUMNS:,}",
            remedy="look whether rows and columns have changed places, and export only the columns you need",
        )
    names = tuple(name.strip().strip("\ufeff") for name in header)
    twice = [name for name, times in Counter(filter(None, names)).items() if times > 1]
    notes = [f"The column {name!r} stands more than once; the first one is used" for name in twice[:5]]
    if above:
        blank = sum(not any(row) for row in rows)
        told = f"{above} {'line' if above == 1 else 'lines'} above the header {'is' if above == 1 else 'are'} no messages"
        notes.append(f"{told}, {blank} of them blank" if blank else told)

    def read(wanted: list[str]) -> Iterator[Chunk]:
        first = {name: place for place, name in reversed(list(enumerate(names)))}
        places = {name: first[name] for name in wanted if name in first}
        return _chunks(source, found, sign, above + 1, len(names), places)

    kind = f"{'TSV' if sign == chr(9) else 'CSV'} with {_SIGNS[sign]}, {found.title}"
    return Table(source.name, kind, names, known, read, (*found.notes(), *notes))


def _up_to(blocks: Iterable[str], length: int) -> Iterator[str]:
    """Yield blocks until there are so many characters."""
    for block in blocks:
        yield block[:length]
        length -= len(block)
        if length <= 0:
            return


def _not_blank(source: Source, head: str) -> None:
    if not head.strip():
        raise WorkbenchError(
            f"{source.name} holds no text.",
            received=f"{len(head):,} blank characters",
            allowed="a table with a header row",
            remedy="export it again; the download may have failed",
        )


def _begin(
    source: Source, head: str, finder: Finder
) -> tuple[str, list[list[str]], list[str], Format | None]:
    """Find the sign between cells, the rows above the header, the header, and the format it belongs to."""
    tried = []
    for sign in _SIGNS:
        lines = io.StringIO(head, newline="")
        rows = []
        try:
            for row in islice(csv.reader(lines, delimiter=sign), 4 * PREAMBLE):
                rows.append(row)
        except csv.Error:
            pass  # what comes after the header is told when it is read
        place, known = begin_of(rows, finder)
        if known:
            return sign, rows[:place], rows[place], known
        # The last row may be cut off by the end of what was looked at.
        widths = Counter(len(row) for row in (rows[:-1] or rows) if len(row) > 1)
        width, times = max(widths.items(), key=lambda item: (item[1], item[0]), default=(1, 0))
        tried.append((times, width, sign, rows))
    times, width, sign, rows = max(tried, key=lambda item: (item[0] * (item[1] > 1), item[1]))
    if not rows:
        raise WorkbenchError(
            f"{source.name} has no header that can be read.",
            received=repr(head[:60]),
            allowed="a row of column names, then one message a row",
            remedy="look whether it is the export, and whether it came through whole",
        )
    place, _ = begin_of(rows, finder)
    return sign, rows[:place], rows[place], None


def begin_of(rows: list[list[str]], finder: Finder) -> tuple[int, Format | None]:
    """Find the header among the first rows: one that a tool is known by, or else the first of the usual width."""
    for place, row in enumerate(rows[:PREAMBLE]):
        if known := finder(row):
            return place, known
    # The last row may be cut off by the end of what was looked at.
    widths = Counter(len(row) for row in (rows[:-1] or rows) if len(row) > 1)
    width = max(widths, key=lambda one: (widths[one], one), default=1)
    fitting = (n for n, row in enumerate(rows[:PREAMBLE]) if len(row) == width and any(row))
    return next(fitting, next((n for n, row in enumerate(rows) if any(row)), 0)), None


def _chunks(
    source: Source, found: Scan, sign: str, skip: int, width: int, places: dict[str, int]
) -> Iterator[Chunk]:
    done = 0
    if found.plain and width > 1 and places:
        for chunk in fast_chunks(source, found, sign, skip, width, places):
            if chunk is None:  # it gave up; the careful reader goes on behind what was read
                break
            done += len(chunk.rows) + len(chunk.aside)
            yield chunk
        else:
            return
    yield from _careful(source, found, sign, skip, width, places, done)


def _careful(
    source: Source, found: Scan, sign: str, skip: int, width: int, places: dict[str, int], done: int
) -> Iterator[Chunk]:
    """Read row by row, and set aside every row whose cells cannot be told apart."""
    lines: list[str] = []

    def watched() -> Iterator[str]:
        length = 0
        for line in text_lines(source, found):
            length = len(line) + (length if lines else 0)
            if length > LONGEST_LINE:
                raise _endless(source, number)
            lines.append(line)
            yield line

    number = 0
    kept: list[list[str]] = []
    rows: list[int] = []
    aside: list[Aside] = []
    try:
        for cells in csv.reader(watched(), delimiter=sign):
            record, lines[:] = list(lines), []
            if not cells and number >= skip:
                continue  # a blank line is no row
            for found_cells, reason in _sound(cells, record, sign, width, number >= skip):
                number += 1
                if number <= skip + done:
                    continue
                if reason:
                    aside.append(Aside(number, reason))
                else:
                    kept.append(found_cells)
                    rows.append(number)
            if len(kept) + len(aside) >= ROWS:
                yield _chunk(kept, rows, aside, places)
                kept, rows, aside = [], [], []
    except csv.Error:
        raise _endless(source, number) from None
    if kept or aside:
        yield _chunk(kept, rows, aside, places)


def _sound(
    cells: list[str], record: list[str], sign: str, width: int, in_table: bool
) -> Iterator[tuple[list[str], str]]:
    """Yield the rows of a record, each with the reason why it is set aside, if there is one.

    A quotation mark that is not closed swallows the rows behind it. A record of several lines that a strict
    reader refuses is therefore taken apart again, line by line.
    """
    if len(record) == 1 or not in_table or _strict(record, sign) is not None:
        yield cells, "" if len(cells) == width else ragged(len(cells), width)
        return
    for line in record:
        alone = _strict([line], sign)
        if alone is not None and not any(alone):
            continue
        if alone is not None and len(alone) == width:
            yield alone, ""
        else:
            yield [], "a quotation mark is not closed in this line or in one before it"


def _strict(lines: list[str], sign: str) -> list[str] | None:
    """Read lines as one record with a strict reader; None where it refuses."""
    try:
        read = list(csv.reader(lines, delimiter=sign, strict=True))
    except csv.Error:
        return None
    return read[0] if len(read) == 1 else []


def _endless(source: Source, number: int) -> WorkbenchError:
    return WorkbenchError(
        f"{source.name} has a cell that does not end.",
        received=f"more than {LONGEST_CELL:,} characters in row {number + 1}",
        allowed="cells of a message's length",
        remedy="look for a quotation mark that is not closed, and write two of them inside a quoted cell",
    )


def _chunk(kept: list[list[str]], rows: list[int], aside: list[Aside], places: dict[str, int]) -> Chunk:
    turned = list(zip(*kept, strict=True)) if kept else []
    columns: Cells = {name: list(turned[place]) if kept else [] for name, place in places.items()}
    return Chunk(columns, np.array(rows, dtype="int64"), tuple(aside))
