"""The timeline by its traces and layout: lanes, bracket, bars, clocks, links, and what it refuses."""

import dataclasses
import functools
import itertools
import re

import pandas as pd
import pytest
from evil_case import EVIL, hostile, read_as_markup
from small_case import FILES, replace, write_case

import workbench as wb
from workbench.problems import WorkbenchError

IDS = list(wb.list_cases().index)
every_case = pytest.mark.parametrize("name", IDS)
ACME = {"title": "Mine", "company": "Acme", "trigger_time": "2026-03-02", "timezone": "Asia/Tokyo",
        "source_url": "https://example.org/first"}  # fmt: skip


@functools.cache
def loaded(name):
    return wb.load_case(name)


@functools.cache
def drawn(name, **how):
    return wb.plot_timeline(loaded(name), **how)


@pytest.fixture
def case(tmp_path):
    """Load the small case with grade B, so that its mentions are drawn."""
    place = write_case(tmp_path)
    replace(place, "case.toml", 'grade = "C"', 'grade = "B"')
    return wb.load_case(place)


def words(figure):
    """Return the texts written on a figure."""
    return [a.text for a in figure.layout.annotations]


def titles(figure):
    """Return the lanes of a figure, by the bold part of their titles."""
    return [re.match(r"<b>(.*?)</b>", text)[1] for text in words(figure) if text.startswith("<b>")]


def bars(figure):
    """Return the bars, each a stack of counts."""
    return [trace for trace in figure.data if trace.type == "bar"]


def marks(figure):
    """Return the marks of events and responses."""
    return [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "markers+text"]


def source_line(figure):
    """Return the line below the figure, unwrapped."""
    (text,) = [a.text for a in figure.layout.annotations if a.name == "sources"]
    return text.replace("<br>", " ")


def fine_and_coarse(case, hours, window=None):
    """Count, from the tables, the mentions of the window that a bin of so many hours can hold, and the others."""
    start, end = window or (case.period.start, case.period.end)
    rows = case.mentions[~case.mentions["background"]]
    rows = rows[(rows["published"] < end) & (rows["published_end"] > start)]
    fine = (rows["published_end"] - rows["published"]) <= pd.Timedelta(hours=hours)
    return int(fine.sum()), int((~fine).sum())


# --- lanes


@every_case
def test_every_lane_that_a_case_has_rows_for_is_there_in_order(name):
    case = loaded(name)
    expected = ["The company", "Everything else"]
    expected += ["Share price"] if case.share_price else []
    expected += [f"{case.attention.noun.capitalize()} a day"] if case.attention else []
    expected += ["Mentions found per day"] if case.grade != "C" else []
    assert titles(drawn(name)) == expected


@every_case
def test_lanes_lie_below_one_another_on_one_clock(name):
    layout = drawn(name).layout
    count = len(titles(drawn(name)))
    keys = ["", *map(str, range(2, count + 1))]
    domains = [layout[f"yaxis{key}"].domain for key in keys]
    assert domains[0][1] == 1
    assert abs(domains[-1][0]) < 1e-9
    assert all(upper[0] > lower[1] for upper, lower in itertools.pairwise(domains))
    assert [layout[f"xaxis{key}"].matches for key in keys] == [*[f"x{count}"] * (count - 1), None]
    # Below labels a range slider would show nothing.
    slides = loaded(name).grade != "C"
    assert [layout[f"xaxis{key}"].rangeslider.visible for key in keys] == [*[False] * (count - 1), slides]


@pytest.mark.parametrize(
    ("lanes", "expected"),
    [
        (["mentions", "company"], ["The company", "Mentions found per day"]),
        ("price", ["Share price"]),
        (("events",), ["Everything else"]),
        (["company", "company"], ["The company"]),
    ],
)
def test_one_may_choose_lanes(lanes, expected):
    assert titles(wb.plot_timeline(loaded("united-breaks-guitars"), lanes=lanes)) == expected


def test_what_is_documented_and_what_is_rebuilt_say_so():
    figure = drawn("united-breaks-guitars")
    said = words(figure)
    assert all("<i>documented" in title for title in said[:3])
    assert said[3] == "<b>Views a day</b>, <i>rebuilt</i>"
    assert said[4] == "<b>Mentions found per day</b>, <i>a documented sample</i>"


