"""The self-exciting fit over its counts, and the pretended answers beside the real one."""

from __future__ import annotations

from typing import Any, Literal

import pandas as pd

from workbench.models.base import percent
from workbench.models.scenarios import WhatIf
from workbench.models.self_exciting import CALMED, FAILED, UNCLEAR, SelfExcitingFit
from workbench.models.what_if import what_if
from workbench.plots import course, theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.marks import Levels
from workbench.plots.results import expect, what_went_in
from workbench.problems import NotEnoughData

Scale = Literal["log", "linear"]
MAKER = "wb.fit_self_exciting(counts, trigger=..., responses=...)"
DOT = 17  # pixels of a dot, with the room around it


def plot_self_exciting(fit: SelfExcitingFit, *, scale: Scale = "log") -> EvidenceFigure:
    """Draw the counts, what the model expects, and what it would have expected without the first answer.

    Around the course without an answer lie three bands: the luck of a single crisis (dotted outline), the
    parameters (solid), the choice of memory (hatched).

    Parameters
    ----------
    fit : SelfExcitingFit
        From :func:`workbench.fit_self_exciting`.
    scale : {"log", "linear"}
        Of the mentions; on a logarithmic one a steady decay is a straight line.

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
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("cut30", seed=4)
    >>> fit = wb.fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    >>> wb.plot_self_exciting(fit).layout.yaxis.type
    'log'
    """
    fit = expect(fit, SelfExcitingFit, MAKER)
    failed = fit.verdict == FAILED
    scenario = None if failed else what_if(fit, delay=None)
    path = _counts(fit) if scenario is None else scenario.path
    lines = [] if failed else _expected(path, scale)
    window = _window(fit)
    inside = path[(path["time"] >= window[0]) & (path["time"] < window[1])]
    highest = course.ceiling(inside, [] if failed else ["as_answered", "scenario", "process_upper"])
    layout = theme.layout(
        _verdict(fit), subtitle=_reading(fit, scenario, scale), height=540, top=100, bottom=124
    )
    layout["legend"] = course.legend(scale)
    layout["xaxis"] = theme.axis(type="date", range=list(window), title={"text": "time, UTC"})
    layout["yaxis"] = course.value_axis(highest, scale, f"negative mentions per {course.width_of(path)}")
    grey, nobody = course.gaps(path, window[0])
    times = {"trigger": fit.series.trigger, **fit.series.events, **fit.series.responses}
    colours = {"trigger": theme.INK} | dict.fromkeys(fit.series.events, "#6b6b6b")
    marks, names = course.instants(times, window, colours)
    named = (
        []
        if failed
        else course.beside(
            inside,
            "as_answered",
            "scenario",
            ("with the answer", "no answer"),
            (course.ANSWERED, course.MOVED),
            scale,
        )
    )
    layout["shapes"] = [*grey, *marks]
    layout["annotations"] = [
        *nobody, *named, *names, *course.stamps(fit.simulated),
        theme.source_line(theme.safe(f"{what_went_in(fit)} Crisis Workbench."), y=-74),
    ]  # fmt: skip
    return EvidenceFigure(data=[*lines, course.counted(path, scale)], layout=layout)


