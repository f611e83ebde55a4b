"""An answer that can be moved quickly: what a slider asks for, prepared once per effect."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.effects import Change, Source
from workbench.models.mean_path import expected_path
from workbench.models.scenarios import choose_effect, closeness, scenario_path, trouble_of
from workbench.models.self_exciting import SelfExcitingFit
from workbench.models.volume import judge, judge_courses, theta_at, worlds

#: Delays that a slider offers, in hours.
STEPS = (0.5, 1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 30, 36, 42, 48, 60, 72, 96, 120, 168, 240, 336, 504, 720)


@dataclass(frozen=True, eq=False)
class Move:
    """One position of the answer.

    Attributes
    ----------
    hours : float
        Delay; infinity for no answer.
    path : ndarray, shape (bins,)
        Expected mentions per bin.
    expected : float
        Mentions from the trigger to the horizon.
    difference, lower, upper, share : float
        Against the answer there was, in mentions with its interval, and as a fraction.
    trouble : str
        Why no number can be given; empty if one can.
    times : ndarray, shape (2, bins from the trigger to the horizon)
        Limits of the mentions in each bin, as multiples of the course as it was answered; missing where no number
        can be given.
    added : ndarray, shape (2, bins from the trigger to the horizon)
        Limits of the difference added up since the trigger; the last ones are `lower` and `upper`.
    """

    hours: float
    path: np.ndarray
    expected: float
    difference: float
    lower: float
    upper: float
    share: float
    trouble: str
    times: np.ndarray
    added: np.ndarray


@dataclass(frozen=True, eq=False)
class Movable:
    """A fitted crisis with one answer that can be moved, and one effect that it is held to have.

    The numbers are those of :func:`workbench.what_if`; what does not depend on the delay is computed once.

    Examples
    --------
    >>> from workbench.models.self_exciting import fit_self_exciting
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("cut30", seed=4)
    >>> fit = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    >>> movable = Movable.of(fit)
    >>> movable.to(6).expected < movable.to(72).expected
    True
    """

    fit: SelfExcitingFit
    answer: str
    source: Source
    theta: np.ndarray
    rows: np.ndarray
    base: np.ndarray
    path: np.ndarray
    true_hours: float
    close: float

    @classmethod
    def of(
        cls, fit: SelfExcitingFit, response: str | None = None, change: Change = None, source: str = ""
    ) -> Movable:
        """Prepare one answer and one effect, as :func:`workbench.what_if` takes them."""
        name, inference, whose = choose_effect(fit, response, change, source)
        which = list(fit.series.responses).index(name)
        setting, grid = fit.fitted.setting, fit.series.grid
        true = float(grid.responses[which] - grid.shocks[0])
        actual = fit.scenario(true, name)
        theta = theta_at(inference, inference.beta)
        rows = worlds(inference, setting, which)
        base = actual.course(rows, setting)
        path = scenario_path(fit, theta, actual)
        close = closeness(fit, path, actual)
        return cls(fit, name, whose, theta, rows, base, path, true, close)

    def to(self, hours: float) -> Move:
        """Move the answer to a delay in hours, infinity for none."""
        setting = self.fit.fitted.setting
        scenario = self.fit.scenario(None if np.isinf(hours) else hours, self.answer)
        paths = expected_path(
            self.rows, self.fit.series.grid, setting.scales, setting.layout, scenario.clock(setting)
        )
        courses = paths[:, scenario.first : scenario.last]
        with np.errstate(over="ignore"):  # of a course without an end
            totals, base = courses.sum(axis=1), self.base.sum(axis=1)
        (difference, lower, upper), (share, *_) = judge(totals, base)
        expected = float(totals[0])
        trouble = trouble_of(hours, expected, float(base[0]), self.close)
        if trouble:
            times = added = np.full((2, courses.shape[1]), np.nan)
        else:
            times, added = judge_courses(courses, self.base)
        return Move(hours, paths[0], expected, difference, lower, upper, share, trouble, times, added)

    def steps(self) -> list[float]:
        """Return the delays to offer: round ones inside the horizon, the delay there was, and never."""
        inside = {float(hours) for hours in STEPS if hours < 0.95 * self.fit.horizon_hours}
        # A round delay right beside the true one would be a second mark for the same thing.
        apart = {hours for hours in inside if abs(hours - self.true_hours) > 0.04 * self.true_hours}
        return [*sorted(apart | {self.true_hours}), float("inf")]

    def frame(self) -> pd.DataFrame:
        """Return what does not move: `time`, `observed`, `coverage`, `as_answered` per bin."""
        grid = self.fit.series.grid
        time = self.fit.series.start + pd.to_timedelta(grid.edges()[:-1], unit="h")
        columns = {"time": time, "observed": grid.counts, "coverage": grid.coverage, "as_answered": self.path}
        return pd.DataFrame(columns)

    @property
    def after(self) -> slice:
        """Bins from the trigger to the horizon."""
        scenario = self.fit.scenario(self.true_hours, self.answer)
        return slice(scenario.first, scenario.last)
