"""Scoring on all cores: in chunks, in order, with a progress bar where it takes long."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from types import ModuleType
from typing import Any, TypeVar

Text, Score = TypeVar("Text"), TypeVar("Score")
Scoring = Callable[[Sequence[str]], Sequence[Any]]

CHUNK = 2_000
#: Below this the start of the processes takes longer than the work.
PARALLEL_FROM = 20_000


def cores() -> int:
    """Count the processor cores this process may use.

    >>> cores() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def score_chunks(
    score: Scoring,
    texts: Sequence[str],
    *,
    workers: int,
    progress: bool | None = None,
) -> list[Any]:
    """Score texts chunk by chunk, on several processes where there are many.

    Parameters
    ----------
    score : callable
        Takes a list of texts and returns one score for each. With several workers it must be a function of a
        module, because the other processes import it.
    texts : sequence of str
    workers : int
        Processes; one means this one.
    progress : bool, optional
        Whether to show a bar; left out, from 20,000 texts on.

    Returns
    -------
    list
        One score for each text, in their order.

    Examples
    --------
    >>> score_chunks(lambda texts: [len(text) for text in texts], ["a", "bb"], workers=1)
    [1, 2]
    """
    many = len(texts) >= PARALLEL_FROM
    chunks = [list(texts[at : at + CHUNK]) for at in range(0, len(texts), CHUNK)]
    workers = min(workers, len(chunks)) if many else 1
    with _bar(len(texts), many if progress is None else progress) as advance:
        if workers > 1:
            try:
                return _on_several(score, chunks, workers, advance)
            except (BrokenProcessPool, OSError):
                # A machine that lets no process start scores all the same, only more slowly.
                advance(-len(texts))
        found: list[Any] = []
        for part in chunks:
            found += score(part)
            advance(len(part))
        return found


def _on_several(
    score: Scoring, chunks: list[list[str]], workers: int, advance: Callable[[int], None]
) -> list[Any]:
    # Started afresh, not forked: a kernel has threads, and a fork would copy the locks they hold.
    fresh = multiprocessing.get_context("spawn")
    found: list[Any] = []
    with ProcessPoolExecutor(workers, mp_context=fresh) as pool:
        with _nameless_main():
            tasks = [pool.submit(score, part) for part in chunks]
        for task, part in zip(tasks, chunks, strict=True):
            found += task.result()
            advance(len(part))
    return found


@contextmanager
def _nameless_main() -> Iterator[None]:
    """Hide the user's script while processes start, or each of them would run it from the top."""
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


@contextmanager
def _bar(total: int, shown: bool) -> Iterator[Callable[[int], None]]:
    if not shown:
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("scoring"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("scoring", total=total)
        done = 0

        def advance(by: int) -> None:
            nonlocal done
            done = max(0, done + by)
            bar.update(task, completed=done)

        yield advance
