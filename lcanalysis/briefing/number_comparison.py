"""Whether two shown values may be the same number: a value stands for all numbers that print as its digits."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from lcanalysis.units import UNITS, convert

_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def is_number(value: str) -> bool:
    """Return whether a shown value is a number; a code, such as a verdict, is none.

    >>> is_number("-9.12"), is_number("behind")
    (True, False)
    """
    return bool(_NUMBER.fullmatch(value))


def decimals_of(value: str) -> int:
    """Return the number of digits behind the point.

    >>> decimals_of("813.90"), decimals_of("131")
    (2, 0)
    """
    return len(value.partition(".")[2])


def is_same(one: str, other: str, unit: str, other_unit: str) -> bool:
    """Return whether one number can print as both values: their rounding intervals overlap.

    Two values with equally many digits of one unit are the same only if they are equal. Values of units that
    cannot be converted into each other, and codes that are unlike, are not the same.

    >>> is_same("813.9", "813.90", "亿元", "亿元"), is_same("813.9", "813.96", "亿元", "亿元")
    (True, False)
    >>> is_same("813.9", "8139000", "亿元", "万元"), is_same("5", "5", "%", "个百分点")
    (True, False)
    """
    if (one, unit) == (other, other_unit):
        return True
    if not (is_number(one) and is_number(other) and are_comparable(unit, other_unit)):
        return False
    if unit == other_unit and decimals_of(one) == decimals_of(other):
        return Decimal(one) == Decimal(other)
    apart = abs(Decimal(one) - in_unit(Decimal(other), other_unit, unit))
    halves = half_a_digit(one) + in_unit(half_a_digit(other), other_unit, unit)
    return apart <= halves


def half_a_digit(value: str) -> Decimal:
    """Return how far a value may lie from what prints as it.

    >>> half_a_digit("813.9")
    Decimal('0.05')
    """
    return Decimal(1).scaleb(-decimals_of(value)) / 2


def are_comparable(unit: str, other: str) -> bool:
    """Return whether a value of one unit can be set beside one of the other."""
    return unit == other or (unit in UNITS and other in UNITS and UNITS[unit].dimension == UNITS[other].dimension)


def in_unit(value: Decimal, unit: str, to: str) -> Decimal:
    """Return `value` of `unit` in the unit `to`, which must be comparable."""
    return value if unit == to else convert(value, unit, to)
