"""The cases side by side: how long each company took, by five definitions."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from workbench.cases import Case, case_folders, load_case
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.marks import card, hover, pages_by_id
from workbench.problems import WorkbenchError
from workbench.vocabulary import DELAY

#: Shorter than this, a delay is drawn at this length: no source here dates anything finer.
SHORTEST = 0.1
_TICKS = {0.1: "6 min", 1: "1 h", 6: "6 h", 24: "1 day", 72: "3 days", 168: "1 week", 720: "1 month", 4320: "6 months"}
_STYLE = {
    "first_response": (theme.GREY, "cross"),
    "first_public": (theme.VERMILION, "circle"),
    "first_in_channel": (theme.BLUE, "diamond"),
    "first_apology": (theme.GREEN, "star"),
    "first_corrective": (theme.ORANGE, "square"),
}


def plot_delays(cases: Iterable[Case] | None = None) -> EvidenceFigure:
    """Compare how long companies took, each delay with the range that its dates allow.

    Which company was fast depends on what one counts: five definitions stand side by side.

    Parameters
    ----------
    cases : iterable of Case, optional
        The shipped cases by default.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        If there is no case to compare.

    Examples
    --------
    >>> import workbench as wb
    >>> len(wb.plot_delays([wb.load_case("codero-outage")]).data) > 0
    True
    """
    chosen = [load_case(f) for f in case_folders()] if cases is None else list(cases)
    if not chosen:
        raise WorkbenchError("There is no case to compare.", received="an empty list", allowed="one or more cases",
                             remedy="wb.plot_delays() compares the shipped ones")  # fmt: skip
    tables = {case: case.delays() for case in chosen}
    # The slowest public answer at the bottom, the undocumented ones below it.
    chosen.sort(key=lambda case: (pd.isna(tables[case].at["first_public", "hours"]), tables[case].at["first_public", "hours"]))
    names = {case: f"{case.title} ({case.trigger['time'].year})" for case in chosen}
    short = {case: _short(names[case]) for case in chosen}
    traces = []
    for number, (definition, (colour, symbol)) in enumerate(_STYLE.items()):
        offset = (number - 2) * 0.15
        x, y, texts, cards, low, high, marks = [], [], [], [], [], [], []
        for place, case in enumerate(chosen):
            row = tables[case].loc[definition]
            if not row["documented"] or row["hours_high"] <= 0:
                continue
            response = case.responses.set_index("response_id").loc[row["response_id"]]
            pages = pages_by_id(case.sources)
            links = [pages[name] for name in response["source_ids"]]
            # Where the dates allow no delay at all, only the end of the range is evidence.
            open_start = row["hours_low"] <= 0
            x.append(max(row["hours_high" if open_start else "hours"], SHORTEST))
            marks.append(f"{symbol}-open" if open_start else symbol)
            low.append(max(row["hours_low"], SHORTEST))
            high.append(max(row["hours_high"], SHORTEST))
            y.append(place + offset)
            title = f"{case.title}: {DELAY[definition]}, {row['in_words']}"
            texts.append(hover(title, [response["note"], row["note"]], len(links)))
            cards.append(card(title, response["note"], links))
        whiskers = [(v, p) for a, b, p in zip(low, high, y, strict=True) for v in (a, b, None)]
        traces.append(
            {"type": "scatter", "mode": "lines", "x": [v for v, _ in whiskers], "y": [p for _, p in whiskers],
             "line": {"width": 2, "color": colour}, "opacity": 0.45, "hoverinfo": "skip", "showlegend": False}
        )  # fmt: skip
        traces.append(
            {"type": "scatter", "mode": "markers", "name": DELAY[definition].removesuffix(", private ones included"),
             "x": x, "y": y, "marker": {"size": 10, "color": colour, "symbol": marks, "line": {"width": 1.5, "color": colour}},
             "customdata": cards, "hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}
        )  # fmt: skip
    missing = [case for case in chosen if not tables[case].at["first_public", "documented"]]
    longest = [tables[case].at["first_public", "hours_high"] for case in chosen if case not in missing]
    two, one = (sum(hours <= limit for hours in longest) for limit in (48, 24))
    layout = theme.layout(
        f"{two} of {len(chosen)} answered in public within two days, {one} of them certainly within one",
        subtitle="Documented delays from the trigger. Lines show the range that the dates allow; a hollow mark means: at most this long. Logarithmic scale.",
        height=74 * len(chosen) + 250, top=150, bottom=100,
    )  # fmt: skip
    layout["legend"] = {"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom", "font": {"size": 12},
                        "title": {"text": "<i>documented: </i>", "font": {"size": 12}}, "xref": "paper"}  # fmt: skip
    layout["xaxis"] = theme.axis(type="log", tickvals=list(_TICKS), ticktext=list(_TICKS.values()), range=[-1.15, 3.9],
                                 title={"text": "from the trigger to the response"})  # fmt: skip
    layout["yaxis"] = theme.axis(tickvals=list(range(len(chosen))), ticktext=[short[c] for c in chosen], ticks="",
                                 range=[len(chosen) - 0.5, -0.5], showgrid=False)  # fmt: skip
    layout["margin"]["l"] = 210
    layout["shapes"] = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": i + 0.5, "y1": i + 0.5, "line": {"color": theme.PALE, "width": 1}}
        for i in range(len(chosen) - 1)
    ]
    layout["annotations"] = [
        {"text": "no public answer is documented", "x": 0, "xref": "paper", "xanchor": "left", "xshift": 8, "y": chosen.index(case) - 0.15,
         "showarrow": False, "font": {"size": 12, "color": theme.VERMILION}}
        for case in missing
    ]  # fmt: skip
    layout["annotations"].append(theme.source_line(
        "A short delay is not a good answer, and these are different crises: nothing here says what the delay did. "
        "Click a mark for its sources. Crisis Workbench, CC-BY-4.0.", y=-58, left=210))  # fmt: skip
    return EvidenceFigure(data=traces, layout=layout)


def _short(name: str) -> str:
    return theme.wrap(theme.safe(name), 28)
