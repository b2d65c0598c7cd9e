"""The workbook that a plan begins with: finds its tables by their heads, and gives each cell as typed or as answered since."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lcanalysis.intake.cell_text import row_name
from lcanalysis.intake.files.grid import Grid, Workbook
from lcanalysis.intake.period_words import arabic, taken_out
from lcanalysis.names import without_unseen
from lcanalysis.provenance import Place
from lcanalysis.units import UNITS

_HEAD_ROWS: Final = 12
"""Rows in which the heads of a table are looked for, below its title."""
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")
_TOTAL: Final = re.compile(r"\s*[/／]?\s*[\[〔【].*?[\]〕】]")
_SEPARATOR: Final = re.compile(r"\s*[|｜]\s*")


@dataclass(frozen=True, slots=True)
class TypedCell:
    """What a cell says, where it stands, and the head of its column."""

    text: str
    place: Place
    head: str = ""

    def quoted(self, name: str, unit: str = "") -> str:
        """Return the cell as a line of text with the row's name, the unit, if there is one, and the head of its column.

        >>> TypedCell("60以上", Place("plan.xlsx"), "2025年目标值").quoted("营业收入|revenue", "亿元")
        '营业收入（亿元），2025年目标值：60以上'
        """
        name, text = as_typed(name), as_typed(self.text)
        # A head that asks for growth or for a total, 年均增长/[累计], is quoted for what stands in the cell.
        head = self.head if text[:1] in "[〔【" else _TOTAL.sub("", self.head)
        if _CHINESE.search(name):
            return f"{name}{unit and f'（{unit}）'}，{head}：{text}"
        in_unit = f" ({UNITS[unit].name('en')})" if unit else ""
        return f"{name}{in_unit}, {head}: {text}"


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A table of the workbook: the row of its heads, and the column of each head that is known, counted from 1.

    `periods` are the columns headed by a year, a month or the months up to one, with that period.
    """

    book: TypedBook
    grid: Grid = field(repr=False)
    head_row: int
    columns: Mapping[str, int]
    periods: Mapping[int, str]

    def cell(self, row: int, column: int) -> TypedCell:
        """Return a cell; of merged ones, what stands in the first."""
        span = self.grid.covering(row, column)
        if span is not None:
            row, column = span.top, span.left
        return self.book.cell(self.grid, row, column, self.grid.text(self.head_row, column))

    def named(self, row: int, name: str) -> TypedCell:
        """Return the cell of a row below the head `name`; an empty one where the table has no such column."""
        column = self.columns.get(name)
        return TypedCell("", self.grid.place(self.book.file, row)) if column is None else self.cell(row, column)

    def rows(self) -> Iterator[int]:
        """Yield the numbers of the rows below the heads that name something."""
        for row in range(self.head_row + 1, len(self.grid.rows) + 1):
            if self.named(row, "indicator").text:
                yield row


@dataclass(frozen=True)
class TypedBook:
    """A workbook and what was answered since: texts of cells by their address (``[目标] C5``), and of facts by their name."""

    workbook: Workbook
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """The file's name."""
        return self.workbook.file

    def cell(self, grid: Grid, row: int, column: int, head: str = "") -> TypedCell:
        """Return a cell as it was answered, else as it was typed."""
        place = grid.place(self.file, row, column)
        text = self.answers.get(place.address, grid.text(row, column))
        return TypedCell(without_unseen(text), place, without_unseen(head))

    def tables(self, heads: Mapping[str, Iterable[str]]) -> Iterator[TypedTable]:
        """Yield of each sheet the first row that has the head ``indicator`` and others, as a table.

        `heads`: the names of each head, in the form that `row_name` gives, without years.
        """
        known = {name: head for head, names in heads.items() for name in names}
        for grid in self.workbook.grids:
            for row in range(1, min(len(grid.rows), _HEAD_ROWS) + 1):
                columns: dict[str, int] = {}
                periods: dict[int, str] = {}
                for column, text in enumerate(grid.rows[row - 1], 1):
                    period = period_of(text)
                    if period is not None:
                        periods[column] = period
                    elif (head := known.get(head_name(text))) is not None:
                        columns.setdefault(head, column)
                if "indicator" in columns and (len(columns) > 1 or periods):
                    yield TypedTable(self, grid, row, columns, periods)
                    break

    def pairs(self, is_label: Callable[[str], bool]) -> Iterator[tuple[str, TypedCell]]:
        """Yield each label that stands before a cell, with that cell."""
        for grid in self.workbook.grids:
            for row, cells in enumerate(grid.rows, 1):
                if cells and is_label(label := head_name(cells[0])):
                    yield label, self.cell(grid, row, 2, cells[0])


def head_name(text: str) -> str:
    """Return a head as it is compared: without years, units in brackets, blanks and marks.

    >>> head_name("2025年 目标值"), head_name("Base value (2020)"), head_name("年均增长（%）/[累计]")
    ('目标值', 'basevalue', '年均增长/')
    """
    plain = re.sub(r"\([^()]*\)", "", row_name(text))
    return re.sub(r"(?:19|20)[0-9]{2}年?|:$", "", plain).strip(":").casefold()


def period_of(text: str) -> str | None:
    """Return the period that a head says and nothing else beside it; None if there is none.

    >>> period_of("2020年"), period_of("2020年1—6月"), period_of("2021-03"), period_of("2025年目标值")
    ('2020', '2020-01--06', '2021-03', None)
    """
    rest, said = taken_out(arabic(text.strip()))
    return said[0].period() if len(said) == 1 and not rest.strip(" 年()（）实际值") else None


def year_in(text: str) -> str:
    """Return the year that a head names; empty if it names none.

    >>> year_in("2025年目标值"), year_in("目标值")
    ('2025', '')
    """
    found = re.search(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", text)
    return found[0] if found else ""


def as_typed(text: str) -> str:
    """Return the first of the names of a cell.

    >>> as_typed("营业收入 | revenue")
    '营业收入'
    """
    return _SEPARATOR.split(text.strip())[0]


def both_names(text: str) -> dict[str, str]:
    """Return a name in Chinese and in English: ``中文|English``; one that stands alone serves for both.

    >>> both_names("营业收入 | revenue"), both_names("revenue｜营业收入"), both_names("产量")
    ({'zh': '营业收入', 'en': 'revenue'}, {'zh': '营业收入', 'en': 'revenue'}, {'zh': '产量', 'en': '产量'})
    """
    first, *others = [part for part in _SEPARATOR.split(text.strip()) if part] or [""]
    second = others[0] if others else first
    return (
        {"zh": first, "en": second}
        if _CHINESE.search(first) or not _CHINESE.search(second)
        else {"zh": second, "en": first}
    )
