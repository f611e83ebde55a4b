"""12_what_if in JupyterLab: the slider moves the figure and the headline. And its page, without any kernel."""

import math
import re

import numpy as np
import pytest
from lab_page import MS, Figure, LabPage, Watch, in_new_page
from playwright.sync_api import expect

import workbench as wb
from workbench.models.moves import Movable
from workbench.models.scenarios import signed
from workbench.plots import moving

PRACTICE = "wb.what_if_slider(practice)"
ATTACK = '"><img src=x onerror="window.__pwned=1"><script>window.__pwned=2</script>'


@pytest.fixture(scope="module")
def practice():
    """Fit the crisis of the notebook's first cells."""
    counts, truth = wb.simulate_crisis("cut30", seed=6)
    return wb.fit_self_exciting(counts, trigger=truth.trigger, responses={"the answer": truth.response})


class Lesson:
    """The notebook after Run All Cells, and its first slider."""

    def __init__(self, page, lab):
        self.watch = Watch(page)
        self.notebook = LabPage(page, lab, "12_what_if.ipynb")
        self.notebook.run_all()
        self.cell = self.notebook.cell(PRACTICE)
        self.plot = Figure(self.cell).plot
        self.headline = self.cell.locator('[role="status"]')

    def handle(self, nth):
        """The handle of a slider: 0 the delay, 1 the size."""
        return self.cell.locator(".noUi-handle").nth(nth)

    def press(self, nth, key, times=1):
        """Move a slider by the keyboard; it speaks when the kernel has answered."""
        before = self.headline.inner_text()
        self.handle(nth).focus()
        for _ in range(times):
            self.handle(nth).press(key)
        expect(self.headline).not_to_have_text(before, timeout=MS)
        self.notebook.settle()


@pytest.fixture(scope="module")
def lesson(browser, lab):
    """Run the notebook once for all tests of this file."""
    with in_new_page(browser) as page:
        yield Lesson(page, lab)


def drawn(plot, number):
    """The values of a trace, as the page holds them."""
    held = plot.evaluate(
        "(plot, n) => Array.from(plot._fullData[n].y, y => y === null ? null : Number(y))", number
    )
    return np.array(held, float)


def ends(plot):
    """The last limits of the band around the sums, as differences from the sum as it was."""
    upper, lower = np.split(drawn(plot, moving.ADDED_BAND), 2)
    before = drawn(plot, moving.ADDED_AS)[-1]
    return lower[0] - before, upper[-1] - before


def test_all_cells_run_without_an_error(lesson):
    assert lesson.notebook.errors() == []


def test_the_delay_changes_the_trace_and_the_headline_and_keeps_the_figure(lesson, practice):
    expect(lesson.headline).to_contain_text("As it was")
    lesson.plot.evaluate("plot => { plot.dataset.same = 'yes'; }")
    bands = [drawn(lesson.plot, number) for number in (moving.BAND, moving.ADDED_BAND)]
    movable = Movable.of(practice)
    steps = movable.steps()
    back = steps.index(24.0) - steps.index(6.0)
    lesson.press(0, "ArrowLeft", back)
    move = movable.to(6.0)
    expect(lesson.headline).to_contain_text(moving.tell(movable, move).number)
    expect(lesson.headline).to_contain_text("Answered at 6 h instead of at 24 h")
    np.testing.assert_allclose(drawn(lesson.plot, moving.SCENARIO), np.maximum(move.path, 0.5), rtol=1e-6)
    # What is drawn follows what is held.
    written = lesson.plot.locator(".textpoint").all_text_contents()
    assert "answer at 6 h" in written
    between = f"({signed(move.lower)} to {signed(move.upper)})"
    assert f"{move.difference:+,.0f} {between}" in written
    for number, before in zip((moving.BAND, moving.ADDED_BAND), bands, strict=True):
        assert not np.allclose(before, drawn(lesson.plot, number))
    assert ends(lesson.plot) == pytest.approx((move.lower, move.upper))
    expect(lesson.headline).to_contain_text(f"95 % interval {between[1:-1]}")
    expect(lesson.plot.locator(".legendtext", has_text="95 % interval of the difference")).to_be_visible()
    assert lesson.plot.get_attribute("data-same") == "yes"
    assert lesson.cell.locator(".js-plotly-plot").count() == 1


