"""The chart that everybody draws: the day after the answer against the day before it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.base import Estimate, estimate_table
from workbench.models.moments import Instant
from workbench.models.textbook import HORIZON_HOURS, TextbookFit, read_around_answer
from workbench.problems import NotEnoughData

_HALF = 1.959964  # standard errors on each side of a 95 % interval


def fit_before_after(
    counts: pd.DataFrame, *, trigger: Instant, response: Instant, every: str | None = None
) -> TextbookFit:
    """Compare mentions per hour in the day after an answer with those in the day before it.

    It is here because every slide has it: as the first of the lenses, and the one that is fooled most.

    Parameters
    ----------
    counts, trigger, response, every
        As for :func:`workbench.fit_interrupted`.

    Returns
    -------
    TextbookFit
        The counterfactual is the level of the day before, drawn on.

    Raises
    ------
    WorkbenchError, NotEnoughData, TooCoarse
        As for :func:`workbench.fit_interrupted`, and if a side holds no mention.

    Notes
    -----
    Ratio of two rates; on the logarithmic scale its error is sqrt(1/before + 1/after), as if every mention
    were written by somebody who knows of no other. Bins from the trigger on, at most 24 hours on each side.

    Examples
    --------
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("null", seed=1)
    >>> fit = fit_before_after(table, trigger=truth.trigger, response=truth.response)
    >>> fit.headline()  # the planted answer did nothing
    'mentions per hour, 24 hours after the answer v 24 hours before it -79 % (-81 % to -77 %)'
    """
    read = read_around_answer(counts, trigger, response, None, every)
    grid, post = read.series.grid, read.post
    first = max(read.first, read.cut - round(HORIZON_HOURS / grid.hours))
    pre = first + np.flatnonzero(grid.seen[first : read.cut])
    before, after = grid.counts[pre].sum(), grid.counts[post].sum()
    if not pre.size or min(before, after) == 0:
        raise NotEnoughData(
            "A ratio needs mentions on both sides of the answer.",
            received=f"{before:,.0f} before and {after:,.0f} after",
            allowed="at least 1 on each side",
            remedy="collect those hours, or describe the case without a model",
        )
    level = before / grid.coverage[pre].sum()
    ratio = after / grid.coverage[post].sum() / level
    half = _HALF * np.sqrt(1 / before + 1 / after)
    change = 100 * (ratio * np.exp(half * np.array([0.0, -1.0, 1.0])) - 1)
    drawn = np.outer(
        level * grid.coverage[post], np.exp(_HALF / np.sqrt(before) * np.array([0.0, -1.0, 1.0]))
    )
    hours = f"{pre.size * grid.hours:,.0f} hours before it"
    return TextbookFit(
        estimate_table([Estimate.of(f"mentions per hour, {read.span} v {hours}", change, "%")]),
        (
            "Without the answer the volume would have stayed where it was in the day before.",
            "Nothing else happened at the time of the answer.",
            "Every mention is written by somebody who knows of no other.",
        ),
        read.note,
        read.counted(post),
        pd.DataFrame(
            {"time": read.times(post), **dict(zip(("value", "lower", "upper"), drawn.T, strict=True))}
        ),
        "Before and after",
        read.response,
        read.before(),
        grid.hours,
    )
