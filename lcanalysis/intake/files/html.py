"""Tables of web pages, with the lines around them; scripts, hidden parts and the layout are left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from lcanalysis.intake.files.delimited import decoded
from lcanalysis.intake.files.documents import TableMaker
from lcanalysis.intake.files.grid import Grid
from lcanalysis.intake.files.limits import DEEPEST, MOST_COLUMNS, MOST_ROWS, Allowance, RefusedFile
from lcanalysis.intake.files.rich_text import lowered, raised, tidy

_SILENT: Final = frozenset({"script", "style", "template", "noscript", "head", "select", "textarea", "svg", "math"})
_BLOCKS: Final = frozenset({
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "caption", "section", "article", "header", "footer",
    "dt", "dd", "pre", "blockquote", "center",
})  # fmt: skip
_LARGEST_PAGE: Final = 3_000_000
_MOST_PAGES: Final = 20
"""Of an archive, which holds one for each sheet."""
_DEEPEST: Final = 10 * DEEPEST
"""Pages nest more deeply than office files, and often leave elements open."""
_CELLS: Final = frozenset({"td", "th"})
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_RAISED: Final = re.compile(r"vertical-align\s*:\s*(?:super|text-top)|mso-text-raise", re.IGNORECASE)
_LOWERED: Final = re.compile(r"vertical-align\s*:\s*sub", re.IGNORECASE)
_STRUCK: Final = re.compile(r"line-through", re.IGNORECASE)


def read_html(text: str) -> tuple[Grid, ...]:
    """Return the tables of a page in the order in which they end; a table within a cell is a table of its own.

    Raises `RefusedFile` if tables nest too deeply or one is too large.
    """
    if len(text) > _LARGEST_PAGE:
        raise RefusedFile("files.too_large", most=_LARGEST_PAGE // 1_000_000)
    page = _Page()
    # The parser opens and closes what the page leaves out, follows nothing, and takes a time in proportion to its length.
    parser = etree.HTMLParser(target=page, encoding="utf-8", no_network=True)
    try:
        parser.feed(text.encode())
        parser.close()
    except etree.LxmlError:
        raise RefusedFile from None
    return page.grids()


def read_archived_page(content: bytes) -> tuple[Grid, ...]:
    """Return the tables of the pages in an archive of one (MHTML), as office programs save a workbook for the web.

    Raises `RefusedFile` if it holds no page, or one that is refused.
    """
    try:
        parts = [part for part in message_from_bytes(content).walk() if part.get_content_type() == "text/html"]
        held = [part.get_payload(decode=True) for part in parts[:_MOST_PAGES]]
        pages = [decoded(page)[0] for page in held if isinstance(page, bytes)]
    except (LookupError, RecursionError, ValueError):
        raise RefusedFile from None
    if not pages:
        raise RefusedFile
    grids = [grid for page in pages for grid in read_html(page)]
    return tuple(replace(grid, name=f"#{number}") for number, grid in enumerate(grids, 1))


@dataclass(slots=True)
class _Open:
    """An element that has begun: how its text is to be taken."""

    name: str
    is_silent: bool
    is_raised: bool
    is_lowered: bool
    is_struck: bool


@dataclass(slots=True)
class _Cell:
    pieces: list[str] = field(default_factory=list)
    rows: int = 1
    columns: int = 1
    is_struck: bool = False


@dataclass(slots=True)
class _Table:
    maker: TableMaker
    cell: _Cell | None = None


class _Page:
    """Takes the elements and the text of a page as they come; its method names are the parser's."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._tables: list[_Table] = []
        self._made: list[TableMaker] = []
        self._line: list[str] = []
        self._lines: list[str] = []
        self._allowance = Allowance()

    def start(self, tag: str, given: Mapping[str, str]) -> None:
        if tag in _BLOCKS | {"br", "tr"}:
            self._break()
        if tag == "table":
            self._begin_table()
        self._enter(tag, given)
        # A browser gives no room to a row or cell that is not shown: those after it move up.
        if self._tables and not self._open[-1].is_silent:
            if tag == "tr":
                self._tables[-1].maker.begin_row()
            elif tag in _CELLS:
                rows, columns = (_number(given.get(name, "1")) for name in ("rowspan", "colspan"))
                self._tables[-1].cell = _Cell([], min(rows or MOST_ROWS, MOST_ROWS), min(columns or 1, MOST_COLUMNS))

    def end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._break()
        if self._open:
            self._open.pop()
        if tag == "table" and self._tables:
            self._end_table()
        elif tag in _CELLS and self._tables:
            self._end_cell()

    def data(self, text: str) -> None:
        if self._open and self._open[-1].is_silent:
            return
        cell = self._tables[-1].cell if self._tables else None
        said = text.replace("\n", " ")
        if self._open and self._open[-1].is_raised:
            said = raised(text)
        elif self._open and self._open[-1].is_lowered:
            before = self._line if cell is None else cell.pieces
            said = lowered(text, before[-1] if before else "")
        if cell is not None:
            cell.pieces.append(said)
            cell.is_struck = cell.is_struck or (self._open[-1].is_struck and bool(text.strip()))
        else:
            self._line.append(said)

    def close(self) -> None:
        """Do what the parser asks for at the end: nothing."""

    def _enter(self, tag: str, given: Mapping[str, str]) -> None:
        if len(self._open) >= _DEEPEST:
            raise RefusedFile("files.too_deep", most=_DEEPEST)
        above = self._open[-1] if self._open else _Open("", *[False] * 4)
        style = given.get("style", "")
        self._open.append(
            _Open(
                tag,
                above.is_silent or tag in _SILENT or "hidden" in given or bool(_HIDDEN.search(style)),
                above.is_raised or tag == "sup" or bool(_RAISED.search(style)),
                above.is_lowered or tag == "sub" or bool(_LOWERED.search(style)),
                above.is_struck or tag in {"del", "s", "strike"} or bool(_STRUCK.search(style)),
            )
        )

    def _break(self) -> None:
        cell = self._tables[-1].cell if self._tables else None
        if cell is not None:
            cell.pieces.append("\n")
        else:
            line = tidy("".join(self._line))
            self._line = []
            if line:
                self._lines.append(line)

    def _begin_table(self) -> None:
        self._break()
        if len(self._tables) >= DEEPEST:
            raise RefusedFile("files.too_deep", most=DEEPEST)
        maker = TableMaker(self._allowance)
        # What stands in a table outside of its cells, such as a caption, stands above it.
        owner = self._tables[-1].maker if self._tables else maker
        owner.before += self._lines
        self._lines = []
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
            text = tidy("".join(cell.pieces))
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
