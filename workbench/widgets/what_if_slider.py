"""Move the answer of a fitted crisis and see what the model expects."""

from __future__ import annotations

import html
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets
from IPython.core.getipython import get_ipython

from workbench.models.conversations import ConversationEffect
from workbench.models.effects import Change
from workbench.models.moves import Movable
from workbench.models.self_exciting import SelfExcitingFit
from workbench.plots import moving
from workbench.plots.results import expect
from workbench.plots.self_exciting import MAKER

OWN = "your own assumption"
LEAST = 600  # pixels of the narrowest cell that the names of the answers are laid out for

# Plotly's widget does not follow the width of its cell: left to itself it has 700 pixels, and with a width
# of its own it is cut off at the right edge of a small screen.
_MEASURE = """
function render({ model, el }) {
  const watch = new ResizeObserver(() => {
    const width = Math.round(el.getBoundingClientRect().width);
    if (!width || width === model.get("width")) return;
    model.set("width", width);
    model.save_changes();
  });
  watch.observe(el);
  return () => watch.disconnect();
}
export default { render };
"""


class _Measure(anywidget.AnyWidget):
    """An empty line as wide as the cell, which says how wide that is."""

    _esm = _MEASURE
    width = traitlets.Int(0).tag(sync=True)


def _figure_widget(drawn: dict[str, Any]) -> Any:
    """Make plotly's widget, and let the browser know of it when it holds something.

    Plotly announces an empty one and fills it afterwards; on a busy machine it is drawn in between, and
    stays empty.
    """
    from plotly.graph_objects import FigureWidget

    class Filled(FigureWidget):
        _filled = False

        def open(self) -> None:
            if self._filled:
                super().open()

    figure = Filled(drawn)
    figure._config = {"displayModeBar": False}  # the buttons would cover the legend
    figure._filled = True
    figure.open()
    return figure


class WhatIfSlider(widgets.VBox):
    """A crisis with its answer on a slider.

    Attributes
    ----------
    delay : float
        Hours from the trigger to the answer; infinity for none.
    effect : str
        Whose effect, one of ``labels``.
    size : int
        Per cent of n, used while the effect is "your own assumption".
    scale : str
        "log" or "linear".
    number, sentence : str
        The headline, as shown.
    """

    delay = traitlets.Float()
    effect = traitlets.Unicode()
    size = traitlets.Int(-20)
    scale = traitlets.Unicode("log")
    number = traitlets.Unicode()
    sentence = traitlets.Unicode()

    def __init__(
        self, fit: SelfExcitingFit, response: str | None, conversations: ConversationEffect | None
    ) -> None:
        self._fit = fit
        self._movables: dict[tuple[str, int], Movable] = {}
        first = Movable.of(fit, response)
        self._answer = first.answer
        options = moving.choices(fit, self._answer, conversations)
        self._changes: dict[str, Change] = {choice.label: choice.change for choice in options}
        self.labels = (*self._changes, OWN)
        self._movables[self.labels[0], 0] = first
        drawn = moving.drawing(first, first.to(first.true_hours), self.scale, width=LEAST)
        self._figure, measure = _figure_widget(drawn), _Measure()
        measure.observe(lambda change: self._figure.update_layout(width=change["new"]), names="width")
        self._head, self._call = widgets.HTML(), widgets.HTML()
        controls = self._controls(first)
        super().__init__([*controls, self._call, self._head, self._figure, measure])
        self.delay, self.effect = first.true_hours, self.labels[0]
        pick, effect, size, scale = self._inputs
        for trait, control in (("delay", pick), ("effect", effect), ("size", size), ("scale", scale)):
            widgets.link((self, trait), (control, "value"))
        self.observe(self._update, names=["delay", "effect", "size", "scale"])
        self._update()

    def _controls(self, first: Movable) -> list[Any]:
        style = {"description_width": "120px"}
        wide = {"width": "560px"}
        steps = [(_named(hours, first.true_hours), hours) for hours in first.steps()]
        pick = widgets.SelectionSlider(
            options=steps, value=first.true_hours, description="Answer after", continuous_update=False,
            style=style, layout=wide, tooltip="Hours from the trigger to the answer",
        )  # fmt: skip
        effect = widgets.Dropdown(
            options=self.labels, value=self.labels[0], description="Effect from", style=style, layout=wide,
            tooltip="Where the effect of the answer comes from",
        )  # fmt: skip
        size = widgets.SelectionSlider(
            options=[(f"{value:+d} % in n" if value else "none", value) for value in moving.OWN_SIZES], value=-20,
            description="Its size", continuous_update=False, disabled=True, style=style, layout=wide,
            tooltip="Used with your own assumption",
        )  # fmt: skip
        scale = widgets.Dropdown(
            options=[("logarithmic", "log"), ("linear", "linear")], value="log", description="Scale", style=style, layout=wide,
            tooltip="Scale of the mentions",
        )  # fmt: skip
        self._inputs = pick, effect, size, scale
        return [pick, effect, size, scale]

    @property
    def figure(self) -> Any:
        """The one figure; its traces change, it is never replaced."""
        return self._figure

    def movable(self) -> Movable:
        """The crisis with the effect that is chosen; prepared once per effect."""
        own = self.effect == OWN
        key = (self.effect, self.size if own else 0)
        if key not in self._movables:
            change = self.size / 100 if own else self._changes[self.effect]
            self._movables[key] = Movable.of(self._fit, self._answer, change)
        return self._movables[key]

    def _update(self, change: Any = None) -> None:
        movable = self.movable()
        move = movable.to(self.delay)
        self._inputs[2].disabled = self.effect != OWN
        # A control that changes nothing shows a second number for one thing.
        self._inputs[2].layout.display = None if self.effect == OWN else "none"
        told = moving.tell(movable, move)
        figure = self._figure
        with figure.batch_update():
            for number, new in moving.frame(movable, move, self.scale).items():
                figure.data[number].update(new)
            if change is not None and change["name"] == "scale":
                figure.data[moving.COUNTED].y = moving.counted_on(movable, self.scale)
                figure.layout.yaxis.update(moving.axis_of(movable, self.scale))
        self.number, self.sentence = told.number, told.sentence
        self._head.value = _headline(told)
        self._call.value = f'<code style="font-size:12px">{html.escape(self._plain())}</code>'

    def _plain(self) -> str:
        """The same in plain Python, so that a student can take it into a cell of their own."""
        delay = "None" if self.delay == float("inf") else f"{self.delay:.4g}"
        name = self._changes.get(self.effect)
        change = f", change={self.size / 100:g}" if self.effect == OWN else ""
        if isinstance(name, str):
            change = f", change={name!r}"
        elif name is not None:
            change = f", change={_name_of(name, 'conversations')}"
        which = "" if self._answer == self._fit.response else f", response={self._answer!r}"
        return f"wb.plot_what_if(wb.what_if({_name_of(self._fit, 'fit')}, delay={delay}{which}{change}))"