@pytest.mark.parametrize("width", [1280, 1000])
def test_the_figure_is_as_wide_as_its_cell_and_nothing_is_cut(lesson, width):
    page = lesson.notebook.page
    page.set_viewport_size({"width": width, "height": 720})
    room = "c => Math.round(c.querySelector('.jp-OutputArea-output').getBoundingClientRect().width)"
    page.wait_for_function(
        f"([plot, cell]) => Math.abs(plot._fullLayout.width - ({room})(cell)) <= 2",
        arg=[lesson.plot.element_handle(), lesson.cell.element_handle()],
    )
    badge = lesson.plot.locator(".annotation-text", has_text=re.compile("^SIMULATED$")).bounding_box()
    cell = lesson.cell.locator(".jp-OutputArea-output").first.bounding_box()
    assert badge["x"] + badge["width"] < cell["x"] + cell["width"]


def test_the_plain_call_follows(lesson):
    expect(lesson.cell.locator("code")).to_have_text("wb.plot_what_if(wb.what_if(practice, delay=6))")


def test_an_effect_of_ones_own_names_itself(lesson, practice):
    before = drawn(lesson.plot, moving.SCENARIO)
    lesson.cell.locator("select").first.select_option(label="your own assumption")
    expect(lesson.headline).to_contain_text("SCENARIO, YOUR OWN ASSUMPTION")
    lesson.press(1, "ArrowLeft", 2)
    expect(lesson.headline).to_contain_text("assumed to be -40 % in n (your own assumption)")
    movable = Movable.of(practice, None, -0.4)
    expect(lesson.headline).to_contain_text(moving.tell(movable, movable.to(6.0)).number)
    assert not np.allclose(before, drawn(lesson.plot, moving.SCENARIO))
    expect(lesson.headline).to_contain_text(
        "The interval is what the model leaves open if that effect is right."
    )
    expect(
        lesson.plot.locator(".legendtext", has_text="95 % interval, if that effect is right")
    ).to_be_visible()


@pytest.mark.parametrize(("label", "kind"), [("linear", "linear"), ("logarithmic", "log")])
def test_linear_and_back(lesson, label, kind):
    lesson.cell.locator("select").last.select_option(label=label)
    lesson.notebook.page.wait_for_function(
        "([plot, kind]) => plot._fullLayout.yaxis.type === kind", arg=[lesson.plot.element_handle(), kind]
    )


def test_afterwards_nothing_complained_and_nothing_left_this_machine(lesson):
    assert lesson.watch.complaints == []
    assert lesson.watch.outside == []


@pytest.fixture(scope="module")
def saved(tmp_path_factory, practice):
    """Save the slider as a page, below a folder with a space."""
    return wb.save_what_if_page(practice, tmp_path_factory.mktemp("saved pages") / "what if.html")


def opened(page, path):
    """Open the page as a double click does, and wait until it is drawn."""
    page.goto(path.as_uri())
    page.locator(".main-svg").first.wait_for(state="attached", timeout=MS)
    return page.locator(".js-plotly-plot")


def test_the_page_works_without_a_kernel_by_the_keyboard(page, watch, saved, practice):
    plot = opened(page, saved)
    number, delay = page.locator('[data-role="number"]'), page.get_by_label("after")
    expect(number).to_have_text("As it was")
    delay.focus()
    delay.press("Home")
    movable = Movable.of(practice)
    first = movable.steps()[0]
    expect(number).to_have_text(moving.tell(movable, movable.to(first)).number)
    expect(delay).to_have_attribute("aria-valuetext", f"{first:g} h")
    expected = np.maximum(movable.to(first).path, 0.5)
    page.wait_for_function(
        "([plot, n, want]) => Math.abs(plot._fullData[n].y[60] / want - 1) < 0.01",
        arg=[plot.element_handle(), moving.SCENARIO, float(expected[60])],
    )
    move = movable.to(first)
    assert ends(plot) == pytest.approx((move.lower, move.upper), rel=6e-3)
    upper, lower = np.split(drawn(plot, moving.BAND), 2)
    limits = np.maximum(move.times * movable.path[movable.after], 0.5)
    np.testing.assert_allclose([lower[::-1], upper], limits, rtol=0.06)
    between = f"({signed(move.lower)} to {signed(move.upper)})"
    assert f"{move.difference:+,.0f} {between}" in plot.locator(".textpoint").all_text_contents()
    band = drawn(plot, moving.BAND)
    np.testing.assert_allclose(drawn(plot, moving.SCENARIO)[: movable.after.stop], expected, rtol=6e-3)
    delay.press("End")
    expect(number).to_have_text(moving.tell(movable, movable.to(math.inf)).number)
    page.wait_for_function(
        "([plot, n, old]) => Math.abs(plot._fullData[n].y[60] / old - 1) > 0.1",
        arg=[plot.element_handle(), moving.BAND, float(band[60])],
    )
    assert watch.complaints == []
    # The file itself, and nothing else.
    assert [address for address in watch.requests if not address.startswith(("data:", "blob:"))] == [
        saved.as_uri()
    ]


