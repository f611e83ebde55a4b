"""Enter what started a crisis, and what the company did: a form that checks, saves, and shows what is there."""

from __future__ import annotations

import html
import warnings
from collections.abc import Callable
from os import PathLike
from pathlib import Path

import ipywidgets as widgets
import pandas as pd

from workbench.cases import Case, load_case
from workbench.channel_names import channel_of, shown
from workbench.delays import is_before
from workbench.own_messages import case_messages, messages_file
from workbench.own_responses import add_response, remove_response, set_trigger, too_early
from workbench.plots.marks import when
from workbench.problems import WorkbenchError
from workbench.texts import as_html
from workbench.vocabulary import CHANNEL, STRATEGY
from workbench.widgets.entry_fields import (
    choice,
    clock_text,
    cut,
    message_list,
    message_options,
    radio,
    text_field,
    ticks,
    zone_field,
)  # fmt: skip

ANSWER, TRIGGER = "an answer of the company, or its silence", "what started the crisis"
#: What an answer may do beside its strategy, in the words of the form.
_ALSO = {
    "apology": "also says sorry",
    "compensation": "also offers money, goods or help",
    "corrective_action": "also repairs the cause",
}
_EXAMPLES = {ANSWER: "Says sorry and promises a refund", TRIGGER: "A kettle explodes on camera"}


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
            "statement": ("What, in your words", ""),
            "detail": ("More, if you like", "one or two sentences"),
            "source_url": ("Where it can be read", "https://...; left empty: the company's own records"),
        }
        self.kind = radio("You enter", [ANSWER, TRIGGER])
        self.fields = {name: text_field(*label) for name, label in words.items()}
        self.zone = zone_field(self.case.clock.timezone)
        self.channel = choice("Channel", CHANNEL, self._own_channel())
        # Nothing is chosen beforehand: what nobody looked at would be saved as a finding.
        self.strategy = choice("Strategy", STRATEGY)
        self.also = ticks(_ALSO)
        self.more = widgets.HBox(
            list(self.also.values()), layout={"margin": "0 0 0 154px", "flex_flow": "row wrap"}
        )
        self.own = self._messages()
        self.offered = message_list() if len(self.own) else None
        self.save = widgets.Button(
            description="Check and save", button_style="primary", layout={"width": "180px"}
        )
        self.gone = widgets.Dropdown(
            description="Take out", style={"description_width": "150px"}, layout={"width": "460px"}
        )
        self.remove = widgets.Button(description="Take this one out", layout={"width": "150px"})
        self.table, self.said, self.call = widgets.HTML(), widgets.HTML(), widgets.HTML()
        self.save.on_click(lambda _: self._try(self._save))
        self.remove.on_click(lambda _: self._try(self._remove))
        self.kind.observe(self._switch, names="value")
        if self.offered is not None:
            self.offered.observe(self._fill, names="value")
        form = [self.kind, *([self.offered] if self.offered else []), self.fields["time"], self.zone, self.channel,
                self.strategy, self.more, self.fields["statement"], self.fields["detail"], self.fields["source_url"]]  # fmt: skip
        super().__init__(
            [self.table, *form, self.save, self.said, self.call, widgets.HBox([self.gone, self.remove])]
        )
        self._switch()
        self._show()

    def _own_channel(self) -> str:
        """The crisis's own channel, to begin with; none where it ran on several or nobody said where."""
        channels = self.case.clock.channels
        return channels[0] if len(channels) == 1 and channels[0] != "other" else ""

    def _messages(self) -> pd.DataFrame:
        """The company's own messages, where some were imported."""
        if messages_file(self.case) is None:
            return pd.DataFrame()
        return case_messages(self.case).query("by_company").sort_values("time", kind="stable")

    def _fill(self, change: dict[str, int]) -> None:
        """Fill the form from the message that was chosen, on the clock of the case."""
        if change["new"] < 0:
            return
        message, zone = self.own.iloc[change["new"]], self.case.clock.timezone
        self.kind.value = ANSWER
        self.zone.value = zone
        self.fields["time"].value = clock_text(message, zone)
        self.channel.value = channel_of(str(message["platform"]))
        self.fields["source_url"].value = message["url"] if isinstance(message["url"], str) else ""

    def _switch(self, change: dict[str, str] | None = None) -> None:
        # A trigger has no strategy and no channel of the company.
        for control in (self.channel, self.strategy, self.more, self.fields["detail"]):
            control.layout.display = "none" if self.kind.value == TRIGGER else "flex"
        self.fields["statement"].placeholder = f"up to 12 words, such as: {_EXAMPLES[self.kind.value]}"
        # The words about the trigger are no words about an answer.
        if change and change["old"] == TRIGGER:
            self._empty()

    def _empty(self) -> None:
        for field in self.fields.values():
            field.value = ""
        self.strategy.value = ""
        for box in self.also.values():
            box.value = False
        if self.offered is not None:
            self.offered.value = -1

    def _save(self) -> str:
        said = {name: field.value for name, field in self.fields.items()}
        # A word that is no zone stays in its field and is refused with everything else.
        zone = self.zone.value.strip() or self.case.clock.timezone
        return self._save_trigger(said, zone) if self.kind.value == TRIGGER else self._save_answer(said, zone)

    def _save_trigger(self, said: dict[str, str], zone: str) -> str:
        url = said["source_url"]
        set_trigger(self.folder, time=said["time"], title=said["statement"], timezone=zone, source_url=url)
        self.case = load_case(self.folder)
        self._empty()
        early = ", ".join(self._early())
        told = f" {early} came before it and so is no response to it." if early else ""
        return f"Saved: this starts the clock.{told}"

    def _save_answer(self, said: dict[str, str], zone: str) -> str:
        also = tuple(word for word, box in self.also.items() if box.value)
        given = said | {"timezone": zone, "channel": self.channel.value, "strategy": self.strategy.value}
        with warnings.catch_warnings():
            # What a warning says stands in the sentence below.
            warnings.simplefilter("ignore")
            made = add_response(self.folder, **given, also=also)
        # The same in plain Python, so that somebody can take it into a cell of their own.
        words = ", ".join(f"{name}={value!r}" for name, value in {**given, "also": also}.items() if value)
        self.call.value = (
            f"<code style='font-size:12px'>{as_html(f'wb.add_response(case.folder, {words})')}</code>"
        )
        self._empty()
        return f"Saved as {made}. {too_early(self.folder, made)}".strip()

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

    def _early(self) -> list[str]:
        """Responses that came before the trigger."""
        rows = self.case.responses
        return [str(name) for name in rows.loc[is_before(self.case.trigger, rows), "response_id"]]

    def _show(self) -> None:
        self.case = load_case(self.folder)
        case, zone, early = self.case, self.case.clock.timezone, self._early()
        titles = case.events.set_index("event_id")["title"]
        started, ran = case.trigger["channel"], case.clock.channels
        where = ", ".join(map(shown, ran if started == "other" else (started,)))
        rows = [("clock starts", when(case.trigger, zone), case.trigger["title"], where, "")]
        for _, row in case.responses.iterrows():
            at = when(row, zone) + (" (before the trigger)" if row["response_id"] in early else "")
            what = str(row["strategy"]).replace("_", " ")
            rows.append((row["response_id"], at, titles[row["event_id"]], shown(row["channel"]), what))
        cells = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
        head = "".join(
            f"<th scope='col' style='text-align:left'>{name}</th>"
            for name in ("", "When", "What", "Channel", "Strategy")
        )
        caption = f"What is entered, on the clock of {html.escape(zone)}"
        self.table.value = f"<table><caption style='text-align:left;font-weight:600'>{caption}</caption><tr>{head}</tr>{cells}</table>"
        if self.offered is not None:
            # A trigger that moved parts the messages anew.
            options = message_options(self.own, case.trigger["time"], zone)
            if list(self.offered.options) != options:
                self.offered.options = options
        self.gone.options = [(f"{name}: {cut(titles[event])}", name) for name, event in
                             zip(case.responses["response_id"], case.responses["event_id"], strict=True)]  # fmt: skip
        self.gone.value = case.responses["response_id"].iloc[-1] if len(case.responses) else None
        empty = "none" if case.responses.empty else "flex"
        self.gone.layout.display = self.remove.layout.display = empty


def _cell(text: object) -> str:
    return f"<td style='text-align:left;padding:1px 14px 1px 0' dir='auto'>{as_html(str(text))}</td>"


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
