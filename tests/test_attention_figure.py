"""The figure of a rebuilt curve explains what it draws, and nothing else."""

from types import SimpleNamespace

import pandas as pd
import pytest

import workbench as wb
from workbench.plots.attention import _about_readings
from workbench.simulate import simulate_readings


@pytest.fixture(scope="module")
def curve():
    """Return a cheap curve."""
    table, truth = simulate_readings(40, days=20, seed=11)
    return wb.rebuild_attention(table, "views_cumulative", origin=truth.hours.index[0])


def note(figure):
    """Return all that is written beside the drawing, without line breaks."""
    return " ".join(a.text or "" for a in figure.layout.annotations).replace("<br>", " ")


def test_readings_are_explained_where_they_are_drawn(curve):
    said = "Each reading is a figure that a dated page gave, click one for its source"
    assert said in note(wb.plot_attention(curve))
    daily = wb.plot_attention(curve, what="per_day")
    assert said not in note(daily)
    assert [t for t in daily.data if t.mode == "markers"] == []


@pytest.mark.parametrize(
    ("judged", "more"),
    [
        (["used"], ""),
        (["used", "stale"], "; grey ones are stale"),
        (["used", "wrong"], "; crosses were judged wrong"),
        (["wrong", "stale", "used"], "; grey ones are stale; crosses were judged wrong"),
    ],
)
def test_grey_marks_and_crosses_are_explained_where_there_are_any(judged, more):
    made = SimpleNamespace(readings=pd.DataFrame({"judged": judged}))
    assert (
        _about_readings(made)
        == f"Each reading is a figure that a dated page gave, click one for its source{more}. "
    )
