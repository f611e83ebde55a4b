"""From posts to hours at risk: every hour and post lands in one cell, and nothing of the text comes along."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.models.exposure import CELL, COUNTS, REPLIES, WAITING_ANSWERED, WAITING_NEVER, exposure_table
from workbench.problems import NotEnoughData, WorkbenchError
from workbench.simulate_conversations import simulate_conversations

START = pd.Timestamp("2030-01-01T00:00", tz="UTC")
BRAND = "northwind"
WITHIN = [name for _, name in REPLIES]


def post(hour, author="ann", stance="negative", to=None, by_company=False, brand=BRAND):
    """Return one post so many hours after the start."""
    return {
        "time": START + pd.Timedelta(hours=hour),
        "author": author,
        "brand": brand,
        "by_company": by_company,
        "in_reply_to_author": to,
        "stance": stance,
    }


def reply(hour, to="ann", brand=BRAND):
    """Return the brand's answer to a customer."""
    return post(hour, author=brand, stance="neutral", to=to, by_company=True, brand=brand)


def table(*posts, until=48.0, **more):
    """Return the exposure table of some posts; somebody else's post is the last look."""
    return exposure_table(pd.DataFrame([*posts, post(until, author="last", stance="unknown")]), **more)


def by_state(cells, column="hours"):
    """Sum a column over the states that have any of it."""
    found = cells.groupby("state")[column].sum()
    return found[found > 0].to_dict()


def test_a_conversation_waits_until_the_reply_and_is_answered_afterwards():
    cells = table(post(0), reply(2))
    assert by_state(cells) == {WAITING_ANSWERED: pytest.approx(2), "answered within 3 h": pytest.approx(22)}
    assert by_state(cells, "conversations") == {WAITING_ANSWERED: 1}
    assert list(cells) == [*CELL, *COUNTS]


def test_a_conversation_without_a_reply_waits_until_the_last_edge():
    assert by_state(table(post(0))) == {WAITING_NEVER: pytest.approx(24)}


def test_a_conversation_is_censored_at_the_last_post_of_the_table():
    assert by_state(table(post(40))) == {WAITING_NEVER: pytest.approx(8)}


def test_a_reply_after_the_last_look_leaves_the_conversation_unanswered():
    assert by_state(table(post(0), reply(30))) == {WAITING_NEVER: pytest.approx(24)}


@pytest.mark.parametrize(
    ("delay", "state"),
    [(0.25, WITHIN[0]), (0.26, WITHIN[1]), (1, WITHIN[1]), (3, WITHIN[2]), (3.01, WITHIN[3])],
)
def test_replies_fall_into_classes_whose_upper_edge_belongs_to_them(delay, state):
    assert by_state(table(post(0), reply(delay)))[state] == pytest.approx(24 - delay)


def test_only_the_first_reply_to_this_customer_counts():
    cells = table(post(0), reply(1, to="bob"), reply(2), reply(5))
    assert by_state(cells)[WAITING_ANSWERED] == pytest.approx(2)


def test_another_brand_does_not_answer():
    assert by_state(table(post(0), reply(2, brand="southwind"))) == {WAITING_NEVER: pytest.approx(24)}


def test_a_reply_before_the_first_contact_is_no_answer():
    assert by_state(table(reply(0), post(1))) == {WAITING_NEVER: pytest.approx(24)}


def test_hours_are_split_at_the_edges_of_the_wait_and_of_the_day():
    cells = table(post(5), waits=(0, 3, 12))
    assert dict(zip(zip(cells["elapsed"], cells["day_part"], strict=True), cells["hours"], strict=True)) == {
        (0, "00-06 h"): pytest.approx(1),
        (0, "06-12 h"): pytest.approx(2),
        (3, "06-12 h"): pytest.approx(4),
        (3, "12-18 h"): pytest.approx(5),
    }


def test_the_parts_of_the_day_are_kept_apart_on_the_second_day_too():
    cells = table(post(0), waits=(0, 48), until=60)
    assert cells.groupby("day_part")["hours"].sum().to_dict() == {
        part: pytest.approx(12) for part in ("00-06 h", "06-12 h", "12-18 h", "18-24 h")
    }


