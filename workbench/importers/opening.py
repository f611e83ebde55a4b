"""From a path to streams of bytes: one file, a folder, or what is packed in an archive."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from workbench.importers.archives import SUFFIXES, Source, empty, look_inside, open_zip, unpacked
from workbench.importers.limits import GZIP, PARQUET, READABLE, ZIP, ZSTD, refuse_binaries
from workbench.problems import NotFound, WorkbenchError

ASIDE_SUFFIX = ".set-aside.csv"


def open_sources(path: str | PathLike[str]) -> tuple[list[Source], list[str]]:
    """List the files behind a path, and what a folder holds that is left out.

    Parameters
    ----------
    path : str or path
        A file, a folder of files, or an archive.

    Returns
    -------
    tuple
        Sources in the order of their names; names of files left out.

    Raises
    ------
    WorkbenchError
        If there is nothing there that can be read.

    Examples
    --------
    >>> open_sources("no-such-file.csv")
    Traceback (most recent call last):
    workbench.problems.NotFound: There is no such file or folder. Received: no-such-file.csv. Allowed: ...
    """
    where = Path(path)
    try:
        folder, file = where.is_dir(), where.is_file()
    except (OSError, ValueError):
        folder = file = False
    if folder:
        return _open_folder(where)
    if not file:
        raise NotFound(
            "There is no such file or folder.",
            received=str(path).replace("\0", "\\0"),
            allowed=READABLE + "; or a folder of them",
            remedy="download it first"
            if "://" in str(path)
            else "look at the name and at the folder you are in",
        )
    return _open_file(where, where.name), []


def _open_folder(folder: Path) -> tuple[list[Source], list[str]]:
    sources, left_out = [], []
    for path in sorted(folder.iterdir()):
        fits = path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~"))
        if path.is_symlink() or not path.is_file() or not fits or path.name.endswith(ASIDE_SUFFIX):
            left_out.append(path.name)
        else:
            sources += _open_file(path, path.name)
    if not sources:
        raise NotFound(
            "This folder holds no export.",
            received=f"{folder}: {', '.join(left_out[:5]) or 'nothing'}",
            allowed=READABLE,
            remedy="put the exports into it, or give one file",
        )
    return sources, left_out


def _open_file(path: Path, name: str) -> list[Source]:
    try:
        with path.open("rb") as file:
            start = file.read(512)
        size = path.stat().st_size
    except OSError as error:
        raise WorkbenchError(
            f"{name} cannot be opened.",
            received=error.strerror or type(error).__name__,
            allowed="a file that you may read",
            remedy="close it in other programs and look at its permissions",
        ) from None
    refuse_binaries(name, start)
    if not start:
        raise empty(name)
    if start.startswith(ZIP):
        return open_zip(path, name, size)
    if start.startswith(PARQUET):
        return [Source(name, "parquet", path, lambda: path.open("rb"), size)]
    if start.startswith((GZIP, ZSTD)):
        source = Source(name, "text", path, lambda: unpacked(path, name, size, start), size)
        look_inside(source)
        return [source]
    return [Source(name, "text", path, lambda: path.open("rb"), size)]
