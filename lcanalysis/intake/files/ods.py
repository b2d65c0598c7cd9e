"""Spreadsheets of LibreOffice and WPS (.ods), which hold beside each number the text that it shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from lcanalysis.intake.files.grid import Grid, GridMaker, Trouble
from lcanalysis.intake.files.limits import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Allowance, RefusedFile
from lcanalysis.intake.files.number_formats import KEPT_DIGITS, exact
from lcanalysis.intake.files.packed import Packed, parse_xml
from lcanalysis.intake.files.rich_text import Pieces, raised

_SCHEMA: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_TABLE: Final = f"{_SCHEMA}table:1.0 "
_OFFICE: Final = f"{_SCHEMA}office:1.0 "
_TEXT: Final = f"{_SCHEMA}text:1.0 "
_STYLE: Final = f"{_SCHEMA}style:1.0 "
_NOT_SHOWN: Final = frozenset({f"{_OFFICE}annotation", f"{_TEXT}note", f"{_TEXT}ruby-text"})
_HIDDEN: Final = frozenset({"collapse", "filter"})
_MACRO: Final = re.compile(r"Basic/.*/(?!script-l)[^/]+\.xml")
_DIGITS: Final = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+")


def read_ods(packed: Packed) -> tuple[Grid, ...]:
    """Return the sheets of a spreadsheet in their order.

    A number is taken as the text that its cell shows, having been compared with the number that the cell holds.

    Raises
    ------
    RefusedFile
        If it is broken, too large, protected by a password, or holds macros.
    """
    if any(_MACRO.fullmatch(name) for name in packed.names):
        raise RefusedFile("files.macros")
    if b"encryption-data" in packed.read("META-INF/manifest.xml"):
        raise RefusedFile("files.password")
    reader = _Reader()
    parse_xml(packed.read("content.xml"), reader.start, reader.end, reader.add, namespaces=" ")
    return tuple(maker.grid() for maker in reader.makers)


class _Reader:
    """Reads all sheets as their XML goes by."""

    def __init__(self) -> None:
        self.makers: list[GridMaker] = []
        self._allowance = Allowance()
        self._raised_styles: set[str] = set()
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = self._column = self._column_count = 0
        self._row_times = 1
        self._cells: list[tuple[int, int, str, Trouble | None, tuple[int, int]]] = []
        self._given: Mapping[str, str] | None = None
        self._text = Pieces()
        self._spans: list[bool] = []
        self._raised_text = Pieces()
        self._skipped = 0

    def start(self, name: str, given: Mapping[str, str]) -> None:
        if name in _NOT_SHOWN or self._skipped:
            self._skipped += 1
        elif name.startswith(_TABLE):
            self._start_table(name.removeprefix(_TABLE), given)
        elif name.startswith(_TEXT):
            self._start_text(name.removeprefix(_TEXT), given)
        elif name == f"{_STYLE}style":
            self._style = given.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}text-properties":
            position = given.get(f"{_STYLE}text-position", "").split(" ")[0]
            if position and position not in {"0%", "normal"}:
                self._raised_styles.add(self._style)
        elif name == f"{_STYLE}table-properties" and given.get(f"{_TABLE}display") == "false":
            self._hidden_styles.add(self._style)

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            self._end_cell()
        elif name == f"{_TABLE}table-row":
            self._end_row()
        elif name == f"{_TEXT}span" and self._spans and self._spans.pop() and not any(self._spans):
            self._text.add(raised(self._raised_text.whole()))
            self._raised_text = Pieces()

    def add(self, text: str) -> None:
        if self._given is not None and not self._skipped:
            (self._raised_text if any(self._spans) else self._text).add(text)

    def _start_table(self, name: str, given: Mapping[str, str]) -> None:
        if name == "table":
            if self._given is not None or len(self.makers) >= MOST_SHEETS:
                raise RefusedFile
            maker = GridMaker(given.get(f"{_TABLE}name", ""), self._allowance)
            maker.is_hidden = given.get(f"{_TABLE}style-name", "") in self._hidden_styles
            self.makers.append(maker)
            self._row = self._column_count = 0
        elif name == "table-column":
            times = _times(given, "columns")
            if given.get(f"{_TABLE}visibility") in _HIDDEN:
                first = self._column_count + 1
                self.makers[-1].hide(range(first, min(first + times, MOST_COLUMNS)), rows=False)
            self._column_count += times
        elif name == "table-row":
            self._row_times, self._column, self._cells = _times(given, "rows"), 0, []
            if given.get(f"{_TABLE}visibility") in _HIDDEN:
                first = self._row + 1
                self.makers[-1].hide(range(first, min(first + self._row_times, MOST_ROWS)), rows=True)
        elif name in {"table-cell", "covered-table-cell"}:
            self._given, self._text, self._spans, self._raised_text = given, Pieces(), [], Pieces()

    def _start_text(self, name: str, given: Mapping[str, str]) -> None:
        if name == "span":
            self._spans.append(given.get(f"{_TEXT}style-name", "") in self._raised_styles)
        elif name == "p" and self._text:
            self.add("\n")
        elif name == "s":
            self.add(" " * min(int(given.get(f"{_TEXT}c", "1")), 100))
        elif name in {"tab", "line-break"}:
            self.add("\n" if name == "line-break" else " ")

    def _end_cell(self) -> None:
        given, self._given = self._given or {}, None
        text, trouble = _content(self._text.whole(), given)
        times = _times(given, "columns")
        if text.strip() or trouble:
            if self._column + times > MOST_COLUMNS:
                raise RefusedFile("files.too_many_columns", most=MOST_COLUMNS)
            span = (
                int(given.get(f"{_TABLE}number-rows-spanned", "1")),
                int(given.get(f"{_TABLE}number-columns-spanned", "1")),
            )
            for column in range(self._column + 1, self._column + times + 1):
                self._cells.append((self._row + 1, column, text, trouble, span))
        self._column += times

    def _end_row(self) -> None:
        maker = self.makers[-1]
        for row in range(self._row + 1, self._row + self._row_times + 1) if self._cells else ():
            for _, column, text, trouble, (height, width) in self._cells:
                maker.put(row, column, text, trouble)
                maker.merge(row, column, row + height - 1, column + width - 1)
        self._row += self._row_times


def _times(given: Mapping[str, str], what: str) -> int:
    return max(1, int(given.get(f"{_TABLE}number-{what}-repeated", "1")))


def _content(text: str, given: Mapping[str, str]) -> tuple[str, Trouble | None]:
    kind = given.get(f"{_OFFICE}value-type", "")
    if not kind and given.get(f"{_TABLE}formula"):
        return "", ("files.uncomputed", {})
    if any(name.endswith(" value-type") and value == "error" for name, value in given.items()) or (
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
