"""Counts of a collection with holes: an hour that nobody collected is missing, never zero and never bridged."""

import numpy as np
import pandas as pd
import pytest

from workbench.collected import LEAST_COVERAGE, coverage_of, hourly_in_windows, hourly_labels, in_wider_bins
from workbench.problems import NotFound, TooCoarse, WorkbenchError


def times(*texts):
    """Return times as a Series, as a table of windows holds them."""
    return pd.Series(pd.to_datetime(list(texts), utc=True))


def counts(**hours):
    """Return counts per hour of one day: counts(h9=4) is four at nine o'clock."""
    index = pd.to_datetime([f"2017-04-10T{int(hour[1:]):02d}:00Z" for hour in hours])
    return pd.Series(list(hours.values()), index=index)


def test_the_share_of_an_hour_is_the_part_of_it_inside_the_windows():
    hours = pd.date_range("2017-04-10T08:00Z", periods=4, freq="h")
    share = coverage_of(
        hours,
        times("2017-04-10T08:30Z", "2017-04-10T10:15Z"),
        times("2017-04-10T09:00Z", "2017-04-10T10:45Z"),
    )
    np.testing.assert_allclose(share, [0.5, 0.0, 0.5, 0.0])


def test_hours_outside_the_windows_are_missing_even_where_something_was_found():
    table = hourly_in_windows(
        counts(h8=50, h9=3, h12=40),
        times("2017-04-10T08:00Z", "2017-04-10T12:00Z"),
        times("2017-04-10T09:00Z", "2017-04-10T13:00Z"),
    )
    assert table["count"].tolist()[0] == 50
    assert table["count"].isna().tolist() == [False, True, True, True, False]
    assert table["coverage"].isna().tolist() == table["count"].isna().tolist()


def test_an_hour_in_a_window_without_a_row_is_a_true_zero():
    table = hourly_in_windows(counts(h8=5), times("2017-04-10T08:00Z"), times("2017-04-10T10:00Z"))
    assert table["count"].tolist() == [5.0, 0.0]


@pytest.mark.parametrize(("minutes", "seen"), [(11, False), (12, True)])
def test_a_scrap_of_an_hour_is_no_hour(minutes, seen):
    first = f"2017-04-10T08:{60 - minutes}Z"
    table = hourly_in_windows(counts(h8=5, h9=5), times(first), times("2017-04-10T10:00Z"))
    assert table["count"].notna().tolist() == [seen, True]
    assert pytest.approx(0.2) == LEAST_COVERAGE


def test_rates_do_not_depend_on_where_a_window_begins():
    # 6,000 tweets an hour, evenly: the share of the hour and the share of its tweets are the same.
    table = hourly_in_windows(
        counts(h8=1500, h9=6000), times("2017-04-10T08:45Z"), times("2017-04-10T10:00Z")
    )
    assert (table["count"] / table["coverage"]).tolist() == [6000.0, 6000.0]


LABELLED = pd.DataFrame(
    {
        "airline": ["Delta", "Delta", "United", "Late", "Delta"],
        "label": ["negative", "positive", "negative", "negative", "negative"],
        "n": [3, 2, 7, 9, 1],
    },
    index=pd.to_datetime([f"2015-02-17T{h:02d}:00Z" for h in (7, 7, 8, 9, 10)]),
)
HOW = {"part": "airline", "label": "label", "n": "n", "since": {"Late": "2015-02-17T09:00Z"}}


def test_labels_are_counted_per_part_and_quiet_hours_are_zero():
    assert hourly_labels(LABELLED, scope="Delta", wanted="negative", **HOW)["count"].tolist() == [3, 0, 0, 1]
    assert hourly_labels(LABELLED, scope="Delta", wanted=None, **HOW)["count"].tolist() == [5, 0, 0, 1]


def test_a_part_that_joins_late_is_missing_before_and_is_not_in_the_sum():
    late = hourly_labels(LABELLED, scope="Late", wanted="negative", **HOW)
    assert late["count"].isna().tolist() == [True, True, False, False]
    assert hourly_labels(LABELLED, scope=None, wanted="negative", **HOW)["count"].tolist() == [3, 7, 0, 1]


def test_an_unknown_part_suggests_the_nearest():
    with pytest.raises(NotFound) as caught:
        hourly_labels(LABELLED, scope="delta air", wanted=None, **HOW)
    assert str(caught.value) == (
        "There is no such airline in this series. Received: 'delta air'. Allowed: Delta, Late, United. "
        "Try: did you mean 'Delta'?"
    )


def test_wider_bins_keep_messages_and_collected_hours():
    rng = np.random.default_rng(1)
    hours = pd.date_range("2017-04-10T03:00Z", periods=50, freq="h")
    seen = rng.random(50) < 0.6
    table = pd.DataFrame(
        {
            "time": hours,
            "count": np.where(seen, rng.poisson(9, 50), np.nan),
            "coverage": np.where(seen, 1.0, np.nan),
        }
    )
    wide = in_wider_bins(table, "6h")
    kept = wide["count"].notna()
    assert (wide["time"].dt.hour % 6 == 0).all()
    # Only bins with less than a fifth collected may lose something.
    lost = table["count"].sum() - wide["count"].sum()
    assert 0 <= lost <= table["count"].max() * (~kept).sum()
    assert (wide["coverage"][kept] * 6).sum() == pytest.approx(seen.sum() - (lost > 0) * (~kept).sum(), abs=1)


def test_bins_narrower_than_the_hour_are_refused():
    with pytest.raises(TooCoarse) as caught:
        in_wider_bins(LABELLED, "30min")
    assert str(caught.value) == (
        "The messages were counted by the hour, so narrower bins cannot be told. Received: every='30min'. "
        "Allowed: 1h or wider. Try: every='1h'."
    )


@pytest.mark.parametrize("every", ["5h", "90min", "soon"])
def test_bins_that_do_not_fit_into_a_day_are_refused(every):
    with pytest.raises(WorkbenchError) as caught:
        in_wider_bins(LABELLED, every)
    assert str(caught.value) == (
        f"Bins of this width do not fit into a day. Received: every={every!r}. "
        "Allowed: 1h, 2h, 3h, 4h, 6h, 8h, 12h, 1D. Try: every='6h'."
    )
