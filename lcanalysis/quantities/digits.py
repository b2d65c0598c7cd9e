"""Decimal digits of exact fractions: rounded, cut off, and rounded outward.

Fractions are rounded from their exact value and never in two steps, so that a half is always seen as one.
"""

from __future__ import annotations

import math
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, Inexact
from fractions import Fraction
from typing import Final

DIGITS: Final = 50
"""Significant digits of a decimal that stands for a number without a finite one."""
_LONGEST: Final = 120


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Return `value` rounded half away from zero (四舍五入) to `decimals` places.

    >>> rounded(Fraction("-19.1458"), 2), rounded(Fraction("0.125"), 2)
    (Decimal('-19.15'), Decimal('0.13'))
    """
    # Whole numbers, since pages round tens of thousands of fractions: floor(|top / below| + 1/2).
    top, below = abs(value.numerator) * 10 ** max(0, decimals), value.denominator * 10 ** max(0, -decimals)
    return _signed(value, (2 * top + below) // (2 * below), decimals)


def truncated(value: Fraction, decimals: int) -> Decimal:
    """Return `value` with all digits after `decimals` places cut off, toward zero.

    >>> truncated(Fraction("-19.1458"), 2)
    Decimal('-19.14')
    """
    return _signed(value, math.floor(abs(value) * 10**decimals), decimals)


def rounded_down(value: Fraction, decimals: int) -> Decimal:
    """Return the greatest decimal of `decimals` places not above `value`: a lower end, rounded outward."""
    return _decimal(math.floor(value * 10**decimals), decimals)


def rounded_up(value: Fraction, decimals: int) -> Decimal:
    """Return the least decimal of `decimals` places not below `value`: an upper end, rounded outward."""
    return _decimal(math.ceil(value * 10**decimals), decimals)


def as_decimal(value: Fraction) -> Decimal:
    """Return `value` as a decimal: exactly if it has a finite one of at most 120 digits, else to 50 significant digits.

    >>> as_decimal(Fraction(8139, 10)), str(as_decimal(Fraction(1, 3)))[:8]
    (Decimal('813.9'), '0.333333')
    """
    exact = Context(prec=_LONGEST, Emin=MIN_EMIN, Emax=MAX_EMAX)
    found = exact.divide(Decimal(value.numerator), Decimal(value.denominator))
    if not exact.flags[Inexact]:
        return found
    return Context(prec=DIGITS, Emin=MIN_EMIN, Emax=MAX_EMAX).divide(
        Decimal(value.numerator), Decimal(value.denominator)
    )


def _signed(value: Fraction, digits: int, decimals: int) -> Decimal:
    return _decimal(-digits if value.numerator < 0 else digits, decimals)


def _decimal(digits: int, decimals: int) -> Decimal:
    # Read from its digits, which is exact; arithmetic would round to the precision of the context.
    return Decimal(f"{digits}E{-decimals}")
