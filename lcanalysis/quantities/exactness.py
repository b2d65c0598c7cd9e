"""How exact a calculation is: fractions while they stay short, and roots and logarithms to 50 significant digits.

Sums, products, quotients and whole powers are exact fractions. A fraction that grows beyond `EXACT_BITS` is rounded to
`LONG_DIGITS` significant digits (intervals outward), so that a long chain stays quick; no page shows a thousandth of
them. A root of a fraction that has an exact one is exact; other powers, logarithms and exponentials are rounded to 50
significant digits from a calculation with 80, and intervals are widened by the last of them.
"""

from __future__ import annotations

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal, DecimalException
from fractions import Fraction
from typing import Final

from lcanalysis.errors import DataError
from lcanalysis.quantities.digits import DIGITS
from lcanalysis.quantities.interval import Interval

EXACT_BITS: Final = 2048
LONG_DIGITS: Final = 150
_GUARDED: Final = DIGITS + 30
_EXPONENT: Final = 1000
"""Greatest decimal exponent of a power or exponential; anything beyond it is a mistake and no statistic."""
_LARGEST: Final = 4000
"""Greatest decimal exponent of any other result."""
_ROOTS: Final = 64
_LARGEST_FLOAT: Final = 700
"""Natural logarithm of about the largest float."""
_SLACK: Final = Fraction(1, 10 ** (DIGITS - 1))
_LOGARITHM_SLACK: Final = Fraction(1, 10 ** (_GUARDED - 5))
_ROUNDING: Final = {
    how: Context(prec=LONG_DIGITS, rounding=how, Emin=-_LARGEST, Emax=_LARGEST)
    for how in (ROUND_FLOOR, ROUND_HALF_EVEN, ROUND_CEILING)
}


def shortened(value: Fraction, rounding: str = ROUND_HALF_EVEN) -> Fraction:
    """Return `value` itself while it is short, else to 150 significant digits.

    Raises `DataError` if it is out of range.
    """
    if value.numerator.bit_length() <= EXACT_BITS and value.denominator.bit_length() <= EXACT_BITS:
        return value
    try:
        return Fraction(_ROUNDING[rounding].divide(Decimal(value.numerator), Decimal(value.denominator)))
    except DecimalException:
        raise DataError("quantities.out_of_range") from None


def shortened_outward(found: Interval) -> Interval:
    """Return an interval with short ends that holds `found`."""
    lower = shortened(found.lower, ROUND_FLOOR)
    if lower is found.lower is found.upper:
        return found
    upper = shortened(found.upper, ROUND_CEILING)
    return found if lower is found.lower and upper is found.upper else Interval(lower, upper)


def power(base: Fraction, exponent: Fraction) -> Fraction:
    """Return ``base ** exponent``.

    Raises `DataError` if a negative base has an exponent that is not whole, zero one that is negative, or the result is
    out of range.

    >>> power(Fraction(121, 100), Fraction(1, 2)), power(Fraction(2), Fraction(-3))
    (Fraction(11, 10), Fraction(1, 8))
    """
    _require_power(base, exponent)
    return _power(base, exponent)[0]


def power_range(base: Interval, exponent: Interval) -> Interval:
    """Return all powers of an interval; with an exponent that is not whole the base must not be negative.

    Raises `DataError` as `power`, for some base and exponent of the intervals.
    """
    if exponent.is_point and exponent.lower.denominator == 1:
        return _whole_power_range(base, exponent.lower)
    for end in base:
        _require_power(end, exponent.lower)
    # A power rises or falls with each of the two, so that its ends lie on corners.
    corners = [_enclosed_power(one, other) for one in _ends_of(base) for other in _ends_of(exponent)]
    return Interval(min(one.lower for one in corners), max(one.upper for one in corners))


def logarithm(value: Fraction) -> Fraction:
    """Return the natural logarithm of a number above zero."""
    _require_logarithm(value)
    return Fraction(0) if value == 1 else _calculated("ln", value)


def logarithm_range(values: Interval) -> Interval:
    """Return all logarithms of an interval above zero."""
    # Near one a logarithm is no larger than the error of its argument, so that this error is added as well.
    lower, upper = _widened(logarithm(values.lower)), _widened(logarithm(values.upper))
    return Interval(lower.lower - _LOGARITHM_SLACK, upper.upper + _LOGARITHM_SLACK)


