"""Lanes of marks: what the company did, what else happened, each mark with its label and sources."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbench.cases import Case
from workbench.plots import theme
from workbench.plots.marks import MARK, card, hover, local, middle, pages_by_id, place_labels, when
from workbench.vocabulary import ACTOR_KIND, STRATEGY

LABELLED = 9  # levels of the company's lane in which marks are labelled; further ones only stand there
FEWER = (6, 5, 4, 3)  # the same of the lane of events: as many as its height allows
LEVEL = 16  # pixels between stacked marks
TIGHT = 0.7  # of a level, between marks without words


@dataclass
class Lane:
    """One strip of a timeline: its title, its traces, its y axis, and its height in pixels."""

    title: str
    traces: list[dict[str, Any]]
    height: int
    yaxis: dict[str, Any] = field(default_factory=dict)
    legend: str = ""
    log: bool = False
    #: Whether a range slider below it would show a shape; labels would only lie on one another there.
    slides: bool = False


@dataclass(frozen=True)
class Window:
    """What part of the case is drawn, on which clock, and how many pixels an hour takes."""

    start: pd.Timestamp
    end: pd.Timestamp
    zone: str

    def pixels(self, at: pd.Series) -> pd.Series:
        """Where instants stand, in pixels from the left edge, at the figure's own width."""
        return (at - self.start) / (self.end - self.start) * (theme.WIDTH - theme.LEFT - theme.RIGHT)

    def share(self, at: pd.Timestamp) -> float:
        """Where an instant stands: 0 at the left edge, 1 at the right."""
        return (at - self.start) / (self.end - self.start)

    def clock(self, at: pd.Timestamp) -> pd.Timestamp:
        """What the drawn clock shows at an instant."""
        return at.tz_convert(self.zone).tz_localize(None)

    @property
    def finest(self) -> pd.Timedelta:
        """The longest a row may have been true and still be drawn as a point: a day, or less in a short window."""
        return min(pd.Timedelta(hours=36), (self.end - self.start) / 10)

    def is_coarse(self, rows: pd.DataFrame) -> pd.Series:
        """Tell which rows are dated so coarsely that their place in the window is only its middle."""
        return (rows["time_end"] - rows["time"]) > self.finest

    def clip(self, rows: pd.DataFrame, time: str = "time") -> pd.DataFrame:
        """Keep the rows whose interval touches the window, with their middle as ``at``."""
        inside = rows[(rows[f"{time}_end"] > self.start) & (rows[time] < self.end)]
        at = middle(inside[time], inside[f"{time}_end"])
        at = at.where(at > self.start, self.start).where(at < self.end, self.end)
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
    rows = _placed(rows, window, first=rows["strategy"] == "apology", labelled=LABELLED)
    traces = []
    for family, (_, colour, symbol) in theme.FAMILY.items():
        some = rows[rows["family"] == family]
        # The legend shows the first mark, which had better be a full one.
        some = some.iloc[window.is_coarse(some).argsort(kind="stable")]
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
                    # A cross has no inside to leave empty.
                    "symbol": [
                        symbol + (hollow if colour != "#ffffff" else "") for hollow in _hollow(some, window)
                    ],
                    "size": MARK - 4 if symbol != "x-thin" else MARK - 6,
                    "line": {"width": 2 if symbol == "x-thin" else 1, "color": theme.INK},
                },
            }
        )
    levels = rows["level"].max() + 1 if len(rows) else 1
    return Lane(
        "<b>The company</b>",
        traces,
        height=round(LEVEL * levels) + 36,
        # Level -1.4, above the first marks, is kept free for the bracket of silence.
        yaxis={"range": [levels - 0.4, -2.1], "showticklabels": False, "showgrid": False, "ticks": ""},
        legend=entered(case),
    )


def entered(case: Case) -> str:
    """Say how rows came about: documented in public, or, where no source is public, from own records."""
    return "documented" if case.sources["url"].str.startswith("http").any() else "from own records"


def event_lane(case: Case, window: Window, *, room: float = math.inf) -> Lane:
    """What else happened: one row of marks per kind of actor, with as many labels as `room` pixels of height allow."""
    lanes = [_event_lane(case, window, labelled) for labelled in FEWER]
    # Where marks crowd, fewer words save no height: they would stand below one another all the same.
    room = max(room, min(lane.height for lane in lanes) + 3 * LEVEL)
    return next(lane for lane in lanes if lane.height <= room)


def _event_lane(case: Case, window: Window, labelled: int) -> Lane:
    rows = window.clip(case.events)
    # What the company answered stands in its own lane; what else a company did belongs here.
    rows = rows[~rows["event_id"].isin(case.responses["event_id"])]
    present = [kind for kind in ACTOR_KIND if (rows["actor_kind"] == kind).any()]
    base, ticks, traces = 0.0, {}, []
    pages = pages_by_id(case.sources)
    rows["label"] = rows["title"]
    for kind in present:
        some = rows[rows["actor_kind"] == kind]
        first = some["kind"].isin(["trigger", "turning_point"])
        some = _placed(some, window, first=first, labelled=labelled)
        texts, cards = [], []
        for _, row in some.iterrows():
            links = [pages[name] for name in row["source_ids"]]
            texts.append(
                hover(row["title"], [when(row, window.zone), row["actor"], row["detail"]], len(links))
            )
            cards.append(card(row["title"], f"{when(row, window.zone)}. {row['detail']}", links))
        key = some["kind"].isin(["trigger", "turning_point"])
        traces.append(
            _marks(some, window, texts, cards)
            | {
                "name": kind,
                "y": (base + some["level"]).tolist(),
                "showlegend": False,
                "marker": {
                    "color": theme.EVENT,
                    "symbol": [
                        ("diamond" if k else "circle") + hollow
                        for k, hollow in zip(key, _hollow(some, window), strict=True)
                    ],
                    "size": key.map({True: MARK - 2, False: MARK - 5}).tolist(),
                    "line": {"width": 1, "color": "white"},
                },
            }
        )
        levels = some["level"].max() + 1
        ticks[base + (levels - 1) / 2] = theme.ACTOR[kind]
        base += levels + 0.3
    return Lane(
        f"<b>Everything else</b>, <i>{entered(case)};</i> diamonds are the trigger and turning points",
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


def _marks(rows: pd.DataFrame, window: Window, texts: list[str], cards: list) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "cliponaxis": False,  # a mark at the very edge stays whole
        "x": local(rows["at"], window.zone).tolist(),
        "text": [f" {theme.safe(label)} " for label in rows["shown"]],
        "textposition": rows["side"].tolist(),
        "textfont": {"size": theme.SMALLEST, "color": "#444444"},
        "customdata": cards,
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _hollow(rows: pd.DataFrame, window: Window) -> list[str]:
    """Name the open form of a symbol for rows that are dated too coarsely for a point."""
    return ["-open" if coarse else "" for coarse in window.is_coarse(rows)]


def _placed(rows: pd.DataFrame, window: Window, *, first: pd.Series, labelled: int) -> pd.DataFrame:
    """Give every mark a level, and its label where there is room; rows named ``first`` choose first."""
    room = theme.WIDTH - theme.LEFT - theme.RIGHT
    spots = place_labels(window.pixels(rows["at"]), rows["label"], first, room=room, labelled=labelled)
    # Levels without a word need less height.
    levels = [
        spot.level if spot.level < labelled else labelled + TIGHT * (spot.level - labelled) for spot in spots
    ]
    return rows.assign(
        shown=[spot.label for spot in spots], side=[f"middle {spot.side}" for spot in spots], level=levels
    )
