"""A published rate agrees, is explained by rounding, was truncated, or does not follow: in this order."""

from decimal import Decimal
from fractions import Fraction

import pytest
from auditing_cases import definition, findings_of, half_unit, observed
from hypothesis import assume, given
from hypothesis import strategies as st

from lcanalysis.auditing import audit_of
from lcanalysis.auditing.judgement import judge
from lcanalysis.auditing.rate_check import growth_pct
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded, truncated
from lcanalysis.quantities.interval import Interval

levels = st.fractions(min_value=Fraction(1, 10), max_value=100_000, max_denominator=10**7)
places = st.integers(min_value=0, max_value=3)


def printed(value: Decimal) -> Interval:
    """The rounding interval of a printed figure."""
    half = Fraction(half_unit(str(value)))
    return Interval(Fraction(value) - half, Fraction(value) + half)


def growth_within(current: Decimal, base: Decimal) -> Interval:
    """All growths of figures that print so."""
    return growth_pct(Quantity.printed(current, "亿元"), Quantity.printed(base, "亿元")).bounds


def judged(published: Decimal, current: Decimal, base: Decimal) -> str:
    point = 100 * (Fraction(current) / Fraction(base) - 1)
    return judge(published, printed(published), point, growth_within(current, base))


@given(levels, levels, places, places)
def test_a_rate_rounded_from_unrounded_levels_never_conflicts_with_the_printed_levels(current, base, digits, shown):
    printed_current, printed_base = rounded(current, digits), rounded(base, digits)
    assume(printed(printed_base).lower > 0)
    published = rounded(100 * (current / base - 1), shown)
    assert judged(published, printed_current, printed_base) in {"agrees", "truncated", "rounding"}


@given(levels, levels, places, places)
def test_a_rate_truncated_from_unrounded_levels_never_conflicts_with_the_printed_levels(current, base, digits, shown):
    printed_current, printed_base = rounded(current, digits), rounded(base, digits)
    assume(printed(printed_base).lower > 0)
    published = truncated(100 * (current / base - 1), shown)
    assert judged(published, printed_current, printed_base) in {"agrees", "truncated", "rounding"}


@given(levels, levels, places, places, st.fractions(min_value=Fraction("1.5"), max_value=50), st.booleans())
def test_a_rate_further_away_than_rounding_and_truncation_reach_conflicts(current, base, digits, shown, far, is_above):
    printed_current, printed_base = rounded(current, digits), rounded(base, digits)
    assume(printed(printed_base).lower > 0)
    allowed = growth_within(printed_current, printed_base)
    digit = Fraction(1, 10**shown)
    # Beyond the end by more than a digit, then rounded to the printed digits: at least one whole digit away.
    target = allowed.upper + far * digit if is_above else allowed.lower - far * digit
    assert judged(rounded(target, shown), printed_current, printed_base) == "conflict"


@pytest.mark.parametrize(
    ("published", "recomputed", "width", "kind"),
    [
        ("9.54", "9.5415", "0.2", "agrees"),
        ("-19.14", "-19.1458", "0.03", "rounding"),  # cutting off explains it as well, and is not claimed
        ("-19.14", "-19.1458", "0.00001", "truncated"),
        ("3.05", "3.0561", "0.00001", "truncated"),
        ("-9.12", "-9.1144", "0.004", "rounding"),
        ("-9.12", "-9.1144", "0.0004", "conflict"),
        ("5.01", "5.0205", "0.003", "truncated"),  # 5.0175 is allowed, and 5.01 when cut off
        ("-5.01", "-5.0205", "0.003", "truncated"),
        ("0.0", "-0.12", "0.03", "truncated"),  # -0.09 is allowed, and 0.0 when cut off
        ("0.0", "0.12", "0.03", "truncated"),
        ("0.5", "0.62", "0.03", "truncated"),
        ("5.01", "5.03", "0.01", "conflict"),  # 5.02 at the least, which is cut off to itself
        ("-5.01", "-5.03", "0.01", "conflict"),
        ("0.5", "0.425", "0.015", "conflict"),  # cutting off never raises a figure
        ("-0.5", "-0.425", "0.015", "conflict"),
        ("2.5", "2.45", "0", "agrees"),  # a half is rounded up
        ("4.2", "4.2005", "0", "agrees"),
    ],
)
def test_judgement_takes_the_most_innocent_first(published, recomputed, width, kind):
    point = Fraction(recomputed)
    interval = Interval(point - Fraction(width), point + Fraction(width))
    assert judge(Decimal(published), printed(Decimal(published)), point, interval) == kind


