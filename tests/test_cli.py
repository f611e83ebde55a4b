"""The command `crisis`: what it prints, whole, where it prints it, and with which exit code."""

import errno
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from own import COLUMNS, few
from typer.testing import CliRunner

from workbench import cases, lab, places
from workbench.cli import EXAMPLES, app, main
from workbench.commands.terminal import plain

ROOT = Path(__file__).resolve().parent.parent
WORDS = ["lab", "list", "show", "check", "new", "rebuild", "report", "import"]


def crisis(*words, **environment):
    """Run the command in this process."""
    return CliRunner().invoke(app, [str(word) for word in words], env=environment, prog_name="crisis")


@pytest.fixture
def my_case(tmp_path, monkeypatch):
    """Make a case of one's own and stand beside it."""
    monkeypatch.chdir(tmp_path)
    run = crisis(
        *("new", "my-case", "--title", "My crisis", "--company", "Acme", "--trigger-time", "2026-03-02"),
        *("--timezone", "Europe/Warsaw", "--source-url", "https://example.org/first-report"),
    )
    assert run.exit_code == 0, run.output
    return tmp_path / "my-case"


# Help


def test_help_says_what_it_is_and_gives_three_examples():
    run = crisis("--help")
    assert run.exit_code == 0
    assert run.stdout == (
        "Usage: crisis [OPTIONS] COMMAND [ARGS]...\n"
        "\n"
        "  Crises in social media as dated public evidence: look at a case, open the\n"
        "  notebooks, check a case of your own. crisis COMMAND --help explains one\n"
        "  command.\n"
        "\n"
        "  Examples:\n"
        "    crisis lab                          open the notebooks in JupyterLab\n"
        "    crisis show united-breaks-guitars   put one case on a page\n"
        "    crisis check my-case                list everything wrong in a folder\n"
        "\n"
        "Options:\n"
        "  --debug     Show the traceback of an error.\n"
        "  --version   Say which version this is.\n"
        "  -h, --help  Show this message and exit.\n"
        "\n"
        "Commands:\n"
        "  lab      Open the notebooks in JupyterLab.\n"
        "  list     List the cases and what each one holds.\n"
        "  show     Put one case on a page.\n"
        "  check    List everything that is wrong in a case folder.\n"
        "  new      Make the folder of a case of your own.\n"
        "  rebuild  Rebuild the attention curves that cases ship.\n"
        "  report   Write a case as one page to hand on.\n"
        "  import   Import what a listening tool exported.\n"
        "\n"
        "  Exit codes: 0 all is well, 1 a check found problems, 2 wrong use or not found,\n"
        "  3 an error of the workbench.\n"
    )


@pytest.mark.parametrize("word", WORDS)
def test_every_command_has_examples(word):
    run = crisis(word, "--help")
    assert run.exit_code == 0
    assert f"\n  Examples:\n    crisis {word}" in run.stdout


def test_every_example_can_be_typed(monkeypatch, tmp_path):
    """Parse every example as a shell would; what it would do is tested elsewhere."""
    assert {example.split()[1] for example in EXAMPLES} == set(WORDS)
    called = []
    for module, name in [
        ("workbench.lab", "open_lab"),
        ("workbench.commands.looking", "list_them"),
        ("workbench.commands.looking", "show_it"),
        ("workbench.commands.checking", "check_them"),
        ("workbench.commands.checking", "make_new"),
        ("workbench.commands.rebuilding", "rebuild_them"),
        ("workbench.commands.reporting", "report_it"),
        ("workbench.commands.own", "import_as_case"),
        ("workbench.commands.importing", "import_it"),
    ]:
        monkeypatch.setattr(f"{module}.{name}", lambda *_, name=name, **__: called.append(name) or 0)
    monkeypatch.setattr("workbench.commands.importing.propose_it", lambda *_: False)
    for example in EXAMPLES:
        words = shlex.split(example.split(">")[0])
        run = crisis(*words[1:])
        assert run.exit_code == 0, f"{example}\n{run.output}"
    assert len(called) == len(EXAMPLES)


def test_without_a_word_it_prints_the_help():
    run = crisis()
    assert run.exit_code == 2
    assert run.output == crisis("--help").output


