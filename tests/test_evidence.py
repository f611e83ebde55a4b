"""Checking a folder: each thing that can be wrong has its own sentence, all are told at once, none loads."""

import csv
import random
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_case import FILES, replace, write_case

import workbench as wb
from workbench.evidence import CaseCheck, CaseError, Problem, cells, reading
from workbench.evidence.findings import LONGEST_QUOTE
from workbench.evidence.tables import TABLES, column_names, id_column
from workbench.problems import NotFound, WorkbenchError
from workbench.vocabulary import CHANNEL, DELAY, GRADE, PLATFORM, PRACTICE, PRECISION

CSV = sorted(f"{table}.csv" for table in TABLES)


@pytest.fixture
def case(tmp_path):
    """Write the small case, valid until a test breaks it."""
    return write_case(tmp_path)


def said(place):
    """Return what checking says of a folder, one line for each problem."""
    return [str(problem) for problem in wb.check_case(place).problems]


# --- what is valid


def test_a_valid_folder_has_no_problem_and_loads(case):
    check = wb.check_case(case)
    assert (check.ok, check.problems) == (True, ())
    assert str(check) == "small-case: no problems found."
    assert wb.load_case(case).id == "small-case"


def test_the_check_counts_the_rows_it_read(case):
    assert wb.check_case(case).rows == 3 + 3 + 2 + 3 + 4


@pytest.mark.parametrize(
    "turn",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: text + "\n\n  \n,,\n",
        lambda text: "\n\n" + text,
        lambda text: text.replace("\n", "\n\n"),
    ],
    ids=["byte order mark", "CRLF", "no last line end", "blank rows below", "blank rows above", "between"],
)
@pytest.mark.parametrize("file", CSV)
def test_what_editors_do_to_a_table_changes_nothing(case, file, turn):
    before = wb.load_case(case).tables
    (case / file).write_text(turn(FILES[file]), encoding="utf-8", newline="")
    assert said(case) == []
    for table, frame in wb.load_case(case).tables.items():
        pd.testing.assert_frame_equal(frame, before[table])


def test_spaces_around_cells_and_the_order_of_columns_and_rows_change_nothing(case):
    before = wb.load_case(case).tables
    for table in TABLES:
        rows = pd.read_csv(case / f"{table}.csv", dtype=str, keep_default_na=False)
        rows = (" " + rows + "  ").iloc[:, ::-1]
        # Rows without a time keep the order of the file, so only dated ones are shuffled.
        rows = rows if table == "sources" else rows.iloc[::-1]
        rows.to_csv(case / f"{table}.csv", index=False)
    assert said(case) == []
    for table, frame in wb.load_case(case).tables.items():
        pd.testing.assert_frame_equal(frame, before[table])


def test_quoted_cells_may_hold_commas_quotes_and_line_breaks(case):
    replace(case, "events.csv", "With a photograph.", '"A ""photograph"", and\nno letter."')
    assert wb.load_case(case).events["detail"][0] == 'A "photograph", and\nno letter.'


@pytest.mark.parametrize("table", TABLES)
def test_a_table_may_be_empty_where_nothing_leans_on_it(case, table):
    for name in {"sources": TABLES, "events": TABLES}.get(table, [table]):
        (case / f"{name}.csv").write_text(FILES[f"{name}.csv"].splitlines()[0] + "\n", encoding="utf-8")
    problems = {p.happened for p in wb.check_case(case).problems}
    assert problems <= {"The event does not exist.", "The response does not exist."}
    assert bool(problems) == (table in ("sources", "events", "responses"))


def test_an_empty_table_keeps_the_kinds_of_its_columns(case):
    full = wb.load_case(case).tables
    for table in ("observations", "mentions"):
        (case / f"{table}.csv").write_text(FILES[f"{table}.csv"].splitlines()[0], encoding="utf-8")
    empty = wb.load_case(case).tables
    for table in ("observations", "mentions"):
        assert len(empty[table]) == 0
        assert list(empty[table].dtypes) == list(full[table].dtypes)


def test_mentions_without_the_background_column_belong_to_the_crisis(case):
    rows = pd.read_csv(case / "mentions.csv", dtype=str, keep_default_na=False)
    rows[:3].drop(columns="background").to_csv(case / "mentions.csv", index=False)
    assert wb.load_case(case).mentions["background"].tolist() == [False] * 3


def test_the_folder_one_stands_in_has_a_name_too(case, monkeypatch):
    monkeypatch.chdir(case)
    assert wb.check_case(".").summary() == "small-case: no problems found."


def test_a_text_may_hold_signs_that_only_look_dangerous(case):
    harmless = "profits < costs, 5 <= 6, @UnitedAirlines, :-( and a = b"
    replace(case, "events.csv", "With a photograph.", f'"{harmless}"')
    assert wb.load_case(case).events["detail"][0] == harmless


# --- one thing wrong

