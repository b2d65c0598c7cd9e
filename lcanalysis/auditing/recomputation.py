"""One published rate beside what its inputs give; the rules on growth and on ratio share it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.address import finding_name, section_of
from lcanalysis.auditing.judgement import AGREES, REVISION, ROUNDING, SCOPE, judge
from lcanalysis.auditing.publication import Publication, are_of_one
from lcanalysis.auditing.record import Record, record_of
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded, rounded_down, rounded_up
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.opening import figure

Formula = Callable[[Quantity, Quantity], Quantity]
GUARD_DIGITS: Final = 2
"""Recomputed figures have this many decimals more than the published one, so that readers can follow the rounding."""


@dataclass(frozen=True, slots=True)
class Recomputation:
    """A published rate, the two figures it follows from, and what they give.

    `found` is what follows from the inputs, in the unit of `published`. `is_comparable` tells that plan.yml declares the
    rate to be on a comparable basis (可比口径), so that it need not be that of the levels as printed.
    """

    rule: str
    published: Observation
    inputs: tuple[Observation, Observation]
    found: Quantity
    is_comparable: bool = False

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

        Inputs that differ in kind can neither contradict a rate nor show that it was cut off. If scopes or publishers
        differ, or the rate is on a comparable basis, the kind is scope; if dates of publication differ, it is revision,
        since one of the figures was probably revised.
        """
        printed_as = figure(self.published).bounds
        kind = judge(self.published.value, printed_as, self.point, self.interval)
        if kind in {AGREES, ROUNDING}:
            return kind
        if not self.has_one_scope:
            return SCOPE
        if len({row.vintage for row in self.rows}) > 1:
            return REVISION
        return kind if self.has_one_basis else SCOPE

    @property
    def rows(self) -> tuple[Observation, ...]:
        """The published rate and its inputs."""
        return self.published, *self.inputs

    @property
    def has_one_scope(self) -> bool:
        """Whether all three were counted alike."""
        return len({row.scope for row in self.rows}) == 1

    @property
    def has_one_basis(self) -> bool:
        """Whether all three stand in one publication, and the rate is that of the levels as printed."""
        return not self.is_comparable and are_of_one(self.rows)


def recompute(
    rule: str,
    formula: Formula,
    published: Observation,
    inputs: tuple[Observation, Observation],
    *,
    is_comparable: bool = False,
) -> Recomputation:
    """Return a published percentage beside `formula` of its two inputs, which are brought to one unit.

    Raises `UnitMismatchError` if the inputs, or the percentage and the published figure, are of unlike dimensions;
    `DataError` if the formula divides by zero.
    """
    first, second = map(figure, inputs)
    found = formula(first, second.to(first.unit)).to(published.unit)
    return Recomputation(rule, published, inputs, found, is_comparable)


def record_of_rate(publication: Publication, one: Recomputation) -> Record:
    """Return the record of a recomputed figure."""
    return record_of(
        publication.definition,
        *one.rows,
        finding=finding_name(one.rule, publication, one.published, one.measured),
        rule=one.rule,
        kind=one.kind,
        section=section_of(publication.definition, one.published),
        recomputed=one.recomputed,
        interval=one.interval,
        decimals=one.decimals,
        about=one,
    )
