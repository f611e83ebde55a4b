"""Alarms and bursts: counts over their quiet level, when a monitor would have rung, when the company answered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from workbench.alarm_result import Alarm
from workbench.bursts import Bursts
from workbench.plots import theme
from workbench.plots.counts import plain, uncollected
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect, simulated_badge, what_went_in
from workbench.spans import span_words
from workbench.times import day_words, duration_words, zone_of

HOUR = pd.Timedelta(hours=1)
LEVEL_COLOUR = "rgba(0,114,178,.18)"
BAR = "#b9b9b9"


def plot_alarm(alarm: Alarm, *, clock: str = "UTC") -> EvidenceFigure:
    """Draw the alarm of a live monitor: the hours around it, and below them the whole series.

    Parameters
    ----------
    alarm : Alarm
        From :func:`workbench.first_alarm`.
    clock : str
        IANA zone of the clock that is drawn, such as ``"Europe/Berlin"``.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        If this is no alarm, or the zone is not known.

    Examples
    --------
    >>> import workbench as wb
    >>> messages, truth = wb.simulate_mentions(seed=1)
    >>> counts = wb.count_mentions(messages, by=(), where={"stance": "negative"})
    >>> wb.plot_alarm(wb.first_alarm(counts, response=truth.response, since=truth.trigger))
    <Figure: The alarm would have been raised 15 hours before the first response>
    """
    alarm = _on_wall(expect(alarm, Alarm, "wb.first_alarm(counts)"), clock)
    table, width = alarm.counts, pd.Timedelta(hours=alarm.hours)
    begin, end = _close_up(alarm, width)
    near = table[(table["time"] + width > begin) & (table["time"] < end)]
    traces = [*_counted(near, width, "", legend=True), *_counted(table, width, "2", legend=False)]
    layout = theme.layout(
        theme.safe(_alarm_sentence(alarm, clock)),
        subtitle=f"{theme.invented(alarm.simulated)}{_rate_words(alarm)} Clock: {clock}.",
        height=640, top=132, bottom=96,
    )  # fmt: skip
    top = float(np.nanmax(near["count"])) if near["count"].notna().any() else 1.0
    # On the scale of the crisis, quiet weeks would be a line: the lower panel is cut off above them.
    quiet_top = max(4 * float(np.nanmax(table["upper"])), 1.0)
    cut = quiet_top < 0.8 * float(np.nanmax(table["count"]))
    layout["xaxis"] = theme.axis(
        type="date", range=[plain(begin), plain(end)], anchor="y", hoverformat="%-d %b %H:%M"
    )
    layout["yaxis"] = theme.axis(
        title={"text": _per(alarm.hours)}, domain=[0.42, 1], range=[0, 1.28 * top], anchor="x"
    )
    layout["xaxis2"] = theme.axis(type="date", anchor="y2", hoverformat="%-d %b %H:%M")
    layout["yaxis2"] = theme.axis(
        title={"text": _per(alarm.hours)},
        domain=[0, 0.24],
        anchor="x2",
        nticks=4,
        **({"range": [0, quiet_top]} if cut else {"rangemode": "tozero"}),
    )
    layout["barmode"], layout["bargap"] = "overlay", 0
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}}
    first = table["time"].iloc[0]
    watched = table.loc[table["watched"], "time"].iloc[0]
    layout["shapes"] = [
        _field(first, watched, "x2", "y2 domain", "rgba(0,158,115,.10)"),
        _field(begin, end, "x2", "y2 domain", "rgba(0,0,0,.07)"),
        *_lost(near, width, "x", "y domain"), *_lost(table, width, "x2", "y2 domain"),
        *([_line(alarm.time, theme.VERMILION)] if alarm.time is not None else []),
        *(_answer_shapes(alarm) if alarm.response else []),
    ]  # fmt: skip
    layout["annotations"] = [
        theme.source_line(theme.safe(what_went_in(alarm, clock)), y=-48),
        _words(
            "<b>The hours around the alarm</b>" if alarm.time is not None else "<b>The last days</b>", 1.0, 42
        ),
        _words(
            f"<b>The whole series</b>{f', cut off at {quiet_top:.0f}' if cut else ''}: <i>learning (green), then "
            "watching;</i> grey is the part above",
            0.24,
            6,
        ),
        *_marks(alarm, begin, end),
        *_false_marks(alarm),
        *(badge | {"yshift": 42} for badge in simulated_badge(alarm)),
    ]
    return EvidenceFigure(data=traces, layout=layout)


def _on_wall(alarm: Alarm, zone: str) -> Alarm:
    """The same alarm with what the clocks of a zone showed written as if it were UTC, which is what is drawn."""
    there = zone_of(zone)

    def shown(at: Any) -> Any:
        return at.tz_convert(there).tz_localize(None).tz_localize("UTC")

    def of_column(table: pd.DataFrame, *names: str) -> pd.DataFrame:
        return table.assign(
            **{name: pd.Series(shown(pd.DatetimeIndex(table[name])), table.index) for name in names}
        )

    return replace(
        alarm,
        time=None if alarm.time is None else shown(alarm.time),
        response=None if alarm.response is None else (shown(alarm.response[0]), shown(alarm.response[1])),
        alarms=of_column(alarm.alarms, "raised", "ended"),
        counts=of_column(alarm.counts, "time"),
    )


def plot_bursts(bursts: Bursts) -> EvidenceFigure:
    """Draw a series over its quiet level, its bursts coloured.

    Parameters
    ----------
    bursts : Bursts
        From :func:`workbench.find_bursts`.

    Returns
    -------
    EvidenceFigure
    """
    bursts = expect(bursts, Bursts, "wb.find_bursts(counts)")
    table, width = bursts.counts, pd.Timedelta(hours=bursts.hours)
    said = bursts.headline()
    layout = theme.layout(
        theme.safe(f"{said[0].upper()}{said[1:]}"),
        subtitle=f"{theme.invented(bursts.simulated)}The band holds 95 % of quiet counts. Clock: UTC.",
        height=460, top=118, bottom=96,
    )  # fmt: skip
    layout["xaxis"] = theme.axis(type="date", hoverformat="%-d %b %H:%M")
    layout["yaxis"] = theme.axis(title={"text": _per(bursts.hours)}, rangemode="tozero")
    layout["barmode"], layout["bargap"] = "overlay", 0
    layout["legend"] = {"orientation": "h", "x": 0, "y": 1.0, "yanchor": "bottom", "font": {"size": 12}}
    layout["shapes"] = _lost(table, width, "x", "y domain")
    layout["annotations"] = [
        theme.source_line(theme.safe(what_went_in(bursts)), y=-48),
        *simulated_badge(bursts),
    ]
    return EvidenceFigure(data=_counted(table, width, "", legend=True, loud="burst"), layout=layout)


def _counted(
    table: pd.DataFrame, width: pd.Timedelta, key: str, *, legend: bool, loud: str = "alarm"
) -> list[dict[str, Any]]:
    """Bars of the counts, those in alarm or burst in colour, over the quiet level with its band."""
    axes = {"xaxis": f"x{key}", "yaxis": f"y{key}"}
    middle = (table["time"] + width / 2).dt.tz_localize(None).to_numpy("datetime64[ms]")
    known = table["expected"].notna().to_numpy()
    name = {"alarm": "while the alarm rings", "burst": "in a burst"}[loud]
    traces: list[dict[str, Any]] = []
    for part, colour, title in ((~table[loud], BAR, "mentions"), (table[loud], theme.VERMILION, name)):
        rows = part.to_numpy() & (table["count"] > 0).to_numpy()
        traces.append(
            {"type": "bar", "x": middle[rows], "y": table["count"].to_numpy()[rows], "name": title, "showlegend": legend,
             "width": width / pd.Timedelta(milliseconds=1), "marker": {"color": colour, "line": {"width": 0}},
             "hovertemplate": "%{y:,.0f} mentions<br>%{x}<extra></extra>", **axes}
        )  # fmt: skip
    traces.append(
        {"type": "scatter", "mode": "lines", "x": np.concatenate([middle[known], middle[known][::-1]]),
         "y": np.concatenate([table["upper"].to_numpy()[known], table["lower"].to_numpy()[known][::-1]]), "fill": "toself",
         "fillcolor": LEVEL_COLOUR, "line": {"width": 0}, "hoverinfo": "skip", "name": "usual range (95 %)", "showlegend": legend, **axes}
    )  # fmt: skip
    traces.append(
        {"type": "scatter", "mode": "lines", "x": middle[known], "y": table["expected"].to_numpy()[known], "name": "quiet level",
         "line": {"color": theme.BLUE, "width": 1.5}, "showlegend": legend, "hovertemplate": "quiet: %{y:.1f}<extra></extra>", **axes}
    )  # fmt: skip
    return traces


def _close_up(alarm: Alarm, width: pd.Timedelta) -> tuple[pd.Timestamp, pd.Timestamp]:
    last = alarm.counts["time"].iloc[-1] + width
    if alarm.time is None:
        return max(last - 120 * width, alarm.counts["time"].iloc[0]), last
    until = alarm.time
    if alarm.response is not None and alarm.time < alarm.response[1] < alarm.time + 400 * width:
        until = alarm.response[1]
    earlier = alarm.time
    if alarm.response is not None and alarm.time - 100 * width < alarm.response[0] < alarm.time:
        earlier = alarm.response[0]
    return max(earlier - 24 * width, alarm.counts["time"].iloc[0]), min(until + 24 * width, last)


def _line(at: pd.Timestamp, colour: str, *, dash: str = "solid") -> dict[str, Any]:
    return {"type": "line", "xref": "x", "yref": "y domain", "x0": plain(at), "x1": plain(at), "y0": 0, "y1": 1,
            "line": {"color": colour, "width": 2.5, "dash": dash}}  # fmt: skip


def _field(start: pd.Timestamp, end: pd.Timestamp, xref: str, yref: str, colour: str) -> dict[str, Any]:
    return {"type": "rect", "xref": xref, "yref": yref, "x0": plain(start), "x1": plain(end), "y0": 0, "y1": 1, "layer": "below",
            "line": {"width": 0}, "fillcolor": colour}  # fmt: skip


def _lost(table: pd.DataFrame, width: pd.Timedelta, xref: str, yref: str) -> list[dict[str, Any]]:
    missing = table["count"].isna().to_numpy()
    edge = np.flatnonzero(np.diff(np.concatenate([[False], missing, [False]]).astype(int)))
    times = table["time"]
    return [
        uncollected(times.iloc[a], times.iloc[b - 1] + width, yref=yref)
        | {"xref": xref}
        | ({"label": {}} if b - a < 6 else {})
        for a, b in zip(edge[::2].tolist(), edge[1::2].tolist(), strict=True)
    ]


def _answer_shapes(alarm: Alarm) -> list[dict[str, Any]]:
    """The answer as a line or, where it is known roughly, as a band; and the bracket of the lead."""
    low, high = alarm.response  # type: ignore[misc]
    shapes = [_field(low, high, "x", "y domain", "rgba(0,158,115,.25)")] if high > low else []
    middle = low + (high - low) / 2
    shapes.append(_line(middle, theme.GREEN, dash="dash"))
    if alarm.time is not None:
        ends = {"x0": plain(alarm.time), "x1": plain(middle), "y0": 0.85, "y1": 0.85}
        bar = {"type": "line", "xref": "x", "yref": "y domain", "line": {"width": 1.5, "color": theme.INK}}
        shapes.append(bar | ends)
    return shapes


def _marks(alarm: Alarm, begin: pd.Timestamp, end: pd.Timestamp) -> list[dict[str, Any]]:
    """Words at the alarm and at the answer, on the sides where there is room."""
    found = []
    if alarm.time is not None:
        said = f"<b>alarm</b> {alarm.time:%H:%M}"
        found.append(_at(alarm.time, said, theme.VERMILION, "right", 0.97))
        if alarm.response is not None:
            low, high = alarm.response
            middle = low + (high - low) / 2
            found.append(
                _at(
                    middle,
                    f"<b>first response</b> {middle:%H:%M}",
                    theme.GREEN,
                    "left" if middle >= alarm.time else "right",
                    0.97,
                )
            )
            if begin <= middle <= end and abs(middle - alarm.time) > (end - begin) / 8:
                half = alarm.time + (middle - alarm.time) / 2
                words = span_words(abs(middle - alarm.time) / HOUR)
                found.append(
                    _at(
                        half,
                        f"{words} {'of lead' if middle > alarm.time else 'too late'}",
                        theme.INK,
                        "center",
                        0.89,
                        shift=0,
                    )
                )
    return found


def _false_marks(alarm: Alarm) -> list[dict[str, Any]]:
    """A small sign above every false alarm in the lower panel."""
    return [
        {"x": plain(row["raised"]), "xref": "x2", "y": 0.02, "yref": "y2 domain", "yanchor": "bottom", "text": "▼ false alarm", "showarrow": False,
         "font": {"size": 11, "color": theme.INK}, "yshift": 14}
        for row in alarm.alarms[alarm.alarms["false"]].to_dict("records")
    ]  # fmt: skip


def _at(
    time: pd.Timestamp, text: str, colour: str, anchor: str, y: float, *, shift: int = 6
) -> dict[str, Any]:
    return {"x": plain(time), "xref": "x", "y": y, "yref": "y domain", "text": text, "showarrow": False, "xanchor": anchor, "yanchor": "top",
            "xshift": {"right": -shift, "left": shift, "center": 0}[anchor], "font": {"size": 12.5, "color": theme.for_text(colour)}, "bgcolor": "rgba(255,255,255,.85)"}  # fmt: skip


def _words(text: str, y: float, shift: int) -> dict[str, Any]:
    return {"text": text, "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper", "yanchor": "bottom", "yshift": shift,
            "showarrow": False, "font": {"size": 13, "color": theme.INK}}  # fmt: skip


def _alarm_sentence(alarm: Alarm, clock: str) -> str:
    if alarm.time is None:
        return "A monitor that knew only the past would have raised no alarm"
    lead = alarm.estimates[alarm.estimates["term"] == "lead over the first response"]
    if lead.empty:
        there = " UTC" if clock == "UTC" else ""
        return f"The alarm would have been raised at {alarm.time:%H:%M}{there} on {day_words(alarm.time)}"
    value = float(lead["value"].iloc[0])
    order = "before" if value >= 0 else "after"
    return f"The alarm would have been raised {span_words(abs(value))} {order} the first response"


def _rate_words(alarm: Alarm) -> str:
    text = alarm.false_words().rstrip(".")
    # Who watched for a day cannot boast of none.
    if (alarm.estimates["term"] == "false alarms, seen before the crisis").any():
        wrong = int(alarm.alarms["false"].sum())
        text += f"; {wrong if wrong else 'none'} seen while watching before the crisis"
    return f"{text}."


def _per(hours: float) -> str:
    words = duration_words(hours)
    return f"mentions per {({'1 hour': 'hour', '24 hours': 'day', '1 day': 'day'}).get(words, words)}"
