"""``crisis rebuild``: the attention curves that cases ship, computed anew from their readings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from workbench.commands.sentences import OK, PROBLEMS
from workbench.commands.terminal import say, working

if TYPE_CHECKING:
    from workbench.cases import Case


def rebuild_them(name: str | None, *, check: bool) -> int:
    """Rebuild the curve of one case or of all, and write it, or say whether the shipped one equals it.

    Returns
    -------
    int
        0, or 1 if `check` found a shipped curve that is not the rebuilt one.
    """
    # Before numpy is loaded: its threads cost a small fit more than they bring, many times over
    # where other programs want the processors, too.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from workbench.curve_files import compare_curve, write_curve
    from workbench.curves import rebuild_curve

    code, lines = OK, []
    with working("Reading the cases") as step:
        cases = _cases(name)
        for number, case in enumerate(cases):
            known = case.settings.id
            step(f"Rebuilding {known}", number, len(cases))
            curve = rebuild_curve(case)
            found = compare_curve(curve)
            lines.append(f"{known}: {curve.name} {found.sentence}.")
            if not found.same and check:
                code = PROBLEMS
            elif not found.same:
                lines.append(f"{known}: {write_curve(curve)} is written, and its card.")
    say(*lines)
    if code:
        say("", "crisis rebuild writes the fresh ones.")
    return code


def _cases(name: str | None) -> list[Case]:
    from workbench.cases import case_folders, load_case

    if name is None:
        return [case for case in map(load_case, case_folders()) if case.settings.attention]
    return [load_case(name)]
