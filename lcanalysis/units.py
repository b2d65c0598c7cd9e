"""Exact units of published statistics: what may be converted, added and compared, and what may not.

A unit is named as the publisher prints it (万吨, 亿元, 个百分点). Its size is an exact fraction of the
dimension's base unit, so that conversion never rounds. Percent and percentage point are different
dimensions: one is a level or a rate, the other a difference of two.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Final

from lcanalysis.errors import UnitMismatchError
from lcanalysis.wording import load_catalogue, require_lang, say

PERCENT: Final = "%"
PERCENTAGE_POINT: Final = "个百分点"
RATIO: Final = "比"
COUNTED: Final = frozenset({"firms", "items", "persons", "visits", "vehicles", "machines", "sets", "years", "ranks"})
"""Dimensions of what is counted."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its printed symbol, the suffix of names in code, its dimension, its size in base units."""

    symbol: str
    suffix: str
    dimension: str
    size: Fraction = Fraction(1)

    @property
    def is_count(self) -> bool:
        """Whether it counts single things: there is no fraction of one, and a printed number of them is not rounded."""
        return self.dimension in COUNTED and self.size == 1

    @property
    def single(self) -> Unit:
        """The unit without the 万 or 亿 that it begins with: 吨 of 万吨; itself if it begins with neither."""
        return UNITS[self.symbol[1:]] if self.symbol[0] in "万亿" else self

    def name(self, lang: str) -> str:
        """Return the unit as readers of `lang` write it."""
        return say(f"unit.{self.suffix}", lang)

    def singular(self, lang: str) -> str:
        """Return the unit as readers of `lang` write it behind exactly one: 1 firm, 1 percentage point."""
        key = f"unit.one_{self.suffix}"
        return say(key, lang) if key in load_catalogue("unit", require_lang(lang)) else self.name(lang)


# Sizes: 1 万 = 10^4, 1 亿 = 10^8; a percent is 1/100 of a ratio, and a percentage point a difference of percents. The
# first of a dimension is the one that figures are asked for in, unless the plan names another. 亩 is a dimension of its
# own: 15 of them are a hectare, and one is no finite decimal of it.
UNITS: Final[dict[str, Unit]] = {
    unit.symbol: unit
    for unit in (
        Unit("吨", "t", "mass"),
        Unit("万吨", "10kt", "mass", Fraction(10_000)),
        Unit("亿吨", "100mt", "mass", Fraction(100_000_000)),
        Unit("千克", "kg", "mass", Fraction(1, 1000)),
        Unit("公斤", "kilo", "mass", Fraction(1, 1000)),
        Unit("元", "yuan", "money"),
        Unit("万元", "10k_yuan", "money", Fraction(10_000)),
        Unit("亿元", "100m_yuan", "money", Fraction(100_000_000)),
        Unit("元/月", "yuan_per_month", "money per month"),
        Unit("元/吨", "yuan_per_t", "money per mass"),
        Unit("美元", "usd", "US dollars"),
        Unit("万美元", "10k_usd", "US dollars", Fraction(10_000)),
        Unit("亿美元", "100m_usd", "US dollars", Fraction(100_000_000)),
        Unit(PERCENT, "pct", "ratio", Fraction(1, 100)),
        Unit(RATIO, "ratio", "ratio"),
        Unit("‰", "permille", "ratio", Fraction(1, 1000)),
        Unit(PERCENTAGE_POINT, "pp", "difference of ratios", Fraction(1, 100)),
        Unit("家", "firms", "firms"),
        Unit("户", "households", "firms"),
        Unit("万户", "10k_households", "firms", Fraction(10_000)),
        Unit("个", "items", "items"),
        Unit("项", "entries", "items"),
        Unit("件", "cases", "items"),
        Unit("万件", "10k_cases", "items", Fraction(10_000)),
        Unit("人", "persons", "persons"),
        Unit("万人", "10k_persons", "persons", Fraction(10_000)),
        Unit("人次", "visits", "visits"),
        Unit("万人次", "10k_visits", "visits", Fraction(10_000)),
        Unit("辆", "vehicles", "vehicles"),
        Unit("万辆", "10k_vehicles", "vehicles", Fraction(10_000)),
        Unit("台", "machines", "machines"),
        Unit("万台", "10k_machines", "machines", Fraction(10_000)),
        Unit("套", "sets", "sets"),
        Unit("万套", "10k_sets", "sets", Fraction(10_000)),
        Unit("年", "years", "years"),
        Unit("位", "places", "ranks"),
        Unit("千瓦时", "kwh", "energy"),
        Unit("万千瓦时", "10k_kwh", "energy", Fraction(10_000)),
        Unit("亿千瓦时", "100m_kwh", "energy", Fraction(100_000_000)),
        Unit("千瓦", "kw", "power"),
        Unit("万千瓦", "10k_kw", "power", Fraction(10_000)),
        Unit("吨标准煤", "tce", "energy as coal"),
        Unit("万吨标准煤", "10k_tce", "energy as coal", Fraction(10_000)),
        Unit("平方米", "m2", "area"),
        Unit("万平方米", "10k_m2", "area", Fraction(10_000)),
        Unit("公顷", "ha", "area", Fraction(10_000)),
        Unit("平方公里", "km2", "area", Fraction(1_000_000)),
        Unit("亩", "mu", "area in mu"),
        Unit("万亩", "10k_mu", "area in mu", Fraction(10_000)),
        Unit("米", "m", "length"),
        Unit("公里", "km", "length", Fraction(1000)),
        Unit("立方米", "m3", "volume"),
        Unit("万立方米", "10k_m3", "volume", Fraction(10_000)),
        Unit("亿立方米", "100m_m3", "volume", Fraction(100_000_000)),
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


@cache
def _by_english_name() -> dict[str, str]:
    return {"".join(unit.name("en").split()).casefold(): symbol for symbol, unit in reversed(UNITS.items())}


def printed_unit(text: str) -> str:
    """Return the symbol of the unit that a text is, in Chinese or in English; empty if it is none.

    Examples
    --------
    >>> printed_unit("万吨"), printed_unit("10,000 Tonnes"), printed_unit("t/a")
    ('万吨', '万吨', '')
    """
    return text if text in UNITS else _by_english_name().get("".join(text.split()).casefold(), "")


def convert(value: Decimal, unit: str, to: str) -> Decimal:
    """Return `value` of `unit` in the unit `to`, exactly.

    Sizes within a dimension are powers of ten of one another, so the result is a finite decimal.

    Raises `UnitMismatchError` if the two units are of different dimensions: 吨 with 亿元, or % with 个百分点.

    >>> convert(Decimal("19161336"), "万元", "亿元")
    Decimal('1916.1336')
    """
    source, target = require_unit(unit), require_unit(to)
    if source.dimension != target.dimension:
        raise UnitMismatchError("errors.unit_mismatch", unit=unit, to=to)
    if source is target:
        return value
    factor = source.size / target.size
    return value * Decimal(factor.numerator) / Decimal(factor.denominator)
