"""Goals that contradict one another or the figures are found by rule, on a small town and on the plan itself."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from goals_cases import goal, growth, observed, revenue, town

import lcanalysis
from lcanalysis.goals import check_goals, load_goals
from lcanalysis.goals.criteria import band, is_above, is_met
from lcanalysis.goals.goal_words import goal_in_words
from lcanalysis.goals.parts import required_weight

ROOT = Path(__file__).parent.parent


def found(goals, *rows, **changes):
    return check_goals(town(**changes), rows, goals)


def kinds(findings):
    return [(one.rule, one.kind) for one in findings]


def test_a_growth_goal_whose_range_ends_short_of_the_level_goal_is_a_conflict():
    [one] = found([growth("4", comparison="within", value_upper="5"), goal(value="1000")], revenue("813.9"))
    assert (one.rule, one.kind, one.certainty, one.severity) == ("goal_pair", "conflict", "unexplained", "warning")
    assert (one.published, one.recomputed, one.discrepancy) == (1000, Decimal("989.3005"), Decimal("10.6995"))
    assert one.lower <= Decimal("989.2398") <= Decimal("989.3612") <= one.upper
    assert [row.as_printed for row in one.evidence] == ["813.9"]
    assert all(number in one.text("zh") for number in ("813.9亿元", "989.30亿元", "10.70亿元", "5.28%"))
    assert all(number in one.text("en") for number in ("81.39 billion yuan", "98.93", "1.07", "5.28%"))


def test_a_least_growth_short_of_a_level_admits_the_level_and_does_not_contradict_it():
    [one] = found([growth("5"), goal(value="1000")], revenue("813.9"))
    assert (one.kind, one.certainty, one.severity) == ("scope", "open", "notice")
    assert "两者可以同时实现" in one.text("zh")
    assert "both can be met" in one.text("en")


def test_about_five_percent_covers_the_rate_that_a_level_needs():
    [one] = found([growth("5", comparison="about"), goal(value="1000")], revenue("813.9"))
    assert (one.kind, one.certainty) == ("rounding", "rounding")
    assert "4.5%～5.5%" in one.text("zh")


def test_about_is_no_contradiction_however_far_the_level_lies():
    [one] = found([growth("3", comparison="about"), goal(value="1000")], revenue("813.9"))
    assert (one.kind, one.certainty) == ("scope", "open")
    assert "没有规定幅度" in one.text("zh")


def test_goals_of_which_one_may_be_of_another_thing_are_left_open_with_the_plans_reservation():
    notes = {"deep": {"zh": "原文为“深加工”", "en": "The plan speaks of deep processing"}}
    goals = [growth("4", comparison="within", value_upper="5", note="deep"), goal(value="1000")]
    [one] = found(goals, revenue("813.9"), notes=notes)
    assert (one.kind, one.certainty) == ("scope", "open")
    assert "原文为“深加工”。两者所指是否相同" in one.text("zh")
    assert "deep processing. Whether both are of one thing" in one.text("en")


def test_a_growth_goal_that_leads_beyond_a_least_level_agrees_with_it():
    assert found([growth("8"), goal(value="1000")], revenue("813.9")) == ()


def test_a_growth_goal_that_leads_beyond_the_range_of_a_level_is_a_conflict():
    [one] = found([growth("8"), goal(value="900", comparison="within", value_upper="1000")], revenue("813.9"))
    # 813.9 * 1.08 ** 4 = 1107.30.
    assert (one.rule, one.kind, round(one.recomputed, 2)) == ("goal_pair", "conflict", Decimal("1107.30"))
    assert "107.30" in one.text("zh")


def test_a_growth_goal_just_within_the_rounding_of_the_base_agrees():
    # The base prints as 100.0, so that the level may be 100.04 and the goal 110.04 follow from it.
    assert found([growth("10", due_period="2019"), goal(value="110.04", due_period="2019")], revenue("100.0")) == ()
    assert kinds(found([growth("10", due_period="2019"), goal(value="110.06", due_period="2019")], revenue("100.0")))


@pytest.mark.parametrize(("least", "most", "is_found"), [("110.055", "120", False), ("110.056", "120", True),
                                                         ("100", "109.945", False), ("100", "109.944", True)])  # fmt: skip
def test_goals_that_touch_at_the_end_of_what_rounding_allows_agree(least, most, is_found):
    # 10% on 99.95 to 100.05 is 109.945 to 110.055.
    goals = [
        growth("10", due_period="2019"),
        goal(value=least, comparison="within", value_upper=most, due_period="2019"),
    ]
    assert bool(found(goals, revenue("100.0"))) is is_found


@pytest.mark.parametrize("change", [{"due_period": "2025"}, {"entity": "steel"}, {"indicator": "spending"}])
def test_goals_of_different_things_are_not_held_against_each_other(change):
    other = goal(**({"value": "1000"} | change))
    assert found([growth("5"), other], revenue("813.9")) == ()


def test_without_a_published_base_goals_cannot_be_said_to_disagree():
    assert found([growth("5"), goal(value="1000")]) == ()
    assert kinds(found([growth("5"), goal(value="1000")], revenue("0.9"))) == [("goal_pair", "scope")]
    assert found([growth("5"), goal(value="1000")], revenue("-0.9")) == ()


def segments(whole, steel, copper, **more):
    return [growth(whole, **more), growth(steel, "steel"), growth(copper, "copper")]


@pytest.mark.parametrize(
    ("whole", "steel", "copper", "kind"),
    [("5", "3", "4", "scope"), ("5", "6", "8", "scope"), ("5", "3", "8", "scope")],
)
def test_least_rates_of_a_whole_and_its_parts_never_contradict_each_other(whole, steel, copper, kind):
    [one] = found(segments(whole, steel, copper))
    assert (one.rule, one.kind, one.severity) == ("goal_parts", kind, "notice")
    assert (one.published, one.lower, one.upper) == (Decimal(whole), Decimal(steel), Decimal(copper))
    assert kinds(found(segments(whole, steel, copper)[::-1])) == [("goal_parts", kind)]


def ranged(value, upper, entity="metal"):
    return growth(value, entity, "within", value_upper=upper)


def test_parts_whose_ranges_end_below_the_whole_contradict_it():
    [one] = found([growth("5"), ranged("2", "3", "steel"), ranged("3", "4", "copper")])
    assert (one.kind, one.certainty, one.severity) == ("conflict", "unexplained", "warning")
    assert "即使全部达到上限" in one.text("zh")


def test_parts_that_must_exceed_the_range_of_the_whole_contradict_it():
    [one] = found([ranged("3", "4"), growth("5", "steel"), growth("8", "copper")])
    assert (one.kind, one.certainty) == ("conflict", "unexplained")
    assert "必然超出" in one.text("zh")


def test_a_whole_meant_as_about_is_not_contradicted_by_its_parts():
    goals = [growth("5", comparison="about"), ranged("2", "3", "steel"), ranged("3", "4", "copper")]
    assert [(one.kind, one.certainty) for one in found(goals)] == [("scope", "open")]


def test_some_parts_that_cannot_exceed_a_whole_say_nothing_of_its_growth():
    some = [dict(one, kind="bound") for one in town().model_dump()["totals"]]
    assert found([growth("5"), ranged("2", "3", "steel"), ranged("3", "4", "copper")], totals=some) == ()


def test_parts_that_can_give_the_whole_only_by_their_top_are_no_finding():
    assert found(segments("5", "5", "5")) == ()
    assert found([growth("5"), growth("5", "steel"), growth("3", "copper", "within", value_upper="5")]) == ()


def test_a_part_without_a_goal_leaves_the_whole_open():
    assert found([growth("5"), growth("8", "steel")]) == ()


def test_the_weight_that_the_slow_part_needs_balances_the_whole_exactly():
    whole, fast, slow = growth("5"), growth("8", "steel"), growth("3", "copper")
    weight = required_weight(whole, [fast], [slow])
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
    assert "1916.13" in one.text("zh")
    assert "34.00" not in one.text("zh")


def test_members_that_exceed_a_group_goal_do_not_show_that_it_was_met():
    goals = [goal(entity="firms", value="300", note="some")]
    notes = {"some": {"zh": "原文为“一批”，未规定户数", "en": "The plan names no count"}}
    [one] = found(goals, revenue("1916.13", entity="big"), notes=notes)
    assert (one.kind, one.certainty, one.severity, one.recomputed) == ("scope", "open", "notice", None)
    assert [row.as_printed for row in one.evidence] == ["1916.13"]
    assert "不能据此认为目标已经达到" in one.text("zh")
    assert "原文为“一批”" in one.text("zh")
    assert "does not show that it was met" in one.text("en")


def test_goals_of_one_group_that_its_members_meet_are_one_finding():
    goals = [goal(entity="firms", value=value, goal=f"above_{value}") for value in ("300", "500")]
    [one] = found(goals, revenue("1916.13", entity="big"), revenue("323.17", entity="small"))
    assert one.finding == "goal_met_at_base/above_300/above_500"
    assert "超过300亿元的有big1916.13亿元、small323.17亿元，超过500亿元的有big1916.13亿元" in one.text("zh")


def test_a_goal_met_at_the_base_in_one_and_the_same_scope_is_told_and_left_open():
    [one] = found([goal(value="800")], revenue("813.9"))
    assert (one.rule, one.kind, one.certainty, one.severity) == ("goal_met_at_base", "conflict", "open", "warning")
    assert (one.published, one.recomputed) == (800, Decimal("813.9"))
    assert [row.as_printed for row in one.evidence] == ["813.9"]
    assert "在基期已经达到" in one.text("zh")


def test_goals_that_their_base_meets_are_told_one_by_one_unless_it_is_open_whether_they_are():
    both = [goal(value="800", goal="first"), goal(value="810", goal="second")]
    assert [one.finding for one in found(both, revenue("813.9"))] == [
        "goal_met_at_base/first",
        "goal_met_at_base/second",
    ]
    of_two_things = [goal(entity="firms", value="300"), goal("spending", "firms", value="10")]
    rows = revenue("1916.13", entity="big"), observed("spending", "big", "2018", "14.00", "亿元")
    assert len(found(of_two_things, *rows)) == 2


def test_figures_of_another_scope_leave_open_what_is_met_if_they_are_of_the_same_year():
    elsewhere = revenue("1916.13", entity="big", scope="group")
    [one] = found([goal(value="800")], revenue("813.9"), elsewhere)
    assert (one.kind, "group" in one.text("en")) == ("scope", True)
    before = revenue("1916.13", "2017", "big", scope="group")
    assert kinds(found([goal(value="800")], revenue("813.9"), before)) == [("goal_met_at_base", "conflict")]


@pytest.mark.parametrize("quotation", ["营业收入保持在800亿元以上", "稳定在800亿元", "不低于800亿元"])
def test_a_goal_that_asks_to_keep_what_there_is_may_be_met_at_the_base(quotation):
    assert found([goal(value="800", quotation=quotation)], revenue("813.9")) == ()
    assert found([goal(value="800", kind="keep")], revenue("813.9")) == ()


def test_a_goal_that_the_rounding_of_the_base_leaves_open_is_not_called_met():
    assert found([goal(value="813.9", comparison="at_least")], revenue("813.9")) == ()


def test_a_level_that_equals_a_goal_meets_at_least_but_not_above():
    assert is_met(goal(value="300", comparison="at_least"), Decimal(300))
    assert not is_met(goal(value="300", comparison="above"), Decimal(300))


@pytest.mark.parametrize(("comparison", "at", "just_above"), [("at_most", True, False), ("below", False, False)])
def test_a_ceiling_is_met_by_what_lies_below_it_and_at_it_unless_it_is_strict(comparison, at, just_above):
    ceiling = goal(value="300", comparison=comparison)
    assert [is_met(ceiling, Decimal(value)) for value in ("299.9", "300", "300.1")] == [True, at, just_above]


@pytest.mark.parametrize(
    ("value", "meets", "passes"),
    [("299.4", False, False), ("299.5", True, False), ("300.5", True, False), ("300.6", False, True)],
)
def test_a_level_above_a_goal_of_about_it_passes_it_and_is_not_short_of_it(value, meets, passes):
    about = goal(value="300", comparison="about")
    assert (is_met(about, Decimal(value)), is_above(about, Decimal(value))) == (meets, passes)
    assert not is_above(goal(value="300", comparison="at_least"), Decimal(value))


def test_a_goal_in_another_dimension_than_its_figure_is_a_finding_and_compared_with_nothing():
    row = observed("revenue", "metal", "2018", "813.9", "万吨")
    [one] = check_goals(town(), [row], [growth("5"), goal(value="1000")])
    assert (one.rule, one.kind, one.certainty) == ("goal_unit", "unit", "wording")
    assert one.text("zh") == "金属收入的目标（超过1000亿元）与2018年公布值813.9万吨不是同类量，不能比较。"
    assert one.text("en") == (
        "The goal for revenue of metal (above 100 billion yuan) and the figure published for 2018, 8.139 "
        "million tonnes, are unlike quantities and cannot be compared."
    )
    assert "813.9万吨" in [number.text("zh") for _, number in one.sentence.numbers()]


@pytest.mark.parametrize(
    ("value", "comparison", "upper", "expected"),
    [("5", "about", None, ("4.5", "5.5")), ("5.0", "about", None, ("4.95", "5.05")), ("3", "within", "5", ("3", "5")),
     ("8", "at_least", None, ("8", "8"))],
)  # fmt: skip
def test_a_growth_goal_admits_what_its_wording_says(value, comparison, upper, expected):
    found_band = band(growth(value, comparison=comparison, value_upper=upper))
    assert tuple(end.value for end in found_band) == tuple(map(Decimal, expected))


def test_a_goal_is_said_as_the_plan_means_it():
    words = [
        (growth("5", comparison="about"), "年均增长5%左右", "growth of about 5% a year"),
        (growth("3", comparison="within", value_upper="5"), "年均增长3%～5%", "growth of 3%–5% a year"),
        (goal(value="1000"), "超过1000亿元", "above 100 billion yuan"),
        (goal("centres", kind="count", comparison="within", value="6", value_upper="8", unit="家"), "6～8家", "6–8"),
        (goal("share", kind="coverage", comparison="at_least", value="100", unit="%"), "100%", "100%"),
        (
            goal("share", kind="keep", comparison="at_least", value="80", unit="%"),
            "保持在80%以上",
            "to stay at or above 80%",
        ),
        (
            goal("share", kind="keep", comparison="at_most", value="20", unit="%"),
            "控制在20%以内",
            "to stay at or below 20%",
        ),
        (growth("-2", comparison="at_most"), "年均下降不低于2%", "a fall of at least 2% a year"),
        (growth("-2", comparison="about", kind="real_growth"), "年均实际下降2%左右", "a real fall of about 2% a year"),
    ]
    assert [(goal_in_words(one, "zh"), goal_in_words(one, "en")) for one, *_ in words] == [
        tuple(said) for _, *said in words
    ]


def use(printed, capacity, **changes):
    """Output and capacity of cathode, in 万吨."""
    return [
        observed("output", "cathode", "2018", printed, "万吨"),
        observed("capacity", "cathode", "2018", capacity, "万吨", cell="C2", **changes),
    ]


def utilisation(value="80", quotation="产能利用率保持在80%以上"):
    return goal("utilisation", kind="share", comparison="at_least", value=value, unit="%", quotation=quotation)


def test_capacity_that_the_plans_own_figures_show_idle_is_told_beside_the_goal_to_keep_it_in_use():
    [one] = found([utilisation()], *use("47.3", "60"))
    assert (one.rule, one.kind, one.certainty) == ("goal_capacity", "scope", "open")
    assert "cathode78.8%" in one.text("zh")
    assert "保持" in one.text("zh")
    assert "cathode 78.8%" in one.text("en")
    # 47.3 / 60 by hand, with the cells of both.
    [share] = [number for _, number in one.sentence.numbers() if len(number.trace) == 2]
    assert round(share.value, 4) == Decimal("78.8333")


def test_a_products_use_of_capacity_keeps_its_name_whatever_is_told_before_it():
    wire = [observed("output", "wire", "2018", "10", "万吨"), observed("capacity", "wire", "2018", "40", "万吨")]
    alone, beside = (found([utilisation()], *use("47.3", "60"), *rows)[0].sentence for rows in ((), wire))
    assert beside.text("en").index("wire 25.0%") < beside.text("en").index("cathode 78.8%")
    assert dict(alone.numbers()).items() < dict(beside.numbers()).items()


def test_capacity_known_from_below_gives_a_use_of_at_most():
    [one] = found([utilisation()], *use("342.29", "1000", status="at_least"))
    assert "不高于34.2%" in one.text("zh")
    assert "at most 34.2%" in one.text("en")


@pytest.mark.parametrize(
    "rows",
    [
        use("48.1", "60"),  # 80.2%
        use("48.0", "60"),  # 80.0%: rounding leaves it open
        use("122.00", "1000000"),  # a unit in doubt is the audit's matter
        use("47.3", "60")[:1],
        [*use("47.3", "60"), observed("utilisation", "metal", "2018", "85", "%")],  # published itself
    ],
    ids=["above", "at the goal", "hard to believe", "no capacity", "published"],
)
def test_capacity_in_use_or_unknown_is_no_finding(rows):
    assert "goal_capacity" not in [one.rule for one in found([utilisation()], *rows)]


def volumes(ratio="0.8", rate="8", **changes):
    goals = [
        goal("processing_ratio", "copper", "ratio", "at_least", ratio, unit="比"),
        growth(rate, "copper", **changes),
    ]
    rows = [observed("output", name, "2018", value, "万吨") for name, value in (("wire", "21.96"), ("cathode", "47.3"))]
    return found(goals, *rows)


def test_a_ratio_that_takes_more_volume_than_the_revenue_goal_grows_is_told_and_left_open():
    [one] = volumes()
    # (0.8 / (21.96 / 47.3)) ** (1 / 4) - 1, by floats.
    assert float(one.recomputed) == pytest.approx(100 * ((0.8 / (21.96 / 47.3)) ** 0.25 - 1), abs=1e-3)
    assert (one.rule, one.kind, one.certainty, one.published) == ("goal_volume", "scope", "open", 8)
    assert "14.6%" in one.text("zh")
    assert "并不必然矛盾" in one.text("zh")


def test_a_ratio_that_the_revenue_goal_covers_is_no_finding():
    assert volumes(rate="15") == ()
    assert volumes(rate="8", comparison="within", value_upper="15") == ()
    assert volumes(ratio="0.5") == ()


def test_goals_of_a_group_that_nobody_defined_are_counted():
    entities = town().model_dump()["entities"]
    entities["firms"]["is_defined"] = False
    goals = [goal("share", "firms", "share", "at_least", "60", unit="%"), goal(entity="firms", value="300")]
    [one] = found(goals, entities=entities)
    assert (one.rule, one.certainty, one.published) == ("goal_groups", "wording", None)
    assert "2项" in one.text("zh")
    assert "2 goals" in one.text("en")
    assert found(goals) == ()


@pytest.mark.parametrize(
    ("quotation", "published_on", "is_old"),
    [
        ("通过ISO9001、ISO/TS16949质量管理体系认证", "2019-11", True),
        ("通过ISO/TS 16949认证", "2017-05", False),  # certificates still held
        ("通过IATF 16949认证", "2019-11", False),
        ("通过ISO9001认证", "2019-11", False),
        ("通过OHSAS18001认证", "2019-11", False),  # its transition ran until 2021
        ("通过OHSAS18001认证", "2022", True),
    ],
)
def test_a_standard_counts_as_old_once_its_certificates_have_lapsed(quotation, published_on, is_old):
    plan = town().model_dump()["plan"] | {"published_on": published_on}
    rules = [one.rule for one in found([goal(value="70", quotation=quotation)], plan=plan)]
    assert rules == (["goal_standard"] if is_old else [])


def test_no_finding_about_the_plans_goals_is_a_plain_contradiction():
    plan = lcanalysis.load(ROOT / "data")
    goals = load_goals(ROOT / "data", plan.definition)
    findings = check_goals(plan.definition, plan.records, goals)
    assert [one.finding.rpartition("/")[0] or one.finding for one in findings] == [
        "goal_pair/cluster_growth",
        "goal_parts/cluster_growth/copper_growth/aluminium_growth/sheet_growth",
        "goal_met_at_base/firms_above_30bn",
        "goal_capacity",
        "goal_volume/aluminium_processing_ratio",
        "goal_volume/copper_processing_ratio",
        "goal_groups",
        "goal_standard",
    ]
    assert {one.certainty for one in findings} == {"open", "wording"}


def test_every_number_of_a_sentence_is_among_its_quantities():
    plan = lcanalysis.load(ROOT / "data")
    goals = load_goals(ROOT / "data", plan.definition)
    for one in check_goals(plan.definition, plan.records, goals):
        if one.rule in {"goal_standard", "goal_groups"}:  # numbers of standards, counts of goals
            continue
        for lang in ("zh", "en"):
            said = one.text(lang).replace(",", "")
            # In English the digits are those of the unit of prose.
            shown = {number.text(lang).split()[0].strip("%") for _, number in one.sentence.numbers()}
            shown |= {number.digits(lang) for _, number in one.sentence.numbers()}
            values = {text.replace(",", "") for text in shown}
            rest = "".join(character if character.isdigit() or character == "." else " " for character in said)
            numbers = {number.strip(".") for number in rest.split()} - {"", "2018", "2022"}
            assert numbers - values == set()
        assert all(number.trace for _, number in one.sentence.numbers())
