"""Order, growth, voices and languages come out as they were planted; what cannot be told is refused."""

import numpy as np
import pandas as pd
import pytest

from workbench.mentions import as_mentions
from workbench.problems import NotEnoughData, TooCoarse, WorkbenchError
from workbench.simulate_messages import KIND_SHARES, LANGUAGES, simulate_mentions
from workbench.spread import measure_spread
from workbench.spread_cascades import below, descendants, parents, roots
from workbench.spread_timing import beyond_quiet, growth, stands_out

HOUR = pd.Timedelta("1h")


def chain(links, **columns):
    """Build messages a minute apart; `links` is the parent of each, None for none."""
    times = pd.date_range("2030-01-01", periods=len(links), freq="1min", tz="UTC")
    parent = [None if p is None else f"m{p}" for p in links]
    table = {"mention_id": [f"m{i}" for i in range(len(links))], "time": times, "precision": "second", "platform": "x",
             "repost_of": parent, "author": [f"a{i}" for i in range(len(links))]}  # fmt: skip
    return as_mentions(pd.DataFrame(table | columns))


@pytest.fixture(scope="module")
def large():
    """Return the spread of a large wave with its truth."""
    messages, truth = simulate_mentions(seed=7, wave=6000)
    return measure_spread(messages, since=truth.trigger), truth, messages


def test_the_platforms_are_in_their_planted_order_with_their_lags(large):
    spread, truth, _ = large
    assert spread.platforms["platform"].tolist() == list(truth.lags)
    for row in spread.platforms.iloc[1:].itertuples():
        assert row.lag == pytest.approx(truth.lags[row.platform], abs=0.9)
        assert row.lag_low - 0.4 < truth.lags[row.platform] < row.lag_high + 0.4
        assert row.behind > 0.97
    assert spread.platforms["lag"].iloc[0] == 0


def test_the_doubling_time_is_the_planted_one(large):
    spread, truth, _ = large
    row = spread.estimates.set_index("term").loc["doubling time"]
    assert row["value"] == pytest.approx(truth.doubling_hours, rel=0.12)
    assert row["lower"] < truth.doubling_hours < row["upper"] * 1.05
    assert truth.trigger < spread.rise[0] < spread.rise[1] < truth.peaks["x"] + HOUR


@pytest.mark.parametrize("seed", [0, 3, 4])
def test_other_lags_are_found_too(seed):
    lags = {"youtube": 0.0, "x": 6.0}
    messages, truth = simulate_mentions(
        seed=seed, lags=lags, wave=4000, per_hour=4, doubling_hours=2.0, rise_hours=12
    )
    spread = measure_spread(messages, since=truth.trigger)
    assert spread.platforms["platform"].tolist() == ["youtube", "x"]
    assert spread.platforms["lag"].iloc[1] == pytest.approx(6.0, abs=1.0)
    assert spread.estimates["value"].iloc[0] == pytest.approx(2.0, rel=0.4)


def test_platforms_that_rise_together_are_not_put_in_order():
    messages, truth = simulate_mentions(seed=5, lags={"x": 0.0, "reddit": 0.0}, wave=800)
    row = measure_spread(messages, since=truth.trigger).platforms.iloc[1]
    assert row["lag_low"] <= 0 or row["lag"] < 1


def test_a_later_clock_changes_nothing_but_the_clock():
    messages, truth = simulate_mentions(seed=8, before_days=5)
    later = messages.assign(time=messages["time"] + pd.Timedelta("100D"))
    one, two = (
        measure_spread(messages, since=truth.trigger),
        measure_spread(later, since=truth.trigger + pd.Timedelta("100D")),
    )
    pd.testing.assert_frame_equal(one.estimates, two.estimates)


def test_voices_are_ranked_by_what_they_set_off_and_not_by_followers(large):
    messages, truth = simulate_mentions(seed=6)
    spread = measure_spread(messages, since=truth.trigger)
    assert set(spread.voices["author"].head(3)) == set(truth.voices)
    assert not set(spread.voices["author"]) & set(truth.loud)
    assert (spread.voices["set_off"].head(3) > 40).all()
    assert spread.voices["rank_by_followers"].head(3).min() > 50
    assert (
        spread.voices["excess_after"].head(3).median() > 15 > spread.voices["excess_after"].tail(7).median()
    )


