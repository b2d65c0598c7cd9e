"""Published tables with one row per entity and one column per indicator and period, as plan.yml declares them."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from pathlib import Path

from lcanalysis.definition import Definition, Table
from lcanalysis.errors import DataError, Fault, FaultsError
from lcanalysis.intake.cells import Row, Sheet, plain_name, read_cells
from lcanalysis.intake.figures import STATUS, price_basis, read_figure
from lcanalysis.intake.numerals import Printed
from lcanalysis.intake.rules import NO_RULE, require_rule
from lcanalysis.observations import Observation
from lcanalysis.provenance import Place
from lcanalysis.units import UNITS


def read_table(raw: Path, table: Table, definition: Definition) -> tuple[Observation, ...]:
    """Return the figures of a published table, by rows and then by columns.

    A figure's unit is the one printed in its cell, else the column's, else the table's.

    Raises
    ------
    FaultsError
        With all faults of the file: a declared column that is missing, a column nobody declared, a row whose
        name is no entity of the declared kind or stands twice, a cell that is no exact number or is in a unit
        of another dimension than its indicator.
    """
    sheet = read_cells(raw, table.file)
    faults = [*_column_faults(sheet, table)]
    column = sheet.column(table.rows.column)
    observations: list[Observation] = []
    if column is not None:
        for row, entity in _entities(sheet, column, table, definition, faults):
            observations.extend(_row_observations(sheet, row, entity, table, definition, faults))
    FaultsError.raise_if_any(faults)
    return tuple(observations)


def names_of(definition: Definition, kind: str) -> dict[str, str]:
    """Return the code of each name that an entity of `kind` goes by: its zh and en name and its aliases."""
    return {
        plain_name(name): code
        for code, entity in definition.entities.items()
        if entity.kind == kind
        for name in (entity.zh, entity.en, *entity.aliases)
    }


def _column_faults(sheet: Sheet, table: Table) -> Iterator[Fault]:
    declared = [table.rows.column, *table.columns]
    known = {plain_name(heading) for heading in (*declared, *table.ignore)}
    for heading in declared:
        if sheet.column(heading) is None:
            fields = {"heading": heading, "found": tuple(text.strip() for text in sheet.header)}
            yield Fault(sheet.place(1), "intake.column_missing", fields)
    for number, heading in enumerate(sheet.header, 1):
        if plain_name(heading) not in known:
            yield Fault(sheet.place(1, number), "intake.column_unknown", {"expected": tuple(declared)})


def _entities(
    sheet: Sheet, column: int, table: Table, definition: Definition, faults: list[Fault]
) -> Iterator[tuple[Row, str]]:
    """Yield each row with its entity; rows without one, or with one that stood before, become faults."""
    names = names_of(definition, table.rows.kind)
    ignored = {plain_name(name) for name in table.rows.ignore}
    first: dict[str, int] = {}
    for row in sheet.rows:
        name = plain_name(row.cells[column - 1])
        place = sheet.place(row.number, column)
        if name in ignored:
            continue
        if name not in names:
            # Only named, never matched: a near name is another product as often as a misprint.
            near = difflib.get_close_matches(name, names, n=1, cutoff=0)
            faults.append(Fault(place, "intake.unknown_name", {"found": name, "near": "".join(near)}))
        elif names[name] in first:
            faults.append(Fault(place, "intake.row_twice", {"found": name, "first": first[names[name]]}))
        else:
            first[names[name]] = row.number
            yield row, names[name]


def _row_observations(
    sheet: Sheet, row: Row, entity: str, table: Table, definition: Definition, faults: list[Fault]
) -> Iterator[Observation]:
    rules = definition.rules_of(table)
    for heading, column in table.columns.items():
        number = sheet.column(heading)
        unit = column.unit or table.unit
        # A missing column, an undeclared indicator and an unknown unit are faults already, at the header or in plan.yml.
        if number is None or column.indicator not in definition.indicators or unit not in UNITS:
            continue
        indicator = definition.indicators[column.indicator]
        place = sheet.place(row.number, number)
        try:
            figure = read_figure(row.cells[number - 1], indicator, unit)
            require_rule(figure, rules.get(column.indicator, NO_RULE), unit)
        except DataError as refused:
            faults.append(Fault(place, refused.key, refused.fields))
            continue
        yield table_observation(table, definition, column.indicator, entity, column.period, figure, place)


def table_observation(
    table: Table, definition: Definition, indicator: str, entity: str, period: str, figure: Printed, place: Place
) -> Observation:
    """Return a figure of a published table as an observation; a cell in a workbook is named with its sheet."""
    return Observation(
        indicator=indicator,
        entity=entity,
        area=definition.plan.area,
        period=period,
        value=figure.value,
        unit=str(figure.unit),
        status=STATUS[figure.bound],
        is_break=False,
        scope=table.scope,
        price_basis=price_basis(definition.indicators[indicator]),
        as_printed=figure.as_printed,
        source=table.file,
        vintage=table.vintage,
        published_on=table.published_on,
        cell=place.address,
        lower=figure.lower,
        upper=figure.upper,
    )
