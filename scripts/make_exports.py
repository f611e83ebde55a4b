"""Write tests/exports: one small sample of every export that the workbench reads.

    python scripts/make_exports.py            writes them anew
    python scripts/make_exports.py FOLDER     somewhere else

The columns are those documented for each tool (workbench/importers names where); the company, the people and what
they say are invented. Running it again writes the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import zstandard

START = datetime(2025, 3, 3, 8, 0, tzinfo=UTC)
#: (minutes after the start, who, what, which way, passed on from, answer to); number 4 is the company.
STORY = [
    (
        0,
        "mila_k",
        "My Acme kettle caught fire this morning. Nobody answers the phone.",
        "negative",
        None,
        None,
    ),
    (7, "tom.h", "Same here, with the same model. Photos follow 🔥🫖", "negative", None, 0),
    (16, "noa_b", "הקומקום שלי נשרף היום, אל תקנו אותו", "negative", None, None),
    (
        31,
        "rita",
        "RT @mila_k: My Acme kettle caught fire this morning. Nobody answers the phone.",
        "negative",
        0,
        None,
    ),
    (
        95,
        "AcmeKettles",
        "We are looking into it. Please unplug the K-200 and write to us.",
        "neutral",
        None,
        0,
    ),
    (
        121,
        "omar_s",
        'They said "looking into it", that is all; <b>no</b> recall, no date',
        "negative",
        None,
        4,
    ),
    (200, "jo", "=1+1 is what their hotline can do", "mixed", None, None),
    (340, "zoë", "Got my money back within the hour.\nThat was quick, thanks", "positive", None, 4),
]


def moment(minutes: float, form: str = "%Y-%m-%dT%H:%M:%S.000Z") -> str:
    """Write a time, so many minutes after the start."""
    return (START + timedelta(minutes=minutes)).strftime(form)


def number(place: int | None) -> str | None:
    """Return the number of a post, none for none."""
    return None if place is None else str(1896000000000000000 + place)


def table(header: list[str], rows: list[dict[str, object]], sign: str = ",") -> str:
    """Write rows as CSV."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", delimiter=sign, lineterminator="\n")
    writer.writeheader()
    writer.writerows({k: "" if v is None else v for k, v in row.items()} for row in rows)
    return out.getvalue()


def brandwatch_csv() -> str:
    """Return the CSV of Brandwatch."""
    header = [
        "Query Id",
        "Query Name",
        "Date",
        "Title",
        "Url",
        "Domain",
        "Sentiment",
        "Page Type",
        "Language",
        "Country Code",
        "Added",
        "Author",
        "Full Name",
        "Full Text",
        "Hashtags",
        "Impact",
        "Impressions",
        "Mentioned Authors",
        "Original Url",
        "Resource Id",
        "Thread Author",
        "Thread Created Date",
        "Thread Entry Type",
        "Thread Id",
        "Thread URL",
        "Twitter Followers",
        "Twitter Following",
        "Twitter Reply Count",
        "Twitter Reply to",
        "Twitter Retweet of",
        "Twitter Retweets",
        "Twitter Likes",
        "Twitter Tweets",
        "Twitter Verified",
        "Updated",
        "Reach (new)",
        "Content Source",
        "Engagement Type",
        "Page Type Name",
        "Parent Post Id",
        "Subreddit",
        "Weblog Title",
    ]
    rows = []
    for place, (minutes, who, what, way, of, to) in enumerate(STORY):
        address = f"http://twitter.com/{who}/statuses/{number(place)}"
        rows.append(
            {
                "Query Id": "2000000001",
                "Query Name": "Acme kettles",
                "Date": moment(minutes, "%Y-%m-%d %H:%M:%S.0"),
                "Title": what[:40] + "...",
                "Url": address,
                "Domain": "twitter.com",
                "Sentiment": "neutral" if way == "mixed" else way,
                "Page Type": "twitter",
                "Content Source": "twitter",
                "Language": "he" if place == 2 else "en",
                "Added": moment(minutes + 3, "%Y-%m-%dT%H:%M:%S.000+0000"),
                "Author": who,
                "Full Name": f"{who} (invented)",
                "Full Text": what,
                "Resource Id": f"r{place:03d}",
                "Thread Entry Type": "share" if of is not None else "reply" if to is not None else "post",
                "Twitter Followers": 100 + 37 * place,
                "Twitter Likes": 3 * place,
                "Twitter Retweets": place,
                "Twitter Reply to": None
                if to is None
                else f"http://twitter.com/{STORY[to][1]}/statuses/{number(to)}",
                "Twitter Retweet of": None
                if of is None
                else f"http://twitter.com/{STORY[of][1]}/statuses/{number(of)}",
                "Reach (new)": 500 * place,
            }
        )
    rows.append(rows[0] | {"Title": "the same row again"})
    above = "Report:,Bulk Mentions Download\nBrand:,Acme kettles\nFrom:,2025-03-03\nTo:,2025-03-04\nLabel:,invented\n\n"
    return above + table(header, rows)


