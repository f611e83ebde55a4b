"""Where many delays were observed: further negative posts before and after a reply."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from workbench.models.base import COLUMNS, LEVEL, Estimate, ModelResult, estimate_table, number
from workbench.models.clustered import fit_cells
from workbench.models.columns import kind_of, lacking, together
from workbench.models.exposure import CELL, COUNTS, REPLIES, WAITING_ANSWERED, WAITING_NEVER
from workbench.problems import NotEnoughData, WorkbenchError

#: Fewer negative posts than this on either side, and the ratio says nothing.
FEWEST_POSTS = 20
#: The same for one class of replies.
FEWEST_IN_CLASS = 5
FEWEST_BRANDS = 5
STATES = (WAITING_ANSWERED, WAITING_NEVER, *(name for _, name in REPLIES))
_UNKNOWN = (math.nan, math.nan, math.nan)


@dataclass(frozen=True, repr=False)
class ConversationEffect(ModelResult):
    """Further posts per 100 hours, while waiting and after a reply.

    Attributes
    ----------
    estimates : pandas.DataFrame
        ``term``, ``value``, ``lower``, ``upper``, ``unit``. Negative posts first, then the dialogue
        trap: posts of every kind, which is the wrong outcome.
    by_wait : pandas.DataFrame
        The ratio answered/waiting by the reply's own delay, same columns.
    rates : pandas.DataFrame
        Further negative posts per 100 hours at equal wait: while waiting, then by the reply's own
        delay, same columns.
    raw : pandas.DataFrame
        Hours, posts and unadjusted rates per state: what a before/after table would show.
    assumptions : tuple of str
    data_note : str
    """

    figure = "conversations.plot_delay_curve"
    by_wait: pd.DataFrame
    rates: pd.DataFrame
    raw: pd.DataFrame

    def headline(self) -> str:
        """Return the ratio of negative posts, answered over waiting."""
        row = self.estimates.iloc[2]
        return f"{row.term} {number(row.value)} ({number(row.lower)} to {number(row.upper)})"

    def summary(self) -> str:
        """Say in three sentences what was found."""
        before, after, ratio, among, every = (self.estimates.iloc[i] for i in range(5))
        inside = (
            f"among the conversations that were answered at some time it is {among.value:.2f} "
            f"({among.lower:.2f} to {among.upper:.2f})"
            if among.value > 0
            else "too few posts precede a reply to look among the answered conversations only"
        )
        return (
            f"In this model a waiting customer writes {before.value:.2f} further negative posts per 100 hours, and would write "
            f"{after.value:.2f} once answered: a ratio of {ratio.value:.2f} ({ratio.lower:.2f} to {ratio.upper:.2f}); {inside}. "
            f"{self.verdict()} "
            f"Posts of every kind change by a factor of {every.value:.2f} ({every.lower:.2f} to {every.upper:.2f}): a reply starts a "
            f"dialogue, so the total is the wrong outcome. Intervals are at {LEVEL:.0%}, clustered by brand."
        )

    @property
    def clear(self) -> bool:
        """Whether both comparisons lie on the same side of no difference."""
        return "cannot tell" not in self.verdict()

    def verdict(self) -> str:
        """Say what two comparisons allow to say; both are biased, and in opposite directions."""
        sides = {_side(self.estimates.iloc[at]) for at in (2, 3)}
        if sides == {-1}:
            return "Both comparisons are consistent with replies that calm."
        if sides == {1}:
            return "Both comparisons are consistent with replies that bring further negative posts."
        return "The two comparisons do not agree, so this table cannot tell whether a reply changes how many follow."


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
        With every problem found: columns missing, hours or counts negative or missing, states unknown.
    NotEnoughData
        If either side holds fewer than 20 negative posts, the table fewer than 5 brands, or the fit
        does not converge.

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
    heard = cells.groupby("brand")["negative"].transform("sum") > 0
    # A brand nobody wrote further about has no finite rate of its own; the note names it.
    silent = sorted(cells.loc[~heard, "brand"].unique())
    cells = cells[heard].reset_index(drop=True)
    hours, answered = cells["hours"].to_numpy(), _answered(cells)
    negative = fit_cells(cells, "negative", {"answered": answered})
    every = fit_cells(cells, "posts", {"answered": answered})
    before, after = negative.rates(("answered",), ~answered.to_numpy(), hours)
    estimates = estimate_table(
        [
            Estimate("further negative posts while waiting", *before, "per 100 hours"),
            Estimate("further negative posts once answered", *after, "per 100 hours"),
            Estimate("ratio, negative posts (answered / waiting)", *negative.ratio("answered"), "ratio"),
            Estimate("the same, among answered conversations only", *_among(cells), "ratio"),
            Estimate("ratio, posts of every kind (the dialogue trap)", *every.ratio("answered"), "ratio"),
        ]
    )
    by_wait, rates = _by_class(cells)
    return ConversationEffect(
        estimates,
        (
            "Within brand, opening stance, elapsed wait and part of the day, who is answered when is as good as random.",
            "Agents who answer the angriest or the easiest first would break this; the table cannot show it.",
            "Customers who are never answered may not have wanted an answer: that makes replies look bad. Looking among the "
            "answered only counts hours before a reply that was coming, often because they wrote again: that makes replies look good.",
            "A customer's first post in the collection is taken for the first contact.",
            "The stance of a post is as somebody or something coded it; what a dictionary misses is missing here too.",
        ),
        _note(table, cells, silent),
        by_wait,
        rates,
        _raw(cells),
    )


def _among(cells: pd.DataFrame) -> tuple[float, float, float]:
    """The ratio among conversations that were answered at some time."""
    chosen = cells[cells["state"] != WAITING_NEVER]
    answered = _answered(chosen)
    if min(chosen.loc[answered, "negative"].sum(), chosen.loc[~answered, "negative"].sum()) < FEWEST_POSTS:
        return _UNKNOWN
    return fit_cells(chosen, "negative", {"answered": answered}).ratio("answered")


def _by_class(cells: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Ratios and standardised rates by the reply's own delay."""
    posts = cells.groupby("state")["negative"].sum()
    classes = tuple(name for _, name in REPLIES if name in posts)
    told = tuple(name for name in classes if posts[name] >= FEWEST_IN_CLASS)
    # A class nearly without posts has no finite ratio; its cells leave, or they would count as waiting.
    cells = cells[~_answered(cells) | cells["state"].isin(told)]
    fit = fit_cells(cells, "negative", {name: cells["state"] == name for name in told})
    standard = fit.rates(told, ~_answered(cells).to_numpy(), cells["hours"].to_numpy())
    rate = dict(zip(told, standard[1:], strict=True))
    by_wait = [(name, *(fit.ratio(name) if name in told else _UNKNOWN), "ratio") for name in classes]
    rates = [("waiting", *standard[0], "per 100 hours")]
    rates += [(name, *rate.get(name, _UNKNOWN), "per 100 hours") for name in classes]
    return pd.DataFrame(by_wait, columns=list(COLUMNS)), pd.DataFrame(rates, columns=list(COLUMNS))


