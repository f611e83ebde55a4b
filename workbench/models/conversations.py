"""Where many delays were observed: further negative posts before and after a reply."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, ModelResult, number
from workbench.models.exposure import CELL, REPLIES, WAITING_NEVER
from workbench.problems import NotEnoughData, WorkbenchError

#: Fewer negative posts than this on either side, and the ratio says nothing.
FEWEST_POSTS = 20
FEWEST_BRANDS = 5
DRAWS = 4000


@dataclass(frozen=True, repr=False)
class ConversationEffect(ModelResult):
    """Further posts per 100 hours, while waiting and after a reply.

    Attributes
    ----------
    estimates : pandas.DataFrame
        ``term``, ``value``, ``lower``, ``upper``, ``unit``. Negative posts first, then the dialogue
        trap: posts of every kind, which is the wrong outcome.
    by_wait : pandas.DataFrame
        The ratio after/before by the reply's own delay, same columns.
    raw : pandas.DataFrame
        Hours, posts and unadjusted rates per state: what a before/after table would show.
    assumptions : tuple of str
    data_note : str
    """

    figure = "conversations.plot_delay_curve"
    by_wait: pd.DataFrame
    raw: pd.DataFrame

    def headline(self) -> str:
        """Return the ratio of negative posts, answered over waiting."""
        row = self.estimates.iloc[2]
        return f"ratio {number(row.value)} ({number(row.lower)} to {number(row.upper)})"

    def summary(self) -> str:
        """Say in three sentences what was found."""
        before, after, ratio, among, every = (self.estimates.iloc[i] for i in range(5))
        trap = "rise" if every.value > 1 else "fall"
        return (
            f"In this model a waiting customer writes {before.value:.2f} further negative posts per 100 hours, and would write "
            f"{after.value:.2f} once answered: a ratio of {ratio.value:.2f} ({ratio.lower:.2f} to {ratio.upper:.2f}); among the "
            f"conversations that were answered at some time it is {among.value:.2f} ({among.lower:.2f} to {among.upper:.2f}). "
            f"{_verdict(ratio, among)} "
            f"Posts of every kind {trap} by a factor of {every.value:.2f} ({every.lower:.2f} to {every.upper:.2f}): a reply starts a "
            f"dialogue, so the total is the wrong outcome. Intervals are at {LEVEL:.0%}, clustered by brand."
        )


def fit_conversations(table: pd.DataFrame) -> ConversationEffect:
    """Fit the recurrent-event model to a table of hours at risk.

    One crisis has one delay. Delay can be learned where many were observed: in conversations. The
    outcome is the number of further negative posts of the same customer; unanswered conversations
    count until the last look.

    Parameters
    ----------
    table : pandas.DataFrame
        From :func:`workbench.models.exposure.exposure_table`, or the shipped
        ``wb.load_series("airline-conversations")``.

    Returns
    -------
    ConversationEffect

    Raises
    ------
    WorkbenchError
        If columns are missing, or hours or counts are negative.
    NotEnoughData
        If either side holds fewer than 20 negative posts, or the table fewer than 5 brands.

    Notes
    -----
    Poisson regression of the posts in each cell on state, elapsed wait, stance of the first post,
    brand and part of the day, with log hours as offset: the rate decays by itself with the elapsed
    wait, and the state is compared at equal wait, so that a late reply is not credited with a calm
    that had come anyway (immortal time). The rates are standardised over the waiting hours. Errors
    are clustered by brand and referred to a t distribution with brands - 1 degrees of freedom.

    Examples
    --------
    >>> from workbench.models.exposure import exposure_table
    >>> from workbench.simulate_conversations import simulate_conversations
    >>> posts, truth = simulate_conversations(conversations=6000, ratio=0.5, seed=2)
    >>> row = fit_conversations(exposure_table(posts)).estimates.iloc[2]
    >>> bool(row.lower < truth["ratio"] < row.upper)
    True
    """
    cells = _checked(table)
    answered = _answered(cells)
    negative = _fit(cells, "negative", {"answered": answered})
    every = _fit(cells, "posts", {"answered": answered})
    classes = {name: cells["state"] == name for _, name in REPLIES if (cells["state"] == name).any()}
    by_class = _fit(cells, "negative", classes)
    chosen = cells[cells["state"] != WAITING_NEVER]
    among = _fit(chosen, "negative", {"answered": _answered(chosen)})
    before, after = _standardised(negative, cells)
    estimates = pd.DataFrame(
        [
            ("further negative posts while waiting", *before, "per 100 hours"),
            ("further negative posts once answered", *after, "per 100 hours"),
            ("ratio, negative posts (answered / waiting)", *negative.ratio("answered"), "ratio"),
            ("the same, among answered conversations only", *among.ratio("answered"), "ratio"),
            ("ratio, posts of every kind (the dialogue trap)", *every.ratio("answered"), "ratio"),
        ],
        columns=["term", "value", "lower", "upper", "unit"],
    )
    by_wait = pd.DataFrame(
        [(name, *by_class.ratio(name), "ratio") for name in classes], columns=["term", "value", "lower", "upper", "unit"]
    )
    raw = cells.groupby("state")[["hours", "negative", "posts"]].sum()
    raw["negative_per_100_hours"] = 100 * raw["negative"] / raw["hours"]
    raw["posts_per_100_hours"] = 100 * raw["posts"] / raw["hours"]
    started = int(table["conversations"].sum())
    note = (
        f"{started:,} conversations of {cells['brand'].nunique()} brands, {cells['hours'].sum():,.0f} hours at risk, "
        f"{int(cells['negative'].sum()):,} further negative posts; grouped table, no text or names"
    )
    return ConversationEffect(
        estimates,
        (
            "Within brand, opening stance, elapsed wait and part of the day, who is answered when is as good as random.",
            "Agents who answer the angriest or the easiest first would break this; the table cannot show it.",
            "Customers who are never answered may not have wanted an answer: that makes replies look bad. Looking among the "
            "answered only counts hours before a reply that was coming, often because they wrote again: that makes replies look good.",
            "A customer's first post in the collection is taken for the first contact.",
            "The stance of English posts was scored by a dictionary, which misses about half of the negative ones.",
        ),
        note,
        by_wait,
        raw,
    )


def _verdict(ratio: pd.Series, among: pd.Series) -> str:
    """Say what two comparisons allow to say; both are biased, and in opposite directions."""
    sides = {_side(ratio), _side(among)}
    if sides == {-1}:
        return "Both comparisons are consistent with replies that calm."
    if sides == {1}:
        return "Both comparisons are consistent with replies that bring further negative posts."
    return "The two comparisons do not agree, so this table cannot tell whether a reply changes how many follow."


def _side(row: pd.Series) -> int:
    return -1 if row["upper"] < 1 else 1 if row["lower"] > 1 else 0


def _answered(cells: pd.DataFrame) -> pd.Series:
    return cells["state"].str.startswith("answered")


@dataclass(frozen=True)
class _Regression:
    """Coefficients of one regression, their clustered covariance, and the design they belong to."""

    names: list[str]
    beta: np.ndarray
    covariance: np.ndarray
    design: np.ndarray
    critical: float
    degrees: int

    def ratio(self, name: str) -> tuple[float, float, float]:
        """exp of a coefficient with its interval."""
        at = self.names.index(name)
        half = self.critical * np.sqrt(self.covariance[at, at])
        return tuple(np.exp(self.beta[at] + np.array([0, -half, half])))


def _fit(cells: pd.DataFrame, outcome: str, states: dict[str, pd.Series]) -> _Regression:
    from scipy import stats
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    dummies = pd.get_dummies(cells[["elapsed", "opening", "brand", "day_part"]].astype(str), drop_first=True, dtype=float)
    design = pd.concat([pd.DataFrame({name: flag.astype(float) for name, flag in states.items()}), dummies], axis=1)
    design.insert(0, "intercept", 1.0)
    brands = cells["brand"].astype("category").cat.codes.to_numpy()
    fitted = GLM(cells[outcome], design, family=Poisson(), offset=np.log(cells["hours"])).fit(
        cov_type="cluster", cov_kwds={"groups": brands}
    )
    if not fitted.converged:
        raise NotEnoughData("The fit did not converge, so there are no numbers.", received=f"{len(cells)} cells",
                            allowed="a table with posts in most brands", remedy="use fewer or larger brands")  # fmt: skip
    degrees = len(np.unique(brands)) - 1
    return _Regression(
        list(design), fitted.params.to_numpy(), fitted.cov_params().to_numpy(), design.to_numpy(),
        float(stats.t.ppf(0.5 + LEVEL / 2, degrees)), degrees,
    )  # fmt: skip


def _standardised(model: _Regression, cells: pd.DataFrame) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Rates per 100 hours over the waiting hours, as they were and as if answered, with intervals."""
    waiting = ~_answered(cells).to_numpy()
    design, hours = model.design[waiting], cells["hours"].to_numpy()[waiting]
    design = design.copy()
    at = model.names.index("answered")
    rng = np.random.default_rng(0)
    # t-distributed draws: with ten brands the covariance itself is uncertain.
    scale = np.sqrt(model.degrees / rng.chisquare(model.degrees, DRAWS))[:, None]
    noise = rng.multivariate_normal(np.zeros(len(model.beta)), model.covariance, DRAWS, method="eigh") * scale
    rates = []
    for state in (0.0, 1.0):
        design[:, at] = state
        draws = 100 * np.exp((model.beta + noise) @ design.T) @ hours / hours.sum()
        value = 100 * np.exp(design @ model.beta) @ hours / hours.sum()
        low, high = np.quantile(draws, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
        rates.append((float(value), float(low), float(high)))
    return rates[0], rates[1]


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    needed = [*CELL, "hours", "negative", "posts", "conversations"]
    missing = [name for name in needed if name not in table]
    if missing:
        raise WorkbenchError("Columns are missing.", received=", ".join(map(str, table.columns)), allowed=", ".join(needed),
                             remedy="make the table with exposure_table")  # fmt: skip
    if (table[["hours", "negative", "posts"]] < 0).any(axis=None):
        raise WorkbenchError("Hours or counts are negative.", received=f"a least value of {table[['hours', 'negative', 'posts']].min().min():g}",
                             allowed="0 or more", remedy="make the table with exposure_table")  # fmt: skip
    cells = table[table["hours"] > 0]
    answered = _answered(cells)
    sides = {"waiting": int(cells.loc[~answered, "negative"].sum()), "answered": int(cells.loc[answered, "negative"].sum())}
    if min(sides.values()) < FEWEST_POSTS:
        raise NotEnoughData("There are too few further negative posts to compare.",
                            received=", ".join(f"{count} {side}" for side, count in sides.items()),
                            allowed=f"at least {FEWEST_POSTS} on each side", remedy="collect longer, or more brands")  # fmt: skip
    # A brand nobody wrote further about has no finite rate of its own; its hours still count in the totals.
    heard = cells.groupby("brand")["negative"].transform("sum") > 0
    cells = cells[heard]
    if cells["brand"].nunique() < FEWEST_BRANDS:
        raise NotEnoughData("There are too few brands for clustered errors.", received=f"{cells['brand'].nunique()} brands",
                            allowed=f"at least {FEWEST_BRANDS}", remedy="collect more brands")  # fmt: skip
    return cells.reset_index(drop=True)
