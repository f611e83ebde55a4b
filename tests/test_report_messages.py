"""The report of imported messages: whatever a part cannot do is a sentence, the rest stands, and there is one clock."""

import html
import json
import re

import numpy as np
import pandas as pd
import pytest
from own import COLUMNS, KEY, export

import workbench as wb
from workbench.report.words import answer_words, meanings, row_words, unit_words

START = pd.Timestamp("2026-03-24T08:00Z")


def rows_of(hours, **more):
    """Build rows of an export from hours after the start."""
    return [
        {"when": (START + pd.Timedelta(hours=float(hour))).isoformat(timespec="seconds"), "what": f"yoghurt {place} {more}",
         "where": "x", "who": f"user{place}", "mood": "positive", "in": "en"} | more
        for place, hour in enumerate(np.sort(hours))
    ]  # fmt: skip


def report(place, rows, *, trigger="2026-03-24 09:00", tz="Europe/Berlin"):
    """Import rows as a case, write its report, and return its text without scripts, and its page."""
    folder = wb.import_case(
        export(place / "e.csv", rows), place / "case", columns=COLUMNS, key=KEY, tz=tz, company="Example"
    )
    if trigger:
        wb.set_trigger(folder, time=trigger, title="Glass in a cup")
    page = wb.write_report(wb.load_case(folder), place / "r.html").read_text(encoding="utf-8")
    main = re.sub(
        r"<script.*?</script>", "", page[page.index("<main>") : page.index("</main>")], flags=re.DOTALL
    )
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split()), page


@pytest.fixture(scope="module")
def liked(tmp_path_factory):
    """Report a brand that nobody is negative about before the crisis, and that fewer write about after it."""
    rng = np.random.default_rng(4)
    rows = rows_of(rng.uniform(-340, 0, 340 * 6)) + rows_of(rng.uniform(8, 200, 192 * 3))
    rows += rows_of(rng.uniform(0, 8, 400), mood="negative", what="glass")
    return report(tmp_path_factory.mktemp("liked"), rows)


def test_without_a_negative_message_before_it_the_alarm_watches_all(liked):
    text, _ = liked
    assert (
        "No negative message lies before the trigger, so a monitor could not have learnt how many are usual. Here it watches "
        "all messages, whatever their stance. A monitor that knew only the past would have raised the alarm at 10:00 on "
        "24 March 2026: "
    ) in text
    assert "mentions in an hour that usually holds about 6. In a quiet month it raises about " in text
    assert "It needs at least 7 quiet days" not in text


def test_a_wave_before_quieter_days_is_reported(liked):
    text, _ = liked
    assert "The wave rose on x." in text
    assert "NaT" not in text
    assert "nan" not in text.lower().split()
    assert "The export does not say which messages are reposts." not in text  # on x the text says it
    assert "A tenth was written by" in text


def test_one_clock_is_named_once(liked):
    text, page = liked
    assert (
        "It began with “Glass in a cup” (24 March 2026, 09:00). All times of this report are on the clock of Europe/Berlin, unless said otherwise."
        in text
    )
    found = re.search(r"A tenth was written by .*? x [\d,]+ 2026-03-24 (\d\d):", text)
    assert found[1] == "09"
    figures = [
        json.loads(data)
        for data in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', page, re.DOTALL)
    ]
    subtitles = [figure["layout"]["title"]["subtitle"]["text"] for figure in figures]
    assert [said.rsplit("Clock: ", 1)[1] for said in subtitles] == [
        "local time, Europe/Berlin.", "Europe/Berlin.", "Europe/Berlin."
    ]  # fmt: skip
    assert "UTC" not in text[text.index("When the alarm would") : text.index("How the numbers were made")]
    assert re.search(r"From 2026-03-10 \d\d:\d\d to 2026-04-01 \d\d:\d\d, Europe/Berlin", text)


def test_a_few_negative_messages_are_counted_in_the_sentence(tmp_path):
    rng = np.random.default_rng(5)
    rows = rows_of(rng.uniform(-340, 0, 340 * 6)) + rows_of([-200, -100, -50], mood="negative", what="bad")
    rows += rows_of(rng.uniform(0, 8, 400), mood="negative", what="glass")
    assert (
        "Only 3 negative messages lie before the trigger, so a monitor could not" in report(tmp_path, rows)[0]
    )


def test_the_seven_days_are_named_only_where_they_are_what_is_missing(tmp_path, monkeypatch):
    rng = np.random.default_rng(6)
    rows = rows_of(rng.uniform(-100, 0, 600)) + rows_of(rng.uniform(0, 8, 400), what="glass")
    text, _ = report(tmp_path, rows)
    assert "The monitor has too little past to learn from (4." in text
    assert "collected days before the crisis). It needs at least 7 quiet days before the trigger." in text

    def refuse(*_, **__):
        raise wb.NotEnoughData("Every count is zero.", received="0 mentions in 549 collected bins")

    case = wb.load_case(tmp_path / "case")
    monkeypatch.setattr("workbench.report.gathering.first_alarm", refuse)
    page = wb.write_report(case, tmp_path / "two.html").read_text(encoding="utf-8")
    assert "Every count is zero (0 mentions in 549 collected bins)." in page
    assert "7 quiet days" not in page

    def fail(*_, **__):
        raise ValueError("lam value too large")

    for part in ("first_alarm", "measure_spread"):
        monkeypatch.setattr(f"workbench.report.gathering.{part}", fail)
    page = wb.write_report(case, tmp_path / "three.html").read_text(encoding="utf-8")
    told = "It could not be computed from these messages, which is a fault of this program (lam value too large)."
    assert page.count(told) == 2


def test_a_part_of_unknown_stances_is_told_with_the_share(tmp_path):
    rng = np.random.default_rng(7)
    rows = rows_of(rng.uniform(0, 8, 60), mood="negative") + rows_of(rng.uniform(0, 8, 20), what="fine")
    text, _ = report(tmp_path, rows + rows_of(rng.uniform(0, 8, 40), what="so", mood=""), trigger=None)
    assert ", 75% of the 80 with a known stance negative; of 40 it is not known." in text


def test_answers_and_rows_are_named_as_people_name_them():
    assert answer_words("first apology") == "the first apology"
    assert answer_words("the video") == "the answer “the video”"
    assert row_words("E1 the video: change of n") == (
        "further messages that one message sets off, change with the answer “the video” (E1)"
    )
    assert row_words("n0, further mentions per mention before").endswith("before any answer (n0)")
    assert row_words("false alarms, simulated") == "false alarms, simulated"
    assert unit_words("mentions per hour") == "mentions per hour"


def test_every_row_of_the_model_has_words_of_its_own():
    from workbench.simulate_crises import simulate_crisis

    table, truth = simulate_crisis("cut30", seed=4)
    fit = wb.fit_self_exciting(
        table, trigger=truth.trigger, responses=truth.response, replicates=20, checks=False
    )
    for term in fit.estimates["term"]:
        assert row_words(term) != term


def test_only_words_that_occur_are_explained():
    assert meanings(["nothing of the kind"], "a day") == ()
    assert meanings(["a bin", "Offspring"], "a day") == (
        "Offspring of a message are the messages that it sets off.",
        "A bin is a stretch of time, here a day, whose messages are counted together.",
    )
