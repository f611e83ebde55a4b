"""Whether something was seen before: eight bytes for each, however long it was."""

from __future__ import annotations

import numpy as np
import pandas as pd


class Seen:
    """Remembers texts by a hash of 64 bits, in a few sorted runs.

    Two different texts among ten million share a hash in about three of a million such collections.

    Examples
    --------
    >>> seen = Seen()
    >>> seen.add(pd.Series(["a", "b"], dtype="str")).tolist(), seen.add(pd.Series(["b"], dtype="str")).tolist()
    ([True, True], [False])
    """

    def __init__(self) -> None:
        self._runs: list[np.ndarray] = []

    def __len__(self) -> int:
        return sum(map(len, self._runs))

    def add(self, texts: pd.Series) -> np.ndarray:
        """Remember texts, and say of each whether it is new; of equal ones among them every one is."""
        sums = pd.util.hash_pandas_object(texts, index=False).to_numpy()
        new = np.ones(len(sums), dtype=bool)
        for run in self._runs:
            place = np.searchsorted(run, sums)
            place[place == len(run)] = 0
            new &= run[place] != sums
        if new.any():
            self._runs.append(np.unique(sums[new]))
        # Runs of like length are joined, so that there are only ever a few of them.
        while len(self._runs) > 1 and 2 * len(self._runs[-1]) > len(self._runs[-2]):
            self._runs[-2:] = [np.union1d(self._runs[-2], self._runs[-1])]
        return new
