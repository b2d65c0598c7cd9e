"""Which figures and problems lead, on tiny tables: each rule in its order, and the twin of each number."""

import sys
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from made_plans import Figure, Made, goal, write

from lcanalysis.cleaning import clean
from lcanalysis.goals import standings
from lcanalysis.plan import load
from lcanalysis.priorities import key_figures, leading_problems, moves, proposed_dates, whom_to_ask
from lcanalysis.priorities.key_figures import opposed_pair
from lcanalysis.quantities import Quantity


def move(indicator, entity, change, *, kind="level", is_whole=True, year=2018):
    rate = Quantity.printed(change, "%", "a.csv A1")
    return f"{indicator}/{entity}", [indicator, entity, kind, year, None, rate, rate, None, is_whole, None, None, False]


def frame(*rows):
    columns = ["indicator", "entity", "kind", "year", "before", "now", "change", "history", "is_whole", "counted",
               "members", "is_derived"]  # fmt: skip
    held = dict(rows)
    return pd.DataFrame(list(held.values()), index=list(held), columns=columns, dtype=object).astype({"is_whole": bool})


def goals_of(*rows):
    columns = ["indicator", "entity", "responsible", "verdict"]
    return pd.DataFrame([row[1:] for row in rows], index=[row[0] for row in rows], columns=columns)


CLUSTER = frame(
    move("revenue", "cluster", "14.9"), move("profit", "cluster", "-7.1"), move("output", "steel", "60.0", is_whole=False),
    move("output", "metals", "-9.1"), move("rd", "firms", "-28.4"), move("margin", "cluster", "-0.5", kind="ratio"),
)  # fmt: skip


def test_the_headline_leads_then_what_opposes_it_then_the_ratio_that_fell_then_the_greatest_moves():
    assert key_figures(CLUSTER, "revenue/cluster").index.tolist() == [
        "revenue/cluster", "profit/cluster", "margin/cluster", "rd/firms", "output/metals",
    ]  # fmt: skip


def test_a_whole_goes_before_a_part_that_moved_more_and_a_goals_figure_before_another():
    parts = frame(move("output", "steel", "60.0", is_whole=False), move("output", "tin", "3.0", is_whole=False))
    assert key_figures(parts).index.tolist() == ["output/steel"]
    assert key_figures(parts, about=["output/tin"]).index.tolist() == ["output/tin"]


def test_what_is_pinned_leads_and_what_is_not_known_is_passed_over():
    found = key_figures(CLUSTER, "revenue/cluster", ["output/steel", "output/nothing"], most=2)
    assert found.index.tolist() == ["output/steel", "revenue/cluster"]


def test_signs_oppose_only_where_rounding_leaves_no_doubt():
    doubtful = frame(move("revenue", "cluster", "14.9"), move("profit", "cluster", "-0.0"))
    assert opposed_pair(doubtful, "revenue/cluster") is None
    assert opposed_pair(CLUSTER, "revenue/cluster") == ("revenue/cluster", "profit/cluster")


def test_the_rise_stands_first_in_a_pair_whichever_is_the_headline():
    assert opposed_pair(CLUSTER, "profit/cluster") == ("revenue/cluster", "profit/cluster")


def test_figures_of_different_years_do_not_oppose_each_other():
    apart = frame(move("revenue", "cluster", "14.9", year=2018), move("profit", "cluster", "-7.1", year=2017))
    assert opposed_pair(apart, "revenue/cluster") is None


def test_problems_come_in_the_order_of_their_gravity_and_gaps_keep_the_last_place():
    goals = goals_of(
        ("a", "revenue", "cluster", ("office",), "behind"), ("b", "rd", "firms", ("county",), "no_data"),
        ("c", "brands", "cluster", ("office",), "no_data"),
    )  # fmt: skip
    found = leading_problems(
        CLUSTER, goals, ["x", "y", "z"], headline="revenue/cluster", behind=["a"], without_data=["b", "c"]
    )
    assert [one.kind for one in found] == ["conflict", "opposed", "gaps"]
    assert found[0].subjects == ("x", "y")
    found = leading_problems(CLUSTER, goals, headline="revenue/cluster", without_data=["b"])
    assert [(one.kind, one.subjects, one.responsible) for one in found] == [
        ("opposed", ("revenue/cluster", "profit/cluster"), ("office",)),
        ("falls", ("rd/firms", "output/metals"), ("county",)),
        ("gaps", ("b",), ("county",)),
    ]


