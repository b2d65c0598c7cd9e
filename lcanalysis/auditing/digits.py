"""Printed digits: how many a figure has, and how an exact value would print with as many."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.number_format import printed_decimals

GUARD_DIGITS: Final = 2
"""Recomputed figures are written with two decimals more than the published one, enough to see how it came about."""


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Return `value` rounded half away from zero (四舍五入) to `decimals` places.

    Examples
    --------
    >>> rounded(Fraction("-19.1458"), 2), rounded(Fraction("0.125"), 2)
    (Decimal('-19.15'), Decimal('0.13'))
    """
    scaled = abs(value) * 10**decimals
    return _signed(value, math.floor(scaled + Fraction(1, 2)), decimals)


def truncated(value: Fraction, decimals: int) -> Decimal:
    """Return `value` with all digits after `decimals` places cut off, toward zero.

    Examples
    --------
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


def shortened(value: Decimal, decimals: int) -> Decimal:
    """Return `value` without the zeros that end it, but with at least `decimals` places.

    Examples
    --------
    >>> shortened(Decimal("2417.9510"), 1), shortened(Decimal("207.8"), 2)
    (Decimal('2417.951'), Decimal('207.80'))
    """
    needed = printed_decimals(value.normalize())
    return round(value, max(needed, decimals))


def _signed(value: Fraction, digits: int, decimals: int) -> Decimal:
    return _decimal(-digits if value < 0 else digits, decimals)


def _decimal(digits: int, decimals: int) -> Decimal:
    # Built from its digits, which is exact; arithmetic would round to the precision of the context.
    return Decimal((int(digits < 0), tuple(map(int, str(abs(digits)))), -decimals))
