"""Marks of dated rows: where they stand, what hovering says, where clicking leads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import pandas as pd

from workbench.plots.theme import safe, wrap
from workbench.times import day_words

#: One instant, or a column of them.
When = TypeVar("When", pd.Timestamp, pd.Series)

#: Width of a mark in pixels, with the room it needs to be told from its neighbour.
MARK = 14
LETTER = 6.1  # pixels that one letter of a label takes, on average


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
        level = self.first_free(left, right, most)
        if level is not None:
            self.take(level, left, right)
        return level

    def first_free(self, left: float, right: float, most: int) -> int | None:
        """Say which level that would be."""
        for level in range(most):
            if level >= len(self._taken) or all(right <= a or left >= b for a, b in self._taken[level]):
                return level
        return None

    def give_back(self, level: int, left: float, right: float) -> None:
        """Give a stretch back."""
        self._taken[level].remove((left, right))

    def take(self, level: int, left: float, right: float) -> None:
        """Take a stretch that is known to be free."""
        self._taken += [[] for _ in range(level + 1 - len(self._taken))]
        self._taken[level].append((left, right))

    def spare(self, level: int, left: float, right: float, end: float) -> tuple[float, float]:
        """Return how far a taken stretch could grow to the left and to the right, between 0 and `end`."""
        others = [stretch for stretch in self._taken[level] if stretch != (left, right)]
        begins = [a for a, _ in others if a >= right]
        ends = [b for _, b in others if b <= left]
        return max(left - max([0.0, *ends]), 0.0), max(min([end, *begins]) - right, 0.0)


@dataclass(frozen=True)
class Spot:
    """Where a mark stands: its level, and its label with the side of the mark on which it is written."""

    label: str
    side: str
    level: int
    left: float
    right: float


def place_labels(
    at: Sequence[float] | pd.Series,
    labels: Sequence[str] | pd.Series,
    first: Sequence[bool] | pd.Series,
    *,
    room: float,
    labelled: int,
) -> list[Spot]:
    """Place marks and their labels so that nothing lies on anything else.

    A label stands to the right of its mark, or to the left where that is higher up. It is cut at first, and
    written out afterwards as far as the room beside it goes.

    Parameters
    ----------
    at : sequence of float
        Where the marks stand, in pixels.
    labels : sequence of str
        What is to stand beside each.
    first : sequence of bool
        Which of them choose first.
    room : float
        Pixels from the left edge to the right one.
    labelled : int
        Levels on which there are labels; further marks only stand there.

    Returns
    -------
    list of Spot
        In the order of the marks.

    Examples
    --------
    >>> [spot.side for spot in place_labels([10, 190], ["one", "two"], [True, True], room=200, labelled=1)]
    ['right', 'left']
    """
    points, texts, early = list(at), list(labels), list(first)
    levels, spots = Levels(), {}
    for n in sorted(range(len(points)), key=lambda n: not early[n]):
        spots[n] = _first_free(levels, points[n], short(texts[n]), room, labelled)
    for n, spot in spots.items():
        if spot.label and spot.label != texts[n]:
            spots[n] = _written_out(levels, spot, points[n], texts[n], room)
    return [spots[n] for n in range(len(points))]


def _first_free(levels: Levels, x: float, label: str, room: float, labelled: int) -> Spot:
    """Take the highest level on which a label is free at one of its sides; without one, only the mark's place."""
    long, half = len(label) * LETTER + MARK, MARK / 2
    free: list[Spot] = []
    for side, left, right in (("right", x - half, x + long), ("left", x - long, x + half)):
        if (
            left >= -MARK
            and right <= room
            and (level := levels.first_free(left, right, labelled)) is not None
        ):
            free.append(Spot(label, side, level, left, right))
    if not free:
        return Spot("", "right", levels.place(x - half, x + half), x - half, x + half)
    spot = min(free, key=lambda spot: spot.level)
    levels.take(spot.level, spot.left, spot.right)
    return spot


def _written_out(levels: Levels, spot: Spot, x: float, text: str, room: float) -> Spot:
    """Write out a label that was cut, as far as the room beside it goes."""
    before, behind = levels.spare(spot.level, spot.left, spot.right, room)
    spare = behind if spot.side == "right" else before
    label = short(text, int((spot.right - spot.left - MARK + spare) / LETTER))
    long = len(label) * LETTER + MARK
    levels.give_back(spot.level, spot.left, spot.right)
    grown = (spot.left, x + long) if spot.side == "right" else (x - long, spot.right)
    levels.take(spot.level, *grown)
    return Spot(label, spot.side, spot.level, *grown)


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
