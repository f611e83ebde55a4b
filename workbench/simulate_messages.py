"""A stream of messages with planted truth: who wrote what where, and what each message set off."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.mentions import as_mentions
from workbench.problems import WorkbenchError

TRIGGER = pd.Timestamp("2030-03-14T10:00Z")  # a date that no documented case can have
#: Platform -> hours by which its wave trails that of the first, and size of its wave beside it.
PLATFORMS = {"x": (0.0, 1.0), "reddit": (2.0, 0.4), "news": (5.0, 0.15), "youtube": (9.0, 0.25)}
LANGUAGES = {"en": 0.7, "es": 0.2, "de": 0.1}
#: Sentences without any real firm, person or event; {brand} and {topic} are filled in.
PHRASES = {
    ("en", "negative"): (
        "Still no answer from {brand} about the {topic}. This is bad.",
        "Very disappointed by {brand}: the {topic} is awful.",
        "I am angry about the {topic} at {brand}.",
    ),
    ("en", "neutral"): (
        "{brand} and the {topic}: what is known so far.",
        "Question about the {topic} at {brand}.",
    ),
    ("en", "positive"): ("Thank you {brand}, the {topic} was great.",),
    ("es", "negative"): ("Muy decepcionado con {brand} por {topic}.",),
    ("es", "neutral"): ("{brand}: lo que se sabe de {topic}.",),
    ("es", "positive"): ("Gracias {brand}, genial {topic}.",),
    ("de", "negative"): ("Sehr enttäuscht von {brand} wegen {topic}.",),
    ("de", "neutral"): ("{brand}: was zu {topic} bekannt ist.",),
    ("de", "positive"): ("Danke {brand}, alles gut mit {topic}.",),
}
TOPICS = {
    "en": ("opening hours", "new packaging", "delivery", "app update"),
    "es": ("la tienda", "la entrega", "la aplicación"),
    "de": ("der Verpackung", "der Lieferung", "der App"),
}
STANCE_OF = ("negative", "neutral", "positive")
#: What an offspring is: passed on without words, an answer, or a message of its own that names nobody.
KINDS, KIND_SHARES = ("repost", "reply", "own"), (0.5, 0.25, 0.25)
MEMORY_HOURS = 1.5
VOICE_OFFSPRING = 60


@dataclass(frozen=True)
class StreamTruth:
    """What was planted in a simulated stream.

    Attributes
    ----------
    trigger : Timestamp
        Where the wave begins to rise.
    response : Timestamp or None
        When the company's first answer was written.
    lags : dict
        Platform to hours by which its wave trails that of the first.
    peaks : dict
        Platform to the moment at which its wave stops growing (UTC).
    doubling_hours : float
        Time in which the wave doubles while it rises.
    repost_share : float
        Share of what messages set off that is passed on without words.
    branching : float
        Further messages that one message sets off, directly.
    voices, loud : tuple of str
        Pseudonyms of authors who set off much with few followers, and of authors with very many
        followers who set off no more than anybody.
    gaps : tuple of (Timestamp, Timestamp)
        Stretches that were not collected.
    """

    trigger: pd.Timestamp
    response: pd.Timestamp | None
    lags: dict[str, float]
    peaks: dict[str, pd.Timestamp]
    doubling_hours: float
    repost_share: float
    branching: float
    voices: tuple[str, ...]
    loud: tuple[str, ...]
    gaps: tuple[tuple[pd.Timestamp, pd.Timestamp], ...]


def simulate_mentions(
    *,
    before_days: float = 21.0,
    after_days: float = 4.0,
    per_hour: float = 6.0,
    wave: float = 900.0,
    lags: dict[str, float] | None = None,
    doubling_hours: float = 1.0,
    rise_hours: float = 8.0,
    decay_hours: float = 10.0,
    branching: float = 0.5,
    response_hours: float | None = 20.0,
    gap_hours: tuple[float, float] | None = None,
    brand: str = "Example Brand",
    rng: np.random.Generator | None = None,
    seed: int = 0,
) -> tuple[pd.DataFrame, StreamTruth]:
    """Invent a stream of messages around a wave, so that a method can be caught out.

    Parameters
    ----------
    before_days, after_days : float
        Quiet days before the trigger, and days after it.
    per_hour : float
        Messages an hour in quiet times, on all platforms together; fewer at night and at weekends.
    wave : float
        Expected messages that the news itself brings on the first platform; each sets off more. 0 for
        a quiet stream.
    lags : dict, optional
        Platform to hours by which its wave trails; x, reddit, news and youtube by default.
    doubling_hours, rise_hours, decay_hours : float
        The wave doubles so often, for so long after the trigger, then falls with this time constant.
    branching : float
        Messages that one message sets off directly, from 0 to below 1.
    response_hours : float, optional
        When the company answers; it changes nothing here.
    gap_hours : (float, float), optional
        A stretch after the trigger that was not collected: its messages are missing from the table.
    brand : str
        Name written into the texts; an invented one.
    rng, seed
        Where the randomness comes from; `rng` wins.

    Returns
    -------
    table : DataFrame
        A message table (:func:`workbench.mentions.as_mentions`); ``table.attrs["simulated"]`` is True.
    truth : StreamTruth

    Raises
    ------
    WorkbenchError
        If a number cannot be.

    Notes
    -----
    Arrivals from outside, then generation by generation a Poisson number of offspring (lags
    exponential, mean 1.5 h) on the platform of their parent. Half of them are reposts, a quarter
    answers; the others name nobody, as in life.

    Examples
    --------
    >>> table, truth = simulate_mentions(seed=1)
    >>> len(table) > 4000, truth.lags["reddit"]
    (True, 2.0)
    """
    _check(before_days, after_days, per_hour, wave, doubling_hours, rise_hours, decay_hours, branching)
    rng = np.random.default_rng(seed) if rng is None else rng
    lags = {name: lag for name, (lag, _) in PLATFORMS.items()} if lags is None else dict(lags)
    sizes = np.array([PLATFORMS.get(name, (0.0, 0.3))[1] for name in lags])
    start, end = -24.0 * before_days, 24.0 * after_days
    voices, loud = (tuple(_pseudonym(f"{kind}-{i}") for i in range(3)) for kind in ("voice", "loud"))

    rows = [_quiet(rng, start, end, per_hour * (1 - branching), sizes / sizes.sum())]
    for place, lag in enumerate(lags.values()):
        number = rng.poisson(wave * sizes[place])
        hours = lag + _wave_times(rng, number, doubling_hours, rise_hours, decay_hours)
        rows.append(_born(rng, hours, np.full(number, place), negative=0.75))
    first = pd.concat(rows, ignore_index=True)
    if wave:
        first = pd.concat([first, _voices(rng, rise_hours, voices, loud)], ignore_index=True)
    first = first[first["hours"] < end].reset_index(drop=True)
    table = _with_offspring(rng, first, branching, end)
    table["mention_id"] = [f"m{i:07d}" for i in range(len(table))]
    for column in ("in_reply_to", "repost_of"):
        kind = "reply" if column == "in_reply_to" else "repost"
        parent = table["mention_id"].reindex(table["parent"]).set_axis(table.index)
        table[column] = parent.where(table["kind"] == kind)
    table["text"] = _texts(rng, table, brand)
    if response_hours is not None:
        table = pd.concat([table, _answer(response_hours, next(iter(lags)), brand)], ignore_index=True)
    gaps: tuple[tuple[pd.Timestamp, pd.Timestamp], ...] = ()
    if gap_hours is not None:
        table = table[~table["hours"].between(*gap_hours, inclusive="left")]
        gaps = ((_moment(gap_hours[0]), _moment(gap_hours[1])),)
    truth = StreamTruth(
        TRIGGER,
        None if response_hours is None else _moment(response_hours),
        lags,
        {name: _moment(lag + rise_hours) for name, lag in lags.items()},
        doubling_hours,
        KIND_SHARES[0],
        branching,
        voices if wave else (),
        loud if wave else (),
        gaps,
    )
    return _as_table(table, list(lags), end), truth


def _quiet(
    rng: np.random.Generator, start: float, end: float, rate: float, shares: np.ndarray
) -> pd.DataFrame:
    """Arrivals of quiet times: fewer at night and at weekends."""
    hours = rng.uniform(start, end, rng.poisson(1.6 * rate * (end - start)))
    clock = pd.DatetimeIndex([TRIGGER]).repeat(hours.size) + pd.to_timedelta(hours, unit="h")
    day = 1 - 0.6 * np.cos(2 * np.pi * (clock.hour - 3) / 24)
    level = day * np.where(clock.day_of_week >= 5, 0.7, 1.0)
    hours = hours[rng.random(hours.size) * 1.6 < level]
    return _born(rng, hours, rng.choice(shares.size, hours.size, p=shares), negative=0.2)


def _wave_times(
    rng: np.random.Generator, number: int, doubling: float, rise: float, decay: float
) -> np.ndarray:
    """Hours after the trigger: a rise that doubles steadily, then an exponential fall."""
    growth = np.log(2) / doubling
    grown = (1 - np.exp(-growth * rise)) / growth  # area of the rise for a peak of one
    rising = rng.random(number) < grown / (grown + decay)
    draw = rng.random(number)
    up = rise + np.log(draw + (1 - draw) * np.exp(-growth * rise)) / growth
    return np.where(rising, up, rise + rng.exponential(decay, number))


def _born(rng: np.random.Generator, hours: np.ndarray, place: np.ndarray, negative: float) -> pd.DataFrame:
    size = hours.size
    # A few authors write much, most write once: a pool with a heavy tail.
    pool = np.minimum((rng.pareto(0.7, size) * 50).astype(int), 200_000)
    return pd.DataFrame(
        {
            "hours": hours,
            "place": place,
            "author": [_pseudonym(f"author-{i}") for i in pool],
            "followers": _followers(pool),
            "stance": rng.choice(3, size, p=[negative, (1 - negative) * 0.75, (1 - negative) * 0.25]),
            "language": rng.choice(list(LANGUAGES), size, p=list(LANGUAGES.values())),
            "kind": "own",
            "parent": -1,
            "pull": 1.0,
        }
    )


def _voices(
    rng: np.random.Generator, rise: float, voices: tuple[str, ...], loud: tuple[str, ...]
) -> pd.DataFrame:
    """Messages of the few who set off much, and of the few who only have many followers."""
    # After the peak, so that they bend neither the rise nor the order of the platforms.
    hours = np.linspace(1.1, 1.9, len(voices) + len(loud)) * rise
    rows = _born(rng, hours, np.zeros(hours.size, int), negative=1.0)
    rows["author"] = [name for pair in zip(voices, loud, strict=True) for name in pair]
    rows["followers"] = [400, 2_000_000] * len(voices)
    rows["language"] = "en"
    rows["pull"] = [float(VOICE_OFFSPRING), 1.0] * len(voices)
    return rows


def _with_offspring(
    rng: np.random.Generator, first: pd.DataFrame, branching: float, end: float
) -> pd.DataFrame:
    """Add what the messages set off, generation by generation; `parent` is a row number."""
    found, generation, offset = [first], first, 0
    while len(generation):
        mean = np.where(generation["pull"] > 1, generation["pull"], branching)
        number = rng.poisson(mean)
        parent = np.repeat(np.arange(len(generation)), number)
        hours = generation["hours"].to_numpy()[parent] + rng.exponential(MEMORY_HOURS, parent.size)
        child = _born(rng, hours, generation["place"].to_numpy()[parent], negative=0.5)
        child["kind"] = rng.choice(KINDS, parent.size, p=KIND_SHARES)
        # A repost says what its original says; others mostly agree with what set them off.
        alike = (child["kind"] == "repost").to_numpy() | (rng.random(parent.size) < 0.8)
        for column in ("stance", "language"):
            child[column] = np.where(alike, generation[column].to_numpy()[parent], child[column])
        child["parent"] = parent + offset
        offset += len(generation)
        generation = child[child["hours"] < end].reset_index(drop=True)
        found.append(generation)
    return pd.concat(found, ignore_index=True)


def _texts(rng: np.random.Generator, table: pd.DataFrame, brand: str) -> list[str]:
    """Template sentences; a repost carries the text of its original."""
    texts: list[str] = []
    draws = rng.random((len(table), 2))
    columns = zip(table["language"], table["stance"], table["kind"], table["parent"], draws, strict=True)
    for language, stance, kind, parent, (one, two) in columns:
        if kind == "repost":
            texts.append(texts[parent])
            continue
        phrases, topics = PHRASES[language, STANCE_OF[stance]], TOPICS[language]
        topic = topics[int(two * len(topics))]
        texts.append(phrases[int(one * len(phrases))].format(brand=brand, topic=topic))
    return texts


def _answer(hours: float, platform: str, brand: str) -> pd.DataFrame:
    text = f"{brand}: we have read your messages and will report here tomorrow."
    row = {"hours": hours, "place": 0, "author": _pseudonym("company"), "followers": 50_000, "stance": 1}
    row |= {"language": "en", "kind": "own", "by_company": True, "mention_id": "m-company-1", "text": text}
    return pd.DataFrame([row])


def _as_table(rows: pd.DataFrame, names: list[str], end: float) -> pd.DataFrame:
    rows = rows.reset_index(drop=True)
    columns = ["mention_id", "author", "followers", "language", "text", "in_reply_to", "repost_of"]
    table = rows[columns].assign(
        time=(TRIGGER + pd.to_timedelta(rows["hours"], unit="h")).dt.floor("s"),
        precision="second",
        platform=np.asarray(names)[rows["place"].to_numpy(int)],
        stance=np.asarray(STANCE_OF)[rows["stance"].to_numpy(int)],
        stance_source="planted",
        is_repost=(rows["kind"] == "repost"),
        by_company=rows["by_company"].astype("boolean").fillna(False).astype(bool)
        if "by_company" in rows
        else False,
        reach=(0.1 * rows["followers"].astype(float)).round(),
        collected_at=_moment(end),
    )
    table = as_mentions(table)
    table.attrs.update(simulated=True)
    return table


def _pseudonym(name: str) -> str:
    return hashlib.blake2b(f"simulated {name}".encode(), digest_size=8).hexdigest()


def _followers(pool: np.ndarray) -> np.ndarray:
    """Followers of an author, always the same for the same author."""
    spread = (pool * 2654435761 % 2**32) / 2**32
    return np.round(np.exp(4 + 4 * spread**2)).astype(float)


def _moment(hours: float) -> pd.Timestamp:
    return TRIGGER + pd.Timedelta(hours=float(hours)).floor("s")


def _check(*numbers: float) -> None:
    names = (
        "before_days",
        "after_days",
        "per_hour",
        "wave",
        "doubling_hours",
        "rise_hours",
        "decay_hours",
        "branching",
    )
    said = [
        f"{name}={value}"
        for name, value in zip(names, numbers, strict=True)
        if not (value >= 0 and (value > 0 or name in ("wave", "branching", "before_days")))
    ]
    said += [f"branching={numbers[-1]}"] * (numbers[-1] >= 1)
    if said:
        raise WorkbenchError(
            "Such a stream cannot be invented.",
            received=", ".join(said),
            allowed="numbers above 0; wave, branching and before_days may be 0, branching stays below 1",
            remedy="simulate_mentions() with its defaults first",
        )
