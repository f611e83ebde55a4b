"""The message table: filled up, typed, or refused with every reason."""

import pandas as pd
import pytest

from workbench.mentions import COLUMNS, as_mentions
from workbench.problems import WorkbenchError


def small(**columns):
    table = pd.DataFrame(
        {
            "mention_id": ["b", "a"],
            "time": pd.to_datetime(["2026-05-01T12:00Z", "2026-05-01T10:00Z"]),
            "precision": "second",
            "platform": "x",
        }
    )
    return table.assign(**columns)


def test_it_is_filled_up_and_sorted_by_time():
    found = as_mentions(small(likes=[3, None]))
    assert list(found.columns) == list(COLUMNS)
    assert found["mention_id"].tolist() == ["a", "b"]
    assert found["stance"].tolist() == ["unknown", "unknown"]
    assert found["likes"].isna().tolist() == [True, False]
    assert str(found["time"].dtype) == "datetime64[us, UTC]"
    assert found["by_company"].tolist() == [False, False]


def test_whether_it_is_a_repost_stays_unknown_where_nobody_says():
    assert as_mentions(small())["is_repost"].isna().tolist() == [True, True]
    # So a file gives a column with an empty cell back.
    found = as_mentions(small(is_repost=pd.Series([True, None], dtype="object")))["is_repost"]
    assert str(found.dtype) == "boolean"
    assert found.tolist() == [pd.NA, True]
    assert as_mentions(small(is_repost=[True, False]))["is_repost"].tolist() == [False, True]


def test_every_reason_is_told_at_once():
    table = small(stance=["angry", "negative"], mention_id=["a", "a"], mood="x", is_repost=["yes", "no"])
    table["time"] = table["time"].dt.tz_localize(None)
    with pytest.raises(WorkbenchError) as raised:
        as_mentions(table.drop(columns="platform"))
    assert raised.value.happened == (
        "This is no message table: column 'platform' is missing; column 'mood' is not known; 'time' has no time "
        "zone; 'mention_id' occurs twice in 1 row; 'stance' holds 'angry'; 'is_repost' is not yes or no."
    )
