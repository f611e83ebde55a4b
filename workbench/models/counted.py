"""A table of counts becomes a regular grid a model can take, or every reason why it cannot is told at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.models.excitation import TIME_SCALES, Grid
from workbench.models.moments import (
    Instant,
    Instants,
    check_amount,
    check_memory,
    check_moments,
    read_instants,
)
from workbench.models.refusals import bin_width, check_values, clean_columns, season_levels, together
from workbench.problems import WorkbenchError


@dataclass(frozen=True)
class Series:
    """Counts on a grid with the names and the calendar that the numbers have lost.

    Attributes
    ----------
    grid : Grid
        The numbers; clocks in hours after `start`.
    start : Timestamp
        Start of the first bin (UTC).
    trigger : Timestamp
    responses, events, rivals : dict
        Name to time (UTC): answers; news that is modelled; documented events that are not.
    absent : int
        Bins that the table left out, taken as missing.
    counted : str
        What the counts are counts of, as ``counts.attrs["counted"]`` says.
    """

    grid: Grid
    start: pd.Timestamp
    trigger: pd.Timestamp
    responses: dict[str, pd.Timestamp]
    events: dict[str, pd.Timestamp]
    rivals: dict[str, pd.Timestamp]
    absent: int = 0
    counted: str = "negative mentions"

    def hours(self, time: pd.Timestamp) -> float:
        """Hours from the start of the first bin to a moment."""
        return float((time - self.start) / pd.Timedelta(hours=1))

    @property
    def end(self) -> pd.Timestamp:
        """End of the last bin."""
        return self.start + pd.Timedelta(hours=self.grid.bins * self.grid.hours)

    def note(self) -> str:
        """Say what went in: mentions, bins, span, gaps, coverage."""
        grid = self.grid
        missing = int((~grid.seen).sum())
        text = (
            f"{int(np.nansum(grid.counts)):,} {self.counted} in {grid.bins - missing} bins of {grid.hours:g} h, "
            f"{self.start:%Y-%m-%d %H:%M} to {self.end:%Y-%m-%d %H:%M} UTC; "
        )
        gap = f"{missing} bins missing" + (
            f" ({self.absent} of them not in the table)" if self.absent else ""
        )
        text += gap if missing else "no bin missing"
        share = grid.coverage[grid.seen]
        return text + (
            f"; coverage {share.min():.0%} to {share.max():.0%}" if (share < 1).any() else "; full coverage"
        )


def read_series(
    counts: pd.DataFrame,
    *,
    trigger: Instant,
    responses: Instants,
    events: Instants = None,
    rivals: Instants = None,
    every: str | None = None,
    season: pd.Series | np.ndarray | None = None,
    settle_hours: float = 0.0,
    scales: tuple[float, ...] = TIME_SCALES,
) -> Series:
    """Check a table of counts and lay it on a regular grid.

    Parameters
    ----------
    counts : DataFrame
        `time` (aware start of each bin; or the index), `count` (NaN where nobody collected) and
        optionally `coverage` in (0, 1].
    trigger, responses, events, rivals
        Aware times; several as a mapping from name to time.
    every : str, optional
        Width of a bin; without it the smallest step of the table.
    season : array, optional
        Relative level of the background per row of the table; scaled to mean 1.
    settle_hours : float
        Hours an answer takes to set in.
    scales : tuple of float
        Time scales of the memory in hours.

    Returns
    -------
    Series

    Raises
    ------
    WorkbenchError, NotEnoughData, TooCoarse
        With every problem found, not only the first.
    """
    problems: list[WorkbenchError] = []
    moments = {
        "trigger": read_instants(trigger, "trigger", problems),
        "responses": read_instants(responses, "response", problems),
        "events": read_instants(events, "event", problems),
        "rivals": read_instants(rivals, "rival", problems),
    }
    table = clean_columns(counts, problems)
    if problems:
        raise together(problems)
    hours = bin_width(table["time"], every, problems)
    check_values(table, problems)
    if problems:
        raise together(problems)

    start = table["time"].iloc[0]
    place = ((table["time"] - start) / pd.Timedelta(hours=hours)).to_numpy()
    if np.abs(place - place.round()).max(initial=0.0) > 1e-6:
        odd = table["time"].iloc[int(np.argmax(np.abs(place - place.round()) > 1e-6))]
        problems.append(
            WorkbenchError(
                "A bin does not lie on the grid of the others.",
                received=f"{odd.isoformat()} with bins of {hours:g} h from {start.isoformat()}",
                allowed="bins of one width, each labelled by its start",
                remedy="count the messages again with one width",
            )
        )
        raise together(problems)
    place = place.round().astype(int)
    bins = int(place[-1]) + 1
    filled = np.full(bins, np.nan)
    filled[place] = table["count"].to_numpy(float)
    coverage, level = np.ones(bins), np.ones(bins)
    coverage[place] = table["coverage"].fillna(1.0).to_numpy(float)
    if season is not None:
        level[place] = season_levels(season, len(table), problems)
    grid = Grid(filled, hours, coverage, level, np.zeros(0), np.zeros(0), settle_hours)
    series = Series(
        grid,
        start,
        moments["trigger"]["trigger"],
        moments["responses"],
        moments["events"],
        moments["rivals"],
        bins - len(table),
        str(counts.attrs.get("counted", "negative mentions")),
    )
    check_moments(series, problems)
    check_amount(series, problems)
    check_memory(hours, scales, problems)
    if problems:
        raise together(problems)
    return _with_clocks(series)


def _with_clocks(series: Series) -> Series:
    grid, at = series.grid, series.hours
    shocks = np.array([at(series.trigger), *(at(t) for t in series.events.values())])
    responses = np.array([at(t) for t in series.responses.values()])
    grid = replace(grid, shocks=shocks, responses=responses)
    return replace(series, grid=grid)
