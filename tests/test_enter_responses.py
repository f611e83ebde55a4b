"""The form without a browser: it fills, saves, tells what is wrong, and keeps what was typed."""

import re

import pytest
from own import COLUMNS, KEY, export, few

import workbench as wb
from workbench.widgets.enter_responses import ANSWER, TRIGGER


@pytest.fixture
def folder(tmp_path):
    return wb.import_case(
        few(tmp_path / "export.csv"), tmp_path / "kettle", columns=COLUMNS, key=KEY, timezone="Europe/Warsaw"
    )


def fill(form, **values):
    for name, value in values.items():
        form.fields[name].value = value


def told(form):
    return re.sub(r"<.*?>", "", form.said.value)


def test_an_answer_is_saved_shown_and_the_form_is_empty_again(folder):
    form = wb.enter_responses(folder)
    fill(form, time="2026-05-01 20:30", statement="Says sorry", source_url="https://example.org/1")
    form.strategy.value = "apology"
    form.save.click()
    assert told(form) == "Saved as r1."
    assert "Says sorry" in form.table.value
    assert re.sub(r"<.*?>", "", form.call.value) == (
        "wb.add_response(case.folder, time=&#x27;2026-05-01 20:30&#x27;, statement=&#x27;Says sorry&#x27;, "
        "source_url=&#x27;https://example.org/1&#x27;, timezone=&#x27;Europe/Warsaw&#x27;, channel=&#x27;twitter&#x27;, "
        "strategy=&#x27;apology&#x27;)"
    )
    assert [field.value for field in form.fields.values()] == [""] * 4
    assert wb.load_case(folder).delays().loc["first_apology", "documented"]
    assert form.case.responses["response_id"].tolist() == ["r1"]


def test_the_trigger_is_entered_by_the_same_form_without_strategy(folder):
    form = wb.enter_responses(wb.load_case(folder))
    form.kind.value = TRIGGER
    assert form.strategy.layout.display == "none"
    fill(form, time="2026-05-01 11:30", statement="A kettle explodes")
    form.save.click()
    assert told(form) == "Saved: this starts the clock."
    assert wb.load_case(folder).trigger["title"] == "A kettle explodes"
    form.kind.value = ANSWER
    assert form.strategy.layout.display == "flex"


def test_what_is_wrong_is_told_and_what_was_typed_stays(folder):
    form = wb.enter_responses(folder)
    fill(form, time="soon", statement="<b>Says</b> sorry")
    form.strategy.value = "apology"
    form.save.click()
    assert told(form).startswith("This is no date and no time that can be read. Received: &#x27;soon&#x27;")
    assert form.fields["time"].value == "soon"
    assert wb.load_case(folder).responses.empty


def test_a_response_is_taken_out(folder):
    wb.add_response(folder, time="2026-05-01 20:30", channel="tv", strategy="denial", statement="Says no")
    form = wb.enter_responses(folder)
    assert [value for _, value in form.gone.options] == ["r1"]
    form.remove.click()
    assert told(form) == "r1 is taken out."
    assert form.gone.layout.display == "none"
    assert wb.load_case(folder).responses.empty


def test_a_zone_that_is_not_known_is_refused_and_stays_in_its_field(folder):
    form = wb.enter_responses(folder)
    fill(form, time="2026-05-01 20:30", statement="Says sorry")
    form.strategy.value, form.zone.value = "apology", "Berlin"
    form.save.click()
    assert told(form) == (
        "This time zone is not known. Received: &#x27;Berlin&#x27;. Allowed: an IANA name such as America/Chicago, "
        "Europe/Zurich or UTC. Try: did you mean &#x27;Europe/Berlin&#x27;?"
    )
    assert form.zone.value == "Berlin"
    assert wb.load_case(folder).responses.empty
    form.zone.value = "Asia/Tokyo"
    form.save.click()
    assert told(form) == "Saved as r1."
    assert wb.load_case(folder).responses["time"].iloc[0].isoformat() == "2026-05-01T11:30:00+00:00"


def test_the_strategy_is_chosen_by_a_person_each_time(folder):
    form = wb.enter_responses(folder)
    assert (form.strategy.value, form.channel.value) == ("", "twitter")
    fill(form, time="2026-05-01 20:30", statement="Says sorry")
    form.save.click()
    assert told(form) == (
        "No strategy is chosen: say which of them the answer was, such as apology or information. Try: correct it and "
        "save again; nothing was written."
    )
    form.strategy.value, form.also["corrective_action"].value = "apology", True
    form.save.click()
    assert told(form) == "Saved as r1."
    assert "also=(&#x27;corrective_action&#x27;,)" in form.call.value
    assert (form.strategy.value, form.also["corrective_action"].value) == ("", False)
    assert wb.load_case(folder).delays().loc["first_corrective", "documented"]


def test_words_about_the_trigger_are_gone_when_an_answer_is_entered(folder):
    form = wb.enter_responses(folder)
    fill(form, statement="A kettle explodes")
    form.kind.value = TRIGGER
    # Typed before one saw that the wrong kind was chosen.
    assert form.fields["statement"].value == "A kettle explodes"
    form.kind.value = ANSWER
    assert form.fields["statement"].value == ""


