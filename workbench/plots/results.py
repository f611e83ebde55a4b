"""What a figure of a result is handed: the result itself, and not the table it came from."""

from __future__ import annotations

from typing import TypeVar

from workbench.problems import WorkbenchError

Result = TypeVar("Result")


def expect(value: object, kind: type[Result], maker: str) -> Result:
    """Hand a result through, and say what to do with anything else, such as a table.

    Parameters
    ----------
    value : object
        What the figure was given.
    kind : type
        What it draws.
    maker : str
        The call that makes one.

    Raises
    ------
    WorkbenchError
        If the value is of another kind.

    Examples
    --------
    >>> expect(3, int, "count()")
    3
    """
    if isinstance(value, kind):
        return value
    raise WorkbenchError(
        "This figure draws another kind of result.",
        received=type(value).__name__,
        allowed=kind.__name__,
        remedy=f"fit first: {maker}",
    )
