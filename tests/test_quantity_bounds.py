"""Bounds hold every value that rounding allows, and are exact where it is said so."""

import re
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from quantity_cases import FORMULAS, HALVES, SHARES, VALUES, inputs_of, points, printed

from lcanalysis.errors import DataError
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import maximum, mean, median, minimum, standard_deviation, total
from lcanalysis.quantities.interval import Interval

CLOSE = Fraction(1, 10**40)


def around(value, half, unit="", cell="table.csv B2") -> Quantity:
    return Quantity(value, unit, cell, bounds=(value - half, value + half))


@given(FORMULAS, VALUES, HALVES, SHARES)
def test_the_bounds_hold_every_corner_and_every_point_between(formula, values, halves, shares):
    found = formula.of(inputs_of(values, halves))
    possible = [Fraction(formula.of(point)) for point in points(values, halves, shares)]
    assert found.exact == formula.of(values)
    assert found.bounds.lower <= min(possible)
    assert max(possible) <= found.bounds.upper


@given(FORMULAS, VALUES, HALVES)
def test_bounds_that_are_proved_by_corners_are_those_of_a_search(formula, values, halves):
    """Where each input moves a result one way, the search over corners finds the very ends."""
    found = formula.of(inputs_of(values, halves))
    corners = [Fraction(formula.of(point)) for point in points(values, halves, ())]
    turns = {"abs", "square", "over"} & set(re.findall(r"[a-z]{2,}", formula.text))
    is_product_of_one_twice = "*" in formula.text and any(formula.text.count(f"x{at}") > 1 for at in formula.used)
    if found.bounds_are_exact and not turns and not is_product_of_one_twice:
        # A sum, and a product of different inputs, has its extremes at corners.
        assert (found.bounds.lower, found.bounds.upper) == (min(corners), max(corners))


