"""Where a value was published: file, row and column, and how that address is written."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lcanalysis.wording import say

_NUMBERED: Final = re.compile(r"#(\d+)")
_CELL: Final = re.compile(r"(?:\[(?P<sheet>.*)\] )?(?P<column>[A-Z]{1,4})(?P<row>[0-9]+)")


def column_letters(number: int) -> str:
    """Return the spreadsheet letters of a column, counted from 1.

    >>> column_letters(1), column_letters(27)
    ('A', 'AA')
    """
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """An address a person can find: a file, and in it a row and a column counted from 1.

    Row 1 is the header of a CSV file. `row` 0 means the whole file, `column` 0 the whole row; `column_name` is the
    header's text, shown beside the number. `sheet` is the sheet of a workbook, or ``#2`` for the second table of a
    document; a cell in it is named as spreadsheets do.
    """

    file: str
    sheet: str = field(default="", kw_only=True)
    row: int = 0
    column: int = 0
    column_name: str = ""

    @classmethod
    def at(cls, file: str, address: str) -> Place:
        """Return the place of a cell that is named as `address` names it; the whole file if it is no such name.

        >>> Place.at("2019年产量.xlsx", "[Sheet1] C7") == Place("2019年产量.xlsx", 7, 3, sheet="Sheet1")
        True
        """
        found = _CELL.fullmatch(address)
        if found is None:
            return cls(file)
        column = 0
        for letter in found["column"]:
            column = column * 26 + ord(letter) - ord("A") + 1
        return cls(file, int(found["row"]), column, sheet=found["sheet"] or "")

    @property
    def cell(self) -> str:
        """The spreadsheet address, such as ``B3``; empty for a whole file.

        >>> Place("production.csv", 3, 2).cell
        'B3'
        """
        return f"{column_letters(self.column)}{self.row}" if self.row and self.column else ""

    @property
    def address(self) -> str:
        """The cell with the sheet it is in, if any, as observations name it; ``;`` separates cells there.

        >>> Place("2019年产量.xlsx", 7, 3, sheet="Sheet1").address
        '[Sheet1] C7'
        """
        return f"[{self.sheet.replace(';', '；')}] {self.cell}" if self.sheet and self.cell else self.cell

    def text(self, lang: str) -> str:
        """Return ``FILE row R column C`` in `lang`.

        >>> Place("production.csv", 3, 2, "本期（2018）").text("en")
        'production.csv row 3 column 2 (本期（2018）)'
        >>> Place("2019年产量.xlsx", 7, 3, sheet="Sheet1").text("en")
        '2019年产量.xlsx [Sheet1] C7'
        """
        if self.sheet:
            return self._in_sheet(lang)
        if not self.row:
            return self.file
        if not self.column:
            return say("faults.place_row", lang, file=self.file, row=self.row)
        key = "faults.place_named" if self.column_name else "faults.place"
        return say(key, lang, file=self.file, row=self.row, column=self.column, name=self.column_name)

    def _in_sheet(self, lang: str) -> str:
        numbered = _NUMBERED.fullmatch(self.sheet)
        sheet = say("faults.place_table", lang, number=numbered[1]) if numbered else self.sheet
        where = f"{self.file} [{sheet}]"
        if self.row and not self.column:
            return say("faults.place_row", lang, file=where, row=self.row)
        return f"{where} {self.cell}".rstrip()
