"""A scorer against people: who was called what, and what the share becomes once the errors are allowed for."""

from __future__ import annotations

from typing import Any

from workbench.models.calibration import StanceCalibration
from workbench.plots import theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect, simulated_badge

_SPLIT = (0.5, 0.68)  # where the left part ends and the right part begins, as shares of the width


def plot_calibration(fit: StanceCalibration) -> EvidenceFigure:
    """Draw a scorer's errors beside the share before and after they are allowed for.

    Parameters
    ----------
    fit : StanceCalibration
        From :func:`workbench.calibrate`.

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
    >>> there = wb.load_series("airlines-2015-vader")
    >>> plot_calibration(wb.calibrate({"negative": 400, "neutral": 600}, there))
    <Figure: Scored 40 % negative; allowing for the scorer's errors 72 % (65 to 80 %)>
    """
    fit = expect(fit, StanceCalibration, "wb.calibrate(scored, labels)")
    share, scored = fit.estimates.iloc[0], fit.estimates.iloc[1]
    subtitle = (
        "Left: labelled messages, by what people say and what the scorer says; in brackets the part of the row. "
        f"Right: share of {fit.stance} messages with 95 % intervals."
    )
    title = (
        f"Scored {scored['value']:.0f} % {fit.stance}; allowing for the scorer's errors "
        f"{share['value']:.0f} % ({share['lower']:.0f} to {share['upper']:.0f} %)"
    )
    layout = theme.layout(title, subtitle=subtitle, height=430, top=118, bottom=116)
    layout["showlegend"] = False
    rows, columns = list(fit.confusion.index), list(fit.confusion.columns)
    layout["xaxis"] = theme.axis(
        domain=[0, _SPLIT[0]], side="top", ticks="", showgrid=False, title={"text": "scorer says"}
    )
    layout["yaxis"] = theme.axis(
        autorange="reversed",
        ticks="",
        showgrid=False,
        tickvals=rows,
        title={"text": "people say", "standoff": 2},
    )
    layout["xaxis2"] = theme.axis(
        domain=[_SPLIT[1], 1],
        anchor="y2",
        range=[0, 100],
        ticksuffix=" %",
        title={"text": f"{fit.stance} messages"},
    )
    layout["yaxis2"] = theme.axis(
        anchor="x2",
        range=[1.6, -0.6],
        ticks="",
        showgrid=False,
        tickvals=[0, 1],
        ticktext=["as scored", "corrected"],
    )
    badge = simulated_badge(fit)
    layout["annotations"] = [
        *_cells(fit),
        _told(scored, 0),
        _told(share, 1),
        theme.source_line(
            theme.safe(f"{fit.data_note[0].upper()}{fit.data_note[1:]}. Crisis Workbench."), y=-52
        ),
        *badge,
    ]
    matrix = {
        "type": "heatmap",
        "x": columns,
        "y": rows,
        "z": _parts(fit),
        "zmin": 0,
        "zmax": 100,
        "colorscale": [[0, "#ffffff"], [1, theme.SKY]],
        "showscale": False,
        "xgap": 3,
        "ygap": 3,
        "hovertemplate": "people: %{y}<br>scorer: %{x}<br>%{z:.0f} % of the row<extra></extra>",
    }
    points = [
        _point(row, place, colour)
        for row, place, colour in ((scored, 0, theme.GREY), (share, 1, theme.VERMILION))
    ]
    return EvidenceFigure(data=[matrix, *points], layout=layout)


def _parts(fit: StanceCalibration) -> list[list[float]]:
    whole = fit.confusion.sum(axis=1)
    return (100 * fit.confusion.div(whole.where(whole > 0, 1), axis=0)).to_numpy().tolist()


def _cells(fit: StanceCalibration) -> list[dict[str, Any]]:
    parts = _parts(fit)
    return [
        {
            "text": f"<b>{count:,.0f}</b><br>({parts[row][column]:.0f} %)",
            "x": fit.confusion.columns[column],
            "y": fit.confusion.index[row],
            "showarrow": False,
            "font": {"size": 13},
        }
        for row, line in enumerate(fit.confusion.to_numpy().tolist())
        for column, count in enumerate(line)
    ]


def _point(row: Any, place: int, colour: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": row["term"],
        "x": [row["value"]],
        "y": [place],
        "xaxis": "x2",
        "yaxis": "y2",
        "marker": {"size": 14, "color": colour},
        "error_x": {"type": "data", "symmetric": False, "array": [row["upper"] - row["value"]],
                    "arrayminus": [row["value"] - row["lower"]], "thickness": 2, "width": 6, "color": colour},
        "hovertemplate": f"{theme.safe(row['term'])}: %{{x:.1f}} %<extra></extra>",
    }  # fmt: skip


def _told(row: Any, place: int) -> dict[str, Any]:
    return {
        "text": f"{row['value']:.1f} % ({row['lower']:.1f} to {row['upper']:.1f})",
        "x": min(max(row["value"], 22), 78),
        "y": place,
        "xref": "x2",
        "yref": "y2",
        "yanchor": "bottom",
        "yshift": 12,
        "showarrow": False,
        "font": {"size": 12.5},
    }
