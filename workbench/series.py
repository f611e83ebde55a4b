"""The shared series in ``data/``: each table with its card."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd

from workbench import places
from workbench.problems import NotFound, WorkbenchError, nearest


def list_series() -> pd.DataFrame:
    """List the shared series: what each one is, where it comes from, and what to beware of.

    Returns
    -------
    pandas.DataFrame
        Indexed by name: title, kind (documented, rebuilt or simulated), source, licence, warning.

    Examples
    --------
    >>> list_series().loc["ual-2009", "kind"]
    'documented'
    """
    folder = places.find("data")
    cards = {path.stem: _card(path) for path in sorted(folder.glob("*.toml"))}
    columns = ["title", "kind", "source", "licence", "warning"]
    return pd.DataFrame.from_dict(cards, orient="index", columns=None)[columns].rename_axis("series")


def load_series(name: str) -> pd.DataFrame:
    """Load one shared series, indexed by UTC time where it has one.

    Parameters
    ----------
    name : str
        A name of :func:`list_series`, such as ``"ual-2009"``.

    Returns
    -------
    pandas.DataFrame
        The table; its card stands in ``.attrs["card"]``.

    Raises
    ------
    NotFound
        If there is no such series; the message suggests the nearest name.
    WorkbenchError
        If the file is not the one its card describes.

    Examples
    --------
    >>> load_series("ual-2009").loc["2009-07-06", "close_usd"].round(2).tolist()
    [3.22]
    """
    folder = places.find("data")
    path = folder / f"{name}.toml"
    if not path.is_file():
        known = [p.stem for p in sorted(folder.glob("*.toml"))]
        raise NotFound("There is no series with this name.", received=repr(name), allowed=", ".join(known),
                       remedy=nearest(name, known) or "wb.list_series() shows them all")  # fmt: skip
    card = _card(path)
    data = path.with_suffix(".csv").read_bytes()
    # Git on Windows may turn line ends; the card is about the content.
    if (found := hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest()) != card["sha256"]:
        raise WorkbenchError("The table is not the one its card describes.", received=f"sha256 {found}",
                             allowed=f"sha256 {card['sha256']}",
                             remedy=f"restore data/{name}.csv, or write a new card for the new table")  # fmt: skip
    table = pd.read_csv(path.with_suffix(".csv"))
    column, how = card["time"]["column"], card["time"]["read"]
    if column:
        times = pd.to_datetime(table[column], utc=True)
        if how.startswith("close of trading"):
            # A close is known when the exchange shuts, not at midnight.
            day = pd.to_datetime(table[column]) + pd.Timedelta(hours=16)
            times = day.dt.tz_localize("America/New_York").dt.tz_convert("UTC")
        table = table.set_index(pd.DatetimeIndex(times, name="time")).sort_index()
    table.attrs["card"] = {"name": name, **card}
    return table


def _card(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))
