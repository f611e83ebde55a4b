"""A case whose every free text tries to run something, as no checked folder could hold."""

from dataclasses import replace

from workbench.cases import Case
from workbench.evidence.tables import TABLES

EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"


def hostile(case: Case) -> Case:
    """Return the case with the same ids, words and times, and with evil in every other text."""
    tables = {}
    for table, frame in case.tables.items():
        texts = [c.name for c in TABLES[table] if c.kind == "text" and c.name not in ("metric", "scope")]
        tables[table] = frame.assign(**dict.fromkeys(texts, EVIL))
    told = dict.fromkeys(["title", "question", "summary", "company", "sector", "country", "licence"], EVIL)
    return Case(replace(case.settings, **told), tables, dict.fromkeys(case.texts, EVIL), case.folder)


def read_as_markup(part, inside=""):
    """Return every text of a figure that plotly reads as markup: all but what a click sets as text."""
    if isinstance(part, dict):
        return [t for key, value in part.items() if key != "customdata" for t in read_as_markup(value, key)]
    if isinstance(part, list | tuple):
        return [t for value in part for t in read_as_markup(value, inside)]
    return [part] if isinstance(part, str) else []
