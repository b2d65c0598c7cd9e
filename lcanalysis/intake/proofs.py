"""Figures of a sheet that restate what the plan has prove the unit of a table, and which table it is.

Two figures with several digits each do not agree by accident. What the sheet says itself comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.errors import DataError
from lcanalysis.intake.figures import STATUS, units_of
from lcanalysis.intake.numerals import parse_printed
from lcanalysis.intake.reading import ColumnMeaning, Figure, Known
from lcanalysis.intake.row_names import RowNames
from lcanalysis.intake.table_headers import Found
from lcanalysis.observations import Observation
from lcanalysis.units import UNITS, convert

LEAST_RESTATED: Final = 2
"""Figures that must be those which the plan has."""
_FAR: Final = 50
_TELLING_DIGITS: Final = 3
"""Digits from which on an agreement is no accident."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What restated figures prove: the unit, and how many they are."""

    unit: str
    count: int


def is_restated(figure: Figure, known: Known) -> bool:
    """Return whether a figure is the one that the plan has of the same subject."""
    held = known.get(figure.subject)
    unit = figure.printed.unit
    return (
        held is not None
        and unit is not None
        and held.status == STATUS[figure.printed.bound]
        and convert(held.value, held.unit, unit) == figure.printed.value
    )


def restated(figures: Iterable[Figure], known: Known) -> list[Figure]:
    """Return the figures of several digits that are those which the plan has."""
    return [one for one in figures if _is_telling(one.printed.value) and is_restated(one, known)]


def proved_unit(
    found: Found, columns: Mapping[int, ColumnMeaning], names: RowNames, area: str, known: Known, definition: Definition
) -> Proof | None:
    """Return the unit in which columns without one restate what the plan has; None if that is not certain.

    It is certain where at least two figures are the same in one unit, and none is in another.

    - `found`: where the table is.
    - `columns`: the columns without a unit, all of one dimension.
    - `names`: what the names of the rows mean.
    - `area`: the area of the table.
    - `known`: the figures that the plan has.
    """
    counts: dict[str, int] = {}
    for meaning, held, value in _pairs(found, columns, names, area, known):
        for one in _sizes(units_of(definition.indicators[meaning.indicator])) if _is_telling(value) else ():
            if convert(held.value, held.unit, one) == value:
                counts[one] = counts.get(one, 0) + 1
    if len(counts) != 1:
        return None
    unit, count = next(iter(counts.items()))
    return Proof(unit, count) if count >= LEAST_RESTATED else None


def is_far_off(found: Found, columns: Mapping[int, ColumnMeaning], names: RowNames, area: str, known: Known) -> bool:
    """Return whether most figures that the plan has would differ by a factor of fifty and more in the columns' unit."""
    far = [
        not held.value / _FAR <= convert(value, meaning.unit, held.unit) <= held.value * _FAR
        for meaning, held, value in _pairs(found, columns, names, area, known)
        if held.value > 0
    ]
    return 2 * sum(far) > len(far)


def _pairs(
    found: Found, columns: Mapping[int, ColumnMeaning], names: RowNames, area: str, known: Known
) -> Iterator[tuple[ColumnMeaning, Observation, Decimal]]:
    """Yield what columns print without a unit beside what the plan has of the same."""
    for row in found.rows:
        entity, unit = names.find(found.grid.text(row, found.name_column))
        for at, meaning in columns.items() if entity and not unit else ():
            held = known.get((meaning.indicator, str(entity), meaning.area or area, meaning.period))
            value = _exact_number(found.grid.text(row, at))
            if held is not None and value is not None:
                yield meaning, held, value


def _sizes(units: Iterable[str]) -> Iterable[str]:
    """Return the first unit of each size: 公斤 proves no more than 千克."""
    return {UNITS[unit].size: unit for unit in reversed(tuple(units))}.values()


def _exact_number(text: str) -> Decimal | None:
    """Return the number that a cell prints if nothing else stands in it, such as a unit or a bound."""
    try:
        printed = parse_printed(text) if text else None
    except DataError:
        return None
    return printed.value if printed is not None and printed.unit is None and printed.bound == "exact" else None


def _is_telling(value: Decimal) -> bool:
    return len(value.normalize().as_tuple().digits) >= _TELLING_DIGITS
