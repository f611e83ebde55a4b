"""Single cells of an export: numbers, yes and no, languages, platforms."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pandas as pd

_NUMBER = r"^[+-]?(?:\d+(?:\.\d*)?|\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?)(?:[eE][+-]?\d{1,2})?$"
#: Twelve hundred in one country, and one and a bit in another.
_EITHER = r"^[+-]?[1-9]\d{0,2}\.\d{3}$"
#: The words, and what spreadsheets write for true and false: English, German, Dutch, French, Spanish, Italian, Portuguese, Polish.
_YES = {"yes", "true", "1", "y", "t", "ja", "wahr", "waar", "oui", "vrai", "sí", "si", "verdadero", "sì", "vero", "sim",
        "verdadeiro", "tak", "prawda"}  # fmt: skip
_NO = {
    "no",
    "false",
    "0",
    "n",
    "f",
    "nein",
    "falsch",
    "nee",
    "onwaar",
    "non",
    "faux",
    "falso",
    "não",
    "nao",
    "nie",
    "fałsz",
}

_LANGUAGES = {
    "arabic": "ar", "bengali": "bn", "bulgarian": "bg", "catalan": "ca", "chinese": "zh", "croatian": "hr",
    "czech": "cs", "danish": "da", "dutch": "nl", "english": "en", "estonian": "et", "finnish": "fi",
    "french": "fr", "german": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu",
    "indonesian": "id", "italian": "it", "japanese": "ja", "korean": "ko", "latvian": "lv", "lithuanian": "lt",
    "malay": "ms", "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro",
    "russian": "ru", "serbian": "sr", "slovak": "sk", "slovenian": "sl", "spanish": "es", "swedish": "sv",
    "tagalog": "tl", "tamil": "ta", "thai": "th", "turkish": "tr", "ukrainian": "uk", "urdu": "ur",
    "vietnamese": "vi", "eng": "en", "deu": "de", "ger": "de", "fra": "fr", "fre": "fr", "spa": "es",
    "ita": "it", "por": "pt", "nld": "nl", "dut": "nl", "pol": "pl", "heb": "he", "iw": "he", "in": "id",
}  # fmt: skip
#: Hosts and vendors' words -> platform; a word that is not here stays as it is, a host that is not becomes "web".
_PLATFORMS = {
    "twitter": "x", "x (twitter)": "x", "x/twitter": "x", "twitter/x": "x", "tweet": "x", "tweets": "x", "x.com": "x",
    "twitter.com": "x", "socialmedia_twitter": "x", "facebook_public": "facebook", "socialmedia_facebook": "facebook",
    "instagram_public": "instagram", "socialmedia_instagram": "instagram", "socialmedia_youtube": "youtube",
    "socialmedia_tiktok": "tiktok", "socialmedia_linkedin": "linkedin", "online_news": "news", "onlinenews": "news",
    "onlinenews_newspaper": "news", "onlinenews_magazine": "news", "onlinenews_agency": "news",
    "onlinenews_pressreleases": "press_release", "online news": "news", "newspaper": "news", "blogs": "blog",
    "forums": "forum", "messageboard": "forum", "reviews": "review",
}  # fmt: skip
_HOSTS = {
    "twitter.com": "x", "x.com": "x", "t.co": "x", "facebook.com": "facebook", "instagram.com": "instagram",
    "youtube.com": "youtube", "youtu.be": "youtube", "reddit.com": "reddit", "tiktok.com": "tiktok",
    "linkedin.com": "linkedin", "bsky.app": "bluesky", "threads.net": "threads", "threads.com": "threads",
    "t.me": "telegram", "pinterest.com": "pinterest", "tumblr.com": "tumblr", "vk.com": "vk",
}  # fmt: skip


def numbers(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Read counts; what is no number, or may be thousands as well as thousandths, is missing.

    Returns
    -------
    tuple
        The numbers, and which cells held something else.

    Examples
    --------
    >>> read, odd = numbers(pd.Series(["1,204", "7", "1.204", "many", None], dtype="str"))
    >>> read.tolist(), odd.tolist()
    ([1204.0, 7.0, nan, nan, nan], [False, False, True, True, False])
    """
    if text.isna().all():
        return pd.Series(np.nan, index=text.index), pd.Series(False, index=text.index)
    tidy = text.str.strip()
    fits = tidy.str.match(_NUMBER).fillna(False) & ~tidy.str.match(_EITHER).fillna(False)
    read = pd.to_numeric(tidy.where(fits).str.replace(",", "", regex=False), errors="coerce").astype(
        "float64"
    )
    return read.where(np.isfinite(read)), tidy.notna() & (tidy != "") & ~fits


def yes_no(text: pd.Series) -> pd.Series:
    """Read yes and no, in the words tools write; anything else is no.

    >>> yes_no(pd.Series(["True", "no", None], dtype="str")).tolist()
    [True, False, False]
    """
    if text.isna().all():
        return pd.Series(False, index=text.index)
    return text.str.strip().str.lower().isin(_YES)


def yes_no_or_neither(text: pd.Series) -> pd.Series:
    """Read yes and no; an empty cell and any other word is missing.

    >>> yes_no_or_neither(pd.Series(["ja", "no", "often", None], dtype="str")).tolist()
    [True, False, <NA>, <NA>]
    """
    found = pd.Series(pd.NA, index=text.index, dtype="boolean")
    if not text.isna().all():
        words = text.str.strip().str.lower()
        found[words.isin(_NO)] = False
        found[words.isin(_YES)] = True
    return found


def languages(text: pd.Series) -> pd.Series:
    """Bring languages to two letters; what is none stays missing.

    >>> languages(pd.Series(["en-GB", "English", "und"], dtype="str")).tolist()
    ['en', 'en', nan]
    """
    return by_word(text, _language)


def platforms(text: pd.Series) -> pd.Series:
    """Bring the vendors' words for a platform to one.

    >>> platforms(pd.Series(["Twitter", "Reddit"], dtype="str")).tolist()
    ['x', 'reddit']
    """
    return by_word(text, lambda word: _PLATFORMS.get(word, _HOSTS.get(word, word[:40])))


def known_platforms(text: pd.Series) -> pd.Series:
    """Keep the words that mean a platform; an outlet's own name is missing."""
    known = {*_PLATFORMS, *_PLATFORMS.values(), *_HOSTS.values()}
    return platforms(text).where(text.str.strip().str.lower().isin(known))


def platforms_of_urls(urls: pd.Series) -> pd.Series:
    """Name the platform an address stands on: a social network by its host, anything else "web"."""
    host = urls.str.extract(r"^(?i:https?://)?(?:[^/@?#]*@)?([^/:?#]+)", expand=False).str.lower()
    return by_word(host, _host)


def by_word(text: pd.Series, mean: Callable[[str], str | None]) -> pd.Series:
    """Give every cell what its word means, whatever its letter case; missing where it means nothing."""
    if text.isna().all():
        return text
    words = text.str.strip().str.lower()
    # A few words stand in millions of rows: each is looked up once.
    known = {word: mean(word) for word in words.dropna().unique() if word}
    return words.map(known).astype("str")


def _language(word: str) -> str | None:
    if word in _LANGUAGES:
        return _LANGUAGES[word]
    found = re.fullmatch(r"([a-z]{2})(?:[-_][a-z]{2,4})*", word)
    return found[1] if found else None


def _host(host: str) -> str:
    parts = host.split(".")
    return next((_HOSTS[name] for n in range(len(parts)) if (name := ".".join(parts[n:])) in _HOSTS), "web")
