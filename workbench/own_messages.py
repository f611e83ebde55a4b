"""The messages that lie beside a case of one's own, and what is kept about their import."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from workbench.cases import Case, as_case
from workbench.importers.receipt import Receipt
from workbench.mentions import as_mentions
from workbench.problems import NotFound

MESSAGES, RECEIPT, ASIDE = "mentions.parquet", "receipt.json", "set-aside.csv"


@dataclass(frozen=True)
class Import:
    """What is kept about an import beside the case: the receipt, the export's fingerprint, and whether it is invented."""

    receipt: Receipt
    export: str
    sha256: str
    imported: str
    simulated: bool

    def write(self, path: Path) -> None:
        """Write it as JSON."""
        said = {
            "export": self.export,
            "sha256": self.sha256,
            "imported": self.imported,
            "simulated": self.simulated,
            "receipt": self.receipt.to_dict(),
        }
        path.write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def messages_file(case: Case) -> Path | None:
    """Find the messages that lie in a case's own folder; None for a case that has none."""
    path = as_case(case).folder / MESSAGES
    return path if path.is_file() else None


def case_messages(case: Case) -> pd.DataFrame:
    """Load the messages that were imported for a case of your own.

    Parameters
    ----------
    case : Case
        From :func:`workbench.load_case` with the folder that ``crisis import EXPORT --case FOLDER`` made.

    Returns
    -------
    pandas.DataFrame
        A message table, sorted by time; ``attrs["simulated"]`` is True if the messages are invented.

    Raises
    ------
    NotFound
        If the case holds no imported messages. Its ``mentions`` are something else: a sample found by search.

    Examples
    --------
    >>> import workbench as wb
    >>> case_messages(wb.load_case("codero-outage"))
    Traceback (most recent call last):
    workbench.problems.NotFound: codero-outage holds no imported messages. ...
    """
    path = messages_file(case)
    if path is None:
        raise NotFound(
            f"{case.id} holds no imported messages.",
            received=f"no {MESSAGES} in its folder",
            allowed="a case that was made from an export",
            remedy=f"crisis import export.csv --case {case.id if case.folder.name != case.id else 'my-crisis'}",
        )
    messages = as_mentions(pd.read_parquet(path))
    told = read_import(case)
    if told is not None and told.simulated:
        messages.attrs["simulated"] = True
    return messages


def case_receipt(case: Case) -> Receipt:
    """Read the receipt of the import that a case of your own was made by.

    Parameters
    ----------
    case : Case

    Returns
    -------
    Receipt
        Rows read, kept and set aside, why, and what the collection looks like.

    Raises
    ------
    NotFound
        If there is none, or it cannot be read.

    Examples
    --------
    >>> import workbench as wb
    >>> case_receipt(wb.load_case("codero-outage"))
    Traceback (most recent call last):
    workbench.problems.NotFound: codero-outage holds no receipt of an import. ...
    """
    told = read_import(case)
    if told is None:
        raise NotFound(
            f"{case.id} holds no receipt of an import.",
            received=f"no readable {RECEIPT} in its folder",
            allowed="a case that was made from an export",
            remedy="crisis import EXPORT --case FOLDER makes one",
        )
    return told.receipt


def read_import(case: Case) -> Import | None:
    """Read what is kept about the import of a case; None where there is nothing, or it is broken."""
    return import_in(case.folder)


def receipt_in(folder: Path) -> Receipt | None:
    """Read the receipt that lies in a case folder; None where there is none, or it is broken."""
    told = import_in(folder)
    return told.receipt if told else None


def import_in(folder: Path) -> Import | None:
    """Read what is kept in a folder about an import; None where there is nothing, or it is broken."""
    try:
        said = json.loads((folder / RECEIPT).read_text(encoding="utf-8"))
        return Import(
            Receipt.from_dict(said["receipt"]),
            str(said["export"]),
            str(said["sha256"]),
            str(said["imported"]),
            bool(said["simulated"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
