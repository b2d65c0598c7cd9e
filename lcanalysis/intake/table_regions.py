"""Finds the tables of a sheet: below each header its rows, and the lines of title, unit and notes around them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import row_name
from lcanalysis.intake.files.grid import Grid
from lcanalysis.intake.headings import joined_heading, units_in
from lcanalysis.intake.labels import is_note, is_signature, lines_of, stated_area, stated_period
from lcanalysis.intake.table_headers import (
    DIGITS,
    LONGEST_HEADING,
    Found,
    area_column_of,
    find_headers,
    is_number,
    text_above,
)

_CONTINUED: Final = re.compile(r"\(?(?:续表|续上表|接上表)")
_COLUMN_LETTER: Final = re.compile("[甲乙丙丁]|栏次|[A-D]")
_LONGEST_TITLE: Final = 60
_ENDS: Final = frozenset("0123456789%")
_TITLE_LINES: Final = 3


def find_tables(grid: Grid, definition: Definition) -> list[Found]:
    """Return the tables of a sheet, from above and from the left.

    A table begins where a cell heads a column of names, by its words or by the names of the plan's entities below it.
    Blank rows and columns do not end it; another header does, unless it is the same one repeated on a new page.

    Raises `RefusedFile` if there are more headers than a statistical report has.
    """
    bands = find_headers(grid, definition)
    tables: list[Found] = []
    while bands:
        band = bands.pop(0)
        bands = [other for other in bands if not _is_repeated(other, band)]
        end = min((other.top for other in bands if _follows(other, band)), default=None)
        above = max(
            (table.rows[-1] if table.rows else table.bottom for table in tables if _overlap(table, band)), default=0
        )
        tables.append(_table(band, end, above))
    return tables


def table_at(grid: Grid, top: int, bottom: int, row_column: str, definition: Definition) -> Found | None:
    """Return the table whose header has the rows from `top` to `bottom` and a column of names headed `row_column`."""
    widest = max((len(row) for row in grid.rows), default=0)
    headings = {
        column: joined_heading([text_above(grid, row, column) for row in range(top, bottom + 1)])
        for column in range(1, widest + 1)
    }
    at = next((column for column, text in headings.items() if row_name(text) == row_name(row_column)), None)
    if at is None or bottom > len(grid.rows):
        return None
    bands = find_headers(grid, definition)
    mine = next((band for band in bands if (band.name_column, band.top, band.bottom) == (at, top, bottom)), None)
    mine = mine or Found(
        grid, top, bottom, 1, widest, at, headings, area_column=area_column_of(grid, bottom, at, headings)
    )
    end = min((one.top for one in bands if _follows(one, mine) and not _is_repeated(one, mine)), default=None)
    return _table(mine, end, 0)


def _overlap(one: Found, other: Found) -> bool:
    return one.left <= other.right and other.left <= one.right


def _follows(one: Found, other: Found) -> bool:
    return one.top > other.bottom and _overlap(one, other)


def _is_repeated(band: Found, table: Found) -> bool:
    """Return whether a header is that of a table above once more, as on a new page.

    A line above it that was not above the other makes it the header of another table, be its words the same.
    """
    if band.top <= table.bottom or (band.left, band.headings) != (table.left, table.headings):
        return False
    before = _caption(table)
    return all(line in before or _CONTINUED.match(line) for line in _caption(band))


def _caption(band: Found) -> list[str]:
    """Return the lines right above a header, up to a row of figures."""
    grid, lines = band.grid, []
    for row in range(band.top - 1, max(0, band.top - 8), -1):
        said = [text for column in range(band.left, band.right + 1) if (text := grid.text(row, column))]
        if len(said) > 1 and units_in(said[-1]) is None:
            break
        lines += said
    return lines


def _table(band: Found, end: int | None, above: int) -> Found:
    """Return a table with its rows and the lines around it; its rows end before `end`, its title begins after `above`."""
    grid = band.grid
    is_last = end is None
    end = end or len(grid.rows) + 1
    rows, notes = [], []
    between: dict[int, str] = {}
    waiting: dict[int, str] = {}
    heads = {tuple(text_above(grid, row, at) for at in range(band.left, band.right + 1)) for row in _header(band)}
    for row, all_cells in enumerate(grid.rows[band.bottom : end - 1], band.bottom + 1):
        cells = all_cells[band.left - 1 : band.right]
        said = [text for text in cells if text]
        if not said or (row == band.bottom + 1 and _numbers_columns(said)):
            continue
        is_filled = _is_filled(band, said)
        if not is_filled and _repeats_header(band, row, cells, heads):
            continue
        if not is_filled and _is_line(band, row, said):
            if _is_signed(band, said):
                notes += lines_of(said)
            else:
                waiting[row] = "；".join(lines_of(said))
            continue
        if waiting:
            notes += [line for line in waiting.values() if is_note(line)]
            # What stands between two rows can say of what the ones below it are.
            between |= {at: line for at, line in waiting.items() if not is_note(line) and not _CONTINUED.match(line)}
            waiting = {}
        rows.append(row)
    # Below the last row stand the notes of this table, and perhaps the title of the next.
    notes += [line for line in waiting.values() if is_last or is_note(line)]
    lines = [part for line in grid.before for part in lines_of([line])] if not above else []
    for row in range(above + 1, band.top):
        said = [grid.text(row, column) for column in range(band.left, band.right + 1) if grid.text(row, column)]
        if not any((row, at) in grid.troubles for at in range(band.left, band.right + 1)):
            lines += lines_of(said)
    units = tuple(line for line in lines if units_in(line) is not None)
    notes += [one for one in lines if is_note(one)] + [part for line in grid.after for part in lines_of([line])]
    return replace(
        band, rows=tuple(rows), title=_title(lines), unit_lines=units, notes=tuple(notes), between=between,
        periods=tuple(period for line in lines if (period := stated_period(line)) is not None),
        areas=tuple(area for line in lines if (area := stated_area(line)) is not None),
    )  # fmt: skip


def _header(band: Found) -> range:
    return range(band.top, band.bottom + 1)


def _repeats_header(band: Found, row: int, cells: Sequence[str], heads: set[tuple[str, ...]]) -> bool:
    """Return whether a row of the body is one of the header's once more."""
    if any(text and text[0] in DIGITS for text in cells):
        return False
    return tuple(text_above(band.grid, row, column) for column in range(band.left, band.right + 1)) in heads