def test_a_misspelt_command_suggests_the_nearest():
    run = crisis("shwo")
    assert run.exit_code == 2
    assert run.stdout == ""
    assert run.stderr == (
        "Usage: crisis [OPTIONS] COMMAND [ARGS]...\n"
        "Try 'crisis --help' for help.\n"
        "\n"
        "Error: No such command 'shwo'. Did you mean 'show'?\n"
    )


def test_the_version_is_the_one_installed():
    from importlib.metadata import version

    run = crisis("--version")
    assert (run.exit_code, run.stdout) == (0, f"Crisis Workbench {version('crisis-workbench')}\n")


# list


def test_list_shows_every_case_oldest_first(case_ids):
    run = crisis("list")
    assert run.exit_code == 0
    header, *rows = run.stdout.splitlines()[: len(case_ids) + 1]
    assert header.split("  ")[0] == "case"
    assert header.endswith("first public response")
    assert [row.split()[0] for row in rows] == list(cases.list_cases().index)
    assert sorted(row.split()[0] for row in rows) == case_ids
    assert run.stdout.splitlines()[len(case_ids) + 1 :] == [
        "",
        "crisis show CASE puts one of them on a page; crisis lab opens the notebooks.",
    ]
    assert all(line == line.rstrip() for line in run.stdout.splitlines())


def test_list_as_csv_is_the_table_of_the_library():
    run = crisis("list", "--csv")
    assert run.exit_code == 0
    read = pd.read_csv(io.StringIO(run.stdout), index_col="case")
    pd.testing.assert_frame_equal(read, cases.list_cases(), check_dtype=False)


@pytest.mark.parametrize("width", [40, 60, 100, 240])
def test_list_keeps_to_the_width_of_the_terminal_and_names_every_case(width, case_ids):
    run = crisis("list", COLUMNS=str(width))
    assert max(map(len, run.stdout.splitlines())) <= width
    assert [name for name in case_ids if name not in run.stdout] == []


def test_list_of_a_folder(my_case):
    run = crisis("list", my_case.parent)
    assert run.stdout.splitlines()[1].split()[0] == "my-case"


def test_list_of_a_folder_without_cases_is_a_sentence(tmp_path):
    run = crisis("list", tmp_path)
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        f"There is no case in this folder. Received: {tmp_path}. "
        "Allowed: a folder that holds case folders, each with its case.toml. "
        "Try: crisis list without a folder shows the shipped cases.\n"
    )


# show


def test_show_puts_a_case_on_a_page(my_case):
    run = crisis("show", "my-case")
    assert run.exit_code == 0
    assert run.stdout == (
        "My crisis\n"
        "Acme · 2 March 2026 · evidence grade C\n"
        "\n"
        "What do you want your readers to find out?\n"
        "\n"
        "Who, what and when, in one neutral sentence.\n"
        "\n"
        "How long the company took\n"
        "counted from: My crisis begins, 2 March 2026 in Europe/Warsaw\n"
        "  first response of any kind, private ones included  not documented\n"
        "  first response that everybody could see            not documented\n"
        "  first response in the crisis's own channel         not documented\n"
        "  first apology                                      not documented\n"
        "  first corrective action                            not documented\n"
        "\n"
        "What the case holds\n"
        "1 source, 1 event, 0 responses, 0 observations, 0 mentions. Events and responses only, so far.\n"
        "Mentions are a sample found by search, never the volume.\n"
        "\n"
        "Look closer\n"
        "  crisis lab                                the notebooks\n"
        "  crisis show my-case --save timeline.html  its timeline, as a page for any browser\n"
        "  wb.load_case('my-case')                   in Python, after: import workbench as wb\n"
    )


def test_show_says_the_delays_that_the_library_computes(case_ids):
    for name in case_ids:
        run = crisis("show", name)
        assert run.exit_code == 0, run.stderr
        for delay in cases.load_case(name).delays()["in_words"]:
            assert delay in run.stdout


def test_show_of_a_misspelt_case_suggests_the_nearest(case_ids):
    run = crisis("show", "toyota-recal")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        f"There is no case with this id. Received: 'toyota-recal'. Allowed: {', '.join(case_ids)}; "
        "or the folder of a case of your own. Try: did you mean 'toyota-recall'?\n"
    )


def test_show_of_a_broken_folder_lists_its_errors_and_nothing_half(my_case):
    (my_case / "events.csv").unlink()
    run = crisis("show", my_case)
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        "my-case: 1 error, 0 warnings; it does not load until the errors are repaired.\n"
        "events.csv: The file is missing. Received: no events.csv in my-case/. "
        "Allowed: a file called events.csv. "
        "Try: copy the one of another case and put your own content into it.\n"
    )


