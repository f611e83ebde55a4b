"""The other textbook answer: a structural time series before the response, forecast beyond it."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd

from workbench.models.base import Estimate, estimate_table
from workbench.models.moments import Instant, Instants
from workbench.models.textbook import TAILS, TextbookFit, read_around_answer

PATHS = 1000
OPTIMISERS = ("lbfgs", "nm", "powell")
#: Collected bins that an event needs on each side, within the stretch before the response.
FEWEST_AROUND_EVENT = 3


def fit_structural(
    counts: pd.DataFrame,
    *,
    trigger: Instant,
    response: Instant,
    events: Instants = None,
    every: str | None = None,
    seed: int = 0,
) -> TextbookFit:
    """Forecast a structural time series from before a response, and compare with what came.

    Parameters
    ----------
    counts, trigger, response, events, every, seed
        As for :func:`workbench.models.interrupted.fit_interrupted`. Only events with at least 3 collected bins between them and
        the response get a level of their own: what comes later cannot be learned from before the response.

    Returns
    -------
    TextbookFit

    Raises
    ------
    WorkbenchError, NotEnoughData, TooCoarse
        As for :func:`workbench.models.interrupted.fit_interrupted`.

    Notes
    -----
    Local level with a fixed slope on log(1 + y / c), fitted from trigger to response by maximum
    likelihood (UnobservedComponents); the counterfactual is simulated beyond the response, so its band
    holds what the level may do over the next 24 hours. It never falls below zero.

    Examples
    --------
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("null", seed=1)
    >>> fit_structural(table, trigger=truth.trigger, response=truth.response).method
    'The forecast'
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    read = read_around_answer(counts, trigger, response, events, every)
    grid, post = read.series.grid, read.post
    fitting = slice(read.first, read.cut)
    logged = np.log1p(grid.counts / grid.coverage)
    seen = grid.seen[fitting]
    steps, left = [], []
    for name, step in read.steps().items():
        told = min(seen[step[fitting] == 1].sum(), seen[step[fitting] == 0].sum()) >= FEWEST_AROUND_EVENT
        (steps.append(step[fitting]) if told else left.append(name))
    known = np.column_stack(steps) if steps else None
    model = UnobservedComponents(logged[fitting], level="local linear deterministic trend", exog=known)
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        # A variance of zero is a common answer, and not every optimiser gets to such an edge.
        fits = (model.fit(disp=False, maxiter=500, method=method) for method in OPTIMISERS)
        fitted = next((fit for fit in fits if _found(fit)), None)
    if fitted is None:
        raise read.did_not_converge("structural model")
    ahead = int(post[-1]) - read.cut + 1
    rng = np.random.default_rng(seed)
    later = np.ones((ahead, len(steps))) if steps else None
    simulated = fitted.simulate(ahead, anchor="end", repetitions=PATHS, exog=later, rng=rng)
    paths = np.expm1(np.clip(np.asarray(simulated).reshape(ahead, PATHS), 0, 700)).T
    paths = paths[:, post - read.cut] * grid.coverage[post]
    # A path on which nothing would have happened allows no ratio; it counts as one mention.
    change = grid.counts[post].sum() / np.maximum(paths.sum(axis=1), 1) - 1
    low, middle, high = (100 * np.quantile(change, [TAILS[0], 0.5, TAILS[1]])).tolist()
    lower, value, upper = np.quantile(paths, [TAILS[0], 0.5, TAILS[1]], axis=0)
    unlearned = f" Not modelled: {', '.join(left)}." if left else ""
    return TextbookFit(
        estimate_table(
            [Estimate(f"volume in the {read.span}, against the forecast", middle, low, high, "%")]
        ),
        (
            "Without the answer the level would have drifted on as it did between trigger and answer.",
            f"Nothing else happened at the time of the answer.{unlearned}",
            "Log counts are taken for normal, which is rough where bins are nearly empty.",
        ),
        read.note,
        read.counted(post),
        pd.DataFrame({"time": read.times(post), "value": value, "lower": lower, "upper": upper}),
        "The forecast",
        read.response,
        read.before(),
        grid.hours,
    )


def _found(fit: Any) -> bool:
    return bool(fit.mle_retvals["converged"]) and bool(np.isfinite(fit.params).all())
