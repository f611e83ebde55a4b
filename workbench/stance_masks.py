"""What a scorer must not read as an opinion: brand names, account names, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workbench.problems import WorkbenchError

#: Stands for a brand; in no lexicon, and in capitals where the name was, because capitals are emphasis.
MASK = "brandname"
USER, LINK = "@user", "http"
_HANDLE = re.compile(r"(?<![\w@/])@\w+")
_LINK = re.compile(r"\bhttps?://\S+|\bwww\.\S+", re.IGNORECASE)
_NOTHING = re.compile(rf"\b{MASK}\b|{USER}\b|\b{LINK}\b|\s", re.IGNORECASE)


def brand_pattern(brands: Iterable[str]) -> re.Pattern[str] | None:
    """Return the pattern that finds brand names as whole words, also behind @ and #, in any case.

    Parameters
    ----------
    brands : iterable of str
        Names such as "United" or "US Airways".

    Returns
    -------
    re.Pattern or None
        None without brands.

    Raises
    ------
    WorkbenchError
        If a name is empty, or one text was given instead of a list.

    Examples
    --------
    >>> bool(brand_pattern(["US Airways"]).search("thanks @usairways"))
    True
    """
    if isinstance(brands, str):
        raise WorkbenchError(
            "The brands are one text, which would be read letter by letter.",
            received=f"brands={brands!r}",
            allowed="a list of names",
            remedy=f"brands=[{brands!r}]",
        )
    names = list(brands)
    empty = [name for name in names if not isinstance(name, str) or not name.strip()]
    if empty:
        raise WorkbenchError(
            "A brand has no name.",
            received=", ".join(map(repr, empty)),
            allowed="names with at least one letter",
            remedy="brands=['United', 'United Airlines']",
        )
    if not names:
        return None
    # Longest first, or "United Airlines" would become "brandname Airlines". Handles leave the spaces out.
    ordered = sorted({" ".join(name.split()) for name in names}, key=lambda name: (-len(name), name))
    parts = [r"\s*".join(map(re.escape, name.split())) for name in ordered]
    return re.compile(rf"(?<!\w)[@#]?(?:{'|'.join(parts)})(?!\w)", re.IGNORECASE)


def mask(text: str, pattern: re.Pattern[str] | None) -> str:
    """Replace brands, account names and addresses by words that mean nothing.

    Parameters
    ----------
    text : str
    pattern : re.Pattern or None
        From :func:`brand_pattern`.

    Returns
    -------
    str

    Examples
    --------
    >>> mask("UNITED lost my bag, @ann see https://x.example/1", brand_pattern(["United"]))
    'BRANDNAME lost my bag, @user see http'
    """
    text = _LINK.sub(LINK, text)
    if pattern is not None:
        text = pattern.sub(lambda found: MASK.upper() if found[0].isupper() else MASK, text)
    return _HANDLE.sub(USER, text)


def says_nothing(masked: str) -> bool:
    """Tell whether nothing is left of a text but names and addresses.

    Examples
    --------
    >>> says_nothing("@user http"), says_nothing("@user why?")
    (True, False)
    """
    return not _NOTHING.sub("", masked)
