"""What figures of results share: they draw the result and not its table, and say below what it rests on."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from workbench.models.base import ModelResult
from workbench.plots import theme
from workbench.problems import WorkbenchError
from workbench.spans import on_clock

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


def what_went_in(fit: ModelResult, clock: str = "UTC") -> str:
    """Say below a figure what its result rests on, on the clock of a zone, and whether it was counted or simulated.

    Examples
    --------
    >>> from workbench.models.base import estimate_table
    >>> what_went_in(ModelResult(estimate_table([]), (), "simulated: 40 mentions"))
    'Simulated crisis: no real company, no real mention. 40 mentions.'
    """
    note = on_clock(fit.data_note, clock)
    word = "Simulated crisis: no real company, no real mention." if fit.simulated else "Counted mentions."
    rest = re.sub(r"^(simulated( data)?|documented)[:;] ", "", note, flags=re.IGNORECASE)
    return f"{word} {rest[0].upper()}{rest[1:]}." if rest else word


def simulated_badge(fit: ModelResult) -> list[dict[str, Any]]:
    """Return the badge of a figure whose result rests on simulated counts; an empty list for all others.

    Examples
    --------
    >>> from workbench.models.base import estimate_table
    >>> [badge["text"] for badge in simulated_badge(ModelResult(estimate_table([]), (), "simulated: 40 mentions"))]
    ['<b>SIMULATED</b>']
    """
    return [theme.simulated_badge()] if fit.simulated else []
