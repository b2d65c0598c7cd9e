"""Finds the cells of a table whose row, column and title together name an indicator of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.intake.cell_text import MISSING, row_name, without_marks
from lcanalysis.intake.gathered import Gathered
from lcanalysis.intake.headings import UNIT_HEADINGS
from lcanalysis.intake.indicator_names import NamedSubject, SubjectNames
from lcanalysis.intake.table_headers import Found
from lcanalysis.units import UNITS, printed_unit

WHOSE_HEADINGS: Final = frozenset({"主体", "对象", "产业", "whose", "entity"})
"""Headings of a column that names the entity of each row."""


def column_headed(found: Found, words: frozenset[str]) -> int:
    """Return the first column that is headed by one of some words; 0 if there is none."""
    return next((at for at in found.columns() if row_name(found.headings[at]) in words), 0)


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A cell of figures, what it is a figure of, the unit of its row, and the name of its row."""

    row: int
    column: int
    subject: NamedSubject
    unit: str
    name: str
    is_named_by_row: bool
    """Whether its row says the indicator, and not its column."""


@dataclass(frozen=True, slots=True)
class Rest:
    """The indicator of rows that name only an entity of `kind`, such as 铝材 among rows of indicators."""

    indicator: str
    kind: str


class NamedCells:
    """The cells of a table that name an indicator; what is wrong with a row is gathered, and what names none is `left_out`.

    `columns` are what each column of figures names, `rest` is the indicator of rows that name an entity alone.
    """

    def __init__(
        self,
        found: Found,
        columns: Mapping[int, NamedSubject],
        subjects: SubjectNames,
        definition: Definition,
        gathered: Gathered,
        rest: Rest | None,
    ) -> None:
        self._found, self._grid, self._columns = found, found.grid, columns
        self._subjects, self._definition, self._gathered, self._rest = subjects, definition, gathered, rest
        self.left_out: list[str] = []
        self._whose_above, self._name_above, self._row_above = "", "", NamedSubject()
        self._line_above = 0  # the row of a line without figures that names another indicator than `rest`

    def __iter__(self) -> Iterator[NamedCell]:
        """Yield the cells whose row, column and title together name an indicator of the plan."""
        titled = self._subjects.indicator_in(self._found.title)
        for row in self._found.rows:
            name = self._grid.text(row, self._found.name_column)
            subject = self._subject_of_row(row, name)
            if subject is None:
                self._leave_out(row, name)
                continue
            subject, full_name = self._completed(row, name, subject)
            unit = self._unit_of_row(row)
            if unit is None:
                continue
            cells = [
                NamedCell(row, at, whole, unit or subject.unit, without_marks(full_name), bool(subject.indicator))
                for at, of_column in self._columns.items()
                if (whole := self._whole(subject, of_column, titled)) is not None
            ]
            yield from cells
            if not cells:
                self._leave_out(row, full_name)

    def _subject_of_row(self, row: int, name: str) -> NamedSubject | None:
        """Return what a row names, with the entity of its own column; None where either is nothing of the plan's."""
        said = self._subjects.of_row(name) if name else None
        column = column_headed(self._found, WHOSE_HEADINGS)
        # An entity may stand only beside the first of several rows.
        self._whose_above = (self._grid.text(row, column) if column else "") or self._whose_above
        whose = self._subjects.of_row(self._whose_above) if self._whose_above else NamedSubject()
        return said.joined(whose) if said is not None and whose is not None else None

    def _completed(self, row: int, name: str, subject: NamedSubject) -> tuple[NamedSubject, str]:
        """Return what a row is of, and its name, completed by the indicator above it where it names an entity alone."""
        rest, above, entity = self._rest, self._row_above, self._definition.entities.get(subject.entity)
        if rest is not None and entity is not None and entity.kind == rest.kind and not subject.indicator:
            if line := self._line_above:  # such as 二、营业收入（亿元） above products: these are no longer output
                at = self._found.name_column
                self._gathered.fault(line, at, "reading.line_says_otherwise", found=self._grid.text(line, at))
                self._line_above = 0
            return replace(subject, indicator=rest.indicator), name
        if subject.indicator:
            is_other = rest is not None and subject.indicator != rest.indicator
            self._line_above = row if is_other and not self._is_filled(row) else 0
            self._row_above, self._name_above = subject, name
        elif above.indicator and subject.entity:
            return replace(subject, indicator=above.indicator, is_growth=above.is_growth), f"{self._name_above} {name}"
        return subject, name

    def _unit_of_row(self, row: int) -> str | None:
        """Return the unit in a row's own column of units, empty if there is none; None if it is a fault."""
        column = column_headed(self._found, UNIT_HEADINGS)
        typed = row_name(self._grid.text(row, column)) if column else ""
        unit = printed_unit(typed)
        if typed in MISSING or unit:
            return unit
        self._gathered.fault(row, column, "intake.unknown_unit", unit=typed, known=tuple(UNITS.values()))
        return None

    def _leave_out(self, row: int, name: str) -> None:
        if name and self._is_filled(row):
            self.left_out.append(name)

    def _is_filled(self, row: int) -> bool:
        return any(self._grid.text(row, at) for at in self._columns)

    def _whole(self, row: NamedSubject, column: NamedSubject, titled: str) -> NamedSubject | None:
        if (joined := row.joined(column)) is None:
            return None
        return self._subjects.of_growth(replace(joined, indicator=joined.indicator or titled))
