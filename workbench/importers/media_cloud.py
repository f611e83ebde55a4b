"""Media Cloud: stories, dated to the day; and counts of stories per day.

Columns: https://github.com/mediacloud/api-client, types.py and api.py.
"""

from __future__ import annotations

from workbench.importers.formats import Format

STORIES = Format(
    name="media-cloud",
    tool="media-cloud",
    title="Media Cloud (stories)",
    needs=("id", "media_name", "media_url", "publish_date", "title", "url"),
    columns={
        "mention_id": "id",
        "time": "publish_date",
        "platform": "=news",
        # A newsroom is the author here, and no person.
        "author": "media_name",
        "text": ("text", "title"),
        "language": "language",
        "url": "url",
        "collected_at": "indexed_date",
    },
    accounts=("media_name",),
    finest="day",
    notes=("Media Cloud dates stories to the day; hours cannot be told from it",),
)

COUNTS = Format(
    name="media-cloud-counts",
    tool="media-cloud",
    title="Media Cloud (stories per day)",
    needs=("date", "count", "total_count", "ratio"),
    columns={"time": "date"},
    counts=True,
)
