"""Rows of a case as a table that people can read aloud: titles for ids, dates in words, no underscores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.cases import Case
from workbench.plots.marks import when
from workbench.problems import NotFound, nearest
from workbench.texts import as_html

if TYPE_CHECKING:
    from pandas.io.formats.style import Styler
    from pandas.io.formats.style_render import CSSDict

#: What a heading says when the column's own name says too little.
_HEADINGS = {
    "in_words": "how long",
    "qualifier": "how exact",
    "two_way": "speaks with people",
    "deleted_or_censored": "deletes something",
}
_LEFT: list[CSSDict] = [{"selector": "th, td", "props": "text-align: left; vertical-align: top"}]


def plain_table(rows: pd.DataFrame, case: Case, columns: Sequence[str] | Mapping[str, str]) -> Styler:
    """Show rows of a case in plain words.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows of ``case.events``, ``case.responses``, ``case.observations``, ``case.mentions`` or
        ``case.delays()``, with columns of your own if you like.
    case : Case
        The case the rows are from.
    columns : sequence of str, or mapping of str to str
        Columns to show, from left to right; a mapping gives each its heading. Three names mean more than
        a column: ``"what"`` (the title of an event, or of the event that an answer belongs to), ``"when"``
        (the date in words, on the case's clock and no more precise than its source) and ``"source"`` (who
        published the page).

    Returns
    -------
    pandas.io.formats.style.Styler
        A table for a notebook. Numbers of 1,000 and more have no decimals, the smaller ones of a
        column as many as they need, two at most.

    Raises
    ------
    NotFound
        If the rows have no such column; the message lists those they have.

    Examples
    --------
    >>> import workbench as wb
    >>> case = wb.load_case("united-3411")
    >>> shown = wb.plain_table(case.responses.head(2), case, ["what", "when", "strategy"])
    >>> list(shown.data.columns)
    ['what', 'when', 'strategy']
    """
    headings = dict(columns) if isinstance(columns, Mapping) else {n: _heading(n) for n in columns}
    shown = {heading: _column(rows, case, name) for name, heading in headings.items()}
    return pd.DataFrame(shown, index=rows.index).style.hide().set_table_styles(_LEFT)


def _heading(name: str) -> str:
    return _HEADINGS.get(name, name.replace("_", " "))


def _column(rows: pd.DataFrame, case: Case, name: str) -> list[str]:
    if name in rows.columns:
        values = rows[name].tolist()
    elif name == "what" and "event_id" in rows:
        titles = case.events.set_index("event_id")["title"]
        values = rows["event_id"].map(titles).tolist()
    elif name == "when" and ("time_precision" in rows or "precision" in rows):
        time, how = ("time", "time_precision") if "time_precision" in rows else ("published", "precision")
        values = [when(row, case.clock.timezone, time=time, precision=how) for _, row in rows.iterrows()]
    elif name == "source" and "source_id" in rows:
        values = rows["source_id"].map(case.sources.set_index("source_id")["publisher"]).tolist()
    else:
        known = [*rows.columns, "what", "when", "source"]
        raise NotFound(
            "These rows have no such column.",
            received=repr(name),
            allowed=", ".join(map(str, known)),
            remedy=nearest(name, map(str, known)) or "choose one of the columns listed",
        )
    places = _places([value for value in values if isinstance(value, float)])
    prose = name in ("what", "when", "source", "title", "note", "scope", "outlet", "theme")
    return [_words(value, prose=prose, places=places) for value in values]


def _places(values: Sequence[float]) -> int:
    """Decimals that a column needs, two at most; the same for all of its smaller numbers."""
    small = [value for value in values if abs(value) < 1000]
    return next((n for n in (0, 1) if all(abs(value - round(value, n)) < 1e-9 for value in small)), 2)


def _words(value: Any, *, prose: bool, places: int) -> str:
    """Write one cell: words of the vocabulary lose their underscores, what is missing stays empty."""
    if not isinstance(value, str) and pd.isna(value):
        return ""
    if isinstance(value, str):
        return as_html(value if prose else value.replace("_", " "))
    if isinstance(value, float):
        return f"{value:,.{0 if abs(value) >= 1000 else places}f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else as_html(str(value))
