"""Tables of Word documents (.docx), with the paragraphs around them, as they read with all changes accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from lcanalysis.intake.files.documents import TableMaker, joined
from lcanalysis.intake.files.grid import Grid, Trouble
from lcanalysis.intake.files.limits import Allowance, RefusedFile
from lcanalysis.intake.files.packed import Packed, parse_xml
from lcanalysis.intake.files.rich_text import Pieces, lowered, raised, tidy

_WORDS: Final = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main ",
    "http://purl.oclc.org/ooxml/wordprocessingml/main ",
)
_FALLBACK: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_LEFT_OUT: Final = frozenset({"del", "moveFrom", "txbxContent", "rt"})
"""Deleted text, text boxes that float elsewhere, and the readings of characters."""
_OFF: Final = frozenset({"0", "false", "off", "none"})
_BREAKS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(packed: Packed) -> tuple[Grid, ...]:
    """Return the tables of a document in the order in which they end.

    Raises
    ------
    RefusedFile
        If it is broken or holds macros.
    """
    if "word/vbaproject.bin" in packed.names:
        raise RefusedFile("files.macros")
    reader = _Reader()
    parse_xml(packed.read("word/document.xml"), reader.start, reader.end, reader.add, namespaces=" ")
    return reader.grids()


@dataclass(slots=True)
class _Cell:
    pieces: Pieces = field(default_factory=Pieces)
    columns: int = 1
    goes_on: bool = False
    begins: bool = False
    is_struck: bool = False

    @property
    def text(self) -> str:
        return tidy(self.pieces.whole())


@dataclass(slots=True)
class _Table:
    """A table that has begun: its rows of cells; merged ones are laid out at its end."""

    before: list[str]
    rows: list[list[_Cell]] = field(default_factory=list)
    cell: _Cell | None = None


class _Reader:
    def __init__(self) -> None:
        self._tables: list[_Table] = []
        self._made: list[TableMaker] = []
        self._lines: list[str] = []
        self._line = Pieces()
        self._allowance = Allowance()
        self._skipped = 0
        self._takes = False
        self._is_struck = self._is_vanished = self._in_run = False
        self._position = self._last = ""

    def start(self, full: str, given: Mapping[str, str]) -> None:
        name = _name(full)
        if self._skipped or full == _FALLBACK or name in _LEFT_OUT:
            self._skipped += 1
        elif name == "tbl":
            self._flush()
            self._tables.append(_Table(self._lines))
            self._lines = []
        elif name in {"tr", "tc", "gridBefore", "gridSpan", "vMerge"} and self._tables:
            self._lay_out(name, given)
        elif name == "r":
            self._in_run = True
            self._is_struck = self._is_vanished = False
            self._position = ""
        elif name in {"vertAlign", "strike", "dstrike", "vanish"} and self._in_run:
            self._dress(name, _value(given))
        elif name == "t":
            self._takes = True
        elif name in _BREAKS and self._in_run:
            self._say(_BREAKS[name])
        elif name in {"footnoteReference", "endnoteReference"}:
            self._say(raised(_value(given, "id") or "*"))

    def end(self, full: str) -> None:
        name = _name(full)
        if self._skipped:
            self._skipped -= 1
        elif name == "t":
            self._takes = False
        elif name == "r":
            self._in_run = False
        elif name == "p":
            self._flush()
        elif name == "tc" and self._tables:
            self._tables[-1].cell = None
        elif name == "tbl" and self._tables:
            self._end_table()

    def add(self, text: str) -> None:
        if self._takes and not self._skipped and not self._is_vanished:
            if self._position == "superscript":
                text = raised(text)
            elif self._position == "subscript":
                text = lowered(text, self._last)
            self._say(text)
            self._last = text

    def _lay_out(self, name: str, given: Mapping[str, str]) -> None:
        table = self._tables[-1]
        if name == "tr":
            table.rows.append([])
        elif not table.rows:
            raise RefusedFile
        elif name == "tc":
            table.cell = _Cell()
            self._last = ""
            table.rows[-1].append(table.cell)
        elif name == "gridBefore":
            table.rows[-1].append(_Cell(columns=int(_value(given) or "0")))
        elif table.cell is not None and name == "gridSpan":
            table.cell.columns = int(_value(given) or "1")
        elif table.cell is not None:
            table.cell.begins = _value(given) == "restart"
            table.cell.goes_on = not table.cell.begins

    def _dress(self, name: str, value: str) -> None:
        if name == "vertAlign":
            self._position = value
        elif name == "vanish":
            self._is_vanished = value not in _OFF
        else:
            self._is_struck = value not in _OFF

    def _say(self, text: str) -> None:
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None:
            cell.pieces.add(text)
            cell.is_struck = cell.is_struck or (self._is_struck and bool(text.strip()))
        elif not self._tables:
            self._line.add(text)

    def _flush(self) -> None:
        """End a paragraph."""
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None:
            cell.pieces.add("\n")
        elif line := tidy(self._line.whole()):
            self._lines.append(line)
        self._line = Pieces()

    def _end_table(self) -> None:
        table = self._tables.pop()
        maker = TableMaker(self._allowance)
        maker.before = table.before
        starts = [_starts(row) for row in table.rows]
        reached: set[int] = set()
        """Columns down to whose row a merged cell reaches."""
        for number, cells in enumerate(starts):
            maker.begin_row()
            reached = {at for at, cell in cells.items() if cell.begins or (cell.goes_on and at in reached)}
            for column, cell in cells.items():
                if not cell.goes_on:
                    text = cell.text
                    trouble: Trouble | None = ("files.struck", {"found": text}) if cell.is_struck else None
                    maker.put(text, _height(starts, number, column) if cell.begins else 1, cell.columns, trouble)
                elif column not in reached:
                    maker.put("", 1, cell.columns, ("files.overlap", {}))
        self._made.append(maker)

    def grids(self) -> tuple[Grid, ...]:
        self._flush()
        if self._made:
            self._made[-1].after = self._lines
        return joined([maker.grid("") for maker in self._made])


def _name(full: str) -> str:
    return next((full.removeprefix(space) for space in _WORDS if full.startswith(space)), "")


def _value(given: Mapping[str, str], what: str = "val") -> str:
    return next((given[f"{space}{what}"] for space in _WORDS if f"{space}{what}" in given), "")


def _starts(row: list[_Cell]) -> dict[int, _Cell]:
    """Return the cells of a row by the column they begin in."""
    starts, column = {}, 0
    for cell in row:
        starts[column] = cell
        column += max(1, cell.columns)
    return starts


def _height(starts: list[dict[int, _Cell]], number: int, column: int) -> int:
    height = 1
    while number + height < len(starts):
        below = starts[number + height].get(column)
        if below is None or not below.goes_on or below.columns != starts[number][column].columns:
            break
        height += 1
    return height
