"""Platforms and channels: which channel a platform is, what both are called, and on which of them a crisis ran."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.vocabulary import CHANNEL

#: A platform's word in a message table -> its channel, where the two words differ.
_CHANNEL_OF = {
    "x": "twitter",
    "news": "press",
    "press_release": "press",
    "print": "press",
    "radio": "tv",
    "blogs": "blog",
    "forums": "forum",
}
#: What people call a channel or a platform whose word is not its name.
_NAMES = {
    "x": "X (Twitter)",
    "twitter": "X (Twitter)",
    "youtube": "YouTube",
    "facebook": "Facebook",
    "instagram": "Instagram",
    "tiktok": "TikTok",
    "linkedin": "LinkedIn",
    "reddit": "Reddit",
    "threads": "Threads",
    "bluesky": "Bluesky",
    "telegram": "Telegram",
    "tv": "television",
    "email": "e-mail",
}
#: A channel that holds less of the messages is not named beside the others.
_SMALLEST = 0.1


def channel_of(platform: str) -> str:
    """Name the channel that a platform is; ``other`` where the vocabulary has none for it.

    Parameters
    ----------
    platform : str
        A word of the column ``platform`` of a message table.

    Examples
    --------
    >>> channel_of("x"), channel_of("instagram"), channel_of("web")
    ('twitter', 'instagram', 'other')
    """
    word = _CHANNEL_OF.get(platform, platform)
    return word if word in CHANNEL else "other"


def shown(word: str) -> str:
    """Write a channel or a platform as people call it: one name, whichever of its words a table holds.

    Examples
    --------
    >>> shown("x"), shown("twitter"), shown("press_release")
    ('X (Twitter)', 'X (Twitter)', 'press release')
    """
    return _NAMES.get(word, word.replace("_", " "))


def main_channels(platforms: Mapping[str, int]) -> tuple[str, ...]:
    """Say on which channels a collection ran: the one with most of its messages, else those with a tenth or more.

    Parameters
    ----------
    platforms : mapping
        Platform to number of messages.

    Returns
    -------
    tuple of str
        Channels, the largest first; ``("other",)`` where no channel of the vocabulary can be named.

    Examples
    --------
    >>> main_channels({"x": 800, "reddit": 200})
    ('twitter',)
    >>> main_channels({"tiktok": 300, "facebook": 300, "x": 250, "blog": 20})
    ('tiktok', 'facebook', 'twitter')
    """
    counts: dict[str, int] = {}
    for platform, number in platforms.items():
        counts[channel_of(platform)] = counts.get(channel_of(platform), 0) + int(number)
    whole = sum(counts.values())
    ranked = sorted(counts, key=lambda name: -counts[name])
    if ranked and counts[ranked[0]] > whole / 2:
        return (ranked[0],)
    large = tuple(name for name in ranked if name != "other" and counts[name] >= _SMALLEST * whole)
    return large if len(large) > 1 else ("other",)


def no_own_channel(channels: Sequence[str]) -> str:
    """Say why no answer can be the first in the crisis's own channel; empty where there is such a channel.

    Parameters
    ----------
    channels : sequence of str
        Where the crisis ran, as :attr:`workbench.evidence.settings.Clock.channels` holds it.

    Examples
    --------
    >>> no_own_channel(("tiktok", "facebook"))
    'the crisis ran on several channels (TikTok, Facebook), so there is no own one'
    """
    if len(channels) > 1:
        names = ", ".join(shown(name) for name in channels)
        return f"the crisis ran on several channels ({names}), so there is no own one"
    return ""
