"""Lesson 50 in a real JupyterLab: the form is filled with the keyboard alone, and the case on disk holds what was typed."""

import re

from playwright.sync_api import expect


def test_the_lesson_runs_and_its_form_is_filled_with_the_keyboard(page, watch, open_notebook):
    notebook = open_notebook("50_bring_your_own.ipynb")
    notebook.run_all()
    form = notebook.cell("form = wb.enter_responses(case)")
    expect(form.get_by_text("What is entered, on the clock of UTC")).to_be_visible()
    keys = page.keyboard
    time, zone, words = (form.get_by_label(name) for name in ("When", "Time zone", "What, in your words"))
    strategy = form.get_by_label("Strategy")
    said = form.get_by_role("status").last
    time.focus()
    keys.type("2030-03-15 08:00")
    for _ in range(3):  # zone, channel, strategy
        keys.press("Tab")
    expect(strategy).to_be_focused()
    # Nobody has chosen one beforehand.
    expect(strategy.locator("option:checked")).to_have_text("choose one (Space opens the list)")
    # In JupyterLab a letter typed into a list is a command to the notebook; the open list keeps its keys.
    keys.press("Space")
    for _ in range(6):
        keys.press("ArrowDown")
    keys.press("Enter")
    expect(strategy.locator("option:checked")).to_contain_text("compensation: ")
    for name in ("also says sorry", "also offers money, goods or help", "also repairs the cause"):
        keys.press("Tab")
        expect(form.get_by_label(name)).to_be_focused()
    keys.press("Space")
    keys.press("Tab")
    expect(words).to_be_focused()
    keys.type("Promises a refund")
    for _ in range(3):  # more, address, then the button
        keys.press("Tab")
    expect(form.get_by_role("button", name="Check and save")).to_be_focused()
    keys.press("Enter")
    expect(form.get_by_text(re.compile(r"^Saved as r\d+\.$"))).to_be_visible()
    expect(form.locator("table")).to_contain_text("Promises a refund")
    expect(form.locator("table")).to_contain_text("compensation")
    expect(form.get_by_text("also=('corrective_action',)")).to_be_visible()

    # What is wrong is told beside the button, and what was typed stays: the time, and a zone that is none.
    time.fill("soon")
    zone.fill("Berlin")
    keys.press("Tab")
    form.get_by_role("button", name="Check and save").click()
    expect(said).to_contain_text("This is no date and no time that can be read.")
    expect(said).to_contain_text("This time zone is not known. Received: 'Berlin'.")
    expect(said).to_contain_text("did you mean 'Europe/Berlin'?")
    expect(said).to_contain_text("No strategy is chosen")
    expect(time).to_have_value("soon")
    expect(zone).to_have_value("Berlin")

    # A trigger has no strategy; its words are gone when an answer is entered again.
    form.get_by_text("what started the crisis", exact=True).click()
    expect(strategy).to_be_hidden()
    words.fill("A kettle explodes")
    keys.press("Tab")
    form.get_by_text("an answer of the company, or its silence").click()
    expect(strategy).to_be_visible()
    expect(words).to_have_value("")

    # The company's own messages: those after the trigger come first, on the clock of the case.
    offered = form.get_by_label("Its own messages")
    labels = [" ".join(text.split()) for text in offered.locator("option").all_text_contents()]
    assert re.match(r"choose one: \d+ after the trigger", labels[0])
    assert re.match(r"2030-03-14 19:00, X \(Twitter\): ", labels[1]), labels[:3]
    offered.select_option(index=1)
    expect(time).to_have_value("2030-03-14 19:00")
    expect(zone).to_have_value("UTC")
    strategy.select_option(index=1)
    words.fill("Says it once more")
    keys.press("Tab")
    form.get_by_role("button", name="Check and save").click()
    expect(said).to_contain_text(
        "This answer is entered already: r1 has the same minute and the same channel."
    )
    assert watch.outside == []
