"""What methods claim about many crises whose truth is known: how often each of them rings a false alarm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from workbench.models.base import ModelResult
from workbench.problems import WorkbenchError

FALL, RISE, UNCLEAR = "a fall", "a rise", "cannot tell"
_EXAMPLE = "wb.count_claims({'Regression': [wb.fit_interrupted(...), ...]})"


def read_claims(fits: Mapping[str, Iterable[ModelResult]]) -> dict[str, pd.DataFrame]:
    """Take the first estimate of every result, and say what it claims.

    Parameters
    ----------
    fits : mapping
        Name of a method to its results, one for each crisis.

    Returns
    -------
    dict of DataFrame
        Per method ``value``, ``lower``, ``upper`` in per cent and ``claim``: "a fall" or "a rise" where the
        95 % interval leaves zero out, else "cannot tell"; one row a crisis, in their order.

    Raises
    ------
    WorkbenchError
        If there is no method, no result, or a first estimate is no percentage.
    """
    if not isinstance(fits, Mapping) or not fits:
        raise WorkbenchError(
            "There are no methods to compare.",
            received=type(fits).__name__ if not isinstance(fits, Mapping) else "an empty mapping",
            allowed="a mapping from the name of a method to its results",
            remedy=_EXAMPLE,
        )
    return {str(name): _claims_of(str(name), results) for name, results in fits.items()}


def count_claims(fits: Mapping[str, Iterable[ModelResult]]) -> pd.DataFrame:
    """Count how often each method claims an effect, crisis by crisis.

    On crises in which the answer did nothing this is the rate of false alarms; with a planted effect it is
    how often a method finds it.

    Parameters
    ----------
    fits : mapping
        Name of a method to its results, one for each crisis; the first estimate counts.

    Returns
    -------
    pandas.DataFrame
        Indexed by method: crises, ``a fall``, ``a rise``, ``cannot tell`` (numbers of crises), ``claims``
        (share of crises with a claim) and ``middle claim`` (median of all estimates, in %).

    Raises
    ------
    WorkbenchError
        If there is no method, no result, or a first estimate is no percentage.

    Examples
    --------
    >>> import workbench as wb
    >>> crises = [wb.simulate_crisis("null", seed=seed) for seed in range(5)]
    >>> fits = [wb.fit_before_after(t, trigger=x.trigger, response=x.response) for t, x in crises]
    >>> count_claims({"Before and after": fits}).loc["Before and after", ["crises", "a fall", "a rise"]].tolist()
    [5, 5, 0]
    """
    rows = {}
    for name, table in read_claims(fits).items():
        counts = {claim: int((table["claim"] == claim).sum()) for claim in (FALL, RISE, UNCLEAR)}
        claimed = 1 - counts[UNCLEAR] / len(table)
        rows[name] = {
            "crises": len(table),
            **counts,
            "claims": claimed,
            "middle claim": table["value"].median(),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("method")


def _claims_of(name: str, results: Iterable[ModelResult]) -> pd.DataFrame:
    rows = []
    for place, fit in enumerate([results] if isinstance(results, ModelResult) else results, 1):
        if not isinstance(fit, ModelResult) or fit.estimates.empty or not _is_percent(fit):
            raise WorkbenchError(
                f"Result {place} of {name!r} makes no claim in per cent.",
                received=repr(fit) if isinstance(fit, ModelResult) else type(fit).__name__,
                allowed="results whose first estimate is a change in %",
                remedy=_EXAMPLE,
            )
        row = fit.estimates.iloc[0]
        claim = FALL if row["upper"] < 0 else RISE if row["lower"] > 0 else UNCLEAR
        rows.append({"value": row["value"], "lower": row["lower"], "upper": row["upper"], "claim": claim})
    if not rows:
        raise WorkbenchError(
            f"There is no result of {name!r}.",
            received="an empty list",
            allowed="one result for each crisis",
            remedy=_EXAMPLE,
        )
    return pd.DataFrame(rows)


def _is_percent(fit: ModelResult) -> bool:
    return str(fit.estimates.iloc[0]["unit"]).startswith("%")
