"""Where the moment of every mention is known: the self-exciting model in continuous time, one memory."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from workbench.problems import NotEnoughData, WorkbenchError

FEWEST_EVENTS = 50
MOST_STEPS = 60
TOLERANCE = 1e-7  # expected gain of the log-likelihood at which the climb ends
REACH = 300.0  # memory lengths per block, so that exp() stays within a float


@dataclass(frozen=True)
class EventTimesFit:
    """Background per hour, branching ratio and mean lag in hours, with the log-likelihood they reach."""

    background_per_hour: float
    branching: float
    memory_hours: float
    log_likelihood: float
    events: int
    converged: bool


def fit_event_times(hours: np.ndarray, span: float) -> EventTimesFit:
    """Fit the exponential self-exciting process to the exact times of mentions.

    One would call this on a message stream before binning it: it gives the branching ratio and the length of
    the memory, and so tells how short bins have to be.

    Parameters
    ----------
    hours : ndarray, shape (events,)
        Rising times of the mentions in hours from the start of the observation.
    span : float
        Length of the observation in hours.

    Returns
    -------
    EventTimesFit

    Raises
    ------
    NotEnoughData
        With fewer than 50 events.
    WorkbenchError
        If the times fall, or lie outside the span.

    Notes
    -----
    lambda(t) = mu + n b sum exp(-b (t - t_i)) over earlier events (Hawkes 1971, Ogata 1981). The sums are
    taken block by block as cumulative sums, without a loop over events; the climb is by Newton steps with
    the outer product of the scores as information.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> fit = fit_event_times(np.sort(rng.uniform(0, 1000, 2000)), 1000.0)
    >>> fit.branching < 0.1  # nothing sets off anything here
    True
    """
    times = np.asarray(hours, float)
    _check(times, span)
    theta = np.log([0.5 * times.size / span, 0.5, 2.0 * times.size / span])
    # Bursts are shorter than the mean gap suggests; a memory of one hour is the usual scale of a platform.
    theta[2] = min(theta[2], np.log(1.0))
    value, slope, information = _score(theta, times, span)
    damping, converged = 1e-3, False
    for _ in range(MOST_STEPS):
        step = np.linalg.solve(information + damping * np.diag(np.diag(information)), slope)
        promised = 0.5 * float(step @ slope)
        if promised < TOLERANCE:
            converged = True
            break
        step *= min(1.0, 1.5 / np.abs(step).max())
        trial = _score(theta + step, times, span)
        if trial[0] > value:
            theta, damping = theta + step, max(damping * 0.1, 1e-9)
            value, slope, information = trial
        else:
            damping = max(damping, 1e-3) * 10
            if damping > 1e9:
                break
    background, branching, decay = np.exp(theta)
    return EventTimesFit(
        float(background), float(branching), float(1 / decay), float(value), times.size, converged
    )


def _check(times: np.ndarray, span: float) -> None:
    if times.ndim != 1 or times.size < FEWEST_EVENTS:
        raise NotEnoughData(
            "There are too few events.",
            received=f"{times.size} times",
            allowed=f"at least {FEWEST_EVENTS}",
            remedy="describe the case without a model",
        )
    if not (np.diff(times) >= 0).all():
        raise WorkbenchError(
            "The event times do not rise.",
            received=f"a step of {np.nanmin(np.diff(times)):g} h",
            allowed="times in order, in hours",
            remedy="np.sort(hours)",
        )
    if times[0] < 0 or times[-1] > span:
        raise WorkbenchError(
            "An event lies outside the observation.",
            received=f"{times[0]:g} to {times[-1]:g} h in a span of {span:g} h",
            allowed="0 to the span",
            remedy="measure the times from the start of the observation",
        )


def _score(theta: np.ndarray, times: np.ndarray, span: float) -> tuple[float, np.ndarray, np.ndarray]:
    """Return the log-likelihood, its gradient and the outer-product information, in logs of the parameters."""
    mu, n, decay = np.exp(theta)
    heard, aged = _echoes(times, decay)
    excited = n * decay * heard
    intensity = mu + excited
    rest = span - times
    left = np.exp(-decay * rest)
    value = np.log(intensity).sum() - mu * span - n * (times.size - left.sum())
    by_event = np.empty((3, times.size))
    by_event[0] = mu / intensity
    by_event[1] = excited / intensity
    by_event[2] = (excited - n * decay**2 * aged) / intensity
    paid = np.array([mu * span, n * (times.size - left.sum()), n * decay * (rest * left).sum()])
    return float(value), by_event.sum(axis=1) - paid, by_event @ by_event.T


def _echoes(times: np.ndarray, decay: float) -> tuple[np.ndarray, np.ndarray]:
    """Sum exp(-decay age) and age * exp(-decay age) over earlier events, at every event.

    Within a block both sums are cumulative sums of growing exponentials; what came before the block
    enters through one number each.
    """
    heard, aged = np.empty(times.size), np.empty(times.size)
    limits = np.arange(times[0], times[-1] + REACH / decay, REACH / decay)
    cuts = np.unique(np.append(np.searchsorted(times, limits), times.size))
    sum_before = age_before = 0.0
    last = times[0]
    for low, high in pairwise(cuts):
        since = times[low:high] - times[low]
        fade = np.exp(-decay * (times[low] - last))
        age_before = fade * (age_before + (times[low] - last) * sum_before)
        sum_before *= fade
        grow = np.exp(decay * since)
        total = np.cumsum(grow) - grow
        moment = np.cumsum(since * grow) - since * grow
        shrink = 1 / grow
        heard[low:high] = (sum_before + total) * shrink
        aged[low:high] = (age_before + since * (sum_before + total) - moment) * shrink
        sum_before, age_before, last = heard[high - 1] + 1.0, aged[high - 1], times[high - 1]
    return heard, aged
