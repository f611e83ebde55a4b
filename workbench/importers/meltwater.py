"""Meltwater: the CSV of the web application, which is often tab-separated UTF-16.

Columns: https://github.com/zanehill01/brandsurge.ai, data/csv/README.md. The form of its dates follows the language of
the account, so that day and month may be either way round.
"""

from __future__ import annotations

from workbench.importers import cells as cell
from workbench.importers.formats import Cells, Format


def _settle(cells: Cells) -> Cells:
    """Put date and time of day together, and tell an outlet's name from a platform's."""
    date, clock = cells["Date"], cells["Time"]
    alone = clock.notna() & date.notna() & ~date.str.contains(":", regex=False).fillna(False)
    return cells | {
        "moment": date.where(~alone, date + " " + clock),
        "platform": cell.known_platforms(cells["Source"]),
    }


MELTWATER = Format(
    name="meltwater-csv",
    tool="meltwater",
    title="Meltwater (CSV of the web application)",
    needs=("Date", "Headline", "URL", "Opening Text", "Hit Sentence", "Source", "Sentiment"),
    columns={
        "mention_id": "Document ID",
        "time": "moment",
        "platform": "platform",
        "author": ("Author Handle", "Influencer"),
        "title": "Headline",
        "text": ("Opening Text", "Hit Sentence"),
        "language": "Language",
        "stance": "Sentiment",
        "reach": "Reach",
        "url": "URL",
    },
    accounts=("Author Handle", "Influencer", "Source"),
    also=("Date", "Time"),
    settle=_settle,
)