def brandwatch_json() -> object:
    """Return the JSON of Brandwatch."""
    results = [
        {
            "resourceId": f"j{place:03d}",
            "queryId": 2000000001,
            "queryName": "Acme kettles",
            "date": moment(minutes, "%Y-%m-%dT%H:%M:%S.588+0000"),
            "added": moment(minutes + 3, "%Y-%m-%dT%H:%M:%S.000+0000"),
            "author": who,
            "fullname": f"{who} (invented)",
            "title": what[:30],
            "snippet": what,
            "url": f"https://www.reddit.com/r/kettles/comments/{place}",
            "domain": "reddit.com",
            "pageType": "reddit",
            "pageTypeName": "Reddit",
            "sentiment": "neutral" if way == "mixed" else way,
            "language": "he" if place == 2 else "en",
            "reachEstimate": 500 * place,
            "impressions": None,
            "threadEntryType": "post",
            "retweetOf": None,
            "replyTo": None,
            "classifications": [{"name": "emotions"}],
        }
        for place, (minutes, who, what, way, _, _) in enumerate(STORY)
    ]
    return {"resultsTotal": len(results), "resultsPage": 0, "resultsPageSize": 100, "results": results}


def meltwater_csv() -> bytes:
    """Return the CSV of Meltwater."""
    header = [
        "Date",
        "Time",
        "Document ID",
        "Headline",
        "URL",
        "Opening Text",
        "Hit Sentence",
        "Source",
        "Influencer",
        "Country",
        "Subregion",
        "State",
        "City",
        "Language",
        "Reach",
        "Desktop Reach",
        "Mobile Reach",
        "Twitter Social Echo",
        "Facebook Social Echo",
        "Reddit Social Echo",
        "Earned Traffic",
        "National Viewership",
        "AVE",
        "Sentiment",
        "Key Phrases",
        "Input Name",
        "Keywords",
        "Document Tags",
        "Engagement",
        "Hashtags",
        "Views",
        "Estimated Views",
        "Custom Categories",
    ]
    rows = []
    for place, (minutes, who, what, way, _, _) in enumerate(STORY):
        news = place % 4 == 2
        rows.append(
            {
                "Date": moment(minutes + 14 * 1440, "%d/%m/%Y"),
                "Time": moment(minutes, "%I:%M %p"),
                "Document ID": f"m{place:03d}",
                "Headline": "Kettles on fire" if news else "",
                "URL": f"https://news.example.org/kettles/{place}"
                if news
                else f"https://x.com/{who}/status/{number(place)}",
                "Opening Text": what if news else "",
                "Hit Sentence": what,
                "Source": "The Example Post" if news else "Twitter",
                "Influencer": "" if news else f"@{who}",
                "Country": "United Kingdom",
                "Language": "Hebrew" if place == 2 else "English",
                "Reach": f"{1200 * (place + 1):,}",
                "Sentiment": ["positive", "neutral", "negative", "unknown"][
                    ["positive", "neutral", "negative", "mixed"].index(way)
                ],
                "Engagement": 4 * place,
            }
        )
    return table(header, rows, "\t").encode("utf-16")