def test_reposts_answers_and_languages_have_their_planted_shares(large):
    spread, truth, messages = large
    wave = messages[messages["time"] >= truth.trigger]
    offspring = truth.branching  # half of all messages were set off by others
    rows = spread.estimates.set_index("term")
    assert rows.loc["share from reposts", "value"] == pytest.approx(100 * offspring * KIND_SHARES[0], abs=4)
    assert rows.loc["share from reposts", "value"] == pytest.approx(100 * wave["is_repost"].mean())
    assert rows.loc["share answers", "value"] == pytest.approx(100 * offspring * KIND_SHARES[1], abs=3)
    shares = spread.languages.set_index("language")
    for name, share in LANGUAGES.items():
        assert shares.loc[name, "share"] == pytest.approx(share, abs=0.04)
        assert shares.loc[name, "lower"] < shares.loc[name, "share"] < shares.loc[name, "upper"]


def test_links_are_followed_to_their_ends():
    table = chain([None, 0, 1, 0, None, 4, 99])
    parent = parents(table)
    assert parent.tolist() == [-1, 0, 1, 0, -1, 4, -1]
    assert roots(parent).tolist() == [0, 0, 0, 0, 4, 4, 6]
    assert descendants(parent, table["time"].to_numpy()).tolist() == [3, 1, 0, 0, 1, 0, 0]


def test_a_long_chain_ends_and_a_circle_does_not_turn():
    long = chain([None, *range(999)])
    parent = parents(long)
    assert set(roots(parent)) == {0}
    assert descendants(parent, long["time"].to_numpy())[0] == 999
    circle = chain([1, 0, 2])
    assert parents(circle).tolist() == [-1, 0, -1]


def test_what_ten_voices_set_off_is_counted_once():
    # A chain of eleven people, each answering the one before, and twenty answers at its end.
    table = chain([None] * 40 + list(range(39, 49)) + [49] * 20 + [None] * 20)
    spread = measure_spread(table)
    row = spread.estimates.set_index("term").loc["set off by the ten strongest voices"]
    # The ten are those of the chain, but for one: below them lie the twenty answers and the last link.
    assert spread.voices["set_off"].tolist() == [30, 29, 28, 27, 26, 25, 24, 23, 22, 21]
    assert row["value"] == pytest.approx(100 * 21 / 90)
    assert row["lower"] <= row["value"] <= row["upper"] < 100
    assert (
        "The export does not say which messages are reposts; the ten strongest voices set off 23 % of all."
        in (spread.summary())
    )


def test_a_message_below_two_of_one_author_counts_once():
    # a, b answers, a answers b, c answers that: c stands below both messages of a.
    table = chain([None, 0, 1, 2] + [None] * 50, author=["a", "b", "a", "c"] + [f"z{i}" for i in range(50)])
    voices = measure_spread(table).voices.set_index("author")
    assert voices["set_off"].to_dict() == {"a": 2, "b": 2}


def test_what_stands_below_a_set_is_found_along_every_way():
    rng = np.random.default_rng(3)
    parent = np.array([-1] + [int(rng.integers(-1, i)) for i in range(1, 400)])
    member = rng.random(400) < 0.05
    slow = np.zeros(400, bool)
    for row in range(400):
        up = parent[row]
        while up >= 0:
            slow[row] |= member[up]
            up = parent[up]
    assert below(parent, member).tolist() == slow.tolist()


def test_what_one_sets_off_in_oneself_counts_for_nobody():
    links = [None, 0, 1, 0] + [None] * 50
    authors = ["a", "a", "b", "c"] + [f"z{i}" for i in range(50)]
    table = chain(links, author=authors)
    voices = measure_spread(table).voices.set_index("author")
    # b answered a's answer to a: both of a's messages set it off.
    assert voices.loc["a", "messages"] == 2
    assert "b" not in voices.index


def test_quiet_mentions_are_taken_off():
    quiet = np.arange(0.5, 100, 1.0)
    wave = np.sort(np.concatenate([quiet, np.full(100, 50.0)]))
    at = beyond_quiet(wave, np.ones(wave.size), 1.0, np.array([0.1, 0.5, 0.9]))
    assert np.allclose(at, 50.0)


