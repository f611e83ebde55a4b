"""Where messages to be counted lie: a table, files, or an Ibis table; on DuckDB in this process or on Spark."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import pandas as pd

from workbench.counts_engines import connected, elsewhere
from workbench.problems import WorkbenchError

if TYPE_CHECKING:
    import ibis  # type: ignore[import-untyped]

Source: TypeAlias = "pd.DataFrame | str | os.PathLike[str] | list[str | os.PathLike[str]] | ibis.Table"
ENDINGS = (".parquet", ".csv", ".csv.gz", ".tsv", ".tsv.gz")
_ZONED = re.compile(r"(Z|[+-]\d\d(:?\d\d)?)$")


@contextmanager
def opened(source: Source, engine: Any, columns: list[str]) -> Iterator[ibis.Table]:
    """Open a source as an Ibis table, for as long as the block lasts.

    Parameters
    ----------
    source : DataFrame, path, list of paths or Ibis table
        Paths may hold ``*``; a folder stands for the Parquet files in it.
    engine : str or SparkSession
        ``"duckdb"``, ``"spark"``, an address ``"sc://..."`` or a session of one's own.
    columns : list of str
        What is needed of a DataFrame; the rest is not handed over.

    Raises
    ------
    WorkbenchError
        If there is nothing to open, or the engine is not there.
    """
    import ibis

    if isinstance(source, ibis.Table):
        yield source
        return
    source = messages_of(source)
    with tempfile.TemporaryDirectory(prefix="crisis-count-") as folder:
        zone = engine.conf.get("spark.sql.session.timeZone") if hasattr(engine, "conf") else None
        backend = connected(engine, folder)
        try:
            if isinstance(source, pd.DataFrame):
                yield _in_memory(backend, source, columns)
            else:
                yield _files(backend, source)
        finally:
            if backend.name == "duckdb":
                backend.disconnect()
            elif zone is not None:  # Ibis set it to UTC; the session is somebody's own
                engine.conf.set("spark.sql.session.timeZone", zone)


def messages_of(source: Any) -> Any:
    """Take the message table out of what ``wb.read_mentions`` returned; hand anything else through."""
    inside = getattr(source, "mentions", None)
    return inside if isinstance(inside, pd.DataFrame) and hasattr(source, "receipt") else source


def _in_memory(backend: Any, source: pd.DataFrame, columns: list[str]) -> ibis.Table:
    import pyarrow as pa  # type: ignore[import-untyped]

    table = source[[name for name in columns if name in source]]
    if "time" in table:
        if not isinstance(table["time"].dtype, pd.DatetimeTZDtype):
            raise no_zone(f"time as {table['time'].dtype}")
        # Engines count in microseconds; pandas may hold finer ones.
        exact = table["time"].dt.tz_convert("UTC").dt.floor("us").astype("datetime64[us, UTC]")
        table = table.assign(time=exact)
    arrow, name = pa.Table.from_pandas(table, preserve_index=False), "crisis_messages"
    if backend.name == "duckdb":
        backend.con.register(name, arrow)
    else:
        backend._session.createDataFrame(arrow).createOrReplaceTempView(name)
    return backend.table(name)


def _files(backend: Any, source: Any) -> ibis.Table:
    """Read the files of a path, a pattern or a list of them; of a remote Spark, files of its own machine."""
    paths = [str(path) for path in (source if isinstance(source, (list, tuple)) else [source])]
    paths = [f"{path}/**/*.parquet" if Path(path).is_dir() else path for path in paths]
    ending = {next((e for e in ENDINGS if path.lower().endswith(e)), "") for path in paths}
    if len(ending) != 1 or "" in ending:
        raise WorkbenchError(
            "These files cannot be counted as they are.",
            received=", ".join(repr(Path(path).name) for path in paths[:3]) or "no file",
            allowed=f"files of one kind among {', '.join(ENDINGS)}",
            remedy="wb.read_mentions(path) reads the exports of listening tools",
        )
    kind = ending.pop()
    far = elsewhere(backend) or any("://" in path for path in paths)
    lacking = [path for path in paths if not far and not _meets_a_file(path)]
    if lacking or (far and backend.name == "duckdb"):
        raise WorkbenchError(
            "There is no such file." if lacking else "DuckDB counts files of this machine.",
            received=repr((lacking or paths)[0]),
            allowed="a path, or a pattern such as 'export/*.parquet', that meets a file",
            remedy="check the folder" if lacking else 'engine="spark", or fetch the file first',
        )
    if backend.name == "duckdb":
        return _by_duckdb(backend, paths, kind)
    from pyspark.errors import PySparkException

    try:
        return _by_spark(backend, paths, kind)
    except PySparkException as error:
        raise WorkbenchError(
            "Spark cannot read these files.",
            received=f"{paths[0]!r}: {str(error).splitlines()[0]}",
            allowed="files that the Spark machines can open",
            remedy="check the path there, not here",
        ) from error


def _by_duckdb(backend: Any, paths: list[str], kind: str) -> ibis.Table:
    one = paths if len(paths) > 1 else paths[0]
    if kind == ".parquet":
        return backend.read_parquet(one)
    return backend.read_csv(one, header=True, delim=_delimiter(kind))


def _by_spark(backend: Any, paths: list[str], kind: str) -> ibis.Table:
    paths = [path.replace("/**/*.parquet", "") for path in paths]
    one = paths if len(paths) > 1 else paths[0]
    if kind == ".parquet":
        return backend.read_parquet(one)
    options = {"header": True, "sep": _delimiter(kind), "multiLine": True, "escape": '"'}
    # Spark reads a clock time without zone as if it hung in its own; so look at what is written first.
    written = backend._session.read.options(**options).csv(one)
    if "time" in written.columns:
        texts = [row[0] for row in written.select("time").limit(100).collect() if row[0]]
        without = [text for text in texts if not _ZONED.search(text)]
        if without:
            raise no_zone(f"'time' such as {without[0]!r}")
    return backend.read_csv(one, inferSchema=True, **options)


def _delimiter(kind: str) -> str:
    return "\t" if kind.startswith(".tsv") else ","


def _meets_a_file(path: str) -> bool:
    whole = Path(path)
    anchor = Path(whole.anchor or ".")
    return whole.exists() or any(True for _ in anchor.glob(str(whole.relative_to(whole.anchor or "."))))


def zoned(table: ibis.Table) -> bool:
    """Tell whether the column `time` holds instants, not clock times of nowhere."""
    if table.get_backend().name != "pyspark":
        return table["time"].type().timezone is not None
    # Ibis gives both kinds of Spark's times one name, so Spark is asked.
    from pyspark.sql.types import TimestampType

    schema = table.get_backend()._session.sql(str(table.select("time").compile())).schema
    return isinstance(schema["time"].dataType, TimestampType)


def no_zone(received: str) -> WorkbenchError:
    """Say that times without a zone are not counted."""
    return WorkbenchError(
        "The messages have no times with a zone.",
        received=received,
        allowed="a column 'time' of aware times, such as 2026-05-01T10:00:00Z",
        remedy='wb.read_mentions(path, tz="Europe/Zurich") reads them in the zone you name',
    )
