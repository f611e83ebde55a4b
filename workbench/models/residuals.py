"""What the fit leaves over, compared with what it leaves over in crises drawn from itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.models.fitting import Fitted, fit_rows
from workbench.models.likelihood import Design, intensity
from workbench.models.replicates import draw_replicates


def goodness_of_fit(fitted: Fitted, *, size: int = 99, rng: np.random.Generator) -> pd.DataFrame:
    """Compare what the fit leaves over with what it leaves over in crises drawn from it.

    Returns
    -------
    DataFrame
        `statistic` (spread of the residuals; their serial correlation over six bins; the largest),
        `observed`, `typical` (median of the drawn crises), `p_value` (one-sided).
    """
    setting, found = fitted.setting, fitted.found
    counts = draw_replicates(found.theta[0], setting.grid, setting.scales, setting.layout, size=size, rng=rng)
    start = np.repeat(found.theta, size, axis=0)
    design, refit = fit_rows(setting, counts, start, setting.free(), own=True)
    drawn = _left_over(refit.theta, design)[refit.converged]
    seen = _left_over(found.theta, fitted.design)[0]
    p_value = (1 + (drawn >= seen).sum(axis=0)) / (1 + len(drawn))
    return pd.DataFrame(
        {
            "statistic": ["spread of the residuals", "serial correlation", "largest residual"],
            "observed": seen,
            "typical": np.median(drawn, axis=0),
            "p_value": p_value,
        }
    )


def _left_over(theta: np.ndarray, design: Design) -> np.ndarray:
    """Spread, serial correlation and maximum of the Pearson residuals, shape (batch, 3)."""
    # A missing bin has coverage 0 and no residual; 1 keeps it from being divided by nothing.
    mean = intensity(theta, design).expected * np.where(design.seen, design.coverage, 1.0)
    alpha = np.exp(theta[:, [design.layout.dispersion]])
    residual = (design.counts - mean) / np.sqrt(mean * design.clump + alpha * mean**2)
    residual = np.where(design.seen, residual, 0.0)
    size = design.seen.sum()
    spread = (residual**2).sum(axis=1) / size
    serial = sum(
        ((residual[:, lag:] * residual[:, :-lag]).sum(axis=1) / (residual**2).sum(axis=1)) ** 2
        for lag in range(1, min(7, residual.shape[1]))
    )
    return np.column_stack([spread, size * serial, np.abs(residual).max(axis=1)])
