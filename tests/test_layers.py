"""Who may import whom: read from the import statements, so that the house keeps its shape.

A new module goes into LAYERS below, on the line of the modules it may stand beside, and into the table
of ARCHITECTURE.md. A module imports only from lines above its own, and from its own line where it says so.
"""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "workbench"

# From the ground up. `name.*` stands for a package and everything in it. "|" parts groups of one line
# that never import each other; modules inside a group may.
LAYERS = [
    "vocabulary times files places problems spans texts channel_names attempts",
    "evidence.* delays cases scaffold series | mentions importers.* stance stance_masks stance_model stance_parallel stance_readers stance_vader label_sample",
    "counts counts_checks counts_coverage counts_engines counts_grid counts_sources collected counted_series curves curve_counts curve_files attention attention_climb attention_curve attention_fit attention_gains attention_intake attention_readings attention_shape attention_words simulate simulate_crises simulate_holes simulate_conversations simulate_export simulate_messages simulate_texts",
    "models.* alarms alarm_result alarm_threshold alarm_watch bursts burst_baseline burst_states spread spread_cascades spread_order spread_result spread_timing",
    "comparison own_case own_effect own_entries own_files own_messages own_responses own_tables own_trigger own_typed volumes questions companions",
    "plots.* exercises report.*",
    "widgets.*",
    "lab cli commands.*",
]
# Counts, curves and models draw nothing; models, scenarios and simulations do not know what a Case is.
NEVER = [
    (
        "counts counts_checks counts_coverage counts_engines counts_grid counts_sources collected counted_series curve_counts attention attention_climb attention_curve attention_fit attention_gains attention_intake attention_readings attention_shape attention_words alarms alarm_result alarm_threshold alarm_watch bursts burst_baseline burst_states spread spread_cascades spread_order spread_result spread_timing",
        "plotly ipywidgets",
    ),
    (
        "models.* simulate simulate_crises simulate_holes simulate_conversations simulate_messages simulate_texts",
        "plotly ipywidgets workbench.cases workbench.evidence",
    ),
]
WIDGETS = ["widgets.*", "exercises"]
# The one exception with a name: a result's .plot() fetches its figure when it is called.
PLOT_WHEN_CALLED = "plot"
# Loaded on use, because `import workbench` stays light.
HEAVY = [
    "plotly",
    "ipywidgets",
    "anywidget",
    "ibis",
    "duckdb",
    "statsmodels",
    "scipy",
    "pandera",
    "jupyterlab",
    "kaleido",
    "typer",
    "rich",
]


def modules() -> dict[str, Path]:
    """Return the dotted names below workbench, without __init__, and their files."""
    files = [p for p in PACKAGE.rglob("*.py") if "_shipped" not in p.parts and "__pycache__" not in p.parts]
    names = {".".join(p.relative_to(PACKAGE).with_suffix("").parts): p for p in files}
    return {n.removesuffix(".__init__"): p for n, p in names.items() if n not in ("__init__", "__main__")}


def place(name: str) -> tuple[int, int] | None:
    """Return the layer and the group of a module, or None when the list does not know it."""
    for level, line in enumerate(LAYERS):
        for group, members in enumerate(line.split("|")):
            if any(fits(name, member) for member in members.split()):
                return level, group
    return None


def fits(name: str, pattern: str) -> bool:
    """Tell whether a module is the one a pattern means, or lies inside the package it means."""
    whole = pattern.removesuffix(".*")
    return name == whole or (pattern.endswith(".*") and name.startswith(whole + "."))


