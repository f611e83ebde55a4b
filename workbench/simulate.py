"""Planted truth for tests, benchmarks and lessons: made-up data with the answer beside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.problems import WorkbenchError

# Shares counted in the 116 readings of song 1 of United Breaks Guitars up to September 2009, rounded.
_QUALIFIERS = {"at_least": 0.48, "about": 0.26, "at_most": 0.18, "exact": 0.08}
_PRECISIONS = {"minute": 0.04, "hour": 0.04, "day": 0.66, "week": 0.24, "month": 0.02}
_HOURS = {"minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0, "month": 720.0}
_STALE = {"at_least": 1.5, "about": 0.6, "at_most": 0.6, "exact": 0.2}  # how stale relative to `stale`


@dataclass(frozen=True)
class TrueAttention:
    """What a simulated table of readings was made from.

    Attributes
    ----------
    hours : DataFrame
        One row per full hour from the origin (index `time`, UTC): `total`, the counter, and
        `per_hour`, what it gains in the hour that begins there.
    readings : DataFrame
        One row per reading (index `observation_id`): `moment` at which the figure was true (UTC),
        `state` (fresh, stale or wrong) and `counter`, the true total at the reading's own date.
    """

    hours: pd.DataFrame
    readings: pd.DataFrame


def simulate_readings(
    n: int = 100,
    *,
    days: float = 60.0,
    total: float = 5_000_000.0,
    waves: int = 2,
    stale: float = 0.15,
    wrong: float = 0.04,
    origin: str | pd.Timestamp = "2009-07-07T02:00Z",
    seed: int = 0,
) -> tuple[pd.DataFrame, TrueAttention]:
    """Invent dated readings of a counter, the way bloggers and papers leave them behind.

    Use it to see how far a rebuilt curve may be trusted: the true curve comes with the table. The
    invented counter rises for some hours, decays as a power law, has later waves and a rhythm of
    day and night. Its readers round down ("over 2 million"), round up ("nearly 3 million"), repeat
    old figures and make plain errors, and most of them leave only a day.

    Parameters
    ----------
    n : int
        Number of readings.
    days : float
        Length of the story in days.
    total : float
        Counter at the end.
    waves : int
        Later waves of attention, such as a television report.
    stale, wrong : float
        Shares of figures that were old when printed, and of plain errors.
    origin : str or Timestamp
        Instant at which the counter starts from zero; must carry a zone.
    seed : int

    Raises
    ------
    WorkbenchError
        If the settings leave nothing to invent, or `origin` has no zone.

    Returns
    -------
    table : DataFrame
        Columns of a case's observations: `observation_id`, `time`, `time_end`, `time_precision`,
        `metric`, `scope`, `value`, `unit`, `qualifier`, `source_id`, `note`.
    truth : TrueAttention

    Examples
    --------
    >>> table_sim, truth = simulate_readings(50, seed=1)
    >>> len(table_sim), float(truth.hours["total"].iloc[-1])
    (50, 5000000.0)
    """
    start = pd.Timestamp(origin)
    if (
        n < 1
        or days < 2
        or total < 10
        or stale < 0
        or wrong < 0
        or 1.5 * stale + wrong > 1
        or start.tzinfo is None
    ):
        raise WorkbenchError(
            "These settings do not make readings.",
            received=f"n={n}, days={days}, total={total:.0f}, stale={stale}, wrong={wrong}, origin={str(start)!r}",
            allowed="n from 1, days from 2, total from 10, shares from 0 that leave something fresh, an origin with a zone",
            remedy="simulate_readings(100, seed=1)",
        )
    rng = np.random.default_rng(seed)
    start = start.tz_convert("UTC")
    per_hour = _attention(rng, int(days * 24), waves)
    counter = np.r_[0.0, np.cumsum(per_hour)]
    counter *= total / counter[-1]
    grid = np.arange(len(counter))

    # Half of the readings come where the attention is, half are spread evenly on a log clock.
    follow = np.interp(rng.uniform(0.0, total, n), counter, grid)
    spread = np.expm1(rng.uniform(0.0, np.log1p(days), n)) * 24
    age = np.where(rng.uniform(size=n) < 0.5, follow, spread)
    age = np.sort(np.clip(age, 3.0, days * 24 - 1))
    kinds = rng.choice(list(_QUALIFIERS), n, p=list(_QUALIFIERS.values()))
    chance = rng.uniform(size=n)
    likely = np.array([stale * _STALE[kind] for kind in kinds])
    state = np.select([chance < wrong, chance < wrong + likely], ["wrong", "stale"], "fresh")
    # A figure is copied before it is printed, by a paper hours before, and nobody states the hour
    # then. An old figure comes from a much younger story.
    precision = rng.choice(list(_PRECISIONS), n, p=list(_PRECISIONS.values()))
    by_paper = (rng.uniform(size=n) < 0.3) & ~np.isin(precision, ["minute", "hour"])
    copied = rng.exponential(np.where(by_paper, 10.0, 0.4))
    moment = np.where(state == "stale", age * np.exp(-rng.exponential(0.5, n)), age - copied)
    moment = np.clip(moment, 1.0, None)
    seen = np.interp(moment, grid, counter)
    seen *= np.where(state == "wrong", np.exp(rng.normal(0.0, 0.7, n)), 1.0)
    value = np.array([_say(rng, kind, count) for kind, count in zip(kinds, seen, strict=True)])
    begin, end = _date(rng, start, age, precision)
    table = pd.DataFrame(
        {
            "observation_id": [f"sim{i:03d}" for i in range(1, n + 1)],
            "time": begin,
            "time_end": end,
            "time_precision": precision,
            "metric": "views_cumulative",
            "scope": "simulated",
            "value": value,
            "unit": "views",
            "qualifier": kinds,
            "source_id": "simulated",
            "note": "",
        }
    )
    readings = pd.DataFrame(
        {
            "moment": start + pd.to_timedelta(moment, unit="h"),
            "state": state,
            "counter": np.interp(age, grid, counter),
        },
        index=pd.Index(table["observation_id"], name="observation_id"),
    )
    index = pd.date_range(start, periods=len(counter), freq="h", name="time")
    hours = pd.DataFrame({"total": counter, "per_hour": np.r_[np.diff(counter), np.nan]}, index)
    return table, TrueAttention(hours, readings)


def _attention(rng: np.random.Generator, hours: int, waves: int) -> np.ndarray:
    """Hourly gains, up to a factor: a rise and a power-law decay, waves, a floor, day and night."""
    t = np.arange(hours) + 0.5

    def wave(at: float, rise: float, decay: float, power: float) -> np.ndarray:
        after = np.clip(t - at, 0.0, None)
        return (1 - np.exp(-after / rise)) * (1 + after / decay) ** -power

    peak = rng.uniform(6, 72)
    rate = wave(0.0, peak, 2 * peak, rng.uniform(1.3, 2.5)) * (t / (t + peak)) ** rng.uniform(0, 2)
    first = rate.max()
    for _ in range(waves):
        at = np.exp(rng.uniform(np.log(24), np.log(hours * 0.7)))
        size = first * rng.uniform(0.3, 1.5) * (24 / (24 + at)) ** 0.8
        rate += size * wave(at, rng.uniform(2, 12), rng.uniform(12, 72), rng.uniform(1.2, 2.5))
    rate += first * 10 ** rng.uniform(-3, -1.5)
    # No two days are alike: each is somewhat livelier or duller than the course of things.
    rate *= np.exp(np.interp(t, np.arange(0, hours + 24, 24), rng.normal(0.0, 0.35, hours // 24 + 1)))
    return rate * (1 + rng.uniform(0.2, 0.6) * np.cos(2 * np.pi * (t - rng.uniform(0, 24)) / 24))


def _say(rng: np.random.Generator, kind: str, count: float) -> float:
    """The figure somebody prints when the counter stands at `count`."""
    if kind == "exact":
        return float(max(1, round(count)))
    digits = rng.choice([1, 2, 3], p=[0.25, 0.6, 0.15])
    step = 10.0 ** (np.floor(np.log10(max(count, 10.0))) + 1 - digits)
    # Nobody says "over 1 million" at 1.9: one digit means steps of a half.
    step = step / 2 if digits == 1 else step
    rounding = {"at_least": np.floor, "at_most": np.ceil}.get(kind, np.round)
    return float(max(rounding(count / step), 1.0) * step)


def _date(
    rng: np.random.Generator, start: pd.Timestamp, age: np.ndarray, precision: np.ndarray
) -> tuple[pd.DatetimeIndex, pd.DatetimeIndex]:
    """Intervals a reader of the table knows the readings to lie in."""
    printed = start + pd.to_timedelta(age, unit="h")
    begin = []
    for instant, word in zip(printed, precision, strict=True):
        if word in ("minute", "hour"):
            begin.append(instant.floor("min" if word == "minute" else "h"))
        else:
            # A week or month was pinned by somebody's guess, a day or so beside the truth.
            guess = instant + pd.Timedelta(hours=float(rng.normal(0.0, 0.15 * _HOURS[word])))
            centred = guess - pd.Timedelta(hours=_HOURS[word] / 2)
            begin.append((instant if word == "day" else centred).floor("D"))
    first = pd.DatetimeIndex(begin)
    return first, first + pd.to_timedelta([_HOURS[word] for word in precision], unit="h")
