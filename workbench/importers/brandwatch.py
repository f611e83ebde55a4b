"""Brandwatch: the CSV of the web application, with lines above its header, and the JSON of its interface.

Columns of the CSV: the list of 114 in a public notebook that writes files for Brandwatch (it names "Broadcast Media
Url", "Thread Entry Type" and "Reach (new)"). Fields of the JSON: https://developers.brandwatch.com/docs/mention-metadata-field-definitions
and the published OpenAPI collected in https://github.com/api-evangelist/brandwatch.
"""

from __future__ import annotations

from workbench.importers.formats import Cells, Format


def _reposts(cells: Cells) -> Cells:
    """A repost names what it passes on, or is entered as a share."""
    entry = cells["Thread Entry Type"].str.lower().isin(["share", "retweet", "repost"])
    kind = cells["Engagement Type"].str.lower().isin(["retweet", "repost"])
    named = cells["Twitter Retweet of"].notna()
    return cells | {"is repost": (entry | kind | named).map({True: "yes", False: "no"}).astype("str")}


CSV = Format(
    name="brandwatch-csv",
    tool="brandwatch",
    title="Brandwatch (CSV of the web application)",
    needs=("Query Id", "Query Name", "Date", "Url", "Sentiment", "Page Type"),
    columns={
        "mention_id": ("Resource Id", "Mention Id"),
        "time": "Date",
        "platform": ("Content Source", "Page Type", "Page Type Name"),
        "author": ("Author", "Full Name"),
        "title": "Title",
        "text": ("Full Text", "Snippet"),
        "language": "Language",
        "stance": "Sentiment",
        "followers": ("Twitter Followers", "Instagram Followers"),
        "reach": ("Reach (new)", "Reach"),
        "likes": ("Twitter Likes", "Facebook Likes", "Instagram Likes", "Linkedin Likes"),
        "reposts": ("Twitter Retweets", "Facebook Shares", "Linkedin Shares"),
        "replies": ("Twitter Reply Count", "Facebook Comments", "Instagram Comments", "Reddit Comments"),
        "in_reply_to": "Twitter Reply to",
        "repost_of": "Twitter Retweet of",
        "is_repost": "is repost",
        "url": ("Url", "Original Url"),
        "collected_at": "Added",
    },
    accounts=("Author", "Full Name", "Twitter Author ID"),
    also=("Thread Entry Type", "Engagement Type"),
    reposts_by=("Thread Entry Type", "Engagement Type"),
    settle=_reposts,
    notes=(
        "Brandwatch writes times in the zone of the account, and does not say which; the zone you gave is taken for it",
    ),
)


def _json_reposts(cells: Cells) -> Cells:
    entry = cells["threadEntryType"].str.lower().isin(["share", "retweet", "repost"])
    return cells | {
        "is repost": (entry | cells["retweetOf"].notna()).map({True: "yes", False: "no"}).astype("str")
    }


JSON = Format(
    name="brandwatch-json",
    tool="brandwatch",
    title="Brandwatch (JSON of the interface)",
    needs=("resourceId", "queryId", "date", "pageType"),
    columns={
        "mention_id": "resourceId",
        "time": "date",
        "platform": ("contentSource", "pageType", "pageTypeName"),
        "author": ("author", "fullname"),
        "title": "title",
        "text": ("fullText", "snippet"),
        "language": "language",
        "stance": "sentiment",
        "followers": "twitterFollowers",
        "reach": "reachEstimate",
        "likes": ("twitterLikeCount", "facebookLikes", "instagramLikeCount"),
        "reposts": ("twitterRetweets", "facebookShares"),
        "replies": ("twitterReplyCount", "facebookComments", "instagramCommentCount"),
        "in_reply_to": "replyTo",
        "repost_of": "retweetOf",
        "is_repost": "is repost",
        "url": ("url", "originalUrl"),
        "collected_at": "added",
    },
    accounts=("author", "fullname", "twitterAuthorId"),
    also=("threadEntryType",),
    reposts_by=("threadEntryType",),
    settle=_json_reposts,
)
