"""Limits on the size of files: far above any published table, and far below what would stop the machine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lcanalysis.errors import DataError

LARGEST_BYTES: Final = 20_000_000
LARGEST_UNPACKED: Final = 80_000_000
"""Of all members of a packed file together, as its own directory states it; not a byte more is unpacked."""
LARGEST_TEXT: Final = 10_000_000
"""Of a text file or web page: these are read whole."""
LONGEST_CELL: Final = 100_000
"""Characters of one cell; spreadsheets keep 32,767."""
MOST_TEXT: Final = 10_000_000
"""Characters of all cells of a file together: one text can be that of many cells."""
MOST_MEMBERS: Final = 2_000
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 500
MOST_CELLS: Final = 1_000_000
MOST_SHEETS: Final = 200
MOST_TABLES: Final = 1_000
"""Of a document or a web page."""
MOST_MERGED: Final = 10_000
MOST_PAGES: Final = 60
MOST_ELEMENTS: Final = 3_000_000
"""Of one member of XML: two or three make a cell."""
DEEPEST: Final = 100
"""Of tables within tables of a page."""


class RefusedFile(DataError):  # noqa: N818 - a verdict on the file
    """The file as a whole cannot be read, or will not be."""

    def __init__(self, key: str = "files.broken", **fields: Any) -> None:
        super().__init__(key, **fields)


def require_size(rows: int, columns: int, cells: int = 0) -> None:
    """Refuse a table that is larger than any published one.

    Raises `RefusedFile` if one of the three numbers is beyond its limit.
    """
    if rows > MOST_ROWS:
        raise RefusedFile("files.too_many_rows", most=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise RefusedFile("files.too_many_columns", most=MOST_COLUMNS)
    if cells > MOST_CELLS:
        raise RefusedFile("files.too_many_cells", most=MOST_CELLS)


class Allowance:
    """Keeps count of what all sheets or tables of one file may still hold."""

    def __init__(self) -> None:
        self._cells, self._characters, self._tables = MOST_CELLS, MOST_TEXT, MOST_TABLES

    def take(self, texts: Sequence[str]) -> None:
        """Use it for as many more cells as there are texts.

        Raises `RefusedFile` if one cell or all of them together hold more than any published table.
        """
        self._cells -= len(texts)
        self._characters -= sum(map(len, texts))
        if self._cells < 0:
            raise RefusedFile("files.too_many_cells", most=MOST_CELLS)
        if self._characters < 0 or max(map(len, texts), default=0) > LONGEST_CELL:
            raise RefusedFile("files.too_much_text", most=LONGEST_CELL, all=MOST_TEXT)

    def take_table(self) -> None:
        """Use it for one more table.

        Raises `RefusedFile` if there are more than any document has.
        """
        self._tables -= 1
        if self._tables < 0:
            raise RefusedFile("files.too_many_tables", most=MOST_TABLES)
