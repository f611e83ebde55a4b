"""The tools whose exports are recognised."""

from __future__ import annotations

from workbench.importers import (
    brandwatch,
    fourcat,
    media_cloud,
    meltwater,
    own_table,
    sprout,
    support,
    talkwalker,
    x_api,
    youtube,
)
from workbench.importers.formats import Format

FORMATS: tuple[Format, ...] = (
    brandwatch.CSV,
    brandwatch.JSON,
    meltwater.MELTWATER,
    talkwalker.TALKWALKER,
    sprout.SPROUT,
    fourcat.FOURCAT,
    media_cloud.STORIES,
    media_cloud.COUNTS,
    x_api.X,
    x_api.COUNTS,
    youtube.THREADS,
    youtube.COMMENTS,
    youtube.MINET,
    youtube.DATA_TOOLS,
    support.SUPPORT,
    own_table.OWN,
)
