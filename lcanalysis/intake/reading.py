"""The reading of a file that somebody sent: figures with their addresses, questions, faults.

A reading guesses nothing. What neither the file nor plan.yml says is a `Question` for a person; what cannot be read exactly
is a `Fault`. Both have the address of a cell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from lcanalysis.errors import Fault
from lcanalysis.intake.numerals import Printed
from lcanalysis.observations import Observation
from lcanalysis.provenance import Place

QuestionKind = Literal[
    "row", "column", "table", "period", "column_period", "unit", "growth", "area", "unsaid_area", "line", "scope", "publisher",
    "whose",
]  # fmt: skip
Answers = Mapping[tuple[QuestionKind, str], str]
"""What a person answered, by the kind of question and what was found.

An answer has the form of the question's proposal. For a row, a column, its period or the meaning of its changes, the empty
text leaves it out; for a line between rows, it says that the line names no area. A unit holds for all columns of the file
that have none and that it fits. `OF_THE_FILE` is the key for the area of every table that leaves its own open.
"""

OF_THE_FILE: Final[tuple[QuestionKind, str]] = ("area", "")
"""The answer that holds for every table of a file which leaves its area open."""

Known = Mapping[tuple[str, str, str, str], Observation]
"""The observations that a plan has in use, by indicator, entity, area and period."""


@dataclass(frozen=True, slots=True)
class Question:
    """What needs the answer of a person; it is never guessed.

    - `place`: the cell that is in question.
    - `kind`: ``row``: which entity is this? ``column``: which indicator? ``table``: is this the next year of the
      proposed table? ``period``, ``column_period``: which period is this table, or this column, of? ``unit``: in
      which unit is this? ``growth``: are the changes in this column percent (``%``) or ratios (``比``), or is it left
      out? ``area``: which area is this table, column or row of? ``line``: which area are the rows below this line of?
      ``unsaid_area``: which area is this table of, which names none although its publisher has figures of several?
      ``scope``: which scope is it of? ``publisher``: who published it? ``whose``: which entity has the figures for
      which no row or column names one?
    - `found`: what is printed there: the name of a row, the joined heading of a column, the title of a table. The key
      of the answer in `Answers`.
    - `proposal`: what is most like it: the code of an entity or indicator, the name of a table, a period, a unit;
      else empty.
    - `because`: the figures that make it doubtful, such as ``0.032 ≠ 3.2%``; empty where words do.
    """

    place: Place
    kind: QuestionKind
    found: str
    proposal: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as printed, with what it is a figure of and the cell that holds it.

    `scope` and `quotation`, what the table says there in a line, are those of a table that is none of the plan's own forms.
    """

    indicator: str
    entity: str
    area: str
    period: str
    printed: Printed
    place: Place
    scope: str = ""
    quotation: str = ""

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What is measured: indicator, entity, area, period."""
        return self.indicator, self.entity, self.area, self.period


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    """How a column of figures was understood.

    `heading` is the text of all header rows above the column, joined by a space, as `read_table` looks for it.
    `unit` is that of figures which print none themselves; `unit_is_printed` is false where the file nowhere states it and
    the plan's declaration of the same heading does. `area` is empty where the heading names none.
    """

    heading: str
    indicator: str
    period: str
    unit: str
    unit_is_printed: bool
    area: str = ""


@dataclass(frozen=True, slots=True)
class TableReading:
    """One table of a file, as understood.

    - `sheet`: name of the sheet; ``#2`` for the second table of a document; empty for a text file.
    - `table`: name of the plan's table that this is the next one of; empty if it was not recognised.
    - `title`, `unit`, `notes`: the lines around the table; `unit` is what stands after 单位：.
    - `header_rows`: first and last row of the header, counted from 1.
    - `row_column`: heading of the column that names the rows.
    - `columns`: the columns of figures that were understood, from left to right.
    - `ignored`: headings of columns that were passed over, such as serial numbers.
    - `figures`: by rows and then by columns.
    - `missing`: cells that print a mark for "no figure" (—, …) or are empty.
    - `questions`, `faults`: what is not certain, and what cannot be read. With neither, the reading is exact.
    - `notices`: what a person should know and that stops nothing: a row of totals that was not taken in, hidden cells
      beside the table.
    - `area`, `scope`: of which area and scope the table is as a whole; empty where that is asked.
    - `is_area_said`: false where nothing says the area, figures need it, and `area` is that of the table which this
      one continues.
    - `left_out`: names of rows that were passed over, as a person answered or plan.yml says, and of totals.
    - `area_column`, `row_areas`: the heading of the column that names the area of each row, and the areas by the
      texts that name them: cells of that column, lines between rows, rows that are part of the one above.
    - `is_turned`: whether the names stand side by side in the header, and each row is of a period.
    - `entity`: the entity of all rows, where these are areas; else empty.
    - `known_by`: what a sheet of indicators without a title is known by: names of file, sheet and rows, and headings, without
      periods.
    """

    sheet: str
    table: str
    title: str
    unit: str
    notes: tuple[str, ...]
    header_rows: tuple[int, int]
    row_column: str
    columns: tuple[ColumnMeaning, ...]
    ignored: tuple[str, ...]
    figures: tuple[Figure, ...] = field(repr=False)
    missing: tuple[Place, ...] = ()
    questions: tuple[Question, ...] = ()
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()
    area: str = ""
    is_area_said: bool = True
    scope: str = ""
    area_column: str = ""
    row_areas: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    is_turned: bool = False
    entity: str = ""
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file, as understood: its tables in the order of the file.

    `encoding` is that of a text file (``utf-8``, ``utf-8-sig``, ``utf-16``, ``gb18030``), else empty. `faults` are those of
    the file as a whole.
    """

    file: str
    encoding: str
    tables: tuple[TableReading, ...]
    faults: tuple[Fault, ...] = ()
    notices: tuple[Fault, ...] = ()

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions of all tables."""
        return tuple(question for table in self.tables for question in table.questions)

    @property
    def all_faults(self) -> tuple[Fault, ...]:
        """The faults of the file and of all its tables."""
        return (*self.faults, *(fault for table in self.tables for fault in table.faults))

    @property
    def all_notices(self) -> tuple[Fault, ...]:
        """The notices of the file and of all its tables."""
        return (*self.notices, *(notice for table in self.tables for notice in table.notices))

    @property
    def is_exact(self) -> bool:
        """Whether at least one table was read, with no question and no fault anywhere."""
        return bool(self.tables) and not self.questions and not self.all_faults
