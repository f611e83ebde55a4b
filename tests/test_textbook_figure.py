"""A textbook answer over its data: counted against expected, and the same claim in the title as in the numbers."""

import math
from dataclasses import replace

import pandas as pd
import pytest

import workbench as wb
from workbench.plots.textbook import ZERO, plot_textbook
from workbench.problems import WorkbenchError
from workbench.simulate_crises import simulate_crisis


@pytest.fixture(scope="module")
def fits():
    """Return both textbook answers to a crisis in which the answer did nothing."""
    table, truth = simulate_crisis("null", seed=2)
    when = {"trigger": truth.trigger, "response": truth.response}
    return wb.fit_interrupted(table, **when), wb.fit_structural(table, **when)


def claiming(fit, value, lower, upper):
    """Return a textbook fit with another first estimate."""
    estimates = fit.estimates.copy()
    estimates.loc[0, ["value", "lower", "upper"]] = [value, lower, upper]
    return replace(fit, estimates=estimates)


def trace(figure, name):
    """Return the one trace with a name."""
    (found,) = [t for t in figure.data if t.name == name]
    return found


def sources(figure):
    """Return the source line without its line breaks."""
    (line,) = [a.text.replace("<br>", " ") for a in figure.layout.annotations if a.name == "sources"]
    return line


def test_counted_and_expected_are_those_of_the_fit(fits):
    for fit in fits:
        figure = plot_textbook(fit)
        counted = pd.concat([fit.before["value"], fit.observed["value"]])
        assert list(trace(figure, "counted").y) == counted.clip(lower=ZERO).tolist()
        assert list(trace(figure, "counted").customdata) == counted.tolist()
        expected = trace(figure, "drawn on from before the answer")
        assert list(expected.y) == fit.counterfactual["value"].clip(lower=ZERO).tolist()
        assert expected.line.dash == "dash"
        band = trace(figure, "its 95 % band")
        assert len(band.y) == 2 * len(expected.y)


def test_the_line_after_the_answer_is_drawn_where_the_method_has_one(fits):
    interrupted, structural = (plot_textbook(fit) for fit in fits)
    assert list(trace(interrupted, "fitted after the answer").y) == fits[0].observed["fitted"].tolist()
    assert [t.name for t in structural.data].count("fitted after the answer") == 0


def test_the_answer_is_a_line_with_a_name_and_axes_have_units(fits):
    figure = plot_textbook(fits[0])
    (line,) = figure.layout.shapes
    assert pd.Timestamp(line.x0) == fits[0].response
    assert "the answer" in [a.text for a in figure.layout.annotations]
    assert figure.layout.yaxis.title.text == "mentions per hour"
    assert figure.layout.xaxis.title.text == "time, UTC"
    assert figure.layout.yaxis.ticktext[0] == "0"


def test_empty_bins_stand_at_zero_and_an_endless_band_does_not_stretch_the_axis(fits):
    wild = fits[0].counterfactual.assign(upper=math.inf)
    silent = fits[0].observed.assign(value=0.0)
    figure = plot_textbook(replace(fits[0], counterfactual=wild, observed=silent))
    assert trace(figure, "counted").y[-1] == ZERO
    assert figure.layout.yaxis.range[1] < 5


@pytest.mark.parametrize(
    ("numbers", "title"),
    [
        ((-44, -58, -26), "credits the answer with -44 %; a crisis that bends by itself looks just the same"),
        ((80, 20, 160), "blames the answer for +80 %; a crisis that bends by itself looks just the same"),
        ((-10, -30, 15), "finds no clear change at the answer (-30 % to +15 %)"),
    ],
)
def test_the_title_of_a_textbook_answer_is_its_claim(fits, numbers, title):
    assert plot_textbook(claiming(fits[0], *numbers)).title_sentence == f"The regression {title}"


def test_a_result_draws_itself(fits):
    assert fits[1].plot().title_sentence == plot_textbook(fits[1]).title_sentence


def test_a_simulated_crisis_is_called_one_and_a_counted_one_is_not(fits):
    assert sources(plot_textbook(fits[0])).startswith(
        "Simulated crisis: no real company, no real mention. 2,849 negative"
    )
    real = replace(fits[0], data_note="40 negative mentions in 9 bins")
    assert (
        sources(plot_textbook(real)) == "Counted mentions. 40 negative mentions in 9 bins. Crisis Workbench."
    )


def test_a_table_is_no_result(fits):
    with pytest.raises(WorkbenchError) as error:
        plot_textbook(fits[0].observed)
    assert str(error.value) == (
        "This figure draws another kind of result. Received: DataFrame. Allowed: TextbookFit. "
        "Try: fit first: wb.fit_interrupted(counts, trigger=..., response=...)."
    )
