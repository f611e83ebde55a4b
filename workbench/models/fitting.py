"""Fitting the self-exciting model: fill the gaps, filter, climb, and once more with what was learned."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from workbench.models.excitation import Grid, Memory, echo, remember, setting_in
from workbench.models.likelihood import Design, Layout, intensity
from workbench.models.penalty import first_guess, penalty_centres, penalty_of
from workbench.models.scoring import Optimum, maximise

ROUNDS = 3  # of learning how much offspring clump within a bin, and of filling a replicate's gaps
PART_ROUNDS = 5  # the same where bins were collected in part, which the fit must fill as well
#: Of filling a real series, which does not start at its truth: with three the fit of flight 3411 was on its way
#: from one answer to another.
FILLING = 10
RUNAWAY = 50.0  # times the largest count; no filling is higher
LEAST_ROOM = 0.1
FEW_STEPS, ROUGH = 5, 1e-3  # for replicates: an error of the signed root far below its scatter


@dataclass(frozen=True)
class Setting:
    """What is the same for the real series and for every replicate of it.

    Attributes
    ----------
    grid : Grid
    scales : ndarray
        Time scales in hours.
    memory : Memory
    layout : Layout
    clump : ndarray, shape (bins,)
        Variance over mean from offspring within a bin.
    centre, precision : ndarray, shapes (parameters,) and (parameters, parameters)
        The weak penalty.
    """

    grid: Grid
    scales: np.ndarray
    memory: Memory
    layout: Layout
    clump: np.ndarray
    centre: np.ndarray
    precision: np.ndarray

    @classmethod
    def of(cls, grid: Grid, scales: np.ndarray) -> Setting:
        """Start a setting whose bins do not clump yet."""
        scales = np.asarray(scales, float)
        layout = Layout(grid.shocks.size, scales.size, grid.responses.size)
        centre, precision = penalty_of(grid, scales, layout)
        clump = np.ones(grid.bins)
        return cls(grid, scales, Memory.of(scales, grid.hours), layout, clump, centre, precision)

    def free(self, *held: int) -> np.ndarray:
        """Mark every parameter as free except the ones held."""
        free = np.ones(self.layout.total, bool)
        free[list(held)] = False
        return free

    def response(self, which: int) -> int:
        """Column of an answer's effect."""
        return self.layout.responses_at.start + which

    def design(
        self,
        counts: np.ndarray,
        filled: np.ndarray,
        *,
        clump: np.ndarray | None = None,
        centre: np.ndarray | None = None,
    ) -> Design:
        """Build the fixed part of the likelihood for counts (batch, bins), with clumping and centre per row if given."""
        grid = self.grid
        grown = setting_in(grid.edges(), grid.responses, grid.settle)
        return Design(
            counts=np.where(grid.seen, counts, 0.0),
            seen=grid.seen,
            heard=remember(filled, self.memory),
            echo=echo(grid.bins, self.memory)[None],
            stay=self.memory.stay[None],
            grown=grown[None],
            edges=grid.edges(),
            shocks_at=grid.shocks[None],
            season=grid.season * grid.hours,
            coverage=grid.coverage,
            clump=self.clump[None] if clump is None else clump,
            centre=self.centre[None] if centre is None else centre,
            precision=self.precision,
            layout=self.layout,
        )


@dataclass(frozen=True)
class Fitted:
    """A fitted series as the checks need it: setting, design and optimum of the fit they vary."""

    setting: Setting
    design: Design
    found: Optimum

    def beta(self, which: int) -> float:
        """Log of n1/n0 for one answer, as fitted."""
        return float(self.found.theta[0, self.setting.response(which)])

    def filled(self) -> np.ndarray:
        """Return counts with what the fit expects of everything that nobody collected, shape (bins,)."""
        return _whole(self.setting.grid, self.setting.grid.counts[None], self.found, self.design)[0]


