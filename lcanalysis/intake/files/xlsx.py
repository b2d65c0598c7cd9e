"""Reads workbooks of Excel 2007 and later (.xlsx) row by row from their XML.

Libraries give the stored number and not what the cell shows, take a formula that was never computed for an empty cell, and
lay out a million empty cells because of a single one far away. Here a number is read under its number format, a formula
without a value is reported, and empty cells take no room.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from lcanalysis.intake.files.grid import Grid, GridMaker, Trouble
from lcanalysis.intake.files.limits import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    Allowance,
    RefusedFile,
    require_size,
)
from lcanalysis.intake.files.number_formats import GENERAL, format_code, shown, shows_as_stored
from lcanalysis.intake.files.packed import Packed, elements, local_name
from lcanalysis.intake.files.rich_text import Pieces, lowered, raised, whole

_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ESCAPE: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ON: Final = frozenset({"1", "true", "on"})
_WORKSHEET: Final = "/worksheet"
_HOPELESS: Final = ("vbaproject.bin", "files.macros"), ("workbook.bin", "files.binary_workbook")


@dataclass(slots=True)
class _Book:
    """What the sheets of a workbook share."""

    texts: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    struck: list[bool] = field(default_factory=list)
    is_1904: bool = False
    is_stale: bool = False
    """Whether the values of formulas wait for Excel to compute them: programs write 0 there."""


def read_xlsx(packed: Packed) -> tuple[Grid, ...]:
    """Return the sheets of a workbook in their order.

    Raises `RefusedFile` if it is broken, too large, holds macros, or is of the binary kind.
    """
    for name, key in _HOPELESS:
        if any(one.endswith(name) for one in packed.names):
            raise RefusedFile(key)
    try:
        return tuple(_grids(packed))
    except ValueError:  # a number or a reference that is none
        raise RefusedFile from None


def _grids(packed: Packed) -> Iterator[Grid]:
    main = _related(packed, "").get("/officeDocument", {})
    path = next(iter(main.values()), "")
    book = _Book()
    sheets = _workbook(packed.read(path), book)
    relations = _related(packed, path)
    for styles in _only(relations, "/styles"):
        _styles(packed.read(styles), book)
    for target in _only(relations, "/sharedStrings"):
        book.texts = _shared_texts(packed.read(target))
    worksheets = relations.get(_WORKSHEET, {})
    if len(sheets) > MOST_SHEETS:
        raise RefusedFile("files.too_many_sheets", most=MOST_SHEETS)
    allowance = Allowance()
    for name, identity, is_hidden in sheets:
        # A sheet that holds a chart alone has no cells.
        if identity in worksheets:
            maker = GridMaker(name, allowance)
            maker.is_hidden = is_hidden
            _SheetReader(maker, book).read(packed.read(worksheets[identity]))
            yield maker.grid()


def _related(packed: Packed, path: str) -> dict[str, dict[str, str]]:
    """Return the parts that a part refers to: by the last word of the relation, then by its name in the part."""
    folder, name = posixpath.split(path)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, dict[str, str]] = {}
    for one in elements(packed.read(listing), "Relationship") if listing.lower() in packed.names else ():
        if one.get("TargetMode") != "External":
            target = one.get("Target", "")
            kind = "/" + one.get("Type", "").rpartition("/")[2]
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.setdefault(kind, {})[one.get("Id", "")] = full
    return found


def _only(relations: Mapping[str, Mapping[str, str]], kind: str) -> list[str]:
    """Return the part of a kind of which a workbook has one or none."""
    found = list(relations.get(kind, {}).values())
    if len(found) > 1:
        raise RefusedFile
    return found


def _workbook(content: bytes, book: _Book) -> list[tuple[str, str, bool]]:
    """Return name, relation and whether it is hidden of each sheet."""
    sheets: list[tuple[str, str, bool]] = []
    for one in elements(content, "sheet", "workbookPr", "calcPr"):
        name = local_name(one)
        if name == "sheet":
            identity = next((value for key, value in one.items() if key.endswith("}id")), "")
            sheets.append((one.get("name", ""), identity, one.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            book.is_1904 = one.get("date1904") in _ON
        else:
            book.is_stale = one.get("fullCalcOnLoad") in _ON
    return sheets


def _styles(content: bytes, book: _Book) -> None:
    codes: dict[int, str] = {}
    fonts: list[bool] = []
    for part in elements(content, "numFmts", "fonts", "cellXfs"):
        name = local_name(part)
        if name == "numFmts":
            codes = {int(one.get("numFmtId", "0")): one.get("formatCode", GENERAL) for one in part}
        elif name == "fonts":
            strikes = (one.find("{*}strike") for one in part)
            fonts = [strike is not None and strike.get("val", "1") in _ON for strike in strikes]
        else:
            book.formats = [format_code(int(one.get("numFmtId", "0")), codes) for one in part]
            used = [int(one.get("fontId", "0")) for one in part]
            book.struck = [0 <= font < len(fonts) and fonts[font] for font in used]


def _shared_texts(content: bytes) -> list[str]:
    texts: list[str] = []
    for one in elements(content, "si"):
        require_size(0, 0, len(texts))
        texts.append(_rich_text(one))
    return texts


def _rich_text(item: Any) -> str:
    """Return the runs of a text as one; raised ones become marks, and the readings of characters are left out."""
    text, last = Pieces(), ""
    for part in item:
        is_run = local_name(part) == "r"
        if not is_run and local_name(part) != "t":
            continue
        position = part.find("{*}rPr/{*}vertAlign") if is_run else None
        for one in part.iterfind("{*}t") if is_run else (part,):
            run = _unescaped(one.text or "")
            if position is not None and position.get("val") == "superscript":
                run = raised(run)
            elif position is not None and position.get("val") == "subscript":
                run = lowered(run, last)
            text.add(run)
            last = run or last
    return text.whole()


class _SheetReader:
    """Reads the cells of one sheet, row by row."""

    def __init__(self, maker: GridMaker, book: _Book) -> None:
        self._maker, self._book = maker, book
        self._shown: dict[tuple[str, int], tuple[str, Trouble | None]] = {}
        self._plain = {at for at, code in enumerate(book.formats or [GENERAL]) if code == GENERAL}

    def read(self, content: bytes) -> None:
        row = 0
        for one in elements(content, "row", "col", "mergeCell"):
            name = local_name(one)
            if name == "row":
                row = int(one.get("r", row + 1))
                self._maker.put_row(row, self._cells(row, one))
            elif name == "mergeCell":
                first, _, last = one.get("ref", "").partition(":")
                (top, left), (bottom, right) = _address(first), _address(last or first)
                self._maker.merge(top, left, bottom, right)
            elif one.get("hidden") in _ON or float(one.get("width", "9")) == 0:
                end = min(int(one.get("max", "0")), MOST_COLUMNS)
                self._maker.hide(range(int(one.get("min", "1")), end + 1), rows=False)

    def _cells(self, number: int, row: Any) -> Iterator[tuple[int, str, Trouble | None]]:
        if number <= MOST_ROWS and (row.get("hidden") in _ON or row.get("ht") == "0"):
            self._maker.hide([number], rows=True)
        column, digits = 0, str(number)
        for cell in row:
            reference = cell.get("r")
            if reference is not None and not reference.endswith(digits):
                raise RefusedFile
            column = column + 1 if reference is None else _column(reference[: -len(digits)])
            # Some programs write attributes that say nothing.
            style = int(cell.get("s") or "0")
            text, trouble = self._content(cell, style)
            if text and trouble is None and style and self._book.struck[style : style + 1] == [True]:
                trouble = "files.struck", {"found": text}
            yield column, text, trouble

    def _content(self, cell: Any, style: int) -> tuple[str, Trouble | None]:
        kind = cell.get("t") or "n"
        # Nearly all cells hold one part; its last letter tells value, formula and inline text apart.
        only = cell[0] if len(cell) == 1 else None
        if only is not None and only.tag[-1] == "v":
            return self._typed(only.text, kind, style) if only.text else ("", None)
        value, has_formula = "", False
        for part in cell:
            tag = part.tag
            if tag[-1] == "v":
                value = part.text or ""
            elif tag[-1] == "f":
                has_formula = True
            elif tag[-2:] == "is":
                return _rich_text(part), None
        # A program that computes nothing writes 0, and asks for the formulas to be computed.
        is_stale = has_formula and self._book.is_stale
        if has_formula and kind != "str" and (not value or (is_stale and float(value) == 0)):
            return "", ("files.uncomputed", {})
        if not value:
            return "", None
        text, trouble = self._typed(value, kind, style)
        return text, trouble or (("files.stale", {"found": text}) if is_stale else None)

    def _typed(self, value: str, kind: str, style: int) -> tuple[str, Trouble | None]:
        found: tuple[str, Trouble | None]
        if kind == "n":
            # Without a format, what was typed is shown: the many numbers of a table differ, and are not kept.
            is_plain = style in self._plain and shows_as_stored(value)
            found = (value, None) if is_plain else self._shown.get((value, style)) or self._number(value, style)
        elif kind == "s":
            found = self._shared(value), None
        elif kind == "str":
            found = _unescaped(value), None
        elif kind == "e":
            found = value, ("files.error_value", {"found": value})
        elif kind == "d":
            found = value[:10], ("files.date", {"found": value[:10], "near": ""})
        elif kind == "b":
            found = ("TRUE" if value == "1" else "FALSE"), None
        else:
            raise RefusedFile
        return found

    def _number(self, value: str, style: int) -> tuple[str, Trouble | None]:
        formats = self._book.formats
        code = formats[style] if style < len(formats) else GENERAL
        found = self._shown[value, style] = shown(value, code, is_1904=self._book.is_1904)
        return found

    def _shared(self, value: str) -> str:
        at = int(value)
        if not 0 <= at < len(self._book.texts):
            raise RefusedFile
        return self._book.texts[at]


def _unescaped(text: str) -> str:
    """Return a text with the characters that XML does not admit, which stand in it by their numbers."""
    return _ESCAPE.sub(lambda found: whole(chr(int(found[1], 16))), text)


def _address(reference: str) -> tuple[int, int]:
    """Return row and column of an address such as C7."""
    match = _REFERENCE.fullmatch(reference.replace("$", ""))
    if match is None:
        raise RefusedFile
    return int(match[2]), _column(match[1])


@cache
def _column(letters: str) -> int:
    if not re.fullmatch("[A-Z]{1,3}", letters):
        raise RefusedFile
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column
