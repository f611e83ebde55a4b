"""The alarm as a monitor would have raised it: soon, rarely for nothing, and blind to what came later."""

import numpy as np
import pandas as pd
import pytest

from workbench.alarm_threshold import SERIES, false_alarms, fit_quiet, quiet_months
from workbench.alarms import _rate, first_alarm
from workbench.burst_baseline import fit_baseline
from workbench.counts import count_mentions
from workbench.problems import NotEnoughData, TooCoarse, WorkbenchError
from workbench.simulate_messages import TRIGGER, simulate_mentions

HOUR = pd.Timedelta("1h")


@pytest.fixture(scope="module")
def stream():
    """Return the negative counts of a stream with its truth."""
    messages, truth = simulate_mentions(seed=1)
    return count_mentions(messages, by=(), where={"stance": "negative", "by_company": False}), truth


def test_the_alarm_comes_soon_after_the_wave_begins(stream):
    counts, truth = stream
    alarm = first_alarm(counts, response=truth.response, since=truth.trigger)
    assert truth.trigger + HOUR <= alarm.time <= truth.trigger + 6 * HOUR
    lead = alarm.estimates.set_index("term").loc["lead over the first response"]
    assert lead["value"] == (truth.response - alarm.time) / HOUR
    # A monitor that looked every minute could have known an hour earlier.
    assert lead["upper"] == lead["value"] + 1
    assert lead["lower"] == lead["value"]
    assert alarm.count > alarm.expected
    assert repr(alarm).startswith(
        "<Alarm: alarm at 2030-03-14 15:00 UTC, 15 hours before the first response; simulated: "
    )
    assert "no real" not in alarm.summary()


def test_no_future_is_used(stream):
    counts, truth = stream
    whole = first_alarm(counts, response=truth.response, since=truth.trigger)
    at = int(np.flatnonzero(counts["time"] + HOUR == whole.time)[0])
    for cut in (at + 1, at + 2, at + 30):
        part = first_alarm(counts.iloc[:cut], response=truth.response, since=truth.trigger)
        assert (part.time, part.count, part.expected, part.threshold) == (
            whole.time, whole.count, whole.expected, whole.threshold)  # fmt: skip
        pd.testing.assert_frame_equal(part.estimates, whole.estimates)
        pd.testing.assert_frame_equal(part.counts.iloc[:at], whole.counts.iloc[:at])
    assert first_alarm(counts.iloc[:at], since=truth.trigger).time is None


def test_another_future_leaves_the_alarm_where_it_is(stream):
    counts, truth = stream
    whole = first_alarm(counts, since=truth.trigger)
    other = counts.copy()
    other.loc[other["time"] >= whole.time, "count"] = 0.0
    assert first_alarm(other, since=truth.trigger).time == whole.time


@pytest.mark.parametrize("per_hour", [1.0, 6.0])
def test_false_alarms_are_as_rare_as_stated(per_hour):
    wrong, stated, months = 0, [], 0
    for seed in range(8):
        messages, _ = simulate_mentions(
            seed=2000 + seed, before_days=74, after_days=1, wave=0, per_hour=per_hour, response_hours=None
        )
        counts = count_mentions(messages, by=())
        alarm = first_alarm(counts, since=counts["time"].iloc[-1])
        wrong += int(alarm.alarms["false"].sum())
        months += 2
        stated.append(alarm.estimates.set_index("term").loc["false alarms, simulated", "value"])
    # The streams differ: sixteen months hold what chance makes of it; small streams teach less.
    assert np.mean(stated) < 2
    assert wrong / months < (3 if per_hour == 1 else 2)


def test_fewer_false_alarms_can_be_asked_for_and_cost_time():
    messages, truth = simulate_mentions(seed=11, wave=120, per_hour=3)
    counts = count_mentions(messages, by=(), where={"by_company": False})
    often, rarely = (first_alarm(counts, since=truth.trigger, false_per_month=rate) for rate in (4, 0.1))
    assert often.threshold < rarely.threshold
    assert often.time <= rarely.time