# --- marks and their sources


@every_case
def test_every_event_and_response_of_the_window_is_drawn_once(name):
    case = loaded(name)
    drawn_points = sum(len(trace.x) for trace in marks(drawn(name)))
    answered = set(case.responses["event_id"])
    held = [case.responses, case.events[~case.events["event_id"].isin(answered)]]
    inside = [(t["time"] < case.period.end) & (t["time_end"] > case.period.start) for t in held]
    assert drawn_points == sum(map(sum, inside)) > 0


@every_case
def test_every_mark_and_bar_leads_to_pages(name):
    for trace in [*marks(drawn(name)), *bars(drawn(name))]:
        assert len(trace.customdata) == len(trace.hovertext) == len(trace.x)
        for (card,) in trace.customdata:
            assert card["title"]
            assert card["links"]
            assert all(text and re.match(r"https?://", url) for text, url in card["links"])


@every_case
def test_a_mark_leads_to_the_sources_of_its_row_and_no_others(name):
    case = loaded(name)
    cards = [card for trace in marks(drawn(name)) for (card,) in trace.customdata]
    titles_ = case.events.set_index("event_id")["title"]
    rows = pd.concat([case.events, case.responses.assign(title=case.responses["event_id"].map(titles_))])
    behind = {}
    for _, row in rows.iterrows():
        behind.setdefault(row["title"], []).append(set(case.sources_of(row)["url"]))
    assert [c["title"] for c in cards if {url for _, url in c["links"]} not in behind[c["title"]]] == []


def test_a_response_says_when_how_and_from_which_channel(case):
    (informs,) = [trace for trace in wb.plot_timeline(case).data if trace.name == "informs"]
    assert informs.hovertext == (
        "<b>The maker answers</b><br>17 March 2010, 09:00<br>information (instructs or informs without taking a position), by"
        "<br>website<br><i>1 source: click to list</i>",
    )
    assert informs.customdata[0][0] == {
        "title": "The maker answers",
        "detail": "17 March 2010, 09:00. ",
        "links": [["Our answer (Kettle Works)", "https://kettle.example.org/answer"]],
    }


@pytest.mark.parametrize(
    ("time", "said"),
    [
        ("2010-03-16T23:30Z,minute,", "17 March 2010, 00:30"),
        ("2010-03-16T10:00+01:00,hour,", "16 March 2010, within the hour from 10:00"),
        ("2010-03-16,day,", "16 March 2010"),
        ("2010-03-16,day,Asia/Tokyo", "16 March 2010"),
        ("2010-03-16,day,Pacific/Honolulu", "16 March 2010"),
        ("2010-03-16,week,", "in the week around 16 March 2010"),
        ("2010-03,month,Asia/Tokyo", "March 2010"),
        ("2010-03-31,month,", "March 2010"),
        ("2010,year,Pacific/Honolulu", "2010"),
        (
            "2010-03-16T10:00Z/2010-03-16T14:00Z,interval,",
            "16 March 2010, between 11:00 and 15:00",
        ),
    ],
)
@pytest.mark.parametrize("clock", ["local", "utc"])
def test_a_date_is_told_as_precisely_as_its_source_and_never_moved_to_another_day(
    tmp_path, time, said, clock
):
    place = write_case(tmp_path)
    replace(place, "events.csv", "2010-03-16,day,", time)
    replace(place, "responses.csv", "r_silence,e_story,", "r_silence,e_answer,")
    figure = wb.plot_timeline(wb.load_case(place), clock=clock)
    (story,) = [c for t in marks(figure) for (c,) in t.customdata if c["title"] == "A newspaper asks why"]
    if clock == "utc" and time[-1] == "," and time[10:11] == "T":
        said = said.replace("00:30", "23:30").replace("17 March", "16 March")
        said = re.sub(r"\d\d(?=:00)", lambda hour: f"{int(hour[0]) - 1:02}", said)
    assert story["detail"] == f"{said}. "


