"""A case of one's own from an export: whole or not at all, checked, told, and never half or over another."""

import json
import os
import signal
import subprocess
import sys
import time

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient
from own import COLUMNS, KEY, export, few, storm

import workbench as wb
from workbench import own_case
from workbench.problems import NotEnoughData, NotFound, WorkbenchError

FILES = [
    ".gitignore", "brief.md", "case.toml", "debrief.md", "events.csv", "kettle.ipynb", "mentions.csv", "mentions.parquet",
    "notes.md", "observations.csv", "receipt.json", "responses.csv", "sources.csv",
]  # fmt: skip


def made(tmp_path, **how):
    """Import three messages as a case."""
    return wb.import_case(few(tmp_path / "export.csv"), tmp_path / "kettle", columns=COLUMNS, key=KEY, **how)


def test_the_folder_holds_everything_and_passes_without_a_warning(tmp_path):
    folder = made(tmp_path)
    assert sorted(p.name for p in folder.iterdir()) == FILES
    assert wb.check_case(folder).problems == ()
    case = wb.load_case(folder)
    assert (case.id, case.grade, case.company) == ("kettle", "A", "kettle")
    assert case.grade_reason == (
        "3 messages, dated to the minute: imported, not public, so nobody outside can check them."
    )


def test_the_export_is_not_touched_and_nothing_else_appears_around_it(tmp_path):
    source = few(tmp_path / "export.csv")
    before = source.read_bytes(), source.stat().st_mtime_ns
    wb.import_case(source, tmp_path / "kettle", columns=COLUMNS, key=KEY)
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["export.csv", "kettle"]


def test_messages_and_rows_set_aside_stay_out_of_git(tmp_path):
    ignored = (made(tmp_path) / ".gitignore").read_text().splitlines()
    assert {"mentions.parquet", "set-aside.csv"} <= set(ignored)


def test_the_messages_come_back_as_they_were_imported(tmp_path):
    messages = wb.case_messages(wb.load_case(made(tmp_path)))
    assert messages["time"].tolist() == list(pd.date_range("2026-05-01T10:00Z", periods=3, freq="h"))
    assert messages["stance"].tolist() == ["negative"] * 3
    assert "simulated" not in messages.attrs
    assert not messages["author"].str.contains("user").any()


def test_the_receipt_is_kept_with_the_fingerprint_of_the_export(tmp_path):
    source = export(
        tmp_path / "export.csv",
        [{"when": "2026-05-01T10:00Z", "what": "a", "where": "x"}, {"what": "no time"}],
    )
    case = wb.load_case(wb.import_case(source, tmp_path / "kettle", columns=COLUMNS, key=KEY))
    receipt = wb.case_receipt(case)
    assert (receipt.rows_read, receipt.rows_kept, receipt.rows_set_aside) == (2, 1, 1)
    assert receipt.set_aside_file == "set-aside.csv"
    assert (case.folder / "set-aside.csv").is_file()
    url = case.sources.set_index("source_id").loc["collection", "url"]
    assert url == f"urn:sha256:{own_case.fingerprint(source)}"


def test_a_broken_receipt_is_no_receipt(tmp_path):
    case = wb.load_case(made(tmp_path))
    (case.folder / "receipt.json").write_text("{")
    with pytest.raises(NotFound) as refusal:
        wb.case_receipt(case)
    assert str(refusal.value) == (
        "kettle holds no receipt of an import. Received: no readable receipt.json in its folder. Allowed: a case that was "
        "made from an export. Try: crisis import EXPORT --case FOLDER makes one."
    )


def test_without_a_burst_the_clock_starts_with_the_first_message_and_says_that_this_is_provisional(tmp_path):
    trigger = wb.load_case(made(tmp_path)).trigger
    assert trigger["title"] == "First message of the collection"
    assert trigger["time"] == pd.Timestamp("2026-05-01T10:00Z")
    assert trigger["detail"].startswith("Provisional, because no burst of messages can be looked for: ")


