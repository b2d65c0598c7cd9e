"""How a value is written in each language: levels with two decimals, rates with one.

Rounding is half away from zero, the rule of Chinese statistics (四舍五入). Chinese text keeps the plain
hyphen for minus and groups no digits, as the communiqués do; English text takes U+2212 and commas.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from lcanalysis.units import PERCENT, require_unit

RATE_SUFFIXES = frozenset({"pct", "pp", "permille"})


def decimals_for(unit: str) -> int:
    """Return the usual number of decimals: one for rates, none for counts and prices, three for ratios, two for levels.

    >>> decimals_for("亿元"), decimals_for("%"), decimals_for("家")
    (2, 1, 0)
    """
    found = require_unit(unit)
    if found.suffix in RATE_SUFFIXES:
        return 1
    if found.suffix == "ratio":
        return 3
    return 0 if found.is_count or found.dimension.startswith("money per") else 2


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
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    if not exact.is_finite():
        raise ValueError(f"not a finite number: {value!r}")
    rounded = round_half_up(exact, decimals)
    if lang == "zh":
        return f"{rounded:f}"
    return f"{rounded:,f}".replace("-", "\N{MINUS SIGN}")


def format_quantity(value: Decimal | float, unit: str, lang: str, decimals: int | None = None) -> str:
    """Return `value` with its unit, as it stands in a sentence.

    >>> format_quantity(Decimal("813.9"), "亿元", "zh"), format_quantity(Decimal("-1.5"), "个百分点", "en")
    ('813.90亿元', '−1.5 percentage points')
    >>> [format_quantity(Decimal(number), "家", "en") for number in ("1", "-1", "2")]
    ['1 firm', '−1 firm', '2 firms']
    """
    found = require_unit(unit)
    digits = format_number(value, decimals_for(unit) if decimals is None else decimals, lang)
    if found.suffix == "ratio":
        return digits
    if lang == "zh" or found.suffix in {"pct", "permille"}:
        return f"{digits}{found.symbol}"
    is_one = digits.lstrip("\N{MINUS SIGN}") == "1"
    return f"{digits} {found.singular(lang) if is_one else found.name(lang)}"


def format_range(low: Decimal | float, high: Decimal | float, unit: str, lang: str, decimals: int | None = None) -> str:
    """Return a range with its unit; percent stands at both ends, as the style guide asks.

    >>> format_range(Decimal(3), Decimal(5), "%", "zh", 0), format_range(989.3, 1000, "亿元", "zh")
    ('3%～5%', '989.30～1000.00亿元')
    >>> format_range(Decimal(-3), Decimal(5), "%", "en", 0)
    '\N{MINUS SIGN}3% to 5%'
    """
    dash = range_dash(low, lang)
    if unit == PERCENT:
        return dash.join(format_quantity(end, unit, lang, decimals) for end in (low, high))
    places = decimals_for(unit) if decimals is None else decimals
    return f"{format_number(low, places, lang)}{dash}{format_quantity(high, unit, lang, places)}"


def range_dash(low: Decimal | float, lang: str) -> str:
    """Return what stands between the ends of a range that begins with `low`.

    >>> range_dash(3, "zh"), range_dash(-3, "en")
    ('～', ' to ')
    """
    # Between a minus and a percent sign a dash is read as one more minus.
    return "～" if lang == "zh" else " to " if low < 0 else "\N{EN DASH}"
