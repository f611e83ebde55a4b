"""Figures on their way out: the notebook's bundle, the page that works offline, the picture, and the refusals."""

import json
import os
import re
import struct
from html.parser import HTMLParser

import plotly.graph_objects as go
import pytest
from evil_case import EVIL, hostile
from small_case import replace, write_case

import workbench as wb
from workbench.plots import figure as module
from workbench.plots.figure import EvidenceFigure
from workbench.problems import WorkbenchError


@pytest.fixture
def case(tmp_path):
    """Load the small case with grade B, so that its mentions are drawn."""
    place = write_case(tmp_path)
    replace(place, "case.toml", 'grade = "C"', 'grade = "B"')
    return wb.load_case(place)


@pytest.fixture
def figure(case):
    """Draw the small case."""
    return wb.plot_timeline(case)


class Elements(HTMLParser):
    """The elements that a browser would find in a page, and what their scripts hold."""

    def __init__(self, page):
        super().__init__()
        self.found, self.scripts = [], []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, [name for name, _ in attrs]))
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self.cdata_elem == "script":
            self.scripts[-1] += data


def drawn_data(elements):
    """Return the traces that a page hands to plotly."""
    (call,) = [
        script for script in elements.scripts if "Plotly.newPlot(" in script and "customdata" in script
    ]
    start = call.index("[", call.index("Plotly.newPlot("))
    return json.JSONDecoder().raw_decode(call, start)[0]


# --- the page


def test_a_saved_page_is_whole_and_needs_nothing_from_outside(figure, tmp_path):
    path = wb.save_figure(figure, tmp_path / "figure.html")
    text = path.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert f"<title>{figure.title_sentence}</title>" in text
    assert 'charset="utf-8"' in text
    assert not re.search(r"<(script|link|img)[^>]+(src|href)=", text)
    assert len(text) > 3_000_000, "plotly.js is not inside"


def test_a_saved_page_holds_the_panel_of_its_own_figure(figure, tmp_path):
    text = wb.save_figure(figure, tmp_path / "figure.html").read_text(encoding="utf-8")
    (name,) = re.findall(r'<div id="(sources-[0-9a-f]{12})" role="status"', text)
    assert f'"meta":"{name}"' in text.replace('"meta": "', '"meta":"')
    assert f'p.layout.meta === "{name}"' in text
    assert "Click a mark to see its sources here." in text


def test_a_figure_without_sources_has_no_panel(tmp_path):
    plain = go.Figure({"data": [{"type": "scatter", "x": [1], "y": [1]}], "layout": {"height": 200}})
    text = wb.save_figure(plain, tmp_path / "plain.htm").read_text(encoding="utf-8")
    assert 'role="status"' not in text
    assert "<title>plain</title>" in text


@pytest.mark.parametrize("plot", [wb.plot_timeline, wb.plot_channels, lambda case: wb.plot_delays([case])])
def test_hostile_text_ends_no_script_and_starts_no_element(case, tmp_path, plot):
    tame = Elements(wb.save_figure(plot(case), tmp_path / "tame.html"))
    evil = Elements(wb.save_figure(plot(hostile(case)), tmp_path / "evil.html"))
    assert evil.found == tame.found
    # Inside the script it is the value of a text, and comes out of it as it went in.
    clicked = [card for trace in drawn_data(evil) for (card,) in trace.get("customdata", [])]
    assert any(EVIL in card["title"] or EVIL in card["detail"] for card in clicked)


def test_a_title_stands_in_the_page_s_head_as_text(case, tmp_path):
    figure = wb.plot_timeline(hostile(case))
    assert EVIL in figure.title_sentence
    text = wb.save_figure(figure, tmp_path / "evil.html").read_text(encoding="utf-8")
    title = re.search(r"<title>(.*?)</title>", text)[1]
    assert "<" not in title
    assert "&lt;/script&gt;" in title


# --- the notebook


@pytest.fixture
def fresh(monkeypatch):
    """Forget that plotly.js has been sent."""
    monkeypatch.setattr(EvidenceFigure, "_carrier", None)


def test_the_bundle_has_the_figure_as_data_as_a_page_and_as_a_line(figure, fresh):
    bundle = figure._repr_mimebundle_()
    assert sorted(bundle) == ["application/vnd.plotly.v1+json", "text/html", "text/plain"]
    drawn = bundle["application/vnd.plotly.v1+json"]
    assert len(drawn["data"]) == len(figure.data)
    assert drawn["config"]["displaylogo"] is False
    assert "responsive" not in drawn["config"]
    assert bundle["text/plain"] == f"<Figure: {figure.title_sentence}>"


def test_only_the_first_page_of_a_notebook_carries_plotly_js(figure, fresh):
    first, second = (len(figure._repr_mimebundle_()["text/html"]) for _ in range(2))
    assert first > 3_000_000
    assert second < 300_000


def test_a_widget_s_figure_carries_no_page(figure, fresh):
    bundle, panel = figure.outputs(page=False)
    assert sorted(bundle) == ["application/vnd.plotly.v1+json", "text/plain"]
    assert bundle["application/vnd.plotly.v1+json"]["layout"]["meta"] in panel["text/html"]


def test_two_figures_have_two_panels(figure, fresh):
    names = {figure._repr_mimebundle_()["application/vnd.plotly.v1+json"]["layout"]["meta"] for _ in range(2)}
    assert len(names) == 2