def test_show_saves_a_timeline(tmp_path):
    target = tmp_path / "codero.html"
    run = crisis("show", "codero-outage", "--save", target)
    assert (run.exit_code, run.stdout) == (0, f"The timeline of codero-outage is in {target}\n")
    assert "<title>Codero: no public answer is documented</title>" in target.read_text(encoding="utf-8")


def test_show_refuses_an_ending_it_cannot_save(tmp_path):
    run = crisis("show", "codero-outage", "--save", tmp_path / "codero.doc")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        "A figure cannot be saved under this ending. Received: 'codero.doc'. "
        "Allowed: .html, .htm, .png, .svg or .pdf. Try: codero.html.\n"
    )


def test_a_file_that_cannot_be_written_is_a_sentence(tmp_path):
    target = tmp_path / "codero.html"
    target.mkdir()
    run = crisis("show", "codero-outage", "--save", target)
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr.replace("\n", " ") == (
        f"codero.html could not be written, and nothing half-written is left. Received: {os.strerror(errno.EISDIR)}, in "
        f"{tmp_path}. Allowed: a folder that you may write to, with room for the file. Try: another folder, or another "
        "name. "
    )


# check


def test_check_of_the_shipped_cases_finds_nothing_wrong(case_ids):
    run = crisis("check")
    assert run.exit_code == 0
    said = [f"{name}: no problems found." for name in case_ids]
    assert run.stdout.splitlines() == [*said, "", f"{len(case_ids)} cases checked: all load."]


def test_check_lists_every_problem_at_once(my_case):
    settings = my_case / "case.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('grade = "C"', 'grade = "D"'), encoding="utf-8"
    )
    (my_case / "responses.csv").unlink()
    (my_case / "notes.md").unlink()
    run = crisis("check", my_case)
    assert (run.exit_code, run.stderr) == (1, "")
    assert run.stdout == (
        "my-case: 2 errors, 1 warning; it does not load until the errors are repaired.\n"
        "\n"
        "  case.toml, key grade\n"
        "    This word is not in the list.\n"
        "    Received: 'D'\n"
        "    Allowed: A, B, C\n"
        "    Try: choose the word that comes closest\n"
        "\n"
        "  responses.csv\n"
        "    The file is missing.\n"
        "    Received: no responses.csv in my-case/\n"
        "    Allowed: a file called responses.csv\n"
        "    Try: copy the one of another case and put your own content into it\n"
        "\n"
        "  notes.md (warning)\n"
        "    The file is missing.\n"
        "    Received: no notes.md in my-case/\n"
        "    Allowed: a file called notes.md\n"
        "    Try: copy the one of another case and put your own content into it\n"
        "\n"
    )


def test_a_warning_alone_is_no_failure(my_case):
    (my_case / "notes.md").unlink()
    run = crisis("check", my_case)
    assert run.exit_code == 0
    assert run.stdout.splitlines()[0] == "my-case: 0 errors, 1 warning; it loads."


def test_check_as_csv_has_one_line_per_problem(my_case):
    (my_case / "responses.csv").unlink()
    (my_case / "notes.md").unlink()
    run = crisis("check", my_case, "codero-outage", "--csv")
    assert run.exit_code == 1
    read = pd.read_csv(io.StringIO(run.stdout))
    assert list(read.columns) == [
        *("case", "level", "file", "row", "column", "happened", "found", "allowed", "remedy"),
    ]
    assert read[["case", "level", "file"]].values.tolist() == [
        ["my-case", "error", "responses.csv"],
        ["my-case", "warning", "notes.md"],
    ]


def test_check_of_a_folder_of_cases_checks_them_all_and_counts_the_bad(my_case):
    shutil.copytree(places.find("cases") / "codero-outage", my_case.parent / "codero-outage")
    (my_case / "events.csv").unlink()
    run = crisis("check", my_case.parent)
    assert run.exit_code == 1
    assert run.stdout.splitlines()[0] == "codero-outage: no problems found."
    assert run.stdout.splitlines()[-1] == "2 cases checked: 1 of them does not load."


