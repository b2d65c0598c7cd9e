"""What the goals take: outputs behind a ratio, contributions to a whole, margins, and the path year by year."""

from decimal import Decimal
from fractions import Fraction
from math import log
from pathlib import Path

import pytest
from goals_cases import goal, growth, observed, revenue, town

import lcanalysis
from lcanalysis.definition import Total
from lcanalysis.goals.contributions import change_of_total
from lcanalysis.goals.margins import margin, margins
from lcanalysis.goals.measures import Figures, measure
from lcanalysis.goals.milestones import milestones, progress
from lcanalysis.goals.processing import ratio_needs
from lcanalysis.goals.scorecard import assess_goals, figures_of
from lcanalysis.stories import decomposition

ROOT = Path(__file__).parent.parent
RATIO = goal("processing_ratio", "copper", "ratio", "at_least", "0.8", unit="比")


def output(entity, printed, period="2018"):
    return observed("output", entity, period, printed, "万吨")


@pytest.fixture(scope="module")
def plan():
    return lcanalysis.load(ROOT / "data")


def test_the_outputs_that_a_ratio_takes_lead_to_it():
    figures = Figures(town(), (output("wire", "21.96"), output("cathode", "47.3")))
    unchanged, products = ratio_needs(figures, RATIO)
    assert unchanged.products_due == Decimal("37.840")
    assert float(unchanged.products_growth_pct) == pytest.approx(((37.84 / 21.96) ** 0.25 - 1) * 100)
    assert unchanged.smelted_growth_pct == 0
    assert products.smelted_due == Decimal("21.96") / Decimal("0.8")
    assert float(products.smelted_growth_pct) == pytest.approx(((27.45 / 47.3) ** 0.25 - 1) * 100)


def test_a_declared_cap_on_smelting_is_an_assumption_of_its_own(plan):
    needs = {
        (one.goal.entity, one.assumption): one
        for standing in assess_goals(plan)
        for one in ratio_needs(figures_of(plan), standing.goal)
    }
    assert needs["aluminium", "smelting_capped"].products_due == Decimal("189.6")
    assert needs["aluminium", "smelting_unchanged"].products_due == Decimal("192.612")
    assert ("copper", "smelting_capped") not in needs


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


def test_what_parts_contribute_to_a_whole_adds_up_to_its_growth_in_points(plan):
    figures = figures_of(plan)
    total = next(one for one in plan.definition.totals if one.name == "ten_nonferrous")
    change = change_of_total(figures, total, "2018")
    assert [one.entity for one in change.members] == ["primary_aluminium", "refined_copper"]
    assert change.members[0].change == Decimal("160.51") - Decimal("185.47")
    assert sum(one.contribution_pp for one in change.members) == pytest.approx(change.total.growth_pct)
    assert float(change.members[0].contribution_pp) == pytest.approx(-24.96 / 228.65 * 100)


def test_parts_of_one_year_only_are_left_out_of_the_contributions():
    total = Total.model_validate(
        {
            "name": "all", "kind": "bound", "indicator": "output", "total": {"entity": "cathode", "area": "town"},
            "parts": [{"entity": "wire", "area": "town"}, {"entity": "copper", "area": "town"}],
        }
    )  # fmt: skip
    rows = [output("cathode", value, year) for year, value in (("2017", "40"), ("2018", "50"))]
    rows += [output("wire", "10", "2017"), observed("output", "wire", "2018", "140000", "吨"), output("copper", "3")]
    change = change_of_total(Figures(town(), tuple(rows)), total, "2018")
    assert [(one.entity, one.contribution_pp, one.share_pct) for one in change.members] == [("wire", 10, 40)]
    assert (change.total.entity, change.total.latest.value, change.total.before.value) == ("cathode", 50, 40)
    assert change.members[0].trace == change.members[0].latest.trace + change.members[0].before.trace
    assert change_of_total(Figures(town(), tuple(rows)), total, "2017") is None
    assert change_of_total(Figures(town(), tuple(rows[:2])), total, "2018") is None


def test_the_margin_fell_from_2_7_to_2_2_percent(plan):
    earlier, later = margins(figures_of(plan), "cluster")
    assert (earlier.profit.period, later.profit.period) == ("2017", "2018")
    assert float(later.value_pct) == pytest.approx(17.8 / 813.9 * 100)
    assert float(earlier.value_pct) == pytest.approx((17.8 / 0.929) / (813.9 / 1.149) * 100, rel=1e-6)
    assert (round(earlier.value_pct, 1), round(later.value_pct, 1)) == (Decimal("2.7"), Decimal("2.2"))


def test_the_interval_of_a_margin_is_shown_with_none_of_it_cut_off(plan):
    _, later = decomposition.profitability(plan, "zh").rows
    low, high = (Fraction(cell.digits("zh")) for cell in later[4:])
    assert low <= Fraction("17.75") / Fraction("813.95") * 100
    assert high >= Fraction("17.85") / Fraction("813.85") * 100


def test_a_margin_lies_within_all_that_rounding_allows_also_for_a_loss():
    definition = town(
        indicators={**town().model_dump()["indicators"], "profit": {"zh": "p", "en": "p", "dimension": "money"}}
    )
    rows = (revenue("100"), observed("profit", "metal", "2018", "-5", "亿元"))
    found = margin(Figures(definition, rows), "metal", "2018")
    corners = [p / r * 100 for p in (-5.5, -4.5) for r in (99.5, 100.5)]
    assert [float(end) for end in found.bounds] == pytest.approx([min(corners), max(corners)])
    assert margin(Figures(definition, rows[:1]), "metal", "2018") is None
    assert margins(Figures(definition, rows), "metal") is None


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
    assert (found.elapsed_pct, found.straight_pct) == (50, 50)
    assert float(found.compound_pct) == pytest.approx(log(900 / 800) / log(1000 / 800) * 100)
    assert progress(goal(), base, back).straight_pct == -50
    assert progress(goal(), None, half) is None


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_says_what_the_plan_implies(plan, lang):
    text = decomposition.answer(plan, lang).text
    for number in ("0.849", "1.2", "192.61", "9.0%", "0.464", "0.8", "37.84", "14.6%", "14.9%", "7.1%", "2.7%", "2.2%"):
        assert number in text
    decomposition.require_sound(plan)