BROKEN = {
    "unknown word": (
        "mentions.csv", ",en,negative,", ",en,negativ,",
        "mentions.csv, row 2, column stance: This word is not in the list. Received: 'negativ' (m1). Allowed: negative, "
        "mixed, neutral, positive. Try: did you mean 'negative'?"),
    "unknown word like none": (
        "mentions.csv", ",minute,forum,", ",minute,qqq,",
        "mentions.csv, row 2, column platform: This word is not in the list. Received: 'qqq' (m1). Allowed: "
        f"{', '.join(PLATFORM)}. Try: choose the word that comes closest."),
    "unknown precision": (
        "observations.csv", "2010-03-18,day,", "2010-03-18,days,",
        "observations.csv, row 4, column time_precision: This word is not in the list. Received: 'days' (o3). Allowed: "
        f"{', '.join(PRECISION)}. Try: did you mean 'day'?"),
    "empty cell": (
        "mentions.csv", ",Tea Forum,", ",,",
        "mentions.csv, row 2, column outlet: The cell is empty. Received: '' (m1). Allowed: a value. Try: fill it, or "
        "delete the row."),
    "empty time": (
        "mentions.csv", "m2,2010-03-16,", "m2,,",
        "mentions.csv, row 3, column published: The cell is empty. Received: '' (m2). Allowed: a value. Try: fill it, or "
        "delete the row."),
    "only separators where sources belong": (
        "responses.csv", ",,,maker\n", ",,,; ;\n",
        "responses.csv, row 3, column source_ids: The cell is empty. Received: '; ;' (r_answer). Allowed: a value. Try: "
        "fill it, or delete the row."),
    "bad id": (
        "mentions.csv",
        "\nm1,",
        "\nm 1,",
        "mentions.csv, row 2, column mention_id: This is not an id. Received: 'm 1'. Allowed: letters, digits, '_', "
        "'-' and '.'. Try: rename it, here and where it is used.",
    ),
    "bad number": (
        "observations.csv", ",2500,", ',"2,500 views",',
        "observations.csv, row 3, column value: This is not a number. Received: '2,500 views' (o2). Allowed: a number such "
        "as 1566576 or 3.78, without thousands marks or unit. Try: write the digits only and put the unit into the unit "
        "column."),
    "number without end": (
        "observations.csv", ",2500,", ",1e999,",
        "observations.csv, row 3, column value: This is not a number. Received: '1e999' (o2). Allowed: a number such "
        "as 1566576 or 3.78, without thousands marks or unit. Try: write the digits only and put the unit into the unit "
        "column."),
    "digits of another script": (
        "observations.csv", ",2500,", ",٢٥٠٠,",
        "observations.csv, row 3, column value: This is not a number. Received: '٢٥٠٠' (o2). Allowed: a number such "
        "as 1566576 or 3.78, without thousands marks or unit. Try: write the digits only and put the unit into the unit "
        "column."),
    "bad address": (
        "sources.csv", "https://tea.example.org/leak", "javascript:alert(1)",
        "sources.csv, row 2, column url: This is not a web address. Received: 'javascript:alert(1)' (post). Allowed: an "
        "address that starts with http:// or https://. Try: copy the address from the browser."),
    "bad zone": (
        "events.csv", ",minute,Europe/Zurich,", ",minute,Swiss time,",
        "events.csv, row 4, column timezone: This time zone is not known. Received: 'Swiss time' (e_answer). Allowed: an "
        "IANA name such as America/Chicago, or nothing. Try: write the zone of the place where the clock hung."),
    "duplicate id": (
        "mentions.csv", "\nm2,", "\nm1,",
        "mentions.csv, row 3, column mention_id: The same value stands in more than one row. Received: 'm1', which row 2 "
        "has too. Allowed: each value once. Try: delete the second row, or correct it."),
    "duplicate url": (
        "mentions.csv", "https://kitchen.example.org/12", "https://kitchen.example.org/03",
        "mentions.csv, row 5, column url: The same value stands in more than one row. Received: "
        "'https://kitchen.example.org/03', which row 4 has too. Allowed: each value once. Try: delete the second row, or "
        "correct it."),
    "HTML": (
        "events.csv", "With a photograph.", "See <img src=x onerror=alert(1)>",
        "events.csv, row 2, column detail: A text cell holds HTML. Received: 'See <img src=x onerror=alert(1)>' (e_leak). "
        "Allowed: plain text. Try: take the markup out and say it in words."),
    "HTML that closes a script": (
        "mentions.csv", ",negative,leak,", ",negative,</script>leak,",
        "mentions.csv, row 2, column theme: A text cell holds HTML. Received: '</script>leak' (m1). Allowed: plain text. "
        "Try: take the markup out and say it in words."),
    "formula": (
        "events.csv", "With a photograph.", '"=HYPERLINK(""http://x.example"")"',
        "events.csv, row 2, column detail: A text cell holds a spreadsheet formula. Received: "
        "'=HYPERLINK(\"http://x.example\")' (e_leak). Allowed: plain text. Try: write the result, or put words before the "
        "sign."),
    "formula that starts a program": (
        "mentions.csv", ",negative,leak,", ",negative,-2+cmd|' /C calc'!A0,",
        "mentions.csv, row 2, column theme: A text cell holds a spreadsheet formula. Received: "
        "\"-2+cmd|' /C calc'!A0\" (m1). Allowed: plain text. Try: write the result, or put words before the sign."),
    "response to an unknown event": (
        "responses.csv", "r_silence,e_story,", "r_silence,e_storey,",
        "responses.csv, row 2, column event_id: The event does not exist. Received: 'e_storey'. Allowed: an id of "
        "events.csv. Try: did you mean 'e_story'?"),
    "unknown source": (
        "observations.csv", ",exact,post,\no2", ",exact,zzz,\no2",
        "observations.csv, row 2, column source_id: The source does not exist. Received: 'zzz'. Allowed: an id of "
        "sources.csv. Try: add the source to sources.csv."),
    "unknown source among known ones": (
        "events.csv", ",maker; paper", ",maker; papers",
        "events.csv, row 4, column source_ids: The source does not exist. Received: 'papers'. Allowed: an id of "
        "sources.csv. Try: did you mean 'paper'?"),
    "interval that ends before it starts": (
        "mentions.csv", "m1,2010-03-15T11:00+01:00,minute", "m1,2010-03-15T11:00+01:00/2010-03-15T09:59Z,interval",
        "mentions.csv, row 2, column published: An interval ends before it starts. Received: "
        "'2010-03-15T11:00+01:00/2010-03-15T09:59Z'. Allowed: start/end with the end after the start. Try: swap the two, "
        "minding their offsets."),
    "naive clock time": (
        "observations.csv", "2010-03-15T12:00+01:00", "2010-03-15T12:00",
        "observations.csv, row 2, column time: A clock time without a zone cannot be placed. Received: "
        "'2010-03-15T12:00'. Allowed: an offset in the time, such as 2010-03-15T08:00-05:00, or a zone in the row. Try: "
        "add the offset if the source states it; else use precision day, or interval with start/end."),
    "naive clock time of a response, whose event states a zone": (
        "responses.csv", "2010-03-17T09:00+01:00", "2010-03-17T09:00",
        "responses.csv, row 3, column time: A clock time without a zone cannot be placed. Received: "
        "'2010-03-17T09:00'. Allowed: an offset in the time, such as 2010-03-15T08:00-05:00, or a zone in the row. Try: "
        "add the offset if the source states it; else use precision day, or interval with start/end."),
    "mention before the case": (
        "mentions.csv", ",no,url,yes", ",no,url,no",
        "mentions.csv, row 5, column background: A mention is older than the case. Received: 2009-12-24 (m4), trigger "
        "e_leak. Allowed: yes for mentions from before the trigger. Try: write yes, or correct the date."),
    "falling counter": (
        "observations.csv", ",2500,", ",99,",
        "observations.csv, row 3, column value: An exact cumulative counter falls. Received: blog_views_cumulative of the "
        "post: 99 (o2) after 100 (o1). Allowed: values that never fall. Try: correct the date or the value, or write about "
        "instead of exact."),
    "missing column": (
        "sources.csv", "source_id,title,publisher,url,", "source_id,title,publishers,url,",
        "sources.csv, row 1, column publisher: A column is missing. Received: source_id, title, publishers, url, "
        "published, kind, language. Allowed: source_id, title, publisher, url, published, kind, language. Try: add the "
        "column publisher.",
        "(warning) sources.csv, row 1, column publishers: A column is not known and is not used. Received: publishers. "
        "Allowed: source_id, title, publisher, url, published, kind, language. Try: delete it, or keep it for yourself."),
    "column twice": (
        "sources.csv", "source_id,title,publisher,url,", "source_id,title,title,publisher,url,",
        "sources.csv, row 1, column title: A column stands more than once. Received: 2 times. Allowed: once. Try: delete "
        "or rename the others.",
        *(f"sources.csv, row {row}: The row has another number of cells than the header. Received: 7 cells. Allowed: 8 "
          "cells. Try: quote cells that hold a comma or a line break." for row in (2, 3, 4))),
    "ragged row": (
        "events.csv", "With a photograph.", "With a photograph, and more.",
        "events.csv, row 2: The row has another number of cells than the header. Received: 12 cells. Allowed: 11 cells. "
        "Try: quote cells that hold a comma or a line break."),
    "quotation mark left open": (
        "events.csv", "With a photograph.", '"With a photograph.',
        "events.csv, row 2: The file is not a readable CSV table. Received: unexpected end of data. Allowed: "
        "comma-separated cells, quoted where they hold commas. Try: look for a quotation mark that is not closed, and "
        "write two of them inside a quoted cell."),
    "text after a quoted cell": (
        "events.csv", "With a photograph.", '"With" a photograph.',
        "events.csv, row 2: The file is not a readable CSV table. Received: ',' expected after '\"'. Allowed: "
        "comma-separated cells, quoted where they hold commas. Try: look for a quotation mark that is not closed, and "
        "write two of them inside a quoted cell."),
    "NUL": (
        "events.csv", "With a photograph.", "With a\0photograph.",
        "events.csv, row 2: The file holds NUL characters. Received: 1 of them. Allowed: UTF-8 text. Try: save it again as "
        "UTF-8; many NUL characters mean that it was saved as UTF-16."),
    "delay that points to a silence": (
        "case.toml", 'first_public = "r_answer"', 'first_public = "r_silence"',
        "case.toml, key delays.first_public: A documented silence is not a response. Received: 'r_silence'. Allowed: a "
        "response whose strategy is not silence. Try: leave the definition out and say why in [delays.notes]."),
    "delay that points nowhere": (
        "case.toml", 'first_public = "r_answer"', 'first_public = "r_answers"',
        "case.toml, key delays.first_public: The response does not exist. Received: 'r_answers'. Allowed: an id of "
        "responses.csv. Try: did you mean 'r_answer'?"),
    "delay that is no text": (
        "case.toml", 'first_public = "r_answer"', "first_public = 2",
        "case.toml, key delays.first_public: The value is not a text. Received: 2. Allowed: a text in quotes. Try: write "
        'first_public = "...".'),
    "unknown delay": (
        "case.toml", 'first_public = "r_answer"', 'first_publik = "r_answer"',
        "case.toml, key delays.first_publik: This delay definition is not known. Received: 'first_publik'. Allowed: "
        f"{', '.join(DELAY)}. Try: did you mean 'first_public'?"),
    "unknown delay in the notes": (
        "case.toml", "first_apology = ", "zzz = ",
        "case.toml, key delays.notes.zzz: This delay definition is not known. Received: 'zzz'. Allowed: "
        f"{', '.join(DELAY)}. Try: choose one of the five."),
    "unknown trigger": (
        "case.toml", 'trigger = "e_leak"', 'trigger = "e_leek"',
        "case.toml, key clock.trigger: The event does not exist. Received: 'e_leek'. Allowed: an id of events.csv. Try: "
        "did you mean 'e_leak'?"),
    "unknown case zone": (
        "case.toml", "Europe/Zurich", "Europe/Zuerich",
        "case.toml, key clock.timezone: This time zone is not known. Received: 'Europe/Zuerich'. Allowed: an IANA name "
        "such as America/Chicago, Europe/Zurich or UTC. Try: write the zone of the place where the clock hung."),
    "unknown channel": (
        "case.toml", 'channel = "blog"', 'channel = "blogs"',
        f"case.toml, key clock.channel: This word is not in the list. Received: 'blogs'. Allowed: {', '.join(CHANNEL)}. "
        "Try: did you mean 'blog'?"),
    "unknown grade": (
        "case.toml", 'grade = "C"', 'grade = "D"',
        f"case.toml, key grade: This word is not in the list. Received: 'D'. Allowed: {', '.join(GRADE)}. Try: choose the "
        "word that comes closest."),
    "unknown practice": (
        "case.toml", '["respond-fast"]', '["respond-faster"]',
        "case.toml, key practices: This word is not in the list. Received: 'respond-faster'. Allowed: "
        f"{', '.join(PRACTICE)}. Try: did you mean 'respond-fast'?"),
    "period that ends before it starts": (
        "case.toml", "end = 2010-03-24", "end = 2010-03-09",
        "case.toml, key period.end: The period ends before it starts. Received: '2010-03-10 to 2010-03-09'. Allowed: an "
        "end after the start. Try: swap the two dates."),
    "period without an end": (
        "case.toml", "end = 2010-03-24", "",
        "case.toml, key period.end: A time is missing. Allowed: a date such as 2009-07-05. Try: write the date."),
    "period that is no date": (
        "case.toml", "end = 2010-03-24", "end = 12:00:00",
        "case.toml, key period.end: A time is missing. Received: datetime.time(12, 0). Allowed: a date such as "
        "2009-07-05. Try: write the date."),
    "naive clock time in the settings": (
        "case.toml", '"2010-03-15T12:00+01:00"', "2010-03-15T12:00:00",
        "case.toml, key decision_points[1].time: A clock time without a zone cannot be placed. Received: "
        "'2010-03-15T12:00'. Allowed: an offset in the time, such as 2010-03-15T08:00-05:00, or a zone in the row. Try: "
        "add the offset if the source states it; else use precision day, or interval with start/end."),
    "missing key": (
        "case.toml", 'company = "Kettle Works"', "",
        "case.toml, key company: A key is missing. Allowed: a text. Try: add company to case.toml."),
    "key without a value": (
        "case.toml", 'company = "Kettle Works"', 'company = " "',
        "case.toml, key company: The value is not a text. Received: ' '. Allowed: a text in quotes. Try: write company = "
        '"...".'),
    "missing table of keys": (
        "case.toml", "[clock]\n", "[clocks]\n",
        "case.toml, key clock.channel: A key is missing. Allowed: a text. Try: add clock.channel to case.toml.",
        "case.toml, key clock.timezone: A key is missing. Allowed: a text. Try: add clock.timezone to case.toml.",
        "case.toml, key clock.trigger: A key is missing. Allowed: a text. Try: add clock.trigger to case.toml.",
        "case.toml, key clocks: This key is not known. Received: 'clocks'. Allowed: id, title, question, summary, company, "
        "sector, country, grade, grade_reason, licence, period, clock, hashtags, learning_goals, practices, claims, delays, "
        "decision_points, unconfirmed, share_price, attention. Try: did you mean 'clock'?"),
    "list that is none": (
        "case.toml", 'claims = ["c-silence"]', 'claims = "c-silence"',
        "case.toml, key claims: The value is not a list of texts. Received: 'c-silence'. Allowed: a list of texts. Try: "
        'write claims = ["...", "..."].'),
    "table that is none": (
        "case.toml", '[delays.notes]\nfirst_apology = "No apology is documented."', 'notes = "none"',
        "case.toml, key delays.notes: The value is not a table. Received: 'none'. Allowed: a table [delays.notes]. Try: "
        "write [delays.notes] on a line of its own."),
    "list of tables that is none": (
        "case.toml", "[[unconfirmed]]", "[unconfirmed]",
        "case.toml, key unconfirmed: The value is not a list of tables. Received: {'source': 'S1', 'statement': 'Hundreds "
        "complained.'}. Allowed: tables [[unconfirmed]]. Try: write [[unconfirmed]] above each of them."),
    "decision with one option": (
        "case.toml", '"Answer.", "Wait."', '"Wait."',
        "case.toml, key decision_points[1]: A decision point needs a question and at least two options. Received: {'time': "
        "'2010-03-15T12:00+01:00', 'question': 'A customer writes about a leak. What now?', 'options': ['Wait.']}. Allowed: time, "
        "question and options. Try: add what is missing."),
    "unconfirmed statement of nobody": (
        "case.toml", 'source = "S1"\n', "",
        "case.toml, key unconfirmed[1]: An unconfirmed statement needs its source. Received: {'statement': 'Hundreds "
        "complained.'}. Allowed: source and statement. Try: add what is missing."),
    "id of another folder": (
        "case.toml", 'id = "small-case"', 'id = "big-case"',
        "case.toml, key id: The id is not the folder's name. Received: 'big-case'. Allowed: small-case. Try: write id = "
        '"small-case", or rename the folder.'),
    "unknown price series": (
        "case.toml", "[[unconfirmed]]", '[share_price]\nseries = "ual-2008"\n\n[[unconfirmed]]',
        f"case.toml, key share_price.series: The series does not exist. Received: 'ual-2008'. Allowed: "
        f"{', '.join(wb.list_series().index)}. Try: did you mean 'ual-2009'?"),
    "counter without a reading": (
        "case.toml", "[[unconfirmed]]",
        '[attention]\nmetric = "blog_views_cumulative"\nscope = "the post."\nseries = "ual-2009"\nnoun = "views"\n\n'
        "[[unconfirmed]]",
        "case.toml, key attention.metric: No reading of this counter is in the case. Received: 'blog_views_cumulative' of "
        "'the post.'. Allowed: a metric and a scope that stand in one row of observations.csv. Try: correct metric and "
        "scope, or leave [attention] out."),
    "broken TOML": (
        "case.toml", 'title = "Kettle trouble"', 'title = "Kettle trouble',
        "case.toml: The file is not valid TOML. Received: Illegal character '\\n' (at line 2, column 24). Allowed: lines "
        'such as title = "...". Try: compare the place named with the same place in another case.'),
    "key twice": (
        "case.toml", 'title = "Kettle trouble"', 'title = "Kettle trouble"\ntitle = "Leak"',
        "case.toml: The file is not valid TOML. Received: Cannot overwrite a value (at line 3, column 15). Allowed: lines "
        'such as title = "...". Try: compare the place named with the same place in another case.'),
}  # fmt: skip


