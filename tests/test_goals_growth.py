"""Growth arithmetic against slow twins: exact fractions, loops and bisection, and the plan's own numbers."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product

import pytest
from goals_cases import revenue
from hypothesis import given, settings
from hypothesis import strategies as st

from lcanalysis.errors import DataError
from lcanalysis.goals.growth_formulas import (
    RoundingBounds,
    cagr_pct,
    cagr_pct_bounds,
    projected_level,
    projected_level_bounds,
    required_change_pp,
    required_growth_pct,
    required_growth_pct_bounds,
)

LEVELS = st.decimals("0.01", "100000", places=2)
RATES = st.decimals("-50", "60", places=2)
YEARS = st.integers(1, 30)


def grown(level: Decimal, rate: Decimal, years: int) -> Fraction:
    """A level after years of growth: one exact multiplication a year."""
    found = Fraction(level)
    for _ in range(years):
        found *= 1 + Fraction(rate) / 100
    return found


def bisected(latest: Decimal, goal: Decimal, years: int) -> Fraction:
    """The rate that leads to the goal, halved in until it is known to 24 digits."""
    low, high = Fraction(-100), Fraction(10**9)
    for _ in range(140):
        middle = (low + high) / 2
        reached = Fraction(latest) * (1 + middle / 100) ** years
        low, high = (middle, high) if reached < goal else (low, middle)
        # Long fractions would slow the loop down and tell nothing more.
        low, high = Fraction(round(low * 10**30), 10**30), Fraction(round(high * 10**30), 10**30)
    return low


def test_the_revenue_goal_of_the_plan_needs_5_28_percent_and_5_percent_leads_to_989_30():
    revenue = Decimal("813.9")
    assert round(required_growth_pct(revenue, Decimal(1000), 4), 2) == Decimal("5.28")
    assert round(projected_level(revenue, Decimal(5), 4), 2) == Decimal("989.30")


def test_the_rounding_of_the_base_leaves_the_required_growth_between_5_281_and_5_285():
    found = required_growth_pct_bounds(
        RoundingBounds(Decimal("813.85"), Decimal("813.95")), RoundingBounds.exact(Decimal(1000)), 4
    )
    assert Decimal("5.281") < found.lower < found.upper < Decimal("5.285")


def test_doubling_in_ten_years_takes_the_tenth_root_of_two():
    # 2 ** 0.1 from tables.
    assert str(cagr_pct(Decimal(1), Decimal(2), 10)).startswith("7.17734625362931642130063250")


def test_an_exact_root_comes_out_exactly():
    assert str(cagr_pct(Decimal(1), Decimal(8), 3)) == "100"
    assert str(projected_level(Decimal(800), Decimal(25), 1)) == "1000"


def test_falling_to_nothing_is_minus_one_hundred_percent_and_leads_there():
    assert cagr_pct(Decimal(5), Decimal(0), 3) == -100
    assert projected_level(Decimal(5), Decimal(-100), 3) == 0


def test_a_whole_number_longer_than_the_digits_returned_is_given_to_those_digits():
    assert projected_level(Decimal(10**28 + 1), Decimal(0), 1) == 10**28


@given(LEVELS, RATES, YEARS)
def test_projecting_equals_one_multiplication_a_year(level, rate, years):
    exact = grown(level, rate, years)
    assert abs(Fraction(projected_level(level, rate, years)) - exact) <= exact * Fraction(1, 10**27)


@given(LEVELS, LEVELS, YEARS)
def test_required_growth_then_projecting_reaches_the_goal(latest, goal, years):
    reached = projected_level(latest, required_growth_pct(latest, goal, years), years)
    assert abs(reached - goal) <= goal * Decimal("1e-20")


@settings(max_examples=25)
@given(LEVELS, LEVELS, st.integers(1, 8))
def test_required_growth_is_where_halving_in_ends(latest, goal, years):
    found = required_growth_pct(latest, goal, years)
    assert abs(Fraction(found) - bisected(latest, goal, years)) < Fraction(1, 10**18) * (1 + abs(Fraction(found)))


@given(LEVELS, RATES, YEARS)
def test_the_average_growth_of_a_constant_path_is_its_rate(level, rate, years):
    last = projected_level(level, rate, years)
    assert abs(cagr_pct(level, last, years) - rate) < Decimal("1e-15")


@given(LEVELS, LEVELS, YEARS)
def test_the_callers_decimal_precision_does_not_matter(latest, goal, years):
    def results():
        rate = required_growth_pct(latest, goal, years)
        change = required_change_pp(latest, goal, years)
        return rate, change, projected_level(latest, Decimal("3.7"), years)

    expected = results()
    with localcontext(prec=3):
        assert results() == expected


def spread(value: Decimal, half: Decimal) -> RoundingBounds:
    return RoundingBounds(value - half, value + half)


@given(LEVELS.filter(lambda level: level > 1), LEVELS.filter(lambda level: level > 1), YEARS)
def test_bounds_hold_the_point_and_lie_on_corners(first, last, years):
    half = Decimal("0.005")
    ends = spread(first, half), spread(last, half)
    corners = [cagr_pct(low, high, years) for low, high in product(*ends)]
    found = cagr_pct_bounds(*ends, years)
    assert found == RoundingBounds(min(corners), max(corners))
    assert found.lower <= cagr_pct(first, last, years) <= found.upper


def test_projected_bounds_run_from_the_lowest_to_the_highest_of_both():
    found = projected_level_bounds(
        RoundingBounds(Decimal(99), Decimal(101)), RoundingBounds(Decimal(0), Decimal(10)), 1
    )
    assert found == (Decimal(99), Decimal("111.1"))


def test_the_change_a_share_requires_is_spread_evenly_over_the_years():
    # 1.15% in 2018 to 3% in 2022.
    assert required_change_pp(Decimal("1.15"), Decimal(3), 4) == Decimal("0.4625")


@pytest.mark.parametrize("base", ["0", "-1", "NaN", "Infinity"])
def test_growth_on_nothing_a_loss_or_no_number_is_refused(base):
    with pytest.raises(DataError):
        required_growth_pct(Decimal(base), Decimal(1), 1)


@pytest.mark.parametrize("value", ["NaN", "-Infinity"])
def test_a_number_that_is_not_finite_is_named(value):
    for refuse in (
        lambda: projected_level(Decimal(1), Decimal(value), 1),
        lambda: required_change_pp(Decimal(value), Decimal(1), 1),
        lambda: required_change_pp(Decimal(1), Decimal(value), 1),
    ):
        with pytest.raises(DataError) as refused:
            refuse()
        assert (refused.value.key, refused.value.fields) == ("goals.not_finite", {"value": value})


def test_the_bounds_of_a_published_figure_are_its_rounding_interval():
    assert RoundingBounds.of(revenue("813.9")) == (Decimal("813.85"), Decimal("813.95"))


@pytest.mark.parametrize("years", [0, -4])
def test_a_span_of_no_years_is_refused(years):
    for refuse in (
        lambda: cagr_pct(Decimal(1), Decimal(2), years),
        lambda: projected_level(Decimal(1), Decimal(2), years),
        lambda: required_change_pp(Decimal(1), Decimal(2), years),
    ):
        with pytest.raises(DataError, match=str(years)):
            refuse()


def test_a_rate_below_minus_one_hundred_percent_is_refused():
    with pytest.raises(DataError, match="-101"):
        projected_level(Decimal(1), Decimal(-101), 1)


def test_a_goal_below_zero_is_refused():
    with pytest.raises(DataError, match="-3"):
        required_growth_pct(Decimal(1), Decimal(-3), 1)


@given(LEVELS, LEVELS, st.integers(0, 1))
def test_ends_rounded_outward_hold_the_interval_and_lie_less_than_a_digit_beyond(one, other, decimals):
    exact = RoundingBounds(min(one, other), max(one, other))
    shown, step = exact.outward(decimals), Decimal(1).scaleb(-decimals)
    assert exact.lower - step < shown.lower <= exact.lower
    assert exact.upper <= shown.upper < exact.upper + step
