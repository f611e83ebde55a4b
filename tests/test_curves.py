"""The curves that cases ship: planted courses read at the right times, refusals, and what stands on the card."""

import dataclasses
import hashlib
import tomllib

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench import curves
from workbench.attention_curve import AttentionCurve
from workbench.attention_shape import lay_knots
from workbench.evidence.settings import Attention
from workbench.problems import TooCoarse, WorkbenchError

ZONE = "America/Halifax"
START = pd.Timestamp("2009-07-06T18:00", tz=ZONE).tz_convert("UTC")
DAYS = 20
COLUMNS = ["value", "value_lower", "value_upper", "per_day", "per_day_lower", "per_day_upper"]


def planted(totals, kind="counter", *, start=START, origin=START, slope=0.0):
    """Build a curve whose possible courses are known: even growth to each total, or a level that moves evenly."""
    shape = lay_knots(kind, DAYS * 24.0)
    numbers = np.zeros((len(totals), shape.size))
    if kind == "counter":
        numbers[:, 0] = np.log(totals)
    else:
        numbers[:] = np.log(totals)[:, None] + slope * shape.clock
    day = pd.Timedelta(days=1)
    read = [START + day * number for number in (1, 5, 9)]
    readings = pd.DataFrame(
        {
            "time": read,
            "time_end": [time + day for time in read],
            "value": [10.0, 20.0, 30.0],
            "qualifier": ["exact", "about", "at_least"],
            "judged": ["used", "used", "stale"],
            "source_id": ["s1", "s2", "s2"],
        }
    )
    return AttentionCurve(
        metric="views_cumulative",
        scope="the song",
        unit="views",
        kind=kind,
        timezone=ZONE,
        origin=origin,
        start=start,
        end=origin + day * DAYS,
        level=0.95,
        readings=readings,
        left_out=0,
        simulated=True,
        shape=shape,
        draws=numbers,
    )


def with_attention(case, **changes):
    """Give a case another [attention] than its own."""
    told = dataclasses.replace(Attention("metric", "scope", "my-views-rebuilt", "views"), **changes)
    return dataclasses.replace(case, settings=dataclasses.replace(case.settings, attention=told))


# The table


def test_a_planted_even_growth_is_read_at_every_row():
    table = curves.shipped_table(planted([20_000.0] * 40))
    hours = (table["time"] - START) / pd.Timedelta(hours=1)
    np.testing.assert_allclose(table["value"], 20_000 * hours / (24 * DAYS), atol=1)
    # A row less than half a day after the start has fewer than 24 hours around it.
    np.testing.assert_allclose(table["per_day"], 1000 * np.minimum(hours + 12, 24) / 24, atol=1)
    assert list(table.columns) == ["time", *COLUMNS]
    assert (table[COLUMNS].dtypes == "int64").all()


def test_the_band_holds_the_middle_and_is_as_wide_as_the_draws():
    table = curves.shipped_table(planted(np.linspace(10_000, 30_000, 401)))
    last = table.iloc[-1]
    share = (last["time"] - START) / pd.Timedelta(days=DAYS)
    assert last["value"] == pytest.approx(20_000 * share, rel=0.01)
    assert last["value_lower"] == pytest.approx(10_500 * share, rel=0.01)
    assert last["value_upper"] == pytest.approx(29_500 * share, rel=0.01)
    for name in ("value", "per_day"):
        assert (table[f"{name}_lower"] <= table[name]).all()
        assert (table[name] <= table[f"{name}_upper"]).all()


def test_rows_stand_at_local_midday_and_every_six_hours_in_the_first_week_of_a_counter():
    curve = planted([20_000.0] * 40)
    local = curves.shipped_table(curve)["time"].dt.tz_convert(ZONE)
    fine = local[local < pd.Timestamp("2009-07-13T12:00", tz=ZONE)]
    assert set(fine.diff().dropna()) == {pd.Timedelta(hours=6)}
    assert fine.iloc[0] == pd.Timestamp("2009-07-06T18:00", tz=ZONE)
    later = local[local >= pd.Timestamp("2009-07-13T12:00", tz=ZONE)]
    assert set(later.dt.strftime("%H:%M")) == {"12:00"}
    assert set(later.diff().dropna()) == {pd.Timedelta(days=1)}
    # The last row is the last one whose 24 hours the curve reaches.
    assert local.iloc[-1] <= curve.end - pd.Timedelta(hours=12) < local.iloc[-1] + pd.Timedelta(days=1)