def test_an_answer_before_the_trigger_is_kept_and_the_person_is_told(folder):
    form = wb.enter_responses(folder)
    fill(form, time="2026-05-01 09:00", statement="Good morning")
    form.strategy.value = "bolstering"
    form.save.click()
    title = wb.load_case(folder).trigger["title"]
    assert told(form) == (
        f"Saved as r1. r1 came before the trigger, &#x27;{title}&#x27;, so it is kept and is no response to it: no delay "
        "is counted from it."
    )
    assert "09:00 (before the trigger)" in re.sub(r"<.*?>", "", form.table.value)
    form.kind.value = TRIGGER
    fill(form, time="2026-05-01 11:00", statement="A kettle explodes")
    form.save.click()
    assert told(form) == "Saved: this starts the clock. r1 came before it and so is no response to it."


def test_a_crisis_on_several_channels_begins_with_no_channel_chosen(tmp_path):
    rows = [{"when": f"2026-05-01T1{n}:00Z", "what": "late", "where": where, "who": f"user{n}"}
            for n, where in enumerate(["tiktok", "instagram", "x"])]  # fmt: skip
    folder = wb.import_case(export(tmp_path / "a.csv", rows), tmp_path / "kettle", columns=COLUMNS, key=KEY)
    form = wb.enter_responses(folder)
    assert form.channel.value == ""
    assert "Instagram, TikTok, X (Twitter)" in form.table.value
    assert ("X (Twitter): a post or a reply on X, formerly Twitter", "twitter") in form.channel.options


@pytest.fixture
def spoken(tmp_path):
    """Make a case in Warsaw with three messages of the company: one before its trigger, two after it."""
    rows = [
        {"when": "2026-05-01T07:00Z", "what": "Good morning", "where": "x", "who": "Acme"},
        {"when": "2026-05-01T10:00Z", "what": "broken <b>again</b>", "where": "x", "who": "anna"},
        {"when": "2026-05-01T14:30Z", "what": "We are sorry", "where": "youtube", "who": "Acme"},
        {"when": "2026-05-01T15:30Z", "what": "We repair it", "where": "x", "who": "Acme"},
        {"when": "2026-05-01T18:00Z", "what": "thanks", "where": "x", "who": "anna"},
    ]
    return wb.import_case(
        export(tmp_path / "a.csv", rows), tmp_path / "kettle", columns=COLUMNS, key=KEY, company_accounts=["@acme"],
        timezone="Europe/Warsaw", trigger_time="2026-05-01T10:00Z",
    )  # fmt: skip


def test_the_company_s_own_messages_are_offered_from_the_trigger_on_and_fill_the_form(spoken):
    form = wb.enter_responses(spoken)
    # On the clock of the case, which is two hours ahead.
    assert [label for label, _ in form.offered.options] == [
        "choose one: 2 after the trigger, then some from before it (clock of Europe/Warsaw)",
        "2026-05-01 16:30, YouTube: We are sorry",
        "2026-05-01 17:30, X (Twitter): We repair it",
        "before the trigger: 2026-05-01 09:00, X (Twitter): Good morning",
    ]
    form.kind.value = TRIGGER
    fill(form, statement="A kettle explodes")
    form.zone.value = "Asia/Tokyo"
    form.offered.value = form.offered.options[1][1]
    assert form.kind.value == ANSWER
    assert [form.fields["time"].value, form.zone.value] == ["2026-05-01 16:30", "Europe/Warsaw"]
    assert (form.channel.value, form.fields["statement"].value) == ("youtube", "")


def test_a_trigger_that_moves_parts_the_company_s_messages_anew(spoken):
    form = wb.enter_responses(spoken)
    form.kind.value = TRIGGER
    fill(form, time="2026-05-01 18:00", statement="A kettle explodes")
    form.save.click()
    assert [label for label, _ in form.offered.options] == [
        "none was written after the trigger; those from before it are no answer to it (clock of Europe/Warsaw)",
        "before the trigger: 2026-05-01 17:30, X (Twitter): We repair it",
        "before the trigger: 2026-05-01 16:30, YouTube: We are sorry",
        "before the trigger: 2026-05-01 09:00, X (Twitter): Good morning",
    ]


def test_every_control_has_a_name(folder):
    form = wb.enter_responses(folder)
    named = [
        form.kind,
        form.zone,
        form.channel,
        form.strategy,
        form.save,
        form.gone,
        form.remove,
        *form.fields.values(),
        *form.also.values(),
    ]
    assert all(control.description for control in named)


def test_hostile_words_of_a_case_are_shown_and_not_obeyed(tmp_path):
    rows = [
        {"when": "2026-05-01T10:00Z", "what": "<img src=x onerror=alert(1)>", "where": "x", "who": "acme"}
    ]
    folder = wb.import_case(
        export(tmp_path / "a.csv", rows), tmp_path / "kettle", columns=COLUMNS, key=KEY, company_accounts="acme",
        trigger_time="2026-05-01T10:00Z", trigger_title="1 < 2 & 3",
    )  # fmt: skip
    form = wb.enter_responses(folder)
    assert "1 &lt; 2 &amp; 3" in form.table.value
    assert "<img" not in form.table.value
