"""Lays out tables of documents, whose cells have no address: rows and columns are counted as a person would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lcanalysis.intake.files.grid import Grid, Span, Trouble
from lcanalysis.intake.files.limits import Allowance, require_size


class TableMaker:
    """Lays out the cells of one table, row by row; a cell may reach over several rows and columns."""

    def __init__(self, allowance: Allowance) -> None:
        allowance.take_table()
        self._allowance = allowance
        self.before: list[str] = []
        self.after: list[str] = []
        self._rows: list[dict[int, str]] = []
        self._taken: dict[int, int] = {}
        self._merged: list[Span] = []
        self._troubles: dict[tuple[int, int], Trouble] = {}
        self._width = 0
        """Columns of the open row that have a cell."""

    def put(self, text: str, rows: int = 1, columns: int = 1, trouble: Trouble | None = None) -> None:
        """Add the next cell of the row.

        Raises `RefusedFile` if the table becomes too large.
        """
        if not self._rows:
            self.begin_row()
        row, line = len(self._rows), self._rows[-1]
        column = self._width + 1
        while self._taken.get(column, 0) >= row:
            column += 1
        last = self._width = column + columns - 1
        require_size(row, last)
        self._allowance.take([text, *[""] * (columns - 1)])
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
        self._width = 0

    def grid(self, name: str) -> Grid:
        """Return the table."""
        texts = tuple(
            tuple(line.get(column, "") for column in range(1, max(line, default=0) + 1)) for line in self._rows
        )
        return Grid(
            name, texts, self._troubles, tuple(self._merged), before=tuple(self.before), after=tuple(self.after)
        )


def joined(grids: Sequence[Grid]) -> tuple[Grid, ...]:
    """Return the tables of a document, with those that a page break divides put together.

    A table goes on if nothing stands between it and the next, and that one begins with the same row of headings. The
    headings are kept where they are repeated, so that rows are counted as they stand.
    """
    runs: list[list[Grid]] = []
    for grid in grids:
        if runs and _goes_on(runs[-1][-1], runs[-1][0], grid):
            runs[-1].append(grid)
        else:
            runs.append([grid])
    return tuple(_whole(run, f"#{number}") for number, run in enumerate(runs, 1))


def _goes_on(last: Grid, first: Grid, grid: Grid) -> bool:
    return bool(first.rows and grid.rows and not last.after and not grid.before and first.rows[0] == grid.rows[0])


def _whole(run: Sequence[Grid], name: str) -> Grid:
    rows: list[tuple[str, ...]] = []
    troubles: dict[tuple[int, int], Trouble] = {}
    merged: list[Span] = []
    for grid in run:
        down = len(rows)
        rows += grid.rows
        troubles |= {(row + down, column): why for (row, column), why in grid.troubles.items()}
        merged += [replace(one, top=one.top + down, bottom=one.bottom + down) for one in grid.merged]
    return replace(run[0], name=name, rows=tuple(rows), troubles=troubles, merged=tuple(merged), after=run[-1].after)
