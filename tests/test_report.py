"""The report without a browser: one file, everything escaped, and a sentence for whatever is missing."""

import html
import json
import re
from html.parser import HTMLParser
from itertools import pairwise

import pandas as pd
import pytest
from evil_case import EVIL, hostile
from own import COLUMNS, KEY, few, storm

import workbench as wb
from workbench.plots.closed_page import policy
from workbench.problems import WorkbenchError
from workbench.report.about import fingerprint
from workbench.report.blocks import web_address

NOW = pd.Timestamp("2026-05-04T10:30Z")


class Page(HTMLParser):
    """What a browser would find: tags in order, texts below tags, and the scripts."""

    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.tags, self.texts, self.scripts, self.stack = [], {}, [], []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.stack.append(tag)
        if tag == "script":
            self.scripts.append([dict(attrs).get("type", ""), ""])

    def handle_endtag(self, tag):
        if tag in self.stack:
            while self.stack.pop() != tag:
                pass

    def handle_data(self, data):
        if self.stack and self.stack[-1] == "script":
            self.scripts[-1][1] += data
        for tag in set(self.stack):
            self.texts.setdefault(tag, []).append(data)

    def all(self, tag):
        """Attributes of every tag of this name."""
        return [attrs for name, attrs in self.tags if name == tag]

    def text(self, tag="body"):
        """All text below tags of this name, spaces made one."""
        return " ".join("".join(self.texts.get(tag, [])).split())


@pytest.fixture(scope="module")
def codero(tmp_path_factory):
    """Write the report of a case without volume."""
    path = tmp_path_factory.mktemp("reports") / "codero.html"
    return Page(wb.write_report(wb.load_case("codero-outage"), path, now=NOW))


@pytest.fixture(scope="module")
def guitars(tmp_path_factory):
    """Write the report of a case with mentions and a rebuilt curve."""
    path = tmp_path_factory.mktemp("reports") / "guitars.html"
    return Page(wb.write_report(wb.load_case("united-breaks-guitars"), path, now=NOW))