@pytest.mark.parametrize(
    ("when", "window", "symbol", "said"),
    [
        ("2010-03-17T09:00+01:00,minute", {}, "square", "only to the week or month"),
        ("2010-03-17,day", {}, "square", "only to the week or month"),
        ("2010-03-17,week", {}, "square-open", "only to the week or month"),
        ("2010-03,month", {}, "square-open", "only to the week or month"),
        (
            "2010-03-17,day",
            {"start": "2010-03-15", "end": "2010-03-19"},
            "square-open",
            "too roughly for this window",
        ),
        (
            "2010-03-17T09:00Z,hour",
            {"start": "2010-03-15", "end": "2010-03-19"},
            "square",
            "too roughly for this window",
        ),
    ],
)
def test_marks_dated_too_roughly_for_a_point_are_hollow(tmp_path, when, window, symbol, said):
    place = write_case(tmp_path)
    replace(
        place, "responses.csv", "r_answer,e_answer,2010-03-17T09:00+01:00,minute", f"r_answer,e_answer,{when}"
    )
    figure = wb.plot_timeline(wb.load_case(place), **window)
    (informs,) = [trace for trace in figure.data if trace.name == "informs"]
    assert informs.marker.symbol == (symbol,)
    assert f"Hollow marks are dated {said}." in source_line(figure)


def test_a_silence_is_a_full_cross_however_it_is_dated(tmp_path):
    place = write_case(tmp_path)
    replace(place, "responses.csv", "r_silence,e_story,2010-03-16,day", "r_silence,e_story,2010-03,month")
    (silent,) = [
        trace for trace in wb.plot_timeline(wb.load_case(place)).data if trace.name == "stays silent"
    ]
    assert silent.marker.symbol == ("x-thin",)


def test_the_legend_shows_a_full_mark_where_there_is_one(tmp_path):
    place = write_case(tmp_path)
    row = (
        FILES["responses.csv"]
        .splitlines()[2]
        .replace("r_answer", "r_early")
        .replace("2010-03-17T09:00+01:00,minute", "2010-03-12,week")
    )
    (place / "responses.csv").write_text(FILES["responses.csv"] + row + "\n")
    (informs,) = [trace for trace in wb.plot_timeline(wb.load_case(place)).data if trace.name == "informs"]
    assert informs.marker.symbol == ("square", "square-open")


# --- bars


@every_case
@pytest.mark.parametrize(
    ("every", "hours", "unit"), [("1D", 25, "day"), ("6h", 6, "six hours"), ("1h", 1, "hour")]
)
def test_bars_count_exactly_the_mentions_dated_finely_enough_and_the_rest_is_stated(name, every, hours, unit):
    case = loaded(name)
    figure = drawn(name, every=every)
    fine, coarse = fine_and_coarse(case, hours)
    if case.grade == "C":
        assert bars(figure) == []
        assert "mention" not in source_line(figure)
        return
    assert sum(sum(bar.y) for bar in bars(figure)) == fine
    assert sum(len(card["links"]) for bar in bars(figure) for (card,) in bar.customdata) == fine
    stated = re.search(
        r"([\d,]+) mentions? (?:is|are) dated too coarsely for a bar and (?:is|are) not drawn",
        source_line(figure),
    )
    assert int(stated[1].replace(",", "") if stated else 0) == coarse
    assert (f"Mentions found per {unit}" in titles(figure)) == (fine > 0)


@every_case
@pytest.mark.parametrize("by", ["stance", "platform", "language"])
def test_bars_are_stacked_by_what_one_asks_and_lose_nothing(name, by):
    case = loaded(name)
    figure = drawn(name, by=by)
    assert figure.layout.barmode == "stack"
    found = {bar.name: sum(bar.y) for bar in bars(figure)}
    if case.grade == "C":
        assert found == {}
        return
    rows = case.mentions[~case.mentions["background"]]
    rows = rows[(rows["published"] < case.period.end) & (rows["published_end"] > case.period.start)]
    rows = rows[(rows["published_end"] - rows["published"]) <= pd.Timedelta(hours=25)]
    counts = rows[by].astype(str).str.replace("_", " ").value_counts()
    assert sum(found.values()) == counts.sum()
    # What is not named separately stands under "other", and only there.
    assert {name: counts[name] for name in found if name != "other"} == {
        n: c for n, c in found.items() if n != "other"
    }
    assert len(found) <= 7


