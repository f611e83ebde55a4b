"""Across cases: a planted slope is found with many cases, shrunk with few, and the power sentence is arithmetic."""

import numpy as np
import pandas as pd
import pytest

from workbench.models import across_cases
from workbench.models.across_cases import OUTCOMES, fit_across_cases, outcome_name
from workbench.problems import NotEnoughData, WorkbenchError

SLOPE, SMALLEST, CASES_15, CASES_30, SPREAD = range(5)


def planted(cases, *, slope=0.0, spread=1.0, delays=1.6, width=0.0, seed=0):
    """Return cases whose outcome follows their delay; with ``width`` the dates allow a range around it."""
    rng = np.random.default_rng(seed)
    delay = np.exp(rng.normal(2.5, delays, cases))
    days = np.exp(1 + slope * np.log(delay) + rng.normal(0, spread, cases))
    low, high = delay * (1 - width * rng.random(cases)), delay * (1 + width * rng.random(cases))
    names = [f"case-{n}" for n in range(cases)]
    return pd.DataFrame({"case": names, "delay_low": low, "delay_high": high, "days": days})


@pytest.mark.parametrize("slope", [0.4, 0.0, -0.3])
def test_with_many_cases_the_planted_slope_is_found(slope):
    fit = fit_across_cases(planted(500, slope=slope), outcome="days")
    row = fit.estimates.iloc[SLOPE]
    assert row.lower < slope < row.upper
    assert row.value == pytest.approx(slope, abs=0.06)
    assert fit.estimates.iloc[SPREAD].value == pytest.approx(1, abs=0.1)


def test_the_interval_holds_the_truth_about_as_often_as_it_says(monkeypatch):
    monkeypatch.setattr(across_cases, "SWEEPS", 1200)
    rows = [
        fit_across_cases(planted(25, slope=0.2, width=0.3, seed=s), outcome="days").estimates.iloc[SLOPE]
        for s in range(40)
    ]
    assert sum(row.lower < 0.2 < row.upper for row in rows) >= 36


def test_a_handful_of_cases_is_shrunk_towards_nothing():
    few = planted(5, slope=3.0, delays=0.5, spread=0.2, seed=3)
    least_squares = np.polyfit(np.log(few["delay_low"]), np.log(few["days"]), 1)[0]
    row = fit_across_cases(few.assign(days=few["days"] ** 1.0), outcome="days").estimates.iloc[SLOPE]
    assert 0 < row.value < 0.85 * least_squares


def test_the_power_sentence_is_the_formula():
    # 2.80 = 1.96 + 0.84; with s = 1.2 and sd(log delay) = 1.6: (2.80 * 1.2 / (0.15 * 1.6))^2 = 196.
    fit = fit_across_cases(planted(3000, spread=1.2, delays=1.6, seed=1), outcome="days")
    values = fit.estimates["value"]
    assert values[CASES_15] == pytest.approx(196, rel=0.08)
    assert values[CASES_30] == pytest.approx(values[CASES_15] / 4, rel=1e-6)
    assert values[SMALLEST] == pytest.approx(0.15 * (values[CASES_15] / 3000) ** 0.5, rel=1e-3)


def test_a_delay_known_only_as_a_range_says_less():
    sharp = planted(40, slope=0.5, spread=0.3, seed=2)
    vague = sharp.assign(delay_low=0.0, delay_high=2 * sharp["delay_high"])
    slopes = [fit_across_cases(table, outcome="days").estimates.iloc[SLOPE] for table in (sharp, vague)]
    assert slopes[1].upper - slopes[1].lower > 1.3 * (slopes[0].upper - slopes[0].lower)


def test_minutes_or_pounds_instead_of_hours_or_dollars_leave_the_slope():
    table = planted(30, slope=0.4, width=0.2, seed=4)
    scaled = table.assign(
        delay_low=table["delay_low"] * 60, delay_high=table["delay_high"] * 60, days=table["days"] * 1000
    )
    one, other = (fit_across_cases(t, outcome="days") for t in (table, scaled))
    pd.testing.assert_frame_equal(one.estimates, other.estimates, rtol=1e-6)
    assert other.line["value"].to_numpy() == pytest.approx(1000 * one.line["value"].to_numpy(), rel=1e-6)


def test_new_names_change_nothing_and_the_order_next_to_nothing():
    table = planted(30, slope=0.4, seed=4)
    fit = fit_across_cases(table, outcome="days").estimates
    renamed = table.assign(case=table["case"].str.upper())
    pd.testing.assert_frame_equal(fit_across_cases(renamed, outcome="days").estimates, fit)
    reversed_order = fit_across_cases(table.iloc[::-1], outcome="days").estimates
    pd.testing.assert_frame_equal(reversed_order, fit, rtol=0.05, atol=0.02)


def test_the_line_runs_through_the_cases_with_its_band():
    table = planted(200, slope=0.5, spread=0.5, seed=5)
    line = fit_across_cases(table, outcome="days").line
    truth = np.exp(1 + 0.5 * np.log(line["delay"]))
    assert ((line["lower"] < line["value"]) & (line["value"] < line["upper"])).all()
    assert ((line["lower"] < truth) & (truth < line["upper"])).mean() > 0.9
    assert line["delay"].iloc[0] == pytest.approx(table["delay_low"].min())
    assert line["delay"].iloc[-1] == pytest.approx(table["delay_high"].max())


