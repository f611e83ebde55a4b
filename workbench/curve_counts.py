"""A rebuilt curve as counts: several possible tables instead of one, and only the bins that somebody read.

A rebuilt curve is smooth between its readings. Fed to a model bin by bin it would look like a calm,
completely counted series, and its own smoothness would be found again as a result. So a bin is given
only where a reading falls into it, the others are missing, and the curve is given many times over, as
it may have been.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.problems import TooCoarse, WorkbenchError
from workbench.times import bins_words

if TYPE_CHECKING:
    from workbench.attention_curve import AttentionCurve

#: Bins with a reading of their own that a model needs at the least.
FEWEST_TOLD = 8
DRAWS = 20


def curve_counts(curve: AttentionCurve, *, every: str = "1D", draws: int = DRAWS) -> pd.DataFrame:
    """Read a rebuilt counter as counts per bin, as often as the readings leave it open.

    Parameters
    ----------
    curve : AttentionCurve
        Of a counter; what a level gains in a day is no count.
    every : str
        Width of a bin; one day, or hours where the readings carry hours.
    draws : int
        How many of the possible curves, 2 or more.

    Returns
    -------
    DataFrame
        One table below the other: ``draw`` (1, 2, ...), ``time`` (UTC start of the bin), ``count`` (NaN in a
        bin without a reading), ``coverage`` (1). ``attrs["told"]`` counts the bins with a reading,
        ``attrs["bins"]`` all of them. :func:`workbench.models.draws.fit_draws` fits each draw and puts the results
        together.

    Raises
    ------
    TooCoarse
        If fewer than 8 bins hold a used reading that is dated at least as finely as the bin.
    WorkbenchError
        If the curve is a level, or the width or the number of draws does not fit.

    Notes
    -----
    Bins begin at local midnight of the day on which the curve starts. What lies before the start of a
    counter counted nothing. Gains are rounded to whole units.

    Examples
    --------
    >>> from workbench.attention import rebuild_attention
    >>> from workbench.simulate import simulate_readings
    >>> readings_sim, truth = simulate_readings(60, seed=3)
    >>> curve = rebuild_attention(readings_sim, "views_cumulative", origin=truth.hours.index[0], draws=100)
    >>> curve_counts(curve, draws=5)["draw"].max()
    np.int64(5)
    """
    if curve.kind != "counter":
        raise WorkbenchError(
            f"{curve.name} may fall as well as rise, so its gains are no counts.",
            received=f"a {curve.kind}",
            allowed="a counter, such as views",
            remedy="curve.at([...]) before and after the answer",
        )
    width = _width(every)
    if not 2 <= draws <= len(curve.draws):
        raise WorkbenchError(
            "One draw would hide how uncertain the curve is, and more than it has cannot be drawn.",
            received=f"draws={draws}",
            allowed=f"2 to {len(curve.draws)}",
            remedy=f"draws={DRAWS}",
        )
    first = curve.start.tz_convert(curve.timezone).normalize().tz_convert("UTC")
    # A last bin that the curve only enters would look like a fall.
    edges = pd.date_range(first, curve.end, freq=width)
    told = _told(curve, edges, width)
    if told.sum() < FEWEST_TOLD:
        hours = width / pd.Timedelta(hours=1)
        raise TooCoarse(
            f"Too few readings of {curve.name} were found: {bins_words(int(told.sum()), hours)} of {len(told)} with a reading "
            f"of {'its' if told.sum() == 1 else 'their'} own, where {FEWEST_TOLD} are needed. Between two readings the curve "
            "is drawn, not counted.",
            received=f"{int(told.sum())} bins of {hours:g} h with a used reading dated as finely, of {len(told)}",
            allowed=f"at least {FEWEST_TOLD}",
            remedy="curve.at([...]) says how much lay before and after an answer; more a model cannot say here",
        )
    rows = np.linspace(0, len(curve.draws) - 1, draws).round().astype(int)
    inside = edges.where(edges > curve.start, curve.start)
    gains = np.rint(np.diff(curve.values(inside), axis=1)[rows].clip(0.0))
    gains[:, ~told] = np.nan
    size = len(told)
    table = pd.DataFrame(
        {
            "draw": np.repeat(np.arange(1, draws + 1), size),
            "time": np.tile(edges[:-1], draws),
            "count": gains.ravel(),
            "coverage": np.where(np.tile(told, draws), 1.0, np.nan),
        }
    )
    table["time"] = pd.to_datetime(table["time"], utc=True)
    table.attrs.update(told=int(told.sum()), bins=size)
    return table


def _told(curve: AttentionCurve, edges: pd.DatetimeIndex, width: pd.Timedelta) -> np.ndarray:
    """Mark the bins into which a used reading falls that is dated at least as finely as a bin is wide."""
    rows = curve.readings
    # A local day may have 25 hours.
    fine = rows[(rows["judged"] == "used") & (rows["time_end"] - rows["time"] <= 1.05 * width)]
    fine = fine[fine["qualifier"] != "at_most"]
    middle = pd.DatetimeIndex(fine["time"] + (fine["time_end"] - fine["time"]) / 2)
    place = np.searchsorted(edges, middle, side="right") - 1
    told = np.zeros(len(edges) - 1, bool)
    told[place[(place >= 0) & (place < len(told))]] = True
    return told


def _width(every: str) -> pd.Timedelta:
    try:
        width = pd.Timedelta(every)
    except ValueError:
        width = pd.Timedelta(0)
    if width <= pd.Timedelta(0):
        raise WorkbenchError(
            "The bin width is not a length of time.",
            received=repr(every),
            allowed="a length such as '1D' or '6h'",
            remedy="every='1D'",
        )
    return width
