"""Cell by cell: words, numbers, addresses, ids and text, checked by pandera and said in sentences."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from workbench.evidence.findings import Problem
from workbench.evidence.tables import TABLES, Column, id_column
from workbench.problems import WorkbenchError, nearest
from workbench.times import zone_of

if TYPE_CHECKING:
    import pandera.pandas as pa

_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]*")
_URL = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_MARKUP = re.compile(r"<\s*/?\s*[A-Za-z!?][^>]*>?")
# What a spreadsheet would run when the table is opened in it; "@UnitedAirlines" and "+5%" are harmless.
_FORMULA = re.compile(r"^\s*(=|[+\-@][^\s]*[(!|])")

#: What happened, what is allowed and the remedy, for each kind of check.
_SAID = {
    "filled": ("The cell is empty.", "a value", "fill it, or delete the row"),
    "slug": ("This is not an id.", "letters, digits, '_', '-' and '.'", "rename it, here and where it is used"),
    "number": ("This is not a number.", "a number such as 1566576 or 3.78, without thousands marks or unit",
               "write the digits only and put the unit into the unit column"),
    "url": ("This is not a web address.", "an address that starts with http:// or https://",
            "copy the address from the browser"),
    "markup": ("A text cell holds HTML.", "plain text", "take the markup out and say it in words"),
    "formula": ("A text cell holds a spreadsheet formula.", "plain text",
                "write the result, or put words before the sign"),
    "zone": ("This time zone is not known.", "an IANA name such as America/Chicago, or nothing",
             "write the zone of the place where the clock hung"),
    "unique": ("The same value stands in more than one row.", "each value once",
               "delete the second row, or correct it"),
}


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

    return pa.DataFrameSchema(
        {c.name: pa.Column(None, _checks(c), required=not c.optional) for c in TABLES[table]}
    )


def _checks(column: Column) -> list[pa.Check]:
    """Build the checks of one column; a check's name is its key in ``_SAID``."""
    import pandera.pandas as pa

    def matches(name: str, pattern: re.Pattern[str], *, wanted: bool = True) -> pa.Check:
        def test(cells: pd.Series) -> pd.Series:
            found = [bool(pattern.fullmatch(c) if wanted else pattern.search(c)) for c in cells]
            return (pd.Series(found, index=cells.index) == wanted) | (cells == "")

        return pa.Check(test, name=name)

    checks = []
    if not column.empty:
        checks.append(pa.Check(lambda cells: cells != "", name="filled"))
    if column.unique:
        checks.append(pa.Check(lambda cells: ~cells.duplicated() | (cells == ""), name="unique"))
    if column.kind == "word":
        checks.append(pa.Check(lambda cells: cells.isin((*column.words, "")), name="word"))
    elif column.kind in ("id", "link"):
        checks.append(matches("slug", _SLUG))
    elif column.kind == "number":
        checks.append(matches("number", _NUMBER))
    elif column.kind == "url":
        checks.append(matches("url", _URL))
    elif column.kind == "zone":
        checks.append(pa.Check(lambda cells: cells.map(_is_zone), name="zone"))
    if column.kind in ("text", "links"):
        checks.append(matches("markup", _MARKUP, wanted=False))
        checks.append(matches("formula", _FORMULA, wanted=False))
    return checks


def _is_zone(name: str) -> bool:
    try:
        return not name or bool(zone_of(name))
    except WorkbenchError:
        return False


def _told(table: str, frame: pd.DataFrame, failures: pd.DataFrame) -> list[Problem]:
    words = {c.name: c.words for c in TABLES[table]}
    ids = frame[id_column(table)]
    problems = []
    for column, check, row in failures[["column", "check", "index"]].itertuples(index=False):
        cell = frame.at[row, column]
        if check == "word":
            happened, allowed = "This word is not in the list.", ", ".join(words[column])
            remedy = nearest(cell, words[column]) or "choose the word that comes closest"
        else:
            happened, allowed, remedy = _SAID[check]
        found = repr(cell)
        if check == "unique":
            first = frame.index[frame[column] == cell][0]
            found = f"{cell!r}, which row {first} has too"
        elif column != ids.name:
            found = f"{found} ({ids.at[row]})"
        problems.append(Problem(f"{table}.csv", int(row), column, happened, found, allowed, remedy))
    return problems
