"""What a model asks of a table: its columns, what kind of data it holds, and every reason to refuse it at once."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from workbench.problems import WorkbenchError


def lacking(table: object, needed: Iterable[str], *, remedy: str) -> list[WorkbenchError]:
    """Say which columns a table lacks, or that it is none.

    Parameters
    ----------
    table : object
        What was handed in.
    needed : iterable of str
        Names of the columns.
    remedy : str
        Where such a table comes from.

    Returns
    -------
    list of WorkbenchError
        At most one.

    Examples
    --------
    >>> print(lacking(pd.DataFrame({"case": []}), ["case", "days"], remedy="wb.compare_cases()")[0])
    The table lacks days. Received: case. Allowed: case, days. Try: wb.compare_cases().
    """
    names = list(needed)
    if not isinstance(table, pd.DataFrame):
        return [
            WorkbenchError(
                "This is not a table.",
                received=type(table).__name__,
                allowed=f"a DataFrame with the columns {', '.join(names)}",
                remedy=remedy,
            )
        ]
    missing = [name for name in names if name not in table]
    if not missing:
        return []
    return [
        WorkbenchError(
            f"The table lacks {' and '.join(missing)}.",
            received=", ".join(map(str, table.columns)) or "no columns",
            allowed=", ".join(names),
            remedy=remedy,
        )
    ]


def kind_of(table: pd.DataFrame) -> str:
    """Say what a table says of itself: documented, rebuilt or simulated; nothing where it says nothing.

    Examples
    --------
    >>> made = pd.DataFrame({"count": [1]})
    >>> made.attrs["simulated"] = True
    >>> kind_of(made), kind_of(pd.DataFrame())
    ('simulated', '')
    """
    if table.attrs.get("simulated"):
        return "simulated"
    return str(table.attrs.get("card", {}).get("kind", ""))


def together(problems: list[WorkbenchError], what: str) -> WorkbenchError:
    """Make one error of several.

    Parameters
    ----------
    problems : list of WorkbenchError
        At least one.
    what : str
        What cannot be used, such as ``"These posts"``.

    Returns
    -------
    WorkbenchError
        Of the problems' own kind where they share it.

    Examples
    --------
    >>> print(together([WorkbenchError("One."), WorkbenchError("Two.")], "These posts"))
    These posts cannot be used, for 2 reasons. (1) One. (2) Two.
    """
    if len(problems) == 1:
        return problems[0]
    told = " ".join(f"({number}) {problem}" for number, problem in enumerate(problems, 1))
    kinds = {type(problem) for problem in problems}
    kind = kinds.pop() if len(kinds) == 1 else WorkbenchError
    return kind(f"{what} cannot be used, for {len(problems)} reasons. {told}")
