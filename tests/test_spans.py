"""Lengths of time are said no more roughly, and no more exactly, than they are known."""

import pandas as pd
import pytest

from workbench.problems import WorkbenchError
from workbench.spans import between_words, clock_words, on_clock, range_words, span_words


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (8.51, "8.5 hours"), (2.25, "2.5 hours"), (2.75, "3 hours"), (1.0, "1 hour"), (0.995, "1 hour"),
        (0.5, "30 minutes"), (23.8, "24 hours"), (24.4, "24 hours"), (47.0, "47 hours"), (100.0, "4 days"),
    ],
)  # fmt: skip
def test_half_hours_are_told_below_a_day(hours, words):
    assert span_words(hours) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (8.51, 9.52, "8.5 to 9.5 hours"), (8.01, 9.01, "8 to 9 hours"), (15, 15.1, "15 hours"), (0.98, 1.9, "59 minutes to 2 hours"),
        (1.0, 2.0, "1 to 2 hours"), (40.0, 60.0, "40 hours to 2 days"), (0.1, 0.3, "6 to 18 minutes"),
    ],
)  # fmt: skip
def test_a_range_names_its_unit_once(low, high, words):
    assert between_words(low, high) == words


def test_an_interval_stands_in_the_unit_of_its_value():
    assert range_words(0.19, 0.1, 0.31) == "11 minutes (6 to 19)"
    assert range_words(9.0, 7.5, 10.04) == "9.0 hours (7.5 to 10.0)"
    assert range_words(3.0, 2.0, float("inf")) == "3.0 hours"


def test_a_moment_names_utc_or_stands_on_the_clock_that_was_asked_for():
    time = pd.Timestamp("2025-10-20T22:30Z")
    assert clock_words(time) == "22:30 UTC on 20 October 2025"
    assert clock_words(time, "Europe/Berlin") == "00:30 on 21 October 2025"
    assert clock_words(time, "UTC") == "22:30 on 20 October 2025"


def test_a_zone_that_is_none_is_refused():
    with pytest.raises(WorkbenchError) as caught:
        clock_words(pd.Timestamp("2025-10-20T22:30Z"), "Berlin")
    assert str(caught.value) == (
        "This time zone is not known. Received: 'Berlin'. Allowed: an IANA name such as America/Chicago, Europe/Zurich or UTC. "
        "Try: write the zone of the place where the clock hung."
    )


def test_a_sentence_is_put_on_another_clock_with_its_dates():
    told = "3 bins missing; 2025-10-05 22:00 to 2025-10-28 22:00 UTC; watched from 2025-10-19 22:00 UTC; nothing 2026-05-13 12:00 to 17:00"
    assert on_clock(told, "UTC") == told
    # Summer time ended on 26 October 2025.
    assert on_clock(told, "Europe/Berlin") == (
        "3 bins missing; 2025-10-06 00:00 to 2025-10-28 23:00 Europe/Berlin; watched from 2025-10-20 00:00 Europe/Berlin; "
        "nothing 2026-05-13 14:00 to 19:00"
    )
