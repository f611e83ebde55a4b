"""The lanes of a timeline: each one turns rows of a case into traces and says how high it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbench.cases import Case
from workbench.plots import theme
from workbench.plots.marks import MARK, Levels, card, hover, local, middle, pages_by_id, short, when
from workbench.series import load_series
from workbench.vocabulary import ACTOR_KIND, STANCE, STRATEGY

LABELLED = 4  # levels of a lane in which marks are labelled; further ones only stand there
LEVEL = 18  # pixels between stacked marks
LETTER = 5.7  # pixels that one letter of a label takes, on average


@dataclass
class Lane:
    """One strip of a timeline: its title, its traces, its y axis, and its height in pixels."""

    title: str
    traces: list[dict[str, Any]]
    height: int
    yaxis: dict[str, Any] = field(default_factory=dict)
    legend: str = ""
    log: bool = False


@dataclass(frozen=True)
class Window:
    """What part of the case is drawn, on which clock, and how many pixels an hour takes."""

    start: pd.Timestamp
    end: pd.Timestamp
    zone: str

    def pixels(self, at: pd.Series) -> pd.Series:
        """Where instants stand, in pixels from the left edge, at the figure's own width."""
        return (at - self.start) / (self.end - self.start) * (theme.WIDTH - theme.LEFT - theme.RIGHT)

    def clip(self, rows: pd.DataFrame, time: str = "time") -> pd.DataFrame:
        """Keep the rows whose interval touches the window, with their middle as ``at``."""
        inside = rows[(rows[f"{time}_end"] > self.start) & (rows[time] < self.end)]
        at = middle(inside[time], inside[f"{time}_end"]).clip(self.start, self.end)
        return inside.assign(at=at).sort_values("at", kind="stable")


def response_lane(case: Case, window: Window) -> Lane:
    """What the company did, coloured by the family of its strategy; silences as crosses."""
    titles = case.events.set_index("event_id")["title"]
    pages = pages_by_id(case.sources)
    rows = window.clip(case.responses)
    rows["title"] = rows["event_id"].map(titles)
    rows["label"] = [
        f"{strategy}, {channel}".replace("_", " ")
        for strategy, channel in zip(rows["strategy"], rows["channel"], strict=True)
    ]
    rows["family"] = rows["strategy"].astype(str).map(theme.FAMILY_OF)
    rows = _placed(rows, window, first=rows["strategy"] == "apology")
    traces = []
    for family, (_, colour, symbol) in theme.FAMILY.items():
        some = rows[rows["family"] == family]
        if some.empty:
            continue
        texts, cards = [], []
        for _, row in some.iterrows():
            links = [pages[name] for name in row["source_ids"]]
            said = f"{row['strategy'].replace('_', ' ')} ({STRATEGY[row['strategy']]}), by {row['channel'].replace('_', ' ')}"
            texts.append(hover(row["title"], [when(row, window.zone), said, row["note"]], len(links)))
            cards.append(card(row["title"], f"{when(row, window.zone)}. {row['note']}", links))
        traces.append(
            _marks(some, window, texts, cards)
            | {
                "name": family,
                "y": some["level"].tolist(),
                "marker": {
                    "color": colour,
                    "symbol": [symbol + hollow for hollow in _hollow(some)],
                    "size": MARK - 4 if symbol != "x-thin" else MARK - 6,
                    "line": {"width": 2 if symbol == "x-thin" else 1, "color": theme.INK},
                },
            }
        )
    levels = int(rows["level"].max()) + 1 if len(rows) else 1
    return Lane(
        "<b>The company</b>",
        traces,
        height=LEVEL * levels + 40,
        # Level -1.4, above the first marks, is kept free for the bracket of silence.
        yaxis={"range": [levels - 0.4, -2.1], "showticklabels": False, "showgrid": False, "ticks": ""},
        legend="documented",
    )


