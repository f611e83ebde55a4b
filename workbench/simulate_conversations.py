"""Conversations with a planted truth: how many further negative posts before and after a reply."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.problems import WorkbenchError


def simulate_conversations(
    *,
    conversations: int = 2000,
    brands: int = 10,
    waiting_per_hour: float = 0.04,
    ratio: float = 0.5,
    dialogue: float = 0.5,
    answered: float = 0.5,
    days: float = 4.0,
    seed: int = 0,
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Simulate customers who write, wait, and may be answered.

    The rate of further negative posts falls with the time since the first contact whether or not
    somebody answers; a reply multiplies it by ``ratio`` and adds friendly posts (dialogue). Brands
    differ in how fast they answer and in how angry their customers are, and the two go together: a
    model that does not know the brand sees an effect that is not there.

    Parameters
    ----------
    conversations, brands : int
        How many, in total and of each.
    waiting_per_hour : float
        Further negative posts per hour at the very start of the wait, of an average brand and opening.
    ratio : float
        What a reply does to that rate; 1 plants no effect, 2 doubles it.
    dialogue : float
        Friendly posts that a reply brings on average.
    answered : float
        Share of conversations that are answered at all.
    days : float
        Length of the collection.
    seed : int
        Seed of the random numbers.

    Returns
    -------
    tuple
        Posts as :func:`workbench.models.exposure.exposure_table` takes them, and the planted truth.
        ``posts.attrs["simulated"]`` is True.

    Raises
    ------
    WorkbenchError
        If a number is negative, a share above 1, or there is no conversation or brand.

    Notes
    -----
    The rate of further negative posts at t hours is proportional to 1 / (1 + t / 2), times what the stance of
    the first post and the brand make of it, times ``ratio`` after a reply. Nobody is looked at for more than 24 hours.

    Examples
    --------
    >>> posts, truth = simulate_conversations(conversations=20, seed=3)
    >>> truth["ratio"], bool(posts["by_company"].any())
    (0.5, True)
    """
    _check(conversations, brands, waiting_per_hour, ratio, dialogue, answered, days)
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2030-01-01", tz="UTC")
    anger = rng.lognormal(0, 0.3, brands)
    speed = 2.0 / anger  # angry customers are answered sooner: the confounding to be removed
    most = max(1.0, ratio)
    rows: list[tuple[float, str, str, bool, str | None, str]] = []
    for number in range(conversations):
        b = int(rng.integers(brands))
        brand, author = f"brand-{b:02d}", f"customer-{number}"
        begin = rng.uniform(0, days * 24)
        opening = rng.choice(["negative", "neutral", "positive"], p=[0.3, 0.5, 0.2])
        heat = {"negative": 2.0, "neutral": 0.8, "positive": 0.4}[opening] * anger[b]
        reply = rng.exponential(speed[b]) if rng.random() < answered else np.inf
        rows.append((begin, author, brand, False, None, opening))
        if np.isfinite(reply):
            rows.append((begin + reply, brand, brand, True, author, "neutral"))
        for at in np.sort(rng.uniform(0, 24, rng.poisson(24 * waiting_per_hour * heat * most))):
            # Thinning: the rate decays by itself as 1 / (1 + t / 2), and a reply multiplies it.
            keep = 1 / (1 + at / 2) * (ratio if at >= reply else 1.0) / most
            if rng.random() < keep:
                rows.append((begin + at, author, brand, False, None, "negative"))
        if np.isfinite(reply):
            for wait in rng.exponential(1.0, rng.poisson(dialogue)):
                rows.append((begin + reply + wait, author, brand, False, None, "positive"))
    posts = pd.DataFrame(
        rows, columns=["hour", "author", "brand", "by_company", "in_reply_to_author", "stance"]
    )
    posts = posts[posts["hour"] <= days * 24]
    posts["time"] = start + pd.to_timedelta(posts.pop("hour"), unit="h")
    posts = posts.sort_values("time", ignore_index=True)
    posts.attrs["simulated"] = True
    return posts, {"ratio": ratio, "waiting_per_hour": waiting_per_hour, "dialogue": dialogue}


def _check(
    conversations: int,
    brands: int,
    waiting_per_hour: float,
    ratio: float,
    dialogue: float,
    answered: float,
    days: float,
) -> None:
    floors = {
        "conversations": (conversations, 1),
        "brands": (brands, 1),
        "waiting_per_hour": (waiting_per_hour, 0),
        "ratio": (ratio, 0),
        "dialogue": (dialogue, 0),
        "answered": (answered, 0),
        "days": (days, 0),
    }
    low = {name: value for name, (value, least) in floors.items() if not value >= least}
    if low or answered > 1 or not days > 0:
        shown = low or ({"answered": answered} if answered > 1 else {"days": days})
        raise WorkbenchError(
            "Such conversations cannot be simulated.",
            received=", ".join(f"{name}={value!r}" for name, value in shown.items()),
            allowed="one conversation and one brand or more, rates and ratio from 0 on, answered from 0 to 1, days above 0",
            remedy="simulate_conversations(conversations=2000)",
        )
