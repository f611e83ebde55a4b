"""What a command prints: readable in a terminal of any width, plain in a pipe."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Item = TypeVar("Item")
#: Wider than any line: nobody breaks lines for a program that reads them.
_NO_EDGE = 100_000
# A cell of somebody else's table must not steer the terminal it is shown in.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def plain(text: object) -> str:
    r"""Turn control characters, which could steer a terminal, into something visible.

    >>> plain("red: \x1b[31m")
    'red: \\x1b[31m'
    """
    return _CONTROL.sub(lambda found: found.group().encode("unicode_escape").decode(), str(text))


def typed(path: object) -> str:
    """Write a path as it must be typed in a command.

    >>> typed("my-crisis"), typed("my crisis")
    ('my-crisis', '"my crisis"')
    """
    text = str(path)
    return f'"{text}"' if re.search(r"[^\w./\\:~+-]", text) else text


def console(*, errors: bool = False) -> Console:
    """Open the console on standard output, or on standard error.

    Returns
    -------
    rich.console.Console
        Reads no markup, because the evidence contains square brackets; does not break lines in a pipe.
    """
    from rich.console import Console

    stream = sys.stderr if errors else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _NO_EDGE
    return Console(file=stream, width=width, markup=False, emoji=False, highlight=False)


def say(*paragraphs: object, style: str = "", indent: int = 0) -> None:
    """Print paragraphs on standard output, broken at the terminal's edge."""
    from rich.padding import Padding
    from rich.text import Text

    out = console()
    for paragraph in paragraphs:
        text = Text(plain(paragraph), style=style)
        out.print(Padding(text, (0, 0, 0, indent), expand=False) if indent else text)


def complain(message: object) -> None:
    """Print one message on standard error."""
    from rich.text import Text

    console(errors=True).print(Text(plain(message)))


def table(header: Sequence[str], rows: Iterable[Sequence[object]], *, right: Sequence[str] = ()) -> Table:
    """Lay rows out as a table without lines.

    Parameters
    ----------
    header : sequence of str
        Names of the columns; an empty header shows none.
    rows : iterable of sequences
    right : sequence of str
        The columns that hold numbers.
    """
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=any(header))
    for name in header:
        # The other columns are broken before a name is, which somebody may want to copy.
        made.add_column(
            name, justify="right" if name in right else "left", overflow="fold", no_wrap=name == "case"
        )
    for row in rows:
        made.add_row(*(Text(plain(cell)) for cell in row))
    return made


def show_table(made: Table) -> None:
    """Print a table on standard output, without the spaces that fill its last column."""
    out = console()
    with out.capture() as captured:
        out.print(made)
    for line in captured.get().splitlines():
        sys.stdout.write(line.rstrip() + "\n")


def fits(made: Table) -> bool:
    """Tell whether a table can stand in this terminal without breaking a cell."""
    out = console()
    return out.measure(made, options=out.options.update(width=_NO_EDGE)).maximum <= out.width


def show_ways(ways: Sequence[tuple[str, str]]) -> None:
    """Print commands beside what they do, or below it where the terminal is narrow."""
    made = table(("", ""), ways)
    if fits(made):
        show_table(made)
        return
    # A command broken over two lines could not be copied.
    for command, what in ways:
        say(f"  {what}:", command)


def each(items: Sequence[Item], doing: str) -> Iterator[Item]:
    """Go through items behind a progress bar, which only a terminal shows."""
    with working(doing) as step:
        for number, item in enumerate(items):
            step(doing, number, len(items))
            yield item


@contextmanager
def waiting(doing: str) -> Iterator[None]:
    """Show that something is going on, in a terminal only, while the block runs."""
    with working(doing):
        yield


@contextmanager
def working(doing: str) -> Iterator[Callable[[str, int, int], None]]:
    """Show a bar, in a terminal only, while the block runs.

    Yields
    ------
    callable
        Called with what is being done, how many steps are done, and of how many.
    """
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    out = console(errors=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        # Until the steps are known the bar only moves to and fro.
        task = bar.add_task(doing, total=None)
        yield lambda what, done, of: bar.update(task, description=what, completed=done, total=of)
