"""Conversations: a planted ratio is found again, brands and waits are held equal, and the shipped table gives its figures."""

import itertools

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.models import clustered, conversations
from workbench.models.conversations import STATES, fit_conversations
from workbench.models.exposure import CELL, COUNTS, REPLIES, WAITING_ANSWERED, WAITING_NEVER, exposure_table
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.simulate_conversations import simulate_conversations

REPLIED = [name for _, name in REPLIES]
DECAY = {0.0: 8.0, 0.25: 3.0, 1.0: 1.2, 3.0: 0.7, 6.0: 0.4, 12.0: 0.2}
RATIO, AMONG, EVERY = 2, 3, 4


def planted(*, ratio=1.0, seed=0, brands=10, speed=0.0, size=1.0):
    """Return a grouped table whose rate falls with the wait and is multiplied by ``ratio`` after a reply.

    With ``speed`` above 0, brands whose customers are angry spend more of their hours answered.
    """
    rng = np.random.default_rng(seed)
    anger = np.exp(np.linspace(-1, 1, brands))
    rows = []
    for number, (opening, heat), (elapsed, rate), state in itertools.product(
        range(brands), {"negative": 2.0, "positive": 0.7}.items(), DECAY.items(), STATES
    ):
        answered = state in REPLIED
        hours = size * (1 + elapsed) * rng.uniform(20, 40) * (anger[number] ** speed if answered else 1.0)
        # Early hours are mostly waited, late ones mostly answered: a table without the wait sees a calm.
        hours *= elapsed / 12 + 0.1 if answered else 1.0
        mean = 0.01 * anger[number] * heat * rate * hours * (ratio if answered else 1.0)
        negative = rng.poisson(mean)
        posts = negative + rng.poisson(mean * (3 if answered else 1))
        rows.append((f"brand-{number}", opening, state, elapsed, "00-06 h", hours, negative, posts, 1))
    return pd.DataFrame(rows, columns=[*CELL, *COUNTS])


@pytest.fixture(scope="module")
def shipped():
    """Return the shipped table and its fit."""
    table = wb.load_series("airline-conversations")
    return table, fit_conversations(table)


@pytest.mark.parametrize("ratio", [1.0, 0.5, 2.0])
def test_the_planted_ratio_is_found_again_by_both_comparisons(ratio):
    fit = fit_conversations(planted(ratio=ratio, seed=1, size=30))
    for place in (RATIO, AMONG):
        assert fit.estimates.iloc[place].value == pytest.approx(ratio, rel=0.05)


@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(ratio):
    rows = [fit_conversations(planted(ratio=ratio, seed=seed)).estimates for seed in range(40)]
    for place in (RATIO, AMONG):
        chosen = [table.iloc[place] for table in rows]
        assert sum(row.lower < ratio < row.upper for row in chosen) >= 34
        # Nor is it so wide that it would hold anything.
        assert np.median([row.upper / row.lower for row in chosen]) < 2


@pytest.mark.parametrize("ratio", [1.0, 0.5])
def test_from_posts_to_the_ratio_the_truth_survives_the_whole_way(ratio):
    found = []
    for seed in range(6):
        posts, truth = simulate_conversations(conversations=2500, ratio=ratio, seed=seed)
        found.append(fit_conversations(exposure_table(posts)).estimates.iloc[RATIO])
    assert truth["ratio"] == ratio
    assert sum(row.lower < ratio < row.upper for row in found) >= 5
    assert np.exp(np.mean([np.log(row.value) for row in found])) == pytest.approx(ratio, rel=0.1)


def test_a_simulated_table_is_called_simulated():
    posts, _ = simulate_conversations(conversations=2500, seed=0)
    assert fit_conversations(exposure_table(posts)).data_note.startswith("simulated: 2,")


def test_without_an_effect_the_raw_table_still_shows_a_miracle():
    raw = fit_conversations(planted(ratio=1.0, seed=2, size=3)).raw["negative_per_100_hours"]
    assert all(raw[name] < 0.6 * raw[WAITING_ANSWERED] for name in REPLIED)


def test_angry_brands_that_answer_fast_do_not_make_replies_look_bad():
    table = planted(ratio=1.0, seed=3, speed=1.5, size=3)
    row = fit_conversations(table).estimates.iloc[RATIO]
    assert row.lower < 1 < row.upper
    # The same cells with their brands mixed up show what the brand has to be held equal for.
    mixed = table.assign(brand=np.random.default_rng(0).permutation(table["brand"]))
    blind = fit_conversations(mixed).estimates.iloc[RATIO]
    assert blind.lower > 1.1


