"""Cases on one picture: where the dates put them, the line the fit found, and a title that claims no more."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.models.across_cases import fit_across_cases
from workbench.plots.across_cases import plot_across_cases
from workbench.problems import WorkbenchError


def cases(count=8, slope=0.0, spread=0.6, seed=0):
    """Return cases with ranges of delays, the first of them known only as a maximum."""
    rng = np.random.default_rng(seed)
    delay = np.exp(rng.normal(2, 1.2, count))
    days = np.exp(1 + slope * np.log(delay) + rng.normal(0, spread, count))
    low = delay * 0.8
    low[0] = 0.0
    names = [f"a-case-with-a-name-{n}" for n in range(count)]
    return pd.DataFrame({"case": names, "delay_low": low, "delay_high": delay * 1.2, "days": days})


def trace(figure, name):
    """Return the one trace with a name."""
    (found,) = [t for t in figure.data if t.name == name]
    return found


def test_marks_stand_in_the_middle_of_their_range_or_at_its_end_when_it_starts_at_zero():
    table = cases()
    marks = trace(plot_across_cases(fit_across_cases(table, outcome="days")), "cases")
    middle = (table["delay_low"] + table["delay_high"]) / 2
    assert list(marks.x) == pytest.approx([table["delay_high"][0], *middle[1:]])
    assert list(marks.y) == pytest.approx(table["days"].tolist())
    assert list(marks.marker.symbol) == ["circle-open", *["circle"] * 7]
    assert list(marks.text) == table["case"].tolist()


def test_ranges_are_horizontal_lines_from_end_to_end():
    table = cases()
    line = trace(plot_across_cases(fit_across_cases(table, outcome="days")), "range of the delay")
    assert [x for x in line.x if x is not None] == pytest.approx(
        [
            end
            for low, high in zip(table["delay_low"].clip(lower=0.1), table["delay_high"], strict=True)
            for end in (low, high)
        ]
    )
    assert list(line.y[:3]) == [table["days"][0], table["days"][0], None]


def test_the_line_and_its_band_are_those_of_the_fit():
    fit = fit_across_cases(cases(), outcome="days")
    figure = plot_across_cases(fit)
    assert list(trace(figure, "shrunken line").y) == fit.line["value"].tolist()
    assert list(trace(figure, "band of the line").y) == [*fit.line["lower"], *fit.line["upper"][::-1]]
    assert trace(figure, "shrunken line").line.dash == "dash"


def test_both_axes_are_logarithmic_with_units_and_hold_every_case():
    fit = fit_across_cases(cases(), outcome="days")
    layout = plot_across_cases(fit).layout
    assert (layout.xaxis.type, layout.yaxis.type) == ("log", "log")
    assert layout.xaxis.title.text == "from the trigger to the answer"
    assert layout.yaxis.title.text == "days"
    assert np.log10(fit.table["days"]).between(*layout.yaxis.range).all()
    assert np.log10(fit.table["delay_high"]).between(*layout.xaxis.range).all()
    assert len(layout.yaxis.tickvals) >= 3


def test_the_power_sentence_stands_below_the_figure():
    fit = fit_across_cases(cases(), outcome="days")
    (line,) = [
        a.text.replace("<br>", " ") for a in plot_across_cases(fit).layout.annotations if a.name == "sources"
    ]
    assert line == (
        f"{fit.power()} Documented cases; outcomes are counted in samples found by search, and no case was assigned its "
        "delay. 8 cases. Crisis Workbench, CC-BY-4.0."
    )


@pytest.mark.parametrize(
    ("table", "title"),
    [
        (cases(), "Eight cases cannot tell whether a later answer goes with more days"),
        (
            cases(40, slope=1.0, spread=0.2),
            "Over 40 cases a later answer goes with more days, which does not make it the cause",
        ),
        (
            cases(40, slope=-1.0, spread=0.2),
            "Over 40 cases a later answer goes with less days, which does not make it the cause",
        ),
    ],
)
def test_the_title_follows_from_the_slope(table, title):
    assert plot_across_cases(fit_across_cases(table, outcome="days")).title_sentence == title


def test_names_do_not_cover_each_other_where_there_is_room():
    table = cases(3).assign(delay_low=[4.0, 4.1, 30], delay_high=[4.0, 4.1, 30], days=[3.0, 3.02, 9.0])
    five = pd.concat([table, cases(5).tail(2)], ignore_index=True)
    places = trace(plot_across_cases(fit_across_cases(five, outcome="days")), "cases").textposition
    assert places[0] != places[1]


def test_names_from_a_table_are_text_and_not_markup():
    table = cases().assign(case=["<b>x</b>", *list("abcdefg")])
    marks = trace(plot_across_cases(fit_across_cases(table, outcome="days")), "cases")
    assert marks.text[0] == "&lt;b&gt;x&lt;/b&gt;"


def test_the_shipped_cases_cannot_tell():
    fit = wb.fit_across_cases(wb.compare_cases(), outcome="half_life_days")
    figure = fit.plot()
    assert (
        figure.title_sentence == "Six cases cannot tell whether a later answer goes with a longer half-life"
    )
    assert figure.layout.yaxis.title.text == "half-life in days"


def test_a_table_is_no_result():
    with pytest.raises(WorkbenchError) as error:
        plot_across_cases(cases())
    assert str(error.value) == (
        "This figure draws another kind of result. Received: DataFrame. Allowed: AcrossCases. "
        "Try: fit first: wb.fit_across_cases(wb.compare_cases(), outcome='half_life_days')."
    )