def test_each_mention_stands_in_the_bin_in_which_it_was_published(case):
    (negative,) = [bar for bar in bars(wb.plot_timeline(case, every="6h")) if bar.name == "negative"]
    assert list(negative.x) == [pd.Timestamp("2010-03-15 09:00")]
    assert negative.customdata[0][0]["title"] == "1 negative mention, 15 March 2010, from 06:00"
    (negative,) = [bar for bar in bars(wb.plot_timeline(case)) if bar.name == "negative"]
    assert list(negative.x) == [pd.Timestamp("2010-03-15 12:00")]
    assert negative.customdata[0][0]["title"] == "1 negative mention, 15 March 2010"


@pytest.mark.parametrize(
    ("every", "sentence"),
    [
        ("1D", "1 mention is dated too coarsely for a bar and is not drawn."),
        ("6h", "2 mentions are dated too coarsely for a bar and are not drawn."),
    ],
)
def test_the_number_of_coarse_mentions_is_said_in_good_english(case, every, sentence):
    assert sentence in source_line(wb.plot_timeline(case, every=every))


def test_a_lane_that_is_not_drawn_leaves_nothing_out(case):
    assert "coarsely" not in source_line(wb.plot_timeline(case, lanes=["company"]))


def test_more_languages_than_colours_are_gathered_in_other(tmp_path):
    place = write_case(tmp_path)
    replace(place, "case.toml", 'grade = "C"', 'grade = "B"')
    codes = ["en", "en", "de", "de", "fr", "es", "it", "pl", "nl", "other"]
    rows = [
        f"x{n},2010-03-16,day,news,Daily,https://d.example.org/{n},{c},neutral,leak,no,title,no"
        for n, c in enumerate(codes)
    ]
    (place / "mentions.csv").write_text("\n".join([FILES["mentions.csv"].splitlines()[0], *rows]))
    found = {bar.name: sum(bar.y) for bar in bars(wb.plot_timeline(wb.load_case(place), by="language"))}
    assert len(found) == 7
    assert sum(found.values()) == len(codes)
    assert (found["en"], found["de"]) == (2, 2)
    assert found["other"] == len(codes) - sum(count for name, count in found.items() if name != "other")


# --- the bracket of silence and the sentences


@every_case
def test_the_bracket_is_labelled_with_the_delay_of_the_case(name):
    delay = loaded(name).delays().loc["first_public"]
    said = [text for text in words(drawn(name)) if text.startswith(("silence: ", "no public answer"))]
    if delay["documented"]:
        (text,) = said
        assert text.removesuffix(", short on this clock") == (
            f"silence: {delay['in_words'].replace('within', 'at most')}"
        )
    else:
        assert said == ["no public answer is documented"]


@every_case
def test_the_title_says_how_long_the_public_answer_took(name):
    case = loaded(name)
    delay = case.delays().loc["first_public"]
    title = drawn(name).title_sentence
    assert title.startswith(f"{case.company}: ")
    if delay["documented"]:
        assert delay["in_words"].split(" (")[0] in title
    else:
        assert title.endswith("no public answer is documented")


def test_the_bracket_spans_from_trigger_to_answer(case):
    strokes = [s for s in wb.plot_timeline(case).layout.shapes if s.yref == "y"]
    ends = {(s.x0, s.x1) for s in strokes if s.x0 != s.x1 and s.line.width == 3}
    trigger, answer = pd.Timestamp("2010-03-15 10:00:30"), pd.Timestamp("2010-03-17 09:00:30")
    assert ends == {(trigger, answer)}


def test_a_bracket_too_short_to_be_seen_says_so(case):
    def said(**window):
        return [text for text in words(wb.plot_timeline(case, **window)) if text.startswith("silence: ")]

    assert said(start="2010-03-14", end="2010-03-20") == ["silence: 47 hours"]
    assert said(start="2010-03-01", end="2010-05-30") == ["silence: 47 hours, short on this clock"]


def test_an_answer_before_the_trigger_is_no_silence(tmp_path):
    place = write_case(tmp_path)
    replace(place, "responses.csv", "2010-03-17T09:00+01:00", "2010-03-14T09:00+01:00")
    figure = wb.plot_timeline(wb.load_case(place))
    assert figure.title_sentence == "Kettle Works: the first public answer came before the trigger"
    assert not [text for text in words(figure) if "silence:" in text]
    assert not [shape for shape in figure.layout.shapes if shape.yref == "y"]


