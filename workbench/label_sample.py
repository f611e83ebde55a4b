"""Which messages people are asked to label, and the file that keeps what they said."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from workbench.files import write_whole
from workbench.mentions import STANCES, UNKNOWN, as_mentions
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.stance_readers import read_messages

COLUMNS = ("mention_id", "label", "weight", "stance")


def draw_sample(mentions: pd.DataFrame, n: int, *, seed: int = 0) -> pd.DataFrame:
    """Draw messages for labelling: as many of every scored stance, as far as there are, in random order.

    Equal parts, because the rare classes are where a share goes wrong; the weights undo it.

    Parameters
    ----------
    mentions : pandas.DataFrame
        A scored message table.
    n : int
        How many messages.
    seed : int

    Returns
    -------
    pandas.DataFrame
        ``mention_id``, ``label`` (empty), ``weight`` (messages that one label stands for), ``stance`` (as scored).

    Raises
    ------
    WorkbenchError, NotEnoughData
        If n is no number of messages, or nothing has been scored.

    Examples
    --------
    >>> import workbench as wb
    >>> table, truth = wb.simulate_mentions(seed=1, before_days=2, after_days=1)
    >>> sample = draw_sample(table, 30)
    >>> sample["stance"].value_counts().tolist(), round(sample["weight"].sum()) == len(table)
    ([10, 10, 10], True)
    """
    if not isinstance(n, (int, np.integer)) or isinstance(n, bool) or n < 1:
        raise WorkbenchError(
            "The number of messages to label is none.", received=repr(n), allowed="1 or more", remedy="n=100"
        )
    table = as_mentions(read_messages(mentions))
    able = table[(table["stance"] != UNKNOWN) & (table["text"].fillna("").str.strip() != "")]
    if able.empty:
        raise NotEnoughData(
            "There is no scored message with a text.",
            received=f"{len(table):,} messages, {int((table['stance'] != UNKNOWN).sum()):,} of them scored",
            allowed="at least one",
            remedy="wb.label_mentions(wb.score_stance(mentions))",
        )
    rng = np.random.default_rng(seed)
    sizes = able["stance"].value_counts()
    shares = _equal_parts({word: int(sizes[word]) for word in STANCES if word in sizes}, int(n))
    parts = []
    for word, share in shares.items():
        ids = able.loc[able["stance"] == word, "mention_id"].to_numpy()
        chosen = rng.choice(ids, share, replace=False)
        parts.append(
            pd.DataFrame({"mention_id": chosen, "label": "", "weight": len(ids) / share, "stance": word})
        )
    drawn = pd.concat(parts, ignore_index=True)
    # Mixed, or who labels would soon know what the scorer said.
    return drawn.iloc[rng.permutation(len(drawn))].reset_index(drop=True)


def read_sample(path: Path, mentions: pd.DataFrame, n: int) -> pd.DataFrame:
    """Read a sample that was begun, and check that it belongs to these messages.

    Raises
    ------
    WorkbenchError
        If the file is no sample, or one of other messages or of another size.
    """
    try:
        kept = pd.read_csv(
            path, dtype=dict.fromkeys(("mention_id", "label", "stance"), "str"), keep_default_na=False
        )
    except (ValueError, OSError) as error:
        kept = pd.DataFrame({"unreadable": [str(error)]})
    if list(kept.columns) != list(COLUMNS) or set(kept["label"]) - {"", *STANCES}:
        raise WorkbenchError(
            "The file holds no labels.",
            received=f"{path.name}: {', '.join(map(str, kept.columns))[:200]}",
            allowed=", ".join(COLUMNS),
            remedy="path='labels-2.csv' begins a new file",
        )
    foreign = set(kept["mention_id"]) - set(mentions["mention_id"].astype(str))
    if foreign or len(kept) != n:
        wrong = f"{len(foreign):,} of them not in this table" if foreign else f"not n={n}"
        raise WorkbenchError(
            "The file holds labels of another sample.",
            received=f"{path.name}: {len(kept):,} messages, {wrong}",
            allowed="the sample that was begun with these messages",
            remedy=f"n={len(kept)} to go on with it, or path='labels-2.csv' for a new one",
        )
    return kept


def write_sample(path: Path, sample: pd.DataFrame) -> None:
    """Write a sample whole or not at all: a second file takes the place of the first when it is finished."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, sample[list(COLUMNS)].to_csv(index=False, lineterminator="\n"), private=True)


def _equal_parts(sizes: dict[str, int], n: int) -> dict[str, int]:
    """Split n evenly; what a small class cannot give, the others do."""
    parts, left = {}, min(n, sum(sizes.values()))
    for place, (word, size) in enumerate(sorted(sizes.items(), key=lambda item: item[1])):
        parts[word] = min(size, -(-left // (len(sizes) - place)))  # rounded up
        left -= parts[word]
    return {word: part for word, part in parts.items() if part}
