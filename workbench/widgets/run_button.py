"""A button that does one thing when it is pressed, and says what came of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import ipywidgets as widgets

from workbench.exercises import Feedback
from workbench.problems import WorkbenchError


class RunButton(widgets.VBox):
    """A button above the sentence that says what came of it.

    Attributes
    ----------
    button : ipywidgets.Button
        The button.
    result : object
        What the function returned last; ``None`` before.
    feedback : Feedback or None
        What was said last; ``None`` before.
    said : ipywidgets.HTML
        The same, as shown.
    """

    def __init__(self, label: str, function: Callable[[], Any]) -> None:
        self._function, self.result = function, None
        self.feedback: Feedback | None = None
        self.feedback = Feedback("open", "")
        self.button = widgets.Button(
            description=label, button_style="primary", layout={"width": "max-content"}
        )
        self.said = widgets.HTML()
        self.button.on_click(self._run)
        super().__init__([self.button, self.said])

    def _run(self, _button: object) -> None:
        # A second click while it works would do it twice.
        self.button.disabled = True
        self._say(Feedback("open", "Working ..."))
        try:
            self.result = self._function()
            self._say(Feedback("right", _told(self.result)))
        except (WorkbenchError, OSError) as error:
            self._say(Feedback("not yet", str(error)))
        finally:
            self.button.disabled = False

    def _say(self, feedback: Feedback) -> None:
        self.feedback = feedback
        self.said.value = feedback._repr_html_()


def _told(result: object) -> str:
    if isinstance(result, os.PathLike):
        return f"Saved as {os.fspath(result)}."
    return "Done." if result is None else str(result)


def run_button(label: str, function: Callable[..., Any], *args: object, **kwargs: object) -> RunButton:
    """Do something when a button is pressed, and not when the cell runs.

    Parameters
    ----------
    label : str
        What stands on the button.
    function : callable
        What to do.
    *args, **kwargs
        What the function is called with.

    Returns
    -------
    RunButton
        A widget; put it last in a cell. It says where a file was saved, or why nothing could be done.

    Examples
    --------
    >>> button = run_button("Count", len, [1, 2, 3])
    >>> button.button.click()
    >>> button.feedback
    3
    """
    return RunButton(label, lambda: function(*args, **kwargs))
