"""The rebuilt attention curves that cases ship: a table and its card in ``data/``, made from the readings."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
import tomllib
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench import places
from workbench.attention import rebuild_attention
from workbench.problems import WorkbenchError
from workbench.times import day_words

if TYPE_CHECKING:
    from workbench.attention_curve import AttentionCurve
    from workbench.cases import Case
    from workbench.evidence.settings import Attention

SEED, DRAWS = 0, 400
#: A counter moves within hours at first, so its first days have a row every six hours.
FINE_DAYS, FINE_STEP = 7, pd.Timedelta(hours=6)
HALF_DAY = pd.Timedelta(hours=12)
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*-rebuilt")
_BANDS = ("value", "lower", "upper")


@dataclass(frozen=True)
class ShippedCurve:
    """One rebuilt curve as it goes to disk: its name, the table and the card, as text."""

    name: str
    table: str
    card: str


def rebuild_curve(case: Case) -> ShippedCurve:
    """Rebuild the curve that ``[attention]`` in a case's ``case.toml`` names.

    The timeline draws it. What a day brought is read off a window of 24 hours around each row's
    time, so the row at local midday holds what its calendar day brought.

    Parameters
    ----------
    case : Case

    Returns
    -------
    ShippedCurve
        Rows at local midday, and every six hours in the first week of a counter, while the whole
        window of 24 hours lies before the end of the curve.

    Raises
    ------
    WorkbenchError
        If the case names no curve, or one whose name does not say that it is rebuilt.
    NotEnoughData, TooCoarse
        If its readings do not carry a curve, or cannot tell one day from the next.
    """
    chosen = _chosen(case)
    curve = rebuild_attention(case, chosen.metric, scope=chosen.scope, seed=SEED, draws=DRAWS)
    curve.daily()  # refuses where days cannot be told
    table = shipped_table(curve)
    text = table.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%dT%H:%MZ")
    return ShippedCurve(chosen.series, text, _card(case, chosen, curve, table, text))


def shipped_table(curve: AttentionCurve) -> pd.DataFrame:
    """Read a curve and its growth per day at the times that are shipped.

    Returns
    -------
    pandas.DataFrame
        ``time`` (UTC), ``value``, ``per_day`` and their bands, in whole units. ``per_day`` is the
        growth within the 24 hours around ``time``; before a counter began it stood at zero.
    """
    times = _times(curve)
    value = curve.table(times, curve.values(times))
    before, after = times - HALF_DAY, times + HALF_DAY
    grown = curve.values(after) - curve.values(before.where(before > curve.start, curve.start))
    per_day = curve.table(times, grown)
    table = pd.DataFrame({"time": times})
    for name, band in (("value", value), ("per_day", per_day)):
        for part in _BANDS:
            column = name if part == "value" else f"{name}_{part}"
            table[column] = np.rint(band[part].to_numpy()).astype("int64")
    return table


def write_curve(curve: ShippedCurve, folder: Path | None = None) -> Path:
    """Write table and card to ``data/``, each first under another name, so that nobody reads half a file.

    Parameters
    ----------
    curve : ShippedCurve
    folder : pathlib.Path, optional
        Another folder than the ``data/`` that the workbench reads.

    Returns
    -------
    pathlib.Path
        The table.

    Raises
    ------
    WorkbenchError
        If a series of this name is there that is not a rebuilt one; it is left as it is.
    """
    target = folder or places.find("data")
    card = target / f"{curve.name}.toml"
    if card.is_file() and (kind := tomllib.loads(card.read_text(encoding="utf-8")).get("kind")) != "rebuilt":
        raise WorkbenchError(
            "A series of this name is there, and it is not a rebuilt one.",
            received=f"{card}, which is {kind}",
            allowed="a new name, or that of a rebuilt series",
            remedy="another series = ... in [attention] of case.toml",
        )
    path = target / f"{curve.name}.csv"
    with tempfile.TemporaryDirectory(dir=target, prefix=".rebuild-") as place:
        drafts = {path: Path(place) / path.name, card: Path(place) / card.name}
        for final, text in ((path, curve.table), (card, curve.card)):
            drafts[final].write_text(text, encoding="utf-8", newline="\n")
        for final, draft in drafts.items():
            draft.replace(final)
    return path


def difference(curve: ShippedCurve, folder: Path | None = None) -> str:
    """Say how the shipped table and card differ from a fresh rebuild; nothing if they do not.

    Parameters
    ----------
    curve : ShippedCurve
        Fresh from :func:`rebuild_curve`.
    folder : pathlib.Path, optional
        Another folder than the ``data/`` that the workbench reads.

    Returns
    -------
    str
        A sentence, or an empty text.
    """
    target = folder or places.find("data")
    path = target / f"{curve.name}.csv"
    card = path.with_suffix(".toml")
    if not path.is_file() or not card.is_file():
        return "It was not there."
    # Reading as text makes line ends equal, which git on Windows may turn.
    old, new = path.read_text(encoding="utf-8"), curve.table
    if old != new:
        return _said(pd.read_csv(StringIO(old)), pd.read_csv(StringIO(new)))
    if card.read_text(encoding="utf-8") != curve.card:
        return "The table is the same, its card is not."
    return ""


def _said(old: pd.DataFrame, new: pd.DataFrame) -> str:
    if list(old.columns) != list(new.columns):
        return "It has other columns."
    if old["time"].tolist() != new["time"].tolist():
        return f"It has {len(old)} rows from {old['time'].min()} to {old['time'].max()}; the fresh one has {len(new)} from {new['time'].min()} to {new['time'].max()}."
    apart = (old["value"] - new["value"]).abs() / (new["value_upper"] - new["value_lower"]).clip(lower=1)
    rows = int((old != new).any(axis=1).sum())
    return (
        f"{rows} of {len(new)} rows differ; values by at most {apart.max():.0%} of the width of their band."
    )


def _chosen(case: Case) -> Attention:
    settings = case.settings
    chosen = settings.attention
    if chosen is None:
        raise WorkbenchError(
            "This case names no curve to rebuild.",
            received=settings.id,
            allowed="a case whose case.toml has a table [attention]",
            remedy="add [attention] with metric, scope, series and noun",
        )
    # The name becomes a file, and says what is in it.
    if not _NAME.fullmatch(chosen.series):
        raise WorkbenchError(
            "The name of a rebuilt series must say so, and be fit for a file.",
            received=repr(chosen.series),
            allowed="small letters, digits and hyphens, ending in -rebuilt",
            remedy=f'series = "{settings.id}-{re.sub("[^a-z0-9]+", "-", chosen.noun.lower())}-rebuilt" in [attention] of case.toml',
        )
    return chosen


def _times(curve: AttentionCurve) -> pd.DatetimeIndex:
    """Local middays, and closer times in the first week of a counter."""
    first, last = (moment.tz_convert(curve.timezone) for moment in (curve.start, curve.end))
    times = pd.date_range(first.normalize().replace(hour=12), last, freq="D")
    fresh = curve.kind == "counter" and curve.start <= curve.origin
    if fresh:
        times = times.union(pd.date_range(times[0], periods=FINE_DAYS * 4, freq=FINE_STEP))
    times = times.tz_convert("UTC")
    # What a window lacks before the origin is no gap: the counter stood at zero.
    earliest = curve.start if fresh else curve.start + HALF_DAY
    return times[(times >= earliest) & (times + HALF_DAY <= curve.end)]


def _card(case: Case, chosen: Attention, curve: AttentionCurve, table: pd.DataFrame, text: str) -> str:
    settings, noun = case.settings, chosen.noun
    first, last = (day_words(table["time"].iloc[row].tz_convert(curve.timezone)) for row in (0, -1))
    judged = curve.readings["judged"].value_counts()
    step = " and every six hours in the first week" if curve.kind == "counter" else ""
    said = {
        "title": f"{settings.title}: {noun} ({chosen.scope}), rebuilt from dated readings, {first} to {last}",
        "kind": "rebuilt",
        "source": (
            f"{len(curve.readings)} dated readings from {curve.readings['source_id'].nunique()} sources, listed in "
            f"cases/{settings.id}; {judged.get('used', 0)} used, {judged.get('stale', 0)} judged stale and "
            f"{judged.get('wrong', 0)} wrong"
        ),
        "licence": "CC-BY-4.0",
        "changes": (
            f"rebuild_attention on {chosen.metric} of {chosen.scope}, seed {SEED}, {DRAWS} draws; a row at local "
            f"midday in {curve.timezone}{step}; rounded to whole {noun}; crisis rebuild {settings.id} repeats it"
        ),
        "warning": (
            f"Rebuilt, not recorded: between readings the course is a guess with a band, which holds the true "
            f"value at {curve.level:.0%} of times if the assumptions hold. Never a count of the days."
        ),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    band = f"ends of its {curve.level:.0%} band"
    columns = {
        "time": "UTC",
        "value": f"{noun} on the counter at that time, middle of the possible curves",
        "value_lower, value_upper": band,
        "per_day": f"{noun} gained within the 24 hours around that time",
        "per_day_lower, per_day_upper": band,
    }
    lines = [f"{key} = {_quoted(value)}" for key, value in said.items()]
    lines[1] += "                    # documented | rebuilt | simulated"
    lines += ["", "[time]                  # which column holds the time, and how to read it"]
    lines += ['column = "time"', 'read = "instant, UTC"', "", "[columns]"]
    lines += [f"{name} = {_quoted(what)}" for names, what in columns.items() for name in names.split(", ")]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    # A JSON string is a TOML string, too.
    return json.dumps(text, ensure_ascii=False)
