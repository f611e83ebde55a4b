"""The workbench's own message table, read back: nothing is hashed or renamed twice."""

from __future__ import annotations

from workbench.importers.formats import Format
from workbench.mentions import COLUMNS

OWN = Format(
    name="message-table",
    tool="workbench",
    title="message table of the workbench",
    needs=tuple(COLUMNS),
    columns={name: name for name in COLUMNS},
)
