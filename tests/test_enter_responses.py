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
    form.save.click()
    assert told(form).startswith("This is not a time the workbench can read. Received: &#x27;soon&#x27;")
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


def test_the_company_s_own_messages_are_offered_and_fill_the_form(tmp_path):
    rows = [
        {"when": "2026-05-01T10:00Z", "what": "broken <b>again</b>", "where": "x", "who": "anna"},
        {"when": "2026-05-01T14:30Z", "what": "We are sorry", "where": "youtube", "who": "Acme"},
    ]
    folder = wb.import_case(
        export(tmp_path / "a.csv", rows), tmp_path / "kettle", columns=COLUMNS, key=KEY, company_accounts=["@acme"],
        timezone="Europe/Warsaw",
    )  # fmt: skip
    form = wb.enter_responses(folder)
    assert [label for label, _ in form.offered.options] == [
        "choose one to fill the form", "2026-05-01 14:30 UTC, youtube: We are sorry"
    ]  # fmt: skip
    form.offered.value = 0
    # On the clock of the case.
    assert form.fields["time"].value == "2026-05-01 16:30"
    assert form.channel.value == "youtube"


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
