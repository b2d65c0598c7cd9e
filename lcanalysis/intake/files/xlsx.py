"""Workbooks of Excel 2007 and later (.xlsx), read cell by cell from their XML.

Libraries give the stored number and forget what the cell shows, take a formula that nobody computed for an empty cell, and
lay out a million empty cells because one far away is not. Here a number is read under its number format, a formula without
a value is in trouble, and nothing is laid out that is not there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from lcanalysis.intake.files.grid import Grid, GridMaker, Trouble
from lcanalysis.intake.files.limits import (
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_SHEETS,
    Allowance,
    RefusedFile,
    require_size,
)
from lcanalysis.intake.files.number_formats import GENERAL, format_code, shown
from lcanalysis.intake.files.packed import Packed, parse_xml
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

    Raises
    ------
    RefusedFile
        If it is broken, too large, holds macros, or is of the binary kind.
    """
    for name, key in _HOPELESS:
        if any(one.endswith(name) for one in packed.names):
            raise RefusedFile(key)
    main = _related(packed, "").get("/officeDocument", {})
    path = next(iter(main.values()), "")
    book = _Book()
    sheets = _workbook(packed.read(path), book)
    relations = _related(packed, path)
    _styles(packed, relations, book)
    for target in _only(relations, "/sharedStrings"):
        book.texts = _shared_texts(packed.read(target))
    worksheets = relations.get(_WORKSHEET, {})
    if len(sheets) > MOST_SHEETS:
        raise RefusedFile("files.too_many_sheets", most=MOST_SHEETS)
    grids = []
    allowance = Allowance()
    for name, identity, is_hidden in sheets:
        # A sheet that holds a chart alone has no cells.
        if identity in worksheets:
            maker = GridMaker(name, allowance)
            maker.is_hidden = is_hidden
            _SheetReader(maker, book).read(packed.read(worksheets[identity]))
            grids.append(maker.grid())
    return tuple(grids)


@lru_cache(maxsize=4096)
def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _nothing(_: str) -> None:
    return