def test_with_a_burst_the_clock_starts_in_its_first_hour(tmp_path):
    truth = wb.write_sample_export(tmp_path / "storm_sim.csv")
    case = wb.load_case(wb.import_case(tmp_path / "storm_sim.csv", tmp_path / "kettle", tz="UTC", key=KEY))
    assert case.trigger["title"] == "The largest burst of negative messages begins"
    assert abs(case.trigger["time"] - truth.trigger) <= pd.Timedelta("1h")


def test_a_trigger_that_is_given_is_taken_with_its_source(tmp_path):
    case = wb.load_case(
        made(tmp_path, trigger_time="2026-05-01T09:30+00:00", trigger_title="A kettle explodes",
             source_url="https://example.org/kettle", title="The kettle", company="Acme", timezone="Europe/Warsaw")
    )  # fmt: skip
    assert (case.title, case.company, case.clock.timezone) == ("The kettle", "Acme", "Europe/Warsaw")
    assert case.trigger["title"] == "A kettle explodes"
    assert case.sources_of(case.trigger)["url"].tolist() == ["https://example.org/kettle"]


@pytest.mark.parametrize(
    ("name", "given", "simulated"), [("a_sim.csv", None, True), ("a.csv", None, False), ("a.csv", True, True)]
)
def test_what_is_invented_says_so(tmp_path, name, given, simulated):
    folder = wb.import_case(
        few(tmp_path / name), tmp_path / "kettle", columns=COLUMNS, key=KEY, simulated=given
    )
    case = wb.load_case(folder)
    assert wb.case_messages(case).attrs.get("simulated", False) is simulated
    assert ("simulated" in case.summary) is simulated
    assert ("invented for practice" in case.grade_reason) is simulated


def test_what_is_invented_may_be_dated_in_the_future(tmp_path):
    rows = [{"when": "2090-05-01T10:00Z", "what": "a", "where": "x"}]
    folder = wb.import_case(
        export(tmp_path / "a_sim.csv", rows), tmp_path / "kettle", columns=COLUMNS, key=KEY
    )
    assert len(wb.case_messages(wb.load_case(folder))) == 1


def test_a_folder_that_exists_is_left_as_it_is(tmp_path):
    (tmp_path / "kettle").mkdir()
    (tmp_path / "kettle" / "mine.txt").write_text("keep me")
    with pytest.raises(WorkbenchError) as refusal:
        made(tmp_path)
    assert str(refusal.value) == (
        f"The folder exists already, and is left as it is. Received: {tmp_path / 'kettle'}. Allowed: a folder that does not "
        "exist yet. Try: choose another name."
    )
    assert [p.name for p in (tmp_path / "kettle").iterdir()] == ["mine.txt"]


def test_an_export_without_one_message_makes_no_case(tmp_path):
    source = export(tmp_path / "export.csv", [{"what": "no time"}, {"what": "none either"}])
    with pytest.raises(NotEnoughData) as refusal:
        wb.import_case(source, tmp_path / "kettle", columns=COLUMNS, key=KEY)
    assert str(refusal.value) == (
        "No row of the export could be kept, so no case was made. Received: 2 rows of export.csv (2: its time is empty). "
        "Allowed: an export with at least one dated message. Try: crisis import without --case, which writes the rows set "
        "aside with their reasons."
    )
    assert [p.name for p in tmp_path.iterdir()] == ["export.csv"]


@pytest.mark.parametrize(
    "how",
    [
        {"timezone": "Nowhere"},
        {"trigger_time": "soon"},
        {"source_url": "javascript:x"},
    ],
)
def test_what_no_case_may_hold_leaves_nothing(tmp_path, how):
    with pytest.raises(WorkbenchError):
        made(tmp_path, **how)
    assert [p.name for p in tmp_path.iterdir()] == ["export.csv"]


def test_a_file_name_may_hold_what_no_cell_may(tmp_path):
    source = few(tmp_path / "<img src=x onerror=alert(1)>_sim.csv")
    case = wb.load_case(wb.import_case(source, tmp_path / "kettle", columns=COLUMNS, key=KEY))
    assert case.sources["title"].tolist() == [
        "Simulated messages exported to _img src=x onerror=alert(1)__sim.csv"
    ]


