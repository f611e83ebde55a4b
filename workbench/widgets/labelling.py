"""Label messages by hand: one at a time, with a key or a click, kept in a file after every one."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from workbench.label_sample import draw_sample, read_sample, write_sample
from workbench.mentions import STANCES, UNKNOWN
from workbench.problems import WorkbenchError
from workbench.stance_readers import read_messages

CHOICES = {
    "negative": "against it",
    "neutral": "takes no side",
    "positive": "for it",
    "mixed": "both",
    UNKNOWN: "cannot say",
}
QUESTION = "What does this message say about the company?"

# Every word of a message goes in as textContent: nothing in it can become markup. JupyterLab leaves keys
# alone inside what carries data-lm-suppress-shortcuts; elsewhere "1" would turn the cell into a title.
_SCRIPT = """
function render({ model, el }) {
  const make = (tag, name, text) => {
    const node = document.createElement(tag);
    node.className = name;
    if (text) node.textContent = text;
    return node;
  };
  const box = make("div", "wb-labelling");
  box.tabIndex = 0;
  box.dataset.lmSuppressShortcuts = "true";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Label messages");
  const question = make("div", "wb-question"), text = make("div", "wb-text"), said = make("div", "wb-said");
  const row = make("div", "wb-choices"), undo = make("button", "wb-undo", "z  undo");
  text.dir = "auto";
  text.setAttribute("aria-live", "polite");
  said.setAttribute("role", "status");
  // Says which message was on the screen, so that a key held down labels one message and not five.
  const send = what => model.send({ ...what, at: model.get("position") });
  const keys = {};
  model.get("choices").forEach(([word, meaning], place) => {
    const button = make("button", "wb-choice", `${place + 1}  ${word}`);
    button.title = meaning;
    button.onclick = () => { send({ label: word }); box.focus({ preventScroll: true }); };
    keys[place + 1] = button;
    row.append(button);
  });
  undo.onclick = () => { send({ undo: true }); box.focus({ preventScroll: true }); };
  keys.z = keys.Backspace = undo;
  row.append(undo);
  box.onkeydown = event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !keys[event.key]) return;
    event.preventDefault();
    event.stopPropagation();
    if (!keys[event.key].disabled) keys[event.key].click();
  };
  function show() {
    const done = model.get("done");
    question.textContent = done ? "All messages are labelled." : model.get("question");
    text.textContent = model.get("text");
    said.textContent = model.get("said");
    for (const button of row.children) button.disabled = done && button !== undo;
    undo.disabled = model.get("position") === 0;
  }
  model.on("change", show);
  show();
  box.append(question, text, row, said);
  el.append(box);
}
export default { render };
"""
_STYLE = """
.wb-labelling { max-width: 760px; padding: 12px 16px; border: 1px solid #9a9a9a; border-radius: 6px;
  font: 15px/1.5 sans-serif; color: #1a1a1a; background: white; }
.wb-labelling:focus { outline: 3px solid #0072b2; }
.wb-question { font-weight: bold; }
.wb-text { margin: 10px 0; padding: 10px 12px; min-height: 4.5em; max-height: 16em; overflow: auto; background: #f3f3f3;
  white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: isolate; }
.wb-choices { display: flex; flex-wrap: wrap; gap: 8px; }
.wb-choices button { padding: 6px 12px; font: inherit; color: inherit; background: white; border: 1px solid #5a5a5a; border-radius: 4px;
  cursor: pointer; white-space: pre; }
.wb-choices button:hover:enabled, .wb-choices button:focus { background: #d9ecf8; }
.wb-choices button:disabled { color: #8a8a8a; border-color: #c4c4c4; cursor: default; }
.wb-undo { margin-left: auto; }
.wb-said { margin-top: 10px; font-size: 13px; color: #5a5a5a; }
"""


class Labelling(anywidget.AnyWidget):
    """One message at a time, and a button for each stance.

    Attributes
    ----------
    position : int
        How many messages are labelled.
    text, said, question : str
        The message on the screen; how far one is, and where it is kept; what is asked.
    done : bool
        Whether all messages are labelled.
    path : pathlib.Path
        The file.
    """

    _esm = _SCRIPT
    _css = _STYLE
    position = traitlets.Int(0).tag(sync=True)
    text = traitlets.Unicode("").tag(sync=True)
    said = traitlets.Unicode("").tag(sync=True)
    question = traitlets.Unicode(QUESTION).tag(sync=True)
    choices = traitlets.List([list(pair) for pair in CHOICES.items()]).tag(sync=True)
    done = traitlets.Bool(False).tag(sync=True)

    def __init__(self, sample: pd.DataFrame, texts: pd.Series, path: Path, question: str) -> None:
        super().__init__(question=question)
        self.path = path
        self._sample, self._texts = sample, texts.to_dict()
        self.on_msg(self._heard)
        self._show()

    @property
    def labels(self) -> pd.DataFrame:
        """What has been labelled so far, as :func:`workbench.calibrate` takes it."""
        return self._sample[self._sample["label"] != ""].reset_index(drop=True)

    def label(self, word: str) -> None:
        """Label the message on the screen, keep it in the file, and show the next.

        Raises
        ------
        WorkbenchError
            If the word is no stance, or every message is labelled.
        """
        if word not in STANCES or self.done:
            raise WorkbenchError(
                "Every message is labelled." if self.done else "This is no label.",
                received=repr(word),
                allowed=", ".join(CHOICES),
                remedy="undo() takes the last one back" if self.done else "label('negative')",
            )
        self._keep(self._next(), word)

    def undo(self) -> None:
        """Take the last label back; nothing happens where there is none."""
        labelled = self._sample.index[self._sample["label"] != ""]
        if len(labelled):
            self._keep(int(labelled[-1]), "")

    def _keep(self, row: int, word: str) -> None:
        changed = self._sample.copy()
        changed.loc[row, "label"] = word
        write_sample(self.path, changed)  # first the file: what the screen shows is kept
        self._sample = changed
        self._show()

    def _next(self) -> int:
        left = self._sample.index[self._sample["label"] == ""]
        return int(left[0]) if len(left) else -1

    def _show(self) -> None:
        row, count = self._next(), len(self.labels)
        where = f"kept in {self.path.name}" if count else f"will be kept in {self.path.name}"
        with self.hold_sync():
            self.done = row < 0
            self.text = "" if row < 0 else str(self._texts[str(self._sample["mention_id"].iloc[row])])
            self.said = (
                f"{count} of {len(self._sample)} labelled, {where}. Keys 1 to {len(CHOICES)}, z takes back."
            )
            self.position = count

    def _heard(self, _widget: object, content: Any, _buffers: object) -> None:
        """Do what the browser asks, if it still speaks of the message on the screen."""
        if not isinstance(content, dict) or content.get("at") != self.position:
            return
        if content.get("undo"):
            self.undo()
        elif content.get("label") in CHOICES and not self.done:
            self.label(content["label"])


def label_mentions(
    mentions: pd.DataFrame,
    n: int = 100,
    *,
    path: str | PathLike[str] = "labels.csv",
    question: str = QUESTION,
    seed: int = 0,
) -> Labelling:
    """Label a sample of scored messages by hand, one at a time.

    A hundred labels take a quarter of an hour, and turn a scorer's guess into a share with an interval.

    Parameters
    ----------
    mentions : pandas.DataFrame
        A table of :func:`workbench.score_stance`.
    n : int
        How many messages; drawn in equal parts from every scored stance, with weights that undo it.
    path : str or path
        Where the labels are kept, after every one; ids and labels only, no text. If the file is there, labelling
        goes on where it stopped.
    question : str
        What is asked about each message.
    seed : int
        Seed of the draw.

    Returns
    -------
    Labelling
        A widget; put it last in a cell. Its ``labels`` go into :func:`workbench.calibrate`. What the scorer said
        is not shown: who knows it follows it.

    Raises
    ------
    WorkbenchError, NotEnoughData
        If nothing is scored, or the file belongs to other messages.

    Examples
    --------
    >>> import tempfile, workbench as wb
    >>> table, truth = wb.simulate_mentions(seed=1, before_days=2, after_days=1)
    >>> with tempfile.TemporaryDirectory() as place:
    ...     desk = label_mentions(wb.score_stance(table), n=30, path=place + "/labels.csv")
    ...     desk.label("negative")
    >>> desk.said
    '1 of 30 labelled, kept in labels.csv. Keys 1 to 5, z takes back.'
    """
    mentions = read_messages(mentions)
    sample = draw_sample(mentions, n, seed=seed)
    file = Path(path)
    if file.exists():
        sample = read_sample(file, mentions, len(sample))
    texts = mentions.assign(mention_id=mentions["mention_id"].astype(str)).set_index("mention_id")["text"]
    return Labelling(sample, texts.fillna(""), file, question)
