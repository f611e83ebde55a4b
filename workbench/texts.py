"""Text that a notebook shows as a page, not as a quoted string."""

from __future__ import annotations

import html
import re

#: Code and web addresses as they stand; or what would be markup, a link elsewhere, or a formula.
_PARTS = re.compile(
    r"`[^`]*`|<https?://[^>\s]*>|<|\]\(\s*(?!https?:)[^)]*\)|^\s*\[[^\]]+\]:.*$|\\?\$", re.MULTILINE
)
#: Two dollar signs in one paragraph are a formula to JupyterLab, even behind backslashes; one that is
#: alone in its element is a dollar sign everywhere.
_ALONE = "<span>&#36;</span>"


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
