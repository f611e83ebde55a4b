"""The structural time series: right where its world is true, and fooled by a crisis that decays by itself."""

import numpy as np
import pandas as pd
import pytest

from workbench.models import structural
from workbench.models.structural import fit_structural
from workbench.models.textbook import TRAP
from workbench.problems import NotEnoughData
from workbench.simulate_crises import simulate_crisis

TRIGGER = pd.Timestamp("2030-01-01T00:00", tz="UTC")
HOUR = pd.Timedelta(hours=1)
RESPONSE = TRIGGER + 48 * HOUR


def stepped(step, *, level=60.0, trend=-0.2, dispersion=0.02, hours=144, seed=0):
    """Return hourly counts on a straight log line with a step at the response: no mention sets off another."""
    rng = np.random.default_rng(seed)
    hour = np.arange(hours)
    mean = level * np.exp(trend * hour / 24) * np.where(hour >= 48, 1 + step, 1)
    count = rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * mean))
    return pd.DataFrame({"time": TRIGGER + pd.to_timedelta(hour, unit="h"), "count": count})


def fit(table, **more):
    """Fit with the usual trigger and response."""
    return fit_structural(table, **({"trigger": TRIGGER, "response": RESPONSE} | more))


@pytest.mark.parametrize("step", [-0.4, 0.0, 0.6])
def test_a_planted_step_is_found_where_nothing_excites_itself(step):
    rows = [fit(stepped(step, seed=seed)).estimates.iloc[0] for seed in range(12)]
    assert np.median([row.value for row in rows]) == pytest.approx(100 * step, abs=8)
    assert sum(row.lower < 100 * step < row.upper for row in rows) >= 10


def test_on_crises_in_which_the_answer_does_nothing_it_declares_an_effect_far_too_often():
    declared = []
    for seed in range(16):
        table, truth = simulate_crisis("null", seed=seed)
        row = fit(table, trigger=truth.trigger, response=truth.response).estimates.iloc[0]
        declared.append(not row.lower <= 0 <= row.upper)
    assert np.mean(declared) > 0.3


def test_the_summary_carries_the_warning():
    result = fit(stepped(-0.4))
    row = result.estimates.iloc[0]
    assert result.summary() == (
        "The forecast says: volume in the 24 hours after the answer, against the forecast "
        f"{row.value:+.0f} % ({row.lower:+.0f} % to {row.upper:+.0f} %). That is not an effect of the answer. {TRAP}"
    )


def test_the_forecast_knows_nothing_of_what_came_after_the_answer():
    table = stepped(-0.4)
    louder = table.assign(count=table["count"].where(table["time"] < RESPONSE, table["count"] * 3))
    one, other = fit(table), fit(louder)
    pd.testing.assert_frame_equal(one.counterfactual, other.counterfactual)
    assert other.estimates["value"].iloc[0] > 50


def test_the_band_stays_above_zero_and_widens():
    path = fit(stepped(-0.4, level=3, dispersion=0.3, seed=4)).counterfactual
    assert (path["lower"] >= 0).all()
    walk = np.exp(np.cumsum(np.random.default_rng(3).normal(0, 0.2, 144)) + 4)
    wandering = stepped(0).assign(count=np.random.default_rng(4).poisson(walk))
    width = np.log(fit(wandering).counterfactual.eval("upper / lower"))
    assert width.iloc[-1] > 1.5 * width.iloc[0]


def test_another_century_changes_nothing():
    table, shift = stepped(-0.3), pd.Timedelta(days=-9000)
    moved = table.assign(time=table["time"] + shift)
    other = fit(moved, trigger=TRIGGER + shift, response=RESPONSE + shift)
    pd.testing.assert_frame_equal(fit(table).estimates, other.estimates)


