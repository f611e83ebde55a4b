"""Write the simulated companions of data/ anew from their recipes: `python scripts/write_companions.py`."""

from pathlib import Path

from workbench.companions import RECIPES, simulate_companion

DATA = Path(__file__).resolve().parent.parent / "data"

for case in RECIPES:
    made = simulate_companion(case)
    (DATA / f"{made.name}.csv").write_text(made.table, encoding="utf-8", newline="\n")
    (DATA / f"{made.name}.toml").write_text(made.card, encoding="utf-8", newline="\n")
    print(f"{made.name}: {len(made.table.splitlines()) - 1} bins")
