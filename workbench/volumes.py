"""The counts of a case, as a model takes them: what was counted, how, and in which hours nobody looked."""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbench.attention import AttentionCurve, rebuild_attention
from workbench.cases import Case, load_case
from workbench.counted_series import read_counted
from workbench.curve_counts import DRAWS, curve_counts
from workbench.problems import NotEnoughData, NotFound, WorkbenchError
from workbench.series import cards


def case_counts(
    case: Case | str | AttentionCurve,
    *,
    what: str | None = None,
    every: str | None = None,
    start: str | pd.Timestamp | None = None,
    end: str | pd.Timestamp | None = None,
    scope: str | None = None,
    simulated: bool = False,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Load the counts that a case holds, laid on bins, with its holes.

    Use it before :func:`workbench.fit_self_exciting`. A case without a series is refused with the reason; mentions
    found by search are never counted as a volume.

    Parameters
    ----------
    case : Case, str or AttentionCurve
        A case, its id, a counted series of ``data/`` that belongs to none (``"airlines-2015-hourly"``), or a curve
        of your own from :func:`workbench.rebuild_attention`.
    what : str, optional
        ``"negative"`` (the default where stance was judged) or ``"all"``. A rebuilt curve has neither: its
        counts are views, or whatever its readings counted.
    every : str, optional
        Width of a bin; by default the finest that was counted.
    start, end : time, optional
        First and last instant, with a zone; by default the period of the case.
    scope : str, optional
        A part of a labelled series, such as ``"United"``.
    simulated : bool
        Load the invented companion of a case that holds no series, for practice; never done unasked.
    draws : int
        For rebuilt curves: how many possible curves.

    Returns
    -------
    DataFrame
        ``time`` (UTC start of the bin), ``count`` (NaN where nobody collected), ``coverage`` in (0, 1], NaN where
        the count is. A rebuilt curve comes as several such tables with a column ``draw`` in front, for
        :func:`workbench.fit_draws`. ``attrs`` says what is ``counted``, its ``status`` (documented, rebuilt or simulated),
        ``source``, ``licence`` and ``note``; ``attrs["simulated"]`` is there only if it is.

    Raises
    ------
    NotEnoughData
        If the case holds no series.
    TooCoarse
        If a curve's readings do not carry counts in such bins, or bins narrower than an hour are asked for.
    NotFound, WorkbenchError
        If there is no such case, part or companion, or the window holds nothing.

    Examples
    --------
    >>> counts = case_counts("united-3411")
    >>> len(counts), int(counts["count"].notna().sum()), counts.attrs["status"]
    (523, 309, 'documented')
    """
    if isinstance(case, AttentionCurve):
        return _told(*_of_curve(case, case.unit, what, every, draws), name="", start=start, end=end)
    name, known = _known(case)
    kind = "simulated" if simulated else "documented"
    found = [card for card in cards().values() if card.get("counts", {}).get("case", card["name"]) == name]
    found = [card for card in found if "counts" in card and card["kind"] == kind]
    if not found and simulated:
        raise _no_companion(name)
    if found:
        table, card = read_counted(found[0], what=what, scope=scope, every=every), found[0]
        if known and not simulated:
            start, end = start or known.settings.period.start, end or known.settings.period.end
    elif known is not None and known.settings.attention is not None:
        table, card = _rebuilt(known, what, every, draws)
    else:
        raise _no_series(name, known)
    return _told(table, card, name=name, start=start, end=end)


def _told(
    table: pd.DataFrame,
    card: dict[str, Any],
    *,
    name: str,
    start: str | pd.Timestamp | None,
    end: str | pd.Timestamp | None,
) -> pd.DataFrame:
    """Cut a table to its window, and write on it what it is."""
    told = dict(table.attrs)
    window = [None if time is None else _instant(time) for time in (start, end)]
    table = _cut(table, *window)
    table.attrs = {key: card[key] for key in ("source", "licence")} | told | {"case": name, "card": card}
    table.attrs["status"] = card["kind"]
    table.attrs["note"] = " ".join(filter(None, [told.get("note"), card["warning"], _seen(table)]))
    if card["kind"] == "simulated":
        table.attrs["simulated"] = True
    return table


def _known(case: Case | str) -> tuple[str, Case | None]:
    if isinstance(case, Case):
        return case.settings.id, case
    if isinstance(case, str) and "counts" in cards().get(case, {}):
        home = cards()[case]["counts"].get("case", case)
        return home, None if home == case else load_case(home)
    found = load_case(case)
    return found.settings.id, found


def _rebuilt(
    case: Case, what: str | None, every: str | None, draws: int
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Rebuild the curve that a case names, and read it as counts."""
    chosen = case.settings.attention
    assert chosen is not None
    kind = "counter" if "_cumulative" in chosen.metric else None
    curve = rebuild_attention(case, chosen.metric, scope=chosen.scope, kind=kind)  # type: ignore[arg-type]
    table, card = _of_curve(curve, chosen.noun, what, every, draws)
    # A case of one's own may name a curve that nobody has written to data/ yet.
    return table, cards().get(chosen.series, card | {"licence": case.settings.licence})


def _of_curve(
    curve: AttentionCurve, noun: str, what: str | None, every: str | None, draws: int
) -> tuple[pd.DataFrame, dict[str, Any]]:
    if what not in (None, noun):
        raise WorkbenchError(
            f"What is left is a curve of {noun}. Nobody counted how many posts were negative.",
            received=f"what={what!r}",
            allowed=repr(noun),
            remedy=f"leave what out, and read the result as one about {noun}",
        )
    table = curve_counts(curve, every=every or "1D", draws=draws)
    note = (
        f"{noun.capitalize()}, not negative posts. A bin is given only where a reading falls into it "
        f"({table.attrs['told']} of {table.attrs['bins']}); the curve between readings is not counted. {draws} possible "
        "curves stand one below the other: fit each and put them together with wb.fit_draws."
    )
    table.attrs.update(counted=f"{noun} ({curve.scope})", note=note)
    card = {
        "name": curve.metric,
        "title": curve.name,
        "kind": "simulated" if curve.simulated else "rebuilt",
        "source": curve.data_note,
        "licence": "that of the readings",
        "warning": "Rebuilt, not recorded.",
    }
    return table, card


def _cut(table: pd.DataFrame, first: pd.Timestamp | None, last: pd.Timestamp | None) -> pd.DataFrame:
    """Keep the bins of a window, from the first counted one to the last."""
    inside = pd.Series(True, index=table.index)
    if first is not None:
        inside &= table["time"] >= first
    if last is not None:
        inside &= table["time"] < last
    counted = table[inside & table["count"].notna()]
    if counted.empty:
        raise NotEnoughData(
            "Nobody counted anything in this window.",
            received=f"{first or 'the beginning'} to {last or 'the end'}",
            allowed=f"a window within {table['time'].min()} to {table['time'].max()} that holds a collected bin",
            remedy="leave start and end out",
        )
    # A counter's first day holds the trigger, read or not.
    earliest = table["time"].min() if "draw" in table else counted["time"].min()
    inside &= (table["time"] >= earliest) & (table["time"] <= counted["time"].max())
    return table[inside].reset_index(drop=True)


def _seen(table: pd.DataFrame) -> str:
    if "draw" in table:  # its note has said so already
        return ""
    return f"{int(table['count'].notna().sum())} of {len(table)} bins were collected."


def _instant(time: str | pd.Timestamp) -> pd.Timestamp:
    moment = pd.Timestamp(time)
    if moment.tzinfo is None:
        raise WorkbenchError(
            "A time without a zone cannot be placed.",
            received=repr(str(time)),
            allowed="a time with its offset",
            remedy=f"'{moment.isoformat()}Z' if that clock was UTC",
        )
    return moment.tz_convert("UTC")


def _with(kind: str) -> str:
    held = [
        card["counts"].get("case", name)
        for name, card in cards().items()
        if "counts" in card and card["kind"] == kind
    ]
    return ", ".join(sorted(held)) or "none yet"


def _no_companion(name: str) -> NotFound:
    return NotFound(
        f"{name} has no simulated companion.",
        received="simulated=True",
        allowed=_with("simulated"),
        remedy="simulate_crisis of workbench.simulate_crises invents one",
    )


def _no_series(name: str, case: Case | None) -> NotEnoughData:
    companion = name in _with("simulated").split(", ")
    held = f"grade {case.settings.grade}: {case.settings.grade_reason}" if case else name
    few = _counted_days(case) if case else ""
    return NotEnoughData(
        f"{name} holds no series that a model could take.{few} Its mentions are a sample found by search, never the volume.",
        received=held,
        allowed=f"a case with counts: {_with('documented')}; or one with a rebuilt curve",
        remedy=(
            f"wb.case_counts({name!r}, simulated=True) for practice: an invented stream on this case's clock, never a finding"
            if companion
            else "describe the case without a model, or count an export of your own"
        ),
    )


def _counted_days(case: Case) -> str:
    """Say how many dated counts of messages the case has, if it has any."""
    rows = case.observations
    rows = rows[rows["metric"].isin(["mentions_total", "tweets_count", "mentions_count"])]
    if rows.empty:
        return ""
    days = rows.groupby("scope")["time"].nunique().max()
    return f" It has figures of all mentions for {days} {'day' if days == 1 else 'days'}, which is no course."
