"""A simulated stream holds what was planted in it, and is a message table like an imported one."""

import numpy as np
import pandas as pd
import pytest

from workbench.mentions import COLUMNS, as_mentions
from workbench.problems import WorkbenchError
from workbench.simulate_messages import TRIGGER, VOICE_OFFSPRING, simulate_mentions

HOUR = pd.Timedelta(hours=1)


def test_it_is_a_message_table_that_says_it_is_simulated():
    table, _ = simulate_mentions(seed=2, before_days=2, after_days=1)
    assert list(table.columns) == list(COLUMNS)
    assert table.attrs["simulated"] is True
    pd.testing.assert_frame_equal(as_mentions(table), table)


def test_the_same_seed_gives_the_same_stream():
    one, _ = simulate_mentions(seed=5, before_days=1, after_days=1)
    two, _ = simulate_mentions(rng=np.random.default_rng(5), before_days=1, after_days=1)
    pd.testing.assert_frame_equal(one, two)


def test_every_link_leads_to_an_earlier_message_on_the_same_platform():
    table, truth = simulate_mentions(seed=3)
    for column in ("repost_of", "in_reply_to"):
        linked = table[table[column].notna()]
        parents = table.set_index("mention_id").loc[linked[column]]
        assert (parents["time"].to_numpy() <= linked["time"].to_numpy()).all()
        assert (parents["platform"].to_numpy() == linked["platform"].to_numpy()).all()
    reposts = table[table["is_repost"]]
    originals = table.set_index("mention_id").loc[reposts["repost_of"]]
    assert (originals["text"].to_numpy() == reposts["text"].to_numpy()).all()
    assert (originals["stance"].to_numpy() == reposts["stance"].to_numpy()).all()
    assert truth.response == TRIGGER + 20 * HOUR
    assert table.loc[table["by_company"], "time"].tolist() == [truth.response]


def test_the_wave_grows_as_planted_and_trails_as_planted():
    table, truth = simulate_mentions(
        seed=4, wave=20_000, lags={"x": 0.0, "reddit": 3.0}, branching=0.0, per_hour=1, before_days=1
    )
    hours = (table["time"] - truth.trigger) / HOUR
    x = hours[table["platform"] == "x"]
    late, early = ((x >= 6) & (x < 7)).sum(), ((x >= 5) & (x < 6)).sum()
    assert late / early == pytest.approx(2 ** (1 / truth.doubling_hours), rel=0.12)
    wave = table[table["time"] >= truth.trigger]
    middle = ((wave["time"] - truth.trigger) / HOUR).groupby(wave["platform"]).median()
    assert middle["reddit"] - middle["x"] == pytest.approx(3.0, abs=0.4)


def test_voices_set_off_much_and_the_loud_do_not():
    table, truth = simulate_mentions(seed=6)
    author = table.set_index("mention_id")["author"]
    children = table["repost_of"].fillna(table["in_reply_to"]).dropna().map(author).value_counts()
    linked = 0.75 * VOICE_OFFSPRING
    assert all(0.6 * linked < children[name] < 1.5 * linked for name in truth.voices)
    assert all(children.get(name, 0) < 8 for name in truth.loud)
    reach = table.groupby("author")["followers"].max()
    assert reach[list(truth.loud)].min() > 100 * reach[list(truth.voices)].max()


def test_quiet_means_no_wave_and_a_gap_is_empty():
    table, truth = simulate_mentions(seed=7, wave=0, gap_hours=(5, 9))
    assert truth.voices == ()
    ((start, end),) = truth.gaps
    assert not table["time"].between(start, end, inclusive="left").any()
    per_hour = len(table) / (25 * 24 - 4)
    assert 4 < per_hour < 8


def test_numbers_that_cannot_be_are_named_together():
    with pytest.raises(WorkbenchError) as caught:
        simulate_mentions(branching=1.2, doubling_hours=0)
    assert str(caught.value) == (
        "Such a stream cannot be invented. Received: doubling_hours=0, branching=1.2. Allowed: numbers above 0; wave, "
        "branching and before_days may be 0, branching stays below 1. Try: simulate_mentions() with its defaults first."
    )
