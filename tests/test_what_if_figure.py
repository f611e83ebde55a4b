"""A scenario drawn over its counts: lines, sums, the moved answer, and on whose word it stands."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench.models.self_exciting import fit_self_exciting
from workbench.models.what_if import cost_of_silence, what_if
from workbench.plots.course import ZERO
from workbench.plots.silence import plot_cost_of_silence
from workbench.plots.what_if import plot_what_if
from workbench.problems import WorkbenchError
from workbench.simulate_crises import simulate_crisis


@pytest.fixture(scope="module")
def fit():
    table, truth = simulate_crisis("cut30", seed=4)
    return fit_self_exciting(
        table, trigger=truth.trigger, responses={"apology": truth.response}, replicates=60
    )


@pytest.fixture(scope="module")
def earlier(fit):
    return what_if(fit, delay="6h")


@pytest.fixture(scope="module")
def cost(fit):
    return cost_of_silence(fit, delays=["1h", "6h", "24h", "72h", None])


def trace(figure, name):
    (found,) = [t for t in figure.data if t.name == name]
    return found


def texts(figure):
    return [a.text.replace("<br>", " ") for a in figure.layout.annotations]


def subtitle(figure):
    return figure.layout.title.subtitle.text.replace("<br>", " ")


def test_both_courses_are_drawn_and_added_up(earlier):
    figure, path = plot_what_if(earlier), earlier.path
    np.testing.assert_allclose(trace(figure, "answered at 6 h").y, path["scenario"].clip(lower=ZERO))
    np.testing.assert_allclose(trace(figure, "answered at 24 h").y, path["as_answered"].clip(lower=ZERO))
    sums = (
        trace(figure, "answered at 6 h, added up").y[-1] - trace(figure, "answered at 24 h, added up").y[-1]
    )
    assert sums == pytest.approx(earlier.estimates["value"][0])
    row = earlier.estimates.iloc[0]
    assert f"<b>{row.value:+,.0f}</b> ({row.lower:+,.0f} to {row.upper:+,.0f}) after 168 h" in texts(figure)
    assert [t.name for t in plot_what_if(replace(earlier, path=path.filter(regex="^(?!.*_(lower|upper))"))).data].count(
        "parameters"
    ) == 0  # fmt: skip


@pytest.mark.parametrize("delay", ["6h", None])
@pytest.mark.parametrize("change", [None, -0.2])
def test_the_band_of_the_sums_ends_in_the_interval(fit, delay, change):
    result = what_if(fit, delay=delay, change=change, bands=False)
    figure = plot_what_if(result)
    upper, lower = np.split(np.array(trace(figure, "95 % interval, added up").y), 2)
    before = trace(figure, "answered at 24 h, added up").y[-1]
    row = result.estimates.iloc[0]
    assert (lower[0] - before, upper[-1] - before) == pytest.approx((row["lower"], row["upper"]))
    assert (lower[::-1] <= upper + 1e-9).all()


def test_this_very_crisis_is_drawn_where_it_would_have_been_another(earlier):
    dots, path = trace(plot_what_if(earlier), "this crisis, answered at 6 h"), earlier.path.set_index("time")
    assert dots.marker.symbol == "circle-open"
    drawn = path.loc[list(dots.x)]
    np.testing.assert_allclose(dots.y, drawn["this_crisis"].clip(lower=ZERO))
    assert (drawn["this_crisis"] <= drawn["observed"] - 0.5).all()
    first = earlier.trigger + pd.Timedelta("6h")
    assert dots.x[0] >= first
    left_out = path[(path.index >= first) & ~path.index.isin(list(dots.x))]
    assert ((left_out["this_crisis"] - left_out["observed"]).abs() < 0.5).all()


def test_the_names_of_the_lines_stand_in_the_free_room_and_lead_to_them(fit):
    for delay, name in (("1h", "answered at 1 h"), ("6h", "answered at 6 h"), ("72h", "answered at 72 h")):
        result = what_if(fit, delay=delay)
        figure, path = plot_what_if(result), result.path.set_index("time")
        for said, column in ((name, "scenario"), ("answered at 24 h", "as_answered")):
            (label,) = [a for a in figure.layout.annotations if a.text == f"<b>{said}</b>"]
            assert 10**label.y == pytest.approx(path[column][label.x])
            beside = path[label.ax : label.ax + pd.Timedelta("40h")]
            for drawn in ("observed", "process_upper", "as_answered", "scenario"):
                assert 10**label.ay > beside[drawn].max()


def test_lines_without_free_room_are_named_in_the_legend(earlier):
    full = earlier.path.assign(process_upper=earlier.path["process_upper"].clip(lower=100))
    figure = plot_what_if(replace(earlier, path=full))
    assert "<b>answered at 6 h</b>" not in texts(figure)
    assert trace(figure, "answered at 6 h").showlegend
    assert trace(figure, "answered at 24 h").showlegend
    assert not trace(plot_what_if(earlier), "answered at 6 h").showlegend


def test_the_legend_stands_above_a_stamp(fit):
    with_stamp, without = (
        plot_what_if(what_if(fit, delay="6h", change=change, bands=False)) for change in (-0.2, None)
    )
    assert with_stamp.layout.legend.y > without.layout.legend.y == 1
    assert (
        with_stamp.layout.height - with_stamp.layout.margin.t
        <= without.layout.height - without.layout.margin.t
    )


def test_the_answer_there_was_and_the_moved_one_are_marked(earlier):
    figure = plot_what_if(earlier)
    marked = {pd.Timestamp(s.x0) - earlier.trigger for s in figure.layout.shapes if s.type == "line"}
    assert marked == {pd.Timedelta(hours=h) for h in (0, 6, 24)}
    assert {"apology (24 h)", "moved to 6 h", "trigger"} <= set(texts(figure))


def test_the_title_says_the_number_and_the_subtitle_whose_effect_it_is(earlier, fit):
    row, share = earlier.estimates["value"][:2]
    assert plot_what_if(earlier).title_sentence == (
        f"In this model, answered at 6 h instead of at 24 h: {-row:,.0f} fewer negative mentions ({share:.0f} %)"
    )
    assert subtitle(plot_what_if(earlier)).endswith(
        "The effect is the one fitted to 'apology' in these counts."
    )
    assumed = plot_what_if(what_if(fit, delay=None, change=-0.2, source="a colleague", bands=False))
    assert subtitle(assumed).endswith(
        "The effect is assumed to be -20 % in n (a colleague). The interval is what the model leaves open if that effect "
        "is right."
    )
    assert assumed.title_sentence.startswith("In this model, never answered instead of at 24 h: ")


@pytest.mark.parametrize(
    ("change", "stamp"),
    [(None, None), (-0.2, "SCENARIO, YOUR OWN ASSUMPTION"), ("herhausen-2019", "SCENARIO, A PUBLISHED FIGURE")],
)  # fmt: skip
def test_the_stamp_names_the_source(fit, change, stamp):
    for figure in (
        plot_what_if(what_if(fit, delay="6h", change=change, bands=False)),
        plot_cost_of_silence(cost_of_silence(fit, change=change)),
    ):
        stamps = [a.text for a in figure.layout.annotations if a.name == "scenario"]
        assert stamps == ([] if stamp is None else [f"<b>{stamp}</b>"])
        assert "<b>SIMULATED</b>" in texts(figure)


def test_an_effect_that_cannot_be_told_from_none_makes_a_scenario(earlier, cost):
    figures = plot_what_if(replace(earlier, clear=False)), plot_cost_of_silence(replace(cost, clear=False))
    for figure in figures:
        assert "<b>SCENARIO, NOT A FINDING</b>" in texts(figure)
        assert figure.title_sentence.startswith("Scenario, not finding: ")
        assert figure.title_sentence.endswith(", if there is an effect at all")


def test_a_model_far_from_its_counts_gives_no_number_in_the_picture(earlier, cost):
    far = plot_what_if(replace(earlier, closeness=30.0))
    assert far.title_sentence == "No number can be given for this crisis answered at 6 h"
    assert subtitle(far).startswith("The model's own course of this crisis brings 30 times what was counted")
    assert not [text for text in texts(far) if "after 168 h" in text]
    assert not [t.name for t in far.data if t.fill == "toself"]
    assert not [t.name for t in far.data if t.name.startswith("this crisis")]
    priceless = plot_cost_of_silence(replace(cost, closeness=30.0))
    assert priceless.title_sentence == "No price of an hour of silence can be given for this crisis"
    assert not [text for text in texts(priceless) if "per hour" in text]


def test_expected_mentions_by_delay_with_their_intervals(cost):
    figure = plot_cost_of_silence(cost)
    points, table = trace(figure, "expected mentions"), cost.table
    np.testing.assert_allclose(points.y, table["expected"])
    np.testing.assert_allclose(points.x[:-1], table["delay_hours"][:-1])
    top, low = np.add(points.y, points.error_y.array), np.subtract(points.y, points.error_y.arrayminus)
    np.testing.assert_allclose(top, cost.as_answered + table["upper"])
    np.testing.assert_allclose(low, (cost.as_answered + table["lower"]).clip(lower=0), atol=1e-6)
    # "Never" stands beyond the last delay, and the line does not lead there.
    assert points.x[-1] > 72
    assert list(trace(figure, "between them").x) == [1, 6, 24, 72]
    assert figure.layout.xaxis.ticktext[-1] == "never"


def test_the_delay_there_was_is_marked_and_the_slope_is_written(cost):
    figure, row = plot_cost_of_silence(cost), cost.estimates.iloc[0]
    there = trace(figure, "the delay there was")
    assert (there.x[0], there.y[0]) == (24, cost.as_answered)
    assert there.y[0] == pytest.approx(cost.table["expected"][2])
    slope = trace(figure, "slope")
    assert (slope.y[1] - slope.y[0]) / (slope.x[1] - slope.x[0]) == pytest.approx(row["value"])
    assert (
        f"<b>{row['value']:+,.1f} mentions per hour of delay</b> ({row['lower']:+,.1f} to {row['upper']:+,.1f}) around 24 h"
        in texts(figure)
    )
    assert figure.title_sentence == (
        f"In this model an hour of silence around 24 h costs {row['value']:,.1f} negative mentions"
    )


def test_where_waiting_helps_the_picture_says_saves(fit):
    figure = plot_cost_of_silence(cost_of_silence(fit, change=0.2))
    assert "saves" in figure.title_sentence


def test_delays_without_an_end_are_left_out_and_told(cost):
    table = cost.table.copy()
    table.loc[3:, "expected"] = 1e9
    figure = plot_cost_of_silence(replace(cost, table=table))
    assert len(trace(figure, "expected mentions").x) == 3
    assert subtitle(figure).endswith(
        "Left out, because the crisis would not die down in the model: 2 of 5 delays."
    )


def test_results_draw_themselves_and_tables_are_refused(earlier, cost):
    assert earlier.plot().title_sentence == plot_what_if(earlier).title_sentence
    assert cost.plot().title_sentence == plot_cost_of_silence(cost).title_sentence
    for draw, name, call in (
        (plot_what_if, "WhatIf", "wb.what_if(fit, delay='6h')"),
        (plot_cost_of_silence, "CostOfSilence", "wb.cost_of_silence(fit, delays=['1h', '6h', '24h'])"),
    ):
        with pytest.raises(WorkbenchError) as caught:
            draw(cost.table)
        assert str(caught.value) == (
            f"This figure draws another kind of result. Received: DataFrame. Allowed: {name}. Try: fit first: {call}."
        )
