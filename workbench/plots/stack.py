"""Lanes below one another: each with its own y axis and legend, all on one clock."""

from __future__ import annotations

from typing import Any

from workbench.plots import theme
from workbench.plots.lanes import Lane, Window

GAP = 36  # pixels between lanes: the next lane's title and legend stand there
SLIDER = 34  # pixels of the range slider
TOP, BOTTOM = 112, 138
#: Ticks at 1, 2, 5, 10, 20, 50 ..., and plotly's own. The mode must go along: plotly keeps it, and on a
#: linear axis of a million views it would draw a million ticks.
TICKS: dict[str, dict[str, Any]] = {
    "log": {"tickmode": "linear", "dtick": "D2"},
    "linear": {"tickmode": "auto", "dtick": None},
}


def stacked_traces(lanes: list[Lane], *, log: bool = False) -> list[dict[str, Any]]:
    """Give the traces of every lane their axes and their legend."""
    traces = [
        trace | {"xaxis": f"x{key}", "yaxis": f"y{key}", "legend": f"legend{key}"}
        for key, lane in zip(_keys(lanes), lanes, strict=True)
        for trace in lane.traces
    ]
    for place, width in _widths(traces, side_by_side=log).items():
        traces[place]["width"] = width
    return traces


def _widths(traces: list[dict[str, Any]], *, side_by_side: bool) -> dict[int, float]:
    """How wide the bars of each trace are, by its place: those side by side share the width of one."""
    wide = {place: trace["width"] for place, trace in enumerate(traces) if trace["type"] == "bar"}
    return {place: width / (len(wide) if side_by_side else 1) for place, width in wide.items()}


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
            layout[f"legend{key}"] = _legend(top)
        if lane.log:
            counted.append(f"yaxis{key}")
            layout[f"yaxis{key}"] |= {"type": "log", **TICKS["log"]} if log else {"type": "linear"}
        top = bottom - GAP / total
    if counted:
        # Stacked heights mean nothing on a logarithmic axis, so there the bars stand side by side.
        layout["barmode"] = "group" if log else "stack"
        traces = [trace for lane in lanes for trace in lane.traces]
        layout["updatemenus"] = [_switch(counted, traces, log)]
    return layout


def _keys(lanes: list[Lane]) -> list[str]:
    return ["", *map(str, range(2, len(lanes) + 1))]


def _title(lane: Lane, top: float) -> dict[str, Any]:
    return {
        # Where the legend stands it begins with this: how the lane came about.
        "text": f"{lane.title}, <i>{lane.legend}</i>" if lane.legend else lane.title,
        "xref": "paper",
        "x": 0,
        "xanchor": "left",
        "yref": "paper",
        "y": top,
        "yanchor": "bottom",
        # At the figure's own edge, below its title, where the legend has room beside it.
        "xshift": 12 - theme.LEFT,
        "yshift": 3,
        "showarrow": False,
        "font": {"size": 13},
        "bgcolor": "white",
    }


def _legend(top: float) -> dict[str, Any]:
    return {
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


def _switch(axes: list[str], traces: list[dict[str, Any]], log: bool) -> dict[str, Any]:
    buttons = []
    for way, bars in (("linear", "stack"), ("log", "group")):
        widths = _widths(traces, side_by_side=way == "log")
        axis = {"type": way, **TICKS[way]}
        changed = {f"{name}.{key}": value for name in axes for key, value in axis.items()}
        look = changed | {"barmode": bars}
        args = [{"width": list(widths.values())}, look, list(widths)]
        buttons.append({"label": way, "method": "update", "args": args if widths else [{}, look]})
    return {
        "type": "buttons",
        "direction": "right",
        "active": int(log),
        "showactive": True,
        "buttons": buttons,
        # In the corner left of the range slider, below the axes that it switches.
        "x": 0,
        "xanchor": "right",
        "y": 0,
        "yanchor": "top",
        "pad": {"r": 6, "t": 57},
        "font": {"size": 12},
        "bgcolor": "white",
        "bordercolor": theme.GREY,
    }
