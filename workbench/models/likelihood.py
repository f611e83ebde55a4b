"""The negative-binomial likelihood of the self-exciting counts, with gradient and information.

One call serves a whole batch (bootstrap replicates, placebo times, kernels): arrays carry the batch first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import digamma, gammaln

from workbench.models.excitation import shock_shares

LARGEST_RATIO = 0.97  # offspring inside the parent's own bin, at most, or the bin would never end


@dataclass(frozen=True)
class Layout:
    """Where each parameter stands in a row: logs of background, shocks, branching; weights; answers; level before; dispersion."""

    shocks: int
    scales: int
    responses: int

    @property
    def background(self) -> int:
        """Mentions per hour from outside."""
        return 0

    @property
    def size(self) -> slice:
        """Mentions that each shock brings."""
        return slice(1, 1 + self.shocks)

    @property
    def length(self) -> slice:
        """Hours that each shock lasts."""
        return slice(1 + self.shocks, 1 + 2 * self.shocks)

    @property
    def branching(self) -> int:
        """Offspring per mention before any answer."""
        return 1 + 2 * self.shocks

    @property
    def weights(self) -> slice:
        """Weights of the time scales (softmax)."""
        return slice(2 + 2 * self.shocks, 2 + 2 * self.shocks + self.scales)

    @property
    def responses_at(self) -> slice:
        """Log of n1/n0 per answer."""
        first = 2 + 2 * self.shocks + self.scales
        return slice(first, first + self.responses)

    @property
    def before(self) -> int:
        """Level per bin before the first bin."""
        return 2 + 2 * self.shocks + self.scales + self.responses

    @property
    def dispersion(self) -> int:
        """Dispersion beyond clumping."""
        return self.before + 1

    @property
    def total(self) -> int:
        """Number of parameters."""
        return self.dispersion + 1


@dataclass(frozen=True)
class Design:
    """Everything in the likelihood that does not change during a fit.

    Attributes
    ----------
    counts : ndarray, shape (batch, bins)
        Observed counts; any number where `seen` is False.
    seen : ndarray, shape (bins,)
        Which bins count.
    heard : ndarray, shape (batch or 1, bins, scales)
        From :func:`workbench.models.excitation.remember`.
    echo : ndarray, shape (batch or 1, bins, scales)
        From :func:`workbench.models.excitation.echo`.
    stay : ndarray, shape (batch or 1, scales)
        Share of offspring in the parent's own bin.
    grown : ndarray, shape (batch or 1, responses, bins)
        How far each answer has set in.
    edges, shocks_at : ndarray
        Bin limits and shock times in hours.
    shocks_at is of shape (batch or 1, shocks).
    season, coverage : ndarray, shape (bins,)
        Background level times bin width; share collected.
    clump : ndarray, shape (batch or 1, bins)
        Variance over mean that offspring within a bin cause by themselves.
    centre : ndarray, shape (batch or 1, parameters)
    precision : ndarray, shape (parameters, parameters)
        The weak penalty: a normal density with this centre and inverse covariance.
    layout : Layout
    """

    counts: np.ndarray
    seen: np.ndarray
    heard: np.ndarray
    echo: np.ndarray
    stay: np.ndarray
    grown: np.ndarray
    edges: np.ndarray
    shocks_at: np.ndarray
    season: np.ndarray
    coverage: np.ndarray
    clump: np.ndarray
    centre: np.ndarray
    precision: np.ndarray
    layout: Layout

    def rows(self, which: np.ndarray) -> Design:
        """Keep some rows of the batch."""
        batch = self.counts.shape[0]
        parts = {}
        for name in ("counts", "heard", "echo", "stay", "grown", "shocks_at", "clump", "centre"):
            value = getattr(self, name)
            if value.shape[0] == batch:
                parts[name] = value[which]
        return replace(self, **parts)


@dataclass(frozen=True)
class Parts:
    """The pieces of the intensity at given parameters; shapes (batch, bins) unless said otherwise."""

    expected: np.ndarray
    outside: np.ndarray
    branching: np.ndarray
    excited: np.ndarray
    echoed: np.ndarray
    weights: np.ndarray  # (batch, scales)
    stay: np.ndarray  # (batch, 1)
    room: np.ndarray
    shares: np.ndarray  # (batch, shocks, bins)
    shares_by_length: np.ndarray


def intensity(theta: np.ndarray, design: Design) -> Parts:
    """Compute expected counts at full coverage: (background + shocks + n * heard) / (1 - n * stay)."""
    at = design.layout
    values = np.exp(theta[:, at.weights] - theta[:, at.weights].max(axis=1, keepdims=True))
    weights = values / values.sum(axis=1, keepdims=True)
    shares, by_length = shock_shares(design.edges, design.shocks_at, np.exp(theta[:, at.length]))
    sizes = np.exp(theta[:, at.size])
    outside = np.exp(theta[:, [at.background]]) * design.season
    outside = outside + np.einsum("bk,bkt->bt", sizes, shares)
    change = np.einsum("br,brt->bt", theta[:, at.responses_at], _spread(design.grown, theta.shape[0]))
    branching = np.exp(theta[:, [at.branching]] + change)
    echoed = np.exp(theta[:, [at.before]]) * np.matmul(design.echo, weights[:, :, None])[:, :, 0]
    excited = np.matmul(design.heard, weights[:, :, None])[:, :, 0] + echoed
    stay = (weights * design.stay).sum(axis=1, keepdims=True)
    room = 1 - branching * stay
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = (outside + branching * excited) / room
    return Parts(expected, outside, branching, excited, echoed, weights, stay, room, shares, by_length)


def _spread(array: np.ndarray, batch: int) -> np.ndarray:
    return np.broadcast_to(array, (batch, *array.shape[1:]))


def log_likelihood(theta: np.ndarray, design: Design) -> np.ndarray:
    """Return the penalised log-likelihood of each row; -inf where the process would not end."""
    return _value(theta, design, intensity(theta, design))[0]


def _value(theta: np.ndarray, design: Design, parts: Parts) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    legal = parts.room.min(axis=1) > 1 - LARGEST_RATIO
    mean = np.maximum(np.where(legal[:, None], parts.expected, 1.0) * design.coverage, 1e-9)
    extra = design.clump - 1 + np.exp(theta[:, [design.layout.dispersion]]) * mean
    extra = np.maximum(extra, 1e-7)
    r = mean / extra
    y = design.counts
    value = gammaln(y + r) - gammaln(r) - r * np.log1p(mean / r) + y * (np.log(mean) - np.log(r + mean))
    total = np.where(design.seen, value, 0.0).sum(axis=1)
    away = theta - design.centre
    total -= 0.5 * ((away @ design.precision) * away).sum(axis=1)
    return np.where(legal & np.isfinite(total), total, -np.inf), mean, r


def score(theta: np.ndarray, design: Design) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return value (batch,), gradient (batch, parameters) and expected information (batch, p, p).

    Notes
    -----
    Counts have mean m = coverage * expected and variance m * clump + alpha * m^2. The information is the
    expected one in the mean; in the dispersion it is the normal approximation, which only steers the steps.
    """
    at, parts = design.layout, intensity(theta, design)
    value, mean, r = _value(theta, design, parts)
    y, batch = design.counts, theta.shape[0]
    alpha = np.exp(theta[:, [at.dispersion]])
    extra = np.maximum(design.clump - 1 + alpha * mean, 1e-7)
    variance = mean * (1 + extra)
    by_r = digamma(y + r) - digamma(r) - np.log1p(mean / r) + (mean - y) / (r + mean)
    by_mean = (y - mean) / variance + by_r * (design.clump - 1) / extra**2
    by_alpha = -by_r * mean**2 / extra**2 * alpha
    by_mean, by_alpha = np.where(design.seen, by_mean, 0.0), np.where(design.seen, by_alpha, 0.0)

    slope = np.empty((batch, mean.shape[1], at.total))
    slope[:, :, at.background] = np.exp(theta[:, [at.background]]) * design.season / parts.room
    sizes = np.exp(theta[:, at.size])[:, :, None]
    slope[:, :, at.size] = np.swapaxes(sizes * parts.shares, 1, 2) / parts.room[:, :, None]
    slope[:, :, at.length] = np.swapaxes(sizes * parts.shares_by_length, 1, 2) / parts.room[:, :, None]
    by_branching = parts.branching * (parts.excited + parts.stay * parts.expected) / parts.room
    slope[:, :, at.branching] = by_branching
    slope[:, :, at.responses_at] = np.swapaxes(_spread(design.grown, batch), 1, 2) * by_branching[:, :, None]
    before = np.exp(theta[:, at.before])[:, None, None]
    away = (design.heard + before * design.echo - parts.excited[:, :, None]) + parts.expected[:, :, None] * (
        (design.stay - parts.stay)[:, None, :]
    )
    factor = (parts.branching / parts.room)[:, :, None]
    slope[:, :, at.weights] = parts.weights[:, None, :] * away * factor
    slope[:, :, at.before] = parts.branching * parts.echoed / parts.room
    slope[:, :, at.dispersion] = 0.0
    slope *= design.coverage[:, None]

    gradient = np.matmul(by_mean[:, None, :], slope)[:, 0]
    gradient[:, at.dispersion] = by_alpha.sum(axis=1)
    gradient -= (theta - design.centre) @ design.precision
    weight = np.where(design.seen, 1 / variance, 0.0)
    information = np.matmul(np.swapaxes(slope, 1, 2), slope * weight[:, :, None])
    spread = np.where(design.seen, 0.5 * (alpha * mean**2 / variance) ** 2, 0.0).sum(axis=1)
    information[:, at.dispersion, at.dispersion] = spread
    information += design.precision
    return value, gradient, information
