"""The question of a case: the documented times, the rivals that could explain as much, and refusals where dates are coarse."""

import pandas as pd
import pytest

import workbench as wb
from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError
from workbench.questions import RIVAL_HOURS, case_question


def refused(error, *args, **settings):
    """Return the sentence with which case_question refuses."""
    with pytest.raises(error) as caught:
        case_question(*args, **settings)
    return str(caught.value)


def test_times_are_those_of_the_case():
    case = wb.load_case("united-3411")
    question = case_question(case, "first_apology")
    [(name, time)] = question["responses"].items()
    delay = (time - question["trigger"]) / pd.Timedelta(hours=1)
    assert name == "first apology"
    assert delay == pytest.approx(case.delays().loc["first_apology", "hours"])


def test_rivals_are_the_documented_events_around_the_answer_without_the_answer_itself():
    case = wb.load_case("united-3411")
    question = case_question(case, "first_apology")
    answer = question["responses"]["first apology"]
    assert question["rivals"]
    assert all(abs(time - answer) <= pd.Timedelta(hours=RIVAL_HOURS) for time in question["rivals"].values())
    assert "White House calls the video troubling" in question["rivals"]
    own = case.events.set_index("event_id").loc[["e_ceo2", "e_video"], "title"]
    assert not set(own) & set(question["rivals"])
    # A week-dated event says nothing about hours; background brings no mentions.
    assert not any("Board backs" in title for title in question["rivals"])


def test_news_dated_to_the_day_stands_as_near_as_its_date_allows_and_is_named_together():
    question = case_question("united-3411", "first_apology")
    same = [
        title for title, time in question["rivals"].items() if time == question["responses"]["first apology"]
    ]
    assert same == ["Share falls up to 4.4% intraday, closes 1.1% lower (or 3 other events of that day)"]


def test_any_answer_can_be_asked_for_by_its_id():
    question = case_question("united-3411", "r_report")
    assert list(question["responses"]) == ["r_report"]
    assert "Confidential settlement within 18 days" in question["rivals"]


def test_an_answer_that_is_dated_too_coarsely_is_refused():
    assert refused(TooCoarse, "united-3411") == (
        "When the first public came is not known well enough for bins of 1h. Received: 2017-04-09 23:30 to 2017-04-10 "
        "05:00 UTC, 5.5 h. Allowed: a moment known to within one bin. Try: another answer, or every='1D' if the counts "
        "carry days."
    )
    question = case_question("united-3411", every="1D")
    assert question["responses"]["first public"] == pd.Timestamp("2017-04-10T02:15Z")


def test_no_answer_no_question():
    assert refused(NotEnoughData, "neoflam-israel", "first_apology") == (
        "No answer of the kind first_apology is documented in neoflam-israel. No apology is documented. Received: "
        "'first_apology'. Allowed: no definition; this case has no dated answer. Try: case.delays() shows what is known of each."
    )


def test_a_silence_is_not_an_answer_and_an_unknown_one_suggests_the_nearest():
    assert refused(WorkbenchError, "united-breaks-guitars", "r_youtube_silence", every="1D").startswith(
        "A documented silence is not an answer. Received: r_youtube_silence."
    )
    assert refused(NotFound, "united-3411", "first_appology").endswith("Try: did you mean 'first_apology'?")
