"""From bytes to text tables: files that are missing, cut off, badly encoded or ragged."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from workbench.evidence.findings import Problem
from workbench.evidence.tables import TABLES, column_names

#: A hand-collected evidence table is a few hundred kilobytes; more is a message export in disguise.
LARGEST_FILE = 50_000_000


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """Read a UTF-8 text file, or say what keeps it from being read."""
    name = path.name
    if not path.is_file():
        return "", [
            Problem(name, None, "", "The file is missing.", f"no {name} in {path.parent.name}/", f"a file called {name}",
                    "copy the one of another case and put your own content into it")
        ]
    if (size := path.stat().st_size) > LARGEST_FILE:
        return "", [
            Problem(name, None, "", "The file is too large for an evidence table.", f"{size:,} bytes",
                    f"at most {LARGEST_FILE:,} bytes", "keep message exports outside the case folder")
        ]
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        return "", [
            Problem(name, row, "", "The file is not UTF-8.", f"the byte 0x{data[error.start]:02x}",
                    "UTF-8 text", "save it again as 'CSV UTF-8'")
        ]


def read_table(folder: Path, table: str) -> tuple[pd.DataFrame | None, list[Problem]]:
    """Read one of the five files as text cells, with every shape problem it has.

    Returns
    -------
    tuple
        The table, all cells stripped text, or None where it could not be read; and the problems.
    """
    name = f"{table}.csv"
    text, problems = read_text(folder / name)
    if problems:
        return None, problems
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        return None, [
            Problem(name, None, "", "The file is not a readable CSV table.", str(error),
                    "comma-separated cells, quoted where they hold commas",
                    "open it in a spreadsheet and save it as CSV again")
        ]
    if not rows:
        return None, [
            Problem(name, None, "", "The file is empty.", "no header row",
                    "a header row: " + ",".join(column_names(table)), "write the header row")
        ]
    header = [cell.strip() for cell in rows[0]]
    problems = _header_problems(name, table, header)
    kept = []
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue  # a blank line at the end is how many editors close a file
        if len(row) != len(header):
            problems.append(
                Problem(name, number, "", "The row has another number of cells than the header.",
                        f"{len(row)} cells", f"{len(header)} cells",
                        "quote cells that hold a comma or a line break")
            )
            continue
        kept.append((number, [cell.strip() for cell in row]))
    if any(p.level == "error" for p in problems):
        return None, problems
    frame = pd.DataFrame([row for _, row in kept], columns=header, dtype="str")
    frame.index = pd.Index([number for number, _ in kept], name="row", dtype="int64")
    for column in TABLES[table]:
        if column.optional and column.name not in frame:
            frame[column.name] = column.words[0]
    return frame, problems


def _header_problems(name: str, table: str, header: list[str]) -> list[Problem]:
    problems = []
    wanted = column_names(table)
    known = {c.name for c in TABLES[table]}
    for column in wanted:
        if column not in header:
            problems.append(
                Problem(name, 1, column, "A column is missing.", ", ".join(header) or "nothing",
                        ", ".join(wanted), f"add the column {column}")
            )
    for column in sorted({c for c in header if header.count(c) > 1}):
        problems.append(
            Problem(name, 1, column, "A column stands twice.", f"{header.count(column)} times",
                    "once", "delete or rename one of them")
        )
    for column in header:
        if column not in known:
            problems.append(
                Problem(name, 1, column, "A column is not known and is not used.", column or "an empty name",
                        ", ".join(wanted), "delete it, or keep it for yourself", level="warning")
            )
    return problems
