"""All that an assessment records beside its verdict, field by field, for each way in which a goal is judged."""

import pytest
from goals_cases import goal, growth
from test_goals_verdicts import exact, levels, printed, rates

from lcanalysis.goals.criteria import is_for_every_year
from lcanalysis.goals.evidence import Evidence, Level
from lcanalysis.goals.grades import meets
from lcanalysis.goals.judging import judge
from lcanalysis.goals.way import chained, way_of
from lcanalysis.quantities import Quantity
from lcanalysis.thresholds import Thresholds

TEN = growth(value="10", comparison="at_least")
REAL_TEN = growth(value="10", comparison="at_least", kind="real_growth")
AT_MOST_THREE = growth(value="3", comparison="at_most")
TO_146 = goal(value="146.41", comparison="at_least")
OPEN = goal(value="146.41", comparison="at_least", not_judged="scope_open")
OPEN_GROWTH = growth(value="10", comparison="at_least", not_judged="scope_open")
HARDLY = growth(value="0.01", comparison="at_least")
CEILING = goal(value="60", comparison="at_most")
PLACE = goal(kind="rank", value="3", unit="位", comparison="at_most")
SUM = goal(kind="cumulative", value="400", comparison="at_least")
KEEP = goal(kind="keep", value="80", unit="%", comparison="at_least")


def both(known, published):
    return Evidence(known.levels, published.rates)


def bound(first, then, **more):
    return Evidence({2019: exact(first), 2020: exact(then, is_open_above=True, **more)})


def text(found):
    if found is None:
        return ""
    quantity = getattr(found, "quantity", found)
    return quantity.text("zh") + "…" * getattr(found, "is_open", False)


def test_averages_are_told_with_the_decimals_of_their_kind():
    of_rates = judge(
        TEN, Evidence(rates={2019: Quantity.printed("12", "%", "B2"), 2020: Quantity.printed("8", "%", "B3")})
    )
    assert of_rates.average.text("en") == "10.0%"
    counted = judge(goal(kind="cumulative", value="20", unit="家"), levels("家", y2019=3, y2020=4))
    assert (counted.average.text("zh"), counted.reached.text("zh")) == ("4家", "7家")
    assert judge(TEN, Evidence(rates={2019: Quantity.printed("12", "%", "B2")})).average.text("en") == "12%"
    of_levels = {year: Level(Quantity.printed(value, "亿元", "B2")) for year, value in ((2018, "100"), (2019, "102"))}
    assert judge(AT_MOST_THREE, Evidence(of_levels)).latest.quantity.text("en") == "2.0%"


def recorded(one):
    """Return the fields of an assessment as texts: of what it rests on, and of what follows."""
    rests_on = (one.method, text(one.base), text(one.latest), one.year)
    return (one.verdict, one.reason), rests_on, (*map(text, (one.reached, one.pace, one.progress, one.average)),)


