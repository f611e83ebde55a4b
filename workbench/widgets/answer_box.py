"""A box for an answer: type, press Enter, and read what to look at again. The solution stays out of sight."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from numbers import Real

import ipywidgets as widgets

from workbench.exercises import Feedback, check_answer, read_number, shown
from workbench.problems import WorkbenchError
from workbench.texts import as_html

NAMED_NOTHING = " is not it."


class AnswerBox(widgets.VBox):
    """A field with its unit, a button that checks, a button that helps, and what the workbench says.

    Attributes
    ----------
    feedback : Feedback
        What was said last.
    field, check, hint : ipywidgets.Text, ipywidgets.Button
        The controls. What is typed counts with Enter, on leaving the field, or with the button.
    said, helped : ipywidgets.HTML
        The feedback and the hint, as shown.
    """

    def __init__(
        self,
        expected: float | str,
        unit: str,
        tolerance: float,
        hint: str,
        mistakes: Mapping[float | str, str],
    ) -> None:
        # Kept on this side: nothing of it goes to the page before it is due.
        self._expected, self._unit, self._tolerance = expected, unit, tolerance
        self._hint, self._mistakes = hint, dict(mistakes)
        self.field = widgets.Text(
            description="Your answer",
            continuous_update=False,
            style={"description_width": "90px"},
            layout={"width": "280px"},
        )
        self.check = widgets.Button(
            description="Check",
            tooltip="Check the answer",
            button_style="primary",
            layout={"width": "90px"},
        )
        self.hint = widgets.Button(description="Hint", tooltip="Show the hint", layout={"width": "90px"})
        self.said, self.helped = widgets.HTML(), widgets.HTML()
        self.field.observe(self._look, names="value")
        self.check.on_click(self._look)
        self.hint.on_click(self._help)
        behind = widgets.HTML(f"<span>{as_html(unit)}</span>", layout={"margin": "2px 12px 2px 4px"})
        row = [self.field, behind, self.check, *([self.hint] if hint else [])]
        # Wraps on a narrow page.
        line = widgets.HBox(row, layout={"flex_flow": "row wrap", "align_items": "center"})
        super().__init__([line, self.said, self.helped])
        self._look()

    def _look(self, _event: object = None) -> None:
        self.feedback = self.judge(self.field.value)
        self.said.value = self.feedback._repr_html_()

    def _help(self, _event: object = None) -> None:
        self.helped.value = Feedback("open", f"Hint: {self._hint}")._repr_html_()

    def judge(self, typed: str) -> Feedback:
        """Say what is to be said to something typed.

        Parameters
        ----------
        typed : str
            What stands in the field.

        Returns
        -------
        Feedback
        """
        typed = " ".join(typed.split())
        words = isinstance(self._expected, str)
        if not typed:
            kind = "your answer" if words else "a number"
            return Feedback("open", f"Type {kind} and press Enter, or click Check.")
        try:
            meant = (typed.strip(" .,\"'“”‘’"),) if words else read_number(typed, self._unit)
        except WorkbenchError as error:
            return Feedback("open", str(error))
        said = [
            check_answer(
                answer,
                self._expected,
                unit=self._unit,
                tolerance=self._tolerance,
                mistakes=self._mistakes,
            )
            for answer in meant
        ]
        if right := next((each for each in said if each.verdict == "right"), None):
            return replace(right, message=f"Right: {self._solution()}.")
        for each in said:
            if not each.message.endswith(NAMED_NOTHING):
                return each
        help_ = "Look again, or click Hint." if self._hint and not self.helped.value else "Look again."
        return replace(said[0], message=f"{said[0].message} {help_}")

    def _solution(self) -> str:
        """Write the solution with as many decimals as the tolerance is fine."""
        if isinstance(self._expected, str) or self._tolerance <= 0:
            return shown(self._expected, self._unit)
        decimals = max(0, math.ceil(-math.log10(self._tolerance)))
        return shown(round(float(self._expected), decimals), self._unit)


def answer_box(
    expected: float | str,
    *,
    unit: str = "",
    tolerance: float = 0.0,
    hint: str = "",
    mistakes: Mapping[float | str, str] | None = None,
) -> AnswerBox:
    """Ask for an answer in a box, check it, and say what to look at again.

    The same checks as :func:`workbench.check_answer`, for people who do not write code. A comma is as good as a
    point, and thousands separators, per cent signs and the unit behind the number are understood.

    Parameters
    ----------
    expected : float or str
        The answer computed from the case.
    unit : str
        Unit of a number, shown behind the field.
    tolerance : float
        How far a number may be off, in its unit; the solution is written as finely.
    hint : str
        Shown by a button; without one there is no such button.
    mistakes : mapping, optional
        Typical wrong answers, each with the sentence that names the mistake.

    Returns
    -------
    AnswerBox
        A widget; put it last in a cell. Fold the cell's code, or the solution can be read there.

    Raises
    ------
    WorkbenchError
        If what is expected is neither a text nor a finite number, or a mistake is none where a number is asked.

    Examples
    --------
    >>> box = answer_box(24, unit="hours", mistakes={2: "That is days."})
    >>> box.feedback
    Type a number and press Enter, or click Check.
    >>> box.field.value = "2 days"
    >>> box.feedback
    “days” behind the number is not understood here. The answer is asked in hours.
    >>> box.field.value = "2"
    >>> box.feedback
    Not yet: 2 hours is not it. That is days.
    >>> box.field.value = "24,0"
    >>> box.feedback
    Right: 24 hours.
    """
    mistakes = mistakes or {}
    if not isinstance(expected, str):
        wrong = [key for key in (expected, *mistakes) if not _is_number(key)]
        if wrong:
            raise WorkbenchError(
                "The answer box cannot check against this.",
                received=", ".join(map(repr, wrong)),
                allowed="a text as the answer, or finite numbers as the answer and as mistakes",
                remedy="look at the cell that computes the answer",
            )
    return AnswerBox(expected, unit, tolerance, hint, mistakes)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(float(value))
