"""The whole audit of a plan: every rule in its order, made once a process for each state of the data."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Final

import pandas as pd

from lcanalysis.auditing.address import place_of, subject_of
from lcanalysis.auditing.finding import Finding, findings_frame
from lcanalysis.auditing.growth_check import check_growth, unchecked_growth
from lcanalysis.auditing.magnitude import check_magnitudes
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.ratio import check_ratios, unchecked_ratios
from lcanalysis.auditing.record import Record
from lcanalysis.auditing.repeated import check_repeated
from lcanalysis.auditing.revision import check_revisions
from lcanalysis.auditing.sentences import gap_words, sentence
from lcanalysis.auditing.total_check import check_totals
from lcanalysis.auditing.unit import check_units
from lcanalysis.definition import Definition
from lcanalysis.exhibits import CaptionedFrame, Words
from lcanalysis.observations import Observation
from lcanalysis.plan import FINDINGS_SHOWN, Plan

RULES: Final = (
    check_growth, check_ratios, check_totals, check_repeated, check_units, check_magnitudes, check_revisions,
)  # fmt: skip
KEPT: Final = 4
"""States of data whose audit is kept; a process seldom looks at more than one."""


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
        return tuple(_finding(self.publication.definition, record) for record in self.records)

    @cached_property
    def unchecked(self) -> tuple[Unchecked, ...]:
        """The published rates and ratios whose inputs are not published."""
        definition = self.publication.definition
        return tuple(
            Unchecked(gap.published, place_of(definition, gap.published), gap_words(definition, gap), bool(gap.missing))
            for gap in (*unchecked_growth(self.publication), *unchecked_ratios(self.publication))
        )


_made: OrderedDict[str, Audit] = OrderedDict()


def audit_of(definition: Definition, observations: Sequence[Observation]) -> Audit:
    """Return the audit of a plan's figures: that made before in this process, as long as no declaration or figure changed.

    Parameters
    ----------
    definition
        What plan.yml declares.
    observations
        All observations, exact as printed.
    """
    key = sha256(f"{definition.model_dump_json()}{list(observations)!r}".encode()).hexdigest()
    found = _made.pop(key, None) or Audit(Publication(definition, tuple(observations)))
    _made[key] = found
    while len(_made) > KEPT:
        _made.popitem(last=False)
    return found


def check_plan(definition: Definition, observations: Sequence[Observation]) -> tuple[Finding, ...]:
    """Return the findings of every rule, in the order of the rules and within one in that of the observations."""
    return audit_of(definition, observations).findings


def uncheckable(definition: Definition, observations: Sequence[Observation]) -> tuple[Unchecked, ...]:
    """Return the published rates and ratios whose inputs are not published, each with a sentence saying so."""
    return audit_of(definition, observations).unchecked


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
        apply, in the row's `unit`. `kind` is agrees, rounding, truncated, conflict, unit, scope, identity or
        revision; `severity` info, notice, warning or error.
    """
    found = findings_frame(check_plan(plan.definition, plan.records))
    return CaptionedFrame(found, "results.findings", FINDINGS_SHOWN)


def _finding(definition: Definition, record: Record) -> Finding:
    said = sentence(record.about, definition)
    return Finding(
        finding=record.finding,
        rule=record.rule,
        severity=record.severity,
        subject=subject_of(record.row),
        published=record.published,
        recomputed=record.recomputed,
        lower=record.lower,
        upper=record.upper,
        discrepancy=record.discrepancy,
        unit=record.row.unit,
        kind=record.kind,
        place=record.place,
        text_zh=said.text("zh"),
        text_en=said.text("en"),
        evidence=record.evidence,
        sentence=said,
    )
