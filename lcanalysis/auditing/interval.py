"""Exact interval arithmetic over rounding intervals: fractions, and monotone corners.

A published figure stands for all values that print as its digits. What follows from several such figures is
again an interval; since growth, ratio and sum are monotone in each input, its ends lie on corners of the
inputs' intervals and are exact fractions: no float, no rounding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lcanalysis.errors import DataError
from lcanalysis.observations import Observation
from lcanalysis.units import convert, require_unit


class DivisorError(DataError):
    """A division by an interval that holds zero, or growth over a base that is not positive throughout."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `lower` to `upper`, both ends included.

    Raises
    ------
    ValueError
        If `lower` is above `upper`.

    Examples
    --------
    >>> Interval(Fraction(1), Fraction(2)) + Interval.exact(Decimal("0.5"))
    Interval(lower=Fraction(3, 2), upper=Fraction(5, 2))
    """

    lower: Fraction
    upper: Fraction

    def __post_init__(self) -> None:
        if self.lower > self.upper:
            raise ValueError(f"lower {self.lower} is above upper {self.upper}")

    @classmethod
    def exact(cls, value: Decimal | Fraction) -> Interval:
        """Return the interval that holds `value` alone."""
        return cls(Fraction(value), Fraction(value))

    @classmethod
    def between(cls, lower: Decimal, upper: Decimal) -> Interval:
        """Return the interval of two decimals, exactly."""
        return cls(Fraction(lower), Fraction(upper))

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.lower + other.lower, self.upper + other.upper)

    def __truediv__(self, other: Interval) -> Interval:
        if other.lower <= 0 <= other.upper:
            raise DivisorError("audit.divisor_holds_zero", lower=float(other.lower), upper=float(other.upper))
        ends = (self.lower, self.upper)
        corners = [end / divisor for end in ends for divisor in (other.lower, other.upper)]
        return Interval(min(corners), max(corners))

    def scaled(self, factor: Fraction) -> Interval:
        """Return the interval with both ends multiplied by `factor`, which is not negative."""
        return Interval(self.lower * factor, self.upper * factor)

    def overlaps(self, other: Interval) -> bool:
        """Return whether the two intervals have a value in common.

        Examples
        --------
        >>> Interval(Fraction(0), Fraction(1)).overlaps(Interval(Fraction(1), Fraction(2)))
        True
        """
        return self.lower <= other.upper and other.lower <= self.upper

    def is_apart_from(self, other: Interval) -> bool:
        """Return whether no value prints as both: two prints that only touch, such as 9.12 and 9.13, are apart.

        Examples
        --------
        >>> Interval(Fraction(0), Fraction(1)).is_apart_from(Interval(Fraction(1), Fraction(2)))
        True
        """
        low, high = max(self.lower, other.lower), min(self.upper, other.upper)
        is_point = self.lower == self.upper or other.lower == other.upper
        return low > high or (low == high and not is_point)


def rounding_interval(row: Observation, unit: str) -> Interval:
    """Return all values that print as the figure of `row`, in `unit`; a whole number of things is exact.

    Nothing was rounded when 131 firms were printed.

    Raises
    ------
    UnitMismatchError
        If the figure cannot be converted to `unit`.
    """
    if require_unit(row.unit).is_count and row.value == row.value.to_integral_value():
        return printed_point(row, unit)
    factor = conversion(row.unit, unit)
    return Interval.between(row.lower, row.upper).scaled(factor)


def printed_point(row: Observation, unit: str) -> Interval:
    """Return the figure of `row` itself, exactly as printed, in `unit`."""
    return Interval.exact(Fraction(row.value) * conversion(row.unit, unit))


def conversion(unit: str, to: str) -> Fraction:
    """Return the exact factor from `unit` to the unit `to`.

    Raises
    ------
    UnitMismatchError
        If the two are of different dimensions.

    Examples
    --------
    >>> conversion("吨", "万吨")
    Fraction(1, 10000)
    """
    # The table of units owns the comparison of dimensions, and its conversions are finite decimals.
    return Fraction(convert(Decimal(1), unit, to))


def growth_pct(current: Interval, base: Interval) -> Interval:
    """Return the growth of `current` over `base` in percent: 100 · (current ÷ base - 1).

    Growth rises with `current` and falls with `base`, so the ends lie on the corners.

    Raises
    ------
    DivisorError
        If `base` is not positive throughout: growth over zero or a loss says nothing.

    Examples
    --------
    >>> growth_pct(Interval.exact(Decimal(110)), Interval.exact(Decimal(100)))
    Interval(lower=Fraction(10, 1), upper=Fraction(10, 1))
    """
    if base.lower <= 0:
        raise DivisorError("audit.base_not_positive", lower=float(base.lower), upper=float(base.upper))
    quotient = current / base
    return Interval(100 * (quotient.lower - 1), 100 * (quotient.upper - 1))


def ratio_pct(part: Interval, whole: Interval) -> Interval:
    """Return `part` over `whole` in percent: a ratio, a share, an intensity.

    Raises
    ------
    DivisorError
        If `whole` holds zero.

    Examples
    --------
    >>> ratio_pct(Interval.exact(Decimal(1)), Interval.exact(Decimal(8)))
    Interval(lower=Fraction(25, 2), upper=Fraction(25, 2))
    """
    return (part / whole).scaled(Fraction(100))


def total(parts: Iterable[Interval]) -> Interval:
    """Return the sum of intervals.

    Examples
    --------
    >>> total([Interval(Fraction(1), Fraction(2)), Interval(Fraction(3), Fraction(4))])
    Interval(lower=Fraction(4, 1), upper=Fraction(6, 1))
    """
    return sum(parts, start=Interval.exact(Decimal(0)))
