"""The delay curve: every mark is a number of the fit, and the title says no more than the verdict."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.models.conversations import ConversationEffect
from workbench.models.exposure import exposure_table
from workbench.plots.conversations import plot_delay_curve
from workbench.problems import WorkbenchError
from workbench.simulate_conversations import simulate_conversations


@pytest.fixture(scope="module")
def effect():
    """Return the fit of the shipped table."""
    return wb.fit_conversations(wb.load_series("airline-conversations"))


def altered(effect, **estimates):
    """Return a result with other intervals of the two comparisons."""
    table = effect.estimates.copy()
    for place, values in estimates.items():
        table.loc[int(place[1:]), ["value", "lower", "upper"]] = values
    return ConversationEffect(
        table, effect.assumptions, effect.data_note, effect.by_wait, effect.rates, effect.raw
    )


def by_name(figure, name):
    """Return the traces with a name."""
    return [trace for trace in figure.data if trace.name == name]


def test_the_hollow_marks_are_the_counts_and_the_filled_ones_the_rates(effect):
    figure = plot_delay_curve(effect)
    (raw,) = by_name(figure, "as counted")
    assert list(raw.x) == effect.raw["negative_per_100_hours"].tolist()
    assert raw.marker.symbol == "circle-open"
    waiting, answered = by_name(figure, "at equal wait")
    assert [*waiting.x, *answered.x] == effect.rates["value"].tolist()
    ends = np.array(answered.x) + np.array(answered.error_x.array)
    assert ends.tolist() == pytest.approx(effect.rates["upper"].tolist()[1:])
    starts = np.array(answered.x) - np.array(answered.error_x.arrayminus)
    assert starts.tolist() == pytest.approx(effect.rates["lower"].tolist()[1:])
    # Colour alone would be lost in print.
    assert waiting.marker.symbol != answered.marker.symbol


def test_the_two_comparisons_and_the_trap_stand_beside_them(effect):
    figure = plot_delay_curve(effect)
    right = [trace for trace in figure.data if trace.xaxis == "x2"]
    assert [trace.x[0] for trace in right] == effect.estimates["value"].tolist()[2:]
    assert len({trace.marker.symbol for trace in right}) == 3
    told = " ".join(a.text for a in figure.layout.annotations)
    assert "2.43 (1.63 to 3.63)" in told
    assert "1.27 (0.44 to 3.70)" in told
    assert "posts of every kind: the dialogue trap</b><br>3.48 (2.74 to 4.42)" in told


def test_axes_carry_units_and_everything_lies_inside_them(effect):
    figure = plot_delay_curve(effect)
    assert figure.layout.xaxis.title.text == "negative posts per 100 hours"
    assert figure.layout.xaxis2.title.text == "ratio, answered / waiting"
    for trace in figure.data:
        span = figure.layout.xaxis2.range if trace.xaxis == "x2" else figure.layout.xaxis.range
        ends = np.array(trace.x)
        if trace.error_x.array is not None:
            ends = np.concatenate([ends + trace.error_x.array, ends - trace.error_x.arrayminus])
        assert (np.log10(ends) > span[0]).all()
        assert (np.log10(ends) < span[1]).all()


def test_the_source_line_says_what_went_in_and_that_it_is_documented(effect):
    figure = plot_delay_curve(effect)
    (line,) = [a.text.replace("<br>", " ") for a in figure.layout.annotations if a.name == "sources"]
    assert line == (
        "Documented 3,187 conversations of 10 brands, 61,833 hours at risk, 572 further negative posts; grouped table, no "
        "text or names. Nobody drew lots who is answered and when: no mark here says what a reply did. Crisis Workbench."
    )


def test_simulated_conversations_are_called_simulated():
    posts, _ = simulate_conversations(conversations=2500, seed=0)
    figure = plot_delay_curve(wb.fit_conversations(exposure_table(posts)))
    (line,) = [a.text for a in figure.layout.annotations if a.name == "sources"]
    assert line.startswith("Simulated 2,")


@pytest.mark.parametrize(
    ("changed", "title"),
    [
        ({}, "Counted raw, a reply works a miracle; compared at equal wait, this table cannot tell"),
        (
            {"_2": (0.5, 0.4, 0.6), "_3": (0.5, 0.4, 0.6)},
            "At equal wait, replies go with fewer further negative posts, in both comparisons",
        ),
        (
            {"_2": (2, 1.4, 3), "_3": (2, 1.4, 3)},
            "At equal wait, replies go with more further negative posts, in both comparisons",
        ),
    ],
)
def test_the_title_follows_from_the_numbers(effect, changed, title):
    assert plot_delay_curve(altered(effect, **changed)).title_sentence == title


def test_without_a_raw_miracle_the_title_names_none(effect):
    raw = effect.raw.assign(negative_per_100_hours=1.0)
    calm = ConversationEffect(effect.estimates, (), effect.data_note, effect.by_wait, effect.rates, raw)
    title = plot_delay_curve(calm).title_sentence
    assert title == "Compared at equal wait, this table cannot tell whether a reply calms"


def test_what_is_not_known_is_not_drawn(effect):
    nothing = (np.nan, np.nan, np.nan)
    rates = effect.rates.copy()
    rates.loc[1, ["value", "lower", "upper"]] = nothing
    partly = altered(effect, _3=nothing)
    partly = ConversationEffect(partly.estimates, (), partly.data_note, partly.by_wait, rates, partly.raw)
    figure = plot_delay_curve(partly)
    _, answered = by_name(figure, "at equal wait")
    assert list(answered.x) == rates["value"].tolist()[2:]
    assert len([trace for trace in figure.data if trace.xaxis == "x2"]) == 2
    assert any("too few posts" in (a.text or "") for a in figure.layout.annotations)
    assert not pd.isna(figure.layout.xaxis.range[0])


def test_the_result_draws_itself(effect):
    assert effect.plot().title_sentence == plot_delay_curve(effect).title_sentence


def test_a_table_is_no_result():
    with pytest.raises(WorkbenchError) as error:
        plot_delay_curve(wb.load_series("airline-conversations"))
    assert str(error.value) == (
        "This figure draws another kind of result. Received: DataFrame. Allowed: ConversationEffect. "
        "Try: fit first: wb.fit_conversations(table)."
    )
