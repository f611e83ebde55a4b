"""Rows of an imported case that lie far from its messages: mostly a year or a month typed wrongly."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from workbench.evidence.findings import Problem
from workbench.evidence.imported import imported_messages
from workbench.evidence.links import Spans
from workbench.times import day_words, duration_words

FAR = timedelta(days=30)


def far_problems(folder: Path, spans: Spans) -> list[Problem]:
    """Warn about events and responses more than thirty days before the first message or after the last.

    Parameters
    ----------
    folder : pathlib.Path
        The case folder.
    spans : mapping
        When each row of each table was true.
    """
    messages = imported_messages(folder)
    if messages is None:
        return []
    first, last = messages.first, messages.last
    problems = []
    for table in ("events", "responses"):
        for row, (start, end) in spans.get(table, {}).items():
            away = max(first - end, start - last)
            if away <= FAR:
                continue
            side = "before the first message" if start < first else "after the last message"
            problems.append(
                Problem(
                    f"{table}.csv",
                    row,
                    "time",
                    f"It lies {duration_words(away / timedelta(hours=1))} {side}.",
                    day_words(start),
                    f"a time near the messages, which run from {day_words(first)} to {day_words(last)}",
                    "look at the year and the month; leave it if it is right",
                    "warning",
                )
            )
    return problems
