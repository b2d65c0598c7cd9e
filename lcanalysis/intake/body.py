"""The rows of a table whose columns are understood: each cell becomes a figure, or is missing, or is a fault."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from lcanalysis.definition import Definition, Indicator, Rule
from lcanalysis.errors import DataError, Fault
from lcanalysis.intake.figures import fits
from lcanalysis.intake.finding import Found
from lcanalysis.intake.headings import TOTALS, UNIT_HEADINGS
from lcanalysis.intake.possible import require_possible
from lcanalysis.intake.reading import ColumnMeaning, Figure, Question
from lcanalysis.intake.rules import NO_RULE, require_rule
from lcanalysis.intake.typed import name_forms, read_typed, row_name
from lcanalysis.provenance import Place
from lcanalysis.units import UNITS

_MOST_PROPOSALS: Final = 100
"""To look for the nearest name takes time; where so many are unknown, it is another table."""
_ALIKE: Final = 0.5


@dataclass(slots=True)
class Names:
    """The names of the entities that a table's rows may be, and what a person answered about others."""

    codes: Mapping[str, str]
    answers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, definition: Definition, kind: str, answers: Mapping[str, str] | None = None) -> Names:
        """Return the names of all entities of a kind, in the form in which rows are compared."""
        codes = {
            row_name(name): code
            for code, one in definition.entities.items()
            if one.kind == kind
            for name in (one.zh, one.en, *one.aliases)
        }
        return cls(codes, {row_name(name): code for name, code in (answers or {}).items()})

    def find(self, text: str) -> tuple[str | None, str]:
        """Return the entity that a row's name is exactly, and the unit behind it; None if it is no entity's name."""
        code = self.codes.get(row_name(text))
        if code is not None:
            return code, ""
        forms = name_forms(text)
        for name, unit in forms:
            if name in self.codes:
                return self.codes[name], unit
        # Where a person answered, they saw the name as it stands.
        answer = self.answers.get(forms[0][0])
        return (answer, "") if answer is not None else (None, "")

    def nearest(self, text: str) -> str:
        """Return the code of the entity whose name is most like a text; empty if none is alike."""
        near = difflib.get_close_matches(row_name(text), self.codes, n=1, cutoff=_ALIKE)
        return self.codes[near[0]] if near else ""


@dataclass(slots=True)
class Body:
    """What the rows of a table hold."""

    figures: list[Figure] = field(default_factory=list)
    missing: list[Place] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notices: list[Fault] = field(default_factory=list)
    without_unit: dict[int, Place] = field(default_factory=dict)
    """The first cell of each column whose unit is said nowhere."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of figures by their number, and what holds for each.

    `rules` are by indicator, their limits in the unit that `rule_units` gives for it.
    """

    meanings: Mapping[int, ColumnMeaning]
    rules: Mapping[str, Rule]
    rule_units: Mapping[str, str]


def read_body(file: str, found: Found, columns: Columns, names: Names, definition: Definition) -> Body:
    """Return the figures of a table, by rows and then by columns.

    A figure's unit is the one printed in its cell, else the one of its row (behind the name, or in a column of units), else
    that of its column. A row of totals that is no entity of the plan is not taken in, and that is said.

    Parameters
    ----------
    file
        Name of the file, for addresses.
    found
        Where the table is.
    columns, names
        What its columns and the names of its rows mean.
    definition
        The plan.
    """
    return _BodyReader(file, found, columns, names, definition).read()


