"""Labelling by hand: the draw, its weights, the file that can be gone on with, and what the browser may ask."""

import itertools

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench import label_sample
from workbench.label_sample import draw_sample, write_sample
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.widgets.labelling import CHOICES


def scored(negative=40, neutral=200, positive=760, unknown=50, empty=10):
    """Return a scored message table."""
    stance = ["negative"] * negative + ["neutral"] * neutral + ["positive"] * positive + ["unknown"] * unknown
    stance += ["neutral"] * empty
    count = len(stance)
    texts = [f"message {n}" for n in range(count - empty)] + [" "] * empty
    return pd.DataFrame(
        {
            "mention_id": [f"m{n}" for n in range(count)],
            "time": pd.date_range("2026-05-01T10:00Z", periods=count, freq="min"),
            "precision": "second",
            "platform": "x",
            "text": texts,
            "stance": stance,
        }
    )


TABLE = scored()


def test_every_scored_stance_gives_as_many_and_weights_undo_it():
    sample = draw_sample(TABLE, 90)
    assert sample["stance"].value_counts().to_dict() == {"negative": 30, "neutral": 30, "positive": 30}
    assert sample.groupby("stance")["weight"].sum().to_dict() == pytest.approx(
        {"negative": 40, "neutral": 200, "positive": 760}
    )
    assert (sample["label"] == "").all()
    by_id = TABLE.set_index("mention_id")
    assert sample["stance"].tolist() == by_id.loc[sample["mention_id"], "stance"].tolist()
    assert sample["mention_id"].is_unique


@pytest.mark.parametrize(("n", "parts"), [(1, 1), (2, 2), (100, 100), (200, 200), (900, 900), (10_000, 1000)])
def test_what_a_small_class_cannot_give_the_others_do(n, parts):
    sample = draw_sample(TABLE, n)
    assert len(sample) == parts
    sizes = sample["stance"].value_counts()
    assert sizes.get("negative", 0) <= 40
    if n == 200:
        assert sizes.to_dict() == {"neutral": 80, "positive": 80, "negative": 40}


def test_what_the_scorer_said_cannot_be_read_from_the_order():
    order = draw_sample(TABLE, 90)["stance"].tolist()
    changes = sum(a != b for a, b in itertools.pairwise(order))
    assert 45 < changes < 75  # 59 expected; sorted it would be 2


def test_the_same_seed_draws_the_same():
    pd.testing.assert_frame_equal(draw_sample(TABLE, 50, seed=3), draw_sample(TABLE, 50, seed=3))
    assert set(draw_sample(TABLE, 50, seed=3)["mention_id"]) != set(
        draw_sample(TABLE, 50, seed=4)["mention_id"]
    )


def test_labels_lead_to_a_share_though_the_sample_was_drawn_by_class(tmp_path):
    rng = np.random.default_rng(1)
    chance = TABLE["stance"].map({"negative": 0.9, "neutral": 0.5, "positive": 0.2, "unknown": 0.5})
    truth = pd.Series(np.where(rng.random(len(TABLE)) < chance, "negative", "positive"), TABLE["mention_id"])
    desk = wb.label_mentions(TABLE, n=300, path=tmp_path / "labels.csv")
    while not desk.done:
        desk.label(truth[desk._sample["mention_id"].iloc[desk.position]])
    judged = TABLE[TABLE["stance"] != "unknown"]
    share = 100 * (truth[judged["mention_id"]] == "negative").mean()
    for labels in (desk, desk.labels, desk.path):
        row = wb.calibrate(TABLE, labels).estimates.iloc[0]
        assert row["lower"] < share < row["upper"]


def test_nothing_is_written_before_the_first_label_and_everything_after_it(tmp_path):
    desk = wb.label_mentions(TABLE, n=12, path=tmp_path / "deep" / "labels.csv")
    assert not desk.path.parent.exists()
    assert desk.said == "0 of 12 labelled, will be kept in labels.csv. Keys 1 to 5, z takes back."
    desk.label("neutral")
    kept = pd.read_csv(desk.path, keep_default_na=False)
    assert list(kept) == ["mention_id", "label", "weight", "stance"]
    assert kept["label"].tolist() == ["neutral"] + [""] * 11
    assert [file.name for file in desk.path.parent.iterdir()] == ["labels.csv"]
    assert "message" not in desk.path.read_text()


def test_labelling_goes_on_where_it_stopped(tmp_path):
    path = tmp_path / "labels.csv"
    first = wb.label_mentions(TABLE, n=12, path=path)
    for word in ("negative", "unknown", "mixed"):
        first.label(word)
    text = first.text
    again = wb.label_mentions(TABLE, n=12, path=path, seed=99)
    assert again.position == 3
    assert again.text == text
    pd.testing.assert_frame_equal(again.labels, first.labels)


