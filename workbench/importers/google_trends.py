"""Google Trends: multiTimeline.csv, search interest from 0 to 100 and no messages.

Form (a line "Category: …", a blank one, then Day, Week or Month and one column "term: (Place)" for each term): as
public loaders of the file read it.
"""

from __future__ import annotations

from collections.abc import Iterable

from workbench.importers.formats import Format

TRENDS = Format(
    name="google-trends",
    tool="google-trends",
    title="Google Trends (multiTimeline.csv)",
    needs=(),
    columns={"time": "time"},
    counts=True,
)


def is_trends(names: Iterable[str]) -> bool:
    """Tell a header by its terms, each with its place; the word for the first column depends on the language.

    >>> is_trends(["Woche", "nestle: (Weltweit)"])
    True
    """
    _, *terms = [name.strip() for name in names] or [""]
    return bool(terms) and all(": (" in term and term.endswith(")") for term in terms)
