"""Workbooks of Excel 97 to 2003 (.xls), read record by record (MS-XLS): no library tells their number formats."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from lcanalysis.intake.files.compound import Compound
from lcanalysis.intake.files.grid import Grid, GridMaker, Trouble
from lcanalysis.intake.files.limits import MOST_SHEETS, Allowance, RefusedFile, require_size
from lcanalysis.intake.files.number_formats import GENERAL, format_code, shown
from lcanalysis.intake.files.rich_text import raised, whole

_BOF, _EOF, _CONTINUE, _FILEPASS, _BOUNDSHEET, _DATEMODE = 0x0809, 0x000A, 0x003C, 0x002F, 0x0085, 0x0022
_FONT, _FORMAT, _XF, _SST = 0x0031, 0x041E, 0x00E0, 0x00FC
_ROW, _COLINFO, _MERGED = 0x0208, 0x007D, 0x00E5
_NUMBER, _RK, _MULRK, _LABELSST, _LABEL, _BOOLERR = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x0205
_FORMULA, _STRING = 0x0006, 0x0207
_BIFF8: Final = 0x0600
_COMPUTE_ON_OPENING: Final = 0x2
_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}

Cell = tuple[str, Trouble | None]


@dataclass(slots=True)
class _Book:
    texts: list[str] = field(default_factory=list)
    codes: dict[int, str] = field(default_factory=dict)
    formats: list[tuple[int, int]] = field(default_factory=list)
    """Font and number format of each kind of cell."""
    fonts: list[tuple[bool, bool]] = field(default_factory=list)
    """Whether a font is raised, and whether it is struck out."""
    sheets: list[tuple[int, str, bool]] = field(default_factory=list)
    is_1904: bool = False

    def font(self, number: int) -> tuple[bool, bool]:
        # There is no font with the number 4: the list goes on with 5.
        at = number - (number > 4)
        return self.fonts[at] if at < len(self.fonts) else (False, False)


def read_xls(compound: Compound) -> tuple[Grid, ...]:
    """Return the sheets of a workbook in their order.

    Raises
    ------
    RefusedFile
        If it is broken, older than Excel 97, protected by a password, or holds macros.
    """
    if "Workbook" not in compound.names:
        raise RefusedFile("files.older_excel" if "Book" in compound.names else "files.broken")
    if compound.names & {"_VBA_PROJECT_CUR", "_VBA_PROJECT"}:
        raise RefusedFile("files.macros")
    content = compound.read("Workbook")
    try:
        book = _globals(content)
        # One sheet ends before another begins: nothing is read twice.
        starts = sorted({start for start, _, _ in book.sheets})
        if len(starts) < len(book.sheets):
            raise RefusedFile
        ends = dict(zip(starts, [*starts, len(content)][1:], strict=True))
        allowance = Allowance()
        return tuple(
            _sheet(content[start : ends[start]], GridMaker(name, allowance), book, is_hidden=hidden)
            for start, name, hidden in book.sheets
        )
    except (struct.error, IndexError, UnicodeDecodeError):
        raise RefusedFile from None


def _records(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the records of a substream, from its beginning mark to its end; charts within it are passed over."""
    at, depth = 0, 0
    while at + 4 <= len(content):
        kind, length = struct.unpack_from("<HH", content, at)
        if at + 4 + length > len(content):
            raise RefusedFile
        depth += (kind == _BOF) - (kind == _EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, content[at + 4 : at + 4 + length]
        at += 4 + length
    raise RefusedFile


def _globals(content: bytes) -> _Book:
    book = _Book()
    table: list[bytes] = []
    before = 0
    for kind, data in _records(content):
        if kind == _BOF and struct.unpack_from("<H", data)[0] != _BIFF8:
            raise RefusedFile("files.older_excel")
        if kind == _FILEPASS:
            raise RefusedFile("files.password")
        if kind == _SST or (kind == _CONTINUE and before == _SST):
            table.append(data)
            before = _SST
            continue
        before = kind
        _note(book, kind, data)
    if len(book.sheets) > MOST_SHEETS:
        raise RefusedFile("files.too_many_sheets", most=MOST_SHEETS)
    book.texts = list(_shared_texts(table, book)) if table else []
    return book


def _note(book: _Book, kind: int, data: bytes) -> None:
    """Take over what a record says of all sheets."""
    if kind == _BOUNDSHEET:
        start, state, sort = struct.unpack_from("<IBB", data)
        if sort == 0:
            book.sheets.append((start, _short_text(data, 6), bool(state & 3)))
    elif kind == _DATEMODE:
        book.is_1904 = struct.unpack_from("<H", data)[0] == 1
    elif kind == _FONT:
        marks, escapement = struct.unpack_from("<2xH4xH", data)
        book.fonts.append((escapement != 0, bool(marks & 0x8)))
    elif kind == _FORMAT:
        book.codes[struct.unpack_from("<H", data)[0]] = _long_text(data, 2)
    elif kind == _XF:
        book.formats.append(struct.unpack_from("<HH", data))


def _short_text(data: bytes, at: int) -> str:
    length, flags = struct.unpack_from("<BB", data, at)
    return _characters(data, at + 2, length, flags)


def _long_text(data: bytes, at: int) -> str:
    length, flags = struct.unpack_from("<HB", data, at)
    return _characters(data, at + 3, length, flags)


def _characters(data: bytes, at: int, length: int, flags: int) -> str:
    size = 2 * length if flags & 1 else length
    if at + size > len(data):
        raise RefusedFile
    return data[at : at + size].decode("utf-16-le" if flags & 1 else "latin-1")


class _Pieces:
    """The shared texts, which go on over several records; a text cut in two says anew how wide its characters are."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)
        self._piece, self._at = next(self._pieces), 0

    def take(self, size: int) -> bytes:
        found, wanted = [], size
        while wanted:
            self._go_on()
            part = self._piece[self._at : self._at + wanted]
            self._at += len(part)
            wanted -= len(part)
            found.append(part)
        return b"".join(found)

    def characters(self, length: int, *, is_wide: bool) -> str:
        found = []
        while length:
            if self._go_on():
                is_wide = bool(self.take(1)[0] & 1)
            width = 2 if is_wide else 1
            count = min(length, (len(self._piece) - self._at) // width)
            if count == 0:
                raise RefusedFile
            length -= count
            found.append(self.take(count * width).decode("utf-16-le" if is_wide else "latin-1", "surrogatepass"))
        return whole("".join(found))

    def _go_on(self) -> bool:
        """Open the next record if this one is used up, and return whether it was."""
        was_used_up = self._at == len(self._piece)
        while self._at == len(self._piece):
            try:
                self._piece, self._at = next(self._pieces), 0
            except StopIteration:
                raise RefusedFile from None
        return was_used_up


def _shared_texts(table: list[bytes], book: _Book) -> Iterator[str]:
    pieces = _Pieces(table)
    _, count = struct.unpack("<II", pieces.take(8))
    require_size(0, 0, count)
    held = sum(map(len, table))
    for _ in range(count):
        length, flags = struct.unpack("<HB", pieces.take(3))
        runs = struct.unpack("<H", pieces.take(2))[0] if flags & 8 else 0
        extra = struct.unpack("<I", pieces.take(4))[0] if flags & 4 else 0
        text = pieces.characters(length, is_wide=bool(flags & 1))
        marks = [struct.unpack("<HH", pieces.take(4)) for _ in range(runs)]
        if extra > held:
            raise RefusedFile
        pieces.take(extra)
        yield _with_marks(text, marks, book)


def _with_marks(text: str, runs: list[tuple[int, int]], book: _Book) -> str:
    """Return a text whose raised runs have become marks; a run begins with a character and a font."""
    ends = [*(start for start, _ in runs[1:]), len(text)] if runs else []
    if any(end < start for (start, _), end in zip(runs, ends, strict=True)):
        raise RefusedFile
    found = [text[: runs[0][0]] if runs else text]
    for (start, font), end in zip(runs, ends, strict=True):
        found.append(raised(text[start:end]) if book.font(font)[0] else text[start:end])
    return "".join(found)


def _sheet(content: bytes, maker: GridMaker, book: _Book, *, is_hidden: bool) -> Grid:
    reader = _SheetReader(maker, book)
    maker.is_hidden = is_hidden
    for kind, data in _records(content):
        reader.take(kind, data)
    # Cells may come in blocks of rows; they are laid out in their order.
    for (row, column), (text, trouble) in sorted(reader.cells.items()):
        if text.strip() or trouble is not None:
            maker.put(row, column, text, trouble)
    return maker.grid()


class _SheetReader:
    def __init__(self, maker: GridMaker, book: _Book) -> None:
        self.maker, self._book = maker, book
        self.cells: dict[tuple[int, int], Cell] = {}
        self._waits: tuple[int, int] | None = None
        """The cell of a formula whose text comes in a record of its own."""

    def take(self, kind: int, data: bytes) -> None:
        if kind in {_NUMBER, _RK, _LABELSST, _LABEL, _BOOLERR, _FORMULA}:
            row, column, style = struct.unpack_from("<HHH", data)
            self._put(row, column, style, self._cell(kind, data, style, (row + 1, column + 1)))
        elif kind == _MULRK:
            row, first = struct.unpack_from("<HH", data)
            for column, at in enumerate(range(4, len(data) - 2, 6), first):
                style, number = struct.unpack_from("<HI", data, at)
                self._put(row, column, style, self._number(_unpacked(number), style))
        elif kind == _STRING and self._waits is not None:
            self.cells[self._waits] = (_long_text(data, 0), None)
            self._waits = None
        else:
            self._lay_out(kind, data)

    def _lay_out(self, kind: int, data: bytes) -> None:
        """Note what is hidden and what is merged."""
        if kind == _ROW:
            row, options = struct.unpack_from("<H10xI", data)
            if options & 0x20:
                self.maker.hide([row + 1], rows=True)
        elif kind == _COLINFO:
            first, last, options = struct.unpack_from("<HH4xH", data)
            if options & 1:
                self.maker.hide(range(first + 1, min(last, 255) + 2), rows=False)
        elif kind == _MERGED:
            for at in range(2, 2 + 8 * struct.unpack_from("<H", data)[0], 8):
                top, bottom, left, right = struct.unpack_from("<4H", data, at)
                self.maker.merge(top + 1, left + 1, bottom + 1, right + 1)

    def _put(self, row: int, column: int, style: int, cell: Cell) -> None:
        text, trouble = cell
        if text and trouble is None and style < len(self._book.formats):
            is_raised, is_struck = self._book.font(self._book.formats[style][0])
            trouble = ("files.struck", {"found": text}) if is_struck else None
            # A whole cell that is raised is a mark by itself.
            text = raised(text) if is_raised else text
        if (row + 1, column + 1) in self.cells:
            raise RefusedFile
        self.cells[row + 1, column + 1] = (text, trouble)
        require_size(row + 1, column + 1, len(self.cells))

    def _cell(self, kind: int, data: bytes, style: int, address: tuple[int, int]) -> Cell:
        if kind == _NUMBER:
            return self._number(struct.unpack_from("<d", data, 6)[0], style)
        if kind == _RK:
            return self._number(_unpacked(struct.unpack_from("<I", data, 6)[0]), style)
        if kind == _LABELSST:
            return self._book.texts[struct.unpack_from("<I", data, 6)[0]], None
        if kind == _LABEL:
            return _long_text(data, 6), None
        if kind == _BOOLERR:
            value, is_error = struct.unpack_from("<BB", data, 6)
            return _truth(value) if not is_error else _error(value)
        return self._formula(data, style, address)

    def _formula(self, data: bytes, style: int, address: tuple[int, int]) -> Cell:
        sort, value, mark = struct.unpack_from("<BxB3xH", data, 6)
        if struct.unpack_from("<H", data, 14)[0] & _COMPUTE_ON_OPENING:
            return "", ("files.uncomputed", {})
        if mark != 0xFFFF:
            return self._number(struct.unpack_from("<d", data, 6)[0], style)
        if sort == 0:
            self._waits = address
        return {0: ("", ("files.uncomputed", {})), 1: _truth(value), 2: _error(value)}.get(sort, ("", None))

    def _number(self, value: float, style: int) -> Cell:
        formats = self._book.formats
        code = format_code(formats[style][1], self._book.codes) if style < len(formats) else GENERAL
        return shown(repr(value), code, is_1904=self._book.is_1904)


def _truth(value: int) -> Cell:
    return ("TRUE" if value else "FALSE"), None


def _error(value: int) -> Cell:
    text = _ERRORS.get(value, "#?")
    return text, ("files.error_value", {"found": text})


def _unpacked(number: int) -> float:
    """Return the number that 32 bits hold: a whole number or half a binary one, each perhaps in hundredths."""
    if number & 2:
        value = float((number >> 2) - ((number >> 2 & 0x20000000) << 1))
    else:
        value = float(struct.unpack("<d", struct.pack("<Q", (number & 0xFFFFFFFC) << 32))[0])
    return value / 100 if number & 1 else value
