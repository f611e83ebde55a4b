"""Which browser the tests drive, and what they say when there is none."""

import pytest
from lab_page import find_browser, is_outside, need_browser, no_browser


def program(folder, name):
    """Make a file that could be a program."""
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return str(path)


def test_a_browser_on_the_path_is_found(tmp_path):
    path = program(tmp_path / "bin", "chromium")
    assert find_browser({"PATH": str(tmp_path / "bin")}) == path


def test_the_browser_that_chrome_path_names_comes_first(tmp_path):
    program(tmp_path / "bin", "chromium")
    named = program(tmp_path / "own", "my-chrome")
    assert find_browser({"PATH": str(tmp_path / "bin"), "CHROME_PATH": named}) == named


def test_a_program_that_chrome_path_names_and_that_is_not_there_is_not_replaced_by_another(tmp_path):
    program(tmp_path / "bin", "chromium")
    environment = {"PATH": str(tmp_path / "bin"), "CHROME_PATH": "/nowhere/chrome"}
    assert find_browser(environment) is None
    assert no_browser(environment) == (
        "No Chrome or Chromium was found, so no browser test can run. Looked for: the program that "
        "CHROME_PATH or BROWSER_PATH names (/nowhere/chrome). Install Chromium, or set CHROME_PATH to the program."
    )


def test_chrome_of_windows_is_found_where_it_is_installed(tmp_path):
    place = tmp_path / "Google" / "Chrome" / "Application"
    place.mkdir(parents=True)
    path = program(place, "chrome.exe")
    assert find_browser({"PATH": "", "ProgramFiles": str(tmp_path)}) == path


def test_without_a_browser_the_sentence_names_what_was_looked_for(tmp_path):
    assert no_browser({"PATH": str(tmp_path)}) == (
        "No Chrome or Chromium was found, so no browser test can run. Looked for: chromium, chromium-browser, "
        "google-chrome-stable, google-chrome, chrome, microsoft-edge. "
        "Install Chromium, or set CHROME_PATH to the program."
    )


@pytest.mark.parametrize(
    ("ci", "outcome"), [({}, pytest.skip.Exception), ({"CI": "true"}, pytest.fail.Exception)]
)
def test_without_a_browser_the_tests_skip_and_on_a_build_machine_fail(ci, outcome):
    environment = {"CHROME_PATH": "/nowhere/chrome"} | ci
    with pytest.raises(outcome) as end:
        need_browser(environment)
    assert str(end.value) == no_browser(environment)


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("http://127.0.0.1:8888/lab", False),
        ("ws://localhost:8888/api", False),
        ("blob:http://127.0.0.1:8888/6f", False),
        ("data:image/png;base64,AA", False),
        ("file:///home/me/a.html", False),
        ("https://cdn.plot.ly/plotly.js", True),
        ("http://127.0.0.1.example.org/", True),
        ("wss://example.org/", True),
    ],
)
def test_what_counts_as_another_machine(address, outside):
    assert is_outside(address) is outside
