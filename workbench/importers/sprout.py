"""Sprout Social: messages of a listening topic, as JSON of the interface. It gives out no listening data from X.

Fields: https://cotera.co/docs/reference/tools/individual-tools/sprout-social ; https://api.sproutsocial.com/docs/ .
Which fields there are depends on what was asked for.
"""

from __future__ import annotations

from workbench.importers.formats import Format

SPROUT = Format(
    name="sprout-json",
    tool="sprout",
    title="Sprout Social (JSON of the interface)",
    needs=("created_time", "network", "text"),
    columns={
        "mention_id": "guid",
        "time": "created_time",
        "platform": "network",
        "author": ("from.guid", "from.screen_name", "from.name"),
        "text": "text",
        "language": "language",
        "stance": "sentiment",
        "url": "perma_link",
    },
    accounts=("from.guid", "from.screen_name", "from.name"),
)