def test_posts_of_every_kind_rise_although_negative_ones_halve():
    fit = fit_conversations(planted(ratio=0.5, seed=4, size=3))
    assert fit.estimates.iloc[RATIO].upper < 1
    assert fit.estimates.iloc[EVERY].value > fit.estimates.iloc[RATIO].value * 1.5
    every = "Posts of every kind change by a factor of"
    assert every in fit.summary()


def test_one_bad_class_of_replies_is_told_from_the_others():
    table = planted(ratio=0.5, seed=5, size=3)
    late = table["state"] == REPLIED[3]
    worse = table.assign(negative=table["negative"].where(~late, table["negative"] * 4))
    by_wait = fit_conversations(worse).by_wait.set_index("term")["value"]
    assert by_wait[REPLIED[3]] == pytest.approx(2, rel=0.3)
    assert by_wait[REPLIED[:3]].tolist() == pytest.approx([0.5] * 3, rel=0.3)


def test_the_rates_are_those_of_the_waiting_hours():
    table = planted(ratio=0.5, seed=6, size=3)
    fit = fit_conversations(table)
    waiting = table[table["state"].str.startswith("waiting")]
    before = 100 * waiting["negative"].sum() / waiting["hours"].sum()
    assert fit.estimates.iloc[0].value == pytest.approx(before, rel=1e-6)
    assert fit.estimates.iloc[1].value == pytest.approx(before * fit.estimates.iloc[RATIO].value, rel=1e-6)
    assert fit.rates.iloc[0].value == pytest.approx(before, rel=1e-6)
    assert list(fit.rates["term"]) == ["waiting", *REPLIED]
    assert (fit.rates["value"] / before).tolist()[1:] == pytest.approx(fit.by_wait["value"].tolist())
    for rows in (fit.estimates, fit.rates, fit.by_wait):
        assert ((rows["lower"] < rows["value"]) & (rows["value"] < rows["upper"])).all()


def test_new_names_for_the_brands_change_nothing():
    table = planted(ratio=0.5, seed=7)
    fit = fit_conversations(table)
    renamed = fit_conversations(table.assign(brand="z" + table["brand"].str[::-1]))
    columns = ["value", "lower", "upper"]
    assert renamed.estimates[columns].iloc[RATIO:].to_numpy() == pytest.approx(
        fit.estimates[columns].iloc[RATIO:].to_numpy(), rel=1e-6
    )
    # The rates' intervals are drawn, and the draws know the order of the brands.
    assert renamed.estimates[columns].to_numpy() == pytest.approx(fit.estimates[columns].to_numpy(), rel=0.05)


def test_the_order_of_rows_and_cells_without_hours_change_nothing():
    table = planted(ratio=0.5, seed=7)
    empty = table.head(3).assign(hours=0.0, negative=0, posts=0, conversations=0)
    shuffled = pd.concat([table, empty]).sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(
        fit_conversations(shuffled).estimates, fit_conversations(table).estimates, rtol=1e-6
    )


def test_hours_counted_in_tens_of_hours_give_the_same_ratio_and_ten_times_the_rate():
    table = planted(ratio=0.5, seed=7)
    fit, tens = fit_conversations(table), fit_conversations(table.assign(hours=table["hours"] / 10))
    assert tens.estimates["value"].iloc[:2].to_numpy() == pytest.approx(
        10 * fit.estimates["value"].iloc[:2].to_numpy()
    )
    assert tens.estimates["value"].iloc[2:].to_numpy() == pytest.approx(
        fit.estimates["value"].iloc[2:].to_numpy()
    )


def test_the_table_is_not_changed():
    table = planted(seed=8)
    before = table.copy()
    fit_conversations(table)
    pd.testing.assert_frame_equal(table, before)


