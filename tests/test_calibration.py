"""Calibration: planted errors found, weights that undo the sampling, labels from elsewhere, and every refusal."""

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.problems import NotEnoughData, WorkbenchError

TIMES = pd.date_range("2026-05-01T10:00Z", periods=4000, freq="s")


def planted(count=4000, seed=0, prevalence=0.6):
    """Return a scored table and what people would say of each message."""
    rng = np.random.default_rng(seed)
    truth = np.where(
        rng.random(count) < prevalence, "negative", np.where(rng.random(count) < 0.5, "neutral", "positive")
    )
    says = {"negative": (0.5, 0.2, 0.3), "neutral": (0.1, 0.5, 0.4), "positive": (0.05, 0.05, 0.9)}
    scored = [rng.choice(["negative", "neutral", "positive"], p=says[word]) for word in truth]
    table = pd.DataFrame({"mention_id": [f"m{n}" for n in range(count)], "time": TIMES[:count], "precision": "second",
                          "platform": "x", "stance": scored})  # fmt: skip
    return table, pd.DataFrame({"mention_id": table["mention_id"], "label": truth})


def drawn(table, labels, each, seed=1):
    """Draw as many labels from every class of the scorer, with their weights."""
    rng = np.random.default_rng(seed)
    parts = []
    for _, rows in table.groupby("stance"):
        chosen = rng.permutation(rows.index)[:each]
        parts.append(labels.loc[chosen].assign(weight=len(rows) / len(chosen)))
    return pd.concat(parts)


TABLE, LABELS = planted()


def test_share_precision_and_recall_are_found_from_a_few_hundred_labels():
    fit = wb.calibrate(TABLE, drawn(TABLE, LABELS, 100, seed=2))
    is_so, flagged = LABELS["label"] == "negative", TABLE["stance"] == "negative"
    truth = [is_so.mean(), flagged.mean(), is_so[flagged].mean(), flagged[is_so].mean()]
    for row, share in zip(fit.estimates.itertuples(), truth, strict=True):
        assert row.lower < 100 * share < row.upper
    assert fit.labels == 300
    assert fit.judged == 4000
    assert fit.elsewhere == ""


def test_the_confusion_matrix_counts_labels_against_scores():
    chosen = drawn(TABLE, LABELS, 50)
    fit = wb.calibrate(TABLE, chosen)
    by_hand = pd.crosstab(chosen["label"], TABLE["stance"].loc[chosen.index])
    assert fit.confusion.to_numpy().tolist() == by_hand.to_numpy().tolist()
    assert list(fit.confusion.index) == list(fit.confusion.columns) == ["negative", "neutral", "positive"]


def test_a_sample_that_prefers_a_class_changes_the_width_and_not_the_answer():
    rng = np.random.default_rng(3)
    odds = np.where(TABLE["stance"] == "negative", 10.0, 1.0)
    chosen = LABELS.loc[rng.choice(4000, 400, replace=False, p=odds / odds.sum())]
    truth = 100 * (LABELS["label"] == "negative").mean()
    row = wb.calibrate(TABLE, chosen).estimates.iloc[0]
    assert row["lower"] < truth < row["upper"]
    assert 100 * (chosen["label"] == "negative").mean() > truth + 8, (
        "the plain share of the labels is far off"
    )


def test_weights_undo_a_sample_drawn_by_anything_else():
    # Platform b was asked nine times as often, and is far more negative.
    table = TABLE.assign(
        platform=np.where((LABELS["label"] == "negative") & (np.arange(4000) % 2 == 0), "b", "a")
    )
    rng = np.random.default_rng(4)
    rate = np.where(table["platform"] == "b", 0.36, 0.04)
    chosen = LABELS[rng.random(4000) < rate].assign(weight=lambda rows: 1 / rate[rows.index])
    truth = 100 * (LABELS["label"] == "negative").mean()
    row = wb.calibrate(table, chosen).estimates.iloc[0]
    blind = wb.calibrate(table, chosen.drop(columns="weight")).estimates.iloc[0]
    assert row["lower"] < truth < row["upper"]
    assert blind["lower"] > truth
    # Unequal weights carry less than as many equal ones.
    assert row["upper"] - row["lower"] > blind["upper"] - blind["lower"]


