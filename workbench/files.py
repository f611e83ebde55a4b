"""A file that somebody asked for: a name that fits, and a content that is there whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from os import PathLike
from pathlib import Path

from workbench.problems import WorkbenchError


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
    target = Path(path)
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


def write_whole(target: Path, text: str, *, errors: str = "strict", private: bool = False) -> None:
    """Write beside the target and rename, so that nobody ever opens half a file.

    Parameters
    ----------
    target : pathlib.Path
    text : str
    errors : str
        What becomes of signs that UTF-8 does not have, as in :func:`open`.
    private : bool
        Whether nobody but its owner may read the file.
    """
    handle, name = tempfile.mkstemp(dir=target.absolute().parent, prefix=f".{target.name}-", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="", errors=errors) as file:
            file.write(text)
        if not private:
            Path(name).chmod(0o644)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