def test_further_posts_are_counted_where_they_fall_and_the_first_is_not_one_of_them():
    cells = table(
        post(0), post(0.5), post(1, stance="positive"), reply(2), post(4, stance="neutral"), post(6)
    )
    assert by_state(cells, "posts") == {WAITING_ANSWERED: 2, "answered within 3 h": 2}
    assert by_state(cells, "negative") == {WAITING_ANSWERED: 1, "answered within 3 h": 1}
    assert cells.loc[cells["negative"] > 0, "elapsed"].tolist() == [6.0, 0.25]


def test_a_second_post_of_the_same_moment_is_a_further_post():
    assert table(post(0), post(0))["negative"].sum() == 1


def test_a_post_after_the_last_edge_is_not_counted():
    assert table(post(0), post(24), post(30))["posts"].sum() == 0


def test_the_opening_is_the_stance_of_the_first_post_to_the_brand():
    cells = table(
        post(0, stance="positive", to="bob"),
        post(1, stance="neutral", to=BRAND),
        post(2),
        reply(9, to="somebody"),
    )
    assert set(cells["opening"]) == {"neutral"}
    assert cells["negative"].sum() == 1
    assert cells["hours"].sum() == pytest.approx(24)


def test_who_is_set_aside_is_counted_with_the_reason():
    cells = table(post(0), post(1, author="bob", to="eve"), post(2, author="cid", stance=None), reply(3))
    assert cells.attrs["set_aside"] == {
        "only replies to other people": 1,
        "the stance of the first post is unknown": 2,
    }
    ended = exposure_table(pd.DataFrame([post(0), post(5, author="bob")]))
    assert ended.attrs["set_aside"] == {"the first post is the last look": 1}


def test_simulated_posts_make_a_simulated_table():
    assert exposure_table(simulate_conversations(conversations=20)[0]).attrs["simulated"] is True
    assert "simulated" not in table(post(0)).attrs


def test_no_hour_and_no_post_is_lost():
    posts, _ = simulate_conversations(conversations=300, seed=5)
    customers = posts[~posts["by_company"]]
    first = customers.groupby("author")["time"].min()
    hours = ((posts["time"].max() - first) / pd.Timedelta(hours=1)).clip(upper=24)
    cells = exposure_table(posts)
    assert cells["hours"].sum() == pytest.approx(hours.sum())
    assert cells["conversations"].sum() == (hours > 0).sum()
    at = (customers["time"] - customers["author"].map(first)) / pd.Timedelta(hours=1)
    inside = (at > 0) & (at < customers["author"].map(hours))
    assert cells["posts"].sum() == inside.sum()
    assert cells["negative"].sum() == (inside & (customers["stance"] == "negative")).sum()


def test_the_table_holds_no_name_id_or_time_of_a_post():
    posts, _ = simulate_conversations(conversations=50, seed=1)
    cells = exposure_table(posts)
    assert not set(cells.astype(str).to_numpy().ravel()) & set(posts.loc[~posts["by_company"], "author"])
    assert cells.select_dtypes("datetimetz").empty


def test_whole_days_and_other_zones_change_nothing():
    posts, _ = simulate_conversations(conversations=150, seed=6)
    cells = exposure_table(posts)
    moved = posts.assign(time=(posts["time"] + pd.Timedelta(days=400)).dt.tz_convert("Asia/Tokyo"))
    pd.testing.assert_frame_equal(exposure_table(moved), cells, check_exact=False, atol=1e-6)


def test_six_hours_later_every_part_of_the_day_is_the_next():
    posts, _ = simulate_conversations(conversations=150, seed=6)
    moved = exposure_table(posts.assign(time=posts["time"] + pd.Timedelta(hours=6)))
    turn = {"00-06 h": "06-12 h", "06-12 h": "12-18 h", "12-18 h": "18-24 h", "18-24 h": "00-06 h"}
    kept = exposure_table(posts).assign(day_part=lambda t: t["day_part"].map(turn))
    kept = kept.sort_values(list(CELL), ignore_index=True)
    pd.testing.assert_frame_equal(moved, kept, check_exact=False, atol=1e-6)


def test_new_names_of_authors_and_another_order_of_rows_change_nothing():
    posts, _ = simulate_conversations(conversations=150, seed=6)
    fresh = {name: f"x{n}" for n, name in enumerate(posts["author"].unique())}
    renamed = posts.assign(
        author=posts["author"].map(fresh),
        in_reply_to_author=posts["in_reply_to_author"].map(fresh),
    ).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(exposure_table(renamed), exposure_table(posts))


