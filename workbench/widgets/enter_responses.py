"""Enter what started a crisis, and what the company did: a form that checks, saves, and shows what is there."""

from __future__ import annotations

import html
from collections.abc import Callable
from os import PathLike
from pathlib import Path
from zoneinfo import available_timezones

import ipywidgets as widgets
import pandas as pd

from workbench.cases import Case, load_case
from workbench.channel_names import channel_of
from workbench.own_messages import case_messages, messages_file
from workbench.own_responses import add_response, remove_response, set_trigger
from workbench.plots.marks import when
from workbench.problems import WorkbenchError
from workbench.texts import as_html
from workbench.vocabulary import CHANNEL, STRATEGY

#: How many of the company's own messages are offered to start from.
OFFERED = 50
ANSWER, TRIGGER = "an answer of the company, or its silence", "what started the crisis"
_WIDE, _NAME = {"width": "620px"}, {"description_width": "150px"}


class ResponseForm(widgets.VBox):
    """A form below the table of what is entered already.

    Attributes
    ----------
    case : Case
        The case as it lies on disk; loaded anew after every change.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.case = load_case(folder)
        words = {
            "time": ("When", "2026-03-14 18:30, or 2026-03-14 if only the day is known"),
            "statement": ("What, in your words", "up to 12 words, such as: Says sorry and promises a refund"),
            "detail": ("More, if you like", "one or two sentences"),
            "source_url": ("Where it can be read", "https://...; left empty: the company's own records"),
        }
        self.kind = widgets.RadioButtons(
            options=[ANSWER, TRIGGER], description="You enter", style=_NAME, layout=_WIDE
        )
        self.fields = {name: _text(*label) for name, label in words.items()}
        self.zone = widgets.Combobox(
            options=sorted(available_timezones()), ensure_option=True, value=self.case.clock.timezone,
            description="Time zone", style=_NAME, layout=_WIDE, continuous_update=False,
        )  # fmt: skip
        self.channel = _list("Channel", CHANNEL, self.case.clock.channels[0])
        self.strategy = _list("Strategy", STRATEGY, "information")
        self.offered = self._offers()
        self.save = widgets.Button(
            description="Check and save", button_style="primary", layout={"width": "180px"}
        )
        self.gone = widgets.Dropdown(description="Take out", style=_NAME, layout={"width": "460px"})
        self.remove = widgets.Button(description="Take this one out", layout={"width": "150px"})
        self.table, self.said, self.call = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.save.on_click(lambda _: self._try(self._save))
        self.remove.on_click(lambda _: self._try(self._remove))
        self.kind.observe(self._switch, names="value")
        form = [self.kind, *([self.offered] if self.offered else []), self.fields["time"], self.zone, self.channel,
                self.strategy, self.fields["statement"], self.fields["detail"], self.fields["source_url"]]  # fmt: skip
        super().__init__(
            [self.table, *form, self.save, self.said, self.call, widgets.HBox([self.gone, self.remove])]
        )
        self._show()

    def _offers(self) -> widgets.Dropdown | None:
        """Offer the company's own messages, where some were imported: choosing one fills the form."""
        if messages_file(self.case) is None:
            return None
        own = case_messages(self.case).query("by_company").head(OFFERED)
        if own.empty:
            return None
        options = [("choose one to fill the form", -1)]
        options += [
            (f"{row.time:%Y-%m-%d %H:%M} UTC, {row.platform}: {_cut(row.text)}", n)
            for n, row in enumerate(own.itertuples())
        ]
        pick = widgets.Dropdown(options=options, description="Its own messages", style=_NAME, layout=_WIDE)
        pick.observe(
            lambda change: self._fill(own.iloc[change["new"]]) if change["new"] >= 0 else None, names="value"
        )
        return pick

    def _fill(self, message: pd.Series) -> None:
        self.kind.value = ANSWER
        self.fields["time"].value = message["time"].tz_convert(self.zone.value).strftime("%Y-%m-%d %H:%M")
        self.channel.value = channel_of(str(message["platform"]))
        self.fields["source_url"].value = message["url"] if isinstance(message["url"], str) else ""

    def _switch(self, _change: object) -> None:
        # A trigger has no strategy and no channel of the company.
        for control in (self.channel, self.strategy, self.fields["detail"]):
            control.layout.display = "none" if self.kind.value == TRIGGER else "flex"

    def _save(self) -> str:
        said = {name: field.value for name, field in self.fields.items()}
        zone = self.zone.value
        if self.kind.value == TRIGGER:
            set_trigger(
                self.folder,
                time=said["time"],
                title=said["statement"],
                timezone=zone,
                source_url=said["source_url"],
            )
            return "Saved: this starts the clock."
        given = said | {"timezone": zone, "channel": self.channel.value, "strategy": self.strategy.value}
        made = add_response(self.folder, **given)
        # The same in plain Python, so that somebody can take it into a cell of their own.
        words = ", ".join(f"{name}={value!r}" for name, value in given.items() if value)
        self.call.value = (
            f"<code style='font-size:12px'>{as_html(f'wb.add_response(case.folder, {words})')}</code>"
        )
        for field in self.fields.values():
            field.value = ""
        return f"Saved as {made}."

    def _remove(self) -> str:
        if not self.gone.value:
            return "There is nothing to take out."
        gone = self.gone.value
        remove_response(self.folder, gone)
        return f"{gone} is taken out."

    def _try(self, act: Callable[[], str]) -> None:
        """Do something and say how it went; what was typed stays where it did not go."""
        try:
            said, colour = act(), "#00684c"
        except (WorkbenchError, OSError) as error:
            said, colour = str(error), "#a34100"
        self.said.value = (
            f"<div role='status' style='color:{colour};max-width:620px;line-height:1.4'>{as_html(said)}</div>"
        )
        self._show()

    def _show(self) -> None:
        self.case = load_case(self.folder)
        case, zone = self.case, self.case.clock.timezone
        titles = case.events.set_index("event_id")["title"]
        rows = [
            ("clock starts", when(case.trigger, zone), case.trigger["title"], case.trigger["channel"], "")
        ]
        rows += [
            (row["response_id"], when(row, zone), titles[row["event_id"]], row["channel"], row["strategy"])
            for _, row in case.responses.iterrows()
        ]
        cells = "".join(
            "<tr>"
            + "".join(
                f"<td style='text-align:left;padding:1px 14px 1px 0' dir='auto'>{as_html(str(c).replace('_', ' '))}</td>"
                for c in row
            )
            + "</tr>"
            for row in rows
        )
        head = "".join(
            f"<th scope='col' style='text-align:left'>{name}</th>"
            for name in ("", "When", "What", "Channel", "Strategy")
        )
        caption = f"What is entered, on the clock of {html.escape(zone)}"
        self.table.value = f"<table><caption style='text-align:left;font-weight:600'>{caption}</caption><tr>{head}</tr>{cells}</table>"
        self.gone.options = [(f"{name}: {_cut(titles[event])}", name) for name, event in
                             zip(case.responses["response_id"], case.responses["event_id"], strict=True)]  # fmt: skip
        self.gone.value = case.responses["response_id"].iloc[-1] if len(case.responses) else None
        empty = "none" if case.responses.empty else "flex"
        self.gone.layout.display = self.remove.layout.display = empty


