"""What the company did, entered: checked whole, written whole, the delays kept up to date."""

import pytest
from own import COLUMNS, KEY, few

import workbench as wb
from workbench import own_tables
from workbench.evidence import CaseError
from workbench.own_files import KEPT
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


def test_what_the_company_did_before_the_trigger_is_kept_and_stands_behind_no_delay(folder):
    with pytest.warns(UserWarning, match=r"^r1 came before the trigger") as said:
        early = wb.add_response(
            folder, **(ANSWER | {"time": "2026-05-01 09:24", "statement": "Good morning"})
        )
    trigger = wb.load_case(folder).trigger
    assert [str(warning.message) for warning in said if warning.category is UserWarning] == [
        f"r1 came before the trigger, {trigger['title']!r}, so it is kept and is no response to it: no delay is counted "
        "from it."
    ]
    case = wb.load_case(folder)
    assert case.responses["response_id"].tolist() == [early]
    assert case.settings.delays == {}
    answer = wb.add_response(folder, **ANSWER)
    assert set(wb.load_case(folder).settings.delays.values()) == {answer}
    # A trigger that is set earlier makes an answer of it, and one that is set later unmakes it again.
    wb.set_trigger(folder, time="2026-05-01 09:00", title="A kettle explodes")
    assert wb.load_case(folder).settings.delays["first_public"] == early
    wb.set_trigger(folder, time="2026-05-01 12:00", title="A kettle explodes")
    assert wb.load_case(folder).settings.delays["first_public"] == answer
    assert wb.check_case(folder).problems == ()


def test_a_day_that_holds_the_trigger_may_hold_the_answer(folder):
    answer = wb.add_response(folder, **(ANSWER | {"time": "2026-05-01"}))
    assert wb.load_case(folder).settings.delays["first_public"] == answer


def test_the_same_minute_and_channel_is_entered_once(folder):
    wb.add_response(folder, **ANSWER)
    before = contents(folder)
    with pytest.raises(WorkbenchError) as refusal:
        wb.add_response(
            folder, **(ANSWER | {"time": "2026-05-01T18:30Z", "strategy": "apology", "statement": "Sorry"})
        )
    assert str(refusal.value) == (
        "This answer is entered already: r1 has the same minute and the same channel. Take r1 out first if you want to "
        "enter it anew. Try: correct it and save again; nothing was written."
    )
    assert contents(folder) == before
    wb.add_response(folder, **(ANSWER | {"channel": "facebook"}))
    for _ in range(2):  # two answers of one day
        wb.add_response(folder, **(ANSWER | {"time": "2026-05-02"}))
    assert len(wb.load_case(folder).responses) == 4


def test_one_answer_may_do_several_things(folder):
    answer = wb.add_response(folder, **(ANSWER | {"strategy": "apology"}), also=["corrective_action"])
    case = wb.load_case(folder)
    assert case.settings.delays["first_apology"] == case.settings.delays["first_corrective"] == answer
    row = case.responses.iloc[0]
    assert (row["apology"], row["corrective_action"], row["compensation"]) == ("yes", "yes", "unknown")
    with pytest.raises(WorkbenchError) as refusal:
        wb.add_response(folder, **(ANSWER | {"time": "2026-05-03", "strategy": "silence"}), also="apologies")
    assert str(refusal.value) == (
        "also=['apologies'] is none of: apology, compensation, corrective_action. A silence does nothing else: leave out "
        "what it also did. Try: correct it and save again; nothing was written."
    )


def test_a_crisis_on_several_channels_has_no_own_one(folder):
    path = folder / "case.toml"
    path.write_text(path.read_text().replace('channel = "twitter"', 'channel = "tiktok, facebook, twitter"'))
    wb.add_response(folder, **ANSWER)
    case = wb.load_case(folder)
    assert case.clock.channels == ("tiktok", "facebook", "twitter")
    assert case.responses["same_channel_as_crisis"].tolist() == ["unknown"]
    delay = case.delays().loc["first_in_channel"]
    assert not delay["documented"]
    assert delay["in_words"] == (
        "the crisis ran on several channels (TikTok, Facebook, X (Twitter)), so there is no own one"
    )
    assert wb.check_case(folder).problems == ()


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
        folder, time="2026-04-30 18:05", title="A kettle explodes", source_url="https://example.org/v"
    )
    case = wb.load_case(folder)
    assert case.trigger["time"].isoformat() == "2026-04-30T16:05:00+00:00"
    assert (case.trigger["title"], case.trigger["detail"]) == ("A kettle explodes", "")
    assert case.sources_of(case.trigger)["url"].tolist() == ["https://example.org/v"]
    assert case.period.start < case.trigger["time"] < case.period.end


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
        "This time zone is not known. Received: 'Warsaw'. Allowed: an IANA name such as America/Chicago, Europe/Zurich or "
        "UTC. Try: did you mean 'Europe/Warsaw'?",
        "This is no date and no time that can be read. Received: 'soon'.",
    ):
        assert sentence in said
    assert contents(folder) == before


def test_everything_that_is_wrong_with_a_trigger_is_told_at_once_and_nothing_is_written(folder):
    before = contents(folder)
    with pytest.raises(WorkbenchError) as refusal:
        wb.set_trigger(folder, time="soon", title=" ", timezone="Warsaw")
    for sentence in (
        "What started the crisis has no words: say in up to 12 of them what happened.",
        "This time zone is not known. Received: 'Warsaw'.",
        "This is no date and no time that can be read. Received: 'soon'.",
    ):
        assert sentence in str(refusal.value)
    assert contents(folder) == before


def test_a_trigger_of_another_year_than_the_messages_is_refused(folder):
    before = contents(folder)
    with pytest.raises(WorkbenchError) as refusal:
        wb.set_trigger(folder, time="2027-05-01 12:00", title="A kettle explodes")
    assert str(refusal.value).startswith(
        "The crisis cannot have begun at a time of which no messages were collected. Received: 2027-05-01T12:00+02:00, but "
        "the messages run from 2026-05-01 12:00 to "
    )
    assert contents(folder) == before


def test_what_nobody_chose_is_asked_for(folder):
    with pytest.raises(WorkbenchError) as refusal:
        wb.add_response(folder, **(ANSWER | {"channel": "", "strategy": ""}))
    assert str(refusal.value) == (
        "No strategy is chosen: say which of them the answer was, such as apology or information. No channel is chosen: "
        "say where the answer stood. Try: correct it and save again; nothing was written."
    )


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (
            {"time": "24.03.2026 9:24"},
            "This is no date and no time that can be read. Received: '24.03.2026 9:24'. Allowed: 2026-03-24 where only the "
            "day is known; 2026-03-24 09:24; or 2026-03-24 09:24+01:00. Try: 2026-03-24 09:24.",
        ),
        (
            {"time": "2026-10-25 02:30"},
            "The clocks of Europe/Warsaw changed at this hour, so the zone alone does not place it.",
        ),
        ({"statement": "<script>alert(1)</script>"}, "column title: A text cell holds HTML."),
        ({"detail": "=1+1"}, "column detail: A text cell holds a spreadsheet formula."),
        ({"source_url": "javascript:alert(1)"}, "The page about it has no web address."),
        (
            {"statement": "word " * 13},
            "The statement is too long. Received: 13 words. Allowed: up to 12 words.",
        ),
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