def test_the_shipped_table_gives_its_figures(shipped):
    _, fit = shipped
    assert fit.estimates[["value", "lower", "upper"]].to_numpy() == pytest.approx(
        np.array(
            [
                [0.7995, 0.5741, 1.1134],
                [1.9423, 1.3141, 2.8708],
                [2.4293, 1.6260, 3.6294],
                [1.2712, 0.4362, 3.7049],
                [3.4818, 2.7424, 4.4206],
            ]
        ),
        rel=2e-4,
    )
    assert fit.by_wait["value"].tolist() == pytest.approx([1.6828, 4.3251, 3.3041, 4.6708], rel=2e-4)
    assert fit.raw["negative_per_100_hours"].round(2).to_dict() == {
        WAITING_ANSWERED: 6.12,
        WAITING_NEVER: 0.44,
        "answered within 15 min": 1.08,
        "answered within 1 h": 1.41,
        "answered within 3 h": 0.78,
        "answered after 3 h": 1.00,
    }
    assert fit.data_note == (
        "documented: 3,187 conversations of 10 brands, 61,833 hours at risk, 572 further negative posts; grouped table, "
        "no text or names"
    )


def test_the_shipped_table_cannot_tell_and_says_so(shipped):
    _, fit = shipped
    assert fit.verdict() == (
        "The two comparisons do not agree, so this table cannot tell whether a reply changes how many follow."
    )
    assert fit.summary() == (
        "In this model a waiting customer writes 0.80 further negative posts per 100 hours, and would write 1.94 once "
        "answered: a ratio of 2.43 (1.63 to 3.63); among the conversations that were answered at some time it is 1.27 "
        f"(0.44 to 3.70). {fit.verdict()} Posts of every kind change by a factor of 3.48 (2.74 to 4.42): a reply "
        "starts a dialogue, so the total is the wrong outcome. Intervals are at 95%, clustered by brand."
    )
    assert fit.headline() == "ratio, negative posts (answered / waiting) 2.43 (1.63 to 3.63)"
    assert len(fit.assumptions) == 5


def test_the_shipped_table_holds_no_text_name_or_id(shipped):
    table, _ = shipped
    assert list(table) == [*CELL, *COUNTS]
    assert set(table["opening"]) == {"negative", "neutral", "positive"}
    assert set(table["state"]) <= set(STATES)
    assert set(table["day_part"]) == {"00-06 h", "06-12 h", "12-18 h", "18-24 h"}
    # Ten companies, and no other words: nobody who wrote can be found in it.
    assert sorted(table["brand"].unique()) == [
        "airfrance",
        "britishairways",
        "easyjet",
        "etihad",
        "klm",
        "lufthansa",
        "qantas",
        "ryanair",
        "singaporeair",
        "virginatlantic",
    ]
    assert table.select_dtypes("number").columns.tolist() == ["elapsed", *COUNTS]


@pytest.mark.parametrize(
    ("ratio", "among", "sentence"),
    [
        (0.5, (0.4, 0.8), "Both comparisons are consistent with replies that calm."),
        (2.0, (1.4, 3.0), "Both comparisons are consistent with replies that bring further negative posts."),
        (
            2.0,
            (0.4, 0.8),
            "The two comparisons do not agree, so this table cannot tell whether a reply changes how many follow.",
        ),
    ],
)
def test_the_verdict_needs_both_comparisons(shipped, ratio, among, sentence):
    estimates = shipped[1].estimates.copy()
    estimates.loc[RATIO, ["value", "lower", "upper"]] = [ratio, ratio * 0.8, ratio * 1.2]
    estimates.loc[AMONG, ["value", "lower", "upper"]] = [sum(among) / 2, *among]
    told = conversations.ConversationEffect(estimates, (), "", *[pd.DataFrame()] * 3)
    assert told.verdict() == sentence


def test_hardly_any_post_before_a_reply_leaves_the_second_comparison_open():
    table = planted(ratio=0.5, seed=9)
    soon = table["state"] == WAITING_ANSWERED
    fit = fit_conversations(table.assign(negative=table["negative"].where(~soon, 0)))
    assert fit.estimates.iloc[AMONG][["value", "lower", "upper"]].isna().all()
    assert "too few posts precede a reply to look among the answered conversations only." in fit.summary()
    assert "cannot tell" in fit.verdict()


def test_a_class_of_replies_nearly_without_posts_has_no_ratio():
    table = planted(ratio=1.0, seed=9, size=3)
    quick = table["state"] == REPLIED[0]
    fit = fit_conversations(table.assign(negative=table["negative"].where(~quick, 0)))
    assert fit.by_wait.iloc[0][["value", "lower", "upper"]].isna().all()
    assert fit.rates.iloc[1][["value", "lower", "upper"]].isna().all()
    # Its hours must not pass for waiting hours.
    assert fit.by_wait["value"].iloc[1:].tolist() == pytest.approx([1] * 3, rel=0.2)


