"""X: posts of the interface (version 2), as pages or one a line, and the CSV that twarc-csv makes of them.

Fields: https://docs.x.com/xdks/typescript/reference/interfaces/Schemas.Tweet ; columns of the CSV:
https://github.com/DocNow/twarc-csv, dataframe_converter.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.importers.formats import Cells, Format, Record
from workbench.importers.nested import flat

_USERS = "\0users"


def _unpack(post: Record, page: Record) -> Iterator[Record]:
    """Flatten a post, and add from its page what is said about its author."""
    row = flat(post)
    for reference in _dicts(post.get("referenced_tweets")):
        row.setdefault(f"referenced_tweets.{reference.get('type')}.id", str(reference.get("id")))
    author = _users(page).get(str(post.get("author_id")))
    if author is not None and "author" not in post:
        row |= {f"author.{name}": value for name, value in flat(author).items()}
    about = page.get("__twarc")
    if isinstance(about, dict) and "__twarc" not in post:
        row |= {f"__twarc.{name}": value for name, value in flat(about).items()}
    yield row


def _users(page: Record) -> dict[str, Record]:
    """The authors of a page by their numbers; looked up once a page."""
    if _USERS not in page:
        includes = page.get("includes")
        users = _dicts(includes.get("users")) if isinstance(includes, dict) else []
        page[_USERS] = {str(user.get("id")): user for user in users}
    found: dict[str, Record] = page[_USERS]
    return found


def _dicts(value: object) -> list[Record]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _settle(cells: Cells) -> Cells:
    """A repost has no likes of its own: the numbers that stand in its row are those of the original."""
    passed_on = cells["referenced_tweets.retweeted.id"].notna()
    cells = dict(cells)
    for name in ("like_count", "retweet_count", "reply_count"):
        cells[f"public_metrics.{name}"] = cells[f"public_metrics.{name}"].where(~passed_on)
    # twarc-csv writes line breaks as two characters.
    cells["text"] = cells["text"].str.replace("\\n", "\n", regex=False)
    cells["is repost"] = passed_on.map({True: "yes", False: "no"}).astype("str")
    return cells


X = Format(
    name="x-api",
    tool="x",
    title="X (interface version 2, or twarc-csv)",
    needs=("id", "text", "created_at", "author_id"),
    some=(
        "conversation_id",
        "edit_history_tweet_ids",
        "public_metrics.like_count",
        "author.username",
        "possibly_sensitive",
        "reply_settings",
    ),
    columns={
        "mention_id": "id",
        "time": "created_at",
        "platform": "=x",
        "author": ("author_id", "author.username"),
        "text": ("note_tweet.text", "text"),
        "language": "lang",
        "followers": "author.public_metrics.followers_count",
        "reach": "public_metrics.impression_count",
        "likes": "public_metrics.like_count",
        "reposts": "public_metrics.retweet_count",
        "replies": "public_metrics.reply_count",
        "in_reply_to": "referenced_tweets.replied_to.id",
        "repost_of": ("referenced_tweets.retweeted.id", "referenced_tweets.quoted.id"),
        "is_repost": "is repost",
        "collected_at": "__twarc.retrieved_at",
    },
    accounts=("author_id", "author.username", "author.name"),
    unpack=_unpack,
    settle=_settle,
)

COUNTS = Format(
    name="x-counts",
    tool="x",
    title="X (posts per bin, twarc-csv)",
    needs=("start", "end", "tweet_count"),
    columns={"time": "start"},
    counts=True,
)
