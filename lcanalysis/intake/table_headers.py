"""Finds the headers of a sheet's tables: the cells that head a column of names, and the rows and columns around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import MISSING, name_forms, name_key, row_name
from lcanalysis.intake.files.grid import Grid
from lcanalysis.intake.files.limits import RefusedFile
from lcanalysis.intake.headings import SERIAL, joined_heading, units_in
from lcanalysis.intake.labels import is_note
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
_NUMBER: Final = re.compile(r"[-+\u2212\u2013]?[0-9][0-9,]*(?:\.[0-9]+)?%?")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
LONGEST_HEADING: Final = 12
DIGITS: Final = frozenset("0123456789-+")
_LOOKED_AT: Final = 30
_MOST_HEADERS: Final = 300
_TALLEST_HEADER: Final = 4


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


def find_headers(grid: Grid, definition: Definition) -> list[Found]:
    """Return the headers of a sheet, each as a table that has no rows yet, from above and from the left.

    Raises `RefusedFile` if there are more than a statistical report has.
    """
    heads = _heads(grid, definition)
    if len(heads) > _MOST_HEADERS:
        raise RefusedFile("reading.too_many_headers", most=_MOST_HEADERS)
    return [_band(grid, row, column, heads) for row, column in heads]


def _heads(grid: Grid, definition: Definition) -> list[tuple[int, int]]:
    """Return the cells that head a column of names, by rows and then by columns."""
    words = NAME_HEADINGS | {name_key(table.rows.column) for table in definition.tables}
    heads: list[tuple[int, int]] = []
    for number, row in enumerate(grid.rows, 1):
        found = [at for at, text in enumerate(row, 1) if text and text[0] not in DIGITS and name_key(text) in words]
        # A row of one cell is a line of text, and a name beside figures is a row of the body.
        if found and sum(1 for text in row if text) > 1 and not any(is_number(text) for text in row):
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


def is_number(text: str) -> bool:
    """Return whether a text is a number in digits, and no year.

    >>> is_number("−13.46%"), is_number("2018"), is_number("1000余")
    (True, False, False)
    """
    return bool(_NUMBER.fullmatch(text.strip())) and not _YEAR.fullmatch(text.strip())


def text_above(grid: Grid, row: int, column: int) -> str:
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
        grid, top, bottom, left, right, column, headings, area_column=area_column_of(grid, bottom, column, headings)
    )


def area_column_of(grid: Grid, bottom: int, name_column: int, headings: dict[int, str]) -> int:
    """Return the column that says of which area each row is, beside that of the names; 0 if there is none."""
    below = range(bottom + 1, min(len(grid.rows), bottom + _LOOKED_AT) + 1)
    for column, text in headings.items():
        is_named = row_name(text).casefold() in AREA_HEADINGS and column != name_column
        if is_named and not any(is_number(grid.text(row, column)) for row in below):
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
    return not grid.text(row, column) and bool(said) and not any(is_number(text) or text in MISSING for text in said)


def _begins_higher(grid: Grid, row: int, column: int, left: int, right: int) -> bool:
    """Return whether the row above a header belongs to it, and is not a line of title, unit or notes."""
    if row < 1 or grid.text(row, column) or text_above(grid, row, column):
        return False
    said = {at: grid.text(row, at) for at in range(left, right + 1) if grid.text(row, at)}
    if not said or any(units_in(text) or is_note(text) or len(text) > 2 * LONGEST_HEADING for text in said.values()):
        return False
    is_merged = any(one.top == row and one.left in said and one.right > one.left for one in grid.merged)
    return len(said) > 1 or (is_merged and len(next(iter(said.values()))) <= LONGEST_HEADING)


def _texts(grid: Grid, top: int, bottom: int, column: int, name_column: int, left: int) -> list[str]:
    """Return the texts above a column; in a file without merged cells, a blank one goes on from its left neighbour."""
    texts = []
    for row in range(top, bottom + 1):
        text = text_above(grid, row, column)
        if not text and row < bottom and column != name_column and grid.text(bottom, column):
            nearer = (text_above(grid, row, at) for at in range(column - 1, left - 1, -1) if at != name_column)
            text = next((one for one in nearer if one), "") if column > name_column else ""
        texts.append(text)
    return texts
