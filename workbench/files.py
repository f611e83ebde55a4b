"""A file that somebody asked for: a name that fits, and a content that is there whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from os import PathLike
from pathlib import Path

from workbench.problems import WorkbenchError

#: What a system says where there is no room, or none for this user.
_FULL = (errno.ENOSPC, errno.EDQUOT)


def as_path(value: object, what: str, remedy: str) -> Path:
    """Take a path as one, and say of anything else that it is none.

    Parameters
    ----------
    value : object
        A text or a path.
    what : str
        What is wanted, in the sentence: "the folder of a case".
    remedy : str
        What to try instead.

    Raises
    ------
    WorkbenchError
        If it is neither a text nor a path.

    Examples
    --------
    >>> as_path("my-case", "the folder of a case", "").name
    'my-case'
    """
    if isinstance(value, PathLike | str) and isinstance(os.fspath(value), str):
        return Path(value)
    said = repr(value) if value is None or isinstance(value, (bool, int, float)) else type(value).__name__
    raise WorkbenchError(f"This is not {what}.", received=said, allowed="a text or a path", remedy=remedy)


def target_of(
    path: str | PathLike[str], thing: str, endings: Sequence[str], *, subject: str = "", stem: str = ""
) -> Path:
    """Return where a thing is to be saved, or say why it cannot be saved there.

    Parameters
    ----------
    path : str or path
    thing : str
        "figure", "report": what is saved, in the sentences.
    endings : sequence of str
        Endings that fit, the first of them a page's.
    subject : str
        How the sentence about a wrong ending begins; "A <thing>" if left out.
    stem : str
        The name that is proposed where `path` has none; `thing` if left out.

    Raises
    ------
    WorkbenchError
        If the ending does not fit or the folder does not exist.

    Examples
    --------
    >>> target_of("chart.html", "figure", (".html", ".htm")).name
    'chart.html'
    """
    target = as_path(path, "the name of a file", repr(f"{stem or thing}.html"))
    if target.suffix.lower() not in endings:
        raise WorkbenchError(
            f"{subject or f'A {thing}'} cannot be saved under this ending.",
            received=repr(target.name),
            allowed=f"{', '.join(endings[:-1])} or {endings[-1]}",
            remedy=f"{target.stem or stem or thing}.html",
        )
    if not target.absolute().parent.is_dir():
        raise WorkbenchError(
            f"There is no such folder to save a {thing} in.",
            received=str(target.parent),
            allowed="a folder that exists",
            remedy=f"make the folder first, or save it here as {target.name}",
        )
    return target


def write_whole(target: Path, content: str | bytes, *, errors: str = "strict", private: bool = False) -> None:
    """Write beside the target and rename, so that nobody ever opens half a file.

    Parameters
    ----------
    target : pathlib.Path
    content : str or bytes
        A text is written as UTF-8, its line ends as they are.
    errors : str
        What becomes of signs that UTF-8 does not have, as in :meth:`str.encode`.
    private : bool
        Whether nobody but its owner may read the file.

    Raises
    ------
    WorkbenchError
        If there is no room, or the folder cannot be written to. A file that was there before is left as it was.
    """
    data = content.encode("utf-8", errors) if isinstance(content, str) else content
    with writing(target):
        handle, name = tempfile.mkstemp(
            dir=target.absolute().parent, prefix=f".{target.name}-", suffix=".part"
        )
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            if not private:
                Path(name).chmod(0o644)
            Path(name).replace(target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


@contextmanager
def writing(target: Path, remedy: str = "") -> Iterator[None]:
    """Turn what the system says when something cannot be written into a sentence with the name and a remedy.

    Parameters
    ----------
    target : pathlib.Path
        What is being written, a file or a folder. Whoever uses this cleans up.
    remedy : str
        What to try; left out, it fits what the system said.
    """
    try:
        yield
    except OSError as error:
        place = target.absolute().parent
        full = error.errno in _FULL
        said = f"{error.strerror or type(error).__name__}, in {place}"
        raise WorkbenchError(
            f"{target.name} could not be written, and nothing half-written is left.",
            received=f"{said}, where {_free(place)} are free" if full else said,
            allowed="a folder that you may write to, with room for the file",
            remedy=remedy
            or ("make room on the disk, or another folder" if full else "another folder, or another name"),
        ) from None


def _free(place: Path) -> str:
    """Say how much room is left where a file was to go, or above it where the folder is not made yet."""
    size = 0.0
    with suppress(OSError, StopIteration):
        size = shutil.disk_usage(next(p for p in (place, *place.parents) if p.is_dir())).free
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size /= 1000
    return f"{size:,.1f} GB"
