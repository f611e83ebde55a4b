"""Bursts are found where they were planted, quiet is left alone, and gaps are neither."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from workbench.burst_baseline import fit_baseline, per_bin
from workbench.burst_states import best_path, evidence, live_odds, log_nb, possible_paths
from workbench.bursts import find_bursts
from workbench.counts import count_mentions
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.simulate_messages import TRIGGER, simulate_mentions

HOUR = pd.Timedelta("1h")


def planted(
    bursts=((400, 430, 6.0),), level=8.0, days=28, seed=0, dispersion=0.05, start="2030-01-07T00:00Z"
):
    """Draw counts around a level with a shape of the day, and bursts of known strength."""
    rng = np.random.default_rng(seed)
    clock = pd.date_range(start, periods=24 * days, freq="h")
    mean = level * (1 + 0.5 * np.sin(2 * np.pi * clock.hour / 24)).to_numpy()
    for low, high, times in bursts:
        mean[low:high] = mean[low:high] * times
    counts = rng.poisson(mean * rng.gamma(1 / dispersion, dispersion, mean.size))
    return pd.DataFrame({"time": clock, "count": counts.astype(float)})


def test_the_negative_binomial_is_the_one_of_scipy():
    from scipy.stats import nbinom

    counts, mean, size = np.arange(30.0), 4.0, 1 / 0.3
    np.testing.assert_allclose(log_nb(counts, mean, 0.3), nbinom.logpmf(counts, size, size / (size + mean)))


def test_the_best_path_is_the_best_of_all_paths():
    rng = np.random.default_rng(1)
    found = rng.normal(0, 4, 9)
    begin, end = 1 - np.exp(-1 / 720), 1 - np.exp(-1 / 12)
    log = np.log([[1 - begin, begin], [end, 1 - end]])

    def value(path):
        start = log[0, 1] if path[0] else 0.0
        return start + sum(log[a, b] for a, b in pairwise(path)) + found @ path

    every = [np.array([(i >> k) & 1 for k in range(9)]) for i in range(512)]
    best = max(every, key=value)
    assert best_path(found, 1.0).astype(int).tolist() == best.tolist()


def test_drawn_paths_follow_the_odds():
    found = np.array([0.0, 6.0, 6.0, -3.0, 0.0])
    paths = possible_paths(found, 1.0, 20_000, np.random.default_rng(0))
    # The last state is drawn from the live odds, which know everything there is.
    assert paths[:, -1].mean() == pytest.approx(1 / (1 + np.exp(-live_odds(found, 1.0)[-1])), abs=0.01)


@pytest.mark.parametrize("seed", range(4))
def test_planted_bursts_are_found_with_their_edges_and_strength(seed):
    bursts = find_bursts(planted(((200, 212, 8.0), (400, 460, 5.0)), seed=seed))
    table = bursts.intervals
    assert len(table) == 2
    clock = bursts.counts["time"]
    for row, (low, high, times) in zip(table.itertuples(), ((200, 212, 8.0), (400, 460, 5.0)), strict=True):
        assert abs(row.start - clock[low]) <= 2 * HOUR
        assert abs(row.end - clock[high - 1] - HOUR) <= 2 * HOUR
        assert row.times_quiet == pytest.approx(times, rel=0.25)
        assert row.start_low <= clock[low] <= row.start_high + HOUR
    assert bursts.estimates.set_index("term").loc["bursts", "value"] == 2


def test_a_quiet_series_holds_no_burst_and_says_so():
    bursts = find_bursts(planted(()))
    assert bursts.intervals.empty
    assert repr(bursts).startswith("<Bursts: no burst; ")
    assert bursts.summary().startswith("No burst was found")


def test_the_wave_of_a_stream_is_one_burst():
    messages, _ = simulate_mentions(seed=2)
    counts = count_mentions(messages, by=(), where={"stance": "negative"})
    bursts = find_bursts(counts)
    top = bursts.intervals.loc[bursts.intervals["excess"].idxmax()]
    assert TRIGGER - HOUR <= top["start"] <= TRIGGER + 5 * HOUR
    after = counts[counts["time"].between(top["start"], top["end"], inclusive="left")]
    assert top["mentions"] == after["count"].sum()
    assert "simulated" in bursts.data_note


def test_a_gap_is_no_end_of_a_burst_and_no_quiet():
    table = planted(((400, 440, 8.0),))
    holes = table.copy()
    holes.loc[410:425, "count"] = np.nan
    found = find_bursts(holes).intervals
    assert len(found) == 1
    assert found["missing"].iloc[0] == 16
    assert found["mentions"].iloc[0] < find_bursts(table).intervals["mentions"].iloc[0]
    # Left out of the table means the same as NaN.
    short = find_bursts(holes.dropna().reset_index(drop=True)).intervals
    pd.testing.assert_frame_equal(short, found)
    assert find_bursts(holes).summary().endswith("16 of its bins were not collected, so it held more.")


def test_coverage_is_no_burst():
    table = planted(())
    share = np.ones(len(table))
    share[300:] = 0.25
    table["count"] = np.where(share < 1, (table["count"] / 4).round(), table["count"])
    assert find_bursts(table.assign(coverage=share)).intervals.empty


def test_later_by_a_week_means_later_by_a_week():
    one, two = find_bursts(planted()), find_bursts(planted(start="2030-01-14T00:00Z"))
    assert ((two.intervals["start"] - one.intervals["start"]) == pd.Timedelta("7D")).all()


def test_the_level_knows_the_hours_of_the_day():
    table = planted((), days=28, dispersion=0.01)
    counts = table["count"].to_numpy()
    baseline, quiet = fit_baseline(counts, np.ones(counts.size), pd.DatetimeIndex(table["time"]), 1.0, 3.0)
    true = 8.0 * (1 + 0.5 * np.sin(2 * np.pi * np.arange(24) / 24))
    assert np.abs(baseline.level.mean(axis=0) / true - 1).max() < 0.15
    assert quiet.mean() > 0.98


def test_wide_bins_hold_the_sum_of_their_hours():
    level = np.arange(168.0).reshape(7, 24)
    clock = pd.DatetimeIndex(["2030-01-07T00:00Z", "2030-01-13T18:00Z"])  # a Monday, and a Sunday evening
    np.testing.assert_allclose(per_bin(level, clock, 6.0), [sum(range(6)), sum(range(162, 168))])
    np.testing.assert_allclose(per_bin(level, clock[:1], 24.0), [sum(range(24))])
    np.testing.assert_allclose(per_bin(level, clock[:1], 0.25), [0.0])


def test_few_counts_speak_for_quiet():
    assert (evidence(np.array([0.0, 1.0]), np.array([20.0, 20.0]), 0.05, 3.0) <= 0).all()
    assert evidence(np.array([np.nan]), np.array([5.0]), 0.05, 3.0)[0] == 0


@pytest.mark.parametrize(
    ("change", "kind", "sentence"),
    [
        (
            lambda t: t.assign(count=0.0),
            NotEnoughData,
            "Every count is zero. Received: 0 mentions in 672 collected bins. Allowed: at least 20 mentions. Try: widen the "
            "search, or check the filter that chose the messages.",
        ),
        (
            lambda t: t.iloc[:100],
            NotEnoughData,
            "There is too little quiet to know the usual level. Received: 100 quiet hours in the whole series. Allowed: at "
            "least 168 hours, a whole week. Try: count from an earlier start; two to four weeks before the crisis are best.",
        ),
        (
            lambda t: pd.concat([t, t]).sort_values("time"),
            WorkbenchError,
            "A bin occurs twice. Received: 2030-01-07T00:00:00+00:00, and 672 such rows in all. Allowed: one row per bin. Try: "
            "counts.groupby('time', as_index=False)['count'].sum(), if they are parts of one bin.",
        ),
        (
            lambda t: t.assign(time=t["time"].where(t.index != 5, t["time"] + pd.Timedelta("20min"))),
            WorkbenchError,
            "A bin does not lie on the grid of the others. Received: 2030-01-07T01:00:00+00:00 with bins of 0.666667 h. "
            "Allowed: bins of one width, each labelled by its start. Try: count the messages again with one width.",
        ),
    ],
)  # fmt: skip
def test_what_is_no_series_is_refused(change, kind, sentence):
    with pytest.raises(kind) as caught:
        find_bursts(change(planted()))
    assert str(caught.value) == sentence


def test_a_burst_stands_out():
    with pytest.raises(WorkbenchError) as caught:
        find_bursts(planted(), ratio=1.0)
    assert str(caught.value) == (
        "A burst must stand out from the quiet level. Received: ratio=1.0. Allowed: 1.5 to 100 times the quiet level. Try: "
        "ratio=3."
    )
