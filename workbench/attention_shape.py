"""The shape of a rebuilt curve: a few numbers become a counter that only grows, or a level that may fall."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

Array = NDArray[np.float64]
Kind = Literal["counter", "level"]

#: Hours after the start at which the clock of a counter turns from even to log spacing.
EARLY_HOURS = 12.0
#: Distance of two knots on that clock: ten hours on day three, four days on day thirty.
COUNTER_STEP = 0.12
#: A level has its knots evenly in time.
LEVEL_KNOTS = 49
#: Before this hour a counter is taken to grow evenly from zero.
FIRST_HOUR = 0.25
#: Single days differ from the smooth course this long, day and night this long; later neither can
#: move the total by much.
LUMP_HOURS, RHYTHM_HOURS = 60 * 24.0, 28 * 24.0
_FINE = 3  # grid points from one knot to the next


@dataclass(frozen=True)
class Shape:
    """Where the free numbers of one curve lie.

    Attributes
    ----------
    kind : {"counter", "level"}
        A counter only grows (views); a level may fall (fans).
    span : float
        Hours; the curve runs from 0 to `span`.
    clock : ndarray, shape (K,)
        Knots, evenly spaced on the clock on which smoothness is measured: ``log(1 + t / 12 h)`` for
        a counter, ``t / span`` for a level.
    lumps : ndarray, shape (D,)
        Hours, a day apart, around which a counter may run livelier or duller; none for a level.
    """

    kind: Kind
    span: float
    clock: Array
    lumps: Array

    @property
    def size(self) -> int:
        """How many numbers make one curve; a counter has its total and two for day and night besides."""
        return len(self.clock) + len(self.lumps) + (3 if self.kind == "counter" else 0)


@dataclass(frozen=True)
class Sampled:
    """A shape looked at in M moments, ready for B curves at once (:func:`look_at` makes it).

    For a counter, ``log value = total - area of growth from the moment to the end``, with growth the
    exponential of ``basis @ numbers`` on a grid and areas by the trapezoid rule; for a level,
    ``log value = basis @ numbers``. All matrices are sparse, so no thread of a linear algebra
    library is woken for work of a millisecond.
    """

    kind: Kind
    basis: csr_array  # (G, size - 1) from numbers to the grid; for a level (M, size)
    steps: Array  # (G - 1, 1) log hours from one grid point to the next
    tails: csr_array  # (M, G) the grid point that follows each moment
    rests: csr_array  # (M, G) area from the moment to that point

    def log_values(self, numbers: Array) -> tuple[Array, Array]:
        """Log values, shape (M, B), of B curves given as (B, size); and what `slopes` needs."""
        if self.kind == "level":
            return self.basis @ numbers.T, numbers
        growth = np.exp(np.clip(self.basis @ numbers[:, 1:].T, -30.0, 6.0))
        areas = 0.5 * self.steps * (growth[1:] + growth[:-1])
        tail = np.zeros_like(growth)
        np.cumsum(areas[::-1], axis=0, out=tail[-2::-1])
        return numbers[:, 0] - self.tails @ tail - self.rests @ growth, growth

    def slopes(self, by_value: Array, growth: Array) -> Array:
        """Turn slopes by log value, shape (M, B), into slopes by number, shape (B, size)."""
        if self.kind == "level":
            return np.asarray((self.basis.T @ by_value).T)
        by_area = 0.5 * self.steps * np.cumsum(self.tails.T @ by_value, axis=0)[:-1]
        by_growth = self.rests.T @ by_value
        by_growth[:-1] += by_area
        by_growth[1:] += by_area
        return np.vstack([by_value.sum(axis=0), -(self.basis.T @ (by_growth * growth))]).T


def lay_knots(kind: Kind, span: float) -> Shape:
    """Lay the knots of a curve.

    Attention moves within hours on the first days and within weeks later, so the knots of a
    counter are evenly spaced on a log clock.

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
    >>> shape = lay_knots("counter", 30 * 24)
    >>> len(shape.clock), len(shape.lumps), shape.size
    (36, 31, 70)
    """
    if kind == "level":
        return Shape(kind, span, np.linspace(0.0, 1.0, LEVEL_KNOTS), np.empty(0))
    end = float(np.log1p(span / EARLY_HOURS))
    clock = np.linspace(0.0, end, max(12, int(np.ceil(end / COUNTER_STEP))) + 1)
    return Shape(kind, span, clock, np.arange(0.0, min(span, LUMP_HOURS) + 1.0, 24.0))


def look_at(shape: Shape, hours: Array) -> Sampled:
    """Prepare a shape for given moments.

    The numbers of a counter are the log of its total at `span`; per knot the log of its growth,
    that is by how many per cent it grows while its age grows by one per cent; per day a lump on
    top; and two for a daily wave. The counter is found by walking back from the total: what is not
    known about the first hours leaves the later curve alone, and it starts from zero by itself.

    Parameters
    ----------
    shape : Shape
    hours : ndarray, shape (M,)
        Hours after the start, from 0 to the span.

    Returns
    -------
    Sampled

    Examples
    --------
    One per cent per per cent is an even rate.

    >>> shape = lay_knots("counter", 240.0)
    >>> numbers = np.zeros((1, shape.size))
    >>> numbers[0, 0] = np.log(1000.0)
    >>> np.exp(look_at(shape, np.array([24.0, 120.0, 240.0])).log_values(numbers)[0].T).round(1)
    array([[ 100.,  500., 1000.]])
    """
    hours = np.asarray(hours, dtype=float)
    if shape.kind == "level":
        nothing = csr_array((len(hours), 0))
        return Sampled("level", _hats(shape.clock, hours / shape.span), np.empty((0, 1)), nothing, nothing)
    every = np.linspace(0.0, shape.clock[-1], _FINE * (len(shape.clock) - 1) + 1)
    every_three = np.arange(3.0, min(shape.span, RHYTHM_HOURS), 3.0)
    inner = np.unique(np.concatenate([EARLY_HOURS * np.expm1(every), every_three, shape.lumps]).round(3))
    inner = inner[(inner > 2 * FIRST_HOUR) & (inner < shape.span - FIRST_HOUR)]
    grid = np.concatenate([[FIRST_HOUR], inner, [shape.span]])
    smooth = _hats(shape.clock, np.log1p(grid / EARLY_HOURS))
    basis = csr_array(hstack([smooth, _hats(shape.lumps, grid), csr_array(_day_and_night(grid))]))
    steps = np.diff(np.log(grid))
    at = np.log(np.clip(hours, FIRST_HOUR, shape.span))
    cell = np.clip(np.searchsorted(np.log(grid), at, side="right") - 1, 0, len(steps) - 1)
    part = np.clip((at - np.log(grid[cell])) / steps[cell], 0.0, 1.0)
    row, size = np.arange(len(hours)), (len(hours), len(grid))
    rests = steps[cell] / 2 * np.stack([(1 - part) ** 2, 1 - part**2])
    columns = np.concatenate([cell, cell + 1])
    return Sampled(
        "counter",
        basis,
        steps[:, None],
        csr_array((np.ones(len(row)), (row, cell + 1)), size),
        csr_array((rests.ravel(), (np.tile(row, 2), columns)), size),
    )


def values_at(shape: Shape, numbers: Array, hours: Array) -> Array:
    """Values of B curves, given as (B, size), at M moments; shape (B, M)."""
    hours = np.asarray(hours, dtype=float)
    values = np.exp(look_at(shape, hours).log_values(numbers)[0].T)
    return values * np.clip(hours / FIRST_HOUR, 0.0, 1.0) if shape.kind == "counter" else values


def _day_and_night(hours: Array) -> Array:
    fade = np.clip(2.0 - 2.0 * hours / RHYTHM_HOURS, 0.0, 1.0)
    angle = 2 * np.pi * hours / 24
    return np.stack([fade * np.cos(angle), fade * np.sin(angle)], axis=1)


def _hats(knots: Array, points: Array) -> csr_array:
    """Linear interpolation from knots to points as a matrix, shape (points, knots)."""
    return csr_array(np.stack([np.interp(points, knots, row) for row in np.eye(len(knots))], axis=1))
