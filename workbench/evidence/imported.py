"""What an import of messages left beside the tables: how many there are, and from when to when."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

#: Written beside the tables by the import; a shipped case has neither.
RECEIPT, MESSAGES = "receipt.json", "mentions.parquet"


@dataclass(frozen=True)
class Messages:
    """The messages that lie in a case's own folder."""

    number: int
    first: datetime
    last: datetime


def imported_messages(folder: Path) -> Messages | None:
    """Read what the receipt says of the messages in a folder; None where there are none, or it is broken.

    Examples
    --------
    >>> from workbench.places import find
    >>> imported_messages(find("cases") / "codero-outage") is None
    True
    """
    if not (folder / MESSAGES).is_file():
        return None
    try:
        said = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))["receipt"]
        first, last = (datetime.fromisoformat(f"{said[end]}+00:00") for end in ("start", "end"))
        return Messages(int(said["rows_kept"]), first, last)
    except (OSError, ValueError, KeyError, TypeError):
        return None
