"""The engines that count: the same table from DuckDB, a local Spark and a Spark at an address; sentences without one."""

import os
import shutil
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pandas as pd
import pytest

from workbench.counts import count_mentions
from workbench.problems import WorkbenchError
from workbench.simulate_messages import simulate_mentions


@pytest.fixture(scope="module")
def stream():
    """Return a stream whose messages carry everything that can be counted by."""
    return simulate_mentions(seed=3, before_days=2, after_days=2)[0]


@pytest.fixture(scope="module")
def files(stream, tmp_path_factory):
    """Return the stream as Parquet (two files) and as CSV."""
    folder = tmp_path_factory.mktemp("messages")
    half = len(stream) // 2
    (folder / "parts").mkdir()
    stream[:half].to_parquet(folder / "parts" / "one.parquet")
    stream[half:].to_parquet(folder / "parts" / "two.parquet")
    stream.to_csv(folder / "all.csv", index=False)
    return {"folder": folder / "parts", "csv": folder / "all.csv"}


def test_spark_is_named_where_it_is_missing(monkeypatch, stream):
    monkeypatch.setattr("workbench.counts_engines.find_spec", lambda name: None)
    with pytest.raises(WorkbenchError) as caught:
        count_mentions(stream, engine="spark")
    assert str(caught.value) == (
        "Spark is not installed. Received: engine='spark'. Allowed: an environment with pyspark and Java 17 or newer. Try: "
        "pip install 'crisis-workbench[spark]', or engine=\"duckdb\", which needs neither."
    )


# The same counts on a real Spark ------------------------------------------------------------------------------


def demand_spark():
    """Skip without Java or pyspark, but fail where CI says that they are there."""
    there = {"pyspark": find_spec("pyspark"), "grpc": find_spec("grpc"), "Java": shutil.which("java")}
    lacking = [name for name, found in there.items() if not found]
    if lacking:
        why = f"the counts on Spark need {' and '.join(lacking)}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)


@pytest.fixture(scope="module")
def spark():
    """Return a local Spark."""
    demand_spark()
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    # A zone of its own, so that a test sees counts that would depend on it.
    builder = builder.config("spark.sql.session.timeZone", "America/Chicago").config(
        "spark.sql.shuffle.partitions", "2"
    )
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["table", "folder", "csv"])
@pytest.mark.parametrize(
    "asked",
    [
        {"by": ("stance", "platform")},
        {"every": "7h", "by": (), "where": {"stance": "negative", "is_repost": False}},
        {"every": "1D", "by": ("language",), "start": "2030-03-14T02:30Z", "end": "2030-03-16T00:00Z"},
    ],
    ids=["groups", "one series", "span"],
)
def test_spark_counts_what_duckdb_counts(spark, stream, files, kind, asked):
    source = stream if kind == "table" else files[kind]
    pd.testing.assert_frame_equal(
        count_mentions(source, engine=spark, **asked), count_mentions(source, **asked)
    )
    assert spark.conf.get("spark.sql.session.timeZone") == "America/Chicago"


@pytest.mark.slow
def test_spark_is_found_by_its_name_and_an_own_table_stays_there(spark, stream):
    import ibis

    expected = count_mentions(stream)
    pd.testing.assert_frame_equal(count_mentions(stream, engine="spark"), expected)
    spark.createDataFrame(stream[["time", "stance", "author", "reach"]]).createOrReplaceTempView(
        "own_messages"
    )
    pd.testing.assert_frame_equal(count_mentions(ibis.pyspark.connect(spark).table("own_messages")), expected)


@pytest.mark.slow
def test_spark_refuses_times_without_a_zone_too(spark, tmp_path):
    naive = pd.DataFrame({"time": pd.to_datetime(["2026-05-01 10:00"])})
    naive.to_csv(tmp_path / "naive.csv", index=False)
    naive.to_parquet(tmp_path / "naive.parquet")
    for source in (naive, tmp_path / "naive.csv", tmp_path / "naive.parquet"):
        with pytest.raises(WorkbenchError) as caught:
            count_mentions(source, by=(), engine=spark)
        assert str(caught.value).startswith("The messages have no times with a zone.")


