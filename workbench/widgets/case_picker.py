"""Pick a case and see it: its card and its timeline."""

from __future__ import annotations

import html

import ipywidgets as widgets
import traitlets
from IPython.display import display

from workbench.cases import case_folders, load_case
from workbench.plots.timeline import BY, CLOCKS, plot_timeline
from workbench.problems import NotFound, nearest


class CasePicker(widgets.VBox):
    """A list of cases with the card and the timeline of the one chosen.

    Attributes
    ----------
    case_id, by, clock : str
        The state; setting one redraws, as choosing in the notebook does.
    """

    case_id = traitlets.Unicode()
    by = traitlets.Unicode("stance")
    clock = traitlets.Unicode("local")

    def __init__(self, case_id: str) -> None:
        cases = sorted(map(load_case, case_folders()), key=lambda case: case.trigger["time"])
        self._cases = {case.id: case for case in cases}
        if case_id not in self._cases:
            raise NotFound(
                "There is no case with this id.",
                received=repr(case_id),
                allowed=", ".join(self._cases),
                remedy=nearest(case_id, self._cases) or "leave it out",
            )
        pick = widgets.Dropdown(
            options=[(f"{case.trigger['time'].year}  {case.title}", case.id) for case in cases],
            value=case_id,
            description="Case",
            style={"description_width": "70px"},
            layout={"width": "460px"},
        )
        by = _buttons("Stack by", BY, "90px")
        clock = _buttons("Clock", CLOCKS, "70px")
        self._call = widgets.HTML()
        self._shown = widgets.Output()
        super().__init__([pick, widgets.HBox([by, clock]), self._call, self._shown])
        self.case_id = case_id
        widgets.link((self, "case_id"), (pick, "value"))
        widgets.link((self, "by"), (by, "value"))
        widgets.link((self, "clock"), (clock, "value"))
        self.observe(self._redraw, names=["case_id", "by", "clock"])
        self._redraw()

    def _redraw(self, _change: object = None) -> None:
        arguments = f'by="{self.by}", clock="{self.clock}"'
        # The same in plain Python, so that a student can take it into a cell of their own.
        call = html.escape(f'wb.plot_timeline(wb.load_case("{self.case_id}"), {arguments})')
        self._call.value = f'<code style="font-size:12px">{call}</code>'
        case = self._cases[self.case_id]
        self._shown.clear_output(wait=True)
        with self._shown:
            display(case)
            plot_timeline(case, by=self.by, clock=self.clock).display(page=False)


def _buttons(description: str, options: tuple[str, ...], width: str) -> widgets.ToggleButtons:
    style = {"description_width": "70px", "button_width": width}
    return widgets.ToggleButtons(options=options, value=options[0], description=description, style=style)


def case_picker(case_id: str = "united-breaks-guitars") -> CasePicker:
    """Pick a case from a list and see its card and timeline.

    Parameters
    ----------
    case_id : str
        The case shown first.

    Returns
    -------
    CasePicker
        A widget; put it last in a cell.

    Examples
    --------
    >>> import contextlib, io
    >>> with contextlib.redirect_stdout(io.StringIO()):  # outside a notebook a figure is a line of text
    ...     picker = case_picker("codero-outage")
    >>> picker.case_id
    'codero-outage'
    """
    return CasePicker(case_id)
