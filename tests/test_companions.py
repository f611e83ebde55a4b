"""Simulated companions: the same recipe gives the same bytes, the clock is the case's, and nothing passes for real."""

import re
import tomllib

import pandas as pd
import pytest

import workbench as wb
from workbench.companions import RECIPES, simulate_companion
from workbench.problems import NotEnoughData, NotFound, WorkbenchError
from workbench.simulate_crises import CrisisTruth, simulate_crisis

CASES = list(RECIPES)
every_companion = pytest.mark.parametrize("case", CASES)


@every_companion
def test_recipe_and_seed_give_the_shipped_table_and_card_byte_for_byte(root, case):
    made = simulate_companion(case)
    assert made.name == f"{case}_sim"
    for ending, text in (("csv", made.table), ("toml", made.card)):
        # Git on Windows may turn line ends.
        shipped = (root / "data" / f"{made.name}.{ending}").read_bytes().replace(b"\r\n", b"\n")
        assert shipped == text.encode(), (
            f"python scripts/write_companions.py writes {made.name}.{ending} anew"
        )


@every_companion
def test_the_card_alone_is_enough_to_make_it_again(case):
    card = tomllib.loads(simulate_companion(case).card)
    planted = dict(card["recipe"])
    seed, width = planted.pop("seed"), planted.pop("every")
    trigger, answer = (pd.Timestamp(planted.pop(name)) for name in ("trigger", "response"))
    truth = CrisisTruth(**planted)
    assert truth.delay_hours == pytest.approx((answer - trigger) / pd.Timedelta(hours=1), abs=1e-6)
    table, _ = simulate_crisis(truth, every=width, seed=seed)
    shipped = wb.load_series(f"{case}_sim")
    assert table["count"].tolist() == shipped["count"].tolist()
    assert shipped.index[0] == trigger - pd.Timedelta(hours=truth.before_hours)


@every_companion
def test_the_clock_is_the_one_of_the_case(case):
    found, question = wb.load_case(case), wb.case_question(case, simulated=True)
    rows = found.responses.set_index("response_id")
    answer = rows.loc[RECIPES[case].response]
    [time] = question["responses"].values()
    assert found.trigger["time"] <= question["trigger"] < found.trigger["time_end"]
    assert answer["time"] <= time < answer["time_end"]
    assert question["rivals"] == {}


@every_companion
def test_it_says_everywhere_that_it_is_invented(case):
    counts = wb.case_counts(case, simulated=True)
    assert counts.attrs["simulated"] is True
    assert counts.attrs["status"] == "simulated"
    assert counts.attrs["counted"] == "negative posts (invented)"
    assert counts.attrs["note"].startswith("Simulated. Not one of these posts was ever written.")
    assert wb.list_series().loc[f"{case}_sim", "kind"] == "simulated"
    assert wb.list_series().loc[f"{case}_sim", "source"].startswith("invented: ")


def test_every_simulated_series_ends_so_and_no_other_does():
    kinds = wb.list_series()["kind"]
    assert {name for name in kinds.index if name.endswith("_sim")} == set(kinds.index[kinds == "simulated"])


@every_companion
def test_it_is_never_loaded_unasked(case):
    with pytest.raises(NotEnoughData) as caught:
        wb.case_counts(case)
    assert str(caught.value).endswith(
        f"Try: wb.case_counts('{case}', simulated=True) for practice: an invented stream on this case's clock, never a finding."
    )


@every_companion
def test_no_table_of_the_case_knows_of_it(case):
    folder = wb.load_case(case).folder
    assert not any(re.search("_sim|simulat", p.read_text(encoding="utf-8")) for p in folder.glob("*.csv"))


def test_a_companion_has_one_width_of_bins_and_no_other_tone():
    with pytest.raises(WorkbenchError) as caught:
        wb.case_counts("codero-outage", simulated=True, every="1h")
    assert str(caught.value) == (
        "This series has one width of bins. Received: every='1h'. Allowed: 0.25 h. Try: leave every out."
    )
    with pytest.raises(WorkbenchError) as caught:
        wb.case_counts("codero-outage", simulated=True, what="all")
    assert str(caught.value) == (
        "These messages were not counted that way. Received: what='all'. Allowed: 'negative'. Try: what='negative'."
    )


def test_a_case_without_a_recipe_has_none():
    with pytest.raises(NotFound) as caught:
        simulate_companion("codero")
    assert "did you mean 'codero-outage'?" in str(caught.value)
    with pytest.raises(NotFound) as caught:
        simulate_companion("united-3411")
    assert str(caught.value) == (
        "There is no recipe for a companion of this case. Received: 'united-3411'. Allowed: codero-outage, neoflam-israel. "
        "Try: wb.simulate_crisis invents a crisis on a clock of its own."
    )
    with pytest.raises(NotFound) as caught:
        wb.case_question("united-3411", simulated=True)
    assert str(caught.value) == (
        "united-3411 has no simulated companion. Received: simulated=True. Allowed: codero-outage, neoflam-israel. "
        "Try: leave simulated out."
    )


def test_the_planted_effects_are_as_different_as_they_are_said_to_be():
    assert RECIPES["codero-outage"].truth.e1 < -0.3
    assert RECIPES["neoflam-israel"].truth.e1 == 0
