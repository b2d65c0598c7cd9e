"""The decision table of the goal engine: every kind, comparison and grade as a case of tiny figures, and a slow twin of the rule."""

from decimal import Decimal
from fractions import Fraction

import pytest
from goals_cases import goal, growth
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.goals.evidence import Evidence, Level
from lcanalysis.goals.grades import Position, under_way, when_due
from lcanalysis.goals.judging import judge
from lcanalysis.goals.verdicts import JUDGED
from lcanalysis.goals.way import way_of
from lcanalysis.quantities import Quantity
from lcanalysis.thresholds import Thresholds

MONEY = "亿元"


def exact(value, unit=MONEY, **ends):
    return Level(Quantity(Decimal(str(value)), unit), **ends)


def printed(value, unit=MONEY, **ends):
    return Level(Quantity.printed(str(value), unit, f"cell {value}"), **ends)


def levels(unit=MONEY, **by_year):
    return Evidence({int(year[1:]): exact(value, unit) for year, value in by_year.items()})


def rates(**by_year):
    return Evidence(rates={int(year[1:]): Quantity(Decimal(str(rate)), "%") for year, rate in by_year.items()})


def verdict(one, known, **limits):
    return judge(one, known, Thresholds(**limits)).verdict


# ---------------------------------------------------------------- levels, from 100 in 2018 to 146.41 in 2022: 10% a year


TO_146 = goal(value="146.41", comparison="at_least")


@pytest.mark.parametrize(
    ("found", "pace", "expected"),
    [
        ("112.0", 120, "faster"),
        ("111.0", 110, "on_track"),  # ahead of the compound path (110), yet short of the straight one (111.6)
        ("110.0", 100, "on_track"),
        ("109.5", 95, "on_track"),
        ("109.4", 94, "behind"),
        ("106.0", 60, "behind"),
        ("105.9", 59, "behind_limited"),
        ("100.0", 0, "behind_limited"),
        ("99.9", -1, "moving_away"),
        ("146.41", 464, "achieved_early"),
    ],
)
def test_a_level_after_a_year_is_graded_by_its_pace_and_both_paths(found, pace, expected):
    one = judge(TO_146, levels(y2018=100, y2019=found))
    assert (one.verdict, round(one.pace.value), one.is_preliminary) == (expected, pace, True)


def test_the_worked_example_of_the_method_105_percent_is_still_below_the_straight_path():
    one = judge(goal(), levels(y2018="813.9", y2019="859.0"))
    assert (one.verdict, round(one.pace.value, 1)) == ("on_track", Decimal("104.9"))
    assert [round(path.value, 1) for path in one.way.paths(one.way.wanted, 1)] == [Decimal("860.4"), Decimal("856.9")]
    assert verdict(goal(), levels(y2018="813.9", y2019="860.5")) == "faster"
    # The plan's own 5% a year is 94.6% of the pace of its level goal.
    slow = judge(goal(), levels(y2018="813.9", y2019="854.595"))
    assert (slow.verdict, round(slow.pace.value, 1)) == ("behind", Decimal("94.6"))


@pytest.mark.parametrize(
    ("found", "binding", "expected"),
    [
        ("150.0", "expected", "exceeded"),
        ("147.0", "expected", "met"),  # above the goal by less than the threshold of being ahead
        ("146.41", "expected", "met"),
        ("145.0", "expected", "nearly_met"),  # short by 3% of the way
        ("144.0", "expected", "not_met"),  # short by 5.2%
        ("145.0", "binding", "not_met"),  # what is obligatory is met or not
        ("145.0", "unstated", "not_met"),  # only what the plan calls expected can be nearly met
        ("146.41", "binding", "met"),
    ],
)
def test_in_the_due_year_the_goal_itself_is_held_against_the_figure(found, binding, expected):
    one = judge(goal(value="146.41", comparison="at_least", binding=binding), levels(y2018=100, y2022=found))
    assert (one.verdict, one.is_preliminary) == (expected, False)


