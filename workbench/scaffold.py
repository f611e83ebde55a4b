"""A case of your own: an empty folder of the right shape, ready to fill."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from os import PathLike
from pathlib import Path

from workbench.evidence import CaseError, check_case
from workbench.evidence.tables import TABLES, column_names
from workbench.files import as_path, writing
from workbench.problems import WorkbenchError
from workbench.times import read_time, zone_of
from workbench.vocabulary import DELAY

_SETTINGS = """\
id = {id}
title = {title}
question = "What do you want your readers to find out?"
summary = "Who, what and when, in one neutral sentence."
company = {company}
sector = "?"
country = "?"
grade = "C"
grade_reason = "Events and responses only, so far."
hashtags = []
learning_goals = []
practices = []
claims = []
licence = "CC-BY-4.0"

[period]            # what the timeline shows first
start = {start}
end = {end}

[clock]
trigger = "trigger"             # the event that starts the clock
timezone = {timezone}
channel = {channel}

[delays]            # response ids behind the five definitions; leave out what is not documented
{delays}
"""

_BRIEF = """\
# {title}: the brief

What could a participant know before the clock starts? No hindsight: nothing dated after the trigger.

## What would you want to know first?

1. …
"""
_DEBRIEF = """\
# {title}: the debrief

What happened, what the evidence says, what the popular version gets wrong, what stays unknown.
Name the source of every sentence, such as [first-page].
"""
_NOTES = """\
# {title}: notes

Contested points (both versions), what was looked for and not found, how the mentions were collected.
"""


def new_case(
    folder: str | PathLike[str],
    *,
    title: str,
    company: str,
    trigger_time: str,
    timezone: str,
    source_url: str,
    channel: str = "twitter",
) -> Path:
    """Make the folder of a case of your own, with one event and its source already in it.

    Parameters
    ----------
    folder : str or path
        Where the case shall lie; its last part becomes the case's id. It must not exist yet.
    title, company : str
        What the case is called, and whom it is about.
    trigger_time : str
        When it began: a date, or a date and time with its offset, in ISO 8601.
    timezone : str
        IANA zone in which the case's calendar days are read, such as ``"Europe/Warsaw"``.
    source_url : str
        A public page that documents the beginning.
    channel : str
        Where it began; a channel of the vocabulary.

    Returns
    -------
    pathlib.Path
        The folder, which passes :func:`check_case`.

    Raises
    ------
    WorkbenchError
        If the folder exists, or an argument cannot be used; nothing is written then.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = new_case(place + "/my-crisis", title="My crisis", company="Acme", trigger_time="2026-03-02",
    ...                     timezone="Europe/Warsaw", source_url="https://example.org/first-report")
    ...     check_case(made).ok
    True
    """
    target = as_path(folder, "a folder", repr("my-case")).absolute()
    if target.exists():
        raise _exists(target)
    precision = "minute" if "T" in trigger_time else "day"
    # A clock time carries its offset; a date is a day in the case's zone.
    zone = timezone if precision == "day" else ""
    start = read_time(trigger_time, precision, zone)[0].astimezone(zone_of(timezone)).date()
    values = {"id": target.name, "title": title, "company": company, "timezone": timezone, "channel": channel}
    settings = _SETTINGS.format(
        # A JSON text is a TOML text.
        **{key: json.dumps(value, ensure_ascii=False) for key, value in values.items()},
        start=start,
        end=start + timedelta(days=28),
        delays="\n".join(f'# {name} = "…"    # {meaning}' for name, meaning in DELAY.items()),
    )
    page = {
        "source_id": "first-page",
        "title": f"First report on {title}",
        "publisher": company,
        "url": source_url,
        "kind": "news",
        "language": "en",
    }
    trigger = {
        "event_id": "trigger",
        "time": trigger_time,
        "time_precision": precision,
        "timezone": zone,
        "actor": "?",
        "actor_kind": "public",
        "kind": "trigger",
        "channel": channel,
        "title": f"{title} begins",
        "source_ids": "first-page",
    }
    texts = {"brief": _BRIEF, "debrief": _DEBRIEF, "notes": _NOTES}
    with new_folder(folder) as draft:
        write_tables(draft, {"sources": [page], "events": [trigger]})
        (draft / "case.toml").write_text(settings, encoding="utf-8")
        for name, text in texts.items():
            (draft / f"{name}.md").write_text(text.format(title=title), encoding="utf-8")
    return target


@contextmanager
def new_folder(folder: str | PathLike[str]) -> Iterator[Path]:
    """Fill a new case folder, which appears whole, checked, or not at all.

    Parameters
    ----------
    folder : str or path
        Where it shall lie. It must not exist yet.

    Yields
    ------
    pathlib.Path
        A draft beside the place, of the same name: fill it with the files of a case. It is renamed when the
        block ends, and vanishes when the block is interrupted.

    Raises
    ------
    WorkbenchError
        If the folder exists already, what was put into it is no case, or there is no room for it.
    """
    target = Path(folder).absolute()
    if target.exists():
        raise _exists(target)
    # Beside the target, so that renaming it is one step.
    beside = next(parent for parent in target.parents if parent.is_dir())
    with writing(target), tempfile.TemporaryDirectory(dir=beside, prefix=".new-case-") as place:
        draft = Path(place) / target.name
        draft.mkdir()
        yield draft
        check = check_case(draft)
        if not check.ok:
            raise CaseError(check)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            draft.rename(target)
        except OSError:
            if target.exists():  # made by somebody else meanwhile
                raise _exists(target) from None
            raise


def _exists(target: Path) -> WorkbenchError:
    return WorkbenchError(
        "The folder exists already, and is left as it is.",
        received=str(target),
        allowed="a folder that does not exist yet",
        remedy="choose another name",
    )


def write_tables(folder: Path, rows: dict[str, list[dict[str, str]]]) -> None:
    """Write the five tables of a case, each with its header; those without rows stay empty."""
    for table in TABLES:
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, column_names(table), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows.get(table, []))
