"""Recognises a file that somebody sent: which of the plan's tables it has, for which year, and what each cell means.

Exact words are understood; for words that are only similar, a person is asked, with a proposal. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

from lcanalysis.definition import Definition
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.intake.areas import Areas
from lcanalysis.intake.cell_text import row_name
from lcanalysis.intake.column_reader import Background
from lcanalysis.intake.cross_tables import read_cross_table
from lcanalysis.intake.files import Grid, read_workbook
from lcanalysis.intake.files.limits import RefusedFile
from lcanalysis.intake.forms import Form, forms_of, level_of
from lcanalysis.intake.headings import RANKS, REMARKS, SERIAL, UNIT_HEADINGS, Heading, parse_heading, units_in
from lcanalysis.intake.indicator_names import SubjectNames
from lcanalysis.intake.labels import comparable
from lcanalysis.intake.locating import located_headings
from lcanalysis.intake.matching import NO_MATCH, Match, known_rows, match_form, rank
from lcanalysis.intake.named_cells import Rest
from lcanalysis.intake.reading import Answers, Figure, Known, Question, Reading, TableReading
from lcanalysis.intake.remembered import Remembered
from lcanalysis.intake.row_names import RowNames, rows_of_areas
from lcanalysis.intake.table_headers import Found
from lcanalysis.intake.table_reader import TableReader, title_of
from lcanalysis.intake.table_regions import find_tables, table_at
from lcanalysis.intake.turned import turned_table
from lcanalysis.provenance import Place

_PASSED_OVER: Final = SERIAL | REMARKS | UNIT_HEADINGS
_MOST_INDICATORS: Final = 100
"""The most rows without a name of the form that are searched for indicators; with more it is another table."""


def read_for_plan(
    path: Path,
    definition: Definition,
    table: str | None = None,
    answers: Answers | None = None,
    known: Known | None = None,
) -> Reading:
    """Read a file as the next table of a plan.

    - `path`: the file, of any format that `read_workbook` takes.
    - `table`: name of the plan's table that the file continues, if a person says so.
    - `answers`: what a person answered to the questions of an earlier reading of the same file.
    - `known`: the figures that the plan has in use: what a file restates of them proves its units, and what its tables
      are.

    Every table of the file, with its figures, questions and faults. Raises `FaultsError` if the file as a whole is
    refused: it is no file of these formats, is broken, too large, or protected.
    """
    book = read_workbook(path)
    background = Background(definition, Areas(definition), answers or {}, known or {})
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
        turned = turned_table(grid, definition)
        if turned is not None and (one := table_at(turned, 1, 1, turned.text(1, 1), definition)) is not None:
            found = [one]
        else:
            faults += _transposed(path.name, grid, found, definition)
        if grid.rows and not found:
            notices.append(Fault(place, "reading.no_table_here"))
        tables += [_recognise(path.name, one, background, table) for one in found]
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
    """Return the tables that concern the plan, and the others; where none does, all are asked about.

    One that fits several of the plan's tables alike concerns it, and is asked about: a file is never taken in by half.
    """
    ours = [
        one
        for one in tables
        if one.table or one.figures or one.columns or one.faults or any(asked.proposal for asked in one.questions)
    ]
    return (ours, [one for one in tables if one not in ours]) if ours else (tables, [])


def _contradictions(tables: list[TableReading]) -> list[Fault]:
    """Return a fault for a figure that two parts of one table give differently; two tables may, and the audit will tell."""
    first: dict[tuple[str, ...], Figure] = {}
    faults = []
    for table in tables if len(tables) > 1 else ():
        for one in table.figures:
            held = first.setdefault((table.table, *one.subject), one)
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


def _recognise(file: str, found: Found, background: Background, table: str | None) -> TableReading:
    definition = background.definition
    wanted = background.answers.get(("table", title_of(found)), table)
    parsed = {at: parse_heading(found.headings[at]) for at in found.columns() if _counts(found, at, definition)}
    headings, located = located_headings(parsed, background.areas, _form_words(definition))
    found, matches = _matches(found, headings, background, wanted)
    ranked = sorted(matches, key=rank, reverse=True)
    best = ranked[0] if ranked and wanted != "" and (rank(ranked[0]) > NO_MATCH or wanted) else None
    if best is None:
        cross = None if wanted else read_cross_table(file, found, parsed, title_of(found), background)
        return cross or _unrecognised(file, found, [])
    if wanted is None and (mixed := _mixed(file, found, parsed, best, background)) is not None:
        return mixed
    is_only = sum(rank(one) > NO_MATCH for one in matches) == 1
    readings = [
        (one, TableReader(file, found, headings, located, one, background, is_named=wanted is not None, is_only=is_only).read())
        for one in ranked
        if rank(one) == rank(best)
    ]  # fmt: skip
    return _the_one(readings) or _unrecognised(file, found, ranked)


def _matches(
    found: Found, headings: Mapping[int, Heading], background: Background, wanted: str | None
) -> tuple[Found, list[Match]]:
    """Return how the forms fit that the table may have, and the table, with its areas where its rows are named by them."""
    definition = background.definition
    rows = {name: answer for (kind, name), answer in background.answers.items() if kind == "row"}
    forms = [one for one in forms_of(definition) if wanted is None or wanted in {table.name for table in one.tables}]
    kinds = {kind: RowNames.of(definition, kind, rows) for kind in dict.fromkeys(one.first.rows.kind for one in forms)}
    texts = [found.grid.text(row, found.name_column) for row in found.rows]
    one_entity = (
        None if found.area_column else rows_of_areas(found.title, texts, background.areas.of, definition, kinds, rows)
    )
    if one_entity is not None and not any(names.find(text)[0] for names in kinds.values() for text in texts):
        kinds = {one_entity.kind: one_entity.names}
        forms = [one for one in forms if one.first.rows.kind == one_entity.kind]
        found = replace(found, area_column=found.name_column)
    known = {kind: known_rows(found, names) for kind, names in kinds.items()}
    return found, [
        match_form(found, one, headings, kinds[one.first.rows.kind], known[one.first.rows.kind], definition)
        for one in forms
    ]


def _the_one(readings: list[tuple[Match, TableReading]]) -> TableReading | None:
    """Return the only reading; of several under forms that fit alike the right one, or None if a person must say which.

    It is the one under a form whose tables are of years, or of months, as this one is, or the one that figures of the plan
    prove. Where all say the same, such as a table of the year and one of its months, it does not matter which it continues.
    """
    every = [reading for _, reading in readings]
    if len(every) == 1:
        return every[0]
    of_its_periods = [reading for match, reading in readings if _is_of_periods(reading, match.form)]
    proved = [one for one in every if any(notice.key == "reading.table_proved" for notice in one.notices)]
    is_same = len({(one.figures, one.area, one.scope) for one in every}) == 1
    return next((one[0] for one in (of_its_periods, proved, every[:1] if is_same else []) if len(one) == 1), None)


def _is_of_periods(reading: TableReading, form: Form) -> bool:
    """Return whether a table is of years, of months, or of months together, as the tables of a form are."""
    ours = {len(column.period) for table in form.tables for column in table.columns.values()}
    return bool(reading.columns) and {len(column.period) for column in reading.columns} <= ours


def _mixed(
    file: str, found: Found, headings: Mapping[int, Heading], best: Match, background: Background
) -> TableReading | None:
    """Return a table that names indicators of the plan beside entities of a form, read as one; None if it does not.

    Under the form alone its indicators would be rows that the plan does not know.
    """
    passed_over = Remembered.of(best.form).rows
    names = dict.fromkeys(found.grid.text(row, found.name_column) for row in found.rows)
    others = [one for one in names if row_name(one) not in passed_over and best.names.find(one)[0] is None]
    if not 0 < len(others) <= _MOST_INDICATORS:
        return None
    subjects = SubjectNames(background.definition, background.areas)
    if not any((said := subjects.of_row(one)) and said.indicator for one in others):
        return None
    level, kind = level_of(best.form, background.definition), best.form.first.rows.kind
    return read_cross_table(file, found, headings, title_of(found), background, Rest(level, kind) if level else None)


def _form_words(definition: Definition) -> frozenset[str]:
    """Return what the plan's own headings and indicators are called, in the form in which they are compared."""
    cores = {core for form in forms_of(definition) for _, core in form.declared}
    return frozenset(cores | {comparable(name) for one in definition.indicators.values() for name in (one.zh, one.en)})


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
    question = Question(place, "table", title_of(found), proposal)
    return TableReading(
        found.grid.name, "", found.title, "、".join(units_in(found.unit_lines[0]) or ()) if found.unit_lines else "", found.notes, found.header_rows,
        found.name_heading, (), (), (), questions=(question,),
    )  # fmt: skip
