"""How figures look: every word of the vocabulary has its colour, and text of tables never becomes markup."""

import ast
import colorsys
import html
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.plots import theme
from workbench.plots.channels import NAMES
from workbench.plots.delays import _STYLE
from workbench.plots.marks import MARK, Levels, card, hover, place_labels, short
from workbench.vocabulary import ACTOR_KIND, DELAY, PLATFORM, STANCE, STRATEGY

PACKAGE = Path(theme.__file__).resolve().parent.parent


def test_every_word_that_is_drawn_has_its_look():
    assert list(theme.STANCE) == list(theme.STANCE_PATTERN) == list(STANCE)
    assert set(theme.ACTOR) == set(ACTOR_KIND)
    assert set(NAMES) >= set(PLATFORM)
    assert list(_STYLE) == list(DELAY)


def test_every_strategy_belongs_to_one_family():
    members = [strategy for names, _, _ in theme.FAMILY.values() for strategy in names]
    assert sorted(members) == sorted(STRATEGY)
    assert set(theme.FAMILY_OF) == set(STRATEGY)


@pytest.mark.parametrize(
    "looks",
    [
        [(colour, symbol) for _, colour, symbol in theme.FAMILY.values()],
        list(_STYLE.values()),
        [(theme.STANCE[word], theme.STANCE_PATTERN[word]) for word in STANCE],
    ],
    ids=["strategies", "delays", "stances"],
)
def test_what_stands_side_by_side_differs_without_colour_too(looks):
    def grey(colour):
        red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        return 0.299 * red + 0.587 * green + 0.114 * blue

    for (one, form), (other, another) in itertools.combinations(looks, 2):
        assert form != another or abs(grey(one) - grey(other)) > 0.1


@pytest.mark.parametrize(
    "colour", sorted({*theme.SEQUENCE, *theme.PLATFORM.values(), theme.BLACK, theme.INK})
)
def test_words_keep_the_hue_of_their_line_and_are_dark_enough_to_be_read(colour):
    dark = theme.for_text(colour)
    assert theme.contrast(dark) >= 4.5
    hue, darker = (
        colorsys.rgb_to_hls(*(int(c[i : i + 2], 16) for i in (1, 3, 5)))[0] for c in (colour, dark)
    )
    assert abs(hue - darker) < 0.03
    assert (dark == colour) is (theme.contrast(colour) >= theme.TEXT_CONTRAST)


def written_colours():
    """Yield every colour that some text of a figure or a page is given by name, and where."""
    fonts = ("font", "textfont", "outsidetextfont", "tickfont")
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix not in (".py", ".css", ".j2") or "_shipped" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        for colour in re.findall(r"(?<![-\w])color: ?(#[0-9a-fA-F]{6})\b(?![^\n]*cursor: default)", text):
            yield path.name, colour
        for node in ast.walk(ast.parse(text)) if path.suffix == ".py" and path.parent.name == "plots" else ():
            if not isinstance(node, ast.Dict):
                continue
            for key, font in zip(node.keys, node.values, strict=True):
                if not (isinstance(key, ast.Constant) and key.value in fonts and isinstance(font, ast.Dict)):
                    continue
                for name, value in zip(font.keys, font.values, strict=True):
                    if isinstance(name, ast.Constant) and name.value == "color":
                        if isinstance(value, ast.Constant) and value.value.startswith("#"):
                            yield path.name, value.value
                        elif isinstance(value, ast.Attribute) and hasattr(theme, value.attr):
                            yield path.name, getattr(theme, value.attr)


def test_no_text_is_written_in_a_colour_too_pale_to_read():
    found = list(written_colours())
    assert len(found) > 15, "nothing was looked at"
    assert [(file, colour) for file, colour in found if theme.contrast(colour) < 4.5] == []


def test_a_platform_has_one_colour_whatever_stands_beside_it():
    few, many = (
        theme.platform_colours(["youtube", "x"]),
        theme.platform_colours(["news", "youtube", "twitter"]),
    )
    assert few["youtube"] == many["youtube"]
    assert few["x"] == many["twitter"] == theme.platform_colours(["Twitter"])["Twitter"]
    assert {name: len({few[name], *many.values()}) for name in few} == {"youtube": 3, "x": 3}


def test_platforms_that_nobody_named_differ_and_stay_what_they_are():
    names = ["weibo", "vk", "zhihu", "mastodon"]
    told = theme.platform_colours(names)
    assert len(set(told.values())) == len(names)
    assert theme.platform_colours(reversed(names)) == told
    assert theme.platform_colours(map(str, range(9)))["8"] == theme.GREY
    assert set(PLATFORM) <= set(theme.PLATFORM)


