"""Finds the tables of a sheet: their headers, their rows, and the lines of title, unit and notes around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import MISSING, name_forms, name_key, row_name
from lcanalysis.intake.files.grid import Grid
from lcanalysis.intake.files.limits import RefusedFile
from lcanalysis.intake.headings import SERIAL, joined_heading, units_in
from lcanalysis.intake.labels import is_note, is_signature, lines_of, stated_area, stated_period
from lcanalysis.provenance import Place

NAME_HEADINGS: Final = frozenset({
    "产品名称", "产品", "名称", "指标名称", "指标", "主要指标", "项目", "项目名称", "企业名称", "企业", "单位名称", "地区", "县区", "县(市、区)",
    "县市区", "行业", "行业名称", "产业", "品种", "product", "products", "productname", "indicator", "indicators", "item",
    "company", "enterprise", "firm", "industry", "name",
})  # fmt: skip
"""Headings of a column of names in official tables; a plan's own headings are added."""
AREA_HEADINGS: Final = frozenset({
    "地区", "县区", "县(市、区)", "县市区", "市县", "地市", "区域", "区县", "所在地", "所在地区", "所属地区", "行政区", "行政区划", "省份",
    "省市", "市", "县", "省", "城市", "地区名称", "市(县、区)", "region", "area", "city", "county", "district", "province",
})  # fmt: skip
"""Headings of a column that gives the area of each row, where another column names the rows."""
_CONTINUED: Final = re.compile(r"\(?(?:续表|续上表|接上表)")
_NUMBER: Final = re.compile(r"[-+\u2212\u2013]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_COLUMN_LETTER: Final = re.compile("[甲乙丙丁]|栏次|[A-D]")
_LONGEST_HEADING: Final = 12
_LONGEST_TITLE: Final = 60
_DIGITS: Final = frozenset("0123456789-+")
_ENDS: Final = frozenset("0123456789%")
_LOOKED_AT: Final = 30
_MOST_HEADERS: Final = 300
_TALLEST_HEADER: Final = 4
_TITLE_LINES: Final = 3


@dataclass(frozen=True, slots=True)
class Found:
    """One table of a sheet.

    `top` and `bottom` are the first and last row of its header, `left` and `right` its first and last column, `name_column`
    the one that names the rows, `area_column` the one beside it that says of which area each row is (0 if there is none).
    `headings` are the joined texts above each column. `rows` are the rows of the body that
    have a name or a figure. `periods` and `areas` are what lines above state under a label: 报告期, 地区.
    """

    grid: Grid
    top: int
    bottom: int
    left: int
    right: int
    name_column: int
    headings: dict[int, str] = field(default_factory=dict)
    rows: tuple[int, ...] = field(default=(), repr=False)
    title: str = ""
    unit_lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    area_column: int = 0
    periods: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    between: dict[int, str] = field(default_factory=dict, repr=False)
    """Lines of text between two rows of the body, by their row."""

    @property
    def header_rows(self) -> tuple[int, int]:
        """The first and last row of the header in the file."""
        return (self.grid.corner[0],) * 2 if self.grid.corner else (self.top, self.bottom)

    @property
    def name_heading(self) -> str:
        """The heading of the column of names."""
        return self.headings.get(self.name_column, "")

    def place(self, file: str, row: int, column: int = 0) -> Place:
        """Return the address of a cell or row; a text file's columns have no letters and are named by their headings."""
        name = self.headings.get(column, "") if self.grid.is_delimited else ""
        place = self.grid.place(file, row, column)
        return replace(place, column_name=name) if name else place

    def columns(self) -> Iterator[int]:
        """Yield the columns besides those of the names and of the areas."""
        return (
            column for column in range(self.left, self.right + 1) if column not in {self.name_column, self.area_column}
        )


def find_tables(grid: Grid, definition: Definition) -> list[Found]:
    """Return the tables of a sheet, from above and from the left.

    A table begins where a cell heads a column of names, by its words or by the names of the plan's entities below it.
    Blank rows and columns do not end it; another header does, unless it is the same one repeated on a new page.

    Raises `RefusedFile` if there are more headers than a statistical report has.
    """
    bands = _bands(grid, definition)
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


def _bands(grid: Grid, definition: Definition) -> list[Found]:
    heads = _heads(grid, definition)
    if len(heads) > _MOST_HEADERS:
        raise RefusedFile("reading.too_many_headers", most=_MOST_HEADERS)
    return [_band(grid, row, column, heads) for row, column in heads]


def table_at(grid: Grid, top: int, bottom: int, row_column: str, definition: Definition) -> Found | None:
    """Return the table whose header has the rows from `top` to `bottom` and a column of names headed `row_column`."""
    widest = max((len(row) for row in grid.rows), default=0)
    headings = {
        column: joined_heading([_above(grid, row, column) for row in range(top, bottom + 1)])
        for column in range(1, widest + 1)
    }
    at = next((column for column, text in headings.items() if row_name(text) == row_name(row_column)), None)
    if at is None or bottom > len(grid.rows):
        return None
    bands = _bands(grid, definition)
    mine = next((band for band in bands if (band.name_column, band.top, band.bottom) == (at, top, bottom)), None)
    mine = mine or Found(
        grid, top, bottom, 1, widest, at, headings, area_column=_area_column(grid, bottom, at, headings)
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


def _heads(grid: Grid, definition: Definition) -> list[tuple[int, int]]:
    """Return the cells that head a column of names, by rows and then by columns."""
    words = NAME_HEADINGS | {name_key(table.rows.column) for table in definition.tables}
    heads: list[tuple[int, int]] = []
    for number, row in enumerate(grid.rows, 1):
        found = [at for at, text in enumerate(row, 1) if text and text[0] not in _DIGITS and name_key(text) in words]
        # A row of one cell is a line of text, and a name beside figures is a row of the body.
        if found and sum(1 for text in row if text) > 1 and not any(_is_number(text) for text in row):
            named = [at for at in found if row_name(row[at - 1]).casefold() not in AREA_HEADINGS]
            heads += [(number, column) for column in named or found]
    return heads or _heads_of_names(grid, definition)


def _heads_of_names(grid: Grid, definition: Definition) -> list[tuple[int, int]]:
    """Return the cell above the column that holds most names of entities, at least two."""
    names = {name_key(name) for one in definition.entities.values() for name in (one.zh, one.en, *one.aliases)}
    columns: dict[int, list[int]] = {}
    for number, row in enumerate(grid.rows, 1):
        for column, text in enumerate(row, 1):
            if text and any(form.casefold() in names for form, _ in name_forms(text)):
                columns.setdefault(column, []).append(number)
    if not columns:
        return []
    best = max(columns, key=lambda column: (len(columns[column]), -column))
    if len(columns[best]) < 2:
        return []
    first = columns[best][0]
    above = next((row for row in range(first - 1, max(0, first - 4), -1) if grid.text(row, best)), None)
    return [(above, best)] if above else []


def _is_number(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text.strip())) and not _YEAR.fullmatch(text.strip())


def _above(grid: Grid, row: int, column: int) -> str:
    """Return the text that stands at a cell of a header, be it that of a merged cell which covers it."""
    text = grid.text(row, column)
    if text:
        return text
    covering = grid.covering(row, column)
    return grid.text(covering.top, covering.left) if covering else ""


def _band(grid: Grid, row: int, column: int, heads: list[tuple[int, int]]) -> Found:
    """Return the header that holds a heading of names: its rows, columns and joined headings."""
    span = grid.covering(row, column)
    top, bottom = row, span.bottom if span else row
    beside = sorted(at for number, at in heads if number == row)
    left, right = _sides(grid, row, column, beside)
    while bottom - top + 1 < _TALLEST_HEADER and _goes_on(grid, bottom + 1, column, left, right):
        bottom += 1
    while bottom - top + 1 < _TALLEST_HEADER and _begins_higher(grid, top - 1, column, left, right):
        top -= 1
    headings = {at: joined_heading(_texts(grid, top, bottom, at, column, left)) for at in range(left, right + 1)}
    return Found(
        grid, top, bottom, left, right, column, headings, area_column=_area_column(grid, bottom, column, headings)
    )


def _area_column(grid: Grid, bottom: int, name_column: int, headings: dict[int, str]) -> int:
    """Return the column that says of which area each row is, beside that of the names; 0 if there is none."""
    below = range(bottom + 1, min(len(grid.rows), bottom + _LOOKED_AT) + 1)
    for column, text in headings.items():
        is_named = row_name(text).casefold() in AREA_HEADINGS and column != name_column
        if is_named and not any(_is_number(grid.text(row, column)) for row in below):
            return column
    return 0


def _sides(grid: Grid, row: int, column: int, beside: list[int]) -> tuple[int, int]:
    """Return the first and last column of a table: another one beside it begins with its own column of names."""
    widest = max(len(cells) for cells in grid.rows)

    def left_of(name_column: int) -> int:
        first = name_column
        while (
            first > 1
            and (before := row_name(grid.text(row, first - 1)))
            and (before in SERIAL or before.casefold() in AREA_HEADINGS)
        ):
            first -= 1
        return first

    at = beside.index(column)
    left = 1 if at == 0 else left_of(column)
    right = widest if at == len(beside) - 1 else left_of(beside[at + 1]) - 1
    return left, right


def _goes_on(grid: Grid, row: int, column: int, left: int, right: int) -> bool:
    """Return whether the row below a header belongs to it: it has words, no name and no figure."""
    texts = [grid.text(row, at) for at in range(left, right + 1) if at != column]
    said = [text for text in texts if text]
    return not grid.text(row, column) and bool(said) and not any(_is_number(text) or text in MISSING for text in said)


def _begins_higher(grid: Grid, row: int, column: int, left: int, right: int) -> bool:
    """Return whether the row above a header belongs to it, and is not a line of title, unit or notes."""
    if row < 1 or grid.text(row, column) or _above(grid, row, column):
        return False
    said = {at: grid.text(row, at) for at in range(left, right + 1) if grid.text(row, at)}
    if not said or any(units_in(text) or is_note(text) or len(text) > 2 * _LONGEST_HEADING for text in said.values()):
        return False
    is_merged = any(one.top == row and one.left in said and one.right > one.left for one in grid.merged)
    return len(said) > 1 or (is_merged and len(next(iter(said.values()))) <= _LONGEST_HEADING)


def _texts(grid: Grid, top: int, bottom: int, column: int, name_column: int, left: int) -> list[str]:
    """Return the texts above a column; in a file without merged cells, a blank one goes on from its left neighbour."""
    texts = []
    for row in range(top, bottom + 1):
        text = _above(grid, row, column)
        if not text and row < bottom and column != name_column and grid.text(bottom, column):
            nearer = (_above(grid, row, at) for at in range(column - 1, left - 1, -1) if at != name_column)
            text = next((one for one in nearer if one), "") if column > name_column else ""
        texts.append(text)
    return texts


def _table(band: Found, end: int | None, above: int) -> Found:
    """Return a table with its rows and the lines around it; its rows end before `end`, its title begins after `above`."""
    grid = band.grid
    is_last = end is None
    end = end or len(grid.rows) + 1
    rows, notes = [], []
    between: dict[int, str] = {}
    waiting: dict[int, str] = {}
    heads = {tuple(_above(grid, row, at) for at in range(band.left, band.right + 1)) for row in _header(band)}
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
    if any(text and text[0] in _DIGITS for text in cells):
        return False
    return tuple(_above(band.grid, row, column) for column in range(band.left, band.right + 1)) in heads


def _numbers_columns(said: Sequence[str]) -> bool:
    """Return whether a row gives the columns their numbers, as official forms do: 甲 乙 1 2 3."""
    letters = [text for text in said if _COLUMN_LETTER.fullmatch(text)]
    numbers = said[len(letters) :]
    return bool(letters) and len(numbers) > 1 and numbers == [str(at) for at in range(1, len(numbers) + 1)]


def _is_signed(band: Found, said: list[str]) -> bool:
    return is_signature(said, band.right - band.name_column)


def _is_filled(band: Found, said: list[str]) -> bool:
    """Return whether numbers fill a row, as they do nearly all, and no label begins it."""
    numbers = sum([text[0] in _DIGITS and text[-1] in _ENDS for text in said])
    return numbers >= max(2, band.right - band.name_column) and ":" not in said[0] and "：" not in said[0]


def _is_line(band: Found, row: int, said: list[str]) -> bool:
    """Return whether a row below the header is a line of text: a note, a unit, a heading of the rows that follow."""
    grid = band.grid
    if is_note(said[0]):
        return True
    if grid.troubles and any((row, column) in grid.troubles for column in range(band.left, band.right + 1)):
        return False
    if _is_signed(band, said) or any(text[0] in _DIGITS and _is_number(text) for text in said):
        return _is_signed(band, said)
    if _CONTINUED.match(said[0]) or (len(said) == 1 and units_in(said[0]) is not None):
        return True
    name = grid.text(row, band.name_column)
    figures = [grid.text(row, column) for column in band.columns() if column > band.name_column]
    if name:
        return len(said) == 1 and len(name) > _LONGEST_HEADING
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
            or (_CONTINUED.match(line) and len(line) < _LONGEST_HEADING)
            or stated_period(line) is not None
            or stated_area(line) is not None
        ):
            continue
        if len(line) > _LONGEST_TITLE or len(kept) == _TITLE_LINES:
            break
        kept.append(line)
    return " ".join(reversed(kept))
