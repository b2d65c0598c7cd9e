"""How a number with its unit is written: as many digits as it is shown with, rounded half away from zero (四舍五入)."""

from __future__ import annotations

from fractions import Fraction

from lcanalysis.number_format import decimals_for, format_number, format_quantity
from lcanalysis.quantities.digits import rounded
from lcanalysis.quantities.unit_rules import PLAIN
from lcanalysis.units import UNITS, require_unit
from lcanalysis.wording import say


def usual_places(value: Fraction, unit: str) -> int:
    """Return the usual number of decimals in a unit; a plain whole number has none.

    >>> usual_places(Fraction(5, 2), "%"), usual_places(Fraction(4), ""), usual_places(Fraction(7), "亿元/万吨")
    (1, 0, 2)
    """
    if unit in UNITS:
        return decimals_for(unit)
    return 0 if unit == PLAIN and value.denominator == 1 else 2


def digits(value: Fraction, places: int, lang: str) -> str:
    """Return the digits of a number, without its unit."""
    return format_number(rounded(value, places), places, lang)


def text(value: Fraction, unit: str, places: int, lang: str, *, is_short: bool = False) -> str:
    """Return a number with its unit, as it stands in a sentence, or in short as in a narrow place.

    Examples
    --------
    >>> text(Fraction(3, 2), "亿元/万吨", 1, "zh"), text(Fraction(3, 2), "亿元/万吨", 1, "en")
    ('1.5亿元/万吨', '15,000 yuan per tonne')
    """
    shown = rounded(value, places)
    if unit == PLAIN:
        return digits(value, places, lang)
    parts = require_unit(unit).parts
    if lang == "zh" or not parts[1:] or any(part.single is part for part in parts):
        return format_quantity(shown, unit, lang, places, is_short=is_short)
    # Where both sides are multiples, a tonne and not ten thousand stands below the line: the number is that much smaller.
    above, below = parts
    power = below.multiple
    text_above = format_quantity(shown.scaleb(-power), above.symbol, lang, places + power, is_short=is_short)
    return say("quantities.unit_over", lang, above=text_above, below=below.single.singular(lang))


def no_source(lang: str) -> str:
    """Return the words for an empty trace."""
    return say("quantities.no_source", lang)
