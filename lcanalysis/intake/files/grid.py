"""A sheet or a table of a document as cells of text, each as a person sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lcanalysis.intake.files.limits import MOST_CELLS, MOST_MERGED, Allowance, RefusedFile, require_size
from lcanalysis.provenance import Place

Trouble = tuple[str, dict[str, Any]]
"""Why the text of a cell cannot be trusted: a key of the catalogues and its fields."""
TOLD: Final = frozenset({"files.unrounded", "files.zero_as_dash", "files.stale"})
"""Troubles that are only told to a person: the text of the cell is read all the same."""


@dataclass(frozen=True, slots=True)
class Span:
    """A merged cell: its first and last row and column, counted from 1; its text stands in the first of each."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def cells(self) -> int:
        """How many cells it covers."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet of a workbook, one table of a document, or a whole text file.

    - `name`: the sheet's name; ``#2`` for the second table of a document; empty for a text file.
    - `rows`: the text of each cell as it is shown: with the digits, the sign and the percent sign that its number
      format shows, not with those that are stored. Row 1 is the first; a row ends with its last cell that is not
      empty.
    - `troubles`: cells, by row and column, whose text cannot be trusted: a formula that was never computed, a date in
      the place of a number, a number shown as a dash.
    - `merged`: merged cells, as far as the sheet has rows and columns.
    - `hidden_rows`, `hidden_columns`: what the office program does not show.
    - `before`, `after`: lines of a document between this table and its neighbours.
    - `is_delimited`: whether the cells of a row are told apart by a character, so that a row with more or fewer of
      them has been shifted; its rows are not cut at the last cell that is not empty.
    - `is_hidden`: whether the whole sheet is not shown.
    - `told`: cells that are read, by row and column, with what a person should know about them: an unrounded result,
      a zero shown as a dash, a formula that waits to be computed again.
    - `corner`: of a table that was turned: the row and column of the file where its first cell stands, whose rows are
      columns here.

    Raises `RefusedFile` if there are too many merged cells, one ends before it begins, or together they cover more than
    any table has.
    """

    name: str
    rows: tuple[tuple[str, ...], ...] = field(repr=False)
    troubles: Mapping[tuple[int, int], Trouble] = field(default_factory=dict, repr=False)
    merged: tuple[Span, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    is_delimited: bool = False
    is_hidden: bool = False
    told: Mapping[tuple[int, int], Trouble] = field(default_factory=dict, repr=False)
    corner: tuple[int, int] | None = None
    _covering: dict[tuple[int, int], Span] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        merged = _cut(self.merged, len(self.rows), max(map(len, self.rows), default=0))
        object.__setattr__(self, "merged", merged)
        # Where two overlap, as they cannot in an office program, the first counts.
        covering = {
            (row, column): one
            for one in reversed(merged)
            for row in range(one.top, one.bottom + 1)
            for column in range(one.left, one.right + 1)
        }
        object.__setattr__(self, "_covering", covering)

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, counted from 1; empty beyond the last."""
        cells = self.rows[row - 1] if 0 < row <= len(self.rows) else ()
        return cells[column - 1] if 0 < column <= len(cells) else ""

    def covering(self, row: int, column: int) -> Span | None:
        """Return the merged cell that a cell belongs to."""
        return self._covering.get((row, column))

    def place(self, file: str, row: int = 0, column: int = 0) -> Place:
        """Return the address of a cell, of a row, or of the sheet, in the file."""
        if self.corner is not None and row:
            top, left = self.corner
            return Place(file, top + column - 1 if column else 0, left + row - 1, sheet=self.name)
        return Place(file, row, column, sheet=self.name)


def _cut(merged: tuple[Span, ...], rows: int, columns: int) -> tuple[Span, ...]:
    if len(merged) > MOST_MERGED:
        raise RefusedFile("files.too_many_merged", most=MOST_MERGED)
    if any(one.bottom < one.top or one.right < one.left for one in merged):
        raise RefusedFile
    cut = (replace(one, bottom=min(one.bottom, rows), right=min(one.right, columns)) for one in merged)
    # What lies outside, or is left with a single cell, merges nothing.
    kept = tuple(one for one in cut if one.cells > 1)
    if sum(one.cells for one in kept) > MOST_CELLS:
        raise RefusedFile("files.too_many_cells", most=MOST_CELLS)
    return kept


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as read: its name, the encoding of a text file (else empty), its sheets or tables, and what to know of it."""

    file: str
    encoding: str
    grids: tuple[Grid, ...]
    told: tuple[Trouble, ...] = ()


class GridMaker:
    """Collects the cells of one sheet, each at its place, within the limits."""

    def __init__(self, name: str, allowance: Allowance) -> None:
        self.name = name
        self._allowance = allowance
        self.troubles: dict[tuple[int, int], Trouble] = {}
        self.told: dict[tuple[int, int], Trouble] = {}
        self.merged: list[Span] = []
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.before: list[str] = []
        self.after: list[str] = []
        self.is_hidden = False
        self._rows: list[tuple[str, ...]] = []

    def put_row(self, row: int, cells: Iterable[tuple[int, str, Trouble | None]]) -> None:
        """Add the cells of a row by their columns, those that are empty left out; rows, and cells in a row, come in their order.

        Raises `RefusedFile` if a cell comes out of order, or is one too many.
        """
        line: list[str] = []
        width = 0
        for column, text, trouble in cells:
            if trouble is None and not text.strip():
                continue
            if column != width + 1:
                require_size(row, column)
                if column <= width:
                    raise RefusedFile
                line += [""] * (column - width - 1)
            line.append(text)
            width = column
            if trouble is not None:
                (self.told if trouble[0] in TOLD else self.troubles)[row, column] = trouble
        if not line:
            return
        require_size(row, width)
        if row <= len(self._rows):
            raise RefusedFile
        self._allowance.take(line)
        self._rows.extend([()] * (row - 1 - len(self._rows)))
        self._rows.append(tuple(line))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Note a merged cell."""
        if (top, left) != (bottom, right):
            if len(self.merged) >= MOST_MERGED:
                raise RefusedFile("files.too_many_merged", most=MOST_MERGED)
            self.merged.append(Span(top, left, bottom, right))

    def hide(self, numbers: Iterable[int], *, rows: bool) -> None:
        """Note rows or columns that are not shown."""
        (self.hidden_rows if rows else self.hidden_columns).update(numbers)

    def grid(self) -> Grid:
        """Return the sheet."""
        return Grid(
            self.name,
            tuple(self._rows),
            self.troubles,
            tuple(self.merged),
            frozenset(self.hidden_rows),
            frozenset(self.hidden_columns),
            tuple(self.before),
            tuple(self.after),
            is_hidden=self.is_hidden,
            told=self.told,
        )
