"""Simulated crises hold what was planted in them."""

import numpy as np
import pandas as pd
import pytest

from workbench.problems import WorkbenchError
from workbench.simulate_crises import SCENARIOS, TRIGGER, CrisisTruth, simulate_crisis, simulate_times


@pytest.mark.parametrize("scenario", list(SCENARIOS))
def test_the_mean_of_many_crises_is_the_expected_path(scenario):
    truth = SCENARIOS[scenario]
    rng = np.random.default_rng(1)
    drawn = np.array([(simulate_times(truth, rng) >= 0).sum() for _ in range(150)])
    assert abs(drawn.mean() - truth.expected(truth.delay_hours)) < 3.5 * drawn.std() / np.sqrt(150)


def test_the_planted_effects_are_those_of_the_scenario():
    cut = SCENARIOS["cut30"]
    assert cut.e1 == pytest.approx(-0.3)
    # The same fall of n means more mentions saved the earlier it comes.
    saved = [cut.expected(None) - cut.expected(delay) for delay in (1, 6, 24, 72)]
    assert saved == sorted(saved, reverse=True)
    assert cut.e2() == pytest.approx(cut.expected(24) / cut.expected(None) - 1)
    assert cut.e3(6) < 0 < cut.e3(72)
    assert SCENARIOS["null"].e3(6) == 0


def test_counts_are_the_times_in_bins_and_say_that_they_are_simulated():
    table, truth = simulate_crisis("cut30", seed=3)
    times = simulate_times(truth, np.random.default_rng(3))
    assert table["count"].sum() == times.size
    assert table["time"].iloc[48] == TRIGGER == truth.trigger
    assert table["count"].iloc[48] == ((times >= 0) & (times < 1)).sum()
    assert table.attrs["simulated"] is True


def test_coarse_bins_hold_the_same_mentions():
    fine, _ = simulate_crisis("null", seed=5)
    coarse, _ = simulate_crisis("null", every="6h", seed=5)
    whole = fine.set_index("time")["count"].resample("6h").sum()
    pd.testing.assert_series_equal(
        whole.reset_index(drop=True), coarse["count"], check_names=False, check_dtype=False
    )


def test_an_own_truth_can_be_planted():
    truth = CrisisTruth(shock=80, branching_before=0.5, branching_after=0.25, delay_hours=10, after_hours=72)
    table, back = simulate_crisis(truth, seed=1)
    assert back.e1 == -0.5
    assert len(table) == 120
    assert back.response == TRIGGER + pd.Timedelta("10h")


def test_an_unknown_scenario_suggests_the_nearest():
    with pytest.raises(WorkbenchError) as caught:
        simulate_crisis("cut3")
    assert str(caught.value) == (
        "This scenario is not known. Received: 'cut3'. Allowed: null, null_small, null_power, null_second, cut30, "
        "cut30_small, cut30_power, raise. Try: did you mean 'cut30'?"
    )


def test_bins_that_miss_the_trigger_are_refused():
    with pytest.raises(WorkbenchError) as caught:
        simulate_crisis("null", every="7h")
    assert str(caught.value) == (
        "A bin must begin at the trigger. Received: every='7h' with 48 hours before it. Allowed: a width that "
        "divides the hours before the trigger. Try: every='1h'."
    )
