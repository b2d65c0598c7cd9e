"""Exact intervals: all values between two fractions, and what follows from them.

A published figure stands for all values that print as its digits. The arithmetic here is the natural one of intervals:
its result holds every value that the operands allow, and is the exact range where no operand is used twice. Most intervals are
of one value, which is both their ends: it is calculated once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lcanalysis.errors import DataError


class DivisorError(DataError):
    """A division by an interval that holds zero, or growth over a base that is not positive throughout."""


@dataclass(frozen=True, slots=True)
class Interval:
    """All values from `lower` to `upper`, both ends included.

    Raises `ValueError` if `lower` is above `upper`.

    >>> Interval(Fraction(1), Fraction(2)) + Interval.exact(Decimal("0.5"))
    Interval(lower=Fraction(3, 2), upper=Fraction(5, 2))
    >>> lower, upper = -Interval.between(Decimal(1), Decimal(2))
    >>> lower, upper
    (Fraction(-2, 1), Fraction(-1, 1))
    """

    lower: Fraction
    upper: Fraction

    def __post_init__(self) -> None:
        if self.lower is not self.upper and self.lower > self.upper:
            raise ValueError(f"lower {self.lower} is above upper {self.upper}")

    @classmethod
    def exact(cls, value: Decimal | Fraction | int) -> Interval:
        """Return the interval that holds `value` alone."""
        point = Fraction(value)
        return cls(point, point)

    @classmethod
    def between(cls, lower: Decimal | Fraction | int, upper: Decimal | Fraction | int) -> Interval:
        """Return the interval of two numbers, exactly."""
        return cls(Fraction(lower), Fraction(upper))

    @property
    def is_point(self) -> bool:
        """Whether it holds one value alone."""
        return self.lower is self.upper or self.lower == self.upper

    def _are_points(self, other: Interval) -> bool:
        return self.lower is self.upper and other.lower is other.upper

    def __iter__(self) -> Iterator[Fraction]:
        return iter((self.lower, self.upper))

    def __contains__(self, value: Decimal | Fraction | int) -> bool:
        return self.lower <= Fraction(value) <= self.upper

    def __add__(self, other: Interval) -> Interval:
        lower = self.lower + other.lower
        return Interval(lower, lower if self._are_points(other) else self.upper + other.upper)

    def __sub__(self, other: Interval) -> Interval:
        lower = self.lower - other.upper
        return Interval(lower, lower if self._are_points(other) else self.upper - other.lower)

    def __neg__(self) -> Interval:
        lower = -self.upper
        return Interval(lower, lower if self.lower is self.upper else -self.lower)

    def __mul__(self, other: Interval) -> Interval:
        if other.lower is other.upper:
            return self.scaled(other.lower)
        if self.lower is self.upper:
            return other.scaled(self.lower)
        if self.lower.numerator >= 0 <= other.lower.numerator:  # the usual case, in half the steps
            return Interval(self.lower * other.lower, self.upper * other.upper)
        corners = [mine * theirs for mine in self for theirs in other]
        return Interval(min(corners), max(corners))

    def __truediv__(self, other: Interval) -> Interval:
        if other.lower.numerator <= 0 <= other.upper.numerator:
            raise DivisorError("quantities.divisor_holds_zero", lower=float(other.lower), upper=float(other.upper))
        if self._are_points(other):
            quotient = self.lower / other.lower
            return Interval(quotient, quotient)
        if self.lower.numerator >= 0 < other.lower.numerator:
            return Interval(self.lower / other.upper, self.upper / other.lower)
        corners = [mine / theirs for mine in self for theirs in other]
        return Interval(min(corners), max(corners))

    def __abs__(self) -> Interval:
        if self.lower >= 0:
            return self
        return -self if self.upper <= 0 else Interval(Fraction(0), max(-self.lower, self.upper))

    def scaled(self, factor: Fraction) -> Interval:
        """Return all values multiplied by `factor`."""
        one = self.lower * factor
        other = one if self.lower is self.upper else self.upper * factor
        return Interval(one, other) if factor.numerator >= 0 else Interval(other, one)

    def common(self, other: Interval) -> Interval:
        """Return what two intervals share.

        Raises `ValueError` if they share nothing.
        """
        return Interval(max(self.lower, other.lower), min(self.upper, other.upper))

    def overlaps(self, other: Interval) -> bool:
        """Return whether the two intervals have a value in common.

        >>> Interval(Fraction(0), Fraction(1)).overlaps(Interval(Fraction(1), Fraction(2)))
        True
        """
        return self.lower <= other.upper and other.lower <= self.upper

    def is_apart_from(self, other: Interval) -> bool:
        """Return whether no value prints as both: two prints that only touch, such as 9.12 and 9.13, are apart.

        >>> Interval(Fraction(0), Fraction(1)).is_apart_from(Interval(Fraction(1), Fraction(2)))
        True
        """
        low, high = max(self.lower, other.lower), min(self.upper, other.upper)
        return low > high or (low == high and not (self.is_point or other.is_point))
