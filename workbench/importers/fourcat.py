"""4CAT: the CSV of any of its sources, which all share id, thread_id, timestamp, body and author.

Columns: https://github.com/digitalmethodsinitiative/4cat, datasources/twitterv2/search_twitter.py. It writes 0 for a
number that was not collected, so that a zero says nothing.
"""

from __future__ import annotations

import pandas as pd

from workbench.importers.formats import Cells, Format

_EPOCH = pd.Timestamp("1970-01-01", tz="UTC")


def _settle(cells: Cells) -> Cells:
    """Call a time UTC where the number of seconds beside it says so; elsewhere the zone is asked for."""
    written = cells["timestamp"]
    bare = written.str.match(r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$").fillna(False)
    read = pd.to_datetime(written.where(bare), format="%Y-%m-%d %H:%M:%S", errors="coerce", utc=True)
    seconds = pd.to_numeric(cells["unix_timestamp"], errors="coerce")
    agree = bare & ((read - _EPOCH) / pd.Timedelta(seconds=1) == seconds)
    return cells | {"moment": written.where(~agree, written + "Z")}


FOURCAT = Format(
    name="4cat-csv",
    tool="4cat",
    title="4CAT (CSV)",
    needs=("id", "thread_id", "timestamp", "body", "author"),
    columns={
        "mention_id": "id",
        "time": "moment",
        "author": ("author_id", "author"),
        "title": "subject",
        "text": "body",
        "language": ("language_guess", "language", "lang"),
        "followers": "author_followers",
        "reach": "impression_count",
        "likes": "like_count",
        "reposts": "retweet_count",
        "replies": "reply_count",
        "is_repost": "is_retweet",
        "url": ("link", "url"),
    },
    accounts=("author_id", "author", "author_fullname"),
    also=("timestamp", "unix_timestamp"),
    zero_is_missing=True,
    settle=_settle,
    notes=(
        "4CAT writes 0 where a number was not collected, so zeros among likes, reposts and the like are left empty",
    ),
)
