"""Text that a notebook shows as a page, not as a quoted string."""

from __future__ import annotations

import re

#: Code and addresses as they stand, or a dollar sign.
_DOLLAR = re.compile(r"`[^`]*`|<[^>\n]*>|\\?\$")


class MarkdownText(str):
    """A Markdown text: a plain string everywhere, a typeset page in a notebook.

    Examples
    --------
    >>> MarkdownText("# Brief").startswith("#")
    True
    """

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        # Two dollar signs in one paragraph are a formula to JupyterLab, even behind backslashes;
        # one that is alone in its element is a dollar sign everywhere.
        return _DOLLAR.sub(
            lambda found: "<span>&#36;</span>" if found[0].endswith("$") else found[0], str(self)
        )
