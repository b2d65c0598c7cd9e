"""Rates, levels and caps of a forecast: as a caller may give them, and as quantities and words.

The unit of a caller's own series may be one that the suite does not know.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np

from lcanalysis.errors import UsageError
from lcanalysis.exhibits import Words, name_words
from lcanalysis.forecasting.scales import Transform, holds
from lcanalysis.forecasting.series import Observed
from lcanalysis.number_format import estimate_decimals, format_number, format_range, printed_decimals, range_dash
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT, UNITS
from lcanalysis.wording import LANGUAGES


def growth_ratio(given: Any) -> float:
    """Return a rate of growth as a ratio: 0.05 for ``lc.Quantity(5, "%")`` and for the number 0.05.

    Raises `UsageError` if it is text, another unit, or a number that is no plausible ratio (5 where 5 % or 500 % can be
    meant).

    >>> growth_ratio(Quantity(5, "%")), growth_ratio(0.05)
    (0.05, 0.05)
    """
    if isinstance(given, Quantity):
        if given.unit not in {PERCENT, ""}:
            raise UsageError("forecast.rate_unit", found=str(given), unit=given.unit)
        ratio = float(given / 100) if given.unit == PERCENT else float(given)
        if ratio > -1:
            return ratio
        raise UsageError("forecast.rate_below", found=str(given))
    if (
        isinstance(given, bool | np.bool_)
        or not isinstance(given, int | float | Decimal | np.number)
        or not -1 < given < 1
    ):
        raise UsageError("forecast.bad_goal", **_meant(given))
    return float(given)


def _meant(given: Any) -> dict[str, str]:
    """Return what was found, and the percentage that may be meant."""
    text = str(given).strip()
    try:
        number = Decimal(text.rstrip("%％ "))
    except ArithmeticError:
        number = Decimal("NaN")
    percent = f"{number.normalize():f}" if number.is_finite() else "5"
    ratio = f"{(number / 100).normalize():f}" if number.is_finite() else "0.05"
    return {"found": text, "percent": percent, "ratio": ratio}


def level_in(given: Any, unit: str) -> float:
    """Return a level in the unit of a series; a quantity is converted, a plain number is in that unit already.

    Raises `UsageError` if it is no number, or a quantity while the series has no unit; `UnitMismatchError` if its unit
    is of another kind.
    """
    if isinstance(given, Quantity):
        if given.unit and unit not in UNITS:
            raise UsageError("forecast.no_unit", found=str(given), unit=given.unit)
        return float(given.to(unit)) if given.unit else float(given)
    if isinstance(given, bool | np.bool_) or not isinstance(given, Real | Decimal) or not math.isfinite(given):
        raise UsageError("forecast.bad_level", found=str(given))
    return float(given)


def as_written(value: Decimal | float) -> Decimal:
    """Return the shortest decimal that is this number.

    >>> as_written(440.0), as_written(440.24), as_written(Decimal("440.0"))
    (Decimal('440'), Decimal('440.24'), Decimal('440.0'))
    """
    if isinstance(value, Decimal):
        return value
    exact = Decimal(repr(float(value)))
    is_whole = exact.is_finite() and exact == exact.to_integral_value()
    return exact.quantize(Decimal(1)) if is_whole else exact


def require_cap(
    given: Any, unit: str, observed: Observed, transform: Transform, *, below_latest: bool = False
) -> float:
    """Return the cap that a stated level comes to: itself, or the last observation if both are equal within rounding.

    `given` is a quantity, or a number in the unit of the series; `below_latest` lets the cap lie below the last
    observation. Raises `UsageError` if the series cannot have that level, or it lies below the last observation and was
    not meant to; `UnitMismatchError` if its unit is of another kind.

    >>> output = Observed("output", (2017, 2018), (430.09, 440.24), (430.085, 440.235), (430.095, 440.245))
    >>> require_cap(440, "万吨", output, "log"), require_cap(Quantity("4.5", "亿吨"), "万吨", output, "log")
    (440.24, 45000.0)
    """
    if isinstance(given, Quantity):
        level_in(given, unit)
        half = Quantity(_half_unit(given.value), given.unit)
        shown, half_unit = ((one.to(unit) if given.unit else one).value for one in (given, half))
    elif isinstance(given, bool | np.bool_) or not isinstance(given, Real | Decimal):
        raise UsageError("forecast.bad_cap", found=str(given))
    else:
        shown = as_written(given if isinstance(given, Decimal) else float(given))
        half_unit = _half_unit(shown)
    cap, most = float(shown), float(shown + half_unit)
    if not math.isfinite(cap) or not holds(transform, cap):
        raise UsageError("forecast.bad_cap", found=shown)
    if cap >= observed.last_value or (below_latest and most < observed.lower[-1]):
        return cap
    if most >= observed.lower[-1]:
        return observed.last_value
    raise UsageError("forecast.cap_below_latest", cap=shown, last=as_written(observed.last_value), year=observed.origin)


def _half_unit(level: Decimal) -> Decimal:
    """Return half a unit of the last printed digit."""
    return Decimal(5).scaleb(-printed_decimals(level) - 1)


def level_quantity(
    value: Decimal | float, unit: str, trace: Iterable[str] = (), decimals: int | None = None
) -> Quantity:
    """Return a level as a quantity, an estimate unless `decimals` says otherwise; without a unit if the suite does not know it.

    >>> level_quantity(1099.17, "亿元").text("zh"), level_quantity(813.9, "hours", decimals=1).text("zh")
    ('1100亿元', '813.9')
    """
    places = estimate_decimals(float(value)) if decimals is None else decimals
    return Quantity(value, unit if unit in UNITS else "", trace, decimals=places)


def observed_level(value: float, unit: str, trace: Iterable[str] = ()) -> Quantity:
    """Return an observed level with the digits that it was given with.

    >>> observed_level(813.9, "亿元").text("zh")
    '813.9亿元'
    """
    written = as_written(value)
    return level_quantity(written, unit, trace, printed_decimals(written))


def level_words(level: Quantity, unit: str) -> Words:
    """Return a level of a series with its unit, whatever it is.

    >>> level_words(observed_level(813.9, "hours"), "hours").text("en")
    '813.9 hours'
    """
    if unit in UNITS or not unit:
        return Words("{level}", "{level}", {"level": level})
    return Words("{level} {unit}", "{level} {unit}", {"level": level, "unit": unit})


def level_range(low: float, high: float, unit: str, lang: str) -> str:
    """Return two estimates of a level with their unit as the ends of a range, with the decimals of the middle.

    >>> level_range(746.3, 1632.3, "亿元", "zh"), level_range(2, 3, "hours", "en")
    ('750～1630亿元', '2.00–3.00 hours')
    """
    places = estimate_decimals((low + high) / 2)
    if unit in UNITS:
        return format_range(low, high, unit, lang, places)
    ends = range_dash(low, lang).join(format_number(end, places, lang) for end in (low, high))
    return f"{ends} {unit}".strip()


def unit_words(unit: str) -> Words | None:
    """Return a unit of the exact table as readers of each language write it, any other as it was given; None for none."""
    if not unit:
        return None
    return name_words({lang: UNITS[unit].name(lang) for lang in LANGUAGES}) if unit in UNITS else same_words(unit)


def same_words(text: str) -> Words:
    """Return a text that is the same in both languages."""
    return name_words(dict.fromkeys(LANGUAGES, text))
