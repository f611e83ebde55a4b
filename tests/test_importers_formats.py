"""Every documented export, as a small invented sample: recognised, read whole, and every column where it belongs."""

import gzip
import io
import zipfile

import pandas as pd
import pytest
import zstandard
from mutated_exports import KEY, MAPPING, NOW, ROOT, SAMPLES

import workbench as wb
from workbench.importers.formats import recognise
from workbench.importers.registry import FORMATS

EXPORTS = ROOT / "tests" / "exports"
TEXT = {**MAPPING, "platform": "Where"}
#: sample -> (tool's format, rows, kept, minutes from 8:00 UTC to the first message, further arguments)
READ = {
    "brandwatch.csv": ("Brandwatch (CSV of the web application)", 9, 8, {"tz": "UTC"}),
    "brandwatch.json": ("Brandwatch (JSON of the interface)", 8, 8, {}),
    "meltwater.csv": ("Meltwater (CSV of the web application)", 8, 8, {"tz": "UTC"}),
    "talkwalker.json": ("Talkwalker (JSON of the interface)", 8, 8, {}),
    "sprout.json": ("Sprout Social (JSON of the interface)", 8, 8, {}),
    "4cat.csv": ("4CAT (CSV)", 8, 8, {}),
    "media-cloud.csv": ("Media Cloud (stories)", 3, 3, {"tz": "UTC"}),
    "x.json": ("X (interface version 2, or twarc-csv)", 8, 8, {}),
    "x.ndjson": ("X (interface version 2, or twarc-csv)", 8, 8, {}),
    "x.ndjson.gz": ("X (interface version 2, or twarc-csv)", 8, 8, {}),
    "twarc.csv": ("X (interface version 2, or twarc-csv)", 8, 8, {}),
    "twarc.csv.zst": ("X (interface version 2, or twarc-csv)", 8, 8, {}),
    "youtube.json": ("YouTube comment threads (JSON of the Data API)", 7, 7, {}),
    "youtube-comments.json": ("YouTube comments (JSON of the Data API)", 3, 3, {}),
    "minet.csv": ("YouTube comments (CSV of minet)", 8, 8, {}),
    "minet.zip": ("YouTube comments (CSV of minet)", 8, 8, {}),
    "youtube-data-tools.csv": ("YouTube comments (CSV of YouTube Data Tools)", 8, 8, {"tz": "UTC"}),
    "customer-support.csv": ("Customer Support on Twitter (open data)", 8, 8, {}),
    "own.csv": ("columns as given", 8, 8, {"tz": "UTC", "columns": TEXT, "day_first": True}),
    "own.xlsx": ("columns as given", 8, 8, {"tz": "UTC", "columns": {**TEXT, "mention_id": "Id"}}),
    "own.parquet": ("columns as given", 8, 8, {"columns": MAPPING}),
}
COUNTED = {"media-cloud-counts.csv", "multiTimeline.csv", "x-counts.csv"}


def imported(name, **also):
    return wb.read_mentions(
        EXPORTS / name,
        key=KEY,
        now=NOW,
        set_aside=False,
        company_accounts=["@AcmeKettles"],
        **(READ[name][3] | also),
    )


def unpacked(name, data):
    """Two packers may write other bytes for the same content."""
    if name.endswith(".gz"):
        return gzip.decompress(data)
    if name.endswith(".zst"):
        return zstandard.ZstdDecompressor().decompress(data)
    if name.endswith((".zip", ".xlsx")):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {member: archive.read(member) for member in archive.namelist()}
    if name.endswith(".parquet"):
        return pd.read_parquet(io.BytesIO(data)).to_dict()
    return data


def test_the_samples_are_those_the_script_writes():
    on_disk = {path.name: path.read_bytes() for path in EXPORTS.iterdir()}
    assert sorted(on_disk) == sorted(SAMPLES)
    assert [name for name in SAMPLES if unpacked(name, SAMPLES[name]) != unpacked(name, on_disk[name])] == []


def test_every_sample_is_read_in_a_test():
    assert set(SAMPLES) == set(READ) | COUNTED


def test_every_tool_has_a_sample():
    seen = {imported(name).receipt.files[0].split(": ", 1)[1].split(", ")[0] for name in READ}
    titles = {one.title.split(", ")[0] for one in FORMATS if not one.counts and one.tool != "workbench"}
    assert titles <= seen


@pytest.mark.parametrize("name", READ)
def test_a_sample_is_recognised_and_read_whole(name):
    title, rows, kept, _ = READ[name]
    found = imported(name)
    assert found.receipt.files[0].split(": ", 1)[1].startswith(title)
    assert (found.receipt.rows_read, found.receipt.rows_kept) == (rows, kept)
    assert len(found.mentions) == kept
    if name not in ("media-cloud.csv", "meltwater.csv", "youtube-comments.json"):
        assert found.mentions["time"].iloc[0].floor("s") == pd.Timestamp("2025-03-03T08:00Z")
        assert found.mentions["time"].iloc[-1].floor("s") == pd.Timestamp("2025-03-03T13:40Z")
    if name != "media-cloud.csv":
        assert found.receipt.by_company == 1
        assert (
            found.mentions.loc[found.mentions["by_company"], "text"]
            .str.contains("We are looking into it.")
            .all()
        )


