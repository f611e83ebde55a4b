"""Attention curves: planted truth comes back, readings left out are foretold, and what cannot be told is refused."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from workbench.attention import AttentionCurve, as_arrays, leave_one_out, rebuild_attention
from workbench.attention_climb import climb, spread_of, walk
from workbench.attention_fit import lay_prior
from workbench.attention_readings import Readings, cut_panels, judge, log_likelihood, looseness, votes
from workbench.attention_shape import lay_knots, values_at
from workbench.cases import load_case
from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError
from workbench.simulate import simulate_readings

HOUR = pd.Timedelta(hours=1)
VIEWS, COMMENTS, FANS = "youtube_views_cumulative", "youtube_comments_cumulative", "facebook_fans"


@pytest.fixture(scope="module")
def guitars():
    return load_case("united-breaks-guitars")


@pytest.fixture(scope="module")
def song(guitars) -> AttentionCurve:
    return rebuild_attention(guitars, VIEWS, scope="song 1")


@pytest.fixture(scope="module")
def small():
    """Return a cheap curve with its truth."""
    table, truth = simulate_readings(40, days=20, seed=11)
    return rebuild_attention(table, "views_cumulative", origin=truth.hours.index[0]), truth


def readings(*rows):
    """Return arrays from rows (begin, end, value, qualifier)."""
    begin, end, value, said = zip(*rows, strict=True)
    return Readings(np.column_stack([begin, end]).astype(float), np.array(value, float), np.array(said))


def table_of(*rows, start="2020-01-01T00:00Z"):
    """Return a table from rows (begin, end, value, qualifier), in hours."""
    zero = pd.Timestamp(start)
    return pd.DataFrame(
        [
            {
                "time": zero + a * HOUR,
                "time_end": zero + b * HOUR,
                "value": v,
                "qualifier": q,
                "source_id": f"s{i}",
            }
            for i, (a, b, v, q) in enumerate(rows)
        ]
    )


# --- the parts -------------------------------------------------------------------------------------


def test_growth_of_one_per_cent_per_per_cent_is_an_even_rate():
    shape = lay_knots("counter", 500.0)
    numbers = np.zeros((1, shape.size))
    numbers[0, 0] = np.log(5000.0)
    hours = np.array([0.0, 0.1, 1.0, 77.0, 500.0])
    np.testing.assert_allclose(values_at(shape, numbers, hours)[0], 10 * hours, rtol=1e-6)


def test_any_numbers_make_a_counter_that_starts_at_zero_and_never_falls():
    shape = lay_knots("counter", 1000.0)
    prior = lay_prior(shape, readings((0, 1, 1e6, "exact")))
    numbers = prior.numbers(np.random.default_rng(0).normal(size=(50, shape.size)), 3.0)
    values = values_at(shape, numbers, np.linspace(0, 1000, 400))
    assert (values[:, 0] == 0).all()
    assert (np.diff(values, axis=1) >= 0).all()


@pytest.mark.parametrize("kind", ["counter", "level"])
def test_the_slopes_of_the_likelihood_are_those_of_a_nudge(kind):
    some = readings(
        (0, 24, 900, "exact"), (5, 6, 300, "at_least"), (30, 30.1, 1500, "at_most"), (20, 200, 2000, "about"),
        (100, 850, 5000, "estimate"), (290, 300, 4000, "at_least"), (290, 300, 9000, "at_most"),
    )  # fmt: skip
    shape = lay_knots(kind, 850.0)
    panels, prior = cut_panels(shape, some), lay_prior(shape, some)
    numbers = prior.numbers(0.5 * np.random.default_rng(1).normal(size=(3, shape.size)), 1.0)
    _, slopes = log_likelihood(panels, numbers)
    for column in range(shape.size):
        nudge = np.zeros(shape.size)
        nudge[column] = 1e-5
        up, down = log_likelihood(panels, numbers + nudge)[0], log_likelihood(panels, numbers - nudge)[0]
        np.testing.assert_allclose(slopes[:, column], (up - down) / 2e-5, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("said", ["exact", "about", "estimate", "at_least", "at_most"])
@pytest.mark.parametrize("end", [10.1, 34.0, 178.0])
def test_the_likelihood_of_a_reading_shares_out_one_over_all_figures(said, end):
    shape = lay_knots("counter", 400.0)
    numbers = np.zeros((1, shape.size))
    numbers[0, 0] = np.log(1e6)
    # Round figures are looser, so the figures asked about all have their last digit in the same place.
    logs = np.linspace(np.log(50), np.log(1e8), 1000)
    total = 0.0
    panels = cut_panels(shape, readings((10.0, end, 123457.0, said)))
    for value in logs:
        moved = dataclasses.replace(panels, log_value=np.full_like(panels.log_value, value), wrong=1e-12)
        total += float(np.exp(log_likelihood(moved, numbers)[0][0])) * (logs[1] - logs[0])
    assert total == pytest.approx(1.0, abs=0.02)


def test_a_rounder_figure_is_looser_and_a_copied_one_counts_less():
    some = readings(
        (0, 24, 2e6, "about"), (0, 24, 2.1e6, "about"), (0, 24, 2123456, "about"), (0, 24, 2e6, "exact")
    )
    spread, gap = looseness(some)
    assert spread[0] > spread[1] > spread[2] > spread[3]
    assert gap[0] > gap[1] > gap[2]
    assert votes(some).round(3).tolist() == [0.707, 1.0, 1.0, 0.707]


def test_climbing_finds_the_tops_of_several_hills_at_once():
    peaks = np.array([[1.0, -2.0], [0.5, 3.0]])
    bend = np.array([5.0, 0.2])

    def target(z):
        return -0.5 * (bend * (z - peaks) ** 2).sum(axis=1), -bend * (z - peaks)

    np.testing.assert_allclose(climb(target, np.zeros((2, 2))), peaks, atol=0.02)


def test_walking_visits_a_hill_in_proportion_to_its_probability():
    rng = np.random.default_rng(0)
    path, taken = walk(
        lambda w: (-0.5 * (w**2 / [1.0, 0.25]).sum(axis=1), -w / [1.0, 0.25]), rng.normal(size=(300, 2)), rng,
        steps=40, leaps=5,
    )  # fmt: skip
    late = np.concatenate(path[20:])
    np.testing.assert_allclose(late.std(axis=0), [1.0, 0.5], rtol=0.05)
    assert 0.5 < taken[20:].mean() < 0.95


def test_the_spread_of_a_hill_is_the_root_of_its_inverse_and_a_saddle_still_gives_one():
    bend = np.array([[4.0, 1.0], [1.0, 2.0]])
    spread, log_volume = spread_of(bend)
    np.testing.assert_allclose(spread @ spread.T, np.linalg.inv(bend))
    assert log_volume == pytest.approx(-0.5 * np.log(np.linalg.det(bend)))
    assert np.isfinite(spread_of(np.array([[4.0, 0.0], [0.0, -9.0]]))[0]).all()


# --- planted truth ---------------------------------------------------------------------------------


def test_the_band_holds_the_true_curve_and_the_middle_is_near_it():
    # The quick form of benchmarks/attention.py, which does it 200 times.
    inside, errors, widths = [], [], []
    for seed in range(6):
        table, truth = simulate_readings(60, days=40, waves=seed % 4, seed=seed)
        curve = rebuild_attention(table, "views_cumulative", origin=truth.hours.index[0], draws=200)
        told = truth.hours.loc[curve.start : curve.end].iloc[1:]
        band = curve.at(list(told.index))
        true = told["total"].to_numpy()
        inside.append(((band["lower"] <= true + 0.5) & (true - 0.5 <= band["upper"])).mean())
        errors.append((band["value"] / true - 1).abs().median())
        widths.append(((band["upper"] - band["lower"]) / band["value"]).median())
    assert np.mean(inside) >= 0.90
    assert max(errors) < 0.10
    assert max(widths) < 0.15


def test_planted_errors_and_old_figures_are_found_and_fresh_ones_are_used():
    table, truth = simulate_readings(120, stale=0.2, wrong=0.1, seed=22)
    # Far enough off to be told from a round figure, and after the steep beginning.
    state, ratio = (
        truth.readings["state"],
        table.set_index("observation_id")["value"] / truth.readings["counter"],
    )
    late = (truth.readings["moment"] - truth.hours.index[0]) > pd.Timedelta("5D")
    curve = rebuild_attention(table, "views_cumulative", origin=truth.hours.index[0])
    judged = curve.readings.set_index("observation_id")["judged"]
    off = late & (state != "fresh") & ((ratio < 0.7) | (ratio > 1.4))
    assert off.sum() == 6
    assert (judged[off] != "used").mean() >= 0.9
    assert (judged[state == "fresh"] == "used").mean() > 0.9
    assert (judged[off & (ratio > 1.4)] == "wrong").all()


def test_a_level_that_falls_is_followed_down():
    rng = np.random.default_rng(0)
    at = np.sort(rng.uniform(0, 2000, 25))
    true = 90000 * np.exp(-0.4 * at / 2000)
    rows = [(a, a + 1, round(v), "exact") for a, v in zip(at, true, strict=True)]
    curve = rebuild_attention(table_of(*rows), "page_fans")
    assert curve.kind == "level"
    band = curve.at([pd.Timestamp("2020-01-01T00:00Z") + h * HOUR for h in at[1:-1]])
    np.testing.assert_allclose(band["value"], true[1:-1], rtol=0.01)
    change = curve.estimates.set_index("term").loc["change over the window"]
    assert change["upper"] < 0
    assert curve.daily()["value"].mean() < 0


def test_moving_the_calendar_moves_the_curve_and_nothing_else(small):
    curve, truth = small
    table, _ = simulate_readings(40, days=20, seed=11)
    days = pd.Timedelta("100D")
    later = table.assign(time=table["time"] + days, time_end=table["time_end"] + days)
    moved = rebuild_attention(later, "views_cumulative", origin=truth.hours.index[0] + days)
    pd.testing.assert_frame_equal(
        moved.path().assign(time=moved.path()["time"] - days), curve.path(), check_dtype=False
    )


@pytest.mark.parametrize("change", ["shuffled", "ten times"])
def test_order_and_unit_of_the_readings_do_not_matter(small, change):
    curve, truth = small
    table, _ = simulate_readings(40, days=20, seed=11)
    factor = 1.0
    if change == "shuffled":
        table = table.sample(frac=1, random_state=0)
    else:
        factor = 10.0
        table = table.assign(value=table["value"] * factor)
    other = rebuild_attention(table, "views_cumulative", origin=truth.hours.index[0]).path()
    mine = curve.path()
    late = mine["time"] > curve.start + pd.Timedelta("1D")
    # Walkers take other turns when a sum is rounded otherwise, so what is left is the noise of the draws.
    moved = (other["value"] / factor - mine["value"]).abs() / (mine["upper"] - mine["lower"])
    assert moved[late].max() < 0.2


def test_the_same_seed_draws_the_same_curve_and_readings_are_not_touched(small):
    curve, truth = small
    table, _ = simulate_readings(40, days=20, seed=11)
    before = table.copy()
    again = rebuild_attention(table, "views_cumulative", origin=truth.hours.index[0])
    np.testing.assert_array_equal(again.draws, curve.draws)
    pd.testing.assert_frame_equal(table, before)


# --- United Breaks Guitars ---------------------------------------------------------------------------


def test_song_1_passes_through_the_prototype_and_the_readings_stated_to_the_hour(song):
    upload = pd.Timestamp("2009-07-07T02:00Z")  # the instant from which the prototype counted its days
    days = {3.8: 1.52e6, 8: 2.86e6, 13: 3.39e6, 30: 4.68e6}
    band = song.at([upload + pd.Timedelta(days=day) for day in days])
    np.testing.assert_allclose(band["value"], list(days.values()), rtol=0.03)
    assert (band["upper"] / band["lower"] < 1.12).all()
    # The prototype had 134,000 after one day. Two papers give 137,000 and 138,000 for the same hour of
    # the next afternoon, so the curve stands lower after one day and there 16 hours later.
    assert song.at("2009-07-08T02:00Z")["upper"].item() < 134000
    afternoon = song.at("2009-07-08T18:30Z").iloc[0]
    assert afternoon["lower"] < 140000 < afternoon["upper"]


def test_the_fullest_day_of_song_1_is_the_third_with_about_800_000_views(song):
    rows = song.estimates.set_index("term")
    most = rows.loc["most in 24 hours"]
    assert most["lower"] < 800000 < most["upper"]
    assert most["value"] == pytest.approx(800000, rel=0.1)
    middle = song.start + rows.loc["middle of those 24 hours", "value"] * HOUR
    assert pd.Timestamp("2009-07-09T02:00Z") < middle < pd.Timestamp("2009-07-11T02:00Z")
    daily = song.daily()
    assert daily.loc[daily["value"].idxmax(), "day"].isoformat() in ("2009-07-09", "2009-07-10")


def test_what_the_coder_noted_as_stale_or_contradicted_the_curve_finds_by_itself(song):
    rows = song.readings.set_index("observation_id")["judged"]
    assert rows[["o122", "o128", "o060"]].isin(["stale", "wrong"]).all()  # "stale", "lags", "relayed"
    assert (
        rows[["o019", "o023", "o142", "o155"]] == "wrong"
    ).all()  # 150,000 on day one; 4 million too early
    assert (rows[["o032", "o033", "o091", "o141", "o168"]] == "used").all()  # stated to the hour or minute
    assert (rows == "used").mean() > 0.9


def test_exact_readings_of_song_1_are_foretold_by_the_others(guitars):
    # All twelve, to the end of 2011. Compared: the printed figure, and the 95 % interval of what a
    # reader would have copied at an unknown moment of the time the reading is dated to.
    curve = rebuild_attention(guitars, VIEWS, scope="song 1", end="2012-01-01")
    told = leave_one_out(curve)
    assert len(told) == 12
    assert told["inside"].mean() >= 0.90
    to_the_day = told[told["time_precision"].isin(["minute", "day"])]
    width = (to_the_day["upper"] - to_the_day["lower"]) / to_the_day["value"]
    assert width.median() < 0.08


def test_views_that_nobody_gave_the_curve_fit_it(song):
    # Statements about gains, kept in the tables under other metrics: 20,000 an hour at the height on
    # 8 July, and 280,000 a day on average over the first eleven days.
    hours = song.hourly("2009-07-08T18:00Z", "2009-07-09T03:00Z")
    assert hours["lower"].min() < 20000 < hours["upper"].max()
    eleven = song.at("2009-07-17T21:00Z").iloc[0]
    assert eleven["value"] / 11 == pytest.approx(280000, rel=0.15)


# --- what the curve answers --------------------------------------------------------------------------


def test_days_add_up_to_the_total_in_either_clock(song):
    total = song.estimates["value"].iloc[0]
    for clock in (None, "UTC"):
        days = song.daily(clock)
        assert days["value"].sum() == pytest.approx(total, rel=0.02)
        assert days["hours"].sum() == pytest.approx((song.end - song.start) / HOUR, abs=1)
        assert (days["lower"] <= days["value"]).all()
        assert (days["value"] <= days["upper"]).all()
    assert (song.daily()["time"].dt.tz_convert("America/Halifax").dt.hour == 0).all()
    assert (song.daily("UTC")["time"].dt.hour == 0).all()
    assert song.daily()["readings"].max() > 8


def test_hours_are_told_only_where_readings_are_dated_to_the_hour(song):
    hours = song.hourly()
    assert str(hours["time"].iloc[0]) == "2009-07-08 18:00:00+00:00"
    assert hours["time"].iloc[-1] < pd.Timestamp("2009-07-10T22:00Z")
    assert (hours["time"].diff().dropna() == HOUR).all()
    with pytest.raises(TooCoarse) as told:
        song.hourly("2009-07-15", "2009-07-16")
    assert str(told.value) == (
        "Hours of Views, song 1 cannot be told there: the readings are dated to the day or coarser. "
        "Received: 2009-07-15 03:00 to 2009-07-16 03:00 UTC. Allowed: 2009-07-08 18:00 to 2009-07-10 22:00 UTC. "
        "Try: curve.daily(), or hours inside the stretch allowed."
    )


def test_readings_without_an_hour_give_no_hours_and_without_a_day_no_days():
    rows = [(24 * i, 24 * i + 24, 1000 * (i + 1), "exact") for i in range(10)]
    by_day = rebuild_attention(table_of(*rows), "likes_cumulative", origin="2020-01-01T00:00Z", draws=100)
    with pytest.raises(TooCoarse) as told:
        by_day.hourly()
    assert str(told.value) == (
        "The readings of Likes_cumulative cannot tell one hour from the next. "
        "Received: no two used readings dated to the hour within 48 hours of each other. "
        "Allowed: hours between two such readings. Try: curve.daily()."
    )
    rows = [(168 * i, 168 * i + 168, 1000 * (i + 1), "exact") for i in range(10)]
    by_week = rebuild_attention(table_of(*rows), "likes_cumulative", origin="2020-01-01T00:00Z", draws=100)
    with pytest.raises(TooCoarse) as told:
        by_week.daily()
    assert str(told.value) == (
        "The readings of Likes_cumulative cannot tell one day from the next. "
        "Received: 0 used readings dated to the day or better. Allowed: 2 or more. "
        "Try: curve.at([...]) at two dates far apart."
    )


def test_times_outside_the_curve_or_without_a_zone_are_refused(small):
    curve, _ = small
    with pytest.raises(WorkbenchError) as told:
        curve.at("2010-01-01")
    assert str(told.value) == (
        "The curve does not reach this far. Received: 2010-01-01 00:00 UTC. Allowed: "
        f"{curve.start:%Y-%m-%d %H:%M} to {curve.end:%Y-%m-%d %H:%M} UTC. "
        "Try: rebuild_attention(..., end=...) with a later end, if there are readings there."
    )
    with pytest.raises(WorkbenchError) as told:
        curve.at("2009-07-10T12:00")
    assert str(told.value) == (
        "A clock time without a zone cannot be placed. Received: '2009-07-10T12:00'. Allowed: a time with its "
        "offset, such as 2009-07-10T18:00-03:00, or a bare date. Try: add the offset."
    )


def test_a_curve_keeps_the_contract_of_a_result(song):
    assert list(song.estimates.columns) == ["term", "value", "lower", "upper", "unit"]
    assert (song.estimates["lower"] <= song.estimates["value"]).all()
    assert (song.estimates["value"] <= song.estimates["upper"]).all()
    with pytest.raises(dataclasses.FrozenInstanceError):
        song.metric = "other"
    assert repr(song).startswith("<AttentionCurve Views, song 1: 5,")
    assert "\n" not in repr(song)
    page = song._repr_html_()
    assert "<table" in page
    assert "total at the end" in page
    assert "America/Halifax time" in page
    assert song.summary().count(". ") <= 3
    assert "Rebuilt, not recorded." in song.data_note
    assert len(song.assumptions) >= 4


def test_every_reading_has_a_verdict_a_reason_chances_and_a_link(song, guitars):
    rows = song.readings
    assert len(rows) + song.left_out == len(guitars.readings(VIEWS, "song 1"))
    assert set(rows["judged"]) <= {"used", "stale", "wrong"}
    np.testing.assert_allclose(rows[["weight", "chance_stale", "chance_wrong"]].sum(axis=1), 1.0)
    old = rows.set_index("observation_id").loc["o122"]
    assert old["reason"].startswith(
        "It was old when printed: at least 2,500,000, where the curve lies between 2,9"
    )
    early = rows.set_index("observation_id").loc["o086"]
    assert early["reason"].startswith(
        "It probably was copied some hours before its date: at most 800,000, where the"
    )
    assert all(len(link) == 2 and link[1].startswith("http") for link in rows["link"])


def test_a_wider_band_asks_for_more_and_holds_more(small):
    curve, truth = small
    table, _ = simulate_readings(40, days=20, seed=11)
    half = rebuild_attention(table, "views_cumulative", origin=truth.hours.index[0], level=0.6)
    wide, narrow = curve.path(), half.path()
    assert ((narrow["upper"] - narrow["lower"]) <= (wide["upper"] - wide["lower"]) + 1).all()


def test_simulated_readings_are_never_called_rebuilt_evidence(small):
    curve, _ = small
    assert curve.simulated
    assert curve.data_note.endswith("The readings are simulated.")


# --- which series of the cases work, and which are refused, and how ------------------------------------


@pytest.mark.parametrize(
    ("case", "metric", "scope", "end", "kind"),
    [
        ("united-breaks-guitars", COMMENTS, "song 1", None, "counter"),
        (
            "nestle-kitkat",
            "video_views_cumulative_all_versions",
            "all versions, Greenpeace count",
            None,
            "counter",
        ),
        ("nestle-kitkat", FANS, "Nestle corporate page", None, "level"),
        ("toyota-recall", FANS, "Toyota US Facebook page", None, "level"),
        ("toyota-recall", FANS, "Toyota US Facebook page", "2011-02-01", "level"),
    ],
)
def test_dense_series_of_other_cases_become_curves(case, metric, scope, end, kind):
    curve = rebuild_attention(load_case(case), metric, scope=scope, end=end, draws=200)
    assert curve.kind == kind
    exact = curve.readings[(curve.readings["qualifier"] == "exact") & (curve.readings["time"] >= curve.start)]
    middle = (exact["time"] + (exact["time_end"] - exact["time"]) / 2).clip(upper=curve.end)
    band = curve.at(list(middle))
    assert (exact["value"].to_numpy() > 0.9 * band["lower"]).all()
    assert (exact["value"].to_numpy() < 1.1 * band["upper"]).all()
    final = curve.estimates.set_index("term").filter(like="at the end", axis=0).iloc[0]
    assert final["upper"] / final["lower"] < 3


@pytest.mark.parametrize(
    ("case", "metric", "scope", "error", "sentence"),
    [
        (
            "united-breaks-guitars", VIEWS, "song 2", NotEnoughData,
            "youtube_views_cumulative has too few readings for the curve of a counter. Received: 1 reading in 2009-07-06 "
            "to 2009-08-30, 1 of them more than a bound. Allowed: 8 or more, 2 of them exact, about or an estimate. Try: "
            "more dated readings.",
        ),
        (
            "united-3411", "retweets_cumulative", "main passenger video tweet", NotEnoughData,
            "retweets_cumulative has too few readings for the curve of a counter. Received: 5 readings in 2017-04-09 "
            "to 2017-04-19, 1 of them more than a bound. Allowed: 8 or more, 2 of them exact, about or an estimate. Try: "
            "more dated readings.",
        ),
        (
            "crowdstrike-2024", "mentions_total", None, NotEnoughData,
            "mentions_total has too few readings for a curve. Received: 2 readings. Allowed: 8 or more of a counter, 5 or "
            "more of a level. Try: show the readings themselves, in a table.",
        ),
        (
            "united-3411", "tweets_per_hour",
            "tweets mentioning United in the collection, mean of the dense window starting here (24.0 h)", WorkbenchError,
            "tweets_per_hour is not known to be a counter or a level. Received: 15 readings, no kind. Allowed: "
            "kind='counter' for what only grows, kind='level' for what may fall. Try: draw the readings as they are if each "
            "counts one hour or one day: nothing is to be rebuilt then.",
        ),
        (
            "toyota-recall", "twitter_followers", None, WorkbenchError,
            "twitter_followers counts several things, which do not make one curve. Received: no scope. Allowed: Toyota US "
            "Twitter account (2), Toyota USA account (1), Toyota GB account (1). Try: scope='Toyota US Twitter account', or "
            "a list of scopes that you know to be one counter.",
        ),
    ],
)  # fmt: skip
def test_series_that_carry_no_curve_are_refused_in_a_sentence(case, metric, scope, error, sentence):
    with pytest.raises(error) as told:
        rebuild_attention(load_case(case), metric, scope=scope)
    assert str(told.value) == sentence


def test_scopes_are_put_together_only_when_listed(guitars):
    with pytest.raises(NotFound):
        rebuild_attention(guitars, VIEWS, scope=["song 1", "song 9"])
    both = ["CNN Situation Room story clip", "CBS story clip"]
    with pytest.raises(NotEnoughData, match="Received: 2 readings in"):
        rebuild_attention(guitars, VIEWS, scope=both)


# --- bad input -----------------------------------------------------------------------------------------

GOOD = [(24 * i, 24 * i + 24, 1000 * (i + 1), "exact") for i in range(9)]


def test_a_table_without_columns_is_refused():
    with pytest.raises(WorkbenchError) as told:
        rebuild_attention(table_of(*GOOD).drop(columns=["time_end", "qualifier"]), "x_cumulative")
    assert str(told.value) == (
        "The table of readings lacks columns. Received: time, value, source_id. "
        "Allowed: time, time_end, value, qualifier. Try: add time_end, qualifier."
    )


def test_all_problems_of_a_table_are_told_at_once():
    table = table_of(*GOOD).astype({"value": object})
    table.loc[2, "value"], table.loc[4, "qualifier"], table.loc[5, "time_end"] = (
        0,
        "roughly",
        table.loc[5, "time"],
    )
    with pytest.raises(WorkbenchError) as told:
        rebuild_attention(table, "x_cumulative", origin="2020-01-01T00:00Z")
    assert str(told.value) == (
        "The readings cannot be used as they are. Received: value that is no number above 0 in row 2; unknown qualifier "
        "in row 4; time_end not after time in row 5. Allowed: time and time_end with a zone, time before time_end, value "
        "above 0, qualifier one of exact, about, at_least, at_most, estimate. Try: repair or leave out these rows."
    )
    naive = table_of(*GOOD).assign(time=lambda t: t["time"].dt.tz_localize(None))
    with pytest.raises(WorkbenchError, match="Received: time without a zone\\. Allowed"):
        rebuild_attention(naive, "x_cumulative", origin="2020-01-01T00:00Z")


def test_a_counter_without_its_zero_is_refused():
    with pytest.raises(WorkbenchError) as told:
        rebuild_attention(table_of(*GOOD), "x_cumulative")
    assert str(told.value) == (
        "A counter needs the moment at which it stood at zero. Received: a table and no origin. Allowed: an instant with "
        'its zone. Try: origin="2009-07-06T18:00-03:00", the moment of the upload or earlier.'
    )


def test_too_few_readings_bounds_alone_and_coarse_dates_are_refused():
    start = {"origin": "2020-01-01T00:00Z"}
    with pytest.raises(NotEnoughData, match=r"Received: 0 readings in"):
        rebuild_attention(table_of(*GOOD), "x_cumulative", origin="2021-01-01T00:00Z", end="2021-02-01")
    with pytest.raises(NotEnoughData, match=r"Received: 1 reading in 2020-01-01 to 2020-01-02, 1 of them"):
        rebuild_attention(table_of(*GOOD[:1]), "x_cumulative", **start)
    bounds = [(a, b, v, "at_least") for a, b, v, _ in GOOD]
    with pytest.raises(
        NotEnoughData, match=r"Received: 9 readings in 2020-01-01 to 2020-01-10, 0 of them more than"
    ):
        rebuild_attention(table_of(*bounds), "x_cumulative", **start)
    years = [(0, 8760, v, q) for _, _, v, q in GOOD]
    with pytest.raises(TooCoarse) as told:
        rebuild_attention(table_of(*years), "x_cumulative", **start)
    assert str(told.value) == (
        "The readings of x_cumulative are dated too coarsely for this window. Received: 0 of 9 readings dated more finely "
        "than a quarter of 2020-01-01 to 2020-12-31. Allowed: 3 or more. Try: more dated readings."
    )


def test_settings_that_make_no_band_are_refused():
    with pytest.raises(WorkbenchError) as told:
        rebuild_attention(table_of(*GOOD), "x_cumulative", level=95, draws=10)
    assert str(told.value) == (
        "These settings do not make a band. Received: level=95, draws=10. Allowed: level above 0.5 and below 1, draws 100 "
        "or more. Try: level=0.95, draws=400."
    )


def test_nothing_to_leave_out_is_refused(small):
    with pytest.raises(
        NotFound, match="The curve has no readings with this qualifier\\. Received: 'estimate'\\."
    ):
        leave_one_out(small[0], "estimate")


def test_judging_agrees_with_the_curve_it_is_given():
    table = table_of(*GOOD, (24, 25, 40000, "at_least"), (192, 216, 3000, "at_least"))
    arrays = as_arrays(table, pd.Timestamp("2020-01-01T00:00Z"))
    shape = lay_knots("counter", 216.0)
    numbers = np.zeros((1, shape.size))
    numbers[0, 0] = np.log(9000.0)
    chances = judge(cut_panels(shape, arrays), numbers)
    assert chances[:9].argmax(axis=1).tolist() == [0] * 9
    assert chances[9].argmax() == 2
    assert chances[10].argmax() == 1
