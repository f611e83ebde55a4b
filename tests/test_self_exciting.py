"""The self-exciting model finds what was planted, refuses what it cannot use, and says when it cannot tell."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from workbench.models.bootstrap import parameters_around
from workbench.models.counted import read_series
from workbench.models.excitation import TIME_SCALES, Memory, echo, remember, setting_in, shock_shares
from workbench.models.fitting import Setting, fit_grid, fit_rows
from workbench.models.likelihood import log_likelihood, score
from workbench.models.mean_path import expected_path
from workbench.models.replicates import draw_replicates
from workbench.models.self_exciting import fit_self_exciting
from workbench.problems import NotEnoughData, TooCoarse, WorkbenchError
from workbench.simulate_crises import simulate_crisis

SCALES = np.array(TIME_SCALES)
TRIGGER = "2030-01-03T00:00Z"
ANSWER = "2030-01-04T00:00Z"


@pytest.fixture(scope="module")
def cut():
    table, truth = simulate_crisis("cut30", seed=4)
    fit = fit_self_exciting(
        table, trigger=truth.trigger, responses={"apology": truth.response}, replicates=80
    )
    return table, truth, fit


@pytest.fixture
def table():
    return simulate_crisis("cut30", seed=4)[0]


# ---------------------------------------------------------------- the pieces


def test_remembering_is_the_recursion_of_the_model():
    rng = np.random.default_rng(1)
    counts = rng.poisson(5, 30).astype(float)
    memory = Memory.of(SCALES, 1.0)
    level, slow = np.zeros(5), []
    for count in counts:
        slow.append((1 - memory.stay) * level)
        level = memory.decay * level + (1 - memory.decay) * count
    np.testing.assert_allclose(remember(counts, memory), slow, atol=1e-12)


def test_every_offspring_is_born_once():
    # One mention: its offspring in its own bin and in all later ones add up to the branching ratio.
    counts = np.zeros(20000)
    counts[0] = 1
    memory = Memory.of(SCALES, 1.0)
    np.testing.assert_allclose(memory.stay + remember(counts, memory).sum(axis=0), 1, atol=1e-9)


def test_a_steady_past_goes_on_as_if_it_had_been_counted():
    memory = Memory.of(SCALES, 2.0)
    long = np.full(3000, 4.0)
    np.testing.assert_allclose(
        remember(long, memory)[1500:], (remember(long[:1500], memory) + 4 * echo(1500, memory)), atol=1e-6
    )


def test_a_shock_arrives_whole_wherever_it_starts():
    edges = np.arange(0, 400.0)
    shares, _ = shock_shares(edges, np.array([3.25, 10.0]), np.array([2.0, 5.0]))
    np.testing.assert_allclose(shares.sum(axis=1), 1)
    assert shares[0, :3].sum() == 0


def test_an_answer_in_the_middle_of_a_bin_counts_for_half_of_it():
    grown = setting_in(np.arange(0.0, 6.0), np.array([2.5]), 0.0)
    np.testing.assert_allclose(grown[0], [0, 0, 0.5, 1, 1])


def test_an_answer_that_settles_slowly_ends_at_the_same_place():
    grown = setting_in(np.arange(0.0, 100.0), np.array([2.0]), 6.0)[0]
    assert (np.diff(grown) >= 0).all()
    assert grown[2] < 0.1
    assert grown[-1] == pytest.approx(1)


def test_the_gradient_is_the_slope_of_the_likelihood(table):
    table["coverage"] = 1.0
    table.loc[100:120, "coverage"] = 0.5
    table["count"] = table["count"].astype(float)
    table.loc[60:62, "count"] = np.nan
    series = read_series(table, trigger=TRIGGER, responses=ANSWER, events="2030-01-05T00:00Z")
    _, design, found = fit_grid(series.grid, SCALES)
    theta = found.theta + 0.1 * np.random.default_rng(0).normal(size=found.theta.shape)
    gradient = score(theta, design)[1][0]
    step = 1e-5 * np.eye(theta.shape[1])
    slope = [
        (log_likelihood(theta + row, design) - log_likelihood(theta - row, design))[0] / 2e-5 for row in step
    ]
    np.testing.assert_allclose(gradient, slope, rtol=1e-4, atol=1e-4)


def test_the_fit_stands_at_a_maximum(table):
    series = read_series(table, trigger=TRIGGER, responses=ANSWER)
    _, design, found = fit_grid(series.grid, SCALES)
    rng = np.random.default_rng(2)
    nearby = found.theta + 0.05 * rng.normal(size=(200, found.theta.shape[1]))
    many = design.rows(np.zeros(200, int))
    assert found.converged.all()
    assert (log_likelihood(nearby, many) < found.value[0] + 1e-3).all()


def test_replicates_follow_the_expected_path(table):
    series = read_series(table, trigger=TRIGGER, responses=ANSWER)
    setting, _, found = fit_grid(series.grid, SCALES)
    drawn = draw_replicates(
        found.theta[0], series.grid, SCALES, setting.layout, size=2000, rng=np.random.default_rng(3)
    )
    path = expected_path(found.theta, series.grid, SCALES, setting.layout, series.grid.responses)[0]
    assert drawn.shape == (2000, 216)
    assert drawn.sum(axis=1).mean() == pytest.approx(path.sum(), rel=0.03)


def test_replicates_keep_the_coverage(table):
    half = read_series(table.assign(coverage=0.5), trigger=TRIGGER, responses=ANSWER)
    whole = read_series(table, trigger=TRIGGER, responses=ANSWER)
    setting, _, found = fit_grid(whole.grid, SCALES)
    rng = np.random.default_rng(4)
    totals = [
        draw_replicates(found.theta[0], grid, SCALES, setting.layout, size=500, rng=rng).sum(axis=1).mean()
        for grid in (whole.grid, half.grid)
    ]
    assert totals[1] / totals[0] == pytest.approx(0.5, abs=0.05)


def test_offspring_born_at_once_come_in_clumps(table):
    # One hour of a steady background whose offspring all fall into their parent's own step: families of
    # mean size 1 / (1 - n), and a variance over mean of 1 / (1 - n)^2.
    series = read_series(table, trigger=TRIGGER, responses=ANSWER)
    setting, _, found = fit_grid(series.grid, np.array([0.001]))
    theta = found.theta[0].copy()
    at = setting.layout
    theta[at.background], theta[at.branching], theta[at.responses_at] = np.log([8.0, 0.5, 1.0])
    theta[at.size], theta[at.dispersion] = -20, -20
    drawn = draw_replicates(
        theta, series.grid, setting.scales, at, size=400, rng=np.random.default_rng(5), step_hours=1.0
    )[:, 5:]
    assert drawn.mean() == pytest.approx(8 / 0.5, rel=0.02)
    assert drawn.var() / drawn.mean() == pytest.approx(4, rel=0.05)


def test_a_replicate_learns_its_own_settings_as_a_real_series_does(table):
    series = read_series(table, trigger=TRIGGER, responses=ANSWER)
    setting, _, found = fit_grid(series.grid, SCALES)
    counts = draw_replicates(
        found.theta[0], series.grid, SCALES, setting.layout, size=3, rng=np.random.default_rng(6)
    )
    start = np.repeat(found.theta, 3, axis=0)
    design, _ = fit_rows(setting, counts, start, setting.free(), own=True)
    for row, own in enumerate(counts):
        alone = Setting.of(replace(series.grid, counts=own), SCALES)
        np.testing.assert_allclose(design.centre[row], alone.centre)
    assert design.clump.shape == counts.shape
    assert np.ptp(design.clump[:, -1]) > 0


def test_parameters_are_drawn_around_the_fit_and_the_effect_keeps_its_value(table):
    series = read_series(table, trigger=TRIGGER, responses=ANSWER)
    setting, _, found = fit_grid(series.grid, SCALES)
    column = setting.response(0)
    rows = parameters_around(
        setting, found.theta[0], found.information[0], column, 400, np.random.default_rng(7)
    )
    assert (rows[:, column] == found.theta[0, column]).all()
    error = np.sqrt(
        np.linalg.inv(np.delete(np.delete(found.information[0], column, 0), column, 1)).diagonal()
    )
    shock = setting.layout.size.start
    assert rows[:, shock].mean() == pytest.approx(found.theta[0, shock], abs=1e-6)  # drawn in pairs
    assert rows[:, shock].std() == pytest.approx(error[shock], rel=0.15)
    assert np.exp(rows[:, setting.layout.branching]).max() < 0.98 + 1e-9


# ---------------------------------------------------------------- recovery and invariance


def test_the_planted_fall_is_found(cut):
    _, truth, fit = cut
    e1, e2 = fit.estimates.iloc[0], fit.estimates.iloc[1]
    assert fit.verdict == "calmed"
    assert e1.lower < 100 * truth.e1 < e1.upper < 0
    assert e2.lower < 100 * truth.e2() < e2.upper < 0


def test_moving_the_clock_changes_nothing(cut):
    table, truth, fit = cut
    later = table.assign(time=table["time"] + pd.Timedelta("400D"))
    moved = fit_self_exciting(
        later,
        trigger=truth.trigger + pd.Timedelta("400D"),
        responses={"apology": truth.response + pd.Timedelta("400D")},
        replicates=80,
    )
    pd.testing.assert_frame_equal(moved.estimates, fit.estimates)


def test_the_zone_of_a_time_does_not_matter(cut):
    table, truth, fit = cut
    local = table.assign(time=table["time"].dt.tz_convert("America/Chicago"))
    moved = fit_self_exciting(
        local,
        trigger=truth.trigger.tz_convert("Asia/Tokyo"),
        responses={"apology": truth.response},
        replicates=80,
    )
    pd.testing.assert_frame_equal(moved.estimates, fit.estimates)


def test_half_the_coverage_leaves_the_effect_and_widens_the_interval(cut):
    table, truth, fit = cut
    rng = np.random.default_rng(8)
    thin = table.assign(count=rng.binomial(table["count"], 0.5), coverage=0.5)
    half = fit_self_exciting(
        thin, trigger=truth.trigger, responses={"apology": truth.response}, replicates=80
    )
    e1, whole = half.estimates.iloc[0], fit.estimates.iloc[0]
    assert e1.lower < 100 * truth.e1 < e1.upper
    assert e1.upper - e1.lower > whole.upper - whole.lower
    # The shock is told in mentions that were there, not in mentions that were collected.
    assert half.estimates.iloc[4].value == pytest.approx(fit.estimates.iloc[4].value, rel=0.35)


def test_missing_bins_leave_the_effect(cut):
    table, truth, _ = cut
    holes = table.assign(count=table["count"].astype(float))
    holes.loc[90:110, "count"] = np.nan
    holes.loc[150:153, "count"] = np.nan
    fit = fit_self_exciting(
        holes, trigger=truth.trigger, responses={"apology": truth.response}, replicates=80
    )
    e1 = fit.estimates.iloc[0]
    assert e1.lower < 100 * truth.e1 < e1.upper
    assert "25 bins missing" in fit.data_note


def test_a_row_left_out_is_a_missing_bin_and_is_told(cut):
    table, truth, _ = cut
    series = read_series(table.drop(index=[70, 71]), trigger=truth.trigger, responses=truth.response)
    assert (~series.grid.seen).sum() == 2
    assert "2 bins missing (2 of them not in the table)" in series.note()


def test_two_answers_have_an_effect_each():
    table, truth = simulate_crisis("cut30", seed=4)
    fit = fit_self_exciting(
        table,
        trigger=truth.trigger,
        responses={"apology": truth.response, "refund": truth.response + pd.Timedelta("48h")},
        replicates=60,
        checks=False,
    )
    terms = fit.estimates["term"].tolist()[:4]
    assert terms == [
        "E1 apology: change of n",
        "E2 apology: change of volume",
        "E1 refund: change of n",
        "E2 refund: change of volume",
    ]
    assert fit.estimates.value.iloc[0] < 0


def test_the_input_is_left_alone(cut):
    table, truth, _ = cut
    before = table.copy(deep=True)
    fit_self_exciting(table, trigger=truth.trigger, responses=truth.response, replicates=40, checks=False)
    pd.testing.assert_frame_equal(table, before)


def test_the_same_seed_gives_the_same_numbers(cut):
    table, truth, fit = cut
    again = fit_self_exciting(
        table, trigger=truth.trigger, responses={"apology": truth.response}, replicates=80
    )
    pd.testing.assert_frame_equal(again.estimates, fit.estimates)


# ---------------------------------------------------------------- what the result says


def test_the_result_keeps_the_contract(cut):
    _, _, fit = cut
    assert list(fit.estimates.columns) == ["term", "value", "lower", "upper", "unit"]
    assert repr(fit).startswith("<SelfExcitingFit: calmed; E1 apology: change of n -")
    assert "SIMULATED data" in repr(fit)
    said = fit.summary()
    for part in (
        "consistent with",
        "In this model",
        "level 95%",
        "over 168 h",
        "216 bins of 1 h",
        "2030-01-01",
    ):
        assert part in said
    assert said.rstrip(".").split("Data: ")[1] == fit.data_note
    assert fit.summary().replace("<", "&lt;").split(".")[0] in fit._repr_html_().replace("&#x27;", "'")
    assert "*" not in said
    assert all(sentence.endswith(".") for sentence in fit.assumptions)


def test_no_effect_is_told_as_cannot_tell():
    table, truth = simulate_crisis("null", seed=6)
    fit = fit_self_exciting(
        table, trigger=truth.trigger, responses={"statement": truth.response}, replicates=80
    )
    assert fit.verdict == "cannot tell"
    said = fit.summary()
    assert "In this model we cannot tell whether it changed the crisis: chance alone gives as much in" in said
    assert "This case could have shown a change of n of -" in said


def test_without_checks_nothing_is_claimed(cut):
    table, truth, _ = cut
    fit = fit_self_exciting(
        table, trigger=truth.trigger, responses=truth.response, replicates=60, checks=False
    )
    assert fit.verdict == "cannot tell"
    assert fit.objections == ("this was a short run, without the checks that a claim needs",)


def test_a_fit_that_did_not_converge_gives_no_numbers(cut, monkeypatch):
    import workbench.models.fitting as fitting

    table, truth, _ = cut
    climb = fitting.maximise
    monkeypatch.setattr(fitting, "maximise", lambda design, start, free: climb(design, start, free, 1))
    fit = fit_self_exciting(table, trigger=truth.trigger, responses=truth.response)
    assert fit.verdict == "no numbers"
    assert fit.estimates.empty
    assert fit.inferences == {}
    assert fit.summary() == (
        "The fit did not converge: these counts do not determine the model. A longer series, shorter bins or fewer "
        f"events and answers may help. No number is given. Data: {fit.data_note}."
    )
    assert repr(fit) == f"<SelfExcitingFit: no numbers: the fit did not converge; {fit.data_note}>"


# ---------------------------------------------------------------- bad input


def refusal(table, error, *, trigger=TRIGGER, responses=ANSWER, **more):
    with pytest.raises(error) as caught:
        fit_self_exciting(table, trigger=trigger, responses=responses, **more)
    return str(caught.value)


def test_too_few_mentions(table):
    thin = table.assign(count=0)
    thin.loc[[50, 60, 80, 120], "count"] = 5
    assert refusal(thin, NotEnoughData) == (
        "There are too few mentions. Received: 20 mentions in 216 bins. Allowed: at least 50 mentions. "
        "Try: widen the search, or describe the case without a model."
    )


def test_all_zeros(table):
    assert refusal(table.assign(count=0), NotEnoughData) == (
        "Every count is zero. Received: 0 mentions in 216 bins. Allowed: at least 50 mentions. Try: check the filter "
        "that chose the negative mentions; a bin nobody collected is NaN, not 0."
    )


def test_too_few_bins(table):
    few = table.iloc[44:51]
    assert refusal(few, NotEnoughData, responses="2030-01-02T23:00Z", trigger="2030-01-02T21:00Z") == (
        "There are too few bins. Received: 7 collected bins. Allowed: at least 8. "
        "Try: count a longer stretch, or take shorter bins."
    )


@pytest.mark.parametrize("rows", [0, 1])
def test_no_series_at_all(table, rows):
    assert refusal(table.iloc[:rows], NotEnoughData) == (
        f"A series needs at least two bins. Received: {rows} rows. Allowed: 8 bins or more. "
        "Try: give the whole stretch before and after the answer."
    )


def test_response_outside_the_span(table):
    assert refusal(table, WorkbenchError, responses={"apology": "2031-01-04T00:00Z"}) == (
        "The response 'apology' lies outside the counts. Received: 2031-01-04T00:00:00+00:00; counts from "
        "2030-01-01T00:00:00+00:00 to 2030-01-10T00:00:00+00:00. Allowed: a moment inside the counted span. "
        "Try: check the zone of the time, or count a longer stretch."
    )


def test_trigger_and_event_outside_the_span(table):
    said = refusal(table, WorkbenchError, trigger="2029-01-03T00:00Z", events={"film": "2032-01-01T00:00Z"})
    assert said.startswith(
        "These counts cannot be used, for 2 reasons. (1) The trigger lies outside the counts."
    )
    assert "(2) The event 'film' lies outside the counts." in said


def test_response_in_the_last_bins(table):
    assert refusal(table, NotEnoughData, responses="2030-01-09T22:30Z") == (
        "The response stands at the edge of the counts. Received: 214 collected bins before it and 1 after it. "
        "Allowed: at least 3 on each side. Try: count a longer stretch, or take shorter bins."
    )


def test_response_in_the_first_bins(table):
    late = table.iloc[48:]
    assert refusal(late, NotEnoughData, responses="2030-01-03T01:00Z") == (
        "The response stands at the edge of the counts. Received: 1 collected bins before it and 167 after it. "
        "Allowed: at least 3 on each side. Try: count a longer stretch, or take shorter bins."
    )


def test_response_before_the_trigger(table):
    assert refusal(table, WorkbenchError, responses="2030-01-02T00:00Z") == (
        "The response comes before the trigger. Received: 2030-01-02T00:00:00+00:00, trigger "
        "2030-01-03T00:00:00+00:00. Allowed: a moment after the trigger. Try: check both times and their zones."
    )


def test_two_responses_in_one_bin(table):
    two = {"tweet": "2030-01-04T00:05Z", "apology": "2030-01-04T00:50Z"}
    assert refusal(table, TooCoarse, responses=two) == (
        "The response 'tweet' and the response 'apology' fall into one bin. Received: 2030-01-04T00:05:00+00:00 and "
        "2030-01-04T00:50:00+00:00 in bins of 1 h. Allowed: answers at least one bin apart. "
        "Try: take shorter bins, or give the two as one answer."
    )


def test_no_response(table):
    assert refusal(table, WorkbenchError, responses={}) == (
        "No response is given. Received: {}. Allowed: at least one answer with its time. "
        "Try: responses={'apology': '2017-04-11T19:00Z'}."
    )


def test_bins_coarser_than_the_memory():
    weeks = pd.DataFrame({"time": pd.date_range("2030-01-07", periods=20, freq="7D", tz="UTC"), "count": 40})
    said = refusal(weeks, TooCoarse, trigger="2030-02-04T00:00Z", responses="2030-03-04T00:00Z")
    assert said == (
        "The bins are coarser than the memory they should show. Received: bins of 168 h: 95% of what a memory of 9 h "
        "sets off happens inside one bin. Allowed: at most 70%. Try: count per hour, or per day at the most."
    )


def test_a_negative_count(table):
    table.loc[5, "count"] = -1
    assert refusal(table, WorkbenchError) == (
        "A count is negative. Received: -1 in the bin of 2030-01-01T05:00:00+00:00, and 1 such bins in all. Allowed: "
        "0 or more; a bin nobody collected is NaN, not -1. Try: counts['count'].mask(counts['count'] < 0)."
    )


def test_a_count_that_is_not_whole(table):
    table["count"] = table["count"] + 0.25
    assert refusal(table, WorkbenchError) == (
        f"A count is not a whole number. Received: {table.loc[0, 'count']:g} in the bin of 2030-01-01T00:00:00+00:00, "
        "and 216 such bins in all. Allowed: numbers of mentions, not rates, shares or weighted totals. "
        "Try: give raw counts, and the collected share of the bin in coverage."
    )


def test_a_count_in_words(table):
    table["count"] = table["count"].astype(object)
    table.loc[3, "count"] = "many"
    assert refusal(table, WorkbenchError) == (
        "A count is not a number. Received: 'many' in 1 bins. Allowed: whole numbers, and NaN where nobody collected. "
        "Try: counts['count'] = pd.to_numeric(counts['count'])."
    )


def test_an_infinite_count(table):
    table["count"] = table["count"].astype(float)
    table.loc[3, "count"] = np.inf
    assert refusal(table, WorkbenchError) == (
        "A count is not a whole number. Received: inf in the bin of 2030-01-01T03:00:00+00:00, and 1 such bins in all. "
        "Allowed: numbers of mentions, not rates, shares or weighted totals. "
        "Try: give raw counts, and the collected share of the bin in coverage."
    )


def test_missing_is_not_zero(table):
    table["count"] = table["count"].astype(float)
    gone, zero = table.copy(), table.copy()
    gone.loc[80:100, "count"] = np.nan
    zero.loc[80:100, "count"] = 0
    notes = [
        fit_self_exciting(t, trigger=TRIGGER, responses=ANSWER, replicates=40, checks=False).data_note
        for t in (gone, zero)
    ]
    assert "21 bins missing" in notes[0]
    assert "no bin missing" in notes[1]


def test_coverage_zero_with_a_count(table):
    table["coverage"] = 1.0
    table.loc[7, "coverage"] = 0.0
    count = table.loc[7, "count"]
    assert refusal(table, WorkbenchError) == (
        f"A bin has a count but coverage 0. Received: count {count} in the bin of 2030-01-01T07:00:00+00:00, and 1 such "
        "bins in all. Allowed: coverage above 0, or count NaN: what nobody collected is missing, not zero. "
        "Try: counts['count'].mask(counts['coverage'] == 0)."
    )


def test_coverage_zero_without_a_count_is_a_missing_bin(table):
    table["count"] = table["count"].astype(float)
    table["coverage"] = 1.0
    table.loc[7, ["count", "coverage"]] = [np.nan, 0.0]
    assert "1 bins missing" in read_series(table, trigger=TRIGGER, responses=ANSWER).note()


def test_coverage_in_per_cent(table):
    table["coverage"] = 100
    assert refusal(table, WorkbenchError) == (
        "A coverage lies outside 0 to 1. Received: 100 in the bin of 2030-01-01T00:00:00+00:00, and 216 such bins in "
        "all. Allowed: the share of the bin that was collected, above 0 and at most 1. Try: divide percentages by 100."
    )


def test_a_count_without_coverage(table):
    table["coverage"] = 1.0
    table.loc[9, "coverage"] = np.nan
    assert refusal(table, WorkbenchError) == (
        "A bin has a count but no coverage. Received: coverage NaN in the bin of 2030-01-01T09:00:00+00:00, and 1 such "
        "bins in all. Allowed: a coverage for every collected bin, or no coverage column at all. "
        "Try: counts['coverage'].fillna(1.0), if those bins were collected whole."
    )


def test_duplicate_bins(table):
    twice = pd.concat([table.iloc[:10], table.iloc[9:]], ignore_index=True)
    assert refusal(twice, WorkbenchError) == (
        "A bin occurs twice. Received: 2030-01-01T09:00:00+00:00, and 1 such rows in all. Allowed: one row per bin. "
        "Try: counts.groupby('time', as_index=False)['count'].sum(), if they are parts of one bin."
    )


def test_unsorted_bins(table):
    assert refusal(table.iloc[::-1], WorkbenchError) == (
        "The bins are not in time order. Received: 2030-01-09T22:00:00+00:00 after a later bin. Allowed: times that "
        "rise. Try: counts.sort_values('time')."
    )


def test_bins_off_the_grid(table):
    table.loc[20, "time"] += pd.Timedelta("20min")
    assert refusal(table, WorkbenchError, every="1h") == (
        "A bin does not lie on the grid of the others. Received: 2030-01-01T20:20:00+00:00 with bins of 1 h from "
        "2030-01-01T00:00:00+00:00. Allowed: bins of one width, each labelled by its start. "
        "Try: count the messages again with one width."
    )


def test_zone_naive_bins(table):
    table["time"] = table["time"].dt.tz_localize(None)
    assert refusal(table, WorkbenchError) == (
        f"The bins have no time zone. Received: time of type {table['time'].dtype}, "
        "first 2030-01-01 00:00:00. Allowed: aware times, labelled by the start of the bin. "
        "Try: counts['time'] = pd.to_datetime(counts['time'], utc=True) if they are UTC."
    )


def test_zone_naive_trigger_and_response(table):
    assert refusal(
        table, WorkbenchError, trigger="2030-01-03", responses={"apology": "2030-01-04T10:00"}
    ) == (
        "These counts cannot be used, for 2 reasons. (1) The time of the trigger has no zone. Received: '2030-01-03'. "
        "Allowed: a time with its offset from UTC. Try: '2030-01-03T00:00:00Z' if that clock was UTC. (2) The time of "
        "the response 'apology' has no zone. Received: '2030-01-04T10:00'. Allowed: a time with its offset from UTC. "
        "Try: '2030-01-04T10:00:00Z' if that clock was UTC."
    )


def test_a_time_that_is_none(table):
    assert refusal(table, WorkbenchError, trigger="soon") == (
        "The time of the trigger cannot be read. Received: 'soon'. Allowed: ISO 8601 with an offset. "
        "Try: '2017-04-10T00:40Z'."
    )


def test_columns_that_are_not_there(table):
    assert refusal(table.rename(columns={"count": "n"}), WorkbenchError) == (
        "The table lacks count. Received: time, n. Allowed: time (start of the bin), count, and optionally coverage. "
        "Try: rename the columns."
    )


def test_something_that_is_no_table():
    assert refusal([1, 2, 3], WorkbenchError) == (
        "The counts are not a table. Received: list. Allowed: a DataFrame with the columns time and count. "
        "Try: pd.DataFrame({'time': ..., 'count': ...})."
    )


def test_a_width_that_is_none(table):
    assert refusal(table, WorkbenchError, every="often") == (
        "The width of a bin is not a length of time. Received: every='often'. Allowed: a length such as '30min', '1h' "
        "or '1D'. Try: every='1h'."
    )


def test_a_season_that_does_not_fit(table):
    assert refusal(table, WorkbenchError, season=np.ones(24)) == (
        "The season does not fit the counts. Received: (24,) values, smallest 1. Allowed: 216 levels above 0, one per "
        "row. Try: leave season out."
    )


@pytest.mark.parametrize("horizon", ["400h", "0h", "long"])
def test_a_horizon_outside_the_counts(table, horizon):
    assert refusal(table, WorkbenchError, horizon=horizon) == (
        f"The horizon does not lie inside the counts. Received: horizon='{horizon}'. Allowed: a length up to 168 h, the "
        "end of the counts after the trigger. Try: horizon='168h'."
    )


def test_all_problems_are_told_at_once(table):
    table["coverage"] = 2.0
    table.loc[5, "count"] = -4
    said = refusal(table, WorkbenchError)
    assert said.startswith("These counts cannot be used, for 2 reasons. (1) A count is negative.")
    assert "(2) A coverage lies outside 0 to 1." in said
