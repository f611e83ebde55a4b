"""The notebooks: each runs from the first cell to the last, offline, and keeps the house's form."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_LINES = 8
BOX = "wb.answer_box("
# What every answer box must hold: its solution is right, and no mistake is.
BOX_HOLDS = """
box = _
said = {str(answer): box.judge(str(answer)).verdict for answer in (box._expected, *box._mistakes)}
assert [answer for answer, verdict in said.items() if verdict == "right"] == [str(box._expected)], said
"""
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=[p.stem for p in NOTEBOOKS])


def read(path):
    """Read a notebook as it lies on disk."""
    return nbformat.read(path, as_version=nbformat.NO_CONVERT)


def code_cells(path):
    """Return the code cells with their position, counted from 1 over all cells."""
    return [(n, c) for n, c in enumerate(read(path).cells, 1) if c.cell_type == "code"]


def folded(cell):
    """Tell whether a cell's code is folded away, so that Run All shows only what comes of it."""
    return cell.metadata.get("jupyter", {}).get("source_hidden", False)


def names(source, kind):
    """Return the names that some code makes (ast.Store) or uses (ast.Load)."""
    return {n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name) and isinstance(n.ctx, kind)}


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
    checked = [
        [cell, nbformat.v4.new_code_cell(BOX_HOLDS)] if BOX in cell.source else [cell]
        for cell in notebook.cells
    ]
    notebook.cells = [cell for group in checked for cell in group]
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
def test_an_exercise_shows_its_question_and_its_box_and_not_its_solution(path):
    boxes = [(n, c) for n, c in code_cells(path) if BOX in c.source]
    assert [n for n, c in boxes if not folded(c)] == [], "cells whose code holds a solution and is not folded"
    # Of folded code the first line is shown.
    told = [n for n, c in boxes if not c.source.startswith("# type your answer into the box below\n")]
    assert told == [], "cells whose first line, which is shown, says something else"
    assert [n for n, c in boxes if BOX in c.source[c.source.index(BOX) + 1 :]] == [], "cells with two boxes"
    assert [n for n, c in code_cells(path) if "check_answer" in c.source] == [], "exercises that want code"
    assert "`None`" not in prose(path)


@every_notebook
def test_nothing_that_is_made_in_folded_code_is_needed_where_the_code_is_seen(path):
    cells = code_cells(path)
    hidden = set().union(*(names(c.source, ast.Store) for _, c in cells if folded(c)))
    seen = set().union(*(names(c.source, ast.Store) for _, c in cells if not folded(c)))
    used = {n: names(c.source, ast.Load) & (hidden - seen) for n, c in cells if not folded(c)}
    assert {n: some for n, some in used.items() if some} == {}
    assert hidden & seen == set(), "names that folded code gives another meaning"


def test_every_lesson_with_exercises_asks_one_in_a_box():
    without = [p.stem for p in NOTEBOOKS if not any(BOX in c.source for _, c in code_cells(p))]
    assert without == ["00_start_here"]


def test_what_cleans_the_notebooks_at_a_commit_keeps_the_folds(tmp_path):
    copies = [tmp_path / p.name for p in NOTEBOOKS]
    for path, copy in zip(NOTEBOOKS, copies, strict=True):
        copy.write_bytes(path.read_bytes())
    subprocess.run([sys.executable, "-m", "nbstripout", "--keep-id", *map(str, copies)], check=True)
    changed = [
        p.name for p, copy in zip(NOTEBOOKS, copies, strict=True) if p.read_bytes() != copy.read_bytes()
    ]
    assert changed == []
    assert sum(folded(c) for copy in copies for _, c in code_cells(copy)) >= len(NOTEBOOKS)


@every_notebook
def test_links_to_other_files_lead_somewhere(path):
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose(path))
    local = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (path.parent / link).exists()] == []
