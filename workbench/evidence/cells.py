"""Cell by cell: words, numbers, addresses, ids and text, checked by pandera and said in sentences."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from workbench.evidence.findings import Problem, quoted
from workbench.evidence.tables import TABLES, Column, id_column, split_ids
from workbench.problems import WorkbenchError, nearest
from workbench.times import zone_of

if TYPE_CHECKING:
    import pandera.pandas as pa

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
# A source that stands nowhere on the web, such as an export of one's own, is named by a urn.
_URL = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+|urn:[a-z0-9][a-z0-9-]+:[\w.:/-]+", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
# "profits < costs" is no markup: a browser opens a tag only where a letter follows at once.
_MARKUP = re.compile(r"</?[A-Za-z!?]")
# What a spreadsheet would run when the table is opened in it; "@UnitedAirlines" and "+5%" are harmless.
_FORMULA = re.compile(r"(=|[+\-@]\S*[(!|])")

#: What happened, what is allowed and the remedy, for each kind of check.
_SAID = {
    "filled": (
        "The cell is empty.",
        "a value",
        "fill it, or delete the row",
    ),
    "slug": (
        "This is not an id.",
        "letters, digits, '_', '-' and '.'",
        "rename it, here and where it is used",
    ),
    "number": (
        "This is not a number.",
        "a number such as 1566576 or 3.78, without thousands marks or unit",
        "write the digits only and put the unit into the unit column",
    ),
    "url": (
        "This is not a web address.",
        "an address that starts with http:// or https://",
        "copy the address from the browser",
    ),
    "markup": (
        "A text cell holds HTML.",
        "plain text",
        "take the markup out and say it in words",
    ),
    "formula": (
        "A text cell holds a spreadsheet formula.",
        "plain text",
        "write the result, or put words before the sign",
    ),
    "zone": (
        "This time zone is not known.",
        "an IANA name such as America/Chicago, or nothing",
        "write the zone of the place where the clock hung",
    ),
    "unique": (
        "The same value stands in more than one row.",
        "each value once",
        "delete the second row, or correct it",
    ),
}


def is_address(text: str) -> bool:
    """Tell whether a text is an address that a table takes.

    >>> is_address("https://example.org/a"), is_address("example")
    (True, False)
    """
    return _URL.fullmatch(text) is not None


def cell_problems(table: str, frame: pd.DataFrame) -> list[Problem]:
    """List every cell of one table that holds something else than its column allows."""
    from pandera.errors import SchemaErrors  # heavy, and needed only when a case is read

    try:
        _schema(table).validate(frame, lazy=True)
    except SchemaErrors as errors:
        return _told(table, frame, errors.failure_cases)
    return []


@lru_cache
def _schema(table: str) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    return pa.DataFrameSchema({c.name: pa.Column(None, _checks(c)) for c in TABLES[table]})


def _checks(column: Column) -> list[pa.Check]:
    """Build the checks of one column; a check's name is its key in ``_SAID``."""
    import pandera.pandas as pa

    def passes(name: str, good: Callable[[str], object]) -> pa.Check:
        # Many cells of a column are alike, so each value is looked at once. An empty cell is only
        # empty: whether it may be is a check of its own.
        def test(cells: pd.Series) -> pd.Series:
            known = {cell: cell == "" or bool(good(cell)) for cell in set(cells)}
            return pd.Series([known[cell] for cell in cells], index=cells.index, dtype=bool)

        return pa.Check(test, name=name)

    checks = []
    if not column.empty:
        filled = split_ids if column.kind == "links" else bool
        checks.append(
            pa.Check(lambda cells: pd.Series(map(bool, map(filled, cells)), cells.index), name="filled")
        )
    if column.unique:
        checks.append(pa.Check(lambda cells: ~cells.duplicated() | (cells == ""), name="unique"))
    if column.kind == "word":
        checks.append(passes("word", frozenset(column.words).__contains__))
    elif column.kind in ("id", "link"):
        checks.append(passes("slug", _SLUG.fullmatch))
    elif column.kind == "number":
        checks.append(passes("number", lambda c: _NUMBER.fullmatch(c) and math.isfinite(float(c))))
    elif column.kind == "url":
        checks.append(passes("url", _URL.fullmatch))
    elif column.kind == "zone":
        checks.append(passes("zone", is_zone))
    elif column.kind in ("text", "links"):
        checks.append(passes("markup", lambda c: not _MARKUP.search(c)))
        checks.append(passes("formula", lambda c: not _FORMULA.match(c)))
    return checks


def is_zone(name: str) -> bool:
    """Tell whether a name is an IANA time zone.

    >>> is_zone("Europe/Warsaw"), is_zone("Central European Time")
    (True, False)
    """
    try:
        return bool(zone_of(name))
    except WorkbenchError:
        return False


def _told(table: str, frame: pd.DataFrame, failures: pd.DataFrame) -> list[Problem]:
    words = {c.name: c.words for c in TABLES[table]}
    ids = frame[id_column(table)]
    problems = []
    for column, check, row in failures[["column", "check", "index"]].itertuples(index=False):
        cell = str(frame.at[row, column])
        if check == "word":
            happened, allowed = "This word is not in the list.", ", ".join(words[column])
            remedy = nearest(cell, words[column]) or "choose the word that comes closest"
        else:
            happened, allowed, remedy = _SAID[check]
        found = quoted(cell)
        if check == "unique":
            first = frame.index[frame[column] == cell][0]
            found = f"{found}, which row {first} has too"
        elif column != ids.name and ids.at[row]:
            found = f"{found} ({ids.at[row]})"
        problems.append(Problem(f"{table}.csv", int(row), column, happened, found, allowed, remedy))
    return problems
