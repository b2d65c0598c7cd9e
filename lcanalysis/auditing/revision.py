"""Rule `revision`: a later publication restates a figure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from lcanalysis.auditing.address import place_of, subject_of
from lcanalysis.auditing.judgement import REVISION
from lcanalysis.auditing.publication import Publication, width_of
from lcanalysis.auditing.record import Record, record_of
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation, published_order
from lcanalysis.quantities.opening import figure
from lcanalysis.units import convert

RULE: Final = "revision"


@dataclass(frozen=True, slots=True)
class Restatement:
    """A figure as it was published, and as the next publication that names it has it."""

    earlier: Observation
    later: Observation


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


def check_revisions(publication: Publication) -> Iterator[Record]:
    """Yield a record for every revision: `published` is the later figure, `recomputed` the earlier one.

    Its place names both: the later figure's address, then the earlier one's.
    """
    for one in restatements(publication):
        later, earlier = one.later, one.earlier
        before = convert(earlier.value, earlier.unit, later.unit)
        yield record_of(
            publication.definition,
            later,
            earlier,
            finding=f"{RULE}/{subject_of(later)}/{later.vintage}",
            rule=RULE,
            kind=REVISION,
            recomputed=before,
            interval=figure(earlier).to(later.unit).bounds,
            decimals=max(printed_decimals(later.value), printed_decimals(before)) + 1,
            place="; ".join(place_of(publication.definition, row) for row in (later, earlier)),
            about=one,
        )


def _one_per_vintage(rows: list[Observation]) -> list[Observation]:
    chosen: dict[str, Observation] = {}
    for row in sorted(rows, key=lambda row: (published_order(row), width_of(row))):
        chosen.setdefault(row.vintage, row)
    return list(chosen.values())
