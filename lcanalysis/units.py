"""Exact units of published statistics: what may be converted, added and compared, and what may not.

A unit is named as the publisher prints it (万吨, 亿元, 个百分点). Its size is an exact fraction of the
dimension's base unit, so that conversion never rounds. Percent and percentage point are different
dimensions: one is a level or a rate, the other a difference of two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any, Final

from lcanalysis.errors import UnitMismatchError
from lcanalysis.wording import load_catalogue, require_lang, say

PERCENT: Final = "%"
PERCENTAGE_POINT: Final = "个百分点"
POINT: Final = "分"
"""The unit of a score."""
RATIO: Final = "比"
COUNTED: Final = frozenset({"firms", "items", "persons", "visits", "vehicles", "machines", "sets", "ranks"})
"""The dimensions of things that are counted."""
MULTIPLES: Final = {
    "十万": 5, "百万": 6, "千万": 7, "十亿": 9, "百亿": 10, "千亿": 11, "万亿": 12, "十": 1, "百": 2, "千": 3, "万": 4, "亿": 8,
}  # fmt: skip
"""The multiples that a unit may begin with, as powers of ten; the longer ones stand first."""
_PER: Final = " per "


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its printed symbol, its dimension, its size in base units, and the unit or units that it is composed of.

    `key` is the name of its wording, for one that is not composed; `multiple` the power of ten that it begins with.
    """

    symbol: str
    key: str
    dimension: str
    size: Fraction = Fraction(1)
    multiple: int = 0
    parts: tuple[Unit, ...] = ()

    @property
    def is_count(self) -> bool:
        """Whether it counts single things: there is no fraction of one, and a printed number of them is not rounded."""
        return self.dimension in COUNTED and self.size == 1

    @property
    def single(self) -> Unit:
        """The unit without the 万 or 亿 that it begins with: 吨 of 万吨, 元/人 of 万元/人; itself if it begins with none."""
        if len(self.parts) == 1:
            return self.parts[0]
        if self.parts and self.parts[0].single is not self.parts[0]:
            return UNITS[f"{self.parts[0].single.symbol}/{self.parts[1].symbol}"]
        return self

    def name(self, lang: str) -> str:
        """Return the unit as readers of `lang` write it."""
        if not self.parts:
            return say(f"unit.{self.key}", lang)
        if len(self.parts) == 1:
            return say(f"unit.times_{self.multiple}", lang, unit=self.parts[0].name(lang))
        above, below = self.parts
        return say("quantities.unit_over", lang, above=above.name(lang), below=below.singular(lang))

    def text(self, lang: str) -> str:
        """Return the unit as a list of known ones shows it: by its name, with the symbol that a cell or a declaration bears.

        >>> UNITS["万吨"].text("en"), UNITS["万吨"].text("zh"), UNITS["%"].text("en")
        ('10,000 tonnes (万吨)', '万吨', '%')
        """
        name = self.name(lang)
        return name if name == self.symbol else f"{name} ({self.symbol})"

    def head(self, lang: str) -> str:
        """Return the unit as the heading of a table shows it, apart from the numbers.

        In English, firms and items are headed "number": the row says itself what is counted.

        >>> UNITS["家"].head("en"), UNITS["家"].head("zh"), UNITS["万吨"].head("en")
        ('number', '家', '10,000 tonnes')
        """
        is_said = lang == "en" and self.is_count and self.dimension in {"firms", "items"}
        return say("unit.counted", lang) if is_said else self.name(lang)

    def singular(self, lang: str) -> str:
        """Return the unit as readers of `lang` write it behind exactly one: 1 firm, 1 percentage point."""
        if self.parts[1:]:
            above, below = self.parts
            return say("quantities.unit_over", lang, above=above.singular(lang), below=below.singular(lang))
        key = f"unit.one_{self.key}"
        return say(key, lang) if key in load_catalogue("unit", require_lang(lang)) else self.name(lang)


