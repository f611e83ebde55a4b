"""What measuring a spread hands back: platforms in their order, voices, languages, and sentences about them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from workbench.models.base import Estimate, ModelResult
from workbench.spans import range_words

#: Below so many mentions beyond the quiet level the growth of simulated waves came out too slow.
SMALL = 2000


@dataclass(frozen=True, repr=False)
class Spread(ModelResult):
    """How a wave spread. Made by :func:`workbench.measure_spread`.

    Attributes
    ----------
    platforms : DataFrame
        In order: `platform`, `mentions`, `began` (a tenth of its wave was written, UTC), `began_low`,
        `began_high`, `lag` (hours behind the first), `lag_low`, `lag_high`, `behind` (share of draws in which it
        trails the first).
    voices : DataFrame
        Authors by what they set off: `author` (pseudonym), `messages`, `set_off`, `per_message`, `followers`,
        `rank_by_followers`, `excess_after` (mentions in the two hours after their strongest message beyond the usual).
    languages : DataFrame
        `language`, `mentions`, `share`, `lower`, `upper`.
    rise : tuple of Timestamp, or None
        Between when and when the growth was read.
    curve : DataFrame
        `platform`, `hours` after the start, `share` of its wave written by then.
    start, end : Timestamp
        Of the wave, UTC.
    flat : tuple of str
        Platforms that did not rise above their quiet level, so that they have no place in the order.
    beyond : float
        Mentions of the wave beyond the quiet level, on all platforms.
    reposts_unknown : int
        Mentions of which the export does not say whether they are reposts.
    mentions : int
        Mentions of the wave.
    """

    platforms: pd.DataFrame
    voices: pd.DataFrame
    languages: pd.DataFrame
    rise: tuple[pd.Timestamp, pd.Timestamp] | None
    start: pd.Timestamp
    end: pd.Timestamp
    curve: pd.DataFrame = field(repr=False)
    flat: tuple[str, ...] = ()
    beyond: float = float("inf")
    reposts_unknown: int = 0
    mentions: int = 0
    figure: ClassVar[str] = "spread.plot_spread"

    @property
    def first(self) -> list[str]:
        """Platforms of which each may have been the first: one, where one leads all others at 95 %."""
        trails = self.platforms["lag_low"] > 0
        return [str(name) for name in self.platforms.loc[~trails, "platform"]]

    def order_words(self) -> str:
        """Say which platform was first, or that it cannot be told."""
        if len(self.platforms) == 1:
            return f"The wave rose on {self.platforms['platform'].iloc[0]}"
        if len(self.first) == len(self.platforms):
            return "Which platform came first cannot be told"
        return f"The wave rose first on {' or '.join(self.first)}"

    def pace_words(self) -> str:
        """Say how fast it doubled; nothing where no growth could be told."""
        row = self._row("doubling time")
        if row is None:
            return ""
        said = f"While it rose it doubled every {range_words(row.value, row.lower, row.upper)}"
        return (
            f"{said} or faster: a wave as small as this seems slower than it is."
            if self.small
            else f"{said}."
        )

    @property
    def small(self) -> bool:
        """Whether so few mentions lie beyond the quiet level that the growth seems slower than it is."""
        return bool(self.beyond < SMALL)

    def headline(self) -> str:
        """Say where it began and how fast it grew."""
        said = self.order_words().removeprefix("The wave rose ")
        said = said[0].lower() + said[1:]
        row = self._row("doubling time")
        if row is None:
            return said
        return f"{said}, doubling every {range_words(row.value, np.nan, np.nan)}{' or faster' if self.small else ''}"

    def summary(self) -> str:
        """Say in plain sentences how it spread."""
        first, text = self.platforms.iloc[0]["platform"], self.order_words()
        later = [row for row in self.platforms.to_dict("records") if row["platform"] not in self.first]
        than = f" than on {first}" if len(self.first) > 1 else ""
        if later:
            text += " (which of them may be chance)" if than else ""
            text += "".join(
                f", on {row['platform']} {_later(row)}{than if not place else ''}{_range(row)}"
                for place, row in enumerate(later)
            )
        elif len(self.first) > 1:
            text += f": {listed(self.first)} rose so closely after one another that their order may be chance"
        text += "."
        if self.flat:
            it = "it has" if len(self.flat) == 1 else "they have"
            text += f" On {listed(self.flat)} nothing rose above what quiet hours may bring, so {it} no place in this order."
        text += f" {self.pace_words()}" if self.pace_words() else ""
        share, own = self._row("share from reposts"), self._row("set off by the ten strongest voices")
        if share is not None:
            text += f" {share.value:.0f} % of its mentions were passed on without words of their own"
        elif self.reposts_unknown:
            text += (
                " The export does not say which messages are reposts"
                if self.reposts_unknown == self.mentions
                else f" The export does not say of {self.reposts_unknown:,} of these messages whether they are reposts"
            )
        if own is not None:
            text += "; the" if share is not None or self.reposts_unknown else " The"
            text += f" ten strongest voices set off {own.value:.0f} % of all"
        return text.rstrip(".") + "."

    def _row(self, term: str) -> Estimate | None:
        rows = self.estimates[self.estimates["term"] == term]
        return Estimate(*rows.iloc[0]) if len(rows) and pd.notna(rows["value"].iloc[0]) else None


def listed(names: Sequence[str]) -> str:
    """Write names one after the other, the last after an and.

    >>> listed(["x"]), listed(["x", "news", "reddit"])
    ('x', 'x, news and reddit')
    """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _later(row: Mapping[Hashable, Any]) -> str:
    return f"{range_words(row['lag'], float('nan'), float('nan'))} later"


def _range(row: Mapping[Hashable, Any]) -> str:
    said = range_words(row["lag"], row["lag_low"], row["lag_high"])
    return said[said.find(" (") :] if "(" in said else ""
