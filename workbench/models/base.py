"""The contract of every result: a table, a sentence, what was assumed, and what it rests on."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from math import isinf
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import pandas as pd

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

#: The level of every interval in the workbench.
LEVEL = 0.95
#: The end of an interval that the data leave open.
NO_LIMIT = "no limit"
#: A crisis so many times as large is none: what the data leave open ends somewhere beyond.
ENDLESS = 1e4
COLUMNS = ("term", "value", "lower", "upper", "unit")


class Estimate(NamedTuple):
    """One row of a result: what it is, the value, its interval, and its unit."""

    term: str
    value: float
    lower: float
    upper: float
    unit: str

    @classmethod
    def of(cls, term: str, three: Iterable[float], unit: str) -> Estimate:
        """Build a row from value, lower and upper."""
        value, lower, upper = (float(figure) for figure in three)
        return cls(term, value, lower, upper, unit)


@dataclass(frozen=True)
class ModelResult:
    """What every fitted model hands back; a model adds its own fields below.

    Why have it: a reader who has understood one result has understood them all.

    Attributes
    ----------
    estimates : DataFrame
        Columns ``term``, ``value``, ``lower``, ``upper``, ``unit``; intervals at 95 %.
    assumptions : tuple of str
        What must hold for the numbers to mean what they say, one sentence each.
    data_note : str
        What went in: sources, bins, mentions, span, coverage; sample or stream.

    Notes
    -----
    A model overrides :meth:`summary`, and sets ``figure`` to ``"module.function"`` inside
    ``workbench.plots``; that module is imported only when :meth:`plot` is called.

    Examples
    --------
    >>> table = estimate_table([Estimate("mean", 2.0, 1.5, 2.5, "mentions per hour")])
    >>> ModelResult(table, ("The hours are alike.",), "48 bins of 1 h, 96 mentions")
    <ModelResult: mean 2.00 (1.50 to 2.50) mentions per hour; 48 bins of 1 h, 96 mentions>
    """

    estimates: pd.DataFrame
    assumptions: tuple[str, ...]
    data_note: str
    figure: ClassVar[str] = ""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.headline()}; {self.data_note}>"

    def _repr_html_(self) -> str:
        table = self.estimates.to_html(index=False, float_format=number, escape=True, na_rep="not known")
        said = self.summary()
        # A summary that ends with what went in has said it already.
        note = "" if self.data_note in said else f"{html.escape(self.data_note)}. "
        return f"{table}<p>{html.escape(said)}</p><p style='opacity:.75'>{note}Intervals at {LEVEL:.0%}.</p>"

    @property
    def simulated(self) -> bool:
        """Whether it rests on simulated counts; the note on the data says so."""
        return "simulated" in self.data_note.lower()

    def headline(self) -> str:
        """Return the first estimate in one line."""
        if self.estimates.empty:
            return "no numbers"
        row = self.estimates.iloc[0]
        return f"{row.term} {number(row.value)} ({number(row.lower)} to {number(row.upper)}) {row.unit}"

    def summary(self) -> str:
        """Say in two or three plain sentences what was found."""
        return f"{self.headline()}."

    def plot(self) -> Figure:
        """Draw the result over its data."""
        if not self.figure:
            raise NotImplementedError(f"{type(self).__name__} has no figure of its own.")
        module, _, function = self.figure.rpartition(".")
        return getattr(import_module(f"workbench.plots.{module}"), function)(self)


def estimate_table(rows: Iterable[Estimate]) -> pd.DataFrame:
    """Return the table of a result from its rows."""
    return pd.DataFrame(list(rows), columns=list(COLUMNS))


def number(value: float) -> str:
    """Write a figure the way the tables do: two decimals when small, none when large.

    >>> number(-0.304), number(1865.4), number(float("nan"))
    ('-0.30', '1,865', 'not known')
    """
    if pd.isna(value):
        return "not known"
    if isinf(value):
        return NO_LIMIT
    return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def percent(share: float) -> str:
    """Write a change as a signed percentage.

    >>> percent(-0.304), percent(0.06), percent(float("inf")), percent(1e60)
    ('-30 %', '+6 %', 'no limit', 'no limit')
    """
    if pd.isna(share):
        return "not known"
    if isinf(share) or share >= ENDLESS:
        return NO_LIMIT
    rounded = round(100 * share)
    return f"{rounded:+d} %" if rounded else "0 %"
