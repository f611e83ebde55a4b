"""Rebuilt curves on disk: written whole or not at all, and compared with a fresh rebuild."""

from __future__ import annotations

import io
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench import places
from workbench.files import writing
from workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from workbench.curves import ShippedCurve

#: The draws behind a band turn on the last digit of every sum, and another processor sums in another
#: order. Its numbers then lie 2 to 5 % of their band's width away, on average; twice that is allowed.
AGREES = 0.10


@dataclass(frozen=True)
class Comparison:
    """How a curve on disk compares with a fresh one: whether it is good enough, and a sentence."""

    same: bool
    sentence: str


def compare_curve(curve: ShippedCurve, folder: Path | None = None) -> Comparison:
    """Compare the curve on disk with a fresh rebuild.

    Parameters
    ----------
    curve : ShippedCurve
        Fresh from :func:`workbench.curves.rebuild_curve`.
    folder : pathlib.Path, optional
        Another folder than the ``data/`` that the workbench reads.

    Returns
    -------
    Comparison
        The same if rows and readings are the same and the numbers lie, on average, no further away
        than chance puts them.
    """
    path = (folder or places.find("data")) / f"{curve.name}.csv"
    card = path.with_suffix(".toml")
    if not path.is_file() or not card.is_file():
        return Comparison(False, "was not there")
    # Reading as text makes line ends equal, which git on Windows may turn.
    old, old_card = path.read_text(encoding="utf-8"), card.read_text(encoding="utf-8")
    if old == curve.table and old_card == curve.card:
        return Comparison(True, "equals a fresh rebuild")
    before, after = (pd.read_csv(io.StringIO(text)) for text in (old, curve.table))
    if list(before.columns) != list(after.columns) or before["time"].tolist() != after["time"].tolist():
        return Comparison(False, "has other rows or columns than a fresh rebuild")
    if _lasting(old_card) != _lasting(curve.card):
        return Comparison(False, "was rebuilt from other readings, or its card says something else")
    apart = _apart(before, after)
    words = f"its numbers lie {apart:.0%} of their band's width from a fresh rebuild, on average"
    if apart <= AGREES:
        return Comparison(True, f"agrees: {words}, as on another processor")
    return Comparison(False, f"differs: {words}")


def write_curve(curve: ShippedCurve, folder: Path | None = None) -> Path:
    """Write a table and its card, each under another name first, so that nobody ever reads half a file.

    Parameters
    ----------
    curve : ShippedCurve
    folder : pathlib.Path, optional
        Another folder than the ``data/`` that the workbench reads.

    Returns
    -------
    pathlib.Path
        The table.

    Raises
    ------
    WorkbenchError
        If a series of this name is there that is not a rebuilt one; it is left as it is.
    """
    path = (folder or places.find("data")) / f"{curve.name}.csv"
    card = path.with_suffix(".toml")
    if card.is_file() and (kind := tomllib.loads(card.read_text(encoding="utf-8")).get("kind")) != "rebuilt":
        raise WorkbenchError(
            "A series of this name is there and is not a rebuilt one, so it is left as it is.",
            received=f"{card.name}, which is {kind}",
            allowed="a new name, or that of a rebuilt series",
            remedy="another name for series in [attention] of case.toml",
        )
    with writing(path), tempfile.TemporaryDirectory(dir=path.parent, prefix=".rebuild-") as place:
        for target, text in ((path, curve.table), (card, curve.card)):
            (Path(place) / target.name).write_text(text, encoding="utf-8", newline="\n")
        for target in (path, card):
            (Path(place) / target.name).replace(target)
    return path


def _lasting(card: str) -> dict[str, Any]:
    # The sum of the table changes with its last digit, and a reading on the edge with its verdict.
    return {key: value for key, value in tomllib.loads(card).items() if key not in ("sha256", "source")}


def _apart(before: pd.DataFrame, after: pd.DataFrame) -> float:
    """The mean distance of two numbers, as a share of the width of the fresh one's band."""
    found = []
    for name in ("value", "per_day"):
        width = (after[f"{name}_upper"] - after[f"{name}_lower"]).clip(lower=1)
        columns = [name, f"{name}_lower", f"{name}_upper"]
        found.append((before[columns] - after[columns]).abs().div(width, axis=0))
    return float(pd.concat(found, axis=1).to_numpy().mean())
