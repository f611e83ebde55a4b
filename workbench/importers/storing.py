"""Messages to a Parquet file that appears when it is whole, with the receipt inside."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import suppress
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.files import writing
from workbench.importers.receipt import Receipt
from workbench.mentions import COLUMNS, as_mentions
from workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from workbench.importers.imported import Imported

#: Under this name the receipt lies in the file's own notes.
NOTE = b"crisis-workbench"


def write_mentions(imported: Imported | pd.DataFrame, path: str | PathLike[str]) -> Path:
    """Write messages as Parquet, under another name first, so that nobody ever reads half a file.

    Parameters
    ----------
    imported : Imported or DataFrame
        What :func:`read_mentions` returned, or a message table.
    path : str or path
        Where to; ends in ``.parquet``.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    WorkbenchError
        If it is no message table, or cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> table = pd.DataFrame({"mention_id": ["1"], "time": pd.to_datetime(["2026-05-01T10:00Z"]),
    ...                       "precision": "second", "platform": "x"})
    >>> write_mentions(table, Path(tempfile.mkdtemp()) / "mentions.parquet").name
    'mentions.parquet'
    """
    receipt = None if isinstance(imported, pd.DataFrame) else imported.receipt
    mentions = imported if isinstance(imported, pd.DataFrame) else imported.mentions
    with MentionFile(path) as file:
        file.add(as_mentions(mentions))
        file.receipt = receipt
    return file.path


class MentionFile:
    """A Parquet file of messages, written bit by bit and put in its place when the block ends without an error."""

    def __init__(self, path: str | PathLike[str]) -> None:
        self.path = Path(path)
        self.receipt: Receipt | None = None
        self._writer: Any = None
        if self.path.suffix != ".parquet":
            raise WorkbenchError(
                "Messages are written as Parquet.",
                received=self.path.name,
                allowed="a name that ends in .parquet",
                remedy=f"{self.path.stem or 'mentions'}.parquet",
            )

    def __enter__(self) -> MentionFile:
        import pyarrow.parquet as parquet  # type: ignore[import-untyped]

        self._made = not self.path.parent.exists()
        with writing(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".mentions-")
            os.close(handle)
            self._draft = Path(name)
            self._writer = parquet.ParquetWriter(self._draft, _schema(), compression="zstd")
        return self

    def add(self, mentions: pd.DataFrame) -> None:
        """Write rows that have all the columns of a message table."""
        import pyarrow as pa

        with writing(self.path):
            self._writer.write_table(
                pa.Table.from_pandas(mentions[list(COLUMNS)], schema=_schema(), preserve_index=False)
            )

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            with writing(self.path):
                if kind is None and self.receipt is not None:
                    self._writer.add_key_value_metadata(
                        {NOTE: json.dumps(self.receipt.to_dict(), ensure_ascii=False)}
                    )
                self._writer.close()
                if kind is None:
                    self._draft.chmod(0o644)
                    self._draft.replace(self.path)
        finally:
            self._draft.unlink(missing_ok=True)
            if kind is not None and self._made:
                with suppress(OSError):  # a folder that is not empty stays
                    self.path.parent.rmdir()


def _schema() -> Any:
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "number": pa.float64(),
        "yes/no": pa.bool_(),
        "yes/no/unknown": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
    }
    return pa.schema([(name, types[kind]) for name, (kind, _) in COLUMNS.items()])
