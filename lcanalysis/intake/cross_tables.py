"""Reads tables of none of the plan's forms that name indicators, such as one with an indicator a row and a period a column.

The row, the column and the title together say what a cell is a figure of: the indicator, the entity, the area and the
period. Rows and columns that the plan does not watch are left out, with a notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Final

from lcanalysis.errors import DataError
from lcanalysis.intake.body import cell_trouble
from lcanalysis.intake.cell_text import MISSING, flag_of, read_typed, without_marks
from lcanalysis.intake.column_reader import Background, units_above
from lcanalysis.intake.figures import fits, measured_in
from lcanalysis.intake.gathered import Gathered
from lcanalysis.intake.growth_shown import growth_shown
from lcanalysis.intake.headings import UNIT_HEADINGS, Heading
from lcanalysis.intake.indicator_names import NamedSubject, SubjectNames
from lcanalysis.intake.locating import Where, area_of_table
from lcanalysis.intake.named_cells import WHOSE_HEADINGS, NamedCell, NamedCells, Rest, column_headed
from lcanalysis.intake.numerals import Printed, parse_printed
from lcanalysis.intake.possible import require_possible
from lcanalysis.intake.proofs import LEAST_RESTATED, restated
from lcanalysis.intake.reading import Figure, TableReading
from lcanalysis.intake.remembered import Recalled, earlier_sheets, words_of
from lcanalysis.intake.scopes import scope_said
from lcanalysis.intake.spans import spans_of
from lcanalysis.intake.table_headers import Found
from lcanalysis.number_format import round_half_up
from lcanalysis.observations import Observation
from lcanalysis.provenance import Place
from lcanalysis.units import PERCENT, RATIO, UNITS

_GOAL_HEADINGS: Final = frozenset({"属性", "指标属性", "binding", "nature"})
"""Headings that only a table of goals has, whose years are those of base and target."""
_FAR: Final = 50
_MOST_NAMED: Final = 20


def read_cross_table(
    file: str,
    found: Found,
    headings: Mapping[int, Heading],
    title: str,
    background: Background,
    rest: Rest | None = None,
) -> TableReading | None:
    """Return what a table says of the plan's indicators; None if no cell of it is a figure of one.

    - `file`: name of the file, for addresses.
    - `found`: where the table is.
    - `headings`: the headings of its columns that are not such as every table has.
    - `title`: its title as questions give it.
    - `rest`: the indicator of rows that name an entity and no indicator, if it is known.
    """
    return _CrossReader(file, found, headings, title, background, rest).read()


class _CrossReader:
    def __init__(
        self,
        file: str,
        found: Found,
        headings: Mapping[int, Heading],
        title: str,
        background: Background,
        rest: Rest | None,
    ) -> None:
        self._found, self._grid, self._title, self._background = found, found.grid, title, background
        self._definition, self._known = background.definition, background.known
        self._stem = Path(file).stem
        self._words = words_of(found, self._stem)
        self._before = earlier_sheets(background.definition, title, self._words)
        self._answers = Recalled(background.answers, self._before, self._words)
        self._gathered = Gathered(file, found)
        self._subjects = SubjectNames(self._definition, background.areas)
        self._columns = {
            at: (heading, subject)
            for at, heading in headings.items()
            if heading.is_clear
            and self._answers.get(("growth", heading.text)) != ""
            and (subject := self._subjects.of_heading(heading)) is not None
        }
        self._units = [unit for unit in units_above(found) if unit in UNITS]
        named = {at: subject for at, (_, subject) in self._columns.items()}
        self._cells = NamedCells(found, named, self._subjects, self._definition, self._gathered, rest)

    def read(self) -> TableReading | None:
        found, gathered = self._found, self._gathered
        cells = [] if column_headed(self._found, _GOAL_HEADINGS) else list(self._cells)
        if not cells:
            return None
        whose = self._answers.get(("whose", self._title)) or self._named() or self._remembered()
        whose = whose or self._definition.headline or ""
        where = self._where()
        periods = self._periods({one.column for one in cells})
        is_missing = {one: self._grid.text(one.row, one.column) in MISSING for one in cells}
        dated = [one for one in cells if not is_missing[one] and one.column in periods] if whose else []
        read = (self._figure(one, periods[one.column], whose, where.area) for one in dated)
        figures = [one for one in read if one is not None]
        self._ask_of_changes(figures)
        if unowned := {self._place(one) for one in dated if not one.subject.entity}:
            self._ask_whose([one for one in figures if one.place in unowned], whose)
        self._tell_left_out()
        return TableReading(
            sheet=found.grid.name, table="", title=found.title, unit="、".join(self._units), notes=found.notes,
            header_rows=found.header_rows, row_column=found.name_heading, columns=(), ignored=tuple(gathered.ignored),
            figures=tuple(figures), missing=tuple(self._place(one) for one in cells if is_missing[one]), questions=tuple(dict.fromkeys(gathered.questions)),
            faults=tuple(gathered.faults), notices=tuple(gathered.notices), area=where.area, is_area_said=where.is_said,
            known_by=self._words,
        )  # fmt: skip

    def _place(self, cell: NamedCell) -> Place:
        return self._found.place(self._gathered.file, cell.row, cell.column)

    def _where(self) -> Where:
        """Return the area that the table as a whole is of; one that is not sure is asked for."""
        found, own = self._found, self._definition.plan.area
        where = area_of_table(
            self._background.areas, own, own, stated=found.areas, title=found.title, sheet=found.grid.name, file=self._stem,
            answers=self._answers,
        )  # fmt: skip
        if where.question:
            self._gathered.ask(found.top, found.name_column, "area", where.question, where.proposal)
        return where

    def _figure(self, cell: NamedCell, period: str, whose: str, area: str) -> Figure | None:
        """Return the figure of a cell, of `whose` and `area` unless it says others; None if something has to be asked first."""
        subject = replace(cell.subject, entity=cell.subject.entity or whose, area=cell.subject.area or area)
        printed = self._printed(cell, subject)
        if printed is None or not subject.area:
            return None
        scope, said = self._scope(subject), self._said(cell, printed)
        return Figure(subject.indicator, subject.entity, subject.area, period, printed, self._place(cell), scope, said)

    def _scope(self, subject: NamedSubject) -> str:
        """Return the scope that the words around the table name, else that of the plan's own figure; an unknown one is asked for."""
        found, held = self._found, self._latest(subject)
        usual = next(iter(self._definition.scopes), "")
        around = (found.title, *found.areas, *found.unit_lines)
        scope, words = scope_said(around, self._definition, held.scope if held else usual)
        scope = scope or self._answers.get(("scope", words), "")
        if not scope:
            self._gathered.ask(found.top, found.name_column, "scope", words, usual)
        return scope

    def _named(self) -> str:
        """Return the entity that the title, or the name of sheet or file, names; empty if none, or none alone."""
        for text in (self._found.title, self._grid.name, self._stem):
            named = self._subjects.entities_in(text)
            if self._definition.headline in named:
                return str(self._definition.headline)
            if len(named) == 1:
                return next(iter(named))
        return ""

    def _remembered(self) -> str:
        """Return whose the figures of an earlier such sheet were; empty if there is none, or they are of several."""
        files = {one.file for one in self._before}
        whose = {row.entity for row in self._known.values() if row.source in files}
        return whose.pop() if len(whose) == 1 else ""

    def _periods(self, columns: set[int]) -> Mapping[int, str]:
        headings = {at: heading for at, (heading, _) in self._columns.items() if at in columns}
        found = self._found
        spans = spans_of(headings, found.title, self._answers.get(("period", self._title)), found.periods)
        answered = {
            at: answer
            for at, one in headings.items()
            if (answer := self._answers.get(("column_period", one.text))) is not None
        }
        for at, heading in headings.items():
            if at in spans.periods or at in answered:
                continue
            if heading.is_within_year:
                self._gathered.tell(found.bottom, at, "reading.months_left_out", found=heading.text)
                answered[at] = ""
            elif spans.current is not None:
                self._gathered.ask(found.bottom, at, "column_period", heading.text, "")
        if spans.current is None and len({**spans.periods, **answered}) < len(headings):
            self._gathered.ask(found.top, found.name_column, "period", self._title, "")
        return {at: period for at, period in {**spans.periods, **answered}.items() if period}

    def _latest(self, subject: NamedSubject) -> Observation | None:
        """Return the newest figure that the plan has of the same indicator, entity and area."""
        key = (subject.indicator, subject.entity, subject.area)
        return max(
            (row for held, row in self._known.items() if held[:3] == key), key=lambda row: row.period, default=None
        )

    def _printed(self, cell: NamedCell, subject: NamedSubject) -> Printed | None:
        """Return the figure of a cell; None where it is a fault or a question."""
        found, grid, indicator = self._found, self._grid, self._definition.indicators[subject.indicator]
        text = grid.text(cell.row, cell.column)
        trouble = cell_trouble(grid, cell.row, cell.column)
        if trouble is None and cell.row in grid.hidden_rows:
            trouble = ("reading.hidden_row", {"found": text})
        if trouble is not None:
            self._gathered.fault(cell.row, cell.column, trouble[0], **trouble[1])
            return None
        try:
            unit = self._unit(cell, subject, text)
            printed = read_typed(text, indicator, unit or None)
            if printed is not None:
                require_possible(printed, subject.indicator, self._definition)
        except DataError as refused:
            if refused.key == "intake.no_unit":
                row, column = (cell.row, found.name_column) if cell.is_named_by_row else (found.bottom, cell.column)
                self._gathered.ask(row, column, "unit", self._indicator_text(cell), indicator.unit or "")
            else:
                self._gathered.fault(cell.row, cell.column, refused.key, **refused.fields)
            return None
        if printed is not None and (flag := flag_of(text)):
            self._gathered.tell(cell.row, cell.column, "reading.flagged", found=text.strip(), flag=flag, count=1)
        return printed

    def _unit(self, cell: NamedCell, subject: NamedSubject, text: str) -> str:
        """Return the unit of a cell: that of its row, its column or the table, else one that agrees with the plan's figures."""
        indicator = self._definition.indicators[subject.indicator]
        heading = self._columns[cell.column][0]
        if growth := self._answers.get(("growth", heading.text)):
            return growth
        answer = self._answers.get(("unit", self._indicator_text(cell)), "")
        for unit in (heading.unit, cell.unit, *self._units, answer):
            measured = measured_in(unit, indicator)
            if measured and fits(measured, indicator):
                return measured
        if indicator.growth_of is not None:
            return PERCENT
        if cell.unit:
            # The printed unit cannot measure the indicator: it is returned, and refused at the cell.
            return cell.unit
        held = self._latest(subject)
        if held is None:
            return ""
        value = _size_of(text)
        is_near = value is None or held.value <= 0 or held.value / _FAR <= value <= held.value * _FAR
        return held.unit if is_near else ""

    def _indicator_text(self, cell: NamedCell) -> str:
        """Return the text that says the indicator of a cell."""
        found = self._found
        return self._grid.text(cell.row, found.name_column) if cell.is_named_by_row else found.headings[cell.column]

    def _said(self, cell: NamedCell, printed: Printed) -> str:
        """Return the cell as a line of text with the row's name, the unit and the heading of its column."""
        unit, heading = str(printed.unit), " ".join(self._found.headings[cell.column].split())
        if any("\u4e00" <= sign <= "\u9fff" for sign in cell.name + heading):
            return f"{cell.name}（{unit}），{heading}：{printed.as_printed}"
        return f"{cell.name} ({UNITS[unit].name('en')}), {heading}: {printed.as_printed}"

    def _ask_of_changes(self, figures: list[Figure]) -> None:
        """Ask what a column of changes shows if the levels beside it contradict that it shows rates in percent."""
        indicators = self._definition.indicators
        for at, (heading, _) in self._columns.items():
            for code in dict.fromkeys(one.indicator for one in figures):
                level = indicators[code].growth_of
                column = [one for one in figures if self._column_of(one) == at and one.indicator == code]
                if level is None or not column or ("growth", heading.text) in self._answers:
                    continue
                shown = growth_shown(column, figures, self._known, level)
                if shown.figure is not None and shown.kind not in {None, "rate"}:
                    because = f"{shown.figure.printed.as_printed} ≠ {round_half_up(shown.rate_pct, 2)}%"
                    proposal = RATIO if shown.kind == "fraction" else ""
                    self._gathered.ask(self._found.bottom, at, "growth", heading.text, proposal, because)

    def _column_of(self, figure: Figure) -> int:
        corner = self._grid.corner
        return figure.place.row - corner[0] + 1 if corner else figure.place.column

    def _ask_whose(self, figures: list[Figure], whose: str) -> None:
        """Ask whose figures are that no row or column ascribes, unless a name, or two such that the plan has, say it."""
        found = self._found
        if self._named() or self._remembered() or ("whose", self._title) in self._answers:
            return
        same = restated(figures, self._known)
        if len(same) >= LEAST_RESTATED:
            fields = {"name": self._definition.entities[whose], "count": len(same), "found": same[0].printed.as_printed}
            self._gathered.tell(found.top, found.name_column, "reading.whose_proved", **fields)
        else:
            indicators = {one.indicator for one in figures}
            is_likely = any(key[0] in indicators and key[1] == whose for key in self._known)
            self._gathered.ask(found.top, found.name_column, "whose", self._title, whose if is_likely else "")

    def _tell_left_out(self) -> None:
        found, names = self._found, tuple(dict.fromkeys(self._cells.left_out))
        if names:
            shown = names[:_MOST_NAMED] + ("…",) * (len(names) > _MOST_NAMED)
            self._gathered.tell(
                found.bottom, found.name_column, "reading.rows_not_watched", found=shown, count=len(names)
            )
        used = {*self._columns, found.name_column}
        used |= {column_headed(found, words) for words in (UNIT_HEADINGS, WHOSE_HEADINGS)}
        self._gathered.ignored += [text for at, text in found.headings.items() if text and at not in used]


def _size_of(text: str) -> Decimal | None:
    """Return the number that a cell prints, whatever stands beside it; None if it prints none."""
    try:
        return parse_printed(without_marks(text)).value
    except DataError:
        return None
