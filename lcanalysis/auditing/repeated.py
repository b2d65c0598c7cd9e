"""Rule `repeated`: a figure that one publication prints in several places must be the same in all of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.auditing.address import finding_name
from lcanalysis.auditing.judgement import AGREES, IDENTITY, SCOPE, judge
from lcanalysis.auditing.publication import Publication, are_of_one, width_of
from lcanalysis.auditing.record import Record, record_of
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.quantities.interval import Interval
from lcanalysis.quantities.opening import figure
from lcanalysis.units import convert

RULE: Final = "repeated"


@dataclass(frozen=True, slots=True)
class Repetition:
    """A figure, and the most exact print of the same figure in the same publication."""

    row: Observation
    exact: Observation

    @property
    def other(self) -> Decimal:
        """The other print, in the unit of this one."""
        return convert(self.exact.value, self.exact.unit, self.row.unit)

    @property
    def interval(self) -> Interval:
        """All values that print as the other print does, in the unit of this one."""
        return figure(self.exact).to(self.row.unit).bounds

    @property
    def kind(self) -> str:
        """Which it is: identity if the other print rounds to this one, else truncated, scope or conflict.

        Both prints are of one figure, so that rounding explains no difference: 9.12 and 9.13 differ, though a value
        between them may print as either. Two publishers may have counted two different things.
        """
        point = figure(self.exact).to(self.row.unit).exact
        kind = judge(self.row.value, figure(self.row).bounds, point, Interval.exact(point))
        if kind == AGREES:
            return IDENTITY
        return kind if self.has_one_scope and are_of_one((self.row, self.exact)) else SCOPE

    @property
    def has_one_scope(self) -> bool:
        """Whether both prints were counted alike."""
        return self.row.scope == self.exact.scope


def repetitions(publication: Publication) -> Iterator[Repetition]:
    """Return every figure that its publication also prints elsewhere, beside the most exact print."""
    for rows in publication.by_subject.values():
        for vintage in dict.fromkeys(row.vintage for row in rows):
            printed = [row for row in rows if row.vintage == vintage]
            exact = min(printed, key=width_of)
            yield from (Repetition(row, exact) for row in printed if row is not exact)


def check_repeated(publication: Publication) -> Iterator[Record]:
    """Yield a record for every figure that is printed again."""
    for one in repetitions(publication):
        yield record_of(
            publication.definition,
            one.row,
            one.exact,
            finding=finding_name(RULE, publication, one.row),
            rule=RULE,
            kind=one.kind,
            recomputed=one.other,
            interval=one.interval,
            decimals=max(printed_decimals(one.row.value), printed_decimals(one.other)) + 1,
            about=one,
        )