class UnitTable(dict[str, Unit]):
    """The units of published statistics by their symbols. It also finds units that are composed of the listed ones.

    A unit may begin with a multiple (万亿元, 千人) and stand over another (万元/人, 件/万人).

    >>> UNITS["万元/人"].dimension, UNITS["万亿元"].size == 10**12, "万元/旬" in UNITS
    ('money per persons', True, False)
    """

    def __missing__(self, symbol: str) -> Unit:
        found = _composed(symbol) if isinstance(symbol, str) else None
        if found is None:
            raise KeyError(symbol)
        return found

    def __contains__(self, symbol: object) -> bool:
        return super().__contains__(symbol) or (isinstance(symbol, str) and _composed(symbol) is not None)

    def get(self, symbol: str, default: Any = None) -> Any:
        """Return a unit, listed or composed."""
        try:
            return self[symbol]
        except KeyError:
            return default

    @property
    def pattern(self) -> str:
        """A regular expression of any unit, without a group that captures."""
        listed = sorted(self, key=len, reverse=True)
        plain = "|".join(re.escape(symbol) for symbol in listed if _may_be_composed(self[symbol]))
        one = f"(?:{'|'.join(MULTIPLES)})?(?:{plain})"
        return f"(?:{one}/{one}|{'|'.join(map(re.escape, listed))}|{one})"

    def of_dimension(self, dimension: str) -> tuple[str, ...]:
        """Return the usual units of a dimension, beginning with the one that figures are asked for in; none if it is unknown.

        >>> UNITS.of_dimension("money"), UNITS.of_dimension("money per persons"), UNITS.of_dimension("moeny")
        (('元', '万元', '亿元'), ('元/人',), ())
        """
        listed = tuple(symbol for symbol, unit in self.items() if unit.dimension == dimension)
        above, per, below = dimension.partition(_PER)
        if listed or not per:
            return listed
        tops, unders = self.of_dimension(above), self.of_dimension(below)
        return (f"{tops[0]}/{unders[0]}",) if tops and unders else ()


@cache
def _composed(symbol: str) -> Unit | None:
    above, over, below = symbol.partition("/")
    if over:
        top, under = (dict.get(UNITS, side) or _multiplied(side) for side in (above, below))
        if top is None or under is None or not all(_may_be_composed(part.single) for part in (top, under)):
            return None
        return Unit(symbol, "", f"{top.dimension}{_PER}{under.dimension}", top.size / under.size, 0, (top, under))
    return _multiplied(symbol)


def _may_be_composed(unit: Unit) -> bool:
    return (
        not unit.parts and "/" not in unit.symbol and unit.dimension not in {"ratio", "difference of ratios", "ranks"}
    )


def _multiplied(symbol: str) -> Unit | None:
    for prefix, power in MULTIPLES.items():
        base = dict.get(UNITS, symbol.removeprefix(prefix)) if symbol.startswith(prefix) else None
        if base is not None and _may_be_composed(base):
            return Unit(symbol, "", base.dimension, base.size * 10**power, power, (base,))
    return None


