"""Crisis Workbench: dated evidence, honest curves and careful models of crises in social media.

``import workbench as wb``; then ``wb.list_cases()``, ``wb.load_case(...)``, ``wb.plot_timeline(...)``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.cases import Case, list_cases, load_case
    from workbench.evidence import CaseCheck, CaseError, check_case
    from workbench.plots.figure import save_figure
    from workbench.plots.timeline import plot_timeline
    from workbench.problems import NotEnoughData, NotFound, TooCoarse, WorkbenchError
    from workbench.scaffold import new_case
    from workbench.series import list_series, load_series

#: Public name -> the module that holds it. A name is imported when it is first used, so that
#: ``import workbench`` costs little more than pandas.
_WHERE = {
    "Case": "cases",
    "CaseCheck": "evidence",
    "CaseError": "evidence",
    "NotEnoughData": "problems",
    "NotFound": "problems",
    "TooCoarse": "problems",
    "WorkbenchError": "problems",
    "check_case": "evidence",
    "list_cases": "cases",
    "list_series": "series",
    "load_case": "cases",
    "load_series": "series",
    "new_case": "scaffold",
    "plot_timeline": "plots.timeline",
    "save_figure": "plots.figure",
}

__all__ = [
    "Case",
    "CaseCheck",
    "CaseError",
    "NotEnoughData",
    "NotFound",
    "TooCoarse",
    "WorkbenchError",
    "check_case",
    "list_cases",
    "list_series",
    "load_case",
    "load_series",
    "new_case",
    "plot_timeline",
    "save_figure",
]


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"workbench has no {name!r}; it has {', '.join(__all__)}.")
    found = getattr(import_module(f"workbench.{_WHERE[name]}"), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
