"""The nine cases: they check clean, cite what exists, keep the promises of their grade, and hold no markup."""

import re
import tomllib
from collections import Counter

import pandas as pd
import pytest

import workbench as wb
from workbench import series
from workbench.evidence.tables import TABLES, column_names
from workbench.vocabulary import CLAIM, DELAY, PRACTICE, PUBLIC_CHANNELS

IDS = [
    "codero-outage",
    "crowdstrike-2024",
    "israel-card-leak",
    "lexus-gx460",
    "neoflam-israel",
    "nestle-kitkat",
    "toyota-recall",
    "united-3411",
    "united-breaks-guitars",
]
CASES = {name: wb.load_case(name) for name in IDS}
every_case = pytest.mark.parametrize("case", CASES.values(), ids=IDS)
CITED = re.compile(r"\[([A-Za-z0-9][\w.\-]*(?:\s*;\s*[A-Za-z0-9][\w.\-]*)*)\](?!\()", re.ASCII)
#: What runs, or could: elements, event attributes, addresses that are scripts.
RUNS = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|svg|img|style|form|link|meta)\b|\bon\w+\s*=\s*[\"']|javascript:",
    re.I,
)
DATED = ("events", "responses", "observations", "mentions")


def test_the_cases_are_those_that_lessons_and_readers_name(case_ids):
    assert case_ids == IDS


@every_case
def test_a_case_has_no_problem_and_no_warning(case):
    assert str(wb.check_case(case.folder)) == f"{case.id}: no problems found."


