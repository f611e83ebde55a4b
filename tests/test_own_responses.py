"""What the company did, entered: checked whole, written whole, the delays kept up to date."""

import pytest
from own import COLUMNS, KEY, few

import workbench as wb
from workbench import own_tables
from workbench.evidence import CaseError
from workbench.own_files import KEPT
from workbench.own_responses import written
from workbench.problems import NotFound, WorkbenchError

ANSWER = {
    "time": "2026-05-01 20:30",
    "channel": "twitter",
    "strategy": "information",
    "statement": "Says that it knows",
}


@pytest.fixture
def folder(tmp_path):
    """Make a case in Warsaw whose clock starts at ten in the morning, UTC."""
    return wb.import_case(
        few(tmp_path / "export.csv"), tmp_path / "kettle", columns=COLUMNS, key=KEY, timezone="Europe/Warsaw"
    )


def contents(folder):
    """Every file of a folder, byte by byte."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_response_is_written_with_its_event_its_source_and_the_delays(folder):
    assert wb.add_response(folder, **ANSWER, source_url="https://example.org/1", detail="More") == "r1"
    case = wb.load_case(folder)
    row = case.responses.iloc[0]
    # Half past eight in the evening in Warsaw, which is summer time.
    assert row["time"].isoformat() == "2026-05-01T18:30:00+00:00"
    assert (row["strategy"], row["same_channel_as_crisis"], row["apology"]) == (
        "information",
        "yes",
        "unknown",
    )
    event = case.events.set_index("event_id").loc["e-r1"]
    assert (event["title"], event["kind"]) == ("Says that it knows", "company_response")
    assert case.sources_of("r1")["url"].tolist() == ["https://example.org/1"]
    delays = case.delays()
    assert delays["documented"].tolist() == [True, True, True, False, False]
    assert delays.loc["first_public", "hours"] == pytest.approx(8.5, abs=0.02)
    assert wb.check_case(folder).problems == ()


def test_without_an_address_the_company_s_own_records_are_the_source_once(folder):
    wb.add_response(folder, **ANSWER)
    wb.add_response(folder, **(ANSWER | {"time": "2026-05-02"}))
    sources = wb.load_case(folder).sources
    assert sources[sources["kind"] == "records"]["url"].tolist() == ["urn:crisis-workbench:own-records"]


def test_the_earliest_fitting_response_stands_behind_each_delay(folder):
    add = lambda **how: wb.add_response(folder, **(ANSWER | how))  # noqa: E731
    late = add(time="2026-05-03 08:00", channel="youtube", strategy="apology")
    fixed = add(time="2026-05-02 08:00", channel="phone", strategy="corrective_action")
    add(time="2026-05-01 19:00", strategy="silence", statement="Does not answer")
    case = wb.load_case(folder)
    assert case.settings.delays == {
        "first_response": fixed, "first_public": late, "first_apology": late, "first_corrective": fixed
    }  # fmt: skip
    early = add(time="2026-05-01 21:00", strategy="apology")
    assert wb.load_case(folder).settings.delays["first_apology"] == early


def test_taking_a_response_out_settles_the_delays_again(folder):
    first = wb.add_response(folder, **ANSWER)
    second = wb.add_response(folder, **(ANSWER | {"time": "2026-05-02 10:00"}))
    wb.remove_response(folder, first)
    case = wb.load_case(folder)
    assert case.settings.delays["first_public"] == second
    assert case.responses["response_id"].tolist() == [second]
    assert list(case.events["event_id"]) == ["trigger", f"e-{second}"]
    wb.remove_response(folder, second)
    assert wb.load_case(folder).settings.delays == {}


def test_a_response_that_is_not_there_is_not_taken_out(folder):
    before = contents(folder)
    with pytest.raises(NotFound) as refusal:
        wb.remove_response(folder, "r1")
    assert str(refusal.value) == (
        "There is no such response in this case. Received: 'r1'. Allowed: none; the case has no response yet. Try: "
        "case.responses shows them all."
    )
    assert contents(folder) == before


def test_who_deletes_the_line_in_the_settings_chooses_the_delays_alone(folder):
    path = folder / "case.toml"
    path.write_text(path.read_text().replace(KEPT, "# mine"))
    wb.add_response(folder, **ANSWER)
    assert wb.load_case(folder).settings.delays == {}


def test_other_settings_columns_and_notes_stay_as_they_are(folder):
    path = folder / "case.toml"
    path.write_text(path.read_text() + '\n[delays.notes]\nfirst_apology = "None was given."\n')
    table = folder / "events.csv"
    header, row = table.read_text().splitlines()
    table.write_text(f"{header},mine\n{row},42\n")
    wb.add_response(folder, **ANSWER)
    assert wb.load_case(folder).settings.delay_notes == {"first_apology": "None was given."}
    assert table.read_text().splitlines()[1].endswith(",42")


def test_the_trigger_moves_and_the_weeks_that_are_shown_move_along(folder):
    wb.set_trigger(
        folder, time="2026-04-30 10:05", title="A kettle explodes", source_url="https://example.org/v"
    )
    case = wb.load_case(folder)
    assert case.trigger["time"].isoformat() == "2026-04-30T08:05:00+00:00"
    assert (case.trigger["title"], case.trigger["detail"]) == ("A kettle explodes", "")
    assert case.sources_of(case.trigger)["url"].tolist() == ["https://example.org/v"]
    assert case.period.start < case.trigger["time"] < case.period.end


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("2026-05-01 20:30", ("2026-05-01T20:30+02:00", "minute")),
        ("2026-05-01T20:30Z", ("2026-05-01T22:30+02:00", "minute")),
        (" 2026-05-01 ", ("2026-05-01", "day")),
    ],
)
def test_a_time_is_written_with_its_offset(time, expected):
    assert written(time, "Europe/Warsaw") == expected


def test_everything_that_is_wrong_is_told_at_once_and_nothing_is_written(folder):
    before = contents(folder)
    with pytest.raises(WorkbenchError) as refusal:
        wb.add_response(
            folder, time="soon", channel="twiter", strategy="sorry", statement=" ", timezone="Warsaw"
        )
    said = str(refusal.value)
    for sentence in (
        "The channel 'twiter' is none of: youtube, twitter,",
        "The strategy 'sorry' is none of: denial,",
        "The statement is empty: say in a few words what was said or done.",
        "This time zone is not known. Received: 'Warsaw'.",
    ):
        assert sentence in said
    assert contents(folder) == before


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (
            {"time": "soon"},
            "This is not a time the workbench can read. Received: 'soon' with precision 'day'.",
        ),
        (
            {"time": "2026-10-25 02:30"},
            "The clocks of Europe/Warsaw changed at this hour, so the zone alone does not place it.",
        ),
        ({"statement": "<script>alert(1)</script>"}, "column title: A text cell holds HTML."),
        ({"detail": "=1+1"}, "column detail: A text cell holds a spreadsheet formula."),
        ({"source_url": "javascript:alert(1)"}, "column url: This is not a web address."),
    ],
)
def test_what_no_case_may_hold_is_refused_and_nothing_is_written(folder, how, sentence):
    before = contents(folder)
    with pytest.raises((WorkbenchError, CaseError)) as refusal:
        wb.add_response(folder, **(ANSWER | how))
    assert sentence in str(refusal.value)
    assert contents(folder) == before


@pytest.mark.parametrize("stopped_after", range(5))
def test_stopped_between_two_files_the_folder_still_loads(folder, monkeypatch, stopped_after):
    wb.add_response(folder, **ANSWER)
    replaced = []
    whole = own_tables.Path.replace

    def stopping(self, target):
        if len(replaced) == stopped_after:
            raise KeyboardInterrupt
        replaced.append(target)
        return whole(self, target)

    for act in (
        lambda: wb.add_response(
            folder, **(ANSWER | {"time": "2026-05-01 12:30", "source_url": "https://example.org/2"})
        ),
        lambda: wb.remove_response(folder, "r1"),
    ):
        replaced.clear()
        monkeypatch.setattr(own_tables.Path, "replace", stopping)
        if stopped_after < 4:
            with pytest.raises(KeyboardInterrupt):
                act()
        else:
            act()
        monkeypatch.undo()
        assert wb.check_case(folder).ok, wb.check_case(folder)
        assert not [p for p in folder.iterdir() if p.name.startswith(".saving")]
