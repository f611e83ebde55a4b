"""Lenses: each with its interval, hollow where it cannot tell, and disagreement made visible."""

import numpy as np
import pytest

import workbench as wb
from workbench.models.base import Estimate, ModelResult, estimate_table
from workbench.plots.lenses import plot_lenses
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


def sources(figure):
    """Return the source line without its line breaks."""
    (line,) = [a.text.replace("<br>", " ") for a in figure.layout.annotations if a.name == "sources"]
    return line


def test_simulated_lenses_are_called_simulated(fits):
    assert sources(plot_lenses(fits)).startswith(
        "Simulated crisis: no real company, no real mention. 2,849 negative"
    )
    assert sources(plot_lenses([other(1, 0, 2, note="SIMULATED data; 9 mentions")])) == (
        "Simulated crisis: no real company, no real mention. 9 mentions. Crisis Workbench."
    )
    assert sources(plot_lenses([other(1, 0, 2)])) == "Counted mentions. 120 mentions. Crisis Workbench."


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
        "<b>The regression",
        "<b>The forecast",
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
    assert names == [f"<b>The regression{more}" for more in ("", ", 2", ", 3")]


def test_one_result_is_a_lens_as_well(fits):
    assert len(plot_lenses(fits[0]).data) == 1


def test_a_table_is_no_result(fits):
    with pytest.raises(WorkbenchError) as error:
        plot_lenses([fits[0].observed])
    assert str(error.value) == (
        "This figure draws another kind of result. Received: DataFrame. Allowed: ModelResult. "
        "Try: fit first: wb.fit_interrupted(counts, trigger=..., response=...)."
    )


def test_a_lens_without_an_end_presses_no_other_flat_and_says_that_it_goes_on():
    figure = plot_lenses({"near": other(10, -2, 20), "far": other(700, -40, 8423), "third": other(-5, -9, 3)})
    assert figure.layout.xaxis.range[1] < 400
    assert [trace.marker.symbol == "arrow-right" for trace in figure.data] == [False, True, False]
    (said,) = [a.text for a in figure.layout.annotations if a.text.startswith("+700 %")]
    assert said == "+700 % (-40 % to +8423 %) →"
