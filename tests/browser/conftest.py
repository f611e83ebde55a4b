"""One JupyterLab and one headless browser for all browser tests, each stopped by its own process."""

import json
import os
import secrets
import shutil
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from lab_page import LabPage, Watch, environment_of, in_new_page, need_browser
from playwright.sync_api import sync_playwright

from workbench.lab import lab_command

ROOT = Path(__file__).resolve().parent.parent.parent
SECONDS = 60
ARGUMENTS = (
    "--no-sandbox",  # containers run as root, where Chromium's sandbox refuses to start
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Belt and braces: a name outside this machine is not even looked up.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def pytest_collection_modifyitems(items):
    """Mark what needs a browser. A file stays on one worker (--dist loadfile): its tests share a page."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and "browser_path" in item.fixturenames:
            item.add_marker(pytest.mark.browser)


@dataclass
class Lab:
    """Where the running JupyterLab answers, and the folder it serves."""

    url: str
    token: str
    folder: Path


@pytest.fixture(scope="session")
def browser_path():
    """Return the path of the installed browser."""
    return need_browser(os.environ)


@pytest.fixture(scope="session")
def lab(browser_path, tmp_path_factory):
    """Start JupyterLab as `crisis lab` does, on a copy of the notebooks and a free port."""
    # A space in the path, because users have them.
    folder = tmp_path_factory.mktemp("a lab") / "with spaces"
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".*"))
    token = secrets.token_hex(16)
    environment = environment_of(folder) | {"JUPYTER_TOKEN": token}
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = lab_command(folder / "notebooks", port=port, browser=False)
    # If the tests are killed, it ends by itself.
    command.append("--ServerApp.shutdown_no_activity_timeout=600")
    log = folder / "jupyterlab.log"
    with log.open("w") as said:
        process = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield Lab(_address(process, folder / "runtime", log), token, folder)
    finally:
        process.terminate()
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(SECONDS)


def _address(process, runtime, log):
    """Wait until JupyterLab has written down where it listens."""
    end = time.monotonic() + SECONDS
    written = runtime / f"jpserver-{process.pid}.json"
    while time.monotonic() < end and process.poll() is None:
        try:
            return f"http://127.0.0.1:{json.loads(written.read_text())['port']}/"
        except (OSError, ValueError):
            time.sleep(0.1)
    process.kill()
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def browser(browser_path):
    """Start the browser, without a window."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=browser_path, args=list(ARGUMENTS), timeout=SECONDS * 1000
        )
        try:
            yield running
        finally:
            running.close()


@pytest.fixture
def page(browser):
    """Open an empty page of the size of a lecture room's projector."""
    with in_new_page(browser) as opened:
        yield opened


@pytest.fixture
def watch(page):
    """Record what the page complains about and asks for, from its first moment on."""
    return Watch(page)


@pytest.fixture
def open_notebook(page, watch, lab):
    """Return a function that opens a notebook by its file name."""
    return lambda name: LabPage(page, lab, name)
