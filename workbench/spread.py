"""How a wave spread: between platforms, how fast, through whom, in which languages."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.counts_coverage import moment
from workbench.mentions import as_mentions
from workbench.models.base import Estimate, estimate_table
from workbench.problems import NotEnoughData, TooCoarse, WorkbenchError
from workbench.spread_cascades import below_strongest, parents, roots, voices
from workbench.spread_order import HOUR, QUIET_HOURS, Draws, band, growth_of, order_of
from workbench.spread_result import Spread
from workbench.spread_timing import Array, climb

Moment: TypeAlias = "str | pd.Timestamp"
FEWEST = 50
DRAWS = 200
FINE = ("second", "minute")
#: Cascades hang together by links that nobody sees, too: they are drawn with so much more variance.
UNSEEN = 0.6
#: No doubling time is given whose interval reaches so many times beyond it.
VAGUE = 10.0


def measure_spread(
    mentions: pd.DataFrame,
    *,
    since: Moment | None = None,
    until: Moment | None = None,
    most_voices: int = 10,
    seed: int = 0,
) -> Spread:
    """Measure the order of the platforms, the growth, the voices and the languages of one wave.

    Call it on the messages of a crisis with some quiet days before it: what came in quiet days is
    taken off, so that a busy platform does not seem early.

    Parameters
    ----------
    mentions : DataFrame
        A message table (``wb.read_mentions``). Times to the second or minute are used; `repost_of`,
        `in_reply_to`, `author` and `followers` where there are any.
    since : time, optional
        Where the wave begins, with zone; the first message by default. Earlier messages give the
        quiet level.
    until : time, optional
        Where it ends; the last message by default.
    most_voices : int
        How many authors to list.
    seed : int
        For the draws behind the intervals.

    Returns
    -------
    Spread

    Raises
    ------
    TooCoarse
        If most messages are dated to the day or the hour: that cannot order platforms within a day.
    NotEnoughData
        If the wave holds fewer than 50 finely dated messages.
    WorkbenchError
        If this is no message table, or the wave ends before it begins.

    Notes
    -----
    The lag of a platform is the mean distance between its rising half and that of the first one: the
    hours at which 5 to 50 % of the most that it held beyond the quiet level had been written, so that
    days after the wave may be quieter than those before it. A platform that never rose further than quiet
    hours may by chance (4 standard deviations of a sum that scatters as that of quiet days) has no place in
    the order. A platform is called the first only if it leads all others at 95 %. The doubling time
    is that of an exponential rise between a twentieth and half of the first peak, by maximum likelihood;
    none is given where its upper limit is more than ten times as long. Intervals
    (95 %) come from 200 draws of whole cascades, because the messages of a cascade are not independent;
    they are drawn with 1.6 times the usual variance, because a part of every cascade carries no link; the
    quiet level is taken as known in them.

    On 20 simulated waves each of 60, 150, 400 and 900 arrivals, a quarter of the links unseen, no wrong platform
    was called the first (of 900 the right one always), and the planted lags were held in 92 to 100 %. The
    planted doubling time was held in 85 % of the waves of 400 and 900; of 400 it came out 1.7 times as long as it
    is, so the sentence says "or faster"; of 60 none is given, of 150 hardly one.

    What a voice set off is counted through links only, reposts and answers and theirs, and each message of somebody
    else once, however many messages of that voice it stands under.

    Examples
    --------
    >>> import workbench as wb
    >>> messages, truth = wb.simulate_mentions(seed=1)
    >>> spread = wb.measure_spread(messages, since=truth.trigger)
    >>> spread.platforms["platform"].tolist()
    ['x', 'reddit', 'news', 'youtube']
    """
    table = as_mentions(mentions)
    simulated = bool(mentions.attrs.get("simulated"))
    start = table["time"].min() if since is None else moment(since, "since")
    end = (table["time"].max() + HOUR / 3600) if until is None else moment(until, "until")
    wave, before, aside = _cut(table, start, end)
    hours = (wave["time"] - start).dt.total_seconds().to_numpy() / 3600
    length = float((end - start) / HOUR)
    quiet_hours = 0.0 if before.empty else float((start - before["time"].min()) / HOUR)
    parent = parents(wave)
    draws = _draws(roots(parent), np.random.default_rng(seed))
    order = order_of(wave, before, hours, quiet_hours, draws, start)
    rate = len(before) / quiet_hours if quiet_hours >= QUIET_HOURS else 0.0
    rise, growths = growth_of(hours, rate, length, draws)
    ranked = voices(wave, parent, most=max(most_voices, 10), window=pd.Timedelta("2h"))
    strongest = below_strongest(wave, parent, ranked["author"].head(10))
    rows = _estimates(wave, order.platforms, growths, strongest, draws)
    note = f"{len(wave):,} mentions on {wave['platform'].nunique()} platforms, {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M} UTC"
    note += (
        f"; quiet level from {quiet_hours / 24:.0f} days before"
        if quiet_hours >= QUIET_HOURS
        else "; no quiet level taken off"
    )
    note += f"; {aside:,} messages dated to the day or hour left out" if aside else ""
    return Spread(
        rows,
        (
            "A link leads to the message that set this one off; what was read without a link is not seen.",
            "The collection is as complete on one platform as on another, at all hours.",
            "A platform that trails need not follow: both may have heard it elsewhere.",
            "What comes on quiet days would have come during the wave as well.",
        ),
        f"simulated: {note}" if simulated else note,
        order.platforms,
        ranked.head(most_voices),
        _languages(wave, draws),
        None if rise is None else (start + rise[0] * HOUR, start + rise[1] * HOUR),
        start,
        end,
        order.curve,
        order.flat,
        float(climb(hours, np.ones(hours.size), rate)[-1]),
        _reposts_unknown(wave),
        len(wave),
    )


def _cut(
    table: pd.DataFrame, start: pd.Timestamp, end: pd.Timestamp
) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Part the table into wave and quiet days before it; leave out what is dated too roughly."""
    if end <= start:
        raise WorkbenchError(
            "The wave ends before it begins.",
            received=f"{start} to {end}",
            allowed="an end after the start",
            remedy="check since= and until=, and their zones",
        )
    inside = table[(table["time"] >= start) & (table["time"] < end)]
    fine = inside["precision"].isin(FINE)
    aside = int((~fine).sum())
    if aside > len(inside) / 2:
        raise TooCoarse(
            "The messages are dated too roughly to put platforms in order.",
            received=f"{aside:,} of {len(inside):,} messages dated to the day or hour",
            allowed="messages dated to the minute or second; a day cannot say what came first within it",
            remedy="take an export with clock times, or compare platforms by day with wb.count_mentions(..., every='1D')",
        )
    wave = inside[fine].reset_index(drop=True)
    if len(wave) < FEWEST:
        raise NotEnoughData(
            "There are too few messages to measure how they spread.",
            received=f"{len(wave)} messages between {start:%Y-%m-%d %H:%M} and {end:%Y-%m-%d %H:%M} UTC",
            allowed=f"at least {FEWEST}",
            remedy="widen the search, or check since= and until=",
        )
    before = table[(table["time"] < start) & table["precision"].isin(FINE)]
    return wave, before, aside