def plot_placebo(fit: SelfExcitingFit) -> EvidenceFigure:
    """Draw how strong an answer looks at times at which nobody answered, beside the real one.

    Parameters
    ----------
    fit : SelfExcitingFit
        From :func:`workbench.fit_self_exciting`, with its checks.

    Returns
    -------
    EvidenceFigure

    Raises
    ------
    WorkbenchError
        If it is given anything else.
    NotEnoughData
        If the fit has no checks, or its series no room for pretended times.

    Examples
    --------
    >>> import workbench as wb
    >>> from workbench.simulate_crises import simulate_crisis
    >>> table, truth = simulate_crisis("cut30", seed=4)
    >>> fit = wb.fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=60)
    >>> len(wb.plot_placebo(fit).data[0].x)
    24
    """
    fit = expect(fit, SelfExcitingFit, MAKER)
    if fit.checks is None or fit.checks.placebo.empty:
        raise NotEnoughData(
            "There are no pretended answers to draw.",
            received="a fit without checks" if fit.checks is None else "0 times with room for one",
            allowed="a fit with its checks, and 1 time or more at which an answer could be pretended",
            remedy=f"{MAKER[:-1]}, checks=True), or a longer series",
        )
    placebo = fit.checks.placebo.sort_values("root", ignore_index=True)
    root = fit.inferences[fit.response].root
    reach = max(3.0, float(placebo["root"].abs().max()), abs(root)) + 0.8
    # Each dot at its own value, so that a stronger one stands further out than the real answer.
    levels, pixels = Levels(), (theme.WIDTH - theme.LEFT - theme.RIGHT) / (2 * reach)
    heights = [
        levels.place(value * pixels - DOT / 2, value * pixels + DOT / 2) + 1 for value in placebo["root"]
    ]
    stronger = placebo["root"].abs() >= abs(root)
    times = fit.series.start + pd.to_timedelta(placebo["hours"], unit="h")
    dots = {
        "type": "scatter",
        "mode": "markers",
        "name": "pretended answers",
        "x": placebo["root"].tolist(),
        "y": heights,
        "marker": {
            "size": 15,
            "symbol": ["square" if strong else "circle" for strong in stronger],
            "color": [theme.ORANGE if strong else "#c9c9c9" for strong in stronger],
            "line": {"width": 1, "color": theme.INK},
        },
        "hovertext": [
            f"pretended on {time:%d %b %Y, %H:%M} UTC: {value:+.1f}"
            for time, value in zip(times, placebo["root"], strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }
    tallest = max(dots["y"])
    real = {
        "type": "scatter",
        "mode": "markers",
        "name": "the real answer",
        "x": [root],
        "y": [tallest + 1.6],
        "marker": {"size": 16, "symbol": "diamond", "color": theme.VERMILION},
        "hovertemplate": f"{theme.safe(fit.response)}: %{{x:+.1f}}<extra></extra>",
    }
    early = int((times < fit.series.responses[fit.response]).sum())
    layout = theme.layout(
        _rank(int(stronger.sum()), len(placebo)),
        subtitle="Each dot: the same model with an answer pretended at another hour of this crisis, "
        f"{early or 'none'} of them before the real one. Right of 0 it looks as if that answer inflamed, left of 0 as if it "
        f"calmed; the further out, the stronger.{' Squares: as strong as the real one.' if stronger.any() else ''}",
        height=min(440, 60 + 26 * tallest) + 250,
        top=104,
        bottom=124,
    )
    layout["showlegend"] = False
    layout["xaxis"] = theme.axis(
        range=[-reach, reach], title={"text": "how strong an answer looks (0: not at all)"}
    )  # fmt: skip
    layout["yaxis"] = theme.axis(
        range=[0, tallest + 2.6], showticklabels=False, ticks="", showgrid=False, title={"text": "pretended times"}
    )  # fmt: skip
    layout["shapes"] = [
        {"type": "line", "x0": 0, "x1": 0, "y0": 0, "y1": 1, "yref": "paper", "line": {"color": theme.GREY, "width": 1}},
        {"type": "line", "x0": root, "x1": root, "y0": 0, "y1": tallest + 1.6,
         "line": {"color": theme.VERMILION, "width": 1.5, "dash": "dot"}},
    ]  # fmt: skip
    side = "right" if root > 0 else "left"
    layout["annotations"] = [
        {"text": f"<b>{theme.safe(fit.response)}</b>: {root:+.1f}", "x": root, "y": tallest + 1.6, "xanchor": side,
         "xshift": -14 if side == "right" else 14, "showarrow": False, "font": {"size": 13, "color": theme.for_text(theme.VERMILION)}},
        *_sides(), *course.stamps(fit.simulated),
        theme.source_line(theme.safe(f"{what_went_in(fit)} Crisis Workbench."), y=-74),
    ]  # fmt: skip
    return EvidenceFigure(data=[dots, real], layout=layout)


def _expected(path: pd.DataFrame, scale: str) -> list[dict[str, Any]]:
    with_answer = {"name": "with the answer there was", "colour": course.ANSWERED}
    without = {"name": "without it", "colour": course.MOVED, "dash": "dash"}
    return [
        *course.bands(path, scale),
        course.expected(path, "as_answered", scale, **with_answer),
        course.expected(path, "scenario", scale, **without),
    ]


def _counts(fit: SelfExcitingFit) -> pd.DataFrame:
    grid = fit.series.grid
    time = fit.series.start + pd.to_timedelta(grid.edges()[:-1], unit="h")
    return pd.DataFrame({"time": time, "observed": grid.counts, "coverage": grid.coverage})


def _window(fit: SelfExcitingFit) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From a little before the trigger to the horizon; what lies outside is reached by zooming out."""
    after = pd.Timedelta(hours=fit.horizon_hours)
    return max(fit.series.start, fit.series.trigger - after / 8), fit.series.trigger + after


def _verdict(fit: SelfExcitingFit) -> str:
    if fit.verdict == FAILED:
        return "The model found no stable answer in these counts, so it gives no number"
    if fit.verdict == UNCLEAR:
        return "These counts cannot tell whether the answer changed the crisis"
    row = fit.estimates.iloc[1]
    word, way = ("calmed", "fewer") if fit.verdict == CALMED else ("inflamed", "more")
    told = percent(abs(row["value"]) / 100).lstrip("+")
    return f"In this model the answer {word}: {told} {way} negative mentions than without it"


def _reading(fit: SelfExcitingFit, scenario: WhatIf | None, scale: str) -> str:
    if scenario is None:
        return theme.safe(" ".join(fit.objections))
    row = fit.estimates.iloc[1]
    between = f"{percent(row['lower'] / 100)} to {percent(row['upper'] / 100)}"
    said = f"95 % interval {between} over {fit.horizon_hours:.0f} h. "
    if fit.verdict == UNCLEAR and fit.objections:
        said = f"Because {fit.objections[0]}. "
    said += f"{scenario.trouble} " if scenario.trouble else ""
    axis = "Logarithmic scale; an empty bin stands at 0. " if scale == "log" else ""
    return f"{theme.safe(said)}{axis}Dashed: expected without the answer, with three bands of doubt."


def _rank(stronger: int, times: int) -> str:
    every = times + 1
    if stronger == 0:
        return f"The real answer looks stronger than every one of {times} pretended ones"
    return f"{stronger} of {times} pretended answers look as strong as the real one: rank {stronger + 1} of {every}"


def _sides() -> list[dict[str, Any]]:
    return [
        {"text": text, "xref": "paper", "x": x, "xanchor": anchor, "yref": "paper", "y": 1, "yanchor": "top", "showarrow": False,
         "font": {"size": 12, "color": "#5a5a5a"}}
        for text, x, anchor in (("\u2190 as if it calmed", 0.01, "left"), ("as if it inflamed \u2192", 0.99, "right"))
    ]  # fmt: skip