# Sizes: a percent is 1/100 of a ratio, and a percentage point a difference of percents. The first of a dimension is the
# one that figures are asked for in, unless the plan names another. 亩 is a dimension of its own: 15 of them are a
# hectare, and one is no finite decimal of it.
UNITS: Final = UnitTable(
    (unit.symbol, unit)
    for unit in (
        Unit("吨", "t", "mass"),
        Unit("千克", "kg", "mass", Fraction(1, 1000)),
        Unit("公斤", "kilo", "mass", Fraction(1, 1000)),
        Unit("元", "yuan", "money"),
        Unit("元/月", "yuan_per_month", "money per month"),
        Unit("元/人·月", "yuan_per_person_month", "money per person and month"),
        Unit("美元", "usd", "US dollars"),
        Unit(PERCENT, "pct", "ratio", Fraction(1, 100)),
        Unit(RATIO, "ratio", "ratio"),
        Unit("‰", "permille", "ratio", Fraction(1, 1000)),
        Unit(PERCENTAGE_POINT, "pp", "difference of ratios", Fraction(1, 100)),
        Unit("家", "firms", "firms"),
        Unit("户", "households", "firms"),
        Unit("个", "items", "items"),
        Unit("项", "entries", "items"),
        Unit("件", "cases", "items"),
        Unit("张", "beds", "items"),
        Unit("人", "persons", "persons"),
        Unit("人次", "visits", "visits"),
        Unit("辆", "vehicles", "vehicles"),
        Unit("台", "machines", "machines"),
        Unit("套", "sets", "sets"),
        Unit("年", "years", "years"),
        Unit("岁", "years_of_age", "years"),
        Unit("天", "days", "days"),
        Unit(POINT, "points", "points"),
        Unit("位", "places", "ranks"),
        Unit("千瓦时", "kwh", "energy"),
        Unit("千瓦", "kw", "power"),
        Unit("吨标准煤", "tce", "energy as coal"),
        Unit("平方米", "m2", "area"),
        Unit("公顷", "ha", "area", Fraction(10_000)),
        Unit("平方公里", "km2", "area", Fraction(1_000_000)),
        Unit("亩", "mu", "area in mu"),
        Unit("米", "m", "length"),
        Unit("公里", "km", "length", Fraction(1000)),
        Unit("立方米", "m3", "volume"),
        Unit("升", "litres", "volume", Fraction(1, 1000)),
        Unit("微克", "micrograms", "mass", Fraction(1, 10**12)),
    )
)
UNITS.update({symbol: UNITS[symbol] for symbol in (
    "万吨", "亿吨", "万元", "亿元", "元/吨", "万美元", "亿美元", "万户", "万件", "万人", "万人次", "万辆", "万台", "万套",
    "万千瓦时", "亿千瓦时", "万千瓦", "万吨标准煤", "万平方米", "万亩", "万立方米", "亿立方米",
)})  # fmt: skip
"""The composed units in most frequent use are listed too, so that a misspelt unit is compared with them."""


def require_unit(symbol: str) -> Unit:
    """Return the unit printed as `symbol`.

    Raises
    ------
    UnitMismatchError
        If no such unit is in the table.

    Examples
    --------
    >>> require_unit("万吨").size
    Fraction(10000, 1)
    """
    unit: Unit | None = UNITS.get(symbol)
    if unit is None:
        raise UnitMismatchError("errors.unknown_unit", unit=symbol, known=tuple(UNITS.values()))
    return unit


@cache
def _by_english_name() -> dict[str, str]:
    """Return the symbols of listed units and their multiples by their English names, that of one and that of several."""
    multiplied = (f"{multiple}{symbol}" for symbol in UNITS for multiple in MULTIPLES)
    units = [UNITS[symbol] for symbol in (*UNITS, *multiplied) if symbol in UNITS]
    named = {_plain(name): unit.symbol for unit in reversed(units) for name in (unit.singular("en"), unit.name("en"))}
    return {f"hundred{name[3:]}": symbol for name, symbol in named.items() if name.startswith("100million")} | named


def _plain(name: str) -> str:
    return "".join(name.split()).casefold().replace("people", "persons")


def printed_unit(text: str) -> str:
    """Return the symbol of the unit that a text is, in Chinese or in English; empty if it is none.

    >>> printed_unit("万吨"), printed_unit("10,000 Tonnes"), printed_unit("t/a"), printed_unit("yuan per person")
    ('万吨', '万吨', '', '元/人')
    """
    if text in UNITS:
        return text
    sides = [_by_english_name().get(_plain(side), "") for side in re.split(r"\bper\b", text, flags=re.IGNORECASE)]
    symbol = "/".join(sides)
    return symbol if all(sides) and symbol in UNITS else ""


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
