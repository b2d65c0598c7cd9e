"""Goals that contradict one another or the figures are found by rule, on a small town and on the plan itself."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from goals_cases import goal, growth, observed, revenue, town

import lcanalysis
from lcanalysis.goals import check_goals, find_contradictions, load_goals
from lcanalysis.goals.criteria import growth_band, is_met
from lcanalysis.goals.goal_words import goal_in_words
from lcanalysis.goals.parts import required_weight

ROOT = Path(__file__).parent.parent


def found(goals, *rows, **changes):
    return check_goals(town(**changes), rows, goals)


def kinds(findings):
    return [(one.rule, one.kind) for one in findings]


def test_a_growth_goal_that_leads_short_of_the_level_goal_is_a_conflict():
    [one] = found([growth("5"), goal(value="1000")], revenue("813.9"))
    assert (one.rule, one.kind, one.severity) == ("goal_pair", "conflict", "warning")
    assert (one.published, one.recomputed, one.discrepancy) == (1000, Decimal("989.3005"), Decimal("10.6995"))
    assert one.lower <= Decimal("989.2398") <= Decimal("989.3612") <= one.upper
    assert all(number in one.text_zh for number in ("813.9亿元", "989.30亿元", "10.70亿元", "5.28%"))
    assert all(number in one.text_en for number in ("813.9", "989.30", "10.70", "5.28%"))


def test_a_growth_goal_that_leads_beyond_a_least_level_agrees_with_it():
    assert found([growth("8"), goal(value="1000")], revenue("813.9")) == ()


def test_a_growth_goal_that_leads_beyond_a_level_meant_as_about_is_a_conflict():
    [one] = found([growth("8"), goal(value="1000", comparison="about")], revenue("813.9"))
    # 813.9 * 1.08 ** 4 = 1107.30.
    assert (one.rule, round(one.recomputed, 2)) == ("goal_pair", Decimal("1107.30"))
    assert "107.30" in one.text_zh


def test_a_growth_goal_just_within_the_rounding_of_the_base_agrees():
    # The base prints as 100.0, so that the level may be 100.04 and the goal 110.04 follow from it.
    assert found([growth("10", due_period="2019"), goal(value="110.04", due_period="2019")], revenue("100.0")) == ()
    assert kinds(found([growth("10", due_period="2019"), goal(value="110.06", due_period="2019")], revenue("100.0")))


@pytest.mark.parametrize("change", [{"due_period": "2025"}, {"entity": "steel"}, {"indicator": "spending"}])
def test_goals_of_different_things_are_not_held_against_each_other(change):
    other = goal(**({"value": "1000"} | change))
    assert found([growth("5"), other], revenue("813.9")) == ()


def test_without_a_published_base_goals_cannot_be_said_to_disagree():
    assert found([growth("5"), goal(value="1000")]) == ()


def segments(whole, steel, copper, **more):
    return [growth(whole, **more), growth(steel, "steel"), growth(copper, "copper")]


@pytest.mark.parametrize(
    ("whole", "steel", "copper", "kind"),
    [("5", "3", "4", "conflict"), ("5", "6", "8", "conflict"), ("5", "3", "8", "scope")],
)
def test_a_whole_beyond_its_parts_is_a_conflict_and_one_among_them_depends_on_weights(whole, steel, copper, kind):
    assert kinds(found(segments(whole, steel, copper))) == [("goal_parts", kind)]


def test_parts_that_can_give_the_whole_only_by_their_top_are_no_finding():
    assert found(segments("5", "5", "5")) == ()
    assert found([growth("5"), growth("5", "steel"), growth("3", "copper", "within", value_upper="5")]) == ()


def test_a_part_without_a_goal_leaves_the_whole_open():
    assert found([growth("5"), growth("8", "steel")]) == ()


def test_the_weight_that_the_slow_part_needs_balances_the_whole_exactly():
    whole, fast, slow = growth("5"), growth("8", "steel"), growth("3", "copper")
    weight = Fraction(required_weight(whole, [fast], [slow]))
    levels = {rate: Fraction(100 + rate, 100) ** 4 for rate in (3, 5, 8)}
    # One part of the fast segment, `weight` parts of the slow one, grow together as the whole should.
    together = (levels[8] + weight * levels[3]) / (1 + weight)
    assert abs(together - levels[5]) < Fraction(1, 10**20)
    assert round(float(weight), 2) == 1.61


def test_a_goal_already_met_at_the_base_is_found_with_the_members_that_meet_it():
    goals = [goal(entity="firms", value="300")]
    rows = [revenue("1916.13", entity="big", scope="group"), revenue("34.00", entity="small", scope="group")]
    [one] = found(goals, *rows, revenue("813.9"))
    assert (one.rule, one.kind) == ("goal_met_at_base", "scope")
    assert "1916.13" in one.text_zh
    assert "34.00" not in one.text_zh


def test_a_goal_met_at_the_base_in_one_and_the_same_scope_is_a_conflict():
    assert kinds(found([goal(value="800")], revenue("813.9"))) == [("goal_met_at_base", "conflict")]


def test_a_level_that_equals_a_goal_meets_at_least_but_not_above():
    assert is_met(goal(value="300", comparison="at_least"), Decimal(300))
    assert not is_met(goal(value="300", comparison="above"), Decimal(300))


def test_a_goal_in_another_dimension_than_its_figure_is_a_finding_and_compared_with_nothing():
    row = observed("revenue", "metal", "2018", "813.9", "万吨")
    [one] = find_contradictions(town(), [row], [growth("5"), goal(value="1000")])
    assert (one.finding.rule, one.finding.kind) == ("goal_unit", "unit")
    assert one.finding.text_zh == "金属收入的目标（超过1000亿元）与2018年公布值813.9万吨不是同类量，不能比较。"
    assert one.finding.text_en == (
        "The goal for revenue of metal (above 1,000 hundred million yuan) and the figure published for 2018, 813.9 ten "
        "thousand tonnes, are unlike quantities and cannot be compared."
    )
    published = one.numbers["revenue/metal/town/2018"]
    assert (published.text("zh"), published.trace.machine) == ("813.9万吨", row.addresses)


@pytest.mark.parametrize(
    ("value", "comparison", "upper", "band"),
    [("5", "about", None, ("4.5", "5.5")), ("5.0", "about", None, ("4.95", "5.05")), ("3", "within", "5", ("3", "5")),
     ("8", "at_least", None, ("8", "8"))],
)  # fmt: skip
def test_a_growth_goal_admits_what_its_wording_says(value, comparison, upper, band):
    found_band = growth_band(growth(value, comparison=comparison, value_upper=upper))
    assert found_band == tuple(map(Decimal, band))


def test_a_goal_is_said_as_the_plan_means_it():
    words = [
        (growth("5", comparison="about"), "年均增长5%左右", "growth of about 5% a year"),
        (growth("3", comparison="within", value_upper="5"), "年均增长3%～5%", "growth of 3%–5% a year"),
        (goal(value="1000"), "超过1000亿元", "above 1,000 hundred million yuan"),
        (goal("centres", kind="count", comparison="within", value="6", value_upper="8", unit="家"), "6～8家", "6–8"),
        (goal("share", kind="coverage", comparison="at_least", value="100", unit="%"), "100%", "100%"),
    ]
    assert [(goal_in_words(one, "zh"), goal_in_words(one, "en")) for one, *_ in words] == [
        tuple(said) for _, *said in words
    ]


def test_the_plans_goals_contradict_one_another_and_the_figures_in_four_places():
    plan = lcanalysis.load(ROOT / "data")
    goals = load_goals(ROOT / "data", plan.definition)
    assert [one.finding.rpartition("/")[0] for one in check_goals(plan.definition, plan.records, goals)] == [
        "goal_pair/cluster_growth",
        "goal_parts/cluster_growth/copper_growth/aluminium_growth/sheet_growth",
        "goal_met_at_base",
        "goal_met_at_base",
    ]


def test_every_number_of_a_sentence_is_among_its_quantities():
    plan = lcanalysis.load(ROOT / "data")
    goals = load_goals(ROOT / "data", plan.definition)
    for one in find_contradictions(plan.definition, plan.records, goals):
        for lang in ("zh", "en"):
            said = one.finding.text(lang).replace(",", "")
            values = {quantity.digits(lang).replace(",", "") for quantity in one.numbers.values()}
            rest = "".join(character if character.isdigit() or character == "." else " " for character in said)
            numbers = {number.strip(".") for number in rest.split()} - {"", "2018", "2022"}
            assert numbers - values == set()
        assert all(quantity.trace for quantity in one.numbers.values())
