"""The whole audit of a plan: every rule in order, run once in a process for each state of the data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import pandas as pd

from lcanalysis.auditing.address import place_of
from lcanalysis.auditing.finding import Finding, finding_of, findings_frame
from lcanalysis.auditing.magnitude import check_magnitudes
from lcanalysis.auditing.part_growth import check_part_growth
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.rate_check import check_rates, gaps
from lcanalysis.auditing.record import Record
from lcanalysis.auditing.remark_check import check_remarks
from lcanalysis.auditing.repeated import check_repeated
from lcanalysis.auditing.revision import check_revisions
from lcanalysis.auditing.sentences import gap_words
from lcanalysis.auditing.total_check import check_totals
from lcanalysis.auditing.unit import check_units
from lcanalysis.auditing.wording_check import check_headings, check_phases, check_table_rows, check_table_years
from lcanalysis.definition import Definition
from lcanalysis.exhibits import CaptionedFrame, Words
from lcanalysis.observations import Observation
from lcanalysis.plan import FINDINGS_SHOWN, Plan
from lcanalysis.plan_document import NO_DOCUMENT, PlanDocument

RULES: Final = (
    check_rates, check_totals, check_repeated, check_units, check_magnitudes, check_revisions,
    check_part_growth, check_table_years, check_table_rows, check_headings, check_phases, check_remarks,
)  # fmt: skip
KEPT: Final = 4
"""The number of states of the data whose audit is kept; a process seldom looks at more than one."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A published figure that could not be recomputed, and why.

    `is_missing` says whether an input is not published; else all are, and the one to divide by is not above zero.
    """

    published: Observation
    place: str
    reason: Words
    is_missing: bool

    def text(self, lang: str) -> str:
        """Return the reason as a sentence in `lang`."""
        return self.reason.text(lang)


@dataclass(frozen=True)
class Audit:
    """What the rules found in the figures of a plan."""

    publication: Publication

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The records of every rule, in the order of the rules and within one in that of the observations."""
        return tuple(record for rule in RULES for record in rule(self.publication))

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """The records in words, as findings.csv holds them."""
        return tuple(finding_of(self.publication.definition, record) for record in self.records)

    @cached_property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """The published rates and ratios whose inputs are not published."""
        definition = self.publication.definition
        return tuple(
            Unchecked(gap.published, place_of(definition, gap.published), gap_words(definition, gap), bool(gap.missing))
            for gap in gaps(self.publication)
        )


_kept: list[tuple[Publication, Audit]] = []


def audit_of(
    definition: Definition, observations: Sequence[Observation], document: PlanDocument = NO_DOCUMENT
) -> Audit:
    """Return the audit of a plan's figures; it is not made again in this process unless a declaration or figure changed.

    An opened plan is frozen, so that its own objects are recognised at once; equal ones have to be compared.

    `observations` are all observations, exact as printed.
    """
    wanted = Publication(definition, tuple(observations), document)
    for publication, audit in _kept:
        if publication.has_same_objects(wanted):
            return audit
    # A plan that was opened again has other objects with the same contents, which are remembered from now on.
    found = next((audit for publication, audit in _kept if publication.prints_the_same(wanted)), None) or Audit(wanted)
    _kept.insert(0, (wanted, found))
    del _kept[KEPT:]
    return found


def audit_of_plan(plan: Plan) -> Audit:
    """Return the audit of an opened plan."""
    return audit_of(plan.definition, plan.records, plan.document)


def audit(plan: Plan) -> pd.DataFrame:
    """Recompute every published figure of a plan that can be recomputed, and say how it stands.

    Parameters
    ----------
    plan
        An opened plan, from `lcanalysis.load`.

    Returns
    -------
    pandas.DataFrame
        One finding per row, with the columns of findings.csv; the numbers are float64, NaN where they do not
        apply, in the row's `unit`. `kind` is agrees, rounding, truncated, conflict, unit, scope, identity, revision or
        wording; `certainty` unexplained, open, wording, rounding or sound; `severity` info, notice, warning or error.
    """
    found = findings_frame(audit_of_plan(plan).findings)
    return CaptionedFrame(found, "results.findings", FINDINGS_SHOWN)