@pytest.mark.parametrize("name", READ)
def test_no_name_comes_through(name):
    mentions = imported(name).mentions
    names = ["mila_k", "tom.h", "noa_b", "omar_s", "zoë", "AcmeKettles"]
    for column in ("author", "url", "mention_id", "in_reply_to", "repost_of"):
        found = mentions[column].dropna().astype(str)
        assert [one for one in found if any(who.lower() in one.lower() for who in names)] == []
    assert mentions["author"].dropna().str.fullmatch("[0-9a-f]{20}").all()


def row(name, begins):
    mentions = imported(name).mentions
    return mentions[mentions["text"].str.startswith(begins, na=False)].iloc[0]


def test_brandwatch_gives_stance_numbers_and_addresses_without_names():
    first = row("brandwatch.csv", "My Acme kettle")
    assert (first["stance"], first["stance_source"]) == ("negative", "vendor:brandwatch")
    assert first["url"] == "http://twitter.com/i/statuses/1896000000000000000"
    assert first["collected_at"] == pd.Timestamp("2025-03-03T08:03Z")
    passed_on = row("brandwatch.csv", "RT @mila_k")
    assert passed_on["is_repost"]
    assert passed_on["repost_of"] == "1896000000000000000"
    assert row("brandwatch.csv", "Got my money")["reposts"] == 7


def test_a_title_is_put_in_front_unless_the_text_begins_with_it():
    assert row("meltwater.csv", "Kettles on fire")["text"].startswith("Kettles on fire\n\nהקומקום")
    assert row("brandwatch.json", "Same here")["text"] == "Same here, with the same model. Photos follow 🔥🫖"


def test_meltwater_dates_are_settled_by_a_row_that_leaves_no_choice():
    found = imported("meltwater.csv")
    assert "Dates are read day first: row 2 (17/03/2025 08:00 AM) can only be read so" in found.receipt.notes
    assert found.mentions["time"].iloc[0] == pd.Timestamp("2025-03-17T08:00Z")
    assert found.receipt.precisions == {"minute": 8}
    assert found.receipt.platforms == {"x": 6, "web": 2}


def test_talkwalker_has_milliseconds_and_signs():
    mentions = imported("talkwalker.json").mentions
    assert mentions["stance"].tolist() == ["negative"] * 4 + ["neutral", "negative", "neutral", "positive"]
    assert mentions["stance_score"].tolist() == [-4, -4, -4, -4, 0, -4, 0, 5]
    assert mentions["platform"].tolist() == ["forum", "x"] * 4
    assert mentions["text"].isna().tolist() == [False, True] * 4


def test_4cat_zeros_are_missing_and_its_seconds_are_its_zone():
    found = imported("4cat.csv")
    assert found.mentions["likes"].isna().tolist() == [True] + [False] * 7
    assert found.mentions["replies"].isna().all()
    assert any(
        note.startswith("4CAT writes 0 where a number was not collected") for note in found.receipt.notes
    )


def test_4cat_without_matching_seconds_needs_a_zone(tmp_path):
    table = pd.read_csv(EXPORTS / "4cat.csv", dtype=str)
    table["unix_timestamp"] = (table["unix_timestamp"].astype(int) + 3600).astype(str)
    table.to_csv(tmp_path / "4cat.csv", index=False)
    with pytest.raises(wb.WorkbenchError) as raised:
        wb.read_mentions(tmp_path / "4cat.csv", key=KEY)
    assert raised.value.happened == "The times in 4cat.csv have no time zone, and a zone is never guessed."


def test_media_cloud_is_dated_to_the_day():
    found = imported("media-cloud.csv", tz="America/New_York")
    assert found.receipt.precisions == {"day": 3}
    assert found.mentions["time"].iloc[0] == pd.Timestamp("2025-03-03T05:00Z")


def test_reposts_on_x_have_no_likes_of_their_own():
    passed_on = row("x.json", "RT @mila_k")
    assert passed_on["is_repost"]
    assert passed_on["repost_of"] == "1896000000000000000"
    assert pd.isna(passed_on["likes"])
    assert pd.isna(passed_on["reposts"])
    answer = row("x.json", "We are looking")
    assert (answer["in_reply_to"], answer["likes"], answer["followers"]) == ("1896000000000000000", 12, 160)


