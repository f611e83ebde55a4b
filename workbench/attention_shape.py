"""The shape of a rebuilt curve: numbers at knots become a counter that only grows, or a level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Kind = Literal["counter", "level"]

#: Hours after the origin at which log spacing takes over from even spacing.
EARLY_HOURS = 12.0
#: Distance of two knots of a counter on the warped clock; on day 3 this is ten hours, on day 30 four days.
COUNTER_STEP = 0.12
#: Number of knots of a level, evenly spaced in time.
LEVEL_KNOTS = 49
_FINE = 3  # quadrature points between two knots


@dataclass(frozen=True)
class Shape:
    """Where the knots of one curve lie.

    Attributes
    ----------
    kind : {"counter", "level"}
        A counter only grows (views); a level may fall (fans).
    span : float
        Length of the curve in hours; it runs from 0 to `span`.
    knots : ndarray, shape (K,)
        Hours at which the curve has a free number: the log of the hourly rate (counter), or the
        log of the level itself.
    position : ndarray, shape (K,)
        The knots on the clock on which smoothness is measured.
    """

    kind: Kind
    span: float
    knots: Array
    position: Array


def lay_knots(kind: Kind, span: float) -> Shape:
    """Lay the knots of a curve over `span` hours.

    Why log spacing for a counter: attention moves within hours on the first days and within weeks
    later. On the clock ``u = log(1 + t / 12 h)`` a straight log-rate is a power-law decay, the usual
    relaxation of attention, so the smoothest curve is the textbook one and needs no bends.

    Parameters
    ----------
    kind : {"counter", "level"}
    span : float
        Hours, positive.

    Returns
    -------
    Shape

    Examples
    --------
    >>> shape = lay_knots("counter", 60 * 24)
    >>> len(shape.knots), round(shape.knots[1], 2)
    (41, 1.53)
    """
    if kind == "level":
        knots = np.linspace(0.0, span, LEVEL_KNOTS)
        return Shape(kind, span, knots, knots / span)
    end = np.log1p(span / EARLY_HOURS)
    position = np.linspace(0.0, end, max(12, int(np.ceil(end / COUNTER_STEP))) + 1)
    return Shape(kind, span, EARLY_HOURS * np.expm1(position), position)


@dataclass(frozen=True)
class Sampled:
    """A shape looked at in M moments, ready for many curves at once (`look_at` makes it).

    The value of a counter is a fixed weighting of hourly rates on a fine grid, so both the values
    and their gradient are two matrix products.
    """

    kind: Kind
    basis: Array  # (G, K) from knots to the fine grid, or (M, K) straight to the moments
    weights: Array  # (M, G) hours each grid point contributes to the counter at each moment

    def log_values(self, theta: Array) -> tuple[Array, Array]:
        """Log of the curves' values, shape (B, M), and the rates that `pull_back` needs."""
        inner = theta @ self.basis.T
        if self.kind == "level":
            return inner, inner
        rates = np.exp(np.clip(inner, -40.0, 40.0))
        return np.log(rates @ self.weights.T + 1e-300), rates

    def pull_back(self, slope: Array, log_values: Array, rates: Array) -> Array:
        """Turn slopes by log value, shape (B, M), into slopes by knot, shape (B, K)."""
        if self.kind == "level":
            return slope @ self.basis
        return ((slope * np.exp(-log_values)) @ self.weights * rates) @ self.basis


def look_at(shape: Shape, hours: Array) -> Sampled:
    """Prepare a shape for the given moments.

    Parameters
    ----------
    shape : Shape
    hours : ndarray, shape (M,)
        Hours after the origin, within the span.

    Returns
    -------
    Sampled

    Examples
    --------
    >>> shape = lay_knots("counter", 240.0)
    >>> one_per_hour = np.zeros((1, len(shape.knots)))
    >>> log_values, _ = look_at(shape, np.array([24.0, 240.0])).log_values(one_per_hour)
    >>> np.exp(log_values).round(0)
    array([[ 24., 240.]])
    """
    hours = np.clip(np.asarray(hours, dtype=float), 1e-3, shape.span)
    if shape.kind == "level":
        basis = _hats(shape.position, hours / shape.span)
        return Sampled("level", basis, np.empty((0, 0)))
    fine = np.linspace(0.0, shape.position[-1], _FINE * (len(shape.knots) - 1) + 1)
    stretch = EARLY_HOURS * np.exp(fine)  # hours per unit of the warped clock
    weights = _areas(fine, np.log1p(hours / EARLY_HOURS)) * stretch
    return Sampled("counter", _hats(shape.position, fine), weights)


def _hats(knots: Array, points: Array) -> Array:
    """Linear interpolation from knots to points as a matrix, shape (points, knots)."""
    return np.stack([np.interp(points, knots, row) for row in np.eye(len(knots))], axis=1)


def _areas(grid: Array, ends: Array) -> Array:
    """Trapezoid weights of the integral from ``grid[0]`` to each end, shape (ends, grid)."""
    step = grid[1] - grid[0]
    cell = np.clip(((ends - grid[0]) / step).astype(int), 0, len(grid) - 2)
    part = (ends - grid[cell]) / step
    index = np.arange(len(grid))
    weights = np.where(index < cell[:, None], step, 0.0)
    weights[:, 0] = np.where(cell > 0, step / 2, 0.0)
    rows = np.arange(len(ends))
    weights[rows, cell] = np.where(cell > 0, step / 2, 0.0) + step * part * (1 - part / 2)
    weights[rows, cell + 1] = step * part**2 / 2
    return weights
