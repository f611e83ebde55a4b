"""From a case to what its report is written from: counts, alarm, spread and effect, or the sentence why not."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.alarm_threshold import FEWEST_PAST
from workbench.alarm_watch import TOO_LITTLE_PAST
from workbench.alarms import first_alarm
from workbench.bursts import TOO_LITTLE_QUIET
from workbench.cases import Case
from workbench.counts import count_mentions
from workbench.models.self_exciting import SelfExcitingFit, fit_self_exciting
from workbench.own_messages import messages_file, read_import
from workbench.problems import WorkbenchError
from workbench.questions import case_question
from workbench.report.material import NEGATIVE, Material, Step
from workbench.series import cards
from workbench.spread import measure_spread
from workbench.texts import many
from workbench.vocabulary import DELAY
from workbench.volumes import case_counts

#: The definitions of an answer, in the order in which one is looked for that a model can ask about.
ANSWERS = ("first_public", "first_in_channel", "first_apology", "first_response", "first_corrective")
#: A timeline of more bins than this is drawn in wider ones.
MOST_BINS = 900
#: The fewest days from which a monitor can learn a level; twice as many are better.
LEARN_DAYS = 7.0
WIDTHS = ("1h", "3h", "6h", "12h", "1D")
#: Its draws take 400 bytes for every message.
MOST_SPREAD = 500_000
#: What the spread is read from: no text, no address.
_OF_SPREAD = ["mention_id", "time", "precision", "platform", "author", "language", "followers", "in_reply_to", "repost_of",
              "is_repost"]  # fmt: skip
REBUILT_ONLY = (
    "What is left of this case's volume is a curve rebuilt from dated readings of a public counter. Between two readings "
    "it is drawn, not counted, so no model can ask it what an answer changed."
)


def gather(
    case: Case, effect: SelfExcitingFit | None, *, replicates: int, step: Step, steps: int
) -> Material:
    """Compute what the case allows; each part that fails leaves a sentence."""
    material = Material(case, effect=effect)
    step("Counting", 0, steps)
    if messages_file(case) is not None:
        _count_messages(material)
        step("Asking when a monitor would have raised the alarm", 1, steps)
        _raise_alarm(material)
        step("Measuring the spread", 2, steps)
        _measure_spread(material)
    elif _has_counts(case):
        material.counts = case_counts(case)
    elif case.attention is not None:
        material.why_no_effect = REBUILT_ONLY
    else:
        material.why_no_effect = (
            "This case holds no volume, only what was done and when, so there is nothing that a model could be asked."
            if case.grade == "C"
            else "Nobody counted all messages; a sample found by search is no volume that a model could take."
        )
    if effect is None and material.counts is not None:
        step("Asking what the answer changed", 3, steps)
        _ask_the_model(material, replicates)
    return material


def _count_messages(material: Material) -> None:
    """Count the messages from their file; of a large one no more than three columns are held."""
    case, path = material.case, messages_file(material.case)
    assert path is not None
    messages = pd.read_parquet(path, columns=["time", "stance", "precision"]).sort_values("time")
    told = read_import(case)
    material.messages, material.imported = messages, told
    material.simulated = bool(told and told.simulated)
    gaps = told.receipt.uncollected if told else []
    # What is dated to the day cannot be counted by the hour.
    finest = "1D" if (messages["precision"] == "day").any() else "1h"
    material.every = finest
    span = messages["time"].iloc[-1] - messages["time"].iloc[0]
    fitting = [width for width in WIDTHS if span / pd.Timedelta(width) <= MOST_BINS]
    every = finest if finest == "1D" else (fitting or ["1D"])[0]
    known = (messages["stance"] != "unknown").any()
    material.counted = NEGATIVE if known else "messages (no stance is known)"
    where = {"stance": "negative"} if known else {}
    material.drawn_counts = count_mentions(path, every=every, by="stance", gaps=gaps, measures=())
    material.counts = count_mentions(path, every=finest, by=(), where=where, gaps=gaps, measures=())
    if material.simulated:
        material.drawn_counts.attrs["simulated"] = material.counts.attrs["simulated"] = True


def _raise_alarm(material: Material) -> None:
    case, counts = material.case, _watchable(material)
    delay = case.delays().loc["first_public"]
    answered: tuple[str | pd.Timestamp, str | pd.Timestamp] | None = None
    if delay["documented"]:
        row: Any = case.responses.set_index("response_id").loc[delay["response_id"]]
        answered = (pd.Timestamp(row["time"]), pd.Timestamp(row["time_end"]))
    for options in (
        {"since": case.trigger["time"]},
        {"since": case.trigger["time"], "learn_days": LEARN_DAYS},
    ):
        try:
            material.alarm = first_alarm(counts, answered, **options)
            return
        except WorkbenchError as problem:
            needed = problem.happened in (TOO_LITTLE_PAST, TOO_LITTLE_QUIET)
            more = f" It needs at least {LEARN_DAYS:g} quiet days before the trigger." if needed else ""
            material.why_no_alarm = f"{_said(problem)}{more}"
        except (ArithmeticError, ValueError) as problem:
            material.why_no_alarm = _failed(problem)


def _watchable(material: Material) -> pd.DataFrame:
    """Counts that a monitor can learn from: of negative messages, or of all where hardly a negative one came before."""
    counts, path = material.counts, messages_file(material.case)
    assert counts is not None
    assert path is not None
    if material.counted != NEGATIVE:
        return counts
    # A bin holds what came after its start: the one in which the crisis begins is none of the quiet past.
    quiet = counts["time"] + pd.Timedelta(material.every) <= material.case.trigger["time"]
    before = int(counts.loc[quiet, "count"].sum())
    if before >= FEWEST_PAST:
        return counts
    held = (
        "No negative message lies"
        if not before
        else f"Only {many(before, 'negative message')} lie{'s' if before == 1 else ''}"
    )
    material.alarm_note = (
        f"{held} before the trigger, so a monitor could not have learnt how many are usual. Here it watches all "
        "messages, whatever their stance."
    )
    told = material.imported
    gaps = told.receipt.uncollected if told else []
    counted = count_mentions(path, every=material.every, by=(), gaps=gaps, measures=())
    counted.attrs |= {"simulated": True} if material.simulated else {}
    return counted


def _measure_spread(material: Material) -> None:
    path = messages_file(material.case)
    assert path is not None
    trigger = material.case.trigger["time"]
    number = int((material.messages["time"] >= trigger).sum()) if material.messages is not None else 0
    if number > MOST_SPREAD:
        material.why_no_spread = f"{number:,} messages are more than the spread is measured from here; wb.measure_spread does it for a part of them."
        return
    messages = pd.read_parquet(path, columns=_OF_SPREAD)
    if material.simulated:
        messages.attrs["simulated"] = True
    try:
        material.spread = measure_spread(messages, since=trigger)
    except WorkbenchError as problem:
        material.why_no_spread = _said(problem)
    except (ArithmeticError, ValueError) as problem:
        material.why_no_spread = _failed(problem)


def _has_counts(case: Case) -> bool:
    """Tell whether data/ holds a documented series of counts of this case."""
    return any(
        card["kind"] == "documented" and card["counts"].get("case", name) == case.id
        for name, card in cards().items()
        if "counts" in card
    )


def _ask_the_model(material: Material, replicates: int) -> None:
    """Fit the first answer that is dated well enough; keep what was said of the others."""
    counts = material.counts
    assert counts is not None
    refused: list[str] = []
    delays = material.case.delays()
    for answer in ANSWERS:
        if not delays.loc[answer, "documented"]:
            continue
        try:
            question: dict[str, Any] = dict(case_question(material.case, answer))
            material.effect = fit_self_exciting(counts, **question, replicates=replicates)
            material.refused = tuple(refused)
            return
        except WorkbenchError as problem:
            refused.append(f"{DELAY[answer][0].upper()}{DELAY[answer][1:]}: {_said(problem)}")
    material.refused = tuple(dict.fromkeys(refused))
    material.why_no_effect = (
        f"No answer of the company could be asked about. {material.refused[0]}"
        if refused
        else "No answer of the company is recorded, so there is none to ask about."
    )


def _failed(problem: Exception) -> str:
    """One part that breaks must not take the whole report with it, and must not be passed over in silence."""
    return f"It could not be computed from these messages, which is a fault of this program ({problem})."


def _said(problem: WorkbenchError) -> str:
    received = f" ({problem.received})" if problem.received else ""
    return f"{problem.happened.rstrip('.')}{received}."
