"""Which platform when: rows in the order of the first dated mention, circles whose area is the count."""

import itertools

import pandas as pd
import pytest
from evil_case import hostile, read_as_markup
from small_case import FILES, replace, write_case

import workbench as wb
from workbench.problems import NotEnoughData

IDS = [name for name, row in wb.list_cases().iterrows() if row["grade"] != "C"]
every_case = pytest.mark.parametrize("name", IDS)
HEADER = FILES["mentions.csv"].splitlines()[0]


def with_mentions(tmp_path, *rows):
    """Load the small case with mentions of the given dates, precisions and platforms."""
    place = write_case(tmp_path)
    lines = [f"x{n},{when},{platform},Daily,https://d.example.org/{n},en,neutral,leak,no,title,{background}"
             for n, (when, platform, background) in enumerate(rows)]  # fmt: skip
    (place / "mentions.csv").write_text("\n".join([HEADER, *lines]))
    return wb.load_case(place)


def circles(figure):
    """Return the rows of circles by name."""
    return {trace.name: trace for trace in figure.data if not trace.name.startswith("company: ")}


@every_case
def test_circles_count_every_mention_of_the_period_that_is_dated_to_the_day(name):
    case = wb.load_case(name)
    rows = case.mentions[~case.mentions["background"]]
    rows = rows[(rows["published"] < case.period.end) & (rows["published_end"] > case.period.start)]
    rows = rows[(rows["published_end"] - rows["published"]) <= pd.Timedelta(hours=26)]
    drawn = circles(wb.plot_channels(case))
    assert sum(len(card["links"]) for trace in drawn.values() for (card,) in trace.customdata) == len(rows)
    assert len(drawn) == rows["platform"].nunique()


@every_case
def test_the_area_of_a_circle_is_its_count(name):
    drawn = circles(wb.plot_channels(wb.load_case(name)))
    ratios = [
        size**2 / len(card["links"])
        for trace in drawn.values()
        for size, (card,) in zip(trace.marker.size, trace.customdata, strict=True)
    ]
    assert max(ratios) == pytest.approx(min(ratios))


@every_case
def test_rows_stand_in_the_order_of_their_first_mark_and_company_rows_below(name):
    figure = wb.plot_channels(wb.load_case(name))
    names = [trace.name for trace in figure.data]
    assert list(figure.layout.yaxis.categoryarray) == names[::-1]
    assert len(set(names)) == len(names)
    firsts = [min(trace.x) for trace in circles(figure).values()]
    assert all(a <= b for a, b in itertools.pairwise(firsts))
    company = [n.startswith("company: ") for n in names]
    assert company == sorted(company)


@every_case
def test_every_circle_and_square_leads_to_pages(name):
    for trace in wb.plot_channels(wb.load_case(name)).data:
        assert len(trace.customdata) == len(trace.x) == len(trace.y) > 0
        assert all(card["links"] for (card,) in trace.customdata)


@pytest.mark.parametrize(
    ("rows", "title"),
    [
        ([("2010-03-15,day", "blog", "no"), ("2010-03-17,day", "news", "no")], "blogs wrote first, newsrooms joined 2 days later"),
        ([("2010-03-15,day", "blog", "no"), ("2010-03-16,day", "news", "no")], "blogs wrote first, newsrooms joined 1 day later"),
        ([("2010-03-15,day", "blog", "no"), ("2010-03-15,day", "news", "no")], "blogs and newsrooms wrote first"),
        (
            [("2010-03-15,day", "blog", "no"), ("2010-03-15,day", "news", "no"), ("2010-03-15,day", "forum", "no")],
            "blogs, newsrooms and forums wrote first",
        ),
        ([("2010-03-15,day", "twitter", "no"), ("2010-03-19,day", "twitter", "no")], "Twitter wrote first"),
        ([("2010-03-15,day", "other", "no"), ("2010-03-16,day", "blog", "no")], "blogs wrote first"),
        ([("2010-03-15,day", "other", "no"), ("2010-03-16,day", "other", "no")],
         "no mention on a platform with a name was found"),
    ],
)  # fmt: skip
def test_the_title_says_who_wrote_first_and_who_joined_last(tmp_path, rows, title):
    assert wb.plot_channels(with_mentions(tmp_path, *rows)).title_sentence == f"Kettle Works: {title}"


def test_background_coarse_dates_and_documented_silences_are_not_drawn(tmp_path):
    case = with_mentions(
        tmp_path,
        ("2010-03-15,day", "blog", "no"),
        ("2010-03-16T23:30Z,minute", "blog", "no"),
        ("2010-03-16,day", "news", "yes"),
        ("2010-03,month", "news", "no"),
        ("2010-05-01,day", "news", "no"),
    )
    figure = wb.plot_channels(case)
    assert [trace.name for trace in figure.data] == ["blogs", "company: website"]
    # Half an hour before midnight in UTC is the next morning in Zurich.
    assert list(figure.data[0].x) == [pd.Timestamp("2010-03-15 12:00"), pd.Timestamp("2010-03-17 12:00")]
    assert list(figure.data[1].x) == [pd.Timestamp("2010-03-17 09:00:30")]


@pytest.mark.parametrize("rows", [[], [("2010-03-15,day", "blog", "no")]])
def test_too_few_dated_mentions_are_refused_with_their_number(tmp_path, rows):
    with pytest.raises(NotEnoughData) as refusal:
        wb.plot_channels(with_mentions(tmp_path, *rows))
    assert str(refusal.value) == (
        f"small-case cannot show which platform came when. Received: {len(rows)} mentions dated to the day or finer within "
        "the case's period. Allowed: at least 2. Try: wb.plot_timeline(case) shows the events and responses that the case "
        "does hold."
    )


def test_a_case_without_responses_shows_its_platforms(tmp_path):
    rows = [("2010-03-15,day", "blog", "no"), ("2010-03-16,day", "news", "no")]
    place = with_mentions(tmp_path, *rows).folder
    (place / "responses.csv").write_text(FILES["responses.csv"].splitlines()[0])
    for name in ("first_response", "first_public"):
        replace(place, "case.toml", f'{name} = "r_answer"', "")
    assert [trace.name for trace in wb.plot_channels(wb.load_case(place)).data] == ["blogs", "newsrooms"]


@every_case
def test_no_text_of_a_table_becomes_markup(name):
    texts = read_as_markup(wb.plot_channels(hostile(wb.load_case(name))).to_plotly_json())
    assert [t for t in texts if "<script" in t or "<img" in t] == []
    assert any("&lt;script&gt;" in t for t in texts)
