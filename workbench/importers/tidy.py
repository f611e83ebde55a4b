"""From the text cells of one tool to rows of the message table, and the reason for every row that becomes none."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workbench.importers import cells, sentiment
from workbench.importers.authors import HASH, hashed, same_name, without_names
from workbench.importers.clock import EARLIEST, Clock, read_clock
from workbench.importers.formats import Chunk, Format, places_of
from workbench.importers.seen import Seen
from workbench.mentions import COLUMNS, KINDS, PRECISIONS, UNKNOWN

_COUNTS = ("followers", "reach", "likes", "reposts", "replies")
#: A number that a spreadsheet has rounded: 1.23E+18 was an id once.
_ROUNDED = r"^\d(?:[.,]\d+)?[eE]\+?\d{2,}$"
#: An address that does something else than to open a page, such as javascript:.
_NO_ADDRESS = r"^[A-Za-z][A-Za-z0-9+-]*:(?:[^/]|/[^/]|$)"
_POST = r"(?:^|/)status(?:es)?/(\d+)"


@dataclass
class Door:
    """What stays the same while the rows of an import go by, and what has to be remembered of them."""

    key: bytes
    now: pd.Timestamp
    company: frozenset[str] = frozenset()
    #: Put in front of every id where several tools come together.
    before: str = ""
    ids: Seen = field(default_factory=Seen)
    authors: Seen = field(default_factory=Seen)
    #: What is odd but keeps no row out, and in how many cells.
    odd: Counter[str] = field(default_factory=Counter)
    #: Words of sentiment that were not understood.
    words: Counter[str] = field(default_factory=Counter)


def prepared(chunk: Chunk, format: Format) -> dict[str, pd.Series]:
    """Bring the columns a format uses to text without blanks around it; what is not there is missing."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.compute as compute  # type: ignore[import-untyped]

    nothing = _nothing(len(chunk.rows))
    made = {}
    for name in format.wanted():
        if (cells_ := chunk.columns.get(name)) is None:
            made[name] = nothing
            continue
        column = pa.array(cells_, pa.string()) if isinstance(cells_, list) else cells_
        column = compute.utf8_trim_whitespace(column)
        blank = compute.equal(column, "")
        if compute.any(blank).as_py():
            column = compute.if_else(blank, pa.scalar(None, pa.string()), column)
        made[name] = pd.Series(column, dtype="str") if column.null_count < len(column) else nothing
    return format.settle(made) if format.settle else made


def _nothing(size: int) -> pd.Series:
    return _constant(None, size)


def _constant(text: str | None, size: int) -> pd.Series:
    """Repeat a text, many times faster than from a list."""
    import pyarrow as pa

    return pd.Series(pa.repeat(pa.scalar(text, pa.string()), size), dtype="str")


def column(have: dict[str, pd.Series], format: Format, name: str, size: int) -> pd.Series:
    """Return a column of the message table as it was written: the first place that is not empty."""
    found: pd.Series | None = None
    for place in places_of(format, name):
        if place.startswith("="):
            constant = _constant(place[1:], size)
            return constant if found is None else found.fillna(place[1:])
        if place in have:
            found = have[place] if found is None else found.fillna(have[place])
            if not found.hasnans:
                break
    return _nothing(size) if found is None else found