def imports(path: Path, inside: str = "") -> list[tuple[str, bool]]:
    """Return what a file imports: the full dotted name, and whether it happens inside a method `plot`."""
    found = []

    def visit(node: ast.AST, in_plot: bool) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            in_plot = in_plot or node.name == PLOT_WHEN_CALLED
        # What only the type checker reads imports nothing.
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            for child in node.orelse:
                visit(child, in_plot)
            return
        if isinstance(node, ast.Import):
            found.extend((alias.name, in_plot) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                package = ["workbench", *inside.split(".")][: -node.level or None]
                base = ".".join([*package, *([base] if base else [])])
            if base == "workbench":
                found.extend((f"workbench.{alias.name}", in_plot) for alias in node.names)
            else:
                found.append((base, in_plot))
        for child in ast.iter_child_nodes(node):
            visit(child, in_plot)

    visit(ast.parse(path.read_text(encoding="utf-8")), False)
    return found


def broken_rules(name: str, imported: list[tuple[str, bool]]) -> list[str]:
    """Return a sentence for every import a module may not have."""
    mine = place(name)
    if mine is None:
        return [
            f"workbench.{name} has no layer yet. Add it to LAYERS in tests/test_layers.py, on the line of the "
            "modules it may stand beside, and to the table in ARCHITECTURE.md."
        ]
    said = []
    for target, in_plot in imported:
        for patterns, refused in NEVER:
            concerned = any(fits(name, p) for p in patterns.split()) and not in_plot
            if concerned and any(fits(target, f"{r}.*") for r in refused.split()):
                said.append(f"workbench.{name} imports {target}; it sees arrays and tables only.")
        if target.split(".")[0] == "ipywidgets" and not any(fits(name, w) for w in WIDGETS):
            said.append(f"workbench.{name} imports ipywidgets; only widgets and exercises may.")
        if not target.startswith("workbench."):
            continue
        other = target.removeprefix("workbench.")
        theirs = place(other)
        if theirs is None:
            said.append(
                f"workbench.{name} imports {target}, which is no module with a layer in tests/test_layers.py."
            )
        elif other == "cli":
            said.append(f"workbench.{name} imports workbench.cli; nothing imports the command.")
        elif theirs[0] > mine[0] and not (in_plot and fits(other, "plots.*")):
            said.append(
                f"workbench.{name} imports {target} from a layer above its own; imports go downward only."
            )
        elif theirs[0] == mine[0] and theirs[1] != mine[1]:
            said.append(f"workbench.{name} imports {target}; these two groups never import each other.")
    return said


def test_every_import_goes_downward():
    said = [s for name, path in modules().items() for s in broken_rules(name, imports(path, name))]
    assert not said, "\n".join(said)


def test_every_name_in_the_lists_is_a_module():
    """A name that nobody bears any more would let a later module in by chance."""
    listed = [*LAYERS, *WIDGETS, *(names for names, _ in NEVER)]
    named = {name for line in listed for name in line.replace("|", " ").split()}
    assert sorted(n for n in named if not any(fits(module, n) for module in modules())) == []


@pytest.mark.parametrize(
    ("name", "code", "sentence"),
    [
        (
            "times",
            "from workbench.cases import Case",
            "workbench.times imports workbench.cases from a layer above its own; imports go downward only.",
        ),
        (
            "evidence.rules",
            "from workbench import stance",
            "workbench.evidence.rules imports workbench.stance; these two groups never import each other.",
        ),
        (
            "models.interrupted",
            "def fit():\n    import plotly.graph_objects",
            "workbench.models.interrupted imports plotly.graph_objects; it sees arrays and tables only.",
        ),
        (
            "plots.timeline",
            "import ipywidgets",
            "workbench.plots.timeline imports ipywidgets; only widgets and exercises may.",
        ),
        (
            "cases",
            "from . import cli",
            "workbench.cases imports workbench.cli; nothing imports the command.",
        ),
        (
            "helpers",
            "",
            "workbench.helpers has no layer yet. Add it to LAYERS in tests/test_layers.py, on the line of the "
            "modules it may stand beside, and to the table in ARCHITECTURE.md.",
        ),
        (
            "attention",
            "def draw():\n    from workbench.plots import attention",
            "workbench.attention imports workbench.plots from a layer above its own; imports go downward only.",
        ),
    ],
)
def test_a_wrong_import_is_named(tmp_path, name, code, sentence):
    file = tmp_path / "module.py"
    file.write_text(code)
    assert broken_rules(name, imports(file, name)) == [sentence]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        (
            "attention",
            "class Curve:\n    def plot(self):\n        from workbench.plots import plot_attention",
        ),
        (
            "times",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from workbench.cases import Case",
        ),
        ("evidence.rules", "from .tables import TABLES"),
        ("cli", "from workbench import cases, plots"),
    ],
)
def test_a_right_import_passes(tmp_path, name, code):
    file = tmp_path / "module.py"
    file.write_text(code)
    assert broken_rules(name, imports(file, name)) == []


def test_importing_workbench_is_light():
    code = f"import sys, workbench; print([m for m in {HEAVY} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]", "import workbench already loads " + run.stdout
