"""Does the self-exciting model tell the truth: planted crises, row by row, against stated bounds.

    python benchmarks/validity.py                     200 crises a row (about 40 minutes of processor time)
    python benchmarks/validity.py --crises 40 --replicates 60 --rows null,cut30
    python benchmarks/validity.py --keep folder --out table.txt    goes on where a broken run stopped

A crisis is "declared" when the sentence of the result claims an effect: the test, the placebo times, the
other memories and the rival events all agree. Beside it stands what the bootstrap test alone would declare.
Crisis number i of a row is drawn with the seed (2611, i), so rows can be repeated one by one. Nothing was
chosen on these seeds: what was tried while the method was built used others.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
import time
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path

import numpy as np
import pandas as pd

from workbench.counts import count_mentions
from workbench.models.base import LEVEL
from workbench.models.rivals import UNNAMED
from workbench.models.self_exciting import CALMED, INFLAMED, fit_self_exciting
from workbench.models.volume import difference
from workbench.simulate_crises import SCENARIOS, simulate_crisis
from workbench.simulate_messages import simulate_mentions

OTHER_DELAY = 6.0  # hours, for E3
#: Not the news the model assumes, but messages on four platforms whose news rises over hours and fades over more.
STREAM = "stream"
SEED = 2611


@dataclass(frozen=True)
class Row:
    """One line of the table: which crises, in which bins, and what must hold."""

    name: str
    scenario: str
    every: str = "1h"
    news: bool = False  # the news event is declared
    false_at_most: float | None = None
    fall_at_least: float | None = None
    rise_at_least: float | None = None
    never_fall: bool = False
    e1_within: float | None = None
    named_at_least: float | None = None
    coverage: bool = True
    late: float = 0.0  # hours by which the trigger is stated too late
    collected: float = 1.0  # share of every bin that is collected


ROWS = (
    Row("null", "null", false_at_most=0.07),
    Row("null_small", "null_small", false_at_most=0.07),
    Row("null_power", "null_power", false_at_most=0.07),
    Row("cut30", "cut30", fall_at_least=0.80, e1_within=0.05),
    Row("cut30_power", "cut30_power", fall_at_least=0.80, e1_within=0.05),
    Row("cut30_small", "cut30_small"),
    Row("raise", "raise", rise_at_least=0.60, never_fall=True),
    Row("null_second, news declared", "null_second", news=True, false_at_most=0.07),
    Row("null_second, not declared", "null_second", false_at_most=0.07, named_at_least=0.80, coverage=False),
    Row("null, news that rises", STREAM, false_at_most=0.07, coverage=False),
    Row("null, trigger 1 h late", "null", late=1.0, false_at_most=0.07, coverage=False),
    Row("cut30, trigger 0.5 h late", "cut30", late=0.5, coverage=False),
    Row("null, a quarter collected", "null", collected=0.25, false_at_most=0.07, coverage=False),
    Row("cut30, half collected", "cut30", collected=0.5, coverage=False),
    Row("null, 6 h bins", "null", "6h", false_at_most=0.07, coverage=False),
    Row("null_power, 6 h bins", "null_power", "6h", false_at_most=0.07, coverage=False),
    Row("cut30, 6 h bins", "cut30", "6h", coverage=False),
    Row("null, 24 h bins", "null", "24h", false_at_most=0.07, coverage=False),
    Row("null_power, 24 h bins", "null_power", "24h", false_at_most=0.07, coverage=False),
    Row("cut30, 24 h bins", "cut30", "24h", coverage=False),
)
COVERAGE = (0.92, 0.98)


def one_crisis(job: tuple[Row, int, int]) -> dict[str, float]:
    """Draw and fit one crisis; runs in a worker."""
    row, number, replicates = job
    table, trigger, response, true_e1, true_e2, true_e3 = drawn(row, number)
    fit = fit_self_exciting(
        table,
        trigger=trigger + pd.Timedelta(hours=row.late),
        responses={"answer": response},
        events={"news": response} if row.news else None,
        replicates=replicates,
        seed=number,
    )
    if not fit.inferences or fit.checks is None:
        # No numbers is no claim; it is counted, so that power is not flattered.
        nothing = ("converged", "declared_fall", "declared_rise", "test_fall", "test_rise", "named")
        return {"number": number, **dict.fromkeys(nothing, 0.0)}
    inference = fit.inferences["answer"]
    e1, e2 = fit.estimates.iloc[0], fit.estimates.iloc[1]
    e3 = difference(inference, fit.fitted.setting, fit.scenario(OTHER_DELAY), fit.scenario(fit.delay_hours))
    return {
        "number": number,
        "converged": 1.0,
        "declared_fall": float(fit.verdict == CALMED),
        "declared_rise": float(fit.verdict == INFLAMED),
        "test_fall": float(inference.p_value < 1 - LEVEL and inference.root < inference.law.mean),
        "test_rise": float(inference.p_value < 1 - LEVEL and inference.root > inference.law.mean),
        "named": float(any(UNNAMED in reason for reason in fit.objections)),
        "e1": e1.value,
        "e1_holds": float(e1.lower <= true_e1 <= e1.upper),
        "e2_holds": float(e2.lower <= true_e2 <= e2.upper),
        "e3": e3[0],
        "e3_holds": float(e3[1] <= true_e3 <= e3[2]),
        "true_e3": true_e3,
        "root": inference.root,
        "mean": inference.law.mean,
        "spread": inference.law.spread,
        "mean_none": inference.worlds[0].mean,
        "spread_none": inference.worlds[0].spread,
        "mean_emptied": inference.worlds[1].mean,
        "spread_emptied": inference.worlds[1].spread,
        "placebo": fit.checks.placebo_share(inference.root),
        "memories": float(any("sign turns" in reason for reason in fit.objections)),
        "rivals": float(any("explains" in reason for reason in fit.objections)),
        "beginning": float(any("beginning" in reason or "begun" in reason for reason in fit.objections)),
        "least_fall": 100 * fit.checks.minimum[0],
    }


def drawn(row: Row, number: int) -> tuple[pd.DataFrame, pd.Timestamp, pd.Timestamp, float, float, float]:
    """Draw one crisis of a row: counts, trigger, answer, and the true E1, E2 (per cent) and E3 (mentions)."""
    rng = np.random.default_rng([SEED, number])
    if row.scenario == STREAM:
        days = {"before_days": 4, "after_days": 7, "response_hours": 20.0, "rise_hours": 3.0}
        messages, planted = simulate_mentions(seed=int(rng.integers(2**31)), **days)
        counts = count_mentions(messages, every=row.every, by=(), where={"stance": "negative"}, measures=())
        return counts[["time", "count", "coverage"]], planted.trigger, planted.response, 0.0, 0.0, 0.0
    table, truth = simulate_crisis(SCENARIOS[row.scenario], every=row.every, rng=rng)
    if row.collected < 1:
        table["count"] = rng.binomial(table["count"].astype(int), row.collected).astype(float)
        table["coverage"] = row.collected
    return table, truth.trigger, truth.response, 100 * truth.e1, 100 * truth.e2(), truth.e3(OTHER_DELAY)


def run_row(
    row: Row, *, crises: int, replicates: int, pool: Pool | None = None, kept: Path | None = None
) -> pd.DataFrame:
    """Fit every crisis of a row; one line per crisis. With a file, what it holds is not fitted again."""
    found = [json.loads(line) for line in kept.read_text().splitlines()] if kept and kept.exists() else []
    done = {line["number"] for line in found}
    jobs = [(row, number, replicates) for number in range(crises) if number not in done]
    started = time.perf_counter()
    for ready, result in enumerate(pool.imap(one_crisis, jobs) if pool else map(one_crisis, jobs), 1):
        found.append(result)
        if kept:
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(result) + "\n")
        if ready % 20 == 0:
            took = time.perf_counter() - started
            print(f"{row.name}: {ready} of {len(jobs)}, {took:.0f} s", file=sys.stderr, flush=True)
    return pd.DataFrame([line for line in found if line["number"] < crises])


def judge(row: Row, found: pd.DataFrame, *, slack: float = 0.0) -> list[tuple[str, float, str, bool]]:
    """Compare a row with its bounds: what, reached, bound, met. `slack` widens every bound (quick form)."""
    mean = found.mean()
    said = []

    def add(what: str, reached: float, bound: str, met: bool) -> None:
        said.append((what, float(reached), bound, bool(met)))

    wrong = mean["declared_fall"] + mean["declared_rise"]
    if row.false_at_most is not None:
        add("declared", wrong, f"at most {row.false_at_most:.0%}", wrong <= row.false_at_most + slack)
    if row.fall_at_least is not None:
        fall = mean["declared_fall"]
        add("declared a fall", fall, f"at least {row.fall_at_least:.0%}", fall >= row.fall_at_least - slack)
    if row.rise_at_least is not None:
        rise = mean["declared_rise"]
        add("declared a rise", rise, f"at least {row.rise_at_least:.0%}", rise >= row.rise_at_least - slack)
    if row.never_fall:
        add("declared a fall", mean["declared_fall"], "never", mean["declared_fall"] == 0)
    if row.e1_within is not None:
        off = abs(found["e1"].median() / 100 - SCENARIOS[row.scenario].e1)
        add("median E1 off by", off, f"at most {row.e1_within:.0%}", off <= row.e1_within + slack)
    if row.named_at_least is not None:
        named = mean["named"]
        add(
            "coincidence named",
            named,
            f"at least {row.named_at_least:.0%}",
            named >= row.named_at_least - slack,
        )
    if row.coverage:
        low, high = COVERAGE
        for term in ("e1", "e3"):
            held = mean[f"{term}_holds"]
            met = low - slack <= held <= high + slack
            add(f"{term.upper()} interval holds", held, f"{low:.0%} to {high:.0%}", met)
    return said


def table_of(results: Iterable[tuple[Row, pd.DataFrame]]) -> str:
    """Write the table that people read."""
    lines = [
        f"{'row':<28}{'n':>5}{'declared':>17}{'test alone':>17}{'median E1':>11}{'E1 holds':>10}"
        f"{'E2 holds':>10}{'E3 holds':>10}{'named':>7}{'least fall':>12}",
        f"{'':<28}{'':>5}{'fall':>9}{'rise':>8}{'fall':>9}{'rise':>8}",
    ]
    verdicts = []
    for row, found in results:
        mean = found.mean()
        lines.append(
            f"{row.name:<28}{len(found):>5}{mean['declared_fall']:>9.1%}{mean['declared_rise']:>8.1%}"
            f"{mean['test_fall']:>9.1%}{mean['test_rise']:>8.1%}{found['e1'].median():>+9.1f} %"
            f"{mean['e1_holds']:>10.1%}{mean['e2_holds']:>10.1%}{mean['e3_holds']:>10.1%}{mean['named']:>7.0%}{found['least_fall'].median():>+10.0f} %"
        )
        verdicts += [(row.name, *line) for line in judge(row, found)]
    lines += ["", f"{'bound':<58}{'reached':>9}  {'asked':<16}{'':<4}"]
    lines += [
        f"{name + ': ' + what:<58}{reached:>9.1%}  {bound:<16}{'met' if met else 'NOT MET'}"
        for name, what, reached, bound, met in verdicts
    ]
    return "\n".join(lines)


def heading(args: argparse.Namespace) -> str:
    """Say what was run, when, and how the table is to be read."""
    rows = f" --rows {args.rows}" if args.rows else ""
    return (
        f"python benchmarks/validity.py --crises {args.crises} --replicates {args.replicates}{rows}\n"
        f"{date.today()}, seeds ({SEED}, number of the crisis), Python {platform.python_version()}, numpy {np.__version__}\n"
        "declared: what the sentence of the result claims. test alone: the bootstrap test without the other checks.\n"
        "least fall: the smallest fall that a crisis says it would have shown four times out of five (median).\n"
        f"A share of {args.crises} crises has a standard error of about "
        f"{np.sqrt(0.05 * 0.95 / args.crises):.1%} near 5 % or 95 %, and {np.sqrt(0.2 * 0.8 / args.crises):.1%} near 80 %.\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--crises", type=int, default=200, help="crises per row")
    parser.add_argument("--replicates", type=int, default=200, help="bootstrap replicates per crisis")
    parser.add_argument("--rows", default="", help="names of rows or scenarios, separated by commas")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, help="file for the table")
    parser.add_argument("--keep", type=Path, help="folder that remembers every crisis")
    args = parser.parse_args()
    wanted = [part.strip() for part in args.rows.split(",") if part.strip()]
    rows = [row for row in ROWS if not wanted or row.name in wanted or row.scenario in wanted]
    if args.keep:
        args.keep.mkdir(parents=True, exist_ok=True)
    results = []
    with get_context("spawn").Pool(args.workers) if args.workers > 1 else nullcontext() as pool:
        for row in rows:
            kept = args.keep / f"{row.name.replace(' ', '_').replace(',', '')}.jsonl" if args.keep else None
            results.append(
                (row, run_row(row, crises=args.crises, replicates=args.replicates, pool=pool, kept=kept))
            )
            if args.out:
                args.out.write_text(f"{heading(args)}\n{table_of(results)}\n", encoding="utf-8")
    print(f"{heading(args)}\n{table_of(results)}")
    return 0 if all(line[-1] for row, found in results for line in judge(row, found)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
