"""How much a file may hold: far more than a published table has, far less than what would stop the machine."""

from __future__ import annotations

from typing import Any, Final

from lcanalysis.errors import DataError

LARGEST_BYTES: Final = 20_000_000
LARGEST_UNPACKED: Final = 80_000_000
"""Of all members of a packed file together, as its own directory states it; not a byte more is unpacked."""
LARGEST_TEXT: Final = 10_000_000
"""Of a text file or web page: these are read whole."""
LONGEST_CELL: Final = 100_000
"""Characters of one cell; spreadsheets keep 32,767."""
MOST_MEMBERS: Final = 2_000
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 500
MOST_CELLS: Final = 1_000_000
MOST_SHEETS: Final = 200
MOST_MERGED: Final = 10_000
MOST_PAGES: Final = 60
DEEPEST: Final = 100
"""Of elements within elements; office programs write fewer than thirty."""


class RefusedFile(DataError):  # noqa: N818 - a verdict on the file
    """The file as a whole cannot be read, or will not be."""

    def __init__(self, key: str = "files.broken", **fields: Any) -> None:
        super().__init__(key, **fields)


def require_size(rows: int, columns: int, cells: int = 0) -> None:
    """Refuse a table that is larger than any published one.

    Raises
    ------
    RefusedFile
        If one of the three numbers is beyond its limit.
    """
    if rows > MOST_ROWS:
        raise RefusedFile("files.too_many_rows", most=MOST_ROWS)
    if columns > MOST_COLUMNS:
        raise RefusedFile("files.too_many_columns", most=MOST_COLUMNS)
    if cells > MOST_CELLS:
        raise RefusedFile("files.too_many_cells", most=MOST_CELLS)
