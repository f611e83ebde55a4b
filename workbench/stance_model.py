"""A language model of one's own choice as a scorer: optional, and loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workbench.problems import WorkbenchError
from workbench.vocabulary import STANCE

BATCH = 32
#: Words that published sentiment models use for their classes.
_KNOWN = {"neg": "negative", "negative": "negative", "neu": "neutral", "neutral": "neutral",
          "pos": "positive", "positive": "positive", "mixed": "mixed"}  # fmt: skip


def load_model(name: str) -> Any:
    """Load a text-classification model of the package transformers.

    Parameters
    ----------
    name : str
        A folder on this machine, or a name that transformers knows. A name that is not on this machine yet is
        fetched by transformers; the messages stay here.

    Returns
    -------
    callable
        The pipeline.

    Raises
    ------
    WorkbenchError
        If the package is not installed, or the model cannot be loaded.
    """
    try:
        from transformers import pipeline  # type: ignore[import-not-found]
    except ImportError:
        raise WorkbenchError(
            "Scoring with a language model needs the package transformers, which is not installed.",
            received=f"scorer='transformers:{name}'",
            allowed="scorer='vader', which needs nothing more",
            remedy="pip install 'crisis-workbench[transformers]'",
        ) from None
    try:
        return pipeline("text-classification", model=name)
    except Exception as error:  # whatever the files, the names or the network raise
        raise WorkbenchError(
            "The language model could not be loaded.",
            received=f"{name!r}: {type(error).__name__}: {str(error)[:200]}",
            allowed="a folder with a text-classification model, or the name of one",
            remedy="download the model first and give its folder: scorer='transformers:/path/to/model'",
        ) from error


def model_judgements(model: Any, texts: Sequence[str], words: Mapping[str, str]) -> list[tuple[str, float]]:
    """Let a model judge texts.

    Parameters
    ----------
    model : callable
        From :func:`load_model`.
    texts : sequence of str
    words : mapping
        What the model's own class names mean, such as ``{"LABEL_0": "negative"}``; lower case does not matter.

    Returns
    -------
    list of (str, float)
        Stance, and the probability that the model gives to it.

    Raises
    ------
    WorkbenchError
        If a class of the model is none of the stances.
    """
    meaning = {**_KNOWN, **{str(word).lower(): stance for word, stance in words.items()}}
    judged = [
        (str(one["label"]), float(one["score"]))
        for one in model(list(texts), truncation=True, batch_size=BATCH)
    ]
    odd = sorted({label for label, _ in judged if meaning.get(label.lower()) not in STANCE})
    if odd:
        raise WorkbenchError(
            "The model's classes are not the words of the workbench.",
            received=", ".join(map(repr, odd)),
            allowed=", ".join(STANCE),
            remedy=f"words={{{odd[0]!r}: 'negative', ...}}, after its model card",
        )
    return [(meaning[label.lower()], score) for label, score in judged]