@pytest.mark.parametrize("what", BROKEN)
def test_one_thing_wrong_is_told_in_its_own_whole_sentence_and_nothing_else(case, what):
    file, old, new, *sentences = BROKEN[what]
    replace(case, file, old, new)
    assert said(case) == sentences
    with pytest.raises(CaseError) as refusal:
        wb.load_case(case)
    errors = [s for s in sentences if not s.startswith("(warning)")]
    assert str(refusal.value).split("\n")[1:] == errors


@pytest.mark.parametrize("file", CSV)
@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "{file}: The file is empty. Received: no header row. Allowed: a header row: {header}. Try: write the header "
         "row."),
        (b"\n \n,,\n", "{file}: The file is empty. Received: no header row. Allowed: a header row: {header}. Try: write the "
         "header row."),
        (b"a,b\n1,2\n\xe9t\xe9,3\n", "{file}, row 3: The file is not UTF-8. Received: the byte 0xe9. Allowed: UTF-8 text. "
         "Try: save it again as 'CSV UTF-8'."),
        (b"\xef\xbb\xbfa,b\n1,\xff\n", "{file}, row 2: The file is not UTF-8. Received: the byte 0xff. Allowed: UTF-8 text. "
         "Try: save it again as 'CSV UTF-8'."),
        ("a,b\n".encode("utf-16-le"), "{file}, row 1: The file holds NUL characters. Received: 4 of them. Allowed: UTF-8 "
         "text. Try: save it again as UTF-8; many NUL characters mean that it was saved as UTF-16."),
        ("a,b\n".encode("utf-16"), "{file}, row 1: The file is not UTF-8. Received: the byte 0xff. Allowed: UTF-8 text. Try: "
         "save it again as 'CSV UTF-8'."),
        (b"a;b;c\n1;2;3\n", "{file}, row 1: The cells are separated by semicolons. Received: 'a;b;c'. Allowed: {header}. "
         "Try: save it again with commas (semicolons are what some spreadsheets write)."),
        (b"a\tb\n1\t2\n", "{file}, row 1: The cells are separated by tabs. Received: 'a\\tb'. Allowed: {header}. Try: save "
         "it again with commas (tabs are what some spreadsheets write)."),
    ],
    ids=["empty", "blank", "latin-1", "byte after mark", "utf-16 without mark", "utf-16", "semicolons", "tabs"],
)  # fmt: skip
def test_a_file_that_is_no_table_is_told_in_one_sentence(case, file, data, sentence):
    (case / file).write_bytes(data)
    header = ",".join(column_names(file.removesuffix(".csv")))
    assert said(case) == [sentence.format(file=file, header=header)]


