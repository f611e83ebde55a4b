"""The vocabulary: closed lists, each word with a meaning, and the lists lean on one another."""

import re
from types import ModuleType

import pytest

from workbench import vocabulary
from workbench.vocabulary import (
    CHANNEL,
    CLAIM,
    DELAY,
    GRADE,
    LISTS,
    PLATFORM,
    PRACTICE,
    PRECISION,
    PUBLIC_CHANNELS,
    STANCE,
    STRATEGY,
)

every_list = pytest.mark.parametrize("name", LISTS)


def lists_of(module: ModuleType) -> list[dict]:
    """Return the word lists a module defines."""
    return [v for k, v in vars(module).items() if k.isupper() and isinstance(v, dict) and k != "LISTS"]


def test_the_glossary_forgets_no_list():
    printed = [words for _, words in LISTS.values()]
    assert [words for words in lists_of(vocabulary) if words not in printed] == []


@every_list
def test_every_word_has_a_meaning_of_one_line(name):
    _, words = LISTS[name]
    assert [w for w, meaning in words.items() if not re.fullmatch(r"\S(.*\S)?", meaning)] == []
    assert len(set(words.values())) == len(words)


@pytest.mark.parametrize("name", [n for n in LISTS if n != "terms"])
def test_words_that_stand_in_tables_are_plain_ids(name):
    _, words = LISTS[name]
    assert [w for w in words if not re.fullmatch(r"[A-Za-z][a-z0-9_-]*", w)] == []


def test_the_lists_that_columns_and_figures_count_on():
    assert list(PRECISION) == ["minute", "hour", "day", "week", "month", "year", "interval"]
    assert list(STANCE) == ["negative", "mixed", "neutral", "positive"]
    assert list(GRADE) == ["A", "B", "C"]
    assert list(DELAY) == [
        "first_response",
        "first_public",
        "first_in_channel",
        "first_apology",
        "first_corrective",
    ]
    assert len(PRACTICE) == 28
    assert len(CLAIM) == 12


def test_claims_and_practices_cannot_be_mistaken_for_one_another():
    assert all(word.startswith("c-") for word in CLAIM)
    assert not set(PRACTICE) & set(CLAIM)


def test_public_channels_are_channels_and_leave_private_ones_out():
    assert set(CHANNEL) >= PUBLIC_CHANNELS
    assert not PUBLIC_CHANNELS & {"email", "phone", "in_person"}


def test_a_silence_is_a_strategy_and_no_platform():
    assert "silence" in STRATEGY
    assert "silence" not in PLATFORM
