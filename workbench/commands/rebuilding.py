"""``crisis rebuild``: the attention curves that cases ship, computed anew from their readings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.commands.sentences import OK, PROBLEMS
from workbench.commands.terminal import say, working
from workbench.problems import WorkbenchError

if TYPE_CHECKING:
    from workbench.cases import Case


def rebuild_them(name: str | None, *, check: bool) -> int:
    """Rebuild the curve of one case or of all, and write it, or say whether the shipped one equals it.

    Returns
    -------
    int
        0, or 1 if `check` found a shipped curve that is not the rebuilt one.
    """
    from workbench.curves import difference, rebuild_curve, write_curve

    code, lines = OK, []
    with working("Reading the cases") as step:
        cases = _cases(name)
        for number, case in enumerate(cases):
            step(f"Rebuilding {case.settings.id}", number, len(cases))
            curve = rebuild_curve(case)
            differs = difference(curve)
            if not differs:
                lines.append(f"{case.settings.id}: data/{curve.name}.csv equals a fresh rebuild.")
            elif check:
                code = PROBLEMS
                lines.append(
                    f"{case.settings.id}: data/{curve.name}.csv differs from a fresh rebuild. {differs}"
                )
            else:
                path = write_curve(curve)
                lines.append(f"{case.settings.id}: {path} is written, with its card. {differs}")
    say(*lines)
    if code:
        say("crisis rebuild writes the fresh ones.")
    return code


def _cases(name: str | None) -> list[Case]:
    from workbench.cases import case_folders, load_case

    if name is None:
        return [case for case in map(load_case, case_folders()) if case.settings.attention]
    case = load_case(name)
    if case.settings.attention is None:
        with_one = [folder.name for folder in case_folders() if load_case(folder).settings.attention]
        raise WorkbenchError(
            "This case ships no attention curve.",
            received=case.settings.id,
            allowed=", ".join(with_one) or "a case whose case.toml has a table [attention]",
            remedy="a table [attention] in case.toml, with metric, scope, series and noun",
        )
    return [case]
