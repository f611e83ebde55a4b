"""Lenses: counted against expected, the same claim in the title as in the numbers, and disagreement made visible."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.models.base import Estimate, ModelResult, estimate_table
from workbench.plots.lenses import ZERO, plot_lenses, plot_textbook
from workbench.problems import WorkbenchError
from workbench.simulate_crises import simulate_crisis


class SelfExcitingFit(ModelResult):
    """A stand-in for any other result: it has estimates, a headline and a note, and nothing else."""


@pytest.fixture(scope="module")
def fits():
    """Return both textbook answers to a crisis in which the answer did nothing."""
    table, truth = simulate_crisis("null", seed=2)
    when = {"trigger": truth.trigger, "response": truth.response}
    return wb.fit_interrupted(table, **when), wb.fit_structural(table, **when)


def other(value, lower, upper, unit="%", note="120 mentions"):
    """Return a result with one estimate."""
    return SelfExcitingFit(estimate_table([Estimate("E1: change of n", value, lower, upper, unit)]), (), note)


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
    assert plot_textbook(claiming(fits[0], *numbers)).title_sentence == f"Interrupted time series {title}"


def test_a_simulated_crisis_is_called_one_and_a_counted_one_is_not(fits):
    assert sources(plot_textbook(fits[0])).startswith(
        "Simulated crisis: no real company, no real mention. 2,849 negative"
    )
    real = replace(fits[0], data_note="40 negative mentions in 9 bins")
    assert (
        sources(plot_textbook(real)) == "Counted mentions. 40 negative mentions in 9 bins. Crisis Workbench."
    )
    assert sources(plot_lenses([other(1, 0, 2, note="SIMULATED data; 9 mentions")])) == (
        "Simulated crisis: no real company, no real mention. 9 mentions. Crisis Workbench."
    )


def test_lenses_stand_below_each_other_with_their_interval(fits):
    figure = plot_lenses([*fits, other(-31, -44, -12)])
    for place, (drawn, fit) in enumerate(zip(figure.data, [*fits, None], strict=True)):
        assert list(drawn.y) == [place]
        if fit is not None:
            row = fit.estimates.iloc[0]
            assert drawn.x[0] == row.value
            assert drawn.x[0] + drawn.error_x.array[0] == pytest.approx(row.upper)
    names = figure.layout.yaxis.ticktext
    assert [name.split("</b>")[0] for name in names] == [
        "<b>Interrupted time series",
        "<b>A structural time series",
        "<b>Self exciting",
    ]
    assert "E1: change of n" in names[2]
    assert "-31 % (-44 % to -12 %)" in [a.text for a in figure.layout.annotations]


def test_a_mapping_gives_the_lenses_their_names():
    figure = plot_lenses({"with memory": other(-31, -44, -12)})
    assert figure.layout.yaxis.ticktext[0].startswith("<b>with memory</b>")


class Doubtful(SelfExcitingFit):
    """A result whose sentence says less than its interval."""

    def headline(self) -> str:
        """Say that it cannot tell."""
        return f"cannot tell; {super().headline()}"


def test_a_lens_that_cannot_tell_is_hollow_even_if_its_interval_leaves_zero_out():
    estimates = other(-31, -44, -12).estimates
    sure, doubtful = plot_lenses([other(-31, -44, -12), Doubtful(estimates, (), "120 mentions")]).data
    assert sure.marker.symbol == "triangle-left"
    assert doubtful.marker.symbol == "circle-open"


@pytest.mark.parametrize(
    ("numbers", "title"),
    [
        ([(-5, -9, -1)], "The only lens sees a fall at the answer"),
        ([(-5, -9, -1), (-50, -90, -10)], "Both lenses see a fall at the answer"),
        ([(5, 1, 9)] * 3, "All three lenses see a rise at the answer"),
        (
            [(-5, -9, -1), (50, 10, 90), (1, -2, 3)],
            "Three lenses disagree about the same answer: one sees a fall, one sees a rise, one sees no clear change",
        ),
        (
            [(-5, -9, -1), (-5, -9, -1), (1, -2, 3)],
            "Three lenses disagree about the same answer: two see a fall, one sees no clear change",
        ),
    ],
)
def test_the_title_counts_what_the_lenses_see(numbers, title):
    named = {f"lens {n}": other(*row) for n, row in enumerate(numbers)}
    assert plot_lenses(named).title_sentence == title


def test_a_lens_without_numbers_says_so():
    empty = SelfExcitingFit(estimate_table([]), (), "120 mentions")
    figure = plot_lenses({"one": other(-5, -9, -1), "two": empty})
    assert len(figure.data) == 1
    assert "no numbers" in [a.text for a in figure.layout.annotations]
    alone = plot_lenses({"two": empty})
    assert alone.title_sentence == "No lens gives a number"
    assert list(alone.layout.xaxis.range) == [-100, 100]


def test_an_interval_without_an_end_leaves_the_others_readable():
    figure = plot_lenses({"a": other(-5, -9, -1), "b": other(60, -50, 9e6)})
    assert figure.layout.xaxis.range[1] < 500
    assert np.isfinite(figure.layout.xaxis.range).all()


@pytest.mark.parametrize(
    ("fits", "sentence"),
    [
        (
            [],
            "There is no lens to look through. Received: an empty list. Allowed: one result or more. "
            "Try: wb.plot_lenses([wb.fit_interrupted(...), wb.fit_structural(...)]).",
        ),
        (
            [other(2, 1, 3, unit="cases")],
            "A lens reports no percentage first. Received: Self exciting in cases. Allowed: results whose first estimate is "
            "a change in %. Try: wb.plot_lenses([wb.fit_interrupted(...), wb.fit_structural(...)]).",
        ),
    ],
)
def test_what_is_no_lens_is_refused_in_a_sentence(fits, sentence):
    with pytest.raises(WorkbenchError) as error:
        plot_lenses(fits)
    assert str(error.value) == sentence


def test_the_same_method_twice_is_two_lenses(fits):
    figure = plot_lenses([fits[0], fits[0], fits[0]])
    names = [name.split("</b>")[0].replace("<br>", " ") for name in figure.layout.yaxis.ticktext]
    assert names == [f"<b>Interrupted time series{more}" for more in ("", ", 2", ", 3")]


def test_one_result_is_a_lens_as_well(fits):
    assert len(plot_lenses(fits[0]).data) == 1


def test_a_table_is_no_result(fits):
    with pytest.raises(WorkbenchError) as error:
        plot_textbook(fits[0].observed)
    assert str(error.value) == (
        "This figure draws another kind of result. Received: DataFrame. Allowed: TextbookFit. "
        "Try: fit first: wb.fit_interrupted(counts, trigger=..., response=...)."
    )
    with pytest.raises(WorkbenchError) as error:
        plot_lenses([fits[0].observed])
    assert str(error.value) == (
        "This figure draws another kind of result. Received: DataFrame. Allowed: ModelResult. "
        "Try: fit first: wb.fit_interrupted(counts, trigger=..., response=...)."
    )


def test_a_result_draws_itself(fits):
    assert fits[1].plot().title_sentence == plot_textbook(fits[1]).title_sentence