@given(st.text())
def test_escaped_text_holds_no_markup_and_reads_the_same(text):
    assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)", theme.safe(text))
    assert html.unescape(theme.safe(text)) == html.unescape(html.escape(text, quote=False))


@given(st.text(st.characters(exclude_categories=["Cc", "Zs", "Cs"]) | st.just(" ")), st.integers(1, 40))
def test_wrapping_keeps_every_word_and_the_width(text, width):
    lines = theme.wrap(text, width).split("<br>")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(len(line) <= width for line in lines)


def test_a_longer_title_takes_its_own_room_and_leaves_the_plot_its_size():
    one, three = (theme.layout("word " * words, height=500) for words in (3, 45))
    lines = three["title"]["text"].count("<br>")
    assert lines == 2

    def plot(layout):
        return layout["height"] - layout["margin"]["t"] - layout["margin"]["b"]

    assert plot(three) == plot(one)
    assert three["title"]["pad"]["t"] > one["title"]["pad"]["t"]


def test_an_axis_keeps_its_title_small_whatever_is_added():
    axis = theme.axis(title={"text": "hours"}, type="log")
    assert axis["title"]["text"] == "hours"
    assert axis["title"]["font"]["size"] == theme.axis()["title"]["font"]["size"]
    assert axis["type"] == "log"


def test_the_source_line_starts_at_the_edge_of_the_figure_whatever_its_margin():
    for left in (100, 200):
        line = theme.source_line("Sources.", left=left)
        assert line["xshift"] + left == 12


# --- marks


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30)), max_size=30))
def test_marks_of_one_level_never_overlap(stretches):
    levels, placed = Levels(), {}
    for left, length in stretches:
        placed.setdefault(levels.place(left, left + length), []).append((left, left + length))
    for spans in placed.values():
        assert all(a[1] <= b[0] or b[1] <= a[0] for a, b in itertools.combinations(spans, 2))
    assert sorted(placed) == list(range(len(placed)))


def test_a_label_that_finds_no_room_below_is_not_placed():
    levels = Levels()
    assert [levels.place_below(0, 5, 2) for _ in range(3)] == [0, 1, None]
    assert levels.place(0, 5) == 2
    assert levels.place_below(5, 9, 2) == 0


@given(
    st.lists(st.tuples(st.floats(0, 700), st.text("ab ", min_size=1, max_size=70)), max_size=25),
    st.integers(1, 5),
)
def test_labels_lie_on_nothing_and_inside_the_figure(marks, labelled):
    at, labels = [x for x, _ in marks], [label for _, label in marks]
    spots = place_labels(at, labels, [n % 3 == 0 for n in range(len(marks))], room=700, labelled=labelled)
    for one, other in itertools.combinations(spots, 2):
        assert one.level != other.level or one.right <= other.left or other.right <= one.left
    for spot in spots:
        assert spot.left >= -MARK
        assert spot.right <= 700 + MARK
        assert spot.label == "" or spot.level < labelled


def test_a_label_is_written_out_where_there_is_room_beside_it():
    title = "Transport Department reviews compliance with the rules for passengers"
    (alone,) = place_labels([10], [title], [True], room=800, labelled=3)
    assert alone.label == title
    crowded = place_labels([10, 380], [title, "next"], [True, True], room=800, labelled=1)
    assert [spot.label.endswith("…") for spot in crowded] == [True, False]


def test_a_label_stands_to_the_left_where_that_is_higher_up():
    spots = place_labels([300, 310], ["one", "two"], [True, True], room=700, labelled=3)
    assert [(spot.side, spot.level) for spot in spots] == [("right", 0), ("right", 1)]
    spots = place_labels([300, 285], ["one", "two"], [True, True], room=700, labelled=3)
    assert [(spot.side, spot.level) for spot in spots] == [("right", 0), ("left", 0)]


@pytest.mark.parametrize(
    ("text", "letters", "label"),
    [("one two", 7, "one two"), ("one two", 6, "one …"), ("onetwothree", 5, "onetw …"), ("", 5, "")],
)
def test_a_label_is_cut_at_a_word(text, letters, label):
    assert short(text, letters) == label


def test_hovering_escapes_what_comes_from_tables_and_counts_the_sources():
    said = hover("<b>T</b>", ["a & b", ""], 1)
    assert said == "<b>&lt;b&gt;T&lt;/b&gt;</b><br>a &amp; b<br><i>1 source: click to list</i>"
    assert hover("T", [], 2).endswith("<i>2 sources: click to list</i>")


def test_a_click_gets_the_text_as_it_is_because_it_is_set_as_text():
    assert card("<b>", "d", [["t", "http://x"]]) == [
        {"title": "<b>", "detail": "d", "links": [["t", "http://x"]]}
    ]