@pytest.mark.parametrize(
    ("found", "binding", "reason"),
    [("145.0", "unstated", "nature"), ("144.0", "unstated", ""), ("145.0", "binding", ""), ("145.0", "expected", "")],
)
def test_a_goal_of_unstated_nature_that_is_short_by_little_says_why_it_is_not_nearly_met(found, binding, reason):
    one = goal(value="146.41", comparison="at_least", binding=binding)
    assert judge(one, levels(y2018=100, y2022=found)).reason == reason


@pytest.mark.parametrize(
    ("comparison", "base", "found", "expected"),
    [
        ("at_least", 100, 200, "met"), ("above", 100, 200, "nearly_met"), ("above", 100, "200.1", "met"),
        ("about", 100, "200.4", "met"), ("about", 100, "199.6", "met"), ("about", 100, 210, "above_goal"),
        ("at_most", 300, 200, "met"), ("below", 300, 200, "nearly_met"), ("below", 300, "199.9", "met"),
        ("at_most", 300, 180, "exceeded"), ("at_most", 300, 204, "nearly_met"), ("at_most", 300, 206, "not_met"),
    ],
)  # fmt: skip
def test_the_wording_of_a_goal_decides_when_it_is_met(comparison, base, found, expected):
    assert verdict(goal(value="200", comparison=comparison), levels(y2018=base, y2022=found)) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    # From 400 down to 200 in four years: 336.4 on the compound path in 2019, 350 on the straight one.
    [(330, "faster"), ("336.4", "on_track"), (345, "on_track"), (352, "behind"), (370, "behind_limited"),
     (401, "moving_away"), (199, "achieved_early")],
)  # fmt: skip
def test_a_goal_of_at_most_is_a_level_with_the_direction_reversed(found, expected):
    assert verdict(goal(value="200", comparison="at_most"), levels(y2018=400, y2019=found)) == expected


def test_a_range_is_met_from_its_lower_end_and_exceeded_beyond_its_upper_one():
    one = goal("centres", kind="count", comparison="within", value="6", value_upper="8", unit="家")
    by = {found: verdict(one, levels("家", y2018=2, y2022=found)) for found in (5, 6, 8, 9)}
    assert by == {5: "not_met", 6: "met", 8: "met", 9: "exceeded"}


# ---------------------------------------------------------------- growth


@pytest.mark.parametrize(
    ("comparison", "mean", "expected"),
    [
        ("at_least", "5.3", "faster"), ("at_least", "5.1", "on_track"), ("at_least", "4.8", "on_track"),
        ("at_least", "4.7", "behind"), ("at_least", "2.9", "behind_limited"), ("at_least", "-1", "moving_away"),
        ("about", "5.4", "on_track"), ("about", "4.6", "on_track"), ("about", "4.4", "behind"), ("about", "6.9", "above_goal"),
    ],
)  # fmt: skip
def test_growth_a_year_is_the_geometric_mean_over_the_goal(comparison, mean, expected):
    level = 100 * (1 + Fraction(mean) / 100) ** 2
    known = Evidence({2018: exact(100), 2020: Level(Quantity(level, MONEY))})
    one = judge(growth("5", comparison=comparison), known)
    assert (one.verdict, one.is_preliminary) == (expected, False)
    assert one.pace.exact == pytest.approx(Fraction(mean) * 20)


@pytest.mark.parametrize(
    ("comparison", "mean", "expected"),
    [("at_least", "5", "met"), ("at_least", "4.9", "nearly_met"), ("at_least", "4", "not_met"), ("at_least", "6", "exceeded"),
     ("about", "4.5", "met"), ("about", "5.5", "met"), ("about", "6", "above_goal"), ("about", "4.3", "nearly_met"),
     ("about", "4", "not_met")],
)  # fmt: skip
def test_growth_is_met_in_the_due_year_by_its_mean(comparison, mean, expected):
    known = Evidence({2018: exact(100), 2022: Level(Quantity(100 * (1 + Fraction(mean) / 100) ** 4, MONEY))})
    assert verdict(growth("5", comparison=comparison), known) == expected


