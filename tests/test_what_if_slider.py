"""The slider: every control changes the traces of one figure and the headline, and says the plain call."""

import html
import math
import re
from types import SimpleNamespace

import numpy as np
import pytest
from plotly.graph_objects import FigureWidget

import workbench as wb
from workbench.models.exposure import exposure_table
from workbench.models.self_exciting import fit_self_exciting
from workbench.plots import moving
from workbench.plots.course import ZERO
from workbench.problems import WorkbenchError
from workbench.simulate_conversations import simulate_conversations
from workbench.simulate_crises import simulate_crisis


@pytest.fixture(scope="module")
def fit():
    table, truth = simulate_crisis("cut30", seed=4)
    return fit_self_exciting(
        table, trigger=truth.trigger, responses={"apology <b>": truth.response}, replicates=60
    )


@pytest.fixture(scope="module")
def conversations():
    posts, _ = simulate_conversations(conversations=6000, ratio=0.5, seed=2)
    return wb.fit_conversations(exposure_table(posts))


@pytest.fixture
def slider(fit, conversations):
    return wb.what_if_slider(fit, conversations=conversations)


def drawn(slider, number):
    return np.array(slider.figure.data[number].y, float)


def plain(slider):
    """Return the call that stands above the figure."""
    return html.unescape(re.sub("<[^>]*>", "", slider.children[4].value))


def test_it_begins_with_what_happened(slider):
    assert slider.delay == 24
    assert slider.number == "As it was"
    np.testing.assert_allclose(drawn(slider, moving.SCENARIO), drawn(slider, moving.AS_ANSWERED))


def test_the_delay_moves_the_course_and_the_headline_and_keeps_the_figure(slider, fit):
    figure, before = slider.figure, drawn(slider, moving.SCENARIO)
    slider.delay = 6.0
    result = wb.what_if(fit, delay=6, bands=False)
    row, share = result.estimates["value"][:2]
    lower, upper = result.estimates[["lower", "upper"]].iloc[0]
    assert slider.number == (
        f"{row:+,.0f} negative mentions ({share:.0f} %), 95 % interval {lower:+,.0f} to {upper:+,.0f}"
    )
    assert slider.sentence.startswith("Answered at 6 h instead of at 24 h, over 168 h from the trigger. ")
    assert slider.figure is figure
    assert not np.allclose(before, drawn(slider, moving.SCENARIO))
    np.testing.assert_allclose(drawn(slider, moving.SCENARIO), result.path["scenario"].clip(lower=ZERO))
    assert drawn(slider, moving.ADDED)[-1] - drawn(slider, moving.ADDED_AS)[-1] == pytest.approx(row)
    lower, upper = result.estimates[["lower", "upper"]].iloc[0]
    assert figure.data[moving.GAP].text[0] == f"<b>{row:+,.0f}</b> ({lower:+,.0f} to {upper:+,.0f})"
    assert figure.data[moving.MARK].text[0] == "answer at 6 h"


def outline(slider, number):
    """Return the lower and the upper limit of a band, in the order of time."""
    upper, lower = np.split(drawn(slider, number), 2)
    return lower[::-1], upper


@pytest.mark.parametrize("effect", [0, 2, "your own assumption"])
@pytest.mark.parametrize("hours", [6.0, 72.0, math.inf])
def test_the_band_of_the_sums_ends_in_the_interval_of_the_headline(slider, effect, hours):
    slider.delay, slider.effect = hours, slider.labels[effect] if isinstance(effect, int) else effect
    lower, upper = outline(slider, moving.ADDED_BAND)
    before, after = drawn(slider, moving.ADDED_AS), drawn(slider, moving.ADDED)
    told = f", 95 % interval {lower[-1] - before[-1]:+,.0f} to {upper[-1] - before[-1]:+,.0f}"
    assert slider.number.endswith(told)
    assert ((lower <= after + 1e-6) & (after <= upper + 1e-6)).all()


def test_the_band_of_the_course_opens_at_the_earlier_answer_and_holds_the_moved_course(slider, fit):
    for hours in (6.0, 72.0):
        slider.delay = hours
        lower, upper = outline(slider, moving.BAND)
        part = slice(
            list(slider.figure.data[moving.SCENARIO].x).index(slider.figure.data[moving.BAND].x[0]), None
        )
        course = drawn(slider, moving.SCENARIO)[part][: len(lower)]
        assert ((lower <= course + 1e-9) & (course <= upper + 1e-9)).all()
        opened = np.flatnonzero(upper - lower > 1e-9)[0]
        assert opened == min(hours, 24)


def test_as_it_was_and_without_a_number_there_is_no_band(slider, monkeypatch):
    for number in (moving.BAND, moving.ADDED_BAND):
        lower, upper = outline(slider, number)
        np.testing.assert_array_equal(lower, upper)
    monkeypatch.setattr("workbench.models.moves.trouble_of", lambda *_: "It does not fit.")
    slider.delay = 6.0
    assert slider.number == "No number"
    for number in (moving.BAND, moving.ADDED_BAND):
        assert set(slider.figure.data[number].y) == {None}
    assert slider.figure.data[moving.GAP].text[0] == " "


def test_the_band_says_what_it_leaves_open(slider):
    band = slider.figure.data[moving.BAND]
    slider.delay = 6.0
    assert band.name == "95 % interval of the difference"
    assert "leaves open" not in slider.sentence
    for effect in ("your own assumption", slider.labels[2]):
        slider.effect = effect
        assert band.name == "95 % interval, if that effect is right"
        assert slider.sentence.endswith("The interval is what the model leaves open if that effect is right.")
    slider.effect = slider.labels[1]
    assert "the conversations" in slider.sentence
    assert band.name == "95 % interval of the difference"


