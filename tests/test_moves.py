"""An answer that is moved quickly says the same as the what-if that takes its time."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench.models.moves import Movable
from workbench.models.self_exciting import fit_self_exciting
from workbench.models.what_if import what_if
from workbench.simulate_crises import simulate_crisis


@pytest.fixture(scope="module")
def fit():
    table, truth = simulate_crisis("cut30", seed=4)
    when = {"apology": truth.response, "refund": truth.response + pd.Timedelta("12h")}
    return fit_self_exciting(table, trigger=truth.trigger, responses=when, replicates=60, checks=False)


@pytest.mark.parametrize("change", [None, -0.2, "herhausen-2019"])
@pytest.mark.parametrize("response", [None, "refund"])
def test_every_number_is_that_of_the_what_if(fit, change, response):
    movable = Movable.of(fit, response, change)
    for hours in (0.5, 6.0, 72.0, math.inf):
        move = movable.to(hours)
        slow = what_if(
            fit, delay=None if math.isinf(hours) else hours, change=change, response=response, bands=False
        )
        e3, share, expected = (slow.estimates.iloc[row] for row in range(3))
        assert (move.difference, move.lower, move.upper) == pytest.approx(
            tuple(e3[["value", "lower", "upper"]])
        )
        assert 100 * move.share == pytest.approx(share["value"])
        assert move.expected == pytest.approx(expected["value"])
        assert move.trouble == slow.trouble
        np.testing.assert_allclose(move.path, slow.path["scenario"])
        np.testing.assert_allclose(movable.path, slow.path["as_answered"])
        limits = slow.path[["added_lower", "added_upper"]].iloc[movable.after].to_numpy().T
        np.testing.assert_allclose(move.added, limits)
        if not move.trouble:
            assert tuple(move.added[:, -1]) == pytest.approx((move.lower, move.upper))
    assert movable.source.said == slow.source


def test_the_delay_there_was_changes_nothing(fit):
    movable = Movable.of(fit)
    move = movable.to(movable.true_hours)
    assert (move.difference, move.lower, move.upper) == (0, 0, 0)
    assert (move.times == 1).all()
    assert (move.added == 0).all()


def test_where_no_number_can_be_given_there_are_no_limits(fit):
    move = replace(Movable.of(fit), close=30.0).to(6)
    assert move.trouble
    assert np.isnan(move.times).all()
    assert np.isnan(move.added).all()


def test_the_steps_hold_the_delay_there_was_and_end_with_never(fit):
    steps = Movable.of(fit).steps()
    assert steps[:-1] == sorted(set(steps[:-1]))
    assert 24.0 in steps
    assert steps[-1] == math.inf
    # An answer at the very end of the counts would be the same as none.
    assert max(steps[:-1]) < fit.horizon_hours
    refund = Movable.of(fit, "refund").steps()
    assert refund.count(36.0) == 1


def test_the_frame_is_the_counts_with_the_course_as_it_was(fit):
    frame, path = Movable.of(fit).frame(), what_if(fit, delay=6, bands=False).path
    pd.testing.assert_frame_equal(frame, path[frame.columns])
