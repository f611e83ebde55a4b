"""What an import returns: the messages, and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.importers.mapping import write_columns
from workbench.importers.receipt import Receipt
from workbench.problems import WorkbenchError
from workbench.texts import many


@dataclass(frozen=True)
class Imported:
    r"""An export as a message table, with the receipt of the import.

    ``mentions`` is the message table, ``receipt`` the account; ``columns`` is the mapping that was given.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> export = Path(tempfile.mkdtemp()) / "export.csv"
    >>> _ = export.write_text("when,what\n2026-05-01T10:00Z,late again\nsoon,still here\n")
    >>> imported = wb.read_mentions(export, columns={"time": "when", "text": "what"}, key=b"for the example only")
    >>> imported, imported.receipt.rows_set_aside
    (<Imported: 1 message of 2 rows>, 1)
    """

    mentions: pd.DataFrame
    receipt: Receipt
    columns: Mapping[str, Any] | None = None

    def summary(self) -> str:
        """Say in two or three sentences what came in."""
        return self.receipt.summary()

    def save_columns(self, path: str | PathLike[str]) -> Path:
        """Write the mapping of columns as TOML, for the next export of this kind."""
        if self.columns is None:
            raise WorkbenchError(
                "No mapping of columns was given, so there is none to save.",
                received=self.receipt.files[0] if self.receipt.files else "nothing",
                allowed="an import with columns=",
                remedy="an export that is recognised needs none",
            )
        return write_columns(self.columns, path)

    def __repr__(self) -> str:
        return (
            f"<Imported: {many(self.receipt.rows_kept, 'message')} of {many(self.receipt.rows_read, 'row')}>"
        )

    def _repr_html_(self) -> str:
        return self.receipt._repr_html_()