def talkwalker_json() -> object:
    """Return the JSON of Talkwalker."""
    documents = []
    for place, (minutes, who, what, way, _, _) in enumerate(STORY):
        document = {
            "published": int((START + timedelta(minutes=minutes)).timestamp() * 1000),
            "indexed": int((START + timedelta(minutes=minutes + 2)).timestamp() * 1000),
            "search_indexed": int((START + timedelta(minutes=minutes + 4)).timestamp() * 1000),
            "lang": "he" if place == 2 else "en",
            "source_type": ["SOCIALMEDIA", "SOCIALMEDIA_TWITTER"] if place % 2 else ["MESSAGEBOARD"],
            "post_type": ["TEXT"],
            "sentiment": {"negative": -4, "neutral": 0, "mixed": 0, "positive": 5}[way],
            "engagement": place,
            "reach": 90 * place,
            "extra_author_attributes": {"id": f"a{place}", "name": who, "gender": "UNKNOWN"},
            "word_count": len(what.split()),
            "matched_profile": ["kettles"],
        }
        if not place % 2:  # posts on X come without address, title and content
            document |= {
                "url": f"https://forum.example.org/t/{place}",
                "title": "Kettle",
                "content": what,
                "host_url": "https://forum.example.org/",
                "article_extended_attributes": {"num_comments": place},
            }
        documents.append({"data": document})
    return {
        "status_code": "0",
        "request": "GET /api/v1/search",
        "pagination": {"total": 8},
        "result_content": {"data": documents},
    }


def sprout_json() -> object:
    """Return the JSON of Sprout Social."""
    return {
        "data": [
            {
                "created_time": moment(minutes, "%Y-%m-%dT%H:%M:%SZ"),
                "network": "REDDIT" if place % 2 else "INSTAGRAM",
                "content_category": "POST",
                "text": what,
                "language": "he" if place == 2 else "en",
                "sentiment": "neutral" if way == "mixed" else way,
                "hashtags": ["kettle"],
                "location": {"city": "Exampleton", "country": "GB"},
                "from": {"name": who},
            }
            for place, (minutes, who, what, way, _, _) in enumerate(STORY)
        ],
        "paging": {"current_page": 1, "total_pages": 1},
    }


def fourcat_csv() -> str:
    """Return the CSV of 4CAT."""
    header = [
        "id",
        "thread_id",
        "timestamp",
        "unix_timestamp",
        "link",
        "subject",
        "body",
        "author",
        "author_fullname",
        "author_id",
        "author_followers",
        "source",
        "language_guess",
        "possibly_sensitive",
        "retweet_count",
        "reply_count",
        "like_count",
        "quote_count",
        "impression_count",
        "bookmark_count",
        "is_retweet",
        "retweeted_user",
        "is_quote_tweet",
        "quoted_user",
        "is_reply",
        "replied_user",
        "hashtags",
        "urls",
        "images",
        "videos",
        "mentions",
        "long_lat",
        "place_name",
    ]
    rows = []
    for place, (minutes, who, what, _, of, to) in enumerate(STORY):
        rows.append(
            {
                "id": number(place),
                "thread_id": number(0 if to is not None else place),
                "timestamp": moment(minutes, "%Y-%m-%d %H:%M:%S"),
                "unix_timestamp": int((START + timedelta(minutes=minutes)).timestamp()),
                "link": f"https://x.com/{who}/status/{number(place)}",
                "body": what,
                "author": who,
                "author_fullname": f"{who} (invented)",
                "author_id": 5000 + place,
                "author_followers": 0 if place % 2 else 250,
                "language_guess": "iw" if place == 2 else "en",
                "retweet_count": place,
                "reply_count": 0,
                "like_count": 2 * place,
                "impression_count": 0,
                "is_retweet": "yes" if of is not None else "no",
                "is_reply": "yes" if to is not None else "no",
            }
        )
    return table(header, rows)


def media_cloud_csv() -> str:
    """Return the CSV of Media Cloud."""
    header = ["id", "indexed_date", "language", "media_name", "media_url", "publish_date", "title", "url"]
    rows = [
        {
            "id": f"{place:040x}",
            "indexed_date": moment(1440 * place + 300, "%Y-%m-%d %H:%M:%S.%f"),
            "language": "en",
            "media_name": f"daily{place}.example.org",
            "media_url": f"daily{place}.example.org",
            "publish_date": moment(1440 * place, "%Y-%m-%d"),
            "title": title,
            "url": f"https://daily{place}.example.org/kettles",
        }
        for place, title in enumerate(
            ["Kettles catch fire", "Acme is looking into it", "Acme recalls the K-200"]
        )
    ]
    return table(header, rows)


def media_cloud_counts() -> str:
    """Return the counts of Media Cloud."""
    days = [(3, 40, 9000), (4, 75, 9100), (5, 12, 8800)]
    return table(
        ["date", "count", "total_count", "ratio"],
        [
            {"date": f"2025-03-{day:02d}", "count": n, "total_count": of, "ratio": n / of}
            for day, n, of in days
        ],
    )


