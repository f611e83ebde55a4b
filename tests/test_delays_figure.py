"""The cases side by side: five definitions, each delay with the range that its dates allow."""

import math

import pytest
from evil_case import hostile, read_as_markup
from small_case import replace, write_case

import workbench as wb
from workbench.plots.delays import SHORTEST
from workbench.problems import WorkbenchError
from workbench.vocabulary import DELAY


@pytest.fixture(scope="module")
def cases():
    """Load the shipped cases."""
    return [wb.load_case(name) for name in wb.list_cases().index]


@pytest.fixture(scope="module")
def figure(cases):
    """Draw the comparison of the shipped cases."""
    return wb.plot_delays(cases)


def marks(figure):
    """Return the marks of each definition, in the order of the definitions."""
    return dict(zip(DELAY, [trace for trace in figure.data if trace.mode == "markers"], strict=True))


def small(tmp_path, *changes):
    """Load the small case with changes."""
    place = write_case(tmp_path)
    for change in changes:
        replace(place, *change)
    return wb.load_case(place)


def test_the_shipped_cases_are_compared_unless_others_are_given(figure, cases):
    assert wb.plot_delays().to_json() == figure.to_json()
    assert len(figure.layout.yaxis.ticktext) == len(cases)


def test_every_documented_delay_after_the_trigger_is_drawn_where_it_belongs(figure, cases):
    order = list(figure.layout.yaxis.ticktext)
    for definition, trace in marks(figure).items():
        drawn = {
            card["title"]: (x, round(y))
            for x, y, (card,) in zip(trace.x, trace.y, trace.customdata, strict=True)
        }
        expected = {}
        for case in cases:
            row = case.delays().loc[definition]
            if row["documented"] and row["hours_high"] > 0:
                hours = row["hours_high"] if row["hours_low"] <= 0 else row["hours"]
                place = next(
                    n for n, text in enumerate(order) if text.replace("<br>", " ").startswith(case.title)
                )
                expected[f"{case.title}: {DELAY[definition]}, {row['in_words']}"] = (
                    max(hours, SHORTEST),
                    place,
                )
        assert drawn == expected


def test_a_hollow_mark_means_at_most(figure):
    for trace in marks(figure).values():
        for symbol, (card,) in zip(trace.marker.symbol, trace.customdata, strict=True):
            assert symbol.endswith("-open") == (", within " in card["title"])


def test_the_lines_show_the_range_that_the_dates_allow(tmp_path):
    case = small(tmp_path, ("responses.csv", "2010-03-17T09:00+01:00,minute", "2010-03-17,day"))
    lines = [trace for trace in wb.plot_delays([case]).data if trace.mode == "lines"]
    row = case.delays().loc["first_public"]
    assert lines[1].x == (row["hours_low"], row["hours_high"], None)
    assert lines[3].x == ()


def test_every_mark_leads_to_the_sources_of_its_response(figure, cases):
    pages = {url for case in cases for url in case.sources["url"]}
    for trace in marks(figure).values():
        for (card,) in trace.customdata:
            assert card["links"]
            assert {url for _, url in card["links"]} <= pages


def test_the_slowest_public_answer_stands_at_the_bottom_and_the_undocumented_below_it(figure, cases):
    hours = {case.title: case.delays()["hours"].fillna(math.inf)["first_public"] for case in cases}
    order = [text.replace("<br>", " ").rsplit(" (", 1)[0] for text in figure.layout.yaxis.ticktext]
    assert [hours[title] for title in order] == sorted(hours.values())
    missing = [a.y for a in figure.layout.annotations if a.text == "no public answer is documented"]
    assert len(missing) == sum(map(math.isinf, hours.values()))
    assert all(hours[order[round(y)]] == math.inf for y in missing)


def test_the_title_counts_what_the_dates_certainly_allow(figure, cases):
    longest = [case.delays().loc["first_public", "hours_high"] for case in cases]
    two, one = sum(h <= 48 for h in longest), sum(h <= 24 for h in longest)
    assert figure.title_sentence == (
        f"{two} of {len(cases)} answered in public within two days, {one} of them certainly within one"
    )


def test_the_title_of_cases_nobody_answered_says_so(tmp_path):
    case = small(tmp_path, ("case.toml", 'first_public = "r_answer"', ""))
    assert wb.plot_delays([case]).title_sentence == "No public answer within two days is documented"


def test_an_answer_of_a_minute_or_of_three_years_is_still_on_the_paper(tmp_path):
    quick = small(tmp_path / "a", ("responses.csv", "2010-03-17T09:00+01:00", "2010-03-15T10:02+01:00"))
    slow = small(tmp_path / "b", ("responses.csv", "2010-03-17T09:00+01:00", "2013-03-17T09:00+01:00"))
    for case in (quick, slow):
        figure = wb.plot_delays([case])
        low, high = figure.layout.xaxis.range
        (x,) = marks(figure)["first_public"].x
        assert low < math.log10(x) < high


def test_a_response_before_the_trigger_is_not_drawn_as_a_delay(tmp_path):
    case = small(tmp_path, ("responses.csv", "2010-03-17T09:00+01:00", "2010-03-14T09:00+01:00"))
    assert all(len(trace.x) == 0 for trace in marks(wb.plot_delays([case])).values())


def test_one_case_may_stand_alone_and_a_case_given_twice_stands_once(tmp_path):
    case = small(tmp_path)
    assert wb.plot_delays(case).to_json() == wb.plot_delays([case, case]).to_json()
    assert len(wb.plot_delays(case).layout.yaxis.ticktext) == 1


def test_nothing_to_compare_is_refused():
    with pytest.raises(WorkbenchError) as refusal:
        wb.plot_delays([])
    assert str(refusal.value) == (
        "There is no case to compare. Received: an empty list. Allowed: one or more cases. Try: wb.plot_delays() compares the "
        "shipped ones."
    )


def test_no_text_of_a_table_becomes_markup(cases):
    texts = read_as_markup(wb.plot_delays(map(hostile, cases)).to_plotly_json())
    assert [t for t in texts if "<script" in t or "<img" in t] == []
    assert any("&lt;script&gt;" in t for t in texts)
