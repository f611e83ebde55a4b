"""How a wave spread: the platforms in their order, and the voices by what they set off."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect, simulated_badge, what_went_in
from workbench.spans import range_words
from workbench.spread_result import Spread, listed
from workbench.times import day_words, zone_of

SHOWN = 8  # voices


def plot_spread(spread: Spread, *, clock: str = "UTC") -> EvidenceFigure:
    """Draw how each platform's wave filled up, their lags, and the strongest voices.

    Parameters
    ----------
    spread : Spread
        From :func:`workbench.measure_spread`.
    clock : str
        IANA zone of the clock on which the start is told, such as ``"Europe/Berlin"``.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        If this is no spread, or the zone is not known.

    Examples
    --------
    >>> import workbench as wb
    >>> messages, truth = wb.simulate_mentions(seed=1)
    >>> wb.plot_spread(wb.measure_spread(messages, since=truth.trigger))
    <Figure: The wave rose first on x, then on reddit, news and youtube>
    """
    spread = expect(spread, Spread, "wb.measure_spread(messages)")
    colours = theme.platform_colours(spread.platforms["platform"])
    start = spread.start.tz_convert(zone_of(clock))
    voices = spread.voices.head(SHOWN)
    below = 24 * max(len(voices), 1) + 6
    height = 132 + 300 + 84 + below + 84
    plot = height - 132 - 84
    split = [1 - 300 / plot, 1.0]
    layout = theme.layout(
        theme.safe(_sentence(spread)),
        subtitle=f"{theme.invented(spread.simulated)}{spread.pace_words() or 'No steady rise was found.'} Hours after "
        f"{start:%H:%M} on {day_words(start)}. Clock: {clock}.",
        height=height, top=132, bottom=84,
    )  # fmt: skip
    last = float(spread.curve.loc[spread.curve["share"] <= 0.9, "hours"].max())
    layout["xaxis"] = theme.axis(
        title={"text": "hours after the start of the wave"}, range=[0, last * 1.12], anchor="y"
    )
    layout["yaxis"] = theme.axis(
        title={"text": "share written by then"}, tickformat=".0%", range=[0, 1.02], domain=split, anchor="x"
    )
    layout["xaxis2"] = theme.axis(
        title={"text": "messages of others set off, through links"}, anchor="y2", rangemode="tozero"
    )
    layout["yaxis2"] = theme.axis(
        domain=[0, max(below / plot, 0.02)],
        anchor="x2",
        autorange="reversed",
        showgrid=False,
        ticks="",
        type="category",
    )
    layout["showlegend"] = False
    layout["bargap"] = 0.3
    layout["annotations"] = [
        theme.source_line(theme.safe(what_went_in(spread, clock)), y=-52),
        _heading("<b>How each platform's wave filled up</b>, quiet mentions taken off; the bar marks when a tenth was written (95 %)", 1.0, 8),
        _heading(
            "<b>Strongest voices</b>, by pseudonym: <i>what they set off, and their rank by followers</i>"
            if len(voices)
            else "<b>Voices</b>: <i>the messages carry no links from one to another</i>",
            below / plot, 8,
        ),
        *_labels(spread, colours),
        *(badge | {"yshift": 8} for badge in simulated_badge(spread)),
    ]  # fmt: skip
    return EvidenceFigure(data=[*_curves(spread, colours), *_bars(voices)], layout=layout)


def _curves(spread: Spread, colours: dict[str, str]) -> list[dict[str, Any]]:
    traces: list[dict[str, Any]] = []
    for row in spread.platforms.to_dict("records"):
        name, colour = row["platform"], colours.get(row["platform"], theme.GREY)
        some = spread.curve[spread.curve["platform"] == name]
        low, high, mid = (
            (row[key] - spread.start) / pd.Timedelta(hours=1) for key in ("began_low", "began_high", "began")
        )
        said = f"<b>{theme.safe(name)}</b>: {row['mentions']:,} mentions"
        traces.append(
            {"type": "scatter", "mode": "lines", "name": theme.safe(name), "x": some["hours"].tolist(), "y": some["share"].tolist(),
             "line": {"color": colour, "width": 2.5}, "hovertemplate": f"{said}<br>%{{y:.0%}} within %{{x:.1f}} h<extra></extra>"}
        )  # fmt: skip
        traces.append(
            {"type": "scatter", "mode": "markers", "name": theme.safe(name), "x": [mid], "y": [0.1],
             "error_x": {"type": "data", "symmetric": False, "array": [high - mid], "arrayminus": [mid - low], "color": colour, "thickness": 3, "width": 5},
             "marker": {"color": "white", "size": 8, "line": {"color": colour, "width": 2}},
             "hovertemplate": f"{said}<br>a tenth within {mid:.1f} h ({low:.1f} to {high:.1f})<extra></extra>"}
        )  # fmt: skip
    return traces


def _labels(spread: Spread, colours: dict[str, str]) -> list[dict[str, Any]]:
    """The platforms with their lags, in the corner that rising curves leave free."""
    found, rows = [], spread.platforms.to_dict("records")
    for place, row in enumerate(rows):
        behind = f"{range_words(row['lag'], row['lag_low'], row['lag_high'])} later"
        if row["platform"] in spread.first:
            # Who cannot be told from the first has no lag worth a number.
            behind = "first" if len(spread.first) == 1 else "perhaps first"
        colour = colours.get(row["platform"], theme.GREY)
        # The colour stands beside the words: some colours of lines cannot be read as text.
        said = f"<b>{theme.safe(row['platform'])}</b>{f' {behind}' if len(rows) > 1 else ''} <span style='color:{colour}'>●</span>"
        found.append(
            {"x": 1, "y": 0.09 * (len(rows) - place) - 0.03, "xref": "x domain", "yref": "y domain", "showarrow": False,
             "text": said, "xanchor": "right", "yanchor": "middle", "xshift": -6,
             "font": {"size": 13, "color": theme.INK}, "bgcolor": "rgba(255,255,255,.85)"}
        )  # fmt: skip
    return found


def _bars(voices: pd.DataFrame) -> list[dict[str, Any]]:
    if voices.empty:
        return []
    ranks = [
        f"rank {int(r):,} by followers" if not math.isnan(r) else "followers not known"
        for r in voices["rank_by_followers"]
    ]
    return [
        {"type": "bar", "orientation": "h", "x": voices["set_off"].tolist(), "y": [name[:8] for name in voices["author"]],
         "xaxis": "x2", "yaxis": "y2", "marker": {"color": theme.BLUE}, "text": ranks, "textposition": "auto",
         "insidetextfont": {"color": "white", "size": 11.5}, "outsidetextfont": {"color": theme.INK, "size": 11.5}, "cliponaxis": False,
         "customdata": None, "hovertemplate": "%{x:,} messages of others<br>%{text}<extra></extra>"}
    ]  # fmt: skip


def _heading(text: str, y: float, shift: int) -> dict[str, Any]:
    return {"text": text, "x": 0, "xref": "paper", "xanchor": "left", "y": y, "yref": "paper", "yanchor": "bottom", "yshift": shift,
            "showarrow": False, "font": {"size": 13, "color": theme.INK}}  # fmt: skip


def _sentence(spread: Spread) -> str:
    later = [str(name) for name in spread.platforms["platform"] if name not in spread.first]
    said = spread.order_words()
    return f"{said}, then on {listed(later)}" if later else said
