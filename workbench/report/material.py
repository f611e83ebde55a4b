"""What a report is written from: the case, and whatever its messages allow to be computed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from workbench.cases import Case
    from workbench.models.self_exciting import SelfExcitingFit

#: Called with what is being done, how many steps are done, and of how many.
Step = Callable[[str, int, int], None]


@dataclass
class Material:
    """Everything that the sections share; what is None was not there, and a sentence says why."""

    case: Case
    messages: pd.DataFrame | None = None
    receipt: dict[str, Any] | None = None
    simulated: bool = False
    #: Counts per bin by stance for the timeline, and of negative messages for the model.
    drawn_counts: pd.DataFrame | None = None
    counts: pd.DataFrame | None = None
    every: str = "1D"
    effect: SelfExcitingFit | None = None
    why_no_effect: str = ""
    #: One sentence about the alarm.
    alarm: str | None = None
    found: dict[str, Any] = field(default_factory=dict)
