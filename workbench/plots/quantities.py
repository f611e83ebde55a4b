"""Lanes of quantities: mentions per bin, attention per day, the share price."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.cases import Case
from workbench.plots import theme
from workbench.plots.lanes import Lane, Window
from workbench.plots.marks import card, hover, local
from workbench.problems import NotFound
from workbench.series import load_series
from workbench.times import day_words
from workbench.vocabulary import STANCE

#: Widths of a bin of mentions, each with what it is called.
EVERY = {
    "1D": (pd.Timedelta(days=1), "day"),
    "6h": (pd.Timedelta(hours=6), "six hours"),
    "1h": (pd.Timedelta(hours=1), "hour"),
}


def attention_lane(case: Case, window: Window) -> Lane | None:
    """Attention per day, rebuilt from dated readings: dashed, with its band, the readings as ticks."""
    if case.attention is None:
        return None
    try:
        table = load_series(case.attention.series)
    except NotFound:
        return None  # a case of one's own, not rebuilt yet: checking the case says so
    table = table[(table.index >= window.start) & (table.index < window.end)]
    if table.empty:
        return None
    readings = window.clip(case.readings(case.attention.metric, case.attention.scope))
    x = local(table.index.to_series(), window.zone).tolist()
    noun = theme.safe(case.attention.noun)
    low, high = table["per_day_lower"], table["per_day_upper"]
    texts = [
        f"<b>{value:,.0f} {noun} a day</b>, rebuilt; band {a:,.0f} to {b:,.0f}"
        for value, a, b in zip(table["per_day"], low, high, strict=True)
    ]
    band = {
        "type": "scatter",
        "mode": "lines",
        "name": "95 % band",
        "x": x + x[::-1],
        "y": [*high, *low[::-1]],
        "fill": "toself",
        "fillcolor": "rgba(0,114,178,.16)",
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
    line = {
        "type": "scatter",
        "mode": "lines",
        "name": f"{noun} a day",
        "x": x,
        "y": table["per_day"].tolist(),
        "line": {"color": theme.BLUE, "width": 2, "dash": "dash"},
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    ticks = {
        "type": "scatter",
        "mode": "markers",
        "name": f"{len(readings)} readings",
        "x": local(readings["at"], window.zone).tolist(),
        "y": [0] * len(readings),
        "marker": {"symbol": "line-ns", "size": 9, "line": {"width": 1, "color": theme.INK}},
        "hoverinfo": "skip",
    }
    yaxis = {"title": {"text": f"{noun} a day"}, "nticks": 4, "rangemode": "tozero"}
    title = f"<b>{noun[0].upper()}{noun[1:]} a day</b>"
    return Lane(title, [band, line, ticks], height=92, yaxis=yaxis, legend="rebuilt", log=True, slides=True)


def mention_lane(case: Case, window: Window, *, by: str, every: str) -> tuple[Lane | None, int]:
    """Mentions per bin, stacked; and how many in the window are dated too coarsely for a bin."""
    if case.grade == "C":
        return None, 0  # a handful of pages is no volume, and a bar would look like one
    width, unit = EVERY[every]
    rows = case.mentions
    rows = window.clip(rows[~rows["background"]], "published")
    # A local day has 25 hours when the clocks go back.
    longest = pd.Timedelta(hours=25) if every == "1D" else width
    fine = rows[rows["published_end"] - rows["published"] <= longest]
    fine = fine.assign(bin=local(fine["at"], window.zone).dt.floor(width), group=fine[by].astype(str))
    order = list(STANCE) if by == "stance" else list(fine["group"].value_counts().index)
    if len(order) > len(theme.SEQUENCE):
        kept = [name for name in order[: len(theme.SEQUENCE) - 1] if name != "other"]
        order = [*kept, "other"]
        fine["group"] = fine["group"].where(fine["group"].isin(kept), "other")
    colours = theme.STANCE if by == "stance" else dict(zip(order, theme.SEQUENCE, strict=False))
    colours = theme.platform_colours(order) if by == "platform" else colours
    patterns = theme.STANCE_PATTERN if by == "stance" else {}
    traces = [
        _bars(fine[fine["group"] == name], name.replace("_", " "), every)
        | {
            "marker": {
                "color": colours[name],
                "line": {"width": 0},
                "pattern": {
                    "shape": patterns.get(name, ""),
                    "fgcolor": "white",
                    "size": 5,
                    "solidity": 0.25,
                },
            }
        }
        for name in order
        if (fine["group"] == name).any()
    ]
    coarse = len(rows) - len(fine)
    if not traces:
        return None, coarse
    yaxis = {"title": {"text": f"mentions per {unit}"}, "rangemode": "tozero"}
    title = f"<b>Mentions found per {unit}</b>"
    legend = "a documented sample"
    lane = Lane(title, traces, height=132, yaxis=yaxis, legend=legend, log=True, slides=True)
    return lane, coarse


def _bars(rows: pd.DataFrame, name: str, every: str) -> dict[str, Any]:
    """One bar for each bin, with the mentions it counts behind it."""
    width, _ = EVERY[every]
    binned: dict[pd.Timestamp, list[list[str]]] = {}
    for start, outlet, about, url in zip(
        rows["bin"], rows["outlet"], rows["theme"], rows["url"], strict=True
    ):
        binned.setdefault(start, []).append([f"{outlet}: {about}", url])
    starts, counts, texts, cards = sorted(binned), [], [], []
    for start in starts:
        links = binned[start]
        clock = "" if every == "1D" else f", from {start:%H:%M}"
        heading = (
            f"{len(links)} {name} {'mention' if len(links) == 1 else 'mentions'}, {day_words(start)}{clock}"
        )
        more = [f"and {len(links) - 6} more"] if len(links) > 6 else []
        counts.append(len(links))
        texts.append(hover(heading, [*(text for text, _ in links[:6]), *more], len(links)))
        cards.append(card(heading, "Found by search; a sample, not the volume.", links))
    return {
        "type": "bar",
        "name": theme.safe(name),
        "x": [start + width / 2 for start in starts],
        "y": counts,
        "width": width / pd.Timedelta(milliseconds=1) * 0.86,
        "customdata": cards,
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def price_lane(case: Case, window: Window) -> Lane | None:
    """The share price at the close of each trading day, where data/ holds it."""
    if not case.share_price:
        return None
    table = load_series(case.share_price)
    source = table.attrs["card"]["source"]
    table = table[(table.index >= window.start) & (table.index < window.end)]
    if table.empty:
        return None
    closes = zip(table["date"], table["close_usd"], strict=True)
    texts = [f"<b>US$ {price:.2f}</b> at the close of {day}" for day, price in closes]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "daily close",
        "x": local(table.index.to_series(), window.zone).tolist(),
        "y": table["close_usd"].tolist(),
        "line": {"color": theme.INK, "width": 1.5},
        "marker": {"size": 4.5, "color": theme.INK},
        "hovertext": texts,
        "hovertemplate": f"%{{hovertext}}<br>{theme.safe(source)}<extra></extra>",
    }
    yaxis = {"title": {"text": "US$"}, "nticks": 4}
    title = "<b>Share price</b>, <i>documented;</i> the close of each trading day"
    return Lane(title, [trace | {"showlegend": False}], height=66, yaxis=yaxis, slides=True)
