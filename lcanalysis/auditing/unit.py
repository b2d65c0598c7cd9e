"""Rule `unit`: units that differ from the one above the table, are not printed, or cannot measure the indicator."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from lcanalysis.auditing.address import finding_name, head_of
from lcanalysis.auditing.certainty import UNEXPLAINED
from lcanalysis.auditing.judgement import ERROR, UNIT
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.record import Record, record_of
from lcanalysis.declarations.published_files import Column, DeclaredTable
from lcanalysis.observations import Observation
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, require_unit

RULE: Final = "unit"


@dataclass(frozen=True, slots=True)
class RowUnit:
    """A row of a table with a unit of its own: whoever reads down a column adds or compares unlike units."""

    table: DeclaredTable
    rows: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class ColumnUnit:
    """A column whose unit is neither that above the table nor named in its head; it may be printed with the figures."""

    table: DeclaredTable
    head: str
    unit: str
    is_printed: bool


@dataclass(frozen=True, slots=True)
class DifferenceUnit:
    """A difference of two rates that is printed in percent."""

    row: Observation


@dataclass(frozen=True, slots=True)
class UnlikeUnit:
    """A figure in a unit that cannot measure its indicator."""

    row: Observation


def check_units(publication: Publication) -> tuple[Record, ...]:
    """Return the records on units: of rows, of columns, of differences of rates, and of unlike dimensions."""
    return (
        *_rows_of_another_unit(publication),
        *_columns_of_another_unit(publication),
        *_differences_in_percent(publication),
        *_units_of_another_dimension(publication),
    )


def unit_record(publication: Publication, row: Observation, name: str, about: Any, **other: Any) -> Record:
    """Return a record about the unit of `row`: nothing is recomputed."""
    usual = {"finding": name, "rule": RULE, "kind": UNIT, "evidence": ()}
    return record_of(publication.definition, row, **(usual | other), about=about)


def _rows_of_another_unit(publication: Publication) -> Iterator[Record]:
    for table in publication.definition.tables:
        rows: dict[tuple[str, str], list[Observation]] = {}
        for column in table.columns.values():
            for row in publication.of_table(table):
                if _column(table, row) is column and column.unit is None and row.unit != table.unit:
                    rows.setdefault((row.entity, row.area), []).append(row)
        for held in map(tuple, rows.values()):
            name = f"{RULE}/row/{table.name}/{held[0].entity}"
            yield unit_record(publication, held[0], name, RowUnit(table, held), evidence=held)


def _columns_of_another_unit(publication: Publication) -> Iterator[Record]:
    # A column whose head names its unit is clear, whatever stands above the table.
    for table in publication.definition.tables:
        for head, column in table.columns.items():
            first = next((row for row in publication.of_table(table) if _column(table, row) is column), None)
            if first is None or column.unit is None or column.unit == table.unit or column.unit in head:
                continue
            # The finding is about a column: it is of no entity, and no single figure is at issue.
            name = f"{RULE}/column/{table.name}/{column.indicator}/{column.period}"
            about = ColumnUnit(table, head, column.unit, column.unit_is_printed)
            place = head_of(publication.definition, first)
            yield unit_record(publication, replace(first, entity=""), name, about, published=None, place=place)


def _differences_in_percent(publication: Publication) -> Iterator[Record]:
    for row in publication.observations:
        if _dimension(publication, row) != require_unit(PERCENTAGE_POINT).dimension:
            continue
        if row.unit == PERCENT or PERCENT in row.as_printed:
            yield unit_record(
                publication, row, finding_name(f"{RULE}/difference", publication, row), DifferenceUnit(row)
            )


def _units_of_another_dimension(publication: Publication) -> Iterator[Record]:
    for row in publication.observations:
        if publication.is_measurable(row):
            continue
        if _dimension(publication, row) == require_unit(PERCENTAGE_POINT).dimension and row.unit == PERCENT:
            continue  # a fault of style, which `_differences_in_percent` tells
        name = finding_name(f"{RULE}/dimension", publication, row)
        yield unit_record(publication, row, name, UnlikeUnit(row), severity=ERROR, certainty=UNEXPLAINED)


def _dimension(publication: Publication, row: Observation) -> str | None:
    indicator = publication.definition.indicators.get(row.indicator)
    return indicator.dimension if indicator else None


def _column(table: DeclaredTable, row: Observation) -> Column | None:
    held = (column for column in table.columns.values() if (column.indicator, column.period) == row.subject[::3])
    return next(held, None)