def test_midday_stays_midday_when_the_clocks_change():
    start = pd.Timestamp("2010-03-10T08:00", tz=ZONE).tz_convert("UTC")
    local = curves.shipped_table(planted([20_000.0] * 40, start=start, origin=start))["time"].dt.tz_convert(
        ZONE
    )
    assert {"2010-03-13 12:00", "2010-03-14 12:00", "2010-03-15 12:00"} <= set(
        local.dt.strftime("%Y-%m-%d %H:%M")
    )


def test_a_midday_row_holds_what_its_calendar_day_brought():
    case = wb.load_case("nestle-kitkat")
    curve = wb.rebuild_attention(case, case.attention.metric, scope=case.attention.scope, kind="counter")
    table = curves.shipped_table(curve)
    local = table["time"].dt.tz_convert(curve.timezone)
    noon = table.assign(day=local.dt.date)[local.dt.hour == 12].set_index("day")
    daily = curve.daily().set_index("day")
    full = daily[daily["hours"] == 24]
    assert len(full) > 20
    for name in ("value", "lower", "upper"):
        shipped = noon[f"per_day{'' if name == 'value' else '_' + name}"].reindex(full.index)
        np.testing.assert_allclose(shipped, full[name], atol=1)


def test_a_window_that_begins_later_than_the_counter_lacks_half_a_day_on_both_sides():
    start = START + pd.Timedelta(days=2)
    table = curves.shipped_table(planted([20_000.0] * 40, start=start))
    assert table["time"].iloc[0] >= start + pd.Timedelta(hours=12)
    np.testing.assert_allclose(table["per_day"], 1000, atol=1)


def test_a_level_that_plainly_falls_is_shipped():
    table = curves.shipped_table(planted(np.linspace(9_900, 10_100, 40), "level", slope=-1.0))
    assert (table["per_day_upper"] < 0).all()
    assert set(table["time"].dt.tz_convert(ZONE).dt.hour) == {12}


def test_a_level_whose_days_stay_open_is_refused():
    curve = planted(np.linspace(9_900, 10_100, 40), "level")
    half = len(curve.draws) // 2
    moving = curve.draws + np.linspace(0, 1, curve.shape.size) * np.repeat([[1.0], [-1.0]], half, axis=0)
    with pytest.raises(TooCoarse) as caught:
        curves.shipped_table(dataclasses.replace(curve, draws=moving))
    assert str(caught.value) == (
        "The readings of Views, the song cannot tell whether it rose or fell from one day to the next. "
        "Received: 3 readings, whose band leaves it open on 100% of the days. "
        "Allowed: a band that tells on half of the days or more. "
        "Try: a table of the readings themselves instead of [attention]."
    )


def test_fans_of_the_shipped_cases_cannot_be_told_per_day():
    case = wb.load_case("nestle-kitkat")
    fans = with_attention(case, metric="facebook_fans", scope="Nestle corporate page")
    with pytest.raises(TooCoarse, match="Fans, Nestle corporate page cannot tell whether it rose or fell"):
        curves.rebuild_curve(fans)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_what_is_no_number_is_never_written():
    curve = planted([20_000.0] * 40)
    curve.draws[0, 0] = np.inf
    with pytest.raises(
        ArithmeticError, match=r"^The curve of Views, the song holds values that are no numbers\.$"
    ):
        curves.shipped_table(curve)


# What is asked for


def test_a_case_without_a_curve_is_told_what_to_add():
    with pytest.raises(WorkbenchError) as caught:
        curves.rebuild_curve(wb.load_case("codero-outage"))
    assert str(caught.value) == (
        "This case ships no attention curve. Received: codero-outage. "
        "Allowed: a case whose case.toml has a table [attention]. "
        "Try: add [attention] with metric, scope, series and noun, if its readings carry a curve."
    )


