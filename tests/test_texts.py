"""Texts as a notebook shows them."""

import workbench as wb
from workbench.texts import MarkdownText

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