@pytest.mark.parametrize(
    ("start", "end", "clock_line", "bracket"),
    [
        ("2010-03-14", "2010-03-20", True, True),
        ("2010-03-16", "2010-03-20", False, True),
        ("2010-03-14", "2010-03-16", True, True),
        ("2010-03-16", "2010-03-17", False, True),
        ("2010-03-18", "2010-03-20", False, False),
        ("2010-03-12", "2010-03-14", False, False),
    ],
)
@pytest.mark.parametrize("documented", [True, False])
def test_only_what_lies_in_the_window_is_drawn(tmp_path, start, end, clock_line, bracket, documented):
    place = write_case(tmp_path)
    if not documented:
        replace(place, "case.toml", 'first_public = "r_answer"', "")
        bracket = bracket or start == "2010-03-18"  # a silence that never ends is still there
    figure = wb.plot_timeline(wb.load_case(place), start=start, end=end)
    said = words(figure)
    assert bool([t for t in said if t.startswith("clock starts: ")]) == clock_line
    assert bool([t for t in said if t.startswith(("silence: ", "no public answer"))]) == bracket
    left, right = figure.layout.xaxis.range
    (label,) = [
        a for a in figure.layout.annotations if (a.text or "").startswith(("silence", "no public"))
    ] or [None]
    assert label is None or left <= label.x <= right


def test_what_lies_outside_the_window_is_counted_in_good_english(case):
    line = functools.partial(wb.plot_timeline, case, end="2010-03-24")
    assert "outside" not in source_line(line(start="2010-03-10"))
    assert "1 event lies outside this window." in source_line(line(start="2010-03-15T12:00"))
    assert "2 events and 1 response lie outside this window." in source_line(line(start="2010-03-17"))
    assert "3 events and 2 responses lie outside this window." in source_line(line(start="2010-03-20"))


def test_the_subtitle_says_what_mentions_are(case, tmp_path):
    def subtitle(shown, **how):
        return wb.plot_timeline(shown, **how).layout.title.subtitle.text.replace("<br>", " ")

    assert subtitle(case) == (
        "3 mentions were found by search, 33% of them negative: a sample, not the volume. "
        "1 page of background is left out. Clock: local time, Europe/Zurich."
    )
    assert subtitle(case, lanes=["company"]) == "Clock: local time, Europe/Zurich."
    assert subtitle(case, clock="utc").endswith("Clock: UTC.")
    place = write_case(tmp_path / "c")
    assert subtitle(wb.load_case(place)).startswith(
        "Documented events and responses only; this case holds no volume."
    )
    replace(place, "case.toml", 'grade = "C"', 'grade = "B"')
    (place / "mentions.csv").write_text(FILES["mentions.csv"].splitlines()[0])
    assert subtitle(wb.load_case(place)).startswith("No mentions were collected.")


# --- clocks, switch, windows


@every_case
def test_the_utc_clock_shows_the_same_instants(name):
    zone = loaded(name).clock.timezone
    local, utc = marks(drawn(name)), marks(drawn(name, clock="utc"))
    assert len(local) == len(utc)
    for one, other in zip(local, utc, strict=True):
        here = pd.to_datetime(pd.Series(one.x)).dt.tz_localize(zone).dt.tz_convert("UTC").dt.tz_localize(None)
        assert here.tolist() == list(other.x)
        assert sorted(c["title"] for (c,) in one.customdata) == sorted(
            c["title"] for (c,) in other.customdata
        )
    assert drawn(name).layout.xaxis.range != drawn(name, clock="utc").layout.xaxis.range or zone == "UTC"


def test_the_switch_turns_counts_to_a_logarithmic_axis_and_back(case):
    (menu,) = wb.plot_timeline(case).layout.updatemenus
    assert menu.active == 0
    assert [button.label for button in menu.buttons] == ["linear", "log"]
    linear, log = (button.args for button in menu.buttons)
    ticks = {"yaxis3.tickmode": "auto", "yaxis3.dtick": None}
    assert linear[1] == {"yaxis3.type": "linear", "barmode": "stack"} | ticks
    ticks = {"yaxis3.tickmode": "linear", "yaxis3.dtick": "D2"}
    assert log[1] == {"yaxis3.type": "log", "barmode": "group"} | ticks
    bars = [place for place, trace in enumerate(wb.plot_timeline(case).data) if trace.type == "bar"]
    assert list(linear[2]) == list(log[2]) == bars
    # Side by side, the bars of a day share the width that they have on top of one another.
    assert [len(bars) * width for width in log[0]["width"]] == pytest.approx(linear[0]["width"])


