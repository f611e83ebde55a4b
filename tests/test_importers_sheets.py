"""Times in a spreadsheet: midnight is a time where the column holds times, and a day where it holds days only."""

from datetime import date, datetime, timedelta

import pytest
from mutated_exports import KEY, NOW
from openpyxl import Workbook

import workbench as wb

COLUMNS = {"time": "when", "text": "what", "platform": "=reddit"}


def read(path, cells, above=()):
    """Import a sheet with these times, and lines above its header."""
    book = Workbook()
    for row in above:
        book.active.append(row)
    book.active.append(["when", "what"])
    for place, cell in enumerate(cells):
        book.active.append([cell, f"message {place}"])
    book.save(path)
    return wb.read_mentions(path, columns=COLUMNS, tz="UTC", key=KEY, now=NOW)


def test_a_message_of_midnight_among_times_is_dated_to_the_second(tmp_path):
    """Every 40 minutes over two days: two of the 72 times are midnights."""
    times = [datetime(2025, 5, 1, 0, 20) + timedelta(minutes=40 * n) for n in range(72)]
    times[36] = datetime(2025, 5, 2)
    found = read(tmp_path / "export.xlsx", times)
    assert dict(found.receipt.precisions) == {"second": 72}
    assert found.mentions["time"].dt.tz_localize(None).tolist() == times
    assert len(wb.count_mentions(found.mentions, by=())) == 48


def test_a_column_of_midnights_only_is_one_of_days(tmp_path):
    found = read(tmp_path / "export.xlsx", [datetime(2025, 5, 1), date(2025, 5, 2), datetime(2025, 5, 3)])
    assert dict(found.receipt.precisions) == {"day": 3}


def test_a_clock_above_the_header_says_nothing_of_the_column_below(tmp_path):
    above = [["Exported", "by somebody"], [datetime(2025, 6, 1, 12, 30), "local time"]]
    found = read(tmp_path / "export.xlsx", [date(2025, 5, 1), date(2025, 5, 2)], above)
    assert dict(found.receipt.precisions) == {"day": 2}


@pytest.mark.parametrize("first", [True, False])
def test_it_is_the_column_that_decides_wherever_the_midnight_stands(tmp_path, first):
    times = [datetime(2025, 5, 2), datetime(2025, 5, 2, 9, 30)]
    found = read(tmp_path / "export.xlsx", times if first else times[::-1])
    assert dict(found.receipt.precisions) == {"second": 2}