def test_order_and_names_of_the_messages_do_not_matter():
    chosen = drawn(TABLE, LABELS, 60)
    fit = wb.calibrate(TABLE, chosen)
    other = TABLE.assign(mention_id="x" + TABLE["mention_id"]).iloc[::-1]
    again = wb.calibrate(
        other, chosen.assign(mention_id="x" + chosen["mention_id"]).sample(frac=1, random_state=1)
    )
    pd.testing.assert_frame_equal(fit.estimates, again.estimates)


def test_unknown_messages_and_unknown_labels_are_outside_and_counted():
    table = TABLE.assign(stance=np.where(np.arange(4000) < 400, "unknown", TABLE["stance"]))
    chosen = drawn(table, LABELS, 100)
    chosen.iloc[0, chosen.columns.get_loc("label")] = "unknown"
    fit = wb.calibrate(table, chosen)
    assert fit.judged == 3600
    assert fit.labels == 299
    assert (
        fit.data_note
        == "299 labels; 3,600 messages judged, 400 unknown left out; 101 labels not used (unknown)"
    )


def test_the_share_of_another_stance():
    truth = 100 * (LABELS["label"] == "positive").mean()
    row = wb.calibrate(TABLE, drawn(TABLE, LABELS, 150), stance="positive").estimates.iloc[0]
    assert row["term"] == "share of positive, corrected"
    assert row["lower"] < truth < row["upper"]


def test_labels_as_a_series_and_from_a_file(tmp_path):
    chosen = drawn(TABLE, LABELS, 50)
    expected = wb.calibrate(TABLE, chosen).estimates
    chosen.to_csv(tmp_path / "labels.csv", index=False)
    pd.testing.assert_frame_equal(wb.calibrate(TABLE, tmp_path / "labels.csv").estimates, expected)
    series = chosen.set_index("mention_id")["label"]
    # Within a class of the scorer all weights are alike, so they say nothing that the classes do not.
    pd.testing.assert_frame_equal(wb.calibrate(TABLE, series).estimates, expected)


def test_drawn_and_not_labelled_yet_does_not_count(tmp_path):
    chosen = drawn(TABLE, LABELS, 50)
    chosen.iloc[:20, chosen.columns.get_loc("label")] = ""
    assert wb.calibrate(TABLE, chosen).labels == 130
    chosen.to_csv(tmp_path / "labels.csv", index=False)
    assert wb.calibrate(TABLE, tmp_path / "labels.csv").labels == 130


def test_the_shipped_figures_give_back_the_share_that_people_found():
    there = wb.load_series("airlines-2015-vader")
    by_label = there.groupby("label")["messages"].sum()
    by_score = there.groupby("stance")["messages"].sum()
    people = 100 * by_label["negative"] / by_label.sum()
    vader = 100 * by_score["negative"] / by_score.sum()
    # The figures that lesson 51 tells.
    assert (round(people, 1), round(vader, 1), by_label.sum()) == (62.4, 35.8, 7313)
    fit = wb.calibrate(by_score, there)
    assert fit.estimates["value"].iloc[0] == pytest.approx(people, abs=0.3)
    assert fit.estimates["value"].iloc[1] == pytest.approx(vader)
    assert [round(value) for value in fit.estimates["value"].iloc[2:]] == [90, 52]
    assert fit.confusion.to_numpy().sum() == 7313


def test_carried_over_errors_are_told_apart_from_checked_ones():
    there = wb.load_series("airlines-2015-vader")
    carried = wb.calibrate(TABLE, there)
    assert carried.elsewhere == there.attrs["card"]["title"]
    assert carried.summary().endswith(
        " Its errors were counted on other messages and carried over; nobody has checked them on these, and the interval does "
        "not allow for that."
    )
    own = wb.calibrate(TABLE, drawn(TABLE, LABELS, 100))
    assert "other messages" not in own.summary()
    assert "other messages" in carried.data_note


def test_the_sentence_says_share_precision_and_recall():
    there = pd.DataFrame({"label": ["negative", "negative", "neutral", "neutral"], "stance": ["negative", "neutral"] * 2,
                          "messages": [5000, 5000, 1000, 9000]})  # fmt: skip
    fit = wb.calibrate({"negative": 30_000, "neutral": 70_000, "unknown": 5}, there)
    assert fit.summary().startswith(
        "The scorer calls 30.0 % of 100,000 messages negative. Allowing for its errors, 50.0 % are (48.4 to 51.6 %). Of those "
        "it calls negative, 83 % are; of those that are, it finds 50 %."
    )


