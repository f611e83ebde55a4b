"""The tools whose exports are recognised."""

from __future__ import annotations

from workbench.importers import brandwatch, media_cloud, x_api
from workbench.importers.formats import Format

FORMATS: tuple[Format, ...] = (
    brandwatch.CSV,
    brandwatch.JSON,
    media_cloud.STORIES,
    media_cloud.COUNTS,
    x_api.X,
    x_api.COUNTS,
)