def test_the_bundle_can_be_sent_as_json(case, fresh):
    text = json.dumps(wb.plot_timeline(hostile(case))._repr_mimebundle_(), allow_nan=False)
    assert (
        EVIL
        in json.loads(text)["application/vnd.plotly.v1+json"]["data"][-1]["customdata"][0][0]["links"][0][0]
    )


def test_the_panel_sets_text_and_follows_only_web_addresses():
    panel = module._panel_html("sources-1")
    assert "innerHTML" not in panel
    assert "insertAdjacentHTML" not in panel
    assert "link.textContent = text" in panel
    assert "/^https?:\\/\\//i.test(url)" in panel


@pytest.mark.parametrize(
    ("title", "sentence"),
    [
        ("<b>One<br>two</b>", "One two"),
        ("<b>A &amp; B &lt;c&gt;</b>", "A & B <c>"),
        ("<b>&amp;lt;</b>", "&lt;"),
        (None, "untitled"),
    ],
)
def test_the_title_is_told_without_its_markup(title, sentence):
    figure = EvidenceFigure(layout={"title": {"text": title}})
    assert figure.title_sentence == sentence
    assert repr(figure) == f"<Figure: {sentence}>"


# --- the picture


def test_a_picture_has_no_buttons_and_no_slider_and_the_figure_keeps_them(figure):
    still = module._without_controls(figure)
    assert still.layout.updatemenus == ()
    assert not any(axis.rangeslider.visible for axis in still.select_xaxes())
    assert still.layout.height == figure.layout.height - 40
    assert still.layout.margin.b == figure.layout.margin.b - 40
    assert len(figure.layout.updatemenus) == 1
    assert any(axis.rangeslider.visible for axis in figure.select_xaxes())

    def plot(any_figure):
        layout = any_figure.layout
        return layout.height - layout.margin.t - layout.margin.b

    assert plot(still) == plot(figure)


def test_the_source_line_lies_inside_the_picture():
    cases = [wb.load_case(name) for name in wb.list_cases().index]
    for figure in (wb.plot_delays(cases), *map(wb.plot_timeline, cases)):
        for shown in (figure, module._without_controls(figure)):
            (line,) = [a for a in shown.layout.annotations if a.name == "sources"]
            lines = line.text.count("<br>") + 1
            assert -line.yshift + lines * 1.35 * line.font.size <= shown.layout.margin.b


@pytest.mark.browser
@pytest.mark.parametrize(("ending", "start"), [("png", b"\x89PNG\r\n"), ("svg", b"<svg"), ("pdf", b"%PDF")])
def test_a_picture_is_drawn(figure, tmp_path, ending, start):
    try:
        path = wb.save_figure(figure, tmp_path / f"figure.{ending}", width=900, scale=1)
    except WorkbenchError as refusal:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(refusal))
    data = path.read_bytes()
    assert data.startswith(start)
    if ending == "png":
        height = module._without_controls(figure).layout.height
        assert struct.unpack(">II", data[16:24]) == (900, height)


# --- what is refused


@pytest.mark.parametrize(
    ("name", "remedy"), [("figure.gif", "figure.html"), ("figure", "figure.html"), (".png", ".png.html")]
)
def test_an_unknown_ending_is_refused(figure, tmp_path, name, remedy):
    with pytest.raises(WorkbenchError) as refusal:
        wb.save_figure(figure, tmp_path / name)
    assert str(refusal.value) == (
        f"A figure cannot be saved under this ending. Received: {name!r}. Allowed: .html, .htm, .png, .svg or .pdf. Try: "
        f"{remedy}."
    )
    assert list(tmp_path.iterdir()) == [tmp_path / "small-case"]


@pytest.mark.parametrize("ending", ["html", "png"])
def test_a_folder_that_is_not_there_is_refused(figure, tmp_path, ending):
    with pytest.raises(WorkbenchError) as refusal:
        wb.save_figure(figure, tmp_path / "nowhere" / f"figure.{ending}")
    assert str(refusal.value) == (
        f"There is no such folder to save a figure in. Received: {tmp_path / 'nowhere'}. Allowed: a folder that exists. Try: "
        f"make the folder first, or save it here as figure.{ending}."
    )


def test_without_a_browser_the_picture_is_refused_with_what_to_do(figure, tmp_path, monkeypatch):
    import kaleido

    def fail(*args, **how):
        raise RuntimeError("no browser")

    monkeypatch.setattr(kaleido, "calc_fig_sync", fail)
    with pytest.raises(WorkbenchError) as refusal:
        wb.save_figure(figure, tmp_path / "figure.png")
    assert str(refusal.value) == (
        "The picture could not be drawn. Received: RuntimeError: no browser. Allowed: kaleido and a Chrome or Chromium "
        "browser. Try: install Chromium, or save the figure as .html instead."
    )
    assert not (tmp_path / "figure.png").exists()


def test_numbers_for_the_hover_text_are_no_sources_and_bring_no_panel():
    numbers = {"type": "scatter", "x": [1, 2], "y": [1, 2], "customdata": [[1.5, "a"], [2.5, "b"]]}
    plain = {"type": "scatter", "x": [1], "y": [1], "customdata": [3.0]}
    assert len(EvidenceFigure(data=[numbers, plain]).outputs(page=False)) == 1
    card = {"title": "A mark", "detail": "", "links": [["a page", "https://example.org/"]]}
    assert len(EvidenceFigure(data=[numbers, {**plain, "customdata": [[card]]}]).outputs(page=False)) == 2
