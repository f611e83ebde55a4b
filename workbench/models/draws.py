"""Several tables instead of one: a series known only as a band is fitted many times, and the fits are put together.

After Rubin (1987): the variance of the result is the mean variance within a draw plus the variance between
draws, so that what is not known about the counts widens the interval instead of vanishing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t as student

from workbench.models.base import LEVEL, Estimate, ModelResult, estimate_table, percent
from workbench.models.bootstrap import CRITICAL
from workbench.models.columns import kind_of, lacking
from workbench.models.moments import Instant, Instants, read_instant, read_instants
from workbench.models.self_exciting import (
    CALMED,
    FAILED,
    INFLAMED,
    UNCLEAR,
    SelfExcitingFit,
    fit_self_exciting,
)
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.times import bins_words

#: Bins with a count of their own that are needed between the trigger and an answer, and after it. Counted
#: messages need three; a bin of a rebuilt curve says much less, and the model has as much to learn.
FEWEST_EACH_SIDE = 8


class Combined(NamedTuple):
    """A result over draws: value, interval, p-value, and the share of the variance that the draws add."""

    value: float
    lower: float
    upper: float
    p_value: float
    between: float


def combine(values: np.ndarray, errors: np.ndarray) -> Combined:
    """Put estimates from several draws together.

    Parameters
    ----------
    values, errors : ndarray, shape (draws,)
        Estimate and standard error per draw, on a scale where they are about normal.

    Returns
    -------
    Combined
        Interval at 95 %.

    Notes
    -----
    T = W + (1 + 1/m) B with W the mean squared error within and B the variance between m draws; Student's t
    with (m - 1) (1 + W / ((1 + 1/m) B))^2 degrees of freedom. D. B. Rubin, Multiple Imputation for
    Nonresponse in Surveys, 1987.

    Examples
    --------
    >>> combine(np.array([0.1, 0.3]), np.array([0.2, 0.2])).value
    np.float64(0.2)
    """
    draws = values.size
    within, spread = float(np.mean(errors**2)), float(values.var(ddof=1)) * (1 + 1 / draws)
    total = within + spread
    free = (draws - 1) * (1 + within / spread) ** 2 if spread > 1e-12 * total else np.inf
    half = float(student.ppf((1 + LEVEL) / 2, free)) * np.sqrt(total)
    middle = values.mean()
    p_value = float(2 * student.sf(abs(middle) / np.sqrt(total), free)) if total > 0 else 1.0
    return Combined(middle, middle - half, middle + half, p_value, spread / total if total > 0 else 0.0)


@dataclass(frozen=True, repr=False, eq=False)
class DrawsFit(ModelResult):
    """What the self-exciting model says about an answer when the counts themselves are uncertain.

    Attributes
    ----------
    verdict : str
        That of every draw if all agree and the combined interval leaves no effect out; else "cannot tell".
    objections : tuple of str
        Why it says no more than that.
    fits : tuple of SelfExcitingFit
        One per draw.
    combined : Combined
        Of log n1/n0.
    """

    verdict: str
    objections: tuple[str, ...]
    fits: tuple[SelfExcitingFit, ...]
    combined: Combined

    def headline(self) -> str:
        """Return the verdict and E1 in one line."""
        return f"{self.verdict}; {super().headline()}"

    def summary(self) -> str:
        """Say what all draws say together, and how much of the doubt comes from the curve."""
        row = self.estimates.iloc[0]
        said = f"{percent(row.value / 100)} ({percent(row.lower / 100)} to {percent(row.upper / 100)})"
        doubt = f"{self.combined.between:.0%} of its variance come from not knowing the counts"
        if self.verdict == UNCLEAR:
            return (
                f"In this model we cannot tell whether the answer changed the course: {'; '.join(self.objections)}. "
                f"Over {len(self.fits)} possible series the change of n is {said}; {doubt}. Data: {self.data_note}."
            )
        return (
            f"In this model all {len(self.fits)} possible series are consistent with an answer that {self.verdict}: {said} in "
            f"n; {doubt}. Data: {self.data_note}."
        )


def fit_draws(
    counts: pd.DataFrame,
    *,
    trigger: Instant,
    responses: Instants,
    events: Instants = None,
    rivals: Instants = None,
    replicates: int = 100,
    checks: bool = True,
    seed: int = 0,
) -> DrawsFit:
    """Fit the self-exciting model to every draw of an uncertain series, and put the fits together.

    For counts read off a rebuilt curve: one draw alone would pretend that they were counted.

    Parameters
    ----------
    counts : DataFrame
        ``draw`` and, per draw, ``time``, ``count``, ``coverage`` as in :func:`workbench.fit_self_exciting`.
    trigger, responses, events, rivals, replicates, checks, seed
        As there. The first answer is the one that is told.

    Returns
    -------
    DrawsFit

    Raises
    ------
    NotEnoughData
        With fewer than 8 bins of their own between the trigger and an answer, or after it.
    WorkbenchError
        If there is no column ``draw``, fewer than two draws, or a draw that does not converge; and for
        everything that :func:`workbench.fit_self_exciting` refuses.

    Notes
    -----
    A curve that is rebuilt without knowing of an answer smooths over what the answer did between two
    readings. Where readings are sparse the result is therefore pulled towards no effect.

    Examples
    --------
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("cut30", seed=4)
    >>> rng = np.random.default_rng(0)
    >>> draws = [table.assign(draw=i, count=rng.poisson(table["count"])) for i in (1, 2)]
    >>> when = {"trigger": truth.trigger, "responses": truth.response}
    >>> fit_draws(pd.concat(draws), **when, replicates=40, checks=False).verdict
    'cannot tell'
    """
    tables = _tables(counts)
    _check_sides(tables[0], trigger, responses)
    fits = []
    for number, table in enumerate(tables):
        fit = fit_self_exciting(
            table,
            trigger=trigger,
            responses=responses,
            events=events,
            rivals=rivals,
            replicates=replicates,
            checks=checks,
            seed=seed + number,
        )
        if fit.verdict == FAILED:
            raise WorkbenchError(
                "The model did not converge on every draw, so there are no numbers.",
                received=f"draw {number + 1} of {len(tables)}",
                allowed="a series that determines the model",
                remedy="wider bins, a longer series, or fewer events and answers",
            )
        fits.append(fit)
    inferences = [fit.inferences[fit.response] for fit in fits]
    beta = np.array([inference.beta for inference in inferences])
    error = np.array([(inference.upper - inference.lower) / (2 * CRITICAL) for inference in inferences])
    found = combine(beta, error)
    against = _objections(fits, found)
    verdict = UNCLEAR if against else CALMED if found.value < 0 else INFLAMED
    name = fits[0].response
    rows = [
        Estimate.of(f"E1 {name}: change of n", 100 * np.expm1([found.value, found.lower, found.upper]), "%"),
        Estimate("smallest of the draws", 100 * float(np.expm1(beta.min())), np.nan, np.nan, "%"),
        Estimate("largest of the draws", 100 * float(np.expm1(beta.max())), np.nan, np.nan, "%"),
    ]
    what = counts.attrs.get("counted", "counts")
    kind = kind_of(counts)
    note = f"{len(fits)} draws of {what}{f' ({kind})' if kind else ''}; the first: {fits[0].data_note}"
    assumed = (
        *fits[0].assumptions,
        "The draws are all that the readings leave possible, and know of no answer.",
    )
    return DrawsFit(estimate_table(rows), assumed, note, verdict, tuple(against), tuple(fits), found)


def _objections(fits: list[SelfExcitingFit], found: Combined) -> list[str]:
    said = []
    if found.lower <= 0 <= found.upper:
        said.append(f"chance and the uncertain counts alone give as much in {found.p_value:.0%} of cases")
    verdicts = pd.Series([fit.verdict for fit in fits])
    unclear = int((verdicts == UNCLEAR).sum())
    if unclear:
        said.append(f"taken alone, {unclear} of {len(fits)} possible series cannot tell")
    if {CALMED, INFLAMED} <= set(verdicts):
        said.append("the sign depends on which of the possible series is the true one")
    return said


def _tables(counts: pd.DataFrame) -> list[pd.DataFrame]:
    remedy = "wb.case_counts of a case with a rebuilt curve, or wb.fit_self_exciting for one table"
    if problems := lacking(counts, ["draw", "time", "count"], remedy=remedy):
        raise problems[0]
    tables = [table.drop(columns="draw").reset_index(drop=True) for _, table in counts.groupby("draw")]
    if len(tables) < 2:
        raise NotEnoughData(
            "One draw says nothing about how uncertain the counts are.",
            received=f"{len(tables)} draws",
            allowed="2 or more; 20 are usual",
            remedy="wb.case_counts(case, draws=20)",
        )
    for table in tables:
        table.attrs = {key: value for key, value in counts.attrs.items() if key == "simulated"}
    return tables


def _check_sides(table: pd.DataFrame, trigger: Instant, responses: Instants) -> None:
    problems: list[WorkbenchError] = []
    moments = read_instants(responses, "response", problems)
    start = read_instant(trigger, "trigger")
    if problems:
        raise problems[0]
    seen = table[table["count"].notna()]["time"]
    width = float(table["time"].diff().min() / pd.Timedelta(hours=1))
    for name, time in moments.items():
        before, after = int(((seen >= start) & (seen < time)).sum()), int((seen >= time).sum())
        if min(before, after) < FEWEST_EACH_SIDE:
            raise NotEnoughData(
                f"Too little is known around the answer {name!r}: {bins_words(before, width)} with a reading before it and "
                f"{bins_words(after, width)} after it, where {FEWEST_EACH_SIDE} are needed on each side.",
                received=f"bins with a reading of their own: {before} between trigger and answer, {after} after it",
                allowed=f"at least {FEWEST_EACH_SIDE} on each side",
                remedy="say how much lay before and after the answer, with its band: curve.at([...])",
            )
