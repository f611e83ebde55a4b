"""The figures of counts, alarm, bursts and spread: their traces hold the numbers, their words say what they are."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.alarms import first_alarm
from workbench.bursts import find_bursts
from workbench.counts import count_mentions
from workbench.plots.alarms import plot_alarm
from workbench.plots.counts import MOST_BINS, plot_counts
from workbench.plots.spread import plot_spread
from workbench.problems import WorkbenchError
from workbench.simulate_messages import simulate_mentions
from workbench.spans import range_words
from workbench.spread import measure_spread


@pytest.fixture(scope="module")
def stream():
    """Return a simulated stream with a gap."""
    return simulate_mentions(seed=2, gap_hours=(30, 40))


@pytest.fixture(scope="module")
def alarm(stream):
    """Return its alarm."""
    messages, truth = stream
    counts = count_mentions(messages, by=(), where={"stance": "negative"}, gaps=truth.gaps)
    return first_alarm(counts, response=truth.response, since=truth.trigger)


def drawn(figure, name):
    """Return what a trace of this name adds up to."""
    return sum(
        float(np.nansum(np.asarray(t.y, float))) for t in figure.data if t.name == name and t.type == "bar"
    )


def words(figure):
    """Return all words of a figure outside its traces."""
    notes = " ".join(a.text for a in figure.layout.annotations)
    return f"{figure.layout.title.text} {figure.layout.title.subtitle.text} {notes}".replace("<br>", " ")


def test_counts_are_drawn_by_stance_with_their_gap(stream):
    messages, truth = stream
    counts = count_mentions(messages, by=("stance", "platform"), gaps=truth.gaps)
    figure = plot_counts(counts)
    for name in ("negative", "neutral", "positive"):
        assert drawn(figure, name) == (messages["stance"] == name).sum()
    (gap,) = [s for s in figure.layout.shapes if s.name == "not collected"]
    assert pd.Timestamp(gap.x0) == truth.gaps[0][0].tz_localize(None)
    assert pd.Timestamp(gap.x1) == truth.gaps[0][1].tz_localize(None)
    assert "SIMULATED" in words(figure)
    assert "not collected, which is no silence" in words(figure)


def test_counts_are_stacked_by_what_is_asked_for(stream):
    counts = count_mentions(stream[0], by=("stance", "platform"))
    figure = plot_counts(counts, by="platform")
    assert drawn(figure, "x") == (stream[0]["platform"] == "x").sum()
    assert [t.name for t in plot_counts(count_mentions(stream[0], by=())).data] == ["messages"]


def test_very_many_bins_are_put_together_and_nothing_is_lost(stream):
    messages, truth = stream
    counts = count_mentions(messages, every="5min", by=("stance",), gaps=truth.gaps)
    assert counts["time"].nunique() > 4 * MOST_BINS
    figure = plot_counts(counts)
    assert sum(drawn(figure, n) for n in ("negative", "neutral", "positive")) == len(messages)
    assert max(len(t.x) for t in figure.data) <= MOST_BINS
    assert "Bins of 1 hour" in words(figure)


def test_markup_in_a_group_is_shown_and_not_obeyed():
    table = pd.DataFrame(
        {"time": pd.to_datetime(["2026-05-01T00:10Z"]), "platform": ["<script>alert(1)</script>"]}
    )
    figure = plot_counts(count_mentions(table, by=("platform",)))
    assert "<script>" not in figure.to_json().replace("\\u003c", "<")


def test_what_is_no_table_of_counts_is_refused(stream):
    with pytest.raises(WorkbenchError) as caught:
        plot_counts(stream[0])
    assert str(caught.value).startswith("These counts cannot be drawn. Received: columns mention_id, time, ")
    with pytest.raises(WorkbenchError) as caught:
        plot_counts(count_mentions(stream[0]), by="platform")
    assert str(caught.value) == (
        "These counts cannot be drawn. Received: by='platform'. Allowed: time (with zone) and count, and by= one of stance. "
        'Try: wb.plot_counts(wb.count_mentions(messages, by=("stance",))).'
    )


def test_the_alarm_stands_where_it_was_raised(alarm, stream):
    figure = plot_alarm(alarm)
    lines = [pd.Timestamp(s.x0) for s in figure.layout.shapes if s.type == "line" and s.x0 == s.x1]
    assert lines == [alarm.time.tz_localize(None), stream[1].response.tz_localize(None)]
    said = words(figure)
    assert "The alarm would have been raised 15 hours before the first response" in said
    assert "In a quiet month it raises about " in said
    # Seven days were watched before the crisis; from a day of watching nothing is told.
    assert "none seen while watching before the crisis" in said
    short = first_alarm(
        count_mentions(stream[0], by=(), where={"stance": "negative"}), since=stream[1].trigger, learn_days=20
    )
    assert "seen while watching" not in words(plot_alarm(short))
    assert "SIMULATED" in said
    # Both panels, in alarm and not: the lower one holds every mention.
    lower = [t for t in figure.data if t.type == "bar" and t.xaxis == "x2"]
    assert sum(np.nansum(np.asarray(t.y, float)) for t in lower) == np.nansum(alarm.counts["count"])
    assert any(s.name == "not collected" for s in figure.layout.shapes)


def test_no_alarm_is_drawn_as_none():
    messages, _ = simulate_mentions(seed=3, wave=0, response_hours=None)
    figure = first_alarm(count_mentions(messages, by=()), false_per_month=0.1).plot()
    assert "would have raised no alarm" in words(figure)


def test_an_answer_before_the_alarm_is_too_late_for_nobody(alarm, stream):
    early = first_alarm(
        alarm.counts[["time", "count", "coverage"]],
        response=stream[1].trigger - pd.Timedelta("2h"),
        since=stream[1].trigger,
    )
    assert "hours after the first response" in words(plot_alarm(early))


def test_the_alarm_is_drawn_on_the_clock_that_is_asked_for(alarm, stream):
    figure, utc = plot_alarm(alarm, clock="Asia/Tokyo"), plot_alarm(alarm)
    lines = [pd.Timestamp(s.x0) for s in figure.layout.shapes if s.type == "line" and s.x0 == s.x1]
    nine = pd.Timedelta("9h")
    assert lines == [alarm.time.tz_localize(None) + nine, stream[1].response.tz_localize(None) + nine]
    assert pd.Timestamp(figure.layout.xaxis.range[0]) == pd.Timestamp(utc.layout.xaxis.range[0]) + nine
    assert pd.Timestamp(figure.data[0].x[0]) == pd.Timestamp(utc.data[0].x[0]) + nine
    said = words(figure)
    assert "Clock: Asia/Tokyo." in said
    assert "UTC" not in said
    assert (
        f"watched from {(alarm.counts.loc[alarm.counts['watched'], 'time'].iloc[0] + nine):%Y-%m-%d %H:%M} Asia/Tokyo"
        in said
    )


def test_false_alarms_are_marked():
    messages, truth = simulate_mentions(seed=2, per_hour=2)
    counts = count_mentions(messages, by=())
    alarm = first_alarm(counts, since=truth.trigger, false_per_month=20)
    marks = [a for a in plot_alarm(alarm).layout.annotations if "false alarm" in a.text and a.xref == "x2"]
    assert len(marks) == alarm.alarms["false"].sum()


def test_bursts_are_coloured(stream):
    bursts = find_bursts(count_mentions(stream[0], by=()))
    figure = bursts.plot()
    assert drawn(figure, "in a burst") == bursts.counts.loc[bursts.counts["burst"], "count"].sum()
    assert drawn(figure, "mentions") == bursts.counts.loc[~bursts.counts["burst"], "count"].sum()


def test_the_spread_shows_its_platforms_and_voices(stream):
    messages, truth = stream
    spread = measure_spread(messages, since=truth.trigger)
    figure = plot_spread(spread)
    said = words(figure)
    for row in spread.platforms.itertuples():
        lag = f"{range_words(row.lag, row.lag_low, row.lag_high)} later"
        alone = "first" if len(spread.first) == 1 else "perhaps first"
        assert f"<b>{row.platform}</b> {alone if row.platform in spread.first else lag}" in said
    assert "Hours after 10:00 on 14 March 2030. Clock: UTC." in said
    there = words(plot_spread(spread, clock="Asia/Tokyo"))
    assert "Hours after 19:00 on 14 March 2030. Clock: Asia/Tokyo." in there
    (bars,) = [t for t in figure.data if t.type == "bar"]
    assert list(bars.x) == spread.voices["set_off"].head(8).tolist()
    assert list(bars.y) == [name[:8] for name in spread.voices["author"].head(8)]
    assert "SIMULATED" in said


def test_a_spread_without_links_says_so(stream):
    messages, truth = stream
    bare = messages.drop(columns=["repost_of", "in_reply_to", "is_repost"])
    assert "carry no links" in words(plot_spread(measure_spread(bare, since=truth.trigger)))


@pytest.mark.parametrize("draw", [plot_alarm, plot_spread])
def test_a_table_is_no_result(draw, stream):
    with pytest.raises(WorkbenchError) as caught:
        draw(stream[0])
    assert str(caught.value).startswith("This figure draws another kind of result. Received: DataFrame.")


def test_shipped_counts_name_their_source_and_what_was_counted():
    rows = wb.load_series("airlines-2015-hourly").query("airline_sentiment == 'negative'").reset_index()
    rows = rows.rename(columns={"mentions": "count"})
    rows.attrs["counted"] = "negative tweets"
    figure = plot_counts(rows[["time", "airline", "count"]], by="airline")
    assert figure.title_sentence.startswith("9,082 negative tweets in 8 days, ")
    assert figure.layout.yaxis.title.text == "negative tweets per hour"
    assert (
        "Documented: Twitter US Airline Sentiment (CrowdFlower, 14,640 tweets labelled by people), counted by hour. "
        "Negative tweets: 9,082, 2015-02-17 "
    ) in words(figure)
