"""Labels made by people, read against a scored table: how many in each class, and every reason to refuse them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from workbench.mentions import STANCES, UNKNOWN
from workbench.models.columns import lacking, together
from workbench.problems import NotEnoughData, WorkbenchError

FEWEST_LABELS = 30
#: Labels that every class of the scorer needs, or all of its messages where it has fewer.
FEWEST_IN_CLASS = 5
_TABLE = "a table with mention_id and label, or with label, stance and messages"
_LABEL = "wb.label_mentions(scored) makes labels"


@dataclass(frozen=True)
class OwnLabels:
    """Labels of messages of the scored table.

    Attributes
    ----------
    classes : tuple of str
        What the scorer says, without "unknown".
    sizes, labelled, hits : numpy.ndarray
        Per class: messages; labelled ones; those among them that people call by the wanted stance. The last two
        are effective numbers where the labels have unequal weights.
    confusion : pandas.DataFrame
        Messages by label of people (rows) and by the scorer (columns).
    left : int
        Labels that say "unknown", or stand at a message that the scorer could not judge.
    """

    classes: tuple[str, ...]
    sizes: np.ndarray
    labelled: np.ndarray
    hits: np.ndarray
    confusion: pd.DataFrame
    left: int


def read_counts_by_stance(scored: pd.DataFrame | Mapping[str, float] | pd.Series) -> dict[str, float]:
    """Count a scored table by stance, or take the counts as they are; "unknown" is left out.

    Raises
    ------
    WorkbenchError, NotEnoughData
        If a word is no stance, a count is negative, or nothing has been judged.
    """
    counts: dict[str, float]
    if isinstance(scored, pd.DataFrame):
        problems = lacking(scored, ["stance"], remedy="scored = wb.score_stance(mentions)")
        if problems:
            raise problems[0]
        counts = {str(word): float(n) for word, n in scored["stance"].value_counts().items()}
    else:
        counts = {str(word): float(n) for word, n in dict(scored).items()}
    odd = sorted(set(counts) - set(STANCES))
    if odd or not all(np.isfinite(n) and n >= 0 for n in counts.values()):
        raise WorkbenchError(
            "These are no counts by stance.",
            received=", ".join(f"{word!r}: {n:g}" for word, n in counts.items()),
            allowed=f"{', '.join(STANCES)}, each with a number of messages",
            remedy="{'negative': 300, 'neutral': 500, 'positive': 200}",
        )
    judged = {word: n for word, n in counts.items() if word != UNKNOWN and n > 0}
    if not judged:
        raise NotEnoughData(
            "The scorer has judged no message.",
            received=f"{counts.get(UNKNOWN, 0):,.0f} unknown",
            allowed="at least one message with a stance",
            remedy="wb.score_stance(mentions, language='en') if they are English, else a scorer that knows the language",
        )
    return judged


def read_labels(labels: Any) -> pd.DataFrame:
    """Take labels from a table, a series by mention_id, a file, or a labelling widget."""
    labels = getattr(labels, "labels", labels)
    if isinstance(labels, (str, Path)):
        if not Path(labels).is_file():
            raise WorkbenchError(
                "There is no file with labels.", received=str(labels), allowed=_TABLE, remedy=_LABEL
            )
        labels = pd.read_csv(labels, dtype={"mention_id": "str", "label": "str"}, keep_default_na=False)
    if isinstance(labels, pd.Series):
        labels = pd.DataFrame({"mention_id": labels.index.astype(str), "label": labels.to_numpy()})
    if not isinstance(labels, pd.DataFrame):
        raise WorkbenchError(
            "These are no labels.", received=type(labels).__name__, allowed=_TABLE, remedy=_LABEL
        )
    return labels


def own_labels(scored: pd.DataFrame, labels: pd.DataFrame, stance: str) -> OwnLabels:
    """Read labels that belong to messages of the scored table.

    Raises
    ------
    WorkbenchError, NotEnoughData
        Telling every problem at once.
    """
    problems = lacking(labels, ["mention_id", "label"], remedy=_LABEL)
    problems += lacking(scored, ["mention_id", "stance"], remedy="scored = wb.score_stance(mentions)")
    if problems:
        raise together(problems, "These labels")
    sizes = read_counts_by_stance(scored)
    given = labels.assign(
        mention_id=labels["mention_id"].astype(str),
        label=labels["label"].astype("str").fillna("").str.strip().str.lower(),
        weight=pd.to_numeric(labels["weight"], errors="coerce") if "weight" in labels else 1.0,
    )
    given = given[given["label"] != ""]  # drawn for labelling, and not labelled yet
    stances = scored.assign(mention_id=scored["mention_id"].astype(str)).set_index("mention_id")["stance"]
    problems = _problems(given, stances)
    if problems:
        raise together(problems, "These labels")
    given = given.assign(scored=given["mention_id"].map(stances))
    use = given[(given["scored"] != UNKNOWN) & (given["label"] != UNKNOWN)]
    classes = tuple(word for word in STANCES if word in sizes)
    problems = _too_few(use, sizes)
    if problems:
        raise together(problems, "These labels")
    labelled, hits = [], []
    for word in classes:
        rows = use[use["scored"] == word]
        weight = rows["weight"].to_numpy(float)
        effective = weight.sum() ** 2 / (weight**2).sum()
        labelled.append(effective)
        hits.append(effective * weight[rows["label"].to_numpy() == stance].sum() / weight.sum())
    return OwnLabels(
        classes,
        np.array([sizes[word] for word in classes]),
        np.array(labelled),
        np.array(hits),
        confusion_table(use["label"], use["scored"]),
        len(given) - len(use),
    )


def other_labels(table: pd.DataFrame) -> pd.DataFrame:
    """Read a confusion matrix that was counted on other messages.

    Raises
    ------
    WorkbenchError
        If it holds other words than stances, or a count that is none.
    """
    count = pd.to_numeric(table["messages"], errors="coerce")
    odd = sorted({str(word) for name in ("label", "stance") for word in table[name]} - set(STANCES))
    if odd or not (np.isfinite(count) & (count >= 0)).all():
        raise WorkbenchError(
            "This is no table of labels against scores.",
            received=", ".join(map(repr, odd)) or f"messages {count.tolist()}",
            allowed=f"label and stance, each of {', '.join(STANCES)}, and a number of messages",
            remedy="wb.load_series('airlines-2015-vader')",
        )
    judged = table.assign(messages=count)[(table["stance"] != UNKNOWN) & (table["label"] != UNKNOWN)]
    return judged.pivot_table(index="label", columns="stance", values="messages", aggfunc="sum", fill_value=0)


def confusion_table(label: pd.Series, scored: pd.Series) -> pd.DataFrame:
    """Count messages by label of people (rows) and by the scorer (columns), in the order of the stances."""
    table = pd.crosstab(label, scored)
    rows = [word for word in STANCES if word in table.index]
    columns = [word for word in STANCES if word in table.columns]
    return table.loc[rows, columns].rename_axis(index="label", columns="scored")


def _problems(given: pd.DataFrame, stances: pd.Series) -> list[WorkbenchError]:
    problems = []
    foreign = given.loc[~given["mention_id"].isin(stances.index), "mention_id"].tolist()
    if foreign:
        problems.append(
            WorkbenchError(
                "Some labels belong to no message of the table.",
                received=f"{', '.join(map(repr, foreign[:3]))} and {len(foreign):,} in all",
                allowed="mention_id of the scored table",
                remedy="calibrate with the table that the labels were drawn from",
            )
        )
    twice = given.loc[given["mention_id"].duplicated(), "mention_id"].tolist()
    if twice:
        problems.append(
            WorkbenchError(
                "Some messages are labelled twice.",
                received=f"{', '.join(map(repr, twice[:3]))} and {len(twice):,} in all",
                allowed="one label for each message",
                remedy="labels.drop_duplicates('mention_id'), or settle who is right",
            )
        )
    odd = sorted(set(given["label"]) - set(STANCES))
    if odd:
        problems.append(
            WorkbenchError(
                "Some labels are no stances.",
                received=", ".join(map(repr, odd[:5])),
                allowed=", ".join(STANCES),
                remedy="labels['label'].replace({'bad': 'negative'})",
            )
        )
    bad = int((~(given["weight"] > 0)).sum() + np.isinf(given["weight"]).sum())
    if bad:
        problems.append(
            WorkbenchError(
                "Some labels have no weight.",
                received=f"{bad:,} weights that are missing, zero or negative",
                allowed="messages that each label stands for, above 0",
                remedy="leave the column weight out where the sample was drawn at one rate",
            )
        )
    return problems


def _too_few(use: pd.DataFrame, sizes: Mapping[str, float]) -> list[WorkbenchError]:
    problems: list[WorkbenchError] = []
    if len(use) < FEWEST_LABELS:
        problems.append(
            NotEnoughData(
                "There are too few labels.",
                received=f"{len(use)} labels of judged messages",
                allowed=f"at least {FEWEST_LABELS}",
                remedy="label some more with wb.label_mentions",
            )
        )
    found = use["scored"].value_counts()
    for word, size in sizes.items():
        have, need = int(found.get(word, 0)), int(min(FEWEST_IN_CLASS, size))
        if have < need:
            problems.append(
                NotEnoughData(
                    f"Of the messages scored {word!r}, {'none is' if not have else f'only {have} are'} labelled.",
                    received=f"{have} of {size:,.0f}",
                    allowed=f"at least {need}",
                    remedy="draw the sample with wb.label_mentions, which takes some of every class",
                )
            )
    return problems
