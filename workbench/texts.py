"""Text that a notebook shows as a page, not as a quoted string."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

#: Code and web addresses as they stand; or what would be markup, a link elsewhere, or a formula.
_PARTS = re.compile(
    r"`[^`]*`|<https?://[^>\s]*>|<|\]\(\s*(?!https?:)[^)]*\)|^\s*\[[^\]]+\]:.*$|\\?\$", re.MULTILINE
)
#: Two dollar signs in one paragraph are a formula to JupyterLab, even behind backslashes; one that is
#: alone in its element is a dollar sign everywhere.
_ALONE = "<span>&#36;</span>"
#: Ids in square brackets, one or several, with the space before them; no link and no code.
_CITED = re.compile(r"(?: ?\[[A-Za-z0-9][\w.\-]*(?:\s*;\s*[A-Za-z0-9][\w.\-]*)*\](?![\[(:`]))+", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9][\w.\-]*", re.ASCII)
_ADDRESS = re.compile(r"https?://[^\s<>]+")
#: What would end the words beside a link, or mean something in Markdown or in a formula.
_QUIET = re.compile(r"[\"<>\[\]$\\`*_\r\n]")


def many(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> many(1, "day"), many(1200, "day")
    ('1 day', '1,200 days')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


class MarkdownText(str):
    """A Markdown text: a plain string everywhere, a typeset page in a notebook.

    Examples
    --------
    >>> MarkdownText("# Brief").startswith("#")
    True
    """

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return _PARTS.sub(_harmless, str(self))


class CitedText(MarkdownText):
    """A Markdown text whose sources, ids in square brackets, become small numbered links in a notebook.

    Parameters
    ----------
    text : str
        The text; ``[reuters]`` and ``[reuters; bbc]`` cite.
    pages : dict
        Source id -> what hovering says, and the address. Other words in brackets stay as they are.

    Examples
    --------
    >>> CitedText("It fell [a].", {"a": ("A paper", "https://example.org/a")})._repr_markdown_()
    'It fell<sup>[1](<https://example.org/a> "A paper")</sup>.'
    """

    pages: Mapping[str, tuple[str, str]]

    def __new__(cls, text: str, pages: Mapping[str, tuple[str, str]]) -> CitedText:  # noqa: D102
        self = super().__new__(cls, text)
        self.pages = pages
        return self

    def _repr_markdown_(self) -> str:
        numbers: dict[str, int] = {}

        def links(found: re.Match[str]) -> str:
            names = _NAME.findall(found[0])
            if not all(_ADDRESS.fullmatch(self.pages.get(name, ("", ""))[1]) for name in names):
                return found[0]
            cited = []
            for name in names:
                said, address = self.pages[name]
                number = numbers.setdefault(name, len(numbers) + 1)
                cited.append(f'[{number}](<{address}> "{_QUIET.sub("", said)}")')
            return f"<sup>{' '.join(cited)}</sup>"

        return _CITED.sub(links, super()._repr_markdown_())


def _harmless(found: re.Match[str]) -> str:
    """Keep code and web addresses, and take the power from everything else that is not plain text.

    A notebook trusts what its own cells show, so the HTML of a stranger's case folder would run.
    """
    part = found[0]
    if part.startswith(("`", "<http")):
        return part
    if part == "<":
        return "&lt;"
    if part.endswith("$"):
        return _ALONE
    return "](#)" if part.startswith("](") else ""


def as_html(text: str) -> str:
    """Escape a text for a page, with dollar signs that make no formula.

    >>> as_html("<b>")
    '&lt;b&gt;'
    """
    return html.escape(text).replace("$", _ALONE)
