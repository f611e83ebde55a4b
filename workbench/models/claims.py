"""What methods claim about many crises whose truth is known: how often each of them rings a false alarm."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import nan

import pandas as pd

from workbench.models.base import ModelResult, estimate_table
from workbench.models.before_after import fit_before_after
from workbench.models.interrupted import fit_interrupted
from workbench.models.self_exciting import fit_self_exciting
from workbench.models.structural import fit_structural
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.simulate_crises import CrisisTruth

FALL, RISE, UNCLEAR, NONE = "a fall", "a rise", "cannot tell", "no numbers"
_EXAMPLE = "wb.count_claims({'Regression': [wb.fit_interrupted(...), ...]})"


def try_methods(
    crises: Iterable[tuple[pd.DataFrame, CrisisTruth]], *, replicates: int = 40, seed: int = 0
) -> dict[str, list[ModelResult]]:
    """Let four methods look at the same answer in many simulated crises.

    Parameters
    ----------
    crises : iterable of (table, truth)
        From :func:`workbench.simulate_crisis`.
    replicates : int
        Bootstrap replicates of the self-exciting model, which runs without its checks here: a claim is an
        interval that leaves zero out.
    seed : int
        Seed of the draws inside the methods.

    Returns
    -------
    dict of lists
        Method to its results, one for each crisis: "Before and after", "Regression"
        (:func:`workbench.fit_interrupted`), "Forecast" (:func:`workbench.fit_structural`), "Self-exciting".
        A fit that did not converge, or had too little to go on, is a result without estimates.

    Examples
    --------
    >>> import workbench as wb
    >>> fits = try_methods([wb.simulate_crisis("null", seed=seed) for seed in range(2)], replicates=20)
    >>> {name: len(results) for name, results in fits.items()}
    {'Before and after': 2, 'Regression': 2, 'Forecast': 2, 'Self-exciting': 2}
    """
    methods: dict[str, Callable[[pd.DataFrame, CrisisTruth], ModelResult]] = {
        "Before and after": lambda t, x: fit_before_after(t, trigger=x.trigger, response=x.response),
        "Regression": lambda t, x: fit_interrupted(t, trigger=x.trigger, response=x.response, seed=seed),
        "Forecast": lambda t, x: fit_structural(t, trigger=x.trigger, response=x.response, seed=seed),
        "Self-exciting": lambda t, x: fit_self_exciting(
            t, trigger=x.trigger, responses=x.response, replicates=replicates, checks=False, seed=seed
        ),
    }
    kept = list(crises)
    return {name: [_tried(method, *crisis) for crisis in kept] for name, method in methods.items()}


def _tried(
    method: Callable[[pd.DataFrame, CrisisTruth], ModelResult], table: pd.DataFrame, truth: CrisisTruth
) -> ModelResult:
    try:
        return method(table, truth)
    except NotEnoughData as refusal:
        return ModelResult(estimate_table([]), (), f"simulated: {refusal.happened}")


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
        95 % interval leaves zero out, "cannot tell" where it does not, "no numbers" for a result without
        estimates; one row a crisis, in their order.

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
        Indexed by method: crises, ``a fall``, ``a rise``, ``cannot tell``, ``no numbers`` (numbers of crises),
        ``claims`` (share of crises with a claim) and ``middle claim`` (median of all estimates, in %).

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
        counts = {claim: int((table["claim"] == claim).sum()) for claim in (FALL, RISE, UNCLEAR, NONE)}
        claimed = (counts[FALL] + counts[RISE]) / len(table)
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
        if isinstance(fit, ModelResult) and fit.estimates.empty:
            rows.append({"value": nan, "lower": nan, "upper": nan, "claim": NONE})
            continue
        if not isinstance(fit, ModelResult) or not _is_percent(fit):
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
