"""Errors are sentences: what happened, what was received, what is allowed, what to try."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError, nearest


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({}, "It broke."),
        ({"received": "7"}, "It broke. Received: 7."),
        ({"allowed": "1 to 5"}, "It broke. Allowed: 1 to 5."),
        ({"remedy": "did you mean 5?"}, "It broke. Try: did you mean 5?"),
        ({"received": "7", "remedy": "take 5."}, "It broke. Received: 7. Try: take 5."),
        (
            {"received": "7", "allowed": "1 to 5", "remedy": "take 5"},
            "It broke. Received: 7. Allowed: 1 to 5. Try: take 5.",
        ),
    ],
)
def test_an_error_is_told_in_its_four_answers(parts, sentence):
    assert str(WorkbenchError("It broke.", **parts)) == sentence


def test_the_answers_can_be_read_one_by_one():
    error = WorkbenchError("It broke.", received="7", allowed="5", remedy="take 5")
    assert (error.happened, error.received, error.allowed, error.remedy) == ("It broke.", "7", "5", "take 5")


@pytest.mark.parametrize("kind", [NotEnoughData, TooCoarse, NotFound])
def test_every_error_is_a_workbench_error_and_a_value_error(kind):
    assert issubclass(kind, WorkbenchError)
    assert issubclass(kind, ValueError)


def test_what_is_not_found_is_a_lookup_error_whose_message_is_not_quoted():
    assert issubclass(NotFound, LookupError)
    assert str(NotFound("No such case.", received="'x'")) == "No such case. Received: 'x'."


def test_an_error_survives_the_way_to_another_process():
    error = NotFound("No such case.", received="'x'", remedy="take y")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


@pytest.mark.parametrize(
    ("name", "known", "remedy"),
    [
        ("toyota-recal", ["nestle-kitkat", "toyota-recall"], "did you mean 'toyota-recall'?"),
        ("TOYOTA-RECALL", ["toyota-recall"], "did you mean 'toyota-recall'?"),
        ("kitkat", ["nestle-kitkat", "toyota-recall"], "did you mean 'nestle-kitkat'?"),
        ("KitKat", ["Nestle-Kitkat"], "did you mean 'Nestle-Kitkat'?"),
        ("xyz", ["toyota-recall"], ""),
        ("", ["toyota-recall"], ""),
        ("toyota", [], ""),
    ],
)
def test_the_nearest_known_name_is_suggested(name, known, remedy):
    assert nearest(name, known) == remedy


@given(st.text(), st.lists(st.text(min_size=1)))
def test_a_suggestion_is_always_a_known_name(name, known):
    said = nearest(name, iter(known))
    assert said == "" or said in {f"did you mean {k!r}?" for k in known}


@given(st.lists(st.text("abcdefgh", min_size=4), min_size=1, unique=True), st.data())
def test_a_name_that_is_known_suggests_itself(known, data):
    name = data.draw(st.sampled_from(known))
    assert nearest(name, known) == f"did you mean {name!r}?"
