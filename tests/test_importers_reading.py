"""Rows in are rows kept and rows set aside: with reasons, in a file, and with everything said in the receipt."""

import csv
import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mutated_exports import KEY, NOW, SAMPLES

import workbench as wb
from workbench.importers import arrow, delimited, receipt

COLUMNS = {
    "mention_id": "id",
    "time": "when",
    "text": "what",
    "author": "who",
    "platform": "where",
    "likes": "up",
}
HEADER = "id,when,what,who,where,up\n"


def read(path, text=None, **given):
    if text is not None:
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return wb.read_mentions(path, **({"columns": COLUMNS, "key": KEY, "now": NOW} | given))


def test_every_reason_is_counted_and_written(tmp_path):
    found = read(
        tmp_path / "export.csv",
        HEADER
        + "1,2025-05-01T10:00:00Z,late again,anna,X,3\n"
        + "2,,no time,anna,X,3\n"
        + "3,soon,what time,anna,X,3\n"
        + "4,2030-05-01T10:00:00Z,=future(),anna,X,3\n"
        + "1,2025-05-01T10:00:00Z,again,ben,X,3\n"
        + "5,2025-05-01T10:00:00Z,short row\n"
        + "6,1970-01-01T00:00:00Z,epoch,anna,X,3\n"
        + "7,2025-05-01T10:00:00,no zone,anna,X,3\n",
    )
    assert dict(found.receipt.set_aside) == {
        "it has 3 cells, the header 6": 1,
        "its time is empty": 1,
        "its time cannot be read": 1,
        "its time lies in the future": 1,
        "its id stands in an earlier row": 1,
        "its time lies before 1990, which stands for missing": 1,
        "its time has no time zone, and none was given": 1,
    }
    assert (found.receipt.rows_read, found.receipt.rows_kept, found.receipt.rows_set_aside) == (8, 1, 7)
    assert found.receipt.duplicates == 1
    with (tmp_path / "export.set-aside.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["row"]: row for row in csv.DictReader(file)}
    assert sorted(rows) == ["3", "4", "5", "6", "7", "8", "9"]
    assert rows["5"]["text"] == "'=future()"
    assert rows["5"]["author"] == found.mentions["author"].iloc[0]
    assert found.receipt.set_aside_file == str(tmp_path / "export.set-aside.csv")


def test_where_most_times_have_no_zone_it_is_asked_for(tmp_path):
    with pytest.raises(wb.WorkbenchError) as raised:
        read(tmp_path / "export.csv", HEADER + "1,2025-05-01 10:00:00,a,b,X,1\n")
    assert str(raised.value) == (
        "The times in export.csv have no time zone, and a zone is never guessed. Received: '2025-05-01 10:00:00'. "
        "Allowed: times with an offset, or tz= with an IANA name such as Europe/Warsaw, America/New_York or UTC. "
        "Try: look up the zone of the account that made the export, and give it as tz=."
    )
    assert list(tmp_path.iterdir()) == [tmp_path / "export.csv"]


def test_mixed_zones_are_each_read_as_written(tmp_path):
    found = read(
        tmp_path / "export.csv",
        HEADER
        + "1,2025-05-01T10:00:00+02:00,a,b,X,1\n2,2025-05-01T10:00:00-05:00,a,b,X,1\n3,2025-05-01 10:00,a,b,X,1\n",
        tz="Asia/Tokyo",
    )
    assert found.mentions["time"].dt.hour.tolist() == [1, 8, 15]
    assert found.mentions["precision"].tolist() == ["minute", "second", "second"]
    assert "Times without a zone are read in Asia/Tokyo, as you said" in found.receipt.notes


def test_an_account_that_wrote_nothing_is_told(tmp_path):
    found = read(
        tmp_path / "a.csv",
        HEADER + "1,2025-05-01T10:00:00Z,a,b,X,1\n",
        company_accounts=["@acme", "AcmeCares"],
    )
    assert found.receipt.notes == (
        "No row was written by @acme, AcmeCares; look how the export writes the company's accounts",
    )


def test_an_unknown_zone_is_a_sentence(tmp_path):
    with pytest.raises(wb.WorkbenchError, match=r"^This time zone is not known\."):
        read(tmp_path / "export.csv", HEADER, tz="Warsaw time")


def test_the_receipt_says_everything(tmp_path):
    (tmp_path / "x.json").write_bytes(SAMPLES["x.json"])
    found = wb.read_mentions(tmp_path / "x.json", key=KEY, now=NOW, company_accounts="AcmeKettles")
    assert repr(found) == "<Imported: 8 messages of 8 rows>"
    assert repr(found.receipt) == "<Receipt: 8 rows read, 8 kept, 0 set aside>"
    assert found.summary() == (
        "8 rows read: 8 kept, 0 set aside. They run from 2025-03-03 08:00 to 2025-03-03 13:40 (UTC), mostly on x."
    )
    assert str(found.receipt) == (
        "read            8 rows\n"
        "kept            8\n"
        "set aside       0\n"
        "files           x.json: X (interface version 2, or twarc-csv), JSON, UTF-8; 8 read, 8 kept\n"
        "from            2025-03-03 08:00 to 2025-03-03 13:40, UTC\n"
        "platforms       x 8\n"
        "languages       en 7, he 1\n"
        "stance          unknown 8\n"
        "dated to the    second 8\n"
        "authors         8, as keyed hashes\n"
        "reposts         1\n"
        "by the company  1"
    )
    said = json.loads(json.dumps(found.receipt.to_dict()))
    assert wb.Receipt.from_dict(said) == found.receipt


def test_what_an_export_says_runs_nowhere_in_the_receipt(tmp_path):
    found = read(tmp_path / "a.csv", HEADER + "1,2025-05-01T10:00:00Z,a,b,<script>alert(1)</script>,1\n")
    shown = found._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


def test_gaps_are_told_where_messages_were_to_be_expected(tmp_path):
    times = pd.date_range("2025-05-01", "2025-05-08", freq="5min", tz="UTC", inclusive="left")
    silent = (times >= "2025-05-04T06:00Z") & (times < "2025-05-04T11:00Z")
    rows = "".join(f"{n},{time.isoformat()},a,b,X,1\n" for n, time in enumerate(times[~silent]))
    found = read(tmp_path / "export.csv", HEADER + rows)
    assert found.receipt.gaps == (("2025-05-04 06:00", "2025-05-04 11:00", 60),)
    gap = (pd.Timestamp("2025-05-04T06:00Z"), pd.Timestamp("2025-05-04T11:00Z"))
    assert found.receipt.uncollected == [gap]
    assert found.summary().endswith(
        "The collection has gaps: one stretch is empty where messages were to be expected."
    )


def test_a_receipt_stays_short_whatever_is_called_a_platform(tmp_path, monkeypatch):
    monkeypatch.setattr(receipt, "_MOST_WORDS", 50)
    rows = "".join(f"{n},2025-05-01T10:00:00Z,a,b,place {n % 100},1\n" for n in range(1000))
    found = read(tmp_path / "export.csv", HEADER + rows + "9,x" + ",y" * 3000 + "\n")
    assert len(found.receipt.platforms) == 31
    assert sum(found.receipt.platforms.values()) == 1000
    assert list(found.receipt.platforms)[-1] == "others"
    assert dict(found.receipt.set_aside) == {"it has more than 1,000 cells, the header 6": 1}


def test_a_quiet_night_is_no_gap(tmp_path):
    times = pd.date_range("2025-05-01", "2025-05-08", freq="5min", tz="UTC")
    awake = times[(times.hour >= 7) & (times.hour < 23)]
    rows = "".join(f"{n},{time.isoformat()},a,b,X,1\n" for n, time in enumerate(awake))
    assert read(tmp_path / "export.csv", HEADER + rows).receipt.gaps == ()


def test_ids_that_a_spreadsheet_rounded_are_not_taken_for_duplicates(tmp_path):
    found = read(
        tmp_path / "export.csv",
        HEADER + "1.89E+18,2025-05-01T10:00:00Z,a,b,X,1\n1.89E+18,2025-05-01T10:00:00Z,c,d,X,1\n",
    )
    assert found.receipt.rows_kept == 2
    assert "In 2 cells a spreadsheet has rounded the id; another was made" in found.receipt.notes


def test_without_ids_the_content_tells_duplicates(tmp_path):
    columns = {name: place for name, place in COLUMNS.items() if name != "mention_id"}
    line = "2025-05-01T10:00:00Z,late again,anna,X,1\n"
    found = read(tmp_path / "export.csv", "when,what,who,where,up\n" + line + line, columns=columns)
    assert dict(found.receipt.set_aside) == {"an earlier row has the same time, author, text and address": 1}


def test_rows_that_hold_nothing_but_a_time_are_all_different(tmp_path):
    found = read(tmp_path / "export.csv", "when\n" + "2025-05-01T10:00:00Z\n" * 3, columns={"time": "when"})
    assert found.receipt.rows_kept == 3
    assert found.receipt.platforms == {"unknown": 3}


def test_numbers_that_are_none_are_left_empty_and_counted(tmp_path):
    found = read(
        tmp_path / "export.csv",
        HEADER
        + '1,2025-05-01T10:00:00Z,a,b,X,"1,204"\n2,2025-05-01T10:00:00Z,a,b,X,many\n3,2025-05-01T10:00:00Z,a,b,X,-3\n4,2025-05-01T10:00:00Z,a,b,X,1.204\n',
    )
    assert found.mentions["likes"].fillna(-1).tolist() == [1204, -1, -1, -1]
    assert found.receipt.notes == ("In 2 cells likes is no number; left empty",)


def test_an_address_that_opens_no_page_is_left_out(tmp_path):
    found = read(
        tmp_path / "a.csv",
        "when,link\n2025-05-01T10:00:00Z,javascript:alert(1)\n2025-05-01T10:00:00Z,https://example.org\n",
        columns={"time": "when", "url": "link"},
    )
    assert sorted(found.mentions["url"].dropna()) == ["https://example.org"]


def test_an_unknown_table_is_shown_with_the_way_to_map_it(tmp_path):
    (tmp_path / "export.csv").write_text("Posted,Message\n2025-05-01T10:00:00Z,a\n")
    with pytest.raises(wb.WorkbenchError) as raised:
        wb.read_mentions(tmp_path / "export.csv", key=KEY)
    assert str(raised.value) == (
        "The columns of export.csv are not those of a tool the workbench knows. Received: 'Posted', 'Message'. "
        "Allowed: any table, when you say which column is which: time is needed; as there are, mention_id, platform, author, "
        "text, language, stance, stance_score, followers, reach, likes, reposts, replies, in_reply_to, repost_of, is_repost, "
        "by_company, url, collected_at, title. "
        'Try: columns={"time": "Posted", "text": "Message", "author": "…", "platform": "=x"}, with the names of the columns above; '
        "the sign = makes a constant."
    )


def test_a_mapping_is_saved_and_read_again(tmp_path):
    first = read(tmp_path / "export.csv", HEADER + "1,2025-05-01T10:00:00Z,a,b,X,1\n")
    file = first.save_columns(tmp_path / "map.toml")
    second = read(tmp_path / "export.csv", columns=file)
    pd.testing.assert_frame_equal(first.mentions, second.mentions)


def test_a_mapping_is_checked_whole(tmp_path):
    with pytest.raises(wb.WorkbenchError) as raised:
        read(tmp_path / "export.csv", HEADER, columns={"tiem": "when", "text": "", "foobarbaz": "x"})
    assert raised.value.happened == (
        "This mapping of columns cannot be used: 'tiem' is no column of the message table (did you mean 'time'?); 'text' is "
        "given '', which names no column; 'foobarbaz' is no column of the message table; 'time' is missing."
    )


def test_a_mapped_column_that_is_not_there_is_named(tmp_path):
    with pytest.raises(wb.WorkbenchError) as raised:
        read(tmp_path / "export.csv", HEADER + "1,2025-05-01T10:00:00Z,a,b,X,1\n", columns={"time": "then"})
    assert raised.value.happened == "export.csv has no column of this name."
    assert raised.value.received == "'then'"


def test_a_folder_is_read_whole_and_says_what_it_left_out(tmp_path):
    for name in ("x.json", "customer-support.csv"):
        (tmp_path / name).write_bytes(SAMPLES[name])
    (tmp_path / "notes.docx").write_text("no export")
    (tmp_path / "old.set-aside.csv").write_text("file,row,reason\n")
    found = wb.read_mentions(tmp_path, key=KEY, now=NOW, set_aside=False)
    assert found.receipt.rows_kept == 16
    assert len(found.receipt.files) == 2
    assert "Left out of the folder: notes.docx, old.set-aside.csv" in found.receipt.notes
    # Number 1 to one tool is another message to the next.
    assert found.mentions["mention_id"].str.startswith("x:").sum() == 8
    assert found.mentions["in_reply_to"].dropna().isin(found.mentions["mention_id"]).all()


def test_two_exports_of_one_tool_meet_by_id(tmp_path):
    for name in ("x.json", "twarc.csv"):
        (tmp_path / name).write_bytes(SAMPLES[name])
    found = wb.read_mentions(tmp_path, key=KEY, now=NOW, set_aside=False)
    assert (found.receipt.rows_kept, found.receipt.duplicates) == (8, 8)


def test_message_tables_beside_exports_would_count_twice(tmp_path):
    (tmp_path / "x.json").write_bytes(SAMPLES["x.json"])
    wb.write_mentions(wb.read_mentions(tmp_path / "x.json", key=KEY, now=NOW), tmp_path / "mentions.parquet")
    with pytest.raises(wb.WorkbenchError) as raised:
        wb.read_mentions(tmp_path, key=KEY, now=NOW)
    assert str(raised.value) == (
        "The folder holds exports and message tables of the workbench; what stands in both would count twice. "
        "Received: mentions.parquet. Allowed: exports only, or message tables only. "
        "Try: move the message tables to another folder."
    )


def test_an_output_never_replaces_what_is_read(tmp_path):
    (tmp_path / "x.json").write_bytes(SAMPLES["x.json"])
    file = wb.write_mentions(
        wb.read_mentions(tmp_path / "x.json", key=KEY, now=NOW), tmp_path / "mentions.parquet"
    )
    before = file.read_bytes()
    given = {"key": KEY, "now": NOW}
    for source, output, aside in [
        (file, file, None),
        (tmp_path, file, None),
        (file, tmp_path / "new.parquet", file),
    ]:
        with pytest.raises(wb.WorkbenchError) as raised:
            wb.import_mentions(source, output, set_aside=aside, **given)
        assert raised.value.happened == "The output would replace what is being read."
    assert file.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mentions.parquet", "x.json"]


def test_rows_set_aside_in_an_earlier_run_do_not_stay(tmp_path):
    bad, good = "1,soon,a,b,X,1\n", "1,2025-05-01T10:00:00Z,a,b,X,1\n"
    read(tmp_path / "export.csv", HEADER + bad + good)
    assert (tmp_path / "export.set-aside.csv").exists()
    read(tmp_path / "export.csv", HEADER + good)
    assert not (tmp_path / "export.set-aside.csv").exists()
    (tmp_path / "mine.csv").write_text("my own notes\n")
    read(tmp_path / "export.csv", set_aside=tmp_path / "mine.csv")
    assert (tmp_path / "mine.csv").read_text() == "my own notes\n"


def test_all_files_with_problems_are_told_at_once(tmp_path):
    (tmp_path / "a.csv").write_text("Posted,Message\nx,y\n")
    (tmp_path / "b.json").write_text('{"data": [')
    with pytest.raises(wb.WorkbenchError) as raised:
        wb.read_mentions(tmp_path, key=KEY)
    assert raised.value.happened == "2 of 2 files cannot be read."
    a, b = raised.value.received.strip().splitlines()
    assert a == "- The columns of a.csv are not those of a tool the workbench knows. 'Posted', 'Message'"
    assert b.startswith("- b.json is no whole JSON. ")
    # One line a file, and one remedy for all of them.
    assert str(raised.value).count("Received:") == str(raised.value).count("Try:") == 1


def test_a_page_without_messages_is_no_obstacle(tmp_path):
    (tmp_path / "1.json").write_bytes(SAMPLES["x.json"])
    (tmp_path / "2.json").write_text('{"meta": {"result_count": 0}}')
    (tmp_path / "3.json").write_text('{"data": [], "meta": {"result_count": 0}}')
    found = wb.read_mentions(tmp_path, key=KEY, now=NOW)
    assert found.receipt.rows_kept == 8
    assert found.receipt.files[1] == "2.json: no messages in it, JSON, UTF-8; 0 read, 0 kept"


def test_the_empty_export_has_an_empty_table(tmp_path):
    found = read(tmp_path / "export.csv", HEADER)
    assert (found.receipt.rows_read, len(found.mentions)) == (0, 0)
    assert str(found.mentions["time"].dtype) == "datetime64[us, UTC]"
    assert found.summary() == "0 rows read: 0 kept, 0 set aside."


def test_straight_to_parquet_holds_the_same_messages(tmp_path):
    (tmp_path / "brandwatch.csv").write_bytes(SAMPLES["brandwatch.csv"])
    given = {"tz": "UTC", "key": KEY, "now": NOW}
    receipt = wb.import_mentions(tmp_path / "brandwatch.csv", tmp_path / "out" / "mentions.parquet", **given)
    held = wb.read_mentions(tmp_path / "brandwatch.csv", set_aside=False, **given)
    read_back = pd.read_parquet(tmp_path / "out" / "mentions.parquet").astype(held.mentions.dtypes)
    pd.testing.assert_frame_equal(
        read_back.sort_values("time", kind="stable", ignore_index=True), held.mentions
    )
    assert receipt.to_dict() | {"set_aside_file": ""} == held.receipt.to_dict()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "mentions.parquet",
        "mentions.set-aside.csv",
    ]


