"""JupyterLab on the notebooks: which folder it opens, and how it is started."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from workbench import places
from workbench.problems import NotFound, WorkbenchError

FIRST = "00_start_here.ipynb"
#: Where an installed package puts the notebooks that a person may change.
OWN = Path("crisis-workbench") / "notebooks"
#: No news in JupyterLab, and no addresses of other machines in the pages it exports.
_SETTINGS = Path(__file__).resolve().parent / "_jupyter"


def notebooks_folder(here: Path | None = None) -> Path:
    """Find the folder whose notebooks a person may change.

    That is the one of the checkout. The notebooks inside an installed package stay as they are: they
    are copied to ``crisis-workbench/notebooks`` below `here`, and a copy that is there already is kept.

    Parameters
    ----------
    here : pathlib.Path, optional
        Where the copies go; the current folder when left out.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    WorkbenchError
        If nothing can be written there.
    """
    found = places.find("notebooks")
    if "_shipped" not in found.parts:
        return found
    own = (here or Path.cwd()) / OWN
    try:
        own.mkdir(parents=True, exist_ok=True)
        for notebook in sorted(found.glob("*.ipynb")):
            if not (own / notebook.name).exists():
                shutil.copyfile(notebook, own / notebook.name)
    except OSError as error:
        raise WorkbenchError(
            "The notebooks cannot be copied to a folder of yours.",
            received=f"{own}: {error.strerror or error}",
            allowed="a folder that you may write in",
            remedy="change to such a folder, then run crisis lab again",
        ) from error
    return own


def own_notebook(folder: Path) -> Path:
    """Find the notebook of a case of one's own: the one that has the folder's name.

    Raises
    ------
    NotFound
        If there is none.
    """
    notebook = folder / f"{folder.resolve().name}.ipynb"
    if not notebook.is_file():
        raise NotFound(
            "This folder has no notebook of its own.",
            received=str(folder),
            allowed=f"a folder that holds {notebook.name}",
            remedy="crisis import EXPORT --case FOLDER makes such a folder; crisis lab alone opens the lessons",
        )
    return notebook


def lab_command(notebooks: Path, *, first: str = FIRST, port: int = 8888, browser: bool = True) -> list[str]:
    """Put together the command that starts JupyterLab on the first notebook.

    Parameters
    ----------
    notebooks : pathlib.Path
        The folder of the notebooks; its parent is what the file browser shows.
    first : str
        The notebook that is opened.
    port : int
        The port to listen on, on this machine only; the next free one is taken when it is in use.
    browser : bool
        Whether to open the browser.

    Returns
    -------
    list of str

    Examples
    --------
    >>> lab_command(Path("notebooks"), port=9999)[-1]
    '--port=9999'
    """
    command = [
        *(sys.executable, "-m", "jupyterlab", "--log-level=WARN"),
        f"--ServerApp.root_dir={notebooks.parent}",
        f"--LabApp.default_url=/lab/tree/{quote(notebooks.name)}/{quote(first)}",
        # No news, no look for updates, no catalogue of extensions: nothing leaves this machine.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
    ]
    # JupyterLab refuses the administrator unless told otherwise; in a container there is nobody else.
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    if not browser:
        command.append("--no-browser")
    return [*command, f"--port={port}"]


def lab_environment() -> dict[str, str]:
    """Say which environment JupyterLab runs in: this Python's kernel, no pop-up about news."""
    paths = [str(_SETTINGS), *filter(None, [os.environ.get("JUPYTER_CONFIG_PATH")])]
    # The models' arrays are small: several threads on one of them wait for each other more than they help.
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    found = {"JUPYTER_CONFIG_PATH": os.pathsep.join(paths), "JUPYTER_PREFER_ENV_PATH": "1"}
    return {**threads, **os.environ, **found}


def open_lab(folder: Path | None = None, *, port: int = 8888, browser: bool = True) -> int:
    """Start JupyterLab and stay until it ends.

    Parameters
    ----------
    folder : pathlib.Path, optional
        A case of one's own, whose notebook is opened; the lessons by default.
    port : int
        The port to listen on.
    browser : bool
        Whether to open the browser. The address is printed in any case.

    Returns
    -------
    int
        The exit code of JupyterLab. On Linux and macOS this process becomes JupyterLab, and
        nothing is returned.

    Raises
    ------
    WorkbenchError
        If JupyterLab is not installed, or the notebooks can be neither found nor copied.
    """
    if find_spec("jupyterlab") is None:
        raise WorkbenchError(
            "JupyterLab is not installed beside the workbench.",
            received=f"the Python at {sys.executable}",
            allowed="a Python that has jupyterlab",
            remedy="make lab, which installs everything, or: python -m pip install jupyterlab",
        )
    if folder is None:
        notebooks, first = notebooks_folder(), FIRST
        print(f"The notebooks lie in {notebooks}")
    else:
        notebook = own_notebook(folder).resolve()
        notebooks, first = notebook.parent, notebook.name
        print(f"The notebook is {notebook}")
    command = lab_command(notebooks, first=first, port=port, browser=browser)
    environment = lab_environment()
    if browser:
        print("JupyterLab opens in your browser. If it does not, copy the address below into one.")
    else:
        print("Copy the address below into your browser.")
    print("Control-C, here, ends it.", flush=True)
    if os.name == "posix":
        # JupyterLab takes this process over, so that whoever stops the command stops JupyterLab.
        os.execve(command[0], command, environment)
    process = subprocess.Popen(command, env=environment)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            # JupyterLab got the same Control-C and asks its question; it, not we, decides when to end.
            continue
