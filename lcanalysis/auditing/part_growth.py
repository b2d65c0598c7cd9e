"""Rule `part_growth`: one part of a whole moved further in a year than the whole did.

That is no contradiction: other parts moved the other way. But it means that the whole grew by one part alone, which may be
due to production or to a change in what is counted, so that the publisher is asked which it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lcanalysis.auditing.judgement import NOTICE, SCOPE
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.record import Record, record_of
from lcanalysis.definition import Total
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.opening import figure

RULE: Final = "part_growth"


@dataclass(frozen=True, slots=True)
class PartGrowth:
    """A whole and a part of it in two periods, the later one first."""

    relation: Total
    whole: tuple[Observation, Observation]
    part: tuple[Observation, Observation]

    @property
    def whole_change(self) -> Quantity:
        """By how much the whole moved."""
        return _change(self.whole)

    @property
    def part_change(self) -> Quantity:
        """By how much the part moved, in the unit of the whole."""
        return _change(self.part).to(self.whole[0].unit)

    @property
    def rest_pct(self) -> Quantity:
        """By how much the whole without the part moved, in percent."""
        (now, before), (part_now, part_before) = (tuple(map(figure, rows)) for rows in (self.whole, self.part))
        found: Quantity = ((now - part_now) / (before - part_before) - 1) * 100
        return found

    @property
    def goes_beyond(self) -> bool:
        """Whether the part moved further than the whole in the same direction, whatever their rounding."""
        if self.whole[0].is_break or self.part[0].is_break or figure(self.whole[1]) <= figure(self.part[1]):
            return False
        whole, part = self.whole_change.bounds, self.part_change.bounds
        rises = whole.lower > 0 and part.lower > whole.upper
        return rises or (whole.upper < 0 and part.upper < whole.lower)


def part_growths(publication: Publication) -> Iterator[PartGrowth]:
    """Return every part of a declared `bound`, of the same scope, that moved further than its whole in one period.

    The parts of an identity are not looked at: all of them are published, so that readers see how each moved.
    """
    for relation in publication.definition.totals:
        for whole in publication.named(relation.indicator):
            is_whole = (whole.entity, whole.area) == (relation.total.entity, relation.total.area)
            if relation.kind != "bound" or not is_whole or not publication.is_preferred(whole):
                continue
            both = _two(publication, whole, whole)
            for member in relation.parts if both else ():
                part = publication.input_for(whole, (relation.indicator, member.entity, member.area, whole.period))
                pair = _two(publication, whole, part) if part is not None else None
                if both is None or pair is None or len({row.scope for row in (*both, *pair)}) > 1:
                    continue
                one = PartGrowth(relation, both, pair)
                if one.goes_beyond:
                    yield one


def check_part_growth(publication: Publication) -> Iterator[Record]:
    """Yield a record for every part that moved further than its whole."""
    for one in part_growths(publication):
        row = one.part[0]
        yield record_of(
            publication.definition,
            *one.part,
            *one.whole,
            finding=f"{RULE}/{one.relation.name}/{row.entity}/{row.period}",
            rule=RULE,
            kind=SCOPE,
            severity=NOTICE,
            published=None,
            about=one,
        )


def _two(publication: Publication, whole: Observation, row: Observation) -> tuple[Observation, Observation] | None:
    before = publication.input_for(whole, (*row.subject[:3], base_period(row.period)))
    return None if before is None else (row, before)


def _change(rows: tuple[Observation, Observation]) -> Quantity:
    now, before = map(figure, rows)
    found: Quantity = now - before
    return found.shown(max(printed_decimals(row.value) for row in rows)) if now.unit == before.unit else found
