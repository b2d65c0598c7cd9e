"""Figures that become known after a plan was begun: a sheet of an indicator a row and a period a column, as at the beginning."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from pathlib import Path

from lcanalysis.cleaning.additions.plan_text import with_entry
from lcanalysis.cleaning.additions.transaction import read_text, take_in, write_text
from lcanalysis.cleaning.beginning.plan_files import LATER, Taken, write_statements
from lcanalysis.cleaning.beginning.sketch import FIGURE_HEADS, TypedFigure
from lcanalysis.cleaning.beginning.subjects import RowSubject, known_code, no_unit, read_subject, unit_of
from lcanalysis.cleaning.beginning.typed_book import TypedBook, TypedTable, as_typed
from lcanalysis.cleaning.pipeline.clean import Cleaned
from lcanalysis.cleaning.pipeline.cleaned_plan import make_current
from lcanalysis.definition import Definition, Name, load_definition
from lcanalysis.errors import DataError, Fault, FaultsError
from lcanalysis.intake.cell_text import MISSING, row_name
from lcanalysis.intake.figures import read_figure
from lcanalysis.intake.files.any_format import read_workbook
from lcanalysis.observations import Observation, latest
from lcanalysis.plan import load
from lcanalysis.units import convert


@dataclass(frozen=True, slots=True)
class LaterFigure:
    """A figure of a sheet that the plan does not have so; `before` is the one in use until now, if there is one."""

    figure: TypedFigure
    before: Observation | None


@dataclass(frozen=True, slots=True)
class LaterFigures:
    """What a sheet holds for a plan: figures that are new or changed, how many are as they were, rows that it does not watch."""

    changes: tuple[LaterFigure, ...]
    same: int
    unwatched: tuple[str, ...]
    faults: tuple[Fault, ...]


def is_begun(data: Path) -> bool:
    """Return whether a plan's figures all stand in rows of their own, as `begin` writes them: it has no table to continue."""
    return not load_definition(data).tables


def read_later(data: Path, workbook: Path) -> LaterFigures | None:
    """Return what a workbook holds for a plan; None if no sheet has an indicator a row and a period a column."""
    make_current(data)
    plan = load(data)
    book = TypedBook(read_workbook(workbook))
    tables = [table for table in book.tables(FIGURE_HEADS) if table.periods]
    if not tables:
        return None
    known = latest(plan.records)
    area = plan.definition.plan.area
    changes: list[LaterFigure] = []
    faults: list[Fault] = []
    unwatched: list[str] = []
    same = 0
    for table in tables:
        for row in table.rows():
            name = table.named(row, "indicator").text
            subject = read_subject(name, table.named(row, "whose").text)
            codes = _codes(plan.definition, subject)
            if codes is None:
                unwatched.append(as_typed(name))
                continue
            for one, value in _figures(plan.definition, table, row, subject, codes, faults):
                before = known.get((one.indicator, one.entity, area, one.period))
                if before is not None and convert(before.value, before.unit, one.unit) == value:
                    same += 1
                else:
                    changes.append(LaterFigure(one, before))
    return LaterFigures(tuple(changes), same, tuple(dict.fromkeys(unwatched)), tuple(faults))


def add_later(data: Path, workbook: Path, found: LaterFigures, published_on: str, *, dry_run: bool = False) -> Cleaned:
    """Take the figures of a sheet into a plan, all or none: they, the workbook, their record, and their entry in plan.yml.

    Raises
    ------
    FaultsError
        With what is wrong with the sheet, or what cleaning finds wrong.
    UsageError
        If the plan folder cannot be written to, or plan.yml not be added to.
    """
    FaultsError.raise_if_any(found.faults)

    def put(raw: Path) -> Sequence[str]:
        definition = load_definition(raw.parent)
        names = {one.name for one in definition.statements}
        folder = next(one for one in _numbered(f"{LATER}/{published_on}") if not (raw / one).exists())
        publisher = {"zh": definition.plan.publisher_zh, "en": definition.plan.publisher_en}
        taken = Taken(workbook, publisher, published_on, "later")
        name = next(one for one in _numbered(f"figures_{published_on}") if one not in names)
        figures = [one.figure for one in found.changes]
        scope = next(iter(definition.scopes))
        entry, files = write_statements(raw, folder, figures, definition.plan.area, scope, taken, name)
        write_text(raw / "plan.yml", with_entry(read_text(raw / "plan.yml"), "statements", entry))
        return files

    return take_in(data, put, dry_run=dry_run)[1]


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}.{number}" for number in count(2))


def _codes(definition: Definition, subject: RowSubject) -> tuple[str, str] | None:
    """Return the indicator and the entity that a row names; None if the plan has no such ones."""
    indicator = _named(dict(definition.indicators), subject.indicator) or known_code(subject.indicator)
    if subject.is_growth:
        indicator = next((code for code, one in definition.indicators.items() if one.growth_of == indicator), None)
    entity = definition.headline if subject.entity is None else _named(dict(definition.entities), subject.entity)
    return (indicator, entity) if indicator in definition.indicators and entity else None


def _named(register: dict[str, Name], names: dict[str, str]) -> str | None:
    wanted = {row_name(name).casefold() for name in names.values()}
    return next(
        (code for code, one in register.items() if wanted & {row_name(one.zh).casefold(), row_name(one.en).casefold()}),
        None,
    )


def _figures(
    definition: Definition,
    table: TypedTable,
    row: int,
    subject: RowSubject,
    codes: tuple[str, str],
    faults: list[Fault],
) -> list[tuple[TypedFigure, Decimal]]:
    """Return the figures of a row, each with its value."""
    name, cell = table.named(row, "indicator"), table.named(row, "unit")
    unit = unit_of(cell.text, subject)
    if unit is None:
        faults.append(no_unit(cell, name.text))
        return []
    found = []
    for column, period in table.periods.items():
        one = table.cell(row, column)
        if one.text in MISSING:
            continue
        try:
            read = read_figure(one.text, definition.indicators[codes[0]], unit)
        except DataError as refused:
            faults.append(Fault(one.place, refused.key, refused.fields))
            continue
        words = one.quoted(name.text, read.unit or unit)
        section = as_typed(table.named(row, "section").text) or table.grid.name or table.book.file
        figure = TypedFigure(*codes, period, one.text, read.unit or unit, words, section, one.place)
        found.append((figure, read.value))
    return found
