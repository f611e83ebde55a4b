"""From conversations to a table of hours at risk: how long customers waited, and what they wrote meanwhile."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd

from workbench.problems import NotEnoughData, WorkbenchError

#: Edges of the elapsed-wait bins, hours since the first contact.
WAITS = (0.0, 0.25, 1.0, 3.0, 6.0, 12.0, 24.0)
#: Classes of the reply's own delay: upper edge in hours, name.
REPLIES = ((0.25, "answered within 15 min"), (1.0, "answered within 1 h"), (3.0, "answered within 3 h"), (np.inf, "answered after 3 h"))
#: Waiting is split by what happens later, so that one can also look among the answered only.
WAITING_ANSWERED, WAITING_NEVER = "waiting, answered later", "waiting, never answered"
NEEDED = ("time", "author", "brand", "by_company", "in_reply_to_author", "stance")
CELL = ("brand", "opening", "state", "elapsed", "day_part")


def exposure_table(mentions: pd.DataFrame, *, waits: tuple[float, ...] = WAITS) -> pd.DataFrame:
    """Group conversations into cells of hours at risk and posts.

    A conversation starts with a customer's first post about a brand that is no reply to somebody else. From then on every hour counts as
    waiting until the brand replies to that customer, and as answered afterwards, up to the last edge of
    ``waits`` or the last post of the table, whichever comes first (censored). The table holds counts and
    hours only: no text, name or id. It is all that the model needs.

    Parameters
    ----------
    mentions : pandas.DataFrame
        One row a post: ``time`` (timezone-aware), ``author``, ``brand`` (whom it is about),
        ``by_company`` (bool), ``in_reply_to_author`` (may be missing), ``stance`` (negative, mixed,
        neutral, positive, or unknown).
    waits : tuple of float
        Edges of the elapsed-wait bins in hours, ascending from 0.

    Returns
    -------
    pandas.DataFrame
        One row a cell: ``brand``, ``opening`` (stance of the first post), ``state``, ``elapsed`` (start
        of the bin, hours), ``day_part`` (UTC), ``hours``, ``negative``, ``posts``, ``conversations``
        (started in this cell). ``.attrs`` states how many conversations were set aside, and why.

    Raises
    ------
    WorkbenchError
        If columns are missing, times carry no zone, or the edges are not ascending from 0.
    NotEnoughData
        If no conversation starts.

    Examples
    --------
    >>> from workbench.simulate_conversations import simulate_conversations
    >>> posts, truth = simulate_conversations(conversations=50, seed=1)
    >>> sorted(exposure_table(posts).columns)[:3]
    ['brand', 'conversations', 'day_part']
    """
    _check(mentions, waits)
    posts = mentions.sort_values("time", kind="stable")
    last_look = posts["time"].max()
    by_company = posts["by_company"].astype(bool)
    replies = posts[by_company].dropna(subset="in_reply_to_author")
    answers = {key: rows["time"].tolist() for key, rows in replies.groupby(["brand", "in_reply_to_author"])}
    cells: dict[str, Counter] = {name: Counter() for name in ("hours", "negative", "posts", "conversations")}
    aside = Counter()
    companies = {brand: set(rows["author"]) for brand, rows in posts[by_company].groupby("brand")}
    for (brand, author), rows in posts[~by_company].groupby(["brand", "author"], sort=False):
        to = rows["in_reply_to_author"]
        contact = to.isna() | to.isin(companies.get(brand, set()))
        if not contact.any():
            aside["only replies to other people"] += 1
            continue
        rows = rows[contact.cummax()]
        times, stances = rows["time"].tolist(), rows["stance"].tolist()
        start, opening = times[0], stances[0]
        if opening == "unknown":
            aside["the stance of the first post is unknown"] += 1
            continue
        follow = min((last_look - start) / pd.Timedelta(hours=1), waits[-1])
        if follow <= 0:
            aside["the first post is the last look"] += 1
            continue
        reply = next(
            ((t - start) / pd.Timedelta(hours=1) for t in answers.get((brand, author), ()) if t > start), np.inf
        )
        after = next(name for edge, name in REPLIES if reply <= edge)
        before = WAITING_ANSWERED if reply < follow else WAITING_NEVER
        began = start.hour + start.minute / 60

        def cell(at: float, brand: str = brand, opening: str = opening, reply: float = reply,
                 before: str = before, after: str = after, began: float = began) -> tuple:  # fmt: skip
            elapsed = waits[int(np.searchsorted(waits, at, side="right")) - 1]
            part = int((began + at) % 24 // 6) * 6
            return brand, opening, after if at >= reply else before, elapsed, f"{part:02d}-{part + 6:02d} h"

        edges = sorted({0.0, follow, *(w for w in waits if w < follow), *([reply] if reply < follow else []),
                        *(h for h in (k * 6 - began % 6 for k in range(1, 6)) if h < follow)})  # fmt: skip
        for a, b in pairwise(edges):
            cells["hours"][cell((a + b) / 2)] += b - a
        cells["conversations"][cell(min(1e-9, follow / 2))] += 1
        for time, stance in zip(times[1:], stances[1:], strict=True):
            at = (time - start) / pd.Timedelta(hours=1)
            if 0 < at < follow:
                cells["posts"][cell(at)] += 1
                cells["negative"][cell(at)] += stance == "negative"
    if not cells["conversations"]:
        raise NotEnoughData("No conversation starts in this table.", received=f"{len(mentions)} posts",
                            allowed="customers' posts with a known stance and some time after them",
                            remedy="check by_company and stance")  # fmt: skip
    table = pd.DataFrame({name: pd.Series(dict(counter)) for name, counter in cells.items()}).fillna(0)
    table.index = table.index.set_names(CELL)
    whole = {"negative": int, "posts": int, "conversations": int}
    table = table.astype(whole).reset_index().sort_values(list(CELL), ignore_index=True)
    table.attrs["set_aside"] = dict(aside)
    return table[[*CELL, "hours", "negative", "posts", "conversations"]]


def _check(mentions: pd.DataFrame, waits: tuple[float, ...]) -> None:
    missing = [name for name in NEEDED if name not in mentions]
    if missing:
        raise WorkbenchError("Columns are missing.", received=", ".join(map(str, mentions.columns)),
                             allowed=", ".join(NEEDED), remedy=f"add {', '.join(missing)}")  # fmt: skip
    if not isinstance(mentions["time"].dtype, pd.DatetimeTZDtype):
        raise WorkbenchError("The times carry no zone.", received=str(mentions["time"].dtype),
                             allowed="timezone-aware times", remedy='mentions["time"].dt.tz_localize("UTC") if they are UTC')  # fmt: skip
    if waits[0] != 0 or any(b <= a for a, b in pairwise(waits)):
        raise WorkbenchError("The edges of the waits do not ascend from 0.", received=str(waits),
                             allowed="such as (0, 1, 6, 24), in hours", remedy="sort them and start with 0")  # fmt: skip