class _BodyReader:
    def __init__(self, file: str, found: Found, columns: Columns, names: Names, definition: Definition) -> None:
        self._file, self._found, self._grid = file, found, found.grid
        self._columns, self._names, self._definition = columns, names, definition
        self._body = Body()
        self._first: dict[str, int] = {}
        self._indicators = {at: definition.indicators[one.indicator] for at, one in columns.meanings.items()}
        self._unit_column = next((at for at in found.columns() if row_name(found.headings[at]) in UNIT_HEADINGS), 0)
        self._width = len(self._grid.rows[found.bottom - 1])

    def read(self) -> Body:
        for row in self._found.rows:
            self._read_row(row)
        return self._body

    def _fault(self, row: int, column: int, key: str, **fields: Any) -> None:
        self._body.faults.append(Fault(self._found.place(self._file, row, column), key, fields))

    def _read_row(self, row: int) -> None:
        grid, name_column = self._grid, self._found.name_column
        cells = grid.rows[row - 1]
        width = len(cells)
        name = cells[name_column - 1] if name_column <= width else ""
        filled = [at for at in self._columns.meanings if (at <= width and cells[at - 1]) or (row, at) in grid.troubles]
        if grid.is_delimited and width != self._width:
            self._fault(row, 0, "intake.ragged_row", found=width, expected=self._width)
        elif (row, name_column) in grid.troubles:
            key, fields = grid.troubles[row, name_column]
            self._fault(row, name_column, key, **fields)
        elif name:
            self._read_named_row(row, name, filled)
        elif filled:
            self._fault(row, filled[0], "reading.no_name", found=grid.text(row, filled[0]))

    def _read_named_row(self, row: int, name: str, filled: list[int]) -> None:
        entity, unit = self._names.find(name)
        if entity is None:
            self._unknown(row, name, filled)
        elif entity and self._first.setdefault(entity, row) != row:
            self._fault(row, self._found.name_column, "intake.row_twice", found=name, first=self._first[entity])
        elif entity and row in self._grid.hidden_rows:
            self._fault(row, 0, "reading.hidden_row", found=name)
        elif entity:
            unit = unit or self._unit_of_row(row)
            for column, meaning in self._columns.meanings.items():
                self._read_cell(row, column, meaning, entity, unit)

    def _unknown(self, row: int, name: str, filled: list[int]) -> None:
        place = self._found.place(self._file, row, self._found.name_column)
        if not filled:
            # The heading of a group of rows says nothing that is counted.
            return
        if row_name(name) in TOTALS:
            self._body.notices.append(Fault(place, "reading.total_left_out", {"found": name}))
            return
        asks = len(self._body.questions) < _MOST_PROPOSALS
        self._body.questions.append(Question(place, "row", name, self._names.nearest(name) if asks else ""))

    def _unit_of_row(self, row: int) -> str:
        text = self._grid.text(row, self._unit_column) if self._unit_column else ""
        unit = row_name(text)
        if unit and unit not in UNITS:
            self._fault(row, self._unit_column, "intake.unknown_unit", unit=unit, known=tuple(UNITS))
        return unit if unit in UNITS else ""

    def _read_cell(self, row: int, column: int, meaning: ColumnMeaning, entity: str, row_unit: str) -> None:
        grid, indicator = self._grid, self._indicators[column]
        text = grid.text(row, column)
        unit = row_unit if row_unit and fits(row_unit, indicator) else meaning.unit
        trouble = grid.troubles.get((row, column))
        place = self._found.place(self._file, row, column)
        if trouble is not None:
            self._fault(row, column, trouble[0], **trouble[1])
        elif grid.covering(row, column):
            self._fault(row, column, "reading.merged_figure", found=text)
        elif text and column in grid.hidden_columns:
            self._fault(row, column, "reading.hidden_column", found=text)
        else:
            self._take(text, indicator, unit, meaning, entity, place)

    def _take(
        self, text: str, indicator: Indicator, unit: str, meaning: ColumnMeaning, entity: str, place: Place
    ) -> None:
        rule = self._columns.rules.get(meaning.indicator, NO_RULE)
        try:
            printed = read_typed(text, indicator, unit or None)
            if printed is not None:
                require_possible(printed, meaning.indicator, self._definition)
            if printed is not None and rule is not NO_RULE:
                require_rule(printed, rule, self._columns.rule_units.get(meaning.indicator, "") or str(printed.unit))
            elif printed is None and rule.required:
                raise DataError("rules.required")  # noqa: TRY301 - one place turns refusals into faults
        except DataError as refused:
            if refused.key == "intake.no_unit":
                self._body.without_unit.setdefault(place.column, place)
            else:
                self._body.faults.append(Fault(place, refused.key, refused.fields))
            return
        if printed is None:
            self._body.missing.append(place)
        else:
            area = self._definition.plan.area
            self._body.figures.append(Figure(meaning.indicator, entity, area, meaning.period, printed, place))
