"""A copy of a sent file with its faulty cells marked, for whoever sent it to correct."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from lcanalysis.errors import Fault
from lcanalysis.intake.files import Grid, read_workbook
from lcanalysis.safe_text import for_office
from lcanalysis.wording import say
from lcanalysis.workbooks import file_of, put_value, sheet_names, text_width

_FAULTY: Final = PatternFill("solid", fgColor="F8C9C4")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,9})?")
_MOST_DIGITS: Final = 15
_WIDEST: Final = 40


def marked_bytes(file: Path, faults: Sequence[Fault], lang: str) -> bytes:
    """Return a workbook with the cells of `file` as they are shown, the faulty ones tinted and commented.

    Only what is seen is copied: no formula, link, macro or picture of the file gets into the copy. A further sheet
    lists all faults with their addresses. The same file and faults give the same bytes.

    Faults without a row are listed only.
    """
    grids = read_workbook(file).grids
    titles = sheet_names([grid.name or file.stem for grid in grids] + [say("adding.faults_sheet", lang)])
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid, title in zip(grids, titles, strict=False):
        sheet = book.create_sheet(title)
        _copy(sheet, grid)
        _mark(sheet, [fault for fault in faults if fault.place.sheet == grid.name and fault.place.row], lang)
    _list(book.create_sheet(titles[-1]), faults, lang)
    return file_of(book)


def _copy(sheet: Worksheet, grid: Grid) -> None:
    widths: dict[int, int] = {}
    for row, texts in enumerate(grid.rows, 1):
        for column, text in enumerate(texts, 1):
            if text:
                put_value(sheet, row, column, _value(text))
                widths[column] = max(widths.get(column, 0), min(_WIDEST, 2 + text_width(text)))
    for span in grid.merged:
        sheet.merge_cells(start_row=span.top, start_column=span.left, end_row=span.bottom, end_column=span.right)
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = max(10, width)


def _value(text: str) -> str | Decimal:
    """Return a number where a workbook keeps and shows its every digit, so that the office can go on calculating."""
    digits = sum(sign.isdigit() for sign in text)
    return Decimal(text) if _NUMBER.fullmatch(text) and digits <= _MOST_DIGITS else text


def _mark(sheet: Worksheet, faults: Sequence[Fault], lang: str) -> None:
    words: dict[tuple[int, int], list[str]] = {}
    for fault in faults:
        words.setdefault((fault.place.row, max(1, fault.place.column)), []).append(say(fault.key, lang, **fault.fields))
    tops = {
        (row, column): (span.min_row, span.min_col) for span in sheet.merged_cells.ranges for row, column in span.cells
    }
    for place, said in words.items():
        cell = sheet.cell(*tops.get(place, place))
        cell.fill = _FAULTY
        cell.comment = Comment(for_office("\n".join(said)), "lcanalysis", height=120, width=320)


def _list(sheet: Worksheet, faults: Sequence[Fault], lang: str) -> None:
    put_value(sheet, 1, 1, say("adding.faults_place", lang))
    put_value(sheet, 1, 2, say("adding.faults_what", lang))
    for row, fault in enumerate(faults, 2):
        put_value(sheet, row, 1, fault.place.text(lang))
        put_value(sheet, row, 2, say(fault.key, lang, **fault.fields)).alignment = Alignment(wrap_text=True)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 100
