"""Pick a case and see it: its card and its timeline."""

from __future__ import annotations

import html

import ipywidgets as widgets
import traitlets

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
            tooltip="Case",
            style={"description_width": "70px"},
            layout={"width": "460px"},
        )
        by = _buttons("Stack by", BY, "90px")
        clock = _buttons("Clock", CLOCKS, "70px")
        self._card, self._figure, self._call = widgets.HTML(), widgets.Output(), widgets.HTML()
        # What changes the figure stands beside the figure, below the card.
        super().__init__([pick, self._card, widgets.HBox([by, clock]), self._call, self._figure])
        self.case_id = case_id
        widgets.link((self, "case_id"), (pick, "value"))
        widgets.link((self, "by"), (by, "value"))
        widgets.link((self, "clock"), (clock, "value"))
        self.observe(self._show_card, names=["case_id"])
        self.observe(self._redraw, names=["case_id", "by", "clock"])
        self._show_card()
        self._redraw()

    def _show_card(self, _change: object = None) -> None:
        self._card.value = self._cases[self.case_id]._repr_html_()

    def _redraw(self, _change: object = None) -> None:
        arguments = f'by="{self.by}", clock="{self.clock}"'
        # The same in plain Python, so that a student can take it into a cell of their own.
        call = html.escape(f'wb.plot_timeline(wb.load_case("{self.case_id}"), {arguments})')
        self._call.value = f'<code style="font-size:12px">{call}</code>'
        case = self._cases[self.case_id]
        figure = plot_timeline(case, by=self.by, clock=self.clock)
        # Set whole, not printed into: clients that run notebooks without a browser wait in vain for
        # what is printed into an output widget.
        self._figure.outputs = tuple(
            {"output_type": "display_data", "data": bundle, "metadata": {}}
            for bundle in figure.outputs(page=False)
        )


def _buttons(description: str, options: tuple[str, ...], width: str) -> widgets.ToggleButtons:
    return widgets.ToggleButtons(
        options=options,
        value=options[0],
        description=description,
        style={"description_width": "70px", "button_width": width},
        tooltip=description,
        # As wide as its buttons, with its name beside them and not above.
        layout={
            "display": "flex",
            "align_items": "center",
            "width": "max-content",
            "margin": "6px 16px 2px 2px",
        },
    )


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
