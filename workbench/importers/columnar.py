"""Parquet: the columns that are needed, in batches, as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from workbench.importers.archives import Source
from workbench.importers.formats import Chunk, Format, Table
from workbench.importers.limits import MOST_COLUMNS, ROWS
from workbench.problems import WorkbenchError


def open_parquet(source: Source, finder: Callable[[Iterable[str]], Format | None]) -> Table:
    """Find the table in a Parquet file.

    Parameters
    ----------
    source : Source
    finder : callable
        Gives the format that a set of names belongs to, or None.

    Returns
    -------
    Table

    Raises
    ------
    WorkbenchError
        If it is damaged or too wide.
    """
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as parquet  # type: ignore[import-untyped]

    try:
        schema = parquet.ParquetFile(source.path).schema_arrow
    except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
        raise _damaged(source, error) from None
    if len(schema) > MOST_COLUMNS:
        raise WorkbenchError(
            f"{source.name} is too wide for an export.",
            received=f"{len(schema):,} columns",
            allowed=f"at most {MOST_COLUMNS:,}",
            remedy="keep the columns of the messages only",
        )
    names = tuple(schema.names)

    def read(wanted: list[str]) -> Iterator[Chunk]:
        done = 0
        needed = [name for name in wanted if name in names]
        try:
            file = parquet.ParquetFile(source.path)
            # A batch without columns has no rows to count.
            for batch in file.iter_batches(batch_size=ROWS, columns=needed or list(names[:1])):
                columns = {name: _texts(batch.column(name)) for name in needed}
                yield Chunk(columns, np.arange(done + 1, done + 1 + batch.num_rows, dtype="int64"))
                done += batch.num_rows
        except (pa.ArrowException, OSError, ValueError, MemoryError) as error:
            if isinstance(error, WorkbenchError):
                raise
            raise _damaged(source, error) from None

    return Table(source.name, "Parquet", names, finder(names), read)


def _texts(column: Any) -> Any:
    """Turn a column into text; times keep their zone, and days stay days."""
    import pyarrow as pa
    import pyarrow.compute as compute  # type: ignore[import-untyped]

    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return _whole_text(column.cast(pa.binary()))
    if pa.types.is_dictionary(kind):
        return _texts(column.dictionary_decode())
    if pa.types.is_timestamp(kind):
        form = "%Y-%m-%dT%H:%M:%S"
        if kind.tz:
            column = column.cast(pa.timestamp(kind.unit, tz="UTC"))
        return compute.strftime(column, format=form + ("Z" if kind.tz else ""))
    if pa.types.is_nested(kind) or pa.types.is_binary(kind):
        return pa.nulls(len(column), pa.string())
    return column.cast(pa.string())


def _whole_text(column: Any) -> Any:
    """Take bytes for text; a file may call bytes text that are none."""
    import pyarrow as pa
    import pyarrow.compute as compute

    text = column.view(pa.string())
    try:
        text.validate(full=True)
    except pa.ArrowInvalid:
        words = [None if one is None else one.decode("utf-8", "replace") for one in column.to_pylist()]
        text = pa.array(words, pa.string())
    return compute.replace_substring(text, "\0", "")


def _damaged(source: Source, error: Exception) -> WorkbenchError:
    return WorkbenchError(
        f"{source.name} is cut off or damaged.",
        received=str(error).split("\n")[0][:200] or type(error).__name__,
        allowed="a whole Parquet file",
        remedy="copy or write it again",
    )
