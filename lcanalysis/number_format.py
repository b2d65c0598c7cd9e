"""How a value is written in each language: levels with two decimals, rates with one.

Rounding is half away from zero, the rule of Chinese statistics (四舍五入). Chinese text keeps the plain
hyphen for minus and groups no digits, as the communiqués do. English text takes U+2212 and commas, and turns the
large units of published tables into millions and billions without loss: 813.9亿元 is 81.39 billion yuan. A printed figure
keeps its final zero, which its publisher measured (1472.0万吨 is 14.720 million tonnes). A computed one has two decimals by
custom alone and drops a final zero (989.30亿元 is 98.93 billion yuan).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.units import PERCENT, PERCENTAGE_POINT, UNITS, require_unit
from lcanalysis.wording import say

RATE_KEYS = frozenset({"pct", "pp", "permille"})
PROBABILITY: Final = "probability"
"""The `form` of a probability in ``results.json``."""
STEP: Final = 5
"""Probabilities are rounded to this many percent. The backtest supports no finer step, and a test checks that it does."""
SCALES: Final = ((12, "trillion"), (9, "billion"), (6, "million"))
"""The large numbers of English prose, as powers of ten."""


def decimals_for(unit: str) -> int:
    """Return the usual number of decimals: one for rates, none for counts and prices, three for ratios, two for levels.

    >>> decimals_for("亿元"), decimals_for("%"), decimals_for("家")
    (2, 1, 0)
    """
    found = require_unit(unit)
    if found.key in RATE_KEYS:
        return 1
    if found.key == "ratio":
        return 3
    return 0 if found.is_count or (found.dimension.startswith("money per") and found.single is found) else 2


def estimate_decimals(level: float) -> int:
    """Return how many decimals an estimate of a level has: three digits say as much as a forecast knows.

    Of a large level they are below zero: 14,285 is rounded to 14,300.

    >>> [estimate_decimals(level) for level in (14285, 1099.2, 47.31, 0.8493, -2.5, 0.0)]
    [-2, -1, 1, 3, 2, 2]
    """
    return min(4, 2 - math.floor(math.log10(abs(level)))) if level else 2


def printed_decimals(value: Decimal) -> int:
    """Return the number of decimals a value is printed with.

    >>> printed_decimals(Decimal("-9.12")), printed_decimals(Decimal("0.80")), printed_decimals(Decimal("140000"))
    (2, 2, 0)
    """
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Return `value` rounded half away from zero to `decimals` places.

    >>> round_half_up(Decimal("-7.745"), 2)
    Decimal('-7.75')
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(rounded) if rounded == 0 else rounded


def format_number(value: Decimal | float, decimals: int, lang: str) -> str:
    """Return the digits of `value` with `decimals` places, without a unit.

    Raises `ValueError` if the value is not finite: a page never prints NaN.

    >>> format_number(Decimal("-9.1143"), 1, "zh"), format_number(12345.678, 2, "en")
    ('-9.1', '12,345.68')
    """
    shown = _as_shown(value, decimals)
    return f"{shown:f}" if lang == "zh" else f"{shown:,f}".replace("-", "\N{MINUS SIGN}")


def _as_shown(value: Decimal | float, decimals: int) -> Decimal:
    """Return a number as it is shown; a float is read as the digits it prints with.

    Raises `ValueError` if the value is not finite.
    """
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    return round_half_up(exact, decimals)


@dataclass(frozen=True, slots=True)
class ProseUnit:
    """The unit that a language writes an amount in: its name, and by which power of ten it is larger than the declared one.

    `short` is the name for narrow places, such as a strip of figures: bn yuan. `is_single` says that the name has no
    million or billion in it, so that it stands in the singular after a one.
    """

    power: int
    name: str
    short: str
    is_single: bool = True

    @property
    def size(self) -> Fraction:
        """What an amount of the declared unit is divided by."""
        return Fraction(10) ** self.power

    def digits(self, value: Decimal, decimals: int, lang: str, *, is_computed: bool = False) -> str:
        """Return the digits, in this unit, of an amount that has `decimals` in the declared one; no precision is lost or added."""
        places = self.places([value], decimals, is_computed=is_computed)
        return format_number(value.scaleb(-self.power), places, lang)

    def places(self, values: Iterable[Decimal], decimals: int, *, is_computed: bool = False) -> int:
        """Return the number of decimals of amounts that have `decimals` in the declared unit."""
        moved, most = [value.scaleb(-self.power) for value in values], max(0, decimals + self.power)
        # The zeros of a whole number would become decimals, which nobody writes; those of a computed one mean nothing.
        if self.power > 0 and (decimals == 0 or (is_computed and any(moved))):
            return next((few for few in range(most) if all(one == round(one, few) for one in moved)), most)
        return most


def prose_unit(value: Decimal | Fraction | float, unit: str, lang: str) -> ProseUnit:
    """Return the unit in which an amount is written in prose of `lang`: in English in millions and billions if it is large.

    Examples
    --------
    >>> prose_unit(208, "万吨", "en").name, prose_unit(208, "万吨", "zh").name
    ('million tonnes', '万吨')
    """
    if unit not in UNITS:
        return ProseUnit(0, unit, unit)
    declared = UNITS[unit]
    if lang == "zh" or declared.single is declared:
        name = declared.name(lang)
        return ProseUnit(0, name, say("unit.short_pp", lang) if unit == PERCENTAGE_POINT else name)
    ratio = declared.size / declared.single.size
    # Compared as a whole number: with an exact fraction of many digits each comparison multiplies it out.
    held, singles = len(str(ratio)) - 1, int(abs(Fraction(value)) * ratio)
    power, scale = next(((power, name) for power, name in SCALES if singles >= 10**power), (0, ""))
    if not singles:
        # A zero is only as exact as its last decimal: 0.0亿元 means less than 0.01 billion yuan, not 0 yuan.
        power, scale = min((one for one in SCALES if one[0] >= held), default=SCALES[0])
    base = declared.single.name(lang)
    if not scale:
        return ProseUnit(-held, base, base)
    long, short = (say(f"unit.{form}{scale}", lang, unit=base) for form in ("", "short_"))
    return ProseUnit(power - held, long, short, is_single=False)


def format_quantity(
    value: Decimal | float,
    unit: str,
    lang: str,
    decimals: int | None = None,
    *,
    is_short: bool = False,
    is_computed: bool | None = None,
) -> str:
    """Return `value` with its unit, as it stands in a sentence.

    `is_short` takes the short names of English units, for narrow places. `is_computed` says that the decimals are the
    usual ones of the unit and not a precision that somebody published; that is assumed where `decimals` are not given.

    >>> format_quantity(Decimal("813.9"), "亿元", "zh"), format_quantity(Decimal("-1.5"), "个百分点", "en")
    ('813.90亿元', '−1.5 percentage points')
    >>> format_quantity(Decimal("813.9"), "亿元", "en", 1), format_quantity(Decimal("813.9"), "亿元", "en", 1, is_short=True)
    ('81.39 billion yuan', '81.39 bn yuan')
    >>> format_quantity(Decimal("989.3"), "亿元", "en"), format_quantity(Decimal(0), "亿元", "en", 1)
    ('98.93 billion yuan', '0.00 billion yuan')
    >>> [format_quantity(Decimal(number), "家", "en") for number in ("1", "-1", "2")]
    ['1 firm', '−1 firm', '2 firms']
    """
    found = require_unit(unit)
    places = decimals_for(unit) if decimals is None else decimals
    if lang == "zh" or found.key in {"ratio", "pct", "permille"}:
        return format_number(value, places, lang) + ("" if found.key == "ratio" else found.symbol)
    shown = _as_shown(value, places)
    prose = prose_unit(shown, unit, lang)
    digits = prose.digits(shown, places, lang, is_computed=decimals is None if is_computed is None else is_computed)
    is_one = prose.is_single and digits.lstrip("\N{MINUS SIGN}") == "1"
    return f"{digits} {found.single.singular(lang) if is_one else prose.short if is_short else prose.name}"


def told_probability(pct: Fraction | Decimal) -> int:
    """Return the percent that readers are told of a probability: the nearest multiple of 5 from 5 to 95.

    >>> [told_probability(Fraction(pct)) for pct in (1, 62, 63, 100)]
    [5, 60, 65, 95]
    """
    top, below = pct.as_integer_ratio()
    nearest = (2 * top + STEP * below) // (2 * STEP * below) * STEP  # floor(pct / STEP + 1/2), in whole numbers
    return min(max(nearest, STEP), 100 - STEP)


def is_bound(pct: Fraction | Decimal) -> bool:
    """Return whether a probability in percent is told as a bound: below 5%, or above 95%."""
    return not STEP <= pct <= 100 - STEP


def format_probability(pct: Fraction | Decimal, lang: str, *, is_bare: bool = False) -> str:
    """Return a probability in percent as readers are told it: to the nearest 5, and beyond 5 and 95 as a bound.

    `is_bare` leaves the percent sign out.

    >>> format_probability(Decimal("64.8"), "zh"), format_probability(Decimal("3.1"), "zh"), format_probability(Decimal(97), "en")
    ('65%', '低于5%', 'above 95%')
    """
    told = Decimal(told_probability(pct))
    text = format_number(told, 0, lang) if is_bare else format_quantity(told, PERCENT, lang, 0)
    if not is_bound(pct):
        return text
    return say("quantities.below" if pct < STEP else "quantities.above", lang, value=text)


def format_range(low: Decimal | float, high: Decimal | float, unit: str, lang: str, decimals: int | None = None) -> str:
    """Return a range with its unit; percent stands at both ends, as the style guide asks.

    >>> format_range(Decimal(3), Decimal(5), "%", "zh", 0), format_range(989.3, 1000, "亿元", "zh")
    ('3%～5%', '989.30～1000.00亿元')
    >>> print(format_range(Decimal(-3), Decimal(5), "%", "en", 0), format_range(989.3, 1000, "亿元", "en", 1), sep="; ")
    \N{MINUS SIGN}3% to 5%; 98.93\N{EN DASH}100.00 billion yuan
    """
    dash = range_dash(low, lang)
    if unit == PERCENT:
        return dash.join(format_quantity(end, unit, lang, decimals) for end in (low, high))
    places = decimals_for(unit) if decimals is None else decimals
    ends = [_as_shown(end, places) for end in (low, high)]
    prose = prose_unit(max(ends, key=abs), unit, lang)
    shown = prose.places(ends, places, is_computed=decimals is None)
    first, last = (format_number(end.scaleb(-prose.power), shown, lang) for end in ends)
    if lang == "zh" or require_unit(unit).key in {"ratio", "permille"}:
        return f"{first}{dash}{format_quantity(high, unit, lang, places)}"
    return f"{first}{dash}{last} {prose.name}"


def range_dash(low: Decimal | float, lang: str) -> str:
    """Return what stands between the ends of a range that begins with `low`.

    >>> range_dash(3, "zh"), range_dash(-3, "en")
    ('～', ' to ')
    """
    # Between a minus and a percent sign a dash is read as one more minus.
    return "～" if lang == "zh" else " to " if low < 0 else "\N{EN DASH}"


def range_template(low: Decimal | float, unit: str, lang: str, ends: tuple[str, str] = ("lower", "upper")) -> str:
    """Return the template of a range whose ends are fields of a phrase: one unit behind both, where both share one.

    >>> range_template(3, "亿元", "zh"), range_template(3, "亿元", "en"), range_template(3, "家", "en")
    ('{lower:n}～{upper}', '{lower} to {upper}', '{lower:n}–{upper}')
    """
    is_large = lang == "en" and unit in UNITS and UNITS[unit].single.symbol != unit
    first = "" if unit == PERCENT or is_large else ":n"
    return f"{{{ends[0]}{first}}}{' to ' if is_large else range_dash(low, lang)}{{{ends[1]}}}"