@pytest.mark.parametrize("file", [*CSV, "case.toml"])
def test_a_missing_file_keeps_the_folder_from_loading(case, file):
    (case / file).unlink()
    assert said(case) == [
        f"{file}: The file is missing. Received: no {file} in small-case/. Allowed: a file called {file}. Try: copy the one "
        "of another case and put your own content into it."
    ]
    with pytest.raises(CaseError):
        wb.load_case(case)


@pytest.mark.parametrize("file", ["brief.md", "debrief.md", "notes.md"])
def test_a_missing_text_is_a_warning_and_the_case_loads_with_an_empty_one(case, file):
    (case / file).unlink()
    check = wb.check_case(case)
    assert check.ok
    assert check.summary() == "small-case: 0 errors, 1 warning; it loads."
    assert said(case) == [
        f"(warning) {file}: The file is missing. Received: no {file} in small-case/. Allowed: a file called {file}. Try: "
        "copy the one of another case and put your own content into it."
    ]
    assert getattr(wb.load_case(case), file.removesuffix(".md")) == ""


def test_a_text_that_is_not_utf_8_is_a_warning_too(case):
    (case / "notes.md").write_bytes(b"# Notes\n\nCaf\xe9\n")
    assert said(case) == [
        "(warning) notes.md, row 3: The file is not UTF-8. Received: the byte 0xe9. Allowed: UTF-8 text. Try: save it again "
        "as UTF-8."
    ]


