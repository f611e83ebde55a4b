"""From conversations to a table of hours at risk: how long customers waited, and what they wrote meanwhile."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import pandas as pd

from workbench.models.columns import kind_of, lacking, together
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.texts import many

#: Edges of the elapsed-wait bins, hours since the first contact.
WAITS = (0.0, 0.25, 1.0, 3.0, 6.0, 12.0, 24.0)
#: Classes of the reply's own delay: upper edge in hours, name.
REPLIES = (
    (0.25, "answered within 15 min"),
    (1.0, "answered within 1 h"),
    (3.0, "answered within 3 h"),
    (math.inf, "answered after 3 h"),
)
#: Waiting is split by what happens later, so that one can also look among the answered only.
WAITING_ANSWERED, WAITING_NEVER = "waiting, answered later", "waiting, never answered"
NEEDED = ("time", "author", "brand", "by_company", "in_reply_to_author", "stance")
STANCES = ("negative", "mixed", "neutral", "positive", "unknown")
CELL = ("brand", "opening", "state", "elapsed", "day_part")
COUNTS = ("hours", "negative", "posts", "conversations")
DAY_PART = 6  # hours

Cell: TypeAlias = tuple[str, str, str, float, str]
Cells: TypeAlias = dict[str, defaultdict[Cell, float]]


def exposure_table(mentions: pd.DataFrame, *, waits: tuple[float, ...] = WAITS) -> pd.DataFrame:
    """Group conversations into cells of hours at risk and posts.

    A conversation starts with a customer's first post about a brand that is no reply to somebody else.
    From then on every hour counts as waiting until the brand replies to that customer, and as answered
    afterwards, up to the last edge of ``waits`` or the last post of the table, whichever comes first
    (censored). The table holds counts and hours only: no text, name or id. It is all that the model needs.

    Parameters
    ----------
    mentions : pandas.DataFrame
        One row a post: ``time`` (timezone-aware), ``author``, ``brand`` (whom it is about),
        ``by_company`` (bool), ``in_reply_to_author`` (may be missing), ``stance`` (negative, mixed,
        neutral, positive; unknown or missing where nobody coded it).
    waits : tuple of float
        Edges of the elapsed-wait bins in hours, ascending from 0.

    Returns
    -------
    pandas.DataFrame
        One row a cell: ``brand``, ``opening`` (stance of the first post), ``state``, ``elapsed`` (start
        of the bin, hours), ``day_part`` (UTC), ``hours``, ``negative``, ``posts``, ``conversations``
        (started in this cell). ``.attrs["set_aside"]`` counts the customers who were left out, by reason.

    Raises
    ------
    WorkbenchError
        With every problem found: columns missing, times without a zone, rows without time, author or
        brand, ``by_company`` not yes or no, words that are no stance, edges not ascending from 0.
    NotEnoughData
        If no conversation starts.

    Examples
    --------
    >>> from workbench.simulate_conversations import simulate_conversations
    >>> posts, truth = simulate_conversations(conversations=50, seed=1)
    >>> sorted(exposure_table(posts).columns)[:3]
    ['brand', 'conversations', 'day_part']
    """
    problems = _problems(mentions, waits)
    if problems:
        raise together(problems, "These posts")
    cells: Cells = {name: defaultdict(float) for name in COUNTS}
    aside: Counter[str] = Counter()
    for conversation in _conversations(mentions, float(waits[-1]), aside):
        _count(conversation, waits, cells)
    if not cells["conversations"]:
        raise NotEnoughData(
            "No conversation starts in this table.",
            received=many(len(mentions), "post"),
            allowed="customers' posts with a known stance and some time after them",
            remedy="check by_company and stance",
        )
    table = pd.DataFrame({name: pd.Series(cell) for name, cell in cells.items()}).fillna(0)
    table.index = table.index.set_names(list(CELL))
    whole = {"negative": int, "posts": int, "conversations": int}
    table = table.astype(whole).reset_index().sort_values(list(CELL), ignore_index=True)
    table.attrs["set_aside"] = dict(aside)
    if kind_of(mentions) == "simulated":
        table.attrs["simulated"] = True
    return table[[*CELL, *COUNTS]]


@dataclass(frozen=True)
class _Conversation:
    """One customer and one brand; every time is in hours after the first post."""

    brand: str
    opening: str
    began: float  # hour of the day, UTC
    reply: float  # infinite when none came
    follow: float  # when we stop looking
    further: tuple[tuple[float, str], ...]  # time and stance of each later post

    def cell(self, at: float, waits: tuple[float, ...]) -> Cell:
        if at >= self.reply:
            state = next(name for edge, name in REPLIES if self.reply <= edge)
        else:
            state = WAITING_ANSWERED if self.reply < self.follow else WAITING_NEVER
        part = int((self.began + at) % 24 // DAY_PART) * DAY_PART
        elapsed = waits[bisect_right(waits, at) - 1]
        return self.brand, self.opening, state, elapsed, f"{part:02d}-{part + DAY_PART:02d} h"


def _conversations(mentions: pd.DataFrame, longest: float, aside: Counter[str]) -> Iterator[_Conversation]:
    """Sort the posts into conversations, and count the customers who have none by reason."""
    posts = mentions.sort_values("time", kind="stable")
    time = posts["time"].dt.tz_convert("UTC")
    hour = ((time - time.iloc[0]) / pd.Timedelta(hours=1)).tolist() if len(time) else []
    clock = (time.dt.hour + time.dt.minute / 60).tolist()
    addressed = [None if pd.isna(to) else to for to in posts["in_reply_to_author"]]
    stance = posts["stance"].fillna("unknown").tolist()
    rows = list(zip(posts["brand"], posts["author"], posts["by_company"], strict=True))
    answers: dict[tuple[str, str], list[float]] = defaultdict(list)
    accounts: dict[str, set[str]] = defaultdict(set)
    wrote: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, (brand, author, by_company) in enumerate(rows):
        if not by_company:
            wrote[brand, author].append(place)
            continue
        accounts[brand].add(author)
        if (customer := addressed[place]) is not None:
            answers[brand, customer].append(hour[place])
    for (brand, author), places in wrote.items():
        to_brand = (
            n for n, p in enumerate(places) if addressed[p] is None or addressed[p] in accounts[brand]
        )
        places = places[next(to_brand, len(places)) :]
        if not places:
            aside["only replies to other people"] += 1
            continue
        first = places[0]
        start = hour[first]
        follow = min(hour[-1] - start, longest)
        if stance[first] == "unknown":
            aside["the stance of the first post is unknown"] += 1
        elif follow <= 0:
            aside["the first post is the last look"] += 1
        else:
            reply = next((t - start for t in answers[brand, author] if t > start), math.inf)
            further = tuple((hour[p] - start, stance[p]) for p in places[1:] if hour[p] - start < follow)
            yield _Conversation(brand, stance[first], clock[first], reply, follow, further)


def _count(conversation: _Conversation, waits: tuple[float, ...], cells: Cells) -> None:
    """Add one conversation's hours and posts to the cells they belong to."""
    follow, reply = conversation.follow, conversation.reply
    turn = DAY_PART - conversation.began % DAY_PART
    inner = {*waits[1:], *np.arange(turn, follow, DAY_PART).tolist(), reply}
    edges = sorted({0.0, follow, *(edge for edge in inner if edge < follow)})
    for a, b in pairwise(edges):
        cells["hours"][conversation.cell((a + b) / 2, waits)] += b - a
    cells["conversations"][conversation.cell(0.0, waits)] += 1
    for at, stance in conversation.further:
        cell = conversation.cell(at, waits)
        cells["posts"][cell] += 1
        cells["negative"][cell] += stance == "negative"


