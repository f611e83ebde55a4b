"""Pick a case and see it: its card and its timeline."""

from __future__ import annotations

import ipywidgets as widgets
import traitlets
from IPython.display import display

from workbench.cases import case_folders, load_case
from workbench.plots.timeline import BY, plot_timeline
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
        ids = [case.id for case in cases]
        if case_id not in ids:
            raise NotFound("There is no case with this id.", received=repr(case_id), allowed=", ".join(ids),
                           remedy=nearest(case_id, ids) or "leave it out")  # fmt: skip
        self._cases = {case.id: case for case in cases}
        options = [(f"{case.trigger['time'].year}  {case.title}", case.id) for case in cases]
        label = {"description_width": "70px"}
        pick = widgets.Dropdown(options=options, value=case_id, description="Case", style=label,
                                layout=widgets.Layout(width="460px"))  # fmt: skip
        by = widgets.ToggleButtons(options=BY, value="stance", description="Stack by", style={**label, "button_width": "90px"})
        clock = widgets.ToggleButtons(options=("local", "utc"), value="local", description="Clock",
                                      style={**label, "button_width": "70px"})  # fmt: skip
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
        self._call.value = (
            f'<code style="font-size:12px">wb.plot_timeline(wb.load_case("{self.case_id}"), {arguments})</code>'
        )
        case = self._cases[self.case_id]
        self._shown.clear_output(wait=True)
        with self._shown:
            display(case)
            plot_timeline(case, by=self.by, clock=self.clock).display(page=False)


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
    >>> picker = case_picker("codero-outage")
    >>> picker.case_id
    'codero-outage'
    """
    return CasePicker(case_id)
