"""Something that may not be possible: its result, or the reason why not, so that a notebook goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.problems import WorkbenchError
from workbench.texts import as_html


class NotPossible:
    """Stands where a result would, and says why there is none. It counts as false.

    Attributes
    ----------
    reason : str
        The sentence.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def __bool__(self) -> bool:
        return False

    def summary(self) -> str:
        """Say why there is no result."""
        return self.reason

    def plot(self) -> None:
        """Draw nothing: the reason stands in the summary."""

    def __repr__(self) -> str:
        return self.reason

    def _repr_html_(self) -> str:
        return f"<p style='max-width:720px'>{as_html(self.reason)}</p>"


def attempt(act: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """Do something that a case may not allow: its result, or in its place the reason why not.

    Without it a notebook that runs from top to bottom stops at the first question that the case cannot answer.

    Parameters
    ----------
    act : callable
        Such as ``wb.first_alarm``.
    *given, **named
        What it is called with. Where one of them is itself a reason, that reason is handed on.

    Returns
    -------
    object
        What `act` returned, or a :class:`NotPossible`, which is false and says in ``summary()`` what to do.

    Examples
    --------
    >>> import workbench as wb
    >>> attempt(wb.load_case, "codero-outage").id
    'codero-outage'
    >>> attempt(wb.case_counts, "codero-outage").summary().split(".")[0]
    'codero-outage holds no series that a model could take'
    """
    for value in (*given, *named.values()):
        if isinstance(value, NotPossible):
            return value
    try:
        return act(*given, **named)
    except WorkbenchError as error:
        return NotPossible(str(error))
