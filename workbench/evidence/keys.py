"""Key by key: the values of a TOML file, read with every problem they have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import pandas as pd

from workbench.evidence.findings import Problem, quoted
from workbench.problems import WorkbenchError, nearest
from workbench.times import read_time

#: In front of a value that is not there.
MISSING = object()


class Keys:
    """The keys of one file, and the problems found so far: all come out at once."""

    def __init__(self, file: str, data: dict[str, Any]) -> None:
        self.file = file
        self.data = data
        self.problems: list[Problem] = []

    def wrong(self, key: str, happened: str, allowed: str, remedy: str, *, found: Any = MISSING) -> None:
        """Note a problem of one key."""
        said = "" if found is MISSING or found is None else quoted(found)
        self.problems.append(Problem(self.file, None, key, happened, said, allowed, remedy))

    def not_in_list(self, key: str, value: str, words: Iterable[str]) -> None:
        """Note a word that is none of those allowed, with the nearest of them."""
        words = list(words)
        remedy = nearest(value, words) or "choose the word that comes closest"
        self.wrong(key, "This word is not in the list.", ", ".join(words), remedy, found=value)

    def text(self, key: str) -> str:
        """Read a text that must be there, or note that it is not."""
        value = self._at(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        if value is None:
            self.wrong(key, "A key is missing.", "a text", f"add {key} to {self.file}")
        else:
            remedy = f'write {key.split(".")[-1]} = "..."'
            self.wrong(key, "The value is not a text.", "a text in quotes", remedy, found=value)
        return ""

    def word(self, key: str, words: Iterable[str]) -> str:
        """Read a text that must be one of a closed list."""
        value, words = self.text(key), list(words)
        if value and value not in words:
            self.not_in_list(key, value, words)
        return value

    def texts(self, key: str, words: Iterable[str] = ()) -> tuple[str, ...]:
        """Read a list of texts, of a closed list if one is given; a missing one is empty."""
        value = self._at(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            remedy = f'write {key} = ["...", "..."]'
            self.wrong(key, "The value is not a list of texts.", "a list of texts", remedy, found=value)
            return ()
        allowed = list(words)
        for item in value if allowed else ():
            if item not in allowed:
                self.not_in_list(key, item, allowed)
        return tuple(value)

    def table(self, key: str) -> dict[str, Any]:
        """Read a table such as ``[clock]``; a missing one is empty."""
        value = self._at(key)
        if value is None or isinstance(value, dict):
            return value or {}
        remedy = f"write [{key}] on a line of its own"
        self.wrong(key, "The value is not a table.", f"a table [{key}]", remedy, found=value)
        return {}

    def tables(self, key: str) -> list[tuple[str, dict[str, Any]]]:
        """Read a list of tables such as ``[[decision_points]]``, each with its name for messages."""
        value = self._at(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            remedy = f"write [[{key}]] above each of them"
            self.wrong(key, "The value is not a list of tables.", f"tables [[{key}]]", remedy, found=value)
            return []
        return [(f"{key}[{number}]", table) for number, table in enumerate(value, start=1)]

    def instant(self, key: str, value: object, zone: str) -> pd.Timestamp | None:
        """Read a TOML date, date-time or text as a UTC instant; a date begins in ``zone``."""
        if isinstance(value, datetime):
            text, precision = value.isoformat(timespec="minutes"), "minute"
        elif isinstance(value, date):
            text, precision = value.isoformat(), "day"
        elif isinstance(value, str):
            text, precision = value, "minute" if "T" in value else "day"
        else:
            self.wrong(key, "A time is missing.", "a date such as 2009-07-05", "write the date", found=value)
            return None
        try:
            # No zone for clock times: only a calendar date may lean on the case's own zone.
            start, _ = read_time(text, precision, zone if precision == "day" else "")
        except WorkbenchError as error:
            self.problems.append(Problem.of(error, self.file, None, key))
            return None
        return pd.Timestamp(start)

    def _at(self, key: str) -> Any:
        value: Any = self.data
        for part in key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value
