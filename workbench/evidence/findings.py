"""What checking a case folder found: problems with their place and remedy."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from workbench.problems import WorkbenchError

#: A cell that is longer is cut where it is quoted, so that one cell does not fill the screen.
LONGEST_QUOTE = 120


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, with its place, what was found, what is allowed and the remedy.

    ``row`` counts as a spreadsheet does: the header is row 1. It is None where a whole file is meant.
    """

    file: str
    row: int | None
    column: str
    happened: str
    found: str
    allowed: str
    remedy: str
    level: str = "error"

    @classmethod
    def of(cls, error: WorkbenchError, file: str, row: int | None = None, column: str = "") -> Problem:
        """Give a raised error its place in the folder."""
        return cls(file, row, column, error.happened, error.received, error.allowed, error.remedy)

    @property
    def place(self) -> str:
        """The file, row and column (or key) in words."""
        parts = [self.file]
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column:
            parts.append(f"{'key' if self.file.endswith('.toml') else 'column'} {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        """Say the whole problem in one line."""
        said = WorkbenchError(self.happened, received=self.found, allowed=self.allowed, remedy=self.remedy)
        mark = "" if self.level == "error" else "(warning) "
        return f"{mark}{self.place}: {said}"


@dataclass(frozen=True)
class CaseCheck:
    """The result of :func:`check_case`: every problem of one folder.

    Examples
    --------
    >>> CaseCheck("my-case", ()).summary()
    'my-case: no problems found.'
    """

    name: str
    problems: tuple[Problem, ...]
    rows: int = 0

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that keep the folder from loading."""
        return tuple(p for p in self.problems if p.level == "error")

    @property
    def ok(self) -> bool:
        """Whether the folder loads."""
        return not self.errors

    @property
    def table(self) -> pd.DataFrame:
        """All problems as a table: level, file, row, column, happened, found, allowed, remedy."""
        names = ["level", "file", "row", "column", "happened", "found", "allowed", "remedy"]
        rows = [[getattr(p, name) for name in names] for p in self.problems]
        return pd.DataFrame(rows, columns=names).astype({"row": "Int64"})

    def summary(self) -> str:
        """Say in one sentence how many problems there are."""
        if not self.problems:
            return f"{self.name}: no problems found."
        errors, warnings = len(self.errors), len(self.problems) - len(self.errors)
        verdict = "it loads" if self.ok else "it does not load until the errors are repaired"
        return f"{self.name}: {_many(errors, 'error')}, {_many(warnings, 'warning')}; {verdict}."

    def __str__(self) -> str:
        """List the summary, then every problem on a line of its own."""
        return "\n".join([self.summary(), *map(str, self.problems)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        head = f"<p>{html.escape(self.summary())}</p>"
        if not self.problems:
            return head
        # pandas would cut every sentence after 50 letters.
        with pd.option_context("display.max_colwidth", None):
            return head + self.table.to_html(index=False, escape=True, na_rep="")


class CaseError(WorkbenchError):
    """A case folder that does not load; the message lists every error it holds.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> from pathlib import Path
    >>> folder = wb.new_case(tempfile.mkdtemp() + "/mine", title="Mine", company="Acme", trigger_time="2026-03-14",
    ...                      timezone="Europe/Warsaw", source_url="https://example.org/a")
    >>> (folder / "events.csv").unlink()
    >>> try:
    ...     wb.load_case(folder)
    ... except CaseError as error:
    ...     print(len(error.check.errors) > 0, "events.csv" in str(error))
    True True
    """

    def __init__(self, check: CaseCheck) -> None:
        self.check = check
        super().__init__(str(CaseCheck(check.name, check.errors)))


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def quoted(value: object) -> str:
    """Quote what was found, cut where it is long.

    >>> quoted("nonsense")
    "'nonsense'"
    """
    text = repr(value)
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


def by_place(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems the way a person repairs them: file by file, from the top, errors first."""
    return tuple(sorted(problems, key=lambda p: (p.level, p.file, p.row or 0, p.column)))
