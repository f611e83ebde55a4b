"""The other textbook answer: a structural time series before the response, forecast beyond it."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, Estimate, estimate_table
from workbench.models.interrupted import HORIZON_HOURS, TextbookFit, read_after_trigger
from workbench.models.moments import Instant, Instants
from workbench.problems import NotEnoughData

PATHS = 1000


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
        As for :func:`workbench.models.interrupted.fit_interrupted`.

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
    'A structural time series'
    """
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    series, first, cut = read_after_trigger(counts, trigger, response, events, every)
    grid = series.grid
    logged = np.log1p(grid.counts / grid.coverage)
    model = UnobservedComponents(logged[first:cut], level="local linear deterministic trend")
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        fitted = model.fit(disp=False, maxiter=500)
    if not fitted.mle_retvals["converged"] or not np.isfinite(fitted.params).all():
        raise NotEnoughData("The structural model did not converge, so there are no numbers.", received=series.note(),
                            allowed="a series with mentions in most bins", remedy="use wider bins")  # fmt: skip
    ahead = min(grid.bins - cut, max(1, round(HORIZON_HOURS / grid.hours)))
    rng = np.random.default_rng(seed)
    simulated = fitted.simulate(ahead, anchor="end", repetitions=PATHS, rng=rng)
    paths = np.expm1(np.clip(np.asarray(simulated).reshape(ahead, PATHS), 0, 700)).T
    seen = grid.seen[cut : cut + ahead]
    paths = paths[:, seen] * grid.coverage[cut : cut + ahead][seen]
    observed = grid.counts[cut : cut + ahead][seen]
    # A path on which nothing would have happened allows no ratio; it counts as one mention.
    change = observed.sum() / np.maximum(paths.sum(axis=1), 1) - 1
    low, middle, high = np.quantile(change, [0.5 - LEVEL / 2, 0.5, 0.5 + LEVEL / 2])
    span = f"{seen.sum() * grid.hours:,.0f} hours after the answer"
    time = series.start + pd.to_timedelta((cut + np.flatnonzero(seen)) * grid.hours, unit="h")
    lower, value, upper = np.quantile(paths, [0.5 - LEVEL / 2, 0.5, 0.5 + LEVEL / 2], axis=0)
    return TextbookFit(
        estimate_table([Estimate(f"volume in the {span}, against the forecast", 100 * middle, 100 * low, 100 * high, "%")]),
        (
            "Without the answer the level would have drifted on as it did between trigger and answer.",
            "Nothing else happened at the time of the answer.",
            "Log counts are taken for normal, which is rough where bins are nearly empty.",
        ),
        series.note(),
        pd.DataFrame({"time": time, "value": observed}),
        pd.DataFrame({"time": time, "value": value, "lower": lower, "upper": upper}),
        "A structural time series",
        next(iter(series.responses.values())),
    )  # fmt: skip
