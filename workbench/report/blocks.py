"""What a report is made of: sections of texts, tables, drawings and controls. The page alone knows HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

if TYPE_CHECKING:
    import pandas as pd
    from plotly.graph_objects import Figure

#: How a section's figures came about; the word stands on a badge beside its title.
DOCUMENTED, REBUILT, SIMULATED, MODELLED = "documented", "rebuilt", "simulated", "modelled"
IMPORTED, RECORDS = "imported", "own records"
KIND = {
    DOCUMENTED: "stands in a dated public source",
    REBUILT: "estimated from dated readings, with a band",
    SIMULATED: "made by a model from a recipe; no real company, no real message",
    MODELLED: "inferred from counts under assumptions that are listed",
    RECORDS: "entered by whoever made this case, from records that are not public",
    IMPORTED: "counted from an export of a listening tool; not public",
}
_WEB = re.compile(r"https?://[^\s\"'<>]+", re.IGNORECASE)


@dataclass(frozen=True)
class Cell:
    """One cell of a table: what it says, the sources behind it, and where it leads."""

    text: str
    sources: tuple[str, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Text:
    """A paragraph. ``role`` is "note", "screen" (not printed), "missing" (why something is not there) or nothing."""

    words: str
    role: str = ""
    form: ClassVar[str] = "text"


@dataclass(frozen=True)
class Items:
    """Sentences below one another."""

    words: tuple[str, ...]
    form: ClassVar[str] = "items"


@dataclass(frozen=True)
class Table:
    """A table with a caption; ``numbers`` are the columns that are aligned to the right.

    ``folded`` is what opens a long one; ``on_paper`` tells whether it is printed.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()
    folded: str = ""
    on_paper: bool = True
    form: ClassVar[str] = "table"


@dataclass(frozen=True)
class Source:
    """One page that rows lean on."""

    title: str
    about: str
    address: Cell


@dataclass(frozen=True)
class Sources:
    """The numbered list of sources; citations lead to its lines."""

    rows: tuple[Source, ...]
    form: ClassVar[str] = "sources"


@dataclass(frozen=True)
class Drawing:
    """A plotly figure, with what it shows in words for those who cannot see it."""

    figure: Figure
    alt: str
    form: ClassVar[str] = "drawing"


@dataclass(frozen=True)
class Control:
    """HTML of the workbench's own that does something, with the scripts that the page may run for it."""

    html: str
    scripts: tuple[str, ...] = ()
    form: ClassVar[str] = "control"


Block: TypeAlias = Text | Items | Table | Sources | Drawing | Control


@dataclass(frozen=True)
class Section:
    """One part of a report: an id, a title, badges, and what it holds."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    kinds: tuple[str, ...] = ()
    #: Whether it begins on a page of its own when printed.
    new_page: bool = field(default=False)


def table(
    caption: str,
    header: Sequence[str],
    rows: Iterable[Sequence[Cell | str]],
    *,
    numbers: Iterable[str] = (),
    folded: str = "",
    on_paper: bool = True,
) -> Table:
    """Build a table from rows of cells or words.

    Examples
    --------
    >>> table("A caption", ["name", "count"], [["x", "3"]], numbers=["count"]).numbers
    frozenset({1})
    """
    made = tuple(tuple(c if isinstance(c, Cell) else Cell(str(c)) for c in row) for row in rows)
    right = frozenset(header.index(name) for name in numbers)
    return Table(caption, tuple(header), made, right, folded, on_paper)


def web_address(text: object) -> str:
    """Return an address that a browser may open, or nothing.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    found = str(text).strip()
    return found if _WEB.fullmatch(found) else ""


def in_words(figure: Figure) -> str:
    """Say what a figure shows: its title and subtitle without markup."""
    parts = [figure.layout.title.text or "", figure.layout.title.subtitle.text or ""]
    plain = [" ".join(re.sub(r"<[^>]*>", " ", part).split()) for part in parts]
    return _unescaped(". ".join(part.rstrip(".") for part in plain if part)) + "."


def _unescaped(text: str) -> str:
    import html

    return html.unescape(text)


def shortened(address: str, letters: int = 180) -> str:
    """Cut an address that would fill a page; the link behind it stays whole.

    >>> shortened("https://example.org/abc", 19)
    'https://example.org …'
    """
    return address if len(address) <= letters else f"{address[:letters]} …"


def dash(value: object) -> str:
    """Write nothing as a dash, so that no cell is empty.

    >>> dash(""), dash("x")
    ('-', 'x')
    """
    text = "" if value is None else str(value).strip()
    return text if text and text != "nan" else "-"


def some(rows: pd.DataFrame) -> Iterable[Any]:
    """Go through the rows of a table."""
    return (row for _, row in rows.iterrows())
