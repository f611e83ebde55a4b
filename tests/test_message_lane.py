"""The lane of imported messages by its traces: counts as they are, gaps that are no silence, invented ones marked."""

import pandas as pd
import pytest
from small_case import write_case

import workbench as wb
from workbench.plots import theme
from workbench.problems import WorkbenchError


@pytest.fixture
def case(tmp_path):
    return wb.load_case(write_case(tmp_path))


def counted(rows, **attrs):
    """Build a table of counts from rows of hour, stance and count."""
    table = pd.DataFrame(rows, columns=["hour", "stance", "count"])
    table["time"] = pd.Timestamp("2010-03-15T08:00Z") + pd.to_timedelta(table.pop("hour"), unit="h")
    table.attrs.update(attrs)
    return table


TWO = [
    (0, "negative", 3.0),
    (0, "neutral", 1.0),
    (1, "negative", 0.0),
    (1, "neutral", 2.0),
    (2, "negative", 5.0),
    (2, "neutral", 0.0),
]


def lane(figure):
    """Bars of the lane by name: place on the clock -> height."""
    return {t.name: dict(zip(map(str, t.x), t.y, strict=True)) for t in figure.data if t.type == "bar"}


def test_every_stance_has_its_bars_at_the_middle_of_its_hour_on_the_local_clock(case):
    bars = lane(wb.plot_timeline(case, counts=counted(TWO)))
    # Zurich is an hour ahead of UTC in March.
    assert bars == {
        "negative": {"2010-03-15 09:30:00": 3.0, "2010-03-15 11:30:00": 5.0},
        "neutral": {"2010-03-15 09:30:00": 1.0, "2010-03-15 10:30:00": 2.0},
    }


def test_nothing_is_lost_in_the_window(case):
    table = counted(TWO)
    drawn = sum(sum(bars.values()) for bars in lane(wb.plot_timeline(case, counts=table)).values())
    assert drawn == table["count"].sum()


def test_a_stretch_that_nobody_collected_is_marked_and_is_no_zero(case):
    figure = wb.plot_timeline(
        case, counts=counted([*TWO, (3, "negative", None), (3, "neutral", None), (4, "negative", 1.0)])
    )
    assert lane(figure)["not collected"] == {"2010-03-15 12:30:00": 5.0}
    marked = next(t for t in figure.data if t.name == "not collected")
    assert marked.hovertemplate.startswith("Nobody collected here: this is no silence.")


def test_a_table_without_stances_is_one_series(case):
    table = counted(TWO).drop(columns="stance").groupby("time", as_index=False).sum()
    assert list(lane(wb.plot_timeline(case, counts=table))) == ["messages"]


def by_platform(*rows):
    """Build counts by platform from rows of hour, platform and count."""
    return counted(rows).rename(columns={"stance": "platform"})


def test_messages_are_stacked_by_the_column_they_were_counted_by(case):
    table = by_platform((0, "x", 3.0), (0, "reddit", 1.0), (1, "x", 0.0), (1, "reddit", 2.0))
    figure = wb.plot_timeline(case, counts=table)
    assert lane(figure) == {
        "x": {"2010-03-15 09:30:00": 3.0},
        "reddit": {"2010-03-15 09:30:00": 1.0, "2010-03-15 10:30:00": 2.0},
    }
    bars = {trace.name: trace for trace in figure.data if trace.type == "bar"}
    assert {name: bar.marker.color for name, bar in bars.items()} == theme.platform_colours(["x", "reddit"])
    assert bars["x"].hovertext[0].startswith("<b>3 messages on x</b>")


def test_several_columns_are_added_up_to_the_one_that_is_asked_for(case):
    table = pd.concat(
        [counted(TWO).assign(platform="x"), counted(TWO).assign(platform="reddit", count=1.0)]
    ).reset_index(drop=True)
    assert {
        name: sum(bars.values()) for name, bars in lane(wb.plot_timeline(case, counts=table)).items()
    } == {
        "negative": 3 + 5 + 3.0,
        "neutral": 1 + 2 + 3.0,
    }
    split = lane(wb.plot_timeline(case, counts=table, by="platform"))
    assert split["x"] == {"2010-03-15 09:30:00": 4.0, "2010-03-15 10:30:00": 2.0, "2010-03-15 11:30:00": 5.0}
    assert split["reddit"] == dict.fromkeys(split["x"], 2.0)


@pytest.mark.parametrize("draw", ["timeline", "counts"])
def test_more_languages_than_colours_are_one_and_none_is_lost(case, draw):
    languages = ["en", "es", "de", "pl", "fr", "it", "pt", "nl", "cs"]
    table = counted([(0, name, 20.0 - place) for place, name in enumerate(languages)] + [(0, None, 30.0)])
    table = table.rename(columns={"stance": "language"})
    figure = wb.plot_counts(table) if draw == "counts" else wb.plot_timeline(case, counts=table)
    bars = {trace.name: float(sum(trace.y)) for trace in figure.data if trace.type == "bar"}
    assert list(bars) == ["en", "es", "de", "pl", "fr", "other", "unknown"]
    assert bars["other"] == 15 + 14 + 13 + 12
    assert sum(bars.values()) == table["count"].sum()


def test_invented_messages_are_stamped_and_imported_ones_are_not(case):
    real, invented = (wb.plot_timeline(case, counts=counted(TWO, **a)) for a in ({}, {"simulated": True}))
    stamps = [[a.text for a in f.layout.annotations if a.name == "simulated"] for f in (real, invented)]
    assert stamps == [[], ["<b>SIMULATED</b>"]]
    assert real.layout.title.subtitle.text.startswith("11 messages, imported.")
    assert invented.layout.title.subtitle.text.startswith(
        "11 messages, simulated: no real company, no real message."
    )


def test_the_unit_is_the_width_of_the_bins(case):
    for every, words in (
        ("1h", "messages per hour"),
        ("1D", "messages per day"),
        ("3h", "messages per 3 hours"),
    ):
        table = counted(TWO)
        table["time"] = pd.Timestamp("2010-03-14T00:00Z") + (
            table["time"] - table["time"].min()
        ) / pd.Timedelta("1h") * pd.Timedelta(every)
        figure = wb.plot_timeline(case, counts=table)
        assert words in [axis.title.text for axis in figure.select_yaxes()]


def test_without_counts_there_is_no_such_lane(case):
    assert lane(wb.plot_timeline(case, lanes=["company", "messages"])) == {}


@pytest.mark.parametrize(
    ("table", "received"),
    [
        (pd.DataFrame({"count": [1]}), "a table without time"),
        (
            pd.DataFrame({"time": pd.to_datetime(["2010-03-15"]), "count": [1.0]}),
            "a table without time with a zone",
        ),
        ([1, 2], "a table without time, count"),
    ],
)
def test_what_is_no_table_of_counts_is_refused(case, table, received):
    with pytest.raises(WorkbenchError) as refusal:
        wb.plot_timeline(case, counts=table)
    assert str(refusal.value) == (
        f"The timeline cannot draw these counts. Received: {received}. Allowed: a table with time (with zone), count, and "
        'stance, platform or language if they are to be stacked. Try: counts=wb.count_mentions(messages, by=["stance"]).'
    )


def test_messages_outside_the_days_that_are_shown_are_told_of(case):
    table = counted([(2, "negative", 4.0), (9000, "negative", 7.0)])
    said = wb.plot_timeline(case, counts=table).layout.title.subtitle.text.replace("<br>", " ")
    assert said.startswith("11 messages, imported. 4 of them lie in the days shown.")
