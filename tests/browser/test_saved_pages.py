"""Pages that leave the notebook: figures saved as .html work without a kernel, and hostile text stays text."""

import csv

import pytest
from hostile import ADDRESSES, ATTACK, attacked, hostile_case
from lab_page import Figure
from playwright.sync_api import expect

import workbench as wb

PWNED = "window.__pwned"


def opened(page, path):
    """Open a file in the browser as a double click does, and return its figure."""
    page.goto(path.as_uri())
    return Figure(page)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """Save the timeline of a case as a page, below a folder with a space."""
    path = tmp_path_factory.mktemp("saved pages") / "united breaks guitars.html"
    return wb.save_figure(wb.plot_timeline(wb.load_case("united-breaks-guitars")), path)


def test_a_saved_page_draws_the_figure_without_a_kernel(page, watch, saved):
    figure = opened(page, saved)
    figure.wait_for(wb.plot_timeline(wb.load_case("united-breaks-guitars")))
    assert figure.drawn("scatter") == figure.expected("scatter") > 20
    assert figure.drawn("bar") == figure.expected("bar") > 20
    assert page.title() == figure.title()
    assert watch.complaints == []
    assert watch.outside == []


@pytest.mark.parametrize("kind", ["scatter", "bar"])
def test_a_click_on_a_saved_page_lists_the_sources(page, watch, saved, kind):
    figure = opened(page, saved)
    expect(figure.panel).to_have_text("Click a mark to see its sources here.")
    card = figure.click(kind)
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    assert figure.links() == [(text, address, "_blank") for text, address in card["links"]]
    assert all(address.startswith(("http://", "https://")) for _, address, _ in figure.links())
    assert watch.complaints == []
    assert watch.outside == []


def test_the_sources_are_seen_where_the_panel_lies_below_the_window(page, watch, saved):
    page.set_viewport_size({"width": 1280, "height": 720})
    figure = opened(page, saved)
    card = figure.click("scatter")
    shown = page.locator(".wb-sources-card")
    expect(shown.locator("b")).to_have_text(card["title"])
    box = shown.bounding_box()
    assert box["y"] > 360
    assert box["y"] + box["height"] == pytest.approx(720, abs=1)
    addresses = [link.get_attribute("href") for link in shown.locator("a").all()]
    assert addresses == [address for _, address, _ in figure.links()]
    assert page.evaluate("window.scrollY") == 0, "the page has jumped"
    # Where the panel itself is seen, the card goes, and comes back with the mark.
    figure.panel.scroll_into_view_if_needed()
    expect(shown).to_have_count(0)
    page.evaluate("window.scrollTo(0, 0)")
    expect(shown).to_be_visible()
    page.keyboard.press("Escape")
    expect(shown).to_have_count(0)
    assert watch.complaints == []


def test_the_card_can_be_closed_and_a_panel_that_is_seen_needs_none(page, saved):
    page.set_viewport_size({"width": 1280, "height": 720})
    figure = opened(page, saved)
    figure.click("scatter")
    page.get_by_role("button", name="Close the sources").click()
    expect(page.locator(".wb-sources-card")).to_have_count(0)
    page.set_viewport_size({"width": 1280, "height": 2400})
    card = figure.click("scatter", nth=1)
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    page.wait_for_timeout(300)
    assert page.locator(".wb-sources-card").count() == 0


@pytest.mark.parametrize("width", [390, 700, 1280])
def test_a_saved_page_fits_the_window_and_squeezes_no_figure(page, saved, width):
    page.set_viewport_size({"width": width, "height": 900})
    figure = opened(page, saved)
    figure.plot.locator(".legend").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert figure.plot.bounding_box()["width"] > max(width - 40, 759)


FIGURES = {
    "timeline": lambda case: wb.plot_timeline(case),
    "timeline by language": lambda case: wb.plot_timeline(case, by="language"),
    "channels": lambda case: wb.plot_channels(case),
    "delays": lambda case: wb.plot_delays([case]),
}


@pytest.mark.parametrize("name", FIGURES)
def test_hostile_text_in_a_figure_runs_nothing(page, watch, tmp_path, name):
    path = wb.save_figure(FIGURES[name](hostile_case()), tmp_path / "hostile.html")
    figure = opened(page, path)
    seen = []
    for nth in (0, 1):
        card = figure.click(nth=nth)
        # What was written is read, letter by letter, and is not markup.
        expect(figure.panel.locator("b")).to_have_text(card["title"])
        assert figure.panel.locator("img, script, svg, [onerror], [onmouseover]").count() == 0
        for text, address, _ in figure.links():
            assert address == ADDRESSES[-1], text
        seen += [item.text_content() for item in figure.panel.locator("li").all()]
    assert any("<script>" in text for text in seen)
    assert page.locator('a[href^="javascript" i], a[href^="data" i]').count() == 0
    hrefs = "as => as.map(a => a.getAttribute('xlink:href') || a.getAttribute('href') || '')"
    assert not [a for a in page.locator("svg a").evaluate_all(hrefs) if not a.startswith("http")]
    assert page.locator("body > img, svg [onload]").count() == 0
    assert page.evaluate(PWNED) is None
    assert watch.complaints == []
    assert watch.outside == []


def test_hostile_text_on_a_card_runs_nothing(page, watch):
    page.set_content(hostile_case()._repr_html_())
    expect(page.locator("body")).to_contain_text(ATTACK)
    assert page.locator("img, script, svg").count() == 0
    assert page.evaluate(PWNED) is None
    assert watch.complaints == []


def test_hostile_text_in_a_report_of_problems_runs_nothing(page, watch, tmp_path):
    folder = wb.new_case(
        tmp_path / "hostile", title="A case", company="Acme", trigger_time="2026-03-02",
        timezone="Europe/Warsaw", source_url="https://example.org/first",
    )  # fmt: skip
    with (folder / "events.csv").open(newline="", encoding="utf-8") as file:
        header, row = csv.reader(file)
    row = [
        attacked(cell) if name in ("title", "detail", "kind", "channel") else cell
        for name, cell in zip(header, row, strict=True)
    ]
    with (folder / "events.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, row])
    check = wb.check_case(folder)
    assert not check.ok
    page.set_content(check._repr_html_())
    expect(page.locator("body")).to_contain_text("<script>")
    assert page.locator("img, script, svg").count() == 0
    assert page.evaluate(PWNED) is None
    assert watch.complaints == []