def rules_of(page):
    """Return what the page's Content-Security-Policy says."""
    return next(m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy")


def headings(page):
    """Levels of the headings, in order."""
    return [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]


def test_the_page_says_its_language_and_refuses_every_network(codero):
    assert codero.all("html") == [{"lang": "en"}]
    rules = next(m["content"] for m in codero.all("meta") if m.get("http-equiv") == "Content-Security-Policy")
    assert rules.startswith("default-src 'none'; script-src 'sha256-")
    assert "http" not in rules
    assert "unsafe-inline" not in rules.split("; ")[1]


def test_nothing_is_fetched_from_outside(codero):
    assert not [attrs for _, attrs in codero.tags if "src" in attrs]
    assert codero.all("link") == []


def test_every_script_that_runs_is_named_in_the_policy_and_no_other(guitars):
    running = [text for kind, text in guitars.scripts if kind != "application/json"]
    rules = rules_of(guitars).split("; ")[1]
    named = re.findall(r"'sha256-[^']+'", rules)
    assert named == re.findall(r"'sha256-[^']+'", policy(running))


def test_one_title_and_headings_that_skip_no_level(guitars):
    levels = headings(guitars)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_tables_have_captions_and_scopes(guitars):
    assert len(guitars.all("table")) == len(guitars.all("caption")) >= 4
    assert {cell.get("scope") for cell in guitars.all("th")} == {"col", "row"}


def test_every_figure_says_in_words_what_it_shows(guitars):
    pictures = [attrs for _, attrs in guitars.tags if attrs.get("role") == "img"]
    assert len(pictures) == 2
    assert all(len(picture["aria-label"]) > 60 for picture in pictures)
    assert "United Airlines: first public answer within 30 hours of the trigger." in pictures[0]["aria-label"]


def test_every_citation_leads_to_a_source_that_is_listed(guitars):
    ids = {attrs["id"] for _, attrs in guitars.tags if "id" in attrs}
    cited = [a["href"] for a in guitars.all("a") if a["href"].startswith("#")]
    assert len(cited) > 60
    assert [link for link in cited if link[1:] not in ids] == []


def test_the_summary_is_made_of_the_case_s_own_figures(guitars):
    text = guitars.text()
    assert "The first public answer came within 30 hours of the trigger" in text
    case = wb.load_case("united-breaks-guitars")
    count = len(case.mentions[~case.mentions["background"]])
    assert f"{count} dated mentions were found by search" in text
    assert "rebuilt from dated readings of a public counter" in text


def test_a_case_without_volume_says_so(codero):
    text = codero.text()
    assert "This case holds no volume: it documents what was done, not how much was said." in text
    assert "This case cannot show on which platform it was talked about. The case has grade C:" in text


def test_parts_that_a_case_cannot_have_are_told_in_a_sentence_each(codero):
    text = codero.text("section")
    for sentence in (
        "When an alarm would have been raised: no monitor can be played back,",
        "How it spread: order and lag between platforms cannot be measured from what a search found;",
        "What another delay would have brought: without a model of this case there is no scenario.",
    ):
        assert sentence in text


def test_the_badges_say_what_is_documented_and_what_is_rebuilt(guitars, codero):
    badges = {a["class"] for a in guitars.all("span") if a.get("class", "").startswith("badge")}
    assert badges == {"badge documented", "badge rebuilt"}
    assert {a["class"] for a in codero.all("span") if a.get("class", "").startswith("badge")} == {
        "badge documented"
    }


def test_versions_date_and_fingerprint_are_told(codero):
    text = codero.text("table")
    assert "2026-05-04 10:30 UTC" in text
    assert re.search(r"Fingerprint of the evidence ?[0-9a-f]{16}", text)


def test_the_figures_are_json_that_ends_no_script(guitars):
    data = [text for kind, text in guitars.scripts if kind == "application/json"]
    assert len(data) == 2
    assert all({"data", "layout"} <= set(json.loads(text)) for text in data)
    assert not any(sign in text for text in data for sign in "<>&")


def test_nothing_hostile_becomes_markup(tmp_path):
    case = hostile(wb.load_case("united-breaks-guitars"))
    page = Page(wb.write_report(case, tmp_path / "evil.html", now=NOW))
    assert EVIL in html.unescape(page.source)
    assert "alert(1)" not in "".join(t for kind, t in page.scripts if kind != "application/json")
    assert page.all("img") == []
    assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        'https://a.org/"onmouseover="x',
        "//a.org",
        "",
    ],
)
def test_only_web_addresses_become_links(address):
    assert web_address(address) == ""


def test_a_report_is_replaced_as_a_whole_and_leaves_nothing_beside_it(tmp_path, monkeypatch):
    target = tmp_path / "codero.html"
    target.write_text("the old one")
    monkeypatch.setattr("pathlib.Path.replace", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        wb.write_report(wb.load_case("codero-outage"), target)
    assert [p.name for p in tmp_path.iterdir()] == ["codero.html"]
    assert target.read_text() == "the old one"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "codero.pdf",
            "A report is a page, and cannot be saved under this ending. Received: 'codero.pdf'. Allowed: .html or .htm. "
            "Try: codero.html.",
        ),
        (
            "nowhere/codero.html",
            "There is no such folder to save a report in. Received: {here}/nowhere. Allowed: a folder that exists. "
            "Try: make the folder first, or save it here as codero.html.",
        ),
    ],
)
def test_a_target_that_cannot_be_is_refused(tmp_path, name, sentence):
    with pytest.raises(WorkbenchError) as refusal:
        wb.write_report(wb.load_case("codero-outage"), tmp_path / name)
    assert str(refusal.value) == sentence.format(here=tmp_path)


@pytest.fixture(scope="module")
def kettle(tmp_path_factory):
    """Import the invented storm and write its report: the whole way."""
    place = tmp_path_factory.mktemp("storm")
    folder = storm(place)
    return Page(wb.write_report(wb.load_case(folder), place / "kettle.html", now=NOW, replicates=60)), folder


