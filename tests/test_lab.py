"""JupyterLab as `make lab` and `crisis lab` start it: the address, the token, the first notebook, no network."""

import errno
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace
from typing import ClassVar

import pytest

from workbench import lab, places
from workbench.problems import WorkbenchError

SECONDS = 60


@pytest.fixture(scope="module")
def running():
    """Start the command on a free port, wait until it prints its address, and stop it afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = f"from workbench.lab import open_lab; open_lab(port={port}, browser=False)"
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    # A server that says nothing must not hold the tests up for ever.
    patience = threading.Timer(SECONDS, process.kill)
    patience.start()
    said = []
    for line in process.stdout:
        said.append(line)
        if "127.0.0.1" in line:
            break
    patience.cancel()
    # What it says later is thrown away, so that a full pipe cannot stop it.
    threading.Thread(target=process.stdout.read, daemon=True).start()
    yield "".join(said), port
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(SECONDS)


def fetch(address):
    """Return status, final address and text of a page; wait while the server is not yet listening."""
    end = time.monotonic() + SECONDS
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    while True:
        try:
            with opener.open(address, timeout=SECONDS) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, address, ""
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


def token_of(said):
    """Return the token in what the command printed."""
    return re.search(r"token=([0-9a-f]+)", said).group(1)


def test_it_says_where_the_notebooks_lie_and_how_to_end_it(running):
    said, _ = running
    folder = Path(__file__).resolve().parent.parent / "notebooks"
    assert said.splitlines()[:3] == [
        f"The notebooks lie in {folder}",
        "Copy the address below into your browser.",
        "Control-C, here, ends it.",
    ]


def test_the_printed_address_opens_the_first_notebook(running):
    said, port = running
    address = re.search(r"http://127\.0\.0\.1:\d+\S+", said).group()
    assert re.fullmatch(
        rf"http://127\.0\.0\.1:{port}/lab/tree/notebooks/00_start_here\.ipynb\?token=[0-9a-f]{{48}}", address
    )
    status, _, page = fetch(address)
    assert status == 200
    assert '"appName": "JupyterLab"' in page
    # The address is right only if the notebook it names is there.
    content = f"http://127.0.0.1:{port}/api/contents/notebooks/{lab.FIRST}?content=0&token={token_of(said)}"
    assert json.loads(fetch(content)[2])["type"] == "notebook"


def test_without_the_token_nobody_gets_in(running):
    _, port = running
    _, address, _ = fetch(f"http://127.0.0.1:{port}/lab")
    assert "/login" in address
    assert fetch(f"http://127.0.0.1:{port}/api/contents")[0] == 403


def test_the_kernel_is_the_one_that_has_the_workbench(running):
    said, port = running
    kernels = json.loads(fetch(f"http://127.0.0.1:{port}/api/kernelspecs?token={token_of(said)}")[2])
    assert kernels["default"] == "python3"


def test_news_and_updates_are_off(running):
    said, port = running
    plugin = "@jupyterlab/apputils-extension:notification"
    settings = fetch(f"http://127.0.0.1:{port}/lab/api/settings/{plugin}?token={token_of(said)}")[2]
    settings = json.loads(settings)["schema"]["properties"]
    assert settings["fetchNews"]["default"] == "false"
    assert settings["checkForUpdates"]["default"] is False
    assert fetch(f"http://127.0.0.1:{port}/lab/api/news?token={token_of(said)}")[2] == '{"news": []}'


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """Pretend that the notebooks lie inside an installed package; return where they lie."""
    shipped = tmp_path / "site" / "_shipped" / "notebooks"
    shipped.mkdir(parents=True)
    for name in ("00_start_here.ipynb", "01_other.ipynb"):
        (shipped / name).write_text("shipped")
    monkeypatch.setattr(places, "find", lambda _: shipped)
    return shipped


def test_notebooks_of_an_installed_package_are_copied_and_own_changes_kept(installed, tmp_path):
    mine = tmp_path / "here" / "crisis-workbench" / "notebooks"
    mine.mkdir(parents=True)
    (mine / "01_other.ipynb").write_text("mine")
    assert lab.notebooks_folder(tmp_path / "here") == mine
    assert {p.name: p.read_text() for p in mine.iterdir()} == {
        "00_start_here.ipynb": "shipped",
        "01_other.ipynb": "mine",
    }


def test_copied_notebooks_can_be_written_even_if_the_package_cannot(installed, tmp_path):
    for notebook in installed.iterdir():
        notebook.chmod(0o444)
    copied = lab.notebooks_folder(tmp_path / "here") / "01_other.ipynb"
    assert copied.stat().st_mode & 0o200


def test_a_folder_that_cannot_be_written_is_a_sentence(installed, tmp_path):
    here = tmp_path / "here"
    here.write_text("a file where the folder should be")
    with pytest.raises(WorkbenchError) as caught:
        lab.notebooks_folder(here)
    assert str(caught.value) == (
        "The notebooks cannot be copied to a folder of yours. "
        f"Received: {here / 'crisis-workbench' / 'notebooks'}: {os.strerror(errno.ENOTDIR)}. "
        "Allowed: a folder that you may write in. Try: change to such a folder, then run crisis lab again."
    )


def test_without_jupyterlab_the_remedy_is_named(monkeypatch):
    monkeypatch.setattr(lab, "find_spec", lambda _: None)
    with pytest.raises(WorkbenchError) as caught:
        lab.open_lab()
    assert str(caught.value) == (
        f"JupyterLab is not installed beside the workbench. Received: the Python at {sys.executable}. "
        "Allowed: a Python that has jupyterlab. "
        "Try: make lab, which installs everything, or: python -m pip install jupyterlab."
    )


def test_on_windows_control_c_leaves_the_ending_to_jupyterlab(monkeypatch, capsys):
    class Jupyter:
        """Gets Control-C once, asks its question, and ends with code 5."""

        answers: ClassVar = [KeyboardInterrupt, 5]

        def wait(self):
            answer = self.answers.pop(0)
            if isinstance(answer, int):
                return answer
            raise answer

    started = []
    windows = SimpleNamespace(name="nt", environ=os.environ, pathsep=os.pathsep)
    monkeypatch.setattr(lab, "os", windows)
    monkeypatch.setattr(lab.subprocess, "Popen", lambda command, env: started.append(command) or Jupyter())
    assert lab.open_lab(port=9999) == 5
    assert started == [lab.lab_command(lab.notebooks_folder(), port=9999)]
    assert capsys.readouterr().out.splitlines()[1] == (
        "JupyterLab opens in your browser. If it does not, copy the address below into one."
    )


def test_notebooks_of_the_checkout_are_opened_where_they_are():
    assert lab.notebooks_folder() == Path(__file__).resolve().parent.parent / "notebooks"


def test_the_command_names_folder_and_port():
    command = lab.lab_command(Path("a path with spaces") / "notebooks", port=9999, browser=False)
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert "--ServerApp.root_dir=a path with spaces" in command
    assert "--no-browser" in command
    assert command[-1] == "--port=9999"


def test_the_environment_keeps_what_was_set(monkeypatch):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "mine")
    paths = lab.lab_environment()["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert (Path(paths[0]) / "labconfig" / "default_setting_overrides.json").is_file()
    assert paths[1] == "mine"
