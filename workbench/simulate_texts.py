"""Messages whose stance is planted and not easy to see: plain anger, bare facts, irony, questions, praise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.mentions import as_mentions
from workbench.problems import WorkbenchError

BRAND = "Example Joy"  # an invented firm with a name that a dictionary takes for a good mood
FIRST = pd.Timestamp("2030-03-14T08:00Z")
#: Kind of message -> (what people say of it, its part of the stance, sentences). All invented.
KINDS = {
    "anger": ("negative", 0.5, (
        "The {topic} of {brand} is awful.",
        "Worst {topic} I have ever had, {brand}.",
        "I am so angry about the {topic} at {brand}.",
        "{brand} ruined my week with this {topic}.",
        "Terrible service again. Nobody at {brand} knows about the {topic}.",
    )),
    "facts": ("negative", 0.2, (
        "{hours} hours on hold with {brand} about the {topic}.",
        "{brand} has had my telephone since March. It is June.",
        "Day {hours} without the {topic}, {brand}.",
        "{hours} e-mails to {brand} about the {topic}. Silence.",
        "{brand} charged me twice for the {topic}.",
    )),
    "irony": ("negative", 0.3, (
        "Great, the {topic} is down again. Thanks a lot, {brand}!",
        "Wow, {brand}, what a wonderful way to say goodbye to a customer.",
        "Thank you {brand} for changing the {topic} at 3 am.",
        "Best {topic} ever, {brand}. If you enjoy waiting for {hours} hours.",
        "Please, {brand}, the {topic} is off since Monday. I would love to make a call.",
    )),
    "questions": ("neutral", 1.0, (
        "Does {brand} answer questions about the {topic} on Sundays?",
        "{brand} and the {topic}: what is known so far.",
        "Where do I find the {topic} at {brand}?",
        "{brand} says the {topic} comes on Monday.",
        "Please send me the form for the {topic}, {brand}.",
        "Is the {topic} of {brand} free at weekends?",
        "I lost the link to the {topic} at {brand}.",
    )),
    "praise": ("positive", 1.0, (
        "Thank you {brand}, the {topic} was great.",
        "I love the {topic} of {brand}.",
        "{brand} fixed the {topic} within {hours} minutes. Impressed.",
        "Very happy with the {topic}, {brand}.",
        "I would kill for a {topic} like this at work, {brand}.",
    )),
}  # fmt: skip
TOPICS = ("app update", "new tariff", "delivery", "hotline", "network", "invoice", "roaming", "repair")
HOURS = ("two", "three", "four", "five", "six", "seven")


def simulate_opinions(
    n: int = 2000, *, negative: float = 0.5, positive: float = 0.15, seed: int = 0
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Invent messages about an invented firm, with what people would say of each, to catch a scorer out.

    Parameters
    ----------
    n : int
        How many messages.
    negative, positive : float
        Their shares; the rest takes no side.
    seed : int

    Returns
    -------
    table : pandas.DataFrame
        A message table that nobody has scored; ``table.attrs["simulated"]`` is True.
    truth : pandas.DataFrame
        ``mention_id``, ``label`` (what people say) and ``kind``: anger, facts, irony, questions, praise.

    Raises
    ------
    WorkbenchError
        If n or the shares cannot be.

    Examples
    --------
    >>> table, truth = simulate_opinions(500, negative=0.6, seed=1)
    >>> float(round((truth["label"] == "negative").mean(), 2)), table["stance"].unique().tolist()
    (0.61, ['unknown'])
    """
    if not n >= 1 or min(negative, positive) < 0 or negative + positive > 1:
        raise WorkbenchError(
            "Such messages cannot be invented.",
            received=f"n={n}, negative={negative}, positive={positive}",
            allowed="at least 1 message; shares from 0 that add up to 1 at most",
            remedy="simulate_opinions(2000, negative=0.5, positive=0.15)",
        )
    rng = np.random.default_rng(seed)
    shares = {"negative": negative, "positive": positive, "neutral": 1 - negative - positive}
    weights = np.array([part * shares[stance] for stance, part, _ in KINDS.values()])
    kinds = rng.choice(list(KINDS), int(n), p=weights / weights.sum())
    texts = [
        str(rng.choice(KINDS[kind][2])).format(brand=BRAND, topic=rng.choice(TOPICS), hours=rng.choice(HOURS))
        for kind in kinds
    ]
    table = pd.DataFrame(
        {
            "mention_id": [f"s{place:06d}" for place in range(int(n))],
            "time": FIRST + pd.to_timedelta(np.sort(rng.uniform(0, 72, int(n))), unit="h"),
            "precision": "second",
            "platform": "x",
            # The first letter of a number at the start of a sentence is a capital.
            "text": [text[0].upper() + text[1:] for text in texts],
            "language": "en",
        }
    )
    table.attrs["simulated"] = True
    truth = pd.DataFrame(
        {"mention_id": table["mention_id"], "label": [KINDS[kind][0] for kind in kinds], "kind": kinds}
    )
    truth.attrs["simulated"] = True
    return as_mentions(table), truth
