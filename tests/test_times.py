"""Times: written texts become UTC intervals, no zone is guessed, and what cannot be read is told whole."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.problems import WorkbenchError
from workbench.times import (
    day_words,
    duration_words,
    hours_between,
    read_time,
    read_times,
    utc_frame,
    zone_of,
)
from workbench.vocabulary import PRECISION

ZONES = ["UTC", "America/Halifax", "Asia/Jerusalem", "Asia/Tokyo", "Pacific/Honolulu", "Australia/Lord_Howe"]
REMEDY = "Try: write the time in ISO 8601, as precise as the source gives it."
FORMS = "Allowed: 2010, 2010-03, 2010-03-15, 2010-03-15T08:00-05:00 or start/end."


def utc(*parts):
    """Return an instant in UTC."""
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "precision", "zone", "start", "hours"),
    [
        ("2009-07-06T22:00-03:00", "minute", "", utc(2009, 7, 7, 1), 1 / 60),
        ("2009-07-06T22:00:30-03:00", "minute", "", utc(2009, 7, 7, 1, 0, 30), 1 / 60),
        ("2009-07-06 22:00-0300", "hour", "", utc(2009, 7, 7, 1), 1),
        ("2009-07-06T22:00Z", "hour", "Asia/Tokyo", utc(2009, 7, 6, 22), 1),
        ("2009-07-06T22:00", "minute", "America/Halifax", utc(2009, 7, 7, 1), 1 / 60),
        ("2009-07-06", "day", "America/Halifax", utc(2009, 7, 6, 3), 24),
        ("2009-07-06", "day", "", utc(2009, 7, 6), 24),
        ("2009-07-06T23:00-05:00", "day", "America/Halifax", utc(2009, 7, 6, 3), 24),
        ("2009-07-06", "week", "UTC", utc(2009, 7, 3), 7 * 24),
        ("2009-12", "month", "UTC", utc(2009, 12, 1), 31 * 24),
        ("2009-12-24", "month", "UTC", utc(2009, 12, 1), 31 * 24),
        ("2008", "year", "UTC", utc(2008, 1, 1), 366 * 24),
        ("2008-02-29", "year", "UTC", utc(2008, 1, 1), 366 * 24),
        (
            "2010-03-15T11:14-04:00/2010-03-15T11:15-07:00",
            "interval",
            "",
            utc(2010, 3, 15, 15, 14),
            3 + 1 / 60,
        ),
    ],
)
def test_a_written_time_is_the_interval_in_which_it_was_true(text, precision, zone, start, hours):
    first, last = read_time(text, precision, zone)
    assert first == start
    assert (last - first).total_seconds() / 3600 == pytest.approx(hours)
    assert first.tzinfo is UTC
    assert last.tzinfo is UTC


@pytest.mark.parametrize(("day", "hours"), [("2010-03-14", 23), ("2010-03-15", 24), ("2010-11-07", 25)])
def test_a_local_day_is_as_long_as_the_clocks_make_it(day, hours):
    start, end = read_time(day, "day", "America/New_York")
    assert (end - start).total_seconds() == hours * 3600


def test_a_day_whose_midnight_was_skipped_begins_when_the_clocks_had_changed():
    start, end = read_time("2018-11-04", "day", "America/Sao_Paulo")
    assert (start, end) == (utc(2018, 11, 4, 3), utc(2018, 11, 5, 2))


@given(
    day=st.dates(date(1970, 1, 2), date(2090, 12, 30)),
    zone=st.sampled_from(ZONES),
    precision=st.sampled_from(["day", "month", "year"]),
)
def test_calendar_intervals_hold_the_written_day_and_join_without_a_gap(day, zone, precision):
    start, end = read_time(day.isoformat(), precision, zone)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo(zone))
    assert start <= noon < end
    following = end.astimezone(ZoneInfo(zone)).date()
    assert read_time(following.isoformat(), precision, zone)[0] == end


@given(
    st.datetimes(datetime(1950, 1, 1), datetime(2090, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(ZONES),
)
def test_an_offset_in_the_time_wins_over_every_zone(at, minutes, zone):
    at = at.replace(second=0, microsecond=0)
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    text = f"{at.isoformat(timespec='minutes')}{sign}{size // 60:02}:{size % 60:02}"
    assert read_time(text, "minute", zone)[0] == at.replace(tzinfo=UTC) - timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "precision", "sentence"),
    [
        *(
            (
                text,
                precision,
                f"This is not a time the workbench can read. Received: {text!r} with precision "
                f"{precision!r}. {FORMS} {REMEDY}",
            )
            for text, precision in [
                ("yesterday", "day"),
                ("", "day"),
                ("2010-3-15", "day"),
                ("2010-02-30", "day"),
                ("2010-13", "year"),
                ("0000-01-01", "day"),
                ("9999-12", "month"),
                ("0001-01-01T00:00+14:00", "minute"),
                ("2010-03-15T25:00Z", "minute"),
                ("2010-03-15T10:00+99:99", "minute"),
                ("٢٠١٠-03-15", "day"),
                ("0001-01-01T00:00+14:00/2010-03-15T10:00Z", "interval"),
            ]
        ),
        (
            "2010-03-15",
            "second",
            "This precision is not known. Received: 'second'. Allowed: "
            "minute, hour, day, week, month, year, interval. Try: write how exactly the source dates the row.",
        ),
        (
            "2010-03-15T08:00",
            "minute",
            "A clock time without a zone cannot be placed. Received: '2010-03-15T08:00'. "
            "Allowed: an offset in the time, such as 2010-03-15T08:00-05:00, or a zone in the row. Try: add the offset if "
            "the source states it; else use precision day, or interval with start/end.",
        ),
        (
            "2010-03",
            "day",
            "The time is written less precisely than its precision, 'day', says. Received: '2010-03'. "
            "Allowed: a full date such as 2010-03-15. Try: write the missing part, or choose a coarser precision.",
        ),
        (
            "2010",
            "month",
            "The time is written less precisely than its precision, 'month', says. Received: '2010'. "
            "Allowed: a year and a month such as 2010-03. Try: write the missing part, or choose a coarser precision.",
        ),
        (
            "2010-03-15",
            "hour",
            "The time is written less precisely than its precision, 'hour', says. Received: "
            "'2010-03-15'. Allowed: a date with a clock time and its offset. Try: write the missing part, or choose a "
            "coarser precision.",
        ),
        *(
            (
                text,
                precision,
                f"An interval needs two instants, each with its offset. Received: {text!r} with precision "
                f"{precision!r}. Allowed: 2010-03-15T11:14-04:00/2010-03-15T11:15-07:00 with precision interval. Try: "
                "write both ends, or one time with another precision.",
            )
            for text, precision in [
                ("2010-03-15T10:00Z", "interval"),
                ("2010-03-15T10:00/2010-03-15T11:00", "interval"),
                ("2010-03-15T10:00Z/2010-03-15T11:00Z", "minute"),
                ("/", "interval"),
                ("2010/2011", "year"),
            ]
        ),
        (
            "2010-03-15T10:00Z/2010-03-15T11:00+02:00",
            "interval",
            "An interval ends before it starts. Received: "
            "'2010-03-15T10:00Z/2010-03-15T11:00+02:00'. Allowed: start/end with the end after the start. Try: swap the "
            "two, minding their offsets.",
        ),
    ],
)
def test_a_time_that_cannot_be_read_is_refused_in_whole_sentences(text, precision, sentence):
    with pytest.raises(WorkbenchError) as refusal:
        read_time(text, precision)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize("text", ["2010-11-07T01:30", "2010-03-14T02:30"], ids=["twice", "never"])
def test_a_clock_time_at_which_the_clocks_changed_needs_its_offset(text):
    with pytest.raises(WorkbenchError) as refusal:
        read_time(text, "minute", "America/New_York")
    assert str(refusal.value) == (
        "The clocks of America/New_York changed at this hour, so the zone alone does not place it. "
        f"Received: '{text}'. Allowed: the same time with its offset, such as 2010-03-15T08:00-05:00. "
        "Try: add the offset if the source states it; else use interval with start/end."
    )
    assert read_time(f"{text}-04:00", "minute", "America/New_York")


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../UTC", "GMT-ish", "\0"])
def test_an_unknown_zone_is_refused_and_no_other_taken(name):
    with pytest.raises(WorkbenchError) as refusal:
        zone_of(name)
    assert str(refusal.value) == (
        f"This time zone is not known. Received: {name!r}. Allowed: an IANA name such as America/Chicago, "
        "Europe/Zurich or UTC. Try: write the zone of the place where the clock hung."
    )


@given(
    text=st.text(),
    precision=st.sampled_from([*PRECISION, "soon"]),
    zone=st.sampled_from(["", "UTC", "nowhere"]),
)
def test_no_text_raises_anything_but_a_sentence(text, precision, zone):
    try:
        start, end = read_time(text, precision, zone)
    except WorkbenchError:
        return
    assert start < end


@given(
    st.from_regex(r"[0-9]{4}(-[0-9]{2}){0,2}(T[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?)?", fullmatch=True),
    st.sampled_from([p for p in PRECISION if p != "interval"]),
)
def test_whatever_looks_like_a_time_is_read_or_refused(text, precision):
    try:
        start, end = read_time(text, precision, "America/New_York")
    except WorkbenchError:
        return
    assert start < end


def test_columns_of_times_keep_their_order_and_are_utc():
    frame = read_times(
        ["2010-03", "2009", "2010-03-15T08:00-05:00"], ["month", "year", "minute"], ["UTC", "UTC", ""]
    )
    assert list(frame["start"]) == [
        pd.Timestamp(t, tz="UTC") for t in ("2010-03-01", "2009", "2010-03-15T13:00")
    ]
    assert all(str(kind) == "datetime64[us, UTC]" for kind in frame.dtypes)


def test_no_times_are_an_empty_frame_of_the_same_kind():
    assert [str(kind) for kind in utc_frame([]).dtypes] == ["datetime64[us, UTC]"] * 2
    assert len(read_times([], [], [])) == 0


def test_columns_of_different_length_are_not_cut_off():
    with pytest.raises(ValueError, match="shorter"):
        read_times(["2010", "2011"], ["year"], ["UTC", "UTC"])


def test_hours_are_counted_from_the_origin_and_shift_with_it():
    times = pd.Series(pd.to_datetime(["2010-01-01T06:00Z", "2009-12-31T12:00Z"]))
    origin = pd.Timestamp("2010-01-01", tz="UTC")
    assert list(hours_between(origin, times)) == [6, -12]
    later = pd.Timedelta(days=3)
    assert list(hours_between(origin + later, times + later)) == [6, -12]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (0, "0 minutes"),
        (1 / 60, "1 minute"),
        (0.999, "1 hour"),
        (1, "1 hour"),
        (47.4, "47 hours"),
        (47.9, "2 days"),
        (48, "2 days"),
        (89.4 * 24, "89 days"),
        (89.9 * 24, "3 months"),
        (24 * 365.25 * 100, "1,200 months"),
    ],
)
def test_lengths_are_said_the_way_people_do(hours, words):
    assert duration_words(hours) == words


def test_a_date_is_written_without_a_leading_zero():
    assert day_words(pd.Timestamp("2009-07-06T23:00", tz="UTC")) == "6 July 2009"
