"""How sure a monitor must be before it wakes somebody: set on quiet months made from the past it knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.burst_baseline import Baseline, spent
from workbench.burst_states import Array, evidence, step, switching

#: Quiet months that are simulated, once to set the threshold and once more to measure it.
SERIES = 100
DAYS = 30
#: A past of fewer messages does not show how they come in clusters, so no rate of false alarms is told from it.
FEWEST_PAST = 10
#: Messages in a quarter of an hour beyond which no quiet month is drawn.
_MOST = 1e6
#: Lengths in hours over which the scatter of the past is compared with that of cascades.
SPANS = (1, 2, 3, 6, 12, 24)
BRANCHING = np.linspace(0.0, 0.85, 35)
LASTING = np.geomspace(0.25, 12.0, 18)
STEP_HOURS = 0.25
_MONDAY = pd.Timestamp("2029-01-01T00:00Z")


@dataclass(frozen=True)
class Quiet:
    """How quiet months come about: a level, and messages that bring others.

    Small cascades are part of every quiet month, so they belong into the months on which a threshold is set.

    Attributes
    ----------
    baseline : Baseline
        What the monitor takes for the level.
    branching, lasting : float
        Messages that one message brings, and the mean hours after which it brings them.
    draws : ndarray, shape (SERIES, 3)
        Factor on the level, branching and lasting, as unsure as the past leaves them.
    messages : float
        How many messages the past held outside alarms.
    """

    baseline: Baseline
    branching: float
    lasting: float
    draws: Array
    messages: float


def fit_quiet(
    counts: Array,
    coverage: Array,
    clock: pd.DatetimeIndex,
    hours: float,
    baseline: Baseline,
    calm: npt.NDArray[np.bool_],
    usable: npt.NDArray[np.bool_] | None = None,
) -> Quiet:
    """Find the cascades whose sums over 1 to 24 hours scatter as those of the calm past did.

    ``calm`` marks collected bins of days without a crisis; small bursts stay in. Days are drawn with
    replacement to see how unsure the answer is. ``usable`` marks all bins outside alarms; their messages are counted.
    """
    level = baseline.expected(clock, hours, coverage)
    per_day = max(1, round(24 / hours))
    days = counts.size // per_day
    cut = slice(counts.size - days * per_day, None)
    shape = (days, per_day)
    kept = calm[cut].reshape(shape)
    found = np.where(kept, counts[cut].reshape(shape), 0.0)
    expected = np.where(kept, level[cut].reshape(shape), 0.0)
    widths = [max(1, round(span / hours)) for span in SPANS if span >= hours]
    squares, sums = np.zeros((2, days, len(widths)))
    for k, width in enumerate(widths):
        # Windows that overlap, all of their bins calm.
        view = [np.lib.stride_tricks.sliding_window_view(a, width, axis=1) for a in (found, expected, kept)]
        whole = view[2].all(axis=2)
        off, mean = (view[0] - view[1]).sum(axis=2), view[1].sum(axis=2)
        squares[:, k], sums[:, k] = (off**2 * whole).sum(axis=1), (mean * whole).sum(axis=1)
    rng = np.random.default_rng(0)
    times = np.vstack([np.ones(days), rng.multinomial(days, np.full(days, 1 / days), SERIES)])
    lost = [spent(round(days * 24 / (width * hours))) for width in widths]
    scatter = (times @ squares + 1e-9) / (times @ sums + 1e-9) * lost
    branching, lasting = _closest(scatter, np.array(widths) * hours)
    factor = (times @ found.sum(axis=1) + 0.5) / (times @ expected.sum(axis=1) + 0.5)
    draws = np.column_stack([factor, branching, lasting])
    messages = float(counts[calm if usable is None else usable].sum())
    return Quiet(baseline, float(branching[0]), float(lasting[0]), draws[1:], messages)


def _closest(scatter: Array, spans: Array) -> tuple[Array, Array]:
    """Branching and lasting whose variance over mean comes closest to each row, over spans in hours.

    Hawkes's process with an exponential memory: with k = 1 / (1 - n) and g = (1 - n) / lasting the variance
    over the mean of a count over T hours is k^2 + (1 - k^2) (1 - exp(-gT)) / (gT).
    """
    n, last = (a.ravel()[:, None] for a in np.meshgrid(BRANCHING, LASTING, indexing="ij"))
    whole, fading = 1 / (1 - n) ** 2, (1 - n) / last * spans
    curve = np.log(whole + (1 - whole) * -np.expm1(-fading) / fading)
    miss = ((np.log(np.maximum(scatter, 0.5))[:, None, :] - curve[None]) ** 2).sum(axis=2)
    best = miss.argmin(axis=1)
    return n[best, 0], last[best, 0]


def calibrated(quiet: Quiet, hours: float, ratio: float, target: float, seed: int) -> float:
    """Log odds that quiet months pass at most so often; never below even odds."""
    highest = np.sort(_heights(quiet, hours, ratio, seed)[0])[::-1]
    allowed = int(target * SERIES)
    return float(max(highest[allowed] + 1e-9, 0.0)) if highest.size > allowed else 0.0


def false_alarms(
    quiet: Quiet, hours: float, ratio: float, threshold: float, seed: int
) -> npt.NDArray[np.int64]:
    """Alarms in each of the fresh quiet months."""
    heights, months = _heights(quiet, hours, ratio, seed)
    return np.bincount(months[heights >= threshold], minlength=SERIES)


def quiet_months(quiet: Quiet, hours: float, rng: np.random.Generator) -> tuple[Array, Array]:
    """Draw quiet counts, and return the level that a monitor takes for theirs.

    Returns
    -------
    counts : ndarray, shape (bins, months)
    level : ndarray, shape (bins,)
    """
    clock = pd.date_range(_MONDAY, periods=round(DAYS * 24 / hours), freq=pd.Timedelta(hours=hours))
    level = np.maximum(quiet.baseline.expected(clock, hours, np.ones(len(clock))), 1e-9)
    scale, branching, lasting = quiet.draws.T
    # The monitor does not know the level exactly: in each month some hours run higher than it believes.
    # Neighbouring hours are off together, because each borrows from the others; so are whole days.
    noise = rng.standard_normal((24, SERIES))
    noise = sum(np.roll(noise, by, axis=0) for by in range(5)) / np.sqrt(5)
    off = noise[np.asarray(clock.hour)] + rng.standard_normal((7, SERIES))[np.asarray(clock.day_of_week)]
    news = (1 - branching) * scale * level[:, None] * np.exp(quiet.baseline.doubt * off)
    steps = max(1, round(hours / STEP_HOURS))
    stays = np.exp(-hours / steps / lasting)
    counts = np.zeros((len(clock), SERIES))
    echo = branching * scale * level[0] / steps
    for t in range(len(clock)):
        for _ in range(steps):
            born = rng.poisson(np.minimum(news[t] / steps + echo, _MOST))
            echo = stays * echo + branching * (1 - stays) * born
            counts[t] += born
    return counts, level


def _heights(quiet: Quiet, hours: float, ratio: float, seed: int) -> tuple[Array, npt.NDArray[np.intp]]:
    """Highest log odds of every stretch in which quiet months looked like a burst, and the month of each."""
    counts, level = quiet_months(quiet, hours, np.random.default_rng(seed))
    found = evidence(counts, level[:, None], quiet.baseline.dispersion, ratio)
    begin, end = switching(hours)
    now = np.full(SERIES, np.log(begin / (1 - begin)))
    top, heights, months = np.full(SERIES, -np.inf), [], []
    for gain in found:
        now = step(now, gain, begin, end)
        over = (now < 0) & (top > 0)
        heights.append(top[over])
        months.append(np.flatnonzero(over))
        top = np.where(now < 0, -np.inf, np.maximum(top, now))
    heights.append(top[top > 0])
    months.append(np.flatnonzero(top > 0))
    return np.concatenate(heights), np.concatenate(months)
