"""The message table: what one row of an imported export is, whichever tool wrote it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from pandas.api.types import is_bool_dtype

from workbench.problems import WorkbenchError
from workbench.texts import many
from workbench.vocabulary import STANCE

#: What a scorer that could not judge a message writes; never the same as neutral.
UNKNOWN = "unknown"
STANCES = (*STANCE, UNKNOWN)
PRECISIONS = ("second", "minute", "hour", "day")

#: Column -> (kind, what it holds). The order is the order of the columns.
COLUMNS: dict[str, tuple[str, str]] = {
    "mention_id": ("text", "unique within the table"),
    "time": ("time", "when it was published, UTC; the start of the interval its precision leaves"),
    "precision": ("text", "second, minute, hour or day"),
    "platform": ("text", "where: x, youtube, reddit, news ...; lower case"),
    "author": ("text", "keyed hash of the author; the name itself is never kept"),
    "text": ("text", "what was written; title and text, where an export has both"),
    "language": ("text", "two-letter code, or unknown"),
    "stance": ("text", f"towards the company: {', '.join(STANCES)}"),
    "stance_source": ("text", "who said so: vendor:<tool>, vader, human, a model's name"),
    "stance_score": ("number", "the scorer's own number, on its own scale"),
    "followers": ("number", "of the author when collected"),
    "reach": ("number", "the vendor's estimate of readers"),
    "likes": ("number", "when collected"),
    "reposts": ("number", "when collected"),
    "replies": ("number", "when collected"),
    "in_reply_to": ("text", "mention_id answered to"),
    "repost_of": ("text", "mention_id passed on or quoted"),
    "is_repost": (
        "yes/no/unknown",
        "passed on without words of its own; missing where the export does not tell",
    ),
    "by_company": ("yes/no", "written by one of the company's accounts"),
    "url": ("text", "where it stood"),
    "collected_at": ("time", "when the tool collected it, UTC"),
}
KINDS: dict[str, Any] = {"text": "str", "number": "float64", "yes/no": "bool", "yes/no/unknown": "boolean",
                         "time": "datetime64[us, UTC]"}  # fmt: skip
#: Without these a row is no mention.
REQUIRED = ("mention_id", "time", "precision", "platform")


def as_mentions(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with all the columns of a message table, in their order and types.

    Parameters
    ----------
    table : DataFrame
        At least ``mention_id``, ``time`` (with a zone), ``precision`` and ``platform``; further columns of
        :data:`COLUMNS` as there are.

    Returns
    -------
    DataFrame
        Sorted by time; what was not given is missing, language and stance are "unknown", ``by_company`` is no.
        ``is_repost`` is missing where nobody knows, which is not the same as no.

    Raises
    ------
    WorkbenchError
        Telling every problem: columns missing or unknown, times without zone, ids twice, words not allowed.

    Examples
    --------
    >>> table = pd.DataFrame({"mention_id": ["1"], "time": pd.to_datetime(["2026-05-01T10:00Z"]),
    ...                       "precision": "second", "platform": "x"})
    >>> as_mentions(table)[["stance", "language"]].iloc[0].tolist()
    ['unknown', 'unknown']
    """
    problems = _problems(table)
    if problems:
        raise WorkbenchError(
            f"This is no message table: {'; '.join(problems)}.",
            allowed=f"the columns {', '.join(COLUMNS)}; {', '.join(REQUIRED)} are needed",
            remedy="wb.read_mentions(path) makes one from an export",
        )
    filled = {}
    for name, (kind, _) in COLUMNS.items():
        column = table[name] if name in table else pd.Series(pd.NA, index=table.index, dtype="object")
        if kind == "time":
            filled[name] = pd.to_datetime(column, utc=True).astype(KINDS["time"])
        elif kind == "number":
            filled[name] = pd.to_numeric(column).astype(KINDS["number"])
        elif kind == "yes/no":
            filled[name] = column.astype("boolean").fillna(False).astype("bool")
        elif kind == "yes/no/unknown":
            filled[name] = column.astype("boolean")
        else:
            filled[name] = column.astype(KINDS["text"])
    for name in ("language", "stance"):
        filled[name] = filled[name].fillna(UNKNOWN)
    ordered = pd.DataFrame(filled).sort_values("time", kind="stable", ignore_index=True)
    ordered.attrs = dict(table.attrs)
    return ordered


def _problems(table: pd.DataFrame) -> list[str]:
    """Return every reason why a table is no message table."""
    missing = [name for name in REQUIRED if name not in table]
    said = [f"column {name!r} is missing" for name in missing]
    said += [f"column {name!r} is not known" for name in table.columns if name not in COLUMNS]
    if "time" in table:
        zone = getattr(table["time"].dtype, "tz", None)
        if zone is None:
            said.append("'time' has no time zone")
        elif table["time"].isna().any():
            said.append(f"'time' is empty in {many(int(table['time'].isna().sum()), 'row')}")
    if "mention_id" in table:
        twice = int(table["mention_id"].duplicated().sum())
        said += [f"'mention_id' occurs twice in {many(twice, 'row')}"] * bool(twice)
    for name, words in (("precision", PRECISIONS), ("stance", STANCES)):
        if name in table:
            odd = sorted({str(word) for word in table[name].dropna().unique()} - set(words))
            said += [f"{name!r} holds {', '.join(map(repr, odd[:3]))}"] * bool(odd)
    for name, (kind, _) in COLUMNS.items():
        if name in table and kind.startswith("yes/no") and not _says_yes_or_no(table[name]):
            said.append(f"{name!r} is not yes or no")
    return said


def _says_yes_or_no(column: pd.Series) -> bool:
    """Tell whether a column holds yes and no; a file with empty cells gives it back as objects."""
    there = column.dropna()
    return (
        is_bool_dtype(column.dtype)
        or there.empty
        or bool(column.dtype == "object" and there.isin([True, False]).all())
    )
