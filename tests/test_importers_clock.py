"""Written times: zones and orders that are stated, never guessed."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.importers.clock import Clock, needs_day_first, read_clock, settle_day_first
from workbench.problems import WorkbenchError


def one(text, **clock):
    read = read_clock([text], Clock(**clock)).iloc[0]
    return (None if pd.isna(read["time"]) else read["time"].isoformat()), read["precision"], read["reason"]


@pytest.mark.parametrize(
    ("text", "time", "precision"),
    [
        ("2017-10-31T22:10:47.000Z", "2017-10-31T22:10:47+00:00", "second"),
        ("2019-10-10T17:48:54.588+0000", "2019-10-10T17:48:54.588000+00:00", "second"),
        ("2017-10-31 22:10:47+02:00", "2017-10-31T20:10:47+00:00", "second"),
        ("2017-10-31 22:10 UTC", "2017-10-31T22:10:00+00:00", "minute"),
        ("Tue Oct 31 22:10:47 +0000 2017", "2017-10-31T22:10:47+00:00", "second"),
        ("Tue, 31 Oct 2017 22:10:47 GMT", "2017-10-31T22:10:47+00:00", "second"),
        ("1509487847", "2017-10-31T22:10:47+00:00", "second"),
        ("1509487847.123456", "2017-10-31T22:10:47+00:00", "second"),
        ("1509487847000", "2017-10-31T22:10:47+00:00", "second"),
    ],
)
def test_times_that_carry_their_zone(text, time, precision):
    assert one(text) == (time, precision, "")


@pytest.mark.parametrize(
    ("text", "time", "precision"),
    [
        ("2017-10-31 22:10:47.0", "2017-11-01T02:10:47+00:00", "second"),
        ("2017-10-31T22:10", "2017-11-01T02:10:00+00:00", "minute"),
        ("2017-10-31", "2017-10-31T04:00:00+00:00", "day"),
        ("2017/10/31", "2017-10-31T04:00:00+00:00", "day"),
        ("31-Oct-2017 10:10PM", "2017-11-01T02:10:00+00:00", "minute"),
        ("October 31, 2017 10:10 p.m.", "2017-11-01T02:10:00+00:00", "minute"),
        ("31 October 2017", "2017-10-31T04:00:00+00:00", "day"),
        ("31/10/2017 12:05 AM", "2017-10-31T04:05:00+00:00", "minute"),
        ("31.10.2017 9:05", "2017-10-31T13:05:00+00:00", "minute"),
    ],
)
def test_times_without_a_zone_are_read_in_the_one_that_is_given(text, time, precision):
    assert one(text, zone="America/New_York", day_first=True) == (time, precision, "")
    assert one(text, day_first=True)[2] == "its time has no time zone, and none was given"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "its time is empty"),
        ("yesterday", "its time cannot be read"),
        ("31/10/17", "its time cannot be read"),
        ("43039.5", "its time cannot be read"),
        ("12:30", "its time cannot be read"),
        ("2017-10-31 10:00 CET", "its time zone is an abbreviation, and such are used for several zones"),
        ("2017-02-30 10:00:00", "its time is no time of the calendar"),
        ("2017-10-31T25:00:00Z", "its time is no time of the calendar"),
        ("31 Foo 2017", "its time is no time of the calendar"),
        ("9" * 400, "its time cannot be read"),
    ],
)
def test_what_is_no_time_has_a_reason(text, reason):
    assert one(text, zone="UTC", day_first=True) == (None, one(text, zone="UTC")[1], reason)


def test_a_time_that_occurs_twice_is_not_guessed():
    sentence = "its clock time occurs twice or not at all in Europe/Warsaw, because the clocks were changed that night"
    assert one("2025-10-26 02:30:00", zone="Europe/Warsaw")[2] == sentence
    assert one("2025-03-30 02:30:00", zone="Europe/Warsaw")[2] == sentence
    assert one("2025-10-26T02:30:00+02:00", zone="Europe/Warsaw")[0] == "2025-10-26T00:30:00+00:00"


def test_a_day_whose_midnight_does_not_exist_begins_when_the_clocks_have_moved():
    assert one("2018-11-04", zone="America/Sao_Paulo")[0] == "2018-11-04T03:00:00+00:00"


def test_day_and_month_are_settled_by_a_row_that_leaves_no_choice():
    rows = (["3/4/2025", "13/4/2025 10:00", "x"], np.array([2, 3, 4]))
    assert settle_day_first([rows], "a.csv") == (
        True,
        "Dates are read day first: row 3 (13/4/2025 10:00) can only be read so",
    )
    rows = (["3/4/2025", "3/24/2025"], np.array([2, 3]))
    assert settle_day_first([rows], "a.csv") == (
        False,
        "Dates are read month first: row 3 (3/24/2025) can only be read so",
    )


def test_day_and_month_are_asked_for_where_no_row_settles_them():
    with pytest.raises(WorkbenchError) as raised:
        settle_day_first([(["3/4/2025", "1/2/2025"], np.array([2, 3]))], "a.csv")
    assert str(raised.value) == (
        "a.csv does not say whether the day or the month comes first. Received: 3/4/2025, and no date with a number above "
        "12. Allowed: day_first=True for 31/12/2026, day_first=False for 12/31/2026. Try: look at how the tool that wrote "
        "it shows dates."
    )


def test_two_orders_in_one_file_are_told():
    with pytest.raises(WorkbenchError) as raised:
        settle_day_first([(["13/4/2025", "4/13/2025"], np.array([2, 3]))], "a.csv")
    assert raised.value.happened == "a.csv writes some dates day first and others month first."
    assert raised.value.received == "13/4/2025 in row 2, 4/13/2025 in row 3"


def test_only_dates_with_two_readings_need_an_order():
    assert needs_day_first(["2025-03-04", "3.4.2025"])
    assert not needs_day_first(["2025-03-04", "2025/03/04", None, "Mar 4, 2025"])


@settings(max_examples=40)
@given(
    st.datetimes(min_value=pd.Timestamp("1991-01-01"), max_value=pd.Timestamp("2099-01-01")), st.booleans()
)
def test_every_time_comes_back(when, day_first):
    when = when.replace(microsecond=0)
    form = "%d/%m/%Y %I:%M:%S %p" if day_first else "%m/%d/%Y %I:%M:%S %p"
    for text in (when.isoformat() + "Z", when.strftime(form), when.strftime("%d %B %Y %H:%M:%S")):
        assert one(text, zone="UTC", day_first=day_first)[0] == pd.Timestamp(when, tz="UTC").isoformat()


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text):
    read = read_clock([text], Clock(zone="UTC", day_first=True))
    assert read["time"].isna().iloc[0] == (read["reason"].iloc[0] != "")
