"""The timeline: what the company did, what others did, and what was written, on one clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from workbench.cases import Case, as_case
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.lanes import Lane, Window, event_lane, response_lane
from workbench.plots.marks import middle
from workbench.plots.messages import message_lane
from workbench.plots.quantities import EVERY, attention_lane, mention_lane, price_lane
from workbench.plots.stack import BOTTOM, GAP, SLIDER, TOP, stacked, stacked_traces
from workbench.plots.timeline_words import sentence, sources, subtitle
from workbench.problems import WorkbenchError

BY = ("stance", "platform", "language")
CLOCKS = ("local", "utc")
LANES = ("company", "events", "price", "attention", "mentions", "messages")
MOST = 900  # pixels of height that a timeline aims at
NARROW = 24  # pixels below which a bracket is hard to see
BRACKET = -1.3  # level of the company's lane on which the bracket of silence stands


def plot_timeline(
    case: Case,
    *,
    counts: pd.DataFrame | None = None,
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
    counts : DataFrame, optional
        Messages that were imported for this case, from ``wb.count_mentions(messages, by=["stance"])``:
        drawn as a lane of their own, per bin of that table, and stacked by the column that they were counted by.
    by : str
        What the mentions are stacked by: ``"stance"``, ``"platform"`` or ``"language"``; of counts by several
        columns, which of them is drawn.
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
        Which lanes to draw: ``"company"``, ``"events"``, ``"price"``, ``"attention"``,
        ``"mentions"``, ``"messages"``. Lanes that the case has nothing for are left out.

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
    case = as_case(case)
    names = (lanes,) if isinstance(lanes, str) else tuple(lanes)
    for name, value, allowed in (
        ("by", by, BY),
        ("every", every, tuple(EVERY)),
        ("clock", clock, CLOCKS),
        *(("lanes", lane, LANES) for lane in names),
    ):
        _one_of(name, value, allowed)
    window = Window(
        _instant("start", start, case.period.start, case),
        _instant("end", end, case.period.end, case),
        "UTC" if clock == "utc" else case.clock.timezone,
    )
    if window.end <= window.start:
        raise WorkbenchError(
            "The window is empty.",
            received=f"{window.start} to {window.end}",
            allowed="an end after the start",
            remedy="swap start and end",
        )
    mentions, coarse = mention_lane(case, window, by=by, every=every) if "mentions" in names else (None, 0)
    drawn = {
        "company": lambda: response_lane(case, window),
        "events": lambda: event_lane(case, window, room=room),
        "price": lambda: price_lane(case, window),
        "attention": lambda: attention_lane(case, window),
        "mentions": lambda: mentions,
        "messages": lambda: None if counts is None else message_lane(counts, window, by=by),
    }
    room: float = MOST - TOP - BOTTOM
    made: dict[str, Lane | None] = {}
    # The lane of events comes last: it makes do with what the others leave.
    for name in sorted(set(names) & set(LANES), key=lambda name: name == "events"):
        made[name] = lane = drawn[name]()
        room -= lane.height + GAP if lane is not None else 0
    stack = [lane for name in LANES if (lane := made.get(name)) is not None]
    if not stack:
        raise WorkbenchError(
            "There is nothing to draw.",
            received=f"lanes {list(names)}",
            allowed=f"lanes that {case.id} has rows for",
            remedy="leave lanes= out",
        )
    layout = stacked(stack, window, log=log)
    layout["shapes"] += _clock_line(case, window)
    layout["annotations"] += _clock_words(case, window)
    if "company" in names:
        shapes, words = _silence(case, window)
        layout["shapes"] += shapes
        layout["annotations"] += words
    # Where no range slider stands, nothing keeps the source line away from the axis.
    closer = 0 if stack[-1].slides else SLIDER
    layout["annotations"].append(sources(case, window, coarse, y=closer - 98))
    bottom = BOTTOM - closer
    height = sum(lane.height + GAP for lane in stack) - GAP + TOP + bottom
    if counts is not None and counts.attrs.get("simulated"):
        layout["annotations"].append(theme.simulated_badge() | {"yshift": 44})
    layout |= theme.layout(
        sentence(case),
        subtitle=subtitle(case, window, counts, mentions_drawn=mentions is not None),
        height=height,
        top=TOP,
        bottom=bottom,
    )
    # A range slider adds its own room to the margin, which holds it already: the lanes would be
    # squeezed, and an empty strip would part the figure from its sources.
    layout["margin"]["autoexpand"] = False
    return EvidenceFigure(data=stacked_traces(stack, log=log), layout=layout)


def _clock_line(case: Case, window: Window) -> list[dict[str, Any]]:
    """Draw the trigger as a line through all lanes."""
    at = middle(case.trigger["time"], case.trigger["time_end"])
    if not window.start <= at < window.end:
        return []
    x, line = window.clock(at), {"color": theme.INK, "width": 1.2, "dash": "dot"}
    return [{"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "xref": "x", "yref": "paper", "line": line}]


def _clock_words(case: Case, window: Window) -> list[dict[str, Any]]:
    """Name the trigger above its line, on the side where there is more room."""
    at = middle(case.trigger["time"], case.trigger["time_end"])
    if not window.start <= at < window.end:
        return []
    late = window.share(at) > 0.55
    return [
        {
            "text": f"clock starts: {theme.safe(case.trigger['title'])}",
            "x": window.clock(at),
            "xanchor": "right" if late else "left",
            "xshift": 4 if late else -4,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "yshift": 22,
            "showarrow": False,
            "font": {"size": 12, "color": theme.INK},
            "bgcolor": "rgba(255,255,255,.8)",
        }
    ]


def _silence(case: Case, window: Window) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Draw the bracket from trigger to first public answer, with its length written on it."""
    delay = case.delays().loc["first_public"]
    begin = middle(case.trigger["time"], case.trigger["time_end"])
    if not delay["documented"]:
        begin = max(begin, window.start)
        if begin >= window.end:
            return [], []
        open_end = _bar(window, begin, window.end, {"width": 2, "color": theme.VERMILION, "dash": "dot"})
        words = _on_the_bar(window, "no public answer is documented", begin, "left", 10)
        return [open_end], [words]
    answered = case.responses[case.responses["response_id"] == delay["response_id"]].iloc[0]
    finish = middle(answered["time"], answered["time_end"])
    latest = max(finish, answered["time_end"])
    if delay["hours_high"] <= 0 or finish <= window.start or begin >= window.end:
        return [], []
    thick, thin = {"width": 9, "color": "rgba(213,94,0,.22)"}, {"width": 3, "color": theme.VERMILION}
    shapes = [_bar(window, begin, latest, thick), _bar(window, begin, finish, thin)]
    shapes += [_bar(window, at, at, thin, reach=0.45) for at in (begin, finish)]
    text = f"silence: {delay['in_words'].replace('within', 'at most')}"
    if window.pixels(latest) - window.pixels(begin) < NARROW:
        text += ", short on this clock"
    if window.share(latest) < 0.6:
        words = _on_the_bar(window, text, latest, "left", 8)
    elif window.share(begin) > 0.3:
        words = _on_the_bar(window, text, begin, "right", -16)
    else:
        visible = (max(begin, window.start), min(latest, window.end))
        words = _on_the_bar(window, text, middle(*visible), "center", 0)
    return shapes, [words]


