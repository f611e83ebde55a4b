"""A case as one works with it: loading, tables that stay whole, delays, readings, sources, citations, the card."""

import copy
import html
import pickle
import re

import pandas as pd
import pytest
from small_case import FILES, replace, write_case

import workbench as wb
from workbench import places
from workbench.cases import case_folders
from workbench.evidence import CaseError
from workbench.problems import NotFound
from workbench.texts import MarkdownText
from workbench.vocabulary import DELAY


@pytest.fixture
def place(tmp_path):
    """Write the small case and return its folder."""
    return write_case(tmp_path)


@pytest.fixture
def case(place):
    """Load the small case."""
    return wb.load_case(place)


# --- loading


def test_a_case_is_loaded_from_a_path_a_text_or_the_folder_one_stands_in(place, monkeypatch):
    assert wb.load_case(place).id == wb.load_case(str(place)).id == "small-case"
    monkeypatch.chdir(place.parent)
    assert wb.load_case("small-case").title == "Kettle trouble"
    monkeypatch.chdir(place)
    assert wb.load_case("./").title == "Kettle trouble"


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("toyota", "did you mean 'toyota-recall'?"),
        ("United-Breaks-Guitar", "did you mean 'united-breaks-guitars'?"),
        ("kitkat", "did you mean 'nestle-kitkat'?"),
        ("zzzz", "wb.list_cases() shows them all."),
        ("", "wb.list_cases() shows them all."),
        ("..", "wb.list_cases() shows them all."),
    ],
)
def test_a_misspelt_id_suggests_the_nearest(name, remedy, case_ids):
    with pytest.raises(NotFound) as refusal:
        wb.load_case(name)
    assert str(refusal.value) == (
        f"There is no case with this id. Received: {name!r}. Allowed: {', '.join(case_ids)}; or the folder of a case of your own. Try: {remedy}"
    )


def test_a_path_that_leads_nowhere_is_not_found(tmp_path):
    with pytest.raises(NotFound) as refusal:
        wb.load_case(str(tmp_path / "nowhere"))
    assert str(refusal.value).startswith(f"There is no such case folder. Received: {tmp_path / 'nowhere'}.")


def test_a_folder_with_an_error_loads_not_even_half(place):
    replace(place, "events.csv", ",media,media_coverage,", ",medium,media_coverage,")
    with pytest.raises(CaseError) as refusal:
        wb.load_case(place)
    assert str(refusal.value) == (
        "small-case: 1 error, 0 warnings; it does not load until the errors are repaired.\n"
        "events.csv, row 3, column actor_kind: This word is not in the list. Received: 'medium' (e_story). Allowed: "
        "company, customer, activist, media, regulator, public, competitor, court, expert. Try: did you mean 'media'?"
    )


# --- what a case is


def test_a_case_says_what_its_settings_say(case):
    assert (case.id, case.title, case.company, case.grade) == (
        "small-case",
        "Kettle trouble",
        "Kettle Works",
        "C",
    )
    assert (case.clock.trigger, case.clock.timezone, case.clock.channel) == (
        "e_leak",
        "Europe/Zurich",
        "blog",
    )
    assert case.period.start == pd.Timestamp("2010-03-09T23:00Z")
    assert case.period.end == pd.Timestamp("2010-03-23T23:00Z")
    assert case.practices == ("respond-fast",)
    assert case.hashtags == ()
    assert case.decision_points[0].time == pd.Timestamp("2010-03-15T11:00Z")
    assert case.decision_points[0].options == ("Answer.", "Wait.")
    assert (case.unconfirmed[0].source, case.unconfirmed[0].statement) == ("S1", "Hundreds complained.")
    assert (case.share_price, case.attention) == ("", None)


def test_a_case_lists_what_it_has_and_says_so_when_asked_for_more(case):
    names = dir(case)
    assert {"id", "clock", "events", "brief", "delays", "cite", "sources_of", "readings"} <= set(names)
    assert not [n for n in names if n.startswith("_")]
    assert all(getattr(case, name) is not None for name in names if name != "attention")
    with pytest.raises(AttributeError) as refusal:
        case.evnts  # noqa: B018
    assert str(refusal.value) == f"A case has no 'evnts'; it has {', '.join(names)}."