def posts() -> list[dict[str, object]]:
    """Return the story as posts of X."""
    made = []
    for place, (minutes, _, what, _, of, to) in enumerate(STORY):
        post: dict[str, object] = {
            "id": number(place),
            "text": what,
            "created_at": moment(minutes),
            "author_id": str(7000 + place),
            "conversation_id": number(0 if to is not None else place),
            "lang": "iw" if place == 2 else "en",
            "public_metrics": {
                "retweet_count": place,
                "reply_count": 1,
                "like_count": 3 * place,
                "quote_count": 0,
                "impression_count": 700,
                "bookmark_count": 0,
            },
            "edit_history_tweet_ids": [number(place)],
            "entities": {"mentions": [{"start": 3, "end": 10, "username": "mila_k"}]}
            if of is not None
            else {},
        }
        references = [
            {"type": kind, "id": number(n)}
            for kind, n in (("retweeted", of), ("replied_to", to))
            if n is not None
        ]
        if references:
            post["referenced_tweets"] = references
        made.append(post)
    return made


def users() -> list[dict[str, object]]:
    """Return who wrote them."""
    return [
        {
            "id": str(7000 + place),
            "username": who.replace(".", "_"),
            "name": f"{who} (invented)",
            "public_metrics": {
                "followers_count": 40 * place,
                "following_count": 10,
                "tweet_count": 5,
                "listed_count": 0,
            },
        }
        for place, (_, who, *_) in enumerate(STORY)
    ]


def x_json() -> object:
    """Return the JSON of X."""
    return {"data": posts(), "includes": {"users": users()}, "meta": {"result_count": len(STORY)}}


def x_ndjson() -> str:
    """Return the NDJSON of X."""
    about = {
        "url": "https://api.twitter.com/2/tweets/search/all",
        "version": "2.14.0",
        "retrieved_at": "2025-03-04T06:00:00+00:00",
    }
    halves = [slice(0, 4), slice(4, 8)]
    pages = [{"data": posts()[h], "includes": {"users": users()[h]}, "__twarc": about} for h in halves]
    return "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in pages)


def twarc_csv() -> str:
    """Return the CSV of twarc-csv."""
    header = [
        "id",
        "conversation_id",
        "referenced_tweets.replied_to.id",
        "referenced_tweets.retweeted.id",
        "referenced_tweets.quoted.id",
        "author_id",
        "in_reply_to_user_id",
        "created_at",
        "text",
        "lang",
        "source",
        "public_metrics.impression_count",
        "public_metrics.reply_count",
        "public_metrics.retweet_count",
        "public_metrics.quote_count",
        "public_metrics.like_count",
        "author.id",
        "author.username",
        "author.name",
        "author.public_metrics.followers_count",
        "__twarc.retrieved_at",
        "__twarc.url",
        "__twarc.version",
    ]
    rows = []
    for post, user in zip(posts(), users(), strict=True):
        references = {one["type"]: one["id"] for one in post.get("referenced_tweets", [])}  # type: ignore[attr-defined]
        row = {name: post[name] for name in ("id", "conversation_id", "author_id", "created_at", "lang")}
        row |= {
            f"referenced_tweets.{kind}.id": references.get(kind)
            for kind in ("replied_to", "retweeted", "quoted")
        }
        row |= {f"public_metrics.{k}": v for k, v in post["public_metrics"].items() if k != "bookmark_count"}  # type: ignore[attr-defined]
        row |= {
            "text": str(post["text"]).replace("\n", "\\n"),
            "author.id": user["id"],
            "author.username": user["username"],
        }
        row |= {
            "author.name": user["name"],
            "author.public_metrics.followers_count": user["public_metrics"]["followers_count"],
        }  # type: ignore[index]
        rows.append(row | {"__twarc.retrieved_at": "2025-03-04T06:00:00+00:00", "__twarc.version": "2.14.0"})
    return table(header, rows)


def x_counts() -> str:
    """Return the counts of X."""
    rows = [{"start": moment(60 * n), "end": moment(60 * n + 60), "tweet_count": n * n} for n in range(6)]
    return table(
        ["start", "end", "tweet_count", "__twarc.retrieved_at", "__twarc.url", "__twarc.version"], rows
    )


