"""The probability of each goal: the forecast of its own figures, where they allow one."""

from dataclasses import replace
from pathlib import Path

import pytest

import lcanalysis
from lcanalysis.forecasting.goal_odds import plan_odds, predict_indicator, scorecard_with_odds
from lcanalysis.forecasting.outlook import outlook, outlooks
from lcanalysis.forecasting.plan_forecast import grouped, predict_groups
from lcanalysis.goals import assess_goals

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


@pytest.fixture(scope="module")
def odds(plan):
    return plan_odds(plan, assess_goals(plan)).given


def test_goals_with_two_years_of_levels_have_a_probability_and_others_none(odds):
    assert set(odds) == {"cluster_growth", "cluster_revenue", "aluminium_processing_ratio", "copper_processing_ratio"}
    assert {name for name, one in odds.items() if one.condition} == {name for name in odds if "ratio" in name}


def test_the_probability_of_the_headline_goal_is_that_of_the_forecast(plan, odds):
    series = plan.series("revenue", "cluster")
    again = lcanalysis.forecast(series, 2022, as_of="2019-12-31", data=plan.data)
    assert odds["cluster_revenue"].probability == pytest.approx(again.probability(level=1000), abs=0.01)
    assert odds["cluster_growth"].probability == pytest.approx(again.probability(0.05), abs=0.01)
    assert odds["cluster_growth"].probability > odds["cluster_revenue"].probability


def with_goal(plan, **changes):
    """Return the plan with the level goal of its revenue changed."""
    goals = plan.goals.copy()
    for name, value in changes.items():
        goals.loc[goals["goal"] == "cluster_revenue", name] = value
    return replace(plan, goals=goals)


def test_a_ceiling_is_as_likely_as_its_level_is_not_to_be_reached(plan):
    changed = with_goal(plan, comparison="at_most", value=700.0)
    reached = predict_indicator(plan, "revenue", "cluster", 2022).probability(level=700)
    assert reached > 0.8
    [chance] = [plan_odds(changed, assess_goals(changed)).given["cluster_revenue"].probability]
    assert chance == pytest.approx(1 - reached)
    row = lcanalysis.goal_probabilities(changed).loc["cluster_revenue"]
    ends = outlook(plan, "revenue", "cluster", 2022).range(lcanalysis.Quantity(700, "亿元"))
    assert (row["probability_low"].value, row["probability_high"].value) == pytest.approx(
        (100 - ends.most.value, 100 - ends.least.value)
    )
    assert row["probability_low"] <= row["probability"] <= row["probability_high"]


def test_a_ceiling_for_growth_is_kept_every_year_and_has_no_probability(plan):
    changed = with_goal(plan, kind="growth", comparison="at_most", value=3.0, unit="%")
    assert "cluster_revenue" not in plan_odds(changed, assess_goals(changed)).given


def test_a_rank_has_no_probability(plan):
    changed = with_goal(plan, kind="rank")
    assert "cluster_revenue" not in plan_odds(changed, assess_goals(changed)).given


@pytest.mark.parametrize(("comparison", "value"), [("at_least", 700.0), ("at_most", 1200.0)])
def test_what_is_to_be_kept_is_as_likely_as_every_year_until_it_is_due(plan, comparison, value):
    changed = with_goal(plan, kind="keep", comparison=comparison, value=value)
    found, side = predict_indicator(plan, "revenue", "cluster", 2022), {"at_least": "level"}.get(comparison, "at_most")
    chance = plan_odds(changed, assess_goals(changed)).given["cluster_revenue"].probability
    assert chance == found.probability(over="each_year", **{side: value})
    assert 0 < chance < min(found.probability(year=year, **{side: value}) for year in found.years)
    row = lcanalysis.goal_probabilities(changed).loc["cluster_revenue"]
    assert row["probability_low"] <= row["probability"] <= row["probability_high"]


