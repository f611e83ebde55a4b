"""What the counts could not show: an answer whose history nobody collected, and a crisis that could never have ended."""

from __future__ import annotations

import numpy as np

from workbench.models.fitting import Fitted
from workbench.times import bins_words

#: Share of the bins between trigger and answer that must have been collected.
LEAST_SEEN = 0.5
#: Bins this long or longer hide most of the memory; planted falls lay outside their intervals too often.
WIDE_HOURS = 12.0
#: Mean share of the collected bins between trigger and answer below which effects seem larger than they are.
LEAST_SHARE = 0.6


def unseen_history(fitted: Fitted, which: int) -> list[str]:
    """Say why the course before an answer is a guess rather than something that was seen.

    Parameters
    ----------
    fitted : Fitted
    which : int
        Which answer.

    Returns
    -------
    list of str
        Reasons for which no effect may be claimed; empty if there are none.

    Notes
    -----
    Behind the holes of a real collection (39 of 44 hours between trigger and answer missing) planted falls of n by
    30 % were not seen at all where news was over within hours; where news went on for days they seemed to be falls of
    50 %, because the model takes an unseen rise for mentions that set off mentions. With every hour collected it saw
    all falls and their size. The runs are in
    ``data/united-3411-holes_sim``. In bins of a day the interval of a planted fall held it in fewer than eight of
    ten crises, against more than nine in bins of an hour (``docs/validity.txt``). Where a quarter of every bin was
    collected, a planted fall of 30 % seemed to be one of 45 %.
    """
    grid = fitted.setting.grid
    first = int(np.floor(grid.shocks[0] / grid.hours + 1e-9))
    last = int(np.floor(grid.responses[which] / grid.hours + 1e-9))
    between = grid.seen[first : max(last, first + 1)]
    said = []
    if between.mean() < LEAST_SEEN:
        said.append(
            f"nobody collected {int((~between).sum())} of the {bins_words(between.size, grid.hours)} between the beginning and "
            "the answer"
        )
    share = float(grid.coverage[first : max(last, first + 1)][between].mean()) if between.any() else 1.0
    if share < LEAST_SHARE:
        said.append(
            f"only {share:.0%} of what was written in the collected bins between trigger and answer is known, and a change "
            "seems larger than it is where so little is"
        )
    branching = float(np.exp(fitted.found.theta[0, fitted.setting.layout.branching]))
    if branching >= 1:
        said.append(
            f"before the answer each mention would have set off {branching:.2f} others, so the crisis could only have "
            "grown; news from outside that the model does not know is the likelier reason"
        )
    if grid.hours >= WIDE_HOURS:
        said.append(
            f"counts of {grid.hours:g} h each hide how mentions set off mentions, and in simulated crises the intervals "
            "came out too narrow"
        )
    return said