def _text(description: str, placeholder: str) -> widgets.Text:
    # Sent once, when the field is left: letter by letter, a click could overtake the last ones.
    return widgets.Text(
        description=description, placeholder=placeholder, style=_NAME, layout=_WIDE, continuous_update=False
    )


def _list(description: str, words: dict[str, str], value: str) -> widgets.Dropdown:
    options = [(f"{word.replace('_', ' ')}: {meaning}", word) for word, meaning in words.items()]
    return widgets.Dropdown(options=options, value=value, description=description, style=_NAME, layout=_WIDE)


def _cut(text: object, letters: int = 70) -> str:
    told = " ".join(str(text).split())
    return told if len(told) <= letters else f"{told[:letters]} …"


def enter_responses(case: Case | str | PathLike[str]) -> ResponseForm:
    """Enter what started a crisis and what the company did, in a form.

    Every entry is checked before it is written; each button stands for one call: ``wb.add_response``,
    ``wb.set_trigger``, ``wb.remove_response``.

    Parameters
    ----------
    case : Case or path
        A case of your own, or its folder.

    Returns
    -------
    ResponseForm
        A widget; put it last in a cell.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> folder = wb.new_case(tempfile.mkdtemp() + "/my-case", title="Mine", company="Acme", trigger_time="2026-03-14",
    ...                      timezone="Europe/Warsaw", source_url="https://example.org/a")
    >>> enter_responses(folder).case.id
    'my-case'
    """
    return ResponseForm(case.folder if isinstance(case, Case) else Path(case))
