"""The audit: published figures against what they can be recomputed from, by exact interval arithmetic."""

from lcanalysis.auditing.finding import Finding, findings_frame
from lcanalysis.auditing.found import findings
from lcanalysis.auditing.plan_audit import audit, check_plan, evidence, uncheckable
from lcanalysis.auditing.recomputation import Recomputation, Unchecked

__all__ = [
    "Finding",
    "Recomputation",
    "Unchecked",
    "audit",
    "check_plan",
    "evidence",
    "findings",
    "findings_frame",
    "uncheckable",
]