@pytest.mark.parametrize("file", CSV)
@pytest.mark.parametrize("column", ["colour", ""])
def test_an_extra_column_is_a_warning_and_is_not_used(case, file, column):
    lines = FILES[file].splitlines()
    (case / file).write_text("\n".join([f"{lines[0]},{column}", *(f"{line},x" for line in lines[1:])]))
    table = file.removesuffix(".csv")
    known = ", ".join(c.name for c in TABLES[table])
    place = f"{file}, row 1, column colour" if column else f"{file}, row 1"
    assert said(case) == [
        f"(warning) {place}: A column is not known and is not used. Received: {column or 'an empty name'}. Allowed: {known}. "
        "Try: delete it, or keep it for yourself."
    ]
    assert column not in wb.load_case(case).tables[table]


def test_a_table_too_large_to_be_evidence_is_refused(case, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", 1000)
    (case / "mentions.csv").write_text("x" * 1500)
    assert said(case) == [
        "mentions.csv: The file is too large for an evidence table. Received: 1,500 bytes. Allowed: at most 1,000 bytes. "
        "Try: keep message exports outside the case folder."
    ]


def test_a_file_that_cannot_be_opened_is_told(case, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(reading.Path, "read_bytes", refuse)
    assert (
        "events.csv: The file cannot be opened. Received: Permission denied. Allowed: a file that you may read. Try: close "
        "it in other programs and look at its permissions."
    ) in said(case)


def test_a_cell_too_large_for_csv_is_told_also_after_an_import(case):
    before = csv.field_size_limit(4 << 20)  # as importing an export leaves it
    replace(case, "events.csv", "With a photograph.", "x" * 200_000)
    assert said(case) == [
        "events.csv, row 2: The file is not a readable CSV table. Received: field larger than field limit (131072). Allowed: "
        "comma-separated cells, quoted where they hold commas. Try: look for a quotation mark that is not closed, and write "
        "two of them inside a quoted cell."
    ]
    assert csv.field_size_limit(before) == 4 << 20


def test_a_long_cell_is_quoted_in_part(case):
    replace(case, "events.csv", "With a photograph.", f"<b>{'x' * 5000}</b>")
    (problem,) = wb.check_case(case).problems
    assert problem.found == f"'<b>{'x' * (LONGEST_QUOTE - 5)}… (e_leak)"


def test_a_number_of_more_digits_than_python_reads_is_told(case):
    replace(case, "case.toml", 'grade = "C"', f"grade = {'9' * 5000}")
    (problem,) = wb.check_case(case).problems
    assert problem.happened == "The file is not valid TOML."


def test_brackets_without_end_are_told(case):
    replace(case, "case.toml", 'grade = "C"', f"grade = {'[' * 100_000}")
    (problem,) = wb.check_case(case).problems
    assert problem.happened == "The file is not valid TOML."


def test_a_folder_that_is_not_there_is_not_found(tmp_path):
    with pytest.raises(NotFound) as refusal:
        wb.check_case(tmp_path / "nowhere")
    assert str(refusal.value) == (
        f"There is no such case folder. Received: {tmp_path / 'nowhere'}. Allowed: a folder that holds case.toml and the "
        "five tables. Try: crisis list shows the shipped cases; crisis new makes one of your own."
    )


# --- what is no problem, just beside what is one


def test_a_mention_that_may_lie_after_the_trigger_needs_no_flag(case):
    # March 2010 holds both the trigger and the two weeks before it.
    assert wb.load_case(case).mentions.set_index("mention_id").loc["m3", "background"] == False  # noqa: E712
    replace(case, "mentions.csv", "m3,2010-03,month", "m3,2010-03-15T09:59+01:00,minute")
    assert [p.happened for p in wb.check_case(case).problems] == ["A mention is older than the case."]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",2500,views,exact,", ",99,views,about,"),
        ("blog_views_cumulative,the post,2500", "blog_views_cumulative,another post,99"),
        (
            "2010-03-16,day,blog_views_cumulative,the post,2500",
            "2010-03-15,day,blog_views_cumulative,the post,99",
        ),
        (",2500,", ",100,"),
    ],
    ids=["rounded", "another counter", "a date that may be earlier", "equal"],
)
def test_a_counter_that_does_not_certainly_fall_is_left_alone(case, old, new):
    replace(case, "observations.csv", old, new)
    assert said(case) == []


