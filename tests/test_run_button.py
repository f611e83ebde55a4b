"""A button that does one thing: nothing before it is pressed, and what came of it in a sentence."""

import re

import workbench as wb
from workbench.problems import WorkbenchError


def told(widget):
    """What stands below the button, without markup."""
    return re.sub(r"<.*?>", "", widget.said.value)


def test_nothing_happens_before_it_is_pressed_and_then_the_file_is_named(tmp_path):
    def save(text, *, name):
        file = tmp_path / name
        file.write_text(text)
        return file

    widget = wb.run_button("Save", save, "kept", name="a.txt")
    assert (list(tmp_path.iterdir()), told(widget), widget.result) == ([], "", None)
    widget.button.click()
    assert (tmp_path / "a.txt").read_text() == "kept"
    assert widget.result == tmp_path / "a.txt"
    assert told(widget) == f"Saved as {tmp_path / 'a.txt'}."
    assert (widget.feedback.verdict, widget.button.disabled) == ("right", False)


def test_what_is_no_file_is_said_as_it_is():
    for function, sentence in ((list, "[]"), (dict.fromkeys, "{'a': None}"), (lambda _: None, "Done.")):
        widget = wb.run_button("Do", function, "a" if function is not list else "")
        widget.button.click()
        assert told(widget).replace("&#x27;", "'") == sentence


def test_a_refusal_is_a_sentence_and_the_button_can_be_pressed_again(tmp_path):
    def refuse():
        raise WorkbenchError("There is nothing <b>to save</b>.")

    widget = wb.run_button("Save", refuse)
    widget.button.click()
    assert "There is nothing &lt;b&gt;to save&lt;/b&gt;." in widget.said.value
    assert (widget.feedback.verdict, widget.button.disabled) == ("not yet", False)
    missing = wb.run_button("Save", (tmp_path / "gone" / "a.txt").write_text, "kept")
    missing.button.click()
    assert missing.feedback.verdict == "not yet"
    assert "No such file or directory" in told(missing)


def test_while_it_works_it_cannot_be_pressed_and_says_so():
    seen = []
    widget = wb.run_button("Do", lambda: seen.append((widget.button.disabled, told(widget))))
    widget.button.click()
    assert seen == [(True, "Working ...")]
