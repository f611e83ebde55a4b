"""An installed wheel works outside the checkout: cases, data and notebooks travel inside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PIP = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check", "-q"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build the wheel from the checkout, with the locked build backend and without the network."""
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run([*PIP, "wheel", *options, str(ROOT)], check=True, capture_output=True, text=True)
    return next(folder.glob("crisis_workbench-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """Install the wheel into a folder of its own and return that folder."""
    folder = tmp_path_factory.mktemp("installed")
    options = ["--no-index", "--no-deps", "--target", str(folder)]
    subprocess.run([*PIP, "install", *options, str(wheel)], check=True, capture_output=True, text=True)
    return folder


def run_outside(installed, *arguments):
    """Run Python away from the checkout, with the installed copy first on its path."""
    environment = dict(os.environ)
    environment["PYTHONPATH"] = os.pathsep.join([str(installed), os.environ["PYTHONPATH"]])
    environment["PYTHONIOENCODING"] = "utf-8"
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=installed.parent,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def shipped(folder):
    """Return the files of a top folder that belong into the wheel, as paths below the root."""
    files = (p for p in (ROOT / folder).rglob("*") if p.is_file())
    hidden = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}
    return sorted(p.relative_to(ROOT).as_posix() for p in files if not hidden & set(p.parts))


@pytest.mark.parametrize("folder", ["cases", "data", "notebooks"])
def test_the_wheel_carries_the_folder(wheel, folder):
    prefix = "workbench/_shipped/"
    names = [
        n.removeprefix(prefix) for n in zipfile.ZipFile(wheel).namelist() if n.startswith(prefix + folder)
    ]
    assert names
    assert sorted(names) == shipped(folder)


def test_the_wheel_carries_nothing_else(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {n.split("/")[0].split("-")[0] for n in names} == {"workbench", "crisis_workbench"}
    assert [n for n in names if "__pycache__" in n or "checkpoint" in n or "/tests/" in n] == []
    assert {n.rsplit("/", 1)[1] for n in names if "/licenses/" in n} == {"LICENSE", "LICENSE-DATA"}


def test_the_installed_copy_finds_its_own_cases(installed, case_ids):
    code = "import workbench as wb; print(wb.__file__); print(*sorted(wb.list_cases().index))"
    run = run_outside(installed, "-c", code)
    assert run.returncode == 0, run.stderr
    file, listed = run.stdout.splitlines()
    assert Path(file).is_relative_to(installed)
    assert listed.split() == case_ids


def test_the_installed_copy_loads_every_case(installed, case_ids):
    code = f"import workbench as wb; print(sum(len(wb.load_case(i).sources) > 0 for i in {case_ids}))"
    run = run_outside(installed, "-c", code)
    assert run.returncode == 0, run.stderr
    assert int(run.stdout) == len(case_ids)


def test_the_installed_command_works(installed, case_ids):
    run = run_outside(installed, "-c", "from workbench.cli import main; main()", "list")
    assert run.returncode == 0, run.stderr
    assert [i for i in case_ids if i not in run.stdout] == []


def test_the_installed_command_answers_a_misspelt_case_without_a_traceback(installed):
    run = run_outside(installed, "-c", "from workbench.cli import main; main()", "show", "toyota")
    assert run.returncode != 0
    assert "toyota-recall" in run.stdout + run.stderr
    assert "Traceback" not in run.stdout + run.stderr
