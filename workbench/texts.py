"""Text that a notebook shows as a page, not as a quoted string."""

from __future__ import annotations

import html
import re

#: Code and addresses as they stand, or a dollar sign.
_DOLLAR = re.compile(r"`[^`]*`|<[^>\n]*>|\\?\$")
#: Two dollar signs in one paragraph are a formula to JupyterLab, even behind backslashes; one that is
#: alone in its element is a dollar sign everywhere.
_ALONE = "<span>&#36;</span>"


class MarkdownText(str):
    """A Markdown text: a plain string everywhere, a typeset page in a notebook.

    Examples
    --------
    >>> MarkdownText("# Brief").startswith("#")
    True
    """

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return _DOLLAR.sub(lambda found: _ALONE if found[0].endswith("$") else found[0], str(self))


def as_html(text: str) -> str:
    """Escape a text for a page, with dollar signs that make no formula.

    >>> as_html("<b>")
    '&lt;b&gt;'
    """
    return html.escape(text).replace("$", _ALONE)
