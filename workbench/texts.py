"""Text that a notebook shows as a page, not as a quoted string."""

from __future__ import annotations


class MarkdownText(str):
    """A Markdown text: a plain string everywhere, a typeset page in a notebook.

    Examples
    --------
    >>> MarkdownText("# Brief").startswith("#")
    True
    """

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)
