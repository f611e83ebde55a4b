"""Answers that students type, checked with a hint and never with a shrug."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real

from workbench.problems import WorkbenchError


@dataclass(frozen=True)
class Feedback:
    """What the workbench says to an answer.

    Attributes
    ----------
    verdict : str
        ``"open"`` (nothing answered yet), ``"right"`` or ``"not yet"``.
    message : str
        What to say to the student.
    """

    verdict: str
    message: str

    def __repr__(self) -> str:
        return self.message

    def _repr_html_(self) -> str:
        colour = {"right": "#009e73", "not yet": "#d55e00", "open": "#0072b2"}[self.verdict]
        return (
            f"<div role='status' style='border-left:5px solid {colour};padding:8px 14px;max-width:720px;"
            f"font-family:sans-serif;line-height:1.45'>{html.escape(self.message)}</div>"
        )


def check_answer(
    answer: float | str | None,
    expected: float | str,
    *,
    unit: str = "",
    tolerance: float = 0.0,
    hint: str = "",
    mistakes: Mapping[float | str, str] | None = None,
) -> Feedback:
    """Check a student's answer, and say what to look at again.

    Parameters
    ----------
    answer : float, str or None
        What the student wrote; ``None`` while the exercise is open.
    expected : float or str
        The answer computed from the case.
    unit : str
        Unit of a number, for the message.
    tolerance : float
        How far a number may be off, in its unit.
    hint : str
        Shown while the answer is open or wrong.
    mistakes : mapping, optional
        Typical wrong answers, each with the sentence that names the mistake.

    Returns
    -------
    Feedback

    Raises
    ------
    WorkbenchError
        If the answer is a text where a number is expected.

    Examples
    --------
    >>> check_answer(None, 24, unit="hours", hint="Count from the upload.")
    No answer yet: replace None by your answer and run the cell again. Hint: Count from the upload.
    >>> check_answer(24, 24, unit="hours")
    Right: 24 hours.
    >>> check_answer(2, 24, unit="hours", mistakes={2: "That is days."})
    Not yet: 2 hours is not it. That is days.
    """
    tip = f" Hint: {hint}" if hint else ""
    if answer is None or answer is ...:
        return Feedback("open", f"No answer yet: replace None by your answer and run the cell again.{tip}")
    if isinstance(expected, str):
        right = isinstance(answer, str) and answer.strip().casefold() == expected.strip().casefold()
        known = {str(k).strip().casefold(): v for k, v in (mistakes or {}).items()}
        said = known.get(str(answer).strip().casefold(), "")
    else:
        if isinstance(answer, bool) or not isinstance(answer, Real):
            raise WorkbenchError(
                "The answer is not a number.",
                received=repr(answer),
                allowed=f"a number{' of ' + unit if unit else ''}, without quotes",
                remedy="write only the digits, such as 24",
            )
        right = _close(answer, expected, tolerance)
        said = next((v for k, v in (mistakes or {}).items() if _close(answer, float(k), tolerance)), "")
    if right:
        return Feedback("right", f"Right: {_shown(expected, unit)}.")
    return Feedback("not yet", f"Not yet: {_shown(answer, unit)} is not it. {said or tip.strip()}".rstrip())


def _close(answer: Real, expected: float, tolerance: float) -> bool:
    # 0.1 + 0.2 is 0.3 to a student, and 23.9 is within 0.1 of 24.
    return abs(float(answer) - expected) <= tolerance + 1e-9 * max(1.0, abs(expected))


def _shown(value: object, unit: str) -> str:
    text = f"{value:,.10g}" if isinstance(value, Real) else str(value)
    return f"{text} {unit}".strip()