@pytest.mark.parametrize("step", ["import_mentions", "write_tables", "own_settings", "own_notebook"])
def test_an_import_that_is_interrupted_leaves_nothing(tmp_path, monkeypatch, step):
    whole = getattr(own_case, step)

    def interrupted(*args, **how):
        whole(*args, **how)
        raise KeyboardInterrupt

    monkeypatch.setattr(own_case, step, interrupted)
    with pytest.raises(KeyboardInterrupt):
        made(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["export.csv"]


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals as on Linux and macOS")
@pytest.mark.parametrize("ended_by", [signal.SIGINT, signal.SIGTERM])
def test_a_command_that_is_ended_in_the_middle_leaves_nothing(tmp_path, ended_by):
    rows = [
        {"when": f"2026-05-01T10:{n % 60:02d}:00Z", "what": f"text {n}", "where": "x", "who": f"u{n}"}
        for n in range(200_000)
    ]
    export(tmp_path / "export.csv", rows)
    (tmp_path / "map.toml").write_text("\n".join(f'{name} = "{where}"' for name, where in COLUMNS.items()))
    command = [
        sys.executable,
        "-m",
        "workbench",
        "import",
        "export.csv",
        "--columns",
        "map.toml",
        "--case",
        "kettle",
    ]
    home = {**os.environ, "XDG_CONFIG_HOME": str(tmp_path / "config"), "HOME": str(tmp_path / "config")}
    (tmp_path / "config").mkdir()
    process = subprocess.Popen(
        command, cwd=tmp_path, env=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    try:
        while process.poll() is None and not list(tmp_path.glob(".new-case-*/kettle/.mentions-*")):
            time.sleep(0.01)
        process.send_signal(ended_by)
        process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode != 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["config", "export.csv", "map.toml"]


def test_the_notebook_of_a_case_begins_with_the_case_and_holds_no_invented_storm(tmp_path):
    book = json.loads((made(tmp_path, title="The kettle") / "kettle.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in book["cells"]]
    assert cells[0].startswith("# The kettle\n")
    first = next("".join(c["source"]) for c in book["cells"] if c["cell_type"] == "code")
    assert first == 'import workbench as wb\n\ncase = wb.load_case(".")\ncase'
    assert not [
        cell for cell in cells if "truth" in cell or "write_sample_export" in cell or "planted" in cell
    ]


def test_a_shipped_case_has_no_messages_and_says_what_to_do():
    with pytest.raises(NotFound) as refusal:
        wb.case_messages(wb.load_case("codero-outage"))
    assert str(refusal.value) == (
        "codero-outage holds no imported messages. Received: no mentions.parquet in its folder. Allowed: a case that was "
        "made from an export. Try: crisis import export.csv --case my-crisis."
    )


@pytest.mark.slow
def test_the_notebook_of_a_case_runs_from_the_first_cell_to_the_report(tmp_path):
    folder = storm(tmp_path)
    book = nbformat.read(folder / "kettle.ipynb", as_version=nbformat.NO_CONVERT)
    nbformat.validate(book)
    NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    assert (folder / "report.html").stat().st_size > 4e6


@pytest.mark.slow
def test_the_notebook_of_a_case_runs_to_the_report_before_any_answer_is_entered(tmp_path):
    wb.write_sample_export(tmp_path / "storm_sim.csv")
    folder = wb.import_case(
        tmp_path / "storm_sim.csv", tmp_path / "kettle", tz="UTC", company_accounts="ExampleBrand", key=KEY
    )
    book = nbformat.read(folder / "kettle.ipynb", as_version=nbformat.NO_CONVERT)
    NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
    printed = [
        output["text"]
        for cell in book.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stdout"
    ]
    assert [
        text for text in printed if text.startswith("No answer of the company is entered in this case")
    ] == [
        "No answer of the company is entered in this case, so nobody can ask what it changed. Try: enter the first answer "
        "in the form above, then run the cells from there on again.\n"
    ]
    # Alarm and spread need no answer.
    assert sum("alarm" in text for text in printed) == 1
    assert not [
        output for cell in book.cells for output in cell.get("outputs", []) if output.get("name") == "stderr"
    ]
    assert (folder / "report.html").stat().st_size > 4e6