# By hand: 1.12 x 1.08 = 1.2096, a root of which is 1.0998; of the way from 1 to 1.1^4 = 1.4641 it is 45.2%.
@pytest.mark.parametrize(
    ("wanted", "known", "verdict", "rests_on", "follows"),
    [
        (TEN, rates(y2019=12, y2020=8), "on_track", ("rates", "", "8.0%", 2020), ("1.210", "100%", "45.2%", "10.0%")),
        (TEN, rates(y2019=12), "faster", ("rates", "", "12.0%", 2019), ("1.120", "120%", "25.9%", "12.0%")),
        (
            # A growth goal needs no level: of one that is exact the index starts there, of a bound at 1.
            TEN, both(levels(y2018=50), rates(y2019=12)), "faster", ("rates", "50.00亿元", "12.0%", 2019),
            ("56.00亿元", "120%", "25.9%", "12.0%"),
        ),
        (
            TEN, Evidence({2018: exact(50, is_open_above=True)}, rates(y2019=12).rates), "faster",
            ("rates", "50.00亿元…", "12.0%", 2019), ("1.120", "120%", "25.9%", "12.0%"),
        ),
        (
            REAL_TEN, both(levels(y2018=50), rates(y2019=12)), "faster",
            ("rates", "", "12.0%", 2019), ("1.120", "120%", "25.9%", "12.0%"),
        ),
        (
            TO_146, Evidence({2018: exact(50, is_open_above=True)}, rates(y2019=12).rates), "within_rounding bound",
            ("rates", "50.00亿元…", "12.0%", 2019), ("56.00亿元", "", "", "12.0%"),
        ),
        (TO_146, levels(y2017=90, y2018=100), "base_year", ("levels", "100.00亿元", "100.00亿元", 2018), ("", "", "", "")),
        (TEN, rates(y2018=12), "base_year", ("rates", "", "12.0%", 2018), ("", "", "", "")),
        (REAL_TEN, both(levels(y2018=100), rates(y2018=12)), "base_year", ("rates", "", "12.0%", 2018), ("", "", "", "")),
        (
            OPEN, both(levels(y2018=100, y2019=104), rates(y2020=3)),
            "scope_open scope_open", ("levels", "100.00亿元", "104.00亿元", 2019), ("", "", "", ""),
        ),
        (
            OPEN_GROWTH, both(levels(y2018=100, y2019=104), rates(y2020=3)),
            "scope_open scope_open", ("rates", "100.00亿元", "3.0%", 2020), ("", "", "", ""),
        ),
        (
            OPEN_GROWTH, both(levels(y2018=100, y2020=104), rates(y2020=3)),
            "scope_open scope_open", ("levels", "100.00亿元", "104.00亿元", 2020), ("", "", "", ""),
        ),
        (OPEN, Evidence(), "scope_open scope_open", ("", "", "", None), ("", "", "", "")),
        (TEN, levels(y2018=0, y2019=5), "incomplete no_growth", ("levels", "0.00亿元", "5.00亿元", 2019), ("5.00亿元", "", "", "")),
        (
            TEN, levels(y2018="0.5", y2019="0.56"),
            "faster", ("levels", "0.50亿元", "0.56亿元", 2019), ("0.56亿元", "120%", "25.9%", "12.0%"),
        ),
        (
            TO_146, Evidence({2018: exact(100, is_open_above=True), 2022: exact(120)}),
            "not_met", ("levels", "100.00亿元…", "120.00亿元", 2022), ("120.00亿元", "", "", ""),
        ),
        (
            TO_146, Evidence({2018: exact(100, is_open_above=True), 2020: exact(120)}),
            "within_rounding bound", ("levels", "100.00亿元…", "120.00亿元", 2020), ("120.00亿元", "", "", ""),
        ),
        (
            TO_146, Evidence({2018: exact(100), 2019: exact(120, is_open_above=True)}),
            "within_rounding bound", ("levels", "100.00亿元", "120.00亿元…", 2019), ("120.00亿元", "", "", ""),
        ),
        (
            # So little growth that the rounding of the base hides it.
            HARDLY, Evidence({2018: printed("100"), 2019: printed("101")}),
            "within_rounding rounding", ("levels", "100亿元", "101亿元", 2019), ("101亿元", "", "", ""),
        ),
        (
            goal(value="100.4", comparison="at_least"), Evidence({2018: printed("100"), 2019: printed("99")}),
            "not_kept", ("keep", "100亿元", "99亿元", 2019), ("99亿元", "", "", "-1.0%"),
        ),
        (
            # A grade goes before none, whichever year is the later.
            TO_146, both(levels(y2018=100, y2019=112), rates(y2021=8)),
            "faster", ("levels", "100.00亿元", "112.00亿元", 2019), ("112.00亿元", "120%", "25.9%", "12.0%"),
        ),
        (
            # Of two grades that of the later year, and of one year that by levels.
            TO_146, both(levels(y2018=100, y2019=112), rates(y2019=12, y2020=8)),
            "on_track", ("rates", "100.00亿元", "8.0%", 2020), ("120.96亿元", "100%", "45.2%", "10.0%"),
        ),
        (
            TO_146, both(levels(y2018=100, y2019=112), rates(y2019=13)),
            "faster", ("levels", "100.00亿元", "112.00亿元", 2019), ("112.00亿元", "120%", "25.9%", "12.0%"),
        ),
        (
            TO_146, levels(y2018=100, y2020=121),
            "on_track", ("levels", "100.00亿元", "121.00亿元", 2020), ("121.00亿元", "100%", "45.2%", "10.0%"),
        ),
        (
            # From above zero to nothing there is no growth: steps are counted, of 11.6025 a year.
            TO_146, levels(y2018=100, y2019=0),
            "moving_away", ("levels", "100.00亿元", "0.00亿元", 2019), ("0.00亿元", "-862%", "-215.5%", "-100.00亿元"),
        ),
        # A level is chained from its base alone, and a count not at all; real growth is not that of levels at current prices.
        (TO_146, rates(y2019=10), "incomplete gap", ("rates", "", "10.0%", 2019), ("", "", "", "")),
        (
            goal(kind="count", value="10", unit="家", comparison="at_least"), both(levels("家", y2018=5), rates(y2019=10)),
            "incomplete gap", ("levels", "5家", "5家", 2018), ("", "", "", ""),
        ),
        (REAL_TEN, levels(y2018=100, y2019=112), "other_definition nominal", ("", "", "", None), ("", "", "", "")),
        (
            goal(kind="relative", value="0", unit="个百分点"), levels("个百分点", y2019="1.5"),
            "kept", ("difference", "", "1.5个百分点", 2019), ("1.5个百分点", "", "", ""),
        ),
        # From nothing, or to nothing, the way is one of equal steps: of 36.6025 a year, and of 2.5.
        (
            TO_146, levels(y2018=0, y2019=40),
            "faster", ("levels", "0.00亿元", "40.00亿元", 2019), ("40.00亿元", "109%", "27.3%", "40.00亿元"),
        ),
        (
            goal(value="0", comparison="at_most"), levels(y2018=10, y2019="7.5"),
            "on_track", ("levels", "10.00亿元", "7.50亿元", 2019), ("7.50亿元", "100%", "25.0%", "-25.0%"),
        ),
        (TEN, rates(y2020=8), "incomplete gap", ("rates", "", "8.0%", 2020), ("", "", "", "")),
        (
            TO_146, both(levels(y2018=100), rates(y2019=10, y2020=21)),
            "faster", ("rates", "100.00亿元", "21.0%", 2020), ("133.10亿元", "154%", "71.3%", "15.4%"),
        ),
        (
            TO_146, both(levels(y2018=100), rates(y2020=21)),
            "incomplete gap", ("rates", "100.00亿元", "21.0%", 2020), ("", "", "", ""),
        ),
        (
            TO_146, both(levels(y2018=0), rates(y2019=10)),
            "incomplete no_growth", ("rates", "0.00亿元", "10.0%", 2019), ("", "", "", ""),
        ),
        (
            TO_146, both(levels(y2018="0.5"), rates(y2019=10)),
            "behind_limited", ("rates", "0.50亿元", "10.0%", 2019), ("0.55亿元", "3%", "0.0%", "10.0%"),
        ),
        (
            TO_146, both(levels(y2018=200), rates(y2019=-10, y2020=-10)),
            "kept_weakening", ("rates", "200.00亿元", "-10.0%", 2020), ("162.00亿元", "", "", "-10.0%"),
        ),
        (
            TO_146, both(levels(y2018=200), rates(y2019=-10, y2020=-20)),
            "not_kept", ("rates", "200.00亿元", "-20.0%", 2020), ("144.00亿元", "", "", "-15.1%"),
        ),
        (
            TO_146, Evidence({2019: exact(100, is_open_above=True)}),
            "within_rounding bound", ("levels", "", "100.00亿元…", 2019), ("100.00亿元", "", "", ""),
        ),
        (
            TO_146, Evidence({2022: exact(100, is_open_above=True, definition="city")}),
            "other_definition definition", ("levels", "", "100.00亿元…", 2022), ("100.00亿元", "", "", ""),
        ),
        (PLACE, levels("位", y2018=5, y2020=4), "position_only", ("position", "5位", "4位", 2020), ("4位", "", "", "")),
        (PLACE, levels("位", y2018=5, y2020=3), "achieved_early", ("position", "5位", "3位", 2020), ("3位", "", "", "")),
        (PLACE, levels("位", y2022=4), "not_met", ("position", "", "4位", 2022), ("4位", "", "", "")),
        (AT_MOST_THREE, levels(y2018=100, y2020=104), "incomplete gap", ("rates", "", "", None), ("", "", "", "")),
        (
            AT_MOST_THREE, levels(y2018=100, y2019=102, y2020="105.06"),
            "kept_weakening", ("rates", "", "3.0%", 2020), ("3.0%", "", "", ""),
        ),
        (
            AT_MOST_THREE, levels(y2017=50, y2018=100, y2019=104),
            "not_kept", ("rates", "", "4.0%", 2019), ("4.0%", "", "", ""),
        ),
        (
            AT_MOST_THREE, both(levels(y2018=100, y2019=104), rates(y2018=9, y2019="2.5")),
            "kept", ("rates", "", "2.5%", 2019), ("2.5%", "", "", ""),
        ),
        (
            AT_MOST_THREE, levels(y2018=0, y2019="0.5", y2020="0.5"),
            "kept gap", ("rates", "", "0.0%", 2020), ("0.0%", "", "", ""),
        ),
        (
            AT_MOST_THREE, Evidence({2018: exact(100), 2019: exact(101, is_open_above=True), 2020: exact(102), 2021: exact(103)}),
            "kept gap", ("rates", "", "1.0%", 2021), ("1.0%", "", "", ""),
        ),
        (
            SUM, levels(y2018=90, y2019=100, y2020=104),
            "on_track", ("sum", "", "104.00亿元", 2020), ("204.00亿元", "102%", "51.0%", "102.00亿元"),
        ),
        (SUM, levels(y2018=90, y2020=104), "incomplete gap", ("sum", "", "104.00亿元", 2020), ("", "", "", "")),
        (
            SUM, bound(100, 104, definition="city"),
            "other_definition definition", ("sum", "", "104.00亿元…", 2020), ("204.00亿元", "", "", ""),
        ),
        (SUM, bound(100, 104), "within_rounding bound", ("sum", "", "104.00亿元…", 2020), ("204.00亿元", "", "", "")),
        (
            KEEP, levels("%", y2018=82, y2019=84, y2020=79),
            "not_kept", ("keep", "82.0%", "79.0%", 2020), ("79.0%", "", "", "-1.50个百分点"),
        ),
        (
            KEEP, levels("%", y2018=82, y2020=86),
            "kept gap", ("keep", "82.0%", "86.0%", 2020), ("86.0%", "", "", "2.00个百分点"),
        ),
        (
            KEEP, Evidence({2018: exact(82, "%", is_open_above=True), 2019: exact(84, "%")}),
            "kept", ("keep", "82.0%…", "84.0%", 2019), ("84.0%", "", "", ""),
        ),
        (
            KEEP,
            Evidence({2018: exact(82, "%"), 2019: exact(84, "%"), 2020: exact(79, "%", is_open_above=True, definition="city")}),
            "other_definition definition", ("keep", "82.0%", "79.0%…", 2020), ("79.0%", "", "", ""),
        ),
        (
            KEEP, Evidence({2018: exact(82, "%"), 2019: exact(84, "%", is_open_above=True)}),
            "kept", ("keep", "82.0%", "84.0%…", 2019), ("84.0%", "", "", ""),
        ),
    ],
)  # fmt: skip
def test_an_assessment_records_what_it_rests_on_and_what_follows(wanted, known, verdict, rests_on, follows):
    one = judge(wanted, known)
    grade, _, reason = verdict.partition(" ")
    assert recorded(one) == ((grade, reason), rests_on, follows)
    assert one.goal is wanted


