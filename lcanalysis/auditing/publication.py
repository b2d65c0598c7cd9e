"""All published figures of a plan by what they measure, as the rules look them up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from pathlib import PurePosixPath

from lcanalysis.declarations.published_files import DeclaredTable
from lcanalysis.definition import Definition
from lcanalysis.observations import PUBLISHED, Observation, latest, published_order
from lcanalysis.plan_document import PlanDocument
from lcanalysis.units import require_unit

Subject = tuple[str, str, str, str]


@dataclass(frozen=True)
class Publication:
    """The definition of a plan, its observations, derived ones and bounds included, and its text."""

    definition: Definition
    observations: tuple[Observation, ...]
    document: PlanDocument = field(default_factory=PlanDocument)

    def has_same_objects(self, other: Publication) -> bool:
        """Return whether another holds the very same objects, which is quick to see."""
        held, others = ((one.definition, one.observations, one.document) for one in (self, other))
        return all(one is another for one, another in zip(held, others, strict=True))

    def prints_the_same(self, other: Publication) -> bool:
        """Return whether another has the same contents to the last digit: 10.0 is not printed as 10.00 is."""
        return self == other and all(
            one.value.as_tuple() == another.value.as_tuple()
            for one, another in zip(self.observations, other.observations, strict=True)
        )

    @cached_property
    def by_subject(self) -> dict[Subject, list[Observation]]:
        """The figures published as exact numbers, by subject; neither derived figures nor bounds."""
        found: dict[Subject, list[Observation]] = {}
        for row in self.exact:
            found.setdefault(row.subject, []).append(row)
        return found

    @cached_property
    def exact(self) -> tuple[Observation, ...]:
        """The figures published as exact numbers, in their order, without those whose unit cannot measure their indicator."""
        return tuple(row for row in self.observations if row.status == PUBLISHED and self.is_measurable(row))

    def is_measurable(self, row: Observation) -> bool:
        """Return whether the unit of `row` can measure its indicator; true of an indicator that the plan does not declare."""
        indicator = self.definition.indicators.get(row.indicator)
        return indicator is None or indicator.dimension == require_unit(row.unit).dimension

    @cached_property
    def _preferred(self) -> dict[Subject, Observation]:
        return latest(self.observations)

    def is_preferred(self, row: Observation) -> bool:
        """Return whether `row` is the figure in use for its subject."""
        return self._preferred.get(row.subject) == row

    def is_restated(self, row: Observation) -> bool:
        """Return whether a later publication has the figure again."""
        in_use = self._preferred.get(row.subject)
        return in_use is not None and in_use.vintage != row.vintage

    def named(self, *indicators: str) -> Iterator[Observation]:
        """Return the exact figures of some indicators, in their order."""
        return (row for row in self.exact if row.indicator in indicators)

    def of_table(self, table: DeclaredTable) -> list[Observation]:
        """Return the figures of one published table, in their order."""
        held = self._by_source.get(table.file, [])
        return [row for row in held if self.definition.source_of(row.source, row.cell) is table]

    @cached_property
    def _by_source(self) -> dict[str, list[Observation]]:
        found: dict[str, list[Observation]] = {}
        for row in self.observations:
            found.setdefault(row.source, []).append(row)
        return found

    def input_for(self, published: Observation, subject: Subject) -> Observation | None:
        """Return the published figure of `subject` that `published` should follow from, or None.

        Only what was known when `published` appeared counts. The same table comes first, then the newest
        publication, then the one with more digits; derived figures never count, since they follow from rates
        themselves.
        """
        known = [row for row in self.by_subject.get(subject, []) if published_order(row) <= published_order(published)]
        return max(
            known, default=None, key=lambda row: (row.source == published.source, published_order(row), -width_of(row))
        )


def are_of_one(rows: Iterable[Observation]) -> bool:
    """Return whether figures are of one publication, the files of which lie in one folder: of one publisher and vintage."""
    return len({PurePosixPath(row.source).parent for row in rows}) == 1


def width_of(row: Observation) -> Fraction:
    """Return the width of a figure's rounding interval in base units; the narrower, the more exactly it is printed."""
    return Fraction(row.upper - row.lower) * require_unit(row.unit).size
