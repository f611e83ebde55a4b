"""Simulated companions: an invented stream on the clock of a real case that left none, so that a class can practise.

Everything about a companion but its clock is invented: how many wrote, how far each post carried, what the answer
did. The card holds the whole recipe; the same recipe and seed give the same table, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from typing import Any

import pandas as pd

from workbench.cases import Case, load_case
from workbench.problems import NotFound, nearest
from workbench.simulate_crises import CrisisTruth, simulate_crisis

HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True)
class Recipe:
    """What is planted: the response whose time is used, bins, seed, and the truth apart from its delay."""

    response: str
    every: str
    seed: int
    truth: CrisisTruth


#: The delay is not planted: it is the one of the case. The effects are as different as can be, on purpose.
RECIPES = {
    "codero-outage": Recipe(
        "cod-r1",
        "15min",
        2010,
        CrisisTruth(
            "an answer that calms",
            background_per_hour=2.0,
            shock=300.0,
            shock_hours=1.0,
            branching_before=0.85,
            branching_after=0.5,
            memory_hours=1.5,
            before_hours=24.0,
            after_hours=48.0,
        ),
    ),
    "neoflam-israel": Recipe(
        "neo-r1",
        "24h",
        2012,
        CrisisTruth(
            "an answer that does nothing",
            background_per_hour=0.25,
            shock=400.0,
            shock_hours=72.0,
            branching_before=0.8,
            branching_after=0.8,
            memory_hours=24.0,
            before_hours=24.0 * 28,
            after_hours=24.0 * 150,
        ),
    ),
}


@dataclass(frozen=True)
class Companion:
    """One companion as it goes to disk: its name, the table and the card, as text."""

    name: str
    table: str
    card: str


def simulate_companion(case: Case | str) -> Companion:
    """Invent the companion of a case from its recipe.

    Parameters
    ----------
    case : Case or str
        A case of :data:`RECIPES`, or its id.

    Returns
    -------
    Companion
        The text of ``data/CASE_sim.csv`` and of its card; ``scripts/write_companions.py`` writes them.

    Raises
    ------
    NotFound
        If the case has no recipe.

    Notes
    -----
    Trigger and answer stand in the middle of the intervals to which the case dates them.

    Examples
    --------
    >>> simulate_companion("codero-outage").table.splitlines()[:2]
    ['time,count', '2010-03-14T13:30Z,0']
    """
    found = load_case(case) if isinstance(case, str) else case
    name = found.settings.id
    if name not in RECIPES:
        raise NotFound(
            "There is no recipe for a companion of this case.",
            received=repr(name),
            allowed=", ".join(RECIPES),
            remedy=nearest(name, RECIPES) or "wb.simulate_crisis invents a crisis on a clock of its own",
        )
    recipe = RECIPES[name]
    trigger = _middle(found.trigger)
    rows = found.responses
    answer = _middle(rows[rows["response_id"] == recipe.response].iloc[0])
    truth = CrisisTruth(**{**asdict(recipe.truth), "delay_hours": (answer - trigger) / HOUR})
    table, _ = simulate_crisis(truth, every=recipe.every, seed=recipe.seed)
    table["time"] = table["time"] + (trigger - truth.trigger)
    text = table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%MZ")
    return Companion(f"{name}_sim", text, _card(found, recipe, truth, trigger, answer, text))


def _middle(row: pd.Series) -> pd.Timestamp:
    # Whole minutes: a table that says more would pretend to know more.
    return (row["time"] + (row["time_end"] - row["time"]) / 2).floor("min")


def _card(
    case: Case, recipe: Recipe, truth: CrisisTruth, trigger: pd.Timestamp, answer: pd.Timestamp, text: str
) -> str:
    case_id, title = case.settings.id, case.settings.title
    said = {
        "title": f"Simulated companion of {title}: invented negative posts per {recipe.every}, for practice",
        "kind": "simulated",
        "source": f"invented: simulate_crisis, seed {recipe.seed}, parameters below; only the clock is that of the case",
        "licence": "CC-BY-4.0",
        "changes": f"trigger and answer ({recipe.response}) in the middle of the times to which cases/{case_id} dates them; "
        "python scripts/write_companions.py writes it again, byte for byte",
        "warning": f"Simulated. Not one of these posts was ever written. Nothing about {title} follows from it.",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    columns = {"time": "start of the bin, UTC", "count": "invented negative posts"}
    counts = {"case": case_id, "every": recipe.every, "counted": "posts (invented)", "negative": "count"}
    planted: dict[str, Any] = {
        "seed": recipe.seed,
        "every": recipe.every,
        "trigger": f"{trigger:%Y-%m-%dT%H:%MZ}",
        "response": f"{answer:%Y-%m-%dT%H:%MZ}",
        **{field.name: getattr(truth, field.name) for field in fields(truth)},
    }
    lines = [f"{key} = {_toml(value)}" for key, value in said.items()]
    lines[1] += "                  # documented | rebuilt | simulated"
    lines += ["", "[time]                  # which column holds the time, and how to read it"]
    lines += ['column = "time"', 'read = "start of the bin, UTC"']
    for head, part in (("[columns]", columns), ("[counts]", counts), ("[recipe]", planted)):
        lines += ["", head, *(f"{key} = {_toml(value)}" for key, value in part.items())]
    return "\n".join(lines) + "\n"


def _toml(value: str | float) -> str:
    # A JSON text is a TOML text, too.
    return json.dumps(round(value, 6) if isinstance(value, float) else value, ensure_ascii=False)
