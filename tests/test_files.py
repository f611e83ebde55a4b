"""Files on a full disk, or in a folder of somebody else: a sentence with the name, and nothing half-written."""

import errno
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import plotly.graph_objects as go
import pytest
from typer.testing import CliRunner

import workbench as wb
from workbench import curve_files, files
from workbench.cli import app
from workbench.curves import ShippedCurve
from workbench.files import write_whole, writing
from workbench.plots import what_if_page
from workbench.problems import WorkbenchError

FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
ACME = {
    "title": "My crisis",
    "company": "Acme",
    "trigger_time": "2026-03-02",
    "timezone": "Europe/Warsaw",
    "source_url": "https://example.org/first-report",
}


def stopped(*_, **__):
    raise FULL


@pytest.fixture(params=["while it is written", "when it is put in its place"])
def full_disk(request, monkeypatch):
    """Let the disk fill: half of what is written arrives, or all of it and no entry in the folder."""
    real, text = os.fdopen, Path.write_text

    class Half:
        def __init__(self, handle, mode):
            self.file = real(handle, mode)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            self.file.close()

        def write(self, data):
            self.file.write(data[: len(data) // 2])
            stopped()

    def half(path, data, **more):
        text(path, data[: len(data) // 2], **more)
        stopped()

    if request.param == "while it is written":
        monkeypatch.setattr(files.os, "fdopen", Half)
        monkeypatch.setattr(Path, "write_text", half)
    else:
        monkeypatch.setattr(Path, "replace", stopped)
        monkeypatch.setattr(Path, "rename", stopped)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=1_234_567))


def sentence(name, place):
    """Return what a full disk is told as."""
    return (
        f"{name} could not be written, and nothing half-written is left. Received: No space left on device, in "
        f"{place}, where 1 MB are free. Allowed: a folder that you may write to, with room for the file. "
        "Try: make room on the disk, or another folder."
    )


def left(place):
    """Return everything in a folder and what it holds."""
    return {path.name: path.read_bytes() for path in place.rglob("*") if path.is_file()}


@pytest.mark.parametrize("content", ["żółw\r\nline\n", b"\x89PNG\r\n"])
def test_a_file_arrives_as_it_was_given(tmp_path, content):
    write_whole(tmp_path / "a.txt", content)
    assert left(tmp_path) == {"a.txt": content if isinstance(content, bytes) else content.encode()}


def test_only_a_private_file_is_closed_to_others(tmp_path):
    write_whole(tmp_path / "open.txt", "a")
    write_whole(tmp_path / "closed.txt", "a", private=True)
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("open.txt", "closed.txt")] == [0o644, 0o600]


@pytest.mark.parametrize("content", ["a text", b"bytes"])
def test_a_full_disk_is_a_sentence_and_leaves_what_was_there(tmp_path, full_disk, content):
    (tmp_path / "a.txt").write_bytes(b"the one before")
    with pytest.raises(WorkbenchError) as raised:
        write_whole(tmp_path / "a.txt", content)
    assert str(raised.value) == sentence("a.txt", tmp_path)
    assert left(tmp_path) == {"a.txt": b"the one before"}


def test_a_folder_of_somebody_else_is_a_sentence(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(tmp_path))

    monkeypatch.setattr(files.tempfile, "mkstemp", refused)
    with pytest.raises(WorkbenchError) as raised:
        write_whole(tmp_path / "a.txt", "a text")
    assert str(raised.value) == (
        f"a.txt could not be written, and nothing half-written is left. Received: Permission denied, in {tmp_path}. "
        "Allowed: a folder that you may write to, with room for the file. Try: another folder, or another name."
    )


def test_what_is_no_matter_of_the_disk_stays_what_it_is(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write_whole(tmp_path / "a.txt", "\ud800")
    with pytest.raises(KeyError), writing(tmp_path / "a.txt"):
        raise KeyError("b")
    assert left(tmp_path) == {}


@pytest.mark.parametrize(
    ("free", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (45_200, "45 kB"), (3e6, "3 MB"), (2.34e9, "2.3 GB")],
)
def test_the_room_that_is_left_is_said_in_a_unit_that_fits(tmp_path, monkeypatch, free, said):
    monkeypatch.setattr(shutil, "disk_usage", lambda place: SimpleNamespace(free=free))
    with pytest.raises(WorkbenchError, match=f"where {said} are free"), writing(tmp_path / "no" / "a.txt"):
        stopped()


# What is no path


@pytest.mark.parametrize(
    ("act", "value", "sentence"),
    [
        (
            wb.load_case,
            5,
            "This is not the id or the folder of a case. Received: 5. Allowed: a text or a path. "
            'Try: wb.load_case("toyota-recall").',
        ),
        (
            wb.load_case,
            ["toyota-recall"],
            "This is not the id or the folder of a case. Received: list. Allowed: a text or a path. "
            'Try: wb.load_case("toyota-recall").',
        ),
        (
            wb.check_case,
            None,
            "This is not the folder of a case. Received: None. Allowed: a text or a path. "
            'Try: wb.check_case("my-case").',
        ),
        (
            wb.list_cases,
            b"cases",
            "This is not a folder of cases. Received: bytes. Allowed: a text or a path. "
            "Try: wb.list_cases() lists the shipped ones.",
        ),
        (
            lambda value: wb.new_case(value, **ACME),
            True,
            "This is not a folder. Received: True. Allowed: a text or a path. Try: 'my-case'.",
        ),
        (
            lambda value: draw(value),
            3.5,
            "This is not the name of a file. Received: 3.5. Allowed: a text or a path. Try: 'figure.html'.",
        ),
    ],
)
def test_what_is_no_path_is_said_to_be_none(act, value, sentence):
    with pytest.raises(WorkbenchError) as raised:
        act(value)
    assert str(raised.value) == sentence


@pytest.mark.parametrize("name", [5, None, ["ual-2009"]])
def test_a_series_is_asked_for_by_a_name(name):
    with pytest.raises(wb.NotFound, match=r"^There is no series with this name\. Received: "):
        wb.load_series(name)


# Whoever writes something


def draw(path):
    figure = go.Figure({"data": [{"type": "scatter", "x": [1], "y": [1]}], "layout": {"height": 200}})
    return wb.save_figure(figure, path)


def tell(path):
    return wb.write_report(wb.load_case("codero-outage"), path)


@pytest.mark.parametrize(
    ("name", "save"),
    [
        ("figure.html", draw),
        ("figure.png", draw),
        ("report.html", tell),
        ("what-if.html", lambda path: wb.save_what_if_page(None, path)),
    ],
)
def test_what_is_saved_is_there_whole_or_not_at_all(tmp_path, monkeypatch, full_disk, name, save):
    # Neither a browser nor a fit is needed to see how their results are written.
    monkeypatch.setattr("kaleido.calc_fig_sync", lambda *_, **__: b"\x89PNG and so on")
    monkeypatch.setattr(what_if_page, "what_if_parts", lambda *_, **__: ("", ""))
    with pytest.raises(WorkbenchError) as raised:
        save(tmp_path / name)
    assert str(raised.value) == sentence(name, tmp_path)
    assert left(tmp_path) == {}


def test_a_new_case_is_there_whole_or_not_at_all(tmp_path, full_disk):
    with pytest.raises(WorkbenchError) as raised:
        wb.new_case(tmp_path / "my-crisis", **ACME)
    assert str(raised.value) == sentence("my-crisis", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_case_keeps_its_tables_when_a_response_finds_no_room(tmp_path, monkeypatch):
    case = wb.new_case(tmp_path / "my-crisis", **ACME)
    before = left(case)
    monkeypatch.setattr(Path, "write_text", stopped)
    with pytest.raises(WorkbenchError, match=r"^my-crisis could not be written, and nothing half-written"):
        wb.add_response(
            case, time="2026-03-02", channel="twitter", strategy="apology", statement="Says sorry"
        )
    assert left(case) == before


def test_a_rebuilt_curve_is_there_whole_or_not_at_all(tmp_path, full_disk):
    curve = ShippedCurve("views", "time,value\n", 'kind = "rebuilt"\n')
    with pytest.raises(WorkbenchError) as raised:
        curve_files.write_curve(curve, tmp_path)
    assert str(raised.value) == sentence("views.csv", tmp_path)
    assert left(tmp_path) == {}


@pytest.mark.parametrize(
    "words",
    [("show", "codero-outage", "--save", "page.html"), ("report", "codero-outage", "-o", "page.html")],
)
def test_the_command_says_the_same_sentence(tmp_path, monkeypatch, full_disk, words):
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(app, words)
    assert run.exit_code == 2
    assert run.stderr.replace("\n", " ").strip().endswith(sentence("page.html", tmp_path))
    assert left(tmp_path) == {}
