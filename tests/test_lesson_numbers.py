"""Numbers that lessons say in prose, where no cell computes them: each is what the tables or the cited studies hold.

A row names the words around a number; what stands there is compared with the tables of the case. A lesson that says it
otherwise, or no longer says it, is passed over, so that a sentence may be reworded; a wrong number is not.
"""

import json
import re

import pytest

import workbench as wb


def prose(root, lesson):
    """Return the markdown of a lesson, without the addresses of its links."""
    (path,) = (root / "notebooks").glob(f"{lesson}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return re.sub(r"\]\([^)]*\)", "]", text)


def number(text):
    """Read a number as prose writes it: in digits, or in words up to ten."""
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return float(words.index(text.lower())) if text.lower() in words else float(text.replace(",", ""))


def reading(case, row):
    """Return the value of one observation."""
    table = wb.load_case(case).observations.set_index("observation_id")
    return float(table.loc[row, "value"])


def noted(case, pattern):
    """Return a number of a case's notes, where the words of the pattern stand once."""
    text = " ".join((wb.load_case(case).folder / "notes.md").read_text(encoding="utf-8").split())
    (found,) = re.findall(pattern, text)
    return number(found)


def hours(case, one, other):
    """Return the hours between two events or responses, by the middle of what is known of each."""
    case = wb.load_case(case)
    rows = {row["event_id"]: row for row in case.events.to_dict("records")}
    rows |= {row["response_id"]: row for row in case.responses.to_dict("records")}
    middle = [rows[name]["time"] + (rows[name]["time_end"] - rows[name]["time"]) / 2 for name in (one, other)]
    return (middle[1] - middle[0]).total_seconds() / 3600


def apology_after_the_video():
    question = wb.case_question(wb.load_case("united-3411"), "first_apology")
    return round((question["responses"]["first apology"] - question["trigger"]).total_seconds() / 3600)


SAID = [
    ("07", r"([\d,]+) pieces of card information", lambda: reading("israel-card-leak", "card-o13")),
    ("07", r"for about ([\d,]+)\s+people", lambda: reading("israel-card-leak", "card-o4")),
    (
        "09",
        r"([\d,]+) posts on X",
        lambda: noted("crowdstrike-2024", r"([\d,]+) posts on X in another firm's report"),
    ),
    (
        "09",
        r"([\d,]+) articles",
        lambda: noted(
            "crowdstrike-2024", r"([\d,]+) articles and [\d,]+ posts on X in another firm's report"
        ),
    ),
    ("09", r"wrong for (\d+) minutes", lambda: 60 * hours("crowdstrike-2024", "cs-e1", "cs-e2")),
    ("11", r"lie about (\d+) hours", apology_after_the_video),
    ("11", r"leap comes (\w+) hours after", lambda: round(hours("united-3411", "r_report", "e_settle"))),
    ("14", r"in (\d+) communities|of (\d+) companies", lambda: communities()),
]


def communities():
    """Return on how many pages the study of published effects looked, as its row says."""
    (found,) = {
        re.search(r"in (\d+) Facebook communities", text)[1]
        for text in wb.published_effects()["data"]
        if "communities" in text
    }
    return number(found)


@pytest.mark.parametrize(("lesson", "pattern", "held"), SAID, ids=[f"{row[0]} {row[1]}" for row in SAID])
def test_a_number_in_prose_is_what_the_tables_hold(root, lesson, pattern, held):
    found = [
        number(next(filter(None, match.groups()))) for match in re.finditer(pattern, prose(root, lesson))
    ]
    if not found:
        pytest.skip(f"lesson {lesson} no longer says this")
    assert found == [pytest.approx(held())] * len(found)


def test_the_letter_to_staff_leaves_the_house_at_the_times_that_the_lesson_says(root):
    """Lesson 08 gives two clock times in Chicago: when AP had the letter, and when a reporter's tweet carried it."""
    event = wb.load_case("united-3411").events.set_index("event_id").loc["e_letter"]
    ap = f"{event['time'].tz_convert('America/Chicago'):%H:%M}"
    reporter = re.search(r"reporter tweets it at (\d\d:\d\d)", event["detail"])[1]
    (sentence,) = re.findall(r"[^.?]*had it[^.?]*in Chicago[^.?]*\.", prose(root, "08")) or [
        f"{ap} {reporter}"
    ]
    assert re.findall(r"\d\d:\d\d", sentence) == [ap, reporter]


def test_how_many_firestorms_the_cited_studies_looked_at(root):
    """No table holds them; read in the studies: 78 in Hansen and others (2018), 80 in Lamba and others (2015)."""
    said = dict(re.findall(r"(Hansen|Lamba)[^.]*?\][^.]*?(\d+)(?= firestorms| of them)", prose(root, "14")))
    assert said in ({}, {"Hansen": "78", "Lamba": "80"})


def test_a_wrong_number_would_be_found():
    text = "a file that was wrong for 87 minutes"
    (_, pattern, held) = next(row for row in SAID if "wrong for" in row[1])
    assert number(re.search(pattern, text)[1]) != pytest.approx(held())
    assert number("12,200") == 12_200
    assert number("six") == 6
