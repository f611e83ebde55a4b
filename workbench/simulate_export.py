"""An invented export to practise on: the form of a listening tool's file, without one real message in it."""

from __future__ import annotations

import csv
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.problems import WorkbenchError
from workbench.simulate_messages import StreamTruth, simulate_mentions

BRAND, ACCOUNT = "Example Brand", "ExampleBrand"
ANSWER_HOURS = 9.0
_PLATFORMS = {"x": "twitter", "reddit": "reddit", "news": "news", "youtube": "youtube"}
_HEADER = (
    "Query Id",
    "Query Name",
    "Date",
    "Title",
    "Url",
    "Sentiment",
    "Page Type",
    "Language",
    "Author",
    "Full Text",
    "Resource Id",
    "Thread Entry Type",
    "Twitter Followers",
    "Twitter Reply to",
    "Twitter Retweet of",
)


def write_sample_export(path: str | PathLike[str], *, seed: int = 2) -> StreamTruth:
    """Write an invented export of a storm, in the columns of a Brandwatch file, to practise importing.

    The planted truth is known: when the storm began, when the company answered, and that its answer changed nothing.
    As in life, a few rows are broken.

    Parameters
    ----------
    path : str or path
        Where to; the name must end in ``_sim.csv``, so that nobody ever takes it for data. It must not exist yet.
    seed : int
        Of the random numbers.

    Returns
    -------
    StreamTruth
        What was planted.

    Raises
    ------
    WorkbenchError
        If the name has another ending, or the file exists.

    Examples
    --------
    >>> import tempfile
    >>> truth = write_sample_export(tempfile.mkdtemp() + "/storm_sim.csv")
    >>> truth.response - truth.trigger
    Timedelta('0 days 09:00:00')
    """
    target = Path(path)
    if not target.name.endswith("_sim.csv") or target.exists():
        raise WorkbenchError(
            "An invented export cannot be written under this name.",
            received=str(target) + (", which exists already" if target.exists() else ""),
            allowed="a new file whose name ends in _sim.csv",
            remedy="storm_sim.csv, or another number in front of _sim",
        )
    # A short burst of news, then messages that set off messages; the company's answer changes nothing.
    messages, truth = simulate_mentions(
        before_days=16,
        after_days=4,
        per_hour=4,
        wave=300,
        doubling_hours=0.5,
        rise_hours=1,
        decay_hours=2,
        branching=0.7,
        response_hours=ANSWER_HOURS,
        brand=BRAND,
        seed=seed,
    )
    rows = _rows(messages)
    # Broken as exports are: the same message twice, and one without its time.
    broken = [dict(rows[10]), {**rows[20], "Date": "", "Resource Id": "broken-1"}]
    with target.open("x", encoding="utf-8", newline="") as file:
        file.write(f"Report:,SIMULATED export\nBrand:,{BRAND}\nTime zone:,UTC\n\n")
        writer = csv.DictWriter(file, _HEADER, lineterminator="\n")
        writer.writeheader()
        writer.writerows([*rows, *broken])
    return truth


def _rows(messages: pd.DataFrame) -> list[dict[str, str]]:
    """Write the messages in the tool's columns; links between them lead from address to address."""
    number = {name: str(10_000_000 + place) for place, name in enumerate(messages["mention_id"])}
    url = {
        name: f"https://{platform}.example/status/{number[name]}"
        for name, platform in zip(messages["mention_id"], messages["platform"], strict=True)
    }
    kinds = messages["is_repost"].map({True: "share", False: "post"})
    rows = []
    row: Any
    for row, kind in zip(messages.itertuples(index=False), kinds, strict=True):
        answers = isinstance(row.in_reply_to, str)
        rows.append(
            {
                "Query Id": "1",
                "Query Name": BRAND,
                "Date": f"{row.time:%Y-%m-%d %H:%M:%S}.0",
                "Url": url[row.mention_id],
                "Sentiment": str(row.stance),
                "Page Type": _PLATFORMS[row.platform],
                "Language": str(row.language),
                "Author": ACCOUNT if row.by_company else f"invented-{row.author}",
                "Full Text": str(row.text),
                "Resource Id": number[row.mention_id],
                "Thread Entry Type": "reply" if answers else str(kind),
                "Twitter Followers": f"{row.followers:.0f}",
                "Twitter Reply to": url.get(row.in_reply_to, "") if answers else "",
                "Twitter Retweet of": url.get(row.repost_of, "") if row.is_repost else "",
            }
        )
    return rows