def _numbers_columns(said: Sequence[str]) -> bool:
    """Return whether a row gives the columns their numbers, as official forms do: 甲 乙 1 2 3."""
    letters = [text for text in said if _COLUMN_LETTER.fullmatch(text)]
    numbers = said[len(letters) :]
    return bool(letters) and len(numbers) > 1 and numbers == [str(at) for at in range(1, len(numbers) + 1)]


def _is_signed(band: Found, said: list[str]) -> bool:
    return is_signature(said, band.right - band.name_column)


def _is_filled(band: Found, said: list[str]) -> bool:
    """Return whether numbers fill a row, as they do nearly all, and no label begins it."""
    numbers = sum([text[0] in DIGITS and text[-1] in _ENDS for text in said])
    return numbers >= max(2, band.right - band.name_column) and ":" not in said[0] and "：" not in said[0]


def _is_line(band: Found, row: int, said: list[str]) -> bool:
    """Return whether a row below the header is a line of text: a note, a unit, a heading of the rows that follow."""
    grid = band.grid
    if is_note(said[0]):
        return True
    if grid.troubles and any((row, column) in grid.troubles for column in range(band.left, band.right + 1)):
        return False
    if _is_signed(band, said) or any(text[0] in DIGITS and is_number(text) for text in said):
        return _is_signed(band, said)
    if _CONTINUED.match(said[0]) or (len(said) == 1 and units_in(said[0]) is not None):
        return True
    name = grid.text(row, band.name_column)
    figures = [grid.text(row, column) for column in band.columns() if column > band.name_column]
    if name:
        return len(said) == 1 and len(name) > LONGEST_HEADING
    return not any(figures)


def _title(lines: list[str]) -> str:
    """Return the last lines above a table that are no unit, no note and no prose."""
    kept: list[str] = []
    for line in reversed(lines):
        if (
            units_in(line) is not None
            and len(re.split(r"计量单位|单位|[Uu]nits?(?=\s*[:：])", line)[0].strip("（( ")) < 4
        ):
            continue
        if (
            is_note(line)
            or (_CONTINUED.match(line) and len(line) < LONGEST_HEADING)
            or stated_period(line) is not None
            or stated_area(line) is not None
        ):
            continue
        if len(line) > _LONGEST_TITLE or len(kept) == _TITLE_LINES:
            break
        kept.append(line)
    return " ".join(reversed(kept))