def test_a_case_can_be_copied_and_sent_to_another_process(case):
    for twin in (copy.copy(case), copy.deepcopy(case), pickle.loads(pickle.dumps(case))):
        assert (twin.id, len(twin.events)) == ("small-case", 3)


def test_the_texts_are_typeset_in_a_notebook_and_plain_texts_elsewhere(case):
    assert case.brief == FILES["brief.md"]
    assert case.debrief == FILES["debrief.md"]
    assert case.debrief._repr_markdown_() == FILES["debrief.md"].replace(
        " [post]", '<sup>[1](<https://tea.example.org/leak> "My kettle leaks, Tea Blog")</sup>'
    )
    assert isinstance(case.notes, MarkdownText)
    assert isinstance(case.notes, str)


# --- the tables


def test_times_are_utc_with_their_end_and_the_text_as_written(case):
    rows = case.events.set_index("event_id")
    assert list(case.events)[1:4] == ["time", "time_end", "time_text"]
    assert rows.loc["e_leak", "time"] == pd.Timestamp("2010-03-15T09:00Z")
    assert rows.loc["e_leak", "time_end"] == pd.Timestamp("2010-03-15T09:01Z")
    assert rows.loc["e_story", "time"] == pd.Timestamp("2010-03-15T23:00Z")
    assert rows.loc["e_story", "time_end"] == pd.Timestamp("2010-03-16T23:00Z")
    assert rows.loc["e_answer", "time"] == pd.Timestamp("2010-03-17T08:00Z")
    assert rows.loc["e_answer", "time_text"] == "2010-03-17T09:00"
    assert list(case.mentions)[1:4] == ["published", "published_end", "published_text"]


def test_a_date_of_a_response_is_read_in_the_zone_of_its_event(place):
    replace(place, "events.csv", "e_story,2010-03-16,day,,", "e_story,2010-03-16,day,Asia/Tokyo,")
    case = wb.load_case(place)
    assert case.responses.set_index("response_id").loc["r_silence", "time"] == pd.Timestamp(
        "2010-03-15T15:00Z"
    )


def test_cells_have_the_kinds_that_columns_promise(case):
    assert case.observations["value"].tolist() == [100.0, 2500.0, 12.5]
    assert case.events["source_ids"].tolist() == [("post",), ("paper",), ("maker", "paper")]
    assert list(case.mentions["stance"].cat.categories) == ["negative", "mixed", "neutral", "positive"]
    assert case.mentions["background"].dtype == bool
    assert case.responses["apology"].tolist() == ["no", "no"]


@pytest.mark.parametrize("table", ["events", "responses", "observations", "mentions"])
def test_rows_stand_in_the_order_of_their_times(case, table):
    column = "published" if table == "mentions" else "time"
    rows = case.tables[table]
    assert rows[column].is_monotonic_increasing
    assert rows.index.tolist() == list(range(len(rows)))


@pytest.mark.parametrize("table", ["events", "responses", "observations", "mentions", "sources"])
def test_what_one_does_to_a_table_never_reaches_the_case(case, table):
    rows = getattr(case, table)
    rows.iloc[:, 0] = "spoilt"
    rows["new"] = 1
    del rows[rows.columns[-2]]
    again = getattr(case, table)
    assert "new" not in again
    assert "spoilt" not in set(again.iloc[:, 0])
    assert len(again) == len(case.tables[table]) > 0


def test_the_trigger_is_the_event_that_the_clock_names(case):
    assert case.trigger["event_id"] == "e_leak"


# --- delays, hours, readings


def test_the_delays_are_computed_from_the_two_dates(case):
    table = case.delays()
    assert list(table.index) == list(DELAY)
    assert table.loc["first_public", "hours"] == pytest.approx(47)
    assert table.loc["first_public", "in_words"] == "47 hours"
    assert table.loc["first_apology", "note"] == "No apology is documented."
    assert not table.loc["first_apology", "documented"]


def test_hours_are_counted_from_the_trigger_and_negative_before_it(case):
    times = pd.Series(pd.to_datetime(["2010-03-15T09:00Z", "2010-03-16T09:30Z", "2010-03-14T09:00Z"]))
    assert case.hours_since_trigger(times).tolist() == [0, 24.5, -24]


