"""A case of one's own: a folder that loads at once, draws at once, and is never left half."""

import pytest

import workbench as wb
from workbench.evidence import CaseError
from workbench.problems import WorkbenchError
from workbench.vocabulary import DELAY

ACME = {
    "title": "My crisis",
    "company": "Acme",
    "trigger_time": "2026-03-02",
    "timezone": "Europe/Warsaw",
    "source_url": "https://example.org/first-report",
}


def test_the_new_folder_passes_without_a_warning_and_loads(tmp_path):
    made = wb.new_case(tmp_path / "my-crisis", **ACME)
    assert made == tmp_path / "my-crisis"
    assert wb.check_case(made).problems == ()
    case = wb.load_case(made)
    assert (case.id, case.title, case.company, case.grade) == ("my-crisis", "My crisis", "Acme", "C")
    assert case.clock.timezone == "Europe/Warsaw"
    assert case.trigger["title"] == "My crisis begins"
    assert case.sources_of(case.trigger)["url"].tolist() == ["https://example.org/first-report"]
    assert not case.delays()["documented"].any()


def test_nothing_but_the_case_is_left_in_the_folder_around_it(tmp_path):
    wb.new_case(tmp_path / "my-crisis", **ACME)
    assert [p.name for p in tmp_path.iterdir()] == ["my-crisis"]
    assert sorted(p.name for p in (tmp_path / "my-crisis").iterdir()) == [
        "brief.md",
        "case.toml",
        "debrief.md",
        "events.csv",
        "mentions.csv",
        "notes.md",
        "observations.csv",
        "responses.csv",
        "sources.csv",
    ]


def test_folders_around_it_are_made(tmp_path):
    assert wb.load_case(wb.new_case(tmp_path / "a" / "b" / "my-crisis", **ACME)).id == "my-crisis"


def test_a_relative_name_lands_where_one_stands(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert wb.new_case("my-crisis", **ACME) == tmp_path / "my-crisis"


@pytest.mark.parametrize(
    ("time", "zone", "trigger", "first_day"),
    [
        ("2026-03-02", "Asia/Tokyo", "2026-03-01T15:00Z", "2026-03-02"),
        ("2026-03-02", "America/Los_Angeles", "2026-03-02T08:00Z", "2026-03-02"),
        ("2026-03-02T23:30+01:00", "Asia/Tokyo", "2026-03-02T22:30Z", "2026-03-03"),
    ],
)
def test_the_period_begins_on_the_trigger_s_own_day_and_lasts_four_weeks(
    tmp_path, time, zone, trigger, first_day
):
    case = wb.load_case(wb.new_case(tmp_path / "x", **(ACME | {"trigger_time": time, "timezone": zone})))
    assert case.trigger["time"].isoformat() == trigger.replace("Z", ":00+00:00")
    assert case.period.start.tz_convert(zone).strftime("%Y-%m-%d %H:%M") == f"{first_day} 00:00"
    assert (case.period.end.tz_convert(zone).date() - case.period.start.tz_convert(zone).date()).days == 28
    assert case.period.start <= case.trigger["time"] < case.period.end


def test_the_settings_name_every_delay_definition_as_an_example(tmp_path):
    settings = (wb.new_case(tmp_path / "x", **ACME) / "case.toml").read_text(encoding="utf-8")
    assert [name for name in DELAY if f'# {name} = "…"' not in settings] == []


@pytest.mark.parametrize(
    "title", ['The "best" {kettle} \\ 100 %', "משבר הקלפים", "Café ☕", "Two\nlines", "'quoted'"]
)
def test_any_title_arrives_as_it_was_given(tmp_path, title):
    case = wb.load_case(wb.new_case(tmp_path / "x", **(ACME | {"title": title})))
    assert case.title == title
    assert case.brief.startswith(f"# {title}: the brief")


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"channel": "twiter"},
            "case.toml, key clock.channel: This word is not in the list. Received: 'twiter'.",
        ),
        ({"channel": "twiter"}, "Try: did you mean 'twitter'?"),
        ({"source_url": "example.org"}, "sources.csv, row 2, column url: This is not a web address."),
        ({"title": "<script>alert(1)</script>"}, "events.csv, row 2, column title: A text cell holds HTML."),
        ({"title": "=1+1"}, "events.csv, row 2, column title: A text cell holds a spreadsheet formula."),
        ({"company": " "}, "case.toml, key company: The value is not a text."),
    ],
)
def test_an_argument_that_no_case_may_hold_is_told_and_nothing_is_left(tmp_path, changed, sentence):
    with pytest.raises(CaseError) as refusal:
        wb.new_case(tmp_path / "a" / "x", **(ACME | changed))
    assert sentence in str(refusal.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"timezone": "Poland/Warsaw"},
            "This time zone is not known. Received: 'Poland/Warsaw'. Allowed: an IANA name "
            "such as America/Chicago, Europe/Zurich or UTC. Try: write the zone of the place where the clock hung.",
        ),
        (
            {"trigger_time": "2026-03-02T10:00"},
            "A clock time without a zone cannot be placed. Received: "
            "'2026-03-02T10:00'. Allowed: an offset in the time, such as 2010-03-15T08:00-05:00, or a zone in the row. Try: "
            "add the offset if the source states it; else use precision day, or interval with start/end.",
        ),
        (
            {"trigger_time": "soon"},
            "This is not a time the workbench can read. Received: 'soon' with precision 'day'. "
            "Allowed: 2010, 2010-03, 2010-03-15, 2010-03-15T08:00-05:00 or start/end. Try: write the time in ISO 8601, as "
            "precise as the source gives it.",
        ),
    ],
)
def test_a_time_that_cannot_be_placed_is_told_and_nothing_is_left(tmp_path, changed, sentence):
    with pytest.raises(WorkbenchError) as refusal:
        wb.new_case(tmp_path / "x", **(ACME | changed))
    assert str(refusal.value) == sentence
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_exists_is_left_as_it_is(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "mine.txt").write_text("keep me")
    with pytest.raises(WorkbenchError) as refusal:
        wb.new_case(tmp_path / "x", **ACME)
    assert str(refusal.value) == (
        f"The folder exists already, and is left as it is. Received: {tmp_path / 'x'}. Allowed: a folder that does not exist "
        "yet. Try: choose another name."
    )
    assert (tmp_path / "x" / "mine.txt").read_text() == "keep me"


def test_a_case_of_one_event_is_drawn(tmp_path):
    figure = wb.plot_timeline(wb.load_case(wb.new_case(tmp_path / "x", **ACME)))
    assert repr(figure) == "<Figure: Acme: no public answer is documented>"
