"""Tests and intervals by parametric bootstrap of the signed root of the likelihood ratio.

The signed root r of the likelihood ratio would be standard normal in a large, regular problem. A crisis
is neither: weights stand at their limits, bins hide offspring, penalties lean. So r is simulated, and
its simulated mean and standard deviation standardise it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.stats import norm

from workbench.models.base import LEVEL
from workbench.models.excitation import setting_in
from workbench.models.fitting import ROUGH, Setting, fit_rows
from workbench.models.likelihood import Design
from workbench.models.replicates import draw_replicates
from workbench.models.scoring import Optimum, maximise

CRITICAL = float(norm.ppf((1 + LEVEL) / 2))
FEWEST_CONVERGED = 0.9
LEAST_SPREAD = 0.88  # of a simulated root; smaller ones come from a world that is too tidy
ODDS = 0.1  # how much an effect must explain before its own world outweighs the one without
POINTS = 41
#: Logs of n1/n0 beside the estimate at which a large crisis is asked, too: its error alone does not reach so far.
FAR = (0.25, 0.5, 1.0, 2.0, 3.0)
MOST_BRANCHING = float(np.log(0.98))


@dataclass(frozen=True)
class Law:
    """How the signed root behaves in one simulated world: its mean and standard deviation."""

    mean: float
    spread: float


@dataclass(frozen=True)
class Profile:
    """The signed root along values of one effect, all else refitted; shapes (points,), theta (points, p)."""

    beta: np.ndarray
    root: np.ndarray
    theta: np.ndarray


@dataclass(frozen=True)
class Inference:
    """What the bootstrap says about one answer.

    Attributes
    ----------
    root : float
        Signed root of the likelihood ratio against no effect.
    p_value : float
    beta, lower, upper : float
        Log of n1/n0: median-unbiased, and its interval.
    profile : Profile
    law : Law
        Law of the root where the answer does nothing, blended from `worlds`.
    worlds : tuple of Law
        Laws in the world fitted without an effect, and in the one whose effect was taken out.
    draws : ndarray, shape (replicates, parameters)
        Refitted parameters of worlds like the fitted one.
    centre : ndarray, shape (parameters,)
        The parameters those worlds were drawn from.
    spread : float
        Standard deviation of the effect in worlds without one.
    converged : float
        Share of the replicates whose fits converged.
    """

    root: float
    p_value: float
    beta: float
    lower: float
    upper: float
    profile: Profile
    law: Law
    worlds: tuple[Law, Law]
    draws: np.ndarray
    centre: np.ndarray
    spread: float
    converged: float


def signed_root(full: Optimum, held: Optimum, column: int, at: np.ndarray | float) -> np.ndarray:
    """Return sign(estimate - at) * sqrt(2 * (full - held)) per row."""
    gain = np.maximum(full.value - held.value, 0.0)
    return np.sign(full.theta[:, column] - at) * np.sqrt(2 * gain)


def infer_response(
    setting: Setting,
    design: Design,
    found: Optimum,
    which: int,
    *,
    replicates: int,
    rng: np.random.Generator,
) -> Inference:
    """Test one answer and put an interval around its effect.

    Parameters
    ----------
    setting, design, found
        The fit of the real series.
    which : int
        Which answer.
    replicates : int
        Simulated crises in all for the test, and again as many for the interval.
    rng : numpy Generator

    Notes
    -----
    Two worlds without an effect are simulated: the best fit without one, and the best fit with one,
    whose effect is then taken out. The first is right if there is none and is bent if there is one, the
    second the other way round; their moments are averaged, weighted by the likelihood ratio. Each crisis of
    a world has parameters of its own, drawn from what the counts leave open, and its refit learns its
    clumping and its penalty's centre from its own counts: what the fit does not know, the worlds do not
    know either. Standardising by simulated mean and spread: DiCiccio, Martin and Stern (2001),
    "Simple and accurate one-sided inference from signed roots of likelihood ratios".
    """
    column = setting.response(which)
    held = _held_fit(design, found.theta[0], setting, column, 0.0)
    root = float(signed_root(found, held, column, 0.0)[0])
    profile = profile_of(setting, design, found, which)

    fitted, open_ = found.theta[0], found.information[0]
    emptied_at = np.where(np.arange(fitted.size) == column, 0.0, fitted)
    half = max(replicates // 2, 20)
    null = _roots(
        setting,
        parameters_around(setting, held.theta[0], held.information[0], column, half, rng),
        column,
        rng,
    )
    emptied = _roots(setting, parameters_around(setting, emptied_at, open_, column, half, rng), column, rng)
    like = _roots(setting, parameters_around(setting, fitted, open_, column, replicates, rng), column, rng)

    share = 1 / (1 + np.exp(-(root**2) / 2) / ODDS)
    law = _blend(null.law, emptied.law, share)
    beta, lower, upper = _invert(profile, law, like.law, float(fitted[column]))
    return Inference(
        root=root,
        p_value=float(2 * norm.sf(abs(root - law.mean) / law.spread)),
        beta=beta,
        lower=lower,
        upper=upper,
        profile=profile,
        law=law,
        worlds=(null.law, emptied.law),
        draws=fitted + like.error,
        centre=fitted,
        spread=float(np.std(null.error[:, column])),
        converged=min(null.converged, emptied.converged, like.converged),
    )


def profile_of(setting: Setting, design: Design, found: Optimum, which: int) -> Profile:
    """Refit everything else at a row of values of one effect, all at once."""
    column = setting.response(which)
    error = float(np.sqrt(np.linalg.inv(found.information[0])[column, column]))
    reach = np.linspace(-1, 1, POINTS)
    # Dense near the estimate, and far enough out for a skewed interval.
    at = float(found.theta[0, column])
    near = np.clip(error, 0.02, 3.0) * 7 * np.sign(reach) * np.abs(reach) ** 1.5
    # No effect is always asked, so that the interval cannot contradict the test.
    beta = np.unique(np.concatenate([at + near, at + np.array(FAR), at - np.array(FAR), [0.0]]))
    rows = np.repeat(found.theta, beta.size, axis=0)
    rows[:, column] = beta
    part = _repeat(design, beta.size)
    held = maximise(part, rows, setting.free(column))
    full = Optimum(
        np.repeat(found.theta, beta.size, axis=0),
        np.full(beta.size, found.value[0]),
        np.full(beta.size, True),
        found.information,
        0,
    )
    root = signed_root(full, held, column, beta)
    usable = np.isfinite(root) & held.converged
    beta, root, theta = beta[usable], root[usable], held.theta[usable]
    falling = np.minimum.accumulate(root)  # a refit caught in a side valley must not bend the curve back
    return Profile(beta, falling, theta)


@dataclass(frozen=True)
class _World:
    law: Law
    error: np.ndarray  # of the refitted parameters, (replicates, parameters)
    converged: float


def parameters_around(
    setting: Setting,
    theta: np.ndarray,
    information: np.ndarray,
    column: int,
    size: int,
    rng: np.random.Generator,
) -> np.ndarray:
    """Draw parameters around a fit, by the normal approximation of what the counts leave open about them.

    The effect keeps its value, and so does the dispersion: where there is none, its logarithm is not normal.
    """
    layout, grid = setting.layout, setting.grid
    rest = np.delete(np.arange(theta.size), [column, layout.dispersion])
    variance, axes = np.linalg.eigh(np.linalg.inv(information[np.ix_(rest, rest)]))
    half = rng.normal(size=((size + 1) // 2, rest.size)) * np.sqrt(np.maximum(variance, 0.0))
    rows = np.repeat(theta[None], size, axis=0)
    rows[:, rest] += (np.concatenate([half, -half]) @ axes.T)[:size]
    # A crisis that never ends is none: a draw may not pass this, unless the fit itself does.
    grown = setting_in(grid.edges(), grid.responses, grid.settle)
    peak = (theta[layout.responses_at] @ grown).max()
    most = max(MOST_BRANCHING, float(theta[layout.branching] + peak))
    peaks = (rows[:, layout.responses_at] @ grown).max(axis=1)
    rows[:, layout.branching] = np.minimum(rows[:, layout.branching], most - peaks)
    return rows


def _roots(setting: Setting, theta: np.ndarray, column: int, rng: np.random.Generator) -> _World:
    """Simulate a crisis per row of parameters, refit it with the effect free and with the effect at its truth."""
    counts = draw_replicates(theta, setting.grid, setting.scales, setting.layout, size=len(theta), rng=rng)
    design, full = fit_rows(setting, counts, theta, setting.free(), own=True)
    start = full.theta.copy()
    start[:, column] = theta[:, column]
    held = maximise(design, start, setting.free(column), tolerance=ROUGH)
    good = full.converged & held.converged & np.isfinite(full.value) & np.isfinite(held.value)
    root = signed_root(full, held, column, theta[:, column])[good]
    law = Law(float(root.mean()), float(root.std(ddof=1))) if good.sum() > 2 else Law(0.0, np.inf)
    return _World(law, (full.theta - theta)[good], float(good.mean()))


def _held_fit(design: Design, theta: np.ndarray, setting: Setting, column: int, at: float) -> Optimum:
    start = theta[None].copy()
    start[:, column] = at
    return maximise(design, start, setting.free(column))


def _repeat(design: Design, times: int) -> Design:
    return design.rows(np.zeros(times, int))


def _blend(one: Law, other: Law, share: float) -> Law:
    mean = (1 - share) * one.mean + share * other.mean
    spread = np.sqrt((1 - share) * one.spread**2 + share * other.spread**2)
    return Law(mean, max(float(spread), LEAST_SPREAD))


def _invert(profile: Profile, none: Law, like: Law, at: float) -> tuple[float, float, float]:
    """Find the effects whose standardised root is 0 and at either critical value.

    The law of the root moves with the effect: from the one at no effect to the one at the estimate.
    """
    span = np.sign(at) * max(abs(at), 0.2) if at else 0.2
    share = np.clip(profile.beta / span, 0, 1)
    mean = (1 - share) * none.mean + share * like.mean
    spread = (1 - share) * none.spread + share * max(like.spread, LEAST_SPREAD)
    z = np.minimum.accumulate((profile.root - mean) / spread)
    z -= 1e-9 * np.arange(z.size)
    curve = PchipInterpolator(-z, profile.beta, extrapolate=False)
    middle, lower, upper = (float(curve(-level)) for level in (0.0, CRITICAL, -CRITICAL))
    # Beyond the profile the interval is open: better no limit than an invented one.
    return (
        middle,
        -np.inf if np.isnan(lower) else lower,
        np.inf if np.isnan(upper) else upper,
    )
