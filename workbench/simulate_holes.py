"""A planted crisis behind the holes of a real collection, to see whether a model would find what is there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.problems import NotEnoughData, WorkbenchError, nearest
from workbench.simulate_crises import CrisisTruth, simulate_times

HOUR = pd.Timedelta(hours=1)
#: How news from outside comes in: over within hours, or going on for days, as on Twitter in April 2017.
NEWS = {
    "short": CrisisTruth("short", shock_hours=2.0, branching_before=0.8, memory_hours=9.0),
    "lasting": CrisisTruth("lasting", shock_hours=36.0, branching_before=0.8, memory_hours=4.0),
}


def simulate_like(
    counts: pd.DataFrame,
    *,
    trigger: pd.Timestamp,
    response: pd.Timestamp,
    change: float = 0.0,
    news: str = "short",
    holes: bool = True,
    seed: int = 0,
) -> tuple[pd.DataFrame, CrisisTruth]:
    """Plant an effect in a crisis on the clock of a real one, and punch the same holes into it.

    Before a real series is believed: does the model find an effect that is there, and none that is not?

    Parameters
    ----------
    counts : DataFrame
        The real ``time``, ``count`` (NaN where nobody collected) and ``coverage``, in bins of one width.
    trigger, response : Timestamp
        Of the real case, aware.
    change : float
        Planted change of n, the further mentions one mention sets off; -0.3 for thirty per cent fewer, 0 for none.
    news : {"short", "lasting"}
        Whether mentions from outside come within hours of the trigger or go on for days.
    holes : bool
        False leaves the simulated crisis whole, to see what the holes cost.
    seed : int

    Returns
    -------
    table : DataFrame
        The columns of `counts`; ``attrs["simulated"]`` is True.
    truth : CrisisTruth
        What was planted; its clock is in hours after the trigger.

    Raises
    ------
    WorkbenchError
        If the kind of news or the change is none, or a time lies outside the counts.
    NotEnoughData
        If the counts hold nothing to be of the size of.

    Notes
    -----
    The shock is of such a size that about as many mentions are collected as in the real series. The
    simulated counts obey the model but for the way news comes in, so what is seen is the best case.

    Examples
    --------
    >>> from workbench.simulate_crises import simulate_crisis
    >>> real, plan = simulate_crisis("null", seed=1)
    >>> real["count"] = real["count"].where(real.index != 60)
    >>> table, truth = simulate_like(real.assign(coverage=1.0), trigger=plan.trigger, response=plan.response, change=-0.3)
    >>> round(truth.e1, 2), int(table["count"].isna().sum())
    (-0.3, 1)
    """
    times = pd.to_datetime(counts["time"], utc=True)
    _check(counts, times, trigger, response, change, news)
    width = (times.iloc[1] - times.iloc[0]) / HOUR
    start = times.iloc[0]
    base = NEWS[news]
    truth = replace(
        base,
        scenario=f"{news} news",
        branching_after=base.branching_before * (1 + change),
        delay_hours=(response - trigger) / HOUR,
        before_hours=(trigger - start) / HOUR,
        after_hours=(times.iloc[-1] - trigger) / HOUR + width,
    )
    # The real trigger lies within a bin, so the simulated one does, too.
    edges = -truth.before_hours + width * np.arange(len(times) + 1)
    seen = counts["count"].notna().to_numpy()
    share = counts["coverage"].fillna(0.0).to_numpy() if "coverage" in counts else np.ones(len(counts))
    share = np.where(seen, share, 0.0)
    wanted = float(counts["count"].sum())
    for _ in range(2):  # mentions grow with the shock, but for the background
        found = float(_drawn(truth, edges, seed) @ share)
        truth = replace(truth, shock=float(round(truth.shock * wanted / max(found, 1.0))))
    table = pd.DataFrame({"time": times.to_numpy(), "count": _drawn(truth, edges, seed), "coverage": 1.0})
    table["time"] = pd.to_datetime(table["time"], utc=True)
    if holes:
        kept = np.random.default_rng([seed, 1]).binomial(table["count"], share)
        table["count"] = np.where(seen, kept, np.nan)
        table["coverage"] = np.where(seen, share, np.nan)
    table.attrs = {"simulated": True, "counted": "negative mentions (invented)", "status": "simulated"}
    return table, truth


def _drawn(truth: CrisisTruth, edges: np.ndarray, seed: int) -> np.ndarray:
    return np.histogram(simulate_times(truth, np.random.default_rng(seed)), edges)[0]


def _check(
    counts: pd.DataFrame,
    times: pd.Series,
    trigger: pd.Timestamp,
    response: pd.Timestamp,
    change: float,
    news: str,
) -> None:
    if news not in NEWS:
        raise WorkbenchError(
            "This kind of news is not known.",
            received=repr(news),
            allowed=", ".join(NEWS),
            remedy=nearest(str(news), NEWS) or "news='short'",
        )
    if not -1 <= change < 0.25:
        raise WorkbenchError(
            "A planted change must leave a crisis that ends.",
            received=f"change={change!r}",
            allowed="-1 to 0.24, such as -0.3 for thirty per cent fewer further mentions",
            remedy="change=-0.3",
        )
    for name, time in (("trigger", trigger), ("response", response)):
        if not times.iloc[0] <= time <= times.iloc[-1]:
            raise WorkbenchError(
                f"The {name} lies outside the counts.",
                received=f"{time.isoformat()}; counts from {times.iloc[0].isoformat()} to {times.iloc[-1].isoformat()}",
                allowed="a moment inside the counted span",
                remedy="the trigger and the response of the same case",
            )
    if not counts["count"].sum() > 0:
        raise NotEnoughData(
            "The real counts hold no mention, so a simulated crisis cannot be of their size.",
            received="0 mentions",
            allowed="at least 1",
            remedy="wb.simulate_crisis for a crisis of a size of your own",
        )
