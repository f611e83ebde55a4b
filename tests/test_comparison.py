"""Cases in one table: the same stretch of each, only where the evidence allows, and a reason for every empty cell."""

import math

import pandas as pd
import pytest
from small_case import replace, write_case

import workbench as wb
from workbench.comparison import COLUMNS, FEWEST_MENTIONS, WINDOW_DAYS, compare_cases
from workbench.problems import NotFound, WorkbenchError
from workbench.vocabulary import DELAY

VOLUME = ["peak_per_day", "half_life_days", "total", "share_negative"]
HEAD = "mention_id,published,precision,platform,outlet,url,language,stance,theme,mentions_company_response,coded_from,background\n"


def mention(number, published, precision="day", stance="negative", background="no"):
    """Return one row of mentions.csv."""
    page = f"https://forum.example.org/{number}"
    return f"m{number},{published},{precision},forum,Forum,{page},en,{stance},leak,no,title,{background}\n"


def sample(per_day, **more):
    """Return mentions.csv with so many mentions on each day from the trigger's day on."""
    days = [day for day, count in enumerate(per_day) for _ in range(count)]
    dates = [pd.Timestamp("2010-03-15") + pd.Timedelta(days=day) for day in days]
    return HEAD + "".join(mention(n, f"{date:%Y-%m-%d}", **more) for n, date in enumerate(dates))


def case(tmp_path, mentions, grade="B", **changed):
    """Return the small case with other mentions and another grade."""
    place = write_case(tmp_path, **{"mentions.csv": mentions}, **changed)
    replace(place, "case.toml", 'grade = "C"', f'grade = "{grade}"')
    return wb.load_case(place)


def only(table):
    """Return the one row of a table."""
    assert len(table) == 1
    return table.iloc[0]


def test_the_shipped_cases_stand_in_one_table_oldest_first():
    table = compare_cases()
    assert list(table) == list(COLUMNS)
    assert list(table["case"]) == list(wb.list_cases().index)
    assert table["grade"].tolist() == wb.list_cases()["grade"].tolist()


def test_every_empty_cell_has_a_reason_and_only_those():
    table = compare_cases()
    empty = table[["delay_low", "delay_high", *VOLUME]].isna().any(axis=1)
    assert ((table["reason"] != "") == empty).all()
    assert table.loc[table["grade"] == "C", VOLUME].isna().all(axis=None)
    assert table.loc[table["grade"] == "B", VOLUME].notna().all(axis=None)


def test_delays_are_those_of_the_case():
    for definition in DELAY:
        table = compare_cases(delay=definition).set_index("case")
        for name in table.index:
            delay = wb.load_case(name).delays().loc[definition]
            if delay["documented"] and delay["hours_high"] > 0:
                assert (
                    table.loc[name, ["delay_low", "delay_high"]].tolist()
                    == delay[["hours_low", "hours_high"]].tolist()
                )
            else:
                assert math.isnan(table.loc[name, "delay_high"])


def test_peak_half_life_total_and_tone_are_counted_from_the_sample(tmp_path):
    row = only(compare_cases([case(tmp_path, sample([4, 20, 8, 6, 4, 2]))]))
    assert row["peak_per_day"] == 20
    assert row["total"] == 44
    # 40 from the fullest day on; half of them had appeared when that day was over.
    assert row["half_life_days"] == pytest.approx(1)
    assert row["share_negative"] == 1
    assert row["reason"] == ""


def test_within_a_day_mentions_are_spread_evenly(tmp_path):
    row = only(compare_cases([case(tmp_path, sample([20, 20, 10]))]))
    assert row["half_life_days"] == pytest.approx(1.25)


def test_the_half_life_of_an_exponential_decay_is_the_time_in_which_it_halves(tmp_path):
    row = only(compare_cases([case(tmp_path, sample([round(200 * 0.5 ** (day / 3)) for day in range(28)]))]))
    assert row["half_life_days"] == pytest.approx(3, abs=0.1)


def test_one_day_only_is_over_in_half_a_day(tmp_path):
    assert only(compare_cases([case(tmp_path, sample([40]))]))["half_life_days"] == pytest.approx(0.5)


