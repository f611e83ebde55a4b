"""What all tests share: no network, no display, and the list of cases."""

from __future__ import annotations

import os
import runpy
from pathlib import Path

import pytest
from hypothesis import settings

# Before NumPy is imported: several processes of several threads each would fight for the cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent.parent
#: Loaded by pytest anyway; collected for their docstrings, two of one name would get in each other's way.
collect_ignore = ["conftest.py", "browser/conftest.py"]
CASES = sorted(p.parent.name for p in (ROOT / "cases").glob("*/case.toml"))


def pytest_configure() -> None:
    """Refuse the network here and, through PYTHONPATH, in everything the tests start."""
    folder = ROOT / "tests" / "no_network"
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    os.environ["PYTHONPATH"] = os.pathsep.join(paths)
    runpy.run_path(str(folder / "sitecustomize.py"))
    # A variable of the person who runs the tests must not lead them to other cases.
    os.environ.pop("CRISIS_WORKBENCH_HOME", None)
    # The same inputs on every machine and every day; a slow first call is not a failure.
    settings.register_profile("workbench", derandomize=True, deadline=None, database=None)
    settings.load_profile("workbench")


@pytest.fixture(autouse=True)
def no_width(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test run on several processes tells each how wide its terminal is; a pipe has no width."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def case_ids() -> list[str]:
    """Return the ids of all cases in the checkout."""
    return CASES
