"""Set-up: the lists of what is installed agree, the locks are whole, and the commands do what they say."""

import importlib.metadata
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
# conda-forge calls these differently.
CONDA_NAMES = {
    "ibis-duckdb": "ibis-framework",
    "pandera-pandas": "pandera",
    "python-kaleido": "kaleido",
    "python-tzdata": "tzdata",
}
LOCKS = ["requirements.lock", "requirements-dev.lock"]
SPARK = "requirements-spark.lock"


def locked(name):
    """Return the locked requirements of one file by name."""
    lines = re.findall(r"^(\S+==[^\\\n]*)", (ROOT / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def tracked():
    """Return the files that git knows, as paths below the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [p for p in listed.stdout.split("\0") if p and (ROOT / p).is_file()]


def floors(requirements):
    """Return name and version floor, such as {"pandas": ">=3.1"}."""
    return {canonicalize_name(r.name): str(r.specifier) for r in map(Requirement, requirements)}


# --- the lists agree


def test_environment_and_pyproject_name_the_same_packages_and_floors():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = floors(d for d in environment["dependencies"] if isinstance(d, str) and d != "pip")
    conda = {CONDA_NAMES.get(name, name): floor for name, floor in conda.items()}
    expected = floors(PROJECT["project"]["dependencies"])
    expected["python"] = PROJECT["project"]["requires-python"]
    assert conda == expected


def test_environment_installs_the_workbench_itself():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert {"pip": ["-e ."]} in environment["dependencies"]
    assert environment["name"] == PROJECT["project"]["name"]


def test_every_dependency_says_why():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lines = re.findall(r'^    "[a-z][^"]*>=[^"]*",.*$', text, flags=re.MULTILINE)
    assert len(lines) >= len(PROJECT["project"]["dependencies"])
    assert [line for line in lines if not re.search(r'",\s+# \w+', line)] == []


def test_the_citation_has_the_version():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["project"]["version"]


# --- the locks


@pytest.mark.parametrize(("name", "fewest"), [*((name, 100) for name in LOCKS), (SPARK, 1)])
def test_a_lock_has_a_hash_for_everything_and_no_address(name, fewest):
    text = (ROOT / name).read_text(encoding="utf-8")
    body = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    blocks = re.split(r"\n(?=\S)", "\n".join(body))
    assert len(blocks) > fewest
    assert [
        b for b in blocks if not re.match(r"\S+==\S+.*\\\n(    --hash=sha256:[0-9a-f]{64}( \\\n|$))+", b)
    ] == []
    assert re.findall(r"https?:|file:|index-url|find-links|trusted-host", text) == []


def test_the_tests_are_locked_to_what_the_notebooks_use():
    lab, tests = locked(LOCKS[0]), locked(LOCKS[1])
    assert {n: str(r) for n, r in lab.items() if str(tests.get(n)) != str(r)} == {}


@pytest.mark.parametrize(
    ("name", "groups"), [(LOCKS[0], ["build"]), (LOCKS[1], ["build", "dev"]), (SPARK, ["spark"])]
)
def test_a_lock_holds_every_dependency_above_its_floor(name, groups):
    if name == SPARK:
        wanted = []
    else:
        wanted = [*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]]
    wanted += [each for group in groups for each in PROJECT["dependency-groups"][group]]
    found = locked(name)
    for requirement in map(Requirement, wanted):
        version = str(found[canonicalize_name(requirement.name)].specifier).removeprefix("==")
        assert requirement.specifier.contains(version), (
            f"{requirement} but {name} has {version}: run make lock"
        )


@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="not run in .venv, which make test fills")
def test_the_tests_run_with_the_locked_versions():
    here = {n: r for n, r in locked(LOCKS[1]).items() if r.marker is None or r.marker.evaluate()}
    installed = {n: importlib.metadata.version(n) for n in here}
    wrong = {n: v for n, v in installed.items() if f"=={v}" != str(here[n].specifier)}
    assert wrong == {}, "installed otherwise than locked; run make test once more"


# --- nothing of one machine, no address of a registry


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    # Written in two halves, so that this file does not find itself.
    hosts = "|".join(
        re.escape(a + b) for a, b in [("pypi.", "org"), ("python", "hosted"), ("registry.", "npmjs")]
    )
    cdns = "|".join(
        re.escape(a + b) for a, b in [("cdn.", "jsdelivr"), ("un", "pkg.com"), ("cdn", "js.cloudflare")]
    )
    paths = r"(?<![\w:/.\-])/(?:ro" + r"ot|wo" + r"rk|op" + r"t|ho" + r"me)/"
    wrong = re.compile(f"{hosts}|{cdns}|{paths}")
    found = []
    for name in tracked():
        if Path(name).suffix in {".png", ".gif", ".ico", ".parquet"} or name.startswith(
            ("cases/", "tests/exports/")
        ):
            continue  # the evidence links to whatever page a fact comes from; the exports are bytes
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), 1):
            found += [f"{name}:{number}: {m.group()}" for m in wrong.finditer(line)]
    assert found == []


# --- what the texts promise exists


def code_of(name):
    """Return what a Markdown file shows as code: blocks and spans."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```.*?\n(.*?)```", text, flags=re.DOTALL)
    rest = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    blocks += re.findall(r"^    \S.*$", rest, flags=re.MULTILINE)
    return "\n".join(blocks + re.findall(r"`([^`]+)`", rest))


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_commands_in_a_text_exist(name):
    from typer.main import get_command

    from workbench.cli import app

    code = code_of(name)
    targets = set(
        re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    )
    named = set(re.findall(r"(?:^|\s)make ([a-z]+)", code))
    assert named
    assert named <= targets
    commands = set(get_command(app).commands)
    assert set(re.findall(r"(?:^|[\s/\\])crisis ([a-z]+)", code)) <= commands
    scripts = re.findall(r"scripts[/\\](\w+\.py)", code)
    assert [s for s in scripts if not (ROOT / "scripts" / s).is_file()] == []


def test_every_make_target_explains_itself():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE).group(1).split()
    explained = re.findall(r"^([a-z]+):.*  ## \w", makefile, flags=re.MULTILINE)
    assert sorted(phony) == sorted(explained)


