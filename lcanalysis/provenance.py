"""Where a value was published: file, row and column, and how that address is written."""

from __future__ import annotations

from dataclasses import dataclass

from lcanalysis.wording import say


def column_letters(number: int) -> str:
    """Return the spreadsheet letters of a column, counted from 1.

    Examples
    --------
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

    Row 1 is the header. `row` 0 means the whole file, `column` 0 the whole row; `column_name` is the
    header's text, shown beside the number.
    """

    file: str
    row: int = 0
    column: int = 0
    column_name: str = ""

    @property
    def cell(self) -> str:
        """The spreadsheet address, such as ``B3``; empty for a whole file.

        Examples
        --------
        >>> Place("production.csv", 3, 2).cell
        'B3'
        """
        return f"{column_letters(self.column)}{self.row}" if self.row and self.column else ""

    def text(self, lang: str) -> str:
        """Return ``FILE row R column C`` in `lang`.

        Examples
        --------
        >>> Place("production.csv", 3, 2, "本期（2018）").text("en")
        'production.csv row 3 column 2 (本期（2018）)'
        """
        if not self.row:
            return self.file
        if not self.column:
            return say("faults.place_row", lang, file=self.file, row=self.row)
        key = "faults.place_named" if self.column_name else "faults.place"
        return say(key, lang, file=self.file, row=self.row, column=self.column, name=self.column_name)