def test_check_goes_on_after_a_folder_that_is_not_there(my_case):
    run = crisis("check", "no-case", my_case)
    assert run.exit_code == 2
    assert run.stdout == "my-case: no problems found.\n"
    assert run.stderr == (
        "There is no such case folder. Received: no-case. "
        "Allowed: a folder that holds case.toml and the five tables, or the id of a shipped case. "
        "Try: crisis list shows the shipped cases; crisis new makes one of your own.\n"
    )


def test_check_takes_the_settings_file_for_its_folder(my_case):
    assert crisis("check", my_case / "case.toml").stdout == "my-case: no problems found.\n"


def test_nothing_in_a_table_can_steer_the_terminal(my_case):
    settings = my_case / "case.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(
        text.replace('title = "My crisis"', r'title = "\u001b[31mred\u202e"'), encoding="utf-8"
    )
    run = crisis("show", my_case)
    assert run.exit_code == 0
    assert run.stdout.splitlines()[0] == r"\x1b[31mred\u202e"
    assert "\x1b" not in run.output
    assert "\u202e" not in run.output
    assert plain("one\ttwo\nthree, שלום") == "one\ttwo\nthree, שלום"


def test_square_brackets_stay_as_they_are(my_case):
    settings = my_case / "case.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('"My crisis"', '"[bold]My[/bold] :fire: crisis [s1]"'), encoding="utf-8")
    assert crisis("show", my_case).stdout.splitlines()[0] == "[bold]My[/bold] :fire: crisis [s1]"


# new


def test_new_makes_a_case_and_says_how_to_go_on(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = next(example for example in EXAMPLES if example.startswith("crisis new"))
    run = crisis(*shlex.split(words)[1:])
    assert run.exit_code == 0
    assert run.stdout == (
        "Made my-case: one event, its source, and everything else empty.\n"
        "\n"
        "Fill the tables in a spreadsheet or an editor, saving as CSV (UTF-8); replace every ? in case.toml.\n"
        "crisis check my-case lists everything that is wrong, as often as you like.\n"
        "crisis show my-case puts it on a page.\n"
    )
    assert crisis("check", "my-case").exit_code == 0


def test_new_names_everything_that_is_missing_at_once(tmp_path):
    run = crisis("new", tmp_path / "my-case", "--title", "My crisis")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        "A new case needs more than its folder. "
        "Received: nothing for --company, --trigger-time, --timezone, --source-url. "
        "Allowed: a value for each of them. Try: crisis new --help, which shows a whole example.\n"
    )
    assert not (tmp_path / "my-case").exists()


def test_new_leaves_a_folder_that_is_there_as_it_is(my_case):
    before = {path.name: path.read_bytes() for path in my_case.iterdir()}
    run = crisis(
        *("new", "my-case", "--title", "Other", "--company", "Acme", "--trigger-time", "2026-03-02"),
        *("--timezone", "Europe/Warsaw", "--source-url", "https://example.org/other"),
    )
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        "The folder exists already, and is left as it is. "
        f"Received: {my_case}. Allowed: a folder that does not exist yet. Try: choose another name.\n"
    )
    assert {path.name: path.read_bytes() for path in my_case.iterdir()} == before


def test_new_refuses_a_channel_it_does_not_know(tmp_path):
    run = crisis(
        *("new", tmp_path / "x", "--title", "X", "--company", "X", "--trigger-time", "2026-03-02"),
        *("--timezone", "UTC", "--source-url", "https://example.org", "--channel", "twiter"),
    )
    assert run.exit_code == 2
    assert run.stderr.startswith("The channel is none of the vocabulary's. Received: 'twiter'. Allowed: ")
    assert run.stderr.endswith(". Try: did you mean 'twitter'?\n")


# lab


def test_lab_hands_its_options_on_and_returns_the_exit_code_of_jupyterlab(monkeypatch):
    asked = {}
    monkeypatch.setattr(lab, "open_lab", lambda folder, **options: asked.update(options, folder=folder) or 7)
    run = crisis("lab", "--port", "9999", "--no-browser")
    assert run.exit_code == 7
    assert asked == {"port": 9999, "browser": False, "folder": None}


def test_lab_opens_the_notebook_of_a_case_of_one_s_own(monkeypatch, tmp_path):
    asked = []
    monkeypatch.setattr(lab, "open_lab", lambda folder, **_: asked.append(folder) or 0)
    assert crisis("lab", tmp_path / "my-crisis").exit_code == 0
    assert asked == [tmp_path / "my-crisis"]