# The fast and the careful reader


MIXED = HEADER + "".join(
    f'{n},2025-05-01T10:00:{n % 60:02d}Z,"say ""{n}"",\nthen {"x" * (n % 7)}",b{n % 3},X,{n}\n'
    + ("broken,row\n" if n % 10 == 3 else "")
    for n in range(200)
)


def test_both_readers_see_the_same_rows(tmp_path, monkeypatch):
    monkeypatch.setattr(arrow, "LONGEST_LINE", 4096)
    fast = read(tmp_path / "export.csv", MIXED)
    with (tmp_path / "export.set-aside.csv").open(encoding="utf-8-sig") as file:
        aside = file.read()
    monkeypatch.setattr(delimited, "fast_chunks", lambda *_: iter([None]))
    careful = read(tmp_path / "export.csv")
    pd.testing.assert_frame_equal(fast.mentions, careful.mentions)
    assert fast.receipt == careful.receipt
    assert fast.receipt.rows_read == 220
    assert aside == (tmp_path / "export.set-aside.csv").read_text(encoding="utf-8-sig")
    assert '\nexport.csv,6,"it has 2 cells, the header 6"' in aside


def test_where_the_fast_reader_gives_up_the_careful_one_goes_on(tmp_path, monkeypatch):
    monkeypatch.setattr(arrow, "LONGEST_LINE", 4096)
    found = read(
        tmp_path / "export.csv",
        MIXED + f'900,2025-05-01T11:00:00Z,"{"long " * 3000}",b,X,1\n901,2025-05-01T11:00:01Z,a,b,X,1\n',
    )
    assert found.receipt.rows_read == 222
    assert found.receipt.rows_kept == 202


