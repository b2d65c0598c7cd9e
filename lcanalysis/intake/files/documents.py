"""Tables of documents, whose cells have no address of their own: rows and columns are counted as a person would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lcanalysis.intake.files.grid import Grid, Span, Trouble
from lcanalysis.intake.files.limits import require_size


class TableMaker:
    """Lays out the cells of one table, row by row; a cell may reach over several rows and columns."""

    def __init__(self) -> None:
        self.before: list[str] = []
        self.after: list[str] = []
        self._rows: list[dict[int, str]] = []
        self._taken: dict[int, int] = {}
        self._merged: list[Span] = []
        self._troubles: dict[tuple[int, int], Trouble] = {}
        self._cells = 0

    def put(self, text: str, rows: int = 1, columns: int = 1, trouble: Trouble | None = None) -> None:
        """Add the next cell of the row.

        Raises
        ------
        RefusedFile
            If the table becomes too large.
        """
        if not self._rows:
            self.begin_row()
        row, line = len(self._rows), self._rows[-1]
        column = max(line, default=0) + 1
        while self._taken.get(column, 0) >= row:
            column += 1
        last = column + columns - 1
        self._cells += columns
        require_size(row, last, self._cells)
        if any(self._taken.get(each, 0) >= row for each in range(column, last + 1)):
            trouble = "files.overlap", {}
        for each in range(column, last + 1):
            line[each] = ""
            if rows > 1:
                self._taken[each] = row + rows - 1
        line[column] = text
        if rows > 1 or columns > 1:
            self._merged.append(Span(row, column, row + rows - 1, last))
        if trouble is not None:
            self._troubles[row, column] = trouble

    def begin_row(self) -> None:
        """Begin a row; one without a cell of its own counts as well."""
        require_size(len(self._rows) + 1, 0)
        self._rows.append({})

    def grid(self, name: str) -> Grid:
        """Return the table."""
        texts = tuple(
            tuple(line.get(column, "") for column in range(1, max(line, default=0) + 1)) for line in self._rows
        )
        merged = tuple(replace(span, bottom=min(span.bottom, len(texts))) for span in self._merged)
        return Grid(name, texts, self._troubles, merged, before=tuple(self.before), after=tuple(self.after))


def joined(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """Return the tables of a document, each that goes on over a page break as one.

    A table goes on if nothing stands between it and the next, and that one begins with the same row of headings. The
    headings are kept where they are repeated, so that rows are counted as they stand.
    """
    whole: list[Grid] = []
    for grid in grids:
        last = whole[-1] if whole else None
        if last and last.rows and grid.rows and not last.after and not grid.before and last.rows[0] == grid.rows[0]:
            down = len(last.rows)
            troubles = {**last.troubles, **{(row + down, column): why for (row, column), why in grid.troubles.items()}}
            merged = (
                *last.merged,
                *(replace(one, top=one.top + down, bottom=one.bottom + down) for one in grid.merged),
            )
            whole[-1] = replace(last, rows=last.rows + grid.rows, troubles=troubles, merged=merged, after=grid.after)
        else:
            whole.append(grid)
    return tuple(replace(grid, name=f"#{number}") for number, grid in enumerate(whole, 1))