def quieter_after(seed=0, reddit_rises=True):
    """Build a stream that is busy before the wave and quiet after it: x rises at hour 2, reddit at hour 6."""
    rng = np.random.default_rng(seed)
    start = pd.Timestamp("2030-03-14T10:00Z")

    def hours(rate, low, high):
        return rng.uniform(low, high, rng.poisson(rate * (high - low)))

    parts = {
        "x": [hours(16, -336, 0), hours(12, 0, 240), hours(100, 2, 8)],
        "reddit": [hours(4, -336, 0), hours(3, 0, 240), *([hours(30, 6, 12)] if reddit_rises else [])],
        "news": [hours(3, -336, 0), hours(2, 0, 240)],
    }
    rows = [(name, hour) for name, some in parts.items() for hour in np.concatenate(some)]
    table = pd.DataFrame(rows, columns=["platform", "hour"])
    table = table.assign(mention_id=[f"m{i}" for i in range(len(table))], precision="second")
    return as_mentions(table.assign(time=start + table.pop("hour").round(4) * HOUR)), start


def test_a_wave_is_found_though_the_days_after_it_are_quieter_than_those_before():
    messages, start = quieter_after()
    after = messages[messages["time"] >= start]
    # On the whole less was written than quiet days would have brought.
    assert len(after) / 240 < 23
    spread = measure_spread(messages, since=start)
    assert spread.platforms["platform"].tolist() == ["x", "reddit"]
    assert not spread.platforms.drop(columns="behind").isna().any(axis=None)
    assert spread.platforms["lag"].iloc[1] == pytest.approx(4.0, abs=0.7)
    assert spread.platforms["lag_low"].iloc[1] > 0
    # 600 and 180 of two waves, and in the twelve hours of both six an hour less than before.
    assert spread.beyond == pytest.approx(600 + 180 - 12 * 6, abs=80)
    assert spread.flat == ("news",)
    assert spread.summary().startswith("The wave rose first on x, on reddit ")
    assert (
        "On news nothing rose above what quiet hours may bring, so it has no place in this order."
        in spread.summary()
    )


def test_where_one_platform_rose_nobody_was_first():
    messages, start = quieter_after(reddit_rises=False)
    spread = measure_spread(messages, since=start)
    assert spread.summary().startswith(
        "The wave rose on x. On news and reddit nothing rose above what quiet hours may bring, so they have no place in "
        "this order."
    )
    assert spread.headline().startswith("on x")


def test_where_nothing_rose_there_is_no_order():
    messages, start = quieter_after(reddit_rises=False)
    with pytest.raises(NotEnoughData) as caught:
        measure_spread(messages[messages["platform"] != "x"], since=start)
    assert str(caught.value) == (
        "No platform rose above its quiet level. Received: 1,153 messages on news, reddit, no more than quiet hours may bring "
        "by chance. Allowed: a wave that stands out from the days before it on one platform at the least. Try: check since=: "
        "the wave must begin after it, and the days before it must be quiet."
    )


def test_the_hours_of_the_day_are_no_rise():
    rng = np.random.default_rng(1)
    hours = np.arange(-240.0, 12.0, 0.01)
    rate = 8 * (1 + 0.9 * np.sin(2 * np.pi * hours / 24))
    written = hours[rng.random(hours.size) < rate * 0.01]
    after, ago = written[written >= 0], -written[written < 0]
    # By noon half as much again has come as twelve hours of the mean level bring.
    assert after.size > 1.4 * 8 * 12
    assert not stands_out(after, ago, 240.0)
    assert stands_out(np.sort(np.concatenate([after, rng.uniform(2, 6, 150)])), ago, 240.0)


def test_growth_is_the_maximum_of_its_likelihood():
    rng = np.random.default_rng(0)
    g, length = 0.7, 5.0
    times = np.log1p(rng.random(40_000) * np.expm1(g * length)) / g
    noise = rng.uniform(0, length, 8000)
    both = np.sort(np.concatenate([times, noise]))
    assert growth(both, np.ones(both.size), 1600.0, 0.0, length) == pytest.approx(g, abs=0.02)
    flat = np.sort(noise)
    assert growth(flat, np.ones(flat.size), 0.0, 0.0, length) == pytest.approx(0, abs=0.02)


def test_days_do_not_order_platforms(large):
    _, truth, messages = large
    days = messages.assign(precision="day")
    with pytest.raises(TooCoarse) as caught:
        measure_spread(days, since=truth.trigger)
    assert (
        "dated to the day or hour. Allowed: messages dated to the minute or second; a day cannot say"
        in str(caught.value)
    )
    some = messages.assign(precision=messages["precision"].where(messages["platform"] != "news", "day"))
    spread = measure_spread(some, since=truth.trigger)
    assert "news" not in spread.platforms["platform"].tolist()
    assert "messages dated to the day or hour left out" in spread.data_note


