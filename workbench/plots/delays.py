"""The cases side by side: how long each company took, by five definitions."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import pandas as pd

from workbench.cases import Case, as_case, case_folders, load_case
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.marks import card, hover, pages_by_id
from workbench.problems import WorkbenchError
from workbench.vocabulary import DELAY

#: Shorter than this, a delay is drawn at this length: no source here dates anything finer.
SHORTEST = 0.1
LEFT = 210  # pixels left of the rows, for the names of the cases
_TICKS = {
    0.1: "6 min",
    1: "1 h",
    6: "6 h",
    24: "1 day",
    72: "3 days",
    168: "1 week",
    720: "1 month",
    4320: "6 months",
    17520: "2 years",
}
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
        The shipped cases by default; each case is drawn once.

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
    chosen = [load_case(folder) for folder in case_folders()] if cases is None else _each_once(cases)
    if not chosen:
        raise WorkbenchError(
            "There is no case to compare.",
            received="an empty list",
            allowed="one or more cases",
            remedy="wb.plot_delays() compares the shipped ones",
        )
    tables = {case.id: case.delays() for case in chosen}
    # The slowest public answer at the bottom, the undocumented ones below it.
    chosen.sort(key=lambda case: tables[case.id]["hours"].fillna(math.inf)["first_public"])
    traces = [
        trace
        for number, definition in enumerate(_STYLE)
        for trace in _marks(chosen, tables, definition, offset=(number - 2) * 0.15)
    ]
    unanswered = [n for n, case in enumerate(chosen) if not tables[case.id]["documented"]["first_public"]]
    answered = [tables[case.id]["hours_high"]["first_public"] for case in chosen]
    subtitle = (
        "Documented delays from the trigger. Lines show the range that the dates allow; "
        "a hollow mark means: at most this long. Logarithmic scale."
    )
    height = 74 * len(chosen) + 250
    layout = theme.layout(_sentence(answered), subtitle=subtitle, height=height, top=150, bottom=100)
    layout["legend"] = {
        "title": {"text": "<i>documented: </i>", "font": {"size": 12}},
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "xref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "font": {"size": 12},
    }
    longest = max([hours for table in tables.values() for hours in table["hours_high"].dropna()], default=1.0)
    layout["xaxis"] = theme.axis(
        type="log",
        tickvals=list(_TICKS),
        ticktext=list(_TICKS.values()),
        range=[-1.15, max(3.9, math.log10(max(longest, 1.0)) + 0.1)],
        title={"text": "from the trigger to the response"},
    )
    layout["yaxis"] = theme.axis(
        tickvals=list(range(len(chosen))),
        ticktext=[_name(case) for case in chosen],
        ticks="",
        range=[len(chosen) - 0.5, -0.5],
        showgrid=False,
    )
    layout["margin"]["l"] = LEFT
    between = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "line": {"color": theme.PALE, "width": 1}}
    layout["shapes"] = [between | {"y0": n + 0.5, "y1": n + 0.5} for n in range(len(chosen) - 1)]
    layout["annotations"] = [_unanswered(place) for place in unanswered]
    said = (
        "A short delay is not a good answer, and these are different crises: nothing here says what the "
        "delay did. Click a mark for its sources. Crisis Workbench, CC-BY-4.0."
    )
    layout["annotations"].append(theme.source_line(said, y=-58, left=LEFT))
    return EvidenceFigure(data=traces, layout=layout)


def _each_once(cases: Iterable[Case] | Case) -> list[Case]:
    several = [cases] if isinstance(cases, Case | str) else cases
    return list({case.id: case for case in map(as_case, several)}.values())


def _marks(
    cases: list[Case], tables: dict[str, pd.DataFrame], definition: str, *, offset: float
) -> list[dict[str, Any]]:
    """One definition over all cases: the ranges that the dates allow, and the marks on them."""
    colour, symbol = _STYLE[definition]
    x, y, symbols, texts, cards = [], [], [], [], []
    ranges: list[tuple[float | None, float | None]] = []
    for place, case in enumerate(cases):
        row: dict[str, Any] = dict(tables[case.id].loc[definition])
        if not row["documented"] or row["hours_high"] <= 0:
            continue
        response = case.responses[case.responses["response_id"] == row["response_id"]].iloc[0]
        pages = pages_by_id(case.sources)
        links = [pages[name] for name in response["source_ids"]]
        # Where the dates allow no delay at all, only the end of the range is evidence.
        open_start = row["hours_low"] <= 0
        x.append(max(row["hours_high" if open_start else "hours"], SHORTEST))
        y.append(place + offset)
        symbols.append(f"{symbol}-open" if open_start else symbol)
        ends = [max(row[name], SHORTEST) for name in ("hours_low", "hours_high")]
        ranges.extend((end, place + offset) for end in ends)
        ranges.append((None, None))
        title = f"{case.title}: {DELAY[definition]}, {row['in_words']}"
        texts.append(hover(title, [response["note"], row["note"]], len(links)))
        cards.append(card(title, response["note"], links))
    whiskers = {
        "type": "scatter",
        "mode": "lines",
        "x": [hours for hours, _ in ranges],
        "y": [level for _, level in ranges],
        "line": {"width": 2, "color": colour},
        "opacity": 0.45,
        "hoverinfo": "skip",
        "showlegend": False,
    }
    marks = {
        "type": "scatter",
        "mode": "markers",
        "name": DELAY[definition].removesuffix(", private ones included"),
        "x": x,
        "y": y,
        "marker": {"size": 10, "color": colour, "symbol": symbols, "line": {"width": 1.5, "color": colour}},
        "customdata": cards,
        "hovertext": texts,
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    return [whiskers, marks]


def _sentence(longest: list[float]) -> str:
    """Say how many answered soon; ``longest`` holds what the dates allow at most, or nan."""
    two, one = (sum(hours <= limit for hours in longest) for limit in (48, 24))
    if not two:
        return "No public answer within two days is documented"
    return f"{two} of {len(longest)} answered in public within two days, {one} of them certainly within one"


def _unanswered(place: int) -> dict[str, Any]:
    return {
        "text": "no public answer is documented",
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "xshift": 8,
        "y": place - 0.15,
        "showarrow": False,
        "font": {"size": 12, "color": theme.for_text(theme.VERMILION)},
    }


def _name(case: Case) -> str:
    return theme.wrap(theme.safe(f"{case.title} ({case.trigger['time'].year})"), 28)
