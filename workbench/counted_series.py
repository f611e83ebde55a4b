"""A series of counts as its card says it is to be read: what was collected, in which windows, judged by whom."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from workbench import collected
from workbench.problems import WorkbenchError
from workbench.series import load_series

#: How often the scorer errs, counted against people.
LABELLED = "airlines-2015-vader"


def about_vader() -> str:
    """Say how VADER fails, from the tweets that people labelled, too.

    Examples
    --------
    >>> about_vader()[:75]
    'Negative by VADER, the brand name masked. On 7,313 airline tweets labelled '
    """
    table = load_series(LABELLED)
    messages, by_people, by_vader = (
        table["messages"],
        table["label"] == "negative",
        table["stance"] == "negative",
    )
    hit = int(messages[by_people & by_vader].sum())
    found, right = hit / int(messages[by_people].sum()), hit / int(messages[by_vader].sum())
    return (
        f"Negative by VADER, the brand name masked. On {int(messages.sum()):,} airline tweets labelled by people it found "
        f"{found:.0%} of the negative ones, and {right:.0%} of those it called negative were. So the level is too low; and "
        "if jokes or sarcasm took over after an answer, the course is wrong as well. Look at what='all', too."
    )


def read_counted(
    card: Mapping[str, Any],
    *,
    what: str | None = None,
    scope: str | None = None,
    every: str | None = None,
) -> pd.DataFrame:
    """Lay a counted series on bins as its card says it is to be read.

    Parameters
    ----------
    card : mapping
        Of :func:`workbench.series.cards`, with a table ``[counts]``: ``every`` (width of a bin), ``counted`` (what the
        messages are), ``all`` and ``negative`` (columns of counts); or ``negative_share`` (column), ``windows`` (series with
        the windows of collection) and ``window_end`` (its column); or ``label`` and ``part`` (columns) and ``since``
        (part -> when it was collected from).
    what, scope, every
        As in :func:`workbench.volumes.case_counts`.

    Returns
    -------
    DataFrame
        ``time``, ``count``, ``coverage``; ``attrs`` with ``counted`` and ``note``.

    Raises
    ------
    WorkbenchError, TooCoarse, NotFound
        If the series was not counted that way.

    Examples
    --------
    >>> from workbench.series import cards
    >>> read_counted(cards()["airlines-2015-hourly"], scope="Delta").attrs["counted"]
    'negative tweets about Delta'
    """
    rule, table = card["counts"], load_series(card["name"])
    judged = "negative_share" in rule or "label" in rule or "negative" in rule
    what = what or ("negative" if judged else "all")
    allowed = [word for word in ("negative", "all") if word in rule or (judged and word == "negative")]
    if what not in allowed:
        raise WorkbenchError(
            "These messages were not counted that way.",
            received=f"what={what!r}",
            allowed=", ".join(map(repr, allowed)),
            remedy=f"what={allowed[0]!r}",
        )
    if scope is not None and "part" not in rule:
        raise WorkbenchError(
            f"{card['name']} has no parts to choose from.",
            received=f"scope={scope!r}",
            allowed="no scope",
            remedy="leave scope out",
        )
    if "label" in rule:
        wanted = "negative" if what == "negative" else None
        hours = collected.hourly_labels(
            table,
            part=rule["part"],
            label=rule["label"],
            n=rule["all"],
            scope=scope,
            wanted=wanted,
            since=rule["since"],
        )
        note = "Labelled by people. " + (
            "" if scope else f"Without {', '.join(rule['since'])}, which joins late."
        )
    elif "windows" in rule:
        share = table[rule["negative_share"]] if what == "negative" else 1.0
        windows = load_series(rule["windows"])
        # A share of four decimals gives back the whole number of tweets it was made of.
        counts = (table[rule["all"]] * share).round()
        ends = pd.to_datetime(windows[rule["window_end"]], utc=True)
        hours = collected.hourly_in_windows(counts, windows.index.to_series(), ends)
        note = about_vader() if what == "negative" else "All tweets, whatever their tone."
    else:
        # A table made whole: every bin of it was written.
        hours = pd.DataFrame(
            {"time": table.index, "count": table[rule[what]].to_numpy(float), "coverage": 1.0}
        )
        note = ""
    native = pd.Timedelta(rule["every"])
    if every is not None and pd.Timedelta(every) != native:
        hours = _wider(hours, every, native)
    about = f" about {scope}" if scope else ""
    hours.attrs = {
        "counted": f"{'negative ' if what == 'negative' else ''}{rule['counted']}{about}",
        "note": note.strip(),
    }
    return hours


def _wider(table: pd.DataFrame, every: str, native: pd.Timedelta) -> pd.DataFrame:
    if native == collected.HOUR:
        return collected.in_wider_bins(table, every)
    raise WorkbenchError(
        "This series has one width of bins.",
        received=f"every={every!r}",
        allowed=f"{native / collected.HOUR:g} h",
        remedy="leave every out",
    )
