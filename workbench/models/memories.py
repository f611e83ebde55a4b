"""Would another memory tell another story: one time scale, two, the usual ones, or a power law."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from workbench.models.excitation import Memory, echo, remember
from workbench.models.fitting import Fitted
from workbench.models.likelihood import Design, Layout
from workbench.models.penalty import penalty_of
from workbench.models.scoring import maximise

REJECTED = 6.0  # a memory whose log-likelihood is this much worse than the best has no vote


def kernel_sensitivity(fitted: Fitted, which: int) -> pd.DataFrame:
    """Refit with one, two and the usual time scales and with a power law, and compare the effect.

    Returns
    -------
    DataFrame
        `memory`, `change` (n1/n0 - 1, as fitted), `log_likelihood` relative to the best, `votes`
        (False where the counts reject that memory).
    """
    scales = fitted.setting.scales
    column_scales = np.geomspace(0.5, max(scales.max() / 2, 1.0), 12)
    pairs = np.array([(a, b) for i, a in enumerate(scales) for b in scales[i + 1 :]])
    shapes = [(0.5 * 2**k, theta) for k in range(4) for theta in (0.3, 0.6, 1.0, 1.5)]
    fine = np.geomspace(0.25, 2000, 14)
    families = {
        "one time scale": (column_scales[:, None], None),
        "two time scales": (pairs, None) if len(pairs) else None,
        "power law": (
            np.repeat(fine[None], len(shapes), axis=0),
            np.array([_lomax(fine, *s) for s in shapes]),
        ),
    }
    rows = [
        (
            f"{scales.size} time scales",
            fitted.beta(which),
            _without_penalty(fitted.found.value[0], fitted.found.theta[0], fitted.design),
            True,
        )
    ]
    for name, family in families.items():
        if family is not None:
            rows.append((name, *_best_of(fitted, which, *family)))
    table = pd.DataFrame(rows, columns=["memory", "beta", "value", "converged"])
    table = table[table["converged"]]
    behind = table["value"] - table["value"].max()
    return pd.DataFrame(
        {
            "memory": table["memory"],
            "change": np.expm1(table["beta"]),
            "log_likelihood": behind,
            "votes": behind > -REJECTED,
        }
    ).reset_index(drop=True)


def _lomax(scales: np.ndarray, start: float, exponent: float) -> np.ndarray:
    """Weights of exponentials whose mixture is close to a power law that starts at `start` hours."""
    rate = 1 / scales  # a gamma density of rates gives a Lomax density of lags
    weight = rate**exponent * np.exp(-start * rate)
    return weight / weight.sum()


def _best_of(
    fitted: Fitted, which: int, scales: np.ndarray, mix: np.ndarray | None
) -> tuple[float, float, bool]:
    """Fit a family of memories as one batch; with `mix` the weights are given and one feature is left."""
    setting, grid, design = fitted.setting, fitted.setting.grid, fitted.design
    filled = fitted.filled()
    memories = [Memory.of(row, grid.hours) for row in scales]
    heard = np.stack([remember(filled, memory) for memory in memories])
    echoes = np.stack([echo(grid.bins, memory) for memory in memories])
    stay = np.stack([memory.stay for memory in memories])
    if mix is not None:
        heard = np.einsum("btk,bk->bt", heard, mix)[:, :, None]
        echoes = np.einsum("btk,bk->bt", echoes, mix)[:, :, None]
        stay = (stay * mix).sum(axis=1, keepdims=True)
    layout = Layout(setting.layout.shocks, heard.shape[2], setting.layout.responses)
    width = np.median(scales, axis=0) if mix is None else scales[0][:1]
    centre, precision = penalty_of(grid, width, layout)
    size = len(scales)
    batch = replace(
        design.rows(np.zeros(size, int)),
        heard=heard,
        echo=echoes,
        stay=stay,
        centre=centre[None],
        precision=precision,
        layout=layout,
    )
    start = np.repeat(centre[None], size, axis=0)
    old, was = fitted.found.theta[0], setting.layout
    for mine, theirs in (
        (layout.background, was.background),
        (layout.size, was.size),
        (layout.length, was.length),
        (layout.branching, was.branching),
        (layout.responses_at, was.responses_at),
        (layout.before, was.before),
        (layout.dispersion, was.dispersion),
    ):
        start[:, mine] = old[theirs]
    start[:, layout.branching] = np.minimum(
        start[:, layout.branching], np.log(0.85 / np.maximum(stay.max(axis=1), 0.5))
    )
    found = maximise(batch, start, np.ones(layout.total, bool))
    if not found.converged.any():
        return np.nan, -np.inf, False
    best = int(np.argmax(np.where(found.converged, found.value, -np.inf)))
    value = _without_penalty(found.value[best], found.theta[best], batch)
    return float(found.theta[best, layout.responses_at.start + which]), value, True


def _without_penalty(value: float, theta: np.ndarray, design: Design) -> float:
    """Log-likelihood of the data alone, so that memories with different parameters can be compared."""
    away = theta - design.centre[0]
    return float(value + 0.5 * away @ design.precision @ away)
