"""Invented opinions: planted shares, nothing scored, and the errors of a scorer that lesson 51 tells of."""

import pytest

import workbench as wb
from workbench.mentions import as_mentions
from workbench.problems import WorkbenchError
from workbench.simulate_texts import BRAND, KINDS

TABLE, TRUTH = wb.simulate_opinions(3000, negative=0.4, positive=0.2, seed=5)


def test_the_shares_are_those_that_were_planted():
    shares = TRUTH["label"].value_counts(normalize=True)
    assert shares.to_dict() == pytest.approx({"negative": 0.4, "neutral": 0.4, "positive": 0.2}, abs=0.03)
    assert TRUTH["kind"].map({kind: label for kind, (label, _, _) in KINDS.items()}).equals(TRUTH["label"])


def test_the_table_is_a_message_table_without_a_stance_and_says_that_it_is_simulated():
    assert TABLE.attrs["simulated"]
    assert set(TABLE["stance"]) == {"unknown"}
    assert as_mentions(TABLE).equals(TABLE)
    assert TABLE["mention_id"].tolist() == TRUTH["mention_id"].tolist()
    assert not TABLE["text"].str.contains("[{}]").any()


def test_the_same_seed_gives_the_same_messages():
    assert wb.simulate_opinions(50, seed=2)[0].equals(wb.simulate_opinions(50, seed=2)[0])
    assert not wb.simulate_opinions(50, seed=2)[0].equals(wb.simulate_opinions(50, seed=3)[0])


def test_lesson_51_a_name_that_sounds_like_praise_and_irony_fool_the_scorer():
    shown, hidden = (wb.score_stance(TABLE, brands=brands)["stance"] for brands in ((), [BRAND]))
    assert (shown == "negative").mean() < 0.5 * (hidden == "negative").mean()
    assert set(hidden[TRUTH["kind"] == "irony"]) == {"positive"}
    assert "negative" in set(hidden[TRUTH["kind"] == "praise"])


def test_lesson_51_errors_carried_over_miss_the_truth_and_own_labels_hold_it():
    table, truth = wb.simulate_opinions(2000, seed=1)
    scored = wb.score_stance(table, brands=[BRAND])
    share = 100 * (truth["label"] == "negative").mean()
    carried = wb.calibrate(scored, wb.load_series("airlines-2015-vader")).estimates.iloc[0]
    assert carried["lower"] > share
    own = wb.calibrate(scored, truth.sample(100, random_state=1)).estimates.iloc[0]
    assert own["lower"] < share < own["upper"]


@pytest.mark.parametrize("how", [{"n": 0}, {"negative": 0.9, "positive": 0.2}, {"negative": -0.1}])
def test_what_cannot_be_invented_is_refused(how):
    full = {"n": 2000, "negative": 0.5, "positive": 0.15} | how
    with pytest.raises(WorkbenchError) as refusal:
        wb.simulate_opinions(**full)
    assert str(refusal.value) == (
        f"Such messages cannot be invented. Received: n={full['n']}, negative={full['negative']}, positive={full['positive']}. "
        "Allowed: at least 1 message; shares from 0 that add up to 1 at most. "
        "Try: simulate_opinions(2000, negative=0.5, positive=0.15)."
    )