def test_a_counter_is_compared_with_its_highest_value_so_far(case):
    rows = "o4,2010-03-20,day,blog_views_cumulative,the post,120,views,exact,post,\n"
    rows += "o5,2010-03-21,day,blog_views_cumulative,the post,2600,views,exact,post,\n"
    (case / "observations.csv").write_text(FILES["observations.csv"] + rows)
    (problem,) = wb.check_case(case).problems
    assert problem.found == "blog_views_cumulative of the post: 120 (o4) after 2500 (o2)"


# --- many things wrong


def test_ten_problems_are_all_told_at_once_and_none_hides_another(case):
    wrong = [
        ("case.toml", 'first_public = "r_answer"', 'first_public = "r_silence"'),
        ("events.csv", ",media,media_coverage,", ",medium,media_coverage,"),
        ("events.csv", "e_story,2010-03-16,day", "e_story,2010-02-30,day"),
        ("mentions.csv", ",no,url,yes", ",no,url,no"),
        ("mentions.csv", ",en,negative,", ",en,bad,"),
        ("observations.csv", ",2500,", ",99,"),
        ("observations.csv", ",12.5,", ",many,"),
        ("responses.csv", "r_silence,e_story", "r_silence,e_gone"),
        ("sources.csv", "https://tea.example.org/leak", "tea.example.org"),
        ("sources.csv", ",Daily Tea,https", ",,https"),
    ]
    for change in wrong:
        replace(case, *change)
    check = wb.check_case(case)
    assert [(p.file, p.row, p.column) for p in check.problems] == [
        ("case.toml", None, "delays.first_public"),
        ("events.csv", 3, "actor_kind"),
        ("events.csv", 3, "time"),
        ("mentions.csv", 2, "stance"),
        ("mentions.csv", 5, "background"),
        ("observations.csv", 3, "value"),
        ("observations.csv", 4, "value"),
        ("responses.csv", 2, "event_id"),
        ("sources.csv", 2, "url"),
        ("sources.csv", 3, "publisher"),
    ]
    assert (
        check.summary()
        == "small-case: 10 errors, 0 warnings; it does not load until the errors are repaired."
    )
    with pytest.raises(CaseError) as refusal:
        wb.load_case(case)
    assert str(refusal.value) == "\n".join([check.summary(), *map(str, check.problems)])
    assert refusal.value.check.problems == check.problems


