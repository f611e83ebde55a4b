"""The checks speak against an effect that is not there, and keep quiet about one that is."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench.counts import count_mentions
from workbench.models.bootstrap import Law
from workbench.models.checks import (
    Checks,
    minimum_effect,
    objections,
    placebo_roots,
    widened,
)
from workbench.models.memories import kernel_sensitivity
from workbench.models.residuals import goodness_of_fit
from workbench.models.rivals import SLOW, UNNAMED, rival_explanations
from workbench.models.self_exciting import fit_self_exciting
from workbench.simulate_crises import SCENARIOS, CrisisTruth, simulate_crisis
from workbench.simulate_messages import simulate_mentions


def fitted(scenario, seed, *, checks=False, **more):
    table, truth = simulate_crisis(scenario, seed=seed)
    return fit_self_exciting(
        table,
        trigger=truth.trigger,
        responses={"answer": truth.response},
        replicates=60,
        checks=checks,
        **more,
    )


@pytest.fixture(scope="module")
def cut():
    return fitted("cut30", 4, checks=True)


@pytest.fixture(scope="module")
def second():
    return fitted("null_second", 6, checks=True)


def test_a_real_effect_outranks_pretended_ones(cut):
    placebo = cut.checks.placebo
    assert len(placebo) == 24
    assert (np.abs(placebo["hours"] - 72) >= 3).all()
    assert (placebo["hours"] > 48).all()
    assert cut.checks.placebo_share(cut.inferences["answer"].root) <= 0.12


def test_an_answer_that_did_nothing_is_one_time_among_others():
    ranks = []
    for seed in range(8):
        fit = fitted("null", seed)
        placebo = placebo_roots(fit.fitted, 0)
        ranks.append((placebo["root"].abs() >= abs(fit.inferences["answer"].root)).mean())
    assert 0.25 < np.mean(ranks) < 0.85


def test_no_memory_turns_the_sign_of_a_real_effect(cut):
    kernels = cut.checks.kernels
    assert kernels["memory"].tolist() == [
        "5 time scales",
        "one time scale",
        "two time scales",
        "power law",
    ]
    assert (kernels.loc[kernels["votes"], "change"] < 0).all()
    assert kernels["log_likelihood"].max() == 0


def test_a_long_memory_rejects_a_short_one():
    truth = CrisisTruth(memory="power", shock=1500.0)
    kernels = kernel_sensitivity(fitted(truth, 3).fitted, 0).set_index("memory")
    assert not kernels.loc["one time scale", "votes"]
    assert kernels.loc["power law", "votes"]


def test_the_coincidence_is_named(second):
    assert second.verdict == "cannot tell"
    assert any(
        reason.startswith(f"{UNNAMED} explains the counts as well (about ") for reason in second.objections
    )
    row = second.checks.rivals.set_index("rival").loc[UNNAMED]
    assert 50 < row["mentions"] < 160  # 90 were planted
    assert UNNAMED in second.summary()


def test_a_documented_rival_is_named_by_its_name():
    truth = SCENARIOS["null_second"]
    fit = fitted("null_second", 6, checks=True, rivals={"evening news": truth.response})
    assert [
        reason for reason in fit.objections if reason.startswith("evening news explains the counts as well")
    ]
    assert UNNAMED not in fit.checks.rivals["rival"].tolist()


def test_declared_news_is_no_rival_any_more():
    truth = SCENARIOS["null_second"]
    fit = fitted("null_second", 6, checks=True, events={"evening news": truth.response})
    assert fit.checks.rivals["rival"].tolist() == [SLOW]
    size = fit.fitted.setting.layout.size.stop - 1
    assert np.exp(fit.fitted.found.theta[0, size]) == pytest.approx(90, rel=0.5)


def test_rivals_half_a_day_away_are_tried_and_others_not(cut):
    table = rival_explanations(cut.fitted, 0, {"near": 72 - 11.0, "far": 72 + 13.0})
    assert table["rival"].tolist() == ["near", UNNAMED, SLOW]
    assert not table["explains"].any()


def test_the_minimum_effect_shrinks_with_more_mentions():
    few, many = (fitted(scenario, 2).inferences["answer"] for scenario in ("null_small", "null"))
    assert minimum_effect(few)[0] < minimum_effect(many)[0] < 0
    assert minimum_effect(few)[1] > minimum_effect(many)[1] > 0


def test_the_fit_of_a_crisis_from_the_model_is_good():
    p_values = [
        goodness_of_fit(fitted("null", seed).fitted, rng=np.random.default_rng(seed))["p_value"].min()
        for seed in range(4)
    ]
    assert np.median(p_values) > 0.05


def test_counts_from_another_world_do_not_fit():
    table, truth = simulate_crisis("null", seed=1)
    night = np.arange(len(table)) % 24 < 12
    table["count"] = np.where(night, table["count"] // 6, table["count"] * 2)
    fit = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=40)
    assert fit.checks.fit["p_value"].min() <= 0.02
    assert "The model does not fit well (the counts jump about more than it expects)" in fit.summary()


def agreeing(root=4.0, p_value=0.001):
    """Return an inference and checks in which nothing speaks against a fall."""
    fit = fitted("cut30", 4)
    inference = fit.inferences["answer"]
    inference = replace(inference, root=-root, p_value=p_value, beta=-0.4)
    checks = Checks(
        placebo=pd.DataFrame({"hours": np.arange(24.0), "root": np.linspace(-1, 1, 24)}),
        kernels=pd.DataFrame(
            {
                "memory": ["five", "one"],
                "change": [-0.3, -0.2],
                "log_likelihood": [0, -1],
                "votes": [True, True],
            }
        ),
        rivals=pd.DataFrame(columns=["rival", "hours", "change", "root", "mentions", "gain", "explains"]),
        fit=pd.DataFrame({"statistic": ["spread"], "observed": [1.0], "typical": [1.0], "p_value": [0.5]}),
        minimum=(-0.2, 0.25),
        triggers=pd.DataFrame(
            {"hours": [-3.0, 0.0, 1.0], "change": [-0.2, -0.3, -0.4], "root": [-3.0, -root, -5.0],
             "gain": [-9.0, 0.0, -9.0], "supported": [False, True, False]}
        ),
    )  # fmt: skip
    return replace(inference, lower=-0.6, upper=-0.2, law=Law(0.0, 1.0)), checks


def test_each_check_alone_can_stop_the_sentence():
    inference, checks = agreeing()
    assert objections(inference, checks) == []
    assert objections(replace(inference, p_value=0.2), checks) == [
        "chance alone gives as much in 20% of crises like this one"
    ]
    loud = replace(checks, placebo=pd.DataFrame({"hours": np.arange(24.0), "root": np.linspace(-9, 9, 24)}))
    assert objections(inference, loud) == [
        "an answer pretended at other times looks as strong at 14 of 24 times"
    ]
    turned = checks.kernels.assign(change=[-0.3, 0.1])
    assert objections(inference, replace(checks, kernels=turned)) == [
        "with the memory 'one' the fall turns into +10 %"
    ]
    rejected = turned.assign(votes=[True, False])
    assert objections(inference, replace(checks, kernels=rejected)) == []
    rival = pd.DataFrame([("film", -3.0, 0.0, 0.1, 90.0, 6.0, True)], columns=checks.rivals.columns)
    assert objections(inference, replace(checks, rivals=rival)) == [
        "film explains the counts as well (about 90 mentions, 3 h before the answer)"
    ]
    for times, said in (
        (0, "there is no other time"),
        (1, "there is 1 other time"),
        (5, "there are 5 other times"),
    ):
        few = replace(checks, placebo=checks.placebo.iloc[:times])
        assert objections(inference, few) == [f"{said} to compare with, too few to stand out among"]
    slow = pd.DataFrame([(SLOW, -20.0, -0.1, 0.9, 190.4, 9.0, True)], columns=checks.rivals.columns)
    assert objections(inference, replace(checks, rivals=slow)) == [
        "news that went on arriving after the trigger explains the counts as well (about 190 mentions)"
    ]
    for gain, root, said in (
        ([9.0, 0.0, -9.0], [-3.0, -4.0, -5.0],
         ["the counts fit a beginning 3 h earlier or more better than the stated one, so they do not show when it began"]),
        ([-9.0, 0.0, 9.0], [-3.0, -4.0, -1.0], ["the counts fit a beginning 1 h later better, and there the change is -40 %"]),
        ([-9.0, 0.0, 1.0], [-3.0, -4.0, -1.0], ["it does not stand at every moment at which the crisis can have begun"]),
        ([-9.0, 0.0, 9.0], [-3.0, -4.0, -5.0], []),
    ):  # fmt: skip
        moved = checks.triggers.assign(gain=gain, root=root, supported=[g > max(gain) - 2 for g in gain])
        assert objections(inference, replace(checks, triggers=moved)) == said
        unsure = replace(inference, p_value=0.2)
        assert objections(unsure, replace(checks, triggers=moved)) == [
            "chance alone gives as much in 20% of crises like this one"
        ]
    wide = replace(inference, upper=0.1)
    assert objections(wide, checks) == ["the interval of its effect contains no effect at all"]


def test_an_interval_holds_every_memory_with_a_vote_and_every_moment_the_counts_support():
    inference, checks = agreeing()
    votes = checks.kernels.assign(change=np.expm1([-0.7, 2.0]), votes=[True, False])
    moved = checks.triggers.assign(
        change=np.expm1([0.5, -0.4, -0.1]), gain=[-9.0, 0.0, 1.0], supported=[False, True, True]
    )
    wide = widened(inference, votes, moved)
    assert (wide.lower, wide.upper) == pytest.approx((-0.7, -0.2 + 0.3))
    none = widened(inference, votes.assign(votes=False), moved.assign(supported=False))
    assert (none.lower, none.upper) == (inference.lower, inference.upper)


def test_a_trigger_stated_too_late_makes_no_claim():
    calmed = 0
    for seed in range(6):
        table, truth = simulate_crisis("null", rng=np.random.default_rng([778, seed]))
        late = truth.trigger + pd.Timedelta(hours=1)
        fit = fit_self_exciting(table, trigger=late, responses=truth.response, replicates=40)
        best = fit.checks.triggers.set_index("hours")["gain"].idxmax()
        assert -1.25 <= best <= -0.75
        calmed += fit.verdict != "cannot tell"
        row = fit.estimates.iloc[0]
        assert row["lower"] < 0 < row["upper"]
    assert calmed == 0


def test_news_that_rises_over_hours_is_not_taken_for_an_answer():
    claimed = named = 0
    for seed in range(4):
        messages, truth = simulate_mentions(
            seed=1000 + seed, before_days=4, after_days=7, response_hours=20.0, rise_hours=3.0
        )
        counts = count_mentions(messages, by=(), where={"stance": "negative"}, measures=())
        fit = fit_self_exciting(
            counts[["time", "count"]], trigger=truth.trigger, responses=truth.response, replicates=40
        )
        claimed += fit.verdict != "cannot tell"
        named += any(reason.startswith("news that went on arriving") for reason in fit.objections)
    assert claimed <= 1
    assert named >= 2


def test_what_was_collected_in_part_is_filled_and_not_multiplied():
    table, truth = simulate_crisis("cut30", rng=np.random.default_rng([88, 1]))
    part = table.assign(
        count=np.random.default_rng(1).binomial(table["count"].astype(int), 0.25).astype(float), coverage=0.25
    )
    fit = fit_self_exciting(part, trigger=truth.trigger, responses=truth.response, replicates=40)
    filled = fit.fitted.filled()
    # A quiet bin with one collected message holds nothing like four.
    assert np.var(filled - table["count"]) < 0.8 * np.var(part["count"] / 0.25 - table["count"])
    assert any(reason.startswith("only 25% of what was written") for reason in fit.objections)
    assert "could have shown" not in fit.summary()


def test_missing_bins_leave_no_residual_and_no_warning(recwarn):
    table, truth = simulate_crisis("null", seed=2)
    table = table.assign(coverage=1.0)
    table.loc[100:110, ["count", "coverage"]] = [np.nan, 0.0]
    fit = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=20)
    assert fit.checks.fit["observed"].notna().all()
    assert [str(warning.message) for warning in recwarn if "divide" in str(warning.message)] == []
