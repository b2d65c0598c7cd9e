"""Printed digits: how many a recomputed figure is written with."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from lcanalysis.number_format import printed_decimals

GUARD_DIGITS: Final = 2
"""Recomputed figures are written with two decimals more than the published one, enough to see how it came about."""


def shortened(value: Decimal, decimals: int) -> Decimal:
    """Return `value` without the zeros that end it, but with at least `decimals` places.

    >>> shortened(Decimal("2417.9510"), 1), shortened(Decimal("207.8"), 2)
    (Decimal('2417.951'), Decimal('207.80'))
    """
    needed = printed_decimals(value.normalize())
    return round(value, max(needed, decimals))
