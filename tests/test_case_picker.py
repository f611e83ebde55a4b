"""The picker without a browser: its state is one argument each of one public call."""

import re

import pytest
import traitlets

import workbench as wb
from workbench.plots.timeline import BY, CLOCKS, plot_timeline
from workbench.problems import NotFound
from workbench.widgets import case_picker as module


@pytest.fixture
def shown(monkeypatch):
    """Collect what the picker draws, and draw it."""
    calls = []

    def plot(case, **how):
        calls.append((case.id, how))
        return plot_timeline(case, **how)

    monkeypatch.setattr(module, "plot_timeline", plot)
    return calls


def call_of(picker):
    """Return the plain call that the picker shows."""
    return re.sub(r"<.*?>", "", picker.children[3].value).replace("&quot;", '"')


def test_the_first_case_is_shown_at_once(shown):
    picker = wb.case_picker()
    assert picker.case_id == "united-breaks-guitars"
    assert shown == [("united-breaks-guitars", {"by": "stance", "clock": "local"})]


def test_card_figure_and_panel_are_shown_and_no_copy_of_plotly(shown):
    picker = wb.case_picker("toyota-recall")
    assert "Toyota" in picker.children[1].value
    figure, panel = (output["data"] for output in picker.children[-1].outputs)
    assert figure["text/plain"] == repr(plot_timeline(wb.load_case("toyota-recall")))
    assert "text/html" not in figure, "a figure in a widget is not exported, and carries no plotly.js"
    assert figure["application/vnd.plotly.v1+json"]["layout"]["meta"] in panel["text/html"]


def test_every_case_can_be_picked_oldest_first(shown):
    pick = wb.case_picker().children[0]
    assert [value for _, value in pick.options] == list(wb.list_cases().index)
    assert all(
        label.startswith(str(year))
        for (label, _), year in zip(pick.options, wb.list_cases()["year"], strict=True)
    )


@pytest.mark.parametrize(
    ("trait", "value"), [("case_id", "toyota-recall"), ("by", "platform"), ("clock", "utc")]
)
def test_setting_the_state_redraws_once_and_moves_the_control(shown, trait, value):
    picker = wb.case_picker("codero-outage")
    shown.clear()
    setattr(picker, trait, value)
    expected = {"case_id": "codero-outage", "by": "stance", "clock": "local"} | {trait: value}
    how = {"by": expected["by"], "clock": expected["clock"]}
    # The card stands as it is where only the figure changes.
    assert shown == [(expected["case_id"], how)]
    controls = [picker.children[0], *picker.children[2].children]
    assert [control.value for control in controls] == list(expected.values())


def test_moving_a_control_sets_the_state(shown):
    picker = wb.case_picker("codero-outage")
    pick, (by, clock) = picker.children[0], picker.children[2].children
    pick.value, by.value, clock.value = "lexus-gx460", "language", "utc"
    assert (picker.case_id, picker.by, picker.clock) == ("lexus-gx460", "language", "utc")
    assert shown[-1] == ("lexus-gx460", {"by": "language", "clock": "utc"})


def test_the_call_that_is_shown_is_the_one_that_is_made(shown):
    picker = wb.case_picker("codero-outage")
    picker.by, picker.clock = "platform", "utc"
    assert call_of(picker) == 'wb.plot_timeline(wb.load_case("codero-outage"), by="platform", clock="utc")'


def test_the_controls_offer_what_the_call_allows(shown):
    by, clock = wb.case_picker().children[2].children
    assert tuple(by.options) == BY
    assert tuple(clock.options) == CLOCKS


@pytest.mark.parametrize(("trait", "value"), [("case_id", "nowhere"), ("by", "mood"), ("clock", "noon")])
def test_a_state_that_no_control_offers_is_refused(shown, trait, value):
    picker = wb.case_picker("codero-outage")
    with pytest.raises(traitlets.TraitError):
        setattr(picker, trait, value)


@pytest.mark.parametrize(
    ("name", "remedy"), [("codero", "did you mean 'codero-outage'?"), ("zzz", "leave it out.")]
)
def test_a_misspelt_case_is_refused_with_the_nearest(name, remedy):
    with pytest.raises(NotFound) as refusal:
        wb.case_picker(name)
    ids = ", ".join(wb.list_cases().index)
    assert (
        str(refusal.value)
        == f"There is no case with this id. Received: {name!r}. Allowed: {ids}. Try: {remedy}"
    )
