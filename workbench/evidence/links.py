"""Row against row: ids that lead nowhere, times that cannot be, counters that fall."""

from __future__ import annotations

from datetime import datetime

import pandas as pd

from workbench import series
from workbench.evidence.cells import is_zone
from workbench.evidence.findings import Problem, quoted
from workbench.evidence.settings import FILE, Settings
from workbench.evidence.tables import TABLES, TIME_COLUMNS, id_column, split_ids
from workbench.problems import WorkbenchError, nearest
from workbench.times import read_time

Frames = dict[str, pd.DataFrame]
Span = tuple[datetime, datetime]
Spans = dict[str, dict[int, Span]]


def time_spans(frames: Frames, settings: Settings) -> tuple[Spans, list[Problem]]:
    """Read every time of the dated tables into UTC intervals, with every time that cannot be read.

    A calendar date is read in the row's own zone, else in its event's zone, else in the case's.
    """
    events = frames["events"]
    # A zone that is none is told where it stands, not at every row that leans on it.
    stated = {zone: zone if zone and is_zone(zone) else "" for zone in set(events["timezone"])}
    zones = {name: stated[zone] for name, zone in zip(events["event_id"], events["timezone"], strict=True)}
    spans: Spans = {}
    problems: list[Problem] = []
    for table, (column, precision) in TIME_COLUMNS.items():
        frame = frames[table]
        days = [""] * len(frame)
        if "event_id" in frame:
            days = [zones.get(event, "") for event in frame["event_id"]]
        # A clock time may lean on the zone its own row states, never on the case's.
        clocks = days if table == "events" else [""] * len(frame)
        spans[table] = {}
        rows = zip(frame.index, frame[column], frame[precision], days, clocks, strict=True)
        for row, text, how, day, clock in rows:
            lean = clock if how in ("minute", "hour") else day or settings.clock.timezone
            try:
                spans[table][row] = read_time(text, how, lean)
            except WorkbenchError as error:
                problems.append(Problem.of(error, f"{table}.csv", row, column))
    return spans, problems


def link_problems(frames: Frames, settings: Settings, spans: Spans) -> list[Problem]:
    """List what only shows when rows, tables and ``case.toml`` are compared."""
    return [
        *_unknown_ids(frames),
        *_delay_problems(frames, settings, spans),
        *_trigger_problems(frames, settings),
        *_series_problems(frames, settings),
        *_early_mentions(frames, settings, spans),
        *_falling_counters(frames, spans),
    ]


def _unknown_ids(frames: Frames) -> list[Problem]:
    known = {table: set(frame[id_column(table)]) for table, frame in frames.items()}
    problems = []
    for table, frame in frames.items():
        for column in [c.name for c in TABLES[table] if c.kind in ("link", "links")]:
            target, noun = ("events", "event") if column == "event_id" else ("sources", "source")
            for row, cell in zip(frame.index, frame[column], strict=True):
                for name in split_ids(cell):
                    if name not in known[target]:
                        happened, allowed = f"The {noun} does not exist.", f"an id of {target}.csv"
                        remedy = nearest(name, known[target]) or f"add the {noun} to {target}.csv"
                        found = quoted(name)
                        problems.append(
                            Problem(f"{table}.csv", row, column, happened, found, allowed, remedy)
                        )
    return problems


def _delay_problems(frames: Frames, settings: Settings, spans: Spans) -> list[Problem]:
    responses = frames["responses"]
    began, ends = _trigger_start(frames, settings, spans), _ends(responses, spans)
    strategies = dict(zip(responses["response_id"], responses["strategy"], strict=True))
    problems = []
    for definition, response in settings.delays.items():
        level = "error"
        if response not in strategies:
            happened, allowed = "The response does not exist.", "an id of responses.csv"
            remedy = nearest(response, strategies) or "leave the definition out"
        elif strategies[response] == "silence":
            happened = "A documented silence is not a response."
            allowed = "a response whose strategy is not silence"
            remedy = "leave the definition out and say why in [delays.notes]"
        elif began is not None and response in ends and ends[response] <= began:
            # The case still loads, and its delay is said to lie before the trigger.
            level = "warning"
            happened = "The response came before the trigger, so it is no response to it."
            allowed = "a response after the trigger"
            remedy = "leave the definition out, or correct one of the two times"
        else:
            continue
        key = f"delays.{definition}"
        problems.append(Problem(FILE, None, key, happened, quoted(response), allowed, remedy, level))
    return problems