def test_simulated_quiet_scatters_like_the_past():
    messages, _ = simulate_mentions(
        seed=5, before_days=60, after_days=0.5, wave=0, per_hour=8, response_hours=None
    )
    counts = count_mentions(messages, by=())
    y, clock = counts["count"].to_numpy(), pd.DatetimeIndex(counts["time"])
    ones = np.ones(y.size)
    baseline, _ = fit_baseline(y, ones, clock, 1.0, 3.0)
    quiet = fit_quiet(y, ones, clock, 1.0, baseline, ones > 0)
    assert quiet.branching == pytest.approx(0.5, abs=0.2)
    months, _ = quiet_months(quiet, 1.0, np.random.default_rng(0))
    assert months.shape == (720, SERIES)
    sums = months.reshape(120, 6, SERIES).sum(axis=1)
    real = y[: len(y) // 6 * 6].reshape(-1, 6).sum(axis=1)
    assert sums.var() == pytest.approx(real.var(), rel=0.35)
    assert sums.mean() == pytest.approx(real.mean(), rel=0.1)


def test_a_gap_before_the_alarm_widens_the_lead(stream):
    counts, truth = stream
    whole = first_alarm(counts, response=truth.response, since=truth.trigger)
    holes = counts.copy()
    holes.loc[
        (holes["time"] >= whole.time - 3 * HOUR) & (holes["time"] < whole.time), ["count", "coverage"]
    ] = [np.nan, 0.0]
    later = first_alarm(holes, response=truth.response, since=truth.trigger)
    assert later.time == whole.time + HOUR
    lead = later.estimates.set_index("term").loc["lead over the first response"]
    assert lead["upper"] - lead["value"] == 4


def test_a_response_known_roughly_gives_a_range(stream):
    counts, truth = stream
    low, high = truth.response - 2 * HOUR, truth.response + 4 * HOUR
    lead = first_alarm(counts, (low, high), since=truth.trigger).estimates.iloc[0]
    assert (lead["value"], lead["lower"], lead["upper"]) == (16, 13, 20)


def test_an_answer_before_the_alarm_is_told_as_such(stream):
    counts, truth = stream
    alarm = first_alarm(counts, truth.trigger - HOUR, since=truth.trigger)
    assert alarm.headline().endswith("6 hours after the first response")
    assert "That is 5 to 6 hours after the company's first response." in alarm.summary()


def test_an_alarm_that_still_rings_is_the_alarm(stream):
    counts, truth = stream
    whole = first_alarm(counts, since=truth.trigger)
    late = first_alarm(counts, since=truth.trigger + 8 * HOUR)
    assert late.time == whole.time
    assert not late.alarms["false"].iloc[0]


def test_quiet_raises_no_alarm_and_the_table_says_what_was_watched():
    messages, _ = simulate_mentions(seed=3, wave=0, response_hours=None)
    counts = count_mentions(messages, by=())
    alarm = first_alarm(counts, false_per_month=0.1)
    assert alarm.time is None
    assert alarm.summary().startswith("A monitor that knew only the past would have raised no alarm.")
    assert alarm.counts["watched"].sum() == len(counts) - 14 * 24
    assert alarm.counts.loc[~alarm.counts["watched"], "expected"].isna().all()


@pytest.mark.parametrize("every", ["15min", "6h", "1D"])
def test_other_widths_find_the_wave(every):
    messages, truth = simulate_mentions(seed=4, per_hour=12)
    counts = count_mentions(messages, every=every, by=(), where={"by_company": False})
    alarm = first_alarm(counts, since=truth.trigger)
    assert truth.trigger < alarm.time <= truth.trigger + max(8 * HOUR, pd.Timedelta(every) + 6 * HOUR)


@pytest.mark.parametrize(
    ("asked", "kind", "sentence"),
    [
        (
            {"since": TRIGGER - pd.Timedelta("10D")},
            NotEnoughData,
            "The monitor has too little past to learn from. Received: 11.0 collected days before the crisis. Allowed: "
            "learn_days=14 days, and 7 at the least. Try: count from an earlier start, or set learn_days lower, which makes "
            "the level less sure.",
        ),
        (
            {"learn_days": 3},
            WorkbenchError,
            "A monitor cannot be set up like this. Received: learn_days=3, false_per_month=1.0, fewest=5. Allowed: learn_days "
            "of 7 or more, false_per_month from 0.05 to 30, fewest of 1 or more. Try: learn_days=14, false_per_month=1, fewest=5.",
        ),
        (
            {"response": "2030-03-15 06:00"},
            WorkbenchError,
            "The response is no time with a zone. Received: '2030-03-15 06:00'. Allowed: ISO 8601 with an offset. Try: "
            "'2026-05-01T10:00Z' if that clock was UTC.",
        ),
        (
            {"response": ("2030-03-15T06:00Z", "2030-03-15T05:00Z")},
            WorkbenchError,
            "The response ends before it begins. Received: 2030-03-15T06:00:00+00:00 to 2030-03-15T05:00:00+00:00. Allowed: one "
            "time, or the earliest and the latest one. Try: swap the two.",
        ),
    ],
)  # fmt: skip
def test_what_a_monitor_cannot_do_is_said(stream, asked, kind, sentence):
    with pytest.raises(kind) as caught:
        first_alarm(stream[0], **asked)
    assert str(caught.value) == sentence


def shouted(quiet_ones):
    """Build three weeks of hours in which next to nothing is written, then a storm; and when that begins."""
    clock = pd.date_range("2030-03-01", periods=21 * 24, freq="1h", tz="UTC")
    counts = np.zeros(clock.size)
    counts[np.random.default_rng(0).integers(0, 360, quiet_ones)] += 1
    counts[380:400] = [9, 25, 60, 80, 80, 70, 60, 50, 40, 40, 30, 30, 20, 20, 10, 10, 9, 8, 7, 5]
    return pd.DataFrame({"time": clock, "count": counts}), clock[380]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("quiet_ones", [0, 1, 2, 3, 5, 9])
def test_a_past_of_hardly_any_message_rings_in_time_and_promises_nothing(quiet_ones):
    counts, begin = shouted(quiet_ones)
    alarm = first_alarm(counts, begin + 9 * HOUR, since=begin)
    assert alarm.time == begin + HOUR
    assert alarm.estimates["term"].tolist() == [
        "lead over the first response",
        "alarm after the crisis began",
    ]
    holds = {0: "no such message", 1: "1 such message"}.get(quiet_ones, f"{quiet_ones} such messages")
    assert alarm.summary() == (
        "A monitor that knew only the past would have raised the alarm at 21:00 UTC on 16 March 2030: 9 mentions in an hour "
        "that usually holds none. That is 8 to 9 hours before the company's first response. How often it would ring for "
        f"nothing cannot be told: the quiet past holds {holds}."
    )
    assert "How often it would ring for nothing cannot be told" in alarm.plot().layout.title.subtitle.text


@pytest.mark.filterwarnings("error")
def test_a_past_of_a_few_messages_more_states_its_false_alarms():
    counts, begin = shouted(40)
    assert "false alarms, simulated" in first_alarm(counts, since=begin).estimates["term"].tolist()


def test_the_stated_rate_of_false_alarms_has_an_interval_that_holds(stream):
    counts, truth = stream
    alarm = first_alarm(counts, since=truth.trigger)
    months = np.array(
        [false_alarms(alarm.quiet, 1.0, 3.0, alarm.threshold, 100 + seed) for seed in range(12)]
    )
    apart = months.var(axis=1, ddof=1) / months.mean(axis=1)
    # Months differ far more than those of a Poisson process would.
    assert apart.mean() > 1.5
    rows = np.array([_rate(int(m.sum()), SERIES, a) for m, a in zip(months, apart, strict=True)])
    held = (rows[:, 1] <= months.mean()) & (months.mean() <= rows[:, 2])
    assert held.sum() >= 10
    plain = np.array([_rate(int(m.sum()), SERIES) for m in months])
    assert np.ptp(rows[:, 1:], axis=1).mean() > 1.2 * np.ptp(plain[:, 1:], axis=1).mean()
    assert _rate(0, SERIES)[:2] == (0.0, 0.0)
    assert _rate(0, SERIES)[2] == pytest.approx(0.0369, abs=1e-4)


def test_no_rate_is_told_from_a_day_of_watching(stream):
    counts, truth = stream
    late = counts[counts["time"] >= truth.trigger - pd.Timedelta("15D")]
    terms = first_alarm(late, since=truth.trigger).estimates["term"].tolist()
    assert "false alarms, seen before the crisis" not in terms
    assert (
        "false alarms, seen before the crisis"
        in first_alarm(counts, since=truth.trigger).estimates["term"].tolist()
    )


def test_the_sentence_stands_on_the_clock_that_is_asked_for_and_in_words(stream):
    counts, truth = stream
    alarm = first_alarm(counts, truth.response, since=truth.trigger)
    assert alarm.summary().startswith(
        "A monitor that knew only the past would have raised the alarm at 15:00 UTC on 14 March 2030: "
    )
    there = alarm.summary("Asia/Tokyo")
    assert there.startswith(
        "A monitor that knew only the past would have raised the alarm at 00:00 on 15 March 2030: "
    )
    assert "UTC" not in there
    assert "mentions in an hour that usually holds about " in there
    assert (
        " That is 15 to 16 hours before the company's first response. In a quiet month it raises about "
        in there
    )
    with pytest.raises(WorkbenchError, match=r"^This time zone is not known\. Received: 'Tokyo'\. "):
        alarm.summary("Tokyo")


def test_half_hours_are_told(stream):
    counts, truth = stream
    response = (truth.response - pd.Timedelta("6.5h"), truth.response - pd.Timedelta("6.48h"))
    alarm = first_alarm(counts, response, since=truth.trigger)
    assert alarm.headline().endswith(", 8.5 hours before the first response")
    assert "That is 8.5 to 9.5 hours before the company's first response." in alarm.summary()
    across = first_alarm(counts, (alarm.time - HOUR, alarm.time + 2 * HOUR), since=truth.trigger)
    assert "That is between 1 hour after and 3 hours before the company's first response." in across.summary()


def test_weeks_raise_no_alarm_and_zeros_are_refused(stream):
    counts, _ = stream
    weeks = pd.DataFrame({"time": pd.date_range("2030-01-07", periods=30, freq="7D", tz="UTC"), "count": 5.0})
    with pytest.raises(TooCoarse) as caught:
        first_alarm(weeks)
    assert str(caught.value) == (
        "The bins are too wide for an alarm. Received: bins of 168 h. Allowed: bins of a day or less. Try: "
        'wb.count_mentions(..., every="1h").'
    )
    with pytest.raises(NotEnoughData) as caught:
        first_alarm(counts.assign(count=0.0))
    assert str(caught.value).startswith("Every count is zero. Received: 0 mentions in 600 collected bins.")


def test_a_past_full_of_crisis_is_no_past(stream):
    counts, _ = stream
    wild = counts.iloc[:200].copy()
    wild.loc[60:110, "count"] += 60.0
    with pytest.raises(NotEnoughData) as caught:
        first_alarm(wild, learn_days=7)
    assert str(caught.value) == (
        "There is too little quiet to know the usual level. Received: 117 quiet hours before the monitor begins to watch. "
        "Allowed: at least 168 hours, a whole week. Try: count from an earlier start; two to four weeks before the crisis are "
        "best."
    )
