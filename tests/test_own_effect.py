"""A case of one's own: its counts, its first answer and the effect are those of the report; without an answer a sentence."""

import inspect

import numpy as np
import pandas as pd
import pytest
from own import COLUMNS, KEY, export, few, storm

import workbench as wb
from workbench.problems import NotEnoughData, NotFound
from workbench.report.gathering import gather


@pytest.fixture
def folder(tmp_path):
    return wb.import_case(
        few(tmp_path / "export.csv"), tmp_path / "kettle", columns=COLUMNS, key=KEY, timezone="Europe/Warsaw"
    )


def test_negative_messages_are_counted_by_the_hour(tmp_path):
    rows = [{"when": f"2026-05-01T1{n}:10Z", "what": f"late {n}", "mood": mood}
            for n, mood in enumerate(["negative", "neutral", "negative", "negative"])]  # fmt: skip
    folder = wb.import_case(export(tmp_path / "a.csv", rows), tmp_path / "kettle", columns=COLUMNS, key=KEY)
    assert wb.own_counts(wb.load_case(folder))["count"].tolist() == [1, 0, 1, 1]


def test_where_nobody_judged_the_stance_all_messages_are_counted(tmp_path):
    folder = wb.import_case(few(tmp_path / "a.csv", mood=""), tmp_path / "kettle", columns=COLUMNS, key=KEY)
    assert wb.own_counts(wb.load_case(folder))["count"].sum() == 3


def test_days_stay_days(tmp_path):
    rows = [{"when": f"2026-05-0{n}", "what": f"late {n}", "mood": "negative"} for n in (1, 2, 4)]
    folder = wb.import_case(
        export(tmp_path / "a.csv", rows), tmp_path / "kettle", columns=COLUMNS, key=KEY, tz="UTC"
    )
    assert wb.own_counts(wb.load_case(folder))["count"].tolist() == [1, 1, 0, 1]


def test_the_first_answer_is_the_interval_in_which_it_lies(folder):
    assert wb.first_answer(wb.load_case(folder)) is None
    wb.add_response(folder, time="2026-05-01 20:30", channel="twitter", strategy="apology", statement="Sorry")
    case = wb.load_case(folder)
    minute = pd.Timestamp("2026-05-01T18:30Z"), pd.Timestamp("2026-05-01T18:31Z")
    assert wb.first_answer(case) == wb.first_answer(case, "first_apology") == minute
    assert wb.first_answer(case, "first_corrective") is None
    with pytest.raises(NotFound) as refusal:
        wb.first_answer(case, "first_apologies")
    assert str(refusal.value) == (
        "There is no such definition of an answer. Received: 'first_apologies'. Allowed: first_response, first_public, "
        "first_in_channel, first_apology, first_corrective. Try: did you mean 'first_apology'?"
    )


def test_without_an_answer_nobody_can_ask_and_the_sentence_says_what_to_do(folder):
    case = wb.load_case(folder)
    with pytest.raises(NotEnoughData) as refusal:
        wb.case_effect(case, wb.own_counts(case))
    assert str(refusal.value) == (
        "No answer of the company is entered in this case, so nobody can ask what it changed. Try: enter the first answer "
        "in the form above, then run the cells from there on again."
    )


def test_of_several_refusals_the_first_is_told(folder):
    wb.add_response(folder, time="2026-05-02", channel="twitter", strategy="apology", statement="Sorry")
    case = wb.load_case(folder)
    reason = wb.attempt(wb.case_effect, case, wb.own_counts(case)).summary()
    assert "first public" in reason


@pytest.mark.slow
def test_notebook_and_report_ask_the_same_of_the_same(tmp_path):
    case = wb.load_case(storm(tmp_path))
    told = gather(case, None, replicates=20, step=lambda *_: None, steps=4)
    own = wb.case_effect(case, wb.own_counts(case), replicates=20)
    assert told.effect is not None
    np.testing.assert_array_equal(
        own.estimates.select_dtypes("number"), told.effect.estimates.select_dtypes("number")
    )
    # With as many replicates where nobody says how many.
    default = [
        inspect.signature(act).parameters["replicates"].default for act in (wb.case_effect, wb.write_report)
    ]
    assert (
        default[0] == default[1] == inspect.signature(wb.fit_self_exciting).parameters["replicates"].default
    )
