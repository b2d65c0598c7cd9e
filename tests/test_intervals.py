"""Interval arithmetic is exact, and its ends are those that a search over all inputs finds."""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from operator import add, mul, sub, truediv

import pytest
from auditing_cases import observed
from hypothesis import given
from hypothesis import strategies as st

from lcanalysis.auditing.rate_check import growth_pct, ratio_pct
from lcanalysis.errors import UnitMismatchError
from lcanalysis.number_format import printed_decimals
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.digits import rounded, rounded_down, rounded_up, truncated
from lcanalysis.quantities.interval import DivisorError, Interval
from lcanalysis.quantities.opening import figure


def values_that_print_as(printed: str) -> list[Fraction]:
    """Every value of a fine grid that prints as `printed`, both ends of its interval included."""
    digit = Fraction(Decimal(1).scaleb(-printed_decimals(Decimal(printed))))
    return [Fraction(printed) + digit * step / 20 for step in range(-10, 11)]


def interval_of(printed: str) -> Interval:
    grid = values_that_print_as(printed)
    return Interval(grid[0], grid[-1])


def figure_of(printed: str) -> Quantity:
    return Quantity.printed(printed, "亿元")


@pytest.mark.parametrize(("current", "base"), [("21.96", "27.16"), ("1.82", "2.22"), ("122.00", "1050.00"), ("3", "2")])
def test_growth_over_intervals_is_what_a_search_over_all_inputs_finds(current, base):
    found = [100 * (a / b - 1) for a, b in product(values_that_print_as(current), values_that_print_as(base))]
    assert growth_pct(figure_of(current), figure_of(base)).bounds == Interval(min(found), max(found))


@pytest.mark.parametrize(("part", "whole"), [("98763", "3231709"), ("-7.1", "17.8"), ("0.2", "-0.9"), ("0.0", "5")])
def test_a_ratio_of_intervals_is_what_a_search_over_all_inputs_finds(part, whole):
    found = [100 * a / b for a, b in product(values_that_print_as(part), values_that_print_as(whole))]
    assert ratio_pct(figure_of(part), figure_of(whole)).bounds == Interval(min(found), max(found))


def test_a_sum_of_intervals_is_what_a_search_over_all_inputs_finds():
    found = [a + b for a, b in product(values_that_print_as("47.3"), values_that_print_as("160.51"))]
    assert total([figure_of("47.3"), figure_of("160.51")]).bounds == Interval(min(found), max(found))


@pytest.mark.parametrize(("lower", "upper"), [(-1, 1), (0, 1), (-1, 0), (0, 0)])
def test_division_by_an_interval_that_holds_zero_is_a_named_error(lower, upper):
    with pytest.raises(DivisorError) as raised:
        _ = interval_of("1") / Interval(Fraction(lower), Fraction(upper))
    assert (raised.value.exit_code, raised.value.key) == (3, "quantities.divisor_holds_zero")
    assert raised.value.fields == {"lower": lower, "upper": upper}


def test_an_interval_cannot_be_upside_down():
    with pytest.raises(ValueError, match="above"):
        Interval(Fraction(2), Fraction(1))


@given(*[st.fractions(min_value=-50, max_value=50, max_denominator=50)] * 3)
def test_what_an_interval_of_one_value_gives_does_not_hang_on_whether_its_ends_are_one_object(one, least, most):
    ends, point = Interval(min(least, most), max(least, most)), Interval(one, one)
    twin = Interval(one, Fraction(one.numerator, one.denominator))
    assert twin.lower is not twin.upper
    for how in (add, sub, mul, *([truediv] * (0 not in ends and one != 0))):
        results = [[how(mine, ends), how(ends, mine), how(mine, mine)] for mine in (point, twin)]
        assert results[0] == results[1]
    assert (-point, abs(point), point.is_point) == (-twin, abs(twin), twin.is_point)


def test_intervals_that_touch_overlap_and_those_apart_do_not():
    assert Interval(Fraction(0), Fraction(1)).overlaps(Interval(Fraction(1), Fraction(2)))
    assert Interval(Fraction(1), Fraction(2)).overlaps(Interval(Fraction(0), Fraction(1)))
    assert not Interval(Fraction(0), Fraction(1)).overlaps(Interval(Fraction("1.001"), Fraction(2)))


def test_a_rounding_interval_is_converted_exactly():
    row = observed("revenue", "steel", "2018", "813.9", "亿元")
    assert figure(row).to("万元").bounds == Interval(Fraction(8138500), Fraction(8139500))
    assert figure(row).to("元").exact == 81390000000


def test_a_rounding_interval_is_not_converted_to_an_unlike_unit():
    with pytest.raises(UnitMismatchError):
        figure(observed("revenue", "steel", "2018", "813.9", "亿元")).to("吨")


def test_a_count_is_exact_since_nothing_was_rounded():
    assert figure(observed("firms", "steel", "2018", "131", "家")).to("户").bounds == Interval.exact(Decimal(131))


def test_zero_is_written_without_a_sign():
    assert [str(write(Fraction(0), 2)) for write in (rounded, truncated, rounded_down, rounded_up)] == ["0.00"] * 4


@given(st.fractions(max_denominator=10**6), st.integers(min_value=0, max_value=6))
def test_rounding_and_truncation_of_fractions_agree_with_their_slow_twins(value, decimals):
    digit = Fraction(1, 10**decimals)
    near, cut = Fraction(rounded(value, decimals)), Fraction(truncated(value, decimals))
    assert abs(near - value) <= digit / 2
    assert abs(near) >= abs(value) or abs(value) - abs(near) < digit / 2  # a half is rounded away from zero
    assert abs(cut) <= abs(value) < abs(cut) + digit
    low, high = Fraction(rounded_down(value, decimals)), Fraction(rounded_up(value, decimals))
    assert low <= value < low + digit
    assert high - digit < value <= high
    assert printed_decimals(rounded(value, decimals)) == decimals