def comment(place: int, top: int | None = None) -> dict[str, object]:
    """Return a part of the story as a comment, at the top or below another."""
    minutes, who, what, *_ = STORY[place]
    snippet = {
        "videoId": "vid00000001",
        "textDisplay": what.replace("\n", "<br>"),
        "textOriginal": what,
        "authorDisplayName": f"@{who}",
        "authorChannelId": {"value": f"UC{place:022d}"},
        "likeCount": 5 * place,
        "publishedAt": moment(minutes, "%Y-%m-%dT%H:%M:%SZ"),
        "updatedAt": moment(minutes, "%Y-%m-%dT%H:%M:%SZ"),
    }
    if top is not None:
        snippet["parentId"] = f"Ug{top:024d}"
    own = f"Ug{place:024d}" if top is None else f"Ug{top:024d}.{place}"
    return {"kind": "youtube#comment", "etag": "e", "id": own, "snippet": snippet}


def youtube_json() -> object:
    """Return the JSON of YouTube, threads."""

    def thread(place: int, answers: list[int]) -> dict[str, object]:
        made: dict[str, object] = {
            "kind": "youtube#commentThread",
            "etag": "e",
            "id": f"Ug{place:024d}",
            "snippet": {
                "channelId": "UCinvented0000000000000",
                "videoId": "vid00000001",
                "topLevelComment": comment(place),
                "canReply": True,
                "totalReplyCount": len(answers),
                "isPublic": True,
            },
        }
        if answers:
            made["replies"] = {"comments": [comment(one, place) for one in answers]}
        return made

    threads = [thread(0, [1, 4]), thread(2, []), thread(5, []), thread(6, []), thread(7, [])]
    return {
        "kind": "youtube#commentThreadListResponse",
        "etag": "e",
        "pageInfo": {"totalResults": 5},
        "items": threads,
    }


def youtube_comments_json() -> object:
    """Return the JSON of YouTube, comments."""
    return {
        "kind": "youtube#commentListResponse",
        "etag": "e",
        "items": [comment(1, 0), comment(4, 0), comment(5, 0)],
    }


def minet_csv() -> str:
    """Return the CSV of minet."""
    header = "video_id,comment_id,author_name,author_channel_id,text,like_count,published_at,updated_at,reply_count,parent_comment_id"
    rows = []
    for place, (minutes, who, what, _, _, to) in enumerate(STORY):
        rows.append(
            {
                "video_id": "vid00000001",
                "comment_id": f"Ug{place}",
                "author_name": f"@{who}",
                "author_channel_id": f"UC{place:022d}",
                "text": what,
                "like_count": place,
                "published_at": moment(minutes, "%Y-%m-%dT%H:%M:%SZ"),
                "updated_at": moment(minutes, "%Y-%m-%dT%H:%M:%SZ"),
                "reply_count": None if to is not None else 2,
                "parent_comment_id": None if to is None else f"Ug{to}",
            }
        )
    return table(header.split(","), rows)


def data_tools_csv() -> str:
    """Return the CSV of YouTube Data Tools."""
    header = [
        "id",
        "replyCount",
        "likeCount",
        "publishedAt",
        "authorName",
        "text",
        "authorChannelId",
        "authorChannelUrl",
        "isReply",
        "isReplyTo",
    ]
    rows = []
    for place, (minutes, who, what, _, _, to) in enumerate(STORY):
        rows.append(
            {
                "id": f"Uy{place}",
                "replyCount": 0,
                "likeCount": place,
                "publishedAt": moment(minutes, "%Y-%m-%d %H:%M:%S"),
                "authorName": who,
                "text": what,
                "authorChannelId": f"UC{place:022d}",
                "isReply": int(to is not None),
                "isReplyTo": None if to is None else f"Uy{to}",
            }
        )
    return table(header, rows)


def support_csv() -> str:
    """Return the CSV of Customer Support on Twitter."""
    header = [
        "tweet_id",
        "author_id",
        "inbound",
        "created_at",
        "text",
        "response_tweet_id",
        "in_response_to_tweet_id",
    ]
    rows = []
    for place, (minutes, who, what, _, _, to) in enumerate(STORY):
        company = who == "AcmeKettles"
        rows.append(
            {
                "tweet_id": place + 1,
                "author_id": who if company else 115712 + place,
                "inbound": not company,
                "created_at": moment(minutes, "%a %b %d %H:%M:%S +0000 %Y"),
                "text": what,
                "response_tweet_id": ",".join(str(n + 1) for n, one in enumerate(STORY) if one[5] == place),
                "in_response_to_tweet_id": None if to is None else to + 1,
            }
        )
    return table(header, rows)


