"""YouTube comments: threads and comments of the Data API, minet's CSV, and that of YouTube Data Tools.

Fields: https://developers.google.com/youtube/v3/docs/commentThreads ; https://github.com/medialab/minet,
minet/youtube/types.py ; https://github.com/digitalmethodsinitiative/4cat, which reads the comments of YouTube Data Tools.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.importers.formats import Cells, Format, Record
from workbench.importers.nested import flat


def _comment(comment: Record, video: str | None, replies: str | None) -> Record:
    """Lay one comment flat, under the names minet gives."""
    row = flat(comment)
    return {
        "video_id": row.get("snippet.videoId") or video,
        "comment_id": row.get("id"),
        "author_name": row.get("snippet.authorDisplayName"),
        "author_channel_id": row.get("snippet.authorChannelId.value"),
        "text": row.get("snippet.textOriginal") or row.get("snippet.textDisplay"),
        "like_count": row.get("snippet.likeCount"),
        "published_at": row.get("snippet.publishedAt"),
        "reply_count": replies,
        "parent_comment_id": row.get("snippet.parentId"),
    }


def _threads(thread: Record, page: Record) -> Iterator[Record]:
    """Yield the comment at the top of a thread, and those of its answers that came along."""
    row = flat(thread)
    snippet = thread.get("snippet")
    top = snippet.get("topLevelComment") if isinstance(snippet, dict) else None
    first = _comment(
        top if isinstance(top, dict) else {}, row.get("snippet.videoId"), row.get("snippet.totalReplyCount")
    )
    yield first
    replies = thread.get("replies")
    answers = replies.get("comments") if isinstance(replies, dict) else None
    for answer in answers if isinstance(answers, list) else []:
        if isinstance(answer, dict):
            below = _comment(answer, first["video_id"], None)
            yield below | {"parent_comment_id": below["parent_comment_id"] or first["comment_id"]}


def _comments(comment: Record, page: Record) -> Iterator[Record]:
    yield _comment(comment, None, None)


def _address(cells: Cells) -> Cells:
    """A comment is found by its video and its own number, and by no name."""
    address = "https://www.youtube.com/watch?v=" + cells["video_id"] + "&lc=" + cells["comment_id"]
    return cells | {"address": address}


_COLUMNS: dict[str, str | tuple[str, ...]] = {
    "mention_id": "comment_id",
    "time": "published_at",
    "platform": "=youtube",
    "author": ("author_channel_id", "author_name"),
    "text": "text",
    "likes": "like_count",
    "replies": "reply_count",
    "in_reply_to": "parent_comment_id",
    "url": "address",
}
_ACCOUNTS = ("author_channel_id", "author_name")

THREADS = Format(
    name="youtube-threads",
    tool="youtube",
    title="YouTube comment threads (JSON of the Data API)",
    needs=("snippet.videoId", "snippet.topLevelComment.id", "snippet.topLevelComment.snippet.publishedAt"),
    columns=_COLUMNS,
    accounts=_ACCOUNTS,
    also=("video_id",),
    unpack=_threads,
    settle=_address,
    notes=("The Data API sends only some of the answers in a thread along",),
)
COMMENTS = Format(
    name="youtube-comments",
    tool="youtube",
    title="YouTube comments (JSON of the Data API)",
    needs=("id", "snippet.authorDisplayName", "snippet.publishedAt", "snippet.textDisplay"),
    columns=_COLUMNS,
    accounts=_ACCOUNTS,
    also=("video_id",),
    unpack=_comments,
    settle=_address,
)
MINET = Format(
    name="minet-csv",
    tool="minet",
    title="YouTube comments (CSV of minet)",
    needs=("video_id", "comment_id", "author_name", "text", "published_at"),
    columns=_COLUMNS,
    accounts=_ACCOUNTS,
    also=("video_id",),
    settle=_address,
)
DATA_TOOLS = Format(
    name="youtube-data-tools",
    tool="youtube-data-tools",
    title="YouTube comments (CSV of YouTube Data Tools)",
    needs=("id", "isReplyTo", "authorName", "text", "publishedAt"),
    columns={
        "mention_id": "id",
        "time": "publishedAt",
        "platform": "=youtube",
        "author": ("authorChannelId", "authorName"),
        "text": "text",
        "likes": "likeCount",
        "replies": "replyCount",
        "in_reply_to": "isReplyTo",
    },
    accounts=("authorChannelId", "authorName"),
)