def test_a_range_of_growth_is_on_schedule_anywhere_within():
    one = growth("3", comparison="within", value_upper="5")
    found = {mean: verdict(one, levels(y2018=100, y2019=100 + mean)) for mean in (2, 3, 4, 5, 6)}
    assert found == {2: "behind", 3: "on_track", 4: "on_track", 5: "on_track", 6: "faster"}


@pytest.mark.parametrize("kind", ["growth", "real_growth"])
def test_rates_alone_are_chained_since_the_base_year(kind):
    one = growth("5", comparison="about", kind=kind)
    assert verdict(one, rates(y2018="8.9")) == "base_year"
    found = judge(one, rates(y2018="8.9", y2019="6.9"))
    assert (found.verdict, found.method, found.is_preliminary) == ("above_goal", "rates", True)
    found = judge(one, rates(y2019=9, y2020=1))
    assert (found.verdict, round(found.average.value, 2)) == ("on_track", Decimal("4.92"))
    assert judge(one, rates(y2020=1)).reason == "gap"
    assert verdict(one, rates(y2020=1)) == "incomplete"


def test_real_growth_is_not_judged_by_levels_at_current_prices():
    found = judge(growth("5", kind="real_growth"), levels(y2018=100, y2019=120))
    assert (found.verdict, found.reason) == ("other_definition", "nominal")


def test_where_levels_and_chained_rates_give_unlike_grades_there_is_none_and_both_are_told():
    known = Evidence({2018: exact(100), 2019: exact(100)}, {2019: Quantity(6, "%")})
    found = judge(growth("5"), known)
    assert (found.verdict, [(one.method, one.verdict) for one in found.alternatives]) == (
        "definitions_differ", [("levels", "behind_limited"), ("rates", "faster")],
    )  # fmt: skip
    alike = Evidence({2018: exact(100), 2019: exact(107)}, {2019: Quantity(6, "%")})
    assert verdict(growth("5"), alike) == "faster"


def test_a_level_that_its_base_meets_is_kept_by_chained_rates_as_by_levels():
    one = goal(value="90", comparison="at_least")
    for rate, found, expected in (("6", 106, "kept"), ("-2", 98, "kept_weakening"), ("-20", 80, "not_kept")):
        assert verdict(one, Evidence({2018: exact(100), 2019: exact(found)}, {2019: Quantity(rate, "%")})) == expected
        assert verdict(one, Evidence({2018: exact(100)}, {2019: Quantity(rate, "%")})) == expected


def test_a_level_whose_levels_end_is_carried_on_by_published_growth():
    known = Evidence({2018: exact(100)}, {2019: Quantity(12, "%"), 2020: Quantity(12, "%")})
    found = judge(TO_146, known)
    assert (found.verdict, found.method, found.reached.value) == ("faster", "rates", Decimal("125.44"))


@pytest.mark.parametrize(
    ("comparison", "value", "found", "expected"),
    [
        ("at_most", "2", {"y2019": "1.5", "y2020": "1.8"}, "kept_weakening"),
        ("at_most", "2", {"y2019": "1.5", "y2020": "1.2"}, "kept"),
        ("at_most", "2", {"y2019": "2.5", "y2020": "1.2"}, "not_kept_improving"),
        ("at_most", "2", {"y2019": "1.5", "y2020": "2.2"}, "not_kept"),
        ("at_least", "-3", {"y2019": "-1", "y2020": "-4"}, "not_kept"),
    ],
)
def test_a_ceiling_for_growth_is_kept_every_year(comparison, value, found, expected):
    assert verdict(growth(value, comparison=comparison), rates(**found)) == expected


def test_a_wanted_fall_is_walked_like_any_way():
    one = growth("-3", comparison="at_most")
    assert verdict(one, levels(y2018=100, y2019=97)) == "on_track"
    assert verdict(one, levels(y2018=100, y2019=98)) == "behind"
    assert verdict(one, levels(y2018=100, y2019=96)) == "faster"


# ---------------------------------------------------------------- shares, ratios, counts, coverage


