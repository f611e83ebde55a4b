"""The report in a real browser: offline, whole, readable by everybody, and deaf to whatever a stranger wrote."""

import json
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hostile import ADDRESSES, ATTACK, attacked, hostile_case
from lab_page import Figure
from playwright.sync_api import expect

import workbench as wb

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from evil_case import hostile
from own import COLUMNS, KEY, export, storm

PWNED = "window.__pwned"


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Make a folder with a space in its name, because users have them."""
    return tmp_path_factory.mktemp("my reports")


@pytest.fixture(scope="module")
def guitars(place):
    """Write the report of a shipped case."""
    return wb.write_report(wb.load_case("united-breaks-guitars"), place / "guitars.html")


@pytest.fixture(scope="module")
def kettle(place):
    """Write the report of an imported storm: import, counts, alarm, effect, slider, receipt."""
    return wb.write_report(wb.load_case(storm(place)), place / "kettle.html", replicates=60)


def open_report(page, path):
    """Open a report as a double click does, and wait until its figures are drawn."""
    page.goto(path.as_uri())
    for figure in page.locator("[data-figure]").all():
        figure.locator(".main-svg").first.wait_for(state="attached")
    return page


def headings(page):
    return [
        int(tag[1]) for tag in page.locator("h1, h2, h3, h4").evaluate_all("hs => hs.map(h => h.tagName)")
    ]


@pytest.mark.parametrize("which", ["guitars", "kettle"])
def test_a_report_opens_offline_and_complains_about_nothing(page, watch, request, which):
    page.context.set_offline(True)
    path = request.getfixturevalue(which)
    open_report(page, path)
    assert watch.complaints == []
    assert watch.requests == [path.as_uri()], "only the file itself is asked for"
    assert path.stat().st_size < 9_000_000


def test_the_policy_stops_what_would_leave_the_page(page, kettle):
    open_report(page, kettle)
    # A script that got in after all could neither send anything nor load anything.
    assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'stopped')") == "stopped"
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.__pwned = 1'}))"
    )
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.__pwned = 2\">')"
    )
    page.wait_for_timeout(200)
    assert page.evaluate(PWNED) is None


@pytest.mark.parametrize("which", ["guitars", "kettle"])
def test_headings_landmarks_and_alternatives_are_there_for_those_who_do_not_see(page, request, which):
    open_report(page, request.getfixturevalue(which))
    levels = headings(page)
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert page.locator("html").get_attribute("lang") == "en"
    for landmark in ("banner", "navigation", "main", "contentinfo"):
        assert page.get_by_role(landmark).count() == 1
    for picture in page.locator("[data-figure]").all():
        assert picture.get_attribute("role") == "img"
        assert len(picture.get_attribute("aria-label")) > 60
    bare = "ts => ts.filter(t => !t.caption || [...t.querySelectorAll('th')].some(h => !h.scope)).length"
    assert (
        page.locator("main > section > :not(.control) table, main > section > table").evaluate_all(bare) == 0
    )
    ids = page.locator("[id]").evaluate_all("es => es.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_every_section_of_an_imported_case_is_there_in_the_order_of_reading(page, kettle):
    open_report(page, kettle)
    titles = page.locator("main h2").all_text_contents()
    wanted = [
        "Summary", "How long the company took", "What happened, on one clock", "When the alarm would have been raised",
        "Did the answer change anything?", "What if the answer had come at another time?", "How the numbers were made",
        "What was imported", "Sources", "About this report",
    ]  # fmt: skip
    assert [title for title in titles if title in wanted] == wanted
    text = page.locator("main").inner_text()
    assert "The first public answer came 9 hours after the trigger" in text
    assert "3,981 rows read: 3,979 kept, 2 set aside." in text
    assert "its time is empty" in text
    # Everything invented says so, in a word and not by colour alone.
    for section in ("delays", "timeline", "effect", "what-if", "receipt"):
        assert "simulated" in page.locator(f"#{section} .head").inner_text()


def test_the_keyboard_reaches_the_summary_first_and_moves_the_slider(page, kettle):
    open_report(page, kettle)
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the summary")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "summary"
    slider = page.locator("#what-if input[type=range]").first
    slider.focus()
    before = page.locator("#what-if .headline").inner_text()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#what-if .headline")).not_to_have_text(before)
    assert "mentions" in page.locator("#what-if .headline").inner_text()


def test_a_click_on_a_mark_lists_its_sources(page, watch, guitars):
    open_report(page, guitars)
    section = page.locator("#timeline")
    figure = Figure(section)
    figure.panel = section.locator(".panel")
    expect(figure.panel).to_have_text("Click a mark to see its sources here.")
    card = figure.click()
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    assert figure.links() == [(text, address, "_blank") for text, address in card["links"]]
    assert watch.complaints == []


def test_the_sources_of_a_mark_are_seen_where_the_panel_lies_below_the_window(page, guitars):
    page.set_viewport_size({"width": 1280, "height": 720})
    open_report(page, guitars)
    page.locator("#timeline .drawing").evaluate("figure => figure.scrollIntoView({behavior: 'instant'})")
    figure = Figure(page.locator("#timeline"))
    card = figure.click()
    expect(page.locator(".wb-sources-card b")).to_have_text(card["title"])
    expect(page.locator(".wb-sources-card b")).to_be_in_viewport()


def test_a_citation_leads_to_its_source(page, guitars):
    open_report(page, guitars)
    link = page.locator("#delays .cite").first
    number = link.get_attribute("href").removeprefix("#source-")
    link.click()
    source = page.locator(f"#source-{number}")
    expect(source).to_be_in_viewport()
    assert source.locator(".address a").get_attribute("href").startswith("http")


@pytest.mark.parametrize("width", [380, 900, 1200])
@pytest.mark.parametrize("which", ["guitars", "kettle"])
def test_a_report_fits_the_window(page, request, which, width):
    page.set_viewport_size({"width": width, "height": 900})
    open_report(page, request.getfixturevalue(which))
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # On a phone a figure is scrolled in its own box, not squeezed until its words lie over one another.
    wide = page.locator("[data-figure]").evaluate_all("ps => ps.map(p => p._fullLayout.width)")
    assert min(wide) >= 760


@pytest.mark.parametrize("which", ["guitars", "kettle"])
def test_a_report_prints_without_controls_with_its_tables_open_and_nothing_cut_off(
    page, request, which, tmp_path
):
    open_report(page, request.getfixturevalue(which))
    page.set_viewport_size({"width": 673, "height": 994})  # A4 between its margins
    page.emulate_media(media="print")
    page.wait_for_timeout(500)
    assert page.locator("nav").is_hidden()
    assert page.locator("details:not(.screen-only):not([open])").count() == 0
    wide = """() => [...document.querySelectorAll("main svg.main-svg, main table, main p")]
        .map(e => e.getBoundingClientRect()).filter(b => b.width && (b.right > 674 || b.left < -1)).length"""
    assert page.evaluate(wide) == 0
    tall = "ps => ps.map(p => p.getBoundingClientRect().height).filter(h => h > 960).length"
    assert page.locator("[data-figure]").evaluate_all(tall) == 0, "a figure is higher than a page"
    page.emulate_media(media="screen")
    page.wait_for_timeout(300)
    assert page.locator("nav").is_visible()
    pdf = page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")


def test_without_scripts_the_report_still_tells_everything_in_words_and_tables(browser, guitars):
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(guitars.as_uri())
        expect(page.get_by_text("The figure needs JavaScript").first).to_be_visible()
        expect(page.locator("#delays table caption")).to_be_visible()
        page.locator("#timeline summary").first.click()
        expect(page.locator("#timeline table").first).to_be_visible()
    finally:
        context.close()


def calm(page, watch):
    """Nothing ran, nothing was loaded, and no link leads into a script."""
    assert page.evaluate(PWNED) is None
    assert watch.complaints == []
    assert len(watch.requests) == 1
    assert page.locator('a[href^="javascript" i], a[href^="data" i]').count() == 0
    assert (
        page.locator(
            "main img, main [onload], main [onerror], main [onmouseover], main script:not([type])"
        ).count()
        == 0
    )


def test_hostile_text_in_every_field_of_a_case_runs_nothing(page, watch, tmp_path):
    path = wb.write_report(hostile_case(), tmp_path / "hostile.html")
    open_report(page, path)
    title = attacked("United Breaks Guitars")
    assert page.title() == f"{title}: report"
    expect(page.locator("h1")).to_have_text(title)
    for fold in page.locator("details summary").all():
        fold.click()
    assert ATTACK.split("<")[-1] in page.locator("main").inner_text()
    figure = Figure(page.locator("#timeline"))
    figure.panel = page.locator("#timeline .panel")
    for nth in (0, 1):
        card = figure.click(nth=nth)
        expect(figure.panel.locator("b")).to_have_text(card["title"])
        assert {address for _, address, _ in figure.links()} <= {ADDRESSES[-1]}
    assert page.locator("#sources a").count() == 0, "an address that could run something is no link"
    calm(page, watch)


def test_hostile_titles_of_rival_events_run_nothing_beside_a_model(page, watch, tmp_path):
    case = hostile(wb.load_case("united-3411"))
    path = wb.write_report(case, tmp_path / "hostile.html", replicates=60)
    open_report(page, path)
    expect(page.locator("#effect h2")).to_have_text("Did the answer change anything?")
    expect(page.locator("#effect svg.main-svg").first).to_be_attached()
    calm(page, watch)


def test_hostile_text_in_every_field_of_an_export_runs_nothing(page, watch, tmp_path):
    rows = [
        {
            "when": f"2026-05-{day:02d}T{hour:02d}:00Z",
            "what": ATTACK,
            "where": ATTACK,
            "who": ATTACK,
            "mood": "negative",
            "in": ATTACK,
        }
        for day in range(1, 12)
        for hour in range(24)
    ]
    source = export(tmp_path / "<svg onload=window.__pwned=1>.csv", rows)
    folder = wb.import_case(
        source, tmp_path / "hostile", columns=COLUMNS, key=KEY, title=ATTACK, company=ATTACK.replace("<", "‹")
    )
    # The receipt is a file that somebody else may have written, too.
    receipt = json.loads((folder / "receipt.json").read_text(encoding="utf-8"))
    receipt["receipt"] |= {
        "notes": [ATTACK],
        "files": [ATTACK],
        "set_aside": {ATTACK: 1},
        "platforms": {ATTACK: 3},
    }
    (folder / "receipt.json").write_text(json.dumps(receipt), encoding="utf-8")
    path = wb.write_report(wb.load_case(folder), tmp_path / "hostile.html", replicates=60)
    open_report(page, path)
    expect(page.locator("h1")).to_have_text(ATTACK)
    assert page.locator("#receipt").inner_text().count("window.__pwned = 1") >= 3
    calm(page, watch)


def test_hostile_text_on_the_timeline_of_an_imported_case_runs_nothing(page, watch, tmp_path):
    counts = wb.count_mentions(
        wb.simulate_mentions(seed=1, before_days=1, after_days=1)[0].assign(stance="negative"), by="stance"
    )
    counts["stance"] = counts["stance"].astype(str) + ATTACK
    path = wb.save_figure(
        wb.plot_timeline(
            hostile_case(), counts=counts, start="2030-03-13", end="2030-03-16", lanes=["messages"]
        ),
        tmp_path / "hostile.html",
    )
    page.goto(path.as_uri())
    Figure(page)
    assert page.evaluate(PWNED) is None
    assert watch.complaints == []
    assert watch.outside == []
