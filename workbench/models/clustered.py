"""A Poisson regression of cells of hours at risk, with errors that know the cells come in clusters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL
from workbench.problems import NotEnoughData

DRAWS = 4000
#: What every comparison is held equal in, beside the state.
EQUAL_IN = ("elapsed", "opening", "brand", "day_part")


@dataclass(frozen=True)
class Regression:
    """Coefficients of one regression, their clustered covariance, and the design they belong to.

    Attributes
    ----------
    names : tuple of str
        Columns of the design; the states come after the intercept.
    beta : numpy.ndarray
        Coefficients, log posts per hour.
    covariance : numpy.ndarray
        Clustered by brand.
    design : numpy.ndarray
        One row a cell.
    degrees : int
        Of the t distribution: brands - 1.
    """

    names: tuple[str, ...]
    beta: np.ndarray
    covariance: np.ndarray
    design: np.ndarray
    degrees: int

    def ratio(self, name: str) -> tuple[float, float, float]:
        """Return the ratio of rates that belongs to a state, with its interval."""
        from scipy import stats

        at = self.names.index(name)
        half = stats.t.ppf(0.5 + LEVEL / 2, self.degrees) * np.sqrt(self.covariance[at, at])
        value, low, high = np.exp(self.beta[at] + np.array([0.0, -half, half]))
        return float(value), float(low), float(high)

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
        """
        rng = np.random.default_rng(0)
        weights = hours[at_risk] / hours[at_risk].sum()
        design = self.design[at_risk].copy()
        design[:, [self.names.index(name) for name in states]] = 0.0
        # t-distributed draws: with ten brands the covariance itself is uncertain.
        scale = np.sqrt(self.degrees / rng.chisquare(self.degrees, DRAWS))[:, None]
        noise = rng.multivariate_normal(np.zeros(len(self.beta)), self.covariance, DRAWS, method="eigh")
        drawn = np.vstack([self.beta, self.beta + noise * scale])
        base = 100 * np.exp(drawn @ design.T) @ weights
        found = []
        # Nothing interacts with the state, so a state multiplies every rate alike.
        for shift in (np.zeros(len(drawn)), *(drawn[:, self.names.index(name)] for name in states)):
            path = base * np.exp(shift)
            low, high = np.quantile(path[1:], [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
            found.append((float(path[0]), float(low), float(high)))
        return found


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
    """
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM

    dummies = pd.get_dummies(cells[list(EQUAL_IN)].astype(str), drop_first=True, dtype=float)
    flags = pd.DataFrame({name: flag.astype(float) for name, flag in states.items()}, index=cells.index)
    design = pd.concat([flags, dummies], axis=1)
    design.insert(0, "intercept", 1.0)
    brands = cells["brand"].astype("category").cat.codes.to_numpy()
    model = GLM(cells[outcome], design, family=Poisson(), offset=np.log(cells["hours"]))
    fitted = model.fit(cov_type="cluster", cov_kwds={"groups": brands})
    covariance = fitted.cov_params().to_numpy()
    if not fitted.converged or not np.isfinite(covariance).all():
        raise NotEnoughData(
            "The fit did not converge, so there are no numbers.",
            received=f"{len(cells):,} cells, {int(cells[outcome].sum()):,} posts",
            allowed="a table with posts in most brands",
            remedy="use fewer or larger brands",
        )
    return Regression(
        tuple(map(str, design)),
        fitted.params.to_numpy(),
        covariance,
        design.to_numpy(),
        len(np.unique(brands)) - 1,
    )
