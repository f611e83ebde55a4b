"""The notebooks: each runs from the first cell to the last, offline, and keeps the house's form."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_LINES = 8
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=[p.stem for p in NOTEBOOKS])


def read(path):
    """Read a notebook as it lies on disk."""
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_cells(path):
    """Return the code cells with their position, counted from 1 over all cells."""
    return [(n, c) for n, c in enumerate(read(path).cells, 1) if c.cell_type == "code"]


def plain(text):
    """Return a text without the colours of a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def prose(path):
    """Return the text of the Markdown cells without code blocks."""
    cells = [c.source for c in read(path).cells if c.cell_type == "markdown"]
    return re.sub(r"```.*?```", "", "\n\n".join(cells), flags=re.DOTALL)


def test_there_is_a_start_and_a_lesson_for_every_case(case_ids):
    assert (ROOT / "notebooks" / "00_start_here.ipynb").is_file()
    loaded = "\n".join(c.source for p in NOTEBOOKS for _, c in code_cells(p))
    assert [i for i in case_ids if f'load_case("{i}")' not in loaded] == []


@every_notebook
def test_a_notebook_executes(path):
    notebook = read(path)
    here = {"metadata": {"path": str(path.parent)}}
    try:
        NotebookClient(notebook, timeout=300, kernel_name="python3", resources=here).execute()
        stopped = ""
    except CellExecutionError as error:
        stopped = plain(str(error))
    if stopped:
        pytest.fail(f"{path.name} stops:\n{stopped}", pytrace=False)
    # A student reads what stands on the error stream (a warning, say) as "it is broken".
    complaints = [
        f"cell {n}: {plain(output.text)}"
        for n, cell in enumerate(notebook.cells, 1)
        for output in cell.get("outputs", [])
        if output.get("name") == "stderr"
    ]
    assert complaints == []


@every_notebook
def test_a_notebook_is_valid_and_every_cell_has_an_id(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) >= (4, 5)
    ids = [cell.get("id") for cell in notebook.cells]
    assert all(ids)
    assert len(set(ids)) == len(ids)


@every_notebook
def test_a_notebook_opens_in_the_python_of_the_environment(path):
    assert read(path).metadata.kernelspec.name == "python3"


@every_notebook
def test_a_notebook_has_one_title_and_starts_with_it(path):
    assert len(re.findall(r"^# ", prose(path), flags=re.MULTILINE)) == 1
    assert read(path).cells[0].source.startswith("# ")


@every_notebook
def test_code_cells_are_short_and_define_nothing(path):
    long = [n for n, c in code_cells(path) if len(c.source.splitlines()) > MOST_LINES]
    assert long == [], f"cells of more than {MOST_LINES} lines"
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    defining = [
        n for n, c in code_cells(path) for x in ast.walk(ast.parse(c.source)) if isinstance(x, definitions)
    ]
    assert defining == [], "cells that define functions or classes; those belong into the package"


@every_notebook
def test_outputs_are_stripped(path):
    kept = [n for n, c in code_cells(path) if c.outputs or c.execution_count is not None]
    assert kept == [], "cells with outputs; run nbstripout --keep-id on the notebook"


@every_notebook
def test_links_to_other_files_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(path))
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (path.parent / link).exists()] == []
