"""The first thing one reads: what the report found, in sentences that are computed from its own parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.models.base import percent
from workbench.models.self_exciting import CALMED, FAILED, UNCLEAR, SelfExcitingFit
from workbench.plots.marks import when
from workbench.problems import NotFound
from workbench.report.words import answer_words
from workbench.series import load_series
from workbench.times import day_words

if TYPE_CHECKING:
    import pandas as pd

    from workbench.cases import Case
    from workbench.report.material import Material


def sentences(material: Material) -> list[str]:
    """Say in a handful of sentences what this report holds and found."""
    case = material.case
    told = [_beginning(case), *_answers(case)]
    told += _volume(material)
    if material.alarm is not None:
        told.append(f"{material.alarm_note} {material.alarm.summary(material.zone)}".strip())
    if material.spread is not None:
        told.append(material.spread.summary())
    if material.effect is not None:
        told.append(verdict(material.effect))
    elif material.why_no_effect:
        told.append("Whether the answer changed anything cannot be asked here; its own section says why.")
    return told


def facts(material: Material) -> list[tuple[str, str]]:
    """Name the few figures that a reader in a hurry looks for."""
    case = material.case
    delays = case.delays()["in_words"]
    held = [
        # The range stands in the table of delays.
        ("First public answer", delays["first_public"].split(" (")[0]),
        ("First apology", delays["first_apology"].split(" (")[0]),
    ]
    if material.messages is not None:
        noun = "Messages, simulated" if material.simulated else "Messages imported"
        held.append((noun, f"{len(material.messages):,}"))
    elif case.grade != "C":
        held.append(("Mentions, a sample", f"{int((~case.mentions['background']).sum()):,}"))
    if material.alarm is not None and material.alarm.time is not None:
        there = material.alarm.time.tz_convert(material.zone)
        held.append(("Alarm, had somebody watched", f"{there.day} {there:%b, %H:%M}"))
    if material.effect is not None:
        held.append(("Did the answer matter?", material.effect.verdict))
    held.append(("Sources", f"{len(case.sources):,}"))
    return held


def verdict(effect: SelfExcitingFit) -> str:
    """Say what the model says of the first answer, in one sentence.

    Parameters
    ----------
    effect : SelfExcitingFit
    """
    answer = answer_words(effect.response)
    if effect.verdict == FAILED:
        return f"Whether {answer} changed the course could not be computed from these counts."
    if effect.verdict == UNCLEAR:
        why = "; ".join(effect.objections[:2])
        return f"Whether {answer} changed the course cannot be told from these counts: {why}."
    change = effect.estimates.iloc[0]
    word = "fewer" if effect.verdict == CALMED else "more"
    return (
        f"After {answer} each negative message set off {word} further ones: {percent(change['value'] / 100)} "
        f"({percent(change['lower'] / 100)} to {percent(change['upper'] / 100)}), in a model that lists what it assumes."
    )


def _beginning(case: Case) -> str:
    trigger = case.trigger
    zone = case.clock.timezone
    clock = "in UTC" if zone == "UTC" else f"on the clock of {zone}"
    return f"It began with {_quoted(trigger['title'])} ({when(trigger, zone)}). All times of this report are {clock}, unless said otherwise."


def _answers(case: Case) -> list[str]:
    delays = case.delays()
    public, apology = delays.loc["first_public"], delays.loc["first_apology"]
    if public["documented"]:
        what = f"strategy: {public['strategy']}; channel: {public['channel']}".replace("_", " ")
        if public["hours_high"] <= 0:
            told = [f"The company had answered in public before that ({what})."]
        else:
            told = [f"The first public answer came {_after(public)} ({what})."]
    else:
        told = ["No public answer of the company is documented."]
    if apology["documented"]:
        told.append(f"The first apology came {_after(apology)}.")
    elif public["documented"]:
        told.append("No apology is documented.")
    return told


def _after(delay: Any) -> str:
    words = delay["in_words"]
    if words.endswith("before the trigger"):
        return str(words)
    return f"{words} {'of' if words.startswith('within') else 'after'} the trigger"


def _volume(material: Material) -> list[str]:
    case = material.case
    told = []
    if material.messages is not None:
        messages = material.messages
        share = _negative(messages["stance"])
        word = "simulated" if material.simulated else "imported"
        first, last = (messages["time"].iloc[place].tz_convert(material.zone) for place in (0, -1))
        told.append(
            f"{len(messages):,} messages were {word}, from {day_words(first)} to {day_words(last)}{share}."
        )
        return told
    mentions = case.mentions[~case.mentions["background"]]
    if case.grade == "C":
        return ["This case holds no volume: it documents what was done, not how much was said."]
    if len(mentions):
        negative = (mentions["stance"] == "negative").mean()
        told.append(
            f"{len(mentions):,} dated mentions were found by search, {negative:.0%} of them negative: a sample, not the volume."
        )
    return told + _attention(case)


def _negative(stance: pd.Series) -> str:
    """Say which share is negative, of how many whose stance is known; nothing where none is."""
    known = stance[stance != "unknown"]
    if known.empty:
        return ""
    share, unknown = (known == "negative").mean(), len(stance) - len(known)
    if not unknown:
        return f", {share:.0%} of them negative"
    return f", {share:.0%} of the {len(known):,} with a known stance negative; of {unknown:,} it is not known"


def _attention(case: Case) -> list[str]:
    if case.attention is None:
        return []
    try:
        curve = load_series(case.attention.series)
    except NotFound:
        return []
    inside = curve[(curve.index >= case.period.start) & (curve.index < case.period.end)]
    if inside.empty:
        return []
    top = inside["per_day"].idxmax()
    row = inside.loc[top]
    day = day_words(top.tz_convert(case.clock.timezone))
    return [
        f"Attention was highest on {day}, at about {_rounded(row['per_day'])} {case.attention.noun} a day "
        f"({_rounded(row['per_day_lower'])} to {_rounded(row['per_day_upper'])}), rebuilt from dated readings of a public counter."
    ]


def _quoted(text: str) -> str:
    return f"“{text}”"


def _rounded(value: float) -> str:
    """Write what a band says no more exactly than two digits."""
    return f"{float(f'{value:.2g}'):,.0f}"