def test_a_logarithmic_start_puts_the_bars_side_by_side(case):
    figure, stack = wb.plot_timeline(case, log=True), wb.plot_timeline(case)
    layout = figure.layout
    side, top = ([t.width for t in some.data if t.type == "bar"] for some in (figure, stack))
    assert [len(side) * width for width in side] == pytest.approx(top)
    assert (layout.yaxis3.type, layout.barmode, layout.updatemenus[0].active) == ("log", "group", 1)


def test_without_counts_there_is_no_switch(case):
    assert wb.plot_timeline(case, lanes=["company", "events"]).layout.updatemenus == ()


@pytest.mark.parametrize(
    ("start", "shown"),
    [
        ("2010-03-15", "2010-03-15 00:00"),
        ("2010-03-15T12:00Z", "2010-03-15 13:00"),
        (pd.Timestamp("2010-03-15T12:00", tz="UTC"), "2010-03-15 13:00"),
        ("2010-03-15 12:00", "2010-03-15 12:00"),
        ("2010-03-01T02:30", "2010-03-01 02:30"),
    ],
)
def test_a_window_may_be_given_as_local_dates_or_exact_instants(case, start, shown):
    assert wb.plot_timeline(case, start=start).layout.xaxis.range[0] == pd.Timestamp(shown)


def test_a_window_that_starts_in_the_hour_the_clocks_skipped_starts_after_it(case):
    assert wb.plot_timeline(case, start="2010-03-28T02:30", end="2010-04-02").layout.xaxis.range[
        0
    ] == pd.Timestamp("2010-03-28 03:00")


@every_case
def test_a_window_in_which_nothing_happened_is_drawn_empty(name):
    figure = wb.plot_timeline(loaded(name), start="1995-01-01", end="1995-02-01")
    assert sum(len(trace.x) for trace in figure.data) == 0
    assert titles(figure) == ["The company", "Everything else"]


def test_a_case_of_one_event_is_drawn(tmp_path):
    figure = wb.plot_timeline(wb.load_case(wb.new_case(tmp_path / "mine", **ACME)))
    assert titles(figure) == ["The company", "Everything else"]
    assert [len(trace.x) for trace in marks(figure)] == [1]
    assert "clock starts: Mine begins" in words(figure)
    assert "no public answer is documented" in words(figure)


def test_an_own_case_with_a_shipped_price_series_draws_it(tmp_path):
    place = write_case(tmp_path)
    replace(place, "case.toml", "[[unconfirmed]]", '[share_price]\nseries = "tm-2009"\n\n[[unconfirmed]]')
    figure = wb.plot_timeline(wb.load_case(place))
    (close,) = [trace for trace in figure.data if trace.name == "daily close"]
    table = wb.load_series("tm-2009")
    inside = table[(table.index >= "2010-03-09T23:00Z") & (table.index < "2010-03-23T23:00Z")]
    assert list(close.y) == inside["close_usd"].tolist()
    assert close.x[0] == inside.index[0].tz_convert("Europe/Zurich").tz_localize(None)
    assert f"at the close of {inside['date'].iloc[0]}" in close.hovertext[0]


def test_a_rebuilt_curve_is_dashed_has_its_band_and_says_rebuilt(case, monkeypatch):
    days = pd.date_range("2010-03-15", periods=3, tz="UTC", name="time")
    series = pd.DataFrame(
        {"per_day": [10.0, 20, 5], "per_day_lower": [8.0, 15, 2], "per_day_upper": [12.0, 25, 9]}, days
    )
    monkeypatch.setattr("workbench.plots.quantities.load_series", lambda name: series)
    from workbench.evidence.settings import Attention

    told = Attention("blog_views_cumulative", "the post", "any", "views")
    curve = dataclasses.replace(case, settings=dataclasses.replace(case.settings, attention=told))
    figure = wb.plot_timeline(curve)
    assert titles(figure) == ["The company", "Everything else", "Views a day", "Mentions found per day"]
    band, line, ticks = (t for t in figure.data if t.legend == "legend3")
    assert "<i>rebuilt</i>" in words(figure)[2]
    assert (line.line.dash, list(line.y)) == ("dash", [10, 20, 5])
    assert list(band.y) == [12, 25, 9, 2, 15, 8]
    assert (ticks.name, len(ticks.x)) == ("2 readings", 2)
    assert line.hovertext[0] == "<b>10 views a day</b>, rebuilt; band 8 to 12"


