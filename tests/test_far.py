"""Rows of an imported case that lie far from its messages are warned about; the case still loads."""

from own import COLUMNS, KEY, few

import workbench as wb


def test_a_year_typed_wrongly_is_warned_about_in_every_table(tmp_path):
    folder = wb.import_case(few(tmp_path / "export.csv"), tmp_path / "kettle", columns=COLUMNS, key=KEY)
    wb.add_response(
        folder, time="2026-05-25 09:00", channel="twitter", strategy="information", statement="Fine"
    )
    assert wb.check_case(folder).problems == ()
    wb.add_response(folder, time="2030-04-30", channel="twitter", strategy="information", statement="Late")
    check = wb.check_case(folder)
    assert check.ok
    assert [(p.place, p.level) for p in check.problems] == [
        ("events.csv, row 4, column time", "warning"),
        ("responses.csv, row 3, column time", "warning"),
    ]
    assert str(check.problems[0]) == (
        "(warning) events.csv, row 4, column time: It lies 48 months after the last message. Received: 30 April 2030. Allowed: "
        "a time near the messages, which run from 1 May 2026 to 1 May 2026. Try: look at the year and the month; leave it if it "
        "is right."
    )


def test_a_case_without_imported_messages_has_nothing_to_be_far_from(tmp_path):
    folder = wb.new_case(
        tmp_path / "mine", title="Mine", company="Acme", trigger_time="1990-03-14",
        timezone="Europe/Warsaw", source_url="https://example.org/a",
    )  # fmt: skip
    assert wb.check_case(folder).problems == ()
