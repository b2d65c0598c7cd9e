"""The tidy tables that charts take: their columns, their cells, and how a cell is written."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from lcanalysis.errors import DataError, UnitMismatchError
from lcanalysis.number_format import decimals_for, format_number, format_quantity
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.probability import Probability
from lcanalysis.units import require_unit
from lcanalysis.wording import say

Rows = pd.DataFrame | Iterable[Mapping[str, Any]]
"""What a chart function takes: a DataFrame, or records with the same names."""

Cell = Quantity | Decimal | float | None
"""A value: a `Quantity` and a `Decimal` keep their own digits, a float has the usual ones of its unit."""


def frame_of(rows: Rows, *columns: str) -> pd.DataFrame:
    """Return `rows` as a table whose cells are left as they are.

    Raises `DataError` if there is no row, or a column is missing; the message names all that are.
    """
    if isinstance(rows, pd.DataFrame):
        table = rows.astype("object").reset_index(drop=True)
    else:
        table = pd.DataFrame([dict(row) for row in rows], dtype="object")
    missing = [name for name in columns if name not in table.columns]
    if missing:
        raise DataError("charts.columns_missing", missing=", ".join(missing), found=", ".join(map(str, table.columns)))
    if table.empty:
        raise DataError("charts.no_rows")
    return table


def with_column(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return `table` with an optional column: None throughout if it is not there."""
    return table if name in table.columns else table.assign(**{name: pd.Series([None] * len(table), dtype="object")})


def is_missing(cell: Any) -> bool:
    """Return whether a cell holds no number: None, NaN, NA."""
    return not isinstance(cell, Quantity) and bool(pd.isna(cell))


def number(cell: Any) -> float:
    """Return a cell as a float for placing it; NaN where there is none.

    >>> number(Quantity("1.56", "%")), number(Decimal("4.2"))
    (1.56, 4.2)
    """
    if is_missing(cell):
        return math.nan
    return float(cell)


def numbers(cells: Iterable[Any]) -> list[float]:
    """Return cells as floats, NaN where there is none."""
    return [number(cell) for cell in cells]


def places(cell: Any, unit: str) -> int:
    """Return the decimals with which a cell is written."""
    if isinstance(cell, Quantity):
        return cell.places
    exponent = cell.as_tuple().exponent if isinstance(cell, Decimal) else None
    return max(0, -exponent) if isinstance(exponent, int) else usual_places(unit)


def usual_places(unit: str) -> int:
    """Return the usual decimals of a unit; two where a series of one's own has none."""
    return decimals_for(unit) if unit else 2


def shown(cell: Any, unit: str, lang: str) -> str:
    """Return a cell with its unit, as it stands in a sentence.

    >>> shown(Decimal("-13.46"), "%", "zh"), shown(-13.46, "%", "en")
    ('-13.46%', '−13.5%')
    """
    if is_missing(cell):
        return say("charts.no_data", lang)
    if isinstance(cell, Probability):
        return cell.text(lang)
    value = cell.value if isinstance(cell, Quantity) else cell
    return format_quantity(value, unit, lang, places(cell, unit)) if unit else digits(cell, unit, lang)


def size(cell: Any, unit: str, lang: str) -> str:
    """Return by how much a cell rose or fell, where a verb says which: without its sign.

    >>> size(Decimal("-13.46"), "%", "en")
    '13.46%'
    """
    return shown(cell if is_missing(cell) else abs(cell), unit, lang)


def digits(cell: Any, unit: str, lang: str, *, sign: bool = False) -> str:
    """Return a cell without its unit, with a plus sign before a rise if `sign`.

    >>> digits(Decimal("6.45"), "%", "zh", sign=True)
    '+6.45'
    """
    if is_missing(cell):
        return say("charts.no_data", lang)
    if isinstance(cell, Probability):
        return cell.digits(lang)
    value = cell.value if isinstance(cell, Quantity) else cell
    text = format_number(value, places(cell, unit), lang)
    is_rise = value > 0 and any(digit in text for digit in "123456789")  # what rounds to zero has no sign
    return f"+{text}" if sign and is_rise else text


def from_to(key: str, lang: str, *, first: str, last: str, **facts: object) -> str:
    """Return the phrase `key` of a change from one printed number to another; of two that print alike, that nothing changed.

    >>> from_to("charts.from_to", "en", first="0.8", last="0.9", name="copper")
    'copper from 0.8 to 0.9'
    >>> from_to("charts.from_to", "en", first="0.8", last="0.8", name="copper")
    'copper at 0.8 in both years'
    """
    return say(f"{key}_same" if first == last else key, lang, first=first, last=last, **facts)


def one_unit(table: pd.DataFrame) -> str:
    """Return the one unit of the column `unit`.

    Raises `UnitMismatchError` if the rows are in unlike units: they cannot share an axis.
    """
    units = list(dict.fromkeys(map(str, table["unit"])))
    if len(units) > 1:
        raise UnitMismatchError("charts.units_mixed", units=", ".join(units))
    return require_unit(units[0]).symbol


def unit_name(unit: str, lang: str) -> str:
    """Return a unit as readers of `lang` write it on an axis; a series of one's own may have none."""
    return require_unit(unit).name(lang) if unit else say("charts.own_unit", lang)
