"""What list, show, the card and the citation say of a case that was made from an export."""

import re

import pytest
from own import COLUMNS, KEY, few
from typer.testing import CliRunner

import workbench as wb
from workbench.cli import app

ORIGIN = "The messages were imported from an export and are as complete as its search was."


@pytest.fixture
def case(tmp_path):
    folder = tmp_path / "cases" / "kettle"
    return wb.load_case(wb.import_case(few(tmp_path / "export.csv"), folder, columns=COLUMNS, key=KEY))


def test_show_counts_the_messages_and_leaves_out_what_nobody_wrote(case):
    said = CliRunner().invoke(app, ["show", str(case.folder)]).stdout
    assert "kettle · 1 May 2026 · evidence grade A\n" in said
    assert (
        "3 imported messages, 1 source, 1 event, 0 responses, 0 observations. 3 messages, dated to the minute: imported, not "
        f"public, so nobody outside can check them.\n{ORIGIN}\n"
    ) in said
    assert "0 mentions" not in said
    assert "?" not in said.replace("How long did the answer take, and what did it change?", "")


def test_the_card_says_the_same(case):
    text = " ".join(re.sub(r"<[^>]+>", " ", case._repr_html_()).split())
    assert "kettle kettle · May 2026 How long did the answer take" in text
    assert "3 imported messages · 1 event · 0 responses · 0 observations · 1 source" in text
    assert ORIGIN in text
    assert "found by search" not in text


def test_with_mentions_of_its_own_both_are_told(case):
    other = (wb.load_case("codero-outage").folder / "mentions.csv").read_text(encoding="utf-8")
    # They are older than this case, which makes them background.
    (case.folder / "mentions.csv").write_text(other.replace(",no\n", ",yes\n"), encoding="utf-8")
    both = wb.load_case(case.folder)
    assert "3 imported messages, 1 event, 0 responses, 0 observations, 2 mentions>" in repr(both)
    assert f"{ORIGIN} Mentions are a sample found by search." in both._repr_html_()


def test_the_list_counts_messages_where_a_case_has_some(case, tmp_path):
    wb.new_case(tmp_path / "cases" / "mine", title="Mine", company="Acme", trigger_time="2026-03-14",
                timezone="Europe/Warsaw", source_url="https://example.org/a")  # fmt: skip
    assert wb.list_cases(tmp_path / "cases")["messages"].to_dict() == {"mine": 0, "kettle": 3}
    assert "messages" not in wb.list_cases()


def test_one_is_one_and_several_are_several(case):
    assert repr(case) == "<Case kettle: grade A, 3 imported messages, 1 event, 0 responses, 0 observations>"
    assert str(case.cite()) == (
        "*kettle* (kettle). Crisis Workbench case, grade A: 3 imported messages, 1 event, 0 responses, 0 observations from 1 "
        "source. not public."
    )
