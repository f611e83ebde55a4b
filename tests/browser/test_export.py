"""A notebook with hostile text, run in JupyterLab and exported through its menu: no kernel, no network, no attack."""

from pathlib import Path

import nbformat
import pytest
from hostile import ADDRESSES, ATTACK, hostile_case
from lab_page import Figure, LabPage, Watch, in_new_page
from playwright.sync_api import expect

import workbench as wb

CELLS = (
    f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})\nimport workbench as wb, hostile",
    "hostile.hostile_case()",
    "wb.plot_timeline(hostile.hostile_case())",
    "wb.plot_delays()",
    "hostile.hostile_case().brief",
    "hostile.hostile_case().cite(['globeandmail'])",
)
TIMELINE = CELLS[2]
PWNED = "window.__pwned"


class Made:
    """The notebook in JupyterLab after Run All Cells, and the page exported from it."""

    def __init__(self, page, lab, path):
        cells = [nbformat.v4.new_code_cell(source) for source in CELLS]
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(
            nbformat.v4.new_notebook(cells=cells, metadata=kernel), lab.folder / "notebooks" / "made.ipynb"
        )
        self.page, self.watch, self.path = page, Watch(page), path
        self.notebook = LabPage(page, lab, "made.ipynb")
        self.notebook.run_all()
        # A cell run again has a new output, and the export needs plotly.js in that one.
        self.notebook.run_again(TIMELINE)
        self.figure = self.notebook.figure(TIMELINE)
        self.notebook.export_html(path)


@pytest.fixture(scope="module")
def made(browser, lab, tmp_path_factory):
    """Run and export the notebook once for all tests of this file."""
    with in_new_page(browser) as page:
        yield Made(page, lab, tmp_path_factory.mktemp("exported pages") / "made.html")


@pytest.fixture
def exported(made, page, watch):
    """Open the exported page as a double click does, and return it with its figures drawn."""
    page.goto(made.path.as_uri())
    Figure(page.locator(".jp-Cell", has_text="plot_timeline")).wait_for(wb.plot_timeline(hostile_case()))
    Figure(page.locator(".jp-Cell", has_text="plot_delays")).wait_for(wb.plot_delays())
    return page


def attacks_nothing(page, figure):
    """Click a mark, and check that the panel holds the attack as text, one honest link at most, and that nothing ran."""
    card = figure.click()
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    assert ATTACK in card["title"]
    assert figure.panel.locator("img, script, svg, [onerror], [onmouseover]").count() == 0
    assert {address for _, address, _ in figure.links()} <= {ADDRESSES[-1]}
    assert page.evaluate(PWNED) is None


def test_hostile_text_runs_nothing_in_jupyterlab(made):
    assert made.notebook.errors() == []
    expect(made.notebook.cell(CELLS[1]).locator(".jp-RenderedHTML")).to_contain_text(ATTACK)
    for source in CELLS[4:]:
        shown = made.notebook.cell(source).locator(".jp-RenderedMarkdown")
        expect(shown).to_contain_text("<script>window.__pwned")
        assert shown.locator("img, script, svg").count() == 0
        assert not [a for a in shown.locator("a").evaluate_all("as => as.map(a => a.href)") if "__pwned" in a]
    attacks_nothing(made.page, made.figure)
    assert made.watch.complaints == []
    assert made.watch.outside == []


def test_hostile_text_runs_nothing_in_the_exported_page(exported, watch):
    attacks_nothing(exported, Figure(exported.locator(".jp-Cell", has_text="plot_timeline")))
    assert watch.complaints == []
    assert watch.outside == []


def test_every_figure_of_the_exported_page_is_drawn_and_lists_its_own_sources(exported, watch):
    figure = Figure(exported.locator(".jp-Cell", has_text="plot_delays"))
    assert figure.drawn("scatter") == figure.expected("scatter") > 20
    card = figure.click()
    expect(figure.panel.locator("b")).to_have_text(card["title"])
    assert figure.links() == [(text, address, "_blank") for text, address in card["links"]]
    expect(exported.locator('[id^="sources-"]').first).to_have_text("Click a mark to see its sources here.")
    assert watch.complaints == []
    assert watch.outside == []
