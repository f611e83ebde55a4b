"""Marks of dated rows: where they stand, what hovering says, where clicking leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import pandas as pd

from workbench.plots.theme import safe, wrap
from workbench.times import day_words

#: One instant, or a column of them.
When = TypeVar("When", pd.Timestamp, pd.Series)

#: Width of a mark in pixels, with the room it needs to be told from its neighbour.
MARK = 14


def local(times: pd.Series, zone: str) -> pd.Series:
    """Turn UTC instants into the clock time of one zone, which is what plotly draws."""
    return times.dt.tz_convert(zone).dt.tz_localize(None)


def middle(start: When, end: When) -> When:
    """The middle of the interval in which each row was true."""
    return start + (end - start) / 2


class Levels:
    """Levels of a lane: what would overlap on one level is put on the next.

    Examples
    --------
    >>> lane = Levels()
    >>> lane.place(0, 3), lane.place(1, 4), lane.place(5, 8)
    (0, 1, 0)
    """

    def __init__(self) -> None:
        self._taken: list[list[tuple[float, float]]] = []

    def place(self, left: float, right: float) -> int:
        """Take the first level on which a stretch is free."""
        level = self.place_below(left, right, len(self._taken) + 1)
        assert level is not None, "a new level is always free"
        return level

    def place_below(self, left: float, right: float, most: int) -> int | None:
        """Take the first level on which a stretch is free; None where all of the first ``most`` are taken."""
        for level in range(most):
            if level == len(self._taken):
                self._taken.append([])
            if all(right <= a or left >= b for a, b in self._taken[level]):
                self._taken[level].append((left, right))
                return level
        return None


def short(text: str, letters: int = 46) -> str:
    """Cut a label at a word, with an ellipsis.

    >>> short("United tweets that the video struck a chord", 20)
    'United tweets that …'
    """
    if len(text) <= letters:
        return text
    return text[:letters].rsplit(" ", 1)[0] + " …"


def when(row: pd.Series, zone: str, *, time: str = "time", precision: str = "time_precision") -> str:
    """Say when a row was true, no more precisely than its source does."""
    start, end = row[time].tz_convert(zone), row[f"{time}_end"].tz_convert(zone)
    how = row[precision]
    if how == "minute":
        return f"{day_words(start)}, {start:%H:%M}"
    if how == "hour":
        return f"{day_words(start)}, within the hour from {start:%H:%M}"
    if how == "interval":
        if start.date() == end.date():
            return f"{day_words(start)}, between {start:%H:%M} and {end:%H:%M}"
        return f"between {day_words(start)}, {start:%H:%M} and {day_words(end)}, {end:%H:%M}"
    # A calendar date is told as it is written: on another clock its day begins on the day before.
    written = pd.Timestamp(row[f"{time}_text"][:10])
    if how == "day":
        return day_words(written)
    if how == "week":
        return f"in the week around {day_words(written)}"
    return f"{written:%B %Y}" if how == "month" else f"{written:%Y}"


def card(title: str, detail: str, pages: list[list[str]]) -> list[dict[str, Any]]:
    """What a click shows: a heading, a sentence, and links."""
    return [{"title": title, "detail": detail, "links": pages}]


def pages_by_id(sources: pd.DataFrame) -> dict[str, list[str]]:
    """What a link to each source says, and where it leads."""
    columns = ["source_id", "title", "publisher", "published", "url"]
    rows = sources[columns].itertuples(index=False, name=None)
    return {
        name: [f"{title} ({', '.join(filter(None, (publisher, published)))})", url]
        for name, title, publisher, published, url in rows
    }


def hover(title: str, lines: Sequence[str], sources: int) -> str:
    """What hovering says: title, then lines, then how many sources a click lists."""
    body = "<br>".join(wrap(safe(line), 64) for line in lines if line)
    noun = "source" if sources == 1 else "sources"
    return f"<b>{wrap(safe(title), 58)}</b><br>{body}<br><i>{sources} {noun}: click to list</i>"
