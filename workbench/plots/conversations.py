"""Conversations: what replies seem to do as counted, what is left at equal wait, and the dialogue trap."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbench.models.conversations import ConversationEffect
from workbench.models.exposure import WAITING_ANSWERED, WAITING_NEVER
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect

LEFT = 178  # pixels left of the rows, for the names of the states
_RATES, _RATIOS = [0, 0.53], [0.62, 1]  # the two panels, as shares of the width
_RATE_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
_RATIO_TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10)
_COMPARISONS = (
    (2, "negative posts, all customers", theme.BLUE, "circle"),
    (3, "negative posts, only those answered", theme.GREEN, "diamond"),
    (4, "posts of every kind: the dialogue trap", theme.ORANGE, "square"),
)


def plot_delay_curve(effect: ConversationEffect) -> EvidenceFigure:
    """Draw further negative posts while waiting and after a reply, as counted and at equal wait.

    On the left the rates by the reply's own delay; on the right two comparisons that are biased in
    opposite directions, and the posts of every kind, which rise because a reply starts a dialogue.

    Parameters
    ----------
    effect : ConversationEffect
        From :func:`workbench.fit_conversations`.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        If it is given anything else.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.plot_delay_curve(wb.fit_conversations(wb.load_series("airline-conversations")))
    <Figure: Counted raw, a reply works a miracle; compared at equal wait, this table cannot tell>
    """
    effect = expect(effect, ConversationEffect, "wb.fit_conversations(table)")
    rows = [WAITING_ANSWERED, WAITING_NEVER, *effect.rates["term"]]
    rows = [name for name in rows if name in effect.raw.index or name == "waiting"]
    level = {name: place for place, name in enumerate(rows)}
    subtitle = (
        "Left: further negative posts per 100 hours of the same customer. Hollow: as counted. Filled: at equal wait, opening, brand "
        "and time of day. Right: answered over waiting. Lines: 95 % intervals, clustered by brand."
    )
    layout = theme.layout(
        _sentence(effect), subtitle=subtitle, height=46 * len(rows) + 240, top=96, bottom=112
    )
    layout["margin"]["l"] = LEFT
    layout["showlegend"] = False
    layout["xaxis"] = _log_axis(_RATE_TICKS, _reach(effect), "negative posts per 100 hours") | {
        "domain": _RATES
    }
    layout["xaxis2"] = _log_axis(_RATIO_TICKS, _ratio_reach(effect), "ratio, answered / waiting") | {
        "domain": _RATIOS,
        "anchor": "y2",
    }
    layout["yaxis"] = theme.axis(
        tickvals=list(level.values()),
        ticktext=[
            "<b>waiting, at equal wait</b>" if name == "waiting" else theme.safe(name) for name in rows
        ],
        ticks="",
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
    )
    layout["yaxis2"] = theme.axis(
        anchor="x2", range=[len(_COMPARISONS) - 0.45, -0.75], showticklabels=False, ticks="", showgrid=False
    )
    layout["shapes"] = [_line("x2", 1.0, "y2 domain"), _divider(level["waiting"])]
    layout["annotations"] = [*_labels(effect), _source(effect)]
    traces = [_counted(effect, level), *_adjusted(effect, level), *_ratios(effect)]
    return EvidenceFigure(data=traces, layout=layout)


def _counted(effect: ConversationEffect, level: dict[str, int]) -> dict[str, Any]:
    """Hollow marks: posts over hours, nothing held equal."""
    raw = effect.raw[effect.raw["negative"] > 0]
    said = [
        f"<b>{theme.safe(name)}, as counted</b><br>{row.negative:,.0f} negative posts in {row.hours:,.0f} hours: "
        f"{row.negative_per_100_hours:.2f} per 100 hours<br>posts of every kind: {row.posts_per_100_hours:.2f} per 100 hours"
        for name, row in raw.iterrows()
    ]
    return _marks(
        "as counted", raw["negative_per_100_hours"].tolist(), [level[name] for name in raw.index], said
    ) | {
        "marker": {
            "size": 12,
            "symbol": "circle-open",
            "color": theme.INK,
            "line": {"width": 2, "color": theme.INK},
        }
    }


def _adjusted(effect: ConversationEffect, level: dict[str, int]) -> list[dict[str, Any]]:
    """Filled marks with intervals: at equal wait; what waits apart from what is answered."""
    known = effect.rates.dropna(subset=["value"])
    waiting = known["term"] == "waiting"
    traces = []
    for rows, colour, symbol in (
        (known[waiting], theme.VERMILION, "diamond"),
        (known[~waiting], theme.BLUE, "circle"),
    ):
        said = [
            f"<b>{theme.safe(row.term)}, at equal wait</b><br>"
            f"{row.value:.2f} ({row.lower:.2f} to {row.upper:.2f}) per 100 hours"
            for row in rows.itertuples()
        ]
        places = [level[name] + 0.16 for name in rows["term"]]
        marks = _marks("at equal wait", rows["value"].tolist(), places, said)
        whiskers = _whiskers(rows) | {"color": colour}
        traces.append(
            marks | {"marker": {"size": 11, "color": colour, "symbol": symbol}, "error_x": whiskers}
        )
    return traces


def _ratios(effect: ConversationEffect) -> list[dict[str, Any]]:
    """The two comparisons and the trap, on the right."""
    traces = []
    for place, (at, name, colour, symbol) in enumerate(_COMPARISONS):
        row = effect.estimates.iloc[[at]]
        if row["value"].isna().any():
            continue
        value, low, high = row[["value", "lower", "upper"]].to_numpy()[0]
        said = [f"<b>{name}</b><br>ratio {value:.2f} ({low:.2f} to {high:.2f})"]
        marks = _marks(name, [value], [place], said)
        marker = {"size": 12, "color": colour, "symbol": symbol}
        whiskers = _whiskers(row) | {"color": colour}
        traces.append(marks | {"marker": marker, "error_x": whiskers, "xaxis": "x2", "yaxis": "y2"})
    return traces


def _marks(name: str, x: list[float], y: list[float], said: list[str]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": x,
        "y": y,
        "hovertext": said,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _whiskers(rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "type": "data",
        "symmetric": False,
        "array": (rows["upper"] - rows["value"]).tolist(),
        "arrayminus": (rows["value"] - rows["lower"]).tolist(),
        "thickness": 2,
        "width": 5,
    }


def _labels(effect: ConversationEffect) -> list[dict[str, Any]]:
    """Names and numbers above the marks on the right."""
    labels = []
    for place, (at, name, _, _) in enumerate(_COMPARISONS):
        row = effect.estimates.iloc[at]
        known = row["value"] == row["value"]
        said = f"{row['value']:.2f} ({row['lower']:.2f} to {row['upper']:.2f})" if known else "too few posts"
        labels.append(
            {
                "text": f"<b>{name}</b><br>{said}",
                "x": _RATIOS[0],
                "xref": "paper",
                "xanchor": "left",
                "y": place - 0.14,
                "yref": "y2",
                "yanchor": "bottom",
                "align": "left",
                "showarrow": False,
                "bgcolor": "rgba(255,255,255,.85)",
                "font": {"size": 12},
            }
        )
    return labels


def _log_axis(ticks: tuple[float, ...], reach: tuple[float, float], title: str) -> dict[str, Any]:
    span = [math.log10(reach[0]), math.log10(reach[1])]
    texts = [f"{tick:g}" for tick in ticks]
    return theme.axis(type="log", tickvals=list(ticks), ticktext=texts, range=span, title={"text": title})


def _reach(effect: ConversationEffect) -> tuple[float, float]:
    raw = effect.raw.loc[effect.raw["negative"] > 0, "negative_per_100_hours"]
    low = min(raw.min(), effect.rates["lower"].min())
    return 0.8 * low, 1.3 * max(raw.max(), effect.rates["upper"].max())


def _ratio_reach(effect: ConversationEffect) -> tuple[float, float]:
    shown = effect.estimates.iloc[[at for at, *_ in _COMPARISONS]]
    return 0.8 * min(0.5, shown["lower"].min()), 1.25 * max(2.0, shown["upper"].max())


def _line(axis: str, at: float, height: str) -> dict[str, Any]:
    ends = {"x0": at, "x1": at, "y0": 0, "y1": 1, "xref": axis, "yref": height}
    return {
        "type": "line",
        "layer": "below",
        "line": {"color": theme.INK, "width": 1.2, "dash": "dot"},
    } | ends


def _divider(place: float) -> dict[str, Any]:
    ends = {"x0": 0, "x1": _RATES[1], "xref": "paper", "y0": place - 0.5, "y1": place - 0.5, "yref": "y"}
    return {"type": "line", "line": {"color": theme.PALE, "width": 1.5}} | ends


def _sentence(effect: ConversationEffect) -> str:
    """Say what the raw table seems to show, and what is left of it."""
    answered = effect.raw[effect.raw.index.str.startswith("answered")]
    waited = effect.raw["negative_per_100_hours"].get(WAITING_ANSWERED, 0.0)
    falls = 100 * answered["negative"].sum() / answered["hours"].sum() < 0.5 * float(waited)
    verdict = effect.verdict()
    if "cannot tell" in verdict:
        if falls:
            return "Counted raw, a reply works a miracle; compared at equal wait, this table cannot tell"
        return "Compared at equal wait, this table cannot tell whether a reply calms"
    word = "fewer" if "calm" in verdict else "more"
    return f"At equal wait, replies go with {word} further negative posts, in both comparisons"


def _source(effect: ConversationEffect) -> dict[str, Any]:
    kind, _, rest = effect.data_note.partition(": ")
    said = f"{kind.capitalize()} {rest}" if rest else effect.data_note
    said += (
        ". Nobody drew lots who is answered and when: no mark here says what a reply did. Crisis Workbench."
    )
    return theme.source_line(theme.safe(said), y=-58, left=LEFT)
