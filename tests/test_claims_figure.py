"""Claims about many crises in one picture, and the first look at one: counts, moments, and the badge."""

import pandas as pd
import pytest

import workbench as wb
from workbench.models.base import Estimate, ModelResult, estimate_table
from workbench.problems import NotEnoughData, WorkbenchError


def result(value, lower, upper):
    """Return a result with one estimate."""
    return ModelResult(estimate_table([Estimate("change", value, lower, upper, "%")]), (), "simulated")


FITS = {
    "loud": [result(-80, -85, -75), result(-90, -95, -85), result(40, 10, float("inf"))],
    "<b>quiet</b>": [result(1, -5, 8), result(-3, -9, 4), ModelResult(estimate_table([]), (), "simulated")],
}


def badges(figure):
    """Return the badges of a figure."""
    return [a.text for a in figure.layout.annotations if a.name == "simulated"]


def test_every_crisis_is_a_mark_sorted_within_its_method_and_grouped_by_its_claim():
    figure = wb.plot_claims(FITS)
    by_name = {trace.name: trace for trace in figure.data}
    assert list(by_name["claims a fall"].y) == [-90, -80]
    assert list(by_name["claims a fall"].x) == [0, 1]
    assert list(by_name["claims a rise"].x) == [2]
    quiet = by_name["cannot tell"]
    # The result without numbers has a place and no mark.
    assert [y for y in quiet.y if y == y] == [-3, 1]
    assert list(quiet.error_y.array)[:2] == [7, 7]
    assert [tick.split("<br>")[-1] for tick in figure.layout.xaxis.ticktext] == [
        "an effect in 3 of 3",
        "an effect in 0 of 3",
    ]


def test_names_are_escaped_and_the_title_counts():
    figure = wb.plot_claims(FITS)
    assert "&lt;b&gt;quiet" in figure.layout.xaxis.ticktext[1]
    assert figure.title_sentence == (
        "The answer did nothing in any of 3 crises. loud claims an effect in 3, <b>quiet</b> claims an effect in 0"
    )


def test_the_planted_change_is_a_line_of_its_own():
    figure = wb.plot_claims(FITS, planted=-30)
    assert [shape.y0 for shape in figure.layout.shapes] == [0, -30]
    assert "planted: -30 %" in [a.text for a in figure.layout.annotations]
    assert figure.title_sentence.startswith(
        "In each of 3 crises the answer changed the further mentions by -30 %. "
    )


def test_a_picture_of_planted_crises_carries_the_badge():
    table, truth = wb.simulate_crisis("null", seed=1)
    counted = pd.DataFrame(table)
    counted.attrs.clear()
    assert badges(wb.plot_claims(FITS)) == ["<b>SIMULATED</b>"]
    assert badges(wb.plot_crisis(table)) == ["<b>SIMULATED</b>"]
    assert badges(wb.plot_crisis(counted)) == []
    fits = [
        f(table, trigger=truth.trigger, response=truth.response)
        for f in (wb.fit_before_after, wb.fit_interrupted)
    ]
    assert badges(fits[0].plot()) == badges(wb.plot_lenses(fits)) == ["<b>SIMULATED</b>"]


def test_counts_and_moments_are_drawn():
    table, truth = wb.simulate_crisis("null", seed=1)
    figure = wb.plot_crisis(table, {"the trigger": truth.trigger, "<i>the answer</i>": truth.response})
    assert list(figure.data[0].y) == table["count"].tolist()
    assert [pd.Timestamp(shape.x0) for shape in figure.layout.shapes] == [truth.trigger, truth.response]
    assert "&lt;i&gt;the answer&lt;/i&gt;" in [a.text for a in figure.layout.annotations]
    assert wb.plot_crisis(table, title="A crisis").title_sentence == "A crisis"


def test_what_cannot_be_drawn_is_refused_in_a_sentence():
    table, _ = wb.simulate_crisis("null", seed=1)
    with pytest.raises(WorkbenchError) as refusal:
        wb.plot_crisis(table[["time"]])
    assert str(refusal.value) == (
        "The table lacks count. Received: time. Allowed: time, count. Try: table, truth = wb.simulate_crisis('null')."
    )
    with pytest.raises(NotEnoughData, match="There is nothing to draw"):
        wb.plot_crisis(table.iloc[:0])
    with pytest.raises(WorkbenchError, match="The time of the answer has no zone"):
        wb.plot_crisis(table, {"answer": "2030-01-04T00:00"})


def test_hours_that_nobody_collected_are_shaded_and_not_drawn_as_quiet():
    table, _ = wb.simulate_crisis("null", seed=2)
    table["count"] = table["count"].astype(float)
    table.loc[10:19, "count"] = float("nan")
    table.loc[100, "count"] = float("nan")
    figure = wb.plot_crisis(table)
    shaded = [(pd.Timestamp(s.x0), pd.Timestamp(s.x1)) for s in figure.layout.shapes if s.type == "rect"]
    hours = [(b - a) / pd.Timedelta(hours=1) for a, b in shaded]
    assert hours == [10, 1]
    assert shaded[0][0] == table["time"].iloc[10]
    assert any(note.text == "grey: nobody collected" for note in figure.layout.annotations)
    assert "in 205 bins" in figure.title_sentence
    whole, _ = wb.simulate_crisis("null", seed=2)
    assert not any(s.type == "rect" for s in wb.plot_crisis(whole).layout.shapes)
