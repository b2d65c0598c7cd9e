"""Writes workbooks (.xlsx) for people and programs: one table a sheet, numbers as numbers, the same bytes each time.

What is written is data and never a formula: a text that begins like one (``=``, ``+``, ``-``, ``@``) is stored as
text and marked so that it stays text when its cell is edited.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from math import ceil
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from lcanalysis.number_format import printed_decimals
from lcanalysis.safe_text import display_width, for_office

Value = str | int | float | Decimal | None
LONGEST_CELL: Final = 32_767
"""Characters that a cell may hold."""
LONGEST_NAME: Final = 31
"""Characters that the name of a sheet may have."""
_NOT_IN_NAMES: Final = re.compile(r"[\[\]:*?/\\]")
_TIMES: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms)")
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
_WIDEST: Final = 60
_LINE_PT: Final = 15
_HIGHEST_PT: Final = 409
_BOLD: Final = Font(bold=True)
_MIDDLE: Final = Alignment(wrap_text=True, vertical="center")
_WRAPPED, _TOP = (Alignment(wrap_text=is_text, vertical="top") for is_text in (True, False))
_HEAD: Final = PatternFill("solid", fgColor="E8EDF3")
TO_FILL: Final = PatternFill("solid", fgColor="FFF8DC")
"""The tint of cells that a person is to fill in."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: a row of column heads, and rows of values; None is an empty cell.

    `to_fill` names the columns that a person is to fill in: they are tinted and, unlike the others, not protected.
    `choices` lists the values that a column takes; the program offers them in the cell.
    """

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Value]] = field(repr=False)
    to_fill: frozenset[str] = frozenset()
    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)


def workbook_bytes(sheets: Iterable[Sheet]) -> bytes:
    """Return the workbook of `sheets`: a pure function of them, with no formula, no merged cell and no time in it.

    A character that a workbook cannot hold becomes U+FFFD, and a text of more than 32,767 characters ends in ``…``.
    Names of sheets are shortened to what Excel takes and told apart by a number.

    Raises `ValueError` if a row is not as long as the columns are many.

    >>> import io, openpyxl
    >>> content = workbook_bytes([Sheet("铜", ["产品", "万吨"], [["=cmd|x", Decimal("12.30")]])])
    >>> sheet = openpyxl.load_workbook(io.BytesIO(content))["铜"]
    >>> sheet["A2"].value, sheet["A2"].data_type, sheet["B2"].value
    ('=cmd|x', 's', 12.3)
    """
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    listed = list(sheets)
    for name, sheet in zip(sheet_names(sheet.name for sheet in listed), listed, strict=True):
        _write(workbook.create_sheet(name), sheet)
    return file_of(workbook)


class OfficeZip(zipfile.ZipFile):
    """An archive written without the clock, since no archive can hold a time before 1980; `with_fixed_times` compresses it."""

    def writestr(self, zinfo_or_arcname: str | zipfile.ZipInfo, data: Any, *_: Any, **_wanted: Any) -> None:
        """Write a member under its name; see `zipfile`."""
        member = zinfo_or_arcname
        if isinstance(member, str):
            member = zipfile.ZipInfo(member, _FIRST_DAY)
        super().writestr(member, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **_wanted: Any) -> None:
        """Write a file as a member; see `zipfile`."""
        self.writestr(str(arcname or filename), Path(filename).read_bytes())


def file_of(workbook: Workbook) -> bytes:
    """Return a workbook as a file: the same bytes each time."""
    buffer = io.BytesIO()
    ExcelWriter(workbook, OfficeZip(buffer, "w")).save()
    return with_fixed_times(buffer.getvalue())


def with_fixed_times(office_file: bytes) -> bytes:
    """Return an .xlsx or .docx file without the times at which it was made, its members in the order of their names."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(office_file)) as made, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fixed:
        # The list of content types comes first: it is what tells programs that this is an office file.
        for name in sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>1980-01-01T00:00:00Z\g<2>", content)
            member = zipfile.ZipInfo(name, _FIRST_DAY)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.create_system, member.external_attr = 3, 0o600 << 16
            fixed.writestr(member, content)
    return target.getvalue()


