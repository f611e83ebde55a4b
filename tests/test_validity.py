"""The quick form of benchmarks/validity.py: few crises, wide bounds; and the table says honestly what it reached."""

import importlib.util
import json
import sys
from pathlib import Path

import pandas as pd
import pytest

FILE = Path(__file__).resolve().parent.parent / "benchmarks" / "validity.py"


@pytest.fixture(scope="module")
def validity():
    spec = importlib.util.spec_from_file_location("validity", FILE)
    module = importlib.util.module_from_spec(spec)
    sys.modules["validity"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def found(validity):
    rows = {row.name: row for row in validity.ROWS}
    plan = {"null": 12, "null_power": 12, "cut30": 10, "raise": 8}
    return {name: validity.run_row(rows[name], crises=n, replicates=60) for name, n in plan.items()}


def test_an_answer_that_did_nothing_is_seldom_declared(found):
    both = pd.concat([found["null"], found["null_power"]])
    assert len(both) == 24
    assert (both["declared_fall"] + both["declared_rise"]).sum() <= 4  # 7 % of 24 are 1.7


def test_a_planted_fall_is_mostly_declared_and_never_as_a_rise(found):
    assert found["cut30"]["declared_fall"].sum() >= 7
    assert found["cut30"]["declared_rise"].sum() == 0
    assert abs(found["cut30"]["e1"].median() + 30) < 12


def test_a_planted_rise_is_never_declared_as_a_fall(found):
    assert found["raise"]["declared_rise"].sum() >= 3
    assert found["raise"]["declared_fall"].sum() == 0


def test_the_intervals_hold_the_truth(found):
    everything = pd.concat(found.values())
    assert (everything["converged"] == 1).all()
    for term in ("e1_holds", "e2_holds", "e3_holds"):
        assert everything[term].sum() >= 36  # of 42; 95 % are 40


def test_a_bound_that_is_not_met_is_printed_as_such(validity):
    row = validity.Row("null", "null", false_at_most=0.07)
    columns = [
        *("declared_fall", "declared_rise", "test_fall", "test_rise", "named"),
        *("e1_holds", "e2_holds", "e3_holds", "e1"),
    ]
    table = pd.DataFrame(0.0, index=range(20), columns=columns)
    table.loc[:18, ["e1_holds", "e2_holds", "e3_holds"]] = 1.0
    table.loc[:2, "declared_rise"] = 1.0
    told = validity.judge(row, table)
    assert told == [
        ("declared", 0.15, "at most 7%", False),
        ("E1 interval holds", 0.95, "92% to 98%", True),
        ("E3 interval holds", 0.95, "92% to 98%", True),
    ]
    lines = validity.table_of([(row, table)]).splitlines()
    assert lines[-3].split() == ["null:", "declared", "15.0%", "at", "most", "7%", "NOT", "MET"]
    assert [line.split()[-1] for line in lines[-2:]] == ["met", "met"]


def test_a_broken_run_goes_on_where_it_stopped(validity, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(
        validity, "one_crisis", lambda job: asked.append(job[1]) or {"number": job[1], "e1": 0.0}
    )
    kept = tmp_path / "null.jsonl"
    kept.write_text("".join(json.dumps({"number": n, "e1": 1.0}) + "\n" for n in (0, 2)))
    table = validity.run_row(validity.ROWS[0], crises=4, replicates=20, kept=kept)
    assert asked == [1, 3]
    assert sorted(table["number"]) == [0, 1, 2, 3]
    assert len(kept.read_text().splitlines()) == 4