@pytest.mark.parametrize(
    ("wanted", "base", "markers"),
    [
        # In equal steps, and of things that are counted whole ones: upward for a floor, downward for a ceiling.
        (goal(kind="count", value="10", unit="家", comparison="at_least"), Quantity(5, "家"), ["7家", "8家", "9家", "10家"]),
        (goal(kind="count", value="2", unit="家", comparison="at_most"), Quantity(9, "家"), ["7家", "5家", "3家", "2家"]),
        (goal(kind="share", value="60", unit="%", comparison="at_least"), Quantity(50, "%"), ["52.50%", "55.00%", "57.50%", "60.00%"]),
        (TO_146, Quantity(100, "亿元"), ["110.00亿元", "121.00亿元", "133.10亿元", "146.41亿元"]),
    ],
)  # fmt: skip
def test_the_marker_of_each_year_keeps_the_pace(wanted, base, markers):
    way = way_of(wanted, base)
    assert [way.marker(years).text("zh") for years in range(1, 5)] == markers


def test_chained_growth_keeps_the_cells_and_the_rounding_of_every_rate():
    found = chained([Quantity.printed("10.0", "%", "a.csv B2"), Quantity.printed("20.0", "%", "a.csv B3")])
    assert (str(found.value), found.unit, found.trace.machine) == ("1.32", "比", ("a.csv B2", "a.csv B3"))
    assert [float(end) for end in found.bounds] == pytest.approx([1.0995 * 1.1995, 1.1005 * 1.2005])


