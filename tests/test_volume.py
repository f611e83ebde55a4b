"""Limits of a difference: bin by bin they are those of the totals up to that bin, and without an end there are none."""

import numpy as np
import pytest

from workbench.models.volume import FEWEST_DRAWS, judge, judge_courses

BINS = 30


@pytest.fixture
def courses():
    """Two courses in 3 + 2 * 60 worlds, alike until bin 8; the effect at its limits is half and twice as strong."""
    rng = np.random.default_rng(5)
    other = np.exp(-np.arange(BINS) / 9) * rng.lognormal(4, 0.3, (123, 1))
    effect = np.concatenate([[-0.4, -0.2, -0.8], rng.normal(-0.4, 0.1, 60), np.zeros(60)])
    effect[63:] = effect[3:63]
    other[63:] = other[0]
    return other * np.where(np.arange(BINS) < 8, 1.0, np.exp(effect)[:, None]), other


def test_added_up_to_any_bin_they_are_the_limits_of_the_totals(courses):
    one, other = courses
    _, added = judge_courses(one, other)
    for last in (7, 8, 15, BINS - 1):
        part = slice(0, last + 1)
        value, lower, upper = judge(one[:, part].sum(axis=1), other[:, part].sum(axis=1))[0]
        assert tuple(added[:, last]) == pytest.approx((lower, upper))
        assert lower <= value <= upper
    assert (added[:, :8] == 0).all()


def test_what_both_courses_share_leaves_their_ratio_alone(courses):
    one, other = courses
    times, _ = judge_courses(one, other)
    assert (times[:, :8] == 1).all()
    # The worlds differ in the size of the crisis, which both courses share: only the effect's own limits are left.
    np.testing.assert_allclose(times[:, 8:].T, np.tile(np.exp([-0.8, -0.2]), (BINS - 8, 1)))
    larger = judge_courses(1000 * one, 1000 * other)[0]
    np.testing.assert_allclose(larger, times)


def test_no_scenario_takes_away_more_than_there_was(courses):
    one, other = courses
    one[2, 8:] = 0.0
    _, added = judge_courses(one, other)
    assert (added[0] >= -other[0].cumsum() - 1e-9).all()


def test_worlds_without_an_end_leave_no_limit(courses):
    one, other = courses
    one[2, 20:], other[2, 20:] = np.inf, np.inf
    times, added = judge_courses(one, other)
    np.testing.assert_allclose(added[0, 20:], -other[0].cumsum()[20:])
    assert (added[1, 20:] == np.inf).all()
    assert (times[0, 20:] == 0).all()
    assert (times[1, 20:] == np.inf).all()
    assert np.isfinite(added[:, :20]).all()


def test_a_handful_of_draws_widens_nothing(courses):
    few = [*range(3 + FEWEST_DRAWS - 1), *range(63, 63 + FEWEST_DRAWS - 1)]
    one, other = (course[few] for course in courses)
    _, added = judge_courses(one, other)
    change = (one - other).cumsum(axis=1)
    np.testing.assert_allclose(added, [change[2], change[1]])
