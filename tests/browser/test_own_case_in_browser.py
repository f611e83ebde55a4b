"""Lesson 50 in a real JupyterLab: the form is filled with the keyboard alone, and the case on disk holds what was typed."""

import re

from playwright.sync_api import expect


def test_the_lesson_runs_and_its_form_is_filled_with_the_keyboard(page, watch, open_notebook):
    notebook = open_notebook("50_bring_your_own.ipynb")
    notebook.run_all()
    form = notebook.cell("form = wb.enter_responses(case)")
    expect(form.get_by_text("What is entered, on the clock of UTC")).to_be_visible()
    keys = page.keyboard
    time = form.get_by_label("When")
    time.focus()
    keys.type("2030-03-15 08:00")
    for _ in range(4):  # zone, channel, strategy, then the words
        keys.press("Tab")
    expect(form.get_by_label("What, in your words")).to_be_focused()
    keys.type("Promises a refund")
    for _ in range(3):  # more, address, then the button
        keys.press("Tab")
    expect(form.get_by_role("button", name="Check and save")).to_be_focused()
    keys.press("Enter")
    expect(form.get_by_text(re.compile(r"^Saved as r\d+\.$"))).to_be_visible()
    expect(form.locator("table")).to_contain_text("Promises a refund")
    # What is wrong is told beside the button, and what was typed stays.
    time.focus()
    keys.type("soon")
    form.get_by_role("button", name="Check and save").click()
    expect(form.get_by_role("status").last).to_contain_text("This is no date and no time that can be read.")
    expect(time).to_have_value("soon")
    assert watch.outside == []
