"""Moved to workbench.models.what_if: a module of this name would hide the function ``wb.what_if``."""

import sys

from workbench.models.what_if import cost_of_silence, what_if

what_if.cost_of_silence, what_if.what_if = cost_of_silence, what_if  # type: ignore[attr-defined]
sys.modules[__name__] = what_if  # type: ignore[assignment]