@given(st.lists(st.tuples(st.integers(-99, 99), st.sampled_from([0, 1, 5])), min_size=1, max_size=5))
def test_totals_means_medians_and_extremes_are_exact(given_values):
    held = [
        around(Fraction(value, 10), Fraction(half, 10), cell=f"t.csv B{at}")
        for at, (value, half) in enumerate(given_values)
    ]
    ends = [[Fraction(value + sign * half, 10) for value, half in given_values] for sign in (-1, 0, 1)]

    def middle(values):
        ordered = sorted(values)
        return (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2

    for how, twin in (
        (total, sum),
        (mean, lambda x: sum(x) / len(x)),
        (median, middle),
        (minimum, min),
        (maximum, max),
    ):
        found = how(held)
        assert (found.bounds.lower, found.exact, found.bounds.upper) == tuple(twin(one) for one in ends)
        assert found.bounds_are_exact
        assert len(found.trace) == len(held)


def test_a_difference_of_a_number_and_itself_is_zero_and_a_quotient_one():
    x = printed("813.9")
    assert ((x - x).bounds, (x - x).bounds_are_exact) == (Interval.exact(0), True)
    assert ((x / x).bounds, (x / x).bounds_are_exact) == (Interval.exact(1), True)
    assert (x - x).trace == x.trace == (x / x).trace


def test_growth_over_a_level_that_was_derived_by_it_is_the_growth_as_printed():
    level, growth = printed("813.9"), printed("14.9", "%", "table.csv C2")
    base = level / (1 + growth / 100)
    found = (level / base - 1) * 100
    assert (found.exact, found.unit) == (Fraction("14.9"), "%")
    assert found.bounds == Interval.between(Decimal("14.85"), Decimal("14.95"))
    assert found.bounds_are_exact
    assert found.trace == level.trace | growth.trace


def test_the_same_growth_in_another_form_is_sound_and_hardly_wider():
    level, growth = printed("813.9"), printed("14.9", "%", "table.csv C2")
    base = level / (1 + growth / 100)
    found = (level - base) / base * 100
    assert not found.bounds_are_exact
    assert found.bounds.lower < Fraction("14.85") < Fraction("14.95") < found.bounds.upper
    assert found.bounds.upper - found.bounds.lower < Fraction("0.1001")


def test_a_product_that_turns_within_its_rounding_is_enclosed_but_not_called_exact():
    x = around(Fraction(1, 2), Fraction(1, 10), "比")
    found = x * (1 - x)
    assert not found.bounds_are_exact
    assert found.bounds.lower <= Fraction("0.24") < Fraction("0.25") <= found.bounds.upper
    assert found.bounds.upper - found.bounds.lower <= Fraction("0.04")


def test_a_share_of_a_total_that_holds_it_is_exact():
    part, rest = printed("98763"), printed("3231709", cell="table.csv B3")
    found = part / (part + rest) * 100
    low = Fraction(987625, 987625 + 32317095) * 100
    high = Fraction(987635, 987635 + 32317085) * 100
    assert (found.bounds, found.bounds_are_exact) == (Interval(low, high), True)


@pytest.mark.parametrize(
    ("value", "least", "most"), [("0.2", 0, "0.7"), ("-0.2", 0, "0.7"), ("3", "2.5", "3.5"), ("-3", "2.5", "3.5")]
)
def test_an_absolute_value_across_zero_begins_at_zero(value, least, most):
    found = abs(around(Fraction(value), Fraction(1, 2)))
    assert (found.bounds, found.bounds_are_exact) == (Interval(Fraction(least), Fraction(most)), True)


def test_a_rounded_number_has_rounded_bounds():
    found = round(printed("813.9") / 3, 1)
    assert found.exact == Fraction("271.3")
    assert found.bounds == Interval(Fraction("271.3"), Fraction("271.3"))
    assert round(printed("2.25", "%"), 1).bounds == Interval(Fraction("2.2"), Fraction("2.3"))


@given(st.integers(1, 10**6), st.integers(1, 10**4), st.integers(2, 9))
def test_a_root_is_right_to_fifty_digits_and_exact_where_it_has_an_end(number, digits, degree):
    x = around(Fraction(number, 100), Fraction(1, 200))
    found = x ** (1 / degree)
    assert abs(found.exact**degree / x.exact - 1) < CLOSE
    for end, power in ((found.bounds.lower, x.bounds.lower), (found.bounds.upper, x.bounds.upper)):
        assert abs(end**degree - power) <= CLOSE * max(power, 1)
    assert found.bounds_are_exact
    perfect = Quantity(Fraction(digits, 100) ** degree)
    assert (perfect ** (1 / degree)).exact == Fraction(digits, 100)


def test_the_growth_that_a_goal_requires_is_bounded_by_that_from_either_end_of_its_base():
    level, goal, years = printed("813.9"), Quantity(1000, "亿元", "goals.yml level"), 4
    found = ((goal / level) ** (1 / years) - 1) * 100
    with localcontext(prec=50):
        ends = [((1000 / Decimal(base)) ** Decimal("0.25") - 1) * 100 for base in ("813.95", "813.85")]
    for mine, theirs in zip(found.bounds, ends, strict=True):
        assert abs(mine - Fraction(theirs)) < Fraction(1, 10**25)
    assert (found.text("zh"), found.bounds_are_exact) == ("5.3%", True)


@pytest.mark.parametrize("how", ["log", "exp", "sqrt"])
def test_logarithms_exponentials_and_roots_rise_with_their_argument(how):
    x = around(Fraction(2), Fraction(1, 10))
    found = getattr(x, how)()
    ends = [float(getattr(Quantity(end), how)()) for end in x.bounds]
    assert [float(end) for end in found.bounds] == ends
    assert found.bounds.lower < found.exact < found.bounds.upper


def test_a_standard_deviation_of_rates_is_in_percentage_points_with_sound_bounds():
    held = [printed(value, "%", f"t.csv B{at}") for at, value in enumerate(("2.0", "4.0", "6.0"))]
    found = standard_deviation(held)
    assert (found.exact, found.unit) == (2, "个百分点")
    assert found.bounds.lower <= Fraction("1.95") < Fraction("2.05") <= found.bounds.upper


def test_a_divisor_whose_rounding_allows_zero_has_a_value_but_no_bounds():
    found = 1 / around(Fraction(1, 10), Fraction(1, 2))
    assert found.exact == 10
    with pytest.raises(DataError) as raised:
        _ = found.bounds
    assert raised.value.key == "quantities.divisor_holds_zero"
    assert "-0.4" in raised.value.text("en")
    assert "修约区间" in raised.value.text("zh")


def test_a_sum_of_ten_thousand_figures_has_all_its_sources_and_exact_bounds():
    held = [printed(f"{number}.5", "万吨", f"t.csv B{number}") for number in range(10_000)]
    for found in (sum(held), total(held)):
        assert found.exact == sum(Fraction(number) + Fraction(1, 2) for number in range(10_000))
        assert found.bounds == Interval(found.exact - 500, found.exact + 500)
        assert found.bounds_are_exact
        assert len(found.trace) == 10_000


def test_shared_results_are_calculated_once_however_often_they_are_used():
    found = around(Fraction(1), Fraction(1, 100))
    for _ in range(200):  # written out, two to the power of 200 terms
        found = (found + found) / 2
    assert found.exact == 1
    assert found.bounds.lower <= Fraction("0.99")
    assert found.bounds.upper >= Fraction("1.01")


def test_a_long_calculation_stays_short_and_right():
    found, twin = around(Fraction(3, 10), Fraction(1, 10**9)), 0.3
    for _ in range(60):  # an exact fraction would double its digits with each step
        found, twin = found * (1 - found) * 2, twin * (1 - twin) * 2
    assert found.exact.denominator.bit_length() < 5000
    assert float(found) == pytest.approx(twin)


def test_an_input_is_one_input_wherever_it_was_opened_and_two_equal_ones_are_two():
    one, same = (Quantity(5, "", "t.csv B2", bounds=(4, 6), key="t.csv B2") for _ in range(2))
    other = Quantity(5, "", "t.csv B3", bounds=(4, 6))
    again = Quantity(5, "", "t.csv B3", bounds=(4, 6))
    assert (one - same).bounds == Interval.exact(0)
    assert (other - again).bounds == Interval.between(-2, 2)


def test_a_square_is_never_negative_however_it_is_written():
    x = Quantity(0, "", "t.csv B2", bounds=(-1, 2))
    for square in (x * x, x**2):
        assert (square.bounds, square.bounds_are_exact) == (Interval.between(0, 4), True)


def test_a_root_at_zero_has_bounds_though_its_slope_has_none():
    x = Quantity(0, "", "t.csv B2", bounds=(0, 4))
    assert (x**0.5).bounds == Interval.between(0, 2)
    assert ((x**0.5 + x).bounds, (x**0.5 + x).bounds_are_exact) == (Interval.between(0, 6), False)
