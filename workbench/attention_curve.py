"""What a rebuilt curve answers: the band at any time, gains per day and per hour, and when to refuse."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench import attention_gains as gains
from workbench import attention_words as words
from workbench.attention_gains import HOUR, instant
from workbench.attention_shape import Array, Shape, values_at
from workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


@dataclass(frozen=True, eq=False, repr=False)
class AttentionCurve:
    """A counter or a level, rebuilt from dated readings. Made by :func:`workbench.rebuild_attention`.

    Attributes
    ----------
    metric, scope, unit, kind : str
        What was counted; `kind` is "counter" (only grows) or "level" (may fall).
    timezone : str
        IANA zone of `daily` and of the sentences.
    origin, start, end : Timestamp
        UTC. The curve runs from `start` to `end`; a counter stood at zero at `origin`.
    level : float
        Share of the band, 0.95 by default.
    readings : DataFrame
        Every reading of the window with its verdict: `judged` (used, stale, wrong), `reason`,
        `weight` (chance that it is fresh), `chance_stale`, `chance_wrong`, and `link`, a pair of the
        source's name and address.
    left_out : int
        Readings of this metric and scope that lie outside the window.
    simulated : bool
        Whether the readings were invented.
    shape : Shape
    draws : ndarray, shape (draws, size)
        The possible curves, for :func:`workbench.attention_shape.values_at`.

    Examples
    --------
    >>> import workbench as wb
    >>> curve = wb.rebuild_attention(wb.load_case("nestle-kitkat"), "facebook_fans", scope="Nestle corporate page")
    >>> curve.kind, curve.unit
    ('level', 'fans')
    """

    metric: str
    scope: str
    unit: str
    kind: str
    timezone: str
    origin: pd.Timestamp
    start: pd.Timestamp
    end: pd.Timestamp
    level: float
    readings: pd.DataFrame
    left_out: int
    simulated: bool
    shape: Shape = field(repr=False)
    draws: Array = field(repr=False)

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """The numbers people ask for: columns term, value, lower, upper, unit."""
        ends = self.values(pd.DatetimeIndex([self.start, self.end]))
        if self.kind == "counter":
            rows = [("total at the end", ends[:, 1], self.unit)]
        else:
            rows = [
                ("level at the start", ends[:, 0], self.unit),
                ("level at the end", ends[:, 1], self.unit),
                ("change over the window", ends[:, 1] - ends[:, 0], self.unit),
            ]
        table = [(term, *self._band(draws), unit) for term, draws, unit in [*rows, *self._peaks()]]
        return pd.DataFrame(table, columns=["term", "value", "lower", "upper", "unit"])

    def at(self, times: str | pd.Timestamp | Iterable[str | pd.Timestamp]) -> pd.DataFrame:
        """Read the curve at given times.

        Parameters
        ----------
        times : time or list of times
            Instants with a zone, within `start` and `end`; a bare date is midnight in `timezone`.

        Returns
        -------
        DataFrame
            One row per time: `time` (UTC), `value`, `lower`, `upper`.

        Raises
        ------
        WorkbenchError
            If a time lies outside the curve, or has a clock time but no zone.
        """
        listed = [times] if isinstance(times, (str, pd.Timestamp)) else list(times)
        moments = pd.DatetimeIndex([instant(time, self.timezone) for time in listed])
        outside = moments[(moments < self.start) | (moments > self.end)]
        if len(outside):
            raise WorkbenchError(
                "The curve does not reach this far.",
                received=", ".join(f"{time:%Y-%m-%d %H:%M} UTC" for time in outside),
                allowed=f"{self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} UTC",
                remedy="rebuild_attention(..., end=...) with a later end, if there are readings there",
            )
        return self.table(moments, self.values(moments))

    def path(self, points: int = 400) -> pd.DataFrame:
        """The whole curve, close-meshed where it is steep: columns as in :meth:`at`."""
        share = np.linspace(0.0, 1.0, points // 2)
        early = np.expm1(share * np.log(61.0)) / 60.0 if self.kind == "counter" else share
        moments = self.start + pd.to_timedelta(
            np.union1d(share, early) * (self.end - self.start) / HOUR, unit="h"
        )
        moments = moments.round("s").unique()
        return self.table(moments, self.values(moments))

    def daily(self, timezone: str | None = None) -> pd.DataFrame:
        """What each day brought.

        Parameters
        ----------
        timezone : str, optional
            Zone whose calendar days are meant; the curve's own by default, "UTC" for UTC days.

        Returns
        -------
        DataFrame
            One row per day: `time` (its start, UTC), `day` (local date), `value`, `lower`, `upper`,
            `hours` (how much of the day the curve covers), `readings` (how many used ones it has).

        Raises
        ------
        TooCoarse
            If fewer than two used readings are dated to the day.
        """
        return gains.per_day(self, timezone)

    def hourly(
        self, start: str | pd.Timestamp | None = None, end: str | pd.Timestamp | None = None
    ) -> pd.DataFrame:
        """What each hour brought, where the readings can tell.

        Parameters
        ----------
        start, end : time, optional
            First and last instant, with a zone; by default the longest stretch that can be answered.

        Returns
        -------
        DataFrame
            One row per hour: `time` (its start, UTC), `value`, `lower`, `upper`.

        Raises
        ------
        TooCoarse
            If the stretch is not held by used readings dated to the hour, at most 48 hours apart.
        """
        return gains.per_hour(self, start, end)

    def headline(self) -> str:
        """Say the end of the story in one line."""
        return words.headline(self)

    def summary(self) -> str:
        """Say in two or three plain sentences what the curve shows."""
        return words.summary(self)

    def plot(self, what: str = "cumulative") -> Figure:
        """Draw the curve with its band and the readings on top; `what` as in `wb.plot_attention`."""
        from workbench.plots.attention import plot_attention

        return plot_attention(self, what)

    @property
    def name(self) -> str:
        """What was counted, for a title."""
        return words.name(self)

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What must hold for the curve to mean what it shows, one sentence each."""
        return words.assumptions(self)

    @property
    def data_note(self) -> str:
        """What went in."""
        return words.data_note(self)

    def __repr__(self) -> str:
        return f"<AttentionCurve {self.name}: {self.headline()}; {len(self.readings)} readings>"

    def _repr_html_(self) -> str:
        return words.page(self)

    def _peaks(self) -> list[tuple[str, Array, str]]:
        """Terms of a counter that need the whole course: fullest day, half of the total, half-life."""
        span = (self.end - self.start) / HOUR
        # The steepest day of a wandering level would only be its largest wobble.
        if span < 48 or self.kind == "level":
            return []
        hours = np.arange(0.0, span - 23.9, max(1.0, span / 1500))
        begin = (self.start - self.origin) / HOUR
        values = values_at(self.shape, self.draws, begin + hours)
        gained = values_at(self.shape, self.draws, begin + hours + 24.0) - values
        top = gained.argmax(axis=1)
        most = gained[np.arange(len(gained)), top]
        half = self.values(pd.DatetimeIndex([self.end])) / 2
        reached = np.where(values >= half, hours, np.inf).min(axis=1)
        later = (np.arange(len(hours)) > top[:, None]) & (gained <= most[:, None] / 2)
        faded = np.where(later, hours, np.inf).min(axis=1) - hours[top]
        since = f"hours after {self.start:%Y-%m-%d %H:%M} UTC"
        return [
            ("most in 24 hours", most, f"{self.unit} per day"),
            ("middle of those 24 hours", hours[top] + 12, since),
            ("half of the total reached", reached, since),
            ("attention halved after its peak in", faded, "hours"),
        ]

    def values(self, moments: pd.DatetimeIndex) -> Array:
        """All drawn curves at some moments (UTC), shape (draws, moments)."""
        return values_at(self.shape, self.draws, np.asarray((moments - self.origin) / HOUR))

    def _band(self, draws: Array) -> tuple[float, float, float]:
        """Middle and ends of the band; some draws may be infinite (never reached)."""
        tail = (1 - self.level) / 2
        lower, value, upper = np.quantile(draws, [tail, 0.5, 1 - tail], axis=0, method="nearest")
        return value, lower, upper

    def table(self, moments: pd.DatetimeIndex, draws: Array) -> pd.DataFrame:
        """Middle and band of drawn quantities, one column of draws per moment."""
        places = 0 if np.median(np.abs(draws)) >= 20 else 1
        value, lower, upper = (np.round(part, places) for part in self._band(draws))
        return pd.DataFrame({"time": moments, "value": value, "lower": lower, "upper": upper})