def test_half_the_coverage_with_half_the_counts_is_about_the_same_crisis():
    whole = stepped(-0.4, level=400)
    half = whole.assign(count=(whole["count"] / 2).round().astype(int), coverage=0.5)
    values = [fit(table).estimates["value"].iloc[0] for table in (whole, half)]
    assert values[0] == pytest.approx(values[1], abs=3)


def test_missing_bins_are_skipped_and_told():
    table = stepped(-0.3)
    gaps = table.assign(count=table["count"].astype(float).mask(table.index.isin([5, 50, 71])))
    result = fit(gaps)
    assert "3 bins missing" in result.data_note
    assert len(result.observed) == len(result.counterfactual) == 22
    assert result.observed["value"].notna().all()


def test_a_news_event_before_the_answer_has_a_level_of_its_own():
    table = stepped(0.0, level=200, trend=0.0, dispersion=0.005)
    news = TRIGGER + 24 * HOUR
    loud = table.assign(count=table["count"] * np.where(table["time"] >= news, 2, 1))
    blind, told = fit(loud), fit(loud, events={"television": news})
    # Without it the level has to wander to get there, and the band is wide.
    widths = [result.estimates.iloc[0].upper - result.estimates.iloc[0].lower for result in (blind, told)]
    assert widths[1] < 0.6 * widths[0]
    row = told.estimates.iloc[0]
    assert row.lower < 0 < row.upper
    assert told.assumptions[1] == "Nothing else happened at the time of the answer."


@pytest.mark.parametrize("hours", [47, 60])
def test_an_event_too_late_to_be_learned_is_named(hours):
    result = fit(stepped(0), events={"television": TRIGGER + hours * HOUR})
    assert result.assumptions[1] == (
        "Nothing else happened at the time of the answer. Not modelled: television."
    )
    pd.testing.assert_frame_equal(result.estimates, fit(stepped(0)).estimates)


def test_the_same_seed_gives_the_same_band_and_the_counts_are_not_changed():
    table = stepped(-0.3)
    before = table.copy()
    pd.testing.assert_frame_equal(fit(table, seed=2).counterfactual, fit(table, seed=2).counterfactual)
    pd.testing.assert_frame_equal(table, before)


def test_the_stretch_around_the_answer_is_refused_as_by_the_interrupted_series():
    with pytest.raises(NotEnoughData) as error:
        fit(stepped(0), response=TRIGGER + 5 * HOUR)
    assert str(error.value) == (
        "Too little was collected between the beginning and the answer to know a trend: 5 hours, where 8 are needed. "
        "Received: 5 collected bins of 1 h. Allowed: at least 8. Try: use shorter bins where the messages are dated finely enough."
    )


def test_a_second_optimiser_is_tried_before_giving_up(monkeypatch):
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    expected = fit(stepped(-0.3)).estimates
    whole, tried = UnobservedComponents.fit, []

    def stubborn(self, **more):
        tried.append(more["method"])
        return whole(self, **(more | ({"maxiter": 1} if len(tried) == 1 else {})))

    monkeypatch.setattr(UnobservedComponents, "fit", stubborn)
    pd.testing.assert_frame_equal(fit(stepped(-0.3)).estimates, expected, rtol=0.05)
    assert tried == list(structural.OPTIMISERS[:2])


def test_a_fit_that_does_not_converge_gives_no_numbers(monkeypatch):
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    whole = UnobservedComponents.fit
    monkeypatch.setattr(
        UnobservedComponents, "fit", lambda self, **more: whole(self, **(more | {"maxiter": 1}))
    )
    with pytest.raises(NotEnoughData) as error:
        fit(stepped(-0.3))
    assert str(error.value) == (
        f"The structural model did not converge, so there are no numbers. Received: {stepped(-0.3)['count'].sum():,} "
        "negative mentions in 144 bins of 1 h, 2030-01-01 00:00 to 2030-01-07 00:00 UTC; no bin missing; full coverage. "
        "Allowed: a series with mentions in most bins. Try: use wider bins."
    )