def test_the_page_changes_effect_size_and_scale(page, watch, saved, practice):
    plot = opened(page, saved)
    size = page.get_by_label("Its size")
    expect(size).to_be_disabled()
    page.get_by_label("after").press("Home")
    page.get_by_label("Effect from").select_option(label="your own assumption")
    expect(size).to_be_enabled()
    size.press("Home")
    movable = Movable.of(practice, None, -0.5)
    told = moving.tell(movable, movable.to(movable.steps()[0]))
    expect(page.locator('[data-role="number"]')).to_have_text(told.number)
    expect(page.locator('[data-role="sentence"]')).to_have_text(told.sentence)
    expect(page.locator('[data-role="stamp"]')).to_have_text("SCENARIO, YOUR OWN ASSUMPTION")
    page.get_by_label("linear").check()
    page.wait_for_function("plot => plot._fullLayout.yaxis.type === 'linear'", arg=plot.element_handle())
    assert watch.complaints == []
    assert watch.outside == []


def test_the_table_of_the_page_follows_the_effect(page, saved):
    opened(page, saved)
    page.get_by_text("All delays as a table").click()
    row = page.locator("tr.now")
    expect(row).to_contain_text("24 h, as it was")
    before = page.locator("tbody").inner_text()
    page.get_by_label("Effect from").select_option(index=1)
    expect(page.locator("tbody")).not_to_have_text(before)


def test_where_no_number_is_given_the_page_draws_no_band(page, watch, practice, tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.models.moves.trouble_of", lambda *_: "It does not fit.")
    plot = opened(page, wb.save_what_if_page(practice, tmp_path / "refused.html"))
    delay = page.get_by_label("after")
    delay.press("Home")
    page.wait_for_function(
        "([plot, n, want]) => plot._fullData[n].text[0] === want",
        arg=[plot.element_handle(), moving.MARK, "answer at 0.5 h"],
    )
    expect(page.locator('[data-role="number"]')).to_have_text("No number")
    assert np.isnan(drawn(plot, moving.BAND)).all()
    assert np.isnan(drawn(plot, moving.ADDED_BAND)).all()
    assert watch.complaints == []


def test_hostile_names_run_nothing(page, watch, tmp_path):
    counts, truth = wb.simulate_crisis("cut30", seed=6)
    fit = wb.fit_self_exciting(
        counts, trigger=truth.trigger, responses={ATTACK: truth.response}, replicates=60, checks=False
    )
    opened(page, wb.save_what_if_page(fit, tmp_path / "hostile.html"))
    page.get_by_label("after").press("Home")
    # Read letter by letter, and no markup.
    expect(page.locator('[data-role="sentence"]')).to_contain_text("onerror")
    assert page.locator("img").count() == 0
    assert page.evaluate("window.__pwned") is None
    assert watch.complaints == []


def test_the_page_fits_a_small_window_and_prints_its_table(page, saved):
    page.set_viewport_size({"width": 400, "height": 900})
    opened(page, saved)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    trigger, answer = (
        page.locator(".annotation-text", has_text=re.compile(name)).bounding_box()
        for name in ("^trigger$", "the answer")
    )
    assert trigger["y"] + trigger["height"] <= answer["y"]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("table")).to_be_visible()
