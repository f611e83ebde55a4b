"""How the report came about: methods in plain words, the receipt of an import, versions and date."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from workbench.report.blocks import IMPORTED, KIND, SIMULATED, Items, Section, Text, table
from workbench.spans import on_clock

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from workbench.models.self_exciting import SelfExcitingFit
    from workbench.report.material import Material

_PACKAGES = ("crisis-workbench", "plotly", "pandas", "numpy", "scipy", "duckdb", "ibis-framework")


def methods_section(material: Material) -> Section:
    """Say in plain words how every number of the report was made, and what it cannot say."""
    case = material.case
    told = [
        "Times are intervals. A row dated to the day is true some time on that local day; a delay is given with the "
        "whole range that both dates allow, and nothing guesses a time zone.",
        "Delays run from one event, named above, to the response behind each definition. A documented silence is "
        "never counted as a response.",
    ]
    if material.messages is not None:
        told.append(
            "Messages were counted per hour or day of UTC, those without any included. Counts say how many messages the "
            "collection holds, not how many people wrote or read. Stretches that are empty where messages were to be "
            "expected count as not collected."
        )
    elif len(case.mentions):
        told.append(
            "Mentions are dated public items that were found by search. One reader coded their stance. They are a "
            "sample: their number says how much was found, never how much was written."
        )
    if case.attention is not None:
        told.append(
            "Attention was rebuilt from dated readings of a public counter: a curve that never falls was drawn through "
            "the readings, and its band holds the curves that the readings and their dates allow at 95 %."
        )
    if material.alarm is not None:
        told.append(
            "The alarm comes from a monitor that knows only the past: a level for every hour of the week, and a threshold "
            "set so that quiet months bring as few false alarms as are stated."
        )
    if material.spread is not None:
        told.append(
            "Platforms are put in order by the rising halves of their waves, after what quiet days would have brought is "
            "taken off. A platform that trails need not follow: both may have heard it elsewhere."
        )
    if material.effect is not None:
        told.append(
            "The effect comes from a model in which messages set off further messages, so that a storm dies down by "
            "itself. An answer counts only if chance, pretended answers at other times, other memories and rival events "
            f"all fail to explain what is seen; else the report says that it cannot tell.{_replicates(material.effect)}"
        )
    told.append(f"Evidence grade {case.grade}. {case.grade_reason}")
    told += [f"“{kind}” means: {meaning}." for kind, meaning in KIND.items() if kind in material.kinds]
    return Section("methods", "How the numbers were made", (Items(tuple(told)),))


def _replicates(effect: SelfExcitingFit) -> str:
    """Say on how many simulated crises the test and the intervals rest: another number gives other figures."""
    if not effect.inferences:
        return ""
    number = len(next(iter(effect.inferences.values())).draws)
    return (
        f" Its test and its intervals rest on {number:,} simulated crises each; with another number of them the figures "
        "come out a little different."
    )


def receipt_section(material: Material) -> Section | None:
    """Say how the import went: rows read, kept, set aside and why."""
    told = material.imported
    if told is None:
        return None
    receipt = told.receipt
    rows = [["Export", told.export], ["Its fingerprint (SHA-256)", told.sha256], ["Imported", told.imported]]
    accounts: dict[str, list[str]] = {}
    name = ""
    for begun, text in receipt.lines():
        name = begun or name
        # The file lies beside the case; whoever gets the report does not have it.
        if not (receipt.set_aside_file and receipt.set_aside_file in text):
            accounts.setdefault(name, []).append(on_clock(text, material.zone))
    rows += [[f"{name[:1].upper()}{name[1:]}", "; ".join(said)] for name, said in accounts.items()]
    summary = on_clock(receipt.summary(), material.zone)
    blocks = (Text(summary), table("Receipt of the import", ["What", "Account"], rows))
    return Section("receipt", "What was imported", blocks, (SIMULATED,) if told.simulated else (IMPORTED,))


def about_section(material: Material, now: pd.Timestamp) -> Section:
    """Say with which program, on which evidence and when the report was written."""
    case = material.case
    rows = [["Written", f"{now:%Y-%m-%d %H:%M} UTC"], ["Case", f"{case.id}, {case.licence}"]]
    rows.append(["Fingerprint of the evidence", fingerprint(case.folder)])
    made = [f"Python {platform.python_version()}"]
    for name in _PACKAGES:
        try:
            made.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue
    rows.append(["Made with", ", ".join(made)])
    told = (
        "Another run on the same evidence with the same versions gives the same numbers. The fingerprint changes with "
        "every byte of the case folder's tables."
    )
    return Section(
        "about",
        "About this report",
        (table("Versions and date", ["What", "Which"], rows), Text(told, "note")),
    )


def fingerprint(folder: Path) -> str:
    """Return the first 16 digits of a SHA-256 over the case's settings and tables.

    Line ends count as one sign, so that the same evidence has one fingerprint on every system.
    """
    digest = hashlib.sha256()
    for path in sorted([*folder.glob("*.csv"), *folder.glob("case.toml")]):
        digest.update(path.name.encode() + b"\0" + path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:16]
