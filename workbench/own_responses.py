"""What the company did, and what started it, entered into a case of one's own."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path

from workbench.delays import is_before
from workbench.evidence import read_folder
from workbench.own_entries import entered_twice, known_zone, refuse, word_problems
from workbench.own_messages import receipt_in
from workbench.own_tables import Rows, change_tables, source_id
from workbench.own_trigger import check_trigger
from workbench.own_typed import check_address, check_title, typed_time
from workbench.problems import NotFound, WorkbenchError, nearest
from workbench.times import read_time, zone_of

#: A strategy says one thing of a response and leaves the rest open.
_SAYS = {
    "apology": {"apology": "yes"},
    "compensation": {"compensation": "yes"},
    "corrective_action": {"corrective_action": "yes"},
    "silence": dict.fromkeys(
        ("apology", "compensation", "corrective_action", "two_way", "moved_to_private"), "no"
    ),
}
_FLAGS = (
    "two_way",
    "deleted_or_censored",
    "apology",
    "compensation",
    "corrective_action",
    "moved_to_private",
)


def add_response(
    folder: str | PathLike[str],
    *,
    time: str,
    channel: str,
    strategy: str,
    statement: str,
    timezone: str = "",
    source_url: str = "",
    detail: str = "",
    also: Iterable[str] = (),
) -> str:
    """Enter one thing that the company did, or a documented silence, into a case folder.

    Everything is checked before anything is written, and every file is replaced as a whole. What the company did
    before the trigger is kept and stands behind no delay; a warning says so.

    Parameters
    ----------
    folder : str or path
        The case folder.
    time : str
        ``2026-03-14 18:30``, or ``2026-03-14`` where only the day is known.
    channel, strategy : str
        Words of the vocabulary. The same minute and channel cannot be entered twice.
    statement : str
        What was said or done, in your own words, up to 12 of them.
    timezone : str
        IANA zone in which `time` is written; the case's own if left out. A time may also carry its offset.
    source_url : str
        Where it can be read. Without it the company's own records are the source.
    detail : str
        One or two sentences more.
    also : iterable of str
        What else the same answer did: ``apology``, ``compensation``, ``corrective_action``.

    Returns
    -------
    str
        The id of the new row.

    Raises
    ------
    WorkbenchError, CaseError
        If anything cannot be used; all problems at once, and nothing is written.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> folder = wb.new_case(tempfile.mkdtemp() + "/my-case", title="Mine", company="Acme", trigger_time="2026-03-14",
    ...                      timezone="Europe/Warsaw", source_url="https://example.org/a")
    >>> add_response(folder, time="2026-03-14 18:30", channel="twitter", strategy="apology", statement="Says sorry")
    'r1'
    """
    place = Path(folder)
    zone, channels = _clock(place)
    more = (also,) if isinstance(also, str) else tuple(also)
    text, how, problems = _read(time, timezone, zone)
    problems += word_problems(channel, strategy, statement, more)
    problems += _checked(lambda: check_title(statement, "The statement"), lambda: check_address(source_url))
    if text:
        problems += entered_twice(place, text, how, timezone or zone, channel)
    refuse(problems)
    made = ""

    def change(tables: dict[str, Rows]) -> None:
        nonlocal made
        taken = {row["response_id"] for row in tables["responses"]} | {
            row["event_id"] for row in tables["events"]
        }
        number = next(n for n in range(1, len(taken) + 2) if not {f"r{n}", f"e-r{n}"} & taken)
        made = f"r{number}"
        source = source_id(tables["sources"], source_url, statement)
        silent = strategy == "silence"
        tables["events"].append(
            {
                "event_id": f"e-{made}",
                "time": text,
                "time_precision": how,
                "timezone": (timezone or zone) if how == "day" else "",
                "actor": "the company",
                "actor_kind": "company",
                "kind": "company_silence" if silent else "company_response",
                "channel": channel,
                "title": statement.strip(),
                "detail": detail.strip(),
                "source_ids": source,
            }
        )
        tables["responses"].append(
            dict.fromkeys(_FLAGS, "unknown")
            | {
                "response_id": made,
                "event_id": f"e-{made}",
                "time": text,
                "time_precision": how,
                "channel": channel,
                "strategy": strategy,
                "same_channel_as_crisis": _same(channel, channels),
                "note": detail.strip(),
                "source_ids": source,
            }
            | _SAYS.get(strategy, {})
            | dict.fromkeys(more, "yes")
        )

    change_tables(place, change)
    if said := too_early(place, made):
        warnings.warn(said, stacklevel=2)
    return made


def too_early(folder: str | PathLike[str], response_id: str) -> str:
    """Say of a response that came before the trigger that it is no response to it; empty for any other.

    Parameters
    ----------
    folder : str or path
        The case folder.
    response_id : str

    Examples
    --------
    >>> from workbench.places import find
    >>> too_early(find("cases") / "nestle-kitkat", "rs05")
    ''
    """
    settings, tables, _ = read_folder(folder)
    events = tables["events"]
    trigger = events[events["event_id"] == settings.clock.trigger].iloc[0]
    early = tables["responses"][is_before(trigger, tables["responses"])]
    if response_id not in set(early["response_id"]):
        return ""
    return (
        f"{response_id} came before the trigger, {trigger['title']!r}, so it is kept and is no response to it: no delay "
        "is counted from it."
    )


def remove_response(folder: str | PathLike[str], response_id: str) -> None:
    """Take a response out again, with its event; its source stays.

    Raises
    ------
    NotFound
        If there is no such response.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> folder = wb.new_case(tempfile.mkdtemp() + "/my-case", title="Mine", company="Acme", trigger_time="2026-03-14",
    ...                      timezone="Europe/Warsaw", source_url="https://example.org/a")
    >>> remove_response(folder, add_response(folder, time="2026-03-15", channel="tv", strategy="denial", statement="No"))
    >>> len(wb.load_case(folder).responses)
    0
    """

    def change(tables: dict[str, Rows]) -> None:
        known = [row["response_id"] for row in tables["responses"]]
        if response_id not in known:
            raise NotFound(
                "There is no such response in this case.",
                received=repr(response_id),
                allowed=", ".join(known) or "none; the case has no response yet",
                remedy=nearest(response_id, known) or "case.responses shows them all",
            )
        gone = next(row for row in tables["responses"] if row["response_id"] == response_id)
        tables["responses"].remove(gone)
        # An event that started the clock, or that another response answers too, stays.
        if gone["event_id"].startswith("e-r") and all(
            row["event_id"] != gone["event_id"] for row in tables["responses"]
        ):
            tables["events"][:] = [row for row in tables["events"] if row["event_id"] != gone["event_id"]]

    change_tables(Path(folder), change, reverse=True)


def set_trigger(
    folder: str | PathLike[str], *, time: str, title: str, timezone: str = "", source_url: str = ""
) -> None:
    """Say what started the crisis: the event from which every delay is counted.

    Parameters
    ----------
    folder : str or path
    time : str
        ``2026-03-14 10:05``, or ``2026-03-14`` where only the day is known.
    title : str
        What happened, in up to 12 words.
    timezone : str
        IANA zone in which `time` is written; the case's own if left out.
    source_url : str
        Where it can be read; without it the source that the event has stays.

    Raises
    ------
    WorkbenchError, CaseError
        If anything cannot be used; nothing is written.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> folder = wb.new_case(tempfile.mkdtemp() + "/my-case", title="Mine", company="Acme", trigger_time="2026-03-14",
    ...                      timezone="Europe/Warsaw", source_url="https://example.org/a")
    >>> set_trigger(folder, time="2026-03-14 10:05", title="A kettle explodes on camera")
    >>> wb.load_case(folder).trigger["title"]
    'A kettle explodes on camera'
    """
    place = Path(folder)
    zone, _ = _clock(place)
    text, how, problems = _read(time, timezone, zone)
    if not title.strip():
        problems.append("What started the crisis has no words: say in up to 12 of them what happened.")
    problems += _checked(lambda: check_title(title), lambda: check_address(source_url))
    if text:
        problems += _checked(lambda: check_trigger(text, how, timezone or zone, receipt_in(place)))
    refuse(problems)
    settings = read_folder(place)[0]

    def change(tables: dict[str, Rows]) -> None:
        row = next(row for row in tables["events"] if row["event_id"] == settings.clock.trigger)
        row |= {"time": text, "time_precision": how, "title": title.strip(), "detail": ""}
        row["timezone"] = (timezone or zone) if how == "day" else ""
        if source_url.strip():
            row["source_ids"] = source_id(tables["sources"], source_url, title)

    change_tables(
        place, change, day=read_time(text, how, timezone or zone)[0].astimezone(zone_of(zone)).date()
    )


def _read(time: str, timezone: str, zone: str) -> tuple[str, str, list[str | WorkbenchError]]:
    """Read a time as it was typed, with what is wrong with it and with its zone."""
    problems = _checked(lambda: known_zone(timezone or zone))
    text, how = "", ""
    try:
        # Beside a zone that is none the time is still looked at, so that everything wrong is told at once.
        text, how = typed_time(time, zone if problems else timezone or zone)
    except WorkbenchError as error:
        problems.append(error)
    return text, how, problems


def _checked(*checks: Callable[[], object]) -> list[str | WorkbenchError]:
    """Run checks that raise, and list what they say."""
    problems: list[str | WorkbenchError] = []
    for check in checks:
        try:
            check()
        except WorkbenchError as error:
            problems.append(error)
    return problems


def _same(channel: str, channels: tuple[str, ...]) -> str:
    """Say whether an answer was in the crisis's own channel; without such a channel nobody can."""
    if len(channels) > 1 or channels == ("other",):
        return "unknown"
    return "yes" if channel == channels[0] else "no"


def _clock(place: Path) -> tuple[str, tuple[str, ...]]:
    """The case's zone and channels; a folder with errors is told before anything is changed."""
    clock = read_folder(place)[0].clock
    return clock.timezone, clock.channels
