"""Which engine counts: DuckDB in this process, a Spark of one's own, or a Spark at an address."""

from __future__ import annotations

import os
import socket
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from workbench.problems import WorkbenchError

#: What DuckDB may hold in memory; more goes to a temporary folder.
MEMORY = "1GB"
#: Where Spark Connect listens unless told otherwise, and how many seconds it may take to answer.
SPARK_PORT, PATIENCE = 15002, 5.0


def connected(engine: Any, folder: str) -> Any:
    """Return an Ibis backend: DuckDB in this process with its spill in a folder, or a Spark.

    Raises
    ------
    WorkbenchError
        If the engine is not known, not installed, or does not answer.
    """
    import ibis  # type: ignore[import-untyped]

    if engine == "duckdb":
        backend = ibis.duckdb.connect(
            threads=os.cpu_count() or 1,
            memory_limit=MEMORY,
            temp_directory=folder,
            preserve_insertion_order=False,
            autoinstall_known_extensions=False,
            TimeZone="UTC",
        )
        # DuckDB would draw its bar into whatever a notebook or a command is printing.
        backend.con.execute("SET enable_progress_bar = false")
        return backend
    remote = isinstance(engine, str) and engine.startswith("sc://")
    own = hasattr(engine, "conf")
    if not (own or remote or engine == "spark"):
        raise WorkbenchError(
            "This engine is not known.",
            received=repr(engine),
            allowed='"duckdb", "spark", an address "sc://host:port", or a SparkSession',
            remedy='engine="duckdb"',
        )
    if find_spec("pyspark") is None:
        raise WorkbenchError(
            "Spark is not installed.",
            received=f"engine={engine!r}",
            allowed="an environment with pyspark and Java 17 or newer",
            remedy="pip install 'crisis-workbench[spark]', or engine=\"duckdb\", which needs neither",
        )
    if remote:
        _check_address(engine)
    if not own:
        from pyspark.sql import SparkSession

        builder = SparkSession.builder
        builder = builder.remote(engine) if remote else builder.config("spark.ui.enabled", "false")
        engine = builder.config("spark.sql.session.timeZone", "UTC").getOrCreate()
    return ibis.pyspark.connect(engine)


def _check_address(engine: str) -> None:
    """Say at once that nobody answers: Spark's client would go on trying for minutes."""
    lacking = [name for name in ("grpc", "grpc_status") if find_spec(name) is None]
    if lacking:
        raise WorkbenchError(
            "Spark's client for an address is not installed.",
            received=f"engine={engine!r}, without {' and '.join(lacking)}",
            allowed="an environment with pyspark[connect]",
            remedy="pip install 'crisis-workbench[spark]'",
        )
    try:
        parts = urlsplit(engine)
        host, port = parts.hostname, parts.port or SPARK_PORT
    except ValueError:
        host, port = None, 0
    why = "no host or no port number in it"
    if host is not None:
        try:
            socket.create_connection((host, port), timeout=PATIENCE).close()
            return
        except OSError as error:
            why = error.strerror or str(error)
    raise WorkbenchError(
        "No Spark answers at this address.",
        received=f"{engine!r}: {why}",
        allowed="the address of a Spark Connect server, sc://host:port",
        remedy='check host, port and network, or engine="duckdb", which needs none',
    )


def elsewhere(backend: Any) -> bool:
    """Tell whether a backend is a Spark behind an address, whose files nobody here can look for."""
    return backend.name == "pyspark" and ".connect." in type(backend._session).__module__
