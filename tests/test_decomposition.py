"""What the goals take: outputs behind a ratio, contributions to a whole, margins, and the path year by year."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import log
from pathlib import Path

import pytest
from goals_cases import goal, growth, observed, opened, revenue, town

from lcanalysis.definition import Total
from lcanalysis.goals.margins import profit_and_revenue
from lcanalysis.goals.measures import Figures, measure
from lcanalysis.goals.milestones import milestones, progress
from lcanalysis.goals.paths import progress_so_far, yearly_milestones
from lcanalysis.goals.processing import needed_outputs, ratio_needs
from lcanalysis.goals.scorecard import plan_goals
from lcanalysis.goals.totals import change_of_total, changes_of_totals
from lcanalysis.quantities import Quantity

ROOT = Path(__file__).parent.parent
ALL = Total.model_validate(
    {
        "name": "all", "kind": "bound", "indicator": "output", "total": {"entity": "cathode", "area": "town"},
        "parts": [{"entity": "wire", "area": "town"}, {"entity": "copper", "area": "town"}],
    }
)  # fmt: skip
RATIO = goal("processing_ratio", "copper", "ratio", "at_least", "0.8", unit="比")


def output(entity, printed, period="2018"):
    return observed("output", entity, period, printed, "万吨")


def test_the_outputs_that_a_ratio_takes_lead_to_it_and_follow_from_goal_and_output():
    figures = Figures(town(), (output("wire", "21.96"), output("cathode", "47.3")))
    unchanged, products = ratio_needs(figures, RATIO)
    assert (unchanged.products_due.exact, unchanged.smelted_due.exact) == (Fraction("37.84"), Fraction("47.3"))
    assert products.smelted_due.exact == Fraction("21.96") / Fraction("0.8")
    assert products.products_due.exact == Fraction("21.96")
    assert set(unchanged.products_due.trace.machine) == {
        f"goals.yml {RATIO.goal}",
        *output("cathode", "47.3").addresses,
    }
    assert (unchanged.products_due.lower.value, unchanged.products_due.upper.value) == (
        Decimal("37.8"),
        Decimal("37.88"),
    )


def test_smelting_in_another_unit_is_brought_to_that_of_the_products():
    figures = Figures(town(), (output("wire", "20"), observed("output", "cathode", "2018", "400000", "吨")))
    assert ratio_needs(figures, RATIO)[0].products_due.text("zh") == "32.00万吨"


def test_a_declared_cap_on_smelting_is_an_assumption_of_its_own(plan):
    needs = needed_outputs(plan)
    assert needs.loc["aluminium/smelting_capped", "products_due"].exact == Fraction("189.6")
    assert needs.loc["aluminium/smelting_unchanged", "products_due"].exact == Fraction("192.612")
    assert "copper/smelting_capped" not in needs.index
    assert "plan.yml primary_aluminium" in needs.loc["aluminium/smelting_capped", "products_due"].trace
    assert needs.loc["copper/products_unchanged", ["period", "due"]].tolist() == [2018, 2022]


def test_two_goals_for_one_ratio_are_two_rows_and_none_is_no_row(plan):
    (ratio,) = [goal for goal in plan_goals(plan) if goal.goal == "copper_processing_ratio"]
    goals = plan.goals[plan.goals["goal"] == ratio.goal]
    twice = replace(plan, goals=goals.loc[goals.index.repeat(2)].assign(goal=["first", "second"]))
    assert [name for name in needed_outputs(twice).index if "unchanged" in name] == [
        "copper/smelting_unchanged", "copper/products_unchanged", "second/smelting_unchanged", "second/products_unchanged",
    ]  # fmt: skip
    assert needed_outputs(replace(plan, goals=plan.goals.iloc[:0])).empty


@pytest.mark.parametrize(
    "rows",
    [(), (output("wire", "21.96"),), (output("wire", "21.96"), output("cathode", "0"))],
    ids=["nothing published", "no smelting published", "nothing smelted"],
)
def test_without_both_outputs_above_zero_nothing_is_said_of_a_ratio(rows):
    assert ratio_needs(Figures(town(), rows), RATIO) == ()


def test_a_goal_of_another_kind_or_at_its_due_year_takes_no_outputs():
    figures = Figures(town(), (output("wire", "21.96", "2022"), output("cathode", "47.3", "2022")))
    assert ratio_needs(figures, RATIO) == ()
    assert ratio_needs(figures, growth()) == ()


def test_the_parts_of_a_total_stand_by_the_size_of_their_change_and_then_the_total(plan):
    found = changes_of_totals(plan)
    parts = found[found["total"] == "ten_nonferrous"]
    assert parts["entity"].tolist() == ["primary_aluminium", "refined_copper", "ten_nonferrous"]
    assert parts["is_total"].tolist() == [False, False, True]
    moved = parts["latest"] - parts["before"]
    assert moved.iloc[0].exact == Fraction("160.51") - Fraction("185.47")
    assert sum(one.exact for one in moved.iloc[:2]) == moved.iloc[2].exact
    assert set(found["year"]) == {2018}


def test_a_part_that_grew_from_nothing_is_left_out_and_the_order_is_that_of_changes_and_not_of_sizes():
    by_name = {"cathode": ("40", "52"), "wire": ("30", "31"), "copper": ("0.5", "11.5")}
    rows = [output(name, held[at], year) for name, held in by_name.items() for at, year in enumerate(("2017", "2018"))]
    found = changes_of_totals(opened(town().model_copy(update={"totals": (ALL,)}), rows))
    assert found["entity"].tolist() == ["copper", "wire", "cathode"]
    assert {one.text("zh") for one in found["total_before"]} == {"40万吨"}
    assert (found.index.name, set(found["before"].map(type))) == ("case", {Quantity})
    rows[4] = output("copper", "0", "2017")
    found = changes_of_totals(opened(town().model_copy(update={"totals": (ALL,)}), rows))
    assert found["entity"].tolist() == ["wire", "cathode"]


def test_parts_of_one_year_only_are_left_out_of_the_contributions():
    rows = [output("cathode", value, year) for year, value in (("2017", "40"), ("2018", "50"))]
    rows += [output("wire", "10", "2017"), observed("output", "wire", "2018", "140000", "吨"), output("copper", "3")]
    held = change_of_total(Figures(town(), tuple(rows)), ALL, "2018")
    assert [(entity, before.text("zh"), latest.text("zh")) for _, entity, _, before, latest, _, _ in held] == [
        ("wire", "10万吨", "14.00万吨"),
        ("cathode", "40万吨", "50万吨"),
    ]
    assert change_of_total(Figures(town(), tuple(rows)), ALL, "2017") == []
    assert change_of_total(Figures(town(), tuple(rows[:2])), ALL, "2018") == []


def test_totals_are_those_of_the_newest_year_in_which_one_has_a_change():
    definition = town().model_copy(update={"totals": (ALL, ALL.model_copy(update={"name": "again"}))})
    rows = [output(name, value, year) for name in ("cathode", "wire") for year, value in
            (("2017", "40"), ("2018", "50"), ("2019", "50"), ("2020", "55"), ("2022", "60"))]  # fmt: skip
    found = changes_of_totals(opened(definition, rows))
    assert found.index.tolist() == ["cathode/wire", "cathode/cathode", "again/wire", "again/cathode"]
    assert set(found["year"]) == {2020}
    assert changes_of_totals(opened(definition, rows[:1])).empty


def test_the_margin_fell_from_2_7_to_2_2_percent(plan):
    found = profit_and_revenue(plan)
    earlier, later = found["profit"] / found["revenue"] * 100
    assert (found.index.tolist(), found.attrs) == ([2017, 2018], {"entity": "cluster", "derived": (2017,)})
    assert later.exact == Fraction("17.8") / Fraction("813.9") * 100
    assert float(earlier) == pytest.approx((17.8 / 0.929) / (813.9 / 1.149) * 100)
    assert (later.lower.value, later.upper.value) == (Decimal("2.18"), Decimal("2.20"))


def with_profit(*rows):
    indicators = {**town().model_dump()["indicators"], "profit": {"zh": "p", "en": "p", "dimension": "money"}}
    return opened(town(indicators=indicators), rows)


def test_a_margin_lies_within_all_that_rounding_allows_also_for_a_loss():
    years = [
        revenue("90", "2017"),
        revenue("100"),
        *(observed("profit", "metal", year, "-5", "亿元") for year in ("2017", "2018")),
    ]
    found = profit_and_revenue(with_profit(*years))
    margin = found.loc[2018, "profit"] / found.loc[2018, "revenue"] * 100
    corners = [p / r * 100 for p in (-5.5, -4.5) for r in (99.5, 100.5)]
    assert [float(end) for end in margin.bounds] == pytest.approx([min(corners), max(corners)])


def test_margins_need_profit_and_revenue_of_two_successive_years():
    one, other = (observed("profit", "metal", year, "5", "亿元") for year in ("2018", "2016"))
    for rows in ((), (revenue("100"),), (revenue("100"), one), (revenue("100"), one, revenue("90", "2016"), other)):
        assert profit_and_revenue(with_profit(*rows)).empty
    assert profit_and_revenue(opened(town(), [revenue("100")])).empty, "no profit is declared"


def test_milestones_end_at_the_goal_on_both_paths():
    base = measure(Figures(town(), (revenue("800"),)), "revenue", "metal", "2018", "亿元")
    found = milestones(goal(), base)
    assert [one.year for one in found] == [2019, 2020, 2021, 2022]
    assert [float(one.straight) for one in found] == [850, 900, 950, 1000]
    assert [float(one.compound) for one in found] == pytest.approx([800 * 1.25 ** (n / 4) for n in (1, 2, 3, 4)])
    assert milestones(goal(), None) == ()


def test_a_growth_goal_grows_by_its_rate_every_year():
    base = measure(Figures(town(), (revenue("800"),)), "revenue", "metal", "2018", "亿元")
    assert [float(one.compound) for one in milestones(growth(), base)] == pytest.approx(
        [800 * 1.05**n for n in (1, 2, 3, 4)]
    )


def test_progress_is_measured_on_the_straight_and_on_the_compound_path():
    figures = Figures(town(), (revenue("800"), revenue("900", "2020"), revenue("700", "2019")))
    base, half, back = (measure(figures, "revenue", "metal", year, "亿元") for year in ("2018", "2020", "2019"))
    found = progress(goal(), base, half)
    assert (found.elapsed_pct.value, found.straight_pct.value) == (50, 50)
    assert float(found.compound_pct) == pytest.approx(log(900 / 800) / log(1000 / 800) * 100)
    assert progress(goal(), base, back).straight_pct.value == -50
    assert progress(goal(), None, half) is None


def test_a_growth_goal_has_the_compound_path_alone(plan):
    found = yearly_milestones(plan)
    growth_goal = found[[goal.goal == "cluster_growth" for goal in found["goal"]]]
    assert growth_goal["straight"].isna().all()
    assert growth_goal["compound"].map(lambda one: one.text("zh")).tolist()[-1] == "989.30亿元"
    assert found.loc["cluster_revenue/2022", "compound"].exact == 1000


def test_a_level_on_the_way_follows_from_the_figure_of_the_base_year_and_the_goal(plan):
    found = yearly_milestones(plan).loc["cluster_revenue/2020", "straight"]
    assert found.trace.machine == ("development_plan/2019-11/headline.csv E3", "goals.yml cluster_revenue")
    assert found.bounds_are_exact


def test_at_the_base_no_time_and_no_way_is_over(plan):
    found = progress_so_far(plan)
    assert found.loc["cluster_revenue", ["elapsed", "straight", "compound"]].map(lambda one: one.text("zh")).tolist() == [
        "0.0%", "0.0%", "0.0%",
    ]  # fmt: skip
    assert set(found["latest"]) == {2018}


def test_a_plan_without_goals_has_no_milestones(plan):
    bare = replace(plan, goals=plan.goals.iloc[:0])
    assert yearly_milestones(bare).empty
    assert progress_so_far(bare).empty
