"""00_start_here in JupyterLab: everything runs, and the picker changes card and figure."""

import pytest
from lab_page import Figure, LabPage, Watch, in_new_page
from playwright.sync_api import expect

import workbench as wb

GUITARS = "United Breaks Guitars"
TOYOTA = "Toyota and the sticking pedals"
CASES = {case.title: case for case in map(wb.load_case, ("united-breaks-guitars", "toyota-recall"))}


class Start:
    """The notebook after Run All Cells, and its picker."""

    def __init__(self, page, lab):
        self.watch = Watch(page)
        self.notebook = LabPage(page, lab, "00_start_here.ipynb")
        self.notebook.run_all()
        self.cell = self.notebook.cell("wb.case_picker()")
        self.figure = Figure(self.cell)

    def show(self, title, *, by="stance", clock="local"):
        """Choose a case, the stacking and the clock by clicking; return the figure drawn then."""
        picked = self.cell.locator("select")
        # The widget writes its options with spaces that do not break.
        options = [option.replace("\xa0", " ") for option in picked.locator("option").all_text_contents()]
        picked.select_option(index=next(n for n, option in enumerate(options) if title in option))
        self.cell.get_by_role("button", name=by, exact=True).click()
        self.cell.get_by_role("button", name=clock, exact=True).click()
        case = CASES[title]
        expect(self.cell.locator("code")).to_have_text(
            f'wb.plot_timeline(wb.load_case("{case.id}"), by="{by}", clock="{clock}")'
        )
        self.figure = Figure(self.cell)
        # Drawn is what the plain call gives: the same sentence, the same traces, the same clock.
        self.figure.wait_for(wb.plot_timeline(case, by=by, clock=clock))
        return self.figure

    def card(self):
        """The text of the card."""
        return self.cell.locator(".widget-html-content", has_text="Evidence grade").inner_text()


@pytest.fixture(scope="module")
def start(browser, lab):
    """Run the notebook once for all tests of this file."""
    with in_new_page(browser) as page:
        yield Start(page, lab)


def test_all_cells_run_without_an_error(start):
    assert start.notebook.errors() == []


def test_card_and_timeline_of_united_breaks_guitars_are_drawn(start):
    figure = start.show(GUITARS)
    assert GUITARS in start.card()
    assert figure.title().startswith("United Airlines: ")
    assert figure.drawn("scatter") == figure.expected("scatter") > 20
    assert figure.drawn("bar") == figure.expected("bar") > 20
    assert "Mentions found per day" in figure.text()


def test_choosing_toyota_changes_card_and_figure(start):
    before = start.show(GUITARS)
    sentence, labels = before.title(), before.marks()
    figure = start.show(TOYOTA)
    assert TOYOTA in start.card()
    assert GUITARS not in start.card()
    assert figure.title().startswith("Toyota: ")
    assert figure.title() != sentence
    assert figure.marks() != labels
    assert figure.drawn("scatter") == figure.expected("scatter") > 20
    assert (
        start.cell.locator("code").text_content().startswith('wb.plot_timeline(wb.load_case("toyota-recall")')
    )


def test_stacking_by_platform_changes_the_legend_of_the_mentions(start):
    assert {"negative", "positive"} <= set(start.show(GUITARS).legend())
    legend = set(start.show(GUITARS, by="platform").legend())
    assert {"blog", "news"} <= legend
    assert not {"negative", "positive"} & legend


def test_the_utc_clock_moves_the_marks_and_says_so(start):
    local = start.show(GUITARS)
    assert "America/Halifax" in local.text()
    before = local.times()
    utc = start.show(GUITARS, clock="utc")
    assert "America/Halifax" not in utc.text()
    assert "UTC" in utc.text()
    # Halifax is three hours behind in summer.
    assert utc.times()[0] - before[0] == 3 * 60 * 60 * 1000


@pytest.mark.parametrize("kind", ["scatter", "bar"])
def test_clicking_a_mark_fills_the_panel_with_its_sources(start, kind):
    figure = start.show(GUITARS)
    card = figure.click(kind)
    assert "click to list" in figure.hover_text()
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    assert figure.links() == [(text, address, "_blank") for text, address in card["links"]]
    assert all(address.startswith(("http://", "https://")) for _, address, _ in figure.links())
    # Wherever the page stands, what a click gives is seen: in the panel, or on a card at the lower edge.
    seen = start.notebook.page.locator('[id^="sources-"] b, .wb-sources-card b', has_text=card["title"])
    expect(seen.last).to_be_in_viewport()
    start.notebook.page.keyboard.press("Escape")


def test_the_log_button_switches_the_axis_of_the_mentions_and_keeps_the_figure(start):
    figure = start.show(GUITARS)
    height = figure.plot.bounding_box()["height"]
    assert "log" not in figure.axes()
    figure.press("log")
    assert "log" in figure.axes()
    assert figure.plot.bounding_box()["height"] == height
    figure.press("linear")
    assert "log" not in figure.axes()
    # Ticks of a logarithmic axis on a linear one would be a million.
    assert 0 < figure.plot.locator('[class^="y"][class$="tick"]').count() < 100


def test_the_delays_of_all_cases_are_drawn_and_lead_to_sources(start, case_ids):
    figure = start.notebook.figure("wb.plot_delays()")
    assert figure.drawn("scatter") == figure.expected("scatter") >= len(case_ids)
    expect(figure.panel).to_have_text("Click a mark to see its sources here.")
    card = figure.click()
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    # The panel of the figure above is left alone.
    expect(start.figure.panel.locator("b", has_text=card["title"])).to_have_count(0)


def test_afterwards_nothing_complained_and_nothing_left_this_machine(start):
    assert start.watch.complaints == []
    assert start.watch.outside == []
    assert len(start.watch.requests) > 10
