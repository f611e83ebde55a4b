"""An invented export and the case made of it, for the tests of everything that comes after an import."""

import csv
from pathlib import Path

import workbench as wb

KEY = b"a key for the tests only, long enough"
COLUMNS = {
    "time": "when",
    "text": "what",
    "platform": "where",
    "author": "who",
    "stance": "mood",
    "language": "in",
}


def storm(place: Path, name: str = "kettle") -> Path:
    """Import the invented storm and enter what happened in it; return the folder of the case."""
    truth = wb.write_sample_export(place / "storm_sim.csv")
    folder = wb.import_case(
        place / "storm_sim.csv",
        place / name,
        tz="UTC",
        company="Example Brand",
        company_accounts="ExampleBrand",
        key=KEY,
    )
    wb.set_trigger(folder, time=f"{truth.trigger:%Y-%m-%d %H:%M}", title="A kettle explodes on camera")
    wb.add_response(
        folder,
        time=f"{truth.response:%Y-%m-%d %H:%M}",
        channel="twitter",
        strategy="information",
        statement="Says that it has read the messages",
    )
    return folder


def export(path: Path, rows: list[dict[str, str]]) -> Path:
    """Write a table of no known tool with the columns of COLUMNS."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(COLUMNS.values()))
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in COLUMNS.values()} for row in rows)
    return path


def few(path: Path, text: str = "late again", **more: str) -> Path:
    """Write an export of three messages."""
    rows = [
        {
            "when": f"2026-05-01T1{n}:00Z",
            "what": f"{text} {n}",
            "where": "x",
            "who": f"user{n}",
            "mood": "negative",
            "in": "en",
        }
        | more
        for n in range(3)
    ]
    return export(path, rows)