def test_a_folder_of_ten_broken_files_tells_of_every_file(case):
    for file in FILES:
        (case / file).write_bytes(b"\xff")
    check = wb.check_case(case)
    assert {p.file for p in check.problems} == set(FILES)
    assert {p.happened for p in check.problems} == {"The file is not UTF-8."}


def test_an_empty_folder_misses_every_file(tmp_path):
    assert {p.file for p in wb.check_case(tmp_path).problems} == set(FILES)


# --- the result


def test_the_table_of_problems_has_one_row_for_each(case):
    replace(case, *BROKEN["bad number"][:3])
    (case / "notes.md").unlink()
    table = wb.check_case(case).table
    assert list(table) == ["level", "file", "row", "column", "happened", "found", "allowed", "remedy"]
    assert table["level"].tolist() == ["error", "warning"]
    assert table["row"].tolist() == [3, pd.NA]
    assert CaseCheck("x", ()).table.empty


def test_a_notebook_shows_whole_sentences_and_runs_nothing(case):
    replace(case, "events.csv", "With a photograph.", f"<script>alert(1)</script>{'y' * 60}")
    shown = wb.check_case(case)._repr_html_()
    assert "<script" not in shown
    assert f"&lt;script&gt;alert(1)&lt;/script&gt;{'y' * 60}" in shown
    assert "take the markup out and say it in words" in shown
    assert (
        wb.check_case(write_case(case.parent / "another"))._repr_html_()
        == "<p>small-case: no problems found.</p>"
    )


