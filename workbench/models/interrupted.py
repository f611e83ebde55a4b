"""The textbook answer: interrupted time series, negative binomial, with errors that know serial correlation."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, Estimate, ModelResult, estimate_table, percent
from workbench.models.counted import Series, read_series
from workbench.models.moments import Instant, Instants
from workbench.problems import NotEnoughData

#: Bins between trigger and response that a trend needs.
FEWEST_BEFORE = 8
DRAWS = 4000
HORIZON_HOURS = 24.0
TRAP = (
    "The trend before the answer is drawn on as if the crisis would have followed it; a crisis that slows down by itself "
    "then looks like a success of the answer (notebook 10 shows how often)."
)


@dataclass(frozen=True, repr=False)
class TextbookFit(ModelResult):
    """What a textbook method says, in the words it deserves.

    Attributes
    ----------
    observed, counterfactual : pandas.DataFrame
        Columns ``time``, ``value`` and, for the counterfactual, ``lower`` and ``upper``: mentions per
        bin after the response, as seen and as the trend before it would have gone on.
    method : str
        Name of the method.
    response : pandas.Timestamp
        The interruption.
    """

    figure = "lenses.plot_textbook"
    observed: pd.DataFrame
    counterfactual: pd.DataFrame
    method: str
    response: pd.Timestamp

    def headline(self) -> str:
        """Return the change of volume in one line."""
        row = self.estimates.iloc[0]
        return f"{row.term} {percent(row.value / 100)} ({percent(row.lower / 100)} to {percent(row.upper / 100)})"

    def summary(self) -> str:
        """Say what the method claims, and why not to believe it."""
        return f"{self.method} says: {self.headline()}. That is not an effect of the answer. {TRAP}"


def fit_interrupted(
    counts: pd.DataFrame,
    *,
    trigger: Instant,
    response: Instant,
    events: Instants = None,
    every: str | None = None,
    seed: int = 0,
) -> TextbookFit:
    """Fit a segmented negative-binomial regression around one response.

    It is here because every textbook has it, beside the self-exciting model that does not fall for a
    crisis that decays by itself.

    Parameters
    ----------
    counts : pandas.DataFrame
        ``time`` (aware start of each bin, or the index), ``count`` (NaN where nobody collected),
        optionally ``coverage`` in (0, 1].
    trigger, response : str or Timestamp
        Aware times; the regression runs from the trigger to the end, the response interrupts it.
    events : mapping, optional
        News events, each with a level of its own from its time on.
    every : str, optional
        Width of a bin; without it the smallest step of the table.
    seed : int
        Seed of the draws behind the interval.

    Returns
    -------
    TextbookFit

    Raises
    ------
    WorkbenchError, NotEnoughData, TooCoarse
        For everything that :func:`workbench.models.counted.read_series` refuses, for fewer than 8
        collected bins between trigger and response, and for a fit that does not converge.

    Notes
    -----
    log E[y_t] = log c_t + a + b t + (level + slope (t - t_r)) [t >= t_r], dispersion estimated, errors
    after Newey and West with 24 hours of lags (at least 2 bins). The headline is the change of
    level at the response; the change of volume compares the fitted means of the next 24 hours with the line
    a + b t drawn on.

    Examples
    --------
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("null", seed=1)
    >>> fit = fit_interrupted(table, trigger=truth.trigger, response=truth.response)
    >>> bool(fit.estimates.value.iloc[0] < 0)  # nothing happened, and yet
    True
    """
    from statsmodels.discrete.discrete_model import NegativeBinomial

    series, first, cut = read_after_trigger(counts, trigger, response, events, every)
    grid = series.grid
    hours = (np.arange(grid.bins) + 0.5) * grid.hours
    use = grid.seen & (np.arange(grid.bins) >= first)
    days = (hours - hours[first]) / 24
    after = (np.arange(grid.bins) >= cut).astype(float)
    columns = {"level at trigger": np.ones(grid.bins), "trend per day": days,
               "change of level": after, "change of trend per day": after * (days - days[cut])}  # fmt: skip
    for name, time in series.events.items():
        columns[f"level after {name}"] = (hours >= series.hours(time)).astype(float)
    design = np.column_stack(list(columns.values()))
    model = NegativeBinomial(grid.counts[use], design[use], offset=np.log(grid.coverage[use]))
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        fitted = model.fit(disp=False, maxiter=500, cov_type="HAC", cov_kwds={"maxlags": max(2, round(24 / grid.hours))})
    covariance = fitted.cov_params()
    if not fitted.mle_retvals["converged"] or not np.isfinite(covariance).all():
        raise NotEnoughData("The regression did not converge, so there are no numbers.", received=series.note(),
                            allowed="a series with mentions in most bins", remedy="use wider bins")  # fmt: skip
    rng = np.random.default_rng(seed)
    draws = rng.multivariate_normal(fitted.params, covariance, DRAWS, method="eigh")[:, : design.shape[1]]
    # A line drawn on for a week on the log scale is a number without meaning; a day is what people claim.
    post = use & (np.arange(grid.bins) >= cut) & (np.arange(grid.bins) < cut + max(1, round(HORIZON_HOURS / grid.hours)))
    without = design.copy()
    without[:, 2:4] = 0
    cover = grid.coverage[post]
    change = _change(fitted.params[: design.shape[1]][None], design[post], without[post], cover)[0]
    low, high = np.quantile(_change(draws, design[post], without[post], cover), [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
    span = f"{post.sum() * grid.hours:,.0f} hours after the answer"
    level, half = fitted.params[2], 1.959964 * covariance[2, 2] ** 0.5
    step = 100 * np.expm1(np.array([level, level - half, level + half]))
    rows = [
        Estimate("level at the answer, against the trend before it", *step, "%"),
        Estimate(f"volume in the {span}, against the trend before it", 100 * change, 100 * low, 100 * high, "%"),
    ]
    for place, name in enumerate(columns):
        value, half = fitted.params[place], 1.959964 * covariance[place, place] ** 0.5
        rows.append(Estimate(name, value, value - half, value + half, "log mentions per bin"))
    paths = np.exp(draws @ without[post].T) * cover
    ends = np.quantile(paths, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2], axis=0)
    time = series.start + pd.to_timedelta(np.arange(grid.bins)[post] * grid.hours, unit="h")
    return TextbookFit(
        estimate_table(rows),
        (
            "Without the answer the logarithm of the volume would have gone on along a straight line.",
            "Nothing else happened at the time of the answer.",
            "Errors allow for serial correlation over a day; missing bins are skipped.",
        ),
        series.note(),
        pd.DataFrame({"time": time, "value": grid.counts[post]}),
        pd.DataFrame({"time": time, "value": np.exp(without[post] @ fitted.params[: design.shape[1]]) * cover,
                      "lower": ends[0], "upper": ends[1]}),
        "Interrupted time series",
        next(iter(series.responses.values())),
    )  # fmt: skip


def read_after_trigger(
    counts: pd.DataFrame, trigger: Instant, response: Instant, events: Instants, every: str | None
) -> tuple[Series, int, int]:
    """Read a series for a method that starts at the trigger; also the first bin, and that of the response."""
    series = read_series(counts, trigger=trigger, responses={"response": response}, events=events, every=every)
    grid = series.grid
    first = int(np.ceil(series.hours(series.trigger) / grid.hours))
    cut = int(np.ceil(series.hours(next(iter(series.responses.values()))) / grid.hours))
    before = int(grid.seen[first:cut].sum())
    if before < FEWEST_BEFORE:
        raise NotEnoughData("There are too few bins between trigger and response for a trend.",
                            received=f"{before} collected bins of {grid.hours:g} h", allowed=f"at least {FEWEST_BEFORE}",
                            remedy="use shorter bins where the messages are dated finely enough")  # fmt: skip
    return series, first, cut


def _change(parameters: np.ndarray, fitted: np.ndarray, without: np.ndarray, coverage: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        seen, drawn_on = np.exp(parameters @ fitted.T) @ coverage, np.exp(parameters @ without.T) @ coverage
    return seen / drawn_on - 1
