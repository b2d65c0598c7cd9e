"""The scorecard of the plan: one row per goal, verdicts that the printed figures bear out, and what to collect."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_one_answer import with_years

import lcanalysis
from lcanalysis.goals import VERDICTS, data_requests, load_goals, scorecard
from lcanalysis.goals.scorecard import COLUMNS, NUMBERS, plan_goals

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


@pytest.fixture(scope="module")
def card(plan):
    return scorecard(plan).set_index("goal")


def test_every_goal_has_one_row_in_order_with_a_known_verdict(plan, card):
    assert list(card.index) == list(plan.goals["goal"])
    assert len(card) == 34
    assert set(card["verdict"]) <= set(VERDICTS)


def test_columns_and_types_are_those_documented(plan):
    table = scorecard(plan)
    assert tuple(table.columns) == COLUMNS
    assert {name for name in COLUMNS if table[name].dtype == np.float64} == set(NUMBERS)


def test_goals_from_the_table_are_exactly_the_declared_ones(plan):
    assert plan_goals(plan) == load_goals(ROOT / "data", plan.definition)


@pytest.mark.parametrize(
    ("goal", "column", "value"),
    [
        ("cluster_revenue", "required_growth_pct", ((1000 / 813.9) ** 0.25 - 1) * 100),
        ("cluster_revenue", "attainment_pct", 81.39),
        ("cluster_growth", "actual_growth_pct", 14.9),
        ("cluster_growth", "attainment_pct", 813.9 / (813.9 * 1.05**4) * 100),
        ("aluminium_processing_ratio", "latest_value", 136.34 / 160.51),
        ("aluminium_processing_ratio", "before_value", 128.08 / 185.47),
        ("copper_processing_ratio", "latest_value", 21.96 / 47.3),
        ("copper_processing_ratio", "before_value", 27.16 / 43.18),
        ("copper_processing_ratio", "required_growth_pct", ((0.8 / (21.96 / 47.3)) ** 0.25 - 1) * 100),
        ("rd_intensity", "latest_value", 278329 / 24179510 * 100),
        ("rd_intensity", "required_change_pp", (3 - 278329 / 24179510 * 100) / 4),
        ("cluster_revenue", "base_value", 813.9),
        ("cluster_revenue", "momentum", 14.9),
        ("cluster_revenue", "next_marker", 813.9 * (1000 / 813.9) ** 0.25),
        ("cluster_growth", "next_marker", 813.9 * 1.05),
        ("rd_intensity", "next_marker", 278329 / 24179510 * 75 + 0.75),
        ("aluminium_processing_ratio", "momentum", (136.34 / 160.51 / (128.08 / 185.47) - 1) * 100),
    ],
)
def test_numbers_are_what_a_hand_calculation_from_the_plans_tables_gives(card, goal, column, value):
    assert card.loc[goal, column] == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("goal", "verdict", "reason"),
    [
        ("cluster_growth", "base_year", ""),
        ("cluster_revenue", "base_year", ""),
        ("aluminium_processing_ratio", "base_year", ""),
        ("copper_processing_ratio", "base_year", ""),
        ("rd_intensity", "base_year", ""),
        ("firms_above_30bn", "no_number", "no_number"),
        ("firms_above_50bn", "no_number", "no_number"),
        ("capacity_utilisation", "no_data", "products"),
        ("copper_growth", "no_data", "not_published"),
        ("smart_factories", "no_data", "not_published"),
    ],
)
def test_verdicts_of_the_plan(card, goal, verdict, reason):
    assert (card.loc[goal, "verdict"], card.loc[goal, "reason"]) == (verdict, reason)


def test_segments_without_revenue_name_their_products_output_as_proxies(card):
    assert card.loc["tube_growth", "proxies"] == "output/seamless_pipe;output/welded_pipe"
    assert "capacity_utilisation/refined_copper" in card.loc["capacity_utilisation", "proxies"]


def test_every_figure_is_traced_to_raw_cells_that_exist(plan, card):
    for source in card.loc[card["latest_value"].notna(), "source"]:
        for address in source.split(";"):
            file, cell = address.rsplit(" ", 1)
            lines = (plan.data / "raw" / file).read_text(encoding="utf-8").splitlines()
            assert int(cell[1:]) <= len(lines)


def test_a_changed_goal_changes_its_row_only(plan, card):
    goals = plan.goals.copy()
    goals.loc[goals["goal"] == "cluster_revenue", "value"] = 800.0
    changed = scorecard(
        lcanalysis.Plan(plan.data, plan.definition, plan.records, goals, plan.findings, plan.qualitative)
    )
    changed = changed.set_index("goal")
    # 813.9 in the base year is above 800 already.
    verdicts = [table.loc["cluster_revenue", "verdict"] for table in (card, changed)]
    assert verdicts == ["base_year", "met_at_base"]
    pd.testing.assert_frame_equal(changed.drop("cluster_revenue"), card.drop("cluster_revenue"))


def test_each_responsible_area_is_asked_for_each_goal_without_data(plan, card):
    found = data_requests(plan)
    missing = card[card["verdict"] == "no_data"]
    expected = {(area, goal) for goal, who in missing["responsible"].items() for area in who.split(";")}
    assert set(zip(found["responsible"], found["goal"], strict=True)) == expected
    growth = found["goal"].map(card["kind"]) == "growth"
    assert set(found.loc[~growth, "period"]) == {"2018"}
    assert found[growth].groupby("goal")["period"].agg(set).map(sorted).tolist() == [["2017", "2018"]] * 7
    assert set(found.loc[found["indicator"] == "revenue", "unit"]) == {"亿元"}


def test_of_a_ratio_of_a_group_the_figures_of_its_members_are_asked_for_each_year_that_has_others(tmp_path):
    plan = with_years(tmp_path, year2019=("905.0", "2020-03"))
    found = data_requests(plan)
    asked = found[found["goal"] == "rd_intensity"]
    members = set(plan.definition.entities["backbone_firms"].members)
    assert set(zip(asked["indicator"], asked["entity"], strict=True)) == {
        (indicator, member) for indicator in ("rd_spending", "revenue") for member in members
    }
    assert (set(asked["period"]), set(asked["unit"]), set(asked["responsible"])) == ({"2019"}, {"万元"}, {"office"})


def test_a_county_is_asked_for_its_own_part_where_the_plan_adds_the_counties_up(plan):
    found = data_requests(plan)
    areas = found.groupby(["goal", "responsible"])["area"].agg(set).map(sorted)
    assert areas["copper_growth", "yanggu"] == ["yanggu"]
    assert areas["copper_growth", "linqing"] == ["linqing"]
    assert areas["sheet_growth", "guanxian"] == ["liaocheng"]
    assert areas["technology_centres", "office"] == ["liaocheng"]


def test_patents_are_asked_for_in_the_unit_in_which_they_are_counted(plan):
    found = data_requests(plan)
    assert set(found.loc[found["indicator"].str.startswith("patent"), "unit"]) == {"件"}


def test_in_the_base_year_there_is_neither_progress_nor_pace(card):
    assert card[["progress_pct", "pace_pct"]].isna().all(axis=None)


def test_in_the_base_year_no_time_is_over_and_no_way_is_gone(card):
    known = card.dropna(subset=["progress_straight_pct"])
    assert {"cluster_revenue", "cluster_growth", "copper_processing_ratio"} <= set(known.index)
    assert (known[["elapsed_pct", "progress_straight_pct", "progress_compound_pct"]] == 0).all(axis=None)