def test_lab_refuses_a_folder_without_a_notebook(tmp_path):
    run = crisis("lab", tmp_path)
    assert run.exit_code == 2
    assert run.stderr == (
        f"This folder has no notebook of its own. Received: {tmp_path}. Allowed: a folder that holds {tmp_path.name}.ipynb. "
        "Try: crisis import EXPORT --case FOLDER makes such a folder; crisis lab alone opens the lessons.\n"
    )


def test_lab_refuses_a_port_that_does_not_exist():
    run = crisis("lab", "--port", "70000")
    assert run.exit_code == 2
    assert run.stderr.splitlines()[-1] == (
        "Error: Invalid value for '--port': Input should be less than or equal to 65535"
    )


# rebuild


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Stand in a home of two cases, one of which ships a curve, with its data."""
    for name in ("nestle-kitkat", "codero-outage"):
        shutil.copytree(places.find("cases") / name, tmp_path / "cases" / name)
    (tmp_path / "data").mkdir()
    for ending in ("csv", "toml"):
        shutil.copy(places.find("data") / f"nestle-kitkat-views-rebuilt.{ending}", tmp_path / "data")
    monkeypatch.setenv(places.HOME_VARIABLE, str(tmp_path))
    return tmp_path


def test_rebuild_makes_a_curve_that_is_not_there_and_check_then_finds_it(home):
    name = "nestle-kitkat-views-rebuilt"
    for path in (home / "data").iterdir():
        path.unlink()
    run = crisis("rebuild", "--check")
    assert (run.exit_code, run.stderr) == (1, "")
    assert run.stdout == (f"nestle-kitkat: {name} was not there.\n\ncrisis rebuild writes the fresh ones.\n")
    assert list((home / "data").iterdir()) == []
    run = crisis("rebuild")
    assert (run.exit_code, run.stderr) == (0, "")
    assert run.stdout == (
        f"nestle-kitkat: {name} was not there.\n"
        f"nestle-kitkat: {home / 'data' / name}.csv is written, and its card.\n"
    )
    run = crisis("rebuild", "nestle-kitkat", "--check")
    assert (run.exit_code, run.stdout) == (0, f"nestle-kitkat: {name} equals a fresh rebuild.\n")


def test_a_case_whose_curve_is_not_rebuilt_yet_loads_with_a_warning_and_draws(home):
    for path in (home / "data").iterdir():
        path.unlink()
    run = crisis("check", "nestle-kitkat")
    assert run.exit_code == 0
    assert run.stdout == (
        "nestle-kitkat: 0 errors, 1 warning; it loads.\n"
        "\n"
        "  case.toml, key attention.series (warning)\n"
        "    The curve is not rebuilt yet.\n"
        "    Received: 'nestle-kitkat-views-rebuilt'\n"
        "    Allowed: a series in data/\n"
        "    Try: crisis rebuild with this case, which makes it\n"
        "\n"
    )
    run = crisis("show", "nestle-kitkat", "--save", home / "nestle.html")
    assert run.exit_code == 0, run.stderr
    assert "Views a day" not in (home / "nestle.html").read_text(encoding="utf-8")


def test_rebuild_check_finds_a_table_that_somebody_changed(home):
    path = home / "data" / "nestle-kitkat-views-rebuilt.csv"
    table = pd.read_csv(path)
    table["value"] *= 2
    table.to_csv(path, index=False)
    run = crisis("rebuild", "--check")
    assert run.exit_code == 1
    assert "nestle-kitkat-views-rebuilt differs: its numbers lie " in run.stdout


def test_rebuild_of_a_case_without_a_curve_is_a_sentence():
    run = crisis("rebuild", "codero-outage")
    assert (run.exit_code, run.stdout) == (2, "")
    assert run.stderr == (
        "This case ships no attention curve. Received: codero-outage. "
        "Allowed: a case whose case.toml has a table [attention]. "
        "Try: add [attention] with metric, scope, series and noun, if its readings carry a curve.\n"
    )


# import --case, report


@pytest.fixture
def mapped(tmp_path, monkeypatch):
    """Stand beside an export of three messages and its map, with a key of one's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("HOME", str(tmp_path / "config"))
    # What the command does to a signal stays inside this process and ends with the test.
    monkeypatch.setattr("signal.signal", lambda *_: None)
    few(tmp_path / "export.csv")
    lines = [f'{name} = "{where}"' for name, where in COLUMNS.items()]
    (tmp_path / "map.toml").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_import_makes_a_case_and_says_what_to_do_with_it(mapped):
    run = crisis("import", "export.csv", "--columns", "map.toml", "--case", "kettle", "--company", "Acme")
    assert run.exit_code == 0, run.output
    assert run.stdout.splitlines()[0].split(maxsplit=1) == ["read", "3 rows"]
    made = "\nMade kettle: the messages, the receipt, a notebook, and one event that starts the clock.\n"
    assert made in run.stdout
    assert run.stdout.endswith(
        "\n\nNext\n"
        "  crisis lab kettle     opens the notebook: enter what the company did, and look\n"
        "  crisis report kettle  writes what is there as one page\n"
    )
    assert crisis("check", "kettle").stdout == "kettle: no problems found.\n"
    assert crisis("show", "kettle").exit_code == 0


