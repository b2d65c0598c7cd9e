"""Reads a printed cell for its indicator, and refuses a number that the indicator cannot have."""

from __future__ import annotations

from lcanalysis.definition import Indicator
from lcanalysis.errors import DataError
from lcanalysis.intake.numerals import Printed, parse_printed
from lcanalysis.observations import AT_LEAST, AT_MOST, PUBLISHED
from lcanalysis.units import PERCENT, UNITS

STATUS = {"exact": PUBLISHED, "at_least": AT_LEAST, "at_most": AT_MOST}
_DIFFERENCE = "difference of ratios"


def read_figure(text: str, indicator: Indicator, unit: str | None) -> Printed:
    """Return the figure that a cell prints for `indicator`; `unit` is that of the column or table.

    Raises `DataError` if the cell is no exact number, its unit is of another dimension than the indicator's, or its
    words speak of something else: 增长 and 下降 of a rate of change, 高于 and 低于 of a difference.

    >>> profit_yoy = Indicator(zh="利润同比", en="profit, year on year", dimension="ratio", growth_of="profit")
    >>> read_figure("下降7.1%", profit_yoy, None).value
    Decimal('-7.1')
    """
    figure = parse_printed(text, unit)
    if figure.unit is None:
        raise DataError("intake.no_unit", found=text)
    if not fits(figure.unit, indicator):
        raise DataError(
            "intake.wrong_dimension", unit=figure.unit, expected=units_of(indicator), zh=indicator.zh, en=indicator.en
        )
    if figure.direction == "difference" and indicator.dimension != _DIFFERENCE:
        raise DataError("intake.not_a_difference", found=text)
    if figure.direction == "change" and indicator.growth_of is None and indicator.dimension != _DIFFERENCE:
        raise DataError("intake.not_a_change", found=text)
    return figure


def fits(unit: str, indicator: Indicator) -> bool:
    """Return whether a figure of `indicator` may be printed in `unit`.

    A difference of rates is often printed in % where 个百分点 is meant. That is taken in as printed: the
    audit, not intake, is to report it. An indicator of a dimension that no unit has is a fault of plan.yml,
    and is not reported again at each of its figures.
    """
    if unit == PERCENT and indicator.dimension == _DIFFERENCE:
        return True
    is_of_it = unit in UNITS and UNITS[unit].dimension == indicator.dimension
    return is_of_it or not UNITS.of_dimension(indicator.dimension)


def measured_in(unit: str, indicator: Indicator) -> str:
    """Return the unit that a printed one means: 件 means 件/万人 for an indicator that plan.yml declares so, by its name.

    >>> patents = Indicator(zh="每万人口专利拥有量", en="patents per 10,000 persons", dimension="items per persons", unit="件/万人")
    >>> measured_in("件", patents), measured_in("件/千人", patents)
    ('件/万人', '件/千人')
    """
    declared = indicator.unit or ""
    return declared if declared.partition("/")[0] == unit and unit in UNITS and not fits(unit, indicator) else unit


def units_of(indicator: Indicator) -> tuple[str, ...]:
    """Return the units in which a figure of `indicator` may be printed."""
    return (*UNITS.of_dimension(indicator.dimension), *([PERCENT] if indicator.dimension == _DIFFERENCE else []))


def price_basis(indicator: Indicator) -> str:
    """Return ``current`` for money, which the plan publishes at current prices, and nothing otherwise."""
    return "current" if indicator.dimension.startswith("money") else ""
