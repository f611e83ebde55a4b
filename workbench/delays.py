"""How long the company took, by five definitions, with the range that the dates allow."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from workbench.channel_names import no_own_channel
from workbench.times import duration_words
from workbench.vocabulary import DELAY


def delay_range(trigger: pd.Series, response: pd.Series) -> tuple[float, float, float]:
    """Hours from a trigger to a response: middle, least and most that the two dates allow.

    Parameters
    ----------
    trigger, response : pandas.Series
        Rows with ``time`` and ``time_end``, the UTC interval in which each was true.

    Returns
    -------
    tuple of float
        Middle, low and high, in hours. Low is not below 0 where the response may have come after.

    Notes
    -----
    A trigger true in [a, b) and a response true in [c, d) lie between c - b and d - a apart.

    Examples
    --------
    >>> def day(text):
    ...     start = pd.Timestamp(text, tz="UTC")
    ...     return pd.Series({"time": start, "time_end": start + pd.Timedelta(days=1)})
    >>> delay_range(day("2009-07-06"), day("2009-07-07"))
    (24.0, 0.0, 48.0)
    """
    hour = pd.Timedelta(hours=1)
    low = (response["time"] - trigger["time_end"]) / hour
    high = (response["time_end"] - trigger["time"]) / hour
    if high > 0:
        low = max(low, 0.0)
    return (low + high) / 2, low, high


def is_before(trigger: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Tell which rows were over when the trigger came: what a company did then is no response to it.

    Parameters
    ----------
    trigger : pandas.Series
        The trigger event's row.
    rows : pandas.DataFrame
        Events or responses, with ``time`` and ``time_end``.

    Returns
    -------
    pandas.Series of bool
        False also where the two dates leave open which came first.

    Examples
    --------
    >>> import workbench as wb
    >>> case = wb.load_case("nestle-kitkat")
    >>> int(is_before(case.trigger, case.responses).sum())
    0
    """
    return rows["time_end"] <= trigger["time"]


def delay_table(
    trigger: pd.Series,
    responses: pd.DataFrame,
    chosen: dict[str, str],
    notes: dict[str, str],
    channels: Sequence[str] = (),
) -> pd.DataFrame:
    """Tabulate the delays of one case.

    Parameters
    ----------
    trigger : pandas.Series
        The trigger event's row.
    responses : pandas.DataFrame
        The case's responses.
    chosen : dict
        Definition -> response id; definitions that are left out are not documented.
    notes : dict
        Definition -> one sentence about it.
    channels : sequence of str
        Where the crisis ran; with several of them none is its own.

    Returns
    -------
    pandas.DataFrame
        Five rows, indexed by definition: ``definition``, ``documented``, ``hours``, ``hours_low``,
        ``hours_high``, ``in_words``, ``response_id``, ``strategy``, ``channel``, ``note``.
    """
    rows = {}
    for name, meaning in DELAY.items():
        row: dict[str, object] = {
            "definition": meaning,
            "documented": name in chosen,
            "hours": math.nan,
            "hours_low": math.nan,
            "hours_high": math.nan,
            "in_words": "not documented",
            "response_id": None,
            "strategy": None,
            "channel": None,
            "note": notes.get(name, ""),
        }
        if name in chosen:
            response = responses[responses["response_id"] == chosen[name]].iloc[0]
            hours = delay_range(trigger, response)
            row |= dict(zip(("hours", "hours_low", "hours_high"), hours, strict=True))
            row |= {"in_words": delay_words(*hours), "response_id": chosen[name]}
            row |= {"strategy": response["strategy"], "channel": response["channel"]}
        elif name == "first_in_channel":
            row["in_words"] = _without_channel(channels, notes.get(name, ""))
        rows[name] = row
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("delay")
    # Words also where no delay is documented at all.
    return table.astype({"response_id": "str", "strategy": "str", "channel": "str"})


def _without_channel(channels: Sequence[str], note: str) -> str:
    """Say why no answer is the first in the crisis's own channel: none is documented, or there is no such channel."""
    if tuple(channels) == ("other",) and not note:
        return "the crisis's own channel is not stated"
    return no_own_channel(channels) or "not documented"


def delay_words(middle: float, low: float, high: float) -> str:
    """Say a delay with its range.

    >>> delay_words(24, 0, 48)
    'within 2 days'
    >>> delay_words(4, 3.2, 4.8)
    'about 4 hours (3 to 5 hours)'
    >>> delay_words(-36, -48, -24)
    'about 36 hours (24 hours to 2 days) before the trigger'
    """
    if low < 0 and high <= 0:
        return f"{delay_words(-middle, -high, -low)} before the trigger"
    # To the minute on both sides, a range says nothing that the middle does not.
    if high - low <= 0.1:
        return duration_words(middle)
    if low <= 0:
        # The middle of such a range is an accident of the calendar; only its end is evidence.
        return f"within {duration_words(high)}"
    least, most = duration_words(low), duration_words(high)
    if least == most:
        return f"about {most}"
    if least.split()[1] == most.split()[1]:
        least = least.split()[0]
    return f"about {duration_words(middle)} ({least} to {most})"
