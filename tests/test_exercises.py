"""Answers of students: right, not yet, or open; typical mistakes are named; nothing else counts as a number."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench as wb
from workbench.problems import WorkbenchError

OPEN = "No answer yet: replace None by your answer and run the cell again."


@pytest.mark.parametrize("answer", [None, ...])
def test_an_open_exercise_says_what_to_do_and_gives_the_hint(answer):
    assert wb.check_answer(answer, 24).message == OPEN
    feedback = wb.check_answer(answer, "silence", hint="Look at the crosses.")
    assert (feedback.verdict, repr(feedback)) == ("open", f"{OPEN} Hint: Look at the crosses.")


@pytest.mark.parametrize(
    ("answer", "expected", "more", "verdict", "message"),
    [
        (24, 24, {"unit": "hours"}, "right", "Right: 24 hours."),
        (24.0, 24, {}, "right", "Right: 24."),
        (23, 24, {"tolerance": 1, "unit": "hours"}, "right", "Right: 24 hours."),
        (23.9, 24, {"tolerance": 0.1}, "right", "Right: 24."),
        (0.1 + 0.2, 0.3, {}, "right", "Right: 0.3."),
        (1_566_576, 1_566_576, {"unit": "views"}, "right", "Right: 1,566,576 views."),
        (np.int64(3), np.float64(3), {}, "right", "Right: 3."),
        (22.9, 24, {"tolerance": 1}, "not yet", "Not yet: 22.9 is not it."),
        (2, 24, {"unit": "hours", "hint": "Count."}, "not yet", "Not yet: 2 hours is not it. Hint: Count."),
        (1_566_577, 1_566_576, {}, "not yet", "Not yet: 1,566,577 is not it."),
        (float("nan"), 24, {}, "not yet", "Not yet: nan is not it."),
        (
            2,
            24,
            {"mistakes": {2: "That is days."}, "hint": "Count."},
            "not yet",
            "Not yet: 2 is not it. That is days.",
        ),
        (" Twitter ", "twitter", {}, "right", "Right: twitter."),
        ("STRASSE", "straße", {}, "right", "Right: straße."),
        (
            "blog",
            "twitter",
            {"mistakes": {"Blog": "That came later."}},
            "not yet",
            "Not yet: blog is not it. That came later.",
        ),
        (3, "three", {}, "not yet", "Not yet: 3 is not it."),
    ],
)
def test_an_answer_is_judged_and_a_mistake_is_named(answer, expected, more, verdict, message):
    feedback = wb.check_answer(answer, expected, **more)
    assert (feedback.verdict, feedback.message) == (verdict, message)


@pytest.mark.parametrize("answer", ["24", True, [24], 24j])
def test_what_is_no_number_is_refused_where_one_is_expected(answer):
    with pytest.raises(WorkbenchError) as refusal:
        wb.check_answer(answer, 24, unit="hours")
    assert str(refusal.value) == (
        f"The answer is not a number. Received: {answer!r}. Allowed: a number of hours, without quotes. Try: write only the "
        "digits, such as 24."
    )


@given(st.floats(-1e9, 1e9), st.floats(0, 1e6), st.floats(-1, 1))
def test_everything_within_the_tolerance_is_right_and_nothing_well_outside(expected, tolerance, part):
    assert wb.check_answer(expected + part * tolerance, expected, tolerance=tolerance).verdict == "right"
    outside = tolerance + 1e-6 * max(1, abs(expected))
    assert wb.check_answer(expected + outside, expected, tolerance=tolerance).verdict == "not yet"


@given(st.text(min_size=1), st.sampled_from([str.upper, str.lower, lambda t: f"  {t} "]))
def test_words_are_compared_without_case_and_spaces(word, turn):
    same = turn(word).strip().casefold() == word.strip().casefold()
    assert (wb.check_answer(turn(word), word).verdict == "right") == same


@pytest.mark.parametrize(("answer", "colour"), [(None, "#0072b2"), ("a", "#009e73"), ("b", "#d55e00")])
def test_the_notebook_shows_the_verdict_in_a_colour_and_runs_nothing(answer, colour):
    shown = wb.check_answer(answer, "a", hint="<script>alert(1)</script>")._repr_html_()
    assert f"border-left:5px solid {colour}" in shown
    assert "<script" not in shown
    assert "role='status'" in shown
