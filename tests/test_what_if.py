"""Another delay: expected paths that agree with simulation, and scenarios that say on whose word they stand."""

import numpy as np
import pandas as pd
import pytest

from workbench.models.mean_path import expected_path
from workbench.models.scenarios import scenario_path
from workbench.models.self_exciting import fit_self_exciting
from workbench.models.volume import theta_at
from workbench.models.what_if import cost_of_silence, what_if
from workbench.problems import WorkbenchError
from workbench.simulate_crises import simulate_crisis


@pytest.fixture(scope="module")
def crisis():
    table, truth = simulate_crisis("cut30", seed=4)
    fit = fit_self_exciting(
        table, trigger=truth.trigger, responses={"apology": truth.response}, replicates=100, checks=False
    )
    return truth, fit


def test_the_interval_holds_the_planted_difference(crisis):
    truth, fit = crisis
    for delay, hours in (("6h", 6), ("72h", 72), (None, None)):
        row = what_if(fit, delay=delay).estimates.iloc[0]
        planted = truth.expected(hours) - truth.expected(24)
        assert row.lower < planted < row.upper


def test_the_delay_there_was_changes_nothing(crisis):
    _, fit = crisis
    result = what_if(fit, delay="24h")
    row = result.estimates.iloc[0]
    assert (row.value, row.lower, row.upper) == (0, 0, 0)
    np.testing.assert_allclose(result.path["scenario"], result.path["as_answered"])
    np.testing.assert_allclose(result.path["this_crisis"], result.path["observed"])


def test_an_earlier_answer_thins_and_a_later_one_adds(crisis):
    _, fit = crisis
    earlier, later = what_if(fit, delay="6h").path, what_if(fit, delay="72h").path
    assert (earlier["this_crisis"] <= earlier["observed"] + 1e-9).all()
    assert (later["this_crisis"] >= later["observed"] - 1e-9).all()
    # Before either answer nothing can differ.
    first = slice(0, 54)
    np.testing.assert_allclose(earlier["this_crisis"][first], earlier["observed"][first])


def test_one_path_at_a_time_is_the_batch(crisis):
    _, fit = crisis
    setting, grid = fit.fitted.setting, fit.series.grid
    rows = fit.inferences["apology"].draws[:5]
    batch = expected_path(rows, grid, setting.scales, setting.layout, grid.responses)
    single = [expected_path(row, grid, setting.scales, setting.layout, grid.responses)[0] for row in rows]
    np.testing.assert_allclose(batch, single, rtol=1e-10)


def test_the_bands_lie_around_the_path(crisis):
    _, fit = crisis
    path = what_if(fit, delay="6h").path
    for band in ("parameter", "process", "model"):
        assert (path[f"{band}_lower"] <= path[f"{band}_upper"] + 1e-9).all()
    inside = (path["process_lower"] <= path["scenario"]) & (path["scenario"] <= path["process_upper"])
    assert inside.mean() > 0.95
    assert "process_lower" not in what_if(fit, delay="6h", bands=False).path


def test_waiting_costs_mentions_when_the_answer_calms(crisis):
    truth, fit = crisis
    cost = cost_of_silence(fit, delays=["6h", "1h", "24h", None])
    assert cost.table["delay_hours"].tolist() == [1, 6, 24, np.inf]
    assert cost.table["expected"].is_monotonic_increasing
    assert cost.table["per_hour"].isna().tolist() == [True, False, False, True]
    row = cost.estimates.iloc[0]
    planted = (truth.expected(25) - truth.expected(23)) / 2
    assert row.lower < planted < row.upper
    assert row.unit == "mentions over 168 h per hour of delay"


def test_the_cost_is_the_slope_of_the_what_if(crisis):
    _, fit = crisis
    table = cost_of_silence(fit, delays=["6h", "24h"]).table
    row = what_if(fit, delay="6h", bands=False).estimates.iloc[0]
    assert table["difference"].iloc[0] == pytest.approx(row.value)
    assert table["per_hour"].iloc[1] == pytest.approx(-row.value / 18)


def test_an_assumed_effect_says_whose_it_is(crisis):
    _, fit = crisis
    assumed = what_if(fit, delay="6h", change=-0.2, source="a published figure")
    assert assumed.source == "assumed to be -20 % in n (a published figure)"
    assert "The effect is assumed to be -20 % in n (a published figure)." in assumed.summary()
    own = what_if(fit, delay="6h", change=-0.2)
    assert own.source == "assumed to be -20 % in n (your own assumption)"
    fitted = what_if(fit, delay="6h")
    assert fitted.source == "the one fitted to 'apology' in these counts"
    assert "take this as a scenario, not as a finding" in fitted.summary()  # a short run