def exponential(value: Fraction) -> Fraction:
    """Return e to the power of `value`."""
    return Fraction(1) if value == 0 else _calculated("exp", value)


def exponential_range(values: Interval) -> Interval:
    """Return all exponentials of an interval."""
    return Interval(_widened(exponential(values.lower)).lower, _widened(exponential(values.upper)).upper)


def _require_power(base: Fraction, exponent: Fraction) -> None:
    if base < 0 and exponent.denominator != 1:
        raise DataError("quantities.root_of_negative", value=float(base))
    if base == 0 and exponent < 0:
        raise DataError("quantities.power_of_zero")


def _require_logarithm(value: Fraction) -> None:
    if value <= 0:
        raise DataError("quantities.logarithm_not_positive", value=float(value))


def _whole_power_range(base: Interval, exponent: Fraction) -> Interval:
    if exponent < 0 and base.lower <= 0 <= base.upper:
        raise DataError("quantities.power_of_zero")
    ends = [_enclosed_power(end, exponent) for end in _ends_of(base)]
    least, most = min(one.lower for one in ends), max(one.upper for one in ends)
    holds_turn = exponent % 2 == 0 and base.lower < 0 < base.upper
    return Interval(Fraction(0) if holds_turn and exponent > 0 else least, most)


def _ends_of(values: Interval) -> tuple[Fraction, ...]:
    return (values.lower,) if values.is_point else (values.lower, values.upper)


def _enclosed_power(base: Fraction, exponent: Fraction) -> Interval:
    found, is_exact = _power(base, exponent)
    return Interval(found, found) if is_exact else _widened(found)


def _power(base: Fraction, exponent: Fraction) -> tuple[Fraction, bool]:
    """Return a power, and whether it is exact."""
    if not exponent or (base.denominator == 1 and base.numerator in {0, 1}):
        return (base if exponent else Fraction(1)), True
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if bits * abs(exponent.numerator) > EXACT_BITS or exponent.denominator > _ROOTS:
        return _calculated("power", base, exponent), False
    raised = base**exponent.numerator
    return (raised, True) if exponent.denominator == 1 else _root(raised, exponent.denominator)


def _root(value: Fraction, degree: int) -> tuple[Fraction, bool]:
    """Return a root of a number above zero, and whether it is exact."""
    top, below = (_whole_root(part, degree) for part in (value.numerator, value.denominator))
    if top**degree == value.numerator and below**degree == value.denominator:
        return Fraction(top, below), True
    # Scaled by enough decimals that the root, computed as a whole number, has all digits that are kept and ten more.
    size = (value.numerator.bit_length() - value.denominator.bit_length()) / degree * math.log10(2)
    decimals = DIGITS + 10 - math.floor(size)
    shifted = value * Fraction(10) ** (decimals * degree)
    return _whole_root(math.floor(shifted), degree) / Fraction(10) ** decimals, False


def _whole_root(number: int, degree: int) -> int:
    """Return the greatest integer whose power of `degree` is not above `number`."""
    if not number:
        return 0
    # Newton's steps fall towards the root from above; a float begins them near it, if there is one so large.
    size = math.log(number) / degree
    if size < _LARGEST_FLOAT:
        root = math.floor(math.exp(size) * (1 + 1e-10)) + 1
    else:
        root = 1 << (number.bit_length() // degree + 1)
    while (nearer := ((degree - 1) * root + number // root ** (degree - 1)) // degree) < root:
        root = nearer
    return root


def _calculated(how: str, *numbers: Fraction) -> Fraction:
    """Return a value of the decimal context's function `how`, rounded to `DIGITS` significant digits."""
    context = Context(prec=_GUARDED, Emin=-_EXPONENT, Emax=_EXPONENT)
    try:
        exact = [context.divide(Decimal(one.numerator), Decimal(one.denominator)) for one in numbers]
        # The decimal module refuses a negative base with a whole exponent that is out of its range.
        return Fraction(Context(prec=DIGITS).plus(getattr(context, how)(*exact)))
    except DecimalException:
        raise DataError("quantities.out_of_range") from None


def _widened(value: Fraction) -> Interval:
    slack = abs(value) * _SLACK
    return Interval(value - slack, value + slack)
