"""Which column is which in a table no tool is known for: said once, kept as TOML for the next time."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from workbench.files import write_whole
from workbench.importers.formats import Format
from workbench.mentions import COLUMNS, STANCES
from workbench.problems import NotFound, WorkbenchError, nearest

#: What may be mapped: the columns of a message table that are not made here, and a title.
TARGETS = tuple(name for name in (*COLUMNS, "title") if name not in ("precision", "stance_source"))
#: What words of sentiment mean: word -> stance. Not a column, but said in the same place.
MEANINGS = "stance_words"
Columns = Mapping[str, Any]


def read_columns(columns: Mapping[str, Any] | str | PathLike[str]) -> dict[str, Any]:
    """Read a mapping of columns, from a dictionary or from a TOML file.

    Parameters
    ----------
    columns : mapping or path
        Column of the message table -> column of the export, a list of columns of which the first that is not
        empty counts, or a constant written ``"=x"``; and ``stance_words``, a mapping of the export's own words of
        sentiment to stances.

    Returns
    -------
    dict

    Raises
    ------
    WorkbenchError
        Telling everything that is wrong with it.

    Examples
    --------
    >>> read_columns({"time": "posted", "platform": "=x"})
    {'time': 'posted', 'platform': '=x'}
    """
    if isinstance(columns, (str, PathLike)):
        columns = _load(Path(columns))
    said = []
    for name, place in columns.items():
        if name == MEANINGS:
            said += _meaning_problems(place)
            continue
        words = (
            [place] if isinstance(place, str) else list(place) if isinstance(place, (list, tuple)) else [None]
        )
        if name not in TARGETS:
            hint = nearest(str(name), TARGETS)
            said.append(f"{name!r} is no column of the message table{f' ({hint})' if hint else ''}")
        elif not words or not all(isinstance(word, str) and word for word in words):
            said.append(f"{name!r} is given {place!r}, which names no column")
    if "time" not in columns and set(columns) != {MEANINGS}:
        said.append("'time' is missing")
    if said:
        raise WorkbenchError(
            f"This mapping of columns cannot be used: {'; '.join(said)}.",
            allowed=", ".join((*TARGETS, MEANINGS)),
            remedy='columns={"time": "Posted at", "text": "Message", "author": "User", "platform": "=x"}',
        )
    return {
        name: dict(place) if name == MEANINGS else place if isinstance(place, str) else tuple(place)
        for name, place in columns.items()
    }


def _meaning_problems(words: Any) -> list[str]:
    """Say what is wrong with the meanings of words of sentiment."""
    if not isinstance(words, Mapping) or not words:
        return [f"{MEANINGS!r} is given {words!r}, which says of no word what it means"]
    return [
        f"{word!r} is said to mean {stance!r}, which is none of {', '.join(STANCES)}"
        for word, stance in words.items()
        if stance not in STANCES
    ]


def _load(path: Path) -> Mapping[str, Any]:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NotFound(
            "There is no such file of columns.",
            received=str(path),
            allowed="a TOML file",
            remedy="look at its name",
        ) from None
    except (OSError, ValueError) as error:
        raise WorkbenchError(
            "The file of columns cannot be read.",
            received=str(error),
            allowed='lines such as time = "Posted at", with the names in quotation marks',
            remedy="look at the line it names",
        ) from None
    found = read.get("columns", read)
    found = dict(found) if isinstance(found, dict) else {}
    return found | {name: read[name] for name in (MEANINGS,) if name in read}


def write_columns(columns: Columns, path: str | PathLike[str]) -> Path:
    """Write a mapping as TOML, to be given as ``columns=`` next time.

    Examples
    --------
    >>> import tempfile
    >>> place = Path(tempfile.mkdtemp()) / "map.toml"
    >>> read_columns(write_columns({"time": "posted", "text": ("title", "body")}, place))
    {'time': 'posted', 'text': ('title', 'body')}
    """
    path = Path(path)
    lines = ["# Which column of the export is which: wb.read_mentions(path, columns=...)", "[columns]"]
    lines += [f"{name} = {_toml(place)}" for name, place in columns.items() if name != MEANINGS]
    if words := columns.get(MEANINGS):
        lines += [
            "",
            f"[{MEANINGS}]",
            *(f"{_toml(word)} = {_toml(stance)}" for word, stance in words.items()),
        ]
    write_whole(path, "\n".join([*lines, ""]))
    return path


def _toml(value: Any) -> str:
    """Write a text, or a list of texts: JSON's are TOML's, but for one character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def mapped(known: Format | None, columns: Columns | None) -> Format | None:
    """Combine what is known of a tool with what the caller says; the caller is right."""
    if columns is None:
        return known
    words: Mapping[str, str] = columns.get(MEANINGS, {})
    places = {name: place for name, place in columns.items() if name != MEANINGS}
    if known is not None:
        return replace(known, columns={**known.columns, **places}, words=words)
    if not places:
        return None
    return Format(name="own", tool="own", title="columns as given", needs=(), columns=places, words=words)
