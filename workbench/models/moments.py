"""When things happened, read with their zones, and whether the counts can speak about those moments at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from workbench.models.excitation import Memory
from workbench.models.refusals import FEWEST_BINS
from workbench.problems import NotEnoughData, TooCoarse, WorkbenchError

if TYPE_CHECKING:
    from workbench.models.counted import Series

Instant: TypeAlias = str | pd.Timestamp
Instants: TypeAlias = Instant | Mapping[str, Instant] | Iterable[Instant] | None

FEWEST_MENTIONS = 50
BINS_EACH_SIDE = 3  # collected bins before and after every response
HIDDEN_AT_MOST = 0.7  # share of the middle memory that may pass inside one bin


def read_instant(value: Instant, what: str) -> pd.Timestamp:
    """Read one aware moment as UTC, or say that its zone is missing."""
    try:
        moment = pd.Timestamp(value)
        readable = not pd.isna(moment)
    except (ValueError, TypeError):
        readable = False
    if not readable:
        raise WorkbenchError(
            f"The time of the {what} cannot be read.",
            received=repr(value),
            allowed="ISO 8601 with an offset",
            remedy="'2017-04-10T00:40Z'",
        )
    if moment.tzinfo is None:
        raise WorkbenchError(
            f"The time of the {what} has no zone.",
            received=repr(value),
            allowed="a time with its offset from UTC",
            remedy=f"'{moment.isoformat()}Z' if that clock was UTC",
        )
    return moment.tz_convert("UTC")


def read_instants(value: Instants, what: str, problems: list[WorkbenchError]) -> dict[str, pd.Timestamp]:
    """Read one moment, several or a mapping from name to moment, in time order; note what cannot be read."""
    if value is None:
        pairs: list[tuple[str, Instant]] = []
    elif isinstance(value, Mapping):
        pairs = [(str(name), time) for name, time in value.items()]
    elif isinstance(value, Iterable) and not isinstance(value, str):
        pairs = [(f"{what} {i}", time) for i, time in enumerate(value, 1)]
    else:
        pairs = [(what, value)]
    found: dict[str, pd.Timestamp] = {}
    for name, time in pairs:
        try:
            found[name] = read_instant(time, what if name == what else f"{what} {name!r}")
        except WorkbenchError as problem:
            problems.append(problem)
    if what == "response" and not pairs:
        problems.append(
            WorkbenchError(
                "No response is given.",
                received=repr(value),
                allowed="at least one answer with its time",
                remedy="responses={'apology': '2017-04-11T19:00Z'}",
            )
        )
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def check_moments(series: Series, problems: list[WorkbenchError]) -> None:
    """Note moments outside the counts, answers at their edge, before the trigger, or two in one bin."""
    span = f"{series.start.isoformat()} to {series.end.isoformat()}"
    seen = series.grid.seen
    inside = []
    everything = {
        "trigger": {"trigger": series.trigger},
        "response": series.responses,
        "event": series.events,
    }
    for what, moments in everything.items():
        for name, time in moments.items():
            title = what if name.startswith(what) else f"{what} {name!r}"
            if not series.start <= time < series.end:
                problems.append(
                    WorkbenchError(
                        f"The {title} lies outside the counts.",
                        received=f"{time.isoformat()}; counts from {span}",
                        allowed="a moment inside the counted span",
                        remedy="check the zone of the time, or count a longer stretch",
                    )
                )
            elif what == "response":
                inside.append((title, time))
    for title, time in inside:
        if time < series.trigger:
            problems.append(
                WorkbenchError(
                    f"The {title} comes before the trigger.",
                    received=f"{time.isoformat()}, trigger {series.trigger.isoformat()}",
                    allowed="a moment after the trigger",
                    remedy="check both times and their zones",
                )
            )
        at = series.hours(time) / series.grid.hours
        before, after = int(seen[: int(at)].sum()), int(seen[int(np.ceil(at)) :].sum())
        if min(before, after) < BINS_EACH_SIDE:
            problems.append(
                NotEnoughData(
                    f"The {title} stands at the edge of the counts.",
                    received=f"{before} collected bins before it and {after} after it",
                    allowed=f"at least {BINS_EACH_SIDE} on each side",
                    remedy="count a longer stretch, or take shorter bins",
                )
            )
    for (one, first), (other, second) in pairwise(inside):
        if int(series.hours(first) / series.grid.hours) == int(series.hours(second) / series.grid.hours):
            problems.append(
                TooCoarse(
                    f"The {one} and the {other} fall into one bin.",
                    received=f"{first.isoformat()} and {second.isoformat()} in bins of {series.grid.hours:g} h",
                    allowed="answers at least one bin apart",
                    remedy="take shorter bins, or give the two as one answer",
                )
            )


def check_amount(series: Series, problems: list[WorkbenchError]) -> None:
    """Note too few bins, too few mentions, or none at all."""
    counts = series.grid.counts
    bins, total = int(np.isfinite(counts).sum()), int(np.nansum(counts))
    if bins < FEWEST_BINS:
        problems.append(
            NotEnoughData(
                "There are too few bins.",
                received=f"{bins} collected bins",
                allowed=f"at least {FEWEST_BINS}",
                remedy="count a longer stretch, or take shorter bins",
            )
        )
    elif total == 0:
        problems.append(
            NotEnoughData(
                "Every count is zero.",
                received=f"0 mentions in {bins} bins",
                allowed=f"at least {FEWEST_MENTIONS} mentions",
                remedy="check the filter that chose the negative mentions; a bin nobody collected is NaN, not 0",
            )
        )
    elif total < FEWEST_MENTIONS:
        problems.append(
            NotEnoughData(
                "There are too few mentions.",
                received=f"{total} mentions in {bins} bins",
                allowed=f"at least {FEWEST_MENTIONS} mentions",
                remedy="widen the search, or describe the case without a model",
            )
        )


def check_memory(hours: float, scales: tuple[float, ...], problems: list[WorkbenchError]) -> None:
    """Note bins that hide most of the memory."""
    memory = Memory.of(np.sort(np.asarray(scales, float)), hours)
    middle = memory.scales.size // 2
    if memory.stay[middle] > HIDDEN_AT_MOST:
        problems.append(
            TooCoarse(
                "The bins are coarser than the memory they should show.",
                received=f"bins of {hours:g} h: {memory.stay[middle]:.0%} of what a memory of "
                f"{memory.scales[middle]:g} h sets off happens inside one bin",
                allowed=f"at most {HIDDEN_AT_MOST:.0%}",
                remedy="count per hour, or per day at the most",
            )
        )