def _raw(cells: pd.DataFrame) -> pd.DataFrame:
    raw = cells.groupby("state")[["hours", "negative", "posts"]].sum()
    raw = raw.reindex([name for name in STATES if name in raw.index])
    raw["negative_per_100_hours"] = 100 * raw["negative"] / raw["hours"]
    raw["posts_per_100_hours"] = 100 * raw["posts"] / raw["hours"]
    return raw


def _note(table: pd.DataFrame, cells: pd.DataFrame, silent: list[str]) -> str:
    left = f"; without {', '.join(silent)}, about whom nobody wrote a further negative post" if silent else ""
    kind = f"{kind_of(table)}: " if kind_of(table) else ""
    started = int(table.loc[~table["brand"].isin(silent), "conversations"].sum())
    return (
        f"{kind}{started:,} conversations of {cells['brand'].nunique()} brands, {cells['hours'].sum():,.0f} hours at risk, "
        f"{int(cells['negative'].sum()):,} further negative posts{left}; grouped table, no text or names"
    )


def _side(row: pd.Series) -> int:
    return -1 if row["upper"] < 1 else 1 if row["lower"] > 1 else 0


def _answered(cells: pd.DataFrame) -> pd.Series:
    return cells["state"].str.startswith("answered")


def _checked(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with hours, or raise every reason why there can be no fit."""
    problems = lacking(table, [*CELL, *COUNTS], remedy="make the table with exposure_table")
    if problems:
        raise problems[0]
    figures = table[list(COUNTS)]
    if (figures < 0).any(axis=None) or figures.isna().any(axis=None):
        missing = int(figures.isna().sum().sum())
        problems.append(
            WorkbenchError(
                "Hours or counts are negative or missing.",
                received=f"a least value of {figures.min().min():g}, and {missing} missing",
                allowed="0 or more in every cell",
                remedy="make the table with exposure_table",
            )
        )
    if odd := sorted(set(table["state"]) - set(STATES), key=str):
        problems.append(
            WorkbenchError(
                "A state is not known.",
                received=", ".join(map(repr, odd[:5])),
                allowed=", ".join(map(repr, STATES)),
                remedy="make the table with exposure_table",
            )
        )
    if problems:
        raise together(problems, "This table")
    cells = table[table["hours"] > 0]
    answered = _answered(cells)
    sides = {
        "waiting": int(cells.loc[~answered, "negative"].sum()),
        "answered": int(cells.loc[answered, "negative"].sum()),
    }
    if min(sides.values()) < FEWEST_POSTS:
        problems.append(
            NotEnoughData(
                "There are too few further negative posts to compare.",
                received=", ".join(f"{count} {side}" for side, count in sides.items()),
                allowed=f"at least {FEWEST_POSTS} on each side",
                remedy="collect longer, or more brands",
            )
        )
    brands = int((cells.groupby("brand")["negative"].sum() > 0).sum())
    if brands < FEWEST_BRANDS:
        problems.append(
            NotEnoughData(
                "There are too few brands for clustered errors.",
                received=f"{brands} with a further negative post",
                allowed=f"at least {FEWEST_BRANDS}",
                remedy="collect more brands",
            )
        )
    if problems:
        raise together(problems, "This table")
    return cells
