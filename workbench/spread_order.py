"""The platforms of a wave in the order of their rise, and how fast it grew, with what chance makes of both."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.models.base import LEVEL
from workbench.problems import NotEnoughData
from workbench.spread_timing import RISING, Array, beyond_quiet, growth, rise_of, stands_out

HOUR = pd.Timedelta(hours=1)
FEWEST_HERE = 30
#: A quiet level is taken off where at least so much of it was seen.
QUIET_HOURS = 24.0
Draws = npt.NDArray[np.int16]


class Order(NamedTuple):
    """The platforms in their order, how their waves filled up, and those that did not rise above their quiet level."""

    platforms: pd.DataFrame
    curve: pd.DataFrame
    flat: tuple[str, ...]


def order_of(
    wave: pd.DataFrame, before: pd.DataFrame, hours: Array, quiet_hours: float, draws: Draws, start: pd.Timestamp,
) -> Order:  # fmt: skip
    """Put the platforms in the order of their rising halves; leave out those that did not rise."""
    found, began, curves, flat = {}, {}, [], []
    ago = (start - before["time"]).dt.total_seconds().to_numpy() / 3600
    for name in wave["platform"].unique():
        rows = np.flatnonzero(wave["platform"] == name)
        if rows.size < FEWEST_HERE:
            continue
        times, rate = hours[rows], 0.0
        if quiet_hours >= QUIET_HOURS:
            mine = ago[(before["platform"] == name).to_numpy()]
            rate = mine.size / quiet_hours
            if not stands_out(times, mine, quiet_hours):
                flat.append(str(name))
                continue
        marks = np.append(RISING, 0.1)
        each = np.array([beyond_quiet(times, w[rows].astype(float), rate, marks) for w in draws])
        found[name], began[name] = each[:, :-1].mean(axis=1), each[:, -1]
        shares = np.linspace(0.01, 0.99, 99)
        at = beyond_quiet(times, np.ones(rows.size), rate, shares)
        curves.append(pd.DataFrame({"platform": name, "hours": at, "share": shares}))
    if not found:
        raise _nothing_rose(wave, flat)
    names = sorted(found, key=lambda name: (found[name][0], str(name)))
    first, rows_out = found[names[0]], []
    for name in names:
        lag = found[name] - first
        low, high = band(lag[1:])
        early, late = band(began[name][1:])
        rows_out.append(
            {"platform": name, "mentions": int((wave["platform"] == name).sum()), "began": start + began[name][0] * HOUR,
             "began_low": start + early * HOUR, "began_high": start + late * HOUR, "lag": float(lag[0]),
             "lag_low": low, "lag_high": high, "behind": float(np.nanmean(lag[1:] > 0)) if name != names[0] else np.nan}
        )  # fmt: skip
    return Order(pd.DataFrame(rows_out), pd.concat(curves, ignore_index=True), tuple(sorted(flat)))


def growth_of(
    hours: Array, rate: float, length: float, draws: Draws
) -> tuple[tuple[float, float] | None, Array]:
    """Growth per hour, as it is and in every draw; each draw looks for its own rise."""
    low, high = rise_of(hours, np.ones(hours.size), rate, length)
    if np.isnan(low):
        return None, np.full(len(draws), np.nan)
    growths = []
    for drawn in draws:
        weights = drawn.astype(float)
        edges = rise_of(hours, weights, rate, length)
        growths.append(growth(hours, weights, rate, *(edges if not np.isnan(edges[0]) else (low, high))))
    return (low, high), np.array(growths)


def band(draws: Array) -> tuple[float, float]:
    """Interval of draws; not known where fewer than half of them gave a number."""
    known = draws[np.isfinite(draws)]
    if known.size < draws.size / 2:
        return float("nan"), float("nan")
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def _nothing_rose(wave: pd.DataFrame, flat: list[str]) -> NotEnoughData:
    if flat:
        return NotEnoughData(
            "No platform rose above its quiet level.",
            received=f"{len(wave):,} messages on {', '.join(sorted(flat))}, no more than quiet hours may bring by chance",
            allowed="a wave that stands out from the days before it on one platform at the least",
            remedy="check since=: the wave must begin after it, and the days before it must be quiet",
        )
    return NotEnoughData(
        "No platform holds enough messages.",
        received=f"{wave['platform'].value_counts().iloc[0]} on {wave['platform'].mode()[0]}",
        allowed=f"at least {FEWEST_HERE} on one platform",
        remedy="widen the search, or name the platforms in one way",
    )
