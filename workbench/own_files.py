"""What stands in the files of a case of one's own: settings, texts, and the notebook that walks through it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from workbench import places
from workbench.problems import NotFound
from workbench.times import zone_of
from workbench.vocabulary import DELAY

if TYPE_CHECKING:
    from workbench.importers.receipt import Receipt

#: The lesson whose cells become the notebook of a case.
LESSON = "50_bring_your_own.ipynb"
#: Cells with this tag make the lesson's own example; those with the other are for the copy only.
ONLY_LESSON, FIRST_CELL = "only-lesson", "load"
#: The line above which wb.enter_responses keeps the delays up to date.
KEPT = "# Kept up to date by wb.enter_responses; delete this line to choose for yourself."
#: What a timeline shows of a long collection: so many days before the trigger, and after it.
BEFORE, AFTER = 3, 28

_SETTINGS = """\
id = {id}
title = {title}
question = "How long did the answer take, and what did it change?"
summary = {summary}
company = {company}
sector = "?"
country = "?"
grade = "A"
grade_reason = {reason}
hashtags = []
learning_goals = []
practices = []
claims = []
licence = "not public"

[period]            # what the timeline shows
start = {start}
end = {end}

[clock]
trigger = "trigger"             # the event that starts the clock
timezone = {timezone}
channel = {channel}    # where it ran; several with commas where none is its own

{kept}
[delays]
{delays}
"""
_BRIEF = """\
# {title}: the brief

What could a participant know before the clock starts? No hindsight: nothing dated after the trigger.
"""
_DEBRIEF = """\
# {title}: the debrief

What happened, what the messages say, what stays unknown. Name the source of every sentence, such as [collection].
"""
_NOTES = """\
# {title}: notes

{kept} messages were imported from `{export}`; {aside} rows were set aside, each with its reason, in `set-aside.csv`.
The receipt is in `receipt.json`.

What was searched for, in which tool, in which languages, and what was left out: write it down here while you know it.
"""


def own_settings(
    name: str,
    title: str,
    company: str,
    zone: str,
    channel: str,
    receipt: Receipt,
    simulated: bool,
    trigger: datetime,
) -> str:
    """Write case.toml for an imported collection."""
    word = "simulated messages" if simulated else "messages"
    span = f"from {receipt.start} to {receipt.end} UTC"
    summary = f"{receipt.rows_kept:,} {word} about {company}, {span}."
    finest = " and ".join(f"the {how}" for how in receipt.precisions)
    reason = f"{receipt.rows_kept:,} {word}, dated to {finest}"
    reason += (
        ": invented for practice."
        if simulated
        else ": imported, not public, so nobody outside can check them."
    )
    local = zone_of(zone)
    day = trigger.astimezone(local).date()
    first, last = (
        datetime.fromisoformat(f"{text}+00:00").astimezone(local).date()
        for text in (receipt.start, receipt.end)
    )
    start = max(min(first, day), day - timedelta(days=BEFORE))
    end = min(max(last, day), day + timedelta(days=AFTER)) + timedelta(days=1)
    words = {"id": name, "title": title, "summary": summary, "company": company, "reason": reason}
    words |= {"timezone": zone, "channel": channel}
    return _SETTINGS.format(
        # A JSON text is a TOML text.
        **{key: json.dumps(value, ensure_ascii=False) for key, value in words.items()},
        start=start,
        end=end,
        kept=KEPT,
        delays="\n".join(f'# {key} = "…"    # {meaning}' for key, meaning in DELAY.items()),
    )


def own_texts(title: str, receipt: Receipt, export: str) -> dict[str, str]:
    """Write the three teaching texts, ready to be filled."""
    said = {
        "title": title,
        "kept": f"{receipt.rows_kept:,}",
        "aside": f"{receipt.rows_set_aside:,}",
        "export": export,
    }
    return {
        name: text.format(**said)
        for name, text in (("brief.md", _BRIEF), ("debrief.md", _DEBRIEF), ("notes.md", _NOTES))
    }


def own_notebook(title: str) -> str:
    """Turn the lesson into the notebook of a case: without its invented example, beginning with the case itself.

    Returns
    -------
    str
        The notebook as JSON; nothing where the lessons are not installed.
    """
    try:
        lesson = places.find("notebooks") / LESSON
        read = json.loads(lesson.read_text(encoding="utf-8"))
    except (NotFound, OSError, ValueError):
        return ""
    read["cells"] = [_own(cell, title) for cell in read["cells"] if ONLY_LESSON not in _tags(cell)]
    return json.dumps(read, ensure_ascii=False, indent=1) + "\n"


def _own(cell: dict[str, Any], title: str) -> dict[str, Any]:
    """Give the first cell and the title of the lesson what belongs to the case."""
    if FIRST_CELL in _tags(cell):
        return cell | {"source": ["import workbench as wb\n", "\n", 'case = wb.load_case(".")\n', "case"]}
    text = "".join(cell["source"])
    if text.startswith("# "):
        return cell | {
            "source": [f"# {title}\n", "\n", "Run the cells from top to bottom with **Shift+Enter**."]
        }
    return cell


def _tags(cell: dict[str, Any]) -> list[str]:
    return list(cell.get("metadata", {}).get("tags", []))
