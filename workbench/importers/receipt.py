"""What an import says about itself: rows in, rows kept, rows set aside and why, and what the collection looks like."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd

from workbench.texts import many

#: A stretch without a message is told where so many were to be expected by the days before and behind it.
EXPECTED_IN_GAP = 10
#: A column of a thousand platforms is none of platforms; counting them must not fill the memory.
OTHERS, _MOST_WORDS, _SHOWN = "others", 10_000, 30
_ORIGIN = pd.Timestamp("1990-01-01", tz="UTC")
_HOUR = pd.Timedelta(hours=1)


@dataclass(frozen=True)
class Receipt:
    """The account of one import. Rows read are rows kept and rows set aside, always.

    Examples
    --------
    >>> Receipt(files=("export.csv: Brandwatch",), rows_read=3, rows_kept=2, set_aside={"its time is empty": 1})
    <Receipt: 3 rows read, 2 kept, 1 set aside>
    """

    files: tuple[str, ...]
    rows_read: int
    rows_kept: int
    #: Reason -> number of rows.
    set_aside: Mapping[str, int]
    #: Where the rows set aside were written; empty where there were none.
    set_aside_file: str = ""
    start: str = ""
    end: str = ""
    platforms: Mapping[str, int] = field(default_factory=dict)
    languages: Mapping[str, int] = field(default_factory=dict)
    stances: Mapping[str, int] = field(default_factory=dict)
    #: Who said so.
    stance_sources: Mapping[str, int] = field(default_factory=dict)
    precisions: Mapping[str, int] = field(default_factory=dict)
    reposts: int = 0
    #: Messages of which the export does not tell whether they are reposts.
    reposts_unknown: int = 0
    by_company: int = 0
    #: Whether anybody said which accounts are the company's.
    company_known: bool = True
    authors: int = 0
    duplicates: int = 0
    #: (start, end, messages that were to be expected).
    gaps: tuple[tuple[str, str, int], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def rows_set_aside(self) -> int:
        """How many rows were set aside."""
        return sum(self.set_aside.values())

    @property
    def uncollected(self) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
        """Start and end (UTC) of the gaps, as :func:`workbench.count_mentions` takes them."""
        return [(pd.Timestamp(start, tz="UTC"), pd.Timestamp(end, tz="UTC")) for start, end, _ in self.gaps]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as words and numbers, for a file beside the data."""
        return asdict(self) | {"rows_set_aside": self.rows_set_aside}

    @classmethod
    def from_dict(cls, said: Mapping[str, Any]) -> Receipt:
        """Read what :meth:`to_dict` returned, also after a way through JSON or TOML."""
        known = {name: said[name] for name in cls.__dataclass_fields__ if name in said}
        known["files"], known["notes"] = tuple(known.get("files", ())), tuple(known.get("notes", ()))
        known["gaps"] = tuple(tuple(gap) for gap in known.get("gaps", ()))
        return cls(**known)

    def lines(self) -> list[tuple[str, str]]:
        """Return what is shown: a word and its account, line by line."""
        said = [("read", f"{self.rows_read:,} {_rows(self.rows_read)}"), ("kept", f"{self.rows_kept:,}")]
        said.append(("set aside", f"{self.rows_set_aside:,}"))
        said += [
            ("because" if not place else "", f"{number:,}: {reason}")
            for place, (reason, number) in enumerate(self.set_aside.items())
        ]
        if self.set_aside_file:
            said.append(("kept apart in", self.set_aside_file))
        said += [("files" if not place else "", file) for place, file in enumerate(self.files)]
        if self.start:
            said.append(("from", f"{self.start} to {self.end}, UTC"))
        for name, counted in (
            ("platforms", self.platforms),
            ("languages", self.languages),
            ("stance", self.stances),
            ("stance from", {_whose(name): number for name, number in self.stance_sources.items()}),
            ("dated to the", self.precisions),
        ):
            if counted:
                said.append((name, ", ".join(f"{word} {number:,}" for word, number in counted.items())))
        said.append(("authors", f"{self.authors:,}, as keyed hashes"))
        said.append(("reposts", self._reposts()))
        nobody = not self.company_known and not self.by_company
        said.append(
            ("by the company", "not known; no account of it was named" if nobody else f"{self.by_company:,}")
        )
        for place, (start, end, expected) in enumerate(self.gaps[:10]):
            said.append(
                (
                    "gaps" if not place else "",
                    f"{start} to {end} UTC: nothing, where about {expected:,} were to be expected",
                )
            )
        if len(self.gaps) > 10:
            said.append(("", f"and {len(self.gaps) - 10:,} more"))
        said += [("notes" if not place else "", note) for place, note in enumerate(self.notes)]
        return said

    def _reposts(self) -> str:
        if not self.reposts_unknown:
            return f"{self.reposts:,}"
        if self.reposts_unknown == self.rows_kept:
            return "not known; the export does not tell them"
        return f"{self.reposts:,}; not known of {many(self.reposts_unknown, 'message')}"

    def summary(self) -> str:
        """Say in two or three sentences what came in."""
        parts = [
            f"{self.rows_read:,} {_rows(self.rows_read)} read: {self.rows_kept:,} kept, {self.rows_set_aside:,} set aside."
        ]
        if self.start:
            parts.append(
                f"They run from {self.start} to {self.end} (UTC), mostly on {next(iter(self.platforms))}."
            )
        if self.gaps:
            many = "one stretch is" if len(self.gaps) == 1 else f"{len(self.gaps):,} stretches are"
            parts.append(f"The collection has gaps: {many} empty where messages were to be expected.")
        return " ".join(parts)

    def __str__(self) -> str:
        """List everything, one account a line."""
        width = max(len(name) for name, _ in self.lines())
        return "\n".join(f"{name:<{width}}  {text}".rstrip() for name, text in self.lines())

    def __repr__(self) -> str:
        return f"<Receipt: {self.rows_read:,} {_rows(self.rows_read)} read, {self.rows_kept:,} kept, {self.rows_set_aside:,} set aside>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left'>{html.escape(name)}</th><td style='text-align:left'>{html.escape(text)}</td></tr>"
            for name, text in self.lines()
        )
        return f"<table><caption>{html.escape(self.summary())}</caption>{rows}</table>"


