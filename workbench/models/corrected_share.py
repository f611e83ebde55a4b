"""From a scorer's share to the true one: two posteriors, for labels made here and for error rates from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DRAWS = 20_000
TAIL = 0.025
#: Kerman's (2011) neutral prior of a share: a third of a message on each side. Jeffreys' halves add up over the
#: classes and pull a small share upwards: at 2 % they held the truth in 91 of 100 samples of 60 labels, these in 94.
PRIOR = 1 / 3
#: Jeffreys' prior of an error rate measured elsewhere: with 60 labels it held a share of 5 % in 95 of 100, thirds in 91.
RATE_PRIOR = 1 / 2


@dataclass(frozen=True)
class Posterior:
    """Draws of what is not known.

    Attributes
    ----------
    share, precision, recall : numpy.ndarray
        Draws, each from 0 to 1: the true share among the judged messages; of those the scorer calls negative, how
        many are; of those that are, how many it calls so.
    weight : numpy.ndarray
        How much each draw counts; they add up to 1.
    kept : float
        Share of the draws that are possible at all.
    none, all : bool
        Whether a true share of exactly 0, or of exactly 1, is in keeping with the counts.
    """

    share: np.ndarray
    precision: np.ndarray
    recall: np.ndarray
    weight: np.ndarray
    kept: float = 1.0
    none: bool = False
    all: bool = False

    def shares(self, level: float) -> tuple[float, float, float]:
        """Return median, lower and upper end of the interval of the share; 0 and 1 where they are possible."""
        middle, low, high = self.three(self.share, level)
        return middle, 0.0 if self.none else low, 1.0 if self.all else high

    def three(self, of: np.ndarray, level: float) -> tuple[float, float, float]:
        """Return median, lower and upper end of the interval of one of the quantities."""
        order = np.argsort(of)
        reached = np.cumsum(self.weight[order]) - self.weight[order] / 2
        low, middle, high = np.interp([(1 - level) / 2, 0.5, (1 + level) / 2], reached, of[order])
        return float(middle), float(low), float(high)


def share_by_own_labels(
    sizes: np.ndarray, labelled: np.ndarray, hits: np.ndarray, flagged: int, rng: np.random.Generator
) -> Posterior:
    """Take the labels of a sample of the very messages whose share is wanted.

    Parameters
    ----------
    sizes : numpy.ndarray
        Messages in each class of the scorer.
    labelled, hits : numpy.ndarray
        Labelled messages in each of these classes, and those among them that are truly negative; need not be whole.
    flagged : int
        Which of the classes is the scorer's own "negative"; -1 if it never says so.
    rng : numpy.random.Generator

    Returns
    -------
    Posterior

    Notes
    -----
    share = sum over classes s of P(s) P(negative | s): double sampling (Tenenbein 1970). P(negative | s) has a beta
    posterior under Kerman's prior, P(s) a Dirichlet posterior. Nothing is inverted, so nothing explodes, and within
    a class the sample may have been drawn at any rate.
    """
    within = rng.beta(hits + PRIOR, labelled - hits + PRIOR, (DRAWS, len(sizes)))
    classes = rng.dirichlet(np.maximum(sizes, 1e-9), DRAWS)
    negative = classes * within
    share = negative.sum(axis=1)
    found = negative[:, flagged] if flagged >= 0 else np.zeros(DRAWS)
    precision = within[:, flagged] if flagged >= 0 else np.full(DRAWS, np.nan)
    if not hits.sum():
        found = np.full(DRAWS, np.nan)  # nobody has seen one, so nobody knows how many of them are found
    weight, none, every = np.full(DRAWS, 1 / DRAWS), not hits.sum(), bool((hits >= labelled).all())
    return Posterior(share, precision, found / share, weight, none=none, all=every)


def share_by_other_labels(
    flagged: float,
    judged: float,
    hits: float,
    missed: float,
    alarms: float,
    quiet: float,
    rng: np.random.Generator,
) -> Posterior:
    """Carry error rates over that were measured on other messages.

    Parameters
    ----------
    flagged, judged : float
        Messages here that the scorer calls negative, and messages that it judged.
    hits, missed, alarms, quiet : float
        There: negative and called so; negative and missed; not negative and called so; not negative and left.
    rng : numpy.random.Generator

    Returns
    -------
    Posterior
        ``kept`` is small where the rates cannot be those of these messages.

    Notes
    -----
    With recall r and false alarm rate f the scorer flags q = f + (r - f) share; Rogan and Gladen (1978) solve for the
    share. Here r, f and q have beta posteriors and the share a uniform prior on [0, 1]. Written in q that prior has
    density 1 / (r - f), so each possible draw gets this weight; what leads outside [0, 1] is not possible.
    """
    recall = rng.beta(hits + RATE_PRIOR, missed + RATE_PRIOR, DRAWS)
    false = rng.beta(alarms + RATE_PRIOR, quiet + RATE_PRIOR, DRAWS)
    seen = rng.beta(flagged + RATE_PRIOR, judged - flagged + RATE_PRIOR, DRAWS)
    gain = recall - false
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (seen - false) / gain
        weight = np.where((gain > 0) & (share >= 0) & (share <= 1), 1 / gain, 0.0)
    with np.errstate(invalid="ignore"):
        none, every = float((share <= 0).mean()) > TAIL, float((share >= 1).mean()) > TAIL
    possible = weight > 0
    kept = float(possible.mean())
    share, weight, recall, seen = share[possible], weight[possible], recall[possible], seen[possible]
    return Posterior(
        share, recall * share / seen, recall, weight / weight.sum() if kept else weight, kept, none, every
    )
