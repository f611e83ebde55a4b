"""What set off what: cascades through reposts and answers, and the voices at their start."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

Whole = npt.NDArray[np.int64]


def parents(mentions: pd.DataFrame) -> Whole:
    """Row of the message that each one passes on or answers; -1 where it names none that is in the table."""
    named = mentions["repost_of"].fillna(mentions["in_reply_to"])
    place = pd.Series(np.arange(len(mentions)), index=mentions["mention_id"])
    found = place.reindex(named.where(named.notna(), None)).to_numpy()
    row = np.where(np.isnan(found.astype(float)), -1, found.astype(float)).astype(np.int64)
    # A message that names itself, or a later one, names none: links lead into the past.
    time = mentions["time"].to_numpy()
    wrong = (row >= 0) & ((time[np.maximum(row, 0)] > time) | (row == np.arange(row.size)))
    row[wrong] = -1
    return row


def roots(parent: Whole) -> Whole:
    """First message of the cascade of each message."""
    up = np.where(parent < 0, np.arange(parent.size), parent)
    # Each round doubles the way; two messages of one second that name each other end it, too.
    for _ in range(64):
        further = up[up]
        if np.array_equal(further, up):
            break
        up = further
    return up


def below(parent: Whole, member: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Mark the messages that a member of a set stands above, at once or further up."""
    own = np.arange(parent.size)
    up = np.where(parent < 0, own, parent)
    found = member[up] & (up != own)
    for _ in range(64):
        further = up[up]
        if np.array_equal(further, up):
            break
        # Each round doubles the way: whoever stands above the one that was reached stands above both.
        found |= found[up]
        up = further
    return found


def below_strongest(mentions: pd.DataFrame, parent: Whole, names: pd.Series) -> npt.NDArray[np.bool_] | None:
    """Mark what some authors set off in others, each message once; None where nothing is linked."""
    if names.empty:
        return None
    mine = mentions["author"].isin(names).to_numpy()
    return np.asarray(below(parent, mine) & ~mine)


def descendants(parent: Whole, time: npt.NDArray[np.datetime64]) -> Whole:
    """Messages that each one set off, directly or through others."""
    under = np.zeros(parent.size, np.int64)
    # From the last to the first: a child is complete before it is added to its parent.
    order = np.lexsort((np.arange(parent.size), time))[::-1]
    for row in order[parent[order] >= 0].tolist():
        under[parent[row]] += under[row] + 1
    return under


def voices(mentions: pd.DataFrame, parent: Whole, *, most: int, window: pd.Timedelta) -> pd.DataFrame:
    """Rank authors by what their messages set off.

    Returns
    -------
    DataFrame
        `author` (pseudonym), `messages`, `set_off` (messages of others, through reposts and answers),
        `per_message`, `followers`, `rank_by_followers`, `excess_after`.
    """
    author = mentions["author"].to_numpy()
    linked = parent >= 0
    under = descendants(parent, mentions["time"].to_numpy())
    table = mentions.assign(under=under, row=np.arange(len(mentions)))
    table = table[~table["by_company"] & mentions["author"].notna()]
    if table.empty or not linked.any():
        return pd.DataFrame(columns=["author", "messages", "set_off", "per_message", "followers", "rank_by_followers",
                                     "excess_after"])  # fmt: skip
    groups = table.groupby("author")
    ranked = pd.DataFrame(
        {"messages": groups.size(), "most": groups["under"].sum(), "followers": groups["followers"].max()}
    )
    ranked["rank_by_followers"] = ranked["followers"].rank(ascending=False, method="min")
    # A tie goes to the fewer messages.
    ranked = ranked.sort_values(["most", "messages"], ascending=[False, True], kind="stable")
    ranked["set_off"] = _set_off(ranked["most"], author, parent, most)
    ranked["per_message"] = ranked["set_off"] / ranked["messages"]
    ranked = ranked.sort_values(["set_off", "messages"], ascending=[False, True], kind="stable")
    ranked = ranked[ranked["set_off"] > 0].head(most).rename_axis("author").reset_index()
    top = table.sort_values("under").groupby("author").tail(1).set_index("author")
    rows = top.loc[ranked["author"]]
    ranked["excess_after"] = excess_after(mentions, rows["row"].to_numpy(), window)
    order = ["author", "messages", "set_off", "per_message", "followers", "rank_by_followers", "excess_after"]
    return ranked[order]


def _set_off(upper: pd.Series, author: npt.NDArray[np.object_], parent: Whole, most: int) -> pd.Series:
    """Messages of others below each author, each once however many of theirs it stands under.

    ``upper`` counts it once for each, so nobody sets off more than that: from the first on that cannot be among the
    strongest, nobody is counted.
    """
    exact: dict[str, int] = {}
    floor: list[int] = []
    for name, bound in upper.items():
        if bound <= 0 or (len(floor) >= most and bound <= floor[most - 1]):
            break
        mine = author == name
        exact[str(name)] = int((below(parent, mine) & ~mine).sum())
        floor = sorted(exact.values(), reverse=True)[:most]
    return pd.Series(exact, dtype="int64").reindex(upper.index, fill_value=0)


def excess_after(mentions: pd.DataFrame, rows: Whole, window: pd.Timedelta) -> npt.NDArray[np.float64]:
    """Mentions in the window after a message, beyond what messages of those hours usually see after them.

    On the same platform: count after, minus count before times the middle ratio of after to before over the
    messages up to six windows away. Two who write in the same hour share this number.
    """
    found = np.full(rows.size, np.nan)
    unit = np.timedelta64(int(window / pd.Timedelta("1us")), "us")
    times = {name: np.sort(group.to_numpy("datetime64[us]")) for name, group in
             mentions["time"].dt.tz_localize(None).groupby(mentions["platform"].to_numpy())}  # fmt: skip
    stamps = mentions["time"].dt.tz_localize(None).to_numpy("datetime64[us]")
    platform = mentions["platform"].to_numpy()
    for place, row in enumerate(rows.tolist()):
        all_times, at = times[platform[row]], stamps[row]
        near = all_times[(all_times >= at - 6 * unit) & (all_times <= at + 6 * unit)]
        near = near[:: max(1, near.size // 500)]
        after = np.searchsorted(all_times, near + unit) - np.searchsorted(all_times, near, "right")
        before = np.searchsorted(all_times, near) - np.searchsorted(all_times, near - unit)
        usual = float(np.median((after + 1) / (before + 1)))
        mine = np.searchsorted(all_times, at + unit) - np.searchsorted(all_times, at, "right")
        earlier = np.searchsorted(all_times, at) - np.searchsorted(all_times, at - unit)
        found[place] = mine - earlier * usual
    return found
