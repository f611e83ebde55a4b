"""Counts of messages: the right bin for every message, zeros kept, gaps missing, the same on every engine."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.counts import count_mentions
from workbench.counts_grid import ORIGIN, bin_width
from workbench.mentions import as_mentions
from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError
from workbench.simulate_messages import simulate_mentions


def messages(times, **columns):
    """Build a message table from times and further columns."""
    times = pd.to_datetime(pd.Series(times), utc=True, format="ISO8601")
    ids = [f"m{i}" for i in range(len(times))]
    table = {"mention_id": ids, "time": times, "precision": "second", "platform": "x"}
    return as_mentions(pd.DataFrame(table | columns))


@pytest.fixture(scope="module")
def stream():
    """Return a stream whose messages carry everything that can be counted by."""
    return simulate_mentions(seed=3, before_days=2, after_days=2)[0]


@pytest.fixture(scope="module")
def files(stream, tmp_path_factory):
    """Return the stream as Parquet (two files) and as CSV."""
    folder = tmp_path_factory.mktemp("messages")
    half = len(stream) // 2
    (folder / "parts").mkdir()
    stream[:half].to_parquet(folder / "parts" / "one.parquet")
    stream[half:].to_parquet(folder / "parts" / "two.parquet")
    stream.to_csv(folder / "all.csv", index=False)
    stream.to_csv(folder / "all.tsv.gz", index=False, sep="\t")
    return {"folder": folder / "parts", "pattern": str(folder / "parts" / "*.parquet"), "csv": folder / "all.csv",
            "tsv": folder / "all.tsv.gz", "list": [folder / "parts" / "one.parquet", folder / "parts" / "two.parquet"]}  # fmt: skip


def by_hand(stream, every, by):
    """Count with plain pandas, group by group."""
    number = (stream["time"] - ORIGIN) // pd.Timedelta(every)
    rows = stream.assign(time=ORIGIN + number * pd.Timedelta(every)).groupby(["time", *by])
    return pd.DataFrame(
        {"count": rows.size(), "authors": rows["author"].nunique(), "reach": rows["reach"].sum()}
    )


@pytest.mark.parametrize("every", ["1h", "7h", "15min", "1D", "7D", "90s"])
def test_every_message_is_in_its_bin(stream, every):
    counts = count_mentions(stream, every=every, by=("stance", "platform"))
    expected = by_hand(stream, every, ["stance", "platform"])
    found = counts[counts["count"] > 0].set_index(["time", "stance", "platform"])[
        ["count", "authors", "reach"]
    ]
    pd.testing.assert_frame_equal(found, expected.astype(float), check_index_type=False)
    assert counts["count"].sum() == len(stream)


def test_every_group_has_every_bin_and_quiet_ones_are_zero(stream):
    counts = count_mentions(stream, every="1h", by=("stance", "platform"))
    groups = stream.groupby(["stance", "platform"]).ngroups
    assert (counts.groupby("time").size() == groups).all()
    assert (counts["time"].drop_duplicates().diff().dropna() == pd.Timedelta("1h")).all()
    assert (counts["count"] == 0).any()
    assert (counts["coverage"] == 1).all()


def test_the_span_is_that_of_all_messages_not_of_those_counted():
    table = messages(
        ["2026-05-01T00:30Z", "2026-05-01T03:30Z", "2026-05-01T06:30Z"],
        stance=["neutral", "negative", "neutral"],
    )
    counts = count_mentions(table, by=(), where={"stance": "negative"})
    assert counts["count"].tolist() == [0, 0, 0, 1, 0, 0, 0]


def test_bins_are_left_closed_to_the_microsecond():
    edge = ["2026-05-01T00:59:59.999999Z", "2026-05-01T01:00:00Z", "2026-05-01T01:00:00.000001Z"]
    assert count_mentions(messages(edge), by=())["count"].tolist() == [1, 2]
    finer = pd.DataFrame(
        {"time": pd.to_datetime(["2026-05-01T00:59:59.999999999Z", "2026-05-01T01:00Z"], format="ISO8601")}
    )
    assert count_mentions(finer, by=())["count"].tolist() == [1, 1]


def test_days_are_utc_days_of_24_hours_when_the_clocks_change():
    local = pd.date_range("2026-03-28", "2026-03-31", freq="30min", tz="Europe/Zurich", inclusive="left")
    table = pd.DataFrame({"time": local})
    counts = count_mentions(table, every="1D", by=())
    assert counts["time"].dt.strftime("%H:%M").unique().tolist() == ["00:00"]
    assert counts["count"].tolist() == [2, 48, 48, 44]
    weeks = count_mentions(table, every="7D", by=())
    assert weeks["time"].dt.day_name().unique().tolist() == ["Monday"]


def test_messages_before_1970_have_their_bin():
    counts = count_mentions(messages(["1969-12-31T23:59:59.7Z", "1970-01-01T00:00Z"]), by=())
    assert counts["count"].tolist() == [1, 1]
    assert counts["time"].iloc[0] == pd.Timestamp("1969-12-31T23:00Z")


@pytest.mark.parametrize("kind", ["folder", "pattern", "csv", "tsv", "list"])
def test_files_give_what_the_table_gives(stream, files, kind):
    pd.testing.assert_frame_equal(
        count_mentions(files[kind], by=("stance", "language")),
        count_mentions(stream, by=("stance", "language")),
    )


def test_an_ibis_table_is_counted_where_it_lies(stream, files):
    import ibis

    table = ibis.duckdb.connect().read_parquet(files["pattern"])
    table = table.select("time", "stance", "author", "reach")
    pd.testing.assert_frame_equal(count_mentions(table), count_mentions(stream))


def test_conditions_on_words_lists_and_yes_no(stream):
    asked = {"stance": ["negative", "neutral"], "is_repost": False, "platform": "x"}
    rows = stream["stance"].isin(["negative", "neutral"]) & ~stream["is_repost"] & (stream["platform"] == "x")
    counts = count_mentions(stream, by="stance", where=asked)
    assert counts["count"].sum() == rows.sum()
    assert set(counts["stance"]) == {"negative", "neutral"}


def test_a_missing_word_is_unknown():
    table = messages(["2026-05-01T00:30Z", "2026-05-01T00:31Z"], author=[None, "a"])
    counts = count_mentions(table, by=("author",))
    assert counts["author"].tolist() == ["a", "unknown"]
    assert count_mentions(table, by=())["authors"].tolist() == [1]


def test_start_and_end_widen_to_whole_bins():
    table = messages([f"2026-05-01T{h:02d}:10Z" for h in range(10)])
    counts = count_mentions(table, by=(), start="2026-05-01T02:30Z", end="2026-05-01T04:30+00:00")
    assert counts["time"].dt.hour.tolist() == [2, 3, 4]
    longer = count_mentions(table, by=(), start="2026-04-30T22:00Z", end="2026-05-01T00:30Z")
    assert longer["count"].tolist() == [0, 0, 1]


def test_a_gap_is_missing_and_half_a_gap_is_coverage():
    table = messages(["2026-05-01T00:10Z", "2026-05-01T01:10Z", "2026-05-01T04:10Z"])
    gaps = [("2026-05-01T01:30Z", "2026-05-01T03:00Z"), ("2026-05-01T02:00Z", "2026-05-01T04:00Z")]
    counts = count_mentions(table, by=(), gaps=gaps)
    assert counts["coverage"].tolist() == [1, 0.5, 0, 0, 1]
    np.testing.assert_array_equal(counts["count"], [1, 1, np.nan, np.nan, 1])
    np.testing.assert_array_equal(counts["authors"], [0, 0, np.nan, np.nan, 0])
    as_table = pd.DataFrame(gaps, columns=["start", "end"])
    pd.testing.assert_frame_equal(count_mentions(table, by=(), gaps=as_table), counts)


def test_coverage_can_be_given_by_bin():
    table = messages(["2026-05-01T00:10Z", "2026-05-01T02:10Z"])
    share = pd.Series([1.0, 0.0, 0.25], index=pd.date_range("2026-05-01", periods=3, freq="h", tz="UTC"))
    counts = count_mentions(table, by=(), coverage=share)
    np.testing.assert_array_equal(counts["count"], [1, np.nan, 1])
    named = share.rename_axis("time").rename("coverage").reset_index()
    pd.testing.assert_frame_equal(count_mentions(table, by=(), coverage=named), counts)


def test_messages_without_author_or_reach_have_no_such_counts():
    table = pd.DataFrame({"time": pd.to_datetime(["2026-05-01T00:10Z"])})
    counts = count_mentions(table, by=())
    assert counts[["authors", "reach"]].isna().all().all()
    assert list(count_mentions(table, by=(), measures=())) == ["time", "count", "coverage"]


def test_counts_of_a_simulated_stream_say_so(stream):
    assert count_mentions(stream).attrs == {"simulated": True}


def test_a_day_dated_message_stands_in_the_day_that_shares_most_of_it():
    # 1 May in Zurich begins at 22:00 UTC on 30 April.
    table = messages(["2026-04-30T22:00Z", "2026-05-01T10:00Z"], precision=["day", "second"])
    counts = count_mentions(table, every="1D", by=())
    assert counts["time"].dt.day.tolist() == [1]
    assert counts["count"].tolist() == [2]


def test_the_negative_series_feeds_the_model(stream):
    from workbench.models.counted import read_series

    gaps = [("2030-03-14T02:00Z", "2030-03-14T04:00Z")]
    stream = stream[~stream["time"].between("2030-03-14T02:00Z", "2030-03-14T04:00Z", inclusive="left")]
    counts = count_mentions(stream, by=(), where={"stance": "negative"}, gaps=gaps)
    series = read_series(counts, trigger="2030-03-14T10:00Z", responses="2030-03-15T06:00Z")
    assert int(np.nansum(series.grid.counts)) == (stream["stance"] == "negative").sum()
    assert int((~series.grid.seen).sum()) == 2


@pytest.mark.parametrize(
    ("asked", "kind", "sentence"),
    [
        (
            {"every": "1M"},
            WorkbenchError,
            "The width of a bin is no exact length of time. Received: every='1M'. Allowed: whole seconds, minutes, hours, "
            "days or weeks, such as '15min', '1h', '1D', '7D'. Try: every='1h'.",
        ),
        (
            {"by": "stanse"},
            NotFound,
            "The messages have no such column. Received: 'stanse'. Allowed: time, stance. Try: "
            "did you mean 'stance'?",
        ),
        (
            {"by": ("stance", "time")},
            WorkbenchError,
            "This cannot be counted by. Received: 'time'. Allowed: columns such as 'stance', 'platform', 'language', each "
            "once. Try: by=(\"stance\",).",
        ),
        (
            {"where": {"stance": True}},
            WorkbenchError,
            "A condition does not fit its column. Received: stance=True, but the column holds string. Allowed: text for "
            "words, True or False for yes and no, numbers for numbers. Try: where={'stance': 'negative', 'by_company': False}.",
        ),
        (
            {"where": {"stance": "negativ"}},
            NotEnoughData,
            "No message fits what was asked for. Received: stance='negativ'. Allowed: what stands in the columns: stance: "
            "negative (1). Try: did you mean 'negative'?",
        ),
        (
            {"start": "2026-05-01"},
            WorkbenchError,
            "start is no time with a zone. Received: '2026-05-01'. Allowed: ISO 8601 with an offset. Try: "
            "'2026-05-01T10:00Z' if that clock was UTC.",
        ),
        (
            {"start": "2027-05-01T00:00Z"},
            NotEnoughData,
            "There is nothing to count. Received: 0 messages in the span. Allowed: at least one message. Try: leave start= "
            "and end= out, and look at the time column.",
        ),
        (
            {"every": "1s", "start": "2020-01-01T00:00Z"},
            WorkbenchError,
            "There would be too many rows. Received: 199,756,802 bins of 1 s for 1 group. Allowed: 5,000,000 rows. "
            "Try: wider bins, fewer columns in by=, or start= and end=.",
        ),
        (
            {"gaps": [("2026-05-01T00:00Z", "2026-05-01T02:00Z")]},
            WorkbenchError,
            "Messages lie in bins that are said to be uncollected. Received: 1 message, the first in the bin of "
            "2026-05-01T00:00:00+00:00. Allowed: gaps and coverage that agree with the messages. Try: check the zone of the gaps.",
        ),
        (
            {"engine": 4},
            WorkbenchError,
            "This engine is not known. Received: 4. Allowed: \"duckdb\", \"spark\", an address \"sc://host:port\", or a "
            "SparkSession. Try: engine=\"duckdb\".",
        ),
        (
            {"engine": "pandas"},
            WorkbenchError,
            "This engine is not known. Received: 'pandas'. Allowed: \"duckdb\", \"spark\", an address \"sc://host:port\", or a "
            "SparkSession. Try: engine=\"duckdb\".",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_counted_is_said(asked, kind, sentence):
    table = messages(["2026-05-01T00:00:01Z"], stance=["negative"])[["time", "stance"]]
    with pytest.raises(kind) as caught:
        count_mentions(table, **asked)
    assert str(caught.value) == sentence


def test_days_are_no_hours():
    table = messages(["2026-05-01T00:00Z", "2026-05-01T09:00Z"], precision=["day", "minute"])
    with pytest.raises(TooCoarse) as caught:
        count_mentions(table, by=())
    assert str(caught.value) == (
        "Some messages are dated more roughly than a bin is wide. Received: 1 of 2 messages, in bins of 1 h. Allowed: "
        "messages dated at least as finely as the bins. Try: every='1D', or where={'precision': ['second', 'minute']} to "
        "leave them out."
    )
    left = count_mentions(table, by=(), where={"precision": ["second", "minute"]})
    assert left["count"].sum() == 1


def test_times_without_a_zone_are_refused_in_tables_and_files(tmp_path):
    table = pd.DataFrame({"time": pd.to_datetime(["2026-05-01 10:00"])})
    table.to_csv(tmp_path / "naive.csv", index=False)
    for source in (table, tmp_path / "naive.csv"):
        with pytest.raises(WorkbenchError) as caught:
            count_mentions(source, by=())
        assert str(caught.value).startswith("The messages have no times with a zone. Received: time as ")


def test_a_file_that_is_not_there_or_of_another_kind(tmp_path):
    with pytest.raises(WorkbenchError) as caught:
        count_mentions(tmp_path / "gone.parquet")
    assert str(caught.value).startswith("There is no such file. Received: '")
    with pytest.raises(WorkbenchError) as caught:
        count_mentions("export.xlsx")
    assert str(caught.value) == (
        "These files cannot be counted as they are. Received: 'export.xlsx'. Allowed: files of one kind among .parquet, "
        ".csv, .csv.gz, .tsv, .tsv.gz. Try: wb.read_mentions(path) reads the exports of listening tools."
    )
    with pytest.raises(WorkbenchError) as caught:
        count_mentions("https://example.org/export.csv")
    assert str(caught.value).startswith("DuckDB counts files of this machine.")


def test_the_width_of_a_bin_is_exact():
    assert bin_width("2D") == pd.Timedelta(days=2)
    for wrong in ("", "soon", "-1h", "1500ms", "0h", None):
        with pytest.raises(WorkbenchError):
            bin_width(wrong)


def test_what_an_import_returned_is_counted_as_its_table(tmp_path):
    (tmp_path / "a.csv").write_text("when\n2025-05-01T10:00:00Z\n2025-05-01T12:00:00Z\n")
    imported = wb.read_mentions(
        tmp_path / "a.csv", columns={"time": "when"}, key=b"a key for the tests only, long enough"
    )
    counts = wb.count_mentions(imported, by=())
    assert counts["count"].tolist() == [1, 0, 1]
    pd.testing.assert_frame_equal(counts, wb.count_mentions(imported.mentions, by=()))