# --- hostile text


@every_case
@pytest.mark.parametrize("by", ["stance", "language"])
def test_no_text_of_a_table_becomes_markup(name, by):
    figure = wb.plot_timeline(hostile(loaded(name)), by=by)
    texts = read_as_markup(figure.to_plotly_json())
    assert [t for t in texts if "<script" in t or "<img" in t or "</script" in t] == []
    assert any("&lt;script&gt;" in t for t in texts)
    clicked = [card for trace in figure.data if trace.customdata is not None for (card,) in trace.customdata]
    assert any(EVIL in card["title"] or EVIL in str(card["links"]) for card in clicked)


# --- what is refused


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"by": "mood"}, "by is none of the choices. Received: 'mood'. Allowed: 'stance', 'platform', 'language'. Try: "
         "by='stance'."),
        ({"every": "1d"}, "every is none of the choices. Received: '1d'. Allowed: '1D', '6h', '1h'. Try: every='1D'."),
        ({"clock": "UTC"}, "clock is none of the choices. Received: 'UTC'. Allowed: 'local', 'utc'. Try: clock='local'."),
        ({"lanes": ["compny"]}, "lanes is none of the choices. Received: 'compny'. Allowed: 'company', 'events', 'price', "
         "'attention', 'mentions', 'messages'. Try: lanes=['company', 'events', 'price', 'attention', 'mentions', 'messages']."),
        ({"lanes": []}, "There is nothing to draw. Received: lanes []. Allowed: lanes that small-case has rows for. Try: leave "
         "lanes= out."),
        ({"lanes": ["price"]}, "There is nothing to draw. Received: lanes ['price']. Allowed: lanes that small-case has rows "
         "for. Try: leave lanes= out."),
        ({"start": "soon"}, "start is not a time. Received: 'soon'. Allowed: a date such as 2009-07-06. Try: "
         'start="2009-07-06".'),
        ({"end": ""}, "end is not a time. Received: ''. Allowed: a date such as 2009-07-06. Try: end=\"2009-07-06\"."),
        ({"end": ["2010"]}, "end is not a time. Received: ['2010']. Allowed: a date such as 2009-07-06. Try: "
         'end="2009-07-06".'),
        ({"start": "2010-03-20", "end": "2010-03-15"}, "The window is empty. Received: 2010-03-19 23:00:00+00:00 to "
         "2010-03-14 23:00:00+00:00. Allowed: an end after the start. Try: swap start and end."),
        ({"start": "2010-03-20", "end": "2010-03-20"}, "The window is empty. Received: 2010-03-19 23:00:00+00:00 to "
         "2010-03-19 23:00:00+00:00. Allowed: an end after the start. Try: swap start and end."),
    ],
)  # fmt: skip
def test_an_argument_that_cannot_be_used_is_refused_in_a_whole_sentence(case, how, sentence):
    with pytest.raises(WorkbenchError) as refusal:
        wb.plot_timeline(case, **how)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("toyota-recall", "This is not a case. Received: 'toyota-recall'. Allowed: a case that wb.load_case returned. Try: "
         "wb.load_case('toyota-recall')."),
        (None, 'This is not a case. Received: NoneType. Allowed: a case that wb.load_case returned. Try: '
         'wb.load_case("toyota-recall").'),
    ],
)  # fmt: skip
@pytest.mark.parametrize("plot", [wb.plot_timeline, wb.plot_channels, lambda case: wb.plot_delays([case])])
def test_what_is_no_case_is_refused_with_what_to_do(plot, what, sentence):
    with pytest.raises(WorkbenchError) as refusal:
        plot(what)
    assert str(refusal.value) == sentence
