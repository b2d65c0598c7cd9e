"""One published figure beside what its inputs give: the common ground of the rules on growth and ratio."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from lcanalysis.auditing.address import finding_name, place_of, section_of
from lcanalysis.auditing.judgement import CONFLICT, REVISION, SCOPE, SEVERITY_OF, judge
from lcanalysis.auditing.printed_digits import GUARD_DIGITS
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.record import Record
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded, rounded_down, rounded_up
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.opening import figure

Rule = Callable[[Quantity, Quantity], Quantity]


@dataclass(frozen=True, slots=True)
class Recomputation:
    """A published rate, the two figures it follows from, and what they give.

    `found` is what follows from the inputs, in the unit of `published`.
    """

    rule: str
    published: Observation
    inputs: tuple[Observation, Observation]
    found: Quantity

    @property
    def point(self) -> Fraction:
        """The exact value that follows from the inputs as printed."""
        return self.found.exact

    @property
    def interval(self) -> Interval:
        """All values that follow from inputs which print so."""
        return self.found.bounds

    @property
    def measured(self) -> str:
        """The indicator that the finding is named after: what grows, or the ratio itself."""
        first, second = self.inputs
        return first.indicator if first.indicator == second.indicator else self.published.indicator

    @property
    def decimals(self) -> int:
        """Decimals that recomputed figures are written with."""
        return printed_decimals(self.published.value) + GUARD_DIGITS

    @property
    def recomputed(self) -> Decimal:
        """The recomputed value, rounded to `decimals`."""
        return rounded(self.point, self.decimals)

    @property
    def lower(self) -> Decimal:
        """The least value that follows from the inputs, rounded outward."""
        return rounded_down(self.interval.lower, self.decimals)

    @property
    def upper(self) -> Decimal:
        """The greatest value that follows from the inputs, rounded outward."""
        return rounded_up(self.interval.upper, self.decimals)

    @property
    def discrepancy(self) -> Decimal:
        """Published minus recomputed."""
        return self.published.value - self.recomputed

    @property
    def kind(self) -> str:
        """Which it is: agrees, rounding, truncated or conflict.

        Inputs that are not of one kind cannot contradict a rate: were they published for different scopes
        it is a matter of scope, and were they published at different times, probably of a revision.
        """
        printed_as = figure(self.published).bounds
        kind = judge(self.published.value, printed_as, self.point, self.interval)
        if kind != CONFLICT:
            return kind
        rows = (self.published, *self.inputs)
        if len({row.scope for row in rows}) > 1:
            return SCOPE
        return REVISION if len({row.vintage for row in rows}) > 1 else CONFLICT


def recompute(
    rule: str, formula: Rule, published: Observation, inputs: tuple[Observation, Observation]
) -> Recomputation:
    """Return a published percentage beside `formula` of its two inputs, which are brought to one unit.

    Raises
    ------
    UnitMismatchError
        If the inputs, or the percentage and the published figure, are of unlike dimensions.
    DataError
        If the formula divides by zero.
    """
    first, second = map(figure, inputs)
    return Recomputation(rule, published, inputs, formula(first, second.to(first.unit)).to(published.unit))


def name_of(publication: Publication, one: Recomputation) -> str:
    """Return the stable name of the finding about a recomputed rate."""
    return finding_name(one.rule, publication, one.published, one.measured)


def records_of(publication: Publication, found: Iterable[Recomputation]) -> tuple[Record, ...]:
    """Return one record for each recomputed figure."""
    return tuple(
        Record(
            finding=name_of(publication, one),
            rule=one.rule,
            kind=one.kind,
            severity=SEVERITY_OF[one.kind],
            subject=one.published.subject,
            unit=one.published.unit,
            published=one.published.value,
            recomputed=one.recomputed,
            lower=one.lower,
            upper=one.upper,
            discrepancy=one.discrepancy,
            place=place_of(publication.definition, one.published),
            section=section_of(publication.definition, one.published),
            evidence=(one.published, *one.inputs),
            about=one,
        )
        for one in found
    )
