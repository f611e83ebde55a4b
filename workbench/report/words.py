"""A report in words that its reader knows: answers by their names, rows of a model told, terms explained where they occur."""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What a definition of the delay is called as an answer.
_ANSWER = {
    "first response": "the first response",
    "first public": "the first public answer",
    "first in channel": "the first answer in the crisis's own channel",
    "first apology": "the first apology",
    "first corrective": "the first corrective action",
}
#: Rows of a model's table, as they are called there and as a reader understands them.
_ROWS = (
    (r"E1 (?P<answer>.+): change of n", "further messages that one message sets off, change with {answer} (E1)"),
    (r"E2 (?P<answer>.+): change of volume", "messages in all, change with {answer} (E2)"),
    (r"n0, .*", "further messages that one message sets off, before any answer (n0)"),
    (r"background", "messages that come anyway"),
    (r"shock of the trigger", "messages that the news itself brought"),
    (r"length of that shock", "how long the news went on bringing them"),
)  # fmt: skip
#: A word of a model, and what it means; told where the word occurs.
_MEANING = (
    (r"\bE1\b", "E1 is the change in how many further messages one message sets off, after an answer."),
    (r"\bE2\b", "E2 is the change in the number of messages over the whole stretch, against no answer at all."),
    (r"\bn\b|\bn0\b", "n is how many further messages one message sets off, on average; n0 is the same before any answer."),
    (r"\bmemor(y|ies)\b", "A memory is for how long after a message others still take it up."),
    (r"\bpretended\b", "An answer is pretended when the same question is asked of an hour at which nobody answered."),
    (r"\bserial correlation\b", "Serial correlation: one count after the other lies on the same side of what the model expects."),
    (r"\bresiduals?\b", "A residual is what a count lies above or below what the model expects."),
    (r"\bbranching\b", "Branching is how many further messages one message sets off, on average."),
    (r"\boffspring\b", "Offspring of a message are the messages that it sets off."),
    (r"\bbins?\b", "A bin is a stretch of time, here {width}, whose messages are counted together."),
    (r"\bhorizon\b", "The horizon is the end of the stretch over which messages are counted."),
)  # fmt: skip


def answer_words(name: str) -> str:
    """Name an answer the way people do; a name of somebody's own is quoted.

    >>> answer_words("first public"), answer_words("the tweet")
    ('the first public answer', 'the answer “the tweet”')
    """
    return _ANSWER.get(name, f"the answer “{name}”")


def row_words(term: str) -> str:
    """Say what a row of a model's table holds.

    >>> row_words("E1 first apology: change of n")
    'further messages that one message sets off, change with the first apology (E1)'
    >>> row_words("share of reposts")
    'share of reposts'
    """
    for pattern, words in _ROWS:
        if found := re.fullmatch(pattern, term):
            return words.format(**{name: answer_words(said) for name, said in found.groupdict().items()})
    return term


def unit_words(unit: str) -> str:
    """Write a unit in full.

    >>> unit_words("% over 196 h, v no answer")
    '% over 196 h, against no answer'
    """
    return re.sub(r"\bv\b", "against", unit)


def meanings(texts: Iterable[str], width: str) -> tuple[str, ...]:
    """Explain the words of a model that occur in texts; ``width`` is how long a bin is.

    >>> meanings(["Its estimates: -3 % (E1) in bins."], "an hour")[1]
    'A bin is a stretch of time, here an hour, whose messages are counted together.'
    """
    said = " ".join(texts)
    return tuple(
        meaning.format(width=width)
        for pattern, meaning in _MEANING
        if re.search(pattern, said, re.IGNORECASE)
    )