def test_the_same_posts_are_the_same_in_all_three_forms_of_x():
    plain, pages, table = (imported(name).mentions for name in ("x.json", "x.ndjson", "twarc.csv"))
    pd.testing.assert_frame_equal(pages.drop(columns="collected_at"), plain.drop(columns="collected_at"))
    pd.testing.assert_frame_equal(table, pages)
    assert pages["collected_at"].eq(pd.Timestamp("2025-03-04T06:00Z")).all()


def test_youtube_answers_know_what_they_answer():
    mentions = imported("youtube.json").mentions
    assert mentions["in_reply_to"].notna().sum() == 2
    assert mentions["in_reply_to"].dropna().isin(mentions["mention_id"]).all()
    assert (
        mentions["url"].iloc[0]
        == f"https://www.youtube.com/watch?v=vid00000001&lc={mentions['mention_id'].iloc[0]}"
    )
    assert mentions["text"].iloc[-1] == "Got my money back within the hour.\nThat was quick, thanks"


def test_customer_support_marks_companies_by_what_does_not_come_in():
    named = wb.read_mentions(EXPORTS / "customer-support.csv", key=KEY, now=NOW, company_accounts=["another"])
    assert named.receipt.by_company == 0
    unnamed = wb.read_mentions(EXPORTS / "customer-support.csv", key=KEY, now=NOW)
    assert unnamed.receipt.by_company == 1
    assert unnamed.mentions["in_reply_to"].dropna().tolist() == ["1", "1", "5", "5"]


def test_emoji_and_right_to_left_text_are_kept():
    texts = imported("x.json").mentions["text"]
    assert texts.str.contains("🔥🫖", regex=False).sum() == 1
    assert "הקומקום שלי נשרף היום, אל תקנו אותו" in texts.tolist()


def test_a_message_table_is_read_back_as_it_was(tmp_path):
    first = imported("brandwatch.csv")
    file = wb.write_mentions(first, tmp_path / "mentions.parquet")
    again = wb.read_mentions(file, key=b"quite another key", now=NOW)
    again.mentions.attrs.clear()
    first.mentions.attrs.clear()
    pd.testing.assert_frame_equal(again.mentions, first.mentions)


def test_a_message_table_with_names_in_it_is_no_way_around_the_hash(tmp_path):
    table = imported("brandwatch.csv").mentions.assign(author="mila_k")
    table.to_csv(tmp_path / "table.csv", index=False)
    authors = wb.read_mentions(tmp_path / "table.csv", key=KEY, now=NOW).mentions["author"]
    assert authors.str.fullmatch("[0-9a-f]{20}").all()


@pytest.mark.parametrize("name", sorted(COUNTED))
def test_counts_are_no_messages(name):
    with pytest.raises(wb.WorkbenchError) as raised:
        wb.read_mentions(EXPORTS / name, tz="UTC", key=KEY)
    assert raised.value.happened.startswith(f"{name} holds counts, not messages: ")
    assert raised.value.remedy == "wb.read_counts(path) reads it"


def test_google_trends_says_where_a_value_is_only_a_bound():
    found = wb.read_counts(EXPORTS / "multiTimeline.csv", tz="UTC")
    first = found.counts[found.counts["series"] == "acme kettle: (Worldwide)"]
    assert first["value"].tolist() == [1, 100, 37]
    assert first["qualifier"].tolist() == ["at_most", "exact", "exact"]
    assert first["start"].iloc[0] == pd.Timestamp("2025-02-23T00:00Z")
    assert found.summary() == (
        "Google Trends (multiTimeline.csv): 6 values of 2 series. Counts are no messages: whose they were is lost."
    )


def test_counts_of_media_cloud_and_x():
    cloud = wb.read_counts(EXPORTS / "media-cloud-counts.csv", tz="UTC").counts
    assert cloud.loc[cloud["series"] == "count", "value"].tolist() == [40, 75, 12]
    assert cloud.loc[cloud["series"] == "total_count", "value"].tolist() == [9000, 9100, 8800]
    posts = wb.read_counts(EXPORTS / "x-counts.csv").counts
    assert posts["value"].tolist() == [0, 1, 4, 9, 16, 25]
    assert posts["start"].iloc[1] == pd.Timestamp("2025-03-03T09:00Z")


def test_messages_are_no_counts():
    with pytest.raises(wb.WorkbenchError) as raised:
        wb.read_counts(EXPORTS / "x.json")
    assert str(raised.value) == (
        "x.json holds no counts that are known. Received: messages; wb.read_mentions(path) reads them. "
        "Allowed: multiTimeline.csv of Google Trends, Media Cloud's counts, counts of X by twarc-csv. "
        "Try: pandas reads any other table of counts: pd.read_csv(path)."
    )


def test_columns_that_could_be_anybodys_are_not_taken_for_x():
    assert recognise(["id", "text", "created_at", "author_id"]) is None
    assert recognise(["ID", "Text", "created_at", "author_id", "conversation_id"]).tool == "x"
