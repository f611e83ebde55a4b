"""The slider as a page: the same numbers beforehand, every text escaped, and no way to the network."""

import html
import json
import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest

import workbench as wb
from workbench.models.moves import Movable
from workbench.models.self_exciting import fit_self_exciting
from workbench.plots import moving
from workbench.plots.what_if_grid import _cell
from workbench.plots.what_if_page import what_if_parts
from workbench.problems import WorkbenchError
from workbench.simulate_crises import simulate_crisis

ATTACK = "</script><script>alert(1)</script>"


@pytest.fixture(scope="module")
def fit():
    table, truth = simulate_crisis("cut30", seed=4)
    return fit_self_exciting(
        table, trigger=truth.trigger, responses={f"apology {ATTACK}": truth.response}, replicates=60
    )


@pytest.fixture(scope="module")
def fragment(fit):
    return "{}<script>{}</script>".format(*what_if_parts(fit))


@pytest.fixture(scope="module")
def grid(fragment):
    (found,) = re.findall(r'<script type="application/json">(.*?)</script>', fragment, flags=re.DOTALL)
    return json.loads(found)


def test_every_cell_is_the_move_it_stands_for(fit, grid):
    changes = [None, "herhausen-2019", *(size / 100 for size in moving.OWN_SIZES)]
    assert len(grid["effects"]) == len(changes)
    for effect, change in zip(grid["effects"], changes, strict=True):
        movable = Movable.of(fit, None, change)
        np.testing.assert_allclose(effect["base"], movable.path, rtol=6e-3)
        steps = movable.steps()
        assert len(effect["cells"]) == len(steps) == len(grid["delays"])
        for place in (0, len(steps) // 2, len(steps) - 1):
            move, cell = movable.to(steps[place]), effect["cells"][place]
            told = moving.tell(movable, move)
            assert (cell["number"], cell["sentence"]) == (told.number, told.sentence)
            np.testing.assert_allclose(cell["path"], move.path[movable.after], rtol=6e-3)


def test_the_limits_that_are_kept_draw_the_whole_bands_and_end_in_the_interval(fit, grid):
    for effect, change in zip(grid["effects"][::4], (None, -0.3, 0.1), strict=False):
        movable = Movable.of(fit, None, change)
        for delay, cell, hours in zip(grid["delays"], effect["cells"], movable.steps(), strict=True):
            move, knots = movable.to(hours), delay["knots"]
            bins, sums = np.arange(move.added.shape[1]), np.cumsum(movable.path[movable.after])
            assert len(knots) < len(bins) / 2
            assert knots[-1] == bins[-1]
            times, added = np.split(np.array(cell["band"]), 2)
            drawn = [np.exp(np.interp(bins, knots, np.log(kept))) for kept in times]
            # Six per cent on the logarithmic axis, or a hundredth of the sums, are two pixels at most.
            np.testing.assert_allclose(drawn, move.times, rtol=0.06)
            drawn = [np.interp(bins, knots, kept) for kept in added]
            np.testing.assert_allclose(drawn, move.added, atol=0.01 * sums[-1])
            np.testing.assert_allclose(added[:, -1], [move.lower, move.upper], rtol=6e-3)


def test_where_no_number_is_given_no_band_is_kept(fit, monkeypatch):
    monkeypatch.setattr("workbench.models.moves.trouble_of", lambda *_: "It does not fit.")
    cell = _cell(Movable.of(fit), Movable.of(fit).to(6))
    assert (cell["number"], cell["gap"], cell["band"]) == ("No number", " ", None)


def test_the_names_of_the_answers_have_room_on_a_narrow_screen(grid):
    names = {a["text"]: a for a in grid["figure"]["layout"]["annotations"]}
    trigger, answer = names["trigger"], next(a for text, a in names.items() if text.startswith("apology"))
    assert answer["yshift"] < trigger["yshift"]


def test_the_last_delay_is_never(grid):
    last = grid["delays"][-1]
    assert (last["label"], last["mark"], last["time"]) == ("never", "inf h", None)
    assert [d["label"] for d in grid["delays"]].count("24 h, as it was") == 1


def test_the_table_is_there_without_any_script(fit, fragment):
    movable = Movable.of(fit)
    rows = re.findall(r'<th scope="row">(.*?)</th><td>(.*?)</td>', fragment)
    assert len(rows) == len(movable.steps())
    assert dict(rows)["6 h"] == f"{movable.to(6).expected:,.0f}"
    assert dict(rows)["never"] == f"{movable.to(math.inf).expected:,.0f}"


def test_text_is_only_text(fragment):
    assert ATTACK not in fragment
    assert html.escape(ATTACK) in fragment

    class Scripts(HTMLParser):
        found = 0

        def handle_starttag(self, tag, attributes):
            self.found += tag == "script"

    page = Scripts()
    page.feed(fragment)
    # The numbers, and the one script.
    assert page.found == 2


def test_controls_have_labels(fragment):
    for role in ("delay", "effect", "size"):
        (name,) = re.findall(rf'id="(what-if-\w+-{role})"', fragment)
        assert f'<label for="{name}">' in fragment
    assert 'role="status" aria-live="polite"' in fragment


def test_one_script_serves_every_slider_and_holds_no_name(fit):
    body, script = what_if_parts(fit)
    assert "what-if-" not in script
    assert "plotly.js v" not in body + script


def test_the_page_is_closed_to_the_network_and_says_that_it_is_simulated(fit, tmp_path):
    page = wb.save_what_if_page(fit, tmp_path / "what if.html", title="A <b>").read_text(encoding="utf-8")
    assert "default-src 'none'; script-src 'sha256-" in page
    assert "<title>A &lt;b&gt;</title>" in page
    assert not re.findall(r'(?:src|href)="', page.split("<script>")[0])
    assert "SIMULATED. Simulated crisis: no real company, no real mention." in page


def test_the_same_fit_gives_the_same_page(fit, fragment):
    assert "{}<script>{}</script>".format(*what_if_parts(fit)) == fragment


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "what-if.png",
            "A page cannot be saved under this ending. Received: 'what-if.png'. Allowed: .html or .htm. Try: what-if.html.",
        ),
        (
            "nowhere/what-if.html",
            "There is no such folder to save a page in. Received: {folder}. Allowed: a folder that exists. Try: make the "
            "folder first, or save it here as what-if.html.",
        ),
    ],
)
def test_a_place_it_cannot_be_saved_in(fit, tmp_path, name, sentence):
    with pytest.raises(WorkbenchError) as caught:
        wb.save_what_if_page(fit, tmp_path / name)
    assert str(caught.value) == sentence.format(folder=tmp_path / "nowhere")
