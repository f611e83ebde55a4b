"""The cases side by side: does a longer delay go with a longer crisis, and could we tell?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, Estimate, ModelResult, estimate_table, number
from workbench.problems import NotEnoughData, WorkbenchError

FEWEST_CASES = 5
#: Before looking, an elasticity beyond +-1 (twice the delay, twice the crisis) is not expected.
PRIOR_SD = 0.5
SWEEPS = 6000
#: Hours below which no source here dates anything; ranges that start at zero start there.
SHORTEST = 0.1
_Z = 1.959964 + 0.841621  # two-sided 5 %, power 80 %


@dataclass(frozen=True, repr=False)
class AcrossCases(ModelResult):
    """A shrunken slope of log outcome on log delay, and how many cases it would take to know it.

    Attributes
    ----------
    table : pandas.DataFrame
        The cases that went in.
    outcome : str
        Name of the outcome column.
    """

    figure = "across_cases.plot_across_cases"
    table: pd.DataFrame
    outcome: str

    def summary(self) -> str:
        """Say what was found, and how little it is."""
        slope, detectable, needed_small, needed_large = (self.estimates.iloc[i] for i in range(4))
        if slope.lower <= 0 <= slope.upper:
            verdict = "so these cases cannot tell"
        else:
            verdict = "but cases are not assigned their delays: larger crises get other answers than small ones"
        return (
            f"Over {len(self.table)} cases the slope of log {self.outcome.replace('_', ' ')} on log delay is {number(slope.value)} "
            f"({number(slope.lower)} to {number(slope.upper)}), {verdict}. With this many cases only an elasticity of {number(detectable.value)} or "
            f"more would be found four times in five; 0.15 would need about {needed_small.value:,.0f} cases and 0.30 about {needed_large.value:,.0f}."
        )


def fit_across_cases(table: pd.DataFrame, *, outcome: str, seed: int = 0) -> AcrossCases:
    """Fit a shrunken log-log slope of an outcome on the response delay, over cases.

    One would call this to see how little nine cases can say, before believing somebody who says more.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a case: ``case``, ``delay_low`` and ``delay_high`` (hours, the range that the dates
        allow), and the outcome column (positive, any unit).
    outcome : str
        Name of the outcome column.
    seed : int
        Seed of the random draws.

    Returns
    -------
    AcrossCases

    Raises
    ------
    WorkbenchError
        If a column is missing, an outcome is not positive, or a range is upside down.
    NotEnoughData
        If fewer than 5 cases have both a delay and an outcome.

    Notes
    -----
    log y = a + b log d + e, e ~ N(0, s), b ~ N(0, 0.5), flat a and log s; Gibbs sampling. The delay of
    each case is drawn anew in every sweep from its range, uniform on the log scale. Power: an
    elasticity b is found with 80 % power by K = (2.80 s / (b sd(log d)))**2 cases.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> delay = np.exp(rng.normal(2, 1.6, 400))
    >>> y = np.exp(1 + 0.4 * np.log(delay) + rng.normal(0, 1, 400))
    >>> made = pd.DataFrame({"case": range(400), "delay_low": delay, "delay_high": delay, "days": y})
    >>> row = fit_across_cases(made, outcome="days").estimates.iloc[0]
    >>> bool(row.lower < 0.4 < row.upper)
    True
    """
    rows = _checked(table, outcome)
    low, high = (np.log(rows[name].clip(lower=SHORTEST).to_numpy()) for name in ("delay_low", "delay_high"))
    y = np.log(rows[outcome].to_numpy())
    y = y - y.mean()
    rng, k = np.random.default_rng(seed), len(rows)
    slope, variance = 0.0, float(y.var()) + 1e-6
    kept = np.empty((SWEEPS, 3))
    for sweep in range(SWEEPS):
        x = rng.uniform(low, high)
        spread = x.std(ddof=1)
        x = x - x.mean()
        precision = x @ x / variance + 1 / PRIOR_SD**2
        slope = rng.normal(x @ y / variance / precision, precision**-0.5)
        residual = y - slope * x
        variance = residual @ residual / 2 / rng.gamma((k - 1) / 2)
        kept[sweep] = slope, variance**0.5, spread
    kept = kept[SWEEPS // 10 :]
    scale = kept[:, 1] / kept[:, 2]
    unit = "elasticity"
    estimates = estimate_table(
        [
            _row("slope on log delay, shrunken", kept[:, 0], unit),
            _row("smallest slope found 4 times in 5", _Z * scale / np.sqrt(k), unit),
            _row("cases needed for an elasticity of 0.15", (_Z * scale / 0.15) ** 2, "cases"),
            _row("cases needed for an elasticity of 0.30", (_Z * scale / 0.30) ** 2, "cases"),
            _row("spread of log outcome around the line", kept[:, 1], "log units"),
        ]
    )
    dropped = len(table) - k
    note = f"{k} cases" + (f"; {dropped} left out for want of a documented delay or an outcome" if dropped else "")
    return AcrossCases(
        estimates,
        (
            "Delays were not assigned: severity, sector and year differ as well, and nothing here adjusts for them.",
            "Outcomes come from samples found by search, whose depth differs from case to case.",
            "A prior of mean 0 and standard deviation 0.5 shrinks the slope; without it, a handful of cases invents large ones.",
        ),
        note,
        rows,
        outcome,
    )


def _row(term: str, draws: np.ndarray, unit: str) -> Estimate:
    low, middle, high = np.quantile(draws, [0.5 - LEVEL / 2, 0.5, 0.5 + LEVEL / 2])
    return Estimate(term, float(middle), float(low), float(high), unit)


def _checked(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    needed = ["case", "delay_low", "delay_high", outcome]
    if missing := [name for name in needed if name not in table]:
        raise WorkbenchError("Columns are missing.", received=", ".join(map(str, table.columns)), allowed=", ".join(needed),
                             remedy=f"add {', '.join(missing)}")  # fmt: skip
    rows = table.dropna(subset=needed).reset_index(drop=True)
    if (rows[outcome] <= 0).any():
        raise WorkbenchError("An outcome is not positive, so it has no logarithm.", received=f"a least value of {rows[outcome].min():g}",
                             allowed="values above 0", remedy="leave the case out by setting its outcome to NaN, and say why")  # fmt: skip
    if (rows["delay_high"] < rows["delay_low"]).any() or (rows["delay_high"] <= 0).any():
        raise WorkbenchError("A range of delays is upside down or before the trigger.",
                             received=", ".join(map(str, rows.loc[(rows["delay_high"] < rows["delay_low"]) | (rows["delay_high"] <= 0), "case"])),
                             allowed="0 <= delay_low <= delay_high, hours", remedy="take both from case.delays()")  # fmt: skip
    if len(rows) < FEWEST_CASES:
        raise NotEnoughData("There are too few cases for a slope.", received=f"{len(rows)} with a delay and an outcome",
                            allowed=f"at least {FEWEST_CASES}", remedy="choose a delay definition that more cases document")  # fmt: skip
    return rows
