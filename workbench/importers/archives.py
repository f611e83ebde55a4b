"""What is packed: streams that unfold within bounds, and the files inside an archive."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO

from workbench.importers.limits import (
    GZIP,
    HIGHEST_RATIO,
    MOST_MEMBERS,
    PARQUET,
    READABLE,
    UNSUSPECTED,
    ZIP,
    ZSTD,
    refuse_binaries,
)
from workbench.problems import NotFound, WorkbenchError

#: Ends of names of what a folder may hold; everything else in it is listed as left out.
SUFFIXES = {
    ".csv",
    ".tsv",
    ".txt",
    ".tab",
    ".json",
    ".jsonl",
    ".ndjson",
    ".xlsx",
    ".parquet",
    ".gz",
    ".zst",
    ".zip",
}


@dataclass(frozen=True)
class Source:
    """One file to read, wherever it lies: its name, what kind its bytes are, and how to get at them."""

    name: str
    kind: str  # "text", "sheet" or "parquet"
    path: Path
    open: Callable[[], BinaryIO]
    #: Bytes on the disk, for the progress bar.
    size: int


class _Bounded(io.RawIOBase):
    """A stream that refuses to unfold without end, and says in a sentence when it is damaged."""

    def __init__(self, stream: IO[bytes], name: str, packed: int) -> None:
        self._stream, self._name, self._packed, self._total = stream, name, max(packed, 1), 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        with damaged(self._name):
            data = self._stream.read(len(buffer))
        self._total += len(data)
        if self._total > UNSUSPECTED and self._total > HIGHEST_RATIO * self._packed:
            raise WorkbenchError(
                f"{self._name} unfolds to more than {HIGHEST_RATIO} times its size, as no export does.",
                received=f"{self._packed:,} bytes packed, more than {self._total:,} unpacked",
                allowed=f"up to {HIGHEST_RATIO} times",
                remedy="unpack it yourself, look at what it holds, and give the file that is inside",
            )
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


@contextmanager
def damaged(name: str) -> Iterator[None]:
    """Turn what a damaged archive makes its readers raise into a sentence."""
    import zstandard

    broken = (OSError, EOFError, zlib.error, zipfile.BadZipFile, zstandard.ZstdError, struct.error)
    try:
        yield
    except WorkbenchError:
        raise
    except (*broken, NotImplementedError, RuntimeError, ValueError) as error:
        locked = "encrypted" in str(error) or "password" in str(error)
        raise WorkbenchError(
            f"{name} is locked with a password." if locked else f"{name} is cut off or damaged.",
            received=str(error) or type(error).__name__,
            allowed="a whole archive without a password",
            remedy="unpack it yourself and give what is inside" if locked else "download or copy it again",
        ) from None


def empty(name: str) -> WorkbenchError:
    """Say that there is nothing in a file."""
    return WorkbenchError(
        f"{name} is empty.",
        received="0 bytes",
        allowed=READABLE,
        remedy="export it again; the download may have failed",
    )


def unpacked(path: Path, name: str, size: int, start: bytes) -> BinaryIO:
    """Open what is packed as .gz or .zst, as `start` tells."""
    import zstandard

    inside: IO[bytes]
    if start.startswith(GZIP):
        inside = gzip.open(path)  # type: ignore[assignment]  # noqa: SIM115 - the stream keeps it open
    else:
        # The window is what a packer asks its reader to hold in memory.
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27)
        inside = unpacker.stream_reader(path.open("rb"), read_across_frames=True, closefd=True)
    return io.BufferedReader(_Bounded(inside, name, size))


def look_inside(source: Source) -> None:
    """Refuse what is packed but is no text."""
    with source.open() as stream:
        start = stream.read(512)
    refuse_binaries(source.name, start)
    if not start:
        raise empty(source.name)
    if start.startswith((GZIP, ZSTD, ZIP, PARQUET)):
        raise WorkbenchError(
            f"{source.name} is packed twice, or is no text inside.",
            received=repr(start[:4]),
            allowed="one CSV, TSV, JSON or NDJSON file inside",
            remedy="unpack it yourself and give what is inside",
        )


def open_zip(path: Path, name: str, size: int) -> list[Source]:
    """List the exports inside a zip archive; a spreadsheet is one itself. Nothing is unpacked to the disk."""
    with damaged(name), zipfile.ZipFile(path) as archive:
        members = archive.infolist()
    names = {member.filename for member in members}
    if "xl/workbook.xml" in names or (
        "[Content_Types].xml" in names and any(n.startswith("xl/") for n in names)
    ):
        return [Source(name, "sheet", path, lambda: path.open("rb"), size)]
    if len(members) > MOST_MEMBERS:
        raise WorkbenchError(
            f"{name} holds too many files.",
            received=f"{len(members):,} files",
            allowed=f"at most {MOST_MEMBERS:,}",
            remedy="unpack it yourself and give a folder of the exports",
        )
    if sum(member.compress_size for member in members) > size:
        raise WorkbenchError(
            f"{name} says that it holds more than it can.",
            received=f"files that take {sum(m.compress_size for m in members):,} bytes in an archive of {size:,}",
            allowed="files that lie beside each other",
            remedy="do not trust this archive; ask for a new export",
        )
    sources = []
    for member in members:
        parts = PurePosixPath(member.filename.replace("\\", "/"))
        if parts.is_absolute() or ".." in parts.parts or ":" in member.filename.split("/")[0]:
            raise WorkbenchError(
                f"{name} holds a path that leaves the archive's own folder.",
                received=repr(member.filename),
                allowed="names of files inside the archive",
                remedy="do not trust this archive; ask for a new export",
            )
        hidden = parts.name.startswith((".", "~")) or parts.parts[:1] == ("__MACOSX",)
        if member.is_dir() or hidden or parts.suffix.lower() not in SUFFIXES or not member.file_size:
            continue
        inner = Source(
            f"{name}/{member.filename}", "text", path, _member(path, member, name), member.compress_size
        )
        look_inside(inner)
        sources.append(inner)
    if not sources:
        raise NotFound(
            f"{name} holds no export.",
            received=", ".join(sorted(names)[:5]) or "an empty archive",
            allowed="CSV, TSV, JSON or NDJSON inside",
            remedy="look at what it holds",
        )
    return sources


def _member(path: Path, member: zipfile.ZipInfo, name: str) -> Callable[[], BinaryIO]:
    def opened() -> BinaryIO:
        with damaged(name):
            stream = zipfile.ZipFile(path).open(member)  # noqa: SIM115 - the stream keeps it open
        return io.BufferedReader(_Bounded(stream, f"{name}/{member.filename}", member.compress_size))

    return opened
