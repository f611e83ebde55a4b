"""A planted crisis wears the clock, the size and the holes of the real one."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.simulate_holes import simulate_like

REAL = wb.case_counts("united-3411", end="2017-04-18T00:00Z")
QUESTION = wb.case_question("united-3411", "first_apology")
WHEN = {"trigger": QUESTION["trigger"], "response": QUESTION["responses"]["first apology"]}


@pytest.mark.parametrize("news", ["short", "lasting"])
def test_holes_coverage_and_size_are_those_of_the_real_series(news):
    table, _ = simulate_like(REAL, **WHEN, news=news, seed=1)
    pd.testing.assert_series_equal(table["time"], REAL["time"], check_dtype=False)
    assert table["count"].isna().tolist() == REAL["count"].isna().tolist()
    np.testing.assert_allclose(table["coverage"], REAL["coverage"])
    assert table["count"].sum() == pytest.approx(REAL["count"].sum(), rel=0.1)
    assert table.attrs["simulated"] is True


def test_the_clock_is_the_real_one():
    table, truth = simulate_like(REAL, **WHEN, change=-0.3)
    delay = (WHEN["response"] - WHEN["trigger"]) / pd.Timedelta(hours=1)
    assert truth.e1 == pytest.approx(-0.3)
    assert truth.delay_hours == pytest.approx(delay)
    peak = table.loc[table["count"].idxmax(), "time"]
    assert pd.Timedelta(0) <= peak - WHEN["trigger"].floor("h") < pd.Timedelta(hours=30)


def test_without_holes_nothing_is_missing():
    table, _ = simulate_like(REAL, **WHEN, holes=False)
    assert table["count"].notna().all()
    assert (table["coverage"] == 1).all()
    assert table["count"].sum() > 3 * REAL["count"].sum()


def test_the_same_seed_is_the_same_crisis_and_another_is_not():
    one, two, other = (simulate_like(REAL, **WHEN, seed=seed)[0]["count"] for seed in (1, 1, 2))
    pd.testing.assert_series_equal(one, two)
    assert not one.equals(other)


def test_the_real_table_is_left_alone():
    before = REAL.copy(deep=True)
    simulate_like(REAL, **WHEN)
    pd.testing.assert_frame_equal(REAL, before)


@pytest.mark.parametrize(
    ("settings", "error", "sentence"),
    [
        (
            {"news": "shrt"},
            WorkbenchError,
            "This kind of news is not known. Received: 'shrt'. Allowed: short, lasting. Try: did you mean 'short'?",
        ),
        (
            {"change": 0.5},
            WorkbenchError,
            "A planted change must leave a crisis that ends. Received: change=0.5. Allowed: -1 to 0.24, such as -0.3 for "
            "thirty per cent fewer further mentions. Try: change=-0.3.",
        ),
        (
            {"trigger": pd.Timestamp("2016-01-01T00:00Z")},
            WorkbenchError,
            "The trigger lies outside the counts. Received: 2016-01-01T00:00:00+00:00; counts from 2017-04-07T05:00:00+00:00 "
            "to 2017-04-17T23:00:00+00:00. Allowed: a moment inside the counted span. Try: the trigger and the response of "
            "the same case.",
        ),
    ],
)
def test_what_cannot_be_planted_is_refused(settings, error, sentence):
    with pytest.raises(error) as caught:
        simulate_like(REAL, **{**WHEN, **settings})
    assert str(caught.value) == sentence


def test_counts_without_a_mention_have_no_size():
    with pytest.raises(NotEnoughData) as caught:
        simulate_like(REAL.assign(count=0.0), **WHEN)
    assert str(caught.value) == (
        "The real counts hold no mention, so a simulated crisis cannot be of their size. Received: 0 mentions. "
        "Allowed: at least 1. Try: wb.simulate_crisis for a crisis of a size of your own."
    )