def test_what_lies_outside_the_four_weeks_or_is_background_or_coarse_is_not_counted(tmp_path):
    outside = [
        mention(900, "2010-03-14", background="yes"),
        mention(901, "2010-04-12"),  # day 28
        mention(902, "2010-03", precision="month"),
        mention(903, "2010-03-16", background="yes"),
    ]
    row = only(compare_cases([case(tmp_path, sample([30, 5]) + "".join(outside))]))
    assert row["total"] == 35
    inside = only(compare_cases([case(tmp_path / "b", sample([30]) + mention(1000, "2010-04-11"))]))
    assert inside["total"] == 31
    assert WINDOW_DAYS == 28


def test_days_are_days_of_the_case(tmp_path):
    late = mention(900, "2010-03-15T23:30+01:00", precision="minute")
    row = only(compare_cases([case(tmp_path, sample([30]) + late)]))
    assert row["peak_per_day"] == 31


def test_the_negative_share_counts_every_stance(tmp_path):
    mixed = sample([30]) + "".join(
        mention(n, "2010-03-16", stance=s) for n, s in ((900, "neutral"), (901, "mixed"))
    )
    assert only(compare_cases([case(tmp_path, mixed)]))["share_negative"] == pytest.approx(30 / 32)


def test_too_few_dated_mentions_make_no_curve(tmp_path):
    row = only(compare_cases([case(tmp_path, sample([FEWEST_MENTIONS - 1]))]))
    assert row[VOLUME].isna().all()
    assert row["delay_high"] > 0
    assert row["reason"] == "only 29 mentions are dated to the day within 28 days, 30 needed"


def test_a_case_of_grade_c_holds_no_volume_however_many_its_mentions(tmp_path):
    row = only(compare_cases([case(tmp_path, sample([90]), grade="C")]))
    assert row[VOLUME].isna().all()
    assert row["reason"] == "grade C holds no volume"


def test_a_delay_that_is_not_documented_says_so(tmp_path):
    row = only(compare_cases([case(tmp_path, sample([40]))], delay="first_apology"))
    assert row[["delay_low", "delay_high"]].isna().all()
    assert row["total"] == 40
    assert row["reason"] == "first apology: not documented"


def test_an_answer_before_the_trigger_is_no_delay(tmp_path):
    place = write_case(tmp_path)
    replace(place, "responses.csv", "2010-03-17T09:00+01:00,minute", "2010-03-12T09:00+01:00,minute")
    replace(place, "events.csv", "2010-03-17T09:00,minute", "2010-03-12T09:00,minute")
    row = only(compare_cases([wb.load_case(place)]))
    assert row[["delay_low", "delay_high"]].isna().all()
    assert (
        row["reason"]
        == "first response that everybody could see: before the trigger; grade C holds no volume"
    )


def test_a_case_is_taken_once_and_may_come_alone():
    codero = wb.load_case("codero-outage")
    pd.testing.assert_frame_equal(compare_cases([codero, codero]), compare_cases(codero))


@pytest.mark.parametrize(
    ("arguments", "kind", "sentence"),
    [
        (
            {"cases": []},
            WorkbenchError,
            "There is no case to compare. Received: an empty list. Allowed: one or more cases. "
            "Try: wb.compare_cases() compares the shipped ones.",
        ),
        (
            {"cases": ["codero-outage"]},
            WorkbenchError,
            "This is not a case. Received: 'codero-outage'. Allowed: a case that wb.load_case returned. "
            "Try: wb.load_case('codero-outage').",
        ),
        (
            {"delay": "first_publik"},
            NotFound,
            "There is no such definition of a delay. Received: 'first_publik'. Allowed: first_response, first_public, "
            "first_in_channel, first_apology, first_corrective. Try: did you mean 'first_public'?",
        ),
        (
            {"delay": "zzz"},
            NotFound,
            "There is no such definition of a delay. Received: 'zzz'. Allowed: first_response, first_public, "
            "first_in_channel, first_apology, first_corrective. Try: delay='first_public'.",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(arguments, kind, sentence):
    with pytest.raises(kind) as error:
        compare_cases(**arguments)
    assert str(error.value) == sentence
