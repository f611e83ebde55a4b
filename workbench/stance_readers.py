"""Scorers made ready: whatever they answer, words or numbers, comes out as a stance with its score."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbench.mentions import STANCES, UNKNOWN
from workbench.problems import WorkbenchError
from workbench.stance_model import load_model, model_judgements
from workbench.stance_parallel import cores, score_chunks
from workbench.stance_vader import vader_scores

#: VADER's own convention: at or below the first a text is negative, at or above the second positive.
THRESHOLDS = (-0.05, 0.05)
MODEL = "transformers:"
SCORERS = "'vader', 'transformers:<model>', a function, or the name of a column"

Scorer = str | Callable[[Sequence[str]], Sequence[Any]]
Judgement = tuple[str, float]


@dataclass(frozen=True)
class Reader:
    """A scorer made ready.

    Attributes
    ----------
    source : str
        What it calls itself.
    languages : frozenset of str or None
        Two-letter codes of what it knows; None means all.
    judge : callable
        Takes texts, returns a stance and a score for each.
    """

    source: str
    languages: frozenset[str] | None
    judge: Callable[[list[str]], list[Judgement]]


def read_messages(mentions: Any) -> pd.DataFrame:
    """Take a message table, or the one inside of what an import returns; say so if it is neither."""
    table = mentions if isinstance(mentions, pd.DataFrame) else getattr(mentions, "mentions", None)
    if not isinstance(table, pd.DataFrame):
        raise WorkbenchError(
            "These are no messages.",
            received=type(mentions).__name__,
            allowed="a message table, or what wb.read_mentions returns",
            remedy="wb.score_stance(wb.read_mentions(path))",
        )
    return table


def read_scorer(
    scorer: Scorer,
    languages: Iterable[str] | str | None,
    thresholds: tuple[float, float],
    words: Mapping[str, str],
    workers: int | None,
    progress: bool | None,
) -> Reader:
    """Make a scorer ready, or say why it is none; the parameters are those of :func:`workbench.score_stance`."""
    known = _known(languages)
    if scorer == "vader":
        many = cores() if workers is None else max(1, int(workers))
        return Reader(
            "vader",
            frozenset({"en"}) if languages is None else known,
            lambda texts: [
                (_cut(score, *thresholds), score)
                for score in score_chunks(vader_scores, texts, workers=many, progress=progress)
            ],
        )
    if not callable(scorer) and not (isinstance(scorer, str) and scorer.startswith(MODEL)):
        raise WorkbenchError(
            "This is no scorer.", received=repr(scorer), allowed=SCORERS, remedy="scorer='vader'"
        )
    name = scorer if isinstance(scorer, str) else getattr(scorer, "__name__", "function")
    if languages is None:
        raise WorkbenchError(
            "Nobody says which languages this scorer knows.",
            received=name,
            allowed="two-letter codes, or 'all' if it judges every language",
            remedy="languages=['en']",
        )
    if isinstance(scorer, str):
        model = load_model(scorer.removeprefix(MODEL))
        return Reader(
            name,
            known,
            lambda texts: score_chunks(
                lambda part: model_judgements(model, part, words), texts, workers=1, progress=progress
            ),
        )
    judge = scorer
    return Reader(
        name,
        known,
        lambda texts: as_stances(
            score_chunks(
                lambda part: _same_length(judge(part), part, name), texts, workers=1, progress=progress
            ),
            *thresholds,
            words,
            name,
        ),
    )


def as_stances(
    values: Sequence[Any], low: float, high: float, words: Mapping[str, str], name: str
) -> list[Judgement]:
    """Read stances, numbers or nothing."""
    meaning = {stance: stance for stance in STANCES}
    meaning |= {str(word).lower(): stance for word, stance in words.items()}
    judged: list[Judgement] = []
    odd = []
    for value in values:
        if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
            judged.append((UNKNOWN, np.nan))
        elif isinstance(value, str) and meaning.get(value.strip().lower()) in STANCES:
            judged.append((meaning[value.strip().lower()], np.nan))
        elif (
            isinstance(value, (int, float, np.number)) and not isinstance(value, bool) and np.isfinite(value)
        ):
            judged.append((_cut(float(value), low, high), float(value)))
        else:
            odd.append(repr(value)[:60])
    if odd:
        raise WorkbenchError(
            "Some answers of the scorer are no stances.",
            received=f"{', '.join(sorted(set(odd))[:3])} in {len(odd):,} of {len(values):,} answers of {name}",
            allowed=f"{', '.join(STANCES)}, a number, or nothing",
            remedy="words={'bad': 'negative', ...} says what other words mean",
        )
    return judged


def _cut(score: float, low: float, high: float) -> str:
    return "negative" if score <= low else "positive" if score >= high else "neutral"


def _same_length(answers: Sequence[Any], texts: Sequence[str], name: str) -> list[Any]:
    listed = list(answers)
    if len(listed) != len(texts):
        raise WorkbenchError(
            "The scorer did not give one answer for each text.",
            received=f"{len(listed):,} answers of {name} for {len(texts):,} texts",
            allowed="as many answers as texts, in their order",
            remedy="return None where there is no answer",
        )
    return listed


def check_thresholds(thresholds: tuple[float, float]) -> tuple[float, float]:
    """Hand two thresholds through that part negative from positive."""
    try:
        low, high = (float(value) for value in thresholds)
    except (TypeError, ValueError):
        low, high = np.nan, np.nan
    if not low < high:
        raise WorkbenchError(
            "The thresholds do not part negative from positive.",
            received=repr(thresholds),
            allowed="two numbers, the first below the second",
            remedy=f"thresholds={THRESHOLDS}",
        )
    return low, high


def _known(languages: Iterable[str] | str | None) -> frozenset[str] | None:
    if languages is None or languages == "all":
        return None
    return frozenset(code.lower() for code in ([languages] if isinstance(languages, str) else languages))
