"""Checks that figures are possible: no amount below zero, no fall by more than 100%, no share above 100%.

An impossible figure is refused at its cell (`require_possible`); one that is hard to believe is taken in with a notice
(`notice_figures`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from lcanalysis.definition import Definition, Indicator
from lcanalysis.errors import DataError, Fault
from lcanalysis.observations import DERIVED, Observation
from lcanalysis.provenance import Place
from lcanalysis.units import PERCENT, RATIO, UNITS, convert

if TYPE_CHECKING:
    from lcanalysis.intake.numerals import Printed

ALL: Final = Decimal(100)
"""The whole, in percent."""
HUGE_GROWTH: Final = Decimal(1000)
"""Growth above this, in percent, gets a notice: a typing error is more likely than eleven times the figure."""
_RATIO: Final = "ratio"


def may_be_negative(definition: Definition, code: str) -> bool:
    """Return whether a figure of an indicator may be below zero: a difference, a growth, or one of which plan.yml says so."""
    indicator = definition.indicators[code]
    return indicator.may_be_negative or indicator.growth_of is not None or indicator.dimension == "difference of ratios"


def require_possible(figure: Printed, code: str, definition: Definition) -> None:
    """Refuse a figure that its indicator cannot have.

    `figure`: what the cell prints, in its own unit. `code`: the indicator; one that plan.yml does not have is passed
    over. Raises `DataError` if it is below zero and its indicator may not be; or a fall by more than all of what was
    there before, of a level that cannot be below zero.
    """
    indicator = definition.indicators.get(code)
    if indicator is None or figure.unit is None or figure.unit not in UNITS:
        return
    if figure.value < 0 and not may_be_negative(definition, code):
        fields = {"found": figure.as_printed, "code": code, "zh": indicator.zh, "en": indicator.en}
        raise DataError("meaning.negative", **fields)
    level = definition.indicators.get(indicator.growth_of or "")
    may_turn = level is None or level.may_be_negative or indicator.may_be_negative
    percent = _percent(figure.value, figure.unit)
    if not may_turn and percent is not None and percent < -ALL:
        raise DataError("meaning.falls_below_zero", found=figure.as_printed, code=indicator.growth_of)


def notice_figures(definition: Definition, observations: Iterable[Observation]) -> tuple[Fault, ...]:
    """Return a notice at its cell for each figure that was taken in and is hard to believe.

    A share above 100 percent; a fall by all of it, or a growth beyond ten times. A figure of a year that is not over is
    none: documents date what is so now to the year they are published in.
    """
    return tuple(
        Fault(Place.at(row.source, row.cell), key, fields)
        for row in observations
        if row.status != DERIVED
        for key, fields in _doubts(definition.indicators[row.indicator], row)
    )


def _doubts(indicator: Indicator, row: Observation) -> Iterator[tuple[str, dict[str, Any]]]:
    percent = _percent(row.value, row.unit)
    if percent is not None and indicator.growth_of is None and not indicator.may_exceed_100 and row.unit != RATIO:
        if percent > ALL:
            yield "meaning.share_above_all", {"found": row.as_printed, "code": row.indicator}
    elif percent is not None and indicator.growth_of is not None and percent == -ALL:
        yield "meaning.fell_by_all", {"found": row.as_printed}
    elif percent is not None and indicator.growth_of is not None and percent > HUGE_GROWTH:
        yield "meaning.grew_hugely", {"found": row.as_printed}


def _percent(value: Decimal, unit: str) -> Decimal | None:
    """Return a rate or a share in percent; None for anything else."""
    return convert(value, unit, PERCENT) if UNITS[unit].dimension == _RATIO else None
