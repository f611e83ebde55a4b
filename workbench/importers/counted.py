"""Counts that a tool exports instead of messages: Google Trends, Media Cloud, X."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

import pandas as pd

from workbench.importers.clock import Clock, read_clock
from workbench.importers.finding import open_table
from workbench.importers.formats import Table
from workbench.importers.opening import open_sources
from workbench.problems import WorkbenchError

#: Format -> (column of the start, unit); a column that is not named here is a series of its own.
_KNOWN = {
    "google-trends": ("", "search interest, 0 to 100 within this download"),
    "media-cloud-counts": ("date", "stories"),
    "x-counts": ("start", "posts"),
}


@dataclass(frozen=True)
class CountsRead:
    """Counts as a tool exported them.

    ``counts`` has one row per bin and series: ``start`` (UTC), ``series``, ``value``, ``qualifier`` (exact or
    at_most), ``unit``; ``notes`` says how it was read.
    """

    counts: pd.DataFrame
    title: str
    rows_read: int
    notes: tuple[str, ...] = ()

    def summary(self) -> str:
        """Say in one sentence what it is."""
        series = self.counts["series"].nunique()
        return f"{self.title}: {len(self.counts):,} values of {series:,} series. Counts are no messages: whose they were is lost."

    def __repr__(self) -> str:
        return f"<CountsRead: {self.title}, {len(self.counts):,} values>"

    def _repr_html_(self) -> str:
        return self.counts.to_html(index=False, escape=True)


def read_counts(
    path: str | PathLike[str], *, tz: str | None = None, encoding: str | None = None
) -> CountsRead:
    r"""Read counts per day, week or hour, which some tools export instead of messages.

    Google Trends' values are scaled anew in every download, so two files cannot be put side by side.

    Parameters
    ----------
    path : str or path
        multiTimeline.csv of Google Trends, Media Cloud's counts, or the counts of X as twarc-csv writes them.
    tz : str, optional
        IANA zone of days and times that are written without one.
    encoding : str, optional
        The encoding, where you know it.

    Returns
    -------
    CountsRead

    Raises
    ------
    WorkbenchError
        If the file holds no such counts, leaves the zone open, or has a value that is no number.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> file = Path(tempfile.mkdtemp()) / "multiTimeline.csv"
    >>> _ = file.write_text("Category: All categories\n\nWeek,acme: (Worldwide)\n2026-05-03,17\n2026-05-10,<1\n")
    >>> read_counts(file, tz="UTC").counts[["value", "qualifier"]].values.tolist()
    [[17.0, 'exact'], [1.0, 'at_most']]
    """
    sources, _ = open_sources(path)
    if len(sources) != 1:
        raise WorkbenchError(
            "Counts are read from one file at a time.",
            received=f"{len(sources)} files",
            allowed="one file",
            remedy="each of them by itself; values of two downloads may be scaled differently",
        )
    table = open_table(sources[0], None, encoding)
    if table.format is None or not table.format.counts:
        known = (
            "messages; wb.read_mentions(path) reads them"
            if table.format
            else ", ".join(map(repr, table.header[:10]))
        )
        raise WorkbenchError(
            f"{table.name} holds no counts that are known.",
            received=known,
            allowed="multiTimeline.csv of Google Trends, Media Cloud's counts, counts of X by twarc-csv",
            remedy="pandas reads any other table of counts: pd.read_csv(path)",
        )
    return _read(table, table.format.name, table.format.title, tz)


def _read(table: Table, name: str, title: str, tz: str | None) -> CountsRead:
    column, unit = _KNOWN[name]
    column = next((n for n in table.header if n.lower() == column), table.header[0])
    series = [
        n for n in table.header if n and n != column and n.lower() not in ("end", "ratio") and "__" not in n
    ]
    parts, rows = [], 0
    for chunk in table.read([column, *series]):
        if chunk.aside:
            broken = chunk.aside[0]
            raise _odd(table, f"row {broken.row}: {broken.reason}")
        rows += len(chunk.rows)
        written = pd.Series(chunk.columns[column], dtype="str").str.strip()
        # A month is written without its day, an hour without its minutes.
        full = written.str.replace(r"^(\d{4}-\d{2})$", r"\1-01", regex=True)
        full = full.str.replace(r"^(\d{4}-\d{2}-\d{2}T\d{2})$", r"\1:00", regex=True)
        read = read_clock(full, Clock(zone=tz or ""))
        if read["bare"].any() and not tz:
            raise WorkbenchError(
                f"The times in {table.name} have no time zone, and a zone is never guessed.",
                received=repr(str(written.iloc[0])),
                allowed="tz= with an IANA name such as Europe/Warsaw, America/New_York or UTC",
                remedy="look up the zone of the account that made the export, and give it as tz=",
            )
        if (wrong := read["time"].isna()).any():
            place = int(wrong.to_numpy().argmax())
            raise _odd(table, f"row {chunk.rows[place]}: {written.iloc[place]!r} is no time")
        for one in series:
            text = pd.Series(chunk.columns[one], dtype="str").str.strip()
            below = text.str.startswith("<").fillna(False)
            value = pd.to_numeric(text.str.lstrip("<"), errors="coerce").astype("float64")
            if (wrong := value.isna() & text.notna() & (text != "")).any():
                place = int(wrong.to_numpy().argmax())
                raise _odd(table, f"row {chunk.rows[place]}: {text.iloc[place]!r} is no number")
            parts.append(
                pd.DataFrame(
                    {
                        "start": read["time"],
                        "series": one,
                        "value": value,
                        "qualifier": below.map({True: "at_most", False: "exact"}),
                        "unit": unit,
                    }
                )
            )
    if not parts:
        raise _odd(table, "no row below the header")
    return CountsRead(pd.concat(parts, ignore_index=True), title, rows, table.notes)


def _odd(table: Table, found: str) -> WorkbenchError:
    return WorkbenchError(
        f"{table.name} holds something that is no count.",
        received=found,
        allowed="a time and numbers in every row",
        remedy="download the file again and do not open it in a spreadsheet in between",
    )
