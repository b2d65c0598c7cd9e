"""Reads workbooks of Excel 97 to 2003 (.xls) with xlrd, each cell as it is shown.

xlrd does not say which formulas wait to be computed, so that their records are read here as well. The compound file around
the workbook (MS-CFB) is opened with olefile, which unlike xlrd does not follow circular chains for ever.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import olefile  # type: ignore[import-untyped]
import xlrd  # type: ignore[import-untyped]

from lcanalysis.intake.files.grid import Grid, GridMaker, Trouble
from lcanalysis.intake.files.limits import MOST_SHEETS, Allowance, RefusedFile
from lcanalysis.intake.files.number_formats import format_code, shown
from lcanalysis.intake.files.rich_text import raised, whole

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _FORMULA = 0x0809, 0x000A, 0x002F, 0x0085, 0x0006
_BIFF8: Final = 0x0600
_COMPUTE_ON_OPENING: Final = 0x2
_UNCOMPUTED: Final[tuple[str, Trouble]] = ("", ("files.uncomputed", {}))
# Of a damaged file both libraries say what they stumbled over: an assertion, an index, a name.
_BROKEN: Final = (
    xlrd.XLRDError, struct.error, ArithmeticError, AssertionError, AttributeError, LookupError, OSError, RecursionError,
    TypeError, ValueError,
)  # fmt: skip


class Compound:
    """A small file system within a file, as older office programs write it.

    Raises `RefusedFile` if it is broken.
    """

    def __init__(self, content: bytes) -> None:
        try:
            self._file = olefile.OleFileIO(io.BytesIO(content))
            self.names = frozenset(name for path in self._file.listdir(storages=True) for name in path)
        except _BROKEN:
            raise RefusedFile from None

    def read(self, name: str) -> bytes:
        """Return the content of a stream."""
        content: bytes = self._file.openstream(name).read()
        return content


def read_xls(compound: Compound) -> tuple[Grid, ...]:
    """Return the sheets of a workbook in their order.

    Raises `RefusedFile` if it is broken, older than Excel 97, protected by a password, or holds macros.
    """
    if "Workbook" not in compound.names:
        raise RefusedFile("files.older_excel" if "Book" in compound.names else "files.broken")
    if {"_VBA_PROJECT_CUR", "_VBA_PROJECT"} & compound.names:
        raise RefusedFile("files.macros")
    try:
        stream = compound.read("Workbook")
        waiting = _waiting(stream)
        book = xlrd.open_workbook(
            file_contents=stream, logfile=io.StringIO(), formatting_info=True, on_demand=True, ragged_rows=True
        )
        allowance = Allowance()
        return tuple(
            _sheet(book, number, wait, allowance) for number, wait in zip(range(book.nsheets), waiting, strict=True)
        )
    except _BROKEN:
        raise RefusedFile from None


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield of each record in which substream it is, its kind and its first bytes; charts in a sheet are passed over."""
    at = depth = start = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == _BOF and depth == 0:
            start = at
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 1:
            yield start, kind, stream[at + 4 : at + 4 + min(length, 20)]
        at += 4 + length


def _waiting(stream: bytes) -> list[set[tuple[int, int]]]:
    """Return, of each sheet, the cells whose formulas are computed when the file is opened."""
    starts: list[int] = []
    found: dict[int, set[tuple[int, int]]] = {}
    for start, kind, data in _records(stream):
        if kind == _BOF and struct.unpack_from("<H", data)[0] != _BIFF8:
            raise RefusedFile("files.older_excel")
        if kind == _FILEPASS:
            raise RefusedFile("files.password")
        if kind == _BOUNDSHEET and data[5] == 0:
            starts.append(struct.unpack_from("<I", data)[0])
        elif kind == _FORMULA:
            row, column, options = struct.unpack_from("<HH10xH", data)
            if options & _COMPUTE_ON_OPENING:
                found.setdefault(start, set()).add((row, column))
    # One sheet ends before another begins: nothing is read twice.
    if len(set(starts)) < len(starts):
        raise RefusedFile
    if len(starts) > MOST_SHEETS:
        raise RefusedFile("files.too_many_sheets", most=MOST_SHEETS)
    return [found.get(one, set()) for one in starts]


@dataclass(frozen=True, slots=True)
class _Style:
    """What the format and the font of a cell do to what it shows."""

    code: str
    is_raised: bool
    is_struck: bool


def _sheet(book: Any, number: int, waiting: Collection[tuple[int, int]], allowance: Allowance) -> Grid:
    sheet = book.sheet_by_index(number)
    maker = GridMaker(sheet.name, allowance)
    maker.is_hidden = sheet.visibility != 0
    maker.hide([row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden], rows=True)
    maker.hide([column + 1 for column, info in sheet.colinfo_map.items() if info.hidden], rows=False)
    for top, bottom, left, right in sheet.merged_cells:
        maker.merge(top + 1, left + 1, bottom, right)
    codes = {one.format_key: one.format_str for one in book.format_list}
    styles: dict[int, _Style] = {}

    def cells(row: int) -> Iterator[tuple[int, str, Trouble | None]]:
        for column, (kind, value) in enumerate(zip(sheet.row_types(row), sheet.row_values(row), strict=True)):
            if kind in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                continue
            index = sheet.cell_xf_index(row, column)
            if index not in styles:
                form = book.xf_list[index]
                font = book.font_list[form.font_index]
                code = format_code(form.format_key, codes)
                styles[index] = _Style(code, bool(font.escapement), bool(font.struck_out))
            runs = sheet.rich_text_runlist_map.get((row, column), ())
            is_waiting = (row, column) in waiting
            text, trouble = _UNCOMPUTED if is_waiting else _content(book, kind, value, runs, styles[index])
            yield column + 1, text, trouble

    for row in range(sheet.nrows):
        maker.put_row(row + 1, cells(row))
    book.unload_sheet(number)
    return maker.grid()


def _content(
    book: Any, kind: int, value: Any, runs: Sequence[tuple[int, int]], style: _Style
) -> tuple[str, Trouble | None]:
    if kind == xlrd.XL_CELL_ERROR:
        text = xlrd.error_text_from_code.get(value, "#?")
        return text, ("files.error_value", {"found": text})
    trouble: Trouble | None = None
    if kind == xlrd.XL_CELL_TEXT:
        text = whole(_with_marks(book, value, runs))
    elif kind == xlrd.XL_CELL_BOOLEAN:
        text = "TRUE" if value else "FALSE"
    else:
        text, trouble = shown(repr(value), style.code, is_1904=book.datemode == 1)
    if text and trouble is None:
        trouble = ("files.struck", {"found": text}) if style.is_struck else None
        # A whole cell that is raised is a mark by itself.
        text = raised(text) if style.is_raised else text
    return text, trouble


def _with_marks(book: Any, text: str, runs: Sequence[tuple[int, int]]) -> str:
    """Return a text whose raised runs have become marks; a run begins with a character and a font."""
    ends = [*(start for start, _ in runs[1:]), len(text)] if runs else []
    if any(end < start for (start, _), end in zip(runs, ends, strict=True)):
        raise RefusedFile
    found = [text[: runs[0][0]] if runs else text]
    for (start, font), end in zip(runs, ends, strict=True):
        found.append(raised(text[start:end]) if book.font_list[font].escapement else text[start:end])
    return "".join(found)
