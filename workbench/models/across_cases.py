"""The cases side by side: whether a longer delay goes with a longer crisis, and whether we could tell."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.models.base import LEVEL, Estimate, ModelResult, estimate_table, number
from workbench.models.columns import lacking, together
from workbench.problems import NotEnoughData, WorkbenchError

#: How the columns of ``wb.compare_cases()`` are called in a sentence.
OUTCOMES = {
    "peak_per_day": "mentions found on the fullest day",
    "half_life_days": "half-life in days",
    "total": "mentions found in four weeks",
    "share_negative": "share of negative mentions",
}
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
    line : pandas.DataFrame
        The shrunken line with its band: ``delay`` (hours), ``value``, ``lower``, ``upper`` (unit of the
        outcome). The band is that of the line, not of a next case.
    """

    figure = "across_cases.plot_across_cases"
    table: pd.DataFrame
    outcome: str
    line: pd.DataFrame

    def power(self) -> str:
        """Say how many cases it would take to know."""
        _, detectable, needed_small, needed_large = (self.estimates.iloc[i] for i in range(4))
        return (
            f"With this many cases only an elasticity of {number(detectable.value)} or more would be found four times in five; "
            f"0.15 would need about {_cases(needed_small)} cases and 0.30 about {_cases(needed_large)}."
        )

    def summary(self) -> str:
        """Say what was found, and how little it is."""
        slope = self.estimates.iloc[0]
        if slope.lower <= 0 <= slope.upper:
            verdict = "so these cases cannot tell"
        else:
            verdict = (
                "but cases are not assigned their delays: larger crises get other answers than small ones"
            )
        return (
            f"Over {len(self.table)} cases the slope of the log of {outcome_name(self.outcome)} on log delay is {number(slope.value)} "
            f"({number(slope.lower)} to {number(slope.upper)}), {verdict}. {self.power()}"
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
        With every problem found: columns missing, a case twice, outcomes not positive, ranges upside down.
    NotEnoughData
        If fewer than 5 cases have both a delay and an outcome.

    Notes
    -----
    log y = a + b log d + e, e ~ N(0, s), b ~ N(0, 0.5), flat a and log s; Gibbs sampling. The delay of
    each case is drawn anew in every sweep from its range, every hour of it alike. Power: an
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
    low, high = (
        rows[name].clip(lower=SHORTEST).to_numpy(dtype=float) for name in ("delay_low", "delay_high")
    )
    logged = np.log(rows[outcome].to_numpy(dtype=float))
    y = logged - logged.mean()
    rng, k = np.random.default_rng(seed), len(rows)
    slope, variance = 0.0, float(y.var()) + 1e-6
    # Nine tenths of what a range that starts at zero allows lie above a tenth of its end.
    grid = np.linspace(np.log(np.maximum(low, high / 10).min()), np.log(high.max()), 60)
    kept, lines = np.empty((SWEEPS, 3)), np.empty((SWEEPS, grid.size))
    for sweep in range(SWEEPS):
        x = np.log(rng.uniform(low, high))
        spread = x.std(ddof=1)
        centre = x.mean()
        x = x - centre
        precision = x @ x / variance + 1 / PRIOR_SD**2
        slope = rng.normal(x @ y / variance / precision, precision**-0.5)
        residual = y - slope * x
        variance = residual @ residual / 2 / rng.gamma((k - 1) / 2)
        kept[sweep] = slope, variance**0.5, spread
        level = rng.normal(logged.mean(), (variance / k) ** 0.5)
        lines[sweep] = level + slope * (grid - centre)
    kept, lines = kept[SWEEPS // 10 :], lines[SWEEPS // 10 :]
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
    lower, value, upper = np.exp(np.quantile(lines, [0.5 - LEVEL / 2, 0.5, 0.5 + LEVEL / 2], axis=0))
    left = sorted(map(str, set(table["case"]) - set(rows["case"])))
    note = f"{k} cases" + (
        f"; without {', '.join(left)}: no documented delay or no {outcome_name(outcome)}" if left else ""
    )
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
        pd.DataFrame({"delay": np.exp(grid), "value": value, "lower": lower, "upper": upper}),
    )


def outcome_name(outcome: str) -> str:
    """Say an outcome in words.

    >>> outcome_name("half_life_days"), outcome_name("days_of_boycott")
    ('half-life in days', 'days of boycott')
    """
    return OUTCOMES.get(outcome, outcome.replace("_", " "))


def _cases(row: pd.Series) -> str:
    return f"{row.value:,.0f} ({row.lower:,.0f} to {row.upper:,.0f})"


def _row(term: str, draws: np.ndarray, unit: str) -> Estimate:
    low, middle, high = np.quantile(draws, [0.5 - LEVEL / 2, 0.5, 0.5 + LEVEL / 2])
    return Estimate(term, float(middle), float(low), float(high), unit)


def _checked(table: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return the cases that have a delay and an outcome, or raise every reason why there is no slope."""
    needed = ["case", "delay_low", "delay_high", outcome]
    problems = lacking(table, needed, remedy="take the table from wb.compare_cases()")
    if problems:
        raise problems[0]
    rows = table.dropna(subset=needed).reset_index(drop=True)
    if rows["case"].duplicated().any():
        problems.append(
            WorkbenchError(
                "A case stands in several rows.",
                received=", ".join(map(str, rows.loc[rows["case"].duplicated(), "case"].unique())),
                allowed="one row a case",
                remedy="choose one delay and one outcome for it",
            )
        )
    if not pd.api.types.is_numeric_dtype(rows[outcome]):
        problems.append(
            WorkbenchError(
                "The outcome is not a number.",
                received=f"{outcome}, such as {rows[outcome].iloc[0]!r}" if len(rows) else outcome,
                allowed="a column of numbers",
                remedy="outcome='half_life_days'",
            )
        )
    elif (rows[outcome] <= 0).any():
        problems.append(
            WorkbenchError(
                "An outcome is not positive, so it has no logarithm.",
                received=f"a least value of {rows[outcome].min():g}",
                allowed="values above 0",
                remedy="leave the case out by setting its outcome to NaN, and say why",
            )
        )
    odd = (rows["delay_high"] < rows["delay_low"]) | (rows["delay_low"] < 0) | (rows["delay_high"] <= 0)
    if odd.any():
        problems.append(
            WorkbenchError(
                "A range of delays is upside down or before the trigger.",
                received=", ".join(map(str, rows.loc[odd, "case"])),
                allowed="0 <= delay_low <= delay_high, and delay_high above 0, in hours",
                remedy="take both from case.delays()",
            )
        )
    if len(rows) < FEWEST_CASES:
        problems.append(
            NotEnoughData(
                "There are too few cases for a slope.",
                received=f"{len(rows)} with a delay and an outcome",
                allowed=f"at least {FEWEST_CASES}",
                remedy="choose a delay definition that more cases document",
            )
        )
    high = rows["delay_high"].clip(lower=SHORTEST)
    if not problems and high.min() == high.max() and (rows["delay_low"].clip(lower=SHORTEST) == high).all():
        problems.append(
            NotEnoughData(
                "Every case has the same delay, so there is no slope.",
                received=f"{len(rows)} cases of {high.min():g} h",
                allowed="delays that differ",
                remedy="choose another delay definition",
            )
        )
    if problems:
        raise together(problems, "This table")
    return rows
