"""Platforms and channels: one name for a reader, and no own channel where a crisis ran on several."""

import pytest

from workbench.channel_names import channel_of, main_channels, no_own_channel, shown
from workbench.vocabulary import CHANNEL, PUBLIC_CHANNELS


@pytest.mark.parametrize("word", ["instagram", "tiktok", "linkedin", "reddit", "youtube", "facebook"])
def test_a_network_of_today_is_a_channel_of_its_own_on_which_everybody_reads(word):
    assert channel_of(word) == word
    assert word in PUBLIC_CHANNELS


def test_a_platform_that_is_no_channel_is_another_page():
    assert [channel_of(word) for word in ("x", "news", "web", "", "reviews of hotels")] == [
        "twitter", "press", "other", "other", "other"
    ]  # fmt: skip


def test_a_reader_meets_one_name_whichever_word_the_table_holds():
    assert shown("x") == shown("twitter") == "X (Twitter)"
    assert shown("in_person") == "in person"
    assert len({shown(word) for word in CHANNEL}) == len(CHANNEL)


@pytest.mark.parametrize(
    ("platforms", "channels"),
    [
        ({"x": 51, "reddit": 49}, ("twitter",)),
        ({"x": 50, "reddit": 50}, ("twitter", "reddit")),
        ({"tiktok": 2558, "facebook": 2495, "x": 2492, "instagram": 2477}, ("tiktok", "facebook", "twitter", "instagram")),
        # Two words of one channel are one channel.
        ({"news": 30, "press_release": 30, "x": 40}, ("press",)),
        ({"x": 40, "facebook": 35, "web": 25}, ("twitter", "facebook")),
        ({"web": 90, "x": 10}, ("other",)),
        # One small channel beside what has no name is not the crisis's own.
        ({"web": 45, "reviews": 45, "x": 10}, ("other",)),
        ({}, ("other",)),
    ],
)  # fmt: skip
def test_the_channel_with_most_messages_is_the_crisis_s_own_and_else_none_is(platforms, channels):
    assert main_channels(platforms) == channels


def test_several_channels_are_named_in_the_reason():
    assert no_own_channel(("instagram", "twitter")) == (
        "the crisis ran on several channels (Instagram, X (Twitter)), so there is no own one"
    )
    assert no_own_channel(("twitter",)) == no_own_channel(()) == ""
