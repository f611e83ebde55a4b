"""The rebuilt attention curves that cases ship: the table that a timeline draws, and its card."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.attention import rebuild_attention
from workbench.problems import TooCoarse, WorkbenchError
from workbench.times import day_words

if TYPE_CHECKING:
    from workbench.attention_curve import AttentionCurve
    from workbench.attention_shape import Kind
    from workbench.cases import Case
    from workbench.evidence.settings import Attention

#: What `rebuild_attention` does by default, so that a lesson and the timeline show the same curve.
SEED, DRAWS = 0, 400
#: A counter moves within hours at first, so its first days have a row every six hours.
FINE_DAYS, FINE_STEP = 7, pd.Timedelta(hours=6)
HALF_DAY = pd.Timedelta(hours=12)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*-rebuilt")
_BAND = {"value": "", "lower": "_lower", "upper": "_upper"}


@dataclass(frozen=True)
class ShippedCurve:
    """One rebuilt curve as it goes to disk: its name, the table and the card, as text."""

    name: str
    table: str
    card: str


def rebuild_curve(case: Case) -> ShippedCurve:
    """Rebuild the curve that ``[attention]`` in a case's ``case.toml`` names.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ShippedCurve
        The rows of :func:`shipped_table`.

    Raises
    ------
    WorkbenchError
        If the case names no curve, or one whose name does not say that it is rebuilt.
    NotEnoughData, TooCoarse
        If its readings do not carry a curve, or cannot tell one day from the next.
    """
    chosen = _chosen(case)
    # A name such as video_views_cumulative_all_versions does not end in what makes it a counter.
    kind: Kind | None = "counter" if "_cumulative" in chosen.metric else None
    curve = rebuild_attention(case, chosen.metric, scope=chosen.scope, kind=kind, seed=SEED, draws=DRAWS)
    table = shipped_table(curve)
    text = table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%MZ")
    return ShippedCurve(chosen.series, text, _card(case, chosen, curve, table, text))


def shipped_table(curve: AttentionCurve) -> pd.DataFrame:
    """Read a curve, and what it gained in a day, at the times that are shipped.

    Rows stand at local midday, and every six hours in the first week of a counter, as long as the
    24 hours around them lie before the end of the curve. ``per_day`` is what those 24 hours
    brought, so a row at midday holds what its calendar day brought.

    Parameters
    ----------
    curve : AttentionCurve

    Returns
    -------
    pandas.DataFrame
        ``time`` (UTC), ``value``, ``value_lower``, ``value_upper``, ``per_day``,
        ``per_day_lower``, ``per_day_upper``, in whole units.

    Raises
    ------
    TooCoarse
        If fewer than two readings are dated to the day, or if on most days the band leaves open
        whether the level rose or fell.
    """
    curve.daily()  # refuses where days cannot be told
    times = _times(curve)
    before = times - HALF_DAY
    # A counter stood at zero before it began, so there the window lacks nothing.
    gained = curve.values(times + HALF_DAY) - curve.values(before.where(before > curve.start, curve.start))
    table = pd.DataFrame({"time": times})
    for name, draws in (("value", curve.values(times)), ("per_day", gained)):
        if not np.isfinite(draws).all():
            raise ArithmeticError(f"The curve of {curve.name} holds values that are no numbers.")
        band = curve.table(times, draws)
        for part, ending in _BAND.items():
            table[name + ending] = np.rint(band[part].to_numpy()).astype("int64")
    open_days = ((table["per_day_lower"] < 0) & (table["per_day_upper"] > 0)).mean()
    if open_days > 0.5:
        raise TooCoarse(
            f"The readings of {curve.name} cannot tell whether it rose or fell from one day to the next.",
            received=f"{len(curve.readings)} readings, whose band leaves it open on {open_days:.0%} of the days",
            allowed="a band that tells on half of the days or more",
            remedy="a table of the readings themselves instead of [attention]",
        )
    return table


def _chosen(case: Case) -> Attention:
    settings = case.settings
    chosen = settings.attention
    if chosen is None:
        raise WorkbenchError(
            "This case ships no attention curve.",
            received=settings.id,
            allowed="a case whose case.toml has a table [attention]",
            remedy="add [attention] with metric, scope, series and noun, if its readings carry a curve",
        )
    # The name becomes a file, and says what is in it.
    if not _NAME.fullmatch(chosen.series):
        noun = re.sub("[^a-z0-9]+", "-", chosen.noun.lower()).strip("-")
        raise WorkbenchError(
            "The name of a rebuilt series says so, and is fit for a file.",
            received=f"series = {chosen.series!r} in [attention] of case.toml",
            allowed="small letters, digits and hyphens, with -rebuilt at the end",
            remedy=f'series = "{settings.id}-{noun}-rebuilt"',
        )
    return chosen


def _times(curve: AttentionCurve) -> pd.DatetimeIndex:
    first, last = (moment.tz_convert(curve.timezone) for moment in (curve.start, curve.end))
    times = pd.date_range(first.normalize().replace(hour=12), last, freq="D")
    from_zero = curve.kind == "counter" and curve.start <= curve.origin
    if from_zero:
        times = times.union(pd.date_range(times[0], periods=FINE_DAYS * 4, freq=FINE_STEP))
    times = times.tz_convert("UTC")
    earliest = curve.start if from_zero else curve.start + HALF_DAY
    return times[(times >= earliest) & (times + HALF_DAY <= curve.end)]


def _card(case: Case, chosen: Attention, curve: AttentionCurve, table: pd.DataFrame, text: str) -> str:
    case_id, noun, level = case.settings.id, chosen.noun, f"{curve.level:.0%}"
    first, last = (day_words(table["time"].iloc[row].tz_convert(curve.timezone)) for row in (0, -1))
    judged = curve.readings["judged"].value_counts()
    step = " and every six hours in the first week" if curve.kind == "counter" else ""
    verdicts = (
        f"{judged.get('used', 0)} used, {judged.get('stale', 0)} judged stale, {judged.get('wrong', 0)} wrong"
    )
    said = {
        "title": f"{case.settings.title}: {noun} ({chosen.scope}), {first} to {last}, rebuilt from dated readings",
        "kind": "rebuilt",
        "source": f"{len(curve.readings)} dated readings from {curve.readings['source_id'].nunique()} sources "
        f"({verdicts}); the readings and their sources are in cases/{case_id}",
        "licence": "CC-BY-4.0",
        "changes": f"rebuilt with rebuild_attention from {chosen.metric} of {chosen.scope}, seed {SEED}, {DRAWS} draws; "
        f"a row at local midday in {curve.timezone}{step}; rounded to whole {noun}; crisis rebuild {case_id} repeats it",
        "warning": f"Rebuilt, not recorded: a day's {noun} are what the readings around it leave possible. "
        f"Quote the {level} band, not the middle alone.",
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    columns = {
        "time": "instant, UTC",
        "value": f"{noun} at that time, middle of the possible curves",
        "value_lower": f"lower end of its {level} band",
        "value_upper": f"upper end of its {level} band",
        "per_day": f"{noun} gained in the 24 hours around that time, middle of the possible curves",
        "per_day_lower": f"lower end of its {level} band",
        "per_day_upper": f"upper end of its {level} band",
    }
    recipe: dict[str, str | int] = {
        "readings_sha256": _fingerprint(curve.readings),
        "seed": SEED,
        "draws": DRAWS,
    }
    lines = [f"{key} = {_toml(value)}" for key, value in said.items()]
    lines[1] += "                    # documented | rebuilt | simulated"
    lines += ["", "[time]                  # which column holds the time, and how to read it"]
    lines += ['column = "time"', 'read = "instant, UTC"']
    lines += ["", "[columns]", *(f"{key} = {_toml(value)}" for key, value in columns.items())]
    lines += ["", "[recipe]                # what a fresh rebuild starts from"]
    lines += [f"{key} = {_toml(value)}" for key, value in recipe.items()]
    return "\n".join(lines) + "\n"


def _fingerprint(readings: pd.DataFrame) -> str:
    """Tell whether two curves start from the same readings."""
    what = readings[["time", "time_end", "value", "qualifier"]].astype({"value": float, "qualifier": str})
    text = what.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%M:%S%z")
    return hashlib.sha256(text.encode()).hexdigest()


def _toml(value: str | int) -> str:
    # A JSON text is a TOML text, too.
    return json.dumps(value, ensure_ascii=False)