@given(st.lists(st.floats(0.001, 30), min_size=1, max_size=6), st.floats(0.001, 30))
def test_every_conversation_fills_its_day_whatever_happens_in_it(hours, answer):
    cells = table(post(0), reply(answer), *(post(hour) for hour in hours), until=60)
    assert cells["hours"].sum() == pytest.approx(24)
    assert (cells["hours"] > 0).all()
    assert cells["negative"].sum() == sum(hour < 24 for hour in hours)


def test_the_posts_are_not_changed():
    posts = pd.DataFrame([post(0), reply(1), post(9)])
    before = posts.copy()
    exposure_table(posts)
    pd.testing.assert_frame_equal(posts, before)


GOOD = pd.DataFrame([post(0), reply(1), post(9)])
REFUSED = {
    "no table": (
        [1, 2],
        {},
        "This is not a table. Received: list. Allowed: a DataFrame with the columns time, author, brand, by_company, "
        "in_reply_to_author, stance. Try: rename the columns.",
    ),
    "columns": (
        GOOD.drop(columns=["brand", "stance"]),
        {},
        "The table lacks brand and stance. Received: time, author, by_company, in_reply_to_author. Allowed: time, author, "
        "brand, by_company, in_reply_to_author, stance. Try: rename the columns.",
    ),
    "zone": (
        GOOD.assign(time=GOOD["time"].dt.tz_localize(None)),
        {},
        "The times carry no zone. Received: time of type datetime64[us]. Allowed: timezone-aware times. "
        "Try: mentions['time'].dt.tz_localize('UTC') if they are UTC.",
    ),
    "gaps": (
        GOOD.assign(author=[None, "ann", None], brand=[BRAND, None, BRAND]),
        {},
        "A post lacks its time, author or brand. Received: author missing in 2 rows, brand missing in 1 row. Allowed: "
        "all three in every row. Try: leave those posts out, and say how many they were.",
    ),
    "words": (
        GOOD.assign(by_company=["no", "yes", "no"]),
        {},
        "by_company does not say yes or no. Received: by_company of type str. Allowed: True where the brand itself "
        "wrote the post, else False. Try: mentions['by_company'] == 'yes', if it holds words.",
    ),
    "stance": (
        GOOD.assign(stance=["Negative", "neutral", "bad"]),
        {},
        "A word is no stance. Received: 'Negative', 'bad'. Allowed: negative, mixed, neutral, positive, unknown. "
        "Try: mentions['stance'].replace({...}) with these words.",
    ),
    "edges": (
        GOOD,
        {"waits": (0, 6, 3)},
        "The edges of the waits do not ascend from 0. Received: (0, 6, 3). Allowed: such as (0, 1, 6, 24), in hours. "
        "Try: sort them and start with 0.",
    ),
    "no edges": (
        GOOD,
        {"waits": ()},
        "The edges of the waits do not ascend from 0. Received: (). Allowed: such as (0, 1, 6, 24), in hours. "
        "Try: sort them and start with 0.",
    ),
    "two at once": (
        GOOD.assign(stance="bad"),
        {"waits": (1, 2)},
        "These posts cannot be used, for 2 reasons. (1) The edges of the waits do not ascend from 0. Received: (1, 2). "
        "Allowed: such as (0, 1, 6, 24), in hours. Try: sort them and start with 0. (2) A word is no stance. "
        "Received: 'bad'. Allowed: negative, mixed, neutral, positive, unknown. Try: mentions['stance'].replace({...}) "
        "with these words.",
    ),
}


@pytest.mark.parametrize(("posts", "more", "sentence"), REFUSED.values(), ids=list(REFUSED))
def test_posts_that_cannot_be_used_are_refused_in_a_sentence(posts, more, sentence):
    with pytest.raises(WorkbenchError) as error:
        exposure_table(posts, **more)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("posts", "received"),
    [
        (GOOD.iloc[:0], "0 posts"),
        (GOOD.iloc[:1], "1 post"),
        (GOOD.assign(by_company=True), "3 posts"),
        (GOOD.assign(stance="unknown"), "3 posts"),
    ],
    ids=["empty", "one", "only the company", "nothing coded"],
)
def test_a_table_without_a_conversation_says_so(posts, received):
    with pytest.raises(NotEnoughData) as error:
        exposure_table(posts)
    assert str(error.value) == (
        f"No conversation starts in this table. Received: {received}. Allowed: customers' posts with a known stance "
        "and some time after them. Try: check by_company and stance."
    )
