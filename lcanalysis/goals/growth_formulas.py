"""Exact growth arithmetic: rates between two levels, rates a goal requires, levels a rate leads to.

All functions take and return `Decimal`. They calculate with 50 significant digits and return 28, so that
every digit returned is right in all but the last place, also for roots. Rates are in percent a year,
differences of shares in percentage points. A `RoundingBounds` version of each returns all results that inputs
within their rounding intervals allow.

Missing values are the caller's matter: a figure that was not published has no growth. A level that is not
above zero, a number that is not finite and a span of no years raise `DataError`.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from fractions import Fraction
from typing import Final, NamedTuple

from lcanalysis.errors import DataError
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import as_decimal

WORKING_DIGITS: Final = 50
DIGITS: Final = 28


class RoundingBounds(NamedTuple):
    """The least and the greatest value a quantity can have, both included."""

    lower: Decimal
    upper: Decimal

    @classmethod
    def of(cls, row: Observation) -> RoundingBounds:
        """Return the rounding interval of a published figure."""
        return cls(row.lower, row.upper)

    @classmethod
    def exact(cls, value: Decimal) -> RoundingBounds:
        """Return the interval of a number that was not rounded, such as a goal."""
        return cls(value, value)

    def outward(self, decimals: int) -> RoundingBounds:
        """Return the interval with ends of so many decimals, rounded outward: none of it is cut off.

        Examples
        --------
        >>> RoundingBounds(Decimal("2.1807"), Decimal("2.1933")).outward(2)
        RoundingBounds(lower=Decimal('2.18'), upper=Decimal('2.20'))
        """
        step = Decimal(1).scaleb(-decimals)
        return RoundingBounds(self.lower.quantize(step, ROUND_FLOOR), self.upper.quantize(step, ROUND_CEILING))


def cagr_pct(first: Decimal, last: Decimal, years: int) -> Decimal:
    """Return the average annual growth from `first` to `last`, `years` later, in percent (年均增速).

    ``((last / first) ** (1 / years) - 1) * 100``; both levels in one unit. `first` belongs to the base year,
    which is not counted: from 2018 to 2022 are four years.

    Raises
    ------
    DataError
        If `first` is not above zero, `last` is below zero, or `years` is not at least one.

    Examples
    --------
    >>> cagr_pct(Decimal(100), Decimal(121), 2)
    Decimal('10')
    """
    _require_level(first)
    _require_level(last, zero=True)
    _require_years(years)
    with localcontext(prec=WORKING_DIGITS):
        result = ((last / first) ** (Decimal(1) / years) - 1) * 100
    return _shown(result)


def required_growth_pct(latest: Decimal, goal: Decimal, years: int) -> Decimal:
    """Return the average annual growth that leads from `latest` to `goal` within `years`, in percent (所需增速).

    Negative if the goal lies below the latest level.

    Raises
    ------
    DataError
        If `latest` is not above zero, `goal` is below zero, or `years` is not at least one.

    Examples
    --------
    >>> round(required_growth_pct(Decimal("813.9"), Decimal(1000), 4), 2)
    Decimal('5.28')
    """
    return cagr_pct(latest, goal, years)


def projected_level(latest: Decimal, growth_pct: Decimal, years: int) -> Decimal:
    """Return the level `years` after `latest` if it grows by `growth_pct` percent every year.

    ``latest * (1 + growth_pct / 100) ** years``, in the unit of `latest`.

    Raises
    ------
    DataError
        If `latest` is not above zero, `growth_pct` is below -100, or `years` is not at least one.

    Examples
    --------
    >>> round(projected_level(Decimal("813.9"), Decimal(5), 4), 2)
    Decimal('989.30')
    """
    _require_level(latest)
    _require_rate(growth_pct)
    _require_years(years)
    with localcontext(prec=WORKING_DIGITS):
        result = latest * (1 + growth_pct / 100) ** years
    return _shown(result)


def required_change_pp(latest: Decimal, goal: Decimal, years: int) -> Decimal:
    """Return how much a share must rise every year to go from `latest` to `goal`, in percentage points.

    ``(goal - latest) / years``; both shares in percent.

    Raises
    ------
    DataError
        If `years` is not at least one.

    Examples
    --------
    >>> required_change_pp(Decimal("1.15"), Decimal(3), 4)
    Decimal('0.4625')
    """
    _require_finite(latest)
    _require_finite(goal)
    _require_years(years)
    with localcontext(prec=WORKING_DIGITS):
        result = (goal - latest) / years
    return _shown(result)


def cagr_pct_bounds(first: RoundingBounds, last: RoundingBounds, years: int) -> RoundingBounds:
    """Return all average annual rates between two levels within their intervals, in percent."""
    _require_level(first.lower)
    _require_level(last.lower, zero=True)
    _require_years(years)
    return _bounds_of(((_within(last) / _within(first)) ** Fraction(1, years) - 1) * 100)


def required_growth_pct_bounds(latest: RoundingBounds, goal: RoundingBounds, years: int) -> RoundingBounds:
    """Return all rates that the goal can require, given the rounding of the latest level, in percent a year.

    Examples
    --------
    >>> revenue = RoundingBounds(Decimal("813.85"), Decimal("813.95"))
    >>> found = required_growth_pct_bounds(revenue, RoundingBounds.exact(Decimal(1000)), 4)
    >>> [str(round(end, 3)) for end in found]
    ['5.281', '5.284']
    """
    return cagr_pct_bounds(latest, goal, years)


def projected_level_bounds(latest: RoundingBounds, growth_pct: RoundingBounds, years: int) -> RoundingBounds:
    """Return all levels that a latest level and a rate within their intervals lead to."""
    _require_level(latest.lower)
    _require_rate(growth_pct.lower)
    _require_years(years)
    return _bounds_of(_within(latest) * (1 + _within(growth_pct) / 100) ** years)


def _within(bounds: RoundingBounds) -> Quantity:
    """Return a plain number of which only the bounds are known."""
    for end in bounds:
        _require_finite(end)
    return Quantity(bounds.lower, bounds=bounds)


def _bounds_of(found: Quantity) -> RoundingBounds:
    return RoundingBounds(*(_shown(as_decimal(end)) for end in found.bounds))


def _shown(value: Decimal) -> Decimal:
    with localcontext(prec=DIGITS):
        rounded = +value
        # A whole number is written without the zeros that a root leaves behind, and never as 1E+3.
        is_whole = rounded == rounded.to_integral_value() and rounded.adjusted() < DIGITS
        return rounded.quantize(Decimal(1)) if is_whole else rounded.normalize()


def _require_finite(value: Decimal) -> None:
    if not value.is_finite():
        raise DataError("goals.not_finite", value=str(value))


def _require_level(value: Decimal, *, zero: bool = False) -> None:
    _require_finite(value)
    if value < 0 or (value == 0 and not zero):
        raise DataError("goals.level_not_positive", value=str(value))


def _require_rate(growth_pct: Decimal) -> None:
    _require_finite(growth_pct)
    if growth_pct < -100:
        raise DataError("goals.rate_below_minus_100", value=str(growth_pct))


def _require_years(years: int) -> None:
    if years < 1:
        raise DataError("goals.no_years", years=years)
