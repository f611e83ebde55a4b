"""Which platform when: did the crisis travel from one network to the next?"""

from __future__ import annotations

import pandas as pd

from workbench.cases import Case
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.marks import card, hover, local, middle, pages_by_id, when
from workbench.problems import NotEnoughData

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
    zone = case.clock.timezone
    mentions = case.mentions
    mentions = mentions[~mentions["background"] & (_length(mentions, "published") <= pd.Timedelta(hours=26))]
    mentions = mentions[(mentions["published"] < case.period.end) & (mentions["published_end"] > case.period.start)]
    if len(mentions) < 2:
        raise NotEnoughData(
            f"{case.id} cannot show which platform came when.",
            received=f"{len(mentions)} mentions dated to the day or finer within the case's period",
            allowed="at least 2",
            remedy="wb.plot_timeline(case) shows the events and responses that the case does hold",
        )
    responses = case.responses
    inside = (responses["time"] < case.period.end) & (responses["time_end"] > case.period.start)
    responses = responses[inside & (responses["strategy"] != "silence") & (_length(responses, "time") <= pd.Timedelta(hours=26))]
    mentions = mentions.assign(day=local(middle(mentions["published"], mentions["published_end"]), zone).dt.floor("D"))
    rows = mentions.groupby("platform", observed=True)["day"].min().sort_values(kind="stable")
    names = [NAMES[name] for name in rows.index]
    traces, largest = [], mentions.groupby(["platform", "day"], observed=True).size().max()
    for name, platform in zip(names, rows.index, strict=True):
        some = mentions[mentions["platform"] == platform]
        days = {day: list(zip(group["outlet"], group["theme"], group["url"], strict=True)) for day, group in some.groupby("day")}
        headings = [f"{len(items)} on {NAMES[platform]}, {day:%-d %B %Y}" for day, items in days.items()]
        links = [[[f"{outlet}: {about}", url] for outlet, about, url in items] for items in days.values()]
        traces.append(
            {
                "type": "scatter", "mode": "markers", "x": [day + pd.Timedelta(hours=12) for day in days], "y": [name] * len(days),
                "marker": {"size": [6 + 22 * (len(items) / largest) ** 0.5 for items in days.values()], "color": theme.SKY,
                           "line": {"width": 1, "color": theme.BLUE}},
                "customdata": [card(h, "Found by search; a sample, not the volume.", ls) for h, ls in zip(headings, links, strict=True)],
                "hovertext": [hover(h, [text for text, _ in ls[:6]], len(ls)) for h, ls in zip(headings, links, strict=True)],
                "hovertemplate": "%{hovertext}<extra></extra>", "showlegend": False,
            }
        )  # fmt: skip
    pages = pages_by_id(case.sources)
    for channel, some in responses.groupby("channel", observed=True):
        names.append(f"company: {'elsewhere' if channel == 'other' else NAMES.get(channel, channel)}")
        texts, cards = [], []
        for _, row in some.iterrows():
            title, links = f"{row['strategy']} by {channel}".replace("_", " "), [pages[i] for i in row["source_ids"]]
            texts.append(hover(title, [when(row, zone), row["note"]], len(links)))
            cards.append(card(title, row["note"], links))
        traces.append(
            {
                "type": "scatter", "mode": "markers", "x": local(middle(some["time"], some["time_end"]), zone).tolist(),
                "y": [names[-1]] * len(some), "customdata": cards, "hovertext": texts,
                "hovertemplate": "%{hovertext}<extra></extra>", "showlegend": False,
                "marker": {"symbol": "square", "size": 11, "color": theme.VERMILION, "line": {"width": 1, "color": "white"}},
            }
        )  # fmt: skip
    height = 34 * len(names)
    layout = theme.layout(
        theme.safe(f"{case.company}: {_order(rows)}"),
        subtitle=f"Circles: documented mentions per day, a sample found by search; their area is the count. Squares: what the company did. Days in {zone}.",
        height=height + 110 + 92, top=92, bottom=92,
    )  # fmt: skip
    layout["xaxis"] = theme.axis(
        type="date", range=[t.tz_convert(zone).tz_localize(None) for t in (case.period.start, case.period.end)]
    )
    layout["yaxis"] = theme.axis(categoryorder="array", categoryarray=names[::-1], ticks="", range=[-0.6, len(names) - 0.4])
    layout["margin"]["l"] = 168
    start = local(pd.Series([middle(case.trigger["time"], case.trigger["time_end"])]), zone).iloc[0]
    layout["shapes"] = [{"type": "line", "x0": start, "x1": start, "y0": 0, "y1": 1, "yref": "paper",
                         "line": {"color": theme.INK, "width": 1.2, "dash": "dot"}}]  # fmt: skip
    layout["annotations"] = [
        theme.source_line(
            "The order is the order of what was found: a platform that search does not reach seems to join late or never. "
            f"Crisis Workbench, {case.id}, {case.licence}.",
            y=-46,
            left=168,
        )
    ]
    return EvidenceFigure(data=traces, layout=layout)


def _length(rows: pd.DataFrame, time: str) -> pd.Series:
    return rows[f"{time}_end"] - rows[time]


def _order(first: pd.Series) -> str:
    """Say which platforms wrote first and which joined last, from the first day of each."""
    known = first[first.index != "other"]
    began = [NAMES[name] for name in known.index[known == known.iloc[0]]]
    said = f"{' and '.join([', '.join(began[:-1]), began[-1]] if len(began) > 1 else began)} wrote first"
    days = (known.iloc[-1] - known.iloc[0]).days
    if not days:
        return said
    return f"{said}, {NAMES[known.index[-1]]} joined {days} day{'' if days == 1 else 's'} later"
