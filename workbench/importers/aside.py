"""Rows that are set aside, in a file: what was read of them, names hidden, and no formula that a spreadsheet would run."""

from __future__ import annotations

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from workbench.files import writing

#: What makes a spreadsheet take a cell for a formula, the full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_ELSEWHERE = "set_aside= with another place for the rows set aside, or make room on the disk"
#: As read from the export, before anything was made of it.
COLUMNS = ("file", "row", "reason", "mention_id", "time", "platform", "author", "text", "url")


def harmless(cell: Any) -> Any:
    """Keep a cell from being a formula: an apostrophe in front makes it text in every spreadsheet.

    >>> harmless("=1+1"), harmless("-5"), harmless("plain")
    ("'=1+1", '-5', 'plain')
    """
    if not isinstance(cell, str) or not cell.lstrip(" ").startswith(_FORMULA):
        return cell
    with suppress(ValueError):
        float(cell)
        return cell
    return "'" + cell


class SetAside:
    """Collects rows that are set aside: counts them by reason, and writes them to a file that appears when all is done.

    Parameters
    ----------
    path : pathlib.Path, optional
        Where the file shall be; None counts only.
    """

    def __init__(self, path: Path | None) -> None:
        self.path, self.reasons, self.file = path, Counter[str](), ""
        self._draft: Path | None = None
        self._stream: IO[str] | None = None

    def __enter__(self) -> SetAside:
        return self

    def add(
        self, file: str, rows: Sequence[int], reasons: Sequence[str], cells: Mapping[str, Sequence[Any]]
    ) -> None:
        """Set rows aside; `cells` holds what was read of them, by the names of :data:`COLUMNS`."""
        self.reasons.update(reasons)
        if self.path is None or not len(rows):
            return
        with writing(self.path, _ELSEWHERE):
            stream = self._stream or self._open(self.path)
            out = csv.writer(stream)
            names = COLUMNS[3:]
            for place, (row, reason) in enumerate(zip(rows, reasons, strict=True)):
                values = [cells[name][place] if name in cells else "" for name in names]
                shown = ["" if value is None or value != value else harmless(value) for value in values]
                out.writerow([harmless(file), int(row), reason, *shown])

    def _open(self, path: Path) -> IO[str]:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".set-aside-")
        self._draft = Path(name)
        self._stream = os.fdopen(handle, "w", encoding="utf-8-sig", newline="", errors="replace")
        csv.writer(self._stream).writerow(COLUMNS)
        return self._stream

    def _forget(self, path: Path) -> None:
        """Remove the file of an earlier run, so that nobody takes its rows for those of this one."""
        with suppress(OSError), path.open(encoding="utf-8-sig", errors="replace") as file:
            if file.readline().strip() != ",".join(COLUMNS):
                return
        with suppress(OSError):
            path.unlink()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.path is None or (self._stream is None and kind is not None):
            return
        if self._stream is None or self._draft is None:
            self._forget(self.path)
            return
        try:
            with writing(self.path, _ELSEWHERE):
                self._stream.close()
                if kind is None:
                    self._draft.replace(self.path)
                    self.file = str(self.path)
        finally:
            self._draft.unlink(missing_ok=True)
