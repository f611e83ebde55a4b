"""Who is negative: a scorer reads every message, and says "unknown" where it cannot judge."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from workbench.mentions import COLUMNS, UNKNOWN, as_mentions
from workbench.problems import NotFound, nearest
from workbench.stance_masks import brand_pattern, mask, says_nothing
from workbench.stance_readers import (
    MODEL,
    SCORERS,
    THRESHOLDS,
    Judgement,
    Reader,
    Scorer,
    as_stances,
    check_thresholds,
    read_messages,
    read_scorer,
)


def score_stance(
    mentions: pd.DataFrame,
    scorer: Scorer = "vader",
    *,
    brands: Iterable[str] = (),
    language: str | None = None,
    languages: Iterable[str] | str | None = None,
    thresholds: tuple[float, float] = THRESHOLDS,
    words: Mapping[str, str] | None = None,
    workers: int | None = None,
    progress: bool | None = None,
) -> pd.DataFrame:
    """Say of every message whether it is negative, neutral or positive, and who says so.

    A scorer is a measuring instrument with an error. Check it with :func:`workbench.calibrate` before you quote a
    share.

    Parameters
    ----------
    mentions : pandas.DataFrame
        A message table, or what :func:`workbench.read_mentions` returns.
    scorer : str or callable
        ``"vader"`` (English); ``"transformers:<model>"``, a folder or a name; a function that takes a list of
        texts and returns for each a stance, a number, or nothing; or the name of a column that holds stances or
        numbers already.
    brands : iterable of str
        Names that are hidden from the scorer: "united" reads as praise to VADER. Account names and addresses are
        always hidden.
    language : str, optional
        Two-letter code of the messages whose language is not known; without it they come out "unknown".
    languages : iterable of str or "all", optional
        What the scorer knows: English for VADER; must be given for a model or a function.
    thresholds : (float, float)
        A number at or below the first is negative, at or above the second positive, between them neutral.
    words : mapping, optional
        What other words mean, such as ``{"LABEL_0": "negative"}``.
    workers : int, optional
        Processes for VADER on large tables; all cores by default.
    progress : bool, optional
        Whether to show a bar; left out, from 20,000 different texts on.

    Returns
    -------
    pandas.DataFrame
        A new message table with ``stance``, ``stance_source`` and ``stance_score``. What the scorer could not judge
        (another language, no words) is "unknown", never neutral. ``.attrs["stance_note"]`` says how many.

    Raises
    ------
    WorkbenchError, NotFound
        If the scorer is not known, its answers are no stances, or a parameter cannot be.

    Examples
    --------
    >>> import workbench as wb
    >>> table, truth = wb.simulate_mentions(seed=1, before_days=2, after_days=1)
    >>> scored = score_stance(table, brands=["Example Brand"])
    >>> sorted(scored.loc[scored["language"] == "es", "stance"].unique())
    ['unknown']
    """
    mentions = read_messages(mentions)
    low, high = check_thresholds(thresholds)
    column = _column_of(mentions, scorer)
    values = mentions[column] if column else None
    table = as_mentions(mentions.drop(columns=column) if column and column not in COLUMNS else mentions)
    if column and values is not None:
        # The table may have been put in another order; the ids lead each value to its row.
        by_id = pd.Series(values.to_numpy(), index=mentions["mention_id"].astype(str))
        given = by_id.reindex(table["mention_id"].astype(str)).tolist()
        judged = as_stances(given, low, high, words or {}, f"column {column!r}")
        source = table["stance_source"] if column == "stance" else pd.Series(f"column:{column}", table.index)
        return _filled(table, judged, source, f"column {column!r}")
    reader = read_scorer(scorer, languages, (low, high), words or {}, workers, progress)
    known = table["language"].str.lower().str.split("-").str[0]
    if language:
        known = known.where(known != UNKNOWN, language.lower())
    judged = _judged(table["text"].fillna("").tolist(), reader, brands, known)
    return _filled(table, judged, pd.Series(reader.source, table.index), reader.source)


def score_texts(
    texts: Iterable[str],
    scorer: Scorer = "vader",
    *,
    brands: Iterable[str] = (),
    thresholds: tuple[float, float] = THRESHOLDS,
    words: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Score a few sentences, to see what a scorer makes of them.

    Parameters
    ----------
    texts : iterable of str
        In a language that the scorer knows; nobody checks.
    scorer, brands, thresholds, words
        As for :func:`score_stance`.

    Returns
    -------
    pandas.DataFrame
        ``text``, ``read_as`` (what the scorer was shown), ``stance``, ``score``.

    Examples
    --------
    >>> table = score_texts(["United lost my bag", "Great, another delay!"], brands=["United"])
    >>> table[["read_as", "stance"]].to_numpy().tolist()
    [['brandname lost my bag', 'negative'], ['Great, another delay!', 'positive']]
    """
    low, high = check_thresholds(thresholds)
    listed = [str(text) for text in ([texts] if isinstance(texts, str) else texts)]
    reader = read_scorer(scorer, "all", (low, high), words or {}, 1, False)
    pattern = brand_pattern(brands)
    judged = _judged(listed, reader, brands, None)
    return pd.DataFrame(
        {
            "text": listed,
            "read_as": [mask(text, pattern) for text in listed],
            "stance": [stance for stance, _ in judged],
            "score": [score for _, score in judged],
        }
    )


def _judged(
    texts: list[str], reader: Reader, brands: Iterable[str], languages: pd.Series | None
) -> list[Judgement]:
    """Judge every text in a language the scorer knows; each different text once."""
    pattern = brand_pattern(brands)
    masked = [mask(text, pattern) for text in texts]
    able = np.array([not says_nothing(text) for text in masked], dtype=bool)
    if reader.languages is not None and languages is not None:
        able &= languages.isin(reader.languages).to_numpy(bool)
    # A repost is read once: storms consist of the same words.
    place, different = pd.factorize(pd.Series(masked, dtype=object)[able], use_na_sentinel=False)
    answers = reader.judge([str(text) for text in different]) if len(different) else []
    judged = [(UNKNOWN, np.nan)] * len(texts)
    for row, which in zip(np.flatnonzero(able), place, strict=True):
        judged[row] = answers[which]
    return judged


def _column_of(mentions: pd.DataFrame, scorer: Scorer) -> str:
    """Return the column that a scorer names, if it names one."""
    if not isinstance(scorer, str) or scorer == "vader" or scorer.startswith(MODEL):
        return ""
    columns = [str(name) for name in mentions.columns]
    if scorer in columns:
        return scorer
    raise NotFound(
        "There is no scorer and no column of this name.",
        received=repr(scorer),
        allowed=f"{SCORERS}; the columns are {', '.join(columns)}",
        remedy=nearest(scorer, ["vader", *columns]) or "scorer='vader'",
    )


def _filled(table: pd.DataFrame, judged: list[Judgement], source: pd.Series, name: str) -> pd.DataFrame:
    stances = [stance for stance, _ in judged]
    filled = table.assign(
        stance=pd.array(stances, dtype="str"),
        stance_source=source.astype("str"),
        stance_score=np.array([score for _, score in judged], dtype=float),
    )
    unknown = stances.count(UNKNOWN)
    tongues = table.loc[[stance == UNKNOWN for stance in stances], "language"].value_counts()
    why = f" ({', '.join(f'{code} {count:,}' for code, count in tongues.head(5).items())})" if unknown else ""
    filled.attrs = dict(table.attrs) | {
        "stance_note": f"{name} judged {len(stances) - unknown:,} of {len(stances):,} messages; {unknown:,} unknown{why}"
    }
    return filled
