"""How fast the workbench opens, each speed beside the bound it should keep.

    python benchmarks/startup.py                all but the notebooks
    python benchmarks/startup.py --notebooks    those too: they take minutes

Every number is the best of several fresh processes, because other work on the machine only ever adds.
The bounds are for a machine of two cores that does nothing else. Nothing here fails.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LARGEST = "toyota-recall"
# What these load when they are first used belongs to their import.
PANDERA = "pandera.pandas, pandera.backends.pandas.builtin_checks"
PLOTLY = "plotly.graph_objects, plotly.io"
LOAD, DRAW = f'wb.load_case("{LARGEST}")', "wb.plot_timeline(case)"
CASE = f"case = {LOAD}"
CURVE = 'wb.rebuild_attention(case, "youtube_views_cumulative", scope="song 1")'
SONG = 'case = wb.load_case("united-breaks-guitars")'
#: What a fresh process does: get ready, then the call that is timed, once and some more times.
TIMED = """
import time
{before}
for _ in range({calls}):
    start = time.perf_counter()
    {call}
    print(time.perf_counter() - start)
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--notebooks", action="store_true", help="execute all notebooks too")
    parser.add_argument("--processes", type=int, default=5, help="fresh processes for each number")
    wanted = parser.parse_args()
    count = wanted.processes
    line("", "took", "bound")
    pandas, _ = best("import pandas", "", count)
    workbench, _ = best("import workbench", "", count)
    line("import pandas", milliseconds(pandas), "")
    line("import workbench", milliseconds(workbench), milliseconds(1.2 * pandas))
    for name, before, call, packages, bound in (
        (f"load_case, the largest ({LARGEST})", "", LOAD, PANDERA, 0.150),
        ("its timeline", CASE, DRAW, PLOTLY, 0.300),
    ):
        first, _ = best(call, f"import workbench as wb\n{before}", count)
        after, again = best(call, f"import workbench as wb, {packages}\n{before}", count, calls=6)
        line(f"{name}, first, importing {packages.split('.')[0]}", milliseconds(first), "")
        line(f"{name}, first after that import", milliseconds(after), milliseconds(bound))
        line(f"{name}, again", milliseconds(again), milliseconds(bound))
    if importlib.util.find_spec("workbench.attention"):
        curve, _ = best(CURVE, f"import workbench as wb\n{SONG}", min(count, 2))
        line("rebuild_attention of song 1 with its band", f"{curve:.1f} s", "5.0 s")
    if wanted.notebooks:
        line("all notebooks executed on two cores", f"{notebooks():.0f} s", "180 s")


def best(call: str, before: str, processes: int, *, calls: int = 1) -> tuple[float, float]:
    """Time a call in fresh processes: the best first call, and the best of the later ones."""
    program = TIMED.format(before=before, call=call, calls=calls)
    rounds = [
        [float(seconds) for seconds in run(sys.executable, "-c", program).stdout.split()]
        for _ in range(processes)
    ]
    return min(times[0] for times in rounds), min(min(times) for times in rounds)


def notebooks() -> float:
    """Execute every notebook, two at a time, and return the seconds it took."""
    start = time.perf_counter()
    options = ["-q", "-p", "no:cacheprovider", "-k", "executes", "--numprocesses", "2"]
    run(sys.executable, "-m", "pytest", "tests/test_notebooks.py", *options)
    return time.perf_counter() - start


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """Run a program in the checkout, and stop with what it said if it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done


def milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms"


def line(name: str, took: str, bound: str) -> None:
    print(f"{name:<68}{took:>10}{bound:>10}", flush=True)


if __name__ == "__main__":
    main()