def _bar(
    window: Window, start: pd.Timestamp, end: pd.Timestamp, line: dict[str, Any], *, reach: float = 0
) -> dict[str, Any]:
    """One stroke of the bracket; ``reach`` is how far it goes up and down."""
    ends = {"x0": window.clock(start), "x1": window.clock(end), "y0": BRACKET - reach, "y1": BRACKET + reach}
    return {"type": "line", "xref": "x", "yref": "y", "line": line} | ends


def _on_the_bar(window: Window, text: str, at: pd.Timestamp, anchor: str, shift: int) -> dict[str, Any]:
    return {
        "text": text,
        "x": window.clock(at),
        "xref": "x",
        "xanchor": anchor,
        "xshift": shift,
        "y": BRACKET,
        "yref": "y",
        "showarrow": False,
        "font": {"size": 12.5, "color": theme.for_text(theme.VERMILION)},
        "bgcolor": "white",
    }


def _instant(name: str, value: str | pd.Timestamp | None, default: pd.Timestamp, case: Case) -> pd.Timestamp:
    if value is None:
        return default
    try:
        stamp = pd.Timestamp(value)
        if pd.isna(stamp):
            raise ValueError("an empty text is no time")
        if stamp.tz is None:
            stamp = stamp.tz_localize(case.clock.timezone, ambiguous=True, nonexistent="shift_forward")
        return stamp.tz_convert("UTC")
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise WorkbenchError(
            f"{name} is not a time.",
            received=repr(value),
            allowed="a date such as 2009-07-06",
            remedy=f'{name}="2009-07-06"',
        ) from error


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise WorkbenchError(
            f"{name} is none of the choices.",
            received=repr(value),
            allowed=", ".join(map(repr, allowed)),
            remedy=f"{name}={allowed[0]!r}" if name != "lanes" else f"lanes={list(allowed)}",
        )