@every_case
def test_the_columns_are_the_ones_that_own_cases_have_too(case):
    for table in TABLES:
        header = (case.folder / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
        more = ["background"] if table == "mentions" else []
        assert header.split(",") == column_names(table) + more


def test_the_columns_of_the_tables_are_pinned():
    assert {table: column_names(table) for table in TABLES} == {
        "sources": ["source_id", "title", "publisher", "url", "published", "kind", "language"],
        "events": ["event_id", "time", "time_precision", "timezone", "actor", "actor_kind", "kind", "channel", "title",
                   "detail", "source_ids"],
        "responses": ["response_id", "event_id", "time", "time_precision", "channel", "strategy", "tone", "addressed_to",
                      "same_channel_as_crisis", "two_way", "deleted_or_censored", "apology", "compensation",
                      "corrective_action", "moved_to_private", "spokesperson", "note", "source_ids"],
        "observations": ["observation_id", "time", "time_precision", "metric", "scope", "value", "unit", "qualifier",
                         "source_id", "note"],
        "mentions": ["mention_id", "published", "precision", "platform", "outlet", "url", "language", "stance", "theme",
                     "mentions_company_response", "coded_from"],
    }  # fmt: skip


@every_case
def test_ids_are_unique_over_all_tables(case):
    ids = Counter(name for table in case.tables.values() for name in table.iloc[:, 0])
    assert [name for name, count in ids.items() if count > 1] == []


@every_case
def test_every_row_leads_to_a_source(case):
    known = set(case.sources["source_id"])
    for table in ("events", "responses"):
        assert all(ids and set(ids) <= known for ids in case.tables[table]["source_ids"])
    assert set(case.observations["source_id"]) <= known
    assert case.mentions["url"].str.match("https?://").all()


@every_case
def test_every_source_is_leant_on_or_is_background_reading_of_the_texts(case):
    # A page that nothing cites proves nothing, and a reader who looks it up learns nothing.
    used = {i for t in ("events", "responses") for ids in case.tables[t]["source_ids"] for i in ids}
    used |= set(case.observations["source_id"])
    told = " ".join([case.brief, case.debrief, case.notes])
    mentioned = set(case.mentions["url"])
    idle = [
        row.source_id
        for row in case.sources.itertuples()
        if row.source_id not in used and row.source_id not in told and row.url not in mentioned
    ]
    assert len(idle) <= len(case.sources) / 3


# --- clock, period, delays


@every_case
def test_the_trigger_is_a_trigger_and_lies_in_the_period(case):
    assert case.trigger["kind"] == "trigger"
    assert case.period.start < case.trigger["time_end"]
    assert case.trigger["time"] < case.period.end


@every_case
def test_every_delay_is_documented_or_explained(case):
    table = case.delays()
    assert list(table.index) == list(DELAY)
    unexplained = table[~table["documented"] & (table["note"].str.split().str.len() < 4)]
    assert list(unexplained.index) == []


@every_case
def test_the_response_behind_a_delay_is_of_its_kind(case):
    kinds = {
        "first_response": lambda row: True,
        "first_public": lambda row: row["channel"] in PUBLIC_CHANNELS,
        "first_in_channel": lambda row: row["channel"] == case.clock.channel,
        "first_apology": lambda row: row["apology"] == "yes",
        "first_corrective": lambda row: row["corrective_action"] == "yes",
    }
    rows = case.responses.set_index("response_id")
    for definition, row in case.delays().iterrows():
        if row["documented"]:
            assert kinds[definition](rows.loc[row["response_id"]]), definition
            assert row["hours_high"] > 0, f"{definition} lies before the trigger"


@every_case
def test_an_earlier_response_of_the_kind_is_passed_over_only_with_a_note(case):
    rows = case.responses[case.responses["strategy"] != "silence"]
    rows = rows[rows["time_end"] > case.trigger["time"]]
    of_kind = {
        "first_response": rows,
        "first_public": rows[rows["channel"].isin(PUBLIC_CHANNELS)],
        "first_in_channel": rows[rows["channel"] == case.clock.channel],
        "first_apology": rows[rows["apology"] == "yes"],
        "first_corrective": rows[rows["corrective_action"] == "yes"],
    }
    for definition, row in case.delays().iterrows():
        if row["documented"]:
            chosen = rows.set_index("response_id").loc[row["response_id"]]
            earlier = of_kind[definition]
            earlier = earlier[earlier["time_end"] <= chosen["time"]]
            assert earlier.empty or row["note"], f"{definition}: {list(earlier['response_id'])}"


@every_case
def test_a_stricter_definition_is_never_certainly_faster_than_a_looser_one(case):
    table = case.delays()
    for loose, strict in (
        ("first_response", "first_public"),
        ("first_response", "first_apology"),
        ("first_response", "first_corrective"),
        ("first_public", "first_in_channel"),
    ):
        if table["documented"][[loose, strict]].all():
            assert table["hours_low"][loose] <= table["hours_high"][strict], (loose, strict)


# --- grades


@every_case
def test_the_grade_keeps_its_promise(case):
    mentions = case.mentions[~case.mentions["background"]]
    dense = case.observations.groupby("metric").size().max()
    if case.grade == "C":
        assert "no volume" in case.grade_reason.lower()
    else:
        assert len(mentions) >= 100 or dense >= 14  # one of a counter for every day of two weeks
        assert re.search(r"\d", case.grade_reason), "no counts that a reader can check"


@every_case
def test_the_numbers_of_the_grade_are_those_of_the_tables(case):
    said = {int(n.replace(",", "")) for n in re.findall(r"(\d[\d,]*) (?:dated )?mentions", case.grade_reason)}
    mentions = case.mentions
    held = {len(mentions), int((~mentions["background"]).sum())}
    if said:
        days = mentions["precision"].isin(["day", "hour", "minute", "interval"])
        held |= {int(days.sum()), int((days & ~mentions["background"]).sum())}
        assert said <= held


def test_the_cases_without_volume_are_the_ones_that_say_so():
    assert {name for name, case in CASES.items() if case.grade == "C"} >= {"codero-outage", "neoflam-israel"}
    assert {name for name, case in CASES.items() if case.grade != "C"} >= {
        "united-breaks-guitars",
        "toyota-recall",
    }


# --- texts


@every_case
def test_brief_debrief_and_notes_are_there_and_of_decent_length(case):
    lengths = {"brief": (250, 1000), "debrief": (500, 1600), "notes": (400, 4000)}
    for name, (least, most) in lengths.items():
        assert least <= len(getattr(case, name).split()) <= most, name


@every_case
@pytest.mark.parametrize("text", ["brief", "debrief", "notes"])
def test_every_source_that_a_text_cites_exists(case, text):
    cited = [name.strip() for names in CITED.findall(getattr(case, text)) for name in names.split(";")]
    rows = {name for table in case.tables.values() for name in table.iloc[:, 0]}
    assert [name for name in cited if name not in rows] == []


@every_case
def test_the_debrief_cites_its_sources(case):
    cited = {name.strip() for names in CITED.findall(case.debrief) for name in names.split(";")}
    assert len(cited & set(case.sources["source_id"])) >= 5


@every_case
def test_what_a_source_article_says_and_nobody_confirmed_is_marked(case):
    if case.id in ("united-3411", "crowdstrike-2024"):  # no source article tells these two
        assert case.unconfirmed == ()
        return
    assert case.unconfirmed
    assert all(re.fullmatch(r"S[0-4]", row.source) for row in case.unconfirmed)
    assert all(row.statement.endswith(".") for row in case.unconfirmed)
    assert "unconfirmed" in (case.brief + case.debrief).lower()


@every_case
def test_goals_decisions_practices_and_claims_are_what_a_lesson_needs(case):
    assert 3 <= len(case.learning_goals) <= 5
    assert all(goal.startswith("After this case you can ") for goal in case.learning_goals)
    assert 2 <= len(case.decision_points) <= 4
    times = [point.time for point in case.decision_points]
    assert times == sorted(times)
    assert all(
        point.question.endswith("?") and 2 <= len(point.options) <= 5 for point in case.decision_points
    )
    assert case.practices
    assert set(case.practices) <= set(PRACTICE)
    assert len(set(case.practices)) == len(case.practices)
    assert set(case.claims) <= set(CLAIM)
    assert case.question.endswith("?")
    assert case.summary.endswith(".")
    assert case.licence == "CC-BY-4.0"


def test_every_claim_of_the_articles_is_tested_on_some_case():
    assert {claim for case in CASES.values() for claim in case.claims} == set(CLAIM)


@every_case
def test_the_series_of_a_case_are_documented_or_rebuilt_and_cover_its_trigger(case):
    names = [case.share_price, case.attention.series if case.attention else ""]
    for name in filter(None, names):
        assert name in series.names()
        table = wb.load_series(name)
        assert table.attrs["card"]["kind"] != "simulated"
        assert table.index[0] <= case.trigger["time_end"] <= table.index[-1]


# --- nothing that runs, nothing that gives away how it was made


@every_case
def test_no_cell_and_no_text_runs_anything(case):
    for file in sorted(case.folder.iterdir()):
        assert RUNS.findall(file.read_text(encoding="utf-8")) == [], file.name


@every_case
def test_settings_hold_only_keys_that_are_used(case):
    told = tomllib.loads((case.folder / "case.toml").read_text(encoding="utf-8"))
    assert set(told["clock"]) == {"trigger", "timezone", "channel"}
    assert set(told["period"]) == {"start", "end"}
    assert set(told.get("delays", {})) <= {*DELAY, "notes"}


@every_case
@pytest.mark.parametrize("table", DATED)
def test_times_are_true_before_they_end_and_after_the_web_began(case, table):
    column = "published" if table == "mentions" else "time"
    rows = case.tables[table]
    assert (rows[column] < rows[f"{column}_end"]).all()
    assert (rows[column] > pd.Timestamp("1950-01-01", tz="UTC")).all()


@every_case
def test_mentions_of_the_crisis_do_not_end_before_it_begins(case):
    crisis = case.mentions[~case.mentions["background"]]
    assert (crisis["published_end"] > case.trigger["time"]).all()


def test_the_mentions_are_a_sample_and_every_card_says_so():
    for case in CASES.values():
        assert "a sample found by search, never the volume" in case._repr_html_()
