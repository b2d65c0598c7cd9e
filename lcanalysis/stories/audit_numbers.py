"""The findings of a plan with their numbers as quantities, each with the raw cells it follows from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import PurePosixPath
from typing import Final

from lcanalysis.auditing import Finding, Recomputation, Unchecked, check_plan, evidence, uncheckable
from lcanalysis.auditing.address import subject_in_words
from lcanalysis.auditing.finding import NUMBERS
from lcanalysis.auditing.growth import recompute_growth
from lcanalysis.auditing.judgement import AGREES, IDENTITY, SEVERITIES
from lcanalysis.auditing.magnitude import implausible_outputs
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.ratio import recompute_ratios
from lcanalysis.auditing.recomputation import name_of
from lcanalysis.exhibits import Quantity
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.plan import Plan
from lcanalysis.quantities.digits import rounded
from lcanalysis.units import PERCENT, PERCENTAGE_POINT


@dataclass(frozen=True)
class Audited:
    """A plan with its audit, made once for a story."""

    plan: Plan

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, in the order of the rules."""
        return check_plan(self.plan.definition, self.plan.records)

    @cached_property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """The published rates that could not be recomputed."""
        return uncheckable(self.plan.definition, self.plan.records)

    @cached_property
    def _publication(self) -> Publication:
        return Publication(self.plan.definition, self.plan.records)

    @cached_property
    def _evidence(self) -> dict[str, tuple[Observation, ...]]:
        return evidence(self.plan.definition, self.plan.records)

    @cached_property
    def rates(self) -> dict[str, list[tuple[Recomputation, Finding]]]:
        """The recomputed rates and ratios in use by indicator; a second print of one is not counted again."""
        named = {one.finding: one for one in self.findings}
        found: dict[str, list[tuple[Recomputation, Finding]]] = {}
        for one in (*recompute_growth(self._publication), *recompute_ratios(self._publication)):
            if self._publication.is_preferred(one.published):
                pair = (one, named[name_of(self._publication, one)])
                found.setdefault(one.published.indicator, []).append(pair)
        return found

    def of_rule(self, rule: str) -> list[Finding]:
        """Return the findings of one rule."""
        return [one for one in self.findings if one.rule == rule]

    def figure(self, one: Finding, lang: str) -> str:
        """Return what a finding's figure measures, in words."""
        indicator, entity, area, period = one.subject.split("/")
        return subject_in_words(self.plan.definition, (indicator, entity, area, period), lang)

    def numbers(self, one: Finding) -> dict[str, Quantity]:
        """Return the numbers of a finding by column; those that do not apply are absent.

        The discrepancy of two percentages is in percentage points.
        """
        trace = tuple(row.trace for row in self._evidence.get(one.finding, ())) or (_trace(one),)
        values: dict[str, Decimal | None] = {name: getattr(one, name) for name in NUMBERS}
        return {
            name: Quantity(
                f"audit/{one.finding}/{name}",
                value,
                PERCENTAGE_POINT if (name, one.unit) == ("discrepancy", PERCENT) else one.unit,
                trace[:1] if name == "published" else trace,
                printed_decimals(value),
            )
            for name, value in values.items()
            if value is not None
        }

    def quantities(self, one: Finding) -> tuple[Quantity, ...]:
        """Return all numbers that the sentence of a finding names, its inputs included."""
        inputs = self._evidence.get(one.finding, ())[1:]
        return (
            *self.numbers(one).values(),
            *(self.quantity(row) for row in inputs),
            *self._further.get(one.finding, ()),
        )

    def quantity(self, row: Observation) -> Quantity:
        """Return the quantity of a figure.

        One that a later publication restates is named by its vintage as well; one of which another place of the same
        vintage, which is in use, says otherwise, by its file.
        """
        found = Quantity.of(row)
        in_use = self.plan.find_observation(row.indicator, row.entity, row.period, row.area)
        if in_use is None:
            return found
        if in_use.vintage != row.vintage:
            return replace(found, key=f"{found.key}/{row.vintage}")
        return found if in_use.value == row.value else replace(found, key=f"{found.key}@{row.source}")

    @cached_property
    def _further(self) -> dict[str, tuple[Quantity, ...]]:
        """The numbers that sentences name beside the columns of findings: rounded rates, shares of capacity."""
        found: dict[str, tuple[Quantity, ...]] = {}
        for one in (*recompute_growth(self._publication), *recompute_ratios(self._publication)):
            name, places = name_of(self._publication, one), printed_decimals(one.published.value)
            trace = tuple(row.trace for row in (one.published, *one.inputs))
            value = rounded(one.point, places)
            found[name] = (Quantity(f"audit/{name}/rounded", value, one.published.unit, trace, places),)
        for odd in implausible_outputs(self._publication):
            stem, trace = f"audit/{odd.name}", tuple(row.trace for row in (odd.output, *odd.capacities))
            shares = [Quantity(f"{stem}/share", odd.share_pct, PERCENT, trace, printed_decimals(odd.share_pct))]
            if odd.table_unit:
                otherwise, places = odd.share_read_otherwise_pct, printed_decimals(odd.output.value)
                shares.append(Quantity(f"{stem}/share_read_otherwise", otherwise, PERCENT, trace, 1))
                shares.append(Quantity(f"{stem}/read_otherwise", odd.output.value, odd.table_unit, trace[:1], places))
            found[odd.name] = tuple(shares)
        return found


_BEHIND: Final = re.compile(r" \(row \d+, ")


def is_sound(one: Finding) -> bool:
    """Return whether a finding says that all is well."""
    return one.kind in {AGREES, IDENTITY}


def by_gravity(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with the gravest first, else in their order."""
    return sorted(findings, key=lambda one: -SEVERITIES.index(one.severity))


def address(one: Finding) -> str:
    """Return where a finding's figure stands, without the folder: ``production.csv D9``."""
    file, _, cell = _trace(one).partition(" ")
    return f"{PurePosixPath(file).name} {cell}"


def _trace(one: Finding) -> str:
    """Return the address of a finding's figure, ``file cell``, without the words in brackets behind it."""
    return _BEHIND.split(one.place)[0]
