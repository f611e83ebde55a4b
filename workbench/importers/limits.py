"""How much is read at once, and which files are refused by what they begin with."""

from __future__ import annotations

from workbench.problems import WorkbenchError

#: Bytes read from a file at a time, and rows turned into a table at a time.
BLOCK = 1 << 20
ROWS = 50_000
#: A line, a cell, a table's width and a JSON document that are longer are no export.
LONGEST_LINE = 16 << 20
LONGEST_CELL = 4 << 20
MOST_COLUMNS = 5_000
LARGEST_DOCUMENT = 256 << 20
LARGEST_SHEET = 1 << 30
MOST_CELLS = 25_000_000
#: Text packs ten or twenty to one. What unfolds beyond this, past the first megabytes, is a bomb.
HIGHEST_RATIO = 200
UNSUSPECTED = 64 << 20
MOST_MEMBERS = 1_000

GZIP, ZSTD, ZIP, PARQUET = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"PAR1"
#: What a file begins with -> what it is. None of them is opened.
_REFUSED = {
    b"\x80\x02": "a Python pickle, which can run code",
    b"\x80\x03": "a Python pickle, which can run code",
    b"\x80\x04": "a Python pickle, which can run code",
    b"\x80\x05": "a Python pickle, which can run code",
    b"\xd0\xcf\x11\xe0": "an old Excel file (.xls)",
    b"SQLite format 3": "a SQLite database",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"MZ\x90": "a program",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"\x89HDF": "an HDF5 file",
    b"\x93NUMPY": "a NumPy file",
    b"ARROW1": "an Arrow file",
    b"PK\x05\x06": "an empty zip archive",
    b"<!DOCTYPE": "a web page",
    b"<!doctype": "a web page",
    b"<html": "a web page",
}
READABLE = "CSV, TSV, XLSX, JSON, NDJSON or Parquet; text ones also packed as .gz, .zip or .zst"


def refuse_binaries(name: str, start: bytes) -> None:
    """Refuse a file by its first bytes, whatever its name says.

    Parameters
    ----------
    name : str
        What the file is called in the message.
    start : bytes
        The first few hundred bytes.

    Raises
    ------
    WorkbenchError
        If they are those of something that is no table.

    Examples
    --------
    >>> refuse_binaries("export.csv", b"time,text")
    """
    what = next((what for sign, what in _REFUSED.items() if start.startswith(sign)), "")
    if not what and start[257:262] == b"ustar":
        what = "a tar archive"
    if what:
        raise WorkbenchError(
            f"{name} is {what}, not an export.",
            received=repr(start[:8]),
            allowed=READABLE,
            remedy="export it again from the tool as CSV, or save it as .xlsx",
        )
