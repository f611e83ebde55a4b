"""What can go wrong, said in sentences: the error types that every other module raises."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class WorkbenchError(ValueError):
    """An input the workbench cannot use, told as four short answers.

    Parameters
    ----------
    happened : str
        What happened, as a sentence.
    received : str, optional
        What was received.
    allowed : str, optional
        What would have been accepted.
    remedy : str, optional
        What to try next.

    Examples
    --------
    >>> print(WorkbenchError("The bin width is not a length of time.", received="'soon'",
    ...                      allowed="a pandas offset such as '1h'", remedy="every='1h'"))
    The bin width is not a length of time. Received: 'soon'. Allowed: a pandas offset such as '1h'. Try: every='1h'.
    """

    def __init__(self, happened: str, *, received: str = "", allowed: str = "", remedy: str = "") -> None:
        self.happened, self.received = happened, received
        self.allowed, self.remedy = allowed, remedy
        parts = [happened]
        for label, text in (("Received", received), ("Allowed", allowed), ("Try", remedy)):
            if text:
                parts.append(f"{label}: {text}{'' if text.endswith(('.', '?')) else '.'}")
        super().__init__(" ".join(parts))


class NotEnoughData(WorkbenchError):
    """Too few rows for the question; the message names the count found and the count required.

    Examples
    --------
    >>> import workbench as wb
    >>> try:
    ...     wb.rebuild_attention(wb.load_case("united-breaks-guitars"), "youtube_views_cumulative", scope="song 2")
    ... except NotEnoughData as error:
    ...     print(error.happened)
    youtube_views_cumulative has too few readings for the curve of a counter.
    """


class TooCoarse(WorkbenchError):
    """Times too coarse for the answer asked for, such as hours from rows dated to the day.

    Examples
    --------
    >>> import pandas as pd, workbench as wb
    >>> messages = pd.DataFrame({"time": pd.to_datetime(["2030-05-01T12:00Z"]), "precision": ["day"]})
    >>> try:
    ...     wb.count_mentions(messages, every="1h", by=())
    ... except TooCoarse as error:
    ...     print(error.happened)
    Some messages are dated more roughly than a bin is wide.
    """


class NotFound(WorkbenchError, LookupError):
    """A name that does not exist; the message lists the names that do, nearest first.

    Examples
    --------
    >>> import workbench as wb
    >>> try:
    ...     wb.load_case("toyota-recal")
    ... except NotFound as error:
    ...     print(error.remedy)
    did you mean 'toyota-recall'?
    """


def nearest(name: str, known: Iterable[str]) -> str:
    """Say which known name comes closest to a misspelt one, as the start of a remedy.

    >>> nearest("toyota-recal", ["toyota-recall", "nestle-kitkat"])
    "did you mean 'toyota-recall'?"
    """
    known = list(known)
    lowered = {k.lower(): k for k in known}
    close = difflib.get_close_matches(name.lower(), lowered, n=1, cutoff=0.5)
    if close:
        return f"did you mean {lowered[close[0]]!r}?"
    # A student types "toyota" or "kitkat", which edit distance does not bring near "toyota-recall".
    part = [k for k in known if name.lower() and name.lower() in k.lower()]
    return f"did you mean {part[0]!r}?" if part else ""