def fit_rows(
    setting: Setting, counts: np.ndarray, start: np.ndarray, free: np.ndarray, *, own: bool = False
) -> tuple[Design, Optimum]:
    """Fit a batch of series (batch, bins) on one grid; what nobody collected is filled with what the fit expects.

    The memory advances with the collected count and the expected rest of a bin, which is the whole of it in
    a gap, so filling and fitting take turns; the design that is returned carries the last filling, for the
    fits that are compared with this one. (A count divided by its coverage would be a noisy regressor, and
    the effect of an answer would seem too large.) With `own`,
    each row learns its clumping and the centre of its penalty from its own counts, as a real series does:
    a replicate that is told either of them scatters too little.
    """
    grid, seen = setting.grid, setting.grid.seen
    filled = np.where(seen, counts, np.nan) / grid.coverage
    centre = penalty_centres(grid, filled, setting.scales, setting.layout) if own else None
    if not seen.all():
        filled = _bridge(filled)
    in_part = bool((grid.coverage[seen] < 1).any())
    whole = seen.all() and not in_part
    if whole:
        rounds = ROUNDS - 1 if own else 1
    else:
        rounds = FILLING if not own else PART_ROUNDS if in_part else ROUNDS
    for left in reversed(range(rounds)):
        clump = clump_of(start, setting) if own else None
        design = setting.design(counts, filled, clump=clump, centre=centre)
        if own:
            # Replicates start at their truth, and on the way to the last round a rough climb is enough.
            found = maximise(design, start, free, FEW_STEPS if left else 100, ROUGH)
        else:
            found = maximise(design, start, free)
        start = found.theta
        if not whole and left:
            filled = _whole(grid, counts, found, design)
    return design, found


def _whole(grid: Grid, counts: np.ndarray, found: Optimum, design: Design) -> np.ndarray:
    """Add to what was collected what the fit expects of the rest, shape (batch, bins)."""
    share = np.where(grid.seen, grid.coverage, 0.0)
    collected = np.where(grid.seen, counts, 0.0)
    most = RUNAWAY * max(float(collected.max()), 1.0)
    return collected + (1 - share) * np.minimum(intensity(found.theta, design).expected, most)


def fit_grid(
    grid: Grid, scales: np.ndarray, *, start: np.ndarray | None = None
) -> tuple[Setting, Design, Optimum]:
    """Fit one series from several starts, and learn how much its offspring clump within a bin.

    Returns
    -------
    tuple
        The setting with its clumping, the design, and the optimum (one row).
    """
    setting = Setting.of(grid, scales)
    free = setting.free()
    if start is None:
        starts = _starts(setting)
        _, found = fit_rows(setting, np.repeat(grid.counts[None], len(starts), axis=0), starts, free)
        start = found.theta[int(np.argmax(found.value))]
    for _ in range(ROUNDS - 1):
        setting = replace(setting, clump=clump_of(start, setting))
        design, found = fit_rows(setting, grid.counts[None], start[None], free)
        start = found.theta[0]
    return setting, design, found


def clump_of(theta: np.ndarray, setting: Setting) -> np.ndarray:
    """Return variance over mean of a bin's count that its own offspring cause: 1 / (1 - n * stay)^2.

    Parameters
    ----------
    theta : ndarray, shape (parameters,) or (batch, parameters)
    setting : Setting

    Returns
    -------
    ndarray, shape (bins,) or (batch, bins)
    """
    layout, grid = setting.layout, setting.grid
    values = theta[..., layout.weights]
    weights = np.exp(values - values.max(axis=-1, keepdims=True))
    stay = weights @ setting.memory.stay / weights.sum(axis=-1)
    grown = setting_in(grid.edges(), grid.responses, grid.settle)
    branching = np.exp(theta[..., [layout.branching]] + theta[..., layout.responses_at] @ grown)
    return 1 / np.maximum(1 - branching * stay[..., None], LEAST_ROOM) ** 2


def _starts(setting: Setting) -> np.ndarray:
    first = first_guess(setting.grid, setting.layout, setting.centre)
    much, little = first.copy(), first.copy()
    layout = setting.layout
    much[layout.branching], much[layout.size] = np.log(0.85), first[layout.size] - 0.7
    little[layout.branching], little[layout.length] = np.log(0.3), first[layout.length] + 0.7
    rows = np.stack([first, much, little])
    # A start must be a process that ends within the bin.
    stay = float(setting.memory.stay.max())
    rows[:, layout.branching] = np.minimum(rows[:, layout.branching], np.log(0.9 / max(stay, 0.5)))
    return rows


def _bridge(filled: np.ndarray) -> np.ndarray:
    """Fill gaps on a straight line in the logs, as a first guess."""
    place, known = np.arange(filled.shape[1]), np.isfinite(filled[0])
    rows = [np.expm1(np.interp(place, place[known], np.log1p(row[known]))) for row in filled]
    return np.where(np.isfinite(filled), filled, np.stack(rows))
