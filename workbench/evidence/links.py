"""Row against row: ids that lead nowhere, times that cannot be, counters that fall."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from workbench.evidence.findings import Problem
from workbench.evidence.settings import Settings
from workbench.evidence.tables import TABLES, TIME_COLUMNS, id_column
from workbench.problems import WorkbenchError, nearest
from workbench.times import read_time

Frames = dict[str, pd.DataFrame]
Spans = dict[str, dict[int, tuple[datetime, datetime]]]


def time_spans(frames: Frames, settings: Settings) -> tuple[Spans, list[Problem]]:
    """Read every time of the dated tables into UTC intervals, with every time that cannot be read.

    A calendar date is read in the row's own zone, else in its event's zone, else in the case's.
    """
    zones = dict(zip(frames["events"]["event_id"], frames["events"]["timezone"], strict=True))
    spans: Spans = {}
    problems: list[Problem] = []
    for table, (column, precision) in TIME_COLUMNS.items():
        frame = frames[table]
        if table == "events":
            own = list(frame["timezone"])
        elif table == "responses":
            own = [zones.get(event, "") for event in frame["event_id"]]
        else:
            own = [""] * len(frame)
        spans[table] = {}
        rows = zip(frame.index, frame[column], frame[precision], own, strict=True)
        for row, text, how, zone in rows:
            # A clock time may lean on the zone its own row states, never on the case's.
            lean = zone if how in ("minute", "hour") else zone or settings.clock.timezone
            try:
                spans[table][row] = read_time(text, how, lean)
            except WorkbenchError as error:
                problems.append(Problem.of(error, f"{table}.csv", row, column))
    return spans, problems


def link_problems(frames: Frames, settings: Settings, spans: Spans) -> list[Problem]:
    """List what only shows when rows, tables and ``case.toml`` are compared."""
    return [
        *_unknown_ids(frames),
        *_delay_problems(frames, settings),
        *_trigger_problems(frames, settings),
        *_early_mentions(frames, settings, spans),
        *_falling_counters(frames, spans),
    ]


def _unknown_ids(frames: Frames) -> list[Problem]:
    known = {table: set(frame[id_column(table)]) for table, frame in frames.items()}
    problems = []
    for table, frame in frames.items():
        for column in TABLES[table]:
            if column.kind not in ("link", "links"):
                continue
            target = "events" if column.name == "event_id" else "sources"
            for row, cell in frame[column.name].items():
                for name in split_ids(cell):
                    if name not in known[target]:
                        noun = "event" if target == "events" else "source"
                        problems.append(
                            Problem(f"{table}.csv", row, column.name, f"The {noun} does not exist.", repr(name),
                                    f"an id of {target}.csv",
                                    nearest(name, known[target]) or f"add the {noun} to {target}.csv")
                        )
    return problems


def split_ids(cell: str) -> tuple[str, ...]:
    """Split ids that are separated by semicolons.

    >>> split_ids("upi; smh")
    ('upi', 'smh')
    """
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _delay_problems(frames: Frames, settings: Settings) -> list[Problem]:
    strategies = dict(zip(frames["responses"]["response_id"], frames["responses"]["strategy"], strict=True))
    problems = []
    for definition, response in settings.delays.items():
        key = f"delays.{definition}"
        if response not in strategies:
            problems.append(
                Problem("case.toml", None, key, "The response does not exist.", repr(response),
                        "an id of responses.csv", nearest(response, strategies) or "leave the definition out")
            )
        elif strategies[response] == "silence":
            problems.append(
                Problem("case.toml", None, key, "A documented silence is not a response.", repr(response),
                        "a response whose strategy is not silence", "leave the definition out and say why in [delays.notes]")
            )
    return problems


def _trigger_problems(frames: Frames, settings: Settings) -> list[Problem]:
    ids = list(frames["events"]["event_id"])
    if settings.clock.trigger in ids:
        return []
    return [
        Problem("case.toml", None, "clock.trigger", "The event does not exist.", repr(settings.clock.trigger),
                "an id of events.csv", nearest(settings.clock.trigger, ids) or "add the event")
    ]


def _early_mentions(frames: Frames, settings: Settings, spans: Spans) -> list[Problem]:
    events, mentions = frames["events"], frames["mentions"]
    at = events.index[events["event_id"] == settings.clock.trigger]
    if not len(at) or at[0] not in spans["events"]:
        return []
    began = spans["events"][at[0]][0]
    problems = []
    for row, (_, end) in spans["mentions"].items():
        # Only a mention that lies wholly before the trigger is early: a month that holds both is not.
        if end <= began and mentions.at[row, "background"] != "yes":
            problems.append(
                Problem("mentions.csv", row, "background", "A mention is older than the case.",
                        f"{mentions.at[row, 'published']} ({mentions.at[row, 'mention_id']}), trigger {settings.clock.trigger}",
                        "yes for mentions from before the trigger", "write yes, or correct the date")
            )
    return problems


def _falling_counters(frames: Frames, spans: Spans) -> list[Problem]:
    table = frames["observations"]
    exact = table[(table["qualifier"] == "exact") & table["metric"].str.endswith("_cumulative")]
    problems = []
    for (metric, scope), rows in exact.groupby(["metric", "scope"]):
        dated = sorted((spans["observations"][row], row) for row in rows.index if row in spans["observations"])
        highest: tuple[float, datetime, int] | None = None
        for (start, end), row in dated:
            value = float(table.at[row, "value"])
            # Rows whose intervals overlap may stand in either order.
            if highest and value < highest[0] and start >= highest[1]:
                problems.append(
                    Problem("observations.csv", row, "value", "An exact cumulative counter falls.",
                            f"{metric} of {scope}: {table.at[row, 'value']} ({table.at[row, 'observation_id']}) after "
                            f"{table.at[highest[2], 'value']} ({table.at[highest[2], 'observation_id']})",
                            "values that never fall", "correct the date or the value, or write about instead of exact")
                )
            if highest is None or value > highest[0]:
                highest = (value, end, row)
    return problems
