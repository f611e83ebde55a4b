"""Rebuilt curves on disk: written whole, never over documented data, compared as chance allows."""

import io
import tomllib

import pandas as pd
import pytest

from workbench.curve_files import AGREES, compare_curve, write_curve
from workbench.curves import ShippedCurve
from workbench.problems import WorkbenchError

CARD = 'title = "Views"\nkind = "rebuilt"\nsource = "9 readings"\nsha256 = "0"\n[recipe]\nreadings_sha256 = "1"\n'


def a_curve(shift=0, card=CARD, rows=20):
    """Build a small curve whose numbers are moved by a number of views; every band is 100 views wide."""
    times = pd.date_range("2010-03-17T11:00", periods=rows, freq="D").strftime("%Y-%m-%dT%H:%MZ")
    table = pd.DataFrame({"time": times})
    for name, middle in (("value", 1000), ("per_day", 200)):
        for ending, by in (("", 0), ("_lower", -50), ("_upper", 50)):
            table[name + ending] = middle + by + shift
    return ShippedCurve("my-views-rebuilt", table.to_csv(index=False, lineterminator="\n"), card)


def test_what_is_written_is_what_was_given_and_nothing_is_left_beside_it(tmp_path):
    path = write_curve(a_curve(), tmp_path)
    assert path == tmp_path / "my-views-rebuilt.csv"
    assert path.read_bytes() == a_curve().table.encode()
    assert path.with_suffix(".toml").read_bytes() == CARD.encode()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["my-views-rebuilt.csv", "my-views-rebuilt.toml"]


def test_a_rebuilt_curve_is_replaced(tmp_path):
    write_curve(a_curve(), tmp_path)
    write_curve(a_curve(shift=500), tmp_path)
    assert compare_curve(a_curve(shift=500), tmp_path).sentence == "equals a fresh rebuild"


def test_a_documented_series_of_the_same_name_is_left_as_it_is(tmp_path):
    (tmp_path / "my-views-rebuilt.toml").write_text('kind = "documented"\n')
    (tmp_path / "my-views-rebuilt.csv").write_text("date\n")
    with pytest.raises(WorkbenchError) as caught:
        write_curve(a_curve(), tmp_path)
    assert str(caught.value) == (
        "A series of this name is there and is not a rebuilt one, so it is left as it is. "
        "Received: my-views-rebuilt.toml, which is documented. "
        "Allowed: a new name, or that of a rebuilt series. "
        "Try: another name for series in [attention] of case.toml."
    )
    assert (tmp_path / "my-views-rebuilt.csv").read_text() == "date\n"


def test_nothing_changes_when_writing_fails_half_way(tmp_path, monkeypatch):
    write_curve(a_curve(), tmp_path)
    broken = ShippedCurve("my-views-rebuilt", a_curve(shift=500).table, "\ud800")
    with pytest.raises(UnicodeEncodeError):
        write_curve(broken, tmp_path)
    assert compare_curve(a_curve(), tmp_path).sentence == "equals a fresh rebuild"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["my-views-rebuilt.csv", "my-views-rebuilt.toml"]


def test_a_curve_that_is_not_there_is_not_the_same(tmp_path):
    found = compare_curve(a_curve(), tmp_path)
    assert (found.same, found.sentence) == (False, "was not there")


def test_line_ends_of_windows_make_no_difference(tmp_path):
    path = write_curve(a_curve(), tmp_path)
    path.write_bytes(a_curve().table.replace("\n", "\r\n").encode())
    assert compare_curve(a_curve(), tmp_path).sentence == "equals a fresh rebuild"


@pytest.mark.parametrize(
    ("shift", "same", "sentence"),
    [
        (
            4,
            True,
            "agrees: its numbers lie 4% of their band's width from a fresh rebuild, on average, as on another processor",
        ),
        (100 * AGREES - 1, True, None),
        (100 * AGREES + 1, False, None),
        (50, False, "differs: its numbers lie 50% of their band's width from a fresh rebuild, on average"),
    ],
)
def test_chance_is_allowed_and_a_change_is_not(tmp_path, shift, same, sentence):
    write_curve(a_curve(shift=int(shift)), tmp_path)
    found = compare_curve(a_curve(), tmp_path)
    assert found.same is same
    assert sentence in (None, found.sentence)


def test_one_row_that_runs_away_is_seen(tmp_path):
    table = pd.read_csv(io.StringIO(a_curve().table))
    table.loc[3, "value"] += 2000
    write_curve(ShippedCurve("my-views-rebuilt", table.to_csv(index=False), CARD), tmp_path)
    assert not compare_curve(a_curve(), tmp_path).same


def test_other_rows_are_another_curve(tmp_path):
    write_curve(a_curve(rows=19), tmp_path)
    found = compare_curve(a_curve(), tmp_path)
    assert (found.same, found.sentence) == (False, "has other rows or columns than a fresh rebuild")


@pytest.mark.parametrize(
    ("old", "new"), [('readings_sha256 = "1"', 'readings_sha256 = "2"'), ("Views", "Fans")]
)
def test_other_readings_or_another_title_are_another_curve(tmp_path, old, new):
    write_curve(a_curve(shift=1, card=CARD.replace(old, new)), tmp_path)
    found = compare_curve(a_curve(), tmp_path)
    assert (found.same, found.sentence) == (
        False,
        "was rebuilt from other readings, or its card says something else",
    )


def test_a_verdict_on_the_edge_and_the_sum_of_the_table_may_differ(tmp_path):
    card = CARD.replace('sha256 = "0"', 'sha256 = "9"', 1).replace("9 readings", "9 readings, 1 stale")
    assert tomllib.loads(card)["sha256"] == "9"
    write_curve(a_curve(shift=1, card=card), tmp_path)
    assert compare_curve(a_curve(), tmp_path).same
