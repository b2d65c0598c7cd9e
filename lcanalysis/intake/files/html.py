"""Tables of web pages, with the lines around them; scripts, hidden parts and the layout are left out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from lcanalysis.intake.files.documents import TableMaker
from lcanalysis.intake.files.grid import Grid
from lcanalysis.intake.files.limits import DEEPEST, MOST_COLUMNS, MOST_ROWS, RefusedFile
from lcanalysis.intake.files.rich_text import raised, tidy

_SILENT: Final = frozenset({"script", "style", "template", "noscript", "head", "select", "textarea", "svg", "math"})
_VOID: Final = frozenset({"br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "embed", "source"})
_BLOCKS: Final = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "caption", "section", "article", "header", "footer",
    "dt", "dd", "pre", "blockquote", "center",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})
_UNCLOSED: Final = frozenset({"p", "li", "dt", "dd", "option"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_RAISED: Final = re.compile(r"vertical-align\s*:\s*(?:super|sub|text-top)|mso-text-raise", re.IGNORECASE)
_STRUCK: Final = re.compile(r"line-through", re.IGNORECASE)


def read_html(text: str) -> tuple[Grid, ...]:
    """Return the tables of a page in the order in which they end; a table within a cell is a table of its own.

    Raises
    ------
    RefusedFile
        If tables nest too deeply or one is too large.
    """
    page = _Page()
    page.feed(text)
    page.close()
    return page.grids()


@dataclass(slots=True)
class _Open:
    """An element that has begun: how its text is to be taken."""

    name: str
    is_silent: bool
    is_raised: bool
    is_struck: bool


@dataclass(slots=True)
class _Cell:
    text: str = ""
    rows: int = 1
    columns: int = 1
    is_struck: bool = False


@dataclass(slots=True)
class _Table:
    maker: TableMaker
    cell: _Cell | None = None


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Open] = []
        self._tables: list[_Table] = []
        self._made: list[TableMaker] = []
        self._line = ""
        self._lines: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS | {"br", "tr"}:
            self._break()
        if tag == "table":
            self._begin_table()
        elif tag == "tr" and self._tables:
            self._end_cell()
            self._leave_to({"table", "tbody", "thead", "tfoot"})
        elif tag in _CELLS and self._tables:
            self._end_cell()
            self._leave_to({"table", "tr"})
            rows, columns = (_number(given.get(name, "1")) for name in ("rowspan", "colspan"))
            self._tables[-1].cell = _Cell("", min(rows or MOST_ROWS, MOST_ROWS), min(columns or 1, MOST_COLUMNS))
        elif tag in _UNCLOSED and self._open and self._open[-1].name == tag:
            self._open.pop()
        if tag in _VOID:
            return
        self._enter(tag, given)
        if self._tables and not self._open[-1].is_silent:
            if tag == "tr":
                self._tables[-1].maker.begin_row()
        elif self._tables and tag in _CELLS:
            # A browser gives no room to a cell that is not shown: those after it move up.
            self._tables[-1].cell = None

    def _leave_to(self, names: set[str]) -> None:
        """Leave what was never closed, down to the innermost of `names`."""
        at = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at].name in names), None)
        if at is not None:
            del self._open[at + 1 :]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS | _CELLS | {"tr"}:
            self._break()
        at = next((at for at in range(len(self._open) - 1, -1, -1) if self._open[at].name == tag), None)
        if at is not None:
            del self._open[at:]
        if tag == "table" and self._tables:
            self._end_table()
        elif tag in _CELLS | {"tr"} and self._tables:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        state = self._open[-1] if self._open else _Open("", is_silent=False, is_raised=False, is_struck=False)
        if state.is_silent:
            return
        said = raised(data) if state.is_raised else data.replace("\n", " ")
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None:
            cell.text += said
            cell.is_struck = cell.is_struck or (state.is_struck and bool(data.strip()))
        else:
            self._line += said

    def _enter(self, tag: str, given: dict[str, str]) -> None:
        if len(self._open) >= 10 * DEEPEST:
            raise RefusedFile("files.too_deep", most=10 * DEEPEST)
        above = self._open[-1] if self._open else _Open("", is_silent=False, is_raised=False, is_struck=False)
        style = given.get("style", "")
        self._open.append(
            _Open(
                tag,
                above.is_silent or tag in _SILENT or "hidden" in given or bool(_HIDDEN.search(style)),
                above.is_raised or tag in {"sup", "sub"} or bool(_RAISED.search(style)),
                above.is_struck or tag in {"del", "s", "strike"} or bool(_STRUCK.search(style)),
            )
        )

    def _break(self) -> None:
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None:
            cell.text += "\n"
        else:
            line = tidy(self._line)
            self._line = ""
            if line:
                self._lines.append(line)

    def _begin_table(self) -> None:
        self._break()
        if len(self._tables) >= DEEPEST:
            raise RefusedFile("files.too_deep", most=DEEPEST)
        maker = TableMaker()
        maker.before, self._lines = self._lines, []
        self._tables.append(_Table(maker))

    def _end_table(self) -> None:
        self._break()
        self._end_cell()
        table = self._tables.pop()
        # A caption comes within the table and stands above it.
        table.maker.before += self._lines
        self._lines = []
        self._made.append(table.maker)

    def _end_cell(self) -> None:
        table = self._tables[-1]
        cell, table.cell = table.cell, None
        if cell is not None:
            text = tidy(cell.text)
            trouble = ("files.struck", {"found": text}) if cell.is_struck else None
            table.maker.put(text, cell.rows, cell.columns, trouble)

    def grids(self) -> tuple[Grid, ...]:
        self._break()
        while self._tables:
            self._end_table()
        if self._made:
            self._made[-1].after = self._lines
        return tuple(maker.grid(f"#{number}") for number, maker in enumerate(self._made, 1))


def _number(text: str) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,5}", text.strip()) else 1
