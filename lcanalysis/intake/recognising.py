"""A file that somebody sent, compared with the plan: which of its tables is in it, for which year, and what each cell says.

Exact words are understood; likely ones are asked about, each with a proposal. Nothing is guessed in silence.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.intake.areas import Areas, Located
from lcanalysis.intake.body import Body, Columns, Ground, RowNames, read_body
from lcanalysis.intake.cell_text import MISSING, row_name
from lcanalysis.intake.corroborating import is_corroborated, is_named_otherwise
from lcanalysis.intake.figures import fits
from lcanalysis.intake.files import Grid, read_workbook
from lcanalysis.intake.files.limits import RefusedFile
from lcanalysis.intake.forms import forms_of, plain
from lcanalysis.intake.headings import RANKS, REMARKS, SERIAL, UNIT_HEADINGS, Heading, parse_heading, units_in
from lcanalysis.intake.locating import RecognisedRows, Where, area_of_table, located_headings
from lcanalysis.intake.matching import Match, known_rows, match_form, rank
from lcanalysis.intake.period_words import titled_period
from lcanalysis.intake.reading import Answers, ColumnMeaning, Figure, Question, QuestionKind, Reading, TableReading
from lcanalysis.intake.scopes import scope_said
from lcanalysis.intake.spans import Spans, spans_of
from lcanalysis.intake.table_regions import Found, find_tables
from lcanalysis.provenance import Place
from lcanalysis.units import UNITS

_PASSED_OVER: Final = SERIAL | REMARKS | UNIT_HEADINGS
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}(?![0-9])")
_TITLE_SHOWN: Final = 80


def read_for_plan(
    path: Path, definition: Definition, table: str | None = None, answers: Answers | None = None
) -> Reading:
    """Read a file as the next table of a plan.

    Parameters
    ----------
    path
        The file, of any format that `read_workbook` takes.
    definition
        The plan.
    table
        Name of the plan's table that the file continues, if a person says so.
    answers
        What a person answered to the questions of an earlier reading of the same file.

    Returns
    -------
    Reading
        Every table of the file, with its figures, questions and faults.

    Raises
    ------
    FaultsError
        If the file as a whole is refused: it is no file of these formats, is broken, too large, or protected.
    """
    book = read_workbook(path)
    areas = Areas(definition)
    tables: list[TableReading] = []
    faults: list[Fault] = []
    notices = [Fault(Place(path.name), key, fields) for key, fields in book.told]
    for grid in book.grids:
        place = grid.place(path.name)
        if grid.is_hidden and grid.rows:
            notices.append(Fault(place, "reading.hidden_sheet"))
        if grid.is_hidden:
            continue
        try:
            found = find_tables(grid, definition)
        except RefusedFile as refused:
            raise FaultsError(faults=[Fault(place, refused.key, refused.fields)]) from None
        faults += _transposed(path.name, grid, found, definition)
        if grid.rows and not found:
            notices.append(Fault(place, "reading.no_table_here"))
        tables += [_recognise(path.name, one, definition, areas, table, answers or {}) for one in found]
    kept, others = _kept(tables)
    notices += [Fault(_place(path.name, one), "reading.table_left_out", {"found": one.title or "—"}) for one in others]
    faults += _contradictions(kept)
    if not kept and not faults:
        faults.append(Fault(Place(path.name), "reading.no_table", {"known": tuple(NAMES_SHOWN)}))
    return Reading(book.file, book.encoding, tuple(kept), tuple(faults), tuple(notices))


NAMES_SHOWN: Final = ("产品名称", "企业名称", "指标名称")
"""Examples of what heads a column of names."""


def _place(file: str, table: TableReading) -> Place:
    return Place(file, table.header_rows[0], sheet=table.sheet)


def _kept(tables: list[TableReading]) -> tuple[list[TableReading], list[TableReading]]:
    """Return the tables that concern the plan, and the others; where none does, all are asked about."""
    ours = [one for one in tables if one.table or one.columns or one.faults]
    return (ours, [one for one in tables if one not in ours]) if ours else (tables, [])


def _contradictions(tables: list[TableReading]) -> list[Fault]:
    """Return a fault for a figure that two parts of one table give differently; two tables may, and the audit will tell."""
    first: dict[tuple[str, ...], Figure] = {}
    faults = []
    for table in tables if len(tables) > 1 else ():
        for one in table.figures:
            held = first.setdefault((table.table, one.indicator, one.entity, one.area, one.period), one)
            said = [(figure.printed.value, figure.printed.unit, figure.printed.bound) for figure in (held, one)]
            if said[0] != said[1]:
                fields = {"found": one.printed.as_printed, "other": held.printed.as_printed, "where": held.place.cell}
                faults.append(Fault(one.place, "reading.figure_twice", fields))
    return faults


def _transposed(file: str, grid: Grid, found: list[Found], definition: Definition) -> list[Fault]:
    """Return a fault for a table whose entities stand side by side: its rows are what columns should be."""
    names = {row_name(name) for one in definition.entities.values() for name in (one.zh, one.en, *one.aliases)}
    rows = [range(table.top, table.bottom + 1) for table in found] or [range(1, min(len(grid.rows), 30) + 1)]
    faults = []
    for row in (number for numbers in rows for number in numbers):
        texts = [text for text in grid.rows[row - 1] if text and row_name(text) in names]
        if len(set(texts)) > 1:
            faults.append(Fault(grid.place(file, row), "reading.transposed", {"found": tuple(texts[:3])}))
    return faults


def _recognise(
    file: str, found: Found, definition: Definition, areas: Areas, table: str | None, answers: Answers
) -> TableReading:
    parsed = {at: parse_heading(found.headings[at]) for at in found.columns() if _counts(found, at, definition)}
    headings, where = located_headings(parsed, areas, _form_words(definition))
    rows = {name: answer for (kind, name), answer in answers.items() if kind == "row"}
    wanted = answers.get(("table", _title(found)), table)
    forms = [one for one in forms_of(definition) if wanted is None or wanted in {table.name for table in one.tables}]
    kinds = {kind: RowNames.of(definition, kind, rows) for kind in dict.fromkeys(one.first.rows.kind for one in forms)}
    known = {kind: known_rows(found, names) for kind, names in kinds.items()}
    matches = [
        match_form(found, one, headings, kinds[one.first.rows.kind], known[one.first.rows.kind], definition)
        for one in forms
    ]
    ranked = sorted(matches, key=rank, reverse=True)
    best = ranked[0] if ranked and wanted != "" and (rank(ranked[0]) > (0, 0, 0) or wanted) else None
    if best is None or (len(ranked) > 1 and rank(ranked[1]) == rank(best)):
        return _unrecognised(file, found, ranked if best else [])
    located = _Located(areas, where)
    return _Recogniser(file, found, headings, best, definition, answers, located, is_named=wanted is not None).read()


@dataclass(frozen=True, slots=True)
class _Located:
    """The areas of the plan, and those that the headings name, by their columns."""

    areas: Areas
    columns: Mapping[int, Located]


def _form_words(definition: Definition) -> frozenset[str]:
    """Return what the plan's own headings and indicators are called, in the form in which they are compared."""
    cores = {core for form in forms_of(definition) for _, core in form.declared}
    return frozenset(cores | {plain(name) for one in definition.indicators.values() for name in (one.zh, one.en)})


