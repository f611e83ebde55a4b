"""Did the answer change how far each negative mention carries: the self-exciting model of counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, Estimate, ModelResult, estimate_table
from workbench.models.bootstrap import FEWEST_CONVERGED, Inference, infer_response
from workbench.models.checks import Checks, objections, run_checks, widened
from workbench.models.counted import Series, read_series
from workbench.models.excitation import TIME_SCALES
from workbench.models.fitting import Fitted, fit_grid
from workbench.models.gaps import unseen_history
from workbench.models.memories import kernel_sensitivity
from workbench.models.moments import Instant, Instants
from workbench.models.self_exciting_words import CALMED, FAILED, INFLAMED, UNCLEAR, told
from workbench.models.triggers import trigger_sensitivity
from workbench.models.volume import Scenario, difference
from workbench.problems import WorkbenchError


@dataclass(frozen=True, repr=False, eq=False)
class SelfExcitingFit(ModelResult):
    """What the self-exciting model says about each answer, and everything that speaks against it.

    Attributes
    ----------
    estimates : DataFrame
        Per answer E1 (change of n, the further mentions one mention sets off) and E2 (change of volume
        up to the horizon, against no such answer), in per cent; then the parameters.
    verdict : str
        About the first answer: "calmed", "inflamed", "cannot tell" or "no numbers".
    objections : tuple of str
        Why the sentence says no more than "cannot tell".
    p_values : dict
        Per answer, of no effect on n.
    inferences : dict of Inference
        Per answer; tests, intervals and bootstrap draws.
    checks : Checks or None
        Of the first answer.
    series : Series
        What went in.
    fitted : Fitted
        Design and optimum.
    horizon_hours : float
        From the trigger.
    """

    verdict: str
    objections: tuple[str, ...]
    p_values: dict[str, float]
    inferences: dict[str, Inference]
    checks: Checks | None
    series: Series
    fitted: Fitted
    horizon_hours: float
    figure: ClassVar[str] = "self_exciting.plot_self_exciting"
    method: ClassVar[str] = "The self-exciting model"

    @property
    def response(self) -> str:
        """Name of the first answer, the one the verdict and the checks are about."""
        return next(iter(self.series.responses))

    @property
    def delay_hours(self) -> float:
        """Hours from the trigger to the first answer."""
        grid = self.series.grid
        return float(grid.responses[0] - grid.shocks[0])

    def scenario(self, delay_hours: float | None, response: str | None = None) -> Scenario:
        """Return the scenario in which one answer comes at a delay, or (``None``) not at all."""
        grid, names = self.series.grid, list(self.series.responses)
        start = float(grid.shocks[0])
        hours = np.inf if delay_hours is None else start + float(delay_hours)
        first = int(start // grid.hours)
        last = min(grid.bins, first + int(np.ceil(self.horizon_hours / grid.hours - 1e-9)))
        return Scenario(names.index(response or self.response), hours, first, last)

    def headline(self) -> str:
        """Return the verdict and E1 in one line."""
        if self.verdict == FAILED:
            return "no numbers: the fit did not converge"
        return f"{self.verdict}; {super().headline()}"

    def summary(self) -> str:
        """Say what was found, or why it cannot be told, with horizon, level, n and span."""
        return told(self)


def fit_self_exciting(
    counts: pd.DataFrame,
    *,
    trigger: Instant,
    responses: Instants,
    events: Instants = None,
    rivals: Instants = None,
    every: str | None = None,
    horizon: str | None = None,
    time_scales: Iterable[float] = TIME_SCALES,
    settle: str = "0h",
    season: pd.Series | np.ndarray | None = None,
    replicates: int = 200,
    checks: bool = True,
    seed: int = 0,
) -> SelfExcitingFit:
    """Ask whether an answer changed how many further negative mentions each mention sets off.

    A crisis decays by itself; a model that knows how mentions set off mentions can tell that decay from
    an effect. It says "cannot tell" whenever test, placebo times, other memories and rival events do not agree.

    Parameters
    ----------
    counts : DataFrame
        `time` (aware start of each bin, UTC), `count` of negative mentions (NaN where nobody collected) and
        optionally `coverage`, the share of the bin that was collected, in (0, 1].
    trigger : str or Timestamp
        When the crisis began; a shock of outside mentions starts here.
    responses : mapping or time
        Name to time of each answer, aware. The first is the one that is checked and told.
    events : mapping, optional
        News that brought mentions of its own: each becomes a shock in the model.
    rivals : mapping, optional
        Other documented events; those within 12 h of the answer are tried as explanations.
    every : str, optional
        Width of a bin; without it the smallest step of the table.
    horizon : str, optional
        Stretch after the trigger over which mentions are counted, ``"168h"``; default the end of the counts.
    time_scales : iterable of float
        Fixed time scales of the memory in hours.
    settle : str
        Time an answer takes to set in; 0 for at once.
    season : array, optional
        Known relative level of the background per row, such as an hour-of-day pattern.
    replicates : int
        Bootstrap replicates for the test, and as many again for the intervals.
    checks : bool
        Run the checks; without them the verdict is "cannot tell".
    seed : int
        Seed of the bootstrap.

    Returns
    -------
    SelfExcitingFit

    Raises
    ------
    WorkbenchError, NotEnoughData, TooCoarse
        With all problems of the input at once.

    Notes
    -----
    In bins of width D, lambda_t = mu + shocks_t + n_t sum_j w_j h_j(t), where h_j is the exponentially
    weighted past on time scale tau_j and n_t = n0 exp(beta g(t)) after an answer. Offspring born in their
    parent's own bin are allowed for: the whole is divided by 1 - n_t (share born at once), and the variance
    grows accordingly. Counts are negative binomial. Test and intervals are by parametric bootstrap of the
    signed root of the likelihood ratio; never the bare chi-squared.

    Examples
    --------
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("cut30", seed=4)
    >>> fit = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    >>> row = fit.estimates.iloc[0]
    >>> bool(row.lower < 100 * truth.e1 < row.upper)
    True
    """
    scales = tuple(sorted(float(scale) for scale in time_scales))
    series = read_series(
        counts,
        trigger=trigger,
        responses=responses,
        events=events,
        rivals=rivals,
        every=every,
        season=season,
        settle_hours=pd.Timedelta(settle) / pd.Timedelta(hours=1),
        scales=scales,
    )
    hours = _horizon(horizon, series)
    fitted = Fitted(*fit_grid(series.grid, np.array(scales)))
    simulated = bool(counts.attrs.get("simulated"))
    note = ("SIMULATED data; " if simulated else "") + series.note()
    if not fitted.found.converged.all():
        why = (
            "The fit did not converge: these counts do not determine the model.",
            "A longer series, shorter bins or fewer events and answers may help.",
        )
        empty = estimate_table([])
        return SelfExcitingFit(
            empty, _assumed(series), note, FAILED, why, {}, {}, None, series, fitted, hours
        )

    rng = np.random.default_rng(seed)
    inferences = {
        name: infer_response(
            fitted.setting, fitted.design, fitted.found, which, replicates=replicates, rng=rng
        )
        for which, name in enumerate(series.responses)
    }
    first = next(iter(inferences.values()))
    done, against = None, unseen_history(fitted, 0)
    if not checks:
        against.append("this was a short run, without the checks that a claim needs")
    else:
        others = {name: series.hours(time) for name, time in series.rivals.items()}
        done = run_checks(fitted, first, 0, others, rng)
        for which, (name, inference) in enumerate(inferences.items()):
            tables = (done.kernels, done.triggers) if which == 0 else (
                kernel_sensitivity(fitted, which), trigger_sensitivity(fitted, which)
            )  # fmt: skip
            inferences[name] = widened(inference, *tables)
        first = inferences[next(iter(inferences))]
        against += objections(first, done)
    if first.converged < FEWEST_CONVERGED:
        against.append(f"only {first.converged:.0%} of the bootstrap fits converged")
    verdict = UNCLEAR if against else CALMED if first.beta < 0 else INFLAMED
    fit = SelfExcitingFit(
        estimate_table([]),
        _assumed(series),
        note,
        verdict,
        tuple(against),
        {name: inference.p_value for name, inference in inferences.items()},
        inferences,
        done,
        series,
        fitted,
        hours,
    )
    object.__setattr__(fit, "estimates", estimate_table(_estimates(fit)))
    return fit


def _estimates(fit: SelfExcitingFit) -> list[Estimate]:
    rows = []
    setting, grid = fit.fitted.setting, fit.series.grid
    for which, (name, inference) in enumerate(fit.inferences.items()):
        e1 = 100 * np.expm1([inference.beta, inference.lower, inference.upper])
        rows.append(Estimate.of(f"E1 {name}: change of n", e1, "%"))
        delay = float(grid.responses[which] - grid.shocks[0])
        e2 = 100 * np.array(
            difference(
                inference, setting, fit.scenario(delay, name), fit.scenario(None, name), which, relative=True
            )
        )
        over = f"% over {fit.horizon_hours:.0f} h, v no answer"
        rows.append(Estimate.of(f"E2 {name}: change of volume", e2, over))
    theta, layout = fit.fitted.found.theta[0], setting.layout
    draws = next(iter(fit.inferences.values())).draws
    for term, column, unit in (
        ("n0, further mentions per mention before", layout.branching, "mentions per mention"),
        ("background", layout.background, "mentions per hour"),
        ("shock of the trigger", layout.size.start, "mentions"),
        ("length of that shock", layout.length.start, "hours"),
    ):
        tail = (1 - LEVEL) / 2
        lower, upper = np.quantile(draws[:, column], [tail, 1 - tail]) if len(draws) else (np.nan, np.nan)
        rows.append(Estimate.of(term, np.exp([theta[column], lower, upper]), unit))
    return rows


def _assumed(series: Series) -> tuple[str, ...]:
    grid = series.grid
    when = "at once" if grid.settle <= 0 else f"within about {grid.settle:g} h"
    news = ", ".join(series.events) or "no other"
    return (
        "Mentions set off mentions; how many per mention is constant but for the answers.",
        f"An answer changes that number {when}, and nothing else did so at the same time.",
        f"Outside news came with the trigger and with {news} event; each faded exponentially.",
        f"Offspring born within a bin of {grid.hours:g} h are inferred, not seen.",
        "The share of mentions that was collected is known; missing bins went on as the model expects.",
    )


def _horizon(horizon: str | None, series: Series) -> float:
    longest = float((series.end - series.trigger) / pd.Timedelta(hours=1))
    if horizon is None:
        return longest
    try:
        hours = float(pd.Timedelta(horizon) / pd.Timedelta(hours=1))
    except ValueError:
        hours = float("nan")
    if not 0 < hours <= longest + 1e-9:
        raise WorkbenchError(
            "The horizon does not lie inside the counts.",
            received=f"horizon={horizon!r}",
            allowed=f"a length up to {longest:g} h, the end of the counts after the trigger",
            remedy=f"horizon='{longest:g}h'",
        )
    return hours
