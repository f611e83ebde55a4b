"""Attention curves: from dated readings of a public counter to a course with a band."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.attention_curve import AttentionCurve
from workbench.attention_fit import fit_curves
from workbench.attention_gains import HOUR
from workbench.attention_intake import check_enough, check_readings, cut_window, kind_of, take_case
from workbench.attention_readings import Readings, copied_at, cut_panels, looseness
from workbench.attention_shape import Array, Kind, lay_knots, values_at
from workbench.attention_words import say
from workbench.problems import NotFound, WorkbenchError

if TYPE_CHECKING:
    from workbench.cases import Case

__all__ = ["AttentionCurve", "leave_one_out", "rebuild_attention"]

_SAYS = {
    "exact": "",
    "about": "about ",
    "estimate": "an estimated ",
    "at_least": "at least ",
    "at_most": "at most ",
}
_WHY = {"used": "agrees with the curve", "stale": "was old when printed", "wrong": "is a plain error"}
_VERDICTS = np.array(list(_WHY))


def rebuild_attention(
    case_or_table: Case | pd.DataFrame,
    metric: str,
    *,
    scope: str | Iterable[str] | None = None,
    start: str | pd.Timestamp | None = None,
    end: str | pd.Timestamp | None = None,
    origin: str | pd.Timestamp | None = None,
    kind: Kind | None = None,
    timezone: str | None = None,
    level: float = 0.95,
    draws: int = 400,
    seed: int = 0,
) -> AttentionCurve:
    """Rebuild how attention grew from the figures that people happened to write down.

    Old cases left no stream of messages, but pages that say "as I write it has 1,566,576 views".
    Each such reading has a value, a word for how it is meant, and a time that is known to the minute
    or only to the week. The curve is what all of them together leave possible.

    Parameters
    ----------
    case_or_table : Case or DataFrame
        A case, or a table with columns `time`, `time_end` (with a zone), `value` and `qualifier`
        (exact, about, at_least, at_most, estimate); `metric`, `scope`, `unit`, `source_id` if it has them.
    metric : str
        Which figure, such as "youtube_views_cumulative".
    scope : str or list of str, optional
        What exactly was counted. Several scopes are put together only if you list them.
    start, end : time, optional
        Window: by default a case's period, from its trigger (counter) or first reading (level) to
        its last reading. A bare date is midnight in `timezone`.
    origin : time, optional
        When the counter stood at zero: by default the earliest moment of the case's trigger. A table
        of a counter has no default.
    kind : {"counter", "level"}, optional
        By default read off the metric's name: ..._cumulative only grows, ..._fans may fall.
    timezone : str, optional
        Zone of days and sentences; the case's by default, else UTC.
    level : float
        Share of the band, above 0.5.
    draws : int
        Number of possible curves behind the band, 100 or more.
    seed : int

    Returns
    -------
    AttentionCurve

    Raises
    ------
    NotEnoughData
        With fewer than 8 readings of a counter or 5 of a level in the window, or fewer than 2 that
        are more than a bound.
    TooCoarse
        If fewer than 3 readings are dated more finely than a quarter of the window.
    WorkbenchError
        If the table, the metric or the scope does not fit.

    Notes
    -----
    The log of a counter's growth (per cent per per cent of its age) is a straight line on a log
    clock, which is a power-law decay, plus smooth bends, a lump per day and a wave of day and night.
    A reading's likelihood sums over the time in which it may have been copied and over three states:
    fresh, stale, wrong. How rough the course is, the data choose; the band is drawn by Hamiltonian
    Monte Carlo from several best curves. ``benchmarks/attention.py`` shows how often the band holds.

    Examples
    --------
    >>> from workbench.simulate import simulate_readings
    >>> readings_sim, truth = simulate_readings(40, seed=3)
    >>> curve = rebuild_attention(readings_sim, "views_cumulative", origin=truth.hours.index[0])
    >>> list(curve.estimates["term"][:2])
    ['total at the end', 'most in 24 hours']
    """
    _check_settings(level, draws)
    period = None
    if not isinstance(case_or_table, pd.DataFrame):
        case = case_or_table
        table = take_case(case, metric, scope)
        period = (case.settings.period.start, case.settings.period.end)
        timezone = timezone or case.settings.clock.timezone
        origin = case.trigger["time"] if origin is None else origin
        # What the case found for this scope is checked like anybody's table.
        case_or_table, scope = table, None if scope is None else list(table["scope"].unique())
    table = check_readings(case_or_table, metric, scope)
    kind = kind or kind_of(metric, len(table))
    timezone = timezone or "UTC"
    rows, window = cut_window(
        table, kind, start=start, end=end, origin=origin, period=period, timezone=timezone
    )
    outside = len(table) - len(rows)
    check_enough(rows, window, metric=metric, kind=kind, outside=outside)
    readings = as_arrays(rows, window.zero)
    shape = lay_knots(kind, max(float(readings.hours[:, 1].max()), (window.end - window.zero) / HOUR))
    fit = fit_curves(shape, readings, draws=draws, rng=np.random.default_rng(seed))
    low, high = (
        np.quantile(values_at(shape, fit.numbers, np.clip(hours, 0.0, None)), share, axis=0)
        for hours, share in zip(readings.hours.T, _tails(level), strict=True)
    )
    return AttentionCurve(
        metric=metric,
        scope=", ".join(map(str, rows["scope"].unique())),
        unit=str(rows["unit"].iloc[0]) or metric,
        kind=kind,
        timezone=timezone,
        origin=window.zero,
        start=window.start,
        end=window.end,
        level=level,
        readings=_with_verdicts(rows, fit.chances, low, high),
        left_out=outside,
        simulated=bool((rows["source_id"] == "simulated").all()),
        shape=shape,
        draws=fit.numbers,
    )


def leave_one_out(curve: AttentionCurve, qualifier: str = "exact", *, seed: int = 0) -> pd.DataFrame:
    """Ask whether the curve would have foretold readings it was not shown.

    Each reading with this qualifier is left out, the curve is fitted to the others, and the reading
    is compared with what that curve expects somebody to read: the curve's band, at an unknown moment
    of the time the reading is dated to (or of the hours before, as in the fit), with the rounding of
    such a reading. Stale and wrong readings are no excuse: they are not part of the expectation.

    Parameters
    ----------
    curve : AttentionCurve
    qualifier : str
        Which readings are left out in turn.
    seed : int

    Returns
    -------
    DataFrame
        One row per reading: `observation_id`, `time`, `time_precision`, `value`, `expected`,
        `lower`, `upper`, `inside`.

    Raises
    ------
    NotFound
        If no reading of the curve has this qualifier.

    Examples
    --------
    >>> from workbench.simulate import simulate_readings
    >>> readings_sim, truth = simulate_readings(20, seed=3)
    >>> curve = rebuild_attention(readings_sim, "views_cumulative", origin=truth.hours.index[0], draws=100)
    >>> leave_one_out(curve)["inside"].dtype
    dtype('bool')
    """
    rows = np.flatnonzero(curve.readings["qualifier"] == qualifier)
    if not len(rows):
        raise NotFound(
            "The curve has no readings with this qualifier.",
            received=repr(qualifier),
            allowed=", ".join(curve.readings["qualifier"].unique()),
            remedy="one of these",
        )
    readings = as_arrays(curve.readings, curve.origin)
    panels, spread = cut_panels(curve.shape, readings), looseness(readings)[0]
    rng = np.random.default_rng(seed)
    found = []
    for row in rows:
        others = readings.take(np.arange(len(readings.value)) != row)
        fit = fit_curves(curve.shape, others, draws=len(curve.draws), rng=np.random.default_rng(seed))
        expected = values_at(curve.shape, fit.numbers, copied_at(panels, int(row), rng, 60))
        expected = expected * np.exp(spread[row] * rng.normal(size=expected.shape))
        found.append(np.quantile(expected, [0.5, *_tails(curve.level)]))
    table = curve.readings.loc[rows, ["observation_id", "time", "time_precision", "value"]].reset_index(
        drop=True
    )
    table[["expected", "lower", "upper"]] = np.array(found).round()
    return table.assign(inside=table["value"].between(table["lower"], table["upper"]))


def as_arrays(rows: pd.DataFrame, zero: pd.Timestamp) -> Readings:
    """Turn a table of readings into arrays of hours after `zero`, values and qualifiers."""
    hours = np.column_stack([(rows[name] - zero) / HOUR for name in ("time", "time_end")])
    return Readings(hours, rows["value"].to_numpy(float), rows["qualifier"].to_numpy().astype(str))


def _with_verdicts(rows: pd.DataFrame, chances: Array, low: Array, high: Array) -> pd.DataFrame:
    judged = _VERDICTS[chances.argmax(axis=1)]
    reasons = []
    for row, verdict, sure, a, b in zip(
        rows.itertuples(), judged, chances.max(axis=1), low, high, strict=True
    ):
        doubt = "" if sure >= 0.7 else "probably "
        where = (
            f"{_SAYS[str(row.qualifier)]}{row.value:,.0f}, where the curve lies between {say(a)} and {say(b)}"
        )
        why = _WHY[verdict]
        if verdict == "used" and row.qualifier != "at_least" and row.value < 0.98 * a:
            why = "was copied some hours before its date"
        reasons.append(f"It {doubt}{why}: {where}.")
    return rows.assign(
        judged=judged,
        reason=reasons,
        weight=chances[:, 0],
        chance_stale=chances[:, 1],
        chance_wrong=chances[:, 2],
    )


def _tails(level: float) -> tuple[float, float]:
    return (1 - level) / 2, (1 + level) / 2


def _check_settings(level: float, draws: int) -> None:
    if not 0.5 < level < 1 or draws < 100:
        raise WorkbenchError(
            "These settings do not make a band.",
            received=f"level={level}, draws={draws}",
            allowed="level above 0.5 and below 1, draws 100 or more",
            remedy="level=0.95, draws=400",
        )
