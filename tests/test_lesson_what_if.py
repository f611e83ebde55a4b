"""What lesson 12 says in prose, checked against what its cells compute."""

import pandas as pd
import pytest

import workbench as wb


@pytest.fixture(scope="module")
def united():
    """Return the lesson's counts, its times, and the case."""
    case = wb.load_case("united-3411")
    counts = wb.case_counts("united-3411", end="2017-04-25T00:00Z")
    answer = case.responses.set_index("response_id").loc["r_ceo2", "time"]
    return case, counts, {"trigger": case.trigger["time"], "responses": {"the third text": answer}}


def test_the_practice_crisis_is_as_told():
    counts, truth = wb.simulate_crisis("cut30", seed=6)
    fit = wb.fit_self_exciting(counts, trigger=truth.trigger, responses={"the answer": truth.response})
    row = wb.what_if(fit, delay="6h", bands=False).estimates.iloc[0]
    # "The interval is wide, although the model is the right one", and it holds what the computer knows.
    assert row["lower"] < truth.e3(6) < row["upper"] < 0
    assert row["upper"] - row["lower"] > abs(row["value"])
    # "When it comes late, the same change of n saves little": E1 and E2 are different numbers.
    assert abs(truth.e2()) < abs(truth.e1)
    # "The curve bends: an hour is dear in the first half day and cheap after two days."
    prices = wb.cost_of_silence(fit, delays=["3h", "6h", "12h", "48h", "72h"]).table["per_hour"]
    assert prices.iloc[1:3].min() > 5 * prices.iloc[4]


def test_without_the_news_the_model_misses_united_3411_and_gives_no_number(united):
    _, counts, when = united
    first = wb.fit_self_exciting(counts, **when, replicates=40, checks=False)
    result = wb.what_if(first, delay="12h", bands=False)
    assert "it is no base for a scenario. No number of mentions can be given." in result.summary()
    # "The story could only grow."
    further = first.estimates.set_index("term")["value"]
    assert further[further.index.str.startswith("n0")].item() > 1


def test_with_the_news_there_is_a_number_and_no_finding(united):
    case, counts, when = united
    events = case.events.set_index("event_id")
    show = events.loc["e_gma", ["time", "time_end"]]
    middle = show["time"] + (show["time_end"] - show["time"]) / 2
    news = {"front page": events.loc["e_moment", "time"], "television": middle}
    # "On Monday Twitter's own editors, on Wednesday a breakfast show."
    assert [time.tz_convert("America/Chicago").day_name() for time in news.values()] == [
        "Monday",
        "Wednesday",
    ]
    fit = wb.fit_self_exciting(counts, **when, events=news, replicates=120)
    assert fit.verdict == "cannot tell"
    # "Read the first reason again: it is about the evidence."
    assert fit.objections[0].startswith("nobody collected ")
    result = wb.what_if(fit, delay="12h", bands=False)
    assert result.trouble == ""
    assert not result.clear
    share = result.estimates.iloc[1]
    # "From nearly every mention saved to a crisis many times as large."
    assert share["lower"] < -90
    assert share["upper"] > 300
    # "Find a choice with which the slider says so": thousands of complaints saved, by a published figure.
    borrowed = wb.what_if(fit, delay="12h", change="herhausen-2019", bands=False)
    assert borrowed.estimates["value"].iloc[0] < -2000
    # "It will have you believe that silence saves complaints", and says of itself that it cannot tell.
    airlines = wb.fit_conversations(wb.load_series("airline-conversations"))
    silent = wb.what_if(fit, delay=None, change=airlines, bands=False)
    assert silent.estimates["value"].iloc[0] < 0
    assert not silent.clear
    # "Why does the band shrink, although nothing new was counted?"
    assumed = wb.what_if(fit, delay="12h", change=-0.2, bands=False).estimates.iloc[0]
    fitted = result.estimates.iloc[0]
    assert assumed["upper"] - assumed["lower"] < 0.5 * (fitted["upper"] - fitted["lower"])


def test_the_other_two_sliders_do_not_open():
    case = wb.load_case("united-breaks-guitars")
    apology = case.responses.set_index("response_id").loc["r_bradford_apology", "time"]
    views = wb.case_counts("united-breaks-guitars", draws=2)
    with pytest.raises(wb.NotEnoughData):
        wb.fit_draws(views, trigger=case.trigger["time"], responses={"apology": apology})
    with pytest.raises(wb.TooCoarse):
        wb.case_counts("nestle-kitkat")


def test_the_texts_of_united_are_as_told(united):
    case, *_ = united
    rows = case.responses.set_index("response_id").loc[["r_ceo1", "r_letter", "r_ceo2"]]
    # "The first apologised for the wrong thing, the second attacked the passenger, the third took responsibility."
    assert rows["strategy"].tolist() == ["excuse", "attack_accuser", "apology"]
    assert rows["apology"].tolist() == ["yes", "no", "yes"]
    assert rows.loc["r_ceo2", "time"].tz_convert(case.clock.timezone).day == 11


def test_the_fast_answer_of_nestle_is_a_statement_and_the_takedown_has_no_hour():
    case = wb.load_case("nestle-kitkat")
    rows = case.responses.set_index("response_id")
    assert case.delays().loc["first_public", "response_id"] == "rs02"
    assert rows.loc["rs02", "strategy"] == "corrective_action"
    assert rows.loc["rs01", "deleted_or_censored"] == "yes"
    assert rows.loc["rs01", "time_precision"] == "interval"
    assert rows.loc["rs01", "time"] < rows.loc["rs02", "time"] < rows.loc["rs01", "time_end"]


@pytest.mark.parametrize(
    ("name", "delay", "least"),
    [
        ("united-breaks-guitars", "first_apology", 0.9),
        ("nestle-kitkat", "first_public", 0.95),
        ("nestle-kitkat", "first_apology", 0.6),
    ],
)
def test_most_views_came_after_the_answers(name, delay, least):
    case, curve = wb.load_case(name), wb.load_series(f"{name}-views-rebuilt")
    hours = case.hours_since_trigger(pd.DatetimeIndex(curve.index))
    before = curve["value"][hours <= case.delays().loc[delay, "hours_high"]].iloc[-1]
    assert 1 - before / curve["value"].iloc[-1] > least


def test_published_figures_are_as_told():
    table = wb.published_effects()
    # "One of them can be used at all", "two of the others go with more negative comments".
    assert table["change"].notna().sum() == 1
    assert table["note"].str.contains("The sign is a rise").sum() == 2