def growth_case(published: str, current: str = "21.96", base: str = "27.16", **changes):
    rows = [
        observed("output", "copper", "2018", current, "万吨", cell="B2"),
        observed("output", "copper", "2017", base, "万吨", cell="C2"),
        observed("output_yoy", "copper", "2018", published, "%", cell="D2", **changes),
    ]
    return next(one for one in findings_of(definition(), rows) if one.rule == "growth")


def test_a_percentage_that_only_cutting_off_explains_is_reported_as_truncated():
    found = growth_case("-19.14", "21.96000", "27.16000")
    assert (found.finding, found.kind, found.severity) == ("growth/output/copper/2018", "truncated", "notice")
    assert found.recomputed == Decimal("-19.1458")
    assert found.discrepancy == found.published - found.recomputed == Decimal("0.0058")
    assert found.subject == ("output_yoy", "copper", "town", "2018")
    assert found.place == "bulletin/2019-11/table.csv D2 (row 2, 同比±%)"
    assert "-19.15%" in found.text("zh")
    assert "\N{MINUS SIGN}19.15%" in found.text("en")


def test_the_written_interval_holds_all_that_the_inputs_allow():
    found = growth_case("-19.14")
    allowed = growth_within(Decimal("21.96"), Decimal("27.16"))
    assert 0 <= allowed.lower - Fraction(found.lower) < Fraction("0.0001")
    assert 0 <= Fraction(found.upper) - allowed.upper < Fraction("0.0001")


def test_a_rate_that_rounding_explains_is_never_called_cut_off():
    found = growth_case("-19.14")
    assert (found.kind, found.certainty) == ("rounding", "rounding")
    assert "截" not in found.text("zh")
    assert growth_case("-19.14", "21.96000", "27.16000").certainty == "unexplained"


@pytest.mark.parametrize("published", ["-18.14", "-19.14"])
def test_a_rate_of_another_publication_than_its_levels_is_of_another_basis_and_no_error(published):
    found = growth_case(published, "21.96000", "27.16000", source="ministry/2019-11/headline.csv")
    assert (found.kind, found.certainty, found.severity) == ("scope", "open", "warning")
    assert "不能据此判断公布值有误" in found.text("zh")
    assert "does not show an error" in found.text("en")


def test_a_rate_on_a_comparable_basis_need_not_be_that_of_its_levels():
    indicators = definition().model_dump(mode="json")["indicators"]
    indicators["output_yoy"]["comparable"] = True
    rows = [
        observed("output", "copper", "2018", "21.96", "万吨", cell="B2"),
        observed("output", "copper", "2017", "27.16", "万吨", cell="C2"),
        observed("output_yoy", "copper", "2018", "-18.14", "%", cell="D2"),
    ]
    (found,) = [one for one in findings_of(definition(indicators=indicators), rows) if one.rule == "growth"]
    assert (found.kind, found.certainty) == ("scope", "open")
    assert "可比口径" in found.text("zh")


def test_a_rate_of_another_scope_is_not_called_cut_off():
    assert growth_case("-19.14", "21.96000", "27.16000", scope="group").certainty == "open"


def test_a_rate_that_does_not_follow_is_an_error():
    found = growth_case("-18.14")
    assert (found.kind, found.severity) == ("conflict", "error")
    assert "核实" in found.text("zh")


def test_levels_in_different_units_of_one_dimension_are_compared_exactly():
    rows = [
        observed("output", "copper", "2018", "1220000", "吨"),
        observed("output", "copper", "2017", "100", "万吨"),
        observed("output_yoy", "copper", "2018", "22.0", "%"),
    ]
    (found,) = [one for one in findings_of(definition(), rows) if one.rule == "growth"]
    assert (found.kind, found.recomputed) == ("agrees", Decimal("22.000"))


def test_a_ratio_is_recomputed_from_its_two_figures():
    rows = [
        observed("rd_spending", "steel", "2018", "98763", "万元"),
        observed("revenue", "steel", "2018", "323.1709", "亿元"),
        observed("rd_intensity", "steel", "2018", "3.05", "%"),
    ]
    (found,) = [one for one in findings_of(definition(), rows) if one.rule == "ratio"]
    assert (found.finding, found.kind) == ("ratio/rd_intensity/steel/2018", "truncated")
    assert found.recomputed == Decimal("3.0561")
    assert Fraction(3056, 1000) < Fraction(98763 * 100, 3231709) < Fraction(3057, 1000)


