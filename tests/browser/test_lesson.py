"""01_united_breaks_guitars in JupyterLab: the whole lesson runs, and its figures lead to sources."""

import pytest
from lab_page import LabPage, Watch, in_new_page
from playwright.sync_api import expect

import workbench as wb


class Lesson:
    """The notebook after Run All Cells."""

    def __init__(self, page, lab):
        self.watch = Watch(page)
        self.notebook = LabPage(page, lab, "01_united_breaks_guitars.ipynb")
        self.notebook.run_all()


@pytest.fixture(scope="module")
def lesson(browser, lab):
    """Run the notebook once for all tests of this file."""
    with in_new_page(browser) as page:
        yield Lesson(page, lab)


def test_all_cells_run_without_an_error(lesson):
    assert lesson.notebook.errors() == []


def test_the_timeline_is_drawn_and_a_click_lists_sources(lesson):
    figure = lesson.notebook.figure("wb.plot_timeline(case)")
    figure.wait_for(wb.plot_timeline(wb.load_case("united-breaks-guitars")))
    assert figure.drawn("scatter") == figure.expected("scatter") > 20
    assert figure.drawn("bar") == figure.expected("bar") > 20
    card = figure.click()
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    assert figure.links() == [(text, address, "_blank") for text, address in card["links"]]
    assert all(address.startswith(("http://", "https://")) for _, address, _ in figure.links())


@pytest.mark.parametrize("source", ["wb.plot_attention(curve)", 'what="per_day"'])
def test_the_attention_curve_is_drawn(lesson, source):
    figure = lesson.notebook.figure(source)
    assert "rebuilt" in figure.text()
    # The rebuilt line and its band.
    assert figure.lines() >= 2


def test_a_click_on_a_reading_lists_its_source(lesson):
    figure = lesson.notebook.figure("wb.plot_attention(curve)")
    assert figure.drawn("scatter") == figure.expected("scatter") > 20
    card = figure.click()
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    assert figure.links() == [(text, address, "_blank") for text, address in card["links"]]


def test_afterwards_nothing_complained_and_nothing_left_this_machine(lesson):
    assert lesson.watch.complaints == []
    assert lesson.watch.outside == []
    assert len(lesson.watch.requests) > 10
