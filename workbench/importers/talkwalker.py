"""Talkwalker: documents of the interface, as JSON. Posts on X come without address and title.

Fields: https://developer.talkwalker.com/docs/talkwalker-documents and the published OpenAPI collected in
https://github.com/api-evangelist/talkwalker. Sentiment is a whole number; its sign is the polarity.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.importers.formats import Cells, Format

_KINDS = {"onlinenews": "news", "messageboard": "forum", "blog": "blog", "press": "news", "newspaper": "news"}


def _settle(cells: Cells) -> Cells:
    score = pd.Series(pd.to_numeric(cells["sentiment"], errors="coerce"))
    sign = pd.Series(np.sign(score.to_numpy(dtype="float64")))
    word = sign.map({-1.0: "negative", 0.0: "neutral", 1.0: "positive"}).astype("str")
    # The last of several kinds is the most exact one: SOCIALMEDIA, SOCIALMEDIA_TWITTER.
    kind = (
        cells["source_type"].str.lower().str.split(", ").str[-1].str.replace("socialmedia_", "", regex=False)
    )
    passed_on = cells["post_type"].str.contains("retweet|repost", case=False).fillna(False)
    return cells | {
        "stance": word,
        "platform": kind.str.split("_").str[0].replace(_KINDS).astype("str"),
        "is repost": passed_on.map({True: "yes", False: "no"}).astype("str"),
    }


TALKWALKER = Format(
    name="talkwalker-json",
    tool="talkwalker",
    title="Talkwalker (JSON of the interface)",
    needs=("published", "search_indexed", "source_type"),
    columns={
        "time": "published",
        "platform": "platform",
        "author": ("extra_author_attributes.id", "extra_author_attributes.name"),
        "title": ("title", "title_snippet"),
        "text": ("content", "content_snippet"),
        "language": "lang",
        "stance": "stance",
        "stance_score": "sentiment",
        "reach": "reach",
        "replies": "article_extended_attributes.num_comments",
        "is_repost": "is repost",
        "url": "url",
        "collected_at": ("search_indexed", "indexed"),
    },
    accounts=("extra_author_attributes.id", "extra_author_attributes.name"),
    also=("source_type", "post_type"),
    reposts_by=("post_type",),
    epoch="ms",
    settle=_settle,
)
