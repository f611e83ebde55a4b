"""The answer box without a browser: what it says to right, wrong and odd answers, and that it keeps its secret."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

import workbench as wb
from workbench.exercises import read_number
from workbench.problems import WorkbenchError

ASK = "Type a number and press Enter, or click Check."
COLOURS = {"right": "#009e73", "not yet": "#d55e00", "open": "#0072b2"}


def told(box):
    """What stands in the box, without markup."""
    return re.sub(r"<.*?>", "", box.said.value)


def answered(typed, expected, **more):
    """Type something into a new box and return it."""
    box = wb.answer_box(expected, **more)
    box.field.value = typed
    return box


@pytest.mark.parametrize(
    ("typed", "unit", "meant"),
    [
        ("24", "", (24.0,)),
        (" 24 ", "", (24.0,)),
        ("2.5", "", (2.5,)),
        ("2,5", "", (2.5,)),
        (".5", "", (0.5,)),
        (",5", "", (0.5,)),
        ("24.", "", (24.0,)),
        ("-3", "", (-3.0,)),
        ("\N{MINUS SIGN}3,5", "", (-3.5,)),
        ("+3", "", (3.0,)),
        ("1566576", "", (1_566_576.0,)),
        ("1,566,576", "", (1_566_576.0,)),
        ("1.566.576", "", (1_566_576.0,)),
        ("1 566 576", "", (1_566_576.0,)),
        ("1\u202f566\u00a0576", "", (1_566_576.0,)),
        ("1'566'576", "", (1_566_576.0,)),
        ("1’566’576", "", (1_566_576.0,)),
        ("1,566.5", "", (1566.5,)),
        ("1.566,5", "", (1566.5,)),
        ("1 566,5", "", (1566.5,)),
        # Nobody can know: both count, the likelier first.
        ("1,566", "", (1566.0, 1.566)),
        ("1.566", "", (1.566, 1566.0)),
        ("0,125", "", (0.125,)),
        ("about 30", "", (30.0,)),
        ("~ 30", "", (30.0,)),
        ("7.5 %", "%", (7.5,)),
        ("7,5%", "per cent", (7.5,)),
        ("7.5 percent", "%", (7.5,)),
        ("7.5 per cent.", "per cent", (7.5,)),
        ("3 hours", "hours", (3.0,)),
        ("1 hour", "hours", (1.0,)),
        ("3h", "hours", (3.0,)),
        ("40 min", "minutes", (40.0,)),
        ("40 Tweets", "tweets", (40.0,)),
        ("-12 mentions per hour", "mentions per hour", (-12.0,)),
        ("-12 mentions", "mentions per hour", (-12.0,)),
        ("3 x", "times", (3.0,)),
    ],
)
def test_a_number_is_read_as_people_type_it(typed, unit, meant):
    assert read_number(typed, unit) == meant


@pytest.mark.parametrize(
    ("typed", "unit", "sentence"),
    [
        (
            "many",
            "hours",
            "“many” cannot be read as a number. Write it in digits, with a point or a comma. The answer is asked in hours.",
        ),
        ("-", "", "“-” cannot be read as a number. Write it in digits, with a point or a comma."),
        ("1.2.3", "", "“1.2.3” cannot be read as a number. Write it in digits, with a point or a comma."),
        ("12,34,5", "", "“12,34,5” cannot be read as a number. Write it in digits, with a point or a comma."),
        ("1 2", "", "“1 2” cannot be read as a number. Write it in digits, with a point or a comma."),
        ("nan", "", "“nan” cannot be read as a number. Write it in digits, with a point or a comma."),
        (
            "the number is, as far as I know, 12",
            "",
            "“the number is, as far as I kn…” cannot be read as a number. Write it in digits, with a point or a comma.",
        ),
        ("3 days", "hours", "“days” behind the number is not understood here. The answer is asked in hours."),
        ("3 %", "hours", "“%” behind the number is not understood here. The answer is asked in hours."),
        ("3 - 4", "", "“- 4” behind the number is not understood here. Write the number alone."),
        ("3 apples", "", "“apples” behind the number is not understood here. Write the number alone."),
    ],
)
def test_what_is_no_number_gets_a_sentence_and_is_not_counted_as_wrong(typed, unit, sentence):
    with pytest.raises(WorkbenchError) as refusal:
        read_number(typed, unit)
    assert str(refusal.value) == sentence
    box = answered(typed, 24, unit=unit)
    assert (box.feedback.verdict, box.feedback.message) == ("open", sentence)


@given(st.floats(-1e9, 1e9), st.sampled_from([".", ","]), st.sampled_from(["", "hours", "%"]))
def test_every_number_written_with_two_decimals_is_read_as_itself(value, sign, unit):
    plain, grouped = f"{value:.2f}", f"{value:,.2f}"
    if sign == ",":
        plain, grouped = (text.translate(str.maketrans(",.", ".,")) for text in (plain, grouped))
    assert read_number(f"{plain} {unit}", unit) == read_number(grouped, unit) == (float(f"{value:.2f}"),)


@given(st.text(max_size=60))
def test_whatever_is_typed_gets_an_answer(typed):
    assert wb.answer_box(24, unit="hours", hint="Look.").judge(typed).message


@pytest.mark.parametrize(
    ("typed", "expected", "more", "verdict", "message"),
    [
        ("", 24, {}, "open", ASK),
        ("", "blog", {}, "open", "Type your answer and press Enter, or click Check."),
        ("24", 24, {"unit": "hours"}, "right", "Right: 24 hours."),
        ("24 hours", 24, {"unit": "hours"}, "right", "Right: 24 hours."),
        ("1,566", 1566, {"unit": "views"}, "right", "Right: 1,566 views."),
        ("1.566", 1566, {"unit": "views"}, "right", "Right: 1,566 views."),
        ("1,5", 1.5, {}, "right", "Right: 1.5."),
        # As fine as the tolerance, not as the computer.
        ("51", 51.4333333333, {"unit": "hours", "tolerance": 0.5}, "right", "Right: 51.4 hours."),
        ("51.40", 51.4333333333, {"tolerance": 0.05}, "right", "Right: 51.43."),
        ("2400", 2410.4, {"tolerance": 100}, "right", "Right: 2,410."),
        (
            "23",
            24,
            {"unit": "hours"},
            "not yet",
            "Not yet: 23 hours is not it. Look again.",
        ),
        ("23", 24, {"hint": "Count."}, "not yet", "Not yet: 23 is not it. Look again, or click Hint."),
        (
            "2",
            24,
            {"hint": "Count.", "mistakes": {2: "That is days."}},
            "not yet",
            "Not yet: 2 is not it. That is days.",
        ),
        (
            "2,000",
            24,
            {"mistakes": {2: "That is days."}},
            "not yet",
            "Not yet: 2 is not it. That is days.",
        ),
        ("“Green  Prophet.”", "Green Prophet", {}, "right", "Right: Green Prophet."),
        ("radio", "blog", {"mistakes": {"radio": "No."}}, "not yet", "Not yet: radio is not it. No."),
    ],
)
def test_an_answer_is_judged_and_the_box_shows_it_in_a_colour(typed, expected, more, verdict, message):
    box = answered(typed, expected, **more)
    assert (box.feedback.verdict, box.feedback.message) == (verdict, message)
    assert told(box) == message
    assert f"border-left:5px solid {COLOURS[verdict]}" in box.said.value


def test_the_buttons_check_and_help_and_the_verdict_stays():
    box = wb.answer_box(24, unit="hours", hint="Count from <the> upload.")
    assert (told(box), box.helped.value) == (ASK, "")
    box.check.click()
    assert told(box) == ASK
    box.field.value = "23"
    box.hint.click()
    assert told(box) == "Not yet: 23 hours is not it. Look again, or click Hint."
    assert "Hint: Count from &lt;the&gt; upload." in box.helped.value
    box.field.value = "25"
    assert told(box) == "Not yet: 25 hours is not it. Look again."
    assert "Hint: Count from &lt;the&gt; upload." in box.helped.value


def test_without_a_hint_there_is_no_button_for_one():
    controls = wb.answer_box(24).children[0].children
    assert [control.description for control in controls if hasattr(control, "description")] == [
        "Your answer",
        "",
        "Check",
    ]


def test_what_is_typed_is_shown_as_text():
    box = answered("<img src=x onerror=alert(1)>", "blog")
    assert "<img" not in box.said.value
    assert "&lt;img" in box.said.value
    assert "<b>" not in wb.answer_box(1, unit="<b>x").children[0].children[1].value


def test_the_field_waits_for_enter_and_has_a_name_and_its_unit_behind():
    box = wb.answer_box(24, unit="hours")
    assert not box.field.continuous_update
    assert box.field.description == "Your answer"
    assert box.children[0].children[1].value == "<span>hours</span>"


def test_nothing_that_goes_to_the_page_holds_the_solution_the_hint_or_a_mistake():
    box = wb.answer_box(
        8675.25, unit="hours", tolerance=0.1, hint="A secret hint.", mistakes={77: "A secret mistake."}
    )
    sent = "".join(str(part.get_state()) for part in widgets_below(box))
    assert "Check" in sent
    assert re.findall("8675|8,675|secret", sent) == []


def widgets_below(widget):
    """Return a widget and everything in it."""
    return [widget, *(part for child in getattr(widget, "children", ()) for part in widgets_below(child))]


@pytest.mark.parametrize(
    ("expected", "mistakes", "received"),
    [
        (float("nan"), None, "nan"),
        (True, None, "True"),
        (None, {"far": "No.", 2: "No."}, "None, 'far'"),
    ],
)
def test_a_box_that_could_never_be_right_is_refused(expected, mistakes, received):
    with pytest.raises(WorkbenchError) as refusal:
        wb.answer_box(expected, mistakes=mistakes)
    assert str(refusal.value) == (
        f"The answer box cannot check against this. Received: {received}. Allowed: a text as the answer, or finite numbers "
        "as the answer and as mistakes. Try: look at the cell that computes the answer."
    )
