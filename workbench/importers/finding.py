"""Before a row is kept: every file's table, its tool, and the questions that have to be answered first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any, BinaryIO

import numpy as np
import pandas as pd

from workbench.importers.archives import Source
from workbench.importers.clock import Clock, needs_day_first, read_clock, settle_day_first
from workbench.importers.delimited import open_delimited
from workbench.importers.documents import open_documents
from workbench.importers.encoding import scan
from workbench.importers.formats import Format, Table, plain_name, recognise, tells_reposts, unknown
from workbench.importers.mapping import MEANINGS, mapped
from workbench.importers.opening import open_sources
from workbench.importers.tidy import column, prepared
from workbench.problems import WorkbenchError
from workbench.times import zone_of

#: The last page of many: no message in it.
_NOTHING = Format(name="nothing", tool="", title="no messages in it", needs=(), columns={})


@dataclass(frozen=True)
class Found:
    """One table, its tool, and how its times are read."""

    table: Table
    format: Format
    clock: Clock
    notes: tuple[str, ...] = ()


def find_tables(
    path: str | PathLike[str],
    clock: Clock,
    columns: Mapping[str, Any] | None,
    encoding: str | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> tuple[list[Found], list[str]]:
    """Open everything behind a path and settle what has to be known before reading.

    Parameters
    ----------
    path : str or path
    clock : Clock
        What the caller says about zone and order of day and month.
    columns : mapping, optional
        The caller's mapping of columns.
    encoding : str, optional
    progress : callable, optional

    Returns
    -------
    tuple
        The tables, and the names of files that a folder holds besides.

    Raises
    ------
    WorkbenchError
        With the problems of all files.
    """
    if clock.zone:
        zone_of(clock.zone)
    sources, left_out = open_sources(path)
    # Each byte is looked at twice: for the encoding, and for the rows.
    done = [0]
    total = 2 * sum(source.size for source in sources)
    found, problems = [], []
    for source in sources:
        counted = replace(source, open=_counted(source, done, total, progress)) if progress else source
        try:
            table = open_table(counted, columns, encoding)
            found.append(_settled(table, clock, columns))
        except WorkbenchError as error:
            problems.append(error)
    if len(problems) == 1:
        raise problems[0]
    if problems:
        raise WorkbenchError(
            f"{len(problems)} of {len(sources)} files cannot be read.",
            received="".join(f"\n- {_in_short(problem)}" for problem in problems[:20]) + "\n",
            remedy="repair them, or take them out of the folder; each file given alone says more",
        )
    return found, left_out


def _in_short(problem: WorkbenchError) -> str:
    """Say in one line what is wrong with one of several files."""
    found = problem.received if len(problem.received) <= 120 else f"{problem.received[:119]}…"
    return f"{problem.happened} {found}".strip()


def open_table(source: Source, columns: Mapping[str, Any] | None, encoding: str | None) -> Table:
    """Find the table in one file, whatever form it has."""

    def finder(names: Iterable[str]) -> Format | None:
        if known := recognise(names):
            return known
        there = {plain_name(name) for name in names}
        if columns and all(plain_name(name) in there for name in _named(columns)) and _named(columns):
            return mapped(None, columns)
        return None

    if source.kind == "sheet":
        from workbench.importers.sheets import open_sheet

        return open_sheet(source, finder)
    if source.kind == "parquet":
        from workbench.importers.columnar import open_parquet

        return open_parquet(source, finder)
    seen = scan(source, encoding)
    with source.open() as stream:
        start = stream.read(4096).decode(seen.encoding, "replace").lstrip("\ufeff \t\r\n\0")
    # A CSV table whose first name begins with a bracket would be a strange one.
    return (open_documents if start[:1] in ("{", "[") else open_delimited)(source, seen, finder)


def _named(columns: Mapping[str, Any]) -> list[str]:
    places = [
        one
        for name, place in columns.items()
        if name != MEANINGS
        for one in ([place] if isinstance(place, str) else place)
    ]
    return [place for place in places if not place.startswith("=")]


def _settled(table: Table, clock: Clock, columns: Mapping[str, Any] | None) -> Found:
    known = table.format if table.format is None or table.format.name != "own" else None
    format = mapped(known, columns)
    if format is None and not table.header and table.kind.startswith(("JSON", "NDJSON")):
        return Found(table, _NOTHING, clock)
    if format is None:
        raise unknown(table)
    if format.counts:
        raise WorkbenchError(
            f"{table.name} holds counts, not messages: {format.title}.",
            received=", ".join(table.header[:6]),
            allowed="an export with one message a row",
            remedy="wb.read_counts(path) reads it",
        )
    if missing := [name for name in _named(columns or {}) if not _has(table, name)]:
        raise (
            unknown(table)
            if known is None and columns is None
            else WorkbenchError(
                f"{table.name} has no column of this name.",
                received=", ".join(map(repr, missing)),
                allowed=", ".join(map(repr, table.header[:40])),
                remedy="write the names in columns= as they stand in the export",
            )
        )
    format = replace(format, tells_reposts=tells_reposts(format, table.header))
    table = _by_plain_names(table)
    own = replace(clock, epoch=format.epoch, finest=format.finest, zone=clock.zone or format.zone)
    return _clock(table, format, own, clock)


def _has(table: Table, name: str) -> bool:
    return plain_name(name) in {plain_name(one) for one in table.header}


def _by_plain_names(table: Table) -> Table:
    """Let a table be asked for its columns whatever their letter case."""
    actual = {plain_name(name): name for name in reversed(table.header)}

    def read(wanted: list[str]) -> Iterator[Any]:
        asked = {name: actual.get(plain_name(name), name) for name in wanted}
        for chunk in table.read(list(dict.fromkeys(asked.values()))):
            have = {name: chunk.columns[other] for name, other in asked.items() if other in chunk.columns}
            yield replace(chunk, columns=have)

    return replace(table, read=read)


def _clock(table: Table, format: Format, clock: Clock, given: Clock) -> Found:
    """Settle zone and order of day and month, or ask for them."""
    notes = []
    first = next(iter(_times(table, format)), (pd.Series([], dtype="str"), np.array([])))[0]
    if clock.day_first is None and needs_day_first(first):
        day_first, said = settle_day_first(_times(table, format), table.name)
        clock = replace(clock, day_first=day_first)
        notes.append(said)
    read = read_clock(first, clock)
    bare = int(read["bare"].sum())
    zoned = int(read["time"].notna().sum()) - (bare if clock.zone else 0)
    if bare and not clock.zone and bare >= zoned:
        example = first[read["bare"].to_numpy()].iloc[0]
        raise WorkbenchError(
            f"The times in {table.name} have no time zone, and a zone is never guessed.",
            received=repr(str(example)),
            allowed="times with an offset, or tz= with an IANA name such as Europe/Warsaw, America/New_York or UTC",
            remedy="look up the zone of the account that made the export, and give it as tz=",
        )
    if bare and clock.zone:
        whose = "as you said" if given.zone else "as the tool's documentation says"
        notes.append(f"Times without a zone are read in {clock.zone}, {whose}")
    elif given.zone and zoned:
        notes.append(f"The times carry their own zone, so the one you gave, {given.zone}, was not needed")
    return Found(table, format, clock, tuple(notes))


def _times(table: Table, format: Format) -> Iterator[tuple[pd.Series, np.ndarray]]:
    """Yield the column of times as it is written, with the row numbers."""
    wanted = format.wanted() if format.settle else _named({"time": format.columns["time"]})
    for chunk in table.read(wanted):
        if len(chunk.rows):
            yield column(prepared(chunk, format), format, "time", len(chunk.rows)), chunk.rows


def _counted(
    source: Source, done: list[int], total: int, progress: Callable[[str, int, int], None]
) -> Callable[[], BinaryIO]:
    class Watched:
        def __init__(self) -> None:
            self._stream = source.open()

        def read(self, size: int = -1) -> bytes:
            data = self._stream.read(size)
            done[0] = min(done[0] + len(data), total)
            progress(f"Reading {source.name}", done[0], total)
            return data

        def __getattr__(self, name: str) -> Any:
            return getattr(self._stream, name)

        def __enter__(self) -> Watched:
            return self

        def __exit__(self, *_: object) -> None:
            self._stream.close()

    return Watched  # type: ignore[return-value]