def _problems(mentions: pd.DataFrame, waits: tuple[float, ...]) -> list[WorkbenchError]:
    problems = lacking(mentions, NEEDED, remedy="rename the columns")
    if len(waits) < 2 or waits[0] != 0 or any(not b > a for a, b in pairwise(waits)):
        problems.append(
            WorkbenchError(
                "The edges of the waits do not ascend from 0.",
                received=str(tuple(waits)),
                allowed="such as (0, 1, 6, 24), in hours",
                remedy="sort them and start with 0",
            )
        )
    if not isinstance(mentions, pd.DataFrame) or any(name not in mentions for name in NEEDED):
        return problems
    if not isinstance(mentions["time"].dtype, pd.DatetimeTZDtype):
        problems.append(
            WorkbenchError(
                "The times carry no zone.",
                received=f"time of type {mentions['time'].dtype}",
                allowed="timezone-aware times",
                remedy="mentions['time'].dt.tz_localize('UTC') if they are UTC",
            )
        )
    empty = {name: int(mentions[name].isna().sum()) for name in ("time", "author", "brand")}
    if any(empty.values()):
        problems.append(
            WorkbenchError(
                "A post lacks its time, author or brand.",
                received=", ".join(f"{name} missing in {many(n, 'row')}" for name, n in empty.items() if n),
                allowed="all three in every row",
                remedy="leave those posts out, and say how many they were",
            )
        )
    if not pd.api.types.is_bool_dtype(mentions["by_company"].dtype):
        problems.append(
            WorkbenchError(
                "by_company does not say yes or no.",
                received=f"by_company of type {mentions['by_company'].dtype}",
                allowed="True where the brand itself wrote the post, else False",
                remedy="mentions['by_company'] == 'yes', if it holds words",
            )
        )
    odd = sorted(set(mentions["stance"].dropna()) - set(STANCES), key=str)
    if odd:
        problems.append(
            WorkbenchError(
                "A word is no stance.",
                received=", ".join(map(repr, odd[:5])),
                allowed=", ".join(STANCES),
                remedy="mentions['stance'].replace({...}) with these words",
            )
        )
    return problems
