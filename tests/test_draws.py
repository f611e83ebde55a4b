"""Uncertain counts widen the interval; what the draws disagree about is not told."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.models.draws import combine, fit_draws
from workbench.models.self_exciting import fit_self_exciting
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.simulate_crises import simulate_crisis

TABLE, TRUTH = simulate_crisis("cut30", seed=4)
WHEN = {"trigger": TRUTH.trigger, "responses": {"apology": TRUTH.response}}


def stacked(noise, draws=3, seed=0):
    """Return the simulated crisis several times, each count blurred by a factor of about exp(noise)."""
    rng = np.random.default_rng(seed)
    blurred = [
        TABLE.assign(draw=i, count=np.rint(TABLE["count"] * np.exp(noise * rng.normal(size=len(TABLE)))))
        for i in range(1, draws + 1)
    ]
    table = pd.concat(blurred, ignore_index=True)
    table.attrs.update(simulated=True, counted="invented posts")
    return table


def test_the_combined_interval_holds_the_truth_as_often_as_it_says():
    # Truth 0; the data err by 1 and are known only up to a further error of 1; five draws each.
    rng = np.random.default_rng(1)
    data = rng.normal(size=2000)
    draws = data[:, None] + rng.normal(size=(2000, 1)) + rng.normal(size=(2000, 5))
    held = [combine(row, np.ones(5)) for row in draws]
    inside = np.mean([result.lower < 0 < result.upper for result in held])
    assert 0.93 < inside < 0.97
    # One draw taken for the truth would be wrong far more often.
    assert np.mean(np.abs(draws[:, 0]) < 1.96) < 0.8


def test_draws_that_agree_add_nothing():
    result = combine(np.full(4, -0.3), np.full(4, 0.1))
    assert result.value == pytest.approx(-0.3)
    assert result.between == 0
    assert (result.lower, result.upper) == pytest.approx((-0.3 - 0.196, -0.3 + 0.196), abs=1e-3)


def test_equal_draws_give_the_result_of_one():
    one = fit_self_exciting(TABLE, **WHEN, replicates=40, checks=False)
    same = fit_draws(stacked(0.0), **WHEN, replicates=40, checks=False)
    value = one.estimates.iloc[0]
    assert same.estimates.iloc[0].value == pytest.approx(value["value"], abs=3)
    assert same.estimates.iloc[0].lower < 100 * TRUTH.e1 < same.estimates.iloc[0].upper
    assert same.combined.between < 0.1


def test_uncertain_counts_widen_the_interval():
    wide = fit_draws(stacked(0.6, seed=2), **WHEN, replicates=40, checks=False)
    narrow = fit_draws(stacked(0.0), **WHEN, replicates=40, checks=False)
    width = [fit.estimates.iloc[0].upper - fit.estimates.iloc[0].lower for fit in (wide, narrow)]
    assert width[0] > 1.2 * width[1]
    assert wide.combined.between > narrow.combined.between


def test_a_fall_that_every_draw_shows_is_told_and_one_that_only_some_show_is_not():
    clear = fit_draws(stacked(0.02), **WHEN, replicates=80)
    assert clear.verdict == "calmed"
    assert "all 3 possible series are consistent with an answer that calmed" in clear.summary()
    unclear = fit_draws(stacked(0.02), **WHEN, replicates=40, checks=False)
    assert unclear.verdict == "cannot tell"
    assert unclear.objections == ("taken alone, 3 of 3 possible series cannot tell",)


def test_the_result_keeps_the_contract():
    fit = fit_draws(stacked(0.1), **WHEN, replicates=40, checks=False)
    assert list(fit.estimates.columns) == ["term", "value", "lower", "upper", "unit"]
    assert fit.data_note.startswith("3 draws of invented posts (simulated); the first: SIMULATED data; ")
    assert fit.summary().endswith(f"Data: {fit.data_note}.")
    assert repr(fit).startswith("<DrawsFit: cannot tell; E1 apology: change of n -")
    assert fit.assumptions[-1] == "The draws are all that the readings leave possible, and know of no answer."
    assert len(wb.plot_lenses([fit]).data) == 1


def test_too_few_read_bins_are_refused():
    counts = wb.case_counts("united-breaks-guitars", draws=2)
    with pytest.raises(NotEnoughData) as caught:
        fit_draws(counts, **wb.case_question("united-breaks-guitars", "r_donation", every="1D"))
    assert str(caught.value) == (
        "Too little is known around the answer 'r_donation': 4 days with a reading before it and 20 days after it, where "
        "8 are needed on each side. Received: bins with a reading of their own: 4 between trigger and answer, 20 after it. "
        "Allowed: at least 8 on each side. "
        "Try: say how much lay before and after the answer, with its band: curve.at([...])."
    )


def test_one_table_is_no_draws():
    with pytest.raises(WorkbenchError) as caught:
        fit_draws(TABLE, **WHEN)
    assert str(caught.value) == (
        "The table lacks draw. Received: time, count. Allowed: draw, time, count. "
        "Try: wb.case_counts of a case with a rebuilt curve, or wb.fit_self_exciting for one table."
    )
    with pytest.raises(NotEnoughData) as caught:
        fit_draws(TABLE.assign(draw=1), **WHEN)
    assert str(caught.value) == (
        "One draw says nothing about how uncertain the counts are. Received: 1 draws. Allowed: 2 or more; 20 are usual. "
        "Try: wb.case_counts(case, draws=20)."
    )
