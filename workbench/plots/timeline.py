"""The timeline: what the company did, what others did, and what was written, on one clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from workbench.cases import Case
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.lanes import Lane, Window, attention_lane, event_lane, mention_lane, price_lane, response_lane
from workbench.plots.marks import middle
from workbench.problems import WorkbenchError

BY = ("stance", "platform", "language")
EVERY = {"1D": pd.Timedelta(days=1), "6h": pd.Timedelta(hours=6), "1h": pd.Timedelta(hours=1)}
LANES = ("company", "everybody", "price", "attention", "mentions")
GAP = 42  # pixels between lanes: the next lane's title and legend stand there
SLIDER = 34  # pixels of the range slider
TOP, BOTTOM = 122, 138


def plot_timeline(
    case: Case,
    *,
    by: str = "stance",
    every: str = "1D",
    start: str | pd.Timestamp | None = None,
    end: str | pd.Timestamp | None = None,
    clock: str = "local",
    log: bool = False,
    lanes: Sequence[str] = LANES,
) -> EvidenceFigure:
    """Draw a case on one clock, with every mark leading back to its sources.

    Look at this before any model: it shows what is documented, when the company answered and how
    long it had been silent until then.

    Parameters
    ----------
    case : Case
        From :func:`workbench.load_case`.
    by : str
        What the mentions are stacked by: ``"stance"``, ``"platform"`` or ``"language"``.
    every : str
        Width of a bin of mentions: ``"1D"``, ``"6h"`` or ``"1h"``. Mentions dated more coarsely than
        a bin are counted below the figure, not drawn.
    start, end : str or Timestamp, optional
        What to show; the case's own period by default. Dates begin on the case's local day.
    clock : str
        ``"local"`` (the case's own zone) or ``"utc"``.
    log : bool
        Whether the counts start on a logarithmic axis; a button in the figure switches.
    lanes : sequence of str
        Which lanes to draw: ``"company"``, ``"everybody"``, ``"price"``, ``"attention"``,
        ``"mentions"``. Lanes that the case has nothing for are left out.

    Returns
    -------
    EvidenceFigure
        A plotly figure; clicking a mark lists its sources below it.

    Raises
    ------
    WorkbenchError
        If an argument is none of those listed, or the window is empty.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.plot_timeline(wb.load_case("codero-outage"))
    <Figure: Codero: no public answer is documented>
    """
    _one_of("by", by, BY)
    _one_of("every", every, tuple(EVERY))
    _one_of("clock", clock, ("local", "utc"))
    zone = "UTC" if clock == "utc" else case.clock.timezone
    window = Window(
        _instant("start", start, case.period.start, case), _instant("end", end, case.period.end, case), zone
    )
    if window.end <= window.start:
        raise WorkbenchError("The window is empty.", received=f"{window.start} to {window.end}",
                             allowed="an end after the start", remedy="swap start and end")  # fmt: skip
    mentions, coarse = mention_lane(case, window, by=by, every=EVERY[every])
    drawn = {
        "company": lambda: response_lane(case, window),
        "everybody": lambda: event_lane(case, window),
        "price": lambda: price_lane(case, window),
        "attention": lambda: attention_lane(case, window),
        "mentions": lambda: mentions,
    }
    for name in lanes:
        _one_of("lanes", name, LANES)
    stack = [lane for name in LANES if name in lanes and (lane := drawn[name]()) is not None]
    if not stack:
        raise WorkbenchError("There is nothing to draw.", received=f"lanes {list(lanes)}",
                             allowed=f"lanes that {case.id} has rows for", remedy="leave lanes= out")  # fmt: skip
    layout = _stacked(stack, window, log=log)
    _clock_start(layout, case, window)
    if "company" in lanes:
        _silence(layout, case, window)
    layout["annotations"].append(_sources(case, window, coarse))
    height = sum(lane.height + GAP for lane in stack) - GAP
    layout |= theme.layout(_sentence(case), subtitle=_subtitle(case, window), height=height + TOP + BOTTOM, top=TOP, bottom=BOTTOM)
    return EvidenceFigure(data=_traces(stack), layout=layout)


def _traces(lanes: list[Lane]) -> list[dict[str, Any]]:
    keys = ["", *map(str, range(2, len(lanes) + 1))]
    return [
        trace | {"xaxis": f"x{key}", "yaxis": f"y{key}", "legend": f"legend{key}"}
        for key, lane in zip(keys, lanes, strict=True)
        for trace in lane.traces
    ]


def _stacked(lanes: list[Lane], window: Window, *, log: bool) -> dict[str, Any]:
    """Put the lanes below one another, each with its own y axis and legend, all on one x axis."""
    total = sum(lane.height for lane in lanes) + GAP * (len(lanes) - 1)
    layout: dict[str, Any] = {"barmode": "stack", "annotations": [], "shapes": [], "showlegend": True}
    top, buttons = 1.0, {}
    for number, lane in enumerate(lanes, start=1):
        key = "" if number == 1 else str(number)
        bottom = top - lane.height / total
        last = number == len(lanes)
        layout[f"yaxis{key}"] = theme.axis(domain=[max(bottom, 0), top], anchor=f"x{key}", fixedrange=True, **lane.yaxis)
        layout[f"xaxis{key}"] = theme.axis(
            anchor=f"y{key}", type="date", showticklabels=last, hoverformat="%-d %b %Y %H:%M",
            range=[_clock(window.start, window), _clock(window.end, window)],
            rangeslider={"visible": last, "thickness": SLIDER / total, "bgcolor": "#f7f7f7",
                         "range": [_clock(window.start, window), _clock(window.end, window)]},
            **({} if last else {"matches": f"x{len(lanes)}", "ticks": ""}),
        )  # fmt: skip
        layout["annotations"].append(
            {"text": lane.title, "xref": "paper", "x": 0, "xanchor": "left", "yref": "paper", "y": top,
             "yanchor": "bottom", "yshift": 3, "showarrow": False, "font": {"size": 13}, "bgcolor": "white"}
        )  # fmt: skip
        if lane.legend:
            layout[f"legend{key}"] = {
                "orientation": "h", "x": 1, "xanchor": "right", "y": top, "yanchor": "bottom",
                "title": {"text": f"<i>{lane.legend}: </i>", "side": "left", "font": {"size": 12}},
                "font": {"size": 12}, "traceorder": "normal",
                "bgcolor": "rgba(0,0,0,0)", "itemsizing": "constant", "tracegroupgap": 0,
            }  # fmt: skip
        if lane.log:
            buttons |= {f"yaxis{key}.type": "log"}
            if log:
                layout[f"yaxis{key}"]["type"] = "log"
        top = bottom - GAP / total
    if buttons:
        # Stacked heights mean nothing on a logarithmic axis, so there the bars stand side by side.
        layout["barmode"] = "group" if log else "stack"
        # Beside the title of the second lane, which has no legend; with one lane, above it.
        layout["updatemenus"] = [_switch(buttons, log, layout.get("yaxis2", layout["yaxis"])["domain"][1])]
    return layout


def _switch(axes: dict[str, str], log: bool, y: float) -> dict:
    linear = dict.fromkeys(axes, "linear") | {"barmode": "stack"}
    return {
        "type": "buttons", "direction": "right", "active": int(log), "showactive": True,
        "x": 1, "xanchor": "right", "y": y, "yanchor": "bottom", "pad": {"b": 3, "t": 0},
        "font": {"size": 10}, "bgcolor": "white", "bordercolor": theme.GREY,
        "buttons": [
            {"label": "linear", "method": "relayout", "args": [linear]},
            {"label": "log", "method": "relayout", "args": [axes | {"barmode": "group"}]},
        ],
    }  # fmt: skip


def _clock_start(layout: dict[str, Any], case: Case, window: Window) -> None:
    """Draw the trigger as a line through all lanes, with its name on top."""
    at = middle(case.trigger["time"], case.trigger["time_end"])
    if not window.start <= at < window.end:
        return
    x = _clock(at, window)
    late = (at - window.start) > (window.end - window.start) * 0.55
    _add(layout, "shapes", type="line", x0=x, x1=x, y0=0, y1=1, xref="x", yref="paper", line={"color": theme.INK, "width": 1.2, "dash": "dot"})
    _add(layout, "annotations", 
        text=f"clock starts: {theme.safe(case.trigger['title'])}", x=x, y=1, yref="paper", yanchor="bottom", yshift=24,
        xanchor="right" if late else "left", xshift=4 if late else -4, showarrow=False,
        font={"size": 12, "color": theme.INK}, bgcolor="rgba(255,255,255,.8)",
    )  # fmt: skip


def _silence(layout: dict[str, Any], case: Case, window: Window) -> None:
    """Draw the bracket from trigger to first public answer, with its length written on it."""
    delay = case.delays().loc["first_public"]
    trigger = case.trigger
    y, ref = -1.3, {"xref": "x", "yref": "y"}
    if not delay["documented"]:
        begin = max(middle(trigger["time"], trigger["time_end"]), window.start)
        _add(layout, "shapes", type="line", x0=_clock(begin, window), x1=_clock(window.end, window), y0=y, y1=y,
                         line={"width": 2, "color": theme.VERMILION, "dash": "dot"}, **ref)  # fmt: skip
        _add(layout, "annotations", text="no public answer is documented", y=y, x=_clock(begin, window), xanchor="left", xshift=10,
                              bgcolor="white", showarrow=False, font={"size": 12.5, "color": theme.VERMILION}, **ref)  # fmt: skip
        return
    hour = pd.Timedelta(hours=1)
    begin = middle(trigger["time"], trigger["time_end"])
    answered = case.responses.set_index("response_id").loc[delay["response_id"]]
    finish = middle(answered["time"], answered["time_end"])
    if finish <= window.start or begin >= window.end:
        return
    least, most = begin, max(finish, answered["time_end"])
    for x0, x1, width, colour in ((least, most, 9, "rgba(213,94,0,.22)"), (begin, finish, 3, theme.VERMILION)):
        _add(layout, "shapes", type="line", x0=_clock(x0, window), x1=_clock(x1, window), y0=y, y1=y,
                         line={"width": width, "color": colour}, **ref)  # fmt: skip
    for x in (begin, finish):
        _add(layout, "shapes", type="line", x0=_clock(x, window), x1=_clock(x, window), y0=y - 0.45, y1=y + 0.45,
                         line={"width": 3, "color": theme.VERMILION}, **ref)  # fmt: skip
    right = (most - window.start) < (window.end - window.start) * 0.6
    _add(layout, "annotations", 
        text=f"silence: {delay['in_words'].replace('within', 'at most')}", x=_clock(most if right else begin - 2 * hour, window), y=y, showarrow=False,
        xanchor="left" if right else "right", xshift=8 if right else -8, font={"size": 12.5, "color": theme.VERMILION}, **ref,
    )  # fmt: skip


def _add(layout: dict[str, Any], kind: str, **what: Any) -> None:
    layout[kind].append(what)


def _sentence(case: Case) -> str:
    delay = case.delays().loc["first_public"]
    who = case.company
    if not delay["documented"]:
        return f"{theme.safe(who)}: no public answer is documented"
    words = delay["in_words"].split(" (")[0]
    said = f"{words} of the trigger" if words.startswith("within") else f"{words} after the trigger"
    return f"{theme.safe(who)}: first public answer {said}"


def _subtitle(case: Case, window: Window) -> str:
    shown = case.mentions[~case.mentions["background"]]
    clock = "UTC" if window.zone == "UTC" else f"local time, {window.zone}"
    if case.grade == "C":
        return f"Documented events and responses only; this case holds no volume. Clock: {clock}."
    share = (shown["stance"] == "negative").mean()
    return (
        f"{len(shown):,} mentions were found by search, {share:.0%} of them negative: a sample, not the volume. Clock: {clock}."
    )


def _sources(case: Case, window: Window, coarse: int) -> dict:
    outside = sum(len(t) - len(window.clip(t)) for t in (case.events, case.responses))
    parts = [f"Sources: {len(case.sources):,} dated public pages, listed when a mark is clicked."]
    if coarse:
        parts.append(f"{coarse} mentions are dated too coarsely for a bar and are not drawn.")
    if outside:
        parts.append(f"{outside} events and responses lie outside this window.")
    parts.append(f"Hollow marks are dated only to the week or month. Crisis Workbench, {case.id}, {case.licence}.")
    return theme.source_line(" ".join(parts), y=-98)


def _clock(instant: pd.Timestamp, window: Window) -> pd.Timestamp:
    return instant.tz_convert(window.zone).tz_localize(None)


def _instant(name: str, value: str | pd.Timestamp | None, default: pd.Timestamp, case: Case) -> pd.Timestamp:
    if value is None:
        return default
    try:
        stamp = pd.Timestamp(value)
    except ValueError as error:
        raise WorkbenchError(f"{name} is not a time.", received=repr(value), allowed="a date such as 2009-07-06",
                             remedy=f'{name}="2009-07-06"') from error  # fmt: skip
    return stamp.tz_localize(case.clock.timezone) if stamp.tz is None else stamp


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise WorkbenchError(f"{name} is none of the choices.", received=repr(value),
                             allowed=", ".join(map(repr, allowed)), remedy=f"{name}={allowed[0]!r}")  # fmt: skip