@pytest.mark.parametrize(
    ("wanted", "known", "leads_to"),
    [
        (TO_146, levels(y2018=100), "146.41亿元"),
        (TO_146, levels(y2018=200), "146.41亿元"),  # met by its base, and to be kept
        (TEN, levels(y2018=100), "146.41亿元"),
        (
            HARDLY,
            Evidence({2018: printed("100"), 2019: printed("101")}),
            "100亿元",
        ),  # less than the rounding of its base
        (TEN, levels(y2018=0), None),  # no growth leads on from nothing
        (TEN, rates(y2018=12), None),
        (SUM, levels(y2018=90), None),
        (KEEP, levels("%", y2018=82), None),
        (PLACE, levels("位", y2018=5), None),
    ],
)
def test_from_the_base_year_a_way_leads_on_where_there_is_a_base_for_it(wanted, known, leads_to):
    way = judge(wanted, known).way
    assert (way if way is None else way.wanted.text("zh")) == leads_to


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (printed("145"), "nature"),  # 144.5 to 145.5: short of 146.41 by less than 5% of the way, which is 2.3205
        (printed("144"), ""),  # its worse end, 143.5, is short by more
        (exact("144.0895"), ""),  # short by exactly as much
        (exact("144.09"), "nature"),
    ],
)
def test_a_goal_is_nearly_met_only_if_the_worse_end_of_its_figure_is_near(found, reason):
    wanted = goal(value="146.41", comparison="at_least", binding="unstated")
    assert judge(wanted, Evidence({2018: exact(100), 2022: found})).reason == reason


