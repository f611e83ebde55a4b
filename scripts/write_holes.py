"""Write data/united-3411-holes_sim.csv anew: planted crises behind the holes of a real collection, and what the model says.

`python scripts/write_holes.py` takes some minutes. Every crisis has the clock, the size and, in half of the
runs, the holes of the tweets of flight 3411 around the apology of 11 April 2017.
"""

import hashlib
from itertools import product
from pathlib import Path

import pandas as pd

import workbench as wb
from workbench.models.gaps import unseen_history
from workbench.models.self_exciting import CALMED, INFLAMED, UNCLEAR

DATA = Path(__file__).resolve().parent.parent / "data"
NAME = "united-3411-holes_sim"
SEEDS, REPLICATES = 10, 100


def run(news: str, planted: int, holes: bool, seed: int) -> dict[str, object]:
    """Plant one crisis, fit it, and say what the model claims with and without looking at the holes first."""
    real = wb.case_counts("united-3411", end="2017-04-18T00:00Z")
    question = wb.case_question("united-3411", "first_apology")
    [answer] = question["responses"].values()
    when = {"trigger": question["trigger"], "response": answer}
    table, _ = wb.simulate_like(real, **when, change=planted / 100, news=news, holes=holes, seed=seed)
    fit = wb.fit_self_exciting(
        table, trigger=question["trigger"], responses=answer, replicates=REPLICATES, seed=seed
    )
    if fit.estimates.empty:
        verdict, found = fit.verdict, [float("nan")] * 3
    else:
        others = set(fit.objections) - set(unseen_history(fit.fitted, 0))
        fell = fit.inferences[fit.response].beta < 0
        verdict = UNCLEAR if others else CALMED if fell else INFLAMED
        found = fit.estimates.loc[0, ["value", "lower", "upper"]].tolist()
    told = dict(
        zip(("change_pct", "lower_pct", "upper_pct"), (round(float(v), 1) for v in found), strict=True)
    )
    start = {"news": news, "planted_pct": planted, "holes": "yes" if holes else "no", "seed": seed}
    return {**start, "verdict": fit.verdict, "unguarded": verdict, **told}


CARD = """title = "Planted crises behind the holes of the tweets about flight 3411: what the self-exciting model says of each"
kind = "simulated"                  # documented | rebuilt | simulated
source = "invented: simulate_like on the clock, size and holes of united-3411-hourly, fitted with fit_self_exciting"
licence = "CC-BY-4.0"
changes = "{seeds} seeds for each kind of news, planted change and state of the holes; python scripts/write_holes.py writes it again"
warning = "Simulated. It says what a model can see through such holes, and nothing about what people wrote in April 2017."
sha256 = "{sha}"

[time]                  # which column holds the time, and how to read it
column = ""
read = ""

[columns]
news = "short: mentions from outside come within hours of the trigger; lasting: they go on for days"
planted_pct = "planted change of n, the further mentions one mention sets off, per cent"
holes = "yes: hours missing and cut as in the real collection; no: every hour collected"
seed = "seed of the crisis and of the fit"
verdict = "what the model says: calmed, inflamed or cannot tell"
unguarded = "what it would have said without asking first whether the hours before the answer were collected"
change_pct = "its estimate of the change of n, per cent"
lower_pct = "lower end of the 95 % interval, per cent"
upper_pct = "upper end of the 95 % interval, per cent"

[recipe]
seeds = {seeds}
replicates = {replicates}
"""


def write() -> None:
    """Run everything and write the table and its card."""
    todo = product(("short", "lasting"), (0, -30), (True, False), range(SEEDS))
    table = pd.DataFrame([run(*settings) for settings in todo])
    text = table.to_csv(index=False, lineterminator="\n")
    (DATA / f"{NAME}.csv").write_text(text, encoding="utf-8", newline="\n")
    sha = hashlib.sha256(text.encode()).hexdigest()
    card = CARD.format(seeds=SEEDS, replicates=REPLICATES, sha=sha)
    (DATA / f"{NAME}.toml").write_text(card, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
