"""The question of a case of one's own in three calls: its counts, its first answer, what that answer changed."""

from __future__ import annotations

import pandas as pd

from workbench.cases import Case, as_case
from workbench.counts import count_mentions
from workbench.models.self_exciting import SelfExcitingFit, fit_self_exciting
from workbench.own_messages import case_messages, read_import
from workbench.problems import NotEnoughData, NotFound, WorkbenchError, nearest
from workbench.questions import case_question
from workbench.vocabulary import DELAY

#: The definitions of an answer, in the order in which one is looked for that a model can ask about.
ANSWERS = ("first_public", "first_in_channel", "first_apology", "first_response", "first_corrective")


def own_counts(case: Case) -> pd.DataFrame:
    """Count the messages of a case of your own as an alarm and a model take them.

    Negative messages, or all of them where nobody judged their stance; by the hour, or by the day where some are
    dated to the day only; hours in which nothing was collected are missing and not zero.

    Parameters
    ----------
    case : Case
        A case made from an export.

    Returns
    -------
    pandas.DataFrame
        As :func:`workbench.count_mentions` gives it.

    Raises
    ------
    NotFound
        If the case holds no imported messages.

    Examples
    --------
    >>> import workbench as wb
    >>> own_counts(wb.load_case("codero-outage"))
    Traceback (most recent call last):
    workbench.problems.NotFound: codero-outage holds no imported messages. ...
    """
    messages, told = case_messages(as_case(case)), read_import(case)
    judged = bool((messages["stance"] != "unknown").any())
    return count_mentions(
        messages,
        every="1D" if (messages["precision"] == "day").any() else "1h",
        by=(),
        where={"stance": "negative"} if judged else None,
        gaps=told.receipt.uncollected if told else [],
        measures=(),
    )


def first_answer(case: Case, definition: str = "first_public") -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Say between when and when a company first answered; None as long as no such answer is in the case.

    Parameters
    ----------
    case : Case
    definition : str
        ``first_response``, ``first_public``, ``first_in_channel``, ``first_apology`` or ``first_corrective``.

    Returns
    -------
    tuple of Timestamp, or None
        Earliest and latest time, UTC, for :func:`workbench.first_alarm`.

    Raises
    ------
    NotFound
        If there is no such definition.

    Examples
    --------
    >>> import workbench as wb
    >>> first, last = first_answer(wb.load_case("crowdstrike-2024"))
    >>> f"{first:%d %B %H:%M}", last - first
    ('19 July 09:45', Timedelta('0 days 00:01:00'))
    """
    if definition not in DELAY:
        raise NotFound(
            "There is no such definition of an answer.",
            received=repr(definition),
            allowed=", ".join(DELAY),
            remedy=nearest(definition, DELAY) or "choose one of the five",
        )
    delay = as_case(case).delays().loc[definition]
    if not delay["documented"]:
        return None
    rows = case.responses
    row = rows[rows["response_id"] == delay["response_id"]].iloc[0]
    return pd.Timestamp(row["time"]), pd.Timestamp(row["time_end"])


def case_effect(case: Case, counts: pd.DataFrame, *, replicates: int = 200) -> SelfExcitingFit:
    """Ask what the first answer changed that is dated well enough to be asked about, as the report does.

    Parameters
    ----------
    case : Case
    counts : DataFrame
        From :func:`workbench.own_counts`, :func:`workbench.case_counts` or :func:`workbench.count_mentions`.
    replicates : int
        As for :func:`workbench.fit_self_exciting`; the report takes as many.

    Returns
    -------
    SelfExcitingFit

    Raises
    ------
    NotEnoughData
        If no answer is in the case yet.
    WorkbenchError
        If no answer in it can be asked about; the message is about the first public one, or the next best.

    Examples
    --------
    >>> import workbench as wb
    >>> import tempfile
    >>> folder = wb.new_case(tempfile.mkdtemp() + "/my-case", title="Mine", company="Acme", trigger_time="2026-03-14",
    ...                      timezone="Europe/Warsaw", source_url="https://example.org/a")
    >>> case_effect(wb.load_case(folder), wb.case_counts("united-3411"))
    Traceback (most recent call last):
    workbench.problems.NotEnoughData: No answer of the company is entered in this case, ...
    """
    delays = as_case(case).delays()
    refusals: list[WorkbenchError] = []
    for answer in ANSWERS:
        if not delays.loc[answer, "documented"]:
            continue
        try:
            return fit_self_exciting(counts, **case_question(case, answer), replicates=replicates)
        except WorkbenchError as error:
            refusals.append(error)
    if refusals:
        raise refusals[0]
    raise NotEnoughData(
        "No answer of the company is entered in this case, so nobody can ask what it changed.",
        remedy="enter the first answer in the form above, then run the cells from there on again",
    )
