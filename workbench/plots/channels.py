"""Which platform when: whether the crisis travelled from one network to the next."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.cases import Case, as_case
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.marks import card, hover, local, middle, pages_by_id, when
from workbench.problems import NotEnoughData
from workbench.times import day_words

LARGEST = 32  # pixels across the circle of the busiest day
LEFT, MARGIN = 168, 92  # pixels left of the rows, and above and below them

NAMES = {
    "blog": "blogs",
    "news": "newsrooms",
    "forum": "forums",
    "youtube": "YouTube",
    "twitter": "Twitter",
    "facebook": "Facebook",
    "press_release": "press releases",
    "podcast": "podcasts",
    "website": "website",
    "tv": "television",
    "email": "e-mail",
    "in_person": "in person",
    "court": "court",
    "other": "other pages",
}


def plot_channels(case: Case) -> EvidenceFigure:
    """Draw on which platform the case was written about, and where the company spoke, day by day.

    One row for each platform or channel; the earliest dated mark of each row is labelled, so that
    one can see whether the story travelled from network to network as the textbook path says.

    Parameters
    ----------
    case : Case

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    NotEnoughData
        If no mention is dated to the day or finer.

    Examples
    --------
    >>> import workbench as wb
    >>> wb.plot_channels(wb.load_case("nestle-kitkat")).layout.xaxis.type
    'date'
    """
    case = as_case(case)
    zone, period = case.clock.timezone, case.period
    mentions = _dated(case.mentions[~case.mentions["background"]], "published", case)
    if len(mentions) < 2:
        raise NotEnoughData(
            f"{case.id} cannot show which platform came when.",
            received=f"{len(mentions)} mentions dated to the day or finer within the case's period",
            allowed="at least 2",
            remedy="wb.plot_timeline(case) shows the events and responses that the case does hold",
        )
    mentions["day"] = mentions["at"].dt.floor("D")
    responses = _dated(case.responses[case.responses["strategy"] != "silence"], "time", case)
    first = mentions.groupby("platform", observed=True)["day"].min().sort_values(kind="stable")
    largest = mentions.groupby(["platform", "day"], observed=True).size().max()
    traces = [
        _circles(mentions[mentions["platform"] == platform], NAMES[platform], largest)
        for platform in first.index
    ]
    pages = pages_by_id(case.sources)
    traces += [_squares(some, zone, pages) for _, some in responses.groupby("channel", observed=True)]
    names = [trace["name"] for trace in traces]
    subtitle = (
        "Circles: documented mentions per day, a sample found by search; their area is the count. "
        f"Squares: what the company did. Days in {zone}."
    )
    title = theme.safe(f"{case.company}: {_order(first)}")
    height = 34 * len(names) + 110 + MARGIN
    layout = theme.layout(title, subtitle=subtitle, height=height, top=MARGIN, bottom=MARGIN)
    layout["xaxis"] = theme.axis(type="date", range=[_clock(at, zone) for at in (period.start, period.end)])
    span = [-0.6, len(names) - 0.4]
    layout["yaxis"] = theme.axis(categoryorder="array", categoryarray=names[::-1], ticks="", range=span)
    layout["margin"]["l"] = LEFT
    start = _clock(middle(case.trigger["time"], case.trigger["time_end"]), zone)
    line = {"color": theme.INK, "width": 1.2, "dash": "dot"}
    ends = {"x0": start, "x1": start, "y0": 0, "y1": 1, "yref": "paper"}
    layout["shapes"] = [{"type": "line", "line": line} | ends]
    said = (
        "The order is the order of what was found: a platform that search does not reach seems to join "
        f"late or never. Crisis Workbench, {case.id}, {case.licence}."
    )
    layout["annotations"] = [theme.source_line(theme.safe(said), y=-46, left=LEFT)]
    return EvidenceFigure(data=traces, layout=layout)


def _dated(rows: pd.DataFrame, time: str, case: Case) -> pd.DataFrame:
    """Keep the rows of the period that are dated to the day or finer, with their local middle as ``at``."""
    start, end = rows[time], rows[f"{time}_end"]
    fine = (end - start) <= pd.Timedelta(hours=26)
    inside = (start < case.period.end) & (end > case.period.start)
    return rows.assign(at=local(middle(start, end), case.clock.timezone))[fine & inside]


def _circles(rows: pd.DataFrame, name: str, largest: int) -> dict[str, Any]:
    """One row of circles: the mentions of one platform, day by day."""
    dated: dict[pd.Timestamp, list[list[str]]] = {}
    for day, outlet, about, url in zip(rows["day"], rows["outlet"], rows["theme"], rows["url"], strict=True):
        dated.setdefault(day, []).append([f"{outlet}: {about}", url])
    days, sizes, texts, cards = sorted(dated), [], [], []
    for day in days:
        links = dated[day]
        heading = f"{len(links)} on {name}, {day_words(day)}"
        # A diameter that grows with the root makes the area the count.
        sizes.append(LARGEST * (len(links) / largest) ** 0.5)
        texts.append(hover(heading, [text for text, _ in links[:6]], len(links)))
        cards.append(card(heading, "Found by search; a sample, not the volume.", links))
    marker = {"size": sizes, "color": theme.SKY, "line": {"width": 1, "color": theme.BLUE}}
    return _row(name, [day + pd.Timedelta(hours=12) for day in days], texts, cards) | {"marker": marker}


def _squares(rows: pd.DataFrame, zone: str, pages: dict[str, list[str]]) -> dict[str, Any]:
    """One row of squares: what the company did on one channel."""
    channel = rows["channel"].iloc[0]
    texts, cards = [], []
    for _, row in rows.iterrows():
        title = f"{row['strategy']} by {channel}".replace("_", " ")
        links = [pages[name] for name in row["source_ids"]]
        texts.append(hover(title, [when(row, zone), row["note"]], len(links)))
        cards.append(card(title, row["note"], links))
    name = f"company: {'elsewhere' if channel == 'other' else NAMES.get(channel, channel)}"
    edge = {"width": 1, "color": "white"}
    marker = {"symbol": "square", "size": 11, "color": theme.INK, "line": edge}
    return _row(name, rows["at"].tolist(), texts, cards) | {"marker": marker}


def _row(name: str, x: list[pd.Timestamp], texts: list[str], cards: list[list[dict]]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": x,
        "y": [name] * len(x),
        "customdata": cards,
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
        "showlegend": False,
    }


def _clock(at: pd.Timestamp, zone: str) -> pd.Timestamp:
    return at.tz_convert(zone).tz_localize(None)


def _order(first: pd.Series) -> str:
    """Say which platforms wrote first and which joined last, from the first day of each."""
    known = first[first.index != "other"]
    if known.empty:
        return "no mention on a platform with a name was found"
    began = [NAMES[name] for name in known.index[known == known.iloc[0]]]
    said = f"{' and '.join(filter(None, [', '.join(began[:-1]), began[-1]]))} wrote first"
    days = (known.iloc[-1] - known.iloc[0]).days
    if not days:
        return said
    return f"{said}, {NAMES[known.index[-1]]} joined {days} day{'' if days == 1 else 's'} later"
