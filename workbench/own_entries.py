"""What a person typed about an answer: its zone and words looked up, and whether it stands there already."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import available_timezones

from workbench.evidence import read_folder
from workbench.problems import WorkbenchError
from workbench.times import read_time, zone_of
from workbench.vocabulary import CHANNEL, STRATEGY

#: What one answer may do beside its strategy.
ALSO = ("apology", "compensation", "corrective_action")


def known_zone(name: str) -> str:
    """Hand an IANA time zone through, or refuse the word with the zone that it may mean.

    Examples
    --------
    >>> known_zone("Berlin")
    Traceback (most recent call last):
    workbench.problems.WorkbenchError: This time zone is not known. Received: 'Berlin'. ... did you mean 'Europe/Berlin'?
    """
    try:
        zone_of(name)
    except WorkbenchError as error:
        zones = sorted(available_timezones())
        word = name.strip().lower().replace(" ", "_")
        meant = [zone for zone in zones if zone.lower() == word or zone.lower().endswith(f"/{word}")]
        meant += difflib.get_close_matches(name.strip(), zones, n=1, cutoff=0.8)
        remedy = f"did you mean {meant[0]!r}?" if meant else error.remedy
        raise WorkbenchError(
            error.happened, received=error.received, allowed=error.allowed, remedy=remedy
        ) from None
    return name


def refuse(problems: Sequence[str | WorkbenchError]) -> None:
    """Refuse an entry with everything that is wrong with it; what stands alone keeps its own remedy.

    Raises
    ------
    WorkbenchError
        If there is any problem.

    Examples
    --------
    >>> refuse([])
    """
    if len(problems) == 1 and isinstance(problems[0], WorkbenchError):
        raise problems[0]
    if problems:
        said = " ".join(map(str, problems))
        raise WorkbenchError(said, remedy="correct it and save again; nothing was written")


def word_problems(channel: str, strategy: str, statement: str, also: tuple[str, ...]) -> list[str]:
    """List every word of an answer that cannot be used."""
    said = []
    if not strategy:
        said.append(
            "No strategy is chosen: say which of them the answer was, such as apology or information."
        )
    elif strategy not in STRATEGY:
        said.append(f"The strategy {strategy!r} is none of: {', '.join(STRATEGY)}.")
    if not channel:
        said.append("No channel is chosen: say where the answer stood.")
    elif channel not in CHANNEL:
        said.append(f"The channel {channel!r} is none of: {', '.join(CHANNEL)}.")
    if not statement.strip():
        said.append("The statement is empty: say in a few words what was said or done.")
    if wrong := [word for word in also if word not in ALSO]:
        said.append(f"also={wrong!r} is none of: {', '.join(ALSO)}.")
    if also and strategy == "silence":
        said.append("A silence does nothing else: leave out what it also did.")
    return said


def entered_twice(place: Path, text: str, how: str, zone: str, channel: str) -> list[str]:
    """Say that an answer of this minute and channel stands there already; of one day there may be several."""
    if how != "minute":
        return []
    start = read_time(text, how, zone)[0]
    rows = read_folder(place)[1]["responses"]
    same = rows[(rows["time"] == start) & (rows["time_precision"] == how) & (rows["channel"] == channel)]
    if same.empty:
        return []
    name = same["response_id"].iloc[0]
    return [
        f"This answer is entered already: {name} has the same minute and the same channel. Take {name} out first if you "
        "want to enter it anew."
    ]
