"""Figures of a plan's prose: one row each, with the words they stand in."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from lcanalysis.declarations.published_files import Statements
from lcanalysis.definition import Definition
from lcanalysis.errors import DataError, Fault, FaultsError
from lcanalysis.intake.cells import RawSheet, Row, read_cells
from lcanalysis.intake.figures import STATUS, price_basis, read_figure
from lcanalysis.intake.numerals import parse_printed
from lcanalysis.intake.possible import require_possible
from lcanalysis.observations import Observation
from lcanalysis.periods import YEARS, first_day_of, is_period, last_day
from lcanalysis.units import UNITS

Detail = tuple[str, str, dict[str, Any]]


class Statement(NamedTuple):
    """A row of a file of statements."""

    indicator: str
    entity: str
    area: str
    period: str
    printed: str
    unit: str
    scope: str
    quotation: str
    section: str

    @property
    def subject(self) -> tuple[str, str, str, str]:
        """What is measured: indicator, entity, area, period."""
        return self.indicator, self.entity, self.area, self.period


COLUMNS: Final = Statement._fields


def read_statements(raw: Path, statements: Statements, definition: Definition) -> tuple[Observation, ...]:
    """Return the figures of a file of statements, row by row.

    Raises `FaultsError` with all faults of the file: a column missing or unknown, a code that plan.yml does not
    declare, a printed figure that is no exact number, whose unit is not the one the row states or does not fit the
    indicator, whose digits the quotation does not hold, and a statement that stands twice.
    """
    sheet = read_cells(raw, statements.file)
    faults = [*_column_faults(sheet)]
    FaultsError.raise_if_any(faults)
    numbers = {name: sheet.column(name) or 0 for name in COLUMNS}
    first: dict[tuple[str, ...], int] = {}
    observations = []
    for row in sheet.rows:
        cells = {name: row.cells[numbers[name] - 1].strip() for name in COLUMNS}
        found = [*_row_faults(sheet, row, cells, numbers, definition, statements.published_on)]
        subject = tuple(cells[name] for name in ("indicator", "entity", "area", "period"))
        if first.setdefault(subject, row.number) != row.number:
            fields = {"found": " ".join(subject), "first": first[subject]}
            found.append(Fault(sheet.place(row.number), "intake.row_twice", fields))
        faults.extend(found)
        if not found:
            observations.append(_observation(sheet, row, cells, numbers, statements, definition))
    FaultsError.raise_if_any(faults)
    return tuple(observations)


def _column_faults(sheet: RawSheet) -> Iterator[Fault]:
    for name in COLUMNS:
        if sheet.column(name) is None:
            fields = {"heading": name, "found": sheet.header}
            yield Fault(sheet.place(1), "intake.column_missing", fields)
    for number, heading in enumerate(sheet.header, 1):
        if heading.strip() not in COLUMNS:
            yield Fault(sheet.place(1, number), "intake.column_unknown", {"expected": COLUMNS})


def _row_faults(
    sheet: RawSheet,
    row: Row,
    cells: dict[str, str],
    numbers: dict[str, int],
    definition: Definition,
    published_on: str,
) -> Iterator[Fault]:
    for column, key, fields in (*_code_faults(cells, definition, published_on), *_figure_faults(cells, definition)):
        yield Fault(sheet.place(row.number, numbers[column]), key, fields)


def _code_faults(cells: dict[str, str], definition: Definition, published_on: str) -> Iterator[Detail]:
    registers: dict[str, Collection[str]] = {
        "indicator": definition.indicators,
        "entity": definition.entities,
        "area": definition.areas,
        "scope": definition.scopes,
        "unit": UNITS,
    }
    for column, known in registers.items():
        if cells[column] not in known:
            near = difflib.get_close_matches(cells[column], known, n=1, cutoff=0)
            yield column, "intake.unknown_code", {"found": cells[column], "near": "".join(near)}
    if not is_period(cells["period"]):
        yield "period", "intake.not_a_period", {"found": cells["period"]}
    elif int(cells["period"][:4]) not in YEARS:
        yield (
            "period",
            "meaning.no_such_year",
            {"found": cells["period"], "first": str(YEARS[0]), "last": str(YEARS[-1])},
        )
    elif first_day_of(cells["period"]) > last_day(published_on):
        yield "period", "meaning.after_publication", {"found": cells["period"], "published_on": published_on}
    for column in ("quotation", "section"):
        if not cells[column]:
            yield column, "intake.empty_text", {}


def _figure_faults(cells: dict[str, str], definition: Definition) -> Iterator[Detail]:
    indicator = definition.indicators.get(cells["indicator"])
    unit = cells["unit"] if cells["unit"] in UNITS else None
    try:
        # Without its indicator or its unit a figure can still be no number, and that is said at once.
        figure = (
            read_figure(cells["printed"], indicator, unit) if indicator and unit else parse_printed(cells["printed"])
        )
        require_possible(figure, cells["indicator"], definition)
    except DataError as refused:
        yield "printed", refused.key, refused.fields
        return
    if unit and figure.unit != unit:
        yield "unit", "intake.unit_disagrees", {"found": unit, "printed": figure.unit}
    if cells["quotation"] and not _stands_in(figure.as_printed, cells["quotation"]):
        yield "quotation", "intake.not_in_quotation", {"printed": figure.as_printed}


def _stands_in(printed: str, quotation: str) -> bool:
    """Return whether the quotation holds the printed number, digit for digit: a check on the transcription."""
    digits = re.search(r"[0-9０-９][0-9０-９.,．，]*", printed)
    if digits is None:
        return printed in quotation
    return re.search(rf"(?<![0-9.]){re.escape(digits[0])}(?![0-9]|\.[0-9])", quotation) is not None


def _observation(
    sheet: RawSheet,
    row: Row,
    cells: dict[str, str],
    numbers: dict[str, int],
    statements: Statements,
    definition: Definition,
) -> Observation:
    figure = parse_printed(cells["printed"], cells["unit"])
    return Observation(
        indicator=cells["indicator"],
        entity=cells["entity"],
        area=cells["area"],
        period=cells["period"],
        value=figure.value,
        unit=cells["unit"],
        status=STATUS[figure.bound],
        is_break=False,
        scope=cells["scope"],
        price_basis=price_basis(definition.indicators[cells["indicator"]]),
        as_printed=figure.as_printed,
        source=statements.file,
        vintage=statements.vintage,
        published_on=statements.published_on,
        cell=sheet.place(row.number, numbers["printed"]).cell,
        lower=figure.lower,
        upper=figure.upper,
    )
