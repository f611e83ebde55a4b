"""Rows of a case in plain words."""

import pandas as pd
import pytest

import workbench as wb
from workbench.texts import as_html

CASE = wb.load_case("united-3411")


def cells(shown):
    """Return what stands in a table, row by row."""
    return shown.data.to_numpy().tolist()


def test_an_answer_is_named_by_its_title_and_dated_on_the_cases_clock():
    letter = CASE.responses.query("response_id == 'r_letter'")
    title = CASE.events.set_index("event_id").loc[letter["event_id"].item(), "title"]
    shown = wb.plain_table(letter, CASE, {"what": "text", "when": "when", "strategy": "how"})
    assert list(shown.data.columns) == ["text", "when", "how"]
    assert cells(shown) == [[as_html(title), "10 April 2017, 18:12", "attack accuser"]]


def test_a_reading_is_named_by_its_publisher_and_a_mention_is_dated():
    reading = CASE.observations.head(1)
    publisher = CASE.sources.set_index("source_id").loc[reading["source_id"].item(), "publisher"]
    assert cells(wb.plain_table(reading, CASE, ["source"])) == [[publisher]]
    mention = CASE.mentions[CASE.mentions["precision"] == "day"].head(1)
    day = pd.Timestamp(mention["published_text"].item())
    assert cells(wb.plain_table(mention, CASE, ["when"])) == [[f"{day.day} {day:%B %Y}"]]


def test_numbers_are_written_for_people_and_what_is_missing_stays_empty():
    rows = pd.DataFrame({"value": [66205.0, 0.824167, 3.0, None], "note": ["a_b <i>", "$1 and $2", None, ""]})
    assert cells(wb.plain_table(rows, CASE, ["value", "note"])) == [
        ["66,205", "a_b &lt;i&gt;"],
        ["0.82", "<span>&#36;</span>1 and <span>&#36;</span>2"],
        ["3.00", ""],
        ["", ""],
    ]


def test_the_smaller_numbers_of_a_column_share_their_decimals():
    rows = pd.DataFrame({"change": [-8.1, -6.0, 2.0], "fans": [3.0, 180.0, 71600.0]})
    assert cells(wb.plain_table(rows, CASE, ["change", "fans"])) == [
        ["-8.1", "3"],
        ["-6.0", "180"],
        ["2.0", "71,600"],
    ]


def test_headings_lose_their_underscores():
    shown = wb.plain_table(CASE.responses.head(1), CASE, ["addressed_to", "two_way"])
    assert list(shown.data.columns) == ["addressed to", "speaks with people"]


def test_a_column_that_is_not_there_is_named_with_the_nearest():
    with pytest.raises(wb.NotFound) as refusal:
        wb.plain_table(pd.DataFrame({"strategy": ["denial"]}), CASE, ["stratgy"])
    assert str(refusal.value) == (
        "These rows have no such column. Received: 'stratgy'. Allowed: strategy, what, when, source. "
        "Try: did you mean 'strategy'?"
    )
