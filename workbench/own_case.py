"""A case of one's own from an export: the folder with the messages inside, its receipt, its notebook."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.channel_names import main_channels
from workbench.importers.reading import import_mentions
from workbench.importers.receipt import Receipt
from workbench.own_files import own_notebook, own_settings, own_texts
from workbench.own_messages import ASIDE, MESSAGES, RECEIPT, Import
from workbench.own_trigger import check_trigger, first_sign, provisional
from workbench.own_typed import check_address, check_title, typed_time
from workbench.problems import NotEnoughData
from workbench.scaffold import new_folder, write_tables
from workbench.times import read_time, zone_of

#: Other people's words and names do not belong into a shared history.
_IGNORED = f"# Messages of other people stay on this machine.\n{MESSAGES}\n{ASIDE}\n"
Progress = Callable[[str, int, int], None]


def import_case(
    export: str | PathLike[str],
    folder: str | PathLike[str],
    *,
    company: str = "",
    title: str = "",
    timezone: str = "",
    trigger_time: str = "",
    trigger_title: str = "",
    source_url: str = "",
    simulated: bool | None = None,
    tz: str | None = None,
    day_first: bool | None = None,
    columns: Mapping[str, Any] | str | PathLike[str] | None = None,
    company_accounts: Iterable[str] = (),
    key: bytes | str | PathLike[str] | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> Path:
    r"""Make a case folder of your own from the export of a listening tool.

    The folder appears whole or not at all: with the messages as Parquet, the receipt and the rows set aside
    beside them, a notebook, and a first event. Write into it what you know; nothing is sent anywhere.

    Parameters
    ----------
    export : str or path
        As for :func:`workbench.read_mentions`. It is not touched.
    folder : str or path
        Where the case shall lie; its last part becomes the case's id. It must not exist yet.
    company, title : str
        Whom the case is about and what it is called; both from the folder's name if left out.
    timezone : str
        IANA zone of the case's calendar days; `tz` if that is given, else UTC.
    trigger_time : str
        When the crisis began: a date, or a date and a time, with its offset or on the clock of `timezone` (or `tz`).
        Without it the clock starts, provisionally, in the hour in which the largest burst began or else with the first
        message, and the event says so and why.
    trigger_title : str
        What happened then, in up to 12 words.
    source_url : str
        A public page about it. Without it the collection itself is the source.
    simulated : bool, optional
        Whether the messages are invented; by default, whether the export's name ends in ``_sim``.
    tz, day_first, columns, company_accounts, key, encoding, progress
        As for :func:`workbench.read_mentions`.

    Returns
    -------
    pathlib.Path
        The folder, which passes :func:`workbench.check_case`.

    Raises
    ------
    WorkbenchError
        If the folder exists, the export cannot be read, or an argument cannot be used; nothing is written then.
    NotEnoughData
        If no row of the export could be kept.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> place = Path(tempfile.mkdtemp())
    >>> _ = (place / "day_sim.csv").write_text("when,what\n2030-05-01T10:00Z,late again\n2030-05-01T11:00Z,still\n")
    >>> made = import_case(place / "day_sim.csv", place / "my-crisis", columns={"time": "when", "text": "what"},
    ...                    key=b"a key for the example only")
    >>> len(wb.case_messages(wb.load_case(made)))
    2
    """
    source = Path(export)
    zone = timezone or tz or "UTC"
    zone_of(zone)
    given = typed_time(trigger_time, timezone or tz or "") if trigger_time.strip() else None
    check_title(trigger_title, "What started the crisis")
    check_address(source_url)
    invented = source.stem.endswith("_sim") if simulated is None else simulated
    with new_folder(folder) as draft:
        receipt = import_mentions(
            source,
            draft / MESSAGES,
            tz=tz,
            day_first=day_first,
            columns=columns,
            company_accounts=company_accounts,
            key=key,
            set_aside=draft / ASIDE,
            encoding=encoding,
            # What is invented may be dated as nothing real can be.
            now=pd.Timestamp("2200-01-01", tz="UTC") if invented else None,
            progress=progress,
        )
        if not receipt.rows_kept:
            raise _nothing_kept(source, receipt)
        beside = ASIDE if receipt.set_aside_file else ""
        told = Import(
            replace(receipt, set_aside_file=beside),
            export=re.sub(r"[<>]", "_", source.name),
            sha256=fingerprint(source),
            imported=pd.Timestamp.now(tz="UTC").strftime("%Y-%m-%dT%H:%MZ"),
            simulated=invented,
        )
        told.write(draft / RECEIPT)
        (draft / ".gitignore").write_text(_IGNORED, encoding="utf-8", newline="\n")
        name = company.strip() or draft.name
        case_title = title.strip() or draft.name
        channels = main_channels(receipt.platforms)
        channel = channels[0] if len(channels) == 1 else "other"
        trigger = {
            "event_id": "trigger",
            "actor": "?",
            "actor_kind": "public",
            "kind": "trigger",
            "channel": channel,
        }
        if given:
            check_trigger(*given, zone, receipt)
            text, how = given
            trigger |= {"time": text, "time_precision": how, "timezone": zone if how == "day" else ""}
            trigger["title"] = trigger_title.strip() or "The crisis begins"
        else:
            trigger |= provisional(receipt, *first_sign(draft / MESSAGES, receipt), trigger_title)
        sources = [_collection(told, name)]
        if source_url.strip():
            sources.append(_page(source_url.strip(), case_title))
        trigger["source_ids"] = sources[-1]["source_id"]
        write_tables(draft, {"sources": sources, "events": [trigger]})
        first = read_time(trigger["time"], trigger["time_precision"], zone)[0]
        settings = own_settings(
            draft.name, case_title, name, zone, ", ".join(channels), receipt, told.simulated, first
        )
        (draft / "case.toml").write_text(settings, encoding="utf-8", newline="\n")
        for file, text in own_texts(case_title, receipt, told.export).items():
            (draft / file).write_text(text, encoding="utf-8", newline="\n")
        notebook = own_notebook(case_title)
        if notebook:
            (draft / f"{draft.name}.ipynb").write_text(notebook, encoding="utf-8", newline="\n")
    return Path(folder).absolute()


def fingerprint(export: Path) -> str:
    """Return the SHA-256 of a file, or of the files of a folder in the order of their names."""
    digest = hashlib.sha256()
    files = [export] if export.is_file() else sorted(p for p in export.rglob("*") if p.is_file())
    for path in files:
        if path != export:
            digest.update(path.relative_to(export).as_posix().encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def _collection(told: Import, company: str) -> dict[str, str]:
    return {
        "source_id": "collection",
        "title": f"{'Simulated messages' if told.simulated else 'Messages'} exported to {told.export}",
        "publisher": f"own collection about {company}",
        # It stands nowhere on the web; this says which file it was.
        "url": f"urn:sha256:{told.sha256}",
        "published": told.imported[:10],
        "kind": "collection",
        "language": next(iter(told.receipt.languages), "unknown"),
    }


def _page(url: str, title: str) -> dict[str, str]:
    return {
        "source_id": "first-page",
        "title": f"First report on {title}",
        "publisher": "?",
        "url": url,
        "kind": "news",
        "language": "en",
    }


def _nothing_kept(export: Path, receipt: Receipt) -> NotEnoughData:
    reasons = "; ".join(f"{number:,}: {reason}" for reason, number in list(receipt.set_aside.items())[:5])
    return NotEnoughData(
        "No row of the export could be kept, so no case was made.",
        received=f"{receipt.rows_read:,} rows of {export.name}" + (f" ({reasons})" if reasons else ""),
        allowed="an export with at least one dated message",
        remedy="crisis import without --case, which writes the rows set aside with their reasons",
    )