def _draws(root: npt.NDArray[np.int64], rng: np.random.Generator) -> Draws:
    """How often each message counts: once as it is (row 0), then whole cascades drawn with replacement."""
    names, which = np.unique(root, return_inverse=True)
    drawn = rng.poisson(rng.gamma(1 / UNSEEN, UNSEEN, (DRAWS, names.size))).astype(np.int16)
    return np.vstack([np.ones((1, root.size), np.int16), drawn[:, which]])


def _estimates(
    wave: pd.DataFrame,
    platforms: pd.DataFrame,
    growths: Array,
    strongest: npt.NDArray[np.bool_] | None,
    draws: Draws,
) -> pd.DataFrame:
    rows = []
    low, high = band(growths[1:])
    # A growth that may be nil, or next to nil, doubles in a time without end: that says nothing.
    if growths[0] > 0 and low > growths[0] / VAGUE:
        rows.append(Estimate.of("doubling time", np.log(2) / np.array([growths[0], high, low]), "hours"))
    for row in platforms.iloc[1:].to_dict("records"):
        term = f"lag of {row['platform']} behind {platforms['platform'].iloc[0]}"
        rows.append(Estimate.of(term, (row["lag"], row["lag_low"], row["lag_high"]), "hours"))
    total = draws.sum(axis=1)
    shares_of = {}
    # Where the export does not say what is passed on, or what answers what, nothing is known; that is not none.
    if not _reposts_unknown(wave):
        shares_of["share from reposts"] = wave["is_repost"].to_numpy(bool)
    if wave["in_reply_to"].notna().any():
        shares_of["share answers"] = wave["in_reply_to"].notna().to_numpy()
    if strongest is not None:
        shares_of["set off by the ten strongest voices"] = strongest
    for term, member in shares_of.items():
        shares = 100 * (draws * member).sum(axis=1) / total
        rows.append(Estimate.of(term, (shares[0], *band(shares[1:])), "% of mentions"))
    return estimate_table(rows)


def _reposts_unknown(wave: pd.DataFrame) -> int:
    """Messages of which nobody says whether they are reposts."""
    unknown = int(wave["is_repost"].isna().sum())
    # No repost at all beside messages that pass others on: older imports wrote no where nobody had said.
    silent = not unknown and not wave["is_repost"].any() and wave["repost_of"].notna().any()
    return len(wave) if silent else unknown


def _languages(wave: pd.DataFrame, draws: Draws) -> pd.DataFrame:
    total, rows = draws.sum(axis=1), []
    for name, count in wave["language"].value_counts().items():
        shares = (draws * (wave["language"] == name).to_numpy()).sum(axis=1) / total
        low, high = band(shares[1:])
        rows.append(
            {"language": name, "mentions": int(count), "share": float(shares[0]), "lower": low, "upper": high}
        )
    return pd.DataFrame(rows)