def test_import_says_what_it_set_for_want_of_anything_better(mapped):
    run = crisis("import", "export.csv", "--columns", "map.toml", "--case", "kettle")
    hints = run.stdout.partition("starts the clock.\n")[2].partition("\nNext\n")[0]
    assert hints == (
        "\nThe clock starts with: First message of the collection, 2026-05-01 10:00 UTC. Provisional, because no burst of "
        "messages can be looked for: there are too few mentions. Replace it by what started "
        "the crisis, with its time and its source. The form in the notebook does it, and so does --trigger-time.\n"
        "\nNo company was named, so the case is said to be about 'kettle': write the name into kettle/case.toml, or import "
        "again with --company.\n"
        "\nNo account of the company was named, so none of its messages is known as its own: --company-account NAME, when you "
        "import again.\n"
    )
    given = ("--company", "Acme", "--company-account", "user1", "--trigger-time", "2026-05-01 10:30Z")
    run = crisis("import", "export.csv", "--columns", "map.toml", "--case", "told", *given)
    assert run.stdout.partition("starts the clock.\n")[2].partition("\nNext\n")[0] == ""


def test_import_says_commands_that_can_be_typed_as_they_stand(mapped, monkeypatch):
    opened = []
    monkeypatch.setattr(lab, "open_lab", lambda folder, **_: opened.append(folder) or 0)
    run = crisis("import", "export.csv", "--columns", "map.toml", "--case", "my storms/kettle-1")
    (line,) = [line for line in run.stdout.splitlines() if line.startswith("  crisis lab")]
    said = line.partition("  opens")[0]
    assert said.strip() == 'crisis lab "my storms/kettle-1"'
    assert crisis(*shlex.split(said)[1:]).exit_code == 0
    assert opened == [Path("my storms/kettle-1")]


def test_import_opens_the_notebook_of_the_case_it_made_when_asked(mapped, monkeypatch):
    opened = []
    monkeypatch.setattr(
        lab, "open_lab", lambda folder: opened.append((folder, (folder / "kettle.ipynb").is_file())) or 0
    )
    assert (
        crisis("import", "export.csv", "--columns", "map.toml", "--case", "kettle", "--open").exit_code == 0
    )
    assert opened == [(Path("kettle"), True)]


def test_import_refuses_a_case_and_a_file_at_once(mapped):
    run = crisis("import", "export.csv", "--columns", "map.toml", "--case", "kettle", "-o", "a.parquet")
    assert run.exit_code == 2
    assert run.stderr == (
        "A case keeps its messages in its own folder. Received: --case kettle and --output a.parquet. Allowed: one of the "
        "two. Try: leave --output out.\n"
    )
    assert not (mapped / "kettle").exists()


def test_import_leaves_a_case_that_exists_as_it_is(mapped):
    (mapped / "kettle").mkdir()
    run = crisis("import", "export.csv", "--columns", "map.toml", "--case", "kettle")
    assert run.exit_code == 2
    assert run.stderr.startswith("The folder exists already, and is left as it is.")
    assert list((mapped / "kettle").iterdir()) == []


def test_report_writes_one_page_here_and_says_how_large_it_is(mapped):
    run = crisis("report", "codero-outage")
    assert run.exit_code == 0, run.output
    assert re.fullmatch(
        r"The report on codero-outage is in codero-outage\.html \(4\.\d MB\)\.\n"
        r"It works without a network: open it in any browser, print it, or send it on\.\n",
        run.stdout,
    )
    assert (mapped / "codero-outage.html").stat().st_size > 4e6


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("codero",), "There is no case with this id. Received: 'codero'."),
        (("codero-outage", "-o", "codero.pdf"), "A report is a page, and cannot be saved under this ending."),
        (("codero-outage", "-o", "nowhere/a.html"), "There is no such folder to save a report in."),
    ],
)
def test_report_refuses_in_a_sentence(mapped, words, sentence):
    run = crisis("report", *words)
    assert run.exit_code == 2
    assert run.stderr.startswith(sentence)


