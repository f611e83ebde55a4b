"""A scenario over its counts: what another delay would have meant, and on whose word."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.models.base import percent
from workbench.models.effects import CONVERSATIONS, OWN, PUBLISHED
from workbench.models.scenarios import LIMIT, CostOfSilence, WhatIf, remarks, signed
from workbench.plots import course, theme
from workbench.plots.figure import EvidenceFigure
from workbench.plots.results import expect, what_went_in
from workbench.plots.self_exciting import Scale

CHANGED = 0.5  # mentions; where this crisis would have had as many as it had, no second dot is drawn
STAMP_HEIGHT, LEGEND_ROW = 26, 20  # pixels
UPPER, LOWER = [0.4, 1], [0, 0.27]  # the two panels, as shares of the height
STAMP = {
    CONVERSATIONS: "SCENARIO, FROM THE CONVERSATIONS",
    PUBLISHED: "SCENARIO, A PUBLISHED FIGURE",
    OWN: "SCENARIO, YOUR OWN ASSUMPTION",
}
UNSURE = "SCENARIO, NOT A FINDING"


def plot_what_if(result: WhatIf, *, scale: Scale = "log") -> EvidenceFigure:
    """Draw a crisis answered at another delay: per bin with its three bands, and added up since the trigger.

    Hollow dots are the counts of this very crisis, thinned or added to as the moved answer would have it. The
    band around the sums ends in the interval of the subtitle. Where no number can be given, there is no band.

    Parameters
    ----------
    result : WhatIf
        From :func:`workbench.what_if`.
    scale : {"log", "linear"}
        Of the mentions per bin.

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
    >>> figure = wb.plot_what_if(wb.what_if(fit, delay="6h"))
    >>> "answered at 6 h instead of at 24 h" in figure.title_sentence
    True
    """
    result = expect(result, WhatIf, "wb.what_if(fit, delay='6h')")
    path, trigger = result.path, result.trigger
    after = pd.Timedelta(hours=result.horizon_hours)
    window = max(path["time"].iloc[0], trigger - after / 8), trigger + after
    inside = path[(path["time"] >= window[0]) & (path["time"] < window[1])]
    banded = "process_upper" in path and not result.trouble
    columns = ["as_answered", "scenario", *(["process_upper"] if banded else [])]
    lines = course.led_to(
        inside, "as_answered", "scenario", (short(result.true_hours), short(result.delay_hours)),
        (course.ANSWERED, course.MOVED), scale,
    )  # fmt: skip
    in_legend = {} if lines else {"showlegend": True}
    # Beside a stamp the legend has no room and stands above it; with the names of the lines it takes two rows.
    above = STAMP_HEIGHT if stamp(result) and scale == "log" else 0
    more = above + (LEGEND_ROW if scale == "log" and not lines else 0)
    layout = theme.layout(
        headline(result), subtitle=_whose(result), height=620 + more, top=100 + more, bottom=124
    )
    layout["legend"] = course.legend(scale)
    layout["legend"]["y"] += above / (layout["height"] - layout["margin"]["t"] - layout["margin"]["b"])
    layout["xaxis"] = theme.axis(type="date", range=list(window), title={"text": "time, UTC"}, anchor="y2")
    layout["yaxis"] = course.value_axis(
        course.ceiling(inside, columns), scale, f"mentions per {course.width_of(path)}"
    ) | {"domain": UPPER}
    added = inside[inside["time"] >= trigger.floor(path["time"].iloc[1] - path["time"].iloc[0])]
    sums = added[["as_answered", "scenario"]].cumsum()
    if "added_upper" in added and not result.trouble:
        sums["lower"] = sums["as_answered"] + added["added_lower"]
        sums["upper"] = sums["as_answered"] + added["added_upper"]
    layout["yaxis2"] = theme.axis(
        domain=LOWER, tickformat="~s", nticks=4, rangemode="tozero", title={"text": "added up since<br>the trigger"}
    ) | _reach(sums, inside)  # fmt: skip
    grey, nobody = course.gaps(path, window[0])
    now, then = f"{result.answer} ({result.true_hours:.3g} h)", f"moved to {result.delay_hours:.3g} h"
    times = {"trigger": trigger, now: trigger + pd.Timedelta(hours=result.true_hours)}
    if np.isfinite(result.delay_hours):
        times[then] = trigger + pd.Timedelta(hours=result.delay_hours)
    marks, names = course.instants(
        times, window, {"trigger": theme.INK, now: course.ANSWERED, then: course.MOVED}
    )
    layout["shapes"] = [*grey, *marks]
    layout["annotations"] = [
        *nobody, *lines, *names, *_gap(result, inside, added, sums), *course.stamps(result.simulated, stamp(result)),
        theme.source_line(theme.safe(f"{what_went_in(result)} Crisis Workbench."), y=-74),
    ]  # fmt: skip
    data = [
        *(course.bands(path, scale) if banded else []),
        course.expected(path, "as_answered", scale, name=short(result.true_hours), colour=course.ANSWERED)
        | in_legend,
        course.expected(
            path, "scenario", scale, name=short(result.delay_hours), colour=course.MOVED, dash="dash"
        )
        | in_legend,
        course.counted(path, scale),
        *([] if result.trouble else [_this_crisis(inside, short(result.delay_hours), scale)]),
        *_added(result, added, sums),
    ]
    return EvidenceFigure(data=data, layout=layout)


def headline(result: WhatIf) -> str:
    """Say the scenario and its number in one sentence, or why there is none."""
    when = f"{short(result.delay_hours)} instead of {short(result.true_hours).removeprefix('answered ')}"
    if result.trouble:
        return f"No number can be given for this crisis {short(result.delay_hours)}"
    row, share = result.estimates.iloc[0], result.estimates.iloc[1]
    if round(row["value"]) == 0:
        return f"In this model, {when}: about as many negative mentions"
    way = "fewer" if row["value"] < 0 else "more"
    told = f"{abs(row['value']):,.0f} {way} negative mentions ({percent(share['value'] / 100)})"
    if not result.clear:
        return f"Scenario, not finding: {when} means {told}, if there is an effect at all"
    return f"In this model, {when}: {told}"


def short(hours: float) -> str:
    """Name an answer by its delay.

    >>> short(6.0), short(float("inf"))
    ('answered at 6 h', 'never answered')
    """
    return f"answered at {float(f'{hours:.3g}'):g} h" if np.isfinite(hours) else "never answered"


def stamp(result: WhatIf | CostOfSilence) -> str:
    """Say in capitals what is more than the picture shows: a scenario, and on whose word."""
    return STAMP.get(result.origin, "") if result.clear else UNSURE


def _whose(result: WhatIf) -> str:
    if result.trouble:
        return theme.safe(f"{result.trouble} The effect is {result.source}.")
    row = result.estimates.iloc[0]
    between = f"95 % interval {signed(row['lower'])} to {signed(row['upper'])} mentions over {result.horizon_hours:.0f} h."
    return theme.safe(
        f"{between} The effect is {result.source}. {remarks(result.origin, result.closeness)}".strip()
    )


def _this_crisis(path: pd.DataFrame, when: str, scale: str) -> dict[str, Any]:
    """Draw the counts as the moved answer would have left them, wherever that is another number."""
    other = path[(path["this_crisis"] - course.full_counts(path)).abs() >= CHANGED]
    return {
        "type": "scatter",
        "x": other["time"].tolist(),
        "y": course.shown(other["this_crisis"], scale),
        "mode": "markers",
        "name": f"this crisis, {when}",
        "marker": {"size": 5, "symbol": "circle-open", "color": course.MOVED, "line": {"width": 1.2}},
        "hovertemplate": f"%{{x|%d %b %H:%M}}: %{{y:,.1f}} of this crisis, {when}<extra></extra>",
    }


def _added(result: WhatIf, added: pd.DataFrame, sums: pd.DataFrame) -> list[dict[str, Any]]:
    looks = (
        ("as_answered", result.true_hours, course.ANSWERED, "solid"),
        ("scenario", result.delay_hours, course.MOVED, "dash"),
    )
    band = []
    if "upper" in sums:
        lower, upper = (np.clip(sums[side], 0, LIMIT).tolist() for side in ("lower", "upper"))
        band = [
            {"type": "scatter", "x": [*added["time"], *added["time"][::-1]], "y": [*upper, *lower[::-1]], "yaxis": "y2",
             "mode": "lines", "line": {"width": 0}, "fill": "toself", "fillcolor": "rgba(86,180,233,.38)",
             "hoverinfo": "skip", "showlegend": False, "name": "95 % interval, added up"}
        ]  # fmt: skip
    return band + [
        {
            "type": "scatter",
            "x": added["time"].tolist(),
            "y": sums[column].tolist(),
            "yaxis": "y2",
            "mode": "lines",
            "showlegend": False,
            "name": f"{short(hours)}, added up",
            "line": {"color": colour, "width": 2.6, "dash": dash},
            "hovertemplate": f"%{{x|%d %b %H:%M}}: %{{y:,.0f}} since the trigger, {short(hours)}<extra></extra>",
        }
        for column, hours, colour, dash in looks
    ]


def _reach(sums: pd.DataFrame, inside: pd.DataFrame) -> dict[str, Any]:
    """Limit the axis of the sums, so that a course without an end leaves the other one readable."""
    most = max(float(sums["as_answered"].max()), float(inside["observed"].sum()), 1.0)
    return {"range": [0, 1.3 * min(float(sums.to_numpy().max()), 4 * most)]}


def _gap(
    result: WhatIf, inside: pd.DataFrame, added: pd.DataFrame, sums: pd.DataFrame
) -> list[dict[str, Any]]:
    """Write the difference where the two sums end."""
    if result.trouble:
        return []
    row, top = result.estimates.iloc[0], _reach(sums, inside)["range"][1] / 1.3
    between = f"({signed(row['lower'])} to {signed(row['upper'])}) " if "upper" in sums else ""
    text = f"<b>{row['value']:+,.0f}</b> {between}after {result.horizon_hours:.0f} h"
    return [
        {"text": text, "x": added["time"].iloc[-1], "y": min(float(sums.iloc[-1].max()), top), "yref": "y2", "xanchor": "right",
         "yanchor": "bottom", "yshift": 4, "showarrow": False, "font": {"size": 13, "color": course.MOVED}}
    ]  # fmt: skip
