"""Texts as a notebook shows them."""

import workbench as wb
from workbench.texts import CitedText, MarkdownText

DOLLAR = "<span>&#36;</span>"


def test_a_dollar_sign_stands_alone_in_its_element_so_that_two_are_no_formula():
    shown = MarkdownText("A video of $150, a claim of \\$180 million.")._repr_markdown_()
    assert shown == f"A video of {DOLLAR}150, a claim of {DOLLAR}180 million."


def test_code_and_addresses_keep_their_dollar_signs():
    text = "Read `cost_in_$` at <https://example.org/$180-million>."
    assert MarkdownText(text)._repr_markdown_() == text


def test_the_text_itself_stays_as_it_is_written():
    assert MarkdownText("A video of $150") == "A video of $150"


def test_no_text_on_a_card_becomes_a_formula():
    card = wb.load_case("united-breaks-guitars")._repr_html_()
    assert f"A {DOLLAR}150 video" in card
    assert "$" not in card


PAGES = {
    "reuters": ('Nestle drops [a] "supplier"', "https://example.org/r"),
    "bbc": ("News", "http://example.org/b"),
}


def test_sources_in_brackets_become_small_numbered_links():
    shown = CitedText("It fell [bbc] [reuters]. Again [reuters; bbc].", PAGES)._repr_markdown_()
    bbc = '[1](<http://example.org/b> "News")'
    reuters = '[2](<https://example.org/r> "Nestle drops a supplier")'
    assert shown == f"It fell<sup>{bbc} {reuters}</sup>. Again<sup>{reuters} {bbc}</sup>."


def test_what_is_no_source_or_no_page_stays_as_it_is_written():
    pages = {"bad": ("x", "javascript:alert(1)")}
    text = "See [e_upload] and [bad] and [bbc](https://example.org)."
    assert CitedText(text, pages | PAGES)._repr_markdown_() == text
    assert CitedText(text, PAGES) == text


def test_a_case_links_its_texts_to_its_sources():
    shown = wb.load_case("nestle-kitkat").debrief._repr_markdown_()
    assert "[gpuk-launch]" not in shown
    assert "https://" in shown
