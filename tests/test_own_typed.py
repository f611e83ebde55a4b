"""What people type: times with a blank or a T, titles of twelve words, addresses; refused in words about what was typed."""

import pytest

from workbench.own_typed import check_address, check_title, typed_time
from workbench.problems import WorkbenchError


@pytest.mark.parametrize(
    ("typed", "zone", "written"),
    [
        ("2026-03-24 09:24", "Europe/Berlin", ("2026-03-24T09:24+01:00", "minute")),
        ("2026-03-24T09:24", "Europe/Berlin", ("2026-03-24T09:24+01:00", "minute")),
        (" 2026-03-24 9:24 ", "Europe/Berlin", ("2026-03-24T09:24+01:00", "minute")),
        ("2026-06-24 09:24:59", "Europe/Berlin", ("2026-06-24T09:24+02:00", "minute")),
        ("2026-03-24 09:24+01:00", "", ("2026-03-24T09:24+01:00", "minute")),
        ("2026-03-24T08:24Z", "Europe/Berlin", ("2026-03-24T09:24+01:00", "minute")),
        ("2026-03-24T08:24Z", "", ("2026-03-24T08:24+00:00", "minute")),
        ("2026-03-24", "Europe/Berlin", ("2026-03-24", "day")),
    ],
)
def test_a_blank_is_the_same_as_the_t_and_no_hour_is_lost(typed, zone, written):
    assert typed_time(typed, zone) == written


def test_a_clock_time_without_any_zone_is_refused():
    with pytest.raises(WorkbenchError) as refusal:
        typed_time("2026-03-24 09:24", "")
    assert str(refusal.value) == (
        "A clock time without a time zone cannot be placed. Received: '2026-03-24 09:24'. Allowed: the time with its offset, "
        "such as 2026-03-24 09:24+01:00; or a time zone beside it. Try: timezone= with the zone of the case, such as "
        "Europe/Berlin."
    )


@pytest.mark.parametrize(
    ("typed", "remedy"),
    [
        ("24.03.2026 09:24", "2026-03-24 09:24"),
        ("24.3.2026", "2026-03-24"),
        ("3/24/2026", "write year, month and day in this order"),
        ("soon", "write year, month and day in this order"),
        ("2026-13-40", "write year, month and day in this order"),
        ("2026-03-24 25:61", "write year, month and day in this order"),
    ],
)
def test_what_is_no_time_is_shown_as_it_was_typed_with_one_remedy(typed, remedy):
    with pytest.raises(WorkbenchError) as refusal:
        typed_time(typed, "Europe/Berlin")
    assert str(refusal.value) == (
        f"This is no date and no time that can be read. Received: '{typed}'. Allowed: 2026-03-24 where only the day is known; "
        f"2026-03-24 09:24; or 2026-03-24 09:24+01:00. Try: {remedy}."
    )


def test_more_than_twelve_words_are_no_title():
    check_title("one two three four five six seven eight nine ten eleven twelve")
    with pytest.raises(WorkbenchError) as refusal:
        check_title("one two three four five six seven eight nine ten eleven twelve thirteen")
    assert str(refusal.value) == (
        "The title is too long. Received: 13 words. Allowed: up to 12 words. Try: say it shorter; the rest belongs into the "
        "detail."
    )


@pytest.mark.parametrize(
    ("typed", "remedy"), [("www.example.org", "https://www.example.org"), ("frischgut", "leave it out")]
)
def test_what_is_no_address_is_said_to_be_none(typed, remedy):
    check_address("")
    check_address("https://example.org/a")
    with pytest.raises(WorkbenchError) as refusal:
        check_address(typed)
    assert str(refusal.value) == (
        f"The page about it has no web address. Received: '{typed}'. Allowed: an address that begins with https:// or "
        f"http://. Try: {remedy}."
    )
