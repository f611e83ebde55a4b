"""Check a whole case folder, and read one that has no error."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

import pandas as pd

from workbench.evidence.cells import cell_problems
from workbench.evidence.findings import CaseCheck, CaseError, by_place
from workbench.evidence.links import Spans, link_problems, split_ids, time_spans
from workbench.evidence.reading import read_table, read_text
from workbench.evidence.settings import Settings, read_settings
from workbench.evidence.tables import TABLES, TIME_COLUMNS
from workbench.problems import NotFound
from workbench.times import utc_frame

TEXTS = ("brief.md", "debrief.md", "notes.md")


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
    path = Path(folder)
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
        raise NotFound("There is no such case folder.", received=str(folder),
                       allowed="a folder that holds case.toml and the five tables",
                       remedy="crisis list shows the shipped cases; crisis new makes one of your own")
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
        spans, found = time_spans(frames, settings)
        problems += found
        broken = {(p.file, p.row) for p in problems if p.level == "error"}
        comparable = {
            table: frame.loc[[r for r in frame.index if ("observations.csv", r) not in broken]]
            if table == "observations" else frame
            for table, frame in frames.items()
        }
        problems += link_problems(comparable, settings, spans)
    rows = sum(len(frame) for frame in frames.values())
    check = CaseCheck(folder.resolve().name, by_place(problems), rows)
    if not check.ok or settings is None:
        return None, check
    return (settings, {t: _typed(t, frames[t], spans.get(t)) for t in TABLES}, texts), check


def _typed(table: str, frame: pd.DataFrame, spans: dict[int, tuple] | None) -> pd.DataFrame:
    """Turn checked text cells into times, numbers, categories and tuples."""
    columns: dict[str, pd.Series] = {}
    for column in TABLES[table]:
        cells = frame[column.name]
        if column.kind == "word":
            cells = pd.Categorical(cells, categories=list(column.words))
        elif column.kind == "number":
            cells = cells.astype(float)
        elif column.kind == "links":
            cells = cells.map(split_ids)
        columns[column.name] = cells
    typed = pd.DataFrame(columns, index=frame.index)
    if table == "mentions":
        typed["background"] = typed["background"] == "yes"
    if spans is not None:
        name = TIME_COLUMNS[table][0]
        read = utc_frame([spans[row] for row in frame.index])
        at = typed.columns.get_loc(name)
        typed.insert(at + 1, f"{name}_end", read["end"].to_numpy())
        typed.insert(at + 2, f"{name}_text", frame[name])
        typed[name] = read["start"].to_numpy()
        typed = typed.sort_values([name, f"{name}_end"], kind="stable")
    return typed.reset_index(drop=True)


