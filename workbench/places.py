"""Where the evidence lies: one place that finds ``cases/``, ``data/`` and ``notebooks/``."""

from __future__ import annotations

import os
from pathlib import Path

from workbench.problems import NotFound

HOME_VARIABLE = "CRISIS_WORKBENCH_HOME"
_PACKAGE = Path(__file__).resolve().parent


def candidates() -> list[tuple[str, Path]]:
    """List the roots that are tried, in order, each with the reason it is tried."""
    found = []
    if named := os.environ.get(HOME_VARIABLE):
        found.append((f"the environment variable {HOME_VARIABLE}", Path(named).expanduser()))
    found.append(("the checkout", _PACKAGE.parent))
    found.append(("the installed package", _PACKAGE / "_shipped"))
    return found


def find(name: str) -> Path:
    """Find one of the top folders (``cases``, ``data``, ``notebooks``).

    Parameters
    ----------
    name : str
        The folder's name.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    NotFound
        If no root holds the folder; the message says where it looked.

    Examples
    --------
    >>> find("cases").name
    'cases'
    """
    for _, root in candidates():
        # An installed package has a neighbour called data/ or cases/ only by accident, so the
        # checkout counts as one only when its pyproject.toml lies beside.
        if root == _PACKAGE.parent and not (root / "pyproject.toml").is_file():
            continue
        if (root / name).is_dir():
            return root / name
    looked = "; ".join(f"{root} ({why})" for why, root in candidates())
    raise NotFound(
        f"The folder {name!r} was not found.",
        received=f"nothing at {looked}",
        allowed=f"a folder that holds {name}/",
        remedy=f"set {HOME_VARIABLE} to the folder that holds {name}/, or reinstall crisis-workbench",
    )
