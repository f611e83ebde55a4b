"""How counting grows: millions of mentions, beside bare DuckDB and pandas on the same file, in the same run.

    python benchmarks/scale.py                  10 million mentions as CSV
    python benchmarks/scale.py --large          100 million as Parquet as well (about 4 GB of disk)
    python benchmarks/scale.py --rows 1000000   a first look
    python benchmarks/scale.py --stance --texts 40000   only how fast VADER scores, on all cores

The mentions are invented by DuckDB: a month of hours, three stances, four platforms, twelve columns with a short
text. Each measurement runs in a process of its own, so that its peak memory is its own; the best of
several runs counts, because other work on the machine only adds. Nothing here fails.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

#: What must hold; printed beside what was measured.
BOUNDS = {"beside bare DuckDB": 1.3, "pandas beside ours": 10.0, "peak, 10 million": 1.5, "peak, 100 million": 2.0,
          "linear": 10.0, "timeline, seconds": 1.0, "timeline, MB": 2.0}  # fmt: skip
COLUMNS = """
    printf('m%09d', i) AS mention_id,
    timestamptz '2030-01-01 00:00:00+00' + to_microseconds((hash(i) % 2592000000000)::BIGINT) AS time,
    'second' AS precision,
    ['x', 'reddit', 'news', 'youtube'][1 + (hash(i + 2) % 4)::INT] AS platform,
    printf('%016x', (hash(i + 3) % 1000003) * (hash(i + 4) % 7)) AS author,
    'Example Brand and the delivery, no ' || (hash(i + 6) % 100000)::VARCHAR || ': what is known so far, and what is not.' AS text,
    ['en', 'es', 'de'][1 + (hash(i + 7) % 3)::INT] AS language,
    ['negative', 'neutral', 'positive'][1 + (hash(i + 1) % 3)::INT] AS stance,
    (hash(i + 8) % 100000)::DOUBLE AS followers,
    (hash(i + 5) % 10000)::DOUBLE AS reach,
    (hash(i + 9) % 50)::DOUBLE AS likes,
    'https://example.org/' || i::VARCHAR AS url
