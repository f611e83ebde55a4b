"""How wrong is a scorer, and what is the share of negative messages once that is allowed for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from workbench.mentions import STANCES
from workbench.models.base import LEVEL, Estimate, ModelResult, estimate_table
from workbench.models.corrected_share import Posterior, share_by_other_labels, share_by_own_labels
from workbench.models.label_counts import (
    FEWEST_LABELS,
    confusion_table,
    other_labels,
    own_labels,
    read_counts_by_stance,
    read_labels,
)
from workbench.problems import NotEnoughData, WorkbenchError

#: Below this share of possible draws the error rates cannot be those of these messages.
LEAST_POSSIBLE = 0.01
_OTHER = frozenset({"label", "stance", "messages"})


@dataclass(frozen=True, repr=False, eq=False)
class StanceCalibration(ModelResult):
    """A scorer against people.

    Attributes
    ----------
    estimates : DataFrame
        In per cent: the corrected share, the share as scored, precision and recall.
    confusion : DataFrame
        Messages by label of people (rows) and by the scorer (columns).
    stance : str
        Whose share was corrected.
    labels : int
        How many labels went in.
    judged : int
        Messages that the scorer judged.
    elsewhere : str
        Where the labels come from, if not from these messages; else empty.
    posterior : Posterior
        Draws behind the intervals.
    """

    confusion: pd.DataFrame
    stance: str
    labels: int
    judged: int
    elsewhere: str
    posterior: Posterior
    figure: ClassVar[str] = "calibration.plot_calibration"

    def summary(self) -> str:
        """Say what the scorer says, what people say, and where the error rates come from."""
        share, scored, precision, recall = (self.estimates.iloc[row] for row in range(4))
        said = (
            f"The scorer calls {scored['value']:.1f} % of {self.judged:,} messages {self.stance}. Allowing for its errors, "
            f"{share['value']:.1f} % are ({share['lower']:.1f} to {share['upper']:.1f} %). "
        )
        if pd.notna(precision["value"]):
            said += f"Of those it calls {self.stance}, {precision['value']:.0f} % are; "
            said += (
                f"of those that are, it finds {recall['value']:.0f} %."
                if pd.notna(recall["value"])
                else "how many of those that are it finds, nobody can say: no label is among them."
            )
        if self.elsewhere:
            said += (
                " Its errors were counted on other messages and carried over; nobody has checked them on these, and the "
                "interval does not allow for that."
            )
        return said.strip()


def calibrate(
    scored: pd.DataFrame | Mapping[str, float] | pd.Series,
    labels: Any,
    *,
    stance: str = "negative",
    seed: int = 0,
) -> StanceCalibration:
    """Hold a scorer against labels that people made, and correct its share of negative messages.

    Never quote a share that no label has checked: a scorer with a precision of 90 % can miss half of what it looks for.

    Parameters
    ----------
    scored : pandas.DataFrame, or mapping or Series of counts
        A table of :func:`workbench.score_stance`; or, with labels from other messages, messages by stance.
    labels : pandas.DataFrame, Series, path or labelling widget
        Labels of messages of this table: ``mention_id``, ``label`` and, where the sample was drawn at unequal
        rates, ``weight`` (messages that a label stands for), as :func:`workbench.label_mentions` writes them. Or
        the errors that a scorer made on other messages: ``label``, ``stance`` and ``messages``, such as
        ``wb.load_series("airlines-2015-vader")``.
    stance : str
        Whose share is wanted.
    seed : int
        Seed of the draws behind the intervals.

    Returns
    -------
    StanceCalibration

    Raises
    ------
    WorkbenchError, NotEnoughData
        With fewer than 30 labels, with a class of the scorer of which fewer than 5 messages are labelled, with
        labels of messages that are not in the table, twice, or no stances; for error rates from elsewhere that
        cannot be those of these messages. All problems at once.

    Notes
    -----
    With labels of the same messages: share = sum over the scorer's classes of P(class) P(negative | class), each
    with its posterior (:func:`workbench.models.corrected_share.share_by_own_labels`). With error rates from
    elsewhere: the share that explains how many are flagged, given recall and false alarms (Rogan and Gladen 1978, as
    a posterior). Messages that the scorer could not judge are outside of all shares.

    Examples
    --------
    >>> import workbench as wb
    >>> there = wb.load_series("airlines-2015-vader")
    >>> here = calibrate({"negative": 400, "neutral": 300, "positive": 300}, there)
    >>> [round(float(value)) for value in here.estimates.loc[0, ["value", "lower", "upper"]]]
    [72, 65, 80]
    """
    if stance not in STANCES[:-1]:
        raise WorkbenchError(
            "This is no stance.",
            received=repr(stance),
            allowed=", ".join(STANCES[:-1]),
            remedy="stance='negative'",
        )
    table = read_labels(labels)
    rng = np.random.default_rng(seed)
    counts = read_counts_by_stance(scored)
    judged, flagged = sum(counts.values()), counts.get(stance, 0.0)
    if "mention_id" not in table and set(table.columns) >= _OTHER:
        confusion, posterior, used = _elsewhere(table, stance, flagged, judged, rng)
        card = table.attrs.get("card", {})
        elsewhere = str(card.get("title", "a table of other messages"))
        left, assumed = 0, _ASSUMED_ELSEWHERE
    elif isinstance(scored, pd.DataFrame):
        own = own_labels(scored, table, stance)
        which = own.classes.index(stance) if stance in own.classes else -1
        posterior = share_by_own_labels(own.sizes, own.labelled, own.hits, which, rng)
        confusion, used, left, elsewhere = own.confusion, int(own.confusion.to_numpy().sum()), own.left, ""
        assumed = _ASSUMED_OWN
    else:
        raise WorkbenchError(
            "Counts alone cannot be held against labels of single messages.",
            received=f"{type(scored).__name__} of counts, and labels with {', '.join(map(str, table.columns))}",
            allowed="the scored table, or labels as label, stance and messages",
            remedy="wb.calibrate(scored, labels) with scored = wb.score_stance(mentions)",
        )
    unjudged = len(scored) - int(judged) if isinstance(scored, pd.DataFrame) else 0
    note = f"{used:,} labels" + (f" of other messages ({elsewhere})" if elsewhere else "")
    note += f"; {judged:,.0f} messages judged" + (f", {unjudged:,} unknown left out" if unjudged else "")
    note += f"; {left:,} labels not used (unknown)" if left else ""
    if isinstance(scored, pd.DataFrame) and scored.attrs.get("simulated"):
        note = f"SIMULATED messages; {note}"
    estimates = estimate_table(_rows(posterior, stance, flagged, judged, rng))
    return StanceCalibration(
        estimates, assumed, note, confusion, stance, used, int(judged), elsewhere, posterior
    )


_ASSUMED_OWN = (
    "The labelled messages were drawn by lot within each class of the scorer.",
    "People are right: what two of them would settle differently is not in the interval.",
    "The messages stand for a longer stream of their kind.",
)
_ASSUMED_ELSEWHERE = (
    "The scorer finds as large a part of the negative messages here as there, and raises as many false alarms.",
    "People are right: what two of them would settle differently is not in the interval.",
    "The messages stand for a longer stream of their kind.",
)


def _elsewhere(
    table: pd.DataFrame, stance: str, flagged: float, judged: float, rng: np.random.Generator
) -> tuple[pd.DataFrame, Posterior, int]:
    """Carry over the errors counted on other messages, or say why that cannot be."""
    found = other_labels(table)
    used = int(found.to_numpy().sum())
    if used < FEWEST_LABELS:
        raise NotEnoughData(
            "There are too few labels.",
            received=f"{used} labels of other messages",
            allowed=f"at least {FEWEST_LABELS}",
            remedy="wb.load_series('airlines-2015-vader')",
        )
    called = found[stance] if stance in found else pd.Series(0.0, found.index)
    is_so = found.index == stance
    hits, alarms = float(called[is_so].sum()), float(called[~is_so].sum())
    missed, quiet = (
        float(found[is_so].to_numpy().sum()) - hits,
        float(found[~is_so].to_numpy().sum()) - alarms,
    )
    if not hits + missed or not alarms + quiet:
        raise NotEnoughData(
            f"{'No' if not hits + missed else 'Every'} label says {stance!r}.",
            received=", ".join(f"{word}: {found.loc[word].sum():,.0f}" for word in found.index),
            allowed=f"labels that say {stance!r} and labels that do not",
            remedy="labels of more messages",
        )
    posterior = share_by_other_labels(flagged, judged, hits, missed, alarms, quiet, rng)
    if posterior.kept < LEAST_POSSIBLE:
        recall, false = hits / (hits + missed), alarms / (alarms + quiet)
        raise WorkbenchError(
            "These error rates cannot be those of these messages.",
            received=f"{flagged / judged:.1%} scored {stance} here; there {false:.1%} of the others and {recall:.1%} of "
            f"the {stance} ones were",
            allowed=f"a share between the two, and a scorer that calls more {stance} ones so than others",
            remedy="label some of these messages: wb.label_mentions(scored)",
        )
    long = found.rename_axis(index="label", columns="scored").stack()
    rows = long.index.repeat(long.to_numpy(int))
    confusion = confusion_table(
        pd.Series(rows.get_level_values("label"), name="label"),
        pd.Series(rows.get_level_values("scored"), name="scored"),
    )
    return confusion, posterior, used


def _rows(
    posterior: Posterior, stance: str, flagged: float, judged: float, rng: np.random.Generator
) -> list[Estimate]:
    tails = (0.5 - LEVEL / 2, 0.5 + LEVEL / 2)
    seen = np.quantile(rng.beta(flagged + 1 / 3, judged - flagged + 1 / 3, posterior.share.size), tails)
    rows = [
        Estimate.of(f"share of {stance}, corrected", 100 * np.array(posterior.shares(LEVEL)), "%"),
        Estimate.of(f"share of {stance}, as scored", 100 * np.array([flagged / judged, *seen]), "%"),
    ]
    for term, draws in (
        (f"precision: of those scored {stance}, {stance}", posterior.precision),
        (f"recall: of the {stance} ones, scored so", posterior.recall),
    ):
        three = posterior.three(draws, LEVEL) if np.isfinite(draws).all() else (np.nan,) * 3
        rows.append(Estimate.of(term, 100 * np.array(three), "%"))
    return rows
