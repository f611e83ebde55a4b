"""Many crises at once: what is counted as a claim, and the figures that lesson 10 tells in words."""

import math

import pytest

import workbench as wb
from workbench.models import claims as module
from workbench.models.base import Estimate, ModelResult, estimate_table
from workbench.models.claims import read_claims
from workbench.problems import NotEnoughData, WorkbenchError

EMPTY = ModelResult(estimate_table([]), (), "simulated: nothing")


def result(value, lower, upper, unit="%"):
    """Return a result with one estimate."""
    return ModelResult(estimate_table([Estimate("change", value, lower, upper, unit)]), (), "simulated")


def when(truth, **more):
    """Return trigger and response of a crisis, as the textbook methods take them."""
    return {"trigger": truth.trigger, "response": truth.response} | more


def test_a_claim_is_an_interval_that_leaves_zero_out():
    rows = [result(-5, -9, -1), result(50, 10, math.inf), result(1, -2, 3), result(-1, -2, 0), EMPTY]
    (table,) = read_claims({"one": rows}).values()
    assert table["claim"].tolist() == ["a fall", "a rise", "cannot tell", "cannot tell", "no numbers"]
    counted = wb.count_claims({"one": rows}).loc["one"]
    assert counted.drop("middle claim").to_dict() == {
        "crises": 5, "a fall": 1, "a rise": 1, "cannot tell": 2, "no numbers": 1, "claims": 0.4,
    }  # fmt: skip
    assert counted["middle claim"] == 0


@pytest.mark.parametrize(
    ("fits", "sentence"),
    [
        (
            [result(1, 0, 2)],
            "There are no methods to compare. Received: list. Allowed: a mapping from the name of a method to its "
            "results. Try: wb.count_claims({'Regression': [wb.fit_interrupted(...), ...]}).",
        ),
        (
            {"one": []},
            "There is no result of 'one'. Received: an empty list. Allowed: one result for each crisis. "
            "Try: wb.count_claims({'Regression': [wb.fit_interrupted(...), ...]}).",
        ),
        (
            {"one": [result(1, 0, 2), 7]},
            "Result 2 of 'one' makes no claim in per cent. Received: int. Allowed: results whose first estimate is a "
            "change in %. Try: wb.count_claims({'Regression': [wb.fit_interrupted(...), ...]}).",
        ),
        (
            {"one": result(1, 0, 2, unit="cases")},
            "Result 1 of 'one' makes no claim in per cent. Received: <ModelResult: change 1.00 (0.00 to 2.00) cases; "
            "simulated>. Allowed: results whose first estimate is a change in %. "
            "Try: wb.count_claims({'Regression': [wb.fit_interrupted(...), ...]}).",
        ),
    ],
)
def test_what_makes_no_claim_is_refused_in_a_sentence(fits, sentence):
    with pytest.raises(WorkbenchError) as refusal:
        wb.count_claims(fits)
    assert str(refusal.value) == sentence


def test_a_fit_that_gives_no_numbers_is_counted_and_not_left_out(monkeypatch):
    def refuse(*_, **__):
        raise NotEnoughData("Too few.")

    monkeypatch.setattr(module, "fit_structural", refuse)
    fits = wb.try_methods([wb.simulate_crisis("null", seed=1)], replicates=20)
    assert wb.count_claims(fits)["no numbers"].to_dict() == {
        "Before and after": 0, "Regression": 0, "Forecast": 1, "Self-exciting": 0,
    }  # fmt: skip


@pytest.mark.slow
def test_lesson_10_thirty_crises_without_an_effect():
    counted = wb.count_claims(wb.try_methods([wb.simulate_crisis("null", seed=seed) for seed in range(30)]))
    assert counted.loc["Before and after", "a fall"] == 30
    # The regression credits, the forecast blames, and both far too often.
    assert counted.loc["Regression", "a fall"] > 15
    assert counted.loc["Regression", "a rise"] == 0
    assert counted.loc["Forecast", "a rise"] > 10
    assert counted.loc["Forecast", "a fall"] == 0
    # One in twenty is promised: 5 or more of 30 would have a chance below 2 %.
    assert counted.loc["Self-exciting", "claims"] * 30 < 5


@pytest.mark.slow
def test_lesson_10_a_planted_effect_is_found_by_the_method_that_was_silent():
    counted = wb.count_claims(wb.try_methods([wb.simulate_crisis("cut30", seed=seed) for seed in range(10)]))
    assert counted.loc["Self-exciting", "a fall"] >= 8
    assert counted.loc["Self-exciting", "middle claim"] == pytest.approx(-30, abs=10)
    # Rings in both worlds.
    assert counted.loc["Before and after", "a fall"] == 10


def test_lesson_10_one_crisis_four_answers():
    table, truth = wb.simulate_crisis("null", seed=6)
    bars, line, forecast = (
        fit(table, **when(truth)).estimates.iloc[0]
        for fit in (wb.fit_before_after, wb.fit_interrupted, wb.fit_structural)
    )
    # "A day later most of the anger has gone."
    assert bars["value"] == pytest.approx(-90, abs=2)
    # "Half of the miracle is gone", and still a fall.
    assert bars["value"] < line["value"] < line["upper"] < 0
    assert forecast["lower"] > 0
    careful = wb.fit_self_exciting(table, trigger=truth.trigger, responses=truth.response)
    assert careful.verdict == "cannot tell"
    times = [table["time"].iloc[48 + hour] for hour in (12, 24, 36, 48, 60, 72)]
    fits = [wb.fit_before_after(table, trigger=truth.trigger, response=time) for time in times]
    claims = read_claims({"pretended": fits})["pretended"]["claim"].tolist()
    assert claims[:3] == ["a fall"] * 3
    assert claims.count("a fall") == 5


@pytest.mark.slow
def test_lesson_10_news_in_the_hour_of_the_answer():
    table, truth = wb.simulate_crisis("null_second", seed=13)
    blind = wb.fit_self_exciting(table, trigger=truth.trigger, responses=truth.response)
    # Its interval blames the answer; the rival in the same hour holds the sentence back.
    assert blind.estimates["lower"].iloc[0] > 0
    assert blind.verdict == "cannot tell"
    assert "unnamed news in the hour of the answer" in blind.summary()
    news = {"the article": truth.response}
    told = wb.fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, events=news)
    row = told.estimates.iloc[0]
    assert row["lower"] < 0 < row["upper"]
