"""Published CSV files as cells of text with addresses: nothing is guessed, nothing is converted."""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from lcanalysis.errors import Fault, FaultsError
from lcanalysis.files.regular_files import read_text, unreadable
from lcanalysis.provenance import Place


def plain_name(text: str) -> str:
    """Return a heading or a name in the one form in which names are compared: NFKC, no space at the ends.

    >>> plain_name(" 本期（2018） ")
    '本期(2018)'
    """
    return unicodedata.normalize("NFKC", text).strip()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet counts it, and its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RawSheet:
    """A published file: headings (row 1) and rows.

    Rows are counted as a spreadsheet does: a cell with a line break in it does not begin a new row, and an
    empty row counts though it is left out here.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def column(self, heading: str) -> int | None:
        """Return the number (from 1) of the column under `heading`, or None."""
        wanted = plain_name(heading)
        return next((number for number, text in enumerate(self.header, 1) if plain_name(text) == wanted), None)

    def place(self, row: int, column: int = 0) -> Place:
        """Return the address of a cell, or of a row."""
        return Place(self.file, row, column, self.header[column - 1].strip() if column else "")


def read_cells(raw: Path, file: str) -> RawSheet:
    """Read the CSV file `file` of the folder `raw`.

    UTF-8 with or without a byte order mark, comma-separated, with quotes as RFC 4180 has them; headings are
    in row 1.

    Raises `FaultsError` if the file is missing, not UTF-8, not CSV, has no rows, gives a heading twice, or a row has
    more or fewer cells than the header.
    """
    try:
        text = read_text(raw / file, "utf-8-sig")
    except OSError as problem:
        raise FaultsError(faults=[unreadable(Place(file), problem)]) from None
    except UnicodeDecodeError:
        raise FaultsError(faults=[Fault(Place(file), "faults.not_utf8")]) from None
    found: list[Row] = []
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
            found.append(Row(number, tuple(cells)))
    except csv.Error as problem:
        fault = Fault(Place(file, len(found) + 1), "intake.not_csv", {"problem": str(problem)})
        raise FaultsError(faults=[fault]) from None
    rows = [row for row in found if any(cell.strip() for cell in row.cells)]
    if len(rows) < 2 or rows[0].number != 1:
        raise FaultsError(faults=[Fault(Place(file), "intake.no_rows")])
    sheet = RawSheet(file, rows[0].cells, tuple(rows[1:]))
    FaultsError.raise_if_any(_shape_faults(sheet))
    return sheet


def _shape_faults(sheet: RawSheet) -> list[Fault]:
    faults = []
    seen: dict[str, int] = {}
    for number, heading in enumerate(sheet.header, 1):
        first = seen.setdefault(plain_name(heading), number)
        if first != number:
            faults.append(Fault(sheet.place(1, number), "intake.heading_twice", {"first": first}))
    for row in sheet.rows:
        if len(row.cells) != len(sheet.header):
            fields = {"found": len(row.cells), "expected": len(sheet.header)}
            faults.append(Fault(sheet.place(row.number), "intake.ragged_row", fields))
    return faults