@pytest.mark.parametrize(
    "name", ["../escape-rebuilt", "views", "Views-rebuilt", "views-rebuilt.csv", "-rebuilt", "a b-rebuilt"]
)
def test_a_name_that_is_no_file_or_hides_that_it_is_rebuilt_is_refused(name):
    case = with_attention(wb.load_case("codero-outage"), series=name, noun="Page views")
    with pytest.raises(WorkbenchError) as caught:
        curves.rebuild_curve(case)
    assert str(caught.value) == (
        "The name of a rebuilt series says so, and is fit for a file. "
        f"Received: series = {name!r} in [attention] of case.toml. "
        "Allowed: small letters, digits and hyphens, with -rebuilt at the end. "
        'Try: series = "codero-outage-page-views-rebuilt".'
    )


# The shipped curves


def test_every_shipped_curve_stands_in_its_case_period_and_says_rebuilt(case_ids):
    shipped = [case for case in map(wb.load_case, case_ids) if case.attention]
    assert {"united-breaks-guitars", "nestle-kitkat"} <= {case.id for case in shipped}
    for case in shipped:
        table = wb.load_series(case.attention.series)
        assert table.attrs["card"]["kind"] == "rebuilt"
        assert table.index[0] - case.trigger["time"] < pd.Timedelta(hours=6)
        assert table.index[-1] < case.period.end
        assert table["value"].is_monotonic_increasing
        assert (table["per_day_lower"] >= 0).all()


def test_the_views_of_song_1_agree_with_what_its_readings_say_exactly():
    """Compare with figures that were read off the counter itself, to the minute."""
    case = wb.load_case("united-breaks-guitars")
    table = wb.load_series(case.attention.series)
    readings = case.readings(case.attention.metric, case.attention.scope)
    exact = readings[
        (readings["qualifier"] == "exact")
        & (readings["time_precision"] == "minute")
        & (readings["time"] < table.index[-1])
    ]
    assert len(exact) >= 3
    seconds = exact["time"].astype("datetime64[s, UTC]").astype("int64")
    known = table.index.astype("datetime64[s, UTC]").astype("int64")
    rebuilt = np.interp(seconds, known, table["value"])
    np.testing.assert_allclose(rebuilt, exact["value"], rtol=0.02)


def test_the_card_describes_its_table():
    case = wb.load_case("nestle-kitkat")
    curve = curves.rebuild_curve(case)
    card = tomllib.loads(curve.card)
    assert curve.name == case.attention.series
    assert card["sha256"] == hashlib.sha256(curve.table.encode()).hexdigest()
    assert card["kind"] == "rebuilt"
    assert card["licence"] == "CC-BY-4.0"
    assert card["title"] == (
        "Nestlé, Greenpeace and the Kit Kat video: views (all versions, Greenpeace count), "
        "17 March 2010 to 16 April 2010, rebuilt from dated readings"
    )
    assert card["source"].startswith("10 dated readings from 10 sources (")
    assert card["source"].endswith("; the readings and their sources are in cases/nestle-kitkat")
    assert card["changes"] == (
        "rebuilt with rebuild_attention from video_views_cumulative_all_versions of all versions, Greenpeace count, "
        "seed 0, 400 draws; a row at local midday in Europe/Zurich and every six hours in the first week; "
        "rounded to whole views; crisis rebuild nestle-kitkat repeats it"
    )
    assert card["warning"] == (
        "Rebuilt, not recorded: a day's views are what the readings around it leave possible. "
        "Quote the 95% band, not the middle alone."
    )
    assert list(card["columns"]) == ["time", *COLUMNS]
    assert card["recipe"] == {"readings_sha256": card["recipe"]["readings_sha256"], "seed": 0, "draws": 400}
    assert curve.table.splitlines()[0] == ",".join(["time", *COLUMNS])


def test_the_fingerprint_changes_with_any_reading_and_with_nothing_else():
    readings = planted([1.0] * 40).readings
    told = curves._fingerprint(readings)
    assert curves._fingerprint(readings.assign(judged="wrong", reason="another")) == told
    for column, other in [
        ("value", 11.0),
        ("qualifier", "at_most"),
        ("time_end", readings.at[2, "time_end"]),
    ]:
        changed = readings.copy()
        changed.loc[0, column] = other
        assert curves._fingerprint(changed) != told


def test_quotes_in_a_title_do_not_break_the_card():
    case = wb.load_case("nestle-kitkat")
    title = 'The "video"\\ of [Nestlé]'
    case = dataclasses.replace(case, settings=dataclasses.replace(case.settings, title=title))
    assert tomllib.loads(curves.rebuild_curve(case).card)["title"].startswith(f"{title}: views")
