"""All findings of a plan: those of the audit, and those about its goals."""

from __future__ import annotations

import pandas as pd

from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.plan_audit import audit_of_plan
from lcanalysis.auditing.tables import findings_table
from lcanalysis.goals.contradictions import plan_contradictions
from lcanalysis.plan import Plan


def plan_findings(plan: Plan) -> tuple[Finding, ...]:
    """Return the findings of the audit and those about the goals, in the order of findings.csv."""
    return (*audit_of_plan(plan).findings, *plan_contradictions(plan))


def findings(plan: Plan) -> pd.DataFrame:
    """Return all findings, in the order of findings.csv, as a table of quantities and words.

    With the columns of `lcanalysis.auditing.tables.findings_table`.

    >>> from lcanalysis.plan import load
    >>> found = findings(load("data"))
    >>> found.loc["growth/output/copper_products/2018", ["kind", "certainty", "address"]].tolist()
    ['rounding', 'rounding', 'production.csv D9']
    >>> found["section"]["goal_pair/cluster_growth/cluster_revenue"].text("en")
    'chapter 2, section 3'
    """
    return findings_table(plan, plan_findings(plan))
