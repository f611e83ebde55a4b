"""The counts of a case: holes stay holes, every table says what it counts and whether it is real, the rest is refused."""

import shutil

import pandas as pd
import pytest

import workbench as wb
from workbench.models.counted import read_series
from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError
from workbench.volumes import case_counts

UNITED = case_counts("united-3411")
COLUMNS = ["time", "count", "coverage"]


def refused(error, *args, **settings):
    """Return the sentence with which case_counts refuses."""
    with pytest.raises(error) as caught:
        case_counts(*args, **settings)
    return str(caught.value)


def test_the_holes_of_united_are_missing_and_never_zero():
    assert list(UNITED) == COLUMNS
    hours = UNITED.set_index("time")
    day = hours.loc["2017-04-12"]
    assert len(day) == 24
    assert day["count"].isna().all()
    dense = wb.load_series("united-3411-coverage")
    inside = pd.Series(False, index=hours.index)
    for first, last in zip(dense.index, pd.to_datetime(dense["dense_to_utc"], utc=True), strict=True):
        inside |= (hours.index + pd.Timedelta("1h") > first) & (hours.index < last)
    assert hours["count"][~inside].isna().all()


def test_counts_are_those_of_the_series_and_coverage_turns_them_into_its_rates():
    hourly, everything = (
        wb.load_series("united-3411-hourly"),
        case_counts("united-3411", what="all").set_index("time"),
    )
    full = everything[everything["coverage"] == 1]
    assert (full["count"] == hourly["n"].reindex(full.index)).all()
    windows = wb.load_series("united-3411-coverage").set_index("utc_day")
    rate = everything.loc["2017-04-10", ["count", "coverage"]].sum()
    assert rate["count"] / rate["coverage"] == pytest.approx(
        windows.loc["2017-04-10", "tweets_per_hour"], rel=0.02
    )


def test_negative_tweets_are_whole_numbers_and_the_share_of_all():
    hourly = wb.load_series("united-3411-hourly")
    negative = UNITED.set_index("time")["count"].dropna()
    exact = (hourly["n"] * hourly["neg_share_vader"]).reindex(negative.index)
    assert (negative == negative.round()).all()
    assert (negative - exact).abs().max() < 0.5


def test_the_table_says_what_it_counts_and_how_its_scorer_fails():
    said = UNITED.attrs
    assert said["case"] == "united-3411"
    assert said["counted"] == "negative tweets that mention United"
    assert said["status"] == "documented"
    assert "simulated" not in said
    assert said["source"] == wb.list_series().loc["united-3411-hourly", "source"]
    errors = wb.load_series("airlines-2015-vader").set_index(["label", "stance"])["messages"]
    hit = errors["negative", "negative"]
    right = hit / errors.xs("negative", level="stance").sum()
    assert (
        f"found {hit / errors['negative'].sum():.0%} of the negative ones, and {right:.0%} of those"
        in said["note"]
    )
    assert said["note"].endswith("309 of 523 bins were collected.")


def test_a_model_takes_it_as_it_is():
    series = read_series(UNITED, trigger="2017-04-09T23:30Z", responses="2017-04-11T19:10Z")
    assert series.absent == 0
    assert int((~series.grid.seen).sum()) == 523 - 309


def test_a_result_says_what_was_counted():
    everything = case_counts("united-3411", what="all", start="2017-04-18T00:00Z", end="2017-04-29T00:00Z")
    when = {"trigger": "2017-04-25T21:55Z", "response": "2017-04-27T13:00Z"}
    note = wb.fit_before_after(everything, **when).data_note
    assert note.startswith("documented: 56,818 tweets that mention United in 203 bins of 1 h")
    (line,) = (a.text for a in wb.plot_crisis(everything).layout.annotations if a.name == "sources")
    assert line.startswith("Documented: a public scrape of tweets about United Airlines, counted by hour; ")
    assert wb.plot_crisis(everything).title_sentence.startswith(
        "56,818 tweets that mention United in 203 bins"
    )


def test_a_window_and_wider_bins():
    part = case_counts("united-3411", start="2017-04-18T00:00Z", end="2017-04-20T00:00Z", every="6h")
    assert len(part) == 8
    assert (part["coverage"] == 1).all()


def test_the_case_itself_will_do_and_the_series_as_well():
    pd.testing.assert_frame_equal(case_counts(wb.load_case("united-3411")), UNITED)
    assert case_counts("united-3411-hourly").attrs["case"] == "united-3411"


def test_labelled_tweets_of_one_airline():
    table = case_counts("airlines-2015-hourly", scope="United")
    raw = wb.load_series("airlines-2015-hourly").query(
        "airline == 'United' and airline_sentiment == 'negative'"
    )
    assert table["count"].sum() == raw["mentions"].sum()
    assert table.attrs["counted"] == "negative tweets about United"
    late = case_counts("airlines-2015-hourly", scope="American")
    assert late["time"].iloc[0] == pd.Timestamp("2015-02-22T20:00Z")