@pytest.mark.parametrize("block", [7, 64, 1000])
def test_nothing_depends_on_where_a_block_ends(tmp_path, monkeypatch, block):
    from workbench.importers import encoding

    whole = read(tmp_path / "export.csv", MIXED.replace("\n", "\r\n"))
    monkeypatch.setattr(encoding, "BLOCK", block)
    monkeypatch.setattr(delimited, "fast_chunks", lambda *_: iter([None]))
    pd.testing.assert_frame_equal(read(tmp_path / "export.csv").mentions, whole.mentions)


def test_an_open_quotation_mark_swallows_no_rows(tmp_path):
    found = read(
        tmp_path / "export.csv",
        HEADER
        + '1,2025-05-01T10:00:00Z,"never closed,anna,X,1\n'
        + '2,2025-05-01T10:00:00Z,"whole, and well",ben,X,1\n'
        + "3,2025-05-01T10:00:00Z,plain,ben,X,1\n",
    )
    assert found.receipt.rows_read == 3
    assert found.mentions["mention_id"].tolist() == ["2", "3"]
    assert dict(found.receipt.set_aside) == {
        "a quotation mark is not closed in this line or in one before it": 1
    }


def test_a_file_that_ends_inside_a_quoted_cell_keeps_what_is_whole(tmp_path):
    whole = HEADER + "1,2025-05-01T10:00:00Z,a,b,X,1\n"
    found = read(tmp_path / "export.csv", whole + '2,2025-05-01T10:00:00Z,"cut of')
    assert (found.receipt.rows_read, found.receipt.rows_kept) == (2, 1)


@settings(max_examples=25)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30), min_size=1, max_size=12
    )
)
def test_any_text_comes_through_a_well_formed_table(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("export") / "export.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["n", "when", "what"])
        writer.writerows([n, "2025-05-01T10:00:00Z", text] for n, text in enumerate(texts))
    found = read(path, columns={"mention_id": "n", "time": "when", "text": "what"}, set_aside=False)
    assert (found.receipt.rows_read, found.receipt.rows_kept) == (len(texts), len(texts))
    by_id = found.mentions.set_index("mention_id")["text"]
    for n, text in enumerate(texts):
        written = by_id[str(n)]
        assert ("" if pd.isna(written) else written) == text.strip()


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_signs_and_line_ends_are_found(tmp_path, sign, end):
    text = (
        (HEADER + "1,2025-05-01T10:00:00Z,a,b,X,1\n\n2,2025-05-01T10:00:01Z,a,b,X,1\n")
        .replace(",", sign)
        .replace("\n", end)
    )
    found = read(tmp_path / "export.csv", text.encode())
    assert found.mentions["mention_id"].tolist() == ["1", "2"]
