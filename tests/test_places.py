"""Where the evidence lies: the variable first, then the checkout, then the installed package."""

import shutil

import pytest

from workbench import places
from workbench.problems import NotFound


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Pretend that the package lies in a folder of its own, without a checkout around it."""
    package = tmp_path / "site" / "workbench"
    package.mkdir(parents=True)
    monkeypatch.setattr(places, "_PACKAGE", package)
    return package


@pytest.mark.parametrize("name", ["cases", "data", "notebooks"])
def test_the_checkout_holds_the_top_folders(root, name):
    assert places.find(name) == root / name


def test_the_variable_comes_first(tmp_path, monkeypatch):
    (tmp_path / "cases").mkdir()
    monkeypatch.setenv(places.HOME_VARIABLE, str(tmp_path))
    assert places.find("cases") == tmp_path / "cases"


def test_what_the_variable_s_folder_does_not_hold_comes_from_the_checkout(root, tmp_path, monkeypatch):
    (tmp_path / "cases").mkdir()
    monkeypatch.setenv(places.HOME_VARIABLE, str(tmp_path))
    assert places.find("data") == root / "data"


def test_the_variable_may_start_at_home(tmp_path, monkeypatch):
    (tmp_path / "crisis" / "cases").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv(places.HOME_VARIABLE, "~/crisis")
    assert places.find("cases") == tmp_path / "crisis" / "cases"


def test_an_installed_package_uses_the_copies_inside_it(elsewhere):
    (elsewhere / "_shipped" / "cases").mkdir(parents=True)
    assert places.find("cases") == elsewhere / "_shipped" / "cases"


def test_a_neighbour_called_data_is_no_checkout(elsewhere):
    (elsewhere.parent / "data").mkdir()
    (elsewhere / "_shipped" / "data").mkdir(parents=True)
    assert places.find("data") == elsewhere / "_shipped" / "data"
    (elsewhere.parent / "pyproject.toml").touch()
    assert places.find("data") == elsewhere.parent / "data"
    shutil.rmtree(elsewhere / "_shipped")
    assert places.find("data") == elsewhere.parent / "data"


def test_a_folder_that_is_nowhere_is_refused_with_every_place_looked_at(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv(places.HOME_VARIABLE, str(tmp_path / "mine"))
    with pytest.raises(NotFound) as refusal:
        places.find("cases")
    assert str(refusal.value) == (
        f"The folder 'cases' was not found. Received: nothing at {tmp_path / 'mine'} (the environment variable "
        f"CRISIS_WORKBENCH_HOME); {elsewhere.parent} (the checkout); {elsewhere / '_shipped'} (the installed package). "
        "Allowed: a folder that holds cases/. Try: set CRISIS_WORKBENCH_HOME to the folder that holds cases/, or "
        "reinstall crisis-workbench."
    )
