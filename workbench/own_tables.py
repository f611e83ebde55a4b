"""The tables of a case of one's own, changed safely: in a copy, checked, then file by file."""

from __future__ import annotations

import csv
import io
import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

from workbench.delays import is_before
from workbench.evidence import CaseError, check_case, read_folder
from workbench.evidence.reading import read_text
from workbench.evidence.settings import read_settings
from workbench.evidence.tables import column_names
from workbench.files import writing
from workbench.own_files import AFTER, BEFORE, KEPT
from workbench.vocabulary import DELAY, PUBLIC_CHANNELS

Rows = list[dict[str, str]]
#: Files in the order in which they are replaced: stopped after any of them, the folder still loads.
_ORDER = ("sources.csv", "events.csv", "responses.csv", "case.toml")
_RECORDS = "urn:crisis-workbench:own-records"
_START, _END = re.compile(r"^start = \S+", re.MULTILINE), re.compile(r"^end = \S+", re.MULTILINE)
_BLOCK = re.compile(r"^\[delays\][^\n]*\n(?:(?!\[)[^\n]*\n?)*", re.MULTILINE)


def change_tables(
    place: Path, change: Callable[[dict[str, Rows]], None], *, reverse: bool = False, day: date | None = None
) -> None:
    """Change the tables in a copy, check the copy, and only then replace the files one by one.

    `reverse` takes rows away: what refers to them goes first. `day` is the new day of the trigger.
    """
    with writing(place.resolve()), tempfile.TemporaryDirectory(dir=place, prefix=".saving-") as beside:
        copy = Path(beside) / place.resolve().name
        copy.mkdir()
        for file in place.iterdir():
            if file.suffix in (".csv", ".toml", ".md") and file.is_file() and file.name != "set-aside.csv":
                shutil.copyfile(file, copy / file.name)
        tables = {name: _rows(copy, name) for name in ("sources", "events", "responses")}
        change({name: rows for name, (rows, _) in tables.items()})
        for name, (rows, header) in tables.items():
            (copy / f"{name}.csv").write_text(_table(rows, header), encoding="utf-8", newline="")
        _settle(copy, day)
        check = check_case(copy)
        if not check.ok:
            raise CaseError(check)
        for name in _ORDER[::-1] if reverse else _ORDER:
            (copy / name).replace(place / name)


def _rows(folder: Path, table: str) -> tuple[Rows, list[str]]:
    """The rows of a table as they are written, further columns of its owner included."""
    text, _ = read_text(folder / f"{table}.csv")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    return list(reader), list(reader.fieldnames or column_names(table))


def _table(rows: Rows, header: list[str]) -> str:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _settle(folder: Path, day: date | None) -> None:
    """Write the earliest fitting response behind each delay, and the weeks around a new trigger, while this is wanted."""
    path = folder / "case.toml"
    text = path.read_text(encoding="utf-8")
    if KEPT not in text or not _BLOCK.search(text):
        return
    if day is not None:
        text = _START.sub(f"start = {day - timedelta(days=BEFORE)}", text, count=1)
        end = read_settings(folder)[0]
        last = day + timedelta(days=AFTER + 1)
        if end is None or not day < end.period.end.date() <= last:
            text = _END.sub(f"end = {last}", text, count=1)
    path.write_text(_BLOCK.sub(lambda _: "[delays]\n", text, count=1), encoding="utf-8", newline="\n")
    settings, tables, _ = read_folder(folder)
    events = tables["events"]
    trigger = events[events["event_id"] == settings.clock.trigger].iloc[0]
    chosen = first_responses(tables["responses"], settings.clock.channel, trigger)
    lines = [
        f'{name} = "{chosen[name]}"' if name in chosen else f'# {name} = "…"    # {DELAY[name]}'
        for name in DELAY
    ]
    block = "\n".join(["[delays]", *lines, "", ""])
    settled = _BLOCK.sub(lambda _: block, text, count=1).rstrip("\n") + "\n"
    path.write_text(settled, encoding="utf-8", newline="\n")


def first_responses(responses: pd.DataFrame, channel: str, trigger: pd.Series) -> dict[str, str]:
    """Name the earliest response that fits each delay definition; a silence, or what came before the trigger, fits none.

    Parameters
    ----------
    responses : DataFrame
        The responses of a case.
    channel : str
        The crisis's own channel.
    trigger : Series
        The trigger event's row.
    """
    answers = responses[(responses["strategy"] != "silence") & ~is_before(trigger, responses)]
    rows = answers.sort_values(["time", "time_end"], kind="stable")
    fits = {
        "first_response": rows["strategy"] == rows["strategy"],
        "first_public": rows["channel"].isin(PUBLIC_CHANNELS),
        "first_in_channel": rows["channel"] == channel,
        "first_apology": rows["apology"] == "yes",
        "first_corrective": rows["corrective_action"] == "yes",
    }
    return {name: str(rows[fit]["response_id"].iloc[0]) for name, fit in fits.items() if fit.any()}


def source_id(sources: Rows, url: str, about: str) -> str:
    """Return the id of the source with this address, adding it where it is new."""
    address = url.strip() or _RECORDS
    known = {row["url"]: row["source_id"] for row in sources}
    if address in known:
        return known[address]
    ids = {row["source_id"] for row in sources}
    own = address == _RECORDS
    name = "own-records" if own else next(f"s{n}" for n in range(1, len(ids) + 2) if f"s{n}" not in ids)
    sources.append(
        {
            "source_id": name,
            "title": "Own records of the company" if own else about.strip(),
            "publisher": "not public" if own else "the company",
            "url": address,
            "published": "",
            "kind": "records" if own else "corporate",
            "language": "unknown",
        }
    )
    return name
