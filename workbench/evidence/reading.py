"""From bytes to text tables: files that are missing, cut off, badly encoded or ragged."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from workbench.evidence.findings import Problem, quoted
from workbench.evidence.tables import TABLES, column_names

#: A hand-collected evidence table is a few hundred kilobytes; more is a message export in disguise.
LARGEST_FILE = 50_000_000
#: A longer cell is a quotation mark that is not closed.
LONGEST_CELL = 131_072


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """Read a UTF-8 text file, or say what keeps it from being read."""
    name = path.name

    def wrong(happened: str, found: str, allowed: str, remedy: str, row: int | None = None) -> list[Problem]:
        return [Problem(name, row, "", happened, found, allowed, remedy)]

    if not path.is_file():
        return "", wrong(
            "The file is missing.",
            f"no {name} in {path.absolute().parent.name}/",
            f"a file called {name}",
            "copy the one of another case and put your own content into it",
        )
    if (size := path.stat().st_size) > LARGEST_FILE:
        return "", wrong(
            "The file is too large for an evidence table.",
            f"{size:,} bytes",
            f"at most {LARGEST_FILE:,} bytes",
            "keep message exports outside the case folder",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        return "", wrong(
            "The file cannot be opened.",
            error.strerror or type(error).__name__,
            "a file that you may read",
            "close it in other programs and look at its permissions",
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Counted in bytes of the whole file: the decoder leaves a mark of three bytes at the start out.
        start = error.start + (len(data) - len(error.object))
        return "", wrong(
            "The file is not UTF-8.",
            f"the byte 0x{data[start]:02x}",
            "UTF-8 text",
            "save it again as 'CSV UTF-8'" if path.suffix == ".csv" else "save it again as UTF-8",
            row=data.count(b"\n", 0, start) + 1,
        )
    if "\0" in text:
        return "", wrong(
            "The file holds NUL characters.",
            f"{text.count(chr(0)):,} of them",
            "UTF-8 text",
            "save it again as UTF-8; many NUL characters mean that it was saved as UTF-16",
            row=text.count("\n", 0, text.index("\0")) + 1,
        )
    return text, []


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
    rows: list[list[str]] = []
    # The limit is one for the whole process, and importing an export raises it.
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        for record in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append([cell.strip() for cell in record])
    except csv.Error as error:
        return None, [
            Problem(
                name,
                len(rows) + 1,
                "",
                "The file is not a readable CSV table.",
                str(error),
                "comma-separated cells, quoted where they hold commas",
                "look for a quotation mark that is not closed, and write two of them inside a quoted cell",
            )
        ]
    finally:
        csv.field_size_limit(before)
    header = next((row for row in rows if any(row)), [])
    if not header:
        return None, [
            Problem(
                name,
                None,
                "",
                "The file is empty.",
                "no header row",
                "a header row: " + ",".join(column_names(table)),
                "write the header row",
            )
        ]
    problems = _header_problems(name, table, header)
    kept = {}
    for number, row in enumerate(rows[rows.index(header) + 1 :], start=rows.index(header) + 2):
        if not any(row):
            continue  # a blank line at the end is how many editors close a file
        if len(row) != len(header):
            problems.append(
                Problem(
                    name,
                    number,
                    "",
                    "The row has another number of cells than the header.",
                    f"{len(row)} cells",
                    f"{len(header)} cells",
                    "quote cells that hold a comma or a line break",
                )
            )
            continue
        kept[number] = row
    if any(p.level == "error" for p in problems):
        return None, problems
    index = pd.Index(list(kept), name="row", dtype="int64")
    columns = {}
    for column in TABLES[table]:
        if column.name in header:
            place = header.index(column.name)
            columns[column.name] = [row[place] for row in kept.values()]
        else:  # an optional one: its first word is the usual case
            columns[column.name] = [column.words[0]] * len(kept)
    return pd.DataFrame(columns, index=index, dtype="str"), problems


def _header_problems(name: str, table: str, header: list[str]) -> list[Problem]:
    wanted = column_names(table)
    known = [c.name for c in TABLES[table]]
    problems = []

    def note(column: str, happened: str, found: str, allowed: str, remedy: str, level: str = "error") -> None:
        problems.append(Problem(name, 1, column, happened, found, allowed, remedy, level))

    other = [sign for sign in (";", "\t") if len(header) == 1 and sign in header[0]]
    if other:
        sign = {";": "semicolons", "\t": "tabs"}[other[0]]
        said = f"save it again with commas ({sign} are what some spreadsheets write)"
        note("", f"The cells are separated by {sign}.", quoted(header[0]), ",".join(wanted), said)
        return problems
    for column in wanted:
        if column not in header:
            found = ", ".join(filter(None, header))
            note(column, "A column is missing.", found, ", ".join(wanted), f"add the column {column}")
    for column in known:
        if (times := header.count(column)) > 1:
            note(
                column,
                "A column stands more than once.",
                f"{times} times",
                "once",
                "delete or rename the others",
            )
    for column in dict.fromkeys(header):
        if column not in known:
            found = column or "an empty name"
            remedy = "delete it, or keep it for yourself"
            note(column, "A column is not known and is not used.", found, ", ".join(known), remedy, "warning")
    return problems
