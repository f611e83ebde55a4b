"""Invented readings: the truth is beside them, and they are wrong only where the truth says so."""

import numpy as np
import pandas as pd
import pytest

from workbench.problems import WorkbenchError
from workbench.simulate import simulate_readings

COLUMNS = [
    "observation_id", "time", "time_end", "time_precision", "metric", "scope", "value", "unit", "qualifier",
    "source_id", "note",
]  # fmt: skip


@pytest.fixture(scope="module")
def many():
    table, truth = simulate_readings(2000, seed=5)
    return table.set_index("observation_id"), truth


def test_the_same_seed_invents_the_same_and_another_seed_does_not():
    first, again, other = (simulate_readings(30, seed=seed)[0] for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first["value"].equals(other["value"])


def test_the_table_has_the_columns_of_observations_and_says_that_it_is_simulated():
    table, _ = simulate_readings(30, seed=1)
    assert list(table.columns) == COLUMNS
    assert set(table["source_id"]) == set(table["scope"]) == {"simulated"}
    assert table["time"].is_monotonic_increasing or (table["time_end"] > table["time"]).all()


def test_the_true_counter_starts_at_zero_only_grows_and_ends_at_the_total_asked_for():
    _, truth = simulate_readings(10, days=20, total=1234, seed=3)
    total = truth.hours["total"]
    assert total.iloc[0] == 0
    assert total.iloc[-1] == pytest.approx(1234)
    assert (total.diff().dropna() > 0).all()
    assert len(total) == 20 * 24 + 1
    np.testing.assert_allclose(total.diff().shift(-1)[:-1], truth.hours["per_hour"][:-1])


def test_fresh_figures_keep_their_word(many):
    table, truth = many
    hours = (truth.readings["moment"] - truth.hours.index[0]) / pd.Timedelta("1h")
    seen = np.interp(hours, np.arange(len(truth.hours)), truth.hours["total"])
    fresh = truth.readings["state"] == "fresh"
    ratio = (table["value"] / seen)[fresh]
    said = table["qualifier"][fresh]
    # A figure below ten, as nobody prints it, may round to more than it is.
    large = seen[fresh] > 100
    assert (ratio[large & (said == "at_least")] <= 1 + 1e-9).all()
    assert (ratio[large & (said == "at_most")] >= 1 - 1e-9).all()
    assert ratio[large & (said == "exact")].sub(1).abs().max() < 0.01
    assert ratio[large & (said == "about")].between(0.7, 1.35).all()


def test_stale_figures_trail_the_counter_and_the_shares_are_those_asked_for(many):
    table, truth = many
    stale = truth.readings["state"] == "stale"
    late = truth.readings["counter"] > 10000
    assert (table["value"] < truth.readings["counter"])[
        stale & late & (table["qualifier"] == "at_least")
    ].all()
    share = stale.groupby(table["qualifier"]).mean()
    assert share["at_least"] == pytest.approx(0.15 * 1.5, abs=0.04)
    assert share["exact"] < 0.10
    assert (truth.readings["state"] == "wrong").mean() == pytest.approx(0.04, abs=0.02)


def test_nearly_every_fresh_figure_was_true_within_a_day_of_the_time_it_is_dated_to(many):
    table, truth = many
    fresh = truth.readings["state"] == "fresh"
    moment, day = truth.readings["moment"], pd.Timedelta("1D")
    inside = (moment >= table["time"] - day) & (moment < table["time_end"])
    assert inside[fresh].mean() > 0.97


def test_readings_of_an_honest_world_are_all_fresh():
    _, truth = simulate_readings(200, stale=0, wrong=0, seed=1)
    assert set(truth.readings["state"]) == {"fresh"}


def test_settings_that_make_no_readings_are_refused():
    with pytest.raises(WorkbenchError) as told:
        simulate_readings(0, origin="2009-07-07T02:00")
    assert str(told.value) == (
        "These settings do not make readings. Received: n=0, days=60.0, total=5000000, stale=0.15, wrong=0.04, "
        "origin='2009-07-07 02:00:00'. Allowed: n from 1, days from 2, total from 10, shares from 0 that leave "
        "something fresh, an origin with a zone. Try: simulate_readings(100, seed=1)."
    )