@pytest.mark.parametrize(("kind", "unit"), [("share", "%"), ("ratio", "比"), ("count", "家"), ("coverage", "%")])
def test_shares_ratios_and_counts_are_points_gained_over_points_due(kind, unit):
    one = goal("share", kind=kind, comparison="at_least", value="90", unit=unit)
    found = {level: verdict(one, levels(unit, y2018=50, y2020=level)) for level in (75, 70, 69, 62, 61, 49, 90)}
    assert found == {75: "faster", 70: "on_track", 69: "on_track", 62: "behind", 61: "behind_limited", 49: "moving_away",
                     90: "achieved_early"}  # fmt: skip


def test_a_rise_in_points_a_year_is_its_mean_over_the_goal():
    one = growth("2", indicator="share", unit="个百分点")
    known = {level: verdict(one, levels("%", y2018=50, y2020=level)) for level in (55, 54, 53, 51, 49)}
    assert known == {55: "faster", 54: "on_track", 53: "behind", 51: "behind_limited", 49: "moving_away"}


def test_the_next_marker_of_what_is_counted_is_a_whole_number():
    one = judge(goal("centres", kind="count", comparison="at_least", value="8", unit="家"), levels("家", y2018=1))
    assert one.way.marker(1).value == 3  # 2.75
    assert judge(TO_146, levels(y2018=100)).way.marker(2).value == 121


def test_all_of_them_as_printed_are_all_of_them():
    one = goal("share", kind="coverage", comparison="at_least", value="100", unit="%")
    known = Evidence({2018: printed("60", "%"), 2022: printed("100", "%")})
    assert verdict(one, known) == "met"
    assert verdict(one, Evidence({2018: printed("60", "%"), 2022: printed("97", "%")})) == "not_met"


# ---------------------------------------------------------------- cumulative, keep, rank, relative


def test_a_sum_over_the_plan_is_held_against_its_part_of_the_time():
    one = goal(kind="cumulative", comparison="at_least", value="400")
    assert verdict(one, levels(y2018=70, y2019=100, y2020=100)) == "on_track"
    assert verdict(one, levels(y2019=120, y2020=110)) == "faster"
    assert verdict(one, levels(y2019=80, y2020=80)) == "behind"
    assert verdict(one, levels(y2019=300, y2020=100)) == "achieved_early"
    assert verdict(one, levels(y2020=100)) == "incomplete"
    assert verdict(one, levels(y2018=100)) == "base_year"
    due = judge(one, levels(y2019=100, y2020=100, y2021=100, y2022=95))
    assert (due.verdict, due.reached.value) == ("nearly_met", 395)


def test_yearly_reductions_compound():
    one = goal("share", kind="cumulative", comparison="at_least", value="19", unit="%", due_period="2020")
    found = judge(one, levels("%", y2019=10, y2020=10))
    assert (found.verdict, found.reached.value) == ("met", 19)


KEEP = goal("share", kind="keep", comparison="at_least", value="80", unit="%")


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"y2018": 85, "y2019": 85}, "kept"),
        ({"y2018": 85, "y2019": 86, "y2020": 84}, "kept_weakening"),
        ({"y2018": 70, "y2019": 75}, "not_kept_improving"),
        ({"y2018": 85, "y2019": 79, "y2020": 82}, "not_kept_improving"),
        ({"y2018": 85, "y2019": 82, "y2020": 79}, "not_kept"),
        ({"y2019": 79}, "not_kept"),
        ({"y2019": 81}, "kept"),
        ({"y2018": 85}, "met_at_base"),
        ({"y2018": 75}, "base_year"),
        ({"y2018": 85, "y2022": 85}, "kept"),
    ],
)
def test_what_is_to_be_kept_is_judged_year_by_year(found, expected):
    assert verdict(KEEP, levels("%", **found)) == expected