def trends_csv() -> str:
    """Return the file of Google Trends."""
    weeks = [("2025-02-23", "<1", 3), ("2025-03-02", 100, 4), ("2025-03-09", 37, 3)]
    return "Category: All categories\n\nWeek,acme kettle: (Worldwide),kettle: (Worldwide)\n" + "".join(
        f"{week},{one},{other}\n" for week, one, other in weeks
    )


def own_table() -> str:
    """Return a table of no known tool, with days first and semicolons."""
    header = ["Posted", "Headline", "Message", "User", "Where", "Thumbs"]
    rows = [
        {
            "Posted": moment(minutes, "%d.%m.%Y %H:%M"),
            "Message": what,
            "User": who,
            "Where": "Forum",
            "Thumbs": place,
        }
        for place, (minutes, who, what, *_) in enumerate(STORY)
    ]
    return table(header, rows, ";")


def own_sheet() -> bytes:
    """Return the same as a spreadsheet; its own times are fixed, so that the bytes stay the same."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.created = book.properties.modified = datetime(2025, 3, 4)
    sheet = book.active
    sheet.title = "posts"
    sheet.append(["Posted", "Message", "User", "Where", "Thumbs", "Id"])
    for place, (minutes, who, what, *_) in enumerate(STORY):
        sheet.append(
            [(START + timedelta(minutes=minutes)).replace(tzinfo=None), "", who, "Forum", place, place + 1]
        )
        # As text: a cell that begins with = would be a formula otherwise.
        cell = sheet.cell(place + 2, 2, what)
        cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    again = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(out.getvalue())) as old,
        zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in sorted(old.namelist()):
            data = old.read(member)
            if member == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2025-03-04T00:00:00Z", data)
            new.writestr(zipfile.ZipInfo(member, (2025, 3, 4, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return again.getvalue()


def own_parquet() -> bytes:
    """Return the same as Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    when = pa.array([START + timedelta(minutes=one[0]) for one in STORY], pa.timestamp("ms", tz="UTC"))
    columns = {
        "Posted": when,
        "Message": [one[2] for one in STORY],
        "User": [one[1] for one in STORY],
        "Thumbs": list(range(8)),
    }
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


def packed_zip(files: dict[str, bytes]) -> bytes:
    """Pack files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2025, 3, 4, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def exports() -> dict[str, bytes]:
    """Return every sample: name of the file -> its bytes."""

    def as_bytes(made: object) -> bytes:
        text = made if isinstance(made, str) else json.dumps(made, ensure_ascii=False, indent=1) + "\n"
        return text.encode()

    files = {
        "brandwatch.csv": as_bytes(brandwatch_csv()),
        "brandwatch.json": as_bytes(brandwatch_json()),
        "meltwater.csv": meltwater_csv(),
        "talkwalker.json": as_bytes(talkwalker_json()),
        "sprout.json": as_bytes(sprout_json()),
        "4cat.csv": as_bytes(fourcat_csv()),
        "media-cloud.csv": as_bytes(media_cloud_csv()),
        "media-cloud-counts.csv": as_bytes(media_cloud_counts()),
        "x.json": as_bytes(x_json()),
        "x.ndjson": as_bytes(x_ndjson()),
        "twarc.csv": as_bytes(twarc_csv()),
        "x-counts.csv": as_bytes(x_counts()),
        "youtube.json": as_bytes(youtube_json()),
        "youtube-comments.json": as_bytes(youtube_comments_json()),
        "minet.csv": as_bytes(minet_csv()),
        "youtube-data-tools.csv": as_bytes(data_tools_csv()),
        "customer-support.csv": as_bytes(support_csv()),
        "multiTimeline.csv": as_bytes(trends_csv()),
        "own.csv": own_table().encode("cp1252", "replace"),
        "own.xlsx": own_sheet(),
        "own.parquet": own_parquet(),
    }
    files["x.ndjson.gz"] = gzip.compress(files["x.ndjson"], mtime=0)
    files["twarc.csv.zst"] = zstandard.ZstdCompressor().compress(files["twarc.csv"])
    files["minet.zip"] = packed_zip({"minet/comments.csv": files["minet.csv"]})
    return files


def main() -> None:
    """Write the samples."""
    folder = (
        Path(sys.argv[1])
        if len(sys.argv) > 1
        else Path(__file__).resolve().parent.parent / "tests" / "exports"
    )
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in exports().items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    main()
