"""Whether a message is a repost: told by the export, by what it passes on, by the mark of X; elsewhere not known."""

from io import BytesIO

import pandas as pd
import pytest
from mutated_exports import KEY, NOW, SAMPLES

import workbench as wb


def read(path, text, columns, **given):
    path.write_text(text, encoding="utf-8")
    return wb.read_mentions(path, columns=columns, key=KEY, now=NOW, **given)


def test_a_row_that_passes_something_on_is_a_repost(tmp_path):
    """Of ten messages the last four name the first one."""
    rows = [f"m{n},2025-05-01T10:0{n}:00Z,facebook,{'m0' if n > 5 else ''}\n" for n in range(10)]
    columns = {"mention_id": "id", "time": "when", "platform": "where", "repost_of": "from"}
    found = read(tmp_path / "a.csv", "id,when,where,from\n" + "".join(rows), columns)
    assert found.mentions["is_repost"].tolist() == [False] * 6 + [True] * 4
    assert (found.receipt.reposts, found.receipt.reposts_unknown) == (4, 0)
    assert ("reposts", "4") in found.receipt.lines()


@pytest.mark.parametrize("name", ["youtube.json", "youtube-data-tools.csv", "media-cloud.csv", "sprout.json"])
def test_where_no_column_tells_it_is_not_known(tmp_path, name):
    (tmp_path / name).write_bytes(SAMPLES[name])
    found = wb.read_mentions(tmp_path / name, tz="UTC", key=KEY, now=NOW)
    elsewhere = found.mentions["platform"] != "x"
    assert elsewhere.any()
    assert found.mentions.loc[elsewhere, "is_repost"].isna().all()
    assert found.receipt.reposts_unknown == int(elsewhere.sum())
    if elsewhere.all():
        assert ("reposts", "not known; the export does not tell them") in found.receipt.lines()


def test_on_x_the_mark_tells_and_elsewhere_it_means_nothing(tmp_path):
    rows = "2025-05-01T10:00:00Z,{0},RT @a: news\n2025-05-01T10:01:00Z,{0},my own\n"
    columns = {"time": "when", "platform": "where", "text": "what"}
    found = read(
        tmp_path / "a.csv", "when,where,what\n" + rows.format("X") + rows.format("Reddit"), columns
    ).mentions.sort_values(["platform", "time"])
    assert found["is_repost"].tolist() == [pd.NA, pd.NA, True, False]


def test_a_receipt_says_how_many_are_not_known(tmp_path):
    text = "when,where\n2025-05-01T10:00:00Z,X\n2025-05-01T10:01:00Z,Reddit\n2025-05-01T10:02:00Z,Reddit\n"
    found = read(tmp_path / "a.csv", text, {"time": "when", "platform": "where"}).receipt
    assert ("reposts", "0; not known of 2 messages") in found.lines()
    assert wb.Receipt.from_dict(found.to_dict()) == found


def test_yes_and_no_are_read_in_the_exporters_languages_and_other_words_are_told(tmp_path):
    text = "when,shared\n" + "".join(
        f"2025-05-01T10:0{n}:00Z,{word}\n" for n, word in enumerate(["ja", "nein", "oui", "", "manchmal"])
    )
    found = read(tmp_path / "a.csv", text, {"time": "when", "is_repost": "shared", "platform": "=facebook"})
    assert found.mentions["is_repost"].tolist() == [True, False, True, False, pd.NA]
    assert found.receipt.notes == (
        "In 1 cell the answer whether it is a repost is neither yes nor no; not known",
    )


def test_a_quotation_on_x_has_words_of_its_own(tmp_path):
    (tmp_path / "x.json").write_bytes(SAMPLES["x.json"])
    found = wb.read_mentions(tmp_path / "x.json", key=KEY, now=NOW).mentions
    assert found["is_repost"].notna().all()
    assert int(found["is_repost"].sum()) == 1


def test_brandwatch_without_its_columns_of_reposts_does_not_say_no(tmp_path):
    table = pd.read_csv(BytesIO(SAMPLES["brandwatch.csv"]), skiprows=6, dtype=str)
    kept = table.drop(columns=["Thread Entry Type", "Engagement Type", "Twitter Retweet of"], errors="ignore")
    assert len(kept.columns) < len(table.columns)
    kept["Content Source"] = "Reddit"
    kept.to_csv(tmp_path / "a.csv", index=False)
    found = wb.read_mentions(tmp_path / "a.csv", tz="UTC", key=KEY, now=NOW).mentions
    assert found["is_repost"].isna().all()


def test_not_known_survives_the_file_and_the_table(tmp_path):
    text = "when,where\n2025-05-01T10:00:00Z,X\n2025-05-01T10:01:00Z,Reddit\n"
    found = read(tmp_path / "a.csv", text, {"time": "when", "platform": "where"})
    file = wb.write_mentions(found, tmp_path / "m.parquet")
    again = wb.read_mentions(file, key=KEY, now=NOW, set_aside=False).mentions
    pd.testing.assert_frame_equal(again, found.mentions)
    # Counting those known not to be reposts leaves out what nobody knows.
    counts = wb.count_mentions(file, every="1h", by=(), where={"is_repost": False})
    assert counts["count"].sum() == 1
