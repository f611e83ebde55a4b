"""What exports can do to a reader: bombs, endless lines, other files in disguise, full disks; a sentence for each."""

import errno
import gzip
import io
import os
import pickle
import tracemalloc
import zipfile
from types import SimpleNamespace

import pandas as pd
import pytest
import zstandard
from mutated_exports import KEY, NOW, SAMPLES

import workbench as wb
from workbench.importers import arrow, aside, delimited, documents, encoding, limits, sheets, storing

COLUMNS = {"time": "when", "text": "what"}
SMALL = "when,what\n2025-05-01T10:00:00Z,late again\n"


def read(path, data=None, **given):
    if data is not None:
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return wb.read_mentions(path, **({"columns": COLUMNS, "key": KEY, "now": NOW} | given))


def refused(path, data=None, **given):
    with pytest.raises(wb.WorkbenchError) as raised:
        read(path, data, **given)
    return raised.value


# Files that are something else


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (pickle.dumps({"time": 1}), "export.csv is a Python pickle, which can run code, not an export."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "export.csv is an old Excel file (.xls), not an export.",
        ),
        (b"SQLite format 3\0" + b"\0" * 600, "export.csv is a SQLite database, not an export."),
        (b"%PDF-1.7\n", "export.csv is a PDF, not an export."),
        (b"<!DOCTYPE html><html>please sign in</html>", "export.csv is a web page, not an export."),
        (b"", "export.csv is empty."),
        (b" \n \n", "export.csv holds no text."),
        (b"\x01\x02\xff\xfe\x80" * 400, "export.csv is no text."),
        ("when,what\n".encode("utf-16-le"), "export.csv is no text that can be read."),
        (b"PAR1" + b"x" * 50, "export.csv is cut off or damaged."),
        (b"PK\x03\x04" + b"x" * 50, "export.csv is cut off or damaged."),
        (b"\x1f\x8b\x08" + b"x" * 50, "export.csv is cut off or damaged."),
        (b"\x28\xb5\x2f\xfd" + b"x" * 50, "export.csv is cut off or damaged."),
        (gzip.compress(b""), "export.csv is empty."),
        (
            gzip.compress(pickle.dumps([1])),
            "export.csv is a Python pickle, which can run code, not an export.",
        ),
        (gzip.compress(gzip.compress(SMALL.encode())), "export.csv is packed twice, or is no text inside."),
    ],
    # Never the data: gzip writes the second into it, and workers that start apart would name a test apart.
    ids=lambda value: value if isinstance(value, str) and value.startswith("export") else "data",
)
def test_a_file_is_judged_by_its_content(tmp_path, data, sentence):
    assert refused(tmp_path / "export.csv", data).happened == sentence


def test_a_tar_archive_is_named(tmp_path):
    import tarfile

    (tmp_path / "a.csv").write_text(SMALL)
    with tarfile.open(tmp_path / "export.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "a.csv", "a.csv")
    assert refused(tmp_path / "export.tar.gz").happened == "export.tar.gz is a tar archive, not an export."


def test_what_is_not_there_is_a_sentence(tmp_path):
    with pytest.raises(wb.NotFound) as raised:
        wb.read_mentions(tmp_path / "no.csv")
    assert raised.value.happened == "There is no such file or folder."
    with pytest.raises(wb.NotFound):
        wb.read_mentions("a\0b.csv")


# Bombs and endless things


def test_a_bomb_is_refused_while_it_unfolds(tmp_path):
    for name, data in {
        "bomb.csv.gz": gzip.compress(b"when,what\n" + b"0\n" * (100 << 20)),
        "bomb.csv.zst": zstandard.ZstdCompressor().compress(b"when,what\n" + b"0\n" * (100 << 20)),
    }.items():
        tracemalloc.start()
        error = refused(tmp_path / name, data)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert error.happened == f"{name} unfolds to more than 200 times its size, as no export does."
        assert peak < 100 << 20


def test_a_zip_bomb_is_refused_as_well(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"when,what\n" + b"0\n" * (50 << 20))
    error = refused(tmp_path / "bomb.zip", out.getvalue())
    assert error.happened == "bomb.zip/a.csv unfolds to more than 200 times its size, as no export does."


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "b/../../a.csv", "..\\a.csv", "C:/a.csv"])
def test_a_path_that_leaves_the_archive_is_refused(tmp_path, name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, SMALL)
    error = refused(tmp_path / "export.zip", out.getvalue())
    assert error.happened == "export.zip holds a path that leaves the archive's own folder."
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.zip"]


