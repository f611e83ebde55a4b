"""Spreadsheets (.xlsx): the first sheet that holds a table, its cells as text; nothing in the file is run."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from itertools import islice
from typing import Any

import numpy as np

from workbench.importers.archives import Source
from workbench.importers.arrow import ragged
from workbench.importers.delimited import PREAMBLE, begin_of
from workbench.importers.formats import Aside, Chunk, Format, Table
from workbench.importers.limits import (
    BLOCK,
    HIGHEST_RATIO,
    LARGEST_SHEET,
    MOST_CELLS,
    MOST_COLUMNS,
    ROWS,
    UNSUSPECTED,
)
from workbench.importers.nested import clean
from workbench.problems import WorkbenchError

_CELL = re.compile(
    rb'<(?:\w+:)?(?:c|row|dimension)\b[^>]{0,200}?\br(?:ef)?="(?:[A-Z]{1,3}\d{1,7}:)?([A-Z]{0,3})(\d{1,7})"'
)


def open_sheet(source: Source, finder: Callable[[Iterable[str]], Format | None]) -> Table:
    """Find the table in a spreadsheet.

    Parameters
    ----------
    source : Source
    finder : callable
        Gives the format that a row of names belongs to, or None.

    Returns
    -------
    Table

    Raises
    ------
    WorkbenchError
        If it is damaged, locked, or would not fit into memory.
    """
    from python_calamine import CalamineError, SheetTypeEnum, load_workbook

    _fits(source)
    try:
        book = load_workbook(str(source.path))
        # The others are charts and the like.
        kept = [one.name for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet][:50]
        sheets = {name: book.get_sheet_by_name(name) for name in kept}
    # What is damaged can surprise the reader in many ways.
    except (CalamineError, OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _damaged(source, error) from None
    best: tuple[str, int, list[str], Format | None] | None = None
    for name, sheet in sheets.items():
        head = [[_text(cell) for cell in row] for row in islice(_rows(source, sheet), 4 * PREAMBLE)]
        if not head:
            continue
        place, known = begin_of(head, finder)
        if best is None or (known is not None and best[3] is None):
            best = name, place, head[place], known
    if best is None:
        raise WorkbenchError(
            f"{source.name} holds no table.",
            received="empty sheets",
            allowed="a sheet with a header row",
            remedy="look whether it is the export",
        )
    chosen, place, header, known = best
    names = tuple(cell.strip() for cell in header)
    if len(names) > MOST_COLUMNS:
        raise _too_large(source, f"{len(names):,} columns")
    sheet = sheets[chosen]
    first = {name: number for number, name in reversed(list(enumerate(names)))}

    def read(wanted: list[str]) -> Iterator[Chunk]:
        places = {name: first[name] for name in wanted if name in first}
        clocks = _with_clock(islice(_rows(source, sheet), place + 1, None), set(places.values()))
        rows: list[list[str]] = []
        numbers: list[int] = []
        aside: list[Aside] = []
        start = (sheet.start or (0, 0))[0]
        for number, cells in enumerate(_rows(source, sheet), start=start + 1):
            if number <= start + place + 1:
                continue
            row = [_text(cell, place in clocks) for place, cell in enumerate(cells)]
            if not any(row):
                continue
            if any(row[len(names) :]):
                aside.append(Aside(number, ragged(len(row), len(names))))
            else:
                rows.append(row)
                numbers.append(number)
            if len(rows) + len(aside) >= ROWS:
                yield _chunk(rows, numbers, aside, places)
                rows, numbers, aside = [], [], []
        if rows or aside:
            yield _chunk(rows, numbers, aside, places)

    notes = (
        [f"The sheet {chosen!r} is read; there are others: {', '.join(sheets)}"] if len(sheets) > 1 else []
    )
    return Table(source.name, "XLSX", names, known, read, tuple(notes))


def _chunk(rows: list[list[str]], numbers: list[int], aside: list[Aside], places: dict[str, int]) -> Chunk:
    columns: dict[str, Any] = {name: [row[place] for row in rows] for name, place in places.items()}
    return Chunk(columns, np.array(numbers, dtype="int64"), tuple(aside))


def _rows(source: Source, sheet: Any) -> Iterator[list[Any]]:
    try:
        yield from sheet.iter_rows()
    except (OSError, ValueError) as error:
        raise _damaged(source, error) from None


def _with_clock(rows: Iterable[list[Any]], places: set[int]) -> set[int]:
    """Find the columns in which some cell holds a time of day: midnight is a time there, elsewhere it is a day."""
    found: set[int] = set()
    for cells in rows:
        for place in places - found:
            if place < len(cells) and isinstance(cells[place], datetime) and cells[place].time() != time(0):
                found.add(place)
        if found == places:
            break
    return found


def _text(cell: Any, clock: bool = False) -> str:
    if isinstance(cell, date):
        # A spreadsheet has no zones, and one number for a day and for the midnight it begins with.
        if not isinstance(cell, datetime):
            cell = datetime.combine(cell, time(0))
        alone = cell.time() == time(0) and not clock
        return cell.date().isoformat() if alone else cell.isoformat(" ", "seconds")
    if isinstance(cell, time):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        # Fifteen digits are all a spreadsheet keeps of a number; a longer id has lost its end.
        return str(int(cell)) if abs(cell) < 1e15 else f"{cell:.5E}"
    return clean(str(cell)) if cell is not None else ""


def _fits(source: Source) -> None:
    """Refuse a workbook that would unfold beyond the memory: by its sizes, and by how far apart its cells lie."""
    try:
        with zipfile.ZipFile(source.path) as book:
            members = book.infolist()
            size = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members)
            if size > LARGEST_SHEET or (size > UNSUSPECTED and size > HIGHEST_RATIO * packed):
                raise _too_large(source, f"{size:,} bytes unpacked, {packed:,} packed")
            sheets = [
                m for m in members if m.filename.startswith("xl/worksheets/") and m.filename.endswith(".xml")
            ]
            extents = [_extent(book, member) for member in sheets]
            if sum(down * across for down, across in extents) > MOST_CELLS:
                down, across = max(extents, key=lambda extent: extent[0] * extent[1])
                raise _too_large(source, f"a sheet of {down:,} rows and {across:,} columns")
    except (zipfile.BadZipFile, EOFError, RuntimeError, NotImplementedError, OSError, ValueError) as error:
        if isinstance(error, WorkbenchError):
            raise
        raise _damaged(source, error) from None
    except Exception as error:
        if type(error).__module__ == "zlib":
            raise _damaged(source, error) from None
        raise


def _extent(book: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Say how far down and across the cells of a sheet reach; the reader lays out everything in between."""
    across = down = 0
    with book.open(member) as stream:
        tail = b""
        while block := stream.read(BLOCK):
            for letters, digits in _CELL.findall(tail + block):
                column = 0
                for letter in letters:
                    column = 26 * column + letter - 64
                across, down = max(across, column), max(down, int(digits))
            tail = block[-256:]
    return down, across


def _too_large(source: Source, found: str) -> WorkbenchError:
    return WorkbenchError(
        f"{source.name} is too large for a spreadsheet of messages.",
        received=found,
        allowed=f"at most {MOST_COLUMNS:,} columns, {MOST_CELLS:,} cells and {LARGEST_SHEET:,} bytes unpacked",
        remedy="save it as CSV, which is read bit by bit; or delete what lies far outside the table",
    )


def _damaged(source: Source, error: Exception) -> WorkbenchError:
    locked = "assword" in str(error) or "encrypt" in str(error)
    return WorkbenchError(
        f"{source.name} is locked with a password." if locked else f"{source.name} is cut off or damaged.",
        received=str(error) or type(error).__name__,
        allowed="a whole .xlsx file without a password",
        remedy="save it again without a password" if locked else "download it again, or save it as CSV",
    )