"""
COUNTED = ["time", "stance", "platform", "author", "reach"]
GROUPS = "date_trunc('hour', time) AS hour, stance, platform"
READ = {".csv": "read_csv('{}')", ".parquet": "read_parquet('{}')"}

OURS = """
from workbench.counts import count_mentions
counts = count_mentions(PATH, every="1h", by=("stance", "platform"), measures=MEASURES)
total = int(counts["count"].sum())
"""
BARE = """
import duckdb
connection = duckdb.connect()
connection.execute("SET TimeZone = 'UTC'")
table = connection.execute("SELECT GROUPS, count(*) AS n MORE FROM READ GROUP BY ALL").df()
total = int(table["n"].sum())
"""
PANDAS = """
import pandas as pd
table = pd.read_csv(PATH, parse_dates=["time"], date_format="ISO8601" CHOSEN)
counts = table.groupby([table["time"].dt.floor("h"), "stance", "platform"]).agg(n=("stance", "size") MORE)
total = int(counts["n"].sum())
"""
MEASURED = """
import json, resource, sys, time
CODE_IMPORTS
start, busy = time.perf_counter(), time.process_time()
CODE
seconds, busy = time.perf_counter() - start, time.process_time() - busy
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
print(json.dumps({"seconds": seconds, "busy": busy, "peak": peak, "total": total}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000_000, help="mentions in the CSV file")
    parser.add_argument("--large", action="store_true", help="ten times as many as Parquet, too")
    parser.add_argument("--runs", type=int, default=3, help="runs of which the best counts")
    parser.add_argument("--stance", action="store_true", help="only score texts with VADER")
    parser.add_argument("--texts", type=int, default=20_000, help="texts that VADER scores")
    parser.add_argument("--folder", type=Path, help="where the files are made; a temporary folder by default")
    wanted = parser.parse_args()
    print(f"python {' '.join(sys.argv)}")
    print(f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, "
          f"load at the start {os.getloadavg()[0]:.1f}\n")  # fmt: skip
    if wanted.stance:
        stance(wanted.texts)
        return
    with tempfile.TemporaryDirectory(dir=wanted.folder, prefix="crisis-scale-") as folder:
        small(Path(folder), wanted.rows, wanted.runs)
        timeline(Path(folder))
        stance(wanted.texts)
        if wanted.large:
            large(Path(folder), wanted.rows, 1)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


def small(folder: Path, rows: int, runs: int) -> None:
    """Count a CSV file by hour, stance and platform: ours, bare DuckDB, pandas."""
    path = folder / "mentions.csv"
    make(path, rows)
    print(
        f"{rows:,} mentions as CSV, {path.stat().st_size / 1e9:.2f} GB, to hourly counts by stance and platform"
    )
    print(f"{'':46}{'seconds':>9}{'cpu':>8}{'peak GB':>9}")
    found = {}
    for name, measures, more, more_pandas in (
        ("messages", "()", "", ""),
        ("messages, different authors, reach", '("authors", "reach")', ", count(DISTINCT author) AS a, sum(reach) AS r",
         ', a=("author", "nunique"), r=("reach", "sum")'),
    ):  # fmt: skip
        kinds = {
            "ours": OURS.replace("MEASURES", measures),
            "bare DuckDB": BARE.replace("GROUPS", GROUPS).replace("MORE", more).replace("READ", READ[".csv"].format(path)),
            "pandas": PANDAS.replace("MORE", more_pandas).replace("CHOSEN", ""),
            "pandas, only these columns": PANDAS.replace("MORE", more_pandas).replace("CHOSEN", f", usecols={COUNTED}"),
        }  # fmt: skip
        found[name] = beside(kinds, path, {"pandas": 1, "pandas, only these columns": 1}, runs)
        for kind, row in found[name].items():
            show(f"{name}: {kind}", row)
        assert {row["total"] for row in found[name].values()} == {rows}, "the three do not agree"
    plain = found["messages"]
    bound(
        "ours beside bare DuckDB",
        plain["ours"]["seconds"] / plain["bare DuckDB"]["seconds"],
        f"at most {BOUNDS['beside bare DuckDB']}",
    )
    both = found["messages, different authors, reach"]
    bound(
        "the same, with authors and reach",
        both["ours"]["seconds"] / both["bare DuckDB"]["seconds"],
        "no bound",
    )
    bound(
        "pandas beside ours",
        plain["pandas"]["seconds"] / plain["ours"]["seconds"],
        f"at least {BOUNDS['pandas beside ours']:g}",
    )
    peak = max(row["ours"]["peak"] for row in found.values())
    bound("peak memory of ours, GB", peak, f"under {BOUNDS['peak, 10 million']} for 10 million")
    path.unlink()


def large(folder: Path, rows: int, runs: int) -> None:
    """Count Parquet files of one and of ten times as many mentions: is it linear?"""
    found = {}
    for times in (1, 10):
        path = folder / f"mentions-{times}.parquet"
        make(path, times * rows)
        print(f"\n{times * rows:,} mentions as Parquet, {path.stat().st_size / 1e9:.2f} GB")
        kinds = {"ours": OURS.replace("MEASURES", "()"), "ours, with authors and reach": OURS.replace("MEASURES", '("authors", "reach")'),
                 "bare DuckDB": BARE.replace("GROUPS", GROUPS).replace("MORE", "").replace("READ", READ[".parquet"].format(path))}  # fmt: skip
        found[times] = beside(kinds, path, {}, runs)
        for kind, row in found[times].items():
            show(kind, row)
        path.unlink()
    # Authors and reach are counted unless one asks for less, so both must be judged.
    for kind, said in (("ours", "ten times the rows take, times as long"),
                       ("ours, with authors and reach", "the same, with authors and reach")):  # fmt: skip
        for unit, name in (("seconds", said), ("busy", f"  {said}, by cpu")):
            growth = found[10][kind][unit] / found[1][kind][unit]
            bound(name, growth, f"linear: about {BOUNDS['linear']:g}")
    bound("peak memory, GB", max(row["peak"] for kind, row in found[10].items() if kind != "bare DuckDB"),
          f"under {BOUNDS['peak, 100 million']:g} for 100 million")  # fmt: skip


def timeline(folder: Path, rows: int = 1_000_000) -> None:
    """Count and draw a million mentions; the page is weighed without plotly.js, which is the same for any figure, and with it."""
    path = folder / "million.parquet"
    make(path, rows)
    code = """
import tempfile
from pathlib import Path
import plotly.io as pio
from workbench.counts import count_mentions
from workbench.plots.figure import save_figure
from workbench.plots.counts import plot_counts
figure = plot_counts(count_mentions(PATH, every="1h", by=("stance",), measures=()))
page = pio.to_html(figure, include_plotlyjs=False, full_html=True)
total = len(page.encode())
"""
    saved = """
with tempfile.TemporaryDirectory() as place:
    total = save_figure(figure, Path(place) / "page.html").stat().st_size
"""
    row = measured(code, path)
    print(f"\nA timeline of {rows:,} mentions, counted and drawn")
    show("ours", row)
    bound("seconds", row["seconds"], f"at most {BOUNDS['timeline, seconds']:g}")
    bound("MB of HTML, without plotly.js", row["total"] / 1e6, f"under {BOUNDS['timeline, MB']:g}")
    whole = measured(code + saved, path)["total"]
    bound("MB of the page as it is saved, with plotly.js", whole / 1e6, "no bound: the script alone is 4.8")
    path.unlink()


def stance(rows: int) -> None:
    """Score simulated texts with VADER on all cores; starting the other processes is part of it."""
    from workbench.simulate_messages import simulate_mentions
    from workbench.stance import score_stance

    texts, _ = simulate_mentions(seed=1, per_hour=rows / 24 / 25)
    start = time.perf_counter()
    score_stance(texts, scorer="vader")
    seconds = time.perf_counter() - start
    print(f"\n{len(texts):,} texts scored by VADER in {seconds:.1f} s, {len(texts) / seconds:,.0f} a second")


def make(path: Path, rows: int) -> None:
    """Let DuckDB invent mentions and write them."""
    import duckdb

    options = "FORMAT csv, HEADER" if path.suffix == ".csv" else "FORMAT parquet, COMPRESSION zstd"
    connection = duckdb.connect(
        config={"memory_limit": "2GB", "preserve_insertion_order": False, "temp_directory": str(path.parent)}
    )
    connection.execute("SET TimeZone = 'UTC'")
    # Columns that are not read cost Parquet nothing when it is counted, and much disk.
    chosen = "* EXCLUDE (mention_id, text, url)" if path.suffix == ".parquet" else "*"
    connection.execute(
        f"COPY (SELECT {chosen} FROM (SELECT {COLUMNS} FROM range({rows}) AS t(i))) TO '{path}' ({options})"
    )
    connection.close()


def beside(
    kinds: dict[str, str], path: Path, fewer: dict[str, int], runs: int
) -> dict[str, dict[str, float]]:
    """Measure several ways in turns, so that other work on the machine meets them alike; keep the best of each."""
    best: dict[str, dict[str, float]] = {}
    for run in range(runs):
        for kind, code in kinds.items():
            if run >= fewer.get(kind, runs):
                continue
            row = measured(code, path)
            if kind not in best or row["seconds"] < best[kind]["seconds"]:
                peak = max(row["peak"], best.get(kind, row)["peak"])
                best[kind] = row | {"peak": peak}
    return best


def measured(code: str, path: Path) -> dict[str, float]:
    """Run code in a process of its own; imports are not timed."""
    lines = code.strip().splitlines()
    imports = "\n".join(line for line in lines if line.startswith(("import ", "from ")))
    # Ibis is imported when it is first used; that is no part of counting either.
    imports += "\nimport ibis, ibis.backends.duckdb" if "workbench" in code else ""
    rest = "\n".join(line for line in lines if not line.startswith(("import ", "from ")))
    whole = MEASURED.replace("CODE_IMPORTS", imports).replace("CODE", rest).replace("PATH", repr(str(path)))
    run = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(run.stderr)
    # DuckDB may have drawn a progress bar before.
    return json.loads(run.stdout[run.stdout.rindex('{"seconds"') :])


def show(name: str, row: dict[str, float]) -> None:
    print(f"  {name:44}{row['seconds']:9.2f}{row['busy']:8.2f}{row['peak']:9.2f}", flush=True)


def bound(name: str, value: float, said: str) -> None:
    print(f"  {name + ':':44}{value:9.2f}   ({said})", flush=True)


if __name__ == "__main__":
    main()
