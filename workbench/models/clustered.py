"""A Poisson regression of cells of hours at risk, with errors that know the cells come in clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL
from workbench.problems import NotEnoughData

STEPS, TOLERANCE = 60, 1e-10
LONGEST_STEP = 2.0
#: What every comparison is held equal in, beside the state.
EQUAL_IN = ("elapsed", "opening", "brand", "day_part")


@dataclass(frozen=True)
class Regression:
    """Coefficients of one regression, and how much each brand pulls at them.

    Attributes
    ----------
    names : tuple of str
        Columns of the design; the states come after the intercept.
    beta : numpy.ndarray
        Coefficients, log posts per hour.
    design : numpy.ndarray
        One row a cell.
    brand : numpy.ndarray
        Number of the brand of each cell, from 0.
    influence : numpy.ndarray
        Brands by coefficients: the pull of each brand. Its squares add up to the clustered variance.
    """

    names: tuple[str, ...]
    beta: np.ndarray
    design: np.ndarray
    brand: np.ndarray
    influence: np.ndarray

    @property
    def covariance(self) -> np.ndarray:
        """Covariance of the coefficients, clustered by brand."""
        return self.influence.T @ self.influence

    def ratio(self, name: str) -> tuple[float, float, float]:
        """Return the ratio of rates that belongs to a state, with its interval."""
        at = self.names.index(name)
        return self._interval(self.beta[at], self.influence[:, at])

    def rates(
        self, states: tuple[str, ...], at_risk: np.ndarray, hours: np.ndarray
    ) -> list[tuple[float, float, float]]:
        """Standardise: the rate per 100 hours over chosen cells, in the baseline and in each state.

        Parameters
        ----------
        states : tuple of str
            Names in the design.
        at_risk : numpy.ndarray
            Which cells to average over (bool), such as those of waiting.
        hours : numpy.ndarray
            Weights, one a cell.

        Returns
        -------
        list of tuple
            Value, lower, upper: the baseline first, then one a state.

        Notes
        -----
        A brand pulls at a rate in two ways: through the coefficients, and by being one of the brands
        that are averaged over. A regression with a level for every brand knows only the first.
        """
        design, weights = self.design[at_risk].copy(), hours[at_risk]
        places = [self.names.index(name) for name in states]
        design[:, places] = 0.0
        expected = np.exp(design @ self.beta) * weights
        rate = expected.sum() / weights.sum()
        own = np.bincount(self.brand[at_risk], expected - rate * weights, minlength=len(self.influence))
        pull = self.influence @ (expected @ design) / expected.sum() + own / expected.sum()
        # Nothing interacts with the state, so a state multiplies every rate alike.
        moved = [(self.beta[place], self.influence[:, place]) for place in places]
        level = np.log(100 * rate)
        return [self._interval(level + shift, pull + more) for shift, more in [(0.0, 0.0), *moved]]

    def _interval(self, log_value: float, pull: np.ndarray) -> tuple[float, float, float]:
        from scipy import stats

        half = stats.t.ppf(0.5 + LEVEL / 2, len(pull) - 1) * np.sqrt(pull @ pull)
        with np.errstate(over="ignore"):
            value, low, high = np.exp(log_value + np.array([0.0, -half, half]))
        return float(value), float(low), float(high)


def fit_cells(cells: pd.DataFrame, outcome: str, states: Mapping[str, pd.Series]) -> Regression:
    """Fit the rate of posts per hour at risk to states, at equal wait, opening, brand and time of day.

    Parameters
    ----------
    cells : pandas.DataFrame
        Cells with ``hours`` above 0.
    outcome : str
        Column of counts.
    states : mapping
        Name to a bool per cell; a cell in none of them is the baseline.

    Returns
    -------
    Regression

    Raises
    ------
    NotEnoughData
        If the fit does not converge.

    Notes
    -----
    Maximum likelihood by Newton's method; the covariance is the sandwich over brands with the usual
    correction for few clusters, G / (G - 1) * (n - 1) / (n - k).
    """
    dummies = pd.get_dummies(cells[list(EQUAL_IN)].astype(str), drop_first=True, dtype=float)
    flags = pd.DataFrame({name: flag.astype(float) for name, flag in states.items()}, index=cells.index)
    frame = pd.concat([flags, dummies], axis=1)
    frame.insert(0, "intercept", 1.0)
    design, count = frame.to_numpy(), cells[outcome].to_numpy(dtype=float)
    offset = np.log(cells["hours"].to_numpy(dtype=float))
    try:
        beta, bread = _newton(design, count, offset)
    except np.linalg.LinAlgError:
        raise NotEnoughData(
            "The fit did not converge, so there are no numbers.",
            received=f"{len(cells):,} cells, {int(count.sum()):,} posts",
            allowed="a table with posts in most brands",
            remedy="use fewer or larger brands",
        ) from None
    brands, place = np.unique(cells["brand"].astype(str), return_inverse=True)
    scores = np.zeros((len(brands), design.shape[1]))
    np.add.at(scores, place, design * (count - np.exp(design @ beta + offset))[:, None])
    rows, groups = len(cells), len(brands)
    correction = groups / (groups - 1) * (rows - 1) / (rows - design.shape[1])
    influence = correction**0.5 * scores @ bread
    return Regression(tuple(map(str, frame)), beta, design, place, influence)


def _newton(design: np.ndarray, count: np.ndarray, offset: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Maximise the Poisson likelihood; also the inverse of the information. LinAlgError without a maximum."""
    beta = np.zeros(design.shape[1])
    beta[0] = np.log(count.sum() / np.exp(offset).sum())
    best = -np.inf
    for _ in range(STEPS):
        mean = np.exp(design @ beta + offset)
        fit = count @ (design @ beta) - mean.sum()
        inverse = np.linalg.inv((design * mean[:, None]).T @ design)
        if abs(fit - best) <= TOLERANCE * (1 + abs(fit)):
            return beta, inverse
        best = fit
        step = inverse @ (design.T @ (count - mean))
        # A long step of Newton's overshoots on the log scale.
        beta = beta + step * min(1.0, LONGEST_STEP / np.abs(step).max())
    raise np.linalg.LinAlgError
