"""A rebuilt attention curve: dashed, with its band, and the readings it was rebuilt from on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.marks import local
from workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from workbench.attention import AttentionCurve

WHAT = ("cumulative", "per_day", "per_hour")
_SYMBOL = {"exact": "circle", "about": "circle-open", "at_least": "triangle-up-open", "at_most": "triangle-down-open",
           "estimate": "diamond-open"}  # fmt: skip
_WORDS = {
    "exact": "exact",
    "about": "about",
    "at_least": "at least",
    "at_most": "at most",
    "estimate": "estimate",
}


def plot_attention(curve: AttentionCurve, what: str = "cumulative") -> EvidenceFigure:
    """Draw a rebuilt curve: the counter itself, or what it gained per day or per hour.

    Parameters
    ----------
    curve : AttentionCurve
        From :func:`workbench.rebuild_attention`.
    what : str
        ``"cumulative"``, ``"per_day"`` or ``"per_hour"``.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        If ``what`` is none of these.
    TooCoarse
        If hours are asked for where the readings do not carry them.

    Examples
    --------
    >>> import workbench as wb
    >>> curve = wb.rebuild_attention(wb.load_case("united-breaks-guitars"), "youtube_views_cumulative", scope="song 1")
    >>> len(wb.plot_attention(curve).data) > 2
    True
    """
    if what not in WHAT:
        raise WorkbenchError("what is none of the choices.", received=repr(what), allowed=", ".join(map(repr, WHAT)),
                             remedy='what="per_day"')  # fmt: skip
    table = _table(curve, what)
    unit = curve.unit
    axis = {"cumulative": unit, "per_day": f"{unit} per day", "per_hour": f"{unit} per hour"}[what]
    x = local(table["time"], curve.timezone).tolist()
    texts = [
        f"<b>{row.value:,.0f} {axis}</b>, rebuilt<br>band {row.lower:,.0f} to {row.upper:,.0f}"
        for row in table.itertuples()
    ]
    traces: list[dict[str, Any]] = [
        {"type": "scatter", "mode": "lines", "x": x + x[::-1], "y": [*table["upper"], *table["lower"][::-1]], "fill": "toself",
         "fillcolor": "rgba(0,114,178,.16)", "line": {"width": 0}, "hoverinfo": "skip", "name": "rebuilt: 95 % band"},
        {"type": "scatter", "mode": "lines", "x": x, "y": table["value"].tolist(), "name": "rebuilt",
         "line": {"color": theme.BLUE, "width": 2, "dash": "dash"}, "hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"},
    ]  # fmt: skip
    if what == "cumulative":
        traces += _readings(curve)
    used = (curve.readings["judged"] == "used").sum()
    title = (
        f"{curve.scope[:1].upper()}{curve.scope[1:]}: {_sentence(curve, what)}"
        if curve.scope
        else _sentence(curve, what)
    )
    layout = theme.layout(
        theme.safe(title),
        subtitle=f"Rebuilt from {used} of {len(curve.readings)} dated readings; the true value lies in the band with 95 % certainty. Clock: local time, {curve.timezone}.",
        height=560, top=150, bottom=96,
    )  # fmt: skip
    layout["xaxis"] = theme.axis(type="date", range=[x[0], x[-1]])
    layout["yaxis"] = theme.axis(title={"text": axis}, rangemode="tozero")
    layout["legend"] = {
        "orientation": "h",
        "x": 0,
        "xanchor": "left",
        "y": 1,
        "yanchor": "bottom",
        "font": {"size": 12},
    }
    layout["annotations"] = [
        theme.source_line(
            f"{_about_readings(curve) if what == 'cumulative' else ''}{curve.data_note}",
            y=-44,
        )
    ]
    return EvidenceFigure(data=traces, layout=layout)


def _table(curve: AttentionCurve, what: str) -> pd.DataFrame:
    """The rows to draw: days and hours stand at their middle, and only whole days are days."""
    if what == "cumulative":
        return curve.path()
    if what == "per_hour":
        return curve.hourly().assign(time=lambda rows: rows["time"] + pd.Timedelta(minutes=30))
    days = curve.daily()
    return days[days["hours"] > 22].assign(time=lambda rows: rows["time"] + pd.Timedelta(hours=12))


def _sentence(curve: AttentionCurve, what: str) -> str:
    if what == "cumulative":
        return curve.headline()
    rows = _table(curve, what)
    top = rows.iloc[int(rows["value"].argmax())]
    at = top["time"].tz_convert(curve.timezone)
    clock = "" if what == "per_day" else f", {at:%H}:00"
    width = "day" if what == "per_day" else "hour"
    return f"the fullest {width} was probably {at.day} {at:%B %Y}{clock}, with about {_rounded(top['value'])} {curve.unit}"


def _about_readings(curve: AttentionCurve) -> str:
    """Explain the marks that are drawn, and no others."""
    judged = set(curve.readings["judged"])
    legend = {"stale": "grey ones are stale", "wrong": "crosses were judged wrong"}
    also = [words for name, words in legend.items() if name in judged]
    return (
        f"{'; '.join(['Each reading is a figure that a dated page gave, click one for its source', *also])}. "
    )


def _readings(curve: AttentionCurve) -> list[dict[str, Any]]:
    rows = curve.readings
    at = local(rows["time"] + (rows["time_end"] - rows["time"]) / 2, curve.timezone)
    traces: list[dict[str, Any]] = []
    order = {"used": 0, "stale": 1, "wrong": 2}, {name: place for place, name in enumerate(_SYMBOL)}
    groups = rows.groupby(["judged", "qualifier"], observed=True)
    named: list[tuple[Any, Any]] = [tuple(key) for key in groups.groups]  # type: ignore[arg-type, misc]
    for judged, qualifier in sorted(named, key=lambda key: (order[0][key[0]], order[1][key[1]])):
        some = groups.get_group((judged, qualifier))
        used = judged == "used"
        name = _WORDS[str(qualifier)] if used else str(judged)
        texts = [
            f"<b>{_WORDS[str(row.qualifier)]} {row.value:,.0f}</b>, {row.judged}<br>{theme.wrap(theme.safe(row.reason), 60)}"
            "<br><i>click for the source</i>"
            for row in some.itertuples()
        ]
        cards = [
            [
                {
                    "title": f"{_WORDS[str(row.qualifier)]} {row.value:,.0f} {curve.unit}",
                    "detail": row.reason,
                    "links": [list(link)],
                }
            ]
            for row, link in zip(some.itertuples(), some["link"], strict=True)
        ]
        traces.append(
            {"type": "scatter", "mode": "markers", "x": at[some.index].tolist(), "y": some["value"].tolist(),
             "name": f"documented: {name}" if used else f"documented, {name}", "legendgroup": name,
             "showlegend": not any(t["legendgroup"] == name for t in traces),
             "marker": {"symbol": "x-thin" if judged == "wrong" else _SYMBOL[str(qualifier)], "size": 8,
                        "color": theme.INK if used else theme.GREY,
                        "line": {"width": 1.5, "color": theme.INK if used else theme.VERMILION if judged == "wrong" else "#b5b5b5"}},
             "customdata": cards, "hovertext": texts, "hovertemplate": "%{hovertext}<extra></extra>"}
        )  # fmt: skip
    return traces


def _rounded(value: float) -> str:
    """Two digits of a figure: more would look like counting.

    >>> _rounded(747066.9)
    '750,000'
    """
    return f"{float(f'{value:.2g}'):,.0f}"
