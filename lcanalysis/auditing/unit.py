"""Rule `unit`: units that differ from what stands above the table, are not printed, or measure something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from lcanalysis.auditing.address import (
    PERCENT,
    PERCENTAGE_POINT,
    figure_in_words,
    finding_name,
    head_of,
    joined,
    place_of,
    printed_in_words,
    subject_of,
    unit_in_words,
    who_in_words,
)
from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.judgement import ERROR, NOTICE, UNIT
from lcanalysis.auditing.publication import Publication
from lcanalysis.definition import Column, Table
from lcanalysis.observations import Observation
from lcanalysis.units import require_unit
from lcanalysis.wording import say

RULE: Final = "unit"


def check_units(publication: Publication) -> tuple[Finding, ...]:
    """Return the findings on units: of rows, of columns, of differences of rates, and of unlike dimensions."""
    return (
        *_rows_of_another_unit(publication),
        *_columns_of_another_unit(publication),
        *_differences_in_percent(publication),
        *_units_of_another_dimension(publication),
    )


def unit_finding(
    publication: Publication,
    row: Observation,
    name: str,
    words: Callable[[str], str],
    *,
    severity: str = NOTICE,
) -> Finding:
    """Return a finding about the unit of `row`: nothing is recomputed; `words` gives its sentence by language."""
    return Finding(
        finding=f"{RULE}/{name}",
        rule=RULE,
        severity=severity,
        subject=subject_of(row),
        published=row.value,
        recomputed=None,
        lower=None,
        upper=None,
        discrepancy=None,
        unit=row.unit,
        kind=UNIT,
        place=place_of(publication.definition, row),
        text_zh=words("zh"),
        text_en=words("en"),
    )


def _rows_of_another_unit(publication: Publication) -> Iterator[Finding]:
    # A reader who runs down such a column adds or compares unlike units.
    definition = publication.definition
    for table in definition.tables:
        rows: dict[tuple[str, str], list[Observation]] = {}
        for row in publication.of_source(table.file):
            column = _column(table, row)
            if column is not None and column.unit is None and row.unit != table.unit:
                rows.setdefault((row.entity, row.area), []).append(row)
        for held in rows.values():

            def words(lang: str, table: Table = table, held: list[Observation] = held) -> str:
                return say(
                    "audit.unit_of_row",
                    lang,
                    table=table.title(lang),
                    who=who_in_words(definition, held[0], lang),
                    table_unit=unit_in_words(table.unit, lang),
                    unit=joined([unit_in_words(unit, lang) for unit in dict.fromkeys(row.unit for row in held)], lang),
                    values=joined([printed_in_words(row, lang) for row in held], lang),
                )

            yield unit_finding(publication, held[0], f"row/{table.name}/{held[0].entity}", words)


def _columns_of_another_unit(publication: Publication) -> Iterator[Finding]:
    # A column whose head names its unit is clear, whatever stands above the table.
    for table in publication.definition.tables:
        for name, column in table.columns.items():
            first = next((row for row in publication.of_source(table.file) if _column(table, row) is column), None)
            if first is None or column.unit is None or column.unit == table.unit or column.unit in name:
                continue
            key = "audit.unit_of_column" if column.unit_is_printed else "audit.unit_not_printed"

            def words(
                lang: str, key: str = key, table: Table = table, name: str = name, unit: str = column.unit
            ) -> str:
                return say(
                    key,
                    lang,
                    table=table.title(lang),
                    column=name,
                    table_unit=unit_in_words(table.unit, lang),
                    unit=unit_in_words(unit, lang),
                )

            stable = f"column/{table.name}/{column.indicator}/{column.period}"
            place = head_of(publication.definition, first)
            # The finding is about a column: it is of no entity, and no single figure is at issue.
            found = unit_finding(publication, replace(first, entity=""), stable, words)
            yield replace(found, published=None, place=place)


def _differences_in_percent(publication: Publication) -> Iterator[Finding]:
    for row in publication.observations:
        if _dimension(publication, row) != require_unit(PERCENTAGE_POINT).dimension:
            continue
        if row.unit == PERCENT or PERCENT in row.as_printed:

            def words(lang: str, row: Observation = row) -> str:
                return say(
                    "audit.unit_of_difference",
                    lang,
                    figure=figure_in_words(publication.definition, row, lang),
                    published=row.as_printed if lang == "zh" else printed_in_words(row, lang),
                    unit=unit_in_words(PERCENTAGE_POINT, lang),
                )

            yield unit_finding(publication, row, finding_name("difference", publication, row), words)


def _units_of_another_dimension(publication: Publication) -> Iterator[Finding]:
    for row in publication.observations:
        dimension = _dimension(publication, row)
        if dimension in {"", require_unit(row.unit).dimension}:
            continue
        if dimension == require_unit(PERCENTAGE_POINT).dimension and row.unit == PERCENT:
            continue  # a slip of style with a finding of its own

        def words(lang: str, row: Observation = row) -> str:
            figure = figure_in_words(publication.definition, row, lang)
            return say("audit.unit_of_dimension", lang, figure=figure, published=printed_in_words(row, lang))

        yield unit_finding(publication, row, finding_name("dimension", publication, row), words, severity=ERROR)


def _dimension(publication: Publication, row: Observation) -> str:
    indicator = publication.definition.indicators.get(row.indicator)
    return indicator.dimension if indicator else ""


def _column(table: Table, row: Observation) -> Column | None:
    held = (column for column in table.columns.values() if (column.indicator, column.period) == row.subject[::3])
    return next(held, None)
