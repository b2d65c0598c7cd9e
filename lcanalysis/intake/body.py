"""Reads the rows of a table whose columns are understood: each cell is a figure, is missing, or is a fault."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from lcanalysis.declarations.published_files import Rule
from lcanalysis.definition import Definition, Indicator
from lcanalysis.errors import DataError, Fault
from lcanalysis.intake.cell_text import flag_of, read_typed, row_name
from lcanalysis.intake.figures import fits, measured_in
from lcanalysis.intake.files.grid import Grid, Trouble
from lcanalysis.intake.headings import TOTALS, UNIT_HEADINGS
from lcanalysis.intake.locating import RowAreas
from lcanalysis.intake.possible import require_possible
from lcanalysis.intake.reading import ColumnMeaning, Figure, Question, QuestionKind
from lcanalysis.intake.row_names import RowNames
from lcanalysis.intake.rules import NO_RULE, require_rule
from lcanalysis.intake.table_headers import Found
from lcanalysis.provenance import Place
from lcanalysis.units import UNITS, printed_unit

_MOST_PROPOSALS: Final = 100
"""The most unknown names for which a similar one is looked for, which takes time; with more it is another table."""


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
    left_out: list[str] = field(default_factory=list)
    """The names of rows that are passed over, as a person or plan.yml says."""
    areas: dict[str, str] = field(default_factory=dict)
    """The area named by each text: a line between rows, a row that is part of the one above, a cell of the column of areas."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of figures by their number, and what holds for each.

    `rules` are by indicator, their limits in the unit that `rule_units` gives for it.
    """

    meanings: Mapping[int, ColumnMeaning]
    rules: Mapping[str, Rule]
    rule_units: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ground:
    """The area of a table as a whole (empty while that is asked), and what its rows say about theirs."""

    area: str
    rows: RowAreas


def read_body(
    file: str, found: Found, columns: Columns, names: RowNames, definition: Definition, ground: Ground
) -> Body:
    """Return the figures of a table, by rows and then by columns.

    A figure's unit is the one printed in its cell, else that of its row (behind the name, or in a column of units), else that
    of its column. Its area is that of its row (in the column of areas, or in the line above the group of rows), else that of
    its column, else that of the table. A row of totals that is no entity of the plan is left out, with a notice.

    - `file`: name of the file, for addresses.
    - `found`: where the table is.
    - `columns`, `names`: what its columns and the names of its rows mean.
    - `ground`: what the table says of the area.
    """
    return _BodyReader(file, found, columns, names, definition, ground).read()


def cell_trouble(grid: Grid, row: int, column: int) -> Trouble | None:
    """Return why the text of a cell cannot be trusted; None if it can."""
    text = grid.text(row, column)
    if (row, column) in grid.troubles:
        return grid.troubles[row, column]
    if grid.covering(row, column):
        return "reading.merged_figure", {"found": text}
    return ("reading.hidden_column", {"found": text}) if text and column in grid.hidden_columns else None


class _BodyReader:
    def __init__(
        self, file: str, found: Found, columns: Columns, names: RowNames, definition: Definition, ground: Ground
    ) -> None:
        self._file, self._found, self._grid = file, found, found.grid
        self._columns, self._names, self._definition = columns, names, definition
        self._ground = ground
        self._body = Body()
        self._first: dict[tuple[str, str], int] = {}
        self._of_group = ""
        """The area of the rows below the last line that named one."""
        self._of_cells = ""
        self._asked: set[str] = set()
        self._above = ""
        """The entity of the last row, of which the next can be a part."""
        self._told: dict[tuple[int, str], list[Fault]] = {}
        self._indicators = {at: definition.indicators[one.indicator] for at, one in columns.meanings.items()}
        self._unit_column = next((at for at in found.columns() if row_name(found.headings[at]) in UNIT_HEADINGS), 0)
        self._width = len(self._grid.rows[found.bottom - 1])

    def read(self) -> Body:
        between = self._found.between
        for row in sorted({*self._found.rows, *between}):
            if row in between:
                self._read_line(row, between[row])
            else:
                self._read_row(row)
        self._body.notices += [
            Fault(one[0].place, key, {**one[0].fields, "count": len(one)}) for (_, key), one in self._told.items()
        ]
        return self._body

    def _fault(self, row: int, column: int, key: str, **fields: Any) -> None:
        self._body.faults.append(Fault(self._found.place(self._file, row, column), key, fields))

    def _read_row(self, row: int) -> None:
        grid, name_column = self._grid, self._found.name_column
        cells = grid.rows[row - 1]
        width = len(cells)
        name = (cells[name_column - 1] if name_column <= width else "") or self._total_beside(cells)
        if grid.is_delimited and width != self._width:
            self._fault(row, 0, "intake.ragged_row", found=width, expected=self._width)
        elif (row, name_column) in grid.troubles:
            key, fields = grid.troubles[row, name_column]
            self._fault(row, name_column, key, **fields)
        elif name:
            self._read_named_row(row, name)
        elif filled := self._filled(row):
            self._fault(row, filled[0], "reading.no_name", found=grid.text(row, filled[0]))

    def _total_beside(self, cells: Sequence[str]) -> str:
        """Return the word for a total that stands in the column of serial numbers and not in that of the names; empty if none does."""
        before = cells[self._found.left - 1 : self._found.name_column - 1]
        return next((text for text in before if row_name(text).casefold() in TOTALS), "")

    def _filled(self, row: int) -> list[int]:
        """Return the columns of figures in which a row has something."""
        grid = self._grid
        return [at for at in self._columns.meanings if grid.text(row, at) or (row, at) in grid.troubles]

    def _read_named_row(self, row: int, name: str) -> None:
        entity, unit = self._names.find(name)
        if entity is None:
            self._unknown(row, name)
        elif not entity:
            self._body.left_out.append(name)
        else:
            self._above = entity
            self._read_figures(row, name, entity, unit, self._area_of_row(row))

    def _read_figures(self, row: int, name: str, entity: str, unit: str, area: str | None) -> None:
        """Take the figures of a row; `area` is empty where the row says none, None where it must be asked."""
        if area is not None and self._first.setdefault((entity, area), row) != row:
            first = self._first[entity, area]
            self._fault(row, self._found.name_column, "intake.row_twice", found=name, first=first)
        elif row in self._grid.hidden_rows:
            self._fault(row, 0, "reading.hidden_row", found=name)
        elif area is not None:
            unit = unit or self._unit_of_row(row)
            for column, meaning in self._columns.meanings.items():
                if area and meaning.area and area != meaning.area:
                    names = tuple(self._definition.name(code, "zh") for code in (area, meaning.area))
                    self._fault(row, column, "reading.two_areas", found=names)
                else:
                    self._read_cell(row, column, replace(meaning, area=area) if area else meaning, entity, unit)

    def _area_of_row(self, row: int) -> str | None:
        """Return the area of a row: by its cell in the column of areas, where a blank repeats the cell above, else by the line above."""
        column = self._found.area_column
        if not column:
            return self._of_group
        covering = self._grid.covering(row, column)
        text = self._grid.text(covering.top, covering.left) if covering else self._grid.text(row, column)
        self._of_cells = text or self._of_cells
        if not self._of_cells:
            return self._of_group
        area = self._ground.rows.of_cell(self._of_cells)
        if area is None:
            self._ask_area(row, column, self._of_cells)
        elif area:
            self._body.areas[self._of_cells] = area
        return area

    def _ask_area(self, row: int, column: int, text: str, kind: QuestionKind = "area") -> None:
        place = self._found.place(self._file, row, column)
        if text not in self._asked:
            self._asked.add(text)
            self._body.questions.append(Question(place, kind, text))

    def _read_line(self, row: int, text: str) -> None:
        """Take note of the area that a line between rows gives to those below; one that contradicts the table is a fault."""
        if self._ground.rows.other_meaning(text):
            self._fault(row, self._found.name_column, "reading.line_says_otherwise", found=text)
            return
        area = self._ground.rows.of_line(text)
        if area is None:
            self._ask_area(row, self._found.name_column, text, "line")
        elif area:
            self._of_group = area
            self._body.areas[text] = area

    def _unknown(self, row: int, name: str) -> None:
        place = self._found.place(self._file, row, self._found.name_column)
        if not self._filled(row):
            self._read_line(row, name)
            return
        part = self._ground.rows.of_part(name)
        if part and self._above:
            # 其中：茌平区 below a product is the county's part of its figure.
            self._body.areas[name] = part
            self._read_figures(row, name, self._above, "", part)
            return
        if row in self._grid.hidden_rows:
            self._body.notices.append(Fault(place, "reading.hidden_row_left_out", {"found": name}))
            return
        if row_name(name).casefold() in TOTALS:
            self._body.notices.append(Fault(place, "reading.total_left_out", {"found": name}))
            return
        asks = len(self._body.questions) < _MOST_PROPOSALS
        self._body.questions.append(Question(place, "row", name, self._names.nearest(name) if asks else ""))

    def _unit_of_row(self, row: int) -> str:
        text = self._grid.text(row, self._unit_column) if self._unit_column else ""
        unit = printed_unit(row_name(text))
        if text and not unit:
            self._fault(row, self._unit_column, "intake.unknown_unit", unit=row_name(text), known=tuple(UNITS.values()))
        return unit

    def _read_cell(self, row: int, column: int, meaning: ColumnMeaning, entity: str, row_unit: str) -> None:
        grid, indicator = self._grid, self._indicators[column]
        text = grid.text(row, column)
        row_unit = measured_in(row_unit, indicator)
        unit = row_unit if row_unit and fits(row_unit, indicator) else measured_in(meaning.unit, indicator)
        trouble = cell_trouble(grid, row, column)
        place = self._found.place(self._file, row, column)
        if trouble is not None:
            self._fault(row, column, trouble[0], **trouble[1])
        else:
            self._take(text, indicator, unit, meaning, entity, place)
            self._tell(row, column, place)

    def _tell(self, row: int, column: int, place: Place) -> None:
        """Note what a person should know about a cell; each such notice is given once for a column."""
        key, fields = self._grid.told.get((row, column), ("", {}))
        if key:
            self._note(place, key, fields)

    def _note(self, place: Place, key: str, fields: dict[str, Any]) -> None:
        self._told.setdefault((place.column, key), []).append(Fault(place, key, fields))

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
            if flag := flag_of(text):
                self._note(place, "reading.flagged", {"found": text.strip(), "flag": flag})
            area = meaning.area or self._ground.area
            if not area:
                # The table is asked for its area; until then nothing is said of whose figures these are.
                return
            self._body.figures.append(Figure(meaning.indicator, entity, area, meaning.period, printed, place))