# A Spark at an address -----------------------------------------------------------------------------------------

#: In a process of its own: a process that has a Spark of its own does not take one at an address.
CLIENT = """
import sys
import pandas as pd
from workbench.counts import count_mentions
from workbench.problems import WorkbenchError

address, folder, csv, gone = sys.argv[1:]
stream = pd.read_parquet(folder)
asked = {"every": "7h", "by": ("stance", "platform"), "where": {"is_repost": False}}
for name, source in (("table", stream), ("folder", folder), ("csv", csv)):
    far = count_mentions(source, engine=address, **asked)
    pd.testing.assert_frame_equal(far, count_mentions(source, **asked))
    print(name, int(far["count"].sum()))
try:
    count_mentions(gone, engine=address)
except WorkbenchError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Start a Spark Connect server on loopback and return where it listens."""
    demand_spark()
    import pyspark

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = Path(pyspark.__file__).parent
    settings = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": "2",
                "spark.sql.session.timeZone": "America/Chicago", "spark.connect.grpc.binding.address": "127.0.0.1",
                "spark.connect.grpc.binding.port": str(port)}  # fmt: skip
    said = tmp_path_factory.mktemp("server") / "said.txt"
    with said.open("w") as log:
        server = subprocess.Popen(
            [home / "bin" / "spark-submit", "--master", "local[2]",
             "--class", "org.apache.spark.sql.connect.service.SparkConnectServer",
             *(word for name, value in settings.items() for word in ("--conf", f"{name}={value}")), "spark-internal"],
            env=os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        for _ in range(600):
            assert server.poll() is None, said.read_text()[-2000:]
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                time.sleep(0.2)
        else:
            pytest.fail(said.read_text()[-2000:])
        yield f"sc://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(60)


@pytest.mark.slow
def test_a_spark_at_an_address_counts_what_duckdb_counts(address, stream, files, tmp_path):
    gone = tmp_path / "gone.parquet"
    command = [sys.executable, "-c", CLIENT, address, files["folder"], files["csv"], gone]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    kept = int((~stream["is_repost"].fillna(False)).sum())
    *counted, said = done.stdout.splitlines()
    assert counted == [f"table {kept}", f"folder {kept}", f"csv {kept}"]
    assert said.startswith(f"Spark cannot read these files. Received: '{gone}': [PATH_NOT_FOUND]")
    assert said.endswith(
        "Allowed: files that the Spark machines can open. Try: check the path there, not here."
    )


@pytest.mark.parametrize(
    ("engine", "why"),
    [
        ("sc://", "no host or no port number in it"),
        ("sc://here:soon", "no host or no port number in it"),
        ("sc://127.0.0.1:{}", "Connection refused"),
    ],
)
def test_an_address_where_nobody_answers_is_said_at_once(monkeypatch, stream, engine, why):
    monkeypatch.setattr("workbench.counts_engines.find_spec", lambda name: True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # taken, and not listening
        engine = engine.format(free.getsockname()[1])
        with pytest.raises(WorkbenchError) as caught:
            count_mentions(stream, engine=engine)
    assert str(caught.value) == (
        f"No Spark answers at this address. Received: {engine!r}: {why}. Allowed: the address of a Spark Connect server, "
        'sc://host:port. Try: check host, port and network, or engine="duckdb", which needs none.'
    )


def test_the_client_for_an_address_is_named_where_it_is_missing(monkeypatch, stream):
    monkeypatch.setattr("workbench.counts_engines.find_spec", lambda name: name == "pyspark" or None)
    with pytest.raises(WorkbenchError) as caught:
        count_mentions(stream, engine="sc://127.0.0.1:15002")
    assert str(caught.value) == (
        "Spark's client for an address is not installed. Received: engine='sc://127.0.0.1:15002', without grpc and "
        "grpc_status. Allowed: an environment with pyspark[connect]. Try: pip install 'crisis-workbench[spark]'."
    )
