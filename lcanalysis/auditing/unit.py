"""Rule `unit`: units that differ from what stands above the table, are not printed, or measure something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from lcanalysis.auditing.address import (
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
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, require_unit
from lcanalysis.wording import LANGUAGES, Lang, say

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
    publication: Publication, row: Observation, name: str, words: dict[Lang, str], *, severity: str = NOTICE
) -> Finding:
    """Return a finding about the unit of `row`: nothing is recomputed; `words` is its sentence by language."""
    return Finding(
        finding=name,
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
        text_zh=words["zh"],
        text_en=words["en"],
    )


def rows_of_another_unit(publication: Publication) -> Iterator[tuple[str, Table, list[Observation]]]:
    """Return the rows of tables that print a unit of their own: the finding's name, the table, the row's figures.

    A reader who runs down such a column adds or compares unlike units.
    """
    for table in publication.definition.tables:
        rows: dict[tuple[str, str], list[Observation]] = {}
        for column in table.columns.values():
            for row in publication.of_table(table):
                if _column(table, row) is column and column.unit is None and row.unit != table.unit:
                    rows.setdefault((row.entity, row.area), []).append(row)
        for held in rows.values():
            yield f"{RULE}/row/{table.name}/{held[0].entity}", table, held


def _rows_of_another_unit(publication: Publication) -> Iterator[Finding]:
    for name, table, held in rows_of_another_unit(publication):
        words = {
            lang: say(
                "audit.unit_of_row",
                lang,
                table=table.title(lang),
                who=who_in_words(publication.definition, held[0], lang),
                table_unit=unit_in_words(table.unit, lang),
                unit=joined([unit_in_words(unit, lang) for unit in dict.fromkeys(row.unit for row in held)], lang),
                values=joined([printed_in_words(row, lang) for row in held], lang),
            )
            for lang in LANGUAGES
        }
        yield unit_finding(publication, held[0], name, words)


def _columns_of_another_unit(publication: Publication) -> Iterator[Finding]:
    # A column whose head names its unit is clear, whatever stands above the table.
    for table in publication.definition.tables:
        for head, column in table.columns.items():
            first = next((row for row in publication.of_table(table) if _column(table, row) is column), None)
            if first is None or column.unit is None or column.unit == table.unit or column.unit in head:
                continue
            words = {
                lang: say(
                    "audit.unit_of_column" if column.unit_is_printed else "audit.unit_not_printed",
                    lang,
                    table=table.title(lang),
                    column=head,
                    table_unit=unit_in_words(table.unit, lang),
                    unit=unit_in_words(column.unit, lang),
                )
                for lang in LANGUAGES
            }
            # The finding is about a column: it is of no entity, and no single figure is at issue.
            name = f"{RULE}/column/{table.name}/{column.indicator}/{column.period}"
            found = unit_finding(publication, replace(first, entity=""), name, words)
            yield replace(found, published=None, place=head_of(publication.definition, first))


def _differences_in_percent(publication: Publication) -> Iterator[Finding]:
    for row in publication.observations:
        if _dimension(publication, row) != require_unit(PERCENTAGE_POINT).dimension:
            continue
        if row.unit == PERCENT or PERCENT in row.as_printed:
            words = {
                lang: say(
                    "audit.unit_of_difference",
                    lang,
                    figure=figure_in_words(publication.definition, row, lang),
                    published=row.as_printed if lang == "zh" else printed_in_words(replace(row, unit=PERCENT), lang),
                    unit=unit_in_words(PERCENTAGE_POINT, lang),
                )
                for lang in LANGUAGES
            }
            yield unit_finding(publication, row, finding_name(f"{RULE}/difference", publication, row), words)


def _units_of_another_dimension(publication: Publication) -> Iterator[Finding]:
    for row in publication.observations:
        if publication.is_measurable(row):
            continue
        if _dimension(publication, row) == require_unit(PERCENTAGE_POINT).dimension and row.unit == PERCENT:
            continue  # a slip of style with a finding of its own
        words = {
            lang: say(
                "audit.unit_of_dimension",
                lang,
                figure=figure_in_words(publication.definition, row, lang),
                published=printed_in_words(row, lang),
            )
            for lang in LANGUAGES
        }
        name = finding_name(f"{RULE}/dimension", publication, row)
        yield unit_finding(publication, row, name, words, severity=ERROR)


def _dimension(publication: Publication, row: Observation) -> str | None:
    indicator = publication.definition.indicators.get(row.indicator)
    return indicator.dimension if indicator else None


def _column(table: Table, row: Observation) -> Column | None:
    held = (column for column in table.columns.values() if (column.indicator, column.period) == row.subject[::3])
    return next(held, None)
