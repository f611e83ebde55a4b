"""The question that a model asks of a case: from which moment, about which answer, beside which other events."""

from __future__ import annotations

from typing import TypedDict

import pandas as pd

from workbench.cases import Case, as_case, load_case
from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError, nearest
from workbench.series import cards
from workbench.vocabulary import DELAY

HOUR = pd.Timedelta(hours=1)
#: How near to an answer an event must lie to be able to explain what is seen after it.
RIVAL_HOURS = 12.0
#: Kinds of events that bring mentions of their own. Background does not, and a silence is no event for readers.
_LOUD = (
    "trigger",
    "escalation",
    "media_coverage",
    "regulator_action",
    "turning_point",
    "company_response",
    "outcome",
)


class Question(TypedDict):
    """Arguments of :func:`workbench.fit_self_exciting`, all times UTC."""

    trigger: pd.Timestamp
    responses: dict[str, pd.Timestamp]
    rivals: dict[str, pd.Timestamp]


def case_question(
    case: Case | str, answer: str = "first_public", *, every: str = "1h", simulated: bool = False
) -> Question:
    """Look up trigger, answer and rival events of a case, ready for a model.

    With it a fit reads in three lines: the counts, the question, the fit.

    Parameters
    ----------
    case : Case or str
        A case or its id.
    answer : str
        A definition of the delay (``first_response``, ``first_public``, ``first_in_channel``,
        ``first_apology``, ``first_corrective``) or the id of a response.
    every : str
        Width of the bins the counts will have; a time that is not known that well is refused.
    simulated : bool
        The clock of the case's simulated companion instead: its planted trigger and answer, no rivals.

    Returns
    -------
    dict
        ``trigger``; ``responses``, one name and its time; ``rivals``, the title and time of every documented event
        that may lie within 12 hours of the answer, other answers among them. A moment is the middle of
        the interval in which it lies; a rival that is dated to the day stands as near to the answer as
        its date allows. Events dated to a week or longer are left out.

    Raises
    ------
    NotFound
        If there is no such case, definition or response.
    NotEnoughData
        If no answer of this kind is documented.
    TooCoarse
        If trigger or answer is known to a longer stretch than one bin.
    WorkbenchError
        If the response is a documented silence.

    Examples
    --------
    >>> question = case_question("united-3411", "first_apology")
    >>> f"{question['responses']['first apology']:%d %B %H:%M}", len(question["rivals"])
    ('11 April 19:10', 9)
    """
    found = load_case(case) if isinstance(case, str) else as_case(case)
    if simulated:
        return _planted(found)
    row, name = _answer(found, answer)
    width = pd.Timedelta(every)
    trigger = _moment(found.trigger, "trigger", width, every)
    moment = _moment(row, name, width, every)
    return {
        "trigger": trigger,
        "responses": {name: moment},
        "rivals": _rivals(found, moment, str(row["event_id"])),
    }


def _planted(case: Case) -> Question:
    """Read the clock of a companion off its card: nothing about it is uncertain, because it is invented."""
    for card in cards().values():
        if card["kind"] == "simulated" and card.get("counts", {}).get("case") == case.settings.id:
            recipe = card["recipe"]
            answer = {"invented answer": pd.Timestamp(recipe["response"])}
            return {"trigger": pd.Timestamp(recipe["trigger"]), "responses": answer, "rivals": {}}
    raise NotFound(
        f"{case.settings.id} has no simulated companion.",
        received="simulated=True",
        allowed=", ".join(
            card["counts"]["case"]
            for card in cards().values()
            if card["kind"] == "simulated" and "counts" in card
        ),
        remedy="leave simulated out",
    )


def _answer(case: Case, answer: str) -> tuple[pd.Series, str]:
    responses = case.responses
    if answer in DELAY:
        line = case.delays().loc[answer]
        if not line["documented"]:
            raise NotEnoughData(
                f"No answer of the kind {answer} is documented in {case.settings.id}. {line['note']}".strip(),
                received=repr(answer),
                allowed=", ".join(case.delays().query("documented").index)
                or "no definition; this case has no dated answer",
                remedy="case.delays() shows what is known of each",
            )
        chosen, name = line["response_id"], answer.replace("_", " ")
    elif answer in set(responses["response_id"]):
        chosen, name = answer, answer
    else:
        known = [*DELAY, *responses["response_id"]]
        raise NotFound(
            "There is no such answer in this case.",
            received=repr(answer),
            allowed=", ".join(known),
            remedy=nearest(answer, known) or "case.responses shows them all",
        )
    row = responses[responses["response_id"] == chosen].iloc[0]
    if row["strategy"] == "silence":
        raise WorkbenchError(
            "A documented silence is not an answer.",
            received=answer,
            allowed="something that the company said or did",
            remedy="case.responses shows them all",
        )
    return row, name


def _moment(row: pd.Series, what: str, width: pd.Timedelta, every: str) -> pd.Timestamp:
    length = row["time_end"] - row["time"]
    # A local day may have 25 hours.
    if length > max(1.05 * width, HOUR):
        known = f"{row['time']:%Y-%m-%d %H:%M} to {row['time_end']:%Y-%m-%d %H:%M} UTC"
        raise TooCoarse(
            f"When the {what} came is not known well enough for bins of {every}.",
            received=f"{known}, {length / HOUR:.1f} h",
            allowed="a moment known to within one bin",
            remedy="another answer, or every='1D' if the counts carry days"
            if length <= pd.Timedelta(hours=25)
            else "another answer; no bins are wide enough for this one",
        )
    return row["time"] + length / 2


def _rivals(case: Case, answer: pd.Timestamp, own: str) -> dict[str, pd.Timestamp]:
    reach = RIVAL_HOURS * HOUR
    events = case.events
    events = events[events["kind"].isin(_LOUD) & ~events["event_id"].isin([own, case.settings.clock.trigger])]
    # Weeks and months say nothing about hours.
    events = events[events["time_end"] - events["time"] <= pd.Timedelta(hours=25)]
    near: dict[pd.Timestamp, list[str]] = {}
    spans = zip(events["time"], events["time_end"], events["title"], strict=True)
    for first, last, title in spans:
        wide = last - first > HOUR
        at = min(max(answer, first), last) if wide else first + (last - first) / 2
        if abs(at - answer) <= reach:
            near.setdefault(at, []).append(str(title))
    return {_together(titles): at for at, titles in sorted(near.items())}


def _together(titles: list[str]) -> str:
    """Name news of one moment: dated to the same day, they cannot be told apart."""
    if len(titles) == 1:
        return titles[0]
    return f"{titles[0]} (or {len(titles) - 1} other {'event' if len(titles) == 2 else 'events'} of that day)"
