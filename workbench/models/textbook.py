"""What the two textbook methods share: the day after the answer, and the words their result deserves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, ModelResult, percent
from workbench.models.columns import kind_of
from workbench.models.counted import Series, read_series
from workbench.models.moments import Instant, Instants
from workbench.problems import NotEnoughData
from workbench.times import bins_words

#: Bins between trigger and response that a trend needs.
FEWEST_BEFORE = 8
#: How long after the answer the two methods look. A line drawn on for a week is a number without meaning.
HORIZON_HOURS = 24.0
TAILS = (0.5 - LEVEL / 2, 0.5 + LEVEL / 2)
TRAP = (
    "The trend before the answer is drawn on as if the crisis would have followed it. A crisis follows no line: whatever "
    "bend it takes by itself is credited to the answer, or blamed on it (notebook 10 shows how often)."
)


@dataclass(frozen=True, repr=False)
class TextbookFit(ModelResult):
    """What a textbook method says, in the words it deserves.

    Attributes
    ----------
    observed, counterfactual : pandas.DataFrame
        Columns ``time``, ``value`` and, for the counterfactual, ``lower`` and ``upper``: mentions per
        bin after the response, as seen and as the trend before it would have gone on. A method that also
        fits a line after the response has it in ``observed["fitted"]``.
    method : str
        Name of the method.
    response : pandas.Timestamp
        The interruption.
    before : pandas.DataFrame
        Columns ``time``, ``value``: mentions per bin from the trigger to the response.
    bin_hours : float
        Width of a bin.
    """

    figure = "textbook.plot_textbook"
    observed: pd.DataFrame
    counterfactual: pd.DataFrame
    method: str
    response: pd.Timestamp
    before: pd.DataFrame
    bin_hours: float

    def headline(self) -> str:
        """Return what the method claims in one line."""
        row = self.estimates.iloc[0]
        return f"{row.term} {percent(row.value / 100)} ({percent(row.lower / 100)} to {percent(row.upper / 100)})"

    def summary(self) -> str:
        """Say what the method claims, and why not to believe it."""
        return f"{self.method} says: {self.headline()}. That is not an effect of the answer. {TRAP}"


@dataclass(frozen=True)
class AroundAnswer:
    """A series cut at one answer.

    Attributes
    ----------
    series : Series
    note : str
        What went in, and whether it was simulated.
    first, cut : int
        The first bin after the trigger, and the first that lies wholly after the response.
    post : numpy.ndarray
        Positions of the collected bins within 24 hours of ``cut``.
    """

    series: Series
    note: str
    first: int
    cut: int
    post: np.ndarray

    @property
    def response(self) -> pd.Timestamp:
        """When the company answered (UTC)."""
        return next(iter(self.series.responses.values()))

    @property
    def span(self) -> str:
        """Say how long the method looks."""
        return f"{self.post.size * self.series.grid.hours:,.0f} hours after the answer"

    def counted(self, place: np.ndarray) -> pd.DataFrame:
        """Tabulate time and mentions of some bins."""
        grid = self.series.grid
        return pd.DataFrame({"time": self.times(place), "value": grid.counts[place]})

    def times(self, place: np.ndarray) -> pd.DatetimeIndex:
        """Starts of some bins."""
        return self.series.start + pd.to_timedelta(place * self.series.grid.hours, unit="h")

    def before(self) -> pd.DataFrame:
        """Tabulate the collected bins from the trigger to the response."""
        place = np.arange(self.first, self.cut)
        return self.counted(place[self.series.grid.seen[place]])

    def steps(self) -> dict[str, np.ndarray]:
        """One step a news event: 0 before it, 1 from the first bin that lies wholly after it."""
        starts = np.arange(self.series.grid.bins) * self.series.grid.hours
        hours = {name: self.series.hours(time) for name, time in self.series.events.items()}
        return {name: (starts >= at - 1e-9).astype(float) for name, at in hours.items()}

    def did_not_converge(self, model: str) -> NotEnoughData:
        """Say that there are no numbers."""
        return NotEnoughData(
            f"The {model} did not converge, so there are no numbers.",
            received=self.note,
            allowed="a series with mentions in most bins",
            remedy="use wider bins",
        )


def read_around_answer(
    counts: pd.DataFrame, trigger: Instant, response: Instant, events: Instants, every: str | None
) -> AroundAnswer:
    """Read a series for a method that starts at the trigger and is interrupted by one response.

    Raises
    ------
    WorkbenchError, NotEnoughData, TooCoarse
        For everything that :func:`workbench.models.counted.read_series` refuses, for fewer than 8
        collected bins between trigger and response, and for none in the 24 hours after it.
    """
    series = read_series(
        counts, trigger=trigger, responses={"response": response}, events=events, every=every
    )
    grid = series.grid
    first = int(np.ceil(series.hours(series.trigger) / grid.hours - 1e-9))
    cut = int(np.ceil(series.hours(next(iter(series.responses.values()))) / grid.hours - 1e-9))
    before = int(grid.seen[first:cut].sum())
    if before < FEWEST_BEFORE:
        raise NotEnoughData(
            "Too little was collected between the beginning and the answer to know a trend: "
            f"{bins_words(before, grid.hours)}, where {FEWEST_BEFORE} are needed.",
            received=f"{before} collected bins of {grid.hours:g} h",
            allowed=f"at least {FEWEST_BEFORE}",
            remedy="use shorter bins where the messages are dated finely enough",
        )
    last = min(grid.bins, cut + max(1, round(HORIZON_HOURS / grid.hours)))
    post = cut + np.flatnonzero(grid.seen[cut:last])
    if not post.size:
        raise NotEnoughData(
            f"Nobody collected anything in the {HORIZON_HOURS:.0f} hours after the response.",
            received=f"{last - cut} missing bins of {grid.hours:g} h",
            allowed="at least one collected bin",
            remedy="collect those hours, or describe the case without a model",
        )
    kind = f"{kind_of(counts)}: " if kind_of(counts) else ""
    return AroundAnswer(series, kind + series.note(), first, cut, post)