def test_an_archive_that_counts_its_bytes_twice_is_refused(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", SMALL * 50)
        archive.filelist.extend(archive.filelist * 3)
    error = refused(tmp_path / "export.zip", out.getvalue())
    assert error.happened == "export.zip says that it holds more than it can."


def test_a_locked_archive_is_a_sentence(tmp_path):
    data = bytearray(SAMPLES["minet.zip"])
    # The flag that says so, in the local header and in the directory.
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    assert refused(tmp_path / "export.zip", bytes(data)).happened == "export.zip is locked with a password."


def test_a_line_that_does_not_end_is_refused(tmp_path):
    error = refused(
        tmp_path / "export.csv", b"when,what\n2025-05-01T10:00:00Z," + b"a" * (20 << 20) + b"\nmore,rows\n"
    )
    assert error.happened == "export.csv has a line that does not end."
    assert error.received == "a line of more than 16,777,216 bytes"


def test_a_cell_that_does_not_end_is_refused(tmp_path):
    lines = b"".join(b"2025-05-01T10:00:00Z,abcdefgh\n" for _ in range(200_000))
    error = refused(tmp_path / "export.csv", b'when,what\n2025-05-01T10:00:00Z,"' + lines)
    assert error.happened == "export.csv has a cell that does not end."
    assert (
        error.remedy
        == "look for a quotation mark that is not closed, and write two of them inside a quoted cell"
    )


def test_a_million_columns_are_refused(tmp_path):
    for data in (b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n1,2\n",):
        error = refused(tmp_path / "export.csv", data)
        assert error.happened == "export.csv is too wide for an export."
        assert error.allowed == "at most 5,000"


def test_json_with_a_million_fields_is_set_aside(tmp_path):
    fields = ",".join(f'"f{n}":1' for n in range(100_000))
    lines = f'{{"when":"2025-05-01T10:00:00Z","what":"a"}}\n{{"when":"2025-05-01T10:00:00Z",{fields}}}\n'
    found = read(tmp_path / "export.ndjson", lines)
    assert dict(found.receipt.set_aside) == {"it has more fields than any message": 1}


@pytest.mark.parametrize("data", [b"[" * 200_000, b'{"a":' * 200_000, b'[{"a":' * 100_000])
def test_json_nested_without_end_is_a_sentence(tmp_path, data):
    assert refused(tmp_path / "export.json", data).happened == "export.json is no whole JSON."


def test_a_document_too_large_to_be_held_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "LARGEST_DOCUMENT", 1 << 20)
    error = refused(tmp_path / "export.json", b'{"meta": "' + b"a" * (3 << 20) + b'", "data": []}')
    assert error.happened == "export.json is one JSON document too large to be held in memory."


def test_a_long_list_in_json_is_streamed(tmp_path, monkeypatch):
    monkeypatch.setattr(encoding, "BLOCK", 1000)
    monkeypatch.setattr(documents, "LARGEST_DOCUMENT", 1000)
    rows = ",\n".join(f'{{"when": "2025-05-01T10:00:00Z", "what": "post {n} [}}\\"]"}}' for n in range(500))
    found = read(tmp_path / "export.json", f"[{rows}]")
    assert found.receipt.rows_kept == 500


def test_json_that_is_cut_off_keeps_what_is_whole(tmp_path):
    rows = ",".join(f'{{"when": "2025-05-01T10:00:00Z", "what": "post {n}"}}' for n in range(5))
    found = read(tmp_path / "a.json", f"[{rows[:-9]}")
    assert dict(found.receipt.set_aside) == {"the file ends inside this message; it is cut off": 1}
    assert found.receipt.rows_kept == 4
    found = read(tmp_path / "b.ndjson", rows.replace("},{", "}\n{")[:-9])
    assert dict(found.receipt.set_aside) == {"its line is no whole JSON object; it is damaged or cut off": 1}
    assert found.receipt.rows_kept == 4


def test_a_sheet_whose_cells_lie_far_apart_is_refused(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active["A1"] = "when"
    book.active["XFD1048576"] = "far away"
    book.save(tmp_path / "export.xlsx")
    error = refused(tmp_path / "export.xlsx")
    assert error.happened == "export.xlsx is too large for a spreadsheet of messages."
    assert error.received == "a sheet of 1,048,576 rows and 16,384 columns"


def test_a_workbook_that_would_unfold_too_far_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(sheets, "LARGEST_SHEET", 1000)
    error = refused(tmp_path / "own.xlsx", SAMPLES["own.xlsx"])
    assert error.happened == "own.xlsx is too large for a spreadsheet of messages."


def test_a_second_sheet_is_found_and_told(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["About this file"])
    book.create_sheet("posts").append(["when", "what"])
    book["posts"].append(["2025-05-01T10:00:00Z", "late again"])
    book.save(tmp_path / "export.xlsx")
    found = read(tmp_path / "export.xlsx")
    assert found.receipt.rows_kept == 1
    assert "The sheet 'posts' is read; there are others: Sheet, posts" in found.receipt.notes


def test_a_formula_in_a_sheet_is_text(tmp_path):
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["when", "what"])
    book.active.append(["2025-05-01T10:00:00Z", "=1+1"])
    book.save(tmp_path / "export.xlsx")
    # Nothing computes it; what a spreadsheet had shown is not stored by the program that wrote this one.
    assert read(tmp_path / "export.xlsx").mentions["text"].isna().all()


# Encodings


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark_are_found(tmp_path, codec):
    text = SMALL.replace("late again", "שוב באיחור, é 🔥").replace(",", "\t")
    found = read(tmp_path / "export.csv", text.replace("באיחור\t", "באיחור,").encode(codec))
    assert found.mentions["text"].tolist() == ["שוב באיחור, é 🔥"]
    assert found.receipt.notes == ()


def test_windows_text_is_read_and_said(tmp_path):
    found = read(tmp_path / "export.csv", SMALL.replace("late again", "déjà vu – encore").encode("cp1252"))
    assert found.mentions["text"].tolist() == ["déjà vu – encore"]
    assert found.receipt.notes == (
        "It is not UTF-8, so it was read as Windows-1252 (Western European). Look at a few accented letters; if they are "
        "wrong, save the file as UTF-8, or name its encoding when you import",
    )


def test_a_known_encoding_is_believed(tmp_path):
    data = SMALL.replace("late again", "опять опоздал").encode("cp1251")
    found = read(tmp_path / "export.csv", data, encoding="cp1251")
    assert found.mentions["text"].tolist() == ["опять опоздал"]
    assert (
        refused(tmp_path / "export.csv", data, encoding="klingon").happened == "This encoding is not known."
    )


def test_a_damaged_letter_does_not_change_the_others(tmp_path):
    good = SMALL.encode() + "".join(f"2025-05-01T10:00:0{n}Z,é{n}é\n" for n in range(9)).encode()
    found = read(tmp_path / "export.csv", good + b"2025-05-01T11:00:00Z,\xff\n")
    assert "é3é" in found.mentions["text"].tolist()
    assert found.mentions["text"].iloc[-1] == "\N{REPLACEMENT CHARACTER}"
    assert found.receipt.notes == (
        "1 place is no UTF-8, though the rest of the file is, and stands as \N{REPLACEMENT CHARACTER}",
    )


def test_nul_characters_are_removed_and_counted(tmp_path):
    found = read(tmp_path / "export.csv", SMALL.replace("late", "la\0te"))
    assert found.mentions["text"].tolist() == ["late again"]
    assert found.receipt.notes == ("1 NUL character was removed",)


# Nothing half-written


def full(*_, **__):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_is_a_sentence_and_leaves_nothing(tmp_path, monkeypatch):
    (tmp_path / "export.csv").write_text(SMALL)
    target = tmp_path / "out" / "mentions.parquet"
    monkeypatch.setattr(storing.MentionFile, "add", lambda self, table: self._writer.write_table(full()))
    with pytest.raises(OSError, match="No space left"):
        wb.import_mentions(tmp_path / "export.csv", target, columns=COLUMNS, key=KEY, now=NOW)
    assert not target.parent.exists()
    monkeypatch.undo()
    monkeypatch.setattr("pyarrow.parquet.ParquetWriter.write_table", full)
    monkeypatch.setattr("shutil.disk_usage", lambda place: SimpleNamespace(free=45_000))
    with pytest.raises(wb.WorkbenchError) as raised:
        wb.import_mentions(tmp_path / "export.csv", target, columns=COLUMNS, key=KEY, now=NOW)
    assert str(raised.value) == (
        "mentions.parquet could not be written, and nothing half-written is left. Received: No space left on device, in "
        f"{target.parent}, where 45 kB are free. Allowed: a folder that you may write to, with room for the file. "
        "Try: make room on the disk, or another folder."
    )
    assert not target.parent.exists()


def test_a_full_disk_for_the_rows_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr(aside.tempfile, "mkstemp", full)
    error = refused(tmp_path / "export.csv", SMALL + "soon,x\n")
    assert error.happened == "export.set-aside.csv could not be written, and nothing half-written is left."
    assert error.remedy == "set_aside= with another place for the rows set aside, or make room on the disk"
    monkeypatch.undo()
    assert read(tmp_path / "export.csv", set_aside=False).receipt.rows_set_aside == 1


def test_an_import_that_is_interrupted_leaves_nothing(tmp_path, monkeypatch):
    rows = "".join(f"2025-05-01T10:00:{n:02d}Z,a{n}\n" for n in range(50)) + "soon,x\n"
    (tmp_path / "export.csv").write_text("when,what\n" + rows)
    (tmp_path / "mentions.parquet").write_bytes(b"the one before")

    def interrupted(self, mentions):
        raise KeyboardInterrupt

    monkeypatch.setattr(storing.MentionFile, "add", interrupted)
    with pytest.raises(KeyboardInterrupt):
        wb.import_mentions(
            tmp_path / "export.csv", tmp_path / "mentions.parquet", columns=COLUMNS, key=KEY, now=NOW
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["export.csv", "mentions.parquet"]
    assert (tmp_path / "mentions.parquet").read_bytes() == b"the one before"


def test_messages_go_to_parquet_only(tmp_path):
    table = read(tmp_path / "export.csv", SMALL)
    with pytest.raises(wb.WorkbenchError) as raised:
        wb.write_mentions(table, tmp_path / "mentions.csv")
    assert str(raised.value) == (
        "Messages are written as Parquet. Received: mentions.csv. Allowed: a name that ends in .parquet. Try: mentions.parquet."
    )


def test_the_receipt_lies_in_the_parquet_file(tmp_path):
    import json

    import pyarrow.parquet as parquet

    found = read(tmp_path / "export.csv", SMALL)
    file = wb.write_mentions(found, tmp_path / "mentions.parquet")
    note = parquet.read_metadata(file).metadata[storing.NOTE]
    assert wb.Receipt.from_dict(json.loads(note)) == found.receipt
    assert KEY not in file.read_bytes()


@pytest.mark.parametrize("plain", [True, False])
def test_a_large_file_goes_through_in_pieces(tmp_path, monkeypatch, plain):
    monkeypatch.setattr(arrow, "LONGEST_LINE", 1 << 16)
    monkeypatch.setattr(delimited, "ROWS", 100)
    line = "2025-05-01T10:00:00Z," + "long text " * 40 + "\n"
    (tmp_path / "export.csv").write_text("when,what\n" + ("" if plain else 'x,5" screen\n') + line * 1000)
    sizes = []
    monkeypatch.setattr(storing.MentionFile, "add", lambda self, table: sizes.append(len(table)))
    receipt = wb.import_mentions(
        tmp_path / "export.csv", tmp_path / "mentions.parquet", columns={"time": "when"}, key=KEY, now=NOW
    )
    assert sum(sizes) == receipt.rows_kept == 1000
    assert max(sizes) < 200


@pytest.mark.parametrize("limit", ["HIGHEST_RATIO", "MOST_COLUMNS", "LARGEST_DOCUMENT", "MOST_CELLS"])
def test_limits_are_far_above_any_real_export(limit):
    assert (
        getattr(limits, limit)
        >= {
            "HIGHEST_RATIO": 100,
            "MOST_COLUMNS": 1000,
            "LARGEST_DOCUMENT": 100 << 20,
            "MOST_CELLS": 10_000_000,
        }[limit]
    )


def test_the_original_is_only_read(tmp_path):
    (tmp_path / "export.csv").write_text(SMALL)
    (tmp_path / "export.csv").chmod(0o400)
    before = (tmp_path / "export.csv").stat().st_mtime_ns
    assert read(tmp_path / "export.csv").receipt.rows_kept == 1
    assert (tmp_path / "export.csv").stat().st_mtime_ns == before


def test_links_in_a_folder_are_not_followed(tmp_path):
    (tmp_path / "secret.csv").write_text(SMALL)
    folder = tmp_path / "exports"
    folder.mkdir()
    (folder / "export.csv").write_text(SMALL)
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    found = read(folder, set_aside=False)
    assert found.receipt.rows_kept == 1
    assert "Left out of the folder: link.csv" in found.receipt.notes


def test_a_parquet_file_may_lie_about_its_text(tmp_path):
    import pyarrow as pa
    import pyarrow.parquet as parquet

    lying = pa.array([b"2025-05-01T10:00:00Z", b"2025-05-01T10:00:00Z"]).view(pa.string())
    odd = pa.array([b"\xff\xfe", b"good"]).view(pa.string())
    parquet.write_table(pa.table({"when": lying, "what": odd}), tmp_path / "export.parquet")
    assert read(tmp_path / "export.parquet").mentions["text"].tolist() == [
        "\N{REPLACEMENT CHARACTER}" * 2,
        "good",
    ]


def test_parquet_kinds_become_text(tmp_path):
    table = pd.DataFrame(
        {
            "when": pd.to_datetime(["2025-05-01", "2025-05-02"]),
            "what": pd.Categorical(["a", "b"]),
            "up": [1, 2],
            "nested": [[1], [2]],
        }
    )
    table.to_parquet(tmp_path / "export.parquet")
    found = read(tmp_path / "export.parquet", columns=COLUMNS | {"likes": "up", "url": "nested"}, tz="UTC")
    assert found.mentions["likes"].tolist() == [1, 2]
    assert found.mentions["text"].tolist() == ["a", "b"]
    assert found.mentions["url"].isna().all()


def test_damaged_archives_leave_no_open_files(tmp_path, recwarn):
    for data in (SAMPLES["x.ndjson.gz"][:-20], SAMPLES["twarc.csv.zst"][:-20], SAMPLES["minet.zip"][:-20]):
        refused(tmp_path / "export", data)
    assert [str(w.message) for w in recwarn if w.category is ResourceWarning] == []
