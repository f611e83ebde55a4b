"""A result, or the reason why there is none: the reason is handed on, and only what is wrong with the input is caught."""

import pytest

import workbench as wb
from workbench.attempts import NotPossible
from workbench.problems import WorkbenchError


def refuse(*_given, **_named):
    """Refuse whatever is given."""
    raise WorkbenchError("It is <b>too</b> short.", remedy="wait")


def test_a_result_comes_back_as_it_is():
    assert wb.attempt(divmod, 7, 2) == (3, 1)
    assert wb.attempt(sorted, [2, 1], reverse=True) == [2, 1]


def test_a_refusal_becomes_its_sentence_and_counts_as_false():
    reason = wb.attempt(refuse)
    assert isinstance(reason, NotPossible)
    assert not reason
    assert reason.summary() == repr(reason) == "It is <b>too</b> short. Try: wait."
    assert "It is &lt;b&gt;too&lt;/b&gt; short." in reason._repr_html_()
    assert reason.plot() is None


def test_a_reason_is_handed_on_whatever_asks_for_the_result():
    reason = wb.attempt(refuse)
    assert wb.attempt(divmod, reason, 2) is reason
    assert wb.attempt(sorted, [1], key=reason) is reason


def test_a_fault_of_the_program_is_not_taken_for_a_reason():
    with pytest.raises(ZeroDivisionError):
        wb.attempt(divmod, 1, 0)
