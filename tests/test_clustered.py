"""The clustered Poisson regression: the same numbers as statsmodels, standardised rates, no numbers without a maximum."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.genmod.families import Poisson
from statsmodels.genmod.generalized_linear_model import GLM

from workbench.models.clustered import EQUAL_IN, fit_cells
from workbench.problems import NotEnoughData


def cells(seed=0, rows=400):
    """Return cells of eight brands with a rate that is halved where they are answered."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(
        {
            "brand": rng.choice(list("abcdefgh"), rows),
            "opening": rng.choice(["negative", "positive"], rows),
            "elapsed": rng.choice([0.0, 1.0, 6.0], rows),
            "day_part": rng.choice(["00-06 h", "12-18 h"], rows),
            "hours": rng.uniform(1, 30, rows),
            "answered": rng.random(rows) < 0.5,
        }
    )
    mean = table["hours"] * 0.1 * np.where(table["answered"], 0.5, 1.0)
    return table.assign(negative=rng.poisson(mean))


def test_coefficients_and_clustered_errors_are_those_of_statsmodels():
    table = cells()
    fit = fit_cells(table, "negative", {"answered": table["answered"]})
    model = GLM(table["negative"], fit.design, family=Poisson(), offset=np.log(table["hours"]))
    groups = table["brand"].astype("category").cat.codes
    other = model.fit(cov_type="cluster", cov_kwds={"groups": groups}, tol=1e-12)
    assert fit.beta == pytest.approx(other.params.to_numpy(), abs=1e-6)
    assert fit.covariance == pytest.approx(other.cov_params().to_numpy(), abs=1e-8)
    assert len(fit.influence) == 8
    assert fit.names[:2] == ("intercept", "answered")


def test_a_ratio_has_the_interval_of_a_t_distribution_with_one_degree_less_than_brands():
    table = cells()
    fit = fit_cells(table, "negative", {"answered": table["answered"]})
    error = np.sqrt(fit.covariance[1, 1])
    assert fit.ratio("answered") == pytest.approx(
        np.exp(fit.beta[1] + 2.364624 * error * np.array([0, -1, 1]))
    )


def test_a_standardised_rate_is_the_weighted_mean_of_the_cells():
    table = cells()
    answered = table["answered"]
    fit = fit_cells(table, "negative", {"answered": answered})
    waiting, after = fit.rates(("answered",), ~answered.to_numpy(), table["hours"].to_numpy())
    seen = table[~answered]
    assert waiting[0] == pytest.approx(100 * seen["negative"].sum() / seen["hours"].sum())
    assert after[0] == pytest.approx(waiting[0] * fit.ratio("answered")[0])
    assert waiting[1] < waiting[0] < waiting[2]


def test_an_interval_of_the_rate_holds_what_a_resampling_of_brands_gives():
    table = cells(rows=1500)
    loud = np.random.default_rng(1).poisson(table["hours"] * 0.1 * table["brand"].isin(list("ab")))
    table = table.assign(negative=table["negative"] + loud)
    fit = fit_cells(table, "negative", {"answered": table["answered"]})
    (value, low, high), _ = fit.rates(("answered",), ~table["answered"].to_numpy(), table["hours"].to_numpy())
    rng, brands = np.random.default_rng(0), sorted(table["brand"].unique())
    seen = table[~table["answered"]].set_index("brand")
    drawn = [pd.concat([seen.loc[[b]] for b in rng.choice(brands, len(brands))]) for _ in range(200)]
    rates = [100 * t["negative"].sum() / t["hours"].sum() for t in drawn]
    # Eight brands: the t interval is wider than the bootstrap of so few, but of the same size.
    assert np.std(np.log(rates)) * 2.36 == pytest.approx(np.log(high / low) / 2, rel=0.35)
    assert low < np.mean(rates) < high
    assert value == pytest.approx(np.mean(rates), rel=0.05)


def test_twice_the_hours_halve_the_rates_and_leave_the_ratios():
    table = cells()
    hours, at_risk = table["hours"].to_numpy(), ~table["answered"].to_numpy()
    fit = fit_cells(table, "negative", {"answered": table["answered"]})
    twice = fit_cells(table.assign(hours=2 * hours), "negative", {"answered": table["answered"]})
    assert twice.ratio("answered") == pytest.approx(fit.ratio("answered"))
    assert twice.rates((), at_risk, 2 * hours)[0] == pytest.approx(
        [rate / 2 for rate in fit.rates((), at_risk, hours)[0]]
    )


def test_a_state_that_is_the_same_everywhere_gives_no_numbers():
    table = cells()
    with pytest.raises(NotEnoughData) as error:
        fit_cells(table, "negative", {"answered": table["answered"] | True})
    assert str(error.value) == (
        f"The fit did not converge, so there are no numbers. Received: 400 cells, {table['negative'].sum()} posts. "
        "Allowed: a table with posts in most brands. Try: use fewer or larger brands."
    )


def test_what_is_held_equal_is_in_the_design():
    table = cells()
    names = fit_cells(table, "negative", {"answered": table["answered"]}).names
    for column in EQUAL_IN:
        levels = {f"{column}_{value}" for value in sorted(table[column].astype(str).unique())[1:]}
        assert levels <= set(names)