def _whose(source: str) -> str:
    """Say whose word a stance is.

    >>> _whose("vendor:brandwatch"), _whose("human")
    ('the sentiment of Brandwatch', 'human')
    """
    kind, _, tool = source.partition(":")
    if kind != "vendor":
        return source
    return "the export's column" if tool == "own" else f"the sentiment of {tool.capitalize()}"


def _rows(number: int) -> str:
    return "row" if number == 1 else "rows"


class Tally:
    """Counts what a receipt says while the rows go by; holds a few numbers however many there are."""

    def __init__(self) -> None:
        self.kept = self.reposts = self.reposts_unknown = self.by_company = 0
        self.words: dict[str, dict[str, int]] = {
            "platform": {},
            "language": {},
            "stance": {},
            "stance_source": {},
            "precision": {},
        }
        self.hours: dict[int, int] = {}
        self.start: pd.Timestamp | None = None
        self.end: pd.Timestamp | None = None
        self.coarse = False

    def see(self, mentions: pd.DataFrame) -> None:
        """Count the rows of one message table."""
        if mentions.empty:
            return
        self.kept += len(mentions)
        self.reposts += int(mentions["is_repost"].sum())
        self.reposts_unknown += int(mentions["is_repost"].isna().sum())
        self.by_company += int(mentions["by_company"].sum())
        for name, counted in self.words.items():
            for word, number in mentions[name].value_counts().items():
                kept = str(word) if str(word) in counted or len(counted) < _MOST_WORDS else OTHERS
                counted[kept] = counted.get(kept, 0) + int(number)
        time = mentions["time"]
        self.coarse |= bool((mentions["precision"] == "day").any())
        self.start = min(filter(None, [self.start, time.min()]))
        self.end = max(filter(None, [self.end, time.max()]))
        hours, numbers = np.unique((time - _ORIGIN) // _HOUR, return_counts=True)
        for hour, number in zip(hours.tolist(), numbers.tolist(), strict=True):
            self.hours[hour] = self.hours.get(hour, 0) + number

    def ranked(self, name: str) -> dict[str, int]:
        """Return words and their numbers, the most frequent first."""
        ranked = sorted(self.words[name].items(), key=lambda item: (item[0] == OTHERS, -item[1], item[0]))
        if rest := sum(number for _, number in ranked[_SHOWN:]):
            ranked = [*ranked[:_SHOWN], (OTHERS, rest + dict(ranked[:_SHOWN]).get(OTHERS, 0))]
        return dict(ranked)

    def gaps(self) -> tuple[tuple[str, str, int], ...]:
        """Find stretches without a message where the days before and behind have many."""
        if not self.hours:
            return ()
        first, last = min(self.hours), max(self.hours)
        counts = np.zeros(last - first + 1)
        counts[[hour - first for hour in self.hours]] = list(self.hours.values())
        unit = 24 if self.coarse else 1
        found = []
        busy = np.flatnonzero(counts)
        for before, behind in pairwise(busy.tolist()):
            # Messages dated to the day all stand at midnight: only whole empty days are gaps then.
            if (length := behind - before - 1) < max(1, 2 * unit - 1):
                continue
            shift = 24 * -(-length // 24)
            beside = [
                counts[max(0, before + 1 + move) : max(0, behind + move)].sum()
                for move in (-shift, shift)
                if before + 1 + move >= 0 and behind + move <= len(counts)
            ]
            if beside and (expected := min(beside)) >= EXPECTED_IN_GAP:
                start, end = (_ORIGIN + (first + int(hour)) * _HOUR for hour in (before + 1, behind))
                found.append((_minute(start), _minute(end), round(float(expected))))
        return tuple(found)


def _minute(time: pd.Timestamp) -> str:
    return time.strftime("%Y-%m-%d %H:%M")


def span(tally: Tally) -> tuple[str, str]:
    """Return the first and the last time, to the minute."""
    if tally.start is None or tally.end is None:
        return "", ""
    return _minute(tally.start), _minute(tally.end)
