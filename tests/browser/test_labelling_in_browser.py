"""Labelling in JupyterLab: click and key, undo, the file; and a hostile message that stays text."""

import nbformat
import pandas as pd
import pytest
from hostile import ATTACK
from lab_page import LabPage, Watch, in_new_page
from playwright.sync_api import expect

MADE = f"""
import pandas as pd
import workbench as wb

table = pd.DataFrame({{
    "mention_id": [f"m{{n}}" for n in range(6)], "time": pd.date_range("2026-05-01", periods=6, freq="h", tz="UTC"),
    "precision": "hour", "platform": "x", "stance": ["negative", "neutral"] * 3,
    "text": [f"message {{n}} {{attack}} end" for n, attack in enumerate([{ATTACK!r}] * 6)]}})
"""
SHOWN = 'wb.label_mentions(table, n=6, path="browser-labels.csv")'


class Desk:
    """The widget after Run All Cells."""

    def __init__(self, page, lab):
        self.page, self.watch = page, Watch(page)
        self.file = lab.folder / "notebooks" / "browser-labels.csv"
        book = nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(MADE), nbformat.v4.new_code_cell(SHOWN)],
            metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        )
        nbformat.write(book, lab.folder / "notebooks" / "labelling.ipynb")
        self.notebook = LabPage(page, lab, "labelling.ipynb")
        self.notebook.run_all()
        self.box = self.notebook.cell("wb.label_mentions").locator(".wb-labelling")
        self.box.wait_for()

    def said(self, count):
        """Wait until so many are labelled."""
        expect(self.box.locator(".wb-said")).to_contain_text(f"{count} of 6 labelled")

    def labels(self):
        """What the file holds."""
        return pd.read_csv(self.file, keep_default_na=False)["label"].tolist()


@pytest.fixture(scope="module")
def desk(browser, lab):
    """Run the notebook once for all tests of this file."""
    with in_new_page(browser) as page:
        yield Desk(page, lab)


def test_three_labels_by_click_and_key_are_in_the_file(desk):
    desk.said(0)
    assert not desk.file.exists()
    first = desk.box.locator(".wb-text").inner_text()
    desk.box.get_by_role("button", name="negative").click()
    desk.said(1)
    assert desk.box.locator(".wb-text").inner_text() != first
    # After a click the keys work; "1" and "z" are also shortcuts of JupyterLab, and must not reach it.
    desk.page.keyboard.press("2")
    desk.said(2)
    desk.page.keyboard.press("1")
    desk.said(3)
    assert desk.labels() == ["negative", "neutral", "negative", "", "", ""]
    desk.page.keyboard.press("z")
    desk.said(2)
    desk.page.keyboard.press("5")
    desk.said(3)
    assert desk.labels() == ["negative", "neutral", "unknown", "", "", ""]
    # No cell was turned into a heading by a "1", none was taken back by a "z".
    assert desk.page.locator(".jp-Notebook .jp-CodeCell").count() == 2
    assert desk.page.locator(".jp-Notebook .jp-MarkdownCell").count() == 0


def test_a_hostile_message_is_shown_as_it_was_written_and_nothing_runs(desk):
    text = desk.box.locator(".wb-text")
    assert ATTACK in text.inner_text()
    assert text.locator("*").count() == 0
    assert desk.page.evaluate("window.__pwned") is None


def test_running_the_cell_again_goes_on_where_it_stopped(desk):
    before = desk.box.locator(".wb-text").inner_text()
    desk.notebook.run_again("wb.label_mentions")
    desk.box.wait_for()
    desk.said(3)
    assert desk.box.locator(".wb-text").inner_text() == before


def test_when_all_are_labelled_it_says_so_and_undo_still_works(desk):
    desk.box.get_by_role("button", name="positive").click()
    desk.said(4)
    desk.page.keyboard.press("3")
    desk.said(5)
    desk.page.keyboard.press("4")
    desk.said(6)
    expect(desk.box.locator(".wb-question")).to_have_text("All messages are labelled.")
    expect(desk.box.get_by_role("button", name="negative")).to_be_disabled()
    desk.page.keyboard.press("1")
    desk.box.get_by_role("button", name="undo").click()
    desk.said(5)
    assert desk.labels()[-1] == ""


def test_afterwards_nothing_complained_and_nothing_left_this_machine(desk):
    assert desk.notebook.errors() == []
    assert desk.watch.complaints == []
    assert desk.watch.outside == []
