"""Levels of a forecast as quantities and in words: a series of one's own may have a unit that the suite does not know."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lcanalysis.exhibits import Words, name_words
from lcanalysis.number_format import format_number, format_range, range_dash
from lcanalysis.quantities import Quantity
from lcanalysis.units import UNITS
from lcanalysis.wording import LANGUAGES


def level_quantity(value: Decimal | float, unit: str, trace: Iterable[str] = (), decimals: int = 2) -> Quantity:
    """Return a level as a quantity; without a unit if the suite does not know it.

    Examples
    --------
    >>> level_quantity(813.9, "亿元").text("zh"), level_quantity(813.9, "hours").text("zh")
    ('813.90亿元', '813.90')
    """
    return Quantity(value, unit if unit in UNITS else "", trace, decimals=decimals)


def level_words(level: Quantity, unit: str) -> Words:
    """Return a level of a series with its unit, whatever it is.

    Examples
    --------
    >>> level_words(level_quantity(813.9, "hours"), "hours").text("en")
    '813.90 hours'
    """
    if unit in UNITS or not unit:
        return Words("{level}", "{level}", {"level": level})
    return Words("{level} {unit}", "{level} {unit}", {"level": level, "unit": unit})


def level_range(low: float, high: float, unit: str, lang: str) -> str:
    """Return two levels with their unit as the ends of a range.

    Examples
    --------
    >>> level_range(746.3, 1632.3, "亿元", "zh"), level_range(2, 3, "hours", "en")
    ('746.30～1632.30亿元', '2.00–3.00 hours')
    """
    if unit in UNITS:
        return format_range(low, high, unit, lang)
    ends = range_dash(low, lang).join(format_number(end, 2, lang) for end in (low, high))
    return f"{ends} {unit}".strip()


def unit_words(unit: str) -> Words | None:
    """Return a unit of the exact table as readers of each language write it, any other as it was given; None for none."""
    if not unit:
        return None
    return name_words({lang: UNITS[unit].name(lang) if unit in UNITS else unit for lang in LANGUAGES})