def _related(packed: Packed, path: str) -> dict[str, dict[str, str]]:
    """Return the parts that a part refers to: by the last word of the relation, then by its name in the part."""
    folder, name = posixpath.split(path)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, dict[str, str]] = {}

    def start(element: str, given: Mapping[str, str]) -> None:
        if _local(element) == "Relationship" and given.get("TargetMode") != "External":
            target = given.get("Target", "")
            kind = "/" + given.get("Type", "").rpartition("/")[2]
            full = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.setdefault(kind, {})[given.get("Id", "")] = full

    if listing.lower() in packed.names:
        parse_xml(packed.read(listing), start, _nothing, _nothing)
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

    def start(element: str, given: Mapping[str, str]) -> None:
        name = _local(element)
        if name == "sheet":
            identity = next((value for key, value in given.items() if key.endswith(":id")), "")
            sheets.append((given.get("name", ""), identity, given.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            book.is_1904 = given.get("date1904") in _ON
        elif name == "calcPr":
            book.is_stale = given.get("fullCalcOnLoad") in _ON

    parse_xml(content, start, _nothing, _nothing)
    return sheets


def _styles(packed: Packed, relations: Mapping[str, Mapping[str, str]], book: _Book) -> None:
    codes: dict[int, str] = {}
    fonts: list[bool] = []
    formats: list[tuple[int, int]] = []
    within: list[str] = []

    def start(element: str, given: Mapping[str, str]) -> None:
        name = _local(element)
        within.append(name)
        if name == "numFmt" and "numFmts" in within:
            codes[int(given.get("numFmtId", "0"))] = given.get("formatCode", GENERAL)
        elif name == "font" and within[-2] == "fonts":
            fonts.append(False)
        elif name == "strike" and fonts and "fonts" in within:
            fonts[-1] = given.get("val", "1") in _ON
        elif name == "xf" and within[-2] == "cellXfs":
            formats.append((int(given.get("numFmtId", "0")), int(given.get("fontId", "0"))))

    def end(_: str) -> None:
        within.pop()

    for path in _only(relations, "/styles"):
        parse_xml(packed.read(path), start, end, _nothing)
    book.formats = [format_code(number, codes) for number, _ in formats]
    book.struck = [0 <= font < len(fonts) and fonts[font] for _, font in formats]


class _RichText:
    """Joins the runs of a text; raised ones become marks, and the readings of characters are left out."""

    def __init__(self) -> None:
        self._text = Pieces()
        self._takes = self._is_phonetic = False
        self._position = ""
        self._run = Pieces()

    @property
    def text(self) -> str:
        return self._text.whole()

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name == "rPh":
            self._is_phonetic = True
        elif name == "r":
            self._position = ""
        elif name == "vertAlign":
            self._position = given.get("val", "")
        elif name == "t" and not self._is_phonetic:
            self._takes, self._run = True, Pieces()

    def end(self, name: str) -> None:
        if name == "rPh":
            self._is_phonetic = False
        elif name == "r":
            self._position = ""
        elif name == "t" and self._takes:
            self._takes = False
            run = _unescaped(self._run.whole())
            if self._position == "superscript":
                run = raised(run)
            elif self._position == "subscript":
                run = lowered(run, self._text.whole())
            self._text.add(run)

    def add(self, text: str) -> None:
        if self._takes:
            self._run.add(text)


def _shared_texts(content: bytes) -> list[str]:
    texts: list[str] = []
    current = _RichText()

    def start(element: str, given: Mapping[str, str]) -> None:
        nonlocal current
        name = _local(element)
        if name == "si":
            current = _RichText()
        else:
            current.start(name, given)

    def end(element: str) -> None:
        name = _local(element)
        current.end(name)
        if name == "si":
            require_size(0, 0, len(texts))
            texts.append(current.text)

    def add(text: str) -> None:
        current.add(text)

    parse_xml(content, start, end, add)
    return texts


class _SheetReader:
    """Reads the cells of one sheet as its XML goes by."""

    def __init__(self, maker: GridMaker, book: _Book) -> None:
        self._maker, self._book = maker, book
        self._row = self._column = 0
        self._digits = "0"
        self._kind = self._style = ""
        self._value: list[str] = []
        self._has_formula = self._has_value = self._takes = False
        self._inline: _RichText | None = None
        self._shown: dict[tuple[str, str], tuple[str, Trouble | None]] = {}

    def read(self, content: bytes) -> None:
        handlers: dict[str, Callable[[Mapping[str, str]], None]] = {
            "row": self._begin_row, "c": self._begin_cell, "v": self._begin_value, "f": self._begin_formula,
            "is": self._begin_inline, "col": self._columns, "mergeCell": self._merge,
        }  # fmt: skip

        def start(element: str, given: Mapping[str, str]) -> None:
            name = _local(element)
            if self._inline is not None:
                self._inline.start(name, given)
            elif name in handlers:
                handlers[name](given)

        parse_xml(content, start, self._end, self._add)

    def _end(self, element: str) -> None:
        name = _local(element)
        if name == "c":
            self._end_cell()
        elif name == "v":
            self._takes = False
        elif self._inline is not None:
            self._inline.end(name)

    def _add(self, text: str) -> None:
        if self._takes:
            self._value.append(text)
        elif self._inline is not None:
            self._inline.add(text)

    def _begin_row(self, given: Mapping[str, str]) -> None:
        self._row = int(given.get("r", self._row + 1))
        self._column, self._digits = 0, str(self._row)
        if self._row <= MOST_ROWS and (given.get("hidden") in _ON or given.get("ht") == "0"):
            self._maker.hide([self._row], rows=True)

    def _begin_cell(self, given: Mapping[str, str]) -> None:
        reference = given.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            if reference[len(letters) :] != self._digits:
                raise RefusedFile
            self._column = _column(letters)
        # Some programs write attributes that say nothing.
        self._kind, self._style = given.get("t") or "n", given.get("s") or "0"
        self._value = []
        self._has_formula = self._has_value = False

    def _begin_value(self, _: Mapping[str, str]) -> None:
        self._takes = self._has_value = True

    def _begin_formula(self, _: Mapping[str, str]) -> None:
        self._has_formula = True

    def _begin_inline(self, _: Mapping[str, str]) -> None:
        self._inline = _RichText()

    def _columns(self, given: Mapping[str, str]) -> None:
        if given.get("hidden") in _ON or float(given.get("width", "9")) == 0:
            last = min(int(given.get("max", "0")), MOST_COLUMNS)
            self._maker.hide(range(int(given.get("min", "1")), last + 1), rows=False)

    def _merge(self, given: Mapping[str, str]) -> None:
        first, _, last = given.get("ref", "").partition(":")
        (top, left), (bottom, right) = _address(first), _address(last or first)
        self._maker.merge(top, left, bottom, right)

    def _end_cell(self) -> None:
        text, trouble = self._content()
        self._inline = None
        style = int(self._style)
        if text and trouble is None and style and self._book.struck[style : style + 1] == [True]:
            trouble = "files.struck", {"found": text}
        if text.strip() or trouble is not None:
            self._maker.put(self._row, self._column, text, trouble)

    def _content(self) -> tuple[str, Trouble | None]:
        value, kind = "".join(self._value), self._kind
        # A program that computes nothing writes 0, and asks for the formulas to be computed.
        is_stale = self._has_formula and self._book.is_stale
        if self._has_formula and kind != "str" and (not value or (is_stale and float(value) == 0)):
            return "", ("files.uncomputed", {})
        if is_stale and value:
            text, trouble = self._typed(value, kind)
            return text, trouble or ("files.stale", {"found": text})
        if self._inline is not None:
            return self._inline.text, None
        if not value:
            return "", None
        return self._typed(value, kind)

    def _typed(self, value: str, kind: str) -> tuple[str, Trouble | None]:
        found: tuple[str, Trouble | None]
        if kind == "n":
            found = self._number(value)
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

    def _number(self, value: str) -> tuple[str, Trouble | None]:
        key = value, self._style
        found = self._shown.get(key)
        if found is None:
            formats, style = self._book.formats, int(self._style)
            code = formats[style] if style < len(formats) else GENERAL
            found = self._shown[key] = shown(value, code, is_1904=self._book.is_1904)
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