def test_derived_figures_neither_are_audited_nor_explain_the_rate_they_came_from():
    rows = [
        observed("profit", "steel", "2018", "17.8", "亿元"),
        observed("profit", "steel", "2017", "19.1604", "亿元", status="derived"),
        observed("profit_yoy", "steel", "2018", "-7.1", "%"),
    ]
    assert findings_of(definition(), rows) == ()
    (gap,) = audit_of(definition(), rows).unchecked
    assert gap.published.indicator == "profit_yoy"
    assert gap.place == "bulletin/2019-11/table.csv B2 (row 2, B)"
    assert gap.text("zh") == "钢2018年利润同比无法复算：未公布2017年利润。"
    assert gap.text("en") == "Steel, profit growth, 2018 cannot be recomputed: profit for 2017 is not published."


def test_a_bound_is_no_input():
    rows = [
        observed("output", "copper", "2018", "1000", "万吨", status="at_least"),
        observed("output", "copper", "2017", "900", "万吨"),
        observed("output_yoy", "copper", "2018", "11.1", "%"),
    ]
    assert [one.rule for one in findings_of(definition(), rows)] == []
    assert len(audit_of(definition(), rows).unchecked) == 1


def test_growth_from_a_loss_is_left_unchecked_and_says_why():
    rows = [
        observed("profit", "steel", "2018", "2.0", "亿元"),
        observed("profit", "steel", "2017", "-1.0", "亿元"),
        observed("profit_yoy", "steel", "2018", "-300.0", "%"),
    ]
    assert findings_of(definition(), rows) == ()
    (gap,) = audit_of(definition(), rows).unchecked
    assert gap.text("zh") == "钢2018年利润同比无法复算：基期利润不为正数。"
    assert gap.text("en") == (
        "Steel, profit growth, 2018 cannot be recomputed: profit of the base period is not positive."
    )


def test_a_ratio_without_its_parts_is_left_unchecked():
    (gap,) = audit_of(definition(), [observed("rd_intensity", "steel", "2018", "0.89", "%")]).unchecked
    assert gap.place == "bulletin/2019-11/table.csv B2 (row 2, B)"
    assert gap.text("zh") == "钢2018年研发强度无法复算：未公布研发投入、收入。"
    assert gap.text("en") == (
        "Steel, R&D intensity, 2018 cannot be recomputed: the plan does not publish R&D spending, revenue."
    )


def test_a_ratio_to_nothing_is_left_unchecked_and_says_why():
    rows = [
        observed("rd_spending", "steel", "2018", "1.0", "亿元"),
        observed("revenue", "steel", "2018", "0.0", "亿元"),
        observed("rd_intensity", "steel", "2018", "0.89", "%"),
    ]
    (gap,) = audit_of(definition(), rows).unchecked
    assert gap.text("zh") == "钢2018年研发强度无法复算：分母不为正数。"
    assert gap.text("en") == "Steel, R&D intensity, 2018 cannot be recomputed: its denominator is not positive."


def test_a_rate_that_rests_on_another_scope_is_a_matter_of_scope():
    found = growth_case("-18.14", scope="group")
    assert (found.kind, found.severity) == ("scope", "warning")


def test_a_rate_that_rests_on_an_earlier_publication_may_rest_on_a_revision():
    rows = [
        observed("output", "copper", "2019", "30.00", "万吨", vintage="2020-11", published_on="2020-11"),
        observed("output", "copper", "2018", "21.96", "万吨"),
        observed("output_yoy", "copper", "2019", "30.00", "%", vintage="2020-11", published_on="2020-11"),
    ]
    (found,) = [one for one in findings_of(definition(), rows) if one.rule == "growth"]
    assert (found.kind, found.severity) == ("revision", "notice")


def test_a_rate_is_held_to_what_was_known_when_it_was_published():
    rows = [
        observed("output", "copper", "2018", "21.96", "万吨"),
        observed("output", "copper", "2017", "27.16", "万吨"),
        observed("output_yoy", "copper", "2018", "-19.15", "%"),
        observed("output", "copper", "2018", "25.00", "万吨", vintage="2020-11", published_on="2020-11", cell="B9"),
    ]
    (found,) = [one for one in findings_of(definition(), rows) if one.rule == "growth"]
    assert found.kind == "agrees"
