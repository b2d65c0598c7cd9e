"""Rule `unit`, orders of magnitude: an output that is hard to believe beside the capacity stated for it.

Output and capacity have one code in plan.yml, yet the plan need not mean the same product: it prints "aluminium alloy"
here and "new functional aluminium-alloy materials" there. Such a finding is therefore open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.address import finding_name, own_sections
from lcanalysis.auditing.certainty import OPEN
from lcanalysis.auditing.judgement import WARNING
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.record import Record
from lcanalysis.auditing.unit import RULE, unit_record
from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.observations import AT_MOST, Observation
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.digits import rounded
from lcanalysis.quantities.unit_rules import factor

OUTPUT: Final = "output"
CAPACITY: Final = "capacity"
SUSPICIOUS_SHARE: Final = Fraction(1, 100)
"""Output below this share of the stated capacity is more likely a wrong unit than an idle plant: the units of
mass in use (吨, 万吨) lie four powers of ten apart."""


@dataclass(frozen=True, slots=True)
class Magnitude:
    """An output that the stated capacities make hard to believe; `table_unit` is that above its table, if another one."""

    output: Observation
    capacities: tuple[Observation, ...]
    table_unit: str

    @property
    def share(self) -> Fraction:
        """Output over capacity, as printed."""
        # A capacity may be known from below alone (1000余万吨); what is stated is compared.
        output, *capacities = (Quantity(row.value, row.unit) for row in (self.output, *self.capacities))
        found: Quantity = output / total(capacities)
        return found.exact

    @property
    def share_pct(self) -> Decimal:
        """Output in percent of capacity."""
        return rounded(100 * self.share, 4)

    @property
    def share_read_otherwise_pct(self) -> Decimal:
        """Output in percent of capacity, had the row been meant in the unit above its table."""
        return rounded(100 * self.share / factor(self.output.unit, self.table_unit), 1)


def implausible_outputs(publication: Publication) -> Iterator[Magnitude]:
    """Return every output in use below a hundredth of the capacity stated for the same product and period."""
    capacities = _capacities(publication)
    for row in publication.named(OUTPUT):
        every = capacities[row.entity, row.period]
        stated = tuple([one for one in every if one.area == row.area] or every)  # of all areas named, if not of its own
        if not stated or row.value <= 0 or publication.is_restated(row):
            continue
        table = publication.definition.source_of(row.source, row.cell)
        table_unit = table.unit if isinstance(table, DeclaredTable) and table.unit != row.unit else ""
        one = Magnitude(row, stated, table_unit)
        if one.share < SUSPICIOUS_SHARE:
            yield one


def check_magnitudes(publication: Publication) -> Iterator[Record]:
    """Yield a record for every output that is hard to believe."""
    for one in implausible_outputs(publication):
        evidence = (one.output, *one.capacities)
        name = finding_name(f"{RULE}/magnitude", publication, one.output)
        section = own_sections(publication, *evidence)
        yield unit_record(
            publication, one.output, name, one, severity=WARNING, certainty=OPEN, evidence=evidence, section=section
        )


def _capacities(publication: Publication) -> Mapping[tuple[str, str], list[Observation]]:
    """Return the capacities stated, none of zero, by entity and period."""
    found: defaultdict[tuple[str, str], list[Observation]] = defaultdict(list)
    for row in publication.observations:
        if row.indicator == CAPACITY and row.status != AT_MOST and row.value > 0 and publication.is_preferred(row):
            found[row.entity, row.period].append(row)
    return found