def test_the_whole_way_from_an_export_to_a_report(kettle):
    page, _ = kettle
    text = page.text("main")
    for sentence in (
        "It began with “A kettle explodes on camera” (14 March 2030, 10:00). All times of this report are in UTC, unless said otherwise.",
        "The first public answer came 9 hours after the trigger (strategy: information; channel: twitter).",
        "3,979 messages were simulated, from 26 February 2030 to 18 March 2030, 56% of them negative.",
        "A monitor that knew only the past would have raised the alarm at 11:00 on 14 March 2030: ",
        " mentions in an hour that usually holds about ",
        " before the company's first response. In a quiet month it raises about ",
        # Nothing was planted, and nothing may be claimed.
        "Whether the first public answer changed the course cannot be told from these counts:",
        "Its test and its intervals rest on 60 simulated crises each; with another number of them the figures come out a "
        "little different.",
        "further messages that one message sets off, change with the first public answer (E1)",
        "E1 is the change in how many further messages one message sets off, after an answer.",
        "3,981 rows read: 3,979 kept, 2 set aside.",
        "1: its time is empty",
        "“simulated” means: made by a model from a recipe; no real company, no real message.",
    ):
        assert sentence in text
    assert len([attrs for _, attrs in page.tags if attrs.get("role") == "img"]) >= 3
    assert [attrs for attrs in page.all("input") if attrs.get("type") == "range"]


def test_what_is_invented_is_nowhere_called_documented(kettle):
    page, _ = kettle
    badges = {attrs["class"] for attrs in page.all("span") if attrs.get("class", "").startswith("badge")}
    assert badges == {"badge simulated", "badge modelled"}


def test_a_fit_that_was_made_already_is_taken(kettle, tmp_path, monkeypatch):
    case = wb.load_case(kettle[1])
    counts = wb.count_mentions(wb.case_messages(case), by=(), where={"stance": "negative"})
    effect = wb.fit_self_exciting(counts, **wb.case_question(case), replicates=60, checks=False)
    monkeypatch.setattr("workbench.report.gathering.fit_self_exciting", None)
    page = Page(wb.write_report(case, tmp_path / "kettle.html", effect=effect))
    assert (
        "cannot be told from these counts: this was a short run, without the checks that a claim needs."
        in page.text("main")
    )


def test_an_imported_case_without_answers_says_why_parts_are_missing(tmp_path):
    folder = wb.import_case(few(tmp_path / "export.csv"), tmp_path / "few", columns=COLUMNS, key=KEY)
    page = Page(wb.write_report(wb.load_case(folder), tmp_path / "few.html"))
    text = page.text("main")
    for sentence in (
        "No act of the company is recorded in this case.",
        "It needs at least 7 quiet days before the trigger.",
        "No answer of the company is recorded, so there is none to ask about.",
    ):
        assert sentence in text
    badges = {attrs["class"] for attrs in page.all("span") if attrs.get("class", "").startswith("badge")}
    assert badges == {"badge own-records", "badge imported"}


def test_a_case_with_a_rebuilt_curve_says_why_no_model_is_asked(guitars):
    assert "Between two readings it is drawn, not counted" in guitars.text("main")


def test_a_curve_s_peak_is_told_no_more_exactly_than_its_band(guitars):
    found = re.search(r"at about ([\d,]+) views a day \(([\d,]+) to ([\d,]+)\)", guitars.text("main"))
    assert all(len(figure.replace(",", "").rstrip("0")) <= 2 for figure in found.groups())


def test_every_step_is_told_to_whoever_shows_a_bar(tmp_path):
    told = []
    wb.write_report(wb.load_case("codero-outage"), tmp_path / "c.html", step=lambda *step: told.append(step))
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})
    assert {of for _, _, of in told} == {told[-1][1] + 1}


def test_the_same_evidence_has_the_same_fingerprint_and_a_changed_cell_another(tmp_path):
    folder = wb.import_case(few(tmp_path / "export.csv"), tmp_path / "few", columns=COLUMNS, key=KEY)
    first = fingerprint(folder)
    assert fingerprint(folder) == first
    table = folder / "events.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    assert fingerprint(folder) == first
    table.write_text(table.read_text().replace("First message", "Second message"))
    assert fingerprint(folder) != first
