"""Exact units of published statistics: what may be converted, added and compared, and what may not.

A unit is named as the publisher prints it (万吨, 亿元, 个百分点). Its size is an exact fraction of the
dimension's base unit, so that conversion never rounds. Percent and percentage point are different
dimensions: one is a level or a rate, the other a difference of two.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.errors import UnitMismatchError
from lcanalysis.wording import say

PERCENT: Final = "%"
PERCENTAGE_POINT: Final = "个百分点"
RATIO: Final = "比"


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its printed symbol, the suffix of names in code, its dimension, its size in base units."""

    symbol: str
    suffix: str
    dimension: str
    size: Fraction = Fraction(1)

    def name(self, lang: str) -> str:
        """Return the unit as readers of `lang` write it."""
        return say(f"unit.{self.suffix}", lang)


# Sizes: 1 万 = 10^4, 1 亿 = 10^8; a percent is 1/100 of a ratio, and a percentage point a difference of percents.
UNITS: Final[dict[str, Unit]] = {
    unit.symbol: unit
    for unit in (
        Unit("吨", "t", "mass"),
        Unit("万吨", "10kt", "mass", Fraction(10_000)),
        Unit("元", "yuan", "money"),
        Unit("万元", "10k_yuan", "money", Fraction(10_000)),
        Unit("亿元", "100m_yuan", "money", Fraction(100_000_000)),
        Unit("元/月", "yuan_per_month", "money per month"),
        Unit(PERCENT, "pct", "ratio", Fraction(1, 100)),
        Unit(RATIO, "ratio", "ratio"),
        Unit(PERCENTAGE_POINT, "pp", "difference of ratios", Fraction(1, 100)),
        Unit("家", "firms", "firms"),
        Unit("户", "households", "firms"),
        Unit("个", "items", "items"),
        Unit("项", "entries", "items"),
        Unit("件", "cases", "items"),
        Unit("人", "persons", "persons"),
        Unit("年", "years", "years"),
    )
}


def require_unit(symbol: str) -> Unit:
    """Return the unit printed as `symbol`.

    Raises
    ------
    UnitMismatchError
        If no such unit is in the table.

    Examples
    --------
    >>> require_unit("万吨").suffix
    '10kt'
    """
    unit = UNITS.get(symbol)
    if unit is None:
        raise UnitMismatchError("errors.unknown_unit", unit=symbol, known=tuple(UNITS))
    return unit


def convert(value: Decimal, unit: str, to: str) -> Decimal:
    """Return `value` of `unit` in the unit `to`, exactly.

    Sizes within a dimension are powers of ten of one another, so the result is a finite decimal.

    Raises
    ------
    UnitMismatchError
        If the two units are of different dimensions: 吨 with 亿元, or % with 个百分点.

    Examples
    --------
    >>> convert(Decimal("19161336"), "万元", "亿元")
    Decimal('1916.1336')
    """
    source, target = require_unit(unit), require_unit(to)
    if source.dimension != target.dimension:
        raise UnitMismatchError("errors.unit_mismatch", unit=unit, to=to)
    factor = source.size / target.size
    return value * Decimal(factor.numerator) / Decimal(factor.denominator)