def test_an_effect_of_nothing_makes_delay_irrelevant(crisis):
    _, fit = crisis
    assert what_if(fit, delay="1h", change=0.0).estimates.iloc[0].value == pytest.approx(0)


def test_an_answer_that_inflames_costs_more_the_earlier_it_comes(crisis):
    _, fit = crisis
    expected = cost_of_silence(fit, delays=["1h", "12h", "72h"], change=0.15).table["expected"]
    assert expected.is_monotonic_decreasing


def test_the_slider_path_is_the_scenario(crisis):
    _, fit = crisis
    inference = fit.inferences["apology"]
    path = scenario_path(fit, theta_at(inference, inference.beta), fit.scenario(6.0))
    np.testing.assert_allclose(path, what_if(fit, delay=6, bands=False).path["scenario"])


@pytest.mark.parametrize("delay", ["-1h", "200h", "early"])
def test_a_delay_that_cannot_be_tried(crisis, delay):
    _, fit = crisis
    with pytest.raises(WorkbenchError) as caught:
        what_if(fit, delay=delay)
    assert str(caught.value) == (
        f"This delay cannot be tried. Received: delay='{delay}'. Allowed: 0 to 168 h after the trigger, or None for no "
        "answer. Try: delay='6h'."
    )


@pytest.mark.parametrize(
    ("change", "said"),
    [(-30, "-30"), (float("nan"), "nan"), (True, "True"), ([0.1], "a list"), (pd.DataFrame(), "a DataFrame")],
)
def test_a_change_that_cannot_be_assumed(crisis, change, said):
    _, fit = crisis
    with pytest.raises(WorkbenchError) as caught:
        what_if(fit, delay="6h", change=change)
    assert str(caught.value) == (
        f"This change of n cannot be assumed. Received: change={said}. Allowed: a fraction above -1 and up to 4: -0.3 for "
        "thirty per cent fewer further mentions. Try: change=-0.3."
    )


def test_an_answer_that_is_not_in_the_model(crisis):
    _, fit = crisis
    with pytest.raises(WorkbenchError) as caught:
        cost_of_silence(fit, response="refund")
    assert str(caught.value) == (
        "This answer is not in the model. Received: 'refund'. Allowed: apology. Try: response='apology'."
    )


def test_no_delay_at_all(crisis):
    _, fit = crisis
    with pytest.raises(WorkbenchError) as caught:
        cost_of_silence(fit, delays=[])
    assert str(caught.value) == (
        "No delay is given. Received: an empty list. Allowed: one delay or more. Try: delays=['1h', '6h']."
    )


def test_a_failed_fit_moves_nothing(crisis, monkeypatch):
    import workbench.models.fitting as fitting

    table, truth = simulate_crisis("cut30", seed=4)
    climb = fitting.maximise
    monkeypatch.setattr(fitting, "maximise", lambda design, start, free: climb(design, start, free, 1))
    fit = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response)
    with pytest.raises(WorkbenchError) as caught:
        what_if(fit, delay="6h")
    assert str(caught.value) == (
        "There is no effect to move. Received: a fit that did not converge. Allowed: a fit with numbers. "
        "Try: read its summary()."
    )


def test_the_result_keeps_the_contract(crisis):
    _, fit = crisis
    result = what_if(fit, delay="6h")
    assert list(result.estimates.columns) == ["term", "value", "lower", "upper", "unit"]
    assert repr(result).startswith("<WhatIf: E3: answered at 6 h v 24 h -")
    assert "SIMULATED data" in result.summary()
    assert isinstance(result.path["time"].dtype, pd.DatetimeTZDtype)
    assert repr(cost_of_silence(fit)).startswith("<CostOfSilence: cost of silence around 24 h ")


def test_a_table_is_no_fit():
    with pytest.raises(WorkbenchError) as caught:
        what_if(pd.DataFrame(), delay="6h")
    assert str(caught.value) == (
        "Only the answer of one fitted series can be moved. Received: DataFrame. Allowed: SelfExcitingFit. "
        "Try: wb.fit_self_exciting(counts, trigger=..., responses=...)."
    )