# --- the Makefile, in a folder whose name has spaces, with stand-ins for what it calls


@pytest.mark.skipif(os.name == "nt" or not shutil.which("make"), reason="no make here")
@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        (["lab"], ["set_up.py", "crisis lab --port 8888"]),
        (["lab", "PORT=9999"], ["set_up.py", "crisis lab --port 9999"]),
        (
            ["test"],
            ["set_up.py --tests", "python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile"],
        ),
        (
            ["test", "TESTS=-k x"],
            [
                "set_up.py --tests",
                "python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile -k x",
            ],
        ),
    ],
)
def test_make_works_in_a_path_with_spaces(tmp_path, arguments, called):
    folder = tmp_path / "a path with spaces"
    (folder / "scripts").mkdir(parents=True)
    (folder / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "Makefile", folder)
    (folder / "scripts" / "set_up.py").write_text("import sys; print('set_up.py', *sys.argv[1:], flush=True)")
    for name in ("crisis", "python"):
        stand_in = folder / ".venv" / "bin" / name
        stand_in.write_text(f'#!/bin/sh\necho {name} "$@"\n')
        stand_in.chmod(0o755)
    # The make that runs these tests must not hand its own arguments down.
    clean = {
        k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "TESTS", "PORT")
    }
    run = subprocess.run(
        ["make", *arguments], cwd=folder, env=clean, capture_output=True, text=True, check=True
    )
    assert run.stdout.splitlines() == called


# --- scripts/set_up.py


@pytest.fixture
def set_up(tmp_path, monkeypatch):
    """Return the script as a module whose root is an empty checkout."""
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "scripts" / "set_up.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in (*LOCKS, SPARK, "pyproject.toml"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "PYTHON", tmp_path / ".venv" / "python")
    module.VENV.mkdir()
    module.PYTHON.touch()
    return module


def test_nothing_is_current_before_it_is_installed(set_up):
    assert not set_up.is_current("lab")
    assert not set_up.is_current("tests")


def test_what_the_tests_need_contains_what_the_lab_needs(set_up):
    set_up.stamp("tests").write_text(set_up.key_of("tests"))
    assert set_up.is_current("tests")
    assert set_up.is_current("lab")


def test_what_the_lab_needs_is_not_enough_for_the_tests(set_up):
    set_up.stamp("lab").write_text(set_up.key_of("lab"))
    assert set_up.is_current("lab")
    assert not set_up.is_current("tests")


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_change_means_install_again(set_up, name):
    set_up.stamp("lab").write_text(set_up.key_of("lab"))
    (set_up.ROOT / name).write_text("changed")
    assert not set_up.is_current("lab")


def test_a_moved_folder_means_install_again(set_up, monkeypatch, tmp_path):
    set_up.stamp("lab").write_text(set_up.key_of("lab"))
    moved = tmp_path / "moved"
    shutil.copytree(tmp_path, moved, ignore=shutil.ignore_patterns("moved"))
    monkeypatch.setattr(set_up, "ROOT", moved)
    assert not set_up.is_current("lab")


def test_an_old_python_gets_a_sentence(set_up, monkeypatch, capsys):
    monkeypatch.setattr(set_up.sys, "version_info", (3, 9, 18))
    monkeypatch.setattr(set_up.sys, "executable", "python3")
    assert set_up.main([]) == 1
    assert capsys.readouterr().err == (
        "\nCrisis Workbench needs Python 3.11 or newer; this is Python 3.9 (python3).\n"
        "Try: Install a newer Python, or name one: make lab PYTHON=python3.12\n"
    )


def test_a_failed_installation_shows_why_and_leaves_no_stamp(set_up, monkeypatch, capsys):
    set_up.stamp("lab").write_text("an older key")
    monkeypatch.setattr(set_up, "make_venv", lambda: 0)
    monkeypatch.setattr(set_up, "run", lambda *_: set_up.LOG.write_text("no route to host") and 1)
    monkeypatch.setattr(set_up, "LOG", set_up.VENV / "set-up.log")
    monkeypatch.setattr(set_up.sys, "version_info", (3, 12, 1))
    assert set_up.main([]) == 1
    assert capsys.readouterr().err == (
        "\nThe packages could not be installed:\n\nno route to host\n\n"
        "Try: Check the internet connection and run the same command again. "
        f"The whole log: {set_up.LOG}\n"
    )
    assert not set_up.is_current("lab")
