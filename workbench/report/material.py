"""What a report is written from: the case, and whatever its messages allow to be computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from workbench.alarms import Alarm
    from workbench.cases import Case
    from workbench.models.self_exciting import SelfExcitingFit
    from workbench.own_messages import Import
    from workbench.spread import Spread

NEGATIVE = "negative messages"
#: Called with what is being done, how many steps are done, and of how many.
Step = Callable[[str, int, int], None]


@dataclass
class Material:
    """Everything that the sections share. What is None could not be had, and a sentence says why."""

    case: Case
    #: Time, stance and precision of every imported message.
    messages: pd.DataFrame | None = None
    imported: Import | None = None
    simulated: bool = False
    #: Counts per bin and stance for the timeline; one series for the models.
    drawn_counts: pd.DataFrame | None = None
    counts: pd.DataFrame | None = None
    counted: str = NEGATIVE
    every: str = "1h"
    alarm: Alarm | None = None
    #: What the monitor watched, where that was not the negative messages.
    alarm_note: str = ""
    why_no_alarm: str = ""
    spread: Spread | None = None
    why_no_spread: str = ""
    effect: SelfExcitingFit | None = None
    why_no_effect: str = ""
    #: What was said of answers that no model could ask about.
    refused: tuple[str, ...] = ()
    #: Badges that stand somewhere in the report.
    kinds: set[str] = field(default_factory=set)

    @property
    def zone(self) -> str:
        """The one clock of the report: the case's own."""
        return self.case.clock.timezone