def _title(found: Found) -> str:
    return (found.title or found.grid.name or found.name_heading)[:_TITLE_SHOWN]


def _counts(found: Found, column: int, definition: Definition) -> bool:
    """Return whether a column is to be understood: it has a heading or cells, and is none that every table has."""
    heading = row_name(found.headings[column])
    if heading in _PASSED_OVER:
        return False
    if RANKS.fullmatch(heading) and not any(RANKS.fullmatch(one.zh) for one in definition.indicators.values()):
        return False
    grid = found.grid
    return bool(found.headings[column]) or any(grid.text(row, column) for row in found.rows)


def _unrecognised(file: str, found: Found, alike: list[Match]) -> TableReading:
    place = found.place(file, found.top, found.name_column)
    proposal = alike[0].form.name if alike else ""
    question = Question(place, "table", _title(found), proposal)
    return TableReading(
        found.grid.name, "", found.title, "、".join(units_in(found.unit_lines[0]) or ()) if found.unit_lines else "", found.notes, (found.top, found.bottom),
        found.name_heading, (), (), (), questions=(question,),
    )  # fmt: skip


class _Recogniser:
    """Reads one table under one form, and gathers what is not certain."""

    def __init__(
        self, file: str, found: Found, headings: Mapping[int, Heading], match: Match, definition: Definition,
        answers: Answers, located: _Located, *, is_named: bool,
    ) -> None:  # fmt: skip
        self._located = located
        self._file, self._found, self._headings, self._match = file, found, headings, match
        self._definition, self._answers, self._is_named = definition, answers, is_named
        self._questions: list[Question] = []
        self._faults: list[Fault] = []
        self._notices: list[Fault] = []
        self._ignored: list[str] = [
            found.headings[at] for at in found.columns() if at not in headings and found.headings[at]
        ]
        self._lines = [unit for line in found.unit_lines for unit in units_in(line) or []]

    def read(self) -> TableReading:
        found, form = self._found, self._match.form
        self._check_header()
        unnamed = {self._match.indicators[at] for at in self._match.indicators if not self._headings[at].core}
        stem = Path(self._file).stem
        if not self._is_named and not is_corroborated(
            form, self._definition, found.title, found.grid.name, stem, unnamed
        ):
            self._ask(found.top, found.name_column, "table", _title(found), form.name)
        indicators = self._indicators()
        answer = self._answers.get(("period", _title(found)))
        spans = spans_of({at: self._headings[at] for at in indicators}, found.title, answer, found.periods)
        if answer is None and (
            (spans.current is None and len(spans.periods) < len(indicators))
            or is_named_otherwise(spans, (found.grid.name, stem))
        ):
            self._ask(found.top, found.name_column, "period", _title(found), self._likely_period())
        meanings = self._meanings(indicators, spans)
        where, scope = self._area(), self._scope()
        is_area_needed = not found.area_column and any(not one.area for one in meanings.values())
        if where.question and is_area_needed:
            self._ask(found.top, found.name_column, "area", where.question, where.proposal)
        columns = Columns(meanings, form.rules, form.units)
        titled = titled_period(found.title, found.periods)
        rows = RecognisedRows(
            self._located.areas, self._answers, form, self._definition, titled, found.title, self._lines, scope
        )
        body = read_body(self._file, found, columns, self._match.names, self._definition, Ground(where.area, rows))
        self._ask_units(body, meanings)
        return TableReading(
            sheet=found.grid.name,
            table=form.name,
            title=found.title,
            unit="、".join(self._lines),
            notes=found.notes,
            header_rows=(found.top, found.bottom),
            row_column=found.name_heading,
            columns=tuple(meanings.values()),
            ignored=tuple(self._ignored),
            figures=tuple(body.figures),
            missing=tuple(body.missing),
            questions=(*self._questions, *body.questions),
            faults=(*self._faults, *body.faults),
            notices=(*self._notices, *body.notices),
            area=where.area,
            is_area_said=where.is_said or not is_area_needed,
            scope=scope,
            area_column=found.headings.get(found.area_column, ""),
            row_areas=body.areas,
        )

    def _area(self) -> Where:
        """Return the area of the table as a whole."""
        found, own = self._found, self._definition.plan.area
        return area_of_table(
            self._located.areas, own, self._match.form.first.area or own, stated=found.areas, title=found.title,
            sheet=found.grid.name, file=Path(self._file).stem, answers=self._answers,
        )  # fmt: skip

    def _scope(self) -> str:
        """Return the scope of the table; empty where the sheet names one that is not certain to be one of the plan's."""
        found, usual = self._found, self._match.form.first.scope
        notes = [line for line in found.notes if "范围" in line or "口径" in line]
        scope, words = scope_said((found.title, *found.areas, *found.unit_lines, *notes), self._definition, usual)
        if not scope:
            scope = self._answers.get(("scope", words), "")
        if not scope:
            self._ask(found.top, found.name_column, "scope", words, usual)
        return scope

    def _ask(self, row: int, column: int, kind: QuestionKind, found: str, proposal: str) -> None:
        place = self._found.place(self._file, row, column)
        self._questions.append(Question(place, kind, found, proposal))

    def _fault(self, row: int, column: int, key: str, **fields: object) -> None:
        self._faults.append(Fault(self._found.place(self._file, row, column), key, fields))

    def _check_header(self) -> None:
        """Report cells of the header that are not to be taken at their word, and headings that stand twice."""
        found = self._found
        for (row, column), (key, fields) in found.grid.troubles.items():
            if found.top <= row <= found.bottom and found.left <= column <= found.right:
                self._fault(row, column, key, **fields)
        first: dict[str, int] = {}
        for at in self._headings:
            if first.setdefault(row_name(found.headings[at]), at) != at:
                self._fault(found.bottom, at, "intake.heading_twice", first=first[row_name(found.headings[at])])
        for unit in self._lines:
            if unit not in UNITS:
                self._fault(found.top, 0, "intake.unknown_unit", unit=unit, known=tuple(UNITS))

    def _indicators(self) -> dict[int, str]:
        """Return the indicator of each column, by its heading or by what a person answered; ask about the others."""
        indicators = {}
        for at, heading in self._headings.items():
            answer = self._answers.get(("column", heading.text))
            code = answer.split(" ")[0] if answer is not None else self._match.indicators.get(at)
            ignored = {row_name(name) for one in self._match.form.tables for name in one.ignore}
            is_left_out = "" in {answer, self._answers.get(("column_period", heading.text))}
            if is_left_out or row_name(heading.text) in ignored:
                self._ignored.append(heading.text)
            elif code in self._definition.indicators:
                indicators[at] = str(code)
            elif at in self._found.grid.hidden_columns:
                place = self._found.place(self._file, self._found.bottom, at)
                self._notices.append(Fault(place, "reading.hidden_column_left_out", {"found": heading.text or "—"}))
            elif any(self._found.grid.text(row, at) not in MISSING for row in self._found.rows):
                self._ask(self._found.bottom, at, "column", heading.text, self._likely_indicator(heading))
            else:
                self._ignored.append(heading.text)
        return indicators

    def _likely_indicator(self, heading: Heading) -> str:
        names = {
            plain(one.zh): code
            for code, one in self._definition.indicators.items()
            if not heading.unit or fits(heading.unit, one)
        }
        near = difflib.get_close_matches(plain(heading.core), names, n=1, cutoff=0.4) if heading.core else []
        return names[near[0]] if near else ""

    def _likely_period(self) -> str:
        """Return the year in the name of the sheet or file, else the one after the newest that the plan has."""
        for name in (self._found.grid.name, self._file):
            years = set(_YEAR.findall(name))
            if len(years) == 1:
                return str(years.pop())
        newest = max((column.period for one in self._match.form.tables for column in one.columns.values()), default="")
        return f"{int(newest[:4]) + 1}{newest[4:]}" if newest else ""

    def _meanings(self, indicators: Mapping[int, str], spans: Spans) -> dict[int, ColumnMeaning]:
        meanings = {}
        taken: dict[tuple[str, str, str], int] = {}
        for at, code in indicators.items():
            heading = self._headings[at]
            words = self._answers.get(("column", heading.text), "").split(" ")
            period = words[1] if len(words) > 1 else None
            period = period or self._answers.get(("column_period", heading.text)) or spans.periods.get(at)
            if period is None:
                if spans.current is not None:
                    self._ask(self._found.bottom, at, "column_period", heading.text, "")
                continue
            located = self._located.columns.get(at, Located())
            area = self._answers.get(("area", heading.text)) or located.area
            if located.words and not area:
                self._ask(self._found.bottom, at, "area", heading.text, "")
            if taken.setdefault((code, period, located.words), at) != at:
                first = self._headings[taken[code, period, located.words]].text
                self._fault(self._found.bottom, at, "reading.column_twice", first=first)
                continue
            unit, is_printed = self._unit(heading, code)
            unit = words[2] if len(words) > 2 else unit
            meanings[at] = ColumnMeaning(heading.text, code, period, unit, is_printed, area)
        return meanings

    def _unit(self, heading: Heading, code: str) -> tuple[str, bool]:
        """Return the unit of a column, and whether the file prints it; empty if nothing says it."""
        indicator = self._definition.indicators[code]
        fitting = [unit for unit in self._lines if unit in UNITS and fits(unit, indicator)]
        if heading.unit or len(set(fitting)) == 1:
            return heading.unit or fitting[0], True
        answer = self._answers.get(("unit", heading.text), "")
        # A rate without a sign is in percent where the plan declares it so: no other unit of rates is in use.
        is_rate = indicator.dimension == "ratio" and self._match.form.units.get(code) == "%"
        return answer or ("%" if is_rate else ""), False

    def _ask_units(self, body: Body, meanings: dict[int, ColumnMeaning]) -> None:
        for at in body.without_unit:
            proposal = self._match.form.units.get(meanings[at].indicator, "")
            self._ask(self._found.bottom, at, "unit", meanings[at].heading, proposal)