def sheet_names(names: Iterable[str]) -> list[str]:
    """Return valid names of sheets: shortened to what Excel takes, and numbered where two would be the same.

    >>> sheet_names(["a/b", "A b"])
    ['a b', 'A b 2']
    """
    taken: set[str] = set()
    return [_free_name(name, taken) for name in names]


def _free_name(name: str, taken: set[str]) -> str:
    plain = _NOT_IN_NAMES.sub(" ", for_office(name)).strip(" '") or "1"
    number, free = 1, plain[:LONGEST_NAME]
    while free.casefold() in taken:
        number += 1
        free = f"{plain[: LONGEST_NAME - len(f' {number}')]} {number}"
    taken.add(free.casefold())
    return free


def _write(target: Worksheet, sheet: Sheet) -> None:
    for column, head in enumerate(sheet.columns, start=1):
        cell = put_value(target, 1, column, head)
        cell.font, cell.fill, cell.alignment = _BOLD, _HEAD, _MIDDLE
    for row, values in enumerate(sheet.rows, start=2):
        for column, (head, value) in enumerate(zip(sheet.columns, values, strict=True), start=1):
            cell = put_value(target, row, column, value)
            cell.alignment = _WRAPPED if isinstance(value, str) else _TOP
            if head in sheet.to_fill:
                cell.fill, cell.protection = TO_FILL, Protection(locked=False)
    target.protection.sheet = bool(sheet.to_fill)
    target.freeze_panes = "A2"
    _set_print(target)
    for column, head in enumerate(sheet.columns, start=1):
        letter = get_column_letter(column)
        texts = [head, *(str(values[column - 1]) for values in sheet.rows if values[column - 1] is not None)]
        target.column_dimensions[letter].width = min(_WIDEST, 3 + max(map(text_width, texts)))
        for row, values in enumerate((sheet.columns, *sheet.rows), start=1):
            _make_room(target, row, values[column - 1], target.column_dimensions[letter].width)
        if head in sheet.choices:
            offered = DataValidation("list", formula1='"' + ",".join(sheet.choices[head]) + '"', allow_blank=True)
            offered.add(f"{letter}2:{letter}{max(2, len(sheet.rows) + 1)}")
            target.add_data_validation(offered)


def _set_print(target: Worksheet) -> None:
    """Let a sheet be printed on A4 across, all its columns on one page and its heads on each."""
    target.page_setup.orientation, target.page_setup.paperSize = "landscape", target.PAPERSIZE_A4
    target.page_setup.fitToWidth, target.page_setup.fitToHeight = 1, 0
    target.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    target.print_title_rows = "1:1"


def _make_room(target: Worksheet, row: int, value: Value, width: float) -> None:
    """Make a row high enough for a text that is broken into lines; not all programs do it themselves."""
    if not isinstance(value, str) or (2 * len(value) < width and "\n" not in value):
        return
    lines = sum(max(1, ceil(text_width(line) / (width - 1))) for line in value.splitlines() or [""])
    height = target.row_dimensions[row].height or 0
    if lines > 1:
        target.row_dimensions[row].height = min(_HIGHEST_PT, max(height, _LINE_PT * lines))


def put_value(target: Worksheet, row: int, column: int, value: Value) -> Cell:
    """Write one cell, as data and never as a formula, and return it."""
    cell: Cell = target.cell(row, column)  # type: ignore[assignment]
    if isinstance(value, str):
        text = for_office(value)
        cell.value = text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@", "\t", "\r"))
    else:
        cell.value = value
        if isinstance(value, Decimal):
            decimals = printed_decimals(value)
            cell.number_format = f"0.{'0' * decimals}" if decimals else "0"
    return cell


def text_width(text: str) -> int:
    """Return the columns that the longest line of `text` takes, a Chinese character counting for two."""
    return max(map(display_width, text.splitlines() or [""]))