def test_the_figure_takes_the_width_that_the_cell_says(slider):
    assert slider.figure.layout.width is None
    slider.children[-1].width = 848
    assert slider.figure.layout.width == 848


def test_the_figure_is_announced_to_the_browser_with_what_it_holds(monkeypatch, fit):
    opened, really = [], FigureWidget.open

    def noting(figure):
        opened.append((len(figure._widget_data), figure._widget_layout.get("height")))
        really(figure)

    monkeypatch.setattr(FigureWidget, "open", noting)
    figure = wb.what_if_slider(fit).figure
    assert opened == [(len(figure.data), figure.layout.height)]


def test_a_number_that_cannot_tell_says_so_before_anything_else(fit, monkeypatch):
    monkeypatch.setattr("workbench.plots.moving.UNSURE", "UNSURE")
    table, truth = simulate_crisis("null", seed=6)
    unsure = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    slider = wb.what_if_slider(unsure)
    slider.delay = 6.0
    assert re.fullmatch(
        r"Cannot tell: [+-][\d,]+ negative mentions \([+-]?\d+ %\), 95 % interval -[\d,]+ to \+[\d,]+",
        slider.number,
    )
    assert "UNSURE" in slider.children[5].value


def test_never_takes_the_mark_away(slider):
    slider.delay = math.inf
    assert list(slider.figure.data[moving.MARK].x) == [None, None]
    assert slider.sentence.startswith("Never answered instead of at 24 h")


def test_the_size_counts_only_for_an_assumption_of_ones_own(slider, fit):
    slider.delay = 6.0
    fitted = slider.number
    slider.size = -40
    assert slider.number == fitted
    assert slider.children[2].disabled
    assert slider.children[2].layout.display == "none"
    slider.effect = "your own assumption"
    assert not slider.children[2].disabled
    assert slider.children[2].layout.display is None
    row = wb.what_if(fit, delay=6, change=-0.4, bands=False).estimates["value"]
    assert slider.number.startswith(f"{row[0]:+,.0f} negative mentions")
    assert "SCENARIO, YOUR OWN ASSUMPTION" in slider.children[5].value


@pytest.mark.parametrize("place", range(4))
def test_the_plain_call_gives_the_same_number(slider, fit, conversations, place):
    slider.delay = 3.0
    slider.effect = slider.labels[place]
    call = re.fullmatch(r"wb\.plot_what_if\((.*)\)", plain(slider)).group(1)
    result = eval(call, {"wb": wb, "fit": fit, "conversations": conversations})
    assert slider.number.startswith(f"{result.estimates['value'][0]:+,.0f} ")
    assert result.source in slider.sentence


def test_the_plain_call_names_the_variables_of_the_notebook(fit, conversations, monkeypatch):
    held = {"other": 1, "_7": fit, "practice": fit, "airlines": conversations}
    shell = SimpleNamespace(user_ns=held)
    monkeypatch.setattr("workbench.widgets.what_if_slider.get_ipython", lambda: shell)
    slider = wb.what_if_slider(fit, conversations=conversations)
    slider.delay = 6.0
    assert plain(slider) == "wb.plot_what_if(wb.what_if(practice, delay=6))"
    slider.effect = slider.labels[1]
    assert plain(slider) == "wb.plot_what_if(wb.what_if(practice, delay=6, change=airlines))"


def test_conversations_that_cannot_tell_say_so_in_the_choice_and_in_the_number(fit):
    effect = wb.fit_conversations(wb.load_series("airline-conversations"))
    slider = wb.what_if_slider(fit, conversations=effect)
    assert slider.labels[1] == "the conversations: cannot tell (+143 % is a biased comparison)"
    slider.delay, slider.effect = math.inf, slider.labels[1]
    assert slider.number.startswith("Cannot tell")
    assert "This ratio leans towards more posts by construction" in slider.sentence


def test_linear_and_back(slider):
    slider.scale = "linear"
    assert slider.figure.layout.yaxis.type == "linear"
    assert np.nanmin(drawn(slider, moving.COUNTED)) == 0
    slider.scale = "log"
    assert slider.figure.layout.yaxis.type == "log"
    assert np.nanmin(drawn(slider, moving.COUNTED)) == ZERO
    assert slider.figure.layout.yaxis.tickmode == "array"


def test_each_control_has_a_name_and_waits_for_the_hand(slider):
    controls = slider.children[:4]
    assert [c.description for c in controls] == ["Answer after", "Effect from", "Its size", "Scale"]
    assert [c.continuous_update for c in (controls[0], controls[2])] == [False, False]


def test_names_are_text(slider):
    names = [a.text for a in slider.figure.layout.annotations]
    assert any("apology &lt;b&gt;" in name for name in names)
    assert "apology <b>" not in slider.children[5].value


def test_simulated_counts_carry_the_badge(slider):
    assert "<b>SIMULATED</b>" in [a.text for a in slider.figure.layout.annotations]


def test_an_answer_that_is_not_in_the_model(fit):
    with pytest.raises(WorkbenchError) as caught:
        wb.what_if_slider(fit, response="refund")
    assert str(caught.value) == (
        "This answer is not in the model. Received: 'refund'. Allowed: apology <b>. Try: response='apology <b>'."
    )
