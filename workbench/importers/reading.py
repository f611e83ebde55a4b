"""The way in: an export, whichever tool wrote it, to one message table and the receipt of how it went."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.importers.archives import SUFFIXES
from workbench.importers.aside import SetAside
from workbench.importers.authors import author_key, same_name
from workbench.importers.clock import Clock
from workbench.importers.finding import Found, find_tables
from workbench.importers.imported import Imported
from workbench.importers.mapping import read_columns
from workbench.importers.opening import ASIDE_SUFFIX
from workbench.importers.receipt import Receipt, Tally, span
from workbench.importers.sentiment import told
from workbench.importers.storing import MentionFile
from workbench.importers.tidy import Door, tidy
from workbench.mentions import COLUMNS, KINDS, as_mentions
from workbench.problems import WorkbenchError

Progress = Callable[[str, int, int], None]


def read_mentions(
    path: str | PathLike[str],
    *,
    tz: str | None = None,
    day_first: bool | None = None,
    columns: Mapping[str, Any] | str | PathLike[str] | None = None,
    company_accounts: Iterable[str] = (),
    key: bytes | str | PathLike[str] | None = None,
    set_aside: str | PathLike[str] | bool | None = None,
    encoding: str | None = None,
    now: pd.Timestamp | None = None,
    progress: Progress | None = None,
) -> Imported:
    r"""Read the export of a listening tool into one message table.

    The tool is recognised by the export's columns. Nothing is guessed: a time without a zone needs `tz`, a date such
    as 3/4/2026 needs `day_first` unless another row decides it. Authors' names are replaced by a keyed hash while
    they are read. Every row is either kept or set aside with its reason, and the receipt says how many.

    Parameters
    ----------
    path : str or path
        A file (CSV, TSV, XLSX, JSON, NDJSON or Parquet; text also packed as gz, zip or zst) or a folder of files.
    tz : str, optional
        IANA zone of the times that are written without one, such as "Europe/Warsaw".
    day_first : bool, optional
        Whether 3/4/2026 is the third of April.
    columns : mapping or path, optional
        For a table of no known tool: column of the message table -> column of the export, or ``"=x"`` for a
        constant; or the TOML file in which such a mapping was saved. ``stance_words`` says what words of sentiment
        mean: ``{"stance_words": {"angry": "negative"}}``, for a known tool, too.
    company_accounts : iterable of str
        Names of the company's own accounts, with or without @.
    key : bytes, str or path, optional
        The key that hides authors' names, or a file that holds it; by default a private file in your configuration folder.
    set_aside : str, path or bool, optional
        Where rows set aside are written; by default beside the export, as NAME.set-aside.csv. False writes no file.
    encoding : str, optional
        The encoding of text files, where you know it; UTF-8, UTF-16 with its mark and Windows-1252 are found.
    now : Timestamp, optional
        What counts as the present; later times are set aside.
    progress : callable, optional
        Called with what is being done, how many bytes are done, and of how many.

    Returns
    -------
    Imported
        ``mentions`` (the message table, sorted by time) and ``receipt``.

    Raises
    ------
    WorkbenchError
        If a file cannot be read, is of no known tool, or leaves a zone or the order of day and month open.

    Examples
    --------
    >>> import tempfile
    >>> export = Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = export.write_text("when,what,who\n2026-05-01T10:00Z,late again,anna\n2026-05-01T11:30Z,still here,ben\n")
    >>> imported = read_mentions(export, columns={"time": "when", "text": "what", "author": "who", "platform": "=x"},
    ...                          key=b"a key for the example only")
    >>> imported
    <Imported: 2 messages of 2 rows>
    """
    given = None if columns is None else read_columns(columns)
    frames: list[pd.DataFrame] = []
    receipt = _run(
        path, frames.append, tz, day_first, given, company_accounts, key, set_aside, encoding, now, progress
    )
    mentions = as_mentions(pd.concat(frames, ignore_index=True) if frames else _empty())
    mentions.attrs["receipt"] = receipt.to_dict()
    return Imported(mentions, receipt, given)


def import_mentions(
    path: str | PathLike[str],
    output: str | PathLike[str],
    *,
    tz: str | None = None,
    day_first: bool | None = None,
    columns: Mapping[str, Any] | str | PathLike[str] | None = None,
    company_accounts: Iterable[str] = (),
    key: bytes | str | PathLike[str] | None = None,
    set_aside: str | PathLike[str] | bool | None = None,
    encoding: str | None = None,
    now: pd.Timestamp | None = None,
    progress: Progress | None = None,
) -> Receipt:
    r"""Read an export straight into a Parquet file, without holding it in memory; rows keep the export's order.

    Parameters
    ----------
    path : str or path
    output : str or path
        The Parquet file; it appears when it is whole.
    tz, day_first, columns, company_accounts, key, set_aside, encoding, now, progress
        As for :func:`read_mentions`; rows set aside are by default written beside the output.

    Returns
    -------
    Receipt

    Raises
    ------
    WorkbenchError
        As :func:`read_mentions`, and if the output cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "export.csv").write_text("when,what\n2026-05-01T10:00Z,late again\n")
    >>> import_mentions(folder / "export.csv", folder / "mentions.parquet", columns={"time": "when", "text": "what"},
    ...                 key=b"a key for the example only")
    <Receipt: 1 row read, 1 kept, 0 set aside>
    """
    given = None if columns is None else read_columns(columns)
    output = Path(output)
    if set_aside is None:
        set_aside = output.with_name(output.stem + ASIDE_SUFFIX)
    _spare(Path(path), output)
    with MentionFile(output) as file:
        receipt = _run(
            path, file.add, tz, day_first, given, company_accounts, key, set_aside, encoding, now, progress
        )
        file.receipt = receipt
    return receipt


def _run(
    path: str | PathLike[str],
    sink: Callable[[pd.DataFrame], None],
    tz: str | None,
    day_first: bool | None,
    columns: Mapping[str, Any] | None,
    company_accounts: Iterable[str],
    key: bytes | str | PathLike[str] | None,
    set_aside: str | PathLike[str] | bool | None,
    encoding: str | None,
    now: pd.Timestamp | None,
    progress: Progress | None,
) -> Receipt:
    accounts = [company_accounts] if isinstance(company_accounts, str) else list(company_accounts)
    found, left_out = find_tables(
        path, Clock(zone=str(tz or ""), day_first=day_first), columns, encoding, progress
    )
    beside = _aside_path(Path(path), set_aside)
    _spare(Path(path), beside)
    tools = {one.format.tool for one in found if one.format.tool}
    if "workbench" in tools and len(tools) > 1:
        own = [one.table.name for one in found if one.format.tool == "workbench"]
        raise WorkbenchError(
            "The folder holds exports and message tables of the workbench; what stands in both would count twice.",
            received=", ".join(own),
            allowed="exports only, or message tables only",
            remedy="move the message tables to another folder",
        )
    present = pd.Timestamp.now("UTC") if now is None else pd.Timestamp(now)
    door = Door(
        key=author_key(key),
        now=present.tz_localize("UTC") if present.tzinfo is None else present,
        company=frozenset(map(same_name, accounts)),
    )
    tally, total, files, notes = Tally(), 0, [], []
    with SetAside(beside) as aside:
        for one in found:
            # What is number 1 to one tool is another message to the next.
            door.before = f"{one.format.tool}:" if len(tools) > 1 else ""
            read = kept = 0
            for rows, mentions in _tidied(one, door, aside):
                read += rows
                kept += len(mentions)
                tally.see(mentions)
                if len(mentions):
                    sink(mentions)
            total += read
            files.append(
                f"{one.table.name}: {one.format.title}, {one.table.kind}; {read:,} read, {kept:,} kept"
            )
            several = f"{one.table.name}: " if len(found) > 1 else ""
            notes += [several + note for note in (*one.table.notes, *one.notes, *one.format.notes)]
    start, end = span(tally)
    notes += [
        f"In {number:,} {'cell' if number == 1 else 'cells'} {what}"
        for what, number in door.odd.items()
        if number
    ]
    notes += told(door.words)
    if door.company and not tally.by_company:
        notes.append(
            f"No row was written by {', '.join(accounts)}; look how the export writes the company's accounts"
        )
    notes += [f"Left out of the folder: {', '.join(left_out[:10])}"] if left_out else []
    return Receipt(
        files=tuple(files),
        rows_read=total,
        rows_kept=tally.kept,
        set_aside=dict(aside.reasons.most_common()),
        set_aside_file=aside.file,
        start=start,
        end=end,
        platforms=tally.ranked("platform"),
        languages=tally.ranked("language"),
        stances=tally.ranked("stance"),
        stance_sources=tally.ranked("stance_source"),
        precisions=tally.ranked("precision"),
        reposts=tally.reposts,
        reposts_unknown=tally.reposts_unknown,
        by_company=tally.by_company,
        company_known=bool(accounts),
        authors=len(door.authors),
        duplicates=sum(number for why, number in aside.reasons.items() if "earlier row" in why),
        gaps=tally.gaps(),
        notes=tuple(dict.fromkeys(notes)),
    )


def _tidied(one: Found, door: Door, aside: SetAside) -> Iterator[tuple[int, pd.DataFrame]]:
    """Yield how many rows were read and what was kept of them; everything else goes aside."""
    name = one.table.name
    for chunk in one.table.read(one.format.wanted()):
        broken = chunk.aside
        if broken:
            aside.add(name, [row.row for row in broken], [row.reason for row in broken], {})
        if not len(chunk.rows):
            yield len(broken), _empty()
            continue
        mentions, left = tidy(chunk, one.format, one.clock, door, name)
        aside.add(name, left["rows"], left["reasons"], left["cells"])
        yield len(chunk.rows) + len(broken), mentions


def _aside_path(path: Path, wanted: str | PathLike[str] | bool | None) -> Path | None:
    if wanted is False:
        return None
    if wanted is None or wanted is True:
        return path.with_name(
            (path.name if path.is_dir() else path.name.split(".")[0] or "export") + ASIDE_SUFFIX
        )
    return Path(wanted)


def _spare(path: Path, target: Path | None) -> None:
    """Keep an output from replacing what is being read."""
    if target is None or not target.exists() or not path.exists():
        return
    read = target.suffix.lower() in SUFFIXES and not target.name.endswith(ASIDE_SUFFIX)
    if path.samefile(target) or (path.is_dir() and read and target.parent.samefile(path)):
        raise WorkbenchError(
            "The output would replace what is being read.",
            received=str(target),
            allowed="another name, or another folder than that of the exports",
            remedy="an output such as messages/mentions.parquet",
        )


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype=KINDS[kind]) for name, (kind, _) in COLUMNS.items()})
