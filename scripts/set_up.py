"""Make the environment in .venv: locked packages with checked hashes, and the workbench itself.

    python scripts/set_up.py            what the notebooks need     (`make lab` runs this)
    python scripts/set_up.py --tests    the same plus the tests     (`make test` runs this)

Standard library only, because nothing else is there yet. Written so that an old Python can still
read it and say what is missing. A second run with nothing changed returns at once.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOG = VENV / "set-up.log"
LOCKS = {"lab": "requirements.lock", "tests": "requirements-dev.lock"}
# Comes as source only; the tests compare its counts with those of the engine inside.
SPARK = "requirements-spark.lock"
OLDEST, NEWEST = (3, 11), (3, 14)


def main(arguments=None):
    """Bring .venv up to date and return the exit code."""
    parser = argparse.ArgumentParser(description="Make the environment in .venv.")
    parser.add_argument("--tests", action="store_true", help="install what the tests need, too")
    purpose = "tests" if parser.parse_args(arguments).tests else "lab"
    if sys.version_info[:2] < OLDEST:
        return complain(
            "Crisis Workbench needs Python {}.{} or newer; this is Python {}.{} ({}).".format(
                *OLDEST, *sys.version_info[:2], sys.executable
            ),
            "Install a newer Python, or name one: make lab PYTHON=python3.12",
        )
    if is_current(purpose):
        return 0
    return make_venv() or install(purpose)


def key_of(purpose):
    """Name everything the installation depends on; a change of any of it means: install again."""
    digest = hashlib.sha256()
    # The place counts because an environment does not survive a move to another folder.
    digest.update(str(ROOT).encode())
    for name in (LOCKS[purpose], "pyproject.toml") + ((SPARK,) if purpose == "tests" else ()):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def stamp(purpose):
    """Return the file that remembers the key of the last installation that worked."""
    return VENV / f"set-up-{purpose}.txt"


def is_current(purpose):
    """Tell whether .venv already holds what `purpose` needs. The tests' lock contains the lab's."""
    if not PYTHON.exists():
        return False
    purposes = ("lab", "tests") if purpose == "lab" else ("tests",)
    return any(stamp(p).is_file() and stamp(p).read_text() == key_of(p) for p in purposes)


def make_venv():
    """Create .venv unless a usable one is there."""
    place = VENV / "set-up-place.txt"
    if PYTHON.exists() and works(PYTHON) and (not place.is_file() or place.read_text() == str(ROOT)):
        return 0
    say("Making the environment in .venv with Python {}.{} ...".format(*sys.version_info[:2]))
    # Inside an environment, take the Python beneath it: it may be the very one to be replaced.
    python = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run(
        [python, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        return complain(
            f"The environment could not be made: {(made.stdout + made.stderr).strip()}",
            "On Debian and Ubuntu: sudo apt install python3-venv. Then run the same command again.",
        )
    place.write_text(str(ROOT))
    return 0


def works(python):
    """Tell whether an interpreter starts, is new enough and has pip."""
    check = f"import sys, pip; sys.exit(sys.version_info[:2] < {OLDEST})"
    try:
        return subprocess.run([str(python), "-c", check], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def install(purpose):
    """Install the lock and then the workbench, editable, from this folder."""
    for each in LOCKS:
        if stamp(each).is_file():
            stamp(each).unlink()
    lock = ROOT / LOCKS[purpose]
    pip = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    total = len(re.findall(r"^\S+==", lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
    say(f"Installing {total} packages from {lock.name}. This needs the internet, once.")
    # Only wheels (but for pyspark): nothing is compiled, and nothing unlocked is fetched in order to compile.
    locked = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock)]
    itself = ["--no-deps", "--no-build-isolation", "--editable", str(ROOT)]
    # Built with the setuptools just installed from the lock: a build of its own would fetch one unlocked.
    compiled = ["--only-binary", ":all:", "--no-binary", "pyspark", "--no-build-isolation"]
    spark = ["--require-hashes", "--no-deps", *compiled, "--requirement", str(ROOT / SPARK)]
    steps = [pip + locked, pip + itself] + ([pip + spark] if purpose == "tests" else [])
    LOG.write_text("")
    if any(run(step, total if step is steps[0] else 0) for step in steps):
        said = LOG.read_text(encoding="utf-8", errors="replace").splitlines()
        errors = [line[:300] for line in said if line.startswith("ERROR")] or said[-8:]
        remedy = f"Check the internet connection and run the same command again. The whole log: {LOG}"
        if sys.version_info[:2] > NEWEST:
            remedy = (
                "The locked packages are for Python {}.{} to {}.{}; try make lab PYTHON=python{}.{}".format(
                    *OLDEST, *NEWEST, *NEWEST
                )
            )
        return complain("The packages could not be installed:\n\n" + "\n".join(errors) + "\n", remedy)
    stamp(purpose).write_text(key_of(purpose))
    say("The environment is ready.")
    return 0


def run(command, total=0):
    """Run pip, write what it says to the log, and show on a terminal how far it is."""
    seen = 0
    with LOG.open("a", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=str(ROOT), text=True, encoding="utf-8", errors="replace",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        for line in process.stdout:
            log.write(line)
            if line.startswith(("Collecting ", "Requirement already satisfied")):
                seen += 1
            shown = "installing" if line.startswith("Installing collected") else f"{seen}/{total}"
            if total and sys.stdout.isatty():
                print("\r  {:<60}".format(f"{shown} {line.strip()[:40]}"), end="", flush=True)
    if total and sys.stdout.isatty():
        print("\r" + " " * 62 + "\r", end="", flush=True)
    return process.wait()


def say(sentence):
    """Print at once, also where the output is a file."""
    print(sentence, flush=True)


def complain(happened, remedy):
    """Print what went wrong and what to try, and return the exit code of a failure."""
    print(f"\n{happened}\nTry: {remedy}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
