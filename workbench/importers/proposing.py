"""Columns of a table no tool is known for: which of them are obvious by their name, and a file to correct."""

from __future__ import annotations

import json
from pathlib import Path

from workbench.files import write_whole
from workbench.importers.finding import open_table
from workbench.importers.formats import Table, proposed
from workbench.importers.mapping import TARGETS
from workbench.importers.opening import open_sources
from workbench.problems import WorkbenchError

#: In the order in which people look for them.
_FIRST = ("time", "text", "title", "author", "platform", "language", "stance", "url", "mention_id")
_ABOUT = """\
# Which column of {name} is which. Left: what the workbench calls it; right: the name in the export.
# Correct what is wrong, delete what is not there, and run the same command again.
# The columns of the export: {header}
"""
_REST = """\

# Take the # off what fits. A word behind = is a constant: platform = "=x" says that everything is from X.
"""


def unknown_table(export: Path, encoding: str | None = None) -> Table | None:
    """Find the first table behind a path that belongs to no known tool.

    Parameters
    ----------
    export : pathlib.Path
        A file or a folder.
    encoding : str, optional
    """
    for source in open_sources(export)[0]:
        table = open_table(source, None, encoding)
        if table.format is None and table.header:
            return table
    return None


def write_proposal(table: Table, path: Path) -> dict[str, str]:
    """Write a file of columns with what the names of a table's columns say, to be corrected by hand.

    Parameters
    ----------
    table : Table
    path : pathlib.Path
        Where to; it must not exist yet.

    Returns
    -------
    dict
        What was proposed: column of the message table -> column of the export.
    """
    if path.exists():
        raise WorkbenchError(
            "There is a file of this name already, and it is left as it is.",
            received=str(path),
            allowed="a file that does not exist yet",
            remedy="another name",
        )
    found = proposed(table.header)
    lines = [f"{name} = {_toml(found.get(name, '…'))}" for name in _FIRST if name == "time" or name in found]
    lines += [f"{name} = {_toml(place)}" for name, place in found.items() if name not in _FIRST]
    others = [name for name in (*_FIRST, *TARGETS) if name != "time" and name not in found]
    rest = [f'# {name} = "…"' for name in dict.fromkeys(others)]
    header = ", ".join(_toml(name) for name in table.header if name)
    about = _ABOUT.format(name=table.name, header=header)
    write_whole(path, about + "\n".join(lines) + "\n" + _REST + "\n".join(rest) + "\n")
    return found


def _toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
