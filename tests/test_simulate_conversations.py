"""Simulated conversations hold what was planted: the decay, the ratio, the dialogue, and the confounding."""

import numpy as np
import pandas as pd
import pytest

from workbench.models.exposure import NEEDED
from workbench.problems import WorkbenchError
from workbench.simulate_conversations import simulate_conversations


def hours_between(posts, rows, first):
    """Return the hours from each customer's first post to some other posts, by customer."""
    start = posts[~posts["by_company"]].groupby("author")["time"].min()
    return (rows["time"] - pd.DatetimeIndex(start.reindex(first))) / pd.Timedelta(hours=1)


def replied(posts):
    """Return the company's posts with the hours since the customer's first post."""
    rows = posts[posts["by_company"]]
    return rows.assign(reply=hours_between(posts, rows, rows["in_reply_to_author"]))


def waited(posts):
    """Return the customers' further posts with the hours since the first one, and until the reply."""
    rows = posts[~posts["by_company"]]
    at = hours_between(posts, rows, rows["author"])
    reply = replied(posts).set_index("in_reply_to_author")["reply"]
    return rows.assign(at=at, reply=reply.reindex(rows["author"]).to_numpy())[at > 0]


def test_posts_are_those_an_exposure_table_takes():
    posts, truth = simulate_conversations(conversations=60, seed=1)
    assert set(posts) == set(NEEDED)
    assert str(posts["time"].dtype.tz) == "UTC"
    assert posts["time"].is_monotonic_increasing
    assert posts["by_company"].dtype == bool
    assert posts.attrs["simulated"] is True
    assert truth == {"ratio": 0.5, "waiting_per_hour": 0.04, "dialogue": 0.5}


def test_a_seed_gives_the_same_posts_and_another_seed_others():
    one, two, other = (simulate_conversations(conversations=60, seed=s)[0] for s in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(other)


def test_nothing_lies_outside_the_collection():
    posts, _ = simulate_conversations(conversations=200, days=1.5, seed=1)
    assert posts["time"].max() - pd.Timestamp("2030-01-01", tz="UTC") <= pd.Timedelta(days=1.5)


def test_the_rate_falls_by_itself_as_written():
    # Nobody is answered; the collection is so long that hardly anybody is cut off.
    posts, _ = simulate_conversations(
        conversations=4000, brands=40, answered=0, waiting_per_hour=0.2, days=200, seed=2
    )
    at = waited(posts)["at"]
    # 1 / (1 + t / 2) over 24 hours: 2 log(1 + t / 2).
    expected = np.log1p(np.array([1, 4, 12]) / 2) / np.log1p(24 / 2)
    assert [(at < edge).mean() for edge in (1, 4, 12)] == pytest.approx(expected.tolist(), abs=0.02)


def test_the_rate_at_the_start_is_the_one_asked_for():
    posts, _ = simulate_conversations(
        conversations=6000, brands=400, answered=0, waiting_per_hour=0.3, days=200, seed=3
    )
    # Openings weigh 0.3 * 2 + 0.5 * 0.8 + 0.2 * 0.4 = 1.08; anger has a mean of exp(0.3^2 / 2).
    mean = 0.3 * 1.08 * np.exp(0.045) * 2 * np.log1p(24 / 2)
    assert len(waited(posts)) / 6000 == pytest.approx(mean, rel=0.05)


@pytest.mark.parametrize("ratio", [0.0, 0.5, 1.0, 3.0])
def test_a_reply_multiplies_the_rate_by_the_ratio(ratio):
    posts, _ = simulate_conversations(
        conversations=2500, ratio=ratio, answered=1, dialogue=0, waiting_per_hour=2, days=200, seed=4
    )
    further = waited(posts)
    # The same hours of the wait, the same brands: those already answered against those not yet.
    replies = replied(posts)
    window = further["at"].between(1, 1.5)
    done = (replies["reply"] < 1).groupby(replies["brand"]).sum()
    late = (replies["reply"] > 1.5).groupby(replies["brand"]).sum()
    after = (
        (window & (further["reply"] < 1)).groupby(further["brand"]).sum().reindex(done.index, fill_value=0)
    )
    before = (
        (window & (further["reply"] > 1.5)).groupby(further["brand"]).sum().reindex(done.index, fill_value=0)
    )
    expected = (before / late * done).sum()
    assert after.sum() / expected == pytest.approx(ratio, rel=0.1, abs=0.001)


def test_replies_bring_friendly_posts():
    posts, _ = simulate_conversations(conversations=3000, answered=1, dialogue=0.7, days=200, seed=5)
    friendly = waited(posts).query("stance == 'positive'")
    assert len(friendly) / 3000 == pytest.approx(0.7, rel=0.1)
    assert (friendly["at"] > friendly["reply"]).all()


def test_angry_brands_answer_faster():
    posts, _ = simulate_conversations(conversations=4000, answered=1, ratio=1, days=200, seed=6)
    further = waited(posts).query("stance == 'negative'")
    anger = further.groupby("brand").size() / posts[~posts["by_company"]].groupby("brand")["author"].nunique()
    speed = further.drop_duplicates("author").groupby("brand")["reply"].median()
    assert anger.corr(speed, method="spearman") < -0.5


@pytest.mark.parametrize(
    ("arguments", "received"),
    [
        ({"conversations": 0}, "conversations=0"),
        ({"brands": 0, "ratio": -1}, "brands=0, ratio=-1"),
        ({"waiting_per_hour": -0.1}, "waiting_per_hour=-0.1"),
        ({"answered": 1.2}, "answered=1.2"),
        ({"days": 0}, "days=0"),
        ({"dialogue": float("nan")}, "dialogue=nan"),
    ],
)
def test_what_cannot_be_simulated_is_refused_in_a_sentence(arguments, received):
    with pytest.raises(WorkbenchError) as error:
        simulate_conversations(**arguments)
    assert str(error.value) == (
        f"Such conversations cannot be simulated. Received: {received}. Allowed: one conversation and one brand or "
        "more, rates and ratio from 0 on, answered from 0 to 1, days above 0. Try: simulate_conversations(conversations=2000)."
    )