@pytest.mark.parametrize(
    ("asked", "kind", "sentence"),
    [
        (
            {"until": "2030-03-14T10:05Z"},
            NotEnoughData,
            "There are too few messages to measure how they spread. Received: 0 messages between 2030-03-14 10:00 and "
            "2030-03-14 10:05 UTC. Allowed: at least 50. Try: widen the search, or check since= and until=.",
        ),
        (
            {"until": "2030-03-14T09:00Z"},
            WorkbenchError,
            "The wave ends before it begins. Received: 2030-03-14 10:00:00+00:00 to 2030-03-14 09:00:00+00:00. Allowed: an end "
            "after the start. Try: check since= and until=, and their zones.",
        ),
    ],
)  # fmt: skip
def test_what_is_no_wave_is_refused(asked, kind, sentence):
    messages, truth = simulate_mentions(seed=1, before_days=2, after_days=1)
    messages = messages[~messages["time"].between(truth.trigger, truth.trigger + HOUR)]
    with pytest.raises(kind) as caught:
        measure_spread(messages, since=truth.trigger, **asked)
    assert str(caught.value) == sentence


def test_no_links_and_no_authors_give_no_voices():
    messages, truth = simulate_mentions(seed=1, before_days=2)
    bare = messages.drop(columns=["repost_of", "in_reply_to", "author", "is_repost"])
    spread = measure_spread(bare, since=truth.trigger)
    assert spread.voices.empty
    assert spread.platforms["platform"].iloc[0] == "x"
    assert "strongest voices" not in spread.summary()


def test_what_nobody_says_about_reposts_is_not_none():
    messages, truth = simulate_mentions(seed=1, before_days=2)
    silent = messages.assign(is_repost=pd.array([pd.NA] * len(messages), dtype="boolean"))
    spread = measure_spread(silent, since=truth.trigger)
    assert "share from reposts" not in spread.estimates["term"].tolist()
    assert "The export does not say which messages are reposts; the ten strongest" in spread.summary()
    half = silent["is_repost"].where(silent["platform"] == "x", False)
    assert (spread := measure_spread(messages.assign(is_repost=half), since=truth.trigger)).reposts_unknown
    assert (
        f"does not say of {spread.reposts_unknown:,} of these messages whether they are reposts"
        in spread.summary()
    )
    # No repost beside messages that pass others on is a contradiction, and no knowledge.
    none = measure_spread(messages.assign(is_repost=False), since=truth.trigger)
    assert "The export does not say which messages are reposts; the ten strongest" in none.summary()
    told = measure_spread(messages.assign(is_repost=False, repost_of=pd.NA), since=truth.trigger)
    assert "0 % of its mentions were passed on without words of their own" in told.summary()


def test_platforms_of_which_each_may_have_been_first_are_all_named():
    messages, truth = simulate_mentions(seed=5, lags={"x": 0.0, "reddit": 0.0}, wave=800)
    spread = measure_spread(messages, since=truth.trigger)
    assert sorted(spread.first) == ["reddit", "x"]
    assert spread.summary().startswith(
        f"Which platform came first cannot be told: {spread.first[0]} and {spread.first[1]} rose so closely after one "
        "another that their order may be chance."
    )
    assert spread.headline().startswith("which platform came first cannot be told")
    assert "rose first" not in spread.summary() + spread.headline()


@pytest.mark.parametrize("seed", range(300, 306))
def test_a_wave_of_sixty_claims_no_growth_and_no_wrong_first(seed):
    messages, truth = simulate_mentions(seed=seed, wave=60.0, before_days=7)
    spread = measure_spread(messages, since=truth.trigger)
    assert "x" in spread.first
    assert spread.small
    row = spread.estimates[spread.estimates["term"] == "doubling time"]
    assert row.empty or "or faster: a wave as small as this seems slower than it is." in spread.summary()
    assert row.empty or np.isfinite(row["upper"].iloc[0])


def test_a_small_wave_says_that_it_seems_slower_than_it_is():
    messages, truth = simulate_mentions(seed=303, wave=250.0, before_days=7)
    spread = measure_spread(messages, since=truth.trigger)
    assert spread.estimates["term"].iloc[0] == "doubling time"
    assert " or faster: a wave as small as this seems slower than it is." in spread.summary()
    assert spread.headline().endswith(" or faster")


def test_it_says_in_sentences_what_it_found(large):
    spread, _, _ = large
    assert repr(spread).startswith("<Spread: first on x, doubling every ")
    assert "or faster" not in spread.summary()
    assert "simulated: " in spread.data_note
    assert spread.summary().startswith("The wave rose first on x, on reddit ")
    assert "None" not in spread._repr_html_()
