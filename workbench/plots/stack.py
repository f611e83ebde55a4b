"""Lanes below one another: each with its own y axis and legend, all on one clock."""

from __future__ import annotations

from typing import Any

from workbench.plots import theme
from workbench.plots.lanes import Lane, Window

GAP = 42  # pixels between lanes: the next lane's title and legend stand there
SLIDER = 34  # pixels of the range slider
TOP, BOTTOM = 122, 138


def stacked_traces(lanes: list[Lane]) -> list[dict[str, Any]]:
    """Give the traces of every lane their axes and their legend."""
    return [
        trace | {"xaxis": f"x{key}", "yaxis": f"y{key}", "legend": f"legend{key}"}
        for key, lane in zip(_keys(lanes), lanes, strict=True)
        for trace in lane.traces
    ]


def stacked(lanes: list[Lane], window: Window, *, log: bool) -> dict[str, Any]:
    """Lay out the axes, titles and legends of the lanes, and the switch between linear and log."""
    total = sum(lane.height for lane in lanes) + GAP * (len(lanes) - 1)
    layout: dict[str, Any] = {"barmode": "stack", "annotations": [], "shapes": [], "showlegend": True}
    span = [window.clock(window.start), window.clock(window.end)]
    counted, top = [], 1.0
    for key, lane in zip(_keys(lanes), lanes, strict=True):
        bottom, last = top - lane.height / total, lane is lanes[-1]
        domain = [max(bottom, 0), top]
        layout[f"yaxis{key}"] = theme.axis(domain=domain, anchor=f"x{key}", fixedrange=True, **lane.yaxis)
        slider = {
            "visible": last and lane.slides,
            "thickness": SLIDER / total,
            "bgcolor": "#f7f7f7",
            "range": span,
        }
        layout[f"xaxis{key}"] = theme.axis(
            anchor=f"y{key}",
            type="date",
            range=span,
            rangeslider=slider,
            showticklabels=last,
            hoverformat="%-d %b %Y %H:%M",
            **({} if last else {"matches": f"x{_keys(lanes)[-1]}", "ticks": ""}),
        )
        layout["annotations"].append(_title(lane, top))
        if lane.legend:
            layout[f"legend{key}"] = _legend(lane, top)
        if lane.log:
            counted.append(f"yaxis{key}")
            layout[f"yaxis{key}"]["type"] = "log" if log else "linear"
        top = bottom - GAP / total
    if counted:
        # Stacked heights mean nothing on a logarithmic axis, so there the bars stand side by side.
        layout["barmode"] = "group" if log else "stack"
        # Beside the title of the second lane, which has no legend; with one lane, above it.
        layout["updatemenus"] = [_switch(counted, log, layout.get("yaxis2", layout["yaxis"])["domain"][1])]
    return layout


def _keys(lanes: list[Lane]) -> list[str]:
    return ["", *map(str, range(2, len(lanes) + 1))]


def _title(lane: Lane, top: float) -> dict[str, Any]:
    return {
        "text": lane.title,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "paper",
        "y": top,
        "yanchor": "bottom",
        "yshift": 3,
        "showarrow": False,
        "font": {"size": 13},
        "bgcolor": "white",
    }


def _legend(lane: Lane, top: float) -> dict[str, Any]:
    return {
        "title": {"text": f"<i>{lane.legend}: </i>", "side": "left", "font": {"size": 12}},
        "orientation": "h",
        "x": 1,
        "xanchor": "right",
        "y": top,
        "yanchor": "bottom",
        "font": {"size": 12},
        "traceorder": "normal",
        "bgcolor": "rgba(0,0,0,0)",
        "itemsizing": "constant",
        "tracegroupgap": 0,
    }


def _switch(axes: list[str], log: bool, y: float) -> dict[str, Any]:
    ways = {"linear": "stack", "log": "group"}
    buttons = [
        {
            "label": way,
            "method": "relayout",
            "args": [{f"{axis}.type": way for axis in axes} | {"barmode": bars}],
        }
        for way, bars in ways.items()
    ]
    return {
        "type": "buttons",
        "direction": "right",
        "active": int(log),
        "showactive": True,
        "buttons": buttons,
        "x": 1,
        "xanchor": "right",
        "y": y,
        "yanchor": "bottom",
        "pad": {"b": 3, "t": 0},
        "font": {"size": 10},
        "bgcolor": "white",
        "bordercolor": theme.GREY,
    }
