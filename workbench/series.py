"""The shared series in ``data/``: each table with its card."""

from __future__ import annotations

import hashlib
import io
import tomllib
from typing import Any

import pandas as pd

from workbench import places
from workbench.problems import NotFound, WorkbenchError, nearest


def names() -> list[str]:
    """Name the shared series.

    >>> "ual-2009" in names()
    True
    """
    return [path.stem for path in sorted(places.find("data").glob("*.toml"))]


def cards() -> dict[str, dict[str, Any]]:
    """Read the cards of all shared series: what stands in ``data/NAME.toml``, and the name.

    Returns
    -------
    dict
        Name to card. A card with a table ``[counts]`` says how its table is read as counts per bin, and of
        which case: see :func:`workbench.volumes.case_counts`.

    Examples
    --------
    >>> cards()["united-3411-hourly"]["counts"]["case"]
    'united-3411'
    """
    return {name: {"name": name, **_card(name)} for name in names()}


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
    columns = ["title", "kind", "source", "licence", "warning"]
    rows = {name: [card[column] for column in columns] for name, card in cards().items()}
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("series")


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
    >>> load_series("ual-2009").loc["2009-07-06", "close_usd"].tolist()
    [3.34]
    """
    known = names()
    if name not in known:
        raise NotFound(
            "There is no series with this name.",
            received=repr(name),
            allowed=", ".join(known),
            remedy=nearest(str(name), known) or "wb.list_series() shows them all",
        )
    card = _card(name)
    # Git on Windows may turn line ends; the card is about the content.
    data = (places.find("data") / f"{name}.csv").read_bytes().replace(b"\r\n", b"\n")
    if (found := hashlib.sha256(data).hexdigest()) != card["sha256"]:
        raise WorkbenchError(
            "The table is not the one its card describes.",
            received=f"sha256 {found}",
            allowed=f"sha256 {card['sha256']}",
            remedy=f"restore data/{name}.csv, or write a new card for the new table",
        )
    table = pd.read_csv(io.BytesIO(data))
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


def _card(name: str) -> dict[str, Any]:
    return tomllib.loads((places.find("data") / f"{name}.toml").read_text(encoding="utf-8"))