@pytest.mark.parametrize(
    ("found", "expected"),
    [({"y2018": 15, "y2019": 15}, "kept"), ({"y2018": 15, "y2019": 14, "y2020": 16}, "kept_weakening"),
     ({"y2019": 25, "y2020": 22}, "not_kept_improving"), ({"y2019": 19, "y2020": 21}, "not_kept"), ({"y2019": 20}, "kept")],
)  # fmt: skip
def test_what_is_to_be_kept_at_or_below_a_level_is_judged_with_the_direction_reversed(found, expected):
    one = goal("share", kind="keep", comparison="at_most", value="20", unit="%")
    assert verdict(one, levels("%", **found)) == expected


def test_a_year_that_is_missing_among_those_kept_is_told():
    found = judge(KEEP, levels("%", y2018=85, y2020=85))
    assert (found.verdict, found.reason) == ("kept", "gap")
    assert judge(KEEP, levels("%", y2019=75, y2020=85)).verdict == "not_kept_improving"


def test_what_is_to_be_kept_in_a_range_is_kept_from_its_lower_end():
    one = goal("share", kind="keep", comparison="within", value="75", value_upper="80", unit="%")
    assert [verdict(one, levels("%", y2019=found)) for found in (74, 75, 80, 85)] == [
        "not_kept",
        "kept",
        "kept",
        "kept",
    ]


def test_a_goal_that_its_base_meets_is_to_be_kept():
    assert verdict(goal(value="90"), levels(y2018=100)) == "met_at_base"
    assert verdict(goal(value="90"), levels(y2018=100, y2019=95)) == "kept_weakening"
    assert verdict(goal(value="90"), levels(y2018=100, y2019=85)) == "not_kept"
    assert verdict(goal(value="200", comparison="at_most"), levels(y2018=150, y2022=150)) == "kept"


def test_a_change_that_is_wanted_within_the_rounding_of_the_base_is_no_way_to_walk():
    known = Evidence({2018: printed("100"), 2019: printed("101")})
    found = judge(goal(value="100.3", comparison="at_least"), known)
    assert (found.verdict, found.pace) == ("kept", None)


@pytest.mark.parametrize(
    ("found", "expected"),
    [({"y2018": 9}, "base_year"), ({"y2018": 9, "y2020": 6}, "position_only"), ({"y2018": 9, "y2020": 5}, "achieved_early"),
     ({"y2018": 9, "y2022": 5}, "met"), ({"y2018": 9, "y2022": 6}, "not_met"), ({"y2018": 5}, "met_at_base"),
     ({"y2018": 4, "y2019": 5}, "kept_weakening"), ({"y2020": 6}, "position_only")],
)  # fmt: skip
def test_a_rank_is_its_place_alone(found, expected):
    one = goal("rank", kind="rank", comparison="at_least", value="5", unit="位")
    judged = judge(one, levels("位", **found))
    assert (judged.verdict, judged.pace) == (expected, None)


def test_growth_relative_to_another_is_kept_where_its_sign_is_certain():
    one = goal(kind="relative", comparison="above", value="0", unit="个百分点", relative_to="output")
    assert verdict(one, levels("个百分点", y2019="0.2", y2020="0.3")) == "kept"
    assert verdict(one, levels("个百分点", y2019="0.2", y2020="-0.1")) == "not_kept"
    assert verdict(one, Evidence({2019: printed("0.0", "个百分点")})) == "within_rounding"
    assert verdict(one, levels("个百分点", y2018=3)) == "base_year"


# ---------------------------------------------------------------- what cannot be judged


@pytest.mark.parametrize("code", ["no_number", "scope_open"])
def test_a_goal_that_sets_no_number_or_whose_scope_is_open_is_not_judged_whatever_the_figures(code):
    one = goal(value="300", not_judged=code)
    found = judge(one, levels(y2018=100, y2022=500))
    assert (found.verdict, found.latest.quantity.value) == (code, 500)
    assert judge(one, Evidence()).verdict == code


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Evidence(), ("no_data", "not_published")),
        (levels(y2023=500), ("incomplete", "after_due")),
        (levels(y2020=120), ("incomplete", "no_base")),
        (levels(y2022=120), ("incomplete", "no_base")),  # by what part of the way it is short, nobody knows
        (levels(y2020=500), ("achieved_early", "no_base")),
        (levels(y2022=500), ("met", "no_base")),
        (levels(y2017=90), ("base_year", "")),
    ],
)
def test_a_level_without_its_base_can_be_reached_and_nothing_else_be_said_of_it(known, expected):
    found = judge(TO_146, known)
    assert (found.verdict, found.reason) == expected


