"""Reads a published table exactly as its entry in plan.yml declares it, without recognition or questions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.definition import Definition
from lcanalysis.errors import Fault, FaultsError
from lcanalysis.intake.body import Columns, Ground, read_body
from lcanalysis.intake.cell_text import name_key, row_name
from lcanalysis.intake.figures import STATUS, price_basis
from lcanalysis.intake.files import Grid, Workbook, read_workbook
from lcanalysis.intake.headings import SERIAL, UNIT_HEADINGS
from lcanalysis.intake.locating import DeclaredRows
from lcanalysis.intake.reading import ColumnMeaning, Figure
from lcanalysis.intake.row_names import RowNames
from lcanalysis.intake.table_headers import Found
from lcanalysis.intake.table_regions import table_at
from lcanalysis.intake.turned import column_of, turned_at
from lcanalysis.observations import Observation
from lcanalysis.provenance import Place


def read_table(raw: Path, table: DeclaredTable, definition: Definition) -> tuple[Observation, ...]:
    """Return the figures of a published table, by rows and then by columns.

    Its entry names its sheet, the rows of its header (the first, if it names none) and the meaning of its columns. Cells are
    read as `read_for_plan` reads them; a cell printed as missing gives no observation, unless a rule requires one.

    `raw`: the folder data/raw. `table`: the entry: headings are the joined texts of the header rows, as
    `ColumnMeaning.heading` gives them. Raises `FaultsError` with all faults of the file: a sheet, header or column that
    is not there, a column nobody declared, a row that is no entity of the declared kind or stands twice, a cell that
    cannot be read exactly.
    """
    file = table.file
    book = read_workbook(raw / file, file)
    grid = _grid(file, book, table)
    top, bottom = table.header_rows or (1, 1)
    if table.is_turned and (left := column_of(grid, top, table.rows.column)):
        grid = turned_at(grid, top, left)
        found = table_at(grid, 1, 1, table.rows.column, definition)
    else:
        found = table_at(grid, top, bottom, table.rows.column, definition)
    if found is None:
        fields = {"top": top, "bottom": bottom, "heading": table.rows.column}
        raise FaultsError(faults=[Fault(grid.place(file, top), "reading.no_declared_header", fields)])
    meanings, faults = _meanings(file, found, table)
    # A column of an indicator that plan.yml does not have is a fault there already.
    known = {at: one for at, one in meanings.items() if one.indicator in definition.indicators}
    units = {column.indicator: column.unit or table.unit for column in table.columns.values()}
    columns = Columns(known, definition.rules_of(table), units)
    names = RowNames.of(definition, table.rows.kind, dict.fromkeys(table.rows.ignore, ""))
    if table.rows.entity is not None:
        names = RowNames({name_key(text): table.rows.entity for text in table.rows.areas}, names.answers)
    found = replace(found, area_column=_area_column(found, table))
    ground = Ground(table.area or definition.plan.area, DeclaredRows.of(table.rows.areas))
    body = read_body(file, found, columns, names, definition, ground)
    for question in body.questions:
        if question.kind == "area":
            faults.append(Fault(question.place, "intake.unknown_area", {"found": question.found}))
            continue
        near = definition.entities[question.proposal].zh if question.proposal else "—"
        faults.append(Fault(question.place, "intake.unknown_name", {"found": question.found, "near": near}))
    # A row of totals is passed over where somebody has seen it and the entry says so.
    totals = (one for one in body.notices if one.key == "reading.total_left_out")
    faults += [Fault(one.place, "intake.unknown_name", {**one.fields, "near": "—"}) for one in totals]
    faults += body.faults
    faults += [Fault(place, "intake.no_unit", {"found": ""}) for place in body.without_unit.values()]
    FaultsError.raise_if_any(faults)
    return tuple(_observation(table, definition, figure) for figure in body.figures)


def _grid(file: str, book: Workbook, table: DeclaredTable) -> Grid:
    grids = [one for one in book.grids if table.sheet is None or one.name == table.sheet]
    if not grids:
        fields = {"found": table.sheet or "", "known": tuple(one.name for one in book.grids)}
        raise FaultsError(faults=[Fault(Place(file), "reading.no_sheet", fields)])
    return grids[0]


def _area_column(found: Found, table: DeclaredTable) -> int:
    """Return the declared column of areas; 0 if none is declared."""
    wanted = row_name(table.rows.area_column or "")
    return next((at for at, text in found.headings.items() if wanted and row_name(text) == wanted), 0)


def _meanings(file: str, found: Found, table: DeclaredTable) -> tuple[dict[int, ColumnMeaning], list[Fault]]:
    """Return what the declared columns mean by their number, and faults for those missing, twice there, or not declared."""
    faults: list[Fault] = []
    columns = {row_name(heading): (heading, column) for heading, column in table.columns.items()}
    at_areas = _area_column(found, table)
    if table.rows.area_column and not at_areas:
        fields = {"heading": table.rows.area_column, "found": tuple(found.headings.values())}
        faults.append(Fault(found.place(file, found.bottom), "intake.column_missing", fields))
    ignored = SERIAL | UNIT_HEADINGS | {row_name(heading) for heading in table.ignore}
    meanings: dict[int, ColumnMeaning] = {}
    seen: dict[str, int] = {}
    columns_there = (at for at in range(found.left, found.right + 1) if at not in {found.name_column, at_areas})
    for at in columns_there:
        name = row_name(found.headings[at])
        is_used = bool(name) or any(found.grid.text(row, at) for row in found.rows)
        if name in columns and name not in seen:
            heading, column = columns[name]
            unit = column.unit or table.unit
            meanings[at] = ColumnMeaning(
                heading, column.indicator, column.period, unit, column.unit_is_printed, column.area or ""
            )
            seen[name] = at
        elif name in columns:
            place = found.place(file, found.bottom, at)
            faults.append(Fault(place, "intake.heading_twice", {"first": seen[name]}))
        elif is_used and name not in ignored and at not in found.grid.hidden_columns:
            expected = (table.rows.column, *table.columns)
            faults.append(Fault(found.place(file, found.bottom, at), "intake.column_unknown", {"expected": expected}))
    for name, (heading, _) in columns.items():
        if name not in seen:
            fields = {"heading": heading, "found": tuple(found.headings.values())}
            faults.append(Fault(found.place(file, found.bottom), "intake.column_missing", fields))
    return meanings, faults


def _observation(table: DeclaredTable, definition: Definition, figure: Figure) -> Observation:
    printed = figure.printed
    return Observation(
        indicator=figure.indicator,
        entity=figure.entity,
        area=figure.area,
        period=figure.period,
        value=printed.value,
        unit=str(printed.unit),
        status=STATUS[printed.bound],
        is_break=False,
        scope=table.scope,
        price_basis=price_basis(definition.indicators[figure.indicator]),
        as_printed=printed.as_printed,
        source=table.file,
        vintage=table.vintage,
        published_on=table.published_on,
        cell=figure.place.address,
        lower=printed.lower,
        upper=printed.upper,
    )
