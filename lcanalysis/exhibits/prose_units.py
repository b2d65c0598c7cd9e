"""Amounts as each language writes them in prose: 813.9亿元 in Chinese, 81.39 billion yuan in English.

The hundred million of published tables is no unit of English prose. The amount is the same to the digit, with the
precision it was published with.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lcanalysis.number_format import format_number
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded
from lcanalysis.units import PERCENTAGE_POINT, UNITS, Unit
from lcanalysis.wording import say

LARGE: Final = 10_000
"""Size of the smallest unit that English prose writes otherwise: 万吨, 亿元 and their like."""
BILLION: Final = 10**9
MILLION: Final = 10**6


@dataclass(frozen=True, slots=True)
class ProseUnit:
    """The unit that a language writes an amount in: what to divide by, how many decimals more, and its name.

    `short` is the name for narrow places, such as a strip of figures: bn yuan.
    """

    size: Fraction
    places: int
    name: str
    short: str


def prose_unit(value: Fraction, unit: str, lang: str) -> ProseUnit:
    """Return the unit in which an amount is written in prose of `lang`: its own in Chinese.

    Examples
    --------
    >>> prose_unit(Fraction(208), "万吨", "en").name, prose_unit(Fraction(208), "万吨", "zh").name
    ('million tonnes', '万吨')
    """
    own = UNITS[unit].name(lang) if unit in UNITS else unit
    if lang == "zh" or unit not in UNITS or UNITS[unit].size < LARGE:
        return ProseUnit(Fraction(1), 0, own, own)
    declared = UNITS[unit]
    singles = abs(value) * declared.size
    scale, word = next(
        ((size, name) for size, name in ((BILLION, "billion"), (MILLION, "million")) if singles >= size), (1, "")
    )
    size = Fraction(scale) / declared.size
    base = _single(declared.dimension).name(lang)
    if not word:
        return ProseUnit(size, _power(size), base, base)
    long, short = (
        say("exhibit.large_unit", lang, scale=say(f"exhibit.{form}{word}", lang), unit=base) for form in ("", "short_")
    )
    return ProseUnit(size, _power(size), long, short)


def prose_digits(amount: Quantity, lang: str, unit: ProseUnit | None = None) -> str:
    """Return the digits of an amount in the unit of prose: exact, with the precision it is shown with.

    >>> [prose_digits(Quantity.printed(digits, "亿元", "a.csv A1"), "en") for digits in ("813.9", "1000")]
    ['81.39', '100']
    """
    found = unit or prose_unit(amount.exact, amount.unit, lang)
    places = max(0, amount.places + found.places)
    value = amount.exact / found.size
    if amount.places == 0 and found.places > 0:
        # The noughts of a whole number become decimals, which nobody writes.
        places = next((few for few in range(places) if (value * 10**few).denominator == 1), places)
    return format_number(rounded(value, places), places, lang)


def prose(amount: Quantity, lang: str, *, is_short: bool = False) -> str:
    """Return an amount with its unit as prose of `lang` writes it; what is no large amount as it stands elsewhere.

    Tables and other narrow places take the short form of English units: bn yuan, points.

    >>> revenue = Quantity.printed("813.9", "亿元", "headline.csv E3")
    >>> prose(revenue, "zh"), prose(revenue, "en"), prose(Quantity("1.5", "%"), "en")
    ('813.9亿元', '81.39 billion yuan', '1.5%')
    """
    unit = prose_unit(amount.exact, amount.unit, lang)
    if is_short and lang == "en" and amount.unit == PERCENTAGE_POINT:
        return say("exhibit.short_points", lang, digits=amount.digits(lang))
    if lang == "zh" or unit.size == 1:
        return amount.text(lang)
    return f"{prose_digits(amount, lang, unit)} {unit.short if is_short else unit.name}"


def _single(dimension: str) -> Unit:
    return next(unit for unit in UNITS.values() if unit.dimension == dimension and unit.size == 1)


def _power(size: Fraction) -> int:
    """Return the power of ten that a size is."""
    return len(str(int(size))) - 1 if size >= 1 else -(len(str(int(1 / size))) - 1)