def test_readings_of_one_counter_are_oldest_first(case):
    assert case.readings("blog_views_cumulative")["value"].tolist() == [100, 2500]
    assert case.readings("blog_views_cumulative", "the post").index.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("metric", "scope", "sentence"),
    [
        (
            "blog_views",
            None,
            "small-case holds no readings of this metric. Received: 'blog_views'. Allowed: blog_views_cumulative (2), "
            "kettles_returned (1). Try: did you mean 'blog_views_cumulative'?",
        ),
        (
            "zzz",
            None,
            "small-case holds no readings of this metric. Received: 'zzz'. Allowed: blog_views_cumulative (2), "
            "kettles_returned (1). Try: case.observations lists them all.",
        ),
        (
            "kettles_returned",
            "switzerland",
            "small-case holds kettles_returned, but not of this scope. Received: 'switzerland'. Allowed: Switzerland (1). Try: "
            "did you mean 'Switzerland'?",
        ),
        (
            "kettles_returned",
            "zzz",
            "small-case holds kettles_returned, but not of this scope. Received: 'zzz'. Allowed: Switzerland (1). Try: "
            "choose one of the scopes listed.",
        ),
    ],
)
def test_readings_that_are_not_there_are_refused_with_those_that_are(case, metric, scope, sentence):
    with pytest.raises(NotFound) as refusal:
        case.readings(metric, scope)
    assert str(refusal.value) == sentence


# --- sources


@pytest.mark.parametrize(
    ("row", "ids"),
    [
        ("e_leak", ["post"]),
        ("e_answer", ["maker", "paper"]),
        ("r_answer", ["maker"]),
        ("o3", ["paper"]),
        ("m1", ["m1"]),
        ("paper", ["paper"]),
    ],
)
def test_every_row_leads_to_its_sources_by_its_id(case, row, ids):
    found = case.sources_of(row)
    assert found["source_id"].tolist() == ids
    assert list(found) == list(case.sources)


def test_every_row_leads_to_its_sources_by_itself(case):
    for table in ("events", "responses", "observations", "mentions", "sources"):
        for _, row in case.tables[table].iterrows():
            pd.testing.assert_frame_equal(case.sources_of(row), case.sources_of(row.iloc[0]))


def test_a_mention_is_its_own_source(case):
    (page,) = case.sources_of("m3").to_dict("records")
    assert page == {
        "source_id": "m3",
        "title": "Kitchen Notes: kettles",
        "publisher": "Kitchen Notes",
        "url": "https://kitchen.example.org/03",
        "published": "2010-03",
        "kind": "blog",
        "language": "de",
    }


def test_a_row_that_shares_its_name_with_a_source_is_found_before_it(place):
    for file, old in (("events.csv", "e_story,2010"), ("responses.csv", "r_silence,e_story,")):
        replace(place, file, old, old.replace("e_story", "maker"))
    assert wb.load_case(place).sources_of("maker")["source_id"].tolist() == ["paper"]


def test_an_unknown_id_is_refused_with_the_nearest(case):
    with pytest.raises(NotFound) as refusal:
        case.sources_of("e_leek")
    assert str(refusal.value) == (
        "small-case has no row with this id. Received: 'e_leek'. Allowed: an event, response, observation, mention or "
        "source id. Try: did you mean 'e_leak'?"
    )


def test_a_row_of_another_table_is_refused_with_what_to_do(case):
    with pytest.raises(NotFound) as refusal:
        case.sources_of(case.delays().loc["first_public"])
    assert str(refusal.value) == (
        "This row names no sources. Received: a row with definition, documented, hours, hours_low, hours_high, in_words, "
        "response_id, strategy, channel, note. Allowed: a row of case.events, case.responses, case.observations or "
        'case.mentions, or its id. Try: case.sources_of("...") with the id that stands in the row.'
    )


def test_citations_name_title_publisher_date_and_address(case):
    assert case.cite(["post", "maker"]) == (
        "- My kettle leaks. Tea Blog, 2010-03-15. <https://tea.example.org/leak>\n"
        "- Our answer. Kettle Works. <https://kettle.example.org/answer>"
    )
    assert case.cite("post") == case.cite(("post",))
    assert case.cite([]) == ""