@pytest.mark.parametrize(
    ("binding", "expected"), [("expected", "incomplete"), ("unstated", "not_met"), ("binding", "not_met")]
)
def test_what_cannot_be_nearly_met_is_not_met_without_its_base_either(binding, expected):
    assert verdict(goal(value="146.41", comparison="at_least", binding=binding), levels(y2022=120)) == expected


def test_growth_needs_a_base_and_one_above_zero():
    assert judge(growth("5"), levels(y2017=100, y2020=120)).reason == "no_base"
    assert judge(growth("5"), levels(y2018=-5, y2019=40)).reason == "no_growth"
    assert judge(growth("5"), Evidence({2018: printed("0.0"), 2019: printed("3.0")})).reason == "no_growth"
    assert verdict(goal(value="10"), levels(y2018=-6, y2019=-1)) == "faster"  # a level goes by steps


def test_a_figure_after_the_due_year_says_nothing_of_the_goal():
    assert verdict(TO_146, levels(y2018=100, y2022=150, y2024=90)) == "exceeded"


def test_a_rounded_value_that_straddles_a_grade_is_not_graded():
    # 9.4 to 9.6% of a needed 10%: on schedule from 9.5 on.
    found = judge(TO_146, Evidence({2018: exact(100), 2019: printed("109.5")}))
    assert (found.verdict, found.reason) == ("within_rounding", "rounding")
    assert verdict(TO_146, Evidence({2018: exact(100), 2019: printed("109.6")})) == "on_track"
    assert (
        verdict(goal(value="300", comparison="at_least"), Evidence({2018: exact(90), 2022: printed("300")}))
        == "within_rounding"
    )


def test_two_grades_of_being_behind_are_behind():
    assert verdict(TO_146, Evidence({2018: exact(100), 2019: printed("106.0")})) == "behind"


@pytest.mark.parametrize(
    ("ends", "value", "expected"),
    [
        ({"is_open_above": True}, 151, ("met", "")),  # 151余 reaches 150, and how far beyond is open
        ({"is_open_above": True}, 140, ("within_rounding", "bound")),
        ({"is_open_below": True}, 120, ("not_met", "")),
        ({"is_open_below": True}, 200, ("within_rounding", "bound")),
        # 营业收入 for a goal of 主营业务收入: below the goal proves it not reached, above proves nothing.
        ({"is_open_below": True, "definition": "operating"}, 120, ("not_met", "")),
        ({"is_open_below": True, "definition": "operating"}, 200, ("other_definition", "definition")),
        # A whole group for local firms: not even a bound.
        (
            {"is_open_below": True, "is_open_above": True, "definition": "group"},
            120,
            ("other_definition", "definition"),
        ),
    ],
)
def test_a_bound_or_another_definition_proves_what_it_can(ends, value, expected):
    one = goal(value="150", comparison="at_least", binding="binding")
    found = judge(one, Evidence({2018: exact(100), 2022: exact(value, **ends)}))
    assert (found.verdict, found.reason) == expected


def test_an_upper_bound_that_is_behind_proves_that_it_is_behind():
    bound = exact(103, is_open_below=True, definition="operating")
    assert verdict(TO_146, Evidence({2018: exact(100), 2019: bound})) == "behind"
    ahead = exact(120, is_open_below=True, definition="operating")
    assert verdict(TO_146, Evidence({2018: exact(100), 2019: ahead})) == "other_definition"


def test_a_base_of_another_definition_allows_no_pace():
    base = exact(100, is_open_below=True, definition="operating")
    assert verdict(TO_146, Evidence({2018: base, 2019: exact(120)})) == "other_definition"
    assert verdict(TO_146, Evidence({2018: base, 2022: exact(120)})) == "not_met"