def event_lane(case: Case, window: Window) -> Lane:
    """What everybody else did: one row of marks per kind of actor."""
    rows = window.clip(case.events)
    rows = rows[rows["actor_kind"] != "company"]
    present = [kind for kind in ACTOR_KIND if (rows["actor_kind"] == kind).any()]
    base, ticks, traces = 0.0, {}, []
    pages = pages_by_id(case.sources)
    rows["label"] = rows["title"].map(short)
    for kind in present:
        some = rows[rows["actor_kind"] == kind]
        some = _placed(some, window, first=some["kind"].isin(["trigger", "turning_point"]))
        texts, cards = [], []
        for _, row in some.iterrows():
            links = [pages[name] for name in row["source_ids"]]
            texts.append(hover(row["title"], [when(row, window.zone), row["actor"], row["detail"]], len(links)))
            cards.append(card(row["title"], f"{when(row, window.zone)}. {row['detail']}", links))
        key = some["kind"].isin(["trigger", "turning_point"])
        traces.append(
            _marks(some, window, texts, cards)
            | {
                "name": kind,
                "y": (base + some["level"]).tolist(),
                "showlegend": False,
                "marker": {
                    "color": theme.ACTOR[kind],
                    "symbol": [
                        ("diamond" if k else "circle") + hollow for k, hollow in zip(key, _hollow(some), strict=True)
                    ],
                    "size": key.map({True: MARK - 2, False: MARK - 5}).tolist(),
                    "line": {"width": 1, "color": "white"},
                },
            }
        )
        levels = int(some["level"].max()) + 1
        ticks[base + (levels - 1) / 2] = kind
        base += levels + 0.35
    return Lane(
        "<b>Everybody else</b>, <i>documented;</i> diamonds are the trigger and turning points",
        traces,
        height=round(LEVEL * max(base, 1)) + 4,
        yaxis={
            "range": [max(base, 1) - 0.55, -0.7],
            "tickvals": list(ticks),
            "ticktext": list(ticks.values()),
            "showgrid": False,
            "ticks": "",
        },
    )


