"""Before and after: right where nothing bends by itself, and fooled by every crisis."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.problems import NotEnoughData

TRIGGER = pd.Timestamp("2030-01-01T00:00", tz="UTC")
RESPONSE = TRIGGER + pd.Timedelta(hours=48)


def flat(step, *, level=20.0, seed=0, coverage=None):
    """Return independent hourly counts around a level that a response changes."""
    hour = np.arange(120)
    mean = level * (1 + step * (hour >= 48)) * (1 if coverage is None else coverage)
    table = pd.DataFrame({"time": TRIGGER + pd.to_timedelta(hour, unit="h"),
                          "count": np.random.default_rng(seed).poisson(mean)})  # fmt: skip
    return table if coverage is None else table.assign(coverage=coverage)


def fit(table, **more):
    """Fit with the usual trigger and response."""
    return wb.fit_before_after(table, **({"trigger": TRIGGER, "response": RESPONSE} | more))


@pytest.mark.parametrize("step", [-0.4, 0.0, 0.5])
def test_a_planted_step_between_flat_days_is_found_with_the_coverage_promised(step):
    rows = [fit(flat(step, seed=seed)).estimates.iloc[0] for seed in range(200)]
    assert np.mean([row["value"] for row in rows]) == pytest.approx(100 * step, abs=2)
    held = np.mean([row["lower"] < 100 * step < row["upper"] for row in rows])
    assert 0.91 < held < 0.99


def test_hours_collected_in_part_count_in_part():
    share = np.where(np.arange(120) % 2, 0.25, 1.0)
    rows = [fit(flat(-0.4, coverage=share, seed=seed)).estimates["value"].iloc[0] for seed in range(60)]
    assert np.mean(rows) == pytest.approx(-40, abs=3)


def test_a_crisis_that_nobody_changed_is_credited_to_the_answer():
    crises = [wb.simulate_crisis("null", seed=seed) for seed in range(20)]
    rows = [
        wb.fit_before_after(t, trigger=x.trigger, response=x.response).estimates.iloc[0] for t, x in crises
    ]
    assert all(row["upper"] < -50 for row in rows)


def test_the_figure_draws_the_level_of_the_day_before():
    table = flat(0.0, seed=1)
    result = fit(table)
    level = table["count"].iloc[24:48].mean()
    assert result.counterfactual["value"].tolist() == pytest.approx([level] * 24)
    assert result.observed["value"].tolist() == table["count"].iloc[48:72].tolist()
    assert "Before and after" in result.plot().title_sentence


def test_a_side_without_mentions_is_refused():
    table = flat(0.0)
    table.loc[48:72, "count"] = 0
    before = table["count"].iloc[24:48].sum()
    with pytest.raises(NotEnoughData) as refusal:
        fit(table)
    assert str(refusal.value) == (
        f"A ratio needs mentions on both sides of the answer. Received: {before:,} before and 0 after. Allowed: at "
        "least 1 on each side. Try: collect those hours, or describe the case without a model."
    )
