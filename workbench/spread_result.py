"""What measuring a spread hands back: platforms in their order, voices, languages, and sentences about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import pandas as pd

from workbench.models.base import Estimate, ModelResult, number
from workbench.times import duration_words


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
    """

    platforms: pd.DataFrame
    voices: pd.DataFrame
    languages: pd.DataFrame
    rise: tuple[pd.Timestamp, pd.Timestamp] | None
    start: pd.Timestamp
    end: pd.Timestamp
    curve: pd.DataFrame = field(repr=False)
    figure: ClassVar[str] = "spread.plot_spread"

    def headline(self) -> str:
        """Say where it began and how fast it grew."""
        first = self.platforms.iloc[0]["platform"]
        said = f"first on {first}" if len(self.platforms) > 1 else f"on {first}"
        row = self._row("doubling time")
        return said if row is None else f"{said}, doubling every {duration_words(row.value)}"

    def summary(self) -> str:
        """Say in plain sentences how it spread."""
        order = []
        for row in self.platforms.iloc[1:].to_dict("records"):
            sure = "" if row["lag_low"] > 0 else ", which may be chance"
            between = f"{number(row['lag_low'])} to {number(row['lag_high'])}{sure}"
            order.append(f"{row['platform']} {number(row['lag'])} h later ({between})")
        first = self.platforms.iloc[0]["platform"]
        text = f"The wave rose first on {first}" + (f", on {'; on '.join(order)}. " if order else ". ")
        pace = self._row("doubling time")
        if pace is not None:
            between = f"{number(pace.lower)} to {number(pace.upper)}"
            text += f"While it rose it doubled every {number(pace.value)} h ({between}). "
        share = self._row("share from reposts")
        if share is not None:
            text += f"{share.value:.0f} % of its mentions were passed on without words of their own"
            own = self._row("set off by the ten strongest voices")
            if own is not None:
                text += f"; the ten strongest voices set off {own.value:.0f} % of all"
            text += "."
        return text.strip()

    def _row(self, term: str) -> Estimate | None:
        rows = self.estimates[self.estimates["term"] == term]
        return Estimate(*rows.iloc[0]) if len(rows) and pd.notna(rows["value"].iloc[0]) else None