# Errors


@pytest.mark.parametrize("words", [("--debug", "show", "x"), ("show", "x", "--debug")])
def test_an_unexpected_error_is_a_sentence_and_debug_shows_where(monkeypatch, words):
    def stumble(_):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(cases, "load_case", stumble)
    run = crisis("show", "x")
    assert (run.exit_code, run.stdout) == (3, "")
    assert run.stderr == (
        "Something unexpected went wrong: ZeroDivisionError: division by zero\n"
        "Run the same command with --debug to see where; please report it with what that prints.\n"
    )
    run = crisis(*words)
    assert run.exit_code == 3
    assert run.stderr.startswith("Traceback (most recent call last):\n")
    assert "in stumble" in run.stderr
    assert run.stderr.endswith("\nSomething unexpected went wrong: ZeroDivisionError: division by zero\n")


def test_debug_shows_where_an_error_with_a_sentence_came_from():
    run = crisis("show", "toyota-recal", "--debug")
    assert run.exit_code == 2
    assert run.stderr.startswith("Traceback (most recent call last):\n")
    assert run.stderr.endswith("Try: did you mean 'toyota-recall'?\n")


# In a process of its own


def run_crisis(*words, folder, **environment):
    """Run `python -m workbench` as a shell would, and give up after two minutes."""
    return subprocess.run(
        [sys.executable, "-m", "workbench", *words],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]]),
            **environment,
        },
        capture_output=True,
        timeout=120,
        check=False,
    )


def test_in_a_pipe_there_are_no_colours_and_no_broken_lines(tmp_path):
    run = run_crisis("show", "nestle-kitkat", folder=tmp_path, PYTHONIOENCODING="utf-8")
    assert (run.returncode, run.stderr) == (0, b"")
    text = run.stdout.decode("utf-8")
    assert text.splitlines()[0] == cases.load_case("nestle-kitkat").title
    assert cases.load_case("nestle-kitkat").summary in text.splitlines()
    assert "\x1b" not in text


def test_the_shipped_curves_are_those_of_a_fresh_rebuild(tmp_path, case_ids):
    run = run_crisis("rebuild", "--check", folder=tmp_path, PYTHONIOENCODING="utf-8")
    assert (run.returncode, run.stderr) == (0, b""), run.stdout.decode()
    shipped = [name for name in case_ids if cases.load_case(name).attention]
    assert [line.split(":")[0] for line in run.stdout.decode().splitlines()] == shipped


def test_a_console_that_cannot_write_a_letter_writes_a_question_mark(tmp_path):
    run = run_crisis("show", "nestle-kitkat", folder=tmp_path, PYTHONIOENCODING="ascii")
    assert (run.returncode, run.stderr) == (0, b"")
    assert run.stdout.splitlines()[0].startswith(b"Nestl?,")


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    with subprocess.Popen(
        [sys.executable, "-m", "workbench", "list"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]])},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
        process.wait(120)
    assert said == ""


def test_the_command_starts_without_the_heavy_libraries():
    code = (
        "import sys, workbench.cli; heavy = {'pandas', 'numpy', 'plotly', 'rich', 'jupyterlab', 'scipy'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert run.stdout == "[]\n"


def test_the_entry_point_of_the_package_is_this_command():
    from importlib.metadata import entry_points

    (found,) = entry_points(group="console_scripts", name="crisis")
    assert found.load() is main


def test_the_readme_shows_only_commands_that_exist():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    code = [*re.findall(r"`[^`\n]+`", text), *re.findall(r"^    .+$", text, flags=re.MULTILINE)]
    words = set(re.findall(r"\bcrisis (?!--|COMMAND)([a-z]+)", "\n".join(code)))
    assert words
    assert words <= set(WORDS)


def test_a_command_names_commands_and_no_functions():
    run = crisis("report", "no-such-storm-at-all")
    assert run.exit_code == 2
    assert run.stderr.endswith(
        "or the folder of a case of your own. Try: crisis list shows the shipped ones.\n"
    )