def test_a_rebuilt_curve_comes_as_several_tables_that_cannot_be_taken_for_one():
    table = case_counts("united-breaks-guitars", draws=3)
    assert list(table) == ["draw", *COLUMNS]
    assert table.attrs["status"] == "rebuilt"
    assert table.attrs["counted"] == "views (song 1)"
    assert table.groupby("draw").size().tolist() == [47, 47, 47]
    assert table["time"].iloc[0] <= pd.Timestamp("2009-07-06T21:00Z")
    missing = [frame["count"].isna().tolist() for _, frame in table.groupby("draw")]
    assert missing[0] == missing[1] == missing[2]
    assert 0 < sum(missing[0]) < 47
    with pytest.raises(WorkbenchError, match="A bin occurs twice"):
        read_series(table, trigger="2009-07-07T00:30Z", responses="2009-07-10T15:00Z")


def test_a_curve_of_ones_own_will_do():
    case = wb.load_case("united-breaks-guitars")
    curve = wb.rebuild_attention(case, "youtube_views_cumulative", scope="song 1", draws=100)
    table = case_counts(curve, draws=2)
    assert table.attrs["status"] == "rebuilt"
    assert table.attrs["counted"] == "views (song 1)"
    assert table.attrs["source"] == curve.data_note
    level = wb.rebuild_attention(
        wb.load_case("nestle-kitkat"), "facebook_fans", scope="Nestle corporate page", draws=100
    )
    assert refused(WorkbenchError, level) == (
        f"{level.name} may fall as well as rise, so its gains are no counts. Received: a level. Allowed: a counter, such as "
        "views. Try: curve.at([...]) before and after the answer."
    )


def test_a_case_that_names_a_curve_nobody_has_written_yet(tmp_path):
    folder = tmp_path / "own"
    shutil.copytree(wb.load_case("united-breaks-guitars").folder, folder)
    settings = (folder / "case.toml").read_text(encoding="utf-8")
    settings = settings.replace("united-breaks-guitars-views-rebuilt", "own-views-rebuilt")
    settings = settings.replace('id = "united-breaks-guitars"', 'id = "own"')
    (folder / "case.toml").write_text(settings, encoding="utf-8")
    table = case_counts(wb.load_case(folder), draws=2)
    assert table.attrs["case"] == "own"
    assert table.attrs["licence"] == "CC-BY-4.0"


def test_hours_and_sparse_readings_are_no_counts():
    said = refused(TooCoarse, "nestle-kitkat")
    assert said == (
        "Too few readings of Views, all versions, Greenpeace count were found: 4 days of 30 with a reading of their own, where "
        "8 are needed. Between two readings the curve is drawn, not counted. Received: 4 bins of 24 h with a used reading dated as finely, of 30. Allowed: at least 8. "
        "Try: curve.at([...]) says how much lay before and after an answer; more a model cannot say here."
    )
    assert "5 bins of 1 h with a used reading dated as finely" in refused(
        TooCoarse, "united-breaks-guitars", every="1h"
    )


def test_views_are_not_negative_posts():
    assert refused(WorkbenchError, "united-breaks-guitars", what="negative") == (
        "What is left is a curve of views. Nobody counted how many posts were negative. "
        "Received: what='negative'. Allowed: 'views'. Try: leave what out, and read the result as one about views."
    )


@pytest.mark.parametrize("case", ["toyota-recall", "lexus-gx460", "israel-card-leak", "crowdstrike-2024"])
def test_a_case_without_a_series_is_refused_with_its_grade(case):
    said = refused(NotEnoughData, case)
    assert said.startswith(f"{case} holds no series that a model could take.")
    assert "Its mentions are a sample found by search, never the volume." in said
    assert wb.load_case(case).grade_reason.rstrip(".") in said
    assert said.endswith("Try: describe the case without a model, or count an export of your own.")


def test_two_days_are_no_course():
    assert "It has figures of all mentions for 2 days, which is no course." in refused(
        NotEnoughData, "crowdstrike-2024"
    )


def test_nothing_is_invented_for_a_case_that_has_no_companion():
    assert refused(NotFound, "lexus-gx460", simulated=True).startswith(
        "lexus-gx460 has no simulated companion. Received: simulated=True."
    )


def test_a_misspelt_case_suggests_the_nearest():
    assert "did you mean 'united-3411'?" in refused(NotFound, "united-341")


def test_an_empty_window_a_time_without_zone_and_a_way_of_counting_that_is_not_there():
    assert refused(NotEnoughData, "united-3411", start="2017-04-12T00:00Z", end="2017-04-13T00:00Z") == (
        "Nobody counted anything in this window. Received: 2017-04-12 00:00:00+00:00 to 2017-04-13 00:00:00+00:00. "
        "Allowed: a window within 2017-04-06 09:00:00+00:00 to 2017-05-28 23:00:00+00:00 that holds a collected bin. "
        "Try: leave start and end out."
    )
    assert refused(WorkbenchError, "united-3411", start="2017-04-12T10:00") == (
        "A time without a zone cannot be placed. Received: '2017-04-12T10:00'. Allowed: a time with its offset. "
        "Try: '2017-04-12T10:00:00Z' if that clock was UTC."
    )
    assert refused(WorkbenchError, "united-3411", what="positive") == (
        "These messages were not counted that way. Received: what='positive'. Allowed: 'negative', 'all'. "
        "Try: what='negative'."
    )
    assert refused(WorkbenchError, "united-3411", scope="Delta") == (
        "united-3411-hourly has no parts to choose from. Received: scope='Delta'. Allowed: no scope. Try: leave scope out."
    )