def test_the_figure_shows_the_matrix_and_both_shares():
    fit = wb.calibrate(TABLE, drawn(TABLE, LABELS, 50))
    matrix, scored, corrected = fit.plot().data
    assert list(matrix.x) == ["negative", "neutral", "positive"]
    assert np.sum(matrix.z, axis=1).tolist() == pytest.approx([100] * 3)
    assert scored.x[0] == fit.estimates["value"].iloc[1]
    assert corrected.x[0] == fit.estimates["value"].iloc[0]
    assert not [a for a in fit.plot().layout.annotations if a.name == "simulated"]


def test_simulated_messages_are_called_simulated():
    table = TABLE.copy()
    table.attrs["simulated"] = True
    fit = wb.calibrate(table, drawn(TABLE, LABELS, 50))
    assert fit.data_note.startswith("SIMULATED messages; ")
    assert [a.text for a in fit.plot().layout.annotations if a.name == "simulated"] == ["<b>SIMULATED</b>"]


def small(word, count):
    """Return labels of one class of the scorer."""
    return LABELS[TABLE["stance"] == word].iloc[:count]


@pytest.mark.parametrize(
    ("labels", "kind", "sentence"),
    [
        (
            pd.concat([small("negative", 10), small("neutral", 10), small("positive", 5)]),
            NotEnoughData,
            "There are too few labels. Received: 25 labels of judged messages. Allowed: at least 30. Try: label some more with "
            "wb.label_mentions.",
        ),
        (
            pd.concat([small("negative", 40), small("neutral", 40)]),
            NotEnoughData,
            f"Of the messages scored 'positive', none is labelled. Received: 0 of {(TABLE['stance'] == 'positive').sum():,}. "
            "Allowed: at least 5. Try: draw the sample with wb.label_mentions, which takes some of every class.",
        ),
        (
            pd.concat([small("negative", 40), LABELS.iloc[:1].assign(mention_id="zz")]),
            WorkbenchError,
            "Some labels belong to no message of the table. Received: 'zz' and 1 in all. Allowed: mention_id of the scored "
            "table. Try: calibrate with the table that the labels were drawn from.",
        ),
        (
            LABELS.iloc[:100].assign(label="bad", weight=0.0),
            WorkbenchError,
            "These labels cannot be used, for 2 reasons. (1) Some labels are no stances. Received: 'bad'. Allowed: negative, "
            "mixed, neutral, positive, unknown. Try: labels['label'].replace({'bad': 'negative'}). (2) Some labels have no "
            "weight. Received: 100 weights that are missing, zero or negative. Allowed: messages that each label stands for, "
            "above 0. Try: leave the column weight out where the sample was drawn at one rate.",
        ),
        (
            pd.concat([LABELS.iloc[:40], LABELS.iloc[:1]]),
            WorkbenchError,
            "Some messages are labelled twice. Received: 'm0' and 1 in all. Allowed: one label for each message. "
            "Try: labels.drop_duplicates('mention_id'), or settle who is right.",
        ),
        (
            LABELS[["mention_id"]],
            WorkbenchError,
            "The table lacks label. Received: mention_id. Allowed: mention_id, label. "
            "Try: wb.label_mentions(scored) makes labels.",
        ),
        (
            7,
            WorkbenchError,
            "These are no labels. Received: int. Allowed: a table with mention_id and label, or with label, stance and "
            "messages. Try: wb.label_mentions(scored) makes labels.",
        ),
        (
            "nowhere.csv",
            WorkbenchError,
            "There is no file with labels. Received: nowhere.csv. Allowed: a table with mention_id and label, or with label, "
            "stance and messages. Try: wb.label_mentions(scored) makes labels.",
        ),
    ],
)
def test_labels_that_cannot_be_used_are_refused_in_a_sentence(labels, kind, sentence):
    with pytest.raises(kind) as refusal:
        wb.calibrate(TABLE, labels)
    assert str(refusal.value) == sentence


