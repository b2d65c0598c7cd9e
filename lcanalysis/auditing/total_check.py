"""Rule `totals`: the declared relations of wholes and their parts, in every period that has their figures.

An `identity` must hold to the last digit, or within rounding. A `scope` relation would hold if all figures were counted
alike; where it does not, the finding names the difference. A `bound` says that some parts cannot exceed the whole; what the
other parts make up is named and needs no explanation. Figures of different scopes are neither added nor compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.judgement import AGREES, CONFLICT, IDENTITY, ROUNDING, SCOPE, judge
from lcanalysis.auditing.publication import Publication, are_of_one
from lcanalysis.auditing.record import Record, record_of
from lcanalysis.definition import Total
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
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
    def recomputed(self) -> Decimal:
        """The sum of the parts exactly as printed, in the unit of the whole, without zeros beyond its decimals."""
        value, decimals = self.found.value, printed_decimals(self.whole.value)
        return round(value, max(printed_decimals(value.normalize()), decimals))

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
        """The kind of the finding: identity if the relation holds, else rounding, truncated, scope or conflict."""
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


def check_totals(publication: Publication) -> Iterator[Record]:
    """Yield a record for every declared relation and period; figures of different scopes are not compared."""
    for one in sum_parts(publication):
        yield record_of(
            publication.definition,
            one.whole,
            *one.parts,
            finding=f"{RULE}/{one.relation.name}/{one.whole.period}",
            rule=RULE,
            kind=one.kind,
            recomputed=one.recomputed if one.has_one_scope else None,
            interval=one.interval,
            decimals=one.decimals,
            about=one,
        )


def _sum(publication: Publication, relation: Total, whole: Observation) -> Sum:
    found = [
        publication.input_for(whole, (relation.indicator, member.entity, member.area, whole.period))
        for member in relation.parts
    ]
    parts = tuple(row for row in found if row is not None)
    none = Quantity(0, whole.unit)
    return Sum(relation, whole, parts, total([none, *map(figure, parts)]), is_complete=len(parts) == len(found))
