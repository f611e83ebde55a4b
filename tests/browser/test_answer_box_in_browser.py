"""The answer box in JupyterLab: what it says is read on the page, and its solution is not on the page."""

import re

import pytest
from lab_page import LabPage, Watch, in_new_page
from playwright.sync_api import expect

LESSON = "07_israel_card_leak.ipynb"
COLOURS = {"right": "rgb(0, 158, 115)", "not yet": "rgb(213, 94, 0)", "open": "rgb(0, 114, 178)"}


class Exercise:
    """The box of one lesson after Run All Cells, on a projector."""

    def __init__(self, page, lab):
        self.page, self.watch = page, Watch(page)
        self.notebook = LabPage(page, lab, LESSON)
        self.notebook.run_all()
        self.cell = page.locator(".jp-CodeCell").filter(has=page.get_by_role("button", name="Check"))
        self.cell.scroll_into_view_if_needed()
        self.field = self.cell.get_by_label("Your answer")

    def says(self, verdict, sentence):
        """Wait until the box says a sentence, in the colour of a verdict."""
        said = self.cell.get_by_role("status").first
        expect(said).to_have_text(sentence)
        expect(said).to_have_css("border-left-color", COLOURS[verdict])


@pytest.fixture(scope="module")
def exercise(browser, lab):
    """Run the notebook once for all tests of this file."""
    with in_new_page(browser, height=720) as page:
        yield Exercise(page, lab)


def test_before_anything_is_typed_the_box_says_what_to_do(exercise):
    expect(exercise.field).to_be_visible()
    expect(exercise.field).to_have_value("")
    exercise.says("open", "Type a number and press Enter, or click Check.")


def test_the_code_with_the_solution_is_not_on_the_page(exercise):
    # Of the folded code the first line is left.
    expect(exercise.cell.locator(".jp-InputPlaceholder")).to_have_text(
        "# type your answer into the box below"
    )
    expect(exercise.cell.locator(".cm-content")).to_have_count(0)
    # What lies off the screen, JupyterLab does not draw.
    exercise.cell.scroll_into_view_if_needed()
    expect(exercise.field).to_be_visible()
    expect(exercise.cell).to_contain_text("Your answer", use_inner_text=True)
    panel = exercise.page.locator(".jp-NotebookPanel").first
    for shown in (exercise.cell.inner_html(), panel.inner_text(), panel.inner_html()):
        assert re.findall(r"answer_box|mistakes|tolerance|100 \* bank|You divided|Divide the", shown) == []


def test_a_wrong_answer_is_named_with_its_mistake(exercise):
    exercise.field.fill("0,0375")
    exercise.field.press("Enter")
    exercise.says(
        "not yet",
        "Not yet: 0.0375 % is not it. This is a share between 0 and 1. Multiply it by 100 to get per cent.",
    )


def test_what_is_no_number_gets_a_sentence(exercise):
    exercise.field.fill("quite a lot")
    exercise.cell.get_by_role("button", name="Check").click()
    exercise.says(
        "open",
        "“quite a lot” cannot be read as a number. Write it in digits, with a point or a comma. The answer is asked in %.",
    )


def test_the_hint_comes_when_it_is_asked_for(exercise):
    exercise.field.fill("12")
    exercise.field.press("Enter")
    exercise.says("not yet", "Not yet: 12 % is not it. Look again, or click Hint.")
    exercise.cell.get_by_role("button", name="Hint").click()
    expect(exercise.cell.get_by_role("status").last).to_have_text(
        "Hint: Divide the smaller number by the larger one, then multiply by 100."
    )
    exercise.says("not yet", "Not yet: 12 % is not it. Look again, or click Hint.")


def test_the_right_answer_is_right_with_its_unit_behind_it(exercise):
    exercise.field.fill("3,75 %")
    exercise.field.press("Enter")
    exercise.says("right", "Right: 3.75 %.")
    # The letters typed into the box were no commands to the notebook.
    expect(exercise.field).to_have_value("3,75 %")


def test_afterwards_nothing_complained_and_nothing_left_this_machine(exercise):
    assert exercise.notebook.errors() == []
    assert exercise.watch.complaints == []
    assert exercise.watch.outside == []
