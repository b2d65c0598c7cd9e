"""Tables of Word documents (.docx), with the paragraphs around them, as they read with all changes accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lcanalysis.intake.files.documents import TableMaker, joined
from lcanalysis.intake.files.grid import Grid, Trouble
from lcanalysis.intake.files.limits import Allowance, RefusedFile
from lcanalysis.intake.files.packed import Packed, elements
from lcanalysis.intake.files.rich_text import Pieces, lowered, raised, tidy

_WORDS: Final = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT: Final = frozenset({"del", "moveFrom", "txbxContent", "rt", "pPr", "rPr"})
"""Deleted text, text boxes that float elsewhere, the readings of characters, and how paragraphs and text are laid out."""
_OFF: Final = frozenset({"0", "false", "off", "none"})
_BREAKS: Final = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def read_docx(packed: Packed) -> tuple[Grid, ...]:
    """Return the tables of a document in the order in which they end.

    Raises `RefusedFile` if it is broken or holds macros.
    """
    if "word/vbaproject.bin" in packed.names:
        raise RefusedFile("files.macros")
    reader = _Reader()
    try:
        for body in elements(packed.read("word/document.xml"), "body"):
            reader.read_blocks(body, None)
    except ValueError:  # a number of columns that is none
        raise RefusedFile from None
    return reader.grids()


@dataclass(slots=True)
class _Cell:
    pieces: Pieces = field(default_factory=Pieces)
    columns: int = 1
    goes_on: bool = False
    begins: bool = False
    is_struck: bool = False
    last: str = ""
    """The last text, behind which a lowered one is part of a name or a mark."""

    @property
    def text(self) -> str:
        return tidy(self.pieces.whole())


class _Reader:
    def __init__(self) -> None:
        self._made: list[TableMaker] = []
        self._lines: list[str] = []
        self._allowance = Allowance()

    def read_blocks(self, parent: Any, cell: _Cell | None) -> None:
        """Take the paragraphs and tables of a cell, or of the document itself."""
        for child in parent:
            name = _name(child)
            if name == "p":
                paragraph = cell or _Cell()
                _read_runs(child, None, paragraph)
                paragraph.pieces.add("\n")
                if cell is None and (line := paragraph.text):
                    self._lines.append(line)
            elif name == "tbl":
                self._read_table(child)
            elif name not in _LEFT_OUT and child.tag != _FALLBACK:
                self.read_blocks(child, cell)

    def _read_table(self, table: Any) -> None:
        before, self._lines = self._lines, []
        maker = TableMaker(self._allowance)
        starts = [_starts([*_before(row), *map(self._cell, _within(row, "tc"))]) for row in _within(table, "tr")]
        maker.before = before
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

    def _cell(self, element: Any) -> _Cell:
        layout = {_name(one): _value(one) for one in element.iterfind("{*}tcPr/*")}
        cell = _Cell(columns=int(layout.get("gridSpan") or "1"), begins=layout.get("vMerge") == "restart")
        cell.goes_on = "vMerge" in layout and not cell.begins
        self.read_blocks(element, cell)
        return cell

    def grids(self) -> tuple[Grid, ...]:
        if self._made:
            self._made[-1].after = self._lines
        return joined([maker.grid("") for maker in self._made])


def _name(element: Any) -> str:
    """Return the name of an element of a document's words; empty of anything else, such as a formula or a picture."""
    tag: str = element.tag
    return next((tag.removeprefix(space) for space in _WORDS if tag.startswith(space)), "")


def _value(element: Any, what: str = "val") -> str:
    return next((element.get(f"{space}{what}") for space in _WORDS if element.get(f"{space}{what}")), "")


def _within(parent: Any, name: str) -> Iterator[Any]:
    """Yield the rows of a table or the cells of a row, be they wrapped in controls or marks of changes."""
    for child in parent:
        if _name(child) == name:
            yield child
        elif _name(child) in {"sdt", "sdtContent", "ins", "moveTo", "customXml"}:
            yield from _within(child, name)


def _before(row: Any) -> list[_Cell]:
    """Return the room that a row leaves at its left."""
    return [_Cell(columns=int(_value(one) or "0")) for one in row.iterfind("{*}trPr/{*}gridBefore")]


def _read_runs(element: Any, run: dict[str, str] | None, cell: _Cell) -> None:
    """Add the text below an element to a cell; `run` says how the text is dressed, None outside of runs."""
    for child in element:
        name = _name(child)
        if name in _LEFT_OUT or child.tag == _FALLBACK:
            continue
        if name == "r":
            _read_runs(child, {_name(one): _value(one) for one in child.iterfind("{*}rPr/*")}, cell)
        elif name == "t":
            _add(child.text or "", run or {}, cell)
        elif name in _BREAKS and run is not None:
            cell.pieces.add(_BREAKS[name])
        elif name in {"footnoteReference", "endnoteReference"}:
            cell.pieces.add(raised(_value(child, "id") or "*"))
        else:
            _read_runs(child, run, cell)


def _add(text: str, run: dict[str, str], cell: _Cell) -> None:
    if _is_on(run, "vanish"):
        return
    if run.get("vertAlign") == "superscript":
        text = raised(text)
    elif run.get("vertAlign") == "subscript":
        text = lowered(text, cell.last)
    cell.pieces.add(text)
    cell.last = text
    cell.is_struck = cell.is_struck or (bool(text.strip()) and (_is_on(run, "strike") or _is_on(run, "dstrike")))


def _is_on(run: dict[str, str], what: str) -> bool:
    return what in run and run[what] not in _OFF


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