def test_undo_takes_back_one_after_the_other_also_after_a_pause(tmp_path):
    path = tmp_path / "labels.csv"
    desk = wb.label_mentions(TABLE, n=3, path=path)
    start = desk.text
    desk.undo()
    assert not path.exists()
    for word in ("negative", "neutral", "positive"):
        desk.label(word)
    assert desk.done
    assert desk.text == ""
    desk = wb.label_mentions(TABLE, n=3, path=path)
    for _ in range(3):
        desk.undo()
    assert (desk.position, desk.text, desk.done) == (0, start, False)
    assert pd.read_csv(path, keep_default_na=False)["label"].tolist() == [""] * 3


def test_what_the_browser_asks_is_done_once_and_only_if_it_can_be(tmp_path):
    desk = wb.label_mentions(TABLE, n=5, path=tmp_path / "labels.csv")
    desk._heard(desk, {"label": "negative", "at": 0}, [])
    # A second press that was on its way while the first was being kept.
    desk._heard(desk, {"label": "negative", "at": 0}, [])
    assert desk.position == 1
    for nonsense in (
        {"label": "__class__", "at": 1},
        {"at": 1},
        "label",
        None,
        {"label": "negative"},
        {"label": ["x"], "at": 7},
    ):
        desk._heard(desk, nonsense, [])
    assert desk.position == 1
    desk._heard(desk, {"undo": True, "at": 1}, [])
    assert desk.position == 0


def test_the_buttons_offer_the_stances_and_the_way_out():
    assert list(CHOICES) == ["negative", "neutral", "positive", "mixed", "unknown"]


def test_a_disk_that_fills_leaves_the_last_file_and_the_screen_as_they_were(tmp_path, monkeypatch):
    desk = wb.label_mentions(TABLE, n=5, path=tmp_path / "labels.csv")
    desk.label("negative")
    before, text = desk.path.read_bytes(), desk.text

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(label_sample.pd.DataFrame, "to_csv", full)
    with pytest.raises(OSError, match="No space left"):
        desk.label("negative")
    assert desk.path.read_bytes() == before
    assert (desk.position, desk.text) == (1, text)
    assert [file.name for file in tmp_path.iterdir()] == ["labels.csv"]


@pytest.mark.parametrize("n", [0, -3, 2.5, True, "ten"])
def test_a_number_that_is_none_is_refused(n):
    with pytest.raises(WorkbenchError) as refusal:
        wb.label_mentions(TABLE, n=n)
    assert str(refusal.value) == (
        f"The number of messages to label is none. Received: {n!r}. Allowed: 1 or more. Try: n=100."
    )


def test_a_table_that_nobody_scored_is_refused():
    with pytest.raises(NotEnoughData) as refusal:
        wb.label_mentions(TABLE.assign(stance="unknown"))
    assert str(refusal.value) == (
        "There is no scored message with a text. Received: 1,060 messages, 0 of them scored. Allowed: at least one. "
        "Try: wb.label_mentions(wb.score_stance(mentions))."
    )


def test_a_file_of_other_messages_or_another_size_or_no_labels_is_refused(tmp_path):
    path = tmp_path / "labels.csv"
    write_sample(path, draw_sample(TABLE, 10))
    with pytest.raises(WorkbenchError) as refusal:
        wb.label_mentions(TABLE, n=20, path=path)
    assert str(refusal.value) == (
        "The file holds labels of another sample. Received: labels.csv: 10 messages, not n=20. Allowed: the sample that was "
        "begun with these messages. Try: n=10 to go on with it, or path='labels-2.csv' for a new one."
    )
    with pytest.raises(WorkbenchError, match="10 of them not in this table"):
        wb.label_mentions(TABLE.assign(mention_id="x" + TABLE["mention_id"]), n=10, path=path)
    path.write_text("a,b\n1,2\n")
    with pytest.raises(WorkbenchError) as refusal:
        wb.label_mentions(TABLE, n=10, path=path)
    assert str(refusal.value) == (
        "The file holds no labels. Received: labels.csv: a, b. Allowed: mention_id, label, weight, stance. "
        "Try: path='labels-2.csv' begins a new file."
    )


def test_a_word_that_is_no_label_is_refused_and_so_is_one_too_many(tmp_path):
    desk = wb.label_mentions(TABLE, n=1, path=tmp_path / "labels.csv")
    with pytest.raises(WorkbenchError) as refusal:
        desk.label("angry")
    assert str(refusal.value) == (
        "This is no label. Received: 'angry'. Allowed: negative, neutral, positive, mixed, unknown. Try: label('negative')."
    )
    desk.label("negative")
    with pytest.raises(WorkbenchError) as refusal:
        desk.label("negative")
    assert str(refusal.value) == (
        "Every message is labelled. Received: 'negative'. Allowed: negative, neutral, positive, mixed, unknown. "
        "Try: undo() takes the last one back."
    )
