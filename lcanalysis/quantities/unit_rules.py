"""Which units can be combined: the unit of a sum, product or quotient, or an error that says what to write instead.

A unit is one of the table in `lcanalysis.units`, one of these over another (亿元/万吨), or empty, for a plain number. 比
is a ratio: it comes from dividing like by like. % and 个百分点 are two units: % − % gives 个百分点, and 个百分点 may be
added to a %. A % is never a factor by itself: rate/100 is the ratio, and ratio*100 the %.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from lcanalysis.errors import UnitMismatchError
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, RATIO, UNITS, require_unit
from lcanalysis.wording import say

PLAIN: Final = ""
_ONE: Final = Fraction(1)
PURE: Final = frozenset({PLAIN, RATIO})
"""Numbers without a dimension: a plain one, and a ratio."""
PERMILLE: Final = "‰"
RATES: Final = frozenset({PERCENT, PERMILLE})
PARTS_OF_ONE: Final = {PERCENT: 100, PERCENTAGE_POINT: 100, PERMILLE: 1000}
"""The divisor that turns a number of the unit into a ratio."""


class UnlikeUnitsError(UnitMismatchError):
    """Two units that do not go together; the message says what to write instead."""

    def text(self, lang: str) -> str:
        """Return the whole message in `lang`; a number without a unit is called one."""
        plain = say("quantities.plain_number", lang)
        return say(self.key, lang, **{name: plain if value == PLAIN else value for name, value in self.fields.items()})


@dataclass(frozen=True, slots=True)
class Measure:
    """A unit taken apart: what is counted, per what, and how large one of it is in base units."""

    above: str
    below: str
    above_dimension: str
    below_dimension: str
    size: Fraction

    @property
    def dimensions(self) -> tuple[str, str]:
        """The dimensions above and below the line."""
        return self.above_dimension, self.below_dimension


@cache
def measure_of(unit: str) -> Measure:
    """Return a unit taken apart.

    Raises `UnitMismatchError` if it, or a side of it, is not in the table of units.

    >>> measure_of("亿元/万吨").dimensions == measure_of("元/吨").dimensions, measure_of("亿元/万吨").size
    (True, Fraction(10000, 1))
    """
    if unit == PLAIN:
        return Measure(PLAIN, "", UNITS[RATIO].dimension, "", Fraction(1))
    above, _, below = str(unit).partition("/")
    if below and above in UNITS and below in UNITS:
        top, under = UNITS[above], UNITS[below]
        return Measure(above, below, top.dimension, under.dimension, top.size / under.size)
    whole = require_unit(unit)
    return Measure(unit, "", whole.dimension, "", whole.size)


@cache
def factor(unit: str, to: str) -> Fraction:
    """Return what a number in `unit` is multiplied by to be in the unit `to`.

    A ratio may be written as 个百分点 as well as %: only the writer knows whether it is a difference.

    Raises `UnlikeUnitsError` if the units are of unlike dimensions.

    >>> factor("万吨", "吨"), factor("比", "个百分点")
    (Fraction(10000, 1), Fraction(100, 1))
    """
    source, target = measure_of(unit), measure_of(to)
    is_difference = unit in PURE and to == PERCENTAGE_POINT
    if source.dimensions != target.dimensions and not is_difference:
        raise UnlikeUnitsError("quantities.no_conversion", unit=unit, to=to)
    return source.size / target.size


def are_alike(one: str, other: str) -> bool:
    """Return whether two units measure the same, so that their numbers can be compared."""
    return measure_of(one).dimensions == measure_of(other).dimensions


@cache
def sum_units(one: str, other: str, *, is_difference: bool) -> tuple[str, Fraction, Fraction]:
    """Return the unit of a sum or difference, and what each of its terms is multiplied by first.

    Raises `UnlikeUnitsError` if the two do not go together; the message says what to write instead.

    >>> sum_units("万吨", "吨", is_difference=False)
    ('万吨', Fraction(1, 1), Fraction(1, 10000))
    >>> [sum_units("%", other, is_difference=True)[0] for other in ("%", "个百分点")]
    ['个百分点', '%']
    """
    if one in PURE and other in PURE:
        return (one or other), _ONE, _ONE
    if one in RATES and other in RATES and is_difference:
        return PERCENTAGE_POINT, factor(one, PERCENT), factor(other, PERCENT)
    if one in RATES and other == PERCENTAGE_POINT:
        return one, _ONE, factor(PERCENT, one)
    if one == PERCENTAGE_POINT and other in RATES and not is_difference:
        return other, factor(PERCENT, other), _ONE
    if one == other or (are_alike(one, other) and not {one, other} & PURE):
        return one, _ONE, factor(other, one)
    raise _refused_sum(one, other, is_difference=is_difference)


def _refused_sum(one: str, other: str, *, is_difference: bool) -> UnlikeUnitsError:
    ratios = {one, other} & PURE
    rates = {one, other} & PARTS_OF_ONE.keys()
    if ratios and rates:
        (rate,) = rates
        key = "quantities.rate_beside_number"
        return UnlikeUnitsError(key, one=one, other=other, hundred=PARTS_OF_ONE[rate])
    if is_difference and one == PERCENTAGE_POINT and other in RATES:
        return UnlikeUnitsError("quantities.rate_from_points", unit=other)
    if ratios:
        (unit,) = {one, other} - PURE
        return UnlikeUnitsError("quantities.number_beside_unit", unit=unit)
    key = "quantities.no_difference" if is_difference else "quantities.no_sum"
    return UnlikeUnitsError(key, one=one, other=other)


@cache
def product_unit(one: str, other: str) -> tuple[str, Fraction]:
    """Return the unit of a product, and the factor that its conversions bring in.

    Raises `UnlikeUnitsError` if the product has no unit, such as 亿元 times % or 吨 times 吨.

    >>> product_unit("亿元/万吨", "吨")
    ('亿元', Fraction(1, 10000))
    """
    if one in PURE or other in PURE:
        return ((other or one) if one in PURE else one), Fraction(1)
    if {one, other} & PARTS_OF_ONE.keys():
        rate = one if one in PARTS_OF_ONE else other
        key = "quantities.rate_as_factor"
        raise UnlikeUnitsError(key, one=one, other=other, rate=rate, hundred=PARTS_OF_ONE[rate])
    return _put_together(one, other, is_quotient=False)


@cache
def quotient_unit(one: str, other: str) -> tuple[str, Fraction]:
    """Return the unit of a quotient, and the factor that its conversions bring in.

    Raises `UnlikeUnitsError` if the quotient has no unit, such as one over 吨.

    >>> quotient_unit("万吨", "吨"), quotient_unit("亿元", "万吨")
    (('比', Fraction(10000, 1)), ('亿元/万吨', Fraction(1, 1)))
    """
    if other in PURE:
        return (one or other), Fraction(1)
    if one not in PURE and are_alike(one, other):
        return RATIO, measure_of(one).size / measure_of(other).size
    if other in PARTS_OF_ONE:
        key = "quantities.rate_as_divisor"
        raise UnlikeUnitsError(key, one=one, other=other, hundred=PARTS_OF_ONE[other])
    return _put_together(one, other, is_quotient=True)


def _put_together(one: str, other: str, *, is_quotient: bool) -> tuple[str, Fraction]:
    """Return a product or quotient of units, once what stands both above and below the line has cancelled."""
    first, second = measure_of(one), measure_of(other)
    above, below = ([first.above] if one not in PURE else []), [first.below]
    (below if is_quotient else above).append(second.above)
    (above if is_quotient else below).append(second.below)
    above, below = [unit for unit in above if unit], [unit for unit in below if unit]
    brought = Fraction(1)
    for top in tuple(above):
        for under in below:
            if UNITS[top].dimension == UNITS[under].dimension:
                brought *= UNITS[top].size / UNITS[under].size
                above.remove(top)
                below.remove(under)
                break
    if len(above) > 1 or len(below) > 1 or (below and not above):
        key = "quantities.no_quotient" if is_quotient else "quantities.no_product"
        raise UnlikeUnitsError(key, one=one, other=other)
    return ("/".join((*above, *below)) or RATIO), brought


def power_unit(unit: str, exponent: str) -> str:
    """Return the unit of a power: that of its base, which has no dimension.

    Raises `UnlikeUnitsError` if the base or the exponent has a dimension.
    """
    if unit in PARTS_OF_ONE:
        raise UnlikeUnitsError("quantities.rate_as_base", unit=unit, hundred=PARTS_OF_ONE[unit])
    if unit not in PURE:
        raise UnlikeUnitsError("quantities.no_power", unit=unit)
    if exponent not in PURE:
        raise UnlikeUnitsError("quantities.exponent_with_unit", unit=exponent)
    return unit


def require_pure(unit: str, function: str) -> str:
    """Return `unit` if a number of it may be put into a function such as the logarithm.

    Raises `UnlikeUnitsError` if it has a dimension.
    """
    if unit not in PURE:
        raise UnlikeUnitsError("quantities.no_function", unit=unit, function=function)
    return unit
