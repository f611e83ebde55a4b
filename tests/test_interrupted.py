"""The interrupted time series: right where its world is true, and fooled by a crisis that decays by itself."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.models import interrupted
from workbench.models.interrupted import fit_interrupted
from workbench.models.textbook import TRAP
from workbench.problems import NotEnoughData, TooCoarse, WorkbenchError
from workbench.simulate_crises import simulate_crisis

LEVEL, VOLUME = 0, 1
TRIGGER = pd.Timestamp("2030-01-01T00:00", tz="UTC")
RESPONSE = TRIGGER + pd.Timedelta(hours=48)


def stepped(step, *, level=40.0, trend=-0.3, dispersion=0.05, hours=144, seed=0, slope=0.0):
    """Return hourly counts on a straight log line with a step at the response: no mention sets off another."""
    rng = np.random.default_rng(seed)
    hour = np.arange(hours)
    days = hour / 24
    after = hour >= 48
    mean = level * np.exp(trend * days + after * (np.log1p(step) + slope * (days - 2)))
    count = rng.negative_binomial(1 / dispersion, 1 / (1 + dispersion * mean))
    return pd.DataFrame({"time": TRIGGER + pd.to_timedelta(hour, unit="h"), "count": count})


def fit(table, **more):
    """Fit with the usual trigger and response."""
    return fit_interrupted(table, **({"trigger": TRIGGER, "response": RESPONSE} | more))


@pytest.mark.parametrize("step", [-0.35, 0.0, 0.5])
def test_a_planted_step_is_found_where_nothing_excites_itself(step):
    rows = [fit(stepped(step, seed=seed)).estimates for seed in range(30)]
    for place in (LEVEL, VOLUME):
        chosen = [table.iloc[place] for table in rows]
        assert np.mean([row.value for row in chosen]) == pytest.approx(100 * step, abs=6)
        assert sum(row.lower < 100 * step < row.upper for row in chosen) >= 27


def test_trend_and_its_change_are_found_as_well():
    terms = fit(stepped(-0.2, slope=0.4, dispersion=0.002, level=900, seed=1)).estimates.set_index("term")[
        "value"
    ]
    assert terms["trend per day"] == pytest.approx(-0.3, abs=0.05)
    assert terms["change of trend per day"] == pytest.approx(0.4, abs=0.1)
    assert terms["change of level"] == pytest.approx(np.log(0.8), abs=0.1)


def test_on_crises_in_which_the_answer_does_nothing_it_declares_an_effect_far_too_often():
    declared = []
    for seed in range(20):
        table, truth = simulate_crisis("null", seed=seed)
        row = fit(table, trigger=truth.trigger, response=truth.response).estimates.iloc[LEVEL]
        declared.append(not row.lower <= 0 <= row.upper)
    # A method that kept its word would declare one in twenty.
    assert np.mean(declared) > 0.5


def test_the_summary_carries_the_warning_that_the_trap_deserves():
    table, truth = simulate_crisis("null", seed=1)
    result = fit(table, trigger=truth.trigger, response=truth.response)
    row = result.estimates.iloc[LEVEL]
    assert result.headline() == (
        f"level at the answer, against the trend before it {row.value:+.0f} % ({row.lower:+.0f} % to {row.upper:+.0f} %)"
    )
    assert result.summary() == (
        f"The regression says: {result.headline()}. That is not an effect of the answer. {TRAP}"
    )
    assert TRAP == (
        "The trend before the answer is drawn on as if the crisis would have followed it. A crisis follows no line: "
        "whatever bend it takes by itself is credited to the answer, or blamed on it (notebook 10 shows how often)."
    )


def test_the_result_holds_what_a_figure_needs():
    table = stepped(-0.3)
    result = fit(table)
    assert (len(result.before), len(result.observed), len(result.counterfactual)) == (48, 24, 24)
    assert result.before["time"].iloc[0] == TRIGGER
    assert (
        result.observed["time"].iloc[0]
        == result.counterfactual["time"].iloc[0]
        == result.response
        == RESPONSE
    )
    assert result.observed["value"].tolist() == table["count"].iloc[48:72].tolist()
    path = result.counterfactual
    assert ((path["lower"] < path["value"]) & (path["value"] < path["upper"])).all()
    assert result.bin_hours == 1
    assert result.estimates["term"].iloc[VOLUME] == (
        "volume in the 24 hours after the answer, against the trend before it"
    )


def test_the_counterfactual_is_the_line_before_the_answer_drawn_on():
    result = fit(stepped(-0.5, dispersion=0.001, level=400, seed=2))
    hour = np.arange(48, 72)
    assert result.counterfactual["value"].to_numpy() == pytest.approx(
        400 * np.exp(-0.3 * hour / 24), rel=0.08
    )


def test_simulated_counts_are_called_simulated():
    table, truth = simulate_crisis("null", seed=1)
    note = fit(table, trigger=truth.trigger, response=truth.response).data_note
    assert note.startswith("simulated: ")
    assert fit(stepped(0)).data_note.startswith(
        f"{stepped(0)['count'].sum():,} negative mentions in 144 bins"
    )


def test_another_century_and_zone_change_nothing():
    table = stepped(-0.3)
    shift = pd.Timedelta(days=-9000)
    moved = table.assign(time=(table["time"] + shift).dt.tz_convert("America/New_York"))
    other = fit(moved, trigger=TRIGGER + shift, response=(RESPONSE + shift).tz_convert("Asia/Tokyo"))
    pd.testing.assert_frame_equal(fit(table).estimates, other.estimates)


def test_half_the_coverage_with_half_the_counts_is_the_same_crisis():
    whole = stepped(-0.3, level=400, dispersion=0.002)
    half = whole.assign(count=np.random.default_rng(0).binomial(whole["count"], 0.5), coverage=0.5)
    one, other = (fit(table).estimates.set_index("term")["value"] for table in (whole, half))
    assert other["level at trigger"] == pytest.approx(one["level at trigger"], abs=0.05)
    assert other.iloc[LEVEL] == pytest.approx(one.iloc[LEVEL], abs=5)


def test_what_comes_before_the_trigger_does_not_matter():
    table = stepped(-0.3)
    earlier = pd.DataFrame({"time": TRIGGER - pd.to_timedelta(np.arange(30, 0, -1), unit="h"), "count": 99})
    pd.testing.assert_frame_equal(fit(pd.concat([earlier, table])).estimates, fit(table).estimates)


def test_missing_bins_are_skipped_and_told():
    table = stepped(-0.3)
    gaps = table.assign(count=table["count"].astype(float).mask(table.index.isin([5, 50, 51])))
    result = fit(gaps)
    assert "141 bins of 1 h" in result.data_note
    assert "3 bins missing" in result.data_note
    assert (len(result.before), len(result.observed)) == (47, 22)
    assert result.estimates["term"].iloc[VOLUME].startswith("volume in the 22 hours after the answer")
    pd.testing.assert_frame_equal(fit(gaps.dropna()).estimates, result.estimates)


def test_a_news_event_has_a_level_of_its_own():
    table = stepped(0.0, dispersion=0.01, level=200)
    news = TRIGGER + pd.Timedelta(hours=44)
    loud = table.assign(count=table["count"] * np.where(table["time"] >= news, 2, 1))
    blind = fit(loud).estimates.iloc[LEVEL]
    assert blind.lower > 0
    told = fit(loud, events={"television": news}).estimates.set_index("term")
    assert told.loc["level after television", "value"] == pytest.approx(np.log(2), abs=0.1)
    assert told["lower"].iloc[LEVEL] < 0 < told["upper"].iloc[LEVEL]


def test_a_response_within_a_bin_counts_from_the_next_bin_on():
    late = fit(stepped(-0.3), response=RESPONSE - pd.Timedelta(minutes=20))
    pd.testing.assert_frame_equal(late.estimates, fit(stepped(-0.3)).estimates)


def test_the_same_seed_gives_the_same_interval_and_the_counts_are_not_changed():
    table = stepped(-0.3)
    before = table.copy()
    pd.testing.assert_frame_equal(fit(table, seed=3).estimates, fit(table, seed=3).estimates)
    pd.testing.assert_frame_equal(table, before)


def test_documented_counts_can_be_taken_as_they_are_shipped():
    table = wb.load_series("united-3411-hourly")
    assert len(table) > 0


HOUR = pd.Timedelta(hours=1)
REFUSED = {
    "soon answered": (
        stepped(0),
        {"response": TRIGGER + 5 * HOUR},
        NotEnoughData,
        "Too little was collected between the beginning and the answer to know a trend: 5 hours, where 8 are needed. "
        "Received: 5 collected bins of 1 h. Allowed: at least 8. Try: use shorter bins where the messages are dated finely enough.",
    ),
    "gap after": (
        stepped(0).assign(count=lambda t: t["count"].astype(float).mask(t.index.isin(range(48, 72)))),
        {},
        NotEnoughData,
        "Nobody collected anything in the 24 hours after the response. Received: 24 missing bins of 1 h. Allowed: at "
        "least one collected bin. Try: collect those hours, or describe the case without a model.",
    ),
    "outside": (
        stepped(0),
        {"response": TRIGGER + 900 * HOUR},
        WorkbenchError,
        "The response lies outside the counts. Received: 2030-02-07T12:00:00+00:00; counts from "
        "2030-01-01T00:00:00+00:00 to 2030-01-07T00:00:00+00:00. Allowed: a moment inside the counted span. "
        "Try: check the zone of the time, or count a longer stretch.",
    ),
    "zero": (
        stepped(0).assign(count=0),
        {},
        NotEnoughData,
        "Every count is zero. Received: 0 mentions in 144 bins. Allowed: at least 50 mentions. Try: check the filter "
        "that chose the negative mentions; a bin nobody collected is NaN, not 0.",
    ),
    "no zone": (
        stepped(0),
        {"response": "2030-01-03T00:00"},
        WorkbenchError,
        "The time of the response has no zone. Received: '2030-01-03T00:00'. Allowed: a time with its offset from UTC. "
        "Try: '2030-01-03T00:00:00Z' if that clock was UTC.",
    ),
    "columns": (
        stepped(0).rename(columns={"count": "n"}),
        {},
        WorkbenchError,
        "The table lacks count. Received: time, n. Allowed: time (start of the bin), count, and optionally coverage. "
        "Try: rename the columns.",
    ),
}


@pytest.mark.parametrize(("table", "more", "kind", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_counts_that_cannot_be_used_are_refused_in_a_sentence(table, more, kind, sentence):
    with pytest.raises(kind) as error:
        fit(table, **more)
    assert str(error.value) == sentence


def test_bins_coarser_than_the_memory_are_refused():
    weekly = pd.DataFrame({"time": TRIGGER + pd.to_timedelta(np.arange(40) * 168, unit="h"), "count": 30})
    with pytest.raises(TooCoarse):
        fit(weekly, response=TRIGGER + 20 * 168 * HOUR)


def test_a_fit_that_does_not_converge_gives_no_numbers(monkeypatch):
    from statsmodels.discrete.discrete_model import NegativeBinomial

    whole = NegativeBinomial.fit
    monkeypatch.setattr(NegativeBinomial, "fit", lambda self, **more: whole(self, **(more | {"maxiter": 1})))
    with pytest.raises(NotEnoughData) as error:
        fit(stepped(-0.3))
    assert str(error.value) == (
        f"The regression did not converge, so there are no numbers. Received: {stepped(-0.3)['count'].sum():,} negative "
        "mentions in 144 bins of 1 h, 2030-01-01 00:00 to 2030-01-07 00:00 UTC; no bin missing; full coverage. Allowed: a "
        "series with mentions in most bins. Try: use wider bins."
    )
    assert interrupted.DRAWS > 0


def test_counts_without_any_extra_spread_are_fitted_as_well():
    # The dispersion ends at its edge, where the usual optimiser says that it did not converge.
    table, truth = simulate_crisis("cut30", seed=2)
    row = fit(table, trigger=truth.trigger, response=truth.response).estimates.iloc[LEVEL]
    assert row.lower < row.value < row.upper < 0
