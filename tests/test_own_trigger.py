"""When the crisis began: what the messages show, with the reason where they show nothing; and no time outside of them."""

import numpy as np
import pandas as pd
import pytest
from own import COLUMNS, KEY, export, few

import workbench as wb
from workbench.own_trigger import check_trigger
from workbench.problems import WorkbenchError

BEGAN = pd.Timestamp("2026-03-24T08:00Z")


def wave(path, quiet_mood="positive", mood="negative", days=15):
    """Write two quiet weeks of two messages an hour, and eight hours of sixty, from BEGAN on."""
    rng = np.random.default_rng(1)
    start = BEGAN - pd.Timedelta(days=days)
    quiet = start + pd.to_timedelta(np.sort(rng.uniform(0, 24 * (days + 2), 2 * 24 * (days + 2))), unit="h")
    storm = BEGAN + pd.to_timedelta(np.sort(rng.uniform(0, 8, 480)), unit="h")
    rows = [
        {"when": f"{time:%Y-%m-%dT%H:%M:%SZ}", "what": f"text {n}", "where": "x", "mood": said}
        for said, times in ((quiet_mood, quiet), (mood, storm))
        for n, time in enumerate(times)
    ]
    return export(path, rows)


def imported(tmp_path, source, **how):
    return wb.load_case(wb.import_case(source, tmp_path / "kettle", columns=COLUMNS, key=KEY, **how))


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_a_crisis_after_weeks_without_one_negative_is_found_without_a_warning(tmp_path):
    trigger = imported(tmp_path, wave(tmp_path / "export.csv")).trigger
    assert trigger["title"] == "The largest burst of negative messages begins"
    assert trigger["time"] == BEGAN


def test_where_the_negatives_show_nothing_all_messages_do(tmp_path):
    """Six negatives are too few to look for a burst in; the messages have one."""
    source = wave(tmp_path / "export.csv", mood="neutral")
    text = source.read_text(encoding="utf-8").splitlines()
    text[1:7] = [line.replace("positive", "negative") for line in text[1:7]]
    source.write_text("\n".join(text) + "\n", encoding="utf-8")
    case = imported(tmp_path, source)
    assert wb.case_receipt(case).stances["negative"] == 6
    assert case.trigger["title"] == "The largest burst of messages begins"
    assert case.trigger["time"] == BEGAN


def test_where_nothing_can_be_found_the_event_says_why(tmp_path):
    trigger = imported(tmp_path, few(tmp_path / "export.csv")).trigger
    assert trigger["title"] == "First message of the collection"
    assert trigger["detail"] == (
        "Provisional, because no burst of messages can be looked for: there are too few mentions. "
        "Replace it by what started the crisis, with its time and its source."
    )


def test_a_blank_in_the_trigger_time_loses_no_hour(tmp_path):
    case = imported(
        tmp_path, few(tmp_path / "export.csv"), trigger_time="2026-05-01 12:30", timezone="Europe/Warsaw"
    )
    assert (case.trigger["time_text"], case.trigger["time_precision"]) == ("2026-05-01T12:30+02:00", "minute")
    assert case.trigger["time"] == pd.Timestamp("2026-05-01T10:30Z")


def test_without_any_zone_a_clock_time_is_refused_and_nothing_is_made(tmp_path):
    with pytest.raises(WorkbenchError, match=r"^A clock time without a time zone cannot be placed\."):
        imported(tmp_path, few(tmp_path / "export.csv"), trigger_time="2026-05-01 12:30")
    assert not (tmp_path / "kettle").exists()


def test_a_trigger_of_another_year_is_refused_with_the_span_of_the_messages(tmp_path):
    with pytest.raises(WorkbenchError) as refusal:
        imported(
            tmp_path,
            few(tmp_path / "export.csv"),
            trigger_time="2027-05-01T10:30+02:00",
            timezone="Europe/Warsaw",
        )
    assert str(refusal.value) == (
        "The crisis cannot have begun at a time of which no messages were collected. Received: 2027-05-01T10:30+02:00, but "
        "the messages run from 2026-05-01 12:00 to 2026-05-01 14:01, Europe/Warsaw. Allowed: a time within the messages, or "
        "up to a day before the first of them. Try: look at the year and the month, or import an export that reaches there."
    )
    assert not (tmp_path / "kettle").exists()


@pytest.mark.parametrize(("time", "how", "fits"), [
    ("2026-04-30T11:00+00:00", "minute", True), ("2026-04-30T09:00+00:00", "minute", False),
    ("2026-05-01T12:00+00:00", "minute", True), ("2026-05-01T12:30+00:00", "minute", False),
    ("2026-04-30", "day", True), ("2026-05-01", "day", True), ("2026-05-02", "day", False), ("2026-04-29", "day", False),
])  # fmt: skip
def test_the_edges_of_the_span(tmp_path, time, how, fits):
    receipt = wb.case_receipt(imported(tmp_path, few(tmp_path / "export.csv")))
    if fits:
        check_trigger(time, how, "UTC", receipt)
        return
    with pytest.raises(WorkbenchError, match=r"^The crisis cannot have begun"):
        check_trigger(time, how, "UTC", receipt)


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"source_url": "frischgut"}, r"^The page about it has no web address\."),
        ({"trigger_title": "word " * 13}, r"^What started the crisis is too long\."),
        ({"trigger_time": "24.03.2026 09:24"}, r"^This is no date and no time that can be read\."),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_read(tmp_path, how, sentence):
    with pytest.raises(WorkbenchError, match=sentence):
        imported(tmp_path, tmp_path / "not-there.csv", **how)
