"""Check a whole case folder, and read one that has no error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path

import pandas as pd

from workbench.evidence.cells import cell_problems
from workbench.evidence.far import far_problems
from workbench.evidence.findings import CaseCheck, CaseError, by_place
from workbench.evidence.links import Span, Spans, link_problems, time_spans
from workbench.evidence.reading import read_table, read_text
from workbench.evidence.settings import Settings, read_settings
from workbench.evidence.tables import TABLES, TIME_COLUMNS, split_ids
from workbench.files import as_path
from workbench.problems import NotFound
from workbench.times import utc_frame

TEXTS = ("brief.md", "debrief.md", "notes.md")
#: A time is read from these together, so a cell that is wrong in one of them is told once.
_OF_TIME = {"timezone", *(column for columns in TIME_COLUMNS.values() for column in columns)}


def check_case(folder: str | PathLike[str]) -> CaseCheck:
    """Check a case folder and list all its problems at once.

    Run it on your own case before you teach with it: it names the file, the row, the column, what
    was found, what is allowed and what to do.

    Parameters
    ----------
    folder : str or path
        The case folder, the one that holds ``case.toml``.

    Returns
    -------
    CaseCheck
        ``ok``, ``problems``, ``table`` and a readable list.

    Raises
    ------
    NotFound
        If there is no such folder.

    Examples
    --------
    >>> from workbench.places import find
    >>> check_case(find("cases") / "codero-outage").ok
    True
    """
    path = as_path(folder, "the folder of a case", 'wb.check_case("my-case")')
    _, check = _examine(path)
    return check


def read_folder(folder: str | PathLike[str]) -> tuple[Settings, dict[str, pd.DataFrame], dict[str, str]]:
    """Read a case folder whole, or not at all.

    Returns
    -------
    tuple
        Settings, the five typed tables, and the three texts.

    Raises
    ------
    CaseError
        If the folder has any error; the message lists all of them.
    """
    read, check = _examine(Path(folder))
    if read is None or not check.ok:
        raise CaseError(check)
    return read


Read = tuple[Settings, dict[str, pd.DataFrame], dict[str, str]]


def _examine(folder: Path) -> tuple[Read | None, CaseCheck]:
    if not folder.is_dir():
        raise NotFound(
            "There is no such case folder.",
            received=str(folder),
            allowed="a folder that holds case.toml and the five tables",
            remedy="crisis list shows the shipped cases; crisis new makes one of your own",
        )
    settings, problems = read_settings(folder)
    texts, frames = {}, {}
    for name in TEXTS:
        texts[name.removesuffix(".md")], found = read_text(folder / name)
        # A case without its teaching texts still loads; it only teaches less.
        problems += [replace(p, level="warning") for p in found]
    for table in TABLES:
        frame, found = read_table(folder, table)
        problems += found
        if frame is not None:
            problems += cell_problems(table, frame)
            frames[table] = frame
    spans: Spans = {}
    # Rows can be compared only when every table and the settings were read; what was found so far
    # is what keeps them from being read.
    if settings is not None and len(frames) == len(TABLES):
        told = {(p.file, p.row) for p in problems if p.column in _OF_TIME}
        spans, found = time_spans(frames, settings)
        problems += [p for p in found if (p.file, p.row) not in told]
        broken = {p.row for p in problems if p.file == "observations.csv" and p.level == "error"}
        readable = frames["observations"].drop(index=[row for row in broken if row is not None])
        problems += link_problems(frames | {"observations": readable}, settings, spans)
        problems += far_problems(folder, spans)
    rows = sum(len(frame) for frame in frames.values())
    check = CaseCheck(folder.resolve().name, by_place(problems), rows)
    if not check.ok or settings is None:
        return None, check
    return (settings, {t: _typed(t, frames[t], spans.get(t)) for t in TABLES}, texts), check


def _typed(table: str, frame: pd.DataFrame, spans: Mapping[int, Span] | None) -> pd.DataFrame:
    """Turn checked text cells into times, numbers, categories and tuples."""
    typed = frame.reset_index(drop=True)
    for column in TABLES[table]:
        cells = typed[column.name]
        if column.name == "background":
            typed[column.name] = cells == "yes"
        elif column.kind == "word":
            typed[column.name] = pd.Categorical(cells, categories=list(column.words))
        elif column.kind == "number":
            typed[column.name] = cells.astype(float)
        elif column.kind == "links":
            typed[column.name] = pd.Series(map(split_ids, cells), dtype=object)
    if spans is None:
        return typed
    name = TIME_COLUMNS[table][0]
    read = utc_frame(list(spans.values()))
    at = list(typed).index(name)
    typed.insert(at + 1, f"{name}_end", read["end"])
    typed.insert(at + 2, f"{name}_text", typed[name])
    typed[name] = read["start"]
    return typed.sort_values([name, f"{name}_end"], kind="stable", ignore_index=True)
