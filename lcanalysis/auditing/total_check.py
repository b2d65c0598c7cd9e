"""Rule `totals`: the relations of wholes and parts that the plan declares, in every period that has them.

An `identity` must hold to the last digit, or within rounding. A `scope` relation should hold were all counted
alike: where it does not, the rest is named. A `bound` says that some parts cannot exceed the whole; what others make up is
named and needs no explanation. Figures of different scopes are neither added nor compared: they are no whole and its parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.address import place_of, section_of
from lcanalysis.auditing.judgement import AGREES, CONFLICT, IDENTITY, ROUNDING, SCOPE, SEVERITY_OF, judge
from lcanalysis.auditing.printed_digits import shortened
from lcanalysis.auditing.publication import Publication, are_of_one
from lcanalysis.auditing.record import Record
from lcanalysis.definition import Total
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.digits import rounded_down, rounded_up
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.opening import figure

RULE: Final = "totals"


@dataclass(frozen=True, slots=True)
class Sum:
    """A published whole, its published parts, and what the parts give (`found`), in the whole's unit.

    `is_complete` tells whether all declared parts are published for the period.
    """

    relation: Total
    whole: Observation
    parts: tuple[Observation, ...]
    found: Quantity
    is_complete: bool

    @property
    def name(self) -> str:
        """The stable name of the finding about the relation and period."""
        return f"{RULE}/{self.relation.name}/{self.whole.period}"

    @property
    def recomputed(self) -> Decimal:
        """The sum of the parts exactly as printed, in the unit of the whole."""
        return shortened(self.found.value, printed_decimals(self.whole.value))

    @property
    def interval(self) -> Interval:
        """All sums of parts that print so."""
        return self.found.bounds

    @property
    def decimals(self) -> int:
        """Decimals that the sum and its interval are written with."""
        return max(printed_decimals(self.whole.value), printed_decimals(self.recomputed))

    @property
    def discrepancy(self) -> Decimal:
        """Published minus recomputed: what the parts leave unaccounted for."""
        return self.whole.value - self.recomputed

    @property
    def has_one_scope(self) -> bool:
        """Whether the whole and its parts were counted alike."""
        return len({row.scope for row in (self.whole, *self.parts)}) == 1

    @property
    def kind(self) -> str:
        """Which it is: identity if it holds, else rounding, truncated, scope or conflict."""
        if not self.has_one_scope:
            return SCOPE
        printed_as = figure(self.whole).bounds
        if self.relation.kind == "bound":
            if self.interval.lower <= printed_as.upper:
                return IDENTITY
            return CONFLICT if are_of_one((self.whole, *self.parts)) else SCOPE
        kind = judge(self.whole.value, printed_as, Fraction(self.recomputed), self.interval)
        if kind == AGREES:
            return IDENTITY
        is_open = kind != ROUNDING and not are_of_one((self.whole, *self.parts))
        return SCOPE if is_open or (kind, self.relation.kind) == (CONFLICT, "scope") else kind


def sum_parts(publication: Publication) -> Iterator[Sum]:
    """Return every declared relation in every period for which its whole and its parts are published.

    An identity needs all its parts; a bound holds for those that are published, at least one.
    """
    for relation in publication.definition.totals:
        for whole in publication.named(relation.indicator):
            if (whole.entity, whole.area) != (relation.total.entity, relation.total.area):
                continue
            if not publication.is_preferred(whole):
                continue
            one = _sum(publication, relation, whole)
            if one.parts and (relation.kind == "bound" or one.is_complete):
                yield one


def check_totals(publication: Publication) -> tuple[Record, ...]:
    """Return a record for every declared relation and period."""
    return tuple(_record(publication, one) for one in sum_parts(publication))


def _sum(publication: Publication, relation: Total, whole: Observation) -> Sum:
    found = [
        publication.input_for(whole, (relation.indicator, member.entity, member.area, whole.period))
        for member in relation.parts
    ]
    parts = tuple(row for row in found if row is not None)
    none = Quantity(0, whole.unit)
    return Sum(relation, whole, parts, total([none, *map(figure, parts)]), is_complete=len(parts) == len(found))


def _record(publication: Publication, one: Sum) -> Record:
    rows = (one.whole, *one.parts)
    found = Record(
        finding=one.name,
        rule=RULE,
        kind=one.kind,
        severity=SEVERITY_OF[one.kind],
        subject=one.whole.subject,
        unit=one.whole.unit,
        published=one.whole.value,
        place=place_of(publication.definition, one.whole),
        section=section_of(publication.definition, *rows),
        evidence=rows,
        about=one,
    )
    if not one.has_one_scope:
        return found
    return replace(
        found,
        recomputed=one.recomputed,
        lower=rounded_down(one.interval.lower, one.decimals),
        upper=rounded_up(one.interval.upper, one.decimals),
        discrepancy=one.discrepancy,
    )