def tidy(
    chunk: Chunk, format: Format, clock: Clock, door: Door, file: str
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Turn rows as they were read into rows of the message table.

    Parameters
    ----------
    chunk : Chunk
    format : Format
    clock : Clock
        How its times are to be read.
    door : Door
        The key, the company's accounts, and the ids seen so far; remembers those of this chunk.
    file : str
        The file's name, for ids that have to be made.

    Returns
    -------
    tuple
        The rows kept, with all columns of a message table; and of those set aside the rows, reasons and cells.
    """
    size = len(chunk.rows)
    have = prepared(chunk, format)
    raw = {name: column(have, format, name, size) for name in (*COLUMNS, "title")}
    read = read_clock(raw["time"], clock)
    reason = read["reason"].astype("object").to_numpy().copy()
    time = read["time"]
    reason[((reason == "") & (time > door.now)).to_numpy()] = "its time lies in the future"
    reason[((reason == "") & (time < EARLIEST)).to_numpy()] = (
        "its time lies before 1990, which stands for missing"
    )

    odd: dict[str, pd.Series] = {}
    url = raw["url"]
    if (strange := url.str.match(_NO_ADDRESS).fillna(False)).any():
        odd["the address is none of the web; left empty"] = strange
        url = url.where(~strange)
    platform = cells.platforms(raw["platform"])
    platform = platform.fillna(cells.platforms_of_urls(url)).fillna(UNKNOWN)
    names = [
        have[name] for name in dict.fromkeys((*_places(format, "author"), *format.accounts)) if name in have
    ]
    own_table = format.tool == "workbench"
    author = hashed(raw["author"], platform, door.key)
    if own_table:
        author = author.where(~raw["author"].str.match(HASH).fillna(False), raw["author"])
    if names and not own_table:
        url = without_names(url, names, author)
    # A post on X has no title; what tools write there is its beginning.
    text = _text(raw["title"].where((platform != "x") | raw["text"].isna()), raw["text"])
    made: dict[str, Any] = {
        "time": time,
        "precision": raw["precision"].where(raw["precision"].isin(PRECISIONS), read["precision"])
        if own_table
        else read["precision"],
        "platform": platform,
        "author": author,
        "text": text,
        "language": cells.languages(raw["language"]).fillna(UNKNOWN),
        "in_reply_to": door.before + _post(raw["in_reply_to"]),
        "repost_of": door.before + _post(raw["repost_of"]),
        "is_repost": _is_repost(raw, platform, text, format, odd),
        # Who names accounts means these; else what the export itself says counts.
        "by_company": _by_company(names, door.company)
        if door.company and not own_table
        else cells.yes_no(raw["by_company"]),
        "url": url,
        "collected_at": read_clock(raw["collected_at"], clock)["time"],
    }
    made |= _stance(raw, format)
    unread = sentiment.strange(raw["stance"], made["stance"].where(made["stance"] != UNKNOWN))
    for name in _COUNTS:
        counted, odd[f"{name} is no number; left empty"] = cells.numbers(raw[name])
        if format.zero_is_missing:
            counted = counted.where(counted != 0)
        made[name] = counted.where(counted >= 0)
    rounded = raw["mention_id"].str.match(_ROUNDED).fillna(False)
    odd["a spreadsheet has rounded the id; another was made"] = rounded
    made["mention_id"] = _ids(raw["mention_id"], rounded, made, chunk.rows, file, door)

    open_ = reason == ""
    twice = np.zeros(size, dtype=bool)
    ids: pd.Series[str] = made["mention_id"]
    twice[open_] = ids[open_].duplicated().to_numpy()
    fresh = open_ & ~twice
    new = np.zeros(size, dtype=bool)
    new[fresh] = door.ids.add(ids[fresh])
    own = ~ids.str.match(r"^(?:[a-z0-9-]+:)?made:").to_numpy()
    reason[open_ & ~new & own] = "its id stands in an earlier row"
    reason[open_ & ~new & ~own] = "an earlier row has the same time, author, text and address"

    keep = reason == ""
    table = pd.DataFrame({name: made[name] for name in COLUMNS})[keep]
    table = table.astype({name: KINDS[kind] for name, (kind, _) in COLUMNS.items() if kind != "time"})
    door.authors.add(table["author"].dropna())
    # Of rows set aside nothing is told but why: what is odd is counted in the others.
    door.odd.update({what: int((where & keep).sum()) for what, where in odd.items()})
    if format.tool != "workbench":
        sentiment.remember(door.words, raw["stance"][unread & keep])
    left = ~keep
    # Names stay at the door here as well.
    shown = {name: raw[name][left].tolist() for name in ("mention_id", "time", "platform")}
    shown |= {"author": author[left].tolist(), "text": text[left].tolist(), "url": url[left].tolist()}
    return table.reset_index(drop=True), {
        "rows": chunk.rows[left],
        "reasons": reason[left].tolist(),
        "cells": shown,
    }


def _places(format: Format, name: str) -> tuple[str, ...]:
    return tuple(place for place in places_of(format, name) if not place.startswith("="))


def _text(title: pd.Series, text: pd.Series) -> pd.Series:
    """Put a title in front of its text, unless the text begins with it."""
    if title.isna().all():
        return text
    out = []
    for head, body in zip(title.to_numpy(object), text.to_numpy(object), strict=True):
        if not isinstance(head, str) or not isinstance(body, str):
            out.append(body if isinstance(body, str) else head)
        else:
            begins = body.casefold().startswith(head.rstrip(".…").strip().casefold())
            out.append(body if begins else f"{head}\n\n{body}")
    return pd.Series(out, index=title.index, dtype="str")


def _post(written: pd.Series) -> pd.Series:
    """Keep the id of a post, also out of its address, which would name an author."""
    address = written.str.contains("/", regex=False).fillna(False)
    return written.where(~address, written.str.extract(_POST, expand=False))


def _by_company(names: list[pd.Series], company: frozenset[str]) -> pd.Series | bool:
    found: pd.Series | bool = False
    for column in names:
        known = {name: same_name(name) in company for name in column.dropna().unique()}
        found = column.map(known).eq(True) | found
    return found


def _is_repost(
    raw: dict[str, pd.Series], platform: pd.Series, text: pd.Series, format: Format, odd: dict[str, pd.Series]
) -> pd.Series:
    """Tell reposts: by the export's own word, by what a row passes on, by the mark of X; elsewhere nobody knows."""
    said = cells.yes_no_or_neither(raw["is_repost"])
    if format.tool == "workbench":
        return said
    unclear = raw["is_repost"].notna() & said.isna()
    odd["the answer whether it is a repost is neither yes nor no; not known"] = unclear
    on_x = platform == "x"
    # On X a quotation names what it passes on, too; there the export's own word decides.
    found = said.where(said.notna(), raw["repost_of"].notna().astype("boolean"))
    found |= (on_x & text.str.match(r"^RT @\w+:").fillna(False)).astype("boolean")
    known = (on_x | format.tells_reposts) & ~unclear
    return found.where(found | known)


def _stance(raw: dict[str, pd.Series], format: Format) -> dict[str, Any]:
    said = sentiment.stances(raw["stance"], format.words)
    if format.tool == "workbench":
        source = raw["stance_source"]
    else:
        source = said.where(said.isna(), f"vendor:{format.tool}")
    score = pd.to_numeric(raw["stance_score"], errors="coerce").astype("float64")
    return {
        "stance": said.fillna(UNKNOWN),
        "stance_source": source,
        "stance_score": score.where(np.isfinite(score)),
    }


def _ids(
    ids: pd.Series, rounded: pd.Series, made: dict[str, Any], rows: np.ndarray, file: str, door: Door
) -> pd.Series:
    """Keep the tool's ids; make one from the content where there is none, or from the row as a last resort."""
    missing = (ids.isna() | rounded).to_numpy()
    if not missing.any():
        return door.before + ids
    content = pd.DataFrame(
        {name: made[name][missing] for name in ("time", "platform", "author", "text", "url")}
    )
    bare = content["text"].isna() & content["url"].isna()
    content["time"] = content["time"].dt.tz_localize(None).to_numpy().view("int64")
    sums = pd.util.hash_pandas_object(content, index=False)
    own = np.array([f"made:{number:016x}" for number in sums.to_numpy()], dtype="object")
    own[bare.to_numpy()] = [f"row:{file}:{row}" for row in rows[missing][bare.to_numpy()]]
    whole = ids.astype("object")
    whole[missing] = own
    return door.before + whole.astype("str")
