"""What the form for the company's answers is made of: its fields, and the company's own messages to start from."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import available_timezones

import ipywidgets as widgets
import pandas as pd

from workbench.channel_names import shown

#: How many of the company's own messages are offered: from the trigger on, and from before it.
OFFERED, OFFERED_BEFORE = 50, 10
_WIDE, _NAME = {"width": "620px"}, {"description_width": "150px"}


def text_field(description: str, placeholder: str) -> widgets.Text:
    """Make a field for words."""
    # Sent once, when the field is left: letter by letter, a click could overtake the last ones.
    return widgets.Text(
        description=description, placeholder=placeholder, style=_NAME, layout=_WIDE, continuous_update=False
    )


def zone_field(value: str) -> widgets.Combobox:
    """Make a field for a time zone that keeps what is typed, known or not; who saves it looks it up."""
    # With ensure_option=True the browser drops an unknown word, shows it all the same, and saves another one.
    return widgets.Combobox(
        options=sorted(available_timezones()), ensure_option=False, value=value, description="Time zone", style=_NAME,
        layout=_WIDE, continuous_update=False,
    )  # fmt: skip


def choice(description: str, words: Mapping[str, str], value: str = "") -> widgets.Dropdown:
    """Make a list of the vocabulary's words with their meanings; without a value nothing is chosen yet."""
    options = [("choose one (Space opens the list)", "")]
    options += [(f"{shown(word)}: {meaning}", word) for word, meaning in words.items()]
    return widgets.Dropdown(options=options, value=value, description=description, style=_NAME, layout=_WIDE)


def radio(description: str, options: list[str]) -> widgets.RadioButtons:
    """Make a choice between two or three things."""
    return widgets.RadioButtons(options=options, description=description, style=_NAME, layout=_WIDE)


def ticks(words: Mapping[str, str]) -> dict[str, widgets.Checkbox]:
    """Make a box to tick for each word, named by what it says."""
    return {
        word: widgets.Checkbox(
            description=said, indent=False, layout={"width": "auto", "margin": "0 14px 0 0"}
        )
        for word, said in words.items()
    }


def message_list() -> widgets.Dropdown:
    """Make the list of the company's own messages, still empty."""
    return widgets.Dropdown(description="Its own messages", style=_NAME, layout=_WIDE)


def message_options(own: pd.DataFrame, began: pd.Timestamp, zone: str) -> list[tuple[str, int]]:
    """Offer the company's messages: first those after the trigger, then the last ones before it, which are no answer.

    Parameters
    ----------
    own : DataFrame
        The company's messages, in the order of their times.
    began : Timestamp
        When the clock starts.
    zone : str
        The case's clock, on which the times are shown.

    Returns
    -------
    list of tuple
        What is shown, and the row's position; -1 stands for none.
    """
    early = int((own["time"] < began).sum())
    after = range(early, min(early + OFFERED, len(own)))
    before = range(early - 1, max(early - 1 - OFFERED_BEFORE, -1), -1)
    if after:
        first = f"choose one: {len(after)} after the trigger" + (
            ", then some from before it" if early else ""
        )
    else:
        first = "none was written after the trigger; those from before it are no answer to it"
    options = [(f"{first} (clock of {zone})", -1)]
    for rows, mark in ((after, ""), (before, "before the trigger: ")):
        for row in rows:
            message = own.iloc[row]
            said = f"{mark}{clock_text(message, zone)}, {shown(message['platform'])}: {cut(message['text'])}"
            options.append((said, row))
    return options


def clock_text(message: pd.Series, zone: str) -> str:
    """Write when a message was written, on a clock and as people type it; a day where no more is known."""
    at = message["time"].tz_convert(zone)
    return str(at.strftime("%Y-%m-%d" if message["precision"] == "day" else "%Y-%m-%d %H:%M"))


def cut(text: object, letters: int = 70) -> str:
    """Cut a text that is too long for a line."""
    told = " ".join(str(text).split())
    return told if len(told) <= letters else f"{told[:letters]} …"
