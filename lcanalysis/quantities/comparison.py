"""Whether two numbers with units are equal or in order."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from lcanalysis.quantities.numbers import exact, is_infinite, is_missing, is_number
from lcanalysis.quantities.unit_rules import PLAIN, PURE, UnlikeUnitsError, are_alike, factor, measure_of

Test = Callable[[Any, Any], bool]


def amount(value: Fraction, unit: str) -> tuple[tuple[str, str], Fraction] | Fraction:
    """Return what equal numbers have in common, whatever their units; of ratios and of zero, the plain number.

    >>> amount(Fraction(1), "万吨") == amount(Fraction(10_000), "吨"), amount(Fraction(5), "%")
    (True, Fraction(1, 20))
    """
    measure = measure_of(unit)
    base = value * measure.size
    return base if not base or are_alike(unit, PLAIN) else (measure.dimensions, base)


def plain_amount(number: Any) -> Fraction | None:
    """Return a plain number as `amount` would; None if it is missing, infinite or no number.

    A float is what it is in binary, as when Python compares it with a Decimal: 0.05 is not a twentieth. Equal numbers
    must have equal hashes, and those of Python's numbers are given.
    """
    if not is_number(number) or is_missing(number) or is_infinite(number):
        return None
    return Fraction(number) if isinstance(number, float) else exact(number)


def in_order(test: Test, value: Fraction, unit: str, other: Fraction, other_unit: str) -> bool:
    """Return whether two numbers stand in the order of `test`.

    Raises `UnlikeUnitsError` if their units are of unlike dimensions.
    """
    if unit == other_unit:
        return test(value, other)
    if not are_alike(unit, other_unit):
        raise UnlikeUnitsError("quantities.no_comparison", one=unit, other=other_unit)
    return test(value, other * factor(other_unit, unit))


def in_order_with_number(test: Test, value: Fraction, unit: str, number: Any) -> bool:
    """Return whether a number with a unit and a plain one stand in the order of `test`; False beside a missing one.

    Zero, and the infinities that pandas puts in for missing figures, are compared with any unit.

    Raises `UnlikeUnitsError` if a number with a unit is compared with another plain number.
    """
    if is_missing(number):
        return False
    if is_infinite(number):
        return test(0, number)
    plain = exact(number)
    if plain and unit not in PURE:
        raise UnlikeUnitsError("quantities.number_compared", number=str(number), unit=unit)
    return test(value, plain)
