"""The checks speak against an effect that is not there, and keep quiet about one that is."""

import numpy as np
import pandas as pd
import pytest

from workbench.models.checks import (
    Checks,
    minimum_effect,
    objections,
    placebo_roots,
)
from workbench.models.memories import kernel_sensitivity
from workbench.models.residuals import goodness_of_fit
from workbench.models.rivals import UNNAMED, rival_explanations
from workbench.models.self_exciting import fit_self_exciting
from workbench.simulate_crises import SCENARIOS, CrisisTruth, simulate_crisis


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
    assert fit.checks.rivals.empty
    size = fit.fitted.setting.layout.size.stop - 1
    assert np.exp(fit.fitted.found.theta[0, size]) == pytest.approx(90, rel=0.5)


def test_rivals_half_a_day_away_are_tried_and_others_not(cut):
    table = rival_explanations(cut.fitted, 0, {"near": 72 - 11.0, "far": 72 + 13.0})
    assert table["rival"].tolist() == ["near", UNNAMED]
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
    assert "The fit leaves more over than it should" in fit.summary()


def agreeing(root=4.0, p_value=0.001):
    """Return an inference and checks in which nothing speaks against a fall."""
    fit = fitted("cut30", 4)
    inference = fit.inferences["answer"]
    from dataclasses import replace

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
    )
    return inference, checks


def test_each_check_alone_can_stop_the_sentence():
    from dataclasses import replace

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
    assert objections(inference, replace(checks, kernels=turned)) == ["the sign turns with one (+10 %)"]
    rejected = turned.assign(votes=[True, False])
    assert objections(inference, replace(checks, kernels=rejected)) == []
    rival = pd.DataFrame([("film", -3.0, 0.0, 0.1, 90.0, 6.0, True)], columns=checks.rivals.columns)
    assert objections(inference, replace(checks, rivals=rival)) == [
        "film explains the counts as well (about 90 mentions, 3 h before the answer)"
    ]
    none = replace(checks, placebo=checks.placebo.iloc[:0])
    assert objections(inference, none) == ["there is no other time at which an answer could be pretended"]


def test_missing_bins_leave_no_residual_and_no_warning(recwarn):
    table, truth = simulate_crisis("null", seed=2)
    table = table.assign(coverage=1.0)
    table.loc[100:110, ["count", "coverage"]] = [np.nan, 0.0]
    fit = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=20)
    assert fit.checks.fit["observed"].notna().all()
    assert [str(warning.message) for warning in recwarn if "divide" in str(warning.message)] == []
