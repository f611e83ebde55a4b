"""What the lessons on the nine cases say in prose is what the tables say; no row's id is left for students to read."""

import re
from pathlib import Path

import nbformat
import pytest

import workbench as wb

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("0*.ipynb"))


def prose(number):
    """Return the Markdown of one lesson."""
    path = next(p for p in NOTEBOOKS if p.name.startswith(number))
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(c.source for c in cells if c.cell_type == "markdown")


@pytest.mark.parametrize("path", NOTEBOOKS[1:], ids=lambda path: path.stem)
def test_neither_prose_nor_the_notes_of_the_delays_name_a_row_by_its_id(path):
    case = wb.load_case(re.search(r'load_case\(\\"([a-z0-9-]+)', path.read_text(encoding="utf-8"))[1])
    ids = {name for table in ("events", "responses") for name in case.tables[table].iloc[:, 0]}
    # Code that a reader may try is meant to hold an id.
    said = re.sub(r'`[^`]*\("[^`]*`', "", prose(path.stem[:2]))
    shown = " ".join([said, *case.delays()["note"]])
    assert [name for name in ids if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", shown)] == []


def test_lesson_04_the_clock_of_the_invented_stream():
    assert "13:00 there is 8:00 Central" in prose("04")
    start = wb.load_case("codero-outage").trigger["time"]
    assert (start.hour, start.tz_convert("America/Chicago").hour) == (13, 8)


def test_lesson_05_one_page_of_background_and_nineteen_hours():
    case = wb.load_case("lexus-gx460")
    assert "one of the pages is background" in prose("05")
    assert case.mentions["background"].sum() == 1
    assert "Nineteen hours at most" in prose("05")
    assert round(case.delays().loc["first_public", "hours_high"]) == 19


def test_lesson_06_ten_pages():
    assert "ten pages and no more" in prose("06")
    assert len(wb.load_case("neoflam-israel").sources) == 10


def test_lesson_08_the_apology_lies_inside_the_hours_of_the_withdrawal():
    rows = wb.load_case("united-3411").responses.set_index("response_id")
    assert rows.loc["r_full", "time"] < rows.loc["r_ceo2", "time"] < rows.loc["r_full", "time_end"]
    assert list(rows.index[:7]).index("r_ceo2") == 6
    assert list(rows["apology"].iloc[:6]).count("yes") == 3


def test_lesson_09_the_clock_starts_nine_minutes_past_midnight():
    assert "nine minutes past midnight in New York" in prose("09")
    start = wb.load_case("crowdstrike-2024").trigger["time"].tz_convert("America/New_York")
    assert (start.hour, start.minute) == (0, 9)
