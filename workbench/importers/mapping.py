"""Which column is which in a table no tool is known for: said once, kept as TOML for the next time."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

from workbench.importers.aside import writing
from workbench.importers.formats import Format
from workbench.mentions import COLUMNS
from workbench.problems import NotFound, WorkbenchError, nearest

#: What may be mapped: the columns of a message table that are not made here, and a title.
TARGETS = tuple(name for name in (*COLUMNS, "title") if name not in ("precision", "stance_source"))
Columns = Mapping[str, str | tuple[str, ...]]


def read_columns(columns: Mapping[str, Any] | str | PathLike[str]) -> dict[str, str | tuple[str, ...]]:
    """Read a mapping of columns, from a dictionary or from a TOML file.

    Parameters
    ----------
    columns : mapping or path
        Column of the message table -> column of the export, a list of columns of which the first that is not
        empty counts, or a constant written ``"=x"``.

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
        words = (
            [place] if isinstance(place, str) else list(place) if isinstance(place, (list, tuple)) else [None]
        )
        if name not in TARGETS:
            hint = nearest(str(name), TARGETS)
            said.append(f"{name!r} is no column of the message table{f' ({hint})' if hint else ''}")
        elif not words or not all(isinstance(word, str) and word for word in words):
            said.append(f"{name!r} is given {place!r}, which names no column")
    if "time" not in columns:
        said.append("'time' is missing")
    if said:
        raise WorkbenchError(
            f"This mapping of columns cannot be used: {'; '.join(said)}.",
            allowed=", ".join(TARGETS),
            remedy='columns={"time": "Posted at", "text": "Message", "author": "User", "platform": "=x"}',
        )
    return {name: place if isinstance(place, str) else tuple(place) for name, place in columns.items()}


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
            allowed='lines such as time = "Posted at" below a line [columns]',
            remedy="imported.save_columns(path) writes one",
        ) from None
    found = read.get("columns", read)
    return found if isinstance(found, dict) else {}


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
    for name, place in columns.items():
        # JSON's texts and lists of texts are TOML's, but for one character.
        text = json.dumps(place, ensure_ascii=False).replace("\x7f", "\\u007f")
        lines.append(f"{name} = {text}")
    with writing(path):
        path.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")
    return path


def mapped(known: Format | None, columns: Columns | None) -> Format | None:
    """Combine what is known of a tool with what the caller says; the caller is right."""
    if columns is None:
        return known
    if known is not None:
        return replace(known, columns={**known.columns, **columns})
    return Format(name="own", tool="own", title="columns as given", needs=(), columns=columns)
