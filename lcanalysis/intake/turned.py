"""Turns tables that have names side by side in the header and a row for each period, so that they are read like others.

Each cell keeps its address in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import name_forms, name_key, row_name
from lcanalysis.intake.files.grid import Grid, Span, Trouble
from lcanalysis.intake.headings import UNIT_HEADINGS
from lcanalysis.intake.indicator_names import names_of
from lcanalysis.intake.labels import lines_of, narrow
from lcanalysis.intake.period_words import arabic, taken_out
from lcanalysis.units import UNITS

CORNER: Final = "年份"
"""What heads the periods where their own heading is blank."""
_UNITS: Final = "计量单位"
_LEAST_NAMES: Final = 2
_LOOKED_AT: Final = 200


def turned_table(grid: Grid, definition: Definition) -> Grid | None:
    """Return the table of a sheet that has names in its header and a period in each row, turned; None if there is none."""
    entities = (name for one in definition.entities.values() for name in (one.zh, one.en, *one.aliases))
    indicators = (name for code in definition.indicators for name in names_of(definition, code))
    names = set(map(name_key, (*entities, *indicators)))
    for number, row in enumerate(grid.rows[:_LOOKED_AT], 1):
        found = {text for text in row if text and any(form.casefold() in names for form, _ in name_forms(text))}
        if len(found) >= _LEAST_NAMES:
            left = next(at for at, text in enumerate(row, 1) if text in found) - 1
            if left and _periods(grid, number, left):
                return turned_at(grid, number, left)
    return None


def turned_at(grid: Grid, top: int, left: int) -> Grid:
    """Return the table whose header is the row `top` and whose periods stand in the column `left`, turned."""
    last = max(_periods(grid, top, left), default=top)
    widest = max(len(row) for row in grid.rows[top - 1 : last])
    height, width = widest - left + 1, last - top + 1
    rows = [[grid.text(top + column, left + row) for column in range(width)] for row in range(height)]
    rows[0][0] = rows[0][0] or CORNER
    for column in range(1, width):
        units = [row_name(row[column]).strip("()") for row in rows[1:]]
        if (
            row_name(rows[0][column]) in {"", *UNIT_HEADINGS}
            and any(units)
            and all(one in {"", *UNITS} for one in units)
        ):
            for row, unit in zip(rows, [_UNITS, *units], strict=True):
                row[column] = unit
    return Grid(
        grid.name,
        tuple(map(tuple, rows)),
        _turned(grid.troubles.items(), top, left, last),
        tuple(
            Span(one.left - left + 1, one.top - top + 1, one.right - left + 1, one.bottom - top + 1)
            for one in grid.merged
            if top <= one.top and one.bottom <= last and left <= one.left
        ),
        frozenset(column - left + 1 for column in grid.hidden_columns),
        frozenset(row - top + 1 for row in grid.hidden_rows),
        (*grid.before, *_lines(grid, range(1, top))),
        (*_lines(grid, range(last + 1, len(grid.rows) + 1)), *grid.after),
        told=_turned(grid.told.items(), top, left, last),
        corner=(top, left),
    )


def column_of(grid: Grid, top: int, heading: str) -> int:
    """Return the column of the periods below a heading of the row `top`; 0 if there is none."""
    cells = grid.rows[top - 1] if top <= len(grid.rows) else ()
    found = next((at for at, text in enumerate(cells, 1) if row_name(text) == row_name(heading)), 0)
    blank = next((at for at, text in enumerate(cells) if text), 0)
    return found or (blank if heading == CORNER else 0)


def _periods(grid: Grid, top: int, left: int) -> list[int]:
    """Return the rows below a header that are of a period each."""
    rows = range(top + 1, len(grid.rows) + 1)
    found = [row for row in rows if _is_period(grid.text(row, left))]
    # Between the header and the first of them is at most a row of units.
    return found if found and found[0] <= top + 2 else []


def _is_period(text: str) -> bool:
    rest, said = taken_out(arabic(narrow(text)))
    return len(said) == 1 and not rest.strip(" 份()")


def _turned(
    troubles: Iterable[tuple[tuple[int, int], Trouble]], top: int, left: int, last: int
) -> dict[tuple[int, int], Trouble]:
    return {
        (column - left + 1, row - top + 1): why
        for (row, column), why in troubles
        if top <= row <= last and column >= left
    }


def _lines(grid: Grid, rows: range) -> list[str]:
    return [line for row in rows for line in lines_of([text for text in grid.rows[row - 1] if text])]
