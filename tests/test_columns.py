"""What a model asks of a table: columns, kind of data, and all reasons for a refusal in one message."""

import pandas as pd
import pytest

import workbench as wb
from workbench.models.columns import kind_of, lacking, together
from workbench.problems import NotEnoughData, TooCoarse, WorkbenchError


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (
            None,
            "This is not a table. Received: NoneType. Allowed: a DataFrame with the columns a, b. Try: ask.",
        ),
        (pd.DataFrame(), "The table lacks a and b. Received: no columns. Allowed: a, b. Try: ask."),
        (pd.DataFrame({"b": [], 7: []}), "The table lacks a. Received: b, 7. Allowed: a, b. Try: ask."),
    ],
)
def test_a_table_without_its_columns_is_told(table, sentence):
    assert [str(problem) for problem in lacking(table, ["a", "b"], remedy="ask")] == [sentence]


def test_a_table_with_more_than_its_columns_is_fine():
    assert lacking(pd.DataFrame({"b": [1], "a": [1], "c": [1]}), ["a", "b"], remedy="ask") == []


def test_one_problem_stays_itself():
    problem = TooCoarse("Too coarse.")
    assert together([problem], "These posts") is problem


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [((NotEnoughData, NotEnoughData), NotEnoughData), ((NotEnoughData, TooCoarse), WorkbenchError)],
)
def test_several_problems_become_one_error_of_their_common_kind(kinds, kind):
    error = together([made(f"Number {n}.") for n, made in enumerate(kinds, 1)], "This table")
    assert type(error) is kind
    assert str(error) == "This table cannot be used, for 2 reasons. (1) Number 1. (2) Number 2."


def test_a_table_says_whether_it_is_documented_or_simulated():
    assert kind_of(wb.load_series("airline-conversations")) == "documented"
    simulated = pd.DataFrame()
    simulated.attrs["simulated"] = True
    assert kind_of(simulated) == "simulated"
    assert kind_of(pd.DataFrame()) == ""