def attention_lane(case: Case, window: Window) -> Lane | None:
    """Attention per day, rebuilt from dated readings: dashed, with its band, the readings as ticks."""
    if case.attention is None:
        return None
    table = load_series(case.attention.series)
    table = table[(table.index >= window.start) & (table.index < window.end)]
    if table.empty:
        return None
    readings = window.clip(case.readings(case.attention.metric, case.attention.scope))
    x = local(table.index.to_series(), window.zone).tolist()
    noun = case.attention.noun
    low, high = table["per_day_lower"], table["per_day_upper"]
    texts = [
        f"<b>{value:,.0f} {noun} a day</b>, rebuilt; band {a:,.0f} to {b:,.0f}"
        for value, a, b in zip(table["per_day"], low, high, strict=True)
    ]
    band = {
        "type": "scatter", "mode": "lines", "x": x + x[::-1], "y": [*high, *low[::-1]], "fill": "toself",
        "fillcolor": "rgba(0,114,178,.16)", "line": {"width": 0}, "hoverinfo": "skip", "name": "95 % band",
    }  # fmt: skip
    line = {
        "type": "scatter", "mode": "lines", "x": x, "y": table["per_day"].tolist(), "name": f"{noun} a day",
        "line": {"color": theme.BLUE, "width": 2, "dash": "dash"},
        "hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip
    ticks = {
        "type": "scatter", "mode": "markers", "x": local(readings["at"], window.zone).tolist(), "y": [0] * len(readings),
        "marker": {"symbol": "line-ns", "size": 9, "line": {"width": 1, "color": theme.INK}},
        "name": f"{len(readings)} readings", "hoverinfo": "skip",
    }  # fmt: skip
    return Lane(
        f"<b>{noun[0].upper()}{noun[1:]} a day</b>",
        [band, line, ticks],
        height=120,
        yaxis={"title": {"text": f"{noun} a day"}, "nticks": 4, "rangemode": "tozero"},
        legend="rebuilt",
        log=True,
    )


def mention_lane(case: Case, window: Window, *, by: str, every: pd.Timedelta) -> tuple[Lane | None, int]:
    """Mentions per bin, stacked; and how many in the window are dated too coarsely for a bin."""
    if case.grade == "C":
        return None, 0  # a handful of pages is no volume, and a bar would look like one
    rows = case.mentions
    rows = rows[~rows["background"]]
    rows = window.clip(rows, "published")
    length = rows["published_end"] - rows["published"]
    # A local day has 25 hours when the clocks go back.
    fine = rows[length <= every + pd.Timedelta(hours=1 if every >= pd.Timedelta(days=1) else 0)]
    bins = local(fine["at"], window.zone).dt.floor(every)
    groups = fine[by].astype(str)
    order = list(STANCE) if by == "stance" else list(groups.value_counts().index)
    if len(order) > len(theme.SEQUENCE):
        kept = order[: len(theme.SEQUENCE) - 1]
        groups = groups.where(groups.isin(kept), "other")
        order = [*[name for name in kept if name != "other"], "other"]
    colours = theme.STANCE if by == "stance" else dict(zip(order, theme.SEQUENCE, strict=False))
    counted: dict[str, dict[pd.Timestamp, list[list[str]]]] = {name: {} for name in order}
    items = zip(groups, bins, fine["outlet"], fine["theme"], fine["url"], strict=True)
    for name, start, outlet, theme_, url in items:
        counted[name].setdefault(start, []).append([f"{outlet}: {theme_}", url])
    stamp = "%-d %B %Y" if every >= pd.Timedelta(days=1) else "%-d %B %Y, from %H:%M"
    traces = []
    for name in order:
        if not counted[name]:
            continue
        texts, cards = [], []
        for start, links in counted[name].items():
            noun = "mention" if len(links) == 1 else "mentions"
            heading = f"{len(links)} {name} {noun}, {start.strftime(stamp)}"
            more = [f"and {len(links) - 6} more"] if len(links) > 6 else []
            texts.append(hover(heading, [*(text for text, _ in links[:6]), *more], len(links)))
            cards.append(card(heading, "Found by search; a sample, not the volume.", links))
        traces.append(
            {
                "type": "bar",
                "name": name,
                "x": [start + every / 2 for start in counted[name]],
                "y": [len(links) for links in counted[name].values()],
                "width": every / pd.Timedelta(milliseconds=1) * 0.86,
                "marker": {
                    "color": colours[name],
                    "line": {"width": 0},
                    "pattern": {"shape": theme.STANCE_PATTERN.get(name, ""), "fgcolor": "white", "size": 5, "solidity": 0.25},
                },
                "customdata": cards,
                "hovertext": texts,
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )
    unit = "day" if every == pd.Timedelta(days=1) else "hour" if every == pd.Timedelta(hours=1) else f"{every}"
    if not traces:
        return None, len(rows) - len(fine)
    lane = Lane(
        f"<b>Mentions found per {unit}</b>",
        traces,
        height=170,
        yaxis={"title": {"text": f"mentions per {unit}"}, "rangemode": "tozero"},
        legend="documented sample",
        log=True,
    )
    return lane, len(rows) - len(fine)


def price_lane(case: Case, window: Window) -> Lane | None:
    """The share price at the close of each trading day, where data/ holds it."""
    if not case.share_price:
        return None
    table = load_series(case.share_price)
    card_ = table.attrs["card"]
    table = table[(table.index >= window.start) & (table.index < window.end)]
    if table.empty:
        return None
    texts = [f"<b>US$ {price:.2f}</b> at the close of {day}" for day, price in zip(table["date"], table["close_usd"], strict=True)]
    trace = {
        "type": "scatter",
        "mode": "lines+markers",
        "name": "daily close",
        "x": local(table.index.to_series(), window.zone).tolist(),
        "y": table["close_usd"].tolist(),
        "line": {"color": theme.INK, "width": 1.5},
        "marker": {"size": 4.5, "color": theme.INK},
        "hovertext": texts,
        "hovertemplate": f"%{{hovertext}}<br>{theme.safe(card_['source'])}<extra></extra>",
    }
    return Lane("<b>Share price</b>", [trace], height=92, yaxis={"title": {"text": "US$"}, "nticks": 4}, legend="documented")


def _marks(rows: pd.DataFrame, window: Window, texts: list[str], cards: list) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": local(rows["at"], window.zone).tolist(),
        "text": [f" {theme.safe(label)} " for label in rows["shown"]],
        "textposition": rows["side"].tolist(),
        "textfont": {"size": 11, "color": "#444444"},
        "customdata": cards,
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _hollow(rows: pd.DataFrame) -> list[str]:
    """Name the open form of a symbol for rows that are dated only to the week, the month or the year."""
    coarse = (rows["time_end"] - rows["time"]) > pd.Timedelta(hours=36)
    return coarse.map({True: "-open", False: ""}).tolist()


def _placed(rows: pd.DataFrame, window: Window, *, first: pd.Series) -> pd.DataFrame:
    """Give every mark a level, and its label where there is room; rows named ``first`` choose first."""
    room = theme.WIDTH - theme.LEFT - theme.RIGHT
    levels, placed = Levels(), {}
    at, length = window.pixels(rows["at"]), rows["label"].str.len() * LETTER + MARK
    for row in [*rows.index[first], *rows.index[~first]]:
        x, long = at[row], length[row]
        side, span = ("right", (x - MARK / 2, x + long)) if x + long <= room else ("left", (x - long, x + MARK / 2))
        level = levels.place(*span, below=LABELLED)
        label = rows.at[row, "label"]
        if level is None:
            label, level = "", levels.place(x - MARK / 2, x + MARK / 2)
        placed[row] = (label, f"middle {side}", level)
    found = pd.DataFrame.from_dict(placed, orient="index", columns=["shown", "side", "level"])
    return rows.join(found)
