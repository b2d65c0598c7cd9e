"""Rule `revision`: a later publication restates a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lcanalysis.auditing.address import place_of, section_of, subject_of
from lcanalysis.auditing.judgement import REVISION, SEVERITY_OF
from lcanalysis.auditing.publication import Publication, width_of
from lcanalysis.auditing.record import Record
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation, published_order
from lcanalysis.quantities.digits import rounded_down, rounded_up
from lcanalysis.quantities.opening import figure
from lcanalysis.units import convert

RULE: Final = "revision"


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure as it was published, and as the next publication that names it has it."""

    earlier: Observation
    later: Observation

    @property
    def name(self) -> str:
        """The stable name of the finding about the restatement."""
        return f"{RULE}/{subject_of(self.later)}/{self.later.vintage}"


def restatements(publication: Publication) -> Iterator[Restatement]:
    """Return every figure that a later publication gives another value.

    Of each publication the most exact print counts. Fewer or more digits of one value are no revision: two
    prints differ only if no value prints as both.
    """
    for rows in publication.by_subject.values():
        for earlier, later in pairwise(_one_per_vintage(rows)):
            unit = later.unit
            if figure(earlier).to(unit).bounds.is_apart_from(figure(later).bounds):
                yield Restatement(earlier, later)


def check_revisions(publication: Publication) -> tuple[Record, ...]:
    """Return a record for every revision: `published` is the later figure, `recomputed` the earlier one.

    Its place names both: the later figure's address, then the earlier one's.
    """
    return tuple(_record(publication, one) for one in restatements(publication))


def _one_per_vintage(rows: list[Observation]) -> list[Observation]:
    chosen: dict[str, Observation] = {}
    for row in sorted(rows, key=lambda row: (published_order(row), width_of(row))):
        chosen.setdefault(row.vintage, row)
    return list(chosen.values())


def _record(publication: Publication, one: Restatement) -> Record:
    definition = publication.definition
    unit = one.later.unit
    before = convert(one.earlier.value, one.earlier.unit, unit)
    interval = figure(one.earlier).to(unit).bounds
    decimals = max(printed_decimals(one.later.value), printed_decimals(before)) + 1
    return Record(
        finding=one.name,
        rule=RULE,
        kind=REVISION,
        severity=SEVERITY_OF[REVISION],
        subject=one.later.subject,
        unit=unit,
        published=one.later.value,
        recomputed=before,
        lower=rounded_down(interval.lower, decimals),
        upper=rounded_up(interval.upper, decimals),
        discrepancy=one.later.value - before,
        place=f"{place_of(definition, one.later)}; {place_of(definition, one.earlier)}",
        section=section_of(definition, one.later, one.earlier),
        evidence=(one.later, one.earlier),
        about=one,
    )