def test_small_falls_and_rises_are_no_problem():
    calm = frame(move("revenue", "cluster", "4.9"), move("rd", "firms", "-4.9"))
    assert leading_problems(calm, goals_of(), headline="revenue/cluster") == []


@pytest.mark.parametrize("month", range(1, 13))
def test_proposed_dates_are_the_ends_of_the_first_whole_month_quarter_and_half_year(month):
    """The slow twin walks the months one by one."""
    found = proposed_dates(date(2019, month, 15))
    following = [(2019 + (month + step) // 12, (month + step) % 12 + 1) for step in range(18)]
    assert found.scope == following[0]
    first = next(at for at, (_, one) in enumerate(following) if one % 3 == 1)
    assert found.data == following[first + 2]
    half = next(at for at, (_, one) in enumerate(following) if one % 6 == 1)
    assert found.inquiry == following[half + 5]
    assert found.watching == (following[first][0], (following[first][1] + 2) // 3)


@pytest.fixture
def plan(tmp_path):
    figures = (
        Figure("revenue", "cluster", "2017", "700", "亿元"), Figure("revenue", "cluster", "2018", "770", "亿元"),
        Figure("revenue_yoy", "cluster", "2018", "9.5", "%"), Figure("value_added_yoy", "cluster", "2018", "6.4", "%"),
        Figure("rd_spending", "a", "2017", "100", "万元"), Figure("rd_spending", "a", "2018", "80", "万元"),
        Figure("rd_spending", "b", "2018", "50", "万元"),
    )  # fmt: skip
    made = Made(
        2018, 2022, (("2019-03", figures),), segments={"cluster": ()}, groups={"firms": ("a", "b")},
        goals=(goal("brands", "cluster", "count", 3, "个", 2018, 2022),),
    )  # fmt: skip
    clean(write(made, tmp_path / "plan"))
    return load(tmp_path / "plan")


def test_a_published_growth_goes_before_a_computed_one_and_a_rate_stands_without_levels(plan):
    found = moves(plan)
    assert found.loc["revenue/cluster", "change"].text("zh") == "9.5%"
    assert found.loc["value_added/cluster", ["kind", "before"]].tolist() == ["rate", None]


@pytest.mark.parametrize(("period", "is_told"), [("2018", False), ("2017", False), ("2016", True)])
def test_a_doubtful_unit_leaves_out_the_changes_of_its_year_and_no_others(plan, monkeypatch, period, is_told):
    doubted = pd.DataFrame([("revenue", "cluster", period)], columns=["indicator", "entity", "period"])
    monkeypatch.setattr(sys.modules["lcanalysis.priorities.moves"], "units_in_doubt", lambda _: doubted)
    found = moves(plan)
    assert ("revenue/cluster" in found.index) == is_told
    assert "rd_spending/firms" in found.index


def test_a_group_is_the_sum_of_the_members_that_have_both_years(plan):
    firms = moves(plan).loc["rd_spending/firms"]
    assert (firms["counted"], firms["members"]) == (1, 2)
    assert (firms["before"].exact, firms["now"].exact) == (100, 80)
    assert firms["change"].value == Decimal(-20)


def test_who_is_charged_with_goals_without_data_is_asked_for_as_many_figures_as_are_missing(plan):
    asked = whom_to_ask(plan, standings(plan))
    assert asked.loc["office", ["goals", "figures"]].tolist() == [1, 1]
    assert asked.loc["office", "about"] == (("cluster", "brands"),)
