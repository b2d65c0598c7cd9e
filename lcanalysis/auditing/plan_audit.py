"""The whole audit of a plan: every rule in its order."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from lcanalysis.auditing.finding import Finding, findings_frame
from lcanalysis.auditing.growth import check_growth, unchecked_growth
from lcanalysis.auditing.magnitude import check_magnitudes
from lcanalysis.auditing.publication import Publication
from lcanalysis.auditing.ratio import check_ratios, unchecked_ratios
from lcanalysis.auditing.recomputation import Unchecked
from lcanalysis.auditing.repeated import check_repeated
from lcanalysis.auditing.revision import check_revisions
from lcanalysis.auditing.totals import check_totals
from lcanalysis.auditing.unit import check_units
from lcanalysis.definition import Definition
from lcanalysis.observations import Observation
from lcanalysis.plan import Plan

RULES = (check_growth, check_ratios, check_totals, check_repeated, check_units, check_magnitudes, check_revisions)


def check_plan(definition: Definition, observations: Sequence[Observation]) -> tuple[Finding, ...]:
    """Return the findings of every rule, in the order of the rules and within one in that of the observations."""
    publication = Publication(definition, tuple(observations))
    return tuple(finding for rule in RULES for finding in rule(publication))


def uncheckable(definition: Definition, observations: Sequence[Observation]) -> tuple[Unchecked, ...]:
    """Return the published rates and ratios whose inputs are not published, each with a sentence saying so."""
    publication = Publication(definition, tuple(observations))
    return unchecked_growth(publication) + unchecked_ratios(publication)


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
    return findings_frame(check_plan(plan.definition, plan.records))
