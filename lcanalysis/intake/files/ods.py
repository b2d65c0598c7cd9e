"""Spreadsheets of LibreOffice and WPS (.ods), which hold beside each number the text that it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from lcanalysis.intake.files.grid import Grid, GridMaker, Trouble
from lcanalysis.intake.files.limits import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Allowance, RefusedFile
from lcanalysis.intake.files.number_formats import KEPT_DIGITS, exact
from lcanalysis.intake.files.packed import Packed, elements, local_name
from lcanalysis.intake.files.rich_text import Pieces, raised

_SCHEMA: Final = "{urn:oasis:names:tc:opendocument:xmlns:"
_TABLE: Final = f"{_SCHEMA}table:1.0}}"
_OFFICE: Final = f"{_SCHEMA}office:1.0}}"
_TEXT: Final = f"{_SCHEMA}text:1.0}}"
_STYLE: Final = f"{_SCHEMA}style:1.0}}"
_CELLS: Final = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_NOT_SHOWN: Final = frozenset({f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text"})
_HIDDEN: Final = frozenset({"collapse", "filter"})
_MACRO: Final = re.compile(r"Basic/.*/(?!script-l)[^/]+\.xml")
_DIGITS: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+")


def read_ods(packed: Packed) -> tuple[Grid, ...]:
    """Return the sheets of a spreadsheet in their order.

    A number is read from the text that its cell shows, which must agree with the number that the cell stores.

    Raises `RefusedFile` if it is broken, too large, protected by a password, or holds macros.
    """
    if any(_MACRO.fullmatch(name) for name in packed.names):
        raise RefusedFile("files.macros")
    if b"encryption-data" in packed.read("META-INF/manifest.xml"):
        raise RefusedFile("files.password")
    try:
        return tuple(_sheets(packed.read("content.xml")))
    except ValueError:  # a number that is none
        raise RefusedFile from None


@dataclass(slots=True)
class _Styles:
    """The names of styles that raise text, and of those that hide a sheet."""

    raised: set[str] = field(default_factory=set)
    hidden: set[str] = field(default_factory=set)

    def note(self, style: Any) -> None:
        name = style.get(f"{_STYLE}name", "")
        for one in style:
            position = one.get(f"{_STYLE}text-position", "").split(" ")[0]
            if position and position not in {"0%", "normal"}:
                self.raised.add(name)
            if one.get(f"{_TABLE}display") == "false":
                self.hidden.add(name)


def _sheets(content: bytes) -> Iterator[Grid]:
    styles, allowance = _Styles(), Allowance()
    sheet, maker = None, None
    row = column = sheets = 0
    for one in elements(content, "style", "table-column", "table-row"):
        if local_name(one) == "style":
            styles.note(one)
            continue
        around = next(one.iterancestors(f"{_TABLE}table"), None)
        if around is None or next(one.iterancestors(*_CELLS), None) is not None:
            raise RefusedFile
        if around is not sheet:
            if maker is not None:
                yield maker.grid()
            sheets += 1
            if sheets > MOST_SHEETS:
                raise RefusedFile
            sheet, maker = around, GridMaker(around.get(f"{_TABLE}name", ""), allowance)
            maker.is_hidden = around.get(f"{_TABLE}style-name", "") in styles.hidden
            row = column = 0
        is_row = local_name(one) == "table-row"
        first, times = (row if is_row else column) + 1, _times(one, "rows" if is_row else "columns")
        if maker is not None and one.get(f"{_TABLE}visibility") in _HIDDEN:
            most = MOST_ROWS if is_row else MOST_COLUMNS
            maker.hide(range(first, min(first + times, most)), rows=is_row)
        if maker is not None and is_row:
            _read_row(one, range(first, first + times), maker, styles)
            row += times
        else:
            column += times
    if maker is not None:
        yield maker.grid()


def _read_row(line: Any, numbers: range, maker: GridMaker, styles: _Styles) -> None:
    cells: list[tuple[int, str, Trouble | None, int, int]] = []
    column = 0
    for cell in line:
        if cell.tag not in _CELLS:
            continue
        text, trouble = _content(_shown(cell, styles), cell)
        times = _times(cell, "columns")
        if text.strip() or trouble:
            if column + times > MOST_COLUMNS:
                raise RefusedFile("files.too_many_columns", most=MOST_COLUMNS)
            down, across = (int(cell.get(f"{_TABLE}number-{what}-spanned", "1")) - 1 for what in ("rows", "columns"))
            cells += [(at, text, trouble, down, across) for at in range(column + 1, column + times + 1)]
        column += times
    for row in numbers if cells else ():
        maker.put_row(row, (one[:3] for one in cells))
        for at, _, _, down, across in cells:
            maker.merge(row, at, row + down, at + across)


def _shown(cell: Any, styles: _Styles) -> str:
    """Return the text of a cell: its paragraphs as lines, raised parts as marks."""
    text = Pieces()
    for number, paragraph in enumerate(cell.iterfind(f"{_TEXT}p")):
        if number and text:
            text.add("\n")
        for piece in _pieces(paragraph, styles):
            text.add(piece)
    return text.whole()


def _pieces(element: Any, styles: _Styles) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        name = child.tag
        if name == f"{_TEXT}s":
            yield " " * min(int(child.get(f"{_TEXT}c", "1")), 100)
        elif name in {f"{_TEXT}tab", f"{_TEXT}line-break"}:
            yield "\n" if name.endswith("line-break") else " "
        elif child.get(f"{_TEXT}style-name", "") in styles.raised:
            yield raised("".join(_pieces(child, styles)))
        elif name not in _NOT_SHOWN:
            yield from _pieces(child, styles)
        yield child.tail or ""


def _times(given: Any, what: str) -> int:
    return max(1, int(given.get(f"{_TABLE}number-{what}-repeated", "1")))


def _content(text: str, given: Any) -> tuple[str, Trouble | None]:
    kind = given.get(f"{_OFFICE}value-type", "")
    if not kind and given.get(f"{_TABLE}formula"):
        return "", ("files.uncomputed", {})
    if any(name.endswith("}value-type") and value == "error" for name, value in given.items()) or (
        given.get(f"{_TABLE}formula") and text.startswith(("#", "Err:"))
    ):
        return text, ("files.error_value", {"found": text})
    if kind in {"date", "time"}:
        stored = given.get(f"{_OFFICE}{kind}-value", "")[:10]
        month_and_day = [part.lstrip("0") for part in stored.split("-")[1:]]
        return stored, ("files.date", {"found": text or stored, "near": ".".join(month_and_day)})
    if kind in {"float", "percentage", "currency"}:
        return _number(text.strip(), given.get(f"{_OFFICE}value", ""))
    return text, None


def _number(text: str, stored: str) -> tuple[str, Trouble | None]:
    """Return the number that a cell shows, if it is the one the cell holds, rounded as it is shown."""
    value = exact(stored)
    digits = _DIGITS.findall(text)
    if len(digits) != 1:
        return text or stored, ("files.shown_otherwise", {"found": stored, "shown": text or " "})
    size = Decimal(digits[0].replace(",", ""))
    if "%" in text:
        value = value.scaleb(2)
    if abs(value) >= 10**KEPT_DIGITS:
        return text, ("files.too_long", {"found": text, "digits": KEPT_DIGITS})
    exponent = size.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    if abs(abs(value) - size) > half * Decimal("1.000001"):
        return text, ("files.shown_otherwise", {"found": stored, "shown": text})
    before, after = text.split(digits[0])
    says_minus = before.strip(" \t¥￥") in {"-", "\N{MINUS SIGN}", "(", "▲", "△", "▼", ""}
    if value < 0 and size and says_minus:
        return f"-{digits[0]}{after.strip().removeprefix(')')}", None
    if value > 0 and set(before) & {"-", "\N{MINUS SIGN}", "(", "▲", "△", "▼"}:
        return text, ("files.shown_otherwise", {"found": stored, "shown": text})
    return text, None