def test_the_line_leaves_out_what_hardly_any_date_allows():
    line = fit_across_cases(planted(10).assign(delay_low=0.0, delay_high=30.0), outcome="days").line
    assert line["delay"].iloc[0] == pytest.approx(3)


def test_cases_without_a_delay_or_an_outcome_are_named_in_the_note():
    table = planted(8)
    table.loc[2, "delay_low"] = np.nan
    table.loc[5, "days"] = np.nan
    fit = fit_across_cases(table, outcome="days")
    assert fit.data_note == "6 cases; without case-2, case-5: no documented delay or no days"
    assert list(fit.table["case"]) == ["case-0", "case-1", "case-3", "case-4", "case-6", "case-7"]
    assert fit_across_cases(planted(8), outcome="days").data_note == "8 cases"


def test_the_summary_says_that_few_cases_cannot_tell():
    fit = fit_across_cases(planted(6, seed=7), outcome="days")
    slope, smallest, small, large = (fit.estimates.iloc[n] for n in range(4))
    assert fit.summary() == (
        f"Over 6 cases the slope of the log of days on log delay is {slope.value:.2f} ({slope.lower:.2f} to "
        f"{slope.upper:.2f}), so these cases cannot tell. With this many cases only an elasticity of "
        f"{smallest.value:.2f} or more would be found four times in five; 0.15 would need about {small.value:,.0f} "
        f"({small.lower:,.0f} to {small.upper:,.0f}) cases and 0.30 about {large.value:,.0f} ({large.lower:,.0f} to "
        f"{large.upper:,.0f})."
    )


def test_even_a_clear_slope_is_not_called_an_effect():
    fit = fit_across_cases(planted(500, slope=0.5), outcome="days")
    assert (
        "), but cases are not assigned their delays: larger crises get other answers than small ones. With"
    ) in fit.summary()


def test_outcomes_are_called_by_their_names():
    assert {name: outcome_name(name) for name in OUTCOMES} == OUTCOMES
    assert outcome_name("days_of_boycott") == "days of boycott"


def test_the_same_seed_gives_the_same_numbers_and_the_table_is_not_changed():
    table = planted(9)
    before = table.copy()
    one, two = (fit_across_cases(table, outcome="days", seed=3).estimates for _ in range(2))
    pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(table, before)


TABLE = planted(6)
REFUSED = {
    "columns": (
        TABLE.drop(columns="days"),
        WorkbenchError,
        "The table lacks days. Received: case, delay_low, delay_high. Allowed: case, delay_low, delay_high, days. "
        "Try: take the table from wb.compare_cases().",
    ),
    "twice": (
        pd.concat([TABLE, TABLE.head(1)]),
        WorkbenchError,
        "A case stands in several rows. Received: case-0. Allowed: one row a case. Try: choose one delay and one "
        "outcome for it.",
    ),
    "words": (
        TABLE.assign(days=list("ABCDEF")),
        WorkbenchError,
        "The outcome is not a number. Received: days, such as 'A'. Allowed: a column of numbers. "
        "Try: outcome='half_life_days'.",
    ),
    "zero": (
        TABLE.assign(days=[0, 1, 2, 3, 4, 5]),
        WorkbenchError,
        "An outcome is not positive, so it has no logarithm. Received: a least value of 0. Allowed: values above 0. "
        "Try: leave the case out by setting its outcome to NaN, and say why.",
    ),
    "upside down": (
        TABLE.assign(delay_low=[9, 0, -3, 0, 0, 0], delay_high=[5, 5, 5, 0, 5, 5]),
        WorkbenchError,
        "A range of delays is upside down or before the trigger. Received: case-0, case-2, case-3. Allowed: "
        "0 <= delay_low <= delay_high, and delay_high above 0, in hours. Try: take both from case.delays().",
    ),
    "few": (
        TABLE.head(4),
        NotEnoughData,
        "There are too few cases for a slope. Received: 4 with a delay and an outcome. Allowed: at least 5. "
        "Try: choose a delay definition that more cases document.",
    ),
    "empty": (
        TABLE.head(0),
        NotEnoughData,
        "There are too few cases for a slope. Received: 0 with a delay and an outcome. Allowed: at least 5. "
        "Try: choose a delay definition that more cases document.",
    ),
    "alike": (
        TABLE.assign(delay_low=4.0, delay_high=4.0),
        NotEnoughData,
        "Every case has the same delay, so there is no slope. Received: 6 cases of 4 h. Allowed: delays that differ. "
        "Try: choose another delay definition.",
    ),
    "two at once": (
        TABLE.assign(days=-1).head(3),
        WorkbenchError,
        "This table cannot be used, for 2 reasons. (1) An outcome is not positive, so it has no logarithm. Received: a "
        "least value of -1. Allowed: values above 0. Try: leave the case out by setting its outcome to NaN, and say why. "
        "(2) There are too few cases for a slope. Received: 3 with a delay and an outcome. Allowed: at least 5. "
        "Try: choose a delay definition that more cases document.",
    ),
}


@pytest.mark.parametrize(("table", "kind", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(table, kind, sentence):
    with pytest.raises(kind) as error:
        fit_across_cases(table, outcome="days")
    assert str(error.value) == sentence