def matrix(*counts):
    """Return a table of labels against scores."""
    return pd.DataFrame({"label": ["negative", "negative", "neutral", "neutral"], "stance": ["negative", "neutral"] * 2,
                         "messages": counts})  # fmt: skip


@pytest.mark.parametrize(
    ("scored", "labels", "kind", "sentence"),
    [
        (
            {"negative": 10, "neutral": 990},
            matrix(500, 500, 100, 900),
            WorkbenchError,
            "These error rates cannot be those of these messages. Received: 1.0% scored negative here; there 10.0% of the "
            "others and 50.0% of the negative ones were. Allowed: a share between the two, and a scorer that calls more "
            "negative ones so than others. Try: label some of these messages: wb.label_mentions(scored).",
        ),
        (
            {"negative": 10, "neutral": 90},
            matrix(0, 0, 100, 900),
            NotEnoughData,
            "No label says 'negative'. Received: negative: 0, neutral: 1,000. Allowed: labels that say 'negative' and labels "
            "that do not. Try: labels of more messages.",
        ),
        (
            {"negative": 10, "neutral": 90},
            matrix(5, 5, 5, 5),
            NotEnoughData,
            "There are too few labels. Received: 20 labels of other messages. Allowed: at least 30. "
            "Try: wb.load_series('airlines-2015-vader').",
        ),
        (
            {"negative": 10, "neutral": 90},
            matrix(5, -5, 5, 5),
            WorkbenchError,
            "This is no table of labels against scores. Received: messages [5, -5, 5, 5]. Allowed: label and stance, each of "
            "negative, mixed, neutral, positive, unknown, and a number of messages. "
            "Try: wb.load_series('airlines-2015-vader').",
        ),
        (
            {"negative": 10, "neutral": 90},
            LABELS,
            WorkbenchError,
            "Counts alone cannot be held against labels of single messages. Received: dict of counts, and labels with "
            "mention_id, label. Allowed: the scored table, or labels as label, stance and messages. "
            "Try: wb.calibrate(scored, labels) with scored = wb.score_stance(mentions).",
        ),
        (
            {"bad": 10},
            LABELS,
            WorkbenchError,
            "These are no counts by stance. Received: 'bad': 10. Allowed: negative, mixed, neutral, positive, unknown, each "
            "with a number of messages. Try: {'negative': 300, 'neutral': 500, 'positive': 200}.",
        ),
        (
            TABLE.assign(stance="unknown"),
            LABELS,
            NotEnoughData,
            "The scorer has judged no message. Received: 4,000 unknown. Allowed: at least one message with a stance. "
            "Try: wb.score_stance(mentions, language='en') if they are English, else a scorer that knows the language.",
        ),
    ],
)
def test_what_cannot_be_calibrated_is_refused_in_a_sentence(scored, labels, kind, sentence):
    with pytest.raises(kind) as refusal:
        wb.calibrate(scored, labels)
    assert str(refusal.value) == sentence


def test_a_stance_that_is_none_is_refused():
    with pytest.raises(WorkbenchError) as refusal:
        wb.calibrate(TABLE, LABELS, stance="angry")
    assert str(refusal.value) == (
        "This is no stance. Received: 'angry'. Allowed: negative, mixed, neutral, positive. Try: stance='negative'."
    )


def test_lesson_51_quiet_weeks_and_few_labels():
    there = wb.load_series("airlines-2015-vader")
    rows = {
        flagged: wb.calibrate({"negative": flagged, "neutral": 1000 - flagged}, there).estimates.iloc[0]
        for flagged in (250, 150, 100, 80)
    }
    assert rows[100]["lower"] == rows[80]["lower"] == 0 < rows[150]["lower"]
    with pytest.raises(WorkbenchError, match="These error rates cannot be those of these messages"):
        wb.calibrate({"negative": 60, "neutral": 940}, there)
    # "More than twice as wide as the one around the 40 per cent."
    corrected, scored = (
        wb.calibrate({"negative": 400, "neutral": 300, "positive": 300}, there).estimates.iloc[row]
        for row in (0, 1)
    )
    assert corrected["upper"] - corrected["lower"] > 2 * (scored["upper"] - scored["lower"])
    few = there.assign(messages=(there["messages"] / 150).round())
    row = wb.calibrate({"negative": 400, "neutral": 600}, few).estimates.iloc[0]
    assert row["upper"] - row["lower"] > 50
