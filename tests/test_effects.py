"""Whose effect a scenario uses: named, never a delay elasticity, and refused where a figure is none."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.models.effects import published_effects
from workbench.models.exposure import exposure_table
from workbench.models.scenarios import choose_effect
from workbench.models.self_exciting import fit_self_exciting
from workbench.models.volume import theta_at
from workbench.models.what_if import cost_of_silence, what_if
from workbench.problems import WorkbenchError
from workbench.simulate_conversations import simulate_conversations
from workbench.simulate_crises import simulate_crisis


@pytest.fixture(scope="module")
def fit():
    table, truth = simulate_crisis("cut30", seed=4)
    return fit_self_exciting(
        table, trigger=truth.trigger, responses={"apology": truth.response}, replicates=100, checks=False
    )


@pytest.fixture(scope="module")
def conversations():
    posts, _ = simulate_conversations(conversations=6000, ratio=0.5, seed=2)
    return wb.fit_conversations(exposure_table(posts))


def test_every_published_figure_has_an_address_and_none_is_about_delay():
    table = published_effects()
    assert table["address"].str.match(r"https?://").all()
    # A faculty can be shown the publication; where we do not know authors and year, it says so.
    assert (
        table["paper"].str.contains("https://doi.org/10.", regex=False)
        | table["paper"].str.contains("name neither")
    ).all()
    assert table["change"].dropna().tolist() == [-0.11]
    said = table[["figure", "note"]].to_numpy().ravel()
    assert not [text for text in said if "hour" in text or "delay" in text]


def test_a_published_figure_is_named(fit):
    result = what_if(fit, delay="6h", change="herhausen-2019")
    assert result.origin == "a published figure"
    # Whether the counts allow it, the sentence says after that.
    assert result.source.startswith(
        "assumed to be -11 % in n, the most that Herhausen et al. 2019, Journal of Marketing 83(3) is reported to have found"
    )
    same = what_if(fit, delay="6h", change=-0.11)
    pd.testing.assert_frame_equal(result.estimates, same.estimates)
    assert same.origin == "your own assumption"


def test_a_published_number_of_comments_is_no_change_of_n(fit):
    with pytest.raises(WorkbenchError) as caught:
        what_if(fit, delay="6h", change="feeding-negativity-response")
    assert str(caught.value) == (
        "This published figure gives no change of n. Received: +3.12 negative comments (standard error 1.03) where "
        "companies answer; a number of comments and not a share: no change of n follows from it. The sign is a rise. "
        "Allowed: herhausen-2019. Try: a number of your own, such as change=0.1."
    )


def test_a_figure_nobody_published(fit):
    with pytest.raises(WorkbenchError) as caught:
        cost_of_silence(fit, change="herhausen")
    assert str(caught.value).startswith(
        "There is no published figure of this name. Received: change='herhausen'. Allowed: herhausen-2019. Try: "
    )


def test_the_ratio_of_conversations_becomes_a_change_of_n_with_its_interval(fit, conversations):
    result = what_if(fit, delay="6h", change=conversations)
    assert result.origin == "the conversations"
    ratio = conversations.estimates.iloc[2]
    point, low, high = (
        what_if(fit, delay="6h", change=value - 1, bands=False).estimates["value"].iloc[0]
        for value in (ratio["value"], ratio["lower"], ratio["upper"])
    )
    row = result.estimates.iloc[0]
    assert row["value"] == pytest.approx(point)
    # The interval of the ratio, and what else is uncertain on top.
    assert row["lower"] <= min(low, high) < max(low, high) <= row["upper"]
    assert "further negative posts of a customer once answered, taken for n" in result.source


def test_conversations_that_cannot_tell_make_a_scenario_and_no_finding(fit):
    effect = wb.fit_conversations(wb.load_series("airline-conversations"))
    result = what_if(fit, delay="6h", change=effect, bands=False)
    assert not result.clear
    assert "take this as a scenario, not as a finding" in result.summary()
    leaning = (
        "taken for n. This ratio leans towards more posts by construction, because those whom nobody answers may have wanted "
        "nothing. The two comparisons do not agree, so this table cannot tell whether a reply changes how many follow"
    )
    assert leaning in result.source


@pytest.mark.parametrize("change", [-0.95, 3.0])
def test_an_assumption_the_counts_speak_against_is_used_and_says_so(fit, change):
    _, inference, source = choose_effect(fit, None, change, "")
    column = fit.fitted.setting.response(0)
    assert theta_at(inference, inference.beta)[column] == pytest.approx(np.log1p(change))
    assert source.said.endswith("(your own assumption); these counts speak against an effect of that size")
    # Refitted under the assumption, the model still expects about what was counted.
    counted = what_if(fit, delay="24h").estimates["value"].iloc[3]
    assert cost_of_silence(fit, change=change).as_answered == pytest.approx(counted, rel=0.3)


def test_the_band_of_an_assumption_leaves_the_effect_where_it_is(fit):
    path = what_if(fit, delay=None, change=0.0).path
    # Without an answer no effect is left that could vary.
    other = what_if(fit, delay=None, change=0.0, seed=1).path
    np.testing.assert_allclose(path["parameter_upper"], other["parameter_upper"])
    np.testing.assert_allclose(path["model_upper"], path["scenario"])


def test_a_crisis_that_would_not_die_down_gets_no_number(fit):
    result = what_if(fit, delay=None)
    assert result.trouble == ""
    grown = result.estimates.copy()
    grown.loc[2, "value"] = 1e6
    grown = replace(result, estimates=grown)
    assert grown.summary().startswith(
        "In this model the crisis, never answered, would not have died down by itself: each mention would have set "
        "off about one more. No number of mentions can be given. The effect is the one fitted to 'apology' in these counts."
    )


@pytest.mark.parametrize(("close", "told"), [(36.0, "36 times"), (0.2, "20% of")])
def test_a_model_far_from_its_counts_gives_no_number(fit, close, told):
    said = f"The model's own course of this crisis brings {told} what was counted: it is no base for a scenario. No "
    assert replace(what_if(fit, delay="6h", bands=False), closeness=close).summary().startswith(said)
    assert replace(cost_of_silence(fit), closeness=close).summary().startswith(said)


def test_expected_and_counted_are_compared_where_somebody_collected(fit):
    result = what_if(fit, delay="6h", bands=False)
    after = result.path[result.path["time"] >= result.trigger]
    assert result.closeness == pytest.approx(after["as_answered"].sum() / after["observed"].sum())
    assert cost_of_silence(fit).closeness == pytest.approx(result.closeness)
