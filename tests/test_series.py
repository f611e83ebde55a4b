"""The shared series: every table is the one its card describes, in UTC, and says what to beware of."""

import hashlib
import shutil

import pandas as pd
import pytest

import workbench as wb
from workbench import places, series
from workbench.problems import NotFound, WorkbenchError

NAMES = series.names()
every_series = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """Work with one series in a folder of its own, so that a test may spoil it."""
    folder = tmp_path / "data"
    folder.mkdir()
    for ending in ("csv", "toml"):
        shutil.copy(places.find("data") / f"ual-2009.{ending}", folder)
    monkeypatch.setenv(places.HOME_VARIABLE, str(tmp_path))
    return folder


def test_every_table_has_a_card_and_every_card_a_table(root):
    assert sorted(p.stem for p in (root / "data").glob("*.csv")) == NAMES


def test_the_list_says_what_each_series_is_and_what_to_beware_of():
    table = wb.list_series()
    assert list(table.index) == NAMES
    assert list(table) == ["title", "kind", "source", "licence", "warning"]
    assert set(table["kind"]) <= {"documented", "rebuilt", "simulated"}
    assert (table.map(str.strip) != "").all(axis=None)


@every_series
def test_a_series_has_the_columns_its_card_explains_and_rows(name):
    table = wb.load_series(name)
    card = table.attrs["card"]
    assert card["name"] == name
    assert len(table) > 0
    explained = set(card["columns"]) - {card["time"]["column"]}
    assert explained <= set(table) | {table.index.name}
    assert set(table) - {card["time"]["column"]} <= explained


@every_series
def test_a_series_that_has_times_is_in_utc_and_in_their_order(name):
    table = wb.load_series(name)
    if table.attrs["card"]["time"]["column"]:
        assert str(table.index.tz) == "UTC"
        assert table.index.is_monotonic_increasing
        assert table.index.name == "time"


@every_series
def test_the_same_series_twice_is_two_tables(name):
    table = wb.load_series(name)
    table[table.columns[0]] = None
    table.attrs["card"]["title"] = "spoilt"
    assert wb.load_series(name).attrs["card"]["title"] != "spoilt"
    assert wb.load_series(name).iloc[:, 0].notna().any()


@pytest.mark.parametrize("name", ["ual-2009", "tm-2009", "ual-2017"])
def test_a_close_is_known_when_the_exchange_shuts(name):
    times = wb.load_series(name).index.tz_convert("America/New_York")
    assert set(times.strftime("%H:%M")) == {"16:00"}
    assert not set(times.day_name()) & {"Saturday", "Sunday"}


def test_the_closes_around_united_breaks_guitars_are_those_of_the_table():
    table = wb.load_series("ual-2009")
    assert table.loc["2009-07-06", "close_usd"].tolist() == [3.34]


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("ual-209", "did you mean 'ual-2009'?"),
        ("coverage", "did you mean 'united-3411-coverage'?"),
        ("zzz", "wb.list_series() shows them all."),
        ("../cases/lexus-gx460/case", "wb.list_series() shows them all."),
    ],
)
def test_an_unknown_series_is_refused_with_the_nearest(name, remedy):
    with pytest.raises(NotFound) as refusal:
        wb.load_series(name)
    assert str(refusal.value) == (
        f"There is no series with this name. Received: {name!r}. Allowed: {', '.join(NAMES)}. Try: {remedy}"
    )


def test_a_table_that_is_not_the_one_described_is_refused(elsewhere):
    table = elsewhere / "ual-2009.csv"
    described = hashlib.sha256(table.read_bytes()).hexdigest()
    table.write_bytes(table.read_bytes().replace(b"3.34", b"3.35"))
    found = hashlib.sha256(table.read_bytes()).hexdigest()
    with pytest.raises(WorkbenchError) as refusal:
        wb.load_series("ual-2009")
    assert str(refusal.value) == (
        f"The table is not the one its card describes. Received: sha256 {found}. Allowed: sha256 {described}. Try: restore "
        "data/ual-2009.csv, or write a new card for the new table."
    )


def test_line_ends_that_git_turned_on_windows_change_nothing(elsewhere):
    before = wb.load_series("ual-2009")
    table = elsewhere / "ual-2009.csv"
    table.write_bytes(table.read_bytes().replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(wb.load_series("ual-2009"), before)


def test_a_data_folder_without_series_lists_none(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.setenv(places.HOME_VARIABLE, str(tmp_path))
    assert wb.list_series().empty
    assert list(wb.list_series()) == ["title", "kind", "source", "licence", "warning"]
