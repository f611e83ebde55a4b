"""How far a rebuilt attention curve may be trusted, and how fast it is.

    python benchmarks/attention.py               200 invented stories, about ten minutes
    python benchmarks/attention.py --curves 20   a first look
    python benchmarks/attention.py --also        other numbers of readings, and worse readers, too

Three tables: how often the 95 % band holds the true curve of invented readings; whether the curve of
song 1 of United Breaks Guitars foretells the exact readings it was not shown; and seconds. Seeds are
fixed. "cpu" is what the processor was busy for, which other work on the machine hardly changes.
Nothing here fails.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
import pandas as pd

from workbench.attention import leave_one_out, rebuild_attention
from workbench.cases import load_case
from workbench.simulate import simulate_readings

HOUR = pd.Timedelta(hours=1)
VIEWS = "youtube_views_cumulative"
BOUND = {"hours held": "92-98 %", "median error": "< 10 %", "seconds": "< 5"}
ALSO = {
    "40 readings": {"n": 40},
    "200 readings": {"n": 200},
    "30 days": {"days": 30.0},
    "twice as many old figures": {"stale": 0.30},
    "10 % plain errors": {"wrong": 0.10},
}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--curves", type=int, default=200, help="invented stories in the first table")
    parser.add_argument("--also", action="store_true", help="a tenth as many of other kinds, too")
    wanted = parser.parse_args()
    rows = {"100 readings of the usual kinds": tried(wanted.curves, {"n": 100})}
    if wanted.also:
        rows |= {name: tried(max(4, wanted.curves // 10), kinds) for name, kinds in ALSO.items()}
    show(f"Invented readings, 60 days unless said otherwise; bounds: {BOUND}", pd.DataFrame(rows).T)
    guitars = load_case("united-breaks-guitars")
    clock, cpu = time.perf_counter(), time.process_time()
    rebuild_attention(guitars, VIEWS, scope="song 1")
    seconds = {"clock": time.perf_counter() - clock, "cpu": time.process_time() - cpu, "bound": 5.0}
    show("rebuild_attention of song 1 with its band, seconds", pd.DataFrame([seconds]).round(1))
    told = leave_one_out(rebuild_attention(guitars, VIEWS, scope="song 1", end="2012-01-01"))
    width = (told["upper"] - told["lower"]) / told["value"]
    told = told.assign(width=(100 * width).round(1)).rename(columns={"width": "width, %"})
    show("Song 1: each exact reading, foretold by the others", told.drop(columns="time"))
    to_the_day = told["time_precision"].isin(["minute", "hour", "day"])
    print(
        f"{told['inside'].sum()} of {len(told)} inside the 95 % interval (bound: 90 %); median width "
        f"{100 * width[to_the_day].median():.1f} % where dated to the day or better."
    )


def tried(curves: int, kinds: dict[str, float]) -> pd.Series:
    """Rebuild so many invented stories; the means over stories, as a row of the first table."""
    found = []
    for seed in range(curves):
        table, truth = simulate_readings(waves=seed % 4, seed=1000 + seed, **kinds)
        cpu = time.process_time()
        curve = rebuild_attention(table, "views_cumulative", origin=truth.hours.index[0])
        cpu = time.process_time() - cpu
        true = truth.hours.loc[curve.start : curve.end, "total"].iloc[1:]
        held, error, width = compared(curve.at(list(true.index)), true.to_numpy())
        days = curve.daily("UTC")
        days = days[(days["hours"] == 24) & (days["time"] + 24 * HOUR <= truth.hours.index[-1])]
        begin = ((days["time"] - truth.hours.index[0]) / HOUR).to_numpy()
        total = truth.hours["total"].to_numpy()
        gain = np.interp(begin + 24, np.arange(len(total)), total) - np.interp(
            begin, np.arange(len(total)), total
        )
        per_day, day_error, _ = compared(days, gain)
        found.append(
            {
                "hours held": held.mean(),
                "first 3 days": held[:72].mean(),
                "days held": per_day.mean(),
                "median error": np.median(error),
                "median error per day": np.median(day_error),
                "median width": np.median(width),
                "worst story": held.mean(),
                "seconds": cpu,
            }
        )
        print(f"\r{seed + 1} of {curves} stories {kinds}", end="", flush=True)
    print("\r" + " " * 70, end="\r")
    table = pd.DataFrame(found)
    mean = table.mean().round(3)
    mean["worst story"] = table["worst story"].min().round(2)
    return mean


def compared(band: pd.DataFrame, exact: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Whether the band holds each true value (to the unit), and the relative error and width."""
    value, lower, upper = (band[name].to_numpy() for name in ("value", "lower", "upper"))
    held = (lower <= exact + 0.5) & (exact - 0.5 <= upper)
    return held, np.abs(value / exact - 1), (upper - lower) / np.maximum(value, 1)


def show(title: str, table: pd.DataFrame) -> None:
    print(f"\n{title}\n{table.to_string()}")


if __name__ == "__main__":
    pd.set_option("display.width", 200)
    main()
