"""A rebuilt curve in words: its headline, its summary, its page in a notebook."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.times import day_words

if TYPE_CHECKING:
    from workbench.attention_curve import AttentionCurve


def name(curve: AttentionCurve) -> str:
    """What was counted, for a title."""
    unit = f"{curve.unit[:1].upper()}{curve.unit[1:]}"
    return f"{unit}, {curve.scope}" if curve.scope else unit


def headline(curve: AttentionCurve) -> str:
    """Say the end of the story in one line."""
    term = "total at the end" if curve.kind == "counter" else "level at the end"
    value, lower, upper = map(say, _figures(curve, term))
    return f"{value} {curve.unit} by {_day(curve, curve.end)} (band {lower} to {upper})"


def summary(curve: AttentionCurve) -> str:
    """Say in two or three plain sentences what the curve shows."""
    judged = curve.readings["judged"].value_counts()
    pages = curve.readings["source_id"].nunique()
    said = [
        f"{name(curve)}: {headline(curve)}, rebuilt from {len(curve.readings)} dated readings in {pages} "
        f"sources ({judged.get('stale', 0)} judged stale, {judged.get('wrong', 0)} wrong)."
    ]
    if curve.kind == "level":
        change = _with_band(curve, "change over the window")
        said.append(f"Since {_day(curve, curve.start)} the change is {change}.")
    elif "most in 24 hours" in set(curve.estimates["term"]):
        middle = clock(curve, _figures(curve, "middle of those 24 hours")[0])
        half = clock(curve, _figures(curve, "half of the total reached")[0])
        said.append(
            f"The 24 hours around {middle} brought the most, {_with_band(curve, 'most in 24 hours')}."
        )
        said.append(f"Half of the total was reached by {half}.")
    return " ".join(said)


def assumptions(curve: AttentionCurve) -> tuple[str, ...]:
    """What must hold for the curve to mean what it shows, one sentence each."""
    zero = f"The counter stood at zero at {curve.origin:%Y-%m-%d %H:%M} UTC and never falls."
    return (
        zero if curve.kind == "counter" else "The level moves gradually from one reading to the next.",
        "Each figure was copied from the counter within the time it is dated to, or some hours before.",
        "A rounded figure is as loose as its rounding; any figure may be old when printed, "
        "and about one in twenty is a plain error.",
        "A figure given several times for one day counts for less than several looks at the counter.",
        "Between readings the course is as smooth as the readings elsewhere allow.",
    )


def data_note(curve: AttentionCurve) -> str:
    """Say what went in."""
    judged = curve.readings["judged"].value_counts()
    parts = ", ".join(f"{judged.get(word, 0)} {word}" for word in ("used", "stale", "wrong"))
    note = (
        f"{len(curve.readings)} dated readings from {curve.readings['source_id'].nunique()} sources ({parts})"
    )
    if curve.left_out:
        note += f"; {curve.left_out} more lie outside the window"
    return f"{note}. {'The readings are simulated.' if curve.simulated else 'Rebuilt, not recorded.'}"


def page(curve: AttentionCurve) -> str:
    """Typeset the estimates, the summary and the note for a notebook."""
    shown = curve.estimates.copy()
    is_time = shown["unit"].str.startswith("hours after")
    for column in ("value", "lower", "upper"):
        shown[column] = [
            clock(curve, value) if timed else say(value)
            for value, timed in zip(curve.estimates[column], is_time, strict=True)
        ]
    shown["unit"] = shown["unit"].mask(is_time, f"{curve.timezone} time")
    return (
        f"{shown.to_html(index=False, escape=True)}<p>{html.escape(summary(curve))}</p>"
        f"<p style='opacity:.75'>{html.escape(data_note(curve))} Band at {curve.level:.0%}.</p>"
    )


def clock(curve: AttentionCurve, hours: float) -> str:
    """Write hours after the curve's start as a local date and hour."""
    if not np.isfinite(hours):
        return "after the end"
    time = (curve.start + pd.Timedelta(hours=float(hours))).tz_convert(curve.timezone).round("h")
    return f"{day_words(time)}, {time:%H:%M}"


def say(value: float) -> str:
    """Write a figure with three digits that count, the way a person would quote it.

    >>> say(2863402.0), say(-41.26), say(0.0), say(float("inf"))
    ('2,860,000', '-41.3', '0', 'not reached')
    """
    if not np.isfinite(value):
        return "not reached"
    if value == 0:
        return "0"
    digits = int(np.floor(np.log10(abs(value))))
    return f"{round(float(value), 2 - digits):,.{max(0, 2 - digits)}f}"


def _figures(curve: AttentionCurve, term: str) -> tuple[float, float, float]:
    row = curve.estimates[curve.estimates["term"] == term]
    value, lower, upper = (float(row[column].iloc[0]) for column in ("value", "lower", "upper"))
    return value, lower, upper


def _with_band(curve: AttentionCurve, term: str) -> str:
    value, lower, upper = map(say, _figures(curve, term))
    return f"{value} (band {lower} to {upper})"


def _day(curve: AttentionCurve, time: pd.Timestamp) -> str:
    return day_words(time.tz_convert(curve.timezone))
