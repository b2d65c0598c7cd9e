"""Rule `unit`, orders of magnitude: an output that the capacity stated for it makes hard to believe."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.address import figure_in_words, finding_name, joined, printed_in_words
from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.interval import conversion, printed_point, total
from lcanalysis.auditing.judgement import WARNING
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.unit import unit_finding
from lcanalysis.definition import Table
from lcanalysis.exhibits import Quantity
from lcanalysis.number_format import format_quantity
from lcanalysis.observations import AT_MOST, Observation
from lcanalysis.wording import say

OUTPUT: Final = "output"
CAPACITY: Final = "capacity"
SUSPICIOUS_SHARE: Final = Fraction(1, 100)
"""Output below this share of the stated capacity is more likely a wrong unit than an idle plant: the units of
mass in use (吨, 万吨) lie four powers of ten apart."""


def check_magnitudes(publication: Publication) -> tuple[Finding, ...]:
    """Return a finding for every output below a hundredth of the capacity stated for the same product and period."""
    return tuple(_findings(publication))


def _findings(publication: Publication) -> Iterator[Finding]:
    for row in publication.named(OUTPUT):
        stated = _capacities(publication, row)
        capacity = total(printed_point(one, row.unit) for one in stated).lower
        if not 0 < Fraction(row.value) < capacity * SUSPICIOUS_SHARE:
            continue

        def words(
            lang: str, row: Observation = row, stated: list[Observation] = stated, capacity: Fraction = capacity
        ) -> str:
            return _sentence(publication, row, stated, capacity, lang)

        name = finding_name("magnitude", publication, row)
        yield unit_finding(publication, row, name, words, severity=WARNING)


def _capacities(publication: Publication, output: Observation) -> list[Observation]:
    """Return the capacities stated for an output: its own area's, or else those of all areas named."""
    stated = [
        row
        for row in publication.observations
        if (row.indicator, row.entity, row.period) == (CAPACITY, output.entity, output.period)
        and row.status != AT_MOST
        and publication.is_preferred(row)
    ]
    return [row for row in stated if row.area == output.area] or stated


def _sentence(
    publication: Publication, row: Observation, stated: list[Observation], capacity: Fraction, lang: str
) -> str:
    table = publication.definition.source_of(row.source)
    text = say(
        "audit.magnitude",
        lang,
        figure=figure_in_words(publication.definition, row, lang),
        published=printed_in_words(row, lang),
        capacity=joined([printed_in_words(one, lang) for one in stated], lang),
        share=_percent(Fraction(row.value) / capacity, lang, 4),
    )
    if not isinstance(table, Table) or table.unit == row.unit:
        return text
    # What the figure would be, had the row been meant in the unit above its table.
    otherwise = Fraction(row.value) / capacity / conversion(row.unit, table.unit)
    return text + say(
        "audit.magnitude_read_otherwise",
        lang,
        value=Quantity("", row.value, table.unit, (), Quantity.of(row).decimals).text(lang),
        share=_percent(otherwise, lang, 1),
    )


def _percent(share: Fraction, lang: str, decimals: int) -> str:
    return format_quantity(float(100 * share), "%", lang, decimals)
