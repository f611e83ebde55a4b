"""The self-exciting fit drawn: counts with their gaps, three bands, the verdict; and its pretended answers."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.models.self_exciting import FAILED, UNCLEAR, fit_self_exciting
from workbench.models.what_if import what_if
from workbench.plots.course import ZERO
from workbench.plots.lenses import plot_lenses
from workbench.plots.self_exciting import plot_placebo, plot_self_exciting
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.simulate_crises import simulate_crisis

GAP = slice(100, 112)


@pytest.fixture(scope="module")
def crisis():
    table, truth = simulate_crisis("cut30", seed=4)
    attrs = dict(table.attrs)
    table["count"] = table["count"].astype(float)
    table.loc[100:111, "count"] = np.nan
    table["coverage"] = 1.0
    table.loc[120, "coverage"] = 0.5
    table.attrs.update(attrs)
    return table, truth


@pytest.fixture(scope="module")
def fit(crisis):
    table, truth = crisis
    return fit_self_exciting(
        table, trigger=truth.trigger, responses={"apology <b>": truth.response}, replicates=60
    )


def trace(figure, name):
    (found,) = [t for t in figure.data if t.name == name]
    return found


def texts(figure):
    return [a.text.replace("<br>", " ") for a in figure.layout.annotations]


def test_counts_are_those_of_the_table_with_gaps_where_nobody_collected(fit, crisis):
    table, _ = crisis
    counted = trace(plot_self_exciting(fit), "counted")
    assert list(counted.y[GAP]) == [None] * 12
    assert counted.connectgaps is False
    whole = (table["count"] / table["coverage"]).clip(lower=ZERO).to_numpy()
    seen = [value for value in counted.y if value is not None]
    np.testing.assert_allclose(seen, whole[~np.isnan(whole)])
    # Counted in half of the bin: doubled, hollow, and said so.
    assert counted.marker.color[120] == "white"
    assert counted.hovertext[120] == f"{table['count'][120]:.0f} counted in 50% of the bin"


def test_gaps_are_shaded_and_named(fit, crisis):
    table, _ = crisis
    figure = plot_self_exciting(fit)
    (grey,) = [s for s in figure.layout.shapes if s.type == "rect"]
    assert pd.Timestamp(grey.x0) == table["time"][100]
    assert pd.Timestamp(grey.x1) == table["time"][112]
    assert "grey: nobody collected" in texts(figure)


def test_the_course_without_an_answer_is_that_of_the_what_if(fit):
    figure, path = plot_self_exciting(fit), what_if(fit, delay=None).path
    dashed = trace(figure, "without it")
    np.testing.assert_allclose(dashed.y, path["scenario"].clip(lower=ZERO))
    assert dashed.line.dash == "dash"
    solid = trace(figure, "with the answer there was")
    np.testing.assert_allclose(solid.y, path["as_answered"].clip(lower=ZERO))


def test_the_three_bands_differ_without_colour(fit):
    figure, path = plot_self_exciting(fit), what_if(fit, delay=None).path
    luck, parameters, memories = (
        trace(figure, name)
        for name in ("luck of a single crisis", "doubt in the estimates", "memory assumed otherwise")
    )
    assert luck.line.dash == "dot"
    assert parameters.line.width == 0
    assert memories.fillpattern.shape == "/"
    for band, name in ((luck, "process"), (parameters, "parameter"), (memories, "model")):
        np.testing.assert_allclose(band.y[: len(path)], path[f"{name}_upper"].clip(lower=ZERO))
        np.testing.assert_allclose(band.y[len(path) :][::-1], path[f"{name}_lower"].clip(lower=ZERO))


def test_trigger_and_answer_are_marked_and_text_is_only_text(fit):
    figure = plot_self_exciting(fit)
    lines = {pd.Timestamp(s.x0) for s in figure.layout.shapes if s.type == "line"}
    assert lines == {fit.series.trigger, fit.series.responses["apology <b>"]}
    assert {"trigger", "apology &lt;b&gt;"} <= set(texts(figure))


def test_the_title_is_the_verdict(fit):
    assert plot_self_exciting(fit).title_sentence == (
        f"In this model the answer calmed: {abs(fit.estimates['value'][1]):.0f} % fewer negative mentions than without it"
    )
    unclear = replace(fit, verdict=UNCLEAR, objections=("chance alone gives as much",))
    figure = plot_self_exciting(unclear)
    assert figure.title_sentence == "These counts cannot tell whether the answer changed the crisis"
    assert figure.layout.title.subtitle.text.startswith("Because chance alone gives as much.")
    failed = replace(fit, verdict=FAILED, objections=("The fit did not converge.",))
    figure = plot_self_exciting(failed)
    assert figure.title_sentence == "The model found no stable answer in these counts, so it gives no number"
    assert [t.name for t in figure.data] == ["counted"]


def test_simulated_counts_carry_the_badge_and_counted_ones_do_not(fit):
    assert "<b>SIMULATED</b>" in texts(plot_self_exciting(fit))
    assert "<b>SIMULATED</b>" in texts(plot_placebo(fit))
    counted = replace(fit, data_note=fit.data_note.removeprefix("SIMULATED data; "))
    for figure in (plot_self_exciting(counted), plot_placebo(counted)):
        assert "<b>SIMULATED</b>" not in texts(figure)
        (line,) = [a.text for a in figure.layout.annotations if a.name == "sources"]
        assert line.startswith("Counted mentions. ")


def test_on_a_linear_scale_an_empty_bin_is_zero(fit):
    figure = plot_self_exciting(fit, scale="linear")
    assert min(y for y in trace(figure, "counted").y if y is not None) == 0
    assert figure.layout.yaxis.type != "log"
    assert trace(figure, "without it").showlegend is True


def test_a_course_without_an_end_leaves_the_counts_readable(fit):
    table, truth = simulate_crisis("raise", seed=3)
    grown = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    figure = plot_self_exciting(grown)
    assert 10 ** figure.layout.yaxis.range[1] < 20 * table["count"].max()


def test_pretended_answers_are_drawn_with_the_real_one_and_its_rank(fit):
    figure = plot_placebo(fit)
    placebo, root = fit.checks.placebo, fit.inferences["apology <b>"].root
    dots, real = figure.data
    assert len(dots.x) == len(placebo)
    # At their own values: a square stands at least as far out as the real answer.
    np.testing.assert_allclose(sorted(dots.x), sorted(placebo["root"]))
    squares = [abs(x) for x, form in zip(dots.x, dots.marker.symbol, strict=True) if form == "square"]
    assert all(x >= abs(root) for x in squares)
    assert list(real.x) == [root]
    stronger = int((placebo["root"].abs() >= abs(root)).sum())
    assert dots.marker.symbol.count("square") == stronger
    # No two dots on one place.
    assert len(set(zip(dots.x, dots.y, strict=True))) == len(placebo)
    assert stronger == 0
    assert (
        figure.title_sentence
        == f"The real answer looks stronger than every one of {len(placebo)} pretended ones"
    )


def test_a_weak_answer_is_told_its_rank(fit):
    roots = pd.DataFrame({"hours": [60.0, 70.0, 90.0], "root": [-9.0, 0.2, 8.0]})
    weak = replace(fit, checks=replace(fit.checks, placebo=roots))
    assert plot_placebo(weak).title_sentence == (
        "2 of 3 pretended answers look as strong as the real one: rank 3 of 4"
    )


def test_no_pretended_answers_to_draw(fit):
    with pytest.raises(NotEnoughData) as caught:
        plot_placebo(replace(fit, checks=None))
    assert str(caught.value) == (
        "There are no pretended answers to draw. Received: a fit without checks. Allowed: a fit with its checks, and 1 time "
        "or more at which an answer could be pretended. Try: wb.fit_self_exciting(counts, trigger=..., responses=..., "
        "checks=True), or a longer series."
    )


def test_a_table_is_no_fit(crisis):
    for draw in (plot_self_exciting, plot_placebo):
        with pytest.raises(WorkbenchError) as caught:
            draw(crisis[0])
        assert str(caught.value) == (
            "This figure draws another kind of result. Received: DataFrame. Allowed: SelfExcitingFit. Try: fit first: "
            "wb.fit_self_exciting(counts, trigger=..., responses=...)."
        )


def test_a_fit_draws_itself_and_is_a_lens(fit, crisis):
    assert fit.plot().to_plotly_json() == plot_self_exciting(fit).to_plotly_json()
    table, truth = crisis
    when = {"trigger": truth.trigger, "response": truth.response}
    filled = table.dropna()
    filled.attrs.update(table.attrs)
    figure = plot_lenses([wb.fit_interrupted(filled, **when), fit])
    assert figure.layout.yaxis.ticktext[1].startswith("<b>The self-exciting model</b>")
    assert math.isclose(figure.data[1].x[0], fit.estimates["value"][0])
