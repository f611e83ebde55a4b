"""Answers that students type, checked with a hint and never with a shrug."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real

from workbench.problems import WorkbenchError

#: "about -1,234.5 rest": a guess is a number too.
_TYPED = re.compile(
    r"(?:about|circa|ca\.?|[~≈=])?\s*([+-]?)\s*((?:\d[\d., ']*)?\d[.,]?|[.,]\d+)(?!\d)(.*)", re.DOTALL
)
#: Groups of three with one kind of separator, and a decimal sign of the other kind.
_GROUPED = re.compile(r"([1-9]\d{0,2}(?:([ ',.])\d{3})(?:\2\d{3})*)(?:(?!\2)[.,](\d+))?")
_PLAIN = re.compile(r"(\d*)(?:[.,](\d*))?")
#: What people write for a unit.
_SHORT = {
    "%": ("per cent", "percent", "pct"),
    "per cent": ("%", "percent", "pct"),
    "hours": ("h", "hrs"),
    "minutes": ("min", "mins"),
    "days": ("d",),
    "times": ("x", "×"),
}
#: Narrow and unbreakable spaces, curled apostrophes and long minus signs, as texts that are copied hold them.
_TIDY = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "’": "'", "−": "-", "–": "-", "—": "-"})


@dataclass(frozen=True)
class Feedback:
    """What the workbench says to an answer.

    Attributes
    ----------
    verdict : str
        ``"open"`` (nothing answered yet), ``"right"`` or ``"not yet"``.
    message : str
        What to say to the student.

    Examples
    --------
    >>> check_answer(46, 46, unit="hours").verdict
    'right'
    """

    verdict: str
    message: str

    def __repr__(self) -> str:
        return self.message

    def _repr_html_(self) -> str:
        colour = {"right": "#009e73", "not yet": "#d55e00", "open": "#0072b2"}[self.verdict]
        return (
            f"<div role='status' style='border-left:5px solid {colour};padding:8px 14px;max-width:720px;"
            f"font:14px/1.45 sans-serif'>{html.escape(self.message)}</div>"
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
        return Feedback("right", f"Right: {shown(expected, unit)}.")
    return Feedback("not yet", f"Not yet: {shown(answer, unit)} is not it. {said or tip.strip()}".rstrip())


def read_number(typed: str, unit: str = "") -> tuple[float, ...]:
    """Read a number as people type it.

    Parameters
    ----------
    typed : str
        What somebody typed: comma or point, thousands separators, and the unit behind it, if they like.
    unit : str
        The unit that may stand behind it.

    Returns
    -------
    tuple of float
        What it may mean, the likelier first: 1,234 is a thousand to some people and little more than one to others.

    Raises
    ------
    WorkbenchError
        If it is no number, or one with another unit; the message is one for students.

    Examples
    --------
    >>> read_number("2,5 hours", "hours")
    (2.5,)
    >>> read_number("1,234")
    (1234.0, 1.234)
    """
    text = " ".join(typed.translate(_TIDY).split())
    found = _TYPED.fullmatch(text)
    meant = _meanings(found[2].rstrip()) if found else ()
    if not found or not meant:
        asked = f" The answer is asked in {unit}." if unit else ""
        raise WorkbenchError(
            f"“{_cut(typed)}” cannot be read as a number. Write it in digits, with a point or a comma.{asked}"
        )
    rest = found[3].strip().rstrip(".").casefold()
    if rest and rest not in _names(unit):
        wanted = f"The answer is asked in {unit}." if unit else "Write the number alone."
        raise WorkbenchError(f"“{_cut(found[3].strip())}” behind the number is not understood here. {wanted}")
    return tuple(-value if found[1] == "-" else value for value in meant)


def _meanings(digits: str) -> tuple[float, ...]:
    meant = []
    if found := _GROUPED.fullmatch(digits):
        meant.append(float(re.sub(r"\D", "", found[1]) + "." + (found[3] or "0")))
    if (found := _PLAIN.fullmatch(digits)) and (found[1] or found[2]):
        value = float((found[1] or "0") + "." + (found[2] or "0"))
        # A point is the decimal sign of this workbench's own figures, a comma is not.
        meant.insert(0 if "." in digits else len(meant), value)
    return tuple(meant)


def _names(unit: str) -> set[str]:
    """Return what may stand behind a number of a unit: the unit, its singular, its sign, its first word."""
    name = unit.casefold()
    first = name.split(" per ")[0]
    return {name, first, name.removesuffix("s"), first.removesuffix("s"), *_SHORT.get(name, ())}


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 30 else text[:29] + "…"


def _close(answer: Real, expected: float, tolerance: float) -> bool:
    # 0.1 + 0.2 is 0.3 to a student, and 23.9 is within 0.1 of 24.
    return abs(float(answer) - expected) <= tolerance + 1e-9 * max(1.0, abs(expected))


def shown(value: object, unit: str) -> str:
    """Write an answer with its unit.

    >>> shown(1566576, "views")
    '1,566,576 views'
    """
    text = f"{value:,.10g}" if isinstance(value, Real) else str(value)
    return f"{text} {unit}".strip()