def test_a_citation_ends_a_title_once_and_gives_the_day():
    lines = wb.load_case("united-3411").cite(["dm_ap_latest"]) + wb.load_case("united-breaks-guitars").cite(
        ["consumerist_180m"]
    )
    assert "Daily Mail (AP), 2017-04-10. <" in lines
    assert "?. " not in lines


def test_a_case_cites_itself_with_its_counts(case):
    assert case.cite() == (
        "*Kettle trouble* (small-case). Crisis Workbench case, grade C: 3 events, 2 responses, 3 observations, 4 mentions "
        "from 3 sources. CC-BY-4.0."
    )


@pytest.mark.parametrize(
    ("name", "remedy"), [("pots", "did you mean 'post'?"), ("zzz", "case.sources lists them all.")]
)
def test_an_unknown_source_is_not_cited(case, name, remedy):
    with pytest.raises(NotFound) as refusal:
        case.cite([name])
    assert str(refusal.value) == (
        f"small-case has no such source. Received: {name!r}. Allowed: an id of case.sources. Try: {remedy}"
    )


# --- what is shown


def test_the_one_line_of_a_case_counts_its_rows(case):
    assert repr(case) == "<Case small-case: grade C, 3 events, 2 responses, 3 observations, 4 mentions>"


def test_the_card_shows_question_counts_grade_delays_and_what_mentions_are(case):
    card = case._repr_html_()
    text = html.unescape(re.sub(r"<[^>]+>", " ", card))
    said = [
        case.title,
        case.question,
        case.summary,
        case.company,
        case.sector,
        "March 2010",
        case.grade_reason,
        case.trigger["title"],
        "never the volume",
        "Europe/Zurich",
        "CC-BY-4.0",
        *case.delays()["in_words"],
    ]
    assert [s for s in said if s not in text] == []
    assert re.findall(r"<b>(\d+)</b> (\w+)", card) == [
        ("3", "events"),
        ("2", "responses"),
        ("3", "observations"),
        ("4", "mentions"),
        ("3", "sources"),
    ]


def test_the_card_runs_nothing(place):
    evil = "<img src=x onerror=alert(1)>"
    text = FILES["case.toml"]
    for value in (
        "Kettle trouble",
        "Kettle Works",
        "appliances",
        "CH",
        "CC-BY-4.0",
        "When does a kettle become a crisis?",
    ):
        text = text.replace(value, evil)
    (place / "case.toml").write_text(text)
    card = wb.load_case(place)._repr_html_()
    assert evil not in card
    assert card.count(html.escape(evil)) == 6


# --- the list of cases


def test_the_list_is_oldest_first_with_counts_that_a_reader_can_check():
    table = wb.list_cases()
    assert table.index.name == "case"
    assert table["year"].is_monotonic_increasing
    for name, row in table.iterrows():
        case = wb.load_case(name)
        assert row["title"] == case.title
        for held in ("events", "responses", "observations", "mentions"):
            assert row[held] == len(getattr(case, held))
        assert row["first public response"] == case.delays().loc["first_public", "in_words"]


def test_own_cases_are_listed_from_their_own_folder(place):
    table = wb.list_cases(place.parent)
    assert table.to_dict("index") == {
        "small-case": {
            "title": "Kettle trouble",
            "company": "Kettle Works",
            "year": 2010,
            "grade": "C",
            "events": 3,
            "responses": 2,
            "observations": 3,
            "mentions": 4,
            "first public response": "47 hours",
        }
    }


def test_a_folder_without_cases_lists_none_in_the_same_columns(tmp_path):
    table = wb.list_cases(tmp_path)
    assert len(table) == 0
    assert list(table) == list(wb.list_cases())


def test_only_folders_with_settings_are_cases(place):
    (place.parent / "scrap").mkdir()
    assert case_folders(place.parent) == [place]
    assert [f.name for f in case_folders()] == sorted(
        f.name for f in places.find("cases").iterdir() if f.is_dir()
    )


# --- public names


def test_every_public_name_is_there_and_says_what_it_is():
    from workbench import _WHERE

    assert sorted(_WHERE) == sorted(wb.__all__) == dir(wb)


def test_a_name_that_workbench_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(AttributeError) as refusal:
        wb.load_cases  # noqa: B018
    assert str(refusal.value) == f"workbench has no 'load_cases'; it has {', '.join(wb.__all__)}."
