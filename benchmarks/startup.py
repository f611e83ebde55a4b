"""How fast the workbench opens, each speed beside the bound it should keep.

    python benchmarks/startup.py                all but the notebooks
    python benchmarks/startup.py --notebooks    those too: they take minutes

Every number is the best of several fresh processes, because other work on the machine only ever adds.
"cpu" is what the processor was busy for: near to what the clock says on a machine that does nothing
else, and what to compare with the bound on one that does. Nothing here fails.
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
LOAD, DRAW = f'wb.load_case("{LARGEST}")', "wb.plot_timeline(case)"
CURVE = 'wb.rebuild_attention(case, "youtube_views_cumulative", scope="song 1")'
READY, CASE = "import workbench as wb", f"case = {LOAD}"
SONG = 'case = wb.load_case("united-breaks-guitars")'
# Both load the greater part of themselves when they are first used; here that belongs to their import.
PANDERA = "import pandera.pandas, pandera.backends.pandas.builtin_checks"
PLOTLY = "import plotly.io; from plotly.graph_objects import Bar, Figure, Scatter"
#: What a fresh process does: get ready, then the call that is timed, once and some more times.
TIMED = """
import time
{before}
for _ in range({calls}):
    clock, cpu = time.perf_counter(), time.process_time()
    {call}
    print(time.perf_counter() - clock, time.process_time() - cpu)
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--notebooks", action="store_true", help="execute all notebooks too")
    parser.add_argument("--processes", type=int, default=5, help="fresh processes for each number")
    wanted = parser.parse_args()
    line("", "clock", "cpu", "bound")
    pandas = first("import pandas", [], wanted.processes)
    show("import pandas", pandas)
    show("import workbench", first("import workbench", [], wanted.processes), 1.2 * pandas[0])
    name = f"load_case, the largest ({LARGEST})"
    show(f"{name}, first, importing pandera", first(LOAD, [READY], wanted.processes))
    show(f"{name}, first after that import", first(LOAD, [READY, PANDERA], wanted.processes), 0.150)
    show(f"{name}, again", later(LOAD, [READY], wanted.processes), 0.150)
    name = "its timeline"
    show(f"{name}, first, importing plotly", first(DRAW, [READY, CASE], wanted.processes))
    show(f"{name}, first after that import", first(DRAW, [READY, CASE, PLOTLY], wanted.processes), 0.300)
    show(f"{name}, again", later(DRAW, [READY, CASE], wanted.processes), 0.300)
    if importlib.util.find_spec("workbench.attention"):
        show("rebuild_attention of song 1 with its band", first(CURVE, [READY, SONG], 1), 5)
    if wanted.notebooks:
        line("all notebooks executed, two at a time", f"{notebooks():.0f} s", "", "180 s")


def first(call: str, before: list[str], processes: int) -> tuple[float, float]:
    """Time the first call in fresh processes: seconds by the clock and of the processor."""
    return fastest(times[0] for times in rounds(call, before, processes, calls=1))


def later(call: str, before: list[str], processes: int) -> tuple[float, float]:
    """Time the calls after the first."""
    return fastest(pair for times in rounds(call, before, processes, calls=6) for pair in times[1:])


def rounds(call: str, before: list[str], processes: int, *, calls: int) -> list[list[tuple[float, float]]]:
    """Run the fresh processes, and read the pairs of seconds that each one prints."""
    program = TIMED.format(before="\n".join(before), call=call, calls=calls)
    said = [run(sys.executable, "-c", program) for _ in range(processes)]
    return [[tuple(map(float, pair.split())) for pair in text.splitlines()] for text in said]


def fastest(pairs) -> tuple[float, float]:
    pairs = list(pairs)
    return min(clock for clock, _ in pairs), min(cpu for _, cpu in pairs)


def notebooks() -> float:
    """Execute every notebook, and return the seconds it took."""
    start = time.perf_counter()
    options = ["-q", "-p", "no:cacheprovider", "-k", "executes", "--numprocesses", "2"]
    run(sys.executable, "-m", "pytest", "tests/test_notebooks.py", *options)
    return time.perf_counter() - start


def run(*command: str) -> str:
    """Run a program in the checkout and return what it prints; stop with its words if it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return done.stdout


def show(name: str, took: tuple[float, float], bound: float | None = None) -> None:
    line(name, *map(words, took), "" if bound is None else words(bound))


def words(seconds: float) -> str:
    return f"{1000 * seconds:,.0f} ms" if seconds < 2 else f"{seconds:.1f} s"


def line(name: str, *numbers: str) -> None:
    print(f"{name:<66}" + "".join(f"{number:>11}" for number in numbers), flush=True)


if __name__ == "__main__":
    main()
