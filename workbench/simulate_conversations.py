"""Conversations with a planted truth: how many further negative posts before and after a reply."""

from __future__ import annotations

import numpy as np
import pandas as pd


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
        Further negative posts per hour of waiting, in the first hour, of an average brand.
    ratio : float
        What a reply does to that rate; 1 plants no effect.
    dialogue : float
        Further posts of other stances per hour, in the first hour after a reply.
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

    Examples
    --------
    >>> posts, truth = simulate_conversations(conversations=20, seed=3)
    >>> truth["ratio"], bool(posts["by_company"].any())
    (0.5, True)
    """
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2030-01-01", tz="UTC")
    anger = rng.lognormal(0, 0.3, brands)
    speed = 2.0 / anger  # angry customers are answered sooner: the confounding to be removed
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
        for at in np.sort(rng.uniform(0, 24, rng.poisson(24 * waiting_per_hour * heat * 1.0))):
            # Thinning: the rate decays by itself as 1 / (1 + t / 2).
            keep = 1 / (1 + at / 2) * (ratio if at >= reply else 1.0)
            if rng.random() < keep:
                rows.append((begin + at, author, brand, False, None, "negative"))
        if np.isfinite(reply):
            for wait in rng.exponential(1.0, rng.poisson(dialogue)):
                rows.append((begin + reply + wait, author, brand, False, None, "positive"))
    posts = pd.DataFrame(rows, columns=["hour", "author", "brand", "by_company", "in_reply_to_author", "stance"])
    posts = posts[posts["hour"] <= days * 24]
    posts["time"] = start + pd.to_timedelta(posts.pop("hour"), unit="h")
    return posts.sort_values("time", ignore_index=True), {"ratio": ratio, "waiting_per_hour": waiting_per_hour}
