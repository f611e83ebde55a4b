"""Errors as sentences: what a command raises becomes a message and an exit code."""

from __future__ import annotations

import errno
import traceback
from typing import Any

import typer
from typer.core import TyperGroup

from workbench.commands.terminal import complain
from workbench.problems import WorkbenchError

OK, PROBLEMS, WRONG_USE, UNEXPECTED = 0, 1, 2, 3
MEANING = {
    OK: "all is well",
    PROBLEMS: "a check found problems",
    WRONG_USE: "wrong use or not found",
    UNEXPECTED: "an error of the workbench",
}


class Sentences(TyperGroup):
    """A group of commands whose errors are sentences: no traceback unless --debug asks for it."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Accept --debug behind the command, too, where people add it after something went wrong."""
        if "--debug" in args:
            args = ["--debug", *(word for word in args if word != "--debug")]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run a command and turn what it raises into a message and an exit code."""
        try:
            return super().invoke(ctx)
        except (typer.TyperException, typer.Abort, typer.Exit):
            raise
        except Exception as error:
            # A reader that went away, such as `head`, is nobody's error; typer ends quietly.
            if isinstance(error, OSError) and error.errno == errno.EPIPE:
                raise
            debug = bool(ctx.params.get("debug"))
            if debug:
                traceback.print_exc()
            raise typer.Exit(_say(error, debug=debug)) from None


def _say(error: Exception, *, debug: bool) -> int:
    if isinstance(error, WorkbenchError):
        complain(str(error).replace("wb.list_cases() shows them all", "crisis list shows the shipped ones"))
        return WRONG_USE
    if isinstance(error, OSError):
        about = f": {error.filename}" if error.filename else ""
        complain(f"A file could not be read or written{about}. {error.strerror or error}.")
        return WRONG_USE
    complain(f"Something unexpected went wrong: {type(error).__name__}: {error}")
    if not debug:
        complain("Run the same command with --debug to see where; please report it with what that prints.")
    return UNEXPECTED