def test_a_plan_may_set_its_own_thresholds():
    known = levels(y2018=100, y2019="109.2")
    assert (verdict(TO_146, known), verdict(TO_146, known, on_track="90")) == ("behind", "on_track")
    due = levels(y2018=100, y2022="143")
    assert (verdict(TO_146, due), verdict(TO_146, due, nearly="10")) == ("not_met", "nearly_met")


# ---------------------------------------------------------------- a slow twin


def slow_grade(base, wanted, found, years, span=4):
    """The rule once more, in floats and written out."""
    pace = 100 * ((found / base) ** (1 / years) - 1) / ((wanted / base) ** (1 / span) - 1)
    straight, compound = base + (wanted - base) * years / span, base * (wanted / base) ** (years / span)
    if years == span:
        if found >= wanted:
            return "exceeded" if pace >= 105 and found > wanted else "met"
        return "nearly_met" if wanted - found < 0.05 * (wanted - base) else "not_met"
    if found >= wanted:
        return "achieved_early"
    if pace >= 105 and found > max(straight, compound):
        return "faster"
    if pace >= 95 or found >= min(straight, compound):
        return "on_track"
    return "moving_away" if pace < 0 else "behind_limited" if pace < 60 else "behind"


@given(st.integers(50, 150), st.integers(5, 200), st.integers(20, 400), st.integers(1, 4))
def test_the_engine_and_a_slow_twin_agree(base, way, found, years):
    wanted = base + way
    one = judge(goal(value=str(wanted), comparison="at_least"), levels(y2018=base, **{f"y{2018 + years}": found}))
    edges = [95, 105, 60, 0]
    if one.pace is not None and min(abs(float(one.pace) - edge) for edge in edges) < 1e-9:
        return
    assert one.verdict == slow_grade(base, wanted, found, years)


@given(st.integers(500, 1500), st.integers(10, 2000), st.integers(100, 4000), st.integers(1, 4), st.integers(0, 20))
def test_no_value_within_rounding_has_another_grade_than_the_one_given(base, way, found, years, step):
    """Figures with one decimal: what is graded is graded so wherever in its rounding the true value lies."""
    wanted, year = Decimal(base + way) / 10, 2018 + years
    one = goal(value=str(wanted), comparison="at_least")
    rounded = Evidence({2018: printed(Decimal(base) / 10), year: printed(Decimal(found) / 10)})
    graded = verdict(one, rounded)
    if graded in JUDGED and graded not in {"kept", "kept_weakening", "not_kept", "not_kept_improving", "behind"}:
        inside = Decimal(step - 10) / 201
        true = Evidence({2018: exact(Decimal(base) / 10 - inside), year: exact(Decimal(found) / 10 + inside)})
        assert verdict(one, true) == graded


@given(
    st.integers(500, 1500), st.integers(10, 400), st.integers(100, 4000), st.integers(1, 3),
    st.sampled_from(["above", "at_least", "about", "at_most", "below"]),
)  # fmt: skip
def test_grades_that_rough_ends_settle_are_those_of_the_exact_ends(base, way, found, years, comparison):
    wanted = Decimal(base + (-way if comparison in {"at_most", "below"} else way)) / 10
    leads = way_of(goal(value=str(wanted), comparison=comparison), printed(Decimal(base) / 10).quantity)
    position = Position(leads, printed(Decimal(found) / 10), years, Thresholds())
    for how in (under_way, when_due):
        assert position.grades(how) == (how(position, 0), how(position, 1))


def test_the_marker_of_a_ratio_is_on_the_path_of_growth_that_it_is_said_to_take():
    ratio = goal(kind="ratio", unit="比", value="1.2", comparison="at_least")
    one = judge(ratio, levels("比", y2018="0.849"))
    assert float(one.way.marker(1).value) == pytest.approx(0.849 * (1.2 / 0.849) ** (1 / 4))
    # Who is there is as far as needed, though the straight path, by which its pace is counted, stands a little higher.
    assert verdict(ratio, levels("比", y2018="0.849", y2019="0.926")) == "on_track"
