"""What lesson 11 says of planted crises behind real holes: the shipped runs are those of their script."""

import importlib.util

import pytest

import workbench as wb

RUNS = wb.load_series("united-3411-holes_sim")


@pytest.fixture(scope="module")
def script(root):
    """Load scripts/write_holes.py, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("write_holes", root / "scripts" / "write_holes.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(("planted", "holes"), [(-30, False), (-30, True), (0, True)])
def test_a_fresh_run_says_what_the_table_says(script, planted, holes):
    fresh = script.run("short", planted, holes, 0)
    wanted = RUNS.query("news == 'short' and planted_pct == @planted and seed == 0")
    [shipped] = wanted[wanted["holes"] == ("yes" if holes else "no")].to_dict("records")
    assert fresh["verdict"] == shipped["verdict"]
    # Another processor sums in another order, and a bootstrap has its own last digits.
    assert fresh["change_pct"] == pytest.approx(shipped["change_pct"], abs=4)


def test_every_kind_of_run_is_there_equally_often(script):
    counts = RUNS.groupby(["news", "planted_pct", "holes"]).size()
    assert set(counts) == {script.SEEDS}
    assert len(counts) == 8


def test_the_lesson_of_the_table_holds():
    claimed = RUNS.assign(claimed=RUNS["unguarded"] != "cannot tell")
    share = claimed.groupby(["planted_pct", "holes"])["claimed"].mean()
    # Whole, the model sees what is there; behind the holes it does not see most of it.
    assert share[-30, "no"] == 1
    assert share[-30, "yes"] < 0.6
    assert share[0, "no"] == share[0, "yes"] == 0
    # How news came in decides which of two errors it makes, and that was not collected: a fall goes unseen,
    # or seems far too large.
    behind = claimed[claimed["holes"] == "yes"]
    kinds = behind.groupby(["news", "planted_pct"])["claimed"].mean()
    assert kinds["short", -30] == 0
    assert kinds["lasting", -30] > 0.7
    assert behind.query("news == 'lasting' and planted_pct == -30")["change_pct"].median() < -45
    # Asked about its holes first, it never claims anything behind them.
    assert set(RUNS.loc[RUNS["holes"] == "yes", "verdict"]) == {"cannot tell"}


def test_where_every_hour_was_seen_the_planted_change_is_met_within_a_few_points():
    whole = RUNS[RUNS["holes"] == "no"]
    middle = whole.groupby(["news", "planted_pct"])["change_pct"].median()
    for (_, planted), change in middle.items():
        assert change == pytest.approx(planted, abs=4)
