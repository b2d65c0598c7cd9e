"""What a goal is measured by: figures, groups, products and proxies; and what is shown beside its verdict."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from goals_cases import MONEY, goal, growth, observed, opened, revenue, town

from lcanalysis.goals.goal_words import goal_in_words
from lcanalysis.goals.measures import Figures, history, measure, measure_members, measure_products
from lcanalysis.goals.scorecard import scorecard_of
from lcanalysis.goals.standing import assess, level_unit, numerator_years
from lcanalysis.goals.standings import standings_of
from lcanalysis.observations import AT_MOST


def output(entity, period, printed, unit="万吨", **changes):
    return observed("output", entity, period, printed, unit, **changes)


def test_a_published_figure_is_given_in_the_goals_unit_with_its_rounding():
    figures = Figures(town(), (observed("revenue", "big", "2018", "19161336", "万元"),))
    found = measure(figures, "revenue", "big", "2018", "亿元")
    assert (found.value, found.lower, found.upper) == tuple(map(Decimal, ("1916.1336", "1916.13355", "1916.13365")))


def test_a_processing_ratio_is_products_over_smelted_metal_with_the_extremes_of_rounding():
    # The plan's copper, 2018: 21.96 over 47.3.
    found = measure(
        Figures(town(), (output("wire", "2018", "21.96"), output("cathode", "2018", "47.3"))),
        "processing_ratio", "copper", "2018", "比",
    )  # fmt: skip
    corners = [Fraction(a, 1000) / Fraction(b, 100) for a in (21955, 21965) for b in (4725, 4735)]
    assert round(found.value, 3) == Decimal("0.464")
    assert abs(Fraction(found.lower) - min(corners)) < Fraction(1, 10**40)
    assert abs(Fraction(found.upper) - max(corners)) < Fraction(1, 10**40)


def test_a_groups_ratio_is_its_sums_over_the_members_that_have_both():
    rows = [
        observed("spending", "big", "2018", "140000", "万元"),
        observed("revenue", "big", "2018", "1916.1336", "亿元"),
        observed("spending", "small", "2018", "23386", "万元"),
    ]
    found = measure(Figures(town(), tuple(rows)), "intensity", "firms", "2018", "%")
    assert found.entities == ("big",)
    assert round(found.value, 3) == Decimal("0.731")


def test_bounds_in_the_text_are_no_measurement():
    row = observed("share", "metal", "2018", "2", "%", status=AT_MOST)
    assert measure(Figures(town(), (row,)), "share", "metal", "2018", "%") is None


def test_a_derived_figure_is_traced_to_all_its_cells():
    row = revenue("708.36", "2017", status="derived", source="a.csv;b.csv", cell="E3;E4")
    assert measure(Figures(town(), (row,)), "revenue", "metal", "2017", "亿元").trace == ("a.csv E3", "b.csv E4")


def test_a_rise_of_a_score_is_measured_and_needed_in_its_own_points():
    index = {"zh": "指数", "en": "index", "dimension": "points"}
    definition = town(
        indicators={**{code: one.model_dump() for code, one in town().indicators.items()}, "index": index}
    )
    aim = growth("2", entity="metal", indicator="index", unit="分")
    rows = [observed("index", "metal", year, printed, "分") for year, printed in (("2018", "50.1"), ("2019", "51.4"))]
    standing = assess(Figures(definition, tuple(rows)), aim)
    table = scorecard_of(opened(definition, rows), [standing])
    row = table.iloc[0]
    # 58.1 is wanted in 2022: 6.7 in three years.
    assert (row["actual_change_pp"], round(row["required_change_pp"], 2)) == (1.3, 2.23)
    assert (row["latest_unit"], row["verdict"]) == ("分", "behind")
    assert [goal_in_words(aim, lang) for lang in ("zh", "en")] == [
        "年均提高不低于2分",
        "a rise of at least 2 points a year",
    ]


def test_members_stand_from_the_greatest_down():
    figures = Figures(town(), (revenue("34", entity="small"), revenue("1916", entity="big")))
    assert [one.entity for one in measure_members(figures, "revenue", "firms", "2018", "亿元")] == ["big", "small"]


def test_utilisation_of_a_product_sums_the_counties_capacity_and_leaves_out_unlike_units():
    rows = [
        output("wire", "2018", "21.96"),
        observed("capacity", "wire", "2018", "40", "万吨", area="east"),
        observed("capacity", "wire", "2018", "20", "万吨", area="west"),
        output("cathode", "2018", "122.00", "吨"),
        observed("capacity", "cathode", "2018", "100", "万吨"),
    ]
    [found] = measure_products(Figures(town(), tuple(rows)), "utilisation", "2018", "%")
    assert (found.entity, round(found.value, 2)) == ("wire", Decimal("36.60"))
    assert [row.area for row in found.inputs] == ["town", "east", "west"]


INTENSITY = goal("intensity", "firms", "share", "at_least", "3", unit="%")


def firm(name, spending_2017, spending_2018, sold):
    return (
        observed("spending", name, "2017", spending_2017, "万元"),
        observed("spending", name, "2018", spending_2018, "万元"),
        observed("revenue", name, "2018", sold, "万元"),
    )


def test_nothing_published_gives_no_verdict_but_names_the_proxies_of_the_latest_two_years():
    rows = (
        output("wire", "2018", "21.96"), output("wire", "2016", "300000", "吨"), output("wire", "2017", "271600", "吨"),
        output("cathode", "2018", "47.3"),
    )  # fmt: skip
    found = assess(Figures(town(), rows), growth("8", "copper"))
    assert (found.verdict, found.reason) == ("no_data", "not_published")
    assert [(latest.entity, latest.value, before.value) for latest, before in found.proxies] == [
        ("wire", Decimal("21.96"), Decimal("27.16"))
    ]


def test_output_says_nothing_of_counts():
    rows = output("wire", "2017", "27.16"), output("wire", "2018", "21.96")
    one = goal("centres", "copper", "count", value="3", unit="家")
    assert assess(Figures(town(), rows), one).proxies == ()


def test_the_numerator_of_several_firms_is_summed_in_one_unit():
    rows = (
        observed("spending", "big", "2017", "20.00", "亿元"), observed("spending", "big", "2018", "14.00", "亿元"),
        observed("revenue", "big", "2018", "5000000", "万元"), *firm("small", "9000", "7000", "100000"),
    )  # fmt: skip
    figures = Figures(town(), rows)
    latest = measure(figures, "intensity", "firms", "2018", "%")
    now, before = numerator_years(figures, INTENSITY, latest)
    assert [(one.entity, one.entities, one.value, one.unit) for one in (now, before)] == [
        ("firms", ("big", "small"), Decimal("14.7"), "亿元"),
        ("firms", ("big", "small"), Decimal("20.9"), "亿元"),
    ]


def test_history_has_the_years_that_have_figures_in_order():
    figures = Figures(town(), (revenue("3", "2020"), revenue("1", "2017")))
    assert [one.period for one in history(figures, "revenue", "metal", "亿元")] == ["2017", "2020"]


def test_an_indicator_known_only_for_single_products_names_them_of_the_latest_year():
    rows = [output("wire", year, value) for year, value in (("2017", "30"), ("2018", "21"))] + [
        observed("capacity", "wire", year, "60", "万吨") for year in ("2017", "2018")
    ]
    found = assess(Figures(town(), tuple(rows)), goal("utilisation", "metal", "share", "at_least", "80", unit="%"))
    assert (found.verdict, found.reason) == ("no_data", "products")
    assert [(one.entity, one.period, one.value) for one in found.products] == [("wire", "2018", 35)]
    older = assess(
        Figures(town(), (*rows, revenue("1.0", "2019"))), goal("utilisation", "metal", "share", value="80", unit="%")
    )
    assert [one.period for one in older.products] == ["2018"]


def test_a_level_is_shown_in_the_unit_it_was_last_printed_in():
    rows = revenue("120.0"), observed("revenue", "metal", "2017", "1000000", "万元")
    found = assess(Figures(town(), rows), growth("5"))
    assert (found.latest.unit, found.before.value, found.verdict) == ("亿元", 100, "base_year")


def test_a_growth_goal_is_judged_by_its_own_printed_levels_alone():
    members = revenue("100.0", "2017", "big"), revenue("120.0", "2018", "big")
    elsewhere = revenue("100.0", "2017", "firms", area="east"), revenue("120.0", "2018", "firms", area="east")
    assert assess(Figures(town(), (*members, *elsewhere)), growth("5", "firms")).verdict == "no_data"


def test_a_groups_ratio_is_compared_over_the_members_of_both_years():
    rows = (
        *firm("big", "100", "100", "10000"), observed("revenue", "big", "2017", "10000", "万元"),
        *firm("small", "900", "900", "10000"),
    )  # fmt: skip
    found = assess(Figures(town(), rows), goal("intensity", "firms", "share", "at_least", "30", unit="%"))
    # Together they would have risen from 1% to 5%; the one firm with both years stands still at 1%.
    assert (found.latest.entities, found.before.entities) == (("big",), ("big",))
    assert (found.latest.entity, found.before.entity) == ("firms", "firms")
    assert (found.latest.period, found.before.period) == ("2018", "2017")
    later = [replace(row, period=str(int(row.period) + 1)) for row in rows]
    since = assess(Figures(town(), tuple(later)), goal("intensity", "firms", "share", "at_least", "30", unit="%"))
    assert (since.assessment.average.value, since.verdict) == (0, "behind")


def test_a_ratio_that_is_no_groups_is_compared_however_it_was_come_by():
    rows = (
        output("wire", "2017", "30"), output("cathode", "2017", "50"),
        observed("processing_ratio", "copper", "2018", "0.70", "比"),
    )  # fmt: skip
    one = goal("processing_ratio", "copper", "ratio", "at_least", "0.8", unit="比")
    found = assess(Figures(town(), rows), one)
    assert (found.latest.entities, found.before.entities) == (("copper",), ("wire", "cathode"))
    assert found.verdict == "base_year"


def test_a_rank_moves_by_places_and_has_no_growth():
    indicators = town().model_dump()["indicators"] | {"place": {"zh": "位次", "en": "place", "dimension": "ranks"}}
    rows = (observed("place", "metal", "2018", "5", "位"), observed("place", "metal", "2020", "4", "位"))
    figures = Figures(town(indicators=indicators), rows)
    one = assess(figures, goal("place", kind="rank", comparison="at_least", value="3", unit="位"))
    row = standings_of(figures, [one]).iloc[0]
    assert (row["verdict"], row["before"].value, row["latest"].value) == ("position_only", 5, 4)
    assert (row["change"], row["momentum"], row["required"], row["next_marker"]) == (None, None, None, None)


def yearly(*years, rates=()):
    """Return revenue of some years, 17.0 in 2017 and so on, and growth of 3.5% published for some."""
    levels = [revenue(f"{int(year) % 100}.0", year) for year in years]
    return *levels, *(observed("revenue_yoy", "metal", year, "3.5", "%", cell=f"C{year}") for year in rates)


@pytest.mark.parametrize(
    ("rows", "latest", "before", "base", "growth_of", "years"),
    [
        (yearly("2017", "2018", rates=["2018"]), "2018", "2017", "2018", "2018", 2),
        (yearly("2017", "2018", "2019", rates=["2018", "2019"]), "2019", "2018", "2018", "2019", 3),
        # After the plan's first year the base is compared with, a year in between is not.
        (yearly("2018", "2019", "2020", rates=["2020"]), "2020", "2018", "2018", None, 3),
        # Where the base was not published: the nearest year before it, else the first after it.
        (yearly("2015", "2017", "2019", "2020", rates=["2020"]), "2020", "2017", None, None, 4),
        (yearly("2019", "2020", rates=["2020"]), "2020", "2019", None, "2020", 2),
        (yearly("2019", "2020", "2021", rates=["2021"]), "2021", "2019", None, None, 3),
        (yearly("2018", rates=["2018"]), "2018", None, "2018", None, 1),
        # What came after the due year is no part of the goal, unless there is nothing else.
        (yearly("2018", "2022", "2023", rates=["2022", "2023"]), "2022", "2018", "2018", None, 2),
        (yearly("2022", "2023"), "2022", None, None, None, 1),
        (yearly("2023", "2024"), "2024", None, None, None, 2),
    ],
)
def test_a_figure_stands_beside_the_one_it_is_compared_with(rows, latest, before, base, growth_of, years):
    one = assess(Figures(town(), rows), goal(value="30", comparison="at_least"))
    told = [None if found is None else found.period for found in (one.latest, one.before, one.base, one.growth)]
    assert (told, one.years) == ([latest, before, base, growth_of], years)
    assert one.growth is None or one.growth.indicator == "revenue_yoy"
    assert (one.products, one.met_by, one.proxies) == ((), (), ())


def test_where_growth_alone_is_published_the_newest_rate_stands_for_the_figure():
    rows = (*yearly(rates=["2018", "2019", "2022"]), observed("revenue_yoy", "metal", "2023", "9.9", "%"))
    one = assess(Figures(town(), rows), growth("5"))
    assert (one.latest.period, one.growth.period, one.before, one.base, one.years) == ("2022", "2022", None, None, 0)
    assert (one.goal, one.verdict, [*one.evidence.rates]) == (growth("5"), "incomplete", [2018, 2019, 2022, 2023])
    assert level_unit(Figures(town(), rows), growth("5")) == "%"
    assert level_unit(Figures(town(), rows), growth("2", indicator="share", unit="个百分点")) == "%"


def test_the_thresholds_of_the_plan_decide_the_grade():
    rows = revenue("100.00"), revenue("104.70", "2019")  # 94% of the pace of 5% a year
    verdicts = [
        assess(Figures(town(**changes), rows), growth("5")).verdict
        for changes in ({}, {"assessment": {"on_track": "90"}})
    ]
    assert verdicts == ["behind", "on_track"]


def test_members_that_meet_the_goal_of_their_group_are_those_of_the_newest_year_that_has_any():
    rows = [revenue(value, year, name) for year, held in (("2017", ("400", "300")), ("2018", ("500", "34")))
            for name, value in zip(("big", "small"), held, strict=True)]  # fmt: skip
    bound = observed("revenue", "firms", "2018", "450", MONEY, status=AT_MOST)
    one = assess(Figures(town(), (*rows, bound, *yearly("2019"))), goal(entity="firms", value="250"))
    assert [(member.entity, member.period, member.value) for member in one.met_by] == [("big", "2018", 500)]
    assert (one.products, one.proxies, list(one.evidence.levels)) == ((), (), [2018])
    assert assess(Figures(town(), tuple(rows)), growth("5", "firms")).met_by == ()


def test_two_years_of_output_are_enough_to_stand_in_for_revenue():
    rows = output("wire", "2017", "27.16"), output("wire", "2018", "21.96")
    [(latest, before)] = assess(Figures(town(), rows), growth("8", "copper")).proxies
    assert (latest.period, before.period) == ("2018", "2017")
    assert assess(Figures(town(), rows[:1]), growth("8", "copper")).proxies == ()
    nothing = assess(Figures(town(), ()), growth("8", "copper"))
    assert (nothing.verdict, nothing.proxies, nothing.products, nothing.met_by) == ("no_data", (), (), ())


def test_a_numerator_needs_the_year_before():
    rows = (
        observed("spending", "big", "2018", "14.00", "亿元"), observed("revenue", "big", "2018", "5000000", "万元"),
    )  # fmt: skip
    figures = Figures(town(), rows)
    assert numerator_years(figures, INTENSITY, measure(figures, "intensity", "firms", "2018", "%")) is None