@pytest.mark.parametrize(
    ("comparison", "value", "side", "met"),
    [
        ("at_least", 350, "above", True), ("at_least", 350, "below", None), ("at_least", 250, "above", None),
        ("at_least", 250, "below", False), ("at_most", 350, "above", False), ("at_most", 350, "below", None),
        ("at_most", 250, "above", None), ("at_most", 250, "below", True),
    ],
)  # fmt: skip
def test_a_bound_meets_a_goal_only_if_all_that_it_allows_does(comparison, value, side, met):
    assert meets(goal(value="300", comparison=comparison), exact(value, **{f"is_open_{side}": True})) is met


def test_where_levels_and_published_growth_give_unlike_grades_both_are_recorded():
    one = judge(TO_146, both(levels(y2018=100, y2019=112), rates(y2019=9)))
    assert (one.verdict, one.reason, one.method) == ("definitions_differ", "both", "levels")
    assert [(each.method, each.verdict) for each in one.alternatives] == [("levels", "faster"), ("rates", "behind")]
    assert (one.pace, one.progress, text(one.latest)) == (None, None, "112.00亿元")


@pytest.mark.parametrize(
    ("wanted", "known", "limits", "grade"),
    [
        (TEN, levels(y2018=100, y2019="110.5"), {}, "faster"),  # at 105% of the pace exactly
        (TEN, levels(y2018=100, y2019="110.4"), {}, "on_track"),
        (
            TEN,
            levels(y2018=100, y2019=111),
            {},
            "faster",
        ),  # growth is asked for its pace alone, not for the straight path
        (TEN, levels(y2018=100, y2019=110), {"faster": "100"}, "on_track"),  # on the path, not beyond it
        (TEN, levels(y2018=100, y2019=110), {"on_track": "110", "faster": "120"}, "on_track"),  # not short of it either
        (goal(value="146.41", comparison="about"), levels(y2018=100, y2019=200), {}, "above_goal"),
        (goal(value="146.41", comparison="at_least"), levels(y2018=100, y2022="144.0895"), {}, "not_met"),
        (goal(value="146.41", comparison="at_least"), levels(y2018=100, y2022="144.09"), {}, "nearly_met"),
        (CEILING, Evidence({2018: exact(100), 2019: exact(99, is_open_above=True)}), {}, "behind"),
        (CEILING, Evidence({2018: exact(100), 2019: exact(99, is_open_below=True)}), {}, "within_rounding"),
    ],
)
def test_a_grade_begins_where_its_limit_says(wanted, known, limits, grade):
    assert judge(wanted, known, Thresholds(**limits)).verdict == grade


@pytest.mark.parametrize(
    ("value", "comparison", "is_yearly"),
    [("3", "at_most", True), ("0", "at_least", True), ("1", "at_least", False), ("-2", "at_least", True), ("-2", "at_most", False)],
)  # fmt: skip
def test_a_limit_to_growth_or_to_a_fall_is_for_every_year(value, comparison, is_yearly):
    assert is_for_every_year(growth(value, comparison=comparison)) is is_yearly


@pytest.mark.parametrize(
    ("kind", "unit", "value", "figure", "met"),
    [
        ("share", "%", "99.9", "100", True),  # all of a whole: nothing lies above it, and 100 was not rounded up
        ("share", "%", "60.3", "60", None),
        ("level", "亿元", "100.3", "100", None),
    ],
)
def test_only_a_share_of_100_percent_is_exact_as_printed(kind, unit, value, figure, met):
    assert meets(goal(kind=kind, value=value, unit=unit, comparison="at_least"), printed(figure, unit)) is met