def _name_of(result: object, otherwise: str) -> str:
    """Name the variable of the notebook that holds a result, so that a line of code says what it means."""
    shell = get_ipython()
    held = shell.user_ns if shell else {}
    names = (name for name, value in held.items() if value is result and not name.startswith("_"))
    return next(names, otherwise)


def _named(hours: float, true: float) -> str:
    if hours == float("inf"):
        return "never"
    return f"{hours:.3g} h" + (" (as it was)" if hours == true else "")


def _headline(told: moving.Told) -> str:
    stamp = (
        f'<span style="border:1.5px solid #d55e00;color:#b34700;padding:1px 6px;font-size:12px;'
        f'font-weight:600;margin-left:12px;white-space:nowrap;display:inline-block">{html.escape(told.stamp)}</span>'
        if told.stamp
        else ""
    )
    return (
        f'<div role="status" aria-live="polite" style="margin:6px 0 0 8px;max-width:880px">'
        f'<span style="font-size:16px;font-weight:600;line-height:1.4">{html.escape(told.number)}</span>{stamp}'
        f'<div style="font-size:13px;line-height:1.45">{html.escape(told.sentence)}</div></div>'
    )


def what_if_slider(
    fit: SelfExcitingFit,
    *,
    response: str | None = None,
    conversations: ConversationEffect | None = None,
) -> WhatIfSlider:
    """Put the answer of a crisis on a slider: another delay, another effect, and what the model then expects.

    Every control is one argument of :func:`workbench.what_if`; the call stands above the figure.

    Parameters
    ----------
    fit : SelfExcitingFit
        From :func:`workbench.fit_self_exciting`.
    response : str, optional
        Which answer is moved; the first by default.
    conversations : ConversationEffect, optional
        From :func:`workbench.fit_conversations`; adds its ratio to the choice of effects.

    Returns
    -------
    WhatIfSlider
        A widget; put it last in a cell.

    Raises
    ------
    WorkbenchError
        If the fit has no numbers, or the answer is not in it.

    Examples
    --------
    >>> import workbench as wb
    >>> table, truth = wb.simulate_crisis("cut30", seed=4)
    >>> fit = wb.fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    >>> slider = wb.what_if_slider(fit)
    >>> slider.delay = 6.0
    >>> slider.number.startswith("-")
    True
    """
    return WhatIfSlider(expect(fit, SelfExcitingFit, MAKER), response, conversations)