def test_problems_are_sorted_as_a_person_repairs_them():
    places = [
        ("b.csv", 3, "x"),
        ("a.csv", None, ""),
        ("a.csv", 20, "x"),
        ("a.csv", 3, "y"),
        ("a.csv", 3, "x"),
    ]
    problems = [Problem(*place, "h", "f", "a", "r") for place in places]
    problems.append(Problem("a.csv", 1, "", "h", "f", "a", "r", level="warning"))
    random.Random(1).shuffle(problems)
    from workbench.evidence.findings import by_place

    assert [p.place for p in by_place(problems)] == [
        "a.csv",
        "a.csv, row 3, column x",
        "a.csv, row 3, column y",
        "a.csv, row 20, column x",
        "b.csv, row 3, column x",
        "a.csv, row 1",
    ]


# --- the columns


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_told_by_its_first_column(table):
    first = TABLES[table][0]
    assert (first.kind, first.unique, first.empty) == ("id", True, False)
    assert id_column(table) == first.name


def test_every_check_that_a_cell_can_fail_has_its_sentence():
    used = {check.name for table in TABLES for c in TABLES[table] for check in cells._checks(c)}
    assert used - {"word"} == set(cells._SAID)


# --- anything at all


def shaken(data: bytes, rng: random.Random) -> bytes:
    """Return bytes with a few of them changed, cut out, doubled or swapped for what hurts."""
    hurts = [b"\xff", b"\0", b'"', b",", b"\n", b"\r", b";", b"<script>", b"=1+1", b"[", b"]", b"1e999", b"T", b"/",
             b"9" * 30, b"-", b"\xef\xbb\xbf", "ü".encode(), b"'", b"{", b"}", b".", b"notes = 1\n"]  # fmt: skip
    for _ in range(rng.randint(1, 4)):
        a = rng.randrange(len(data) + 1)
        b = min(len(data), a + rng.choice([0, 0, 1, 1, 2, 8, 60]))
        data = data[:a] + rng.choice([b"", data[a:b] * 2, *hurts, bytes([rng.randrange(256)])]) + data[b:]
    return data


@settings(max_examples=100)
@given(seed=st.integers(0, 10**9))
def test_whatever_the_bytes_of_a_folder_are_it_loads_or_is_told_why_not(seed):
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as place:
        shake_and_read(write_case(Path(place)), rng)


def shake_and_read(case, rng):
    """Change some files of a case, and see that it loads or is told why not."""
    for file in rng.sample(sorted(FILES), rng.randint(1, 3)):
        (case / file).write_bytes(shaken(FILES[file].encode(), rng))
    check = wb.check_case(case)
    assert all(p.happened.endswith(".") and p.allowed and p.remedy for p in check.problems)
    assert str(check)
    assert check._repr_html_()
    try:
        loaded = wb.load_case(case)
    except WorkbenchError as refusal:
        assert isinstance(refusal, CaseError)  # noqa: PT017
        assert not check.ok
    else:
        assert check.ok
        assert len(loaded.delays()) == 5
        assert loaded._repr_html_()


def test_a_response_from_before_the_trigger_behind_a_delay_is_a_warning_and_the_case_loads(case):
    replace(case, "responses.csv", "2010-03-17T09:00+01:00", "2010-03-15T09:59+01:00")
    wanted = (
        "(warning) case.toml, key delays.{}: The response came before the trigger, so it is no response to it. Received: "
        "'r_answer'. Allowed: a response after the trigger. Try: leave the definition out, or correct one of the two times."
    )
    assert said(case) == [wanted.format("first_public"), wanted.format("first_response")]
    assert wb.load_case(case).settings.delays["first_public"] == "r_answer"


def test_a_response_of_the_trigger_s_minute_may_have_come_after_it(case):
    replace(case, "responses.csv", "2010-03-17T09:00+01:00", "2010-03-15T10:00+01:00")
    assert said(case) == []


def test_a_crisis_may_run_on_several_channels_and_each_of_them_is_a_word(case):
    replace(case, "case.toml", 'channel = "blog"', 'channel = "blog,  instagram"')
    assert said(case) == []
    assert wb.load_case(case).clock.channels == ("blog", "instagram")
    replace(case, "case.toml", "blog,  instagram", "blog, instagramm")
    assert said(case) == [
        "case.toml, key clock.channel: This word is not in the list. Received: 'instagramm'. Allowed: "
        f"{', '.join(CHANNEL)}. Try: did you mean 'instagram'?"
    ]