def test_a_brand_nobody_complained_about_is_named_in_the_note():
    table = planted(seed=10)
    silent = table["brand"] == "brand-3"
    fit = fit_conversations(table.assign(negative=table["negative"].where(~silent, 0)))
    hours, posts = table.loc[~silent, "hours"].sum(), table.loc[~silent, "negative"].sum()
    assert fit.data_note == (
        f"{(~silent).sum()} conversations of 9 brands, {hours:,.0f} hours at risk, {posts} further negative posts; "
        "without brand-3, about whom nobody wrote a further negative post; grouped table, no text or names"
    )


TABLE = planted(seed=12)
REFUSED = {
    "columns": (
        TABLE.drop(columns=["hours", "state"]),
        WorkbenchError,
        "The table lacks state and hours. Received: brand, opening, elapsed, day_part, negative, posts, conversations. "
        "Allowed: brand, opening, state, elapsed, day_part, hours, negative, posts, conversations. "
        "Try: make the table with exposure_table.",
    ),
    "negative": (
        TABLE.assign(posts=-1, hours=TABLE["hours"].mask(TABLE.index < 2)),
        WorkbenchError,
        "Hours or counts are negative or missing. Received: a least value of -1, and 2 missing. Allowed: 0 or more in "
        "every cell. Try: make the table with exposure_table.",
    ),
    "state": (
        TABLE.assign(state="Waiting", posts=-1),
        WorkbenchError,
        "This table cannot be used, for 2 reasons. (1) Hours or counts are negative or missing. Received: a least value "
        "of -1, and 0 missing. Allowed: 0 or more in every cell. Try: make the table with exposure_table. (2) A state is "
        "not known. Received: 'Waiting'. Allowed: 'waiting, answered later', 'waiting, never answered', 'answered within "
        "15 min', 'answered within 1 h', 'answered within 3 h', 'answered after 3 h'. Try: make the table with "
        "exposure_table.",
    ),
    "empty": (
        TABLE.iloc[:0],
        NotEnoughData,
        "This table cannot be used, for 2 reasons. (1) There are too few further negative posts to compare. Received: "
        "0 waiting, 0 answered. Allowed: at least 20 on each side. Try: collect longer, or more brands. (2) There are too "
        "few brands for clustered errors. Received: 0 with a further negative post. Allowed: at least 5. Try: collect "
        "more brands.",
    ),
    "all zero": (
        TABLE.assign(negative=0, brand="one"),
        NotEnoughData,
        "This table cannot be used, for 2 reasons. (1) There are too few further negative posts to compare. Received: "
        "0 waiting, 0 answered. Allowed: at least 20 on each side. Try: collect longer, or more brands. (2) There are too "
        "few brands for clustered errors. Received: 0 with a further negative post. Allowed: at least 5. Try: collect "
        "more brands.",
    ),
    "nobody answered": (
        TABLE.assign(state=WAITING_NEVER),
        NotEnoughData,
        f"There are too few further negative posts to compare. Received: {TABLE['negative'].sum()} waiting, 0 answered. "
        "Allowed: at least 20 on each side. Try: collect longer, or more brands.",
    ),
    "few brands": (
        planted(seed=1, brands=4),
        NotEnoughData,
        "There are too few brands for clustered errors. Received: 4 with a further negative post. Allowed: at least 5. "
        "Try: collect more brands.",
    ),
}


@pytest.mark.parametrize(("table", "kind", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_a_table_that_cannot_be_used_is_refused_in_a_sentence(table, kind, sentence):
    with pytest.raises(kind) as error:
        fit_conversations(table)
    assert str(error.value) == sentence


def test_a_fit_that_does_not_converge_gives_no_numbers(monkeypatch):
    monkeypatch.setattr(clustered, "STEPS", 2)
    with pytest.raises(NotEnoughData) as error:
        fit_conversations(TABLE)
    assert str(error.value) == (
        f"The fit did not converge, so there are no numbers. Received: {len(TABLE):,} cells, "
        f"{TABLE['negative'].sum():,} posts. Allowed: a table with posts in most brands. Try: use fewer or larger brands."
    )
