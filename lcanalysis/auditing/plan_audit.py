"""The whole audit of a plan: every rule in its order."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lcanalysis.auditing.finding import Finding, findings_frame
from lcanalysis.auditing.growth import check_growth, recompute_growth, unchecked_growth
from lcanalysis.auditing.magnitude import check_magnitudes, implausible_outputs
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.ratio import check_ratios, recompute_ratios, unchecked_ratios
from lcanalysis.auditing.recomputation import Unchecked, name_of
from lcanalysis.auditing.repeated import check_repeated, repetition_name, repetitions
from lcanalysis.auditing.revision import check_revisions, restatements
from lcanalysis.auditing.totals import check_totals, sum_parts
from lcanalysis.auditing.unit import check_units, rows_of_another_unit
from lcanalysis.definition import Definition
from lcanalysis.exhibits import CaptionedFrame
from lcanalysis.observations import Observation
from lcanalysis.plan import FINDINGS_SHOWN, Plan

RULES = (check_growth, check_ratios, check_totals, check_repeated, check_units, check_magnitudes, check_revisions)


def check_plan(definition: Definition, observations: Sequence[Observation]) -> tuple[Finding, ...]:
    """Return the findings of every rule, in the order of the rules and within one in that of the observations."""
    publication = Publication(definition, tuple(observations))
    return tuple(finding for rule in RULES for finding in rule(publication))


def uncheckable(definition: Definition, observations: Sequence[Observation]) -> tuple[Unchecked, ...]:
    """Return the published rates and ratios whose inputs are not published, each with a sentence saying so."""
    publication = Publication(definition, tuple(observations))
    return unchecked_growth(publication) + unchecked_ratios(publication)


def evidence(definition: Definition, observations: Sequence[Observation]) -> dict[str, tuple[Observation, ...]]:
    """Return for each finding on figures the published one and those it was recomputed from or held against."""
    publication = Publication(definition, tuple(observations))
    rates = (*recompute_growth(publication), *recompute_ratios(publication))
    found: dict[str, tuple[Observation, ...]]
    found = {name_of(publication, one): (one.published, *one.inputs) for one in rates}
    found |= {one.name: (one.whole, *one.parts) for one in sum_parts(publication)}
    found |= {repetition_name(publication, one): (one.row, one.exact) for one in repetitions(publication)}
    found |= {name: tuple(held) for name, _, held in rows_of_another_unit(publication)}
    found |= {one.name: (one.output, *one.capacities) for one in implausible_outputs(publication)}
    return found | {one.name: (one.later, one.earlier) for one in restatements(publication)}


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
