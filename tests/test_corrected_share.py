"""The corrected share: intervals that hold a planted truth, at low and high prevalence, with few labels."""

import numpy as np
import pytest

from workbench.models import corrected_share as module
from workbench.models.corrected_share import share_by_other_labels, share_by_own_labels

#: What a scorer says of a negative and of any other message: negative, neutral, positive.
OF_NEGATIVE, OF_OTHERS = (0.52, 0.19, 0.29), (0.09, 0.27, 0.64)
REPEATS = 300


@pytest.fixture(autouse=True)
def fewer_draws(monkeypatch):
    """Draw fewer, because everything is repeated hundreds of times."""
    monkeypatch.setattr(module, "DRAWS", 2000)


def one_sample(prevalence, labels, by_class, rng, messages=5000):
    """Draw scored messages with planted truth, label some, and return the counts per class."""
    truth = rng.random(messages) < prevalence
    scored = np.where(truth, rng.choice(3, messages, p=OF_NEGATIVE), rng.choice(3, messages, p=OF_OTHERS))
    if by_class:
        parts = [rng.permutation(np.flatnonzero(scored == k))[: labels // 3] for k in range(3)]
        chosen = np.concatenate(parts)
    else:
        chosen = rng.permutation(messages)[:labels]
    count = lambda of: np.bincount(of, minlength=3).astype(float)  # noqa: E731
    return count(scored), count(scored[chosen]), count(scored[chosen][truth[chosen]])


@pytest.mark.parametrize("by_class", [True, False], ids=["by class", "at random"])
@pytest.mark.parametrize("prevalence", [0.02, 0.1, 0.5, 0.9, 0.97])
def test_with_own_labels_the_interval_holds_the_planted_share(prevalence, by_class):
    rng = np.random.default_rng(7)
    held, middle = [], []
    for _ in range(REPEATS):
        posterior = share_by_own_labels(*one_sample(prevalence, 120, by_class, rng), 0, rng)
        value, low, high = posterior.shares(0.95)
        held.append(low <= prevalence <= high)
        middle.append(value)
    # 95 promised; 300 repeats leave a standard error of 1.3.
    assert np.mean(held) >= 0.915
    assert np.mean(middle) == pytest.approx(prevalence, abs=0.012)


@pytest.mark.parametrize("prevalence", [0.05, 0.5])
def test_sixty_labels_give_a_wider_interval_that_still_holds(prevalence):
    rng = np.random.default_rng(8)
    rows = [
        share_by_own_labels(*one_sample(prevalence, 60, True, rng), 0, rng).shares(0.95)
        for _ in range(REPEATS)
    ]
    assert np.mean([low <= prevalence <= high for _, low, high in rows]) >= 0.915
    more = share_by_own_labels(*one_sample(prevalence, 600, True, rng), 0, rng).shares(0.95)
    assert np.mean([high - low for _, low, high in rows]) > 2 * (more[2] - more[1])


def test_precision_and_recall_are_those_of_the_messages_though_the_sample_was_drawn_by_class():
    rng = np.random.default_rng(9)
    found = [share_by_own_labels(*one_sample(0.4, 900, True, rng), 0, rng) for _ in range(20)]
    assert np.mean([np.median(p.recall) for p in found]) == pytest.approx(0.52, abs=0.02)
    precision = 0.4 * 0.52 / (0.4 * 0.52 + 0.6 * 0.09)
    assert np.mean([np.median(p.precision) for p in found]) == pytest.approx(precision, abs=0.02)


@pytest.mark.parametrize("labels", [60, 3000])
@pytest.mark.parametrize("prevalence", [0.0, 0.05, 0.5, 0.95, 1.0])
def test_with_error_rates_from_elsewhere_the_interval_holds_the_planted_share(prevalence, labels):
    rng = np.random.default_rng(10)
    held = []
    for _ in range(REPEATS):
        negative = rng.binomial(labels, 0.6)
        hits, alarms = rng.binomial(negative, 0.52), rng.binomial(labels - negative, 0.09)
        truly = rng.binomial(2000, prevalence)
        flagged = rng.binomial(truly, 0.52) + rng.binomial(2000 - truly, 0.09)
        rates = (hits, negative - hits, alarms, labels - negative - alarms)
        posterior = share_by_other_labels(flagged, 2000, *rates, rng)
        if posterior.kept >= 0.01:
            _, low, high = posterior.shares(0.95)
            held.append(low <= prevalence <= high)
    assert np.mean(held) >= 0.915
    # What is refused because the rates cannot be is rare where they are right.
    assert len(held) >= 0.97 * REPEATS


def test_a_scorer_that_hardly_tells_says_hardly_anything():
    rng = np.random.default_rng(11)
    good = share_by_other_labels(300, 1000, 520, 480, 90, 910, rng).shares(0.95)
    poor = share_by_other_labels(300, 1000, 340, 660, 290, 710, rng).shares(0.95)
    assert good[2] - good[1] < 0.2
    # The correction explodes: almost everything is possible.
    assert poor[2] - poor[1] > 0.8


def test_more_false_alarms_than_flags_leave_nothing_possible():
    posterior = share_by_other_labels(10, 1000, 520, 480, 90, 910, np.random.default_rng(12))
    assert posterior.kept < 0.01


def test_where_nobody_saw_a_negative_message_zero_is_possible_and_recall_unknown():
    rng = np.random.default_rng(13)
    sizes, labelled = np.array([100.0, 500.0]), np.array([30.0, 30.0])
    none = share_by_own_labels(sizes, labelled, np.zeros(2), 0, rng)
    assert none.shares(0.95)[1] == 0
    assert np.isnan(none.recall).all()
    every = share_by_own_labels(sizes, labelled, labelled, 0, rng)
    assert every.shares(0.95)[2] == 1


def test_weighted_draws_give_the_quantiles_of_the_weights():
    from workbench.models.corrected_share import Posterior

    of = np.linspace(0, 1, 10_001)
    weight = np.where(of < 0.5, 3.0, 1.0)
    nothing = np.zeros_like(of)
    three = Posterior(of, nothing, nothing, weight / weight.sum()).three(of, 0.9)
    assert three == pytest.approx((1 / 3, 1 / 30, 0.9), abs=1e-3)