def test_a_sum_since_the_base_counts_what_is_known_of_it(plan):
    found = predict_indicator(plan, "revenue", "cluster", 2022)
    since_2018 = with_goal(plan, kind="cumulative", value=4000.0)
    since_2017 = with_goal(plan, kind="cumulative", value=4813.9, base_period="2017")
    for changed in (since_2018, since_2017):
        [one] = [plan_odds(changed, assess_goals(changed)).given["cluster_revenue"]]
        assert one.wanted == lcanalysis.Quantity(4000, "亿元")
        assert one.probability == found.probability(level=4000, over="sum")
    row = lcanalysis.goal_probabilities(since_2018).loc["cluster_revenue"]
    assert row["probability_low"] <= row["probability"] <= row["probability_high"]


def test_a_sum_of_which_a_year_is_not_known_and_what_was_not_kept_have_no_probability(plan):
    for changes in (
        {"kind": "cumulative", "base_period": "2015"},
        {"kind": "keep", "base_period": "2016", "value": 750.0},
    ):
        changed = with_goal(plan, **changes)
        assert "cluster_revenue" not in plan_odds(changed, assess_goals(changed)).given


def test_a_processing_ratio_is_as_likely_as_the_output_it_takes(plan, odds):
    found = predict_indicator(plan, "output", "copper_products", 2022, "万吨")
    assert odds["copper_processing_ratio"].probability == pytest.approx(found.probability(level=0.8 * 47.3))


def test_a_goal_that_is_met_or_was_never_measured_gets_no_probability(plan):
    standings = assess_goals(plan)
    found = [replace(one, assessment=replace(one.assessment, verdict="achieved_early")) for one in standings]
    assert plan_odds(plan, found).given == {}
    assert plan_odds(plan, [one for one in assess_goals(plan) if one.verdict == "no_data"]).given == {}


def test_the_scorecard_carries_probability_and_condition(plan):
    table = scorecard_with_odds(plan).set_index("goal")
    assert table["probability"].notna().sum() == 4
    assert table.loc["copper_processing_ratio", "condition"] == "smelting_unchanged"
    assert table.loc["rd_intensity", "condition"] == ""


SUBJECTS = (
    ("revenue", "cluster", 2022), ("revenue", "cluster", 2025), ("output", "copper_products", 2022),
    ("output", "aluminium_products", 2022),
)  # fmt: skip


@pytest.mark.parametrize("own", [0.0, 1.0, 2.0])
def test_forecasts_of_many_figures_are_those_of_each(plan, own):
    together = predict_groups(plan, grouped(plan, SUBJECTS), shrinkage=own)
    assert tuple(together) == SUBJECTS
    for subject, found in together.items():
        alone = predict_indicator(plan, *subject, shrinkage=own)
        assert found.levels == pytest.approx(alone.levels, rel=1e-12)
        assert (found.trace, found.warnings, found.unit, found.name) == (
            alone.trace, alone.warnings, alone.unit, alone.name,
        )  # fmt: skip


def test_what_one_forecast_refuses_is_absent_among_many(plan):
    refused = (("revenue", "cluster", 2018), ("revenue", "no_such_entity", 2022))
    assert tuple(predict_groups(plan, grouped(plan, (*refused, SUBJECTS[0])))) == (SUBJECTS[0],)


def test_the_ranges_of_many_figures_are_those_of_each_and_are_forecast_together(plan, monkeypatch):
    goals = {subject: predict_indicator(plan, *subject).quantile(0.6) for subject in SUBJECTS}
    alone = {subject: outlook(plan, *subject) for subject in SUBJECTS}
    expected = {
        subject: one.range(lcanalysis.Quantity(goals[subject], one.forecast.unit)) for subject, one in alone.items()
    }
    together = outlooks(plan, SUBJECTS)
    monkeypatch.setattr("lcanalysis.forecasting.outlook.predict_indicator", None)
    for subject, one in together.items():
        found = one.range(lcanalysis.Quantity(goals[subject], one.forecast.unit))
        assert float(found.chance.value) == pytest.approx(float(expected[subject].chance.value), rel=1e-9)
        assert float(found.least.value) == pytest.approx(float(expected[subject].least.value), rel=1e-9)
        assert float(found.most.value) == pytest.approx(float(expected[subject].most.value), rel=1e-9)