def _ends(responses: pd.DataFrame, spans: Spans) -> dict[str, datetime]:
    """When each response was over, by its id."""
    read = spans["responses"]
    return {str(responses.at[row, "response_id"]): end for row, (_, end) in read.items()}


def _trigger_start(frames: Frames, settings: Settings, spans: Spans) -> datetime | None:
    """When the clock starts at the earliest; None where the event or its time is not there."""
    events = frames["events"]
    at = events.index[events["event_id"] == settings.clock.trigger]
    return spans["events"][at[0]][0] if len(at) and at[0] in spans["events"] else None


def _trigger_problems(frames: Frames, settings: Settings) -> list[Problem]:
    trigger, ids = settings.clock.trigger, list(frames["events"]["event_id"])
    if trigger in ids:
        return []
    happened, allowed = "The event does not exist.", "an id of events.csv"
    remedy = nearest(trigger, ids) or "add the event"
    return [Problem(FILE, None, "clock.trigger", happened, quoted(trigger), allowed, remedy)]


def _series_problems(frames: Frames, settings: Settings) -> list[Problem]:
    """List series that are not in data/, and a counter that the case holds no reading of."""
    attention, problems = settings.attention, []
    wanted = {"share_price.series": settings.share_price}
    if attention is not None:
        wanted["attention.series"] = attention.series
        read = frames["observations"][["metric", "scope"]].itertuples(index=False, name=None)
        if (attention.metric, attention.scope) not in set(read):
            happened = "No reading of this counter is in the case."
            found = f"{quoted(attention.metric)} of {quoted(attention.scope)}"
            allowed = "a metric and a scope that stand in one row of observations.csv"
            remedy = "correct metric and scope, or leave [attention] out"
            problems.append(Problem(FILE, None, "attention.metric", happened, found, allowed, remedy))
    known = series.names()
    for key, name in wanted.items():
        if name and name not in known:
            happened, allowed = "The series does not exist.", ", ".join(known)
            remedy, level = nearest(name, known) or f"leave [{key.split('.')[0]}] out", "error"
            if key == "attention.series":
                # A rebuilt curve is made from the case itself, so the case loads without it.
                happened, allowed = "The curve is not rebuilt yet.", "a series in data/"
                remedy, level = "crisis rebuild with this case, which makes it", "warning"
            problems.append(Problem(FILE, None, key, happened, quoted(name), allowed, remedy, level))
    return problems


def _early_mentions(frames: Frames, settings: Settings, spans: Spans) -> list[Problem]:
    mentions, trigger = frames["mentions"], settings.clock.trigger
    began = _trigger_start(frames, settings, spans)
    if began is None:
        return []
    problems = []
    for row, (_, end) in spans["mentions"].items():
        # Only a mention that lies wholly before the trigger is early: a month that holds both is not.
        if end <= began and mentions.at[row, "background"] != "yes":
            name, published = (str(mentions.at[row, column]) for column in ("mention_id", "published"))
            happened, allowed = (
                "A mention is older than the case.",
                "yes for mentions from before the trigger",
            )
            found = f"{published} ({name}), trigger {trigger}"
            remedy = "write yes, or correct the date"
            problems.append(Problem("mentions.csv", row, "background", happened, found, allowed, remedy))
    return problems


def _falling_counters(frames: Frames, spans: Spans) -> list[Problem]:
    table = frames["observations"]
    exact = table[(table["qualifier"] == "exact") & table["metric"].str.endswith("_cumulative")]
    problems = []
    for (metric, scope), rows in exact.groupby(["metric", "scope"]):
        dated = sorted((spans["observations"][row], row) for row in rows.index)
        highest: tuple[float, datetime, int] | None = None
        for (start, end), row in dated:
            value = float(str(table.at[row, "value"]))
            # Rows whose intervals overlap may stand in either order.
            if highest and value < highest[0] and start >= highest[1]:
                happened, allowed = "An exact cumulative counter falls.", "values that never fall"
                found = f"{metric} of {scope}: {_reading(table, row)} after {_reading(table, highest[2])}"
                remedy = "correct the date or the value, or write about instead of exact"
                problems.append(Problem("observations.csv", row, "value", happened, found, allowed, remedy))
            if highest is None or value > highest[0]:
                highest = (value, end, row)
    return problems


def _reading(table: pd.DataFrame, row: int) -> str:
    value, name = (str(table.at[row, column]) for column in ("value", "observation_id"))
    return f"{value} ({name})"
