"""An answer whose history nobody collected cannot be judged, and a model that says otherwise is not believed."""

import numpy as np
import pandas as pd
import pytest

from workbench.models.self_exciting import fit_self_exciting
from workbench.simulate_crises import CrisisTruth, simulate_crisis

#: News goes on for days, the answer does nothing, and nobody collects most of the first two days.
LASTING = CrisisTruth("lasting", shock=40000, shock_hours=36, memory_hours=4, delay_hours=44, after_hours=190)


def crisis(missing, seed=0):
    """Fit a crisis whose answer did nothing, with some hours missing."""
    table, truth = simulate_crisis(LASTING, seed=seed)
    hours = (table["time"] - truth.trigger) / pd.Timedelta(hours=1)
    gone = (
        np.any([hours.between(a, b - 1) for a, b in missing], axis=0)
        if missing
        else np.zeros(len(table), bool)
    )
    table["count"] = table["count"].astype(float).mask(gone)
    return fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)


def test_holes_before_the_answer_are_an_objection_and_not_an_effect():
    fit = crisis([(1, 23), (28, 47), (49, 91), (97, 112)])
    assert fit.verdict == "cannot tell"
    assert fit.objections[0] == "nobody collected 38 of the 44 hours between the beginning and the answer"
    assert fit.objections[0] in fit.summary()


def test_a_crisis_that_could_never_end_is_an_objection():
    fit = crisis([(1, 23), (28, 47), (49, 91), (97, 112)])
    branching = fit.estimates.set_index("term").loc["n0, further mentions per mention before", "value"]
    assert branching > 1
    assert fit.objections[1] == (
        f"before the answer each mention would have set off {branching:.2f} others, so the crisis could only have grown; news "
        "from outside that the model does not know is the likelier reason"
    )


@pytest.mark.parametrize("missing", [[], [(60, 80)], [(10, 30)]])
def test_holes_elsewhere_or_small_ones_are_no_objection(missing):
    assert not any("nobody collected" in said for said in crisis(missing).objections)


def test_bins_of_a_day_are_said_to_be_too_wide_for_the_interval():
    table, truth = simulate_crisis("cut30", seed=3, every="24h")
    fit = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=40)
    assert fit.verdict == "cannot tell"
    assert (
        "counts of 24 h each hide how mentions set off mentions, and in simulated crises the intervals came out too narrow"
        in fit.objections
    )
