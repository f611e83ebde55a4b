"""Words of sentiment to a stance, in the languages of the people who export; words nobody knows are told, never guessed.

The words of the languages are the labels that EuroEval's sentiment tasks use for them, with their other genders:
https://github.com/EuroEval/EuroEval, src/euroeval/prompt_templates/sentiment_classification.py
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping

import pandas as pd

from workbench.importers.cells import by_word

#: negative, neutral, positive; a word may mean the same in several languages.
_WORDS: dict[str, tuple[str, str, str]] = {
    "English": ("negative neg", "neutral neu", "positive pos"),
    "German, Swedish, Danish": ("negativ negativt", "neutral neutralt", "positiv positivt"),
    "Norwegian": ("negativ", "nøytral", "positiv"),
    "French": ("négatif négative", "neutre", "positif positive"),
    "Spanish": ("negativo negativa", "neutral neutro neutra", "positivo positiva"),
    "Italian, Portuguese": ("negativo negativa", "neutro neutra neutrale", "positivo positiva"),
    "Dutch": ("negatief", "neutraal", "positief"),
    "Polish": ("negatywny negatywna negatywne", "neutralny neutralna neutralne", "pozytywny pozytywna pozytywne"),
    "Czech": ("negativní", "neutrální", "pozitivní"),
    "Slovak": ("negatívne negatívny negatívna", "neutrálne neutrálny neutrálna", "pozitívne pozitívny pozitívna"),
    "Slovenian": ("negativno", "nevtralno", "pozitivno"),
    "Croatian, Serbian": ("negativno negativan", "neutralno neutralan", "pozitivno pozitivan"),
    "Hungarian": ("negatív", "semleges", "pozitív"),
    "Finnish": ("negatiivinen", "neutrali neutraali", "positiivinen"),
    "Estonian": ("negatiivne", "neutraalne", "positiivne"),
    "Latvian": ("negatīvs", "neitrāls", "pozitīvs"),
    "Lithuanian": ("neigiamas", "neutralus", "teigiamas"),
    "Icelandic, Faroese": ("neikvætt negativt", "hlutlaust neutralt", "jákvætt positivt"),
    "Greek": ("αρνητικό", "ουδέτερο", "θετικό"),
    "Bulgarian": ("негативен", "неутрален", "позитивен"),
    "Ukrainian": ("негативний", "нейтральний", "позитивний"),
}  # fmt: skip
#: What tools write where nobody judged.
_NOBODY = {"unknown", "not rated", "none", "n/a", "undefined"}
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
#: A column that is no sentiment at all must not fill the memory, nor the receipt.
_MOST, _SHOWN, _LONGEST = 60, 6, 40
OTHERS = "others"


def _plain(word: str) -> str:
    """Bring a word into the form in which words are compared: without accents, which keyboards lack."""
    bare = unicodedata.normalize("NFKD", word.strip().casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


_MEANING = {"mixed": "mixed"} | {
    _plain(word): stance
    for words in _WORDS.values()
    for stance, said in zip(("negative", "neutral", "positive"), words, strict=True)
    for word in said.split()
}


def stances(text: pd.Series, words: Mapping[str, str] | None = None) -> pd.Series:
    """Read words for sentiment; other words are missing, never neutral.

    Parameters
    ----------
    text : Series of str
    words : mapping, optional
        What further words mean, by the caller's own account.

    Examples
    --------
    >>> stances(pd.Series(["Negative", "NEGATIV", "not rated", "übel"], dtype="str"), {"übel": "negative"}).tolist()
    ['negative', 'negative', nan, 'negative']
    """
    own = {_plain(word): stance for word, stance in (words or {}).items()}
    return by_word(text, lambda word: own.get(_plain(word)) or _MEANING.get(_plain(word)))


def strange(text: pd.Series, read: pd.Series) -> pd.Series:
    """Mark the cells that say something which was not understood."""
    if text.isna().all():
        return pd.Series(False, index=text.index)
    return text.notna() & read.isna() & ~text.str.strip().str.lower().isin(_NOBODY)


def remember(counted: Counter[str], text: pd.Series) -> None:
    """Count words that were not understood; of very many different ones only the first are told apart."""
    for word, number in text.str.strip().value_counts().items():
        name = str(word)[:_LONGEST]
        counted[name if name in counted or len(counted) < _MOST else OTHERS] += int(number)


def told(counted: Counter[str]) -> list[str]:
    r"""Say which words were not understood, in how many rows, and how to say what they mean.

    Examples
    --------
    >>> told(Counter({"übel": 3, "gut": 1}))[0]
    'The sentiment \'übel\' (3 rows), \'gut\' (1 row) is no word that is known, so the stance of these rows is unknown. Say ...'
    """
    numbers = Counter({word: n for word, n in counted.items() if _NUMBER.fullmatch(word)})
    words = counted - numbers
    said = []
    if len(words) >= _MOST:
        # Whatever it is, names perhaps, it does not belong into a receipt.
        said.append(
            f"The column of sentiment holds so many different texts that it is none; in {_rows(words.total())} the stance is unknown"
        )
    elif words:
        shown = words.most_common(_SHOWN)
        rest = words.total() - sum(n for _, n in shown)
        listed = ", ".join(f"{word!r} ({_rows(n)})" for word, n in shown)
        listed += f" and other words ({_rows(rest)})" if rest else ""
        said.append(
            f"The sentiment {listed} is no word that is known, so the stance of these rows is unknown. Say what the words mean "
            f'in the file of columns, below a line [stance_words]: "{shown[0][0]}" = "negative"'
        )
    if numbers:
        example = numbers.most_common(1)[0][0]
        said.append(
            f"The sentiment is a number such as {example} in {_rows(numbers.total())}, and the export does not say from which "
            'on it is negative: the stance of these rows is unknown. Map the column as stance_score; wb.score_stance(messages, "stance_score", '
            "thresholds=(…, …)) then makes stances of it"
        )
    return said


def _rows(number: int) -> str:
    return f"{number:,} {'row' if number == 1 else 'rows'}"
