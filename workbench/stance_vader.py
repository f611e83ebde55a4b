"""VADER's score of texts. Kept apart and light: every process that helps to score imports only this."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

#: Characters that are read. VADER was made for short messages, and its time grows faster than the text.
LONGEST = 5_000


def vader_scores(texts: Sequence[str]) -> list[float]:
    """Score texts with VADER.

    Parameters
    ----------
    texts : sequence of str
        English; only the first 5,000 characters of each are read.

    Returns
    -------
    list of float
        The compound score, from -1 (negative) to 1 (positive).

    Notes
    -----
    Hutto and Gilbert (2014), vaderSentiment 3.3: a lexicon of English words with rules for negation, emphasis
    and emoji. It knows words, not companies, and no irony.

    Examples
    --------
    >>> [round(score, 2) for score in vader_scores(["I love it", "This is awful", "It is a chair"])]
    [0.64, -0.46, 0.0]
    """
    scorer = _analyser()
    return [float(scorer.polarity_scores(text[:LONGEST])["compound"]) for text in texts]


@cache
def _analyser() -> Any:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # type: ignore[import-untyped]

    return SentimentIntensityAnalyzer()
