"""Delays: the range that two dates allow, five definitions, and words that claim no more than the dates."""

import itertools
import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.delays import delay_range, delay_table, delay_words
from workbench.vocabulary import DELAY

HOUR = pd.Timedelta(hours=1)
ORIGIN = pd.Timestamp("2010-03-15", tz="UTC")


def row(start, end, **more):
    """Return a row that was true between two hours after the origin."""
    return pd.Series({"time": ORIGIN + start * HOUR, "time_end": ORIGIN + end * HOUR, **more})


def responses(*rows):
    """Return responses r0, r1, ... true between the hours given."""
    return pd.DataFrame(
        [row(*r, response_id=f"r{n}", strategy="apology", channel="press") for n, r in enumerate(rows)]
    )


spans = st.tuples(st.integers(-500, 500), st.integers(1, 200)).map(lambda s: (s[0], s[0] + s[1]))


@given(spans, spans)
def test_the_range_holds_every_delay_that_the_two_dates_allow_and_touches_its_ends(trigger, response):
    _, low, high = delay_range(row(*trigger), row(*response))
    possible = [b - a for a, b in itertools.product(trigger, response)]
    assert high == max(possible)
    assert low == (max(min(possible), 0) if max(possible) > 0 else min(possible))


@given(spans, spans)
def test_the_middle_lies_in_the_middle(trigger, response):
    middle, low, high = delay_range(row(*trigger), row(*response))
    assert low <= middle <= high
    assert middle - low == pytest.approx(high - middle)


@given(spans, spans, st.integers(-10_000, 10_000))
def test_a_delay_does_not_depend_on_when_the_crisis_was(trigger, response, shift):
    moved = [tuple(hour + shift for hour in span) for span in (trigger, response)]
    assert delay_range(*(row(*s) for s in (trigger, response))) == delay_range(*(row(*s) for s in moved))


@given(spans, spans, st.integers(0, 50))
def test_a_coarser_date_never_narrows_the_range(trigger, response, hours):
    _, low, high = delay_range(row(*trigger), row(*response))
    _, wider_low, wider_high = delay_range(row(*trigger), row(response[0] - hours, response[1] + hours))
    # A range that reaches past the trigger is cut off there, so only then may its low end rise.
    assert wider_low <= max(low, 0)
    assert wider_high >= high


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ((6, 6, 6), "6 hours"),
        ((6.01, 6.0, 6.02), "6 hours"),
        ((4, 3, 5), "about 4 hours (3 to 5 hours)"),
        ((3.24, 1.23, 5.25), "about 3 hours (1 hour to 5 hours)"),
        ((38, 23, 53), "about 38 hours (23 hours to 2 days)"),
        ((50, 44, 56), "about 2 days (44 hours to 2 days)"),
        ((50, 48, 52), "about 2 days"),
        ((15, 0, 30), "within 30 hours"),
        ((0.25, 0, 0.5), "within 30 minutes"),
        ((0, 0, 0), "0 minutes"),
        ((-36, -48, -24), "about 36 hours (24 hours to 2 days) before the trigger"),
        ((-12, -24, 0), "within 24 hours before the trigger"),
    ],
)
def test_a_delay_is_said_with_the_range_that_the_dates_allow(hours, words):
    assert delay_words(*hours) == words


@given(spans, spans)
def test_every_range_has_words(trigger, response):
    words = delay_words(*delay_range(row(*trigger), row(*response)))
    assert "nan" not in words
    assert "-" not in words


def test_the_table_has_the_five_definitions_and_leaves_open_what_is_not_documented():
    chosen, notes = {"first_public": "r1"}, {"first_apology": "None was found."}
    table = delay_table(row(0, 1), responses((2, 3), (6, 7)), chosen, notes)
    assert list(table.index) == list(DELAY)
    assert table.index.name == "delay"
    assert list(table["definition"]) == list(DELAY.values())
    assert list(table.index[table["documented"]]) == ["first_public"]
    public = table.loc["first_public"]
    assert (public["hours_low"], public["hours"], public["hours_high"]) == (5, 6, 7)
    assert (public["response_id"], public["strategy"], public["channel"]) == ("r1", "apology", "press")
    assert public["in_words"] == "about 6 hours (5 to 7 hours)"
    apology = table.loc["first_apology"]
    assert math.isnan(apology["hours"])
    assert pd.isna(apology["response_id"])
    assert (apology["in_words"], apology["note"]) == ("not documented", "None was found.")


def test_a_case_without_responses_has_five_open_rows_of_the_same_kinds():
    empty = delay_table(row(0, 1), responses((2, 3)).iloc[:0], {}, {})
    full = delay_table(row(0, 1), responses((2, 3)), dict.fromkeys(DELAY, "r0"), {})
    assert len(empty) == len(full) == 5
    assert not empty["documented"].any()
    assert list(empty.dtypes) == list(full.dtypes)


def test_the_same_response_may_stand_behind_several_definitions():
    table = delay_table(row(0, 1), responses((2, 3)), dict.fromkeys(DELAY, "r0"), {})
    assert set(table["response_id"]) == {"r0"}
    assert table["hours"].nunique() == 1
