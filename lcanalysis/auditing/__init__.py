"""The audit: published figures against what they can be recomputed from, by exact interval arithmetic."""

from lcanalysis.auditing.finding import Finding, findings_frame
from lcanalysis.auditing.plan_audit import Audit, Unchecked, audit, audit_of, check_plan, uncheckable
from lcanalysis.auditing.recomputation import Recomputation
from lcanalysis.auditing.tables import findings, recomputed_rates, unchecked_rates

__all__ = [
    "Audit",
    "Finding",
    "Recomputation",
    "Unchecked",
    "audit",
    "audit_of",
    "check_plan",
    "findings",
    "findings_frame",
    "recomputed_rates",
    "uncheckable",
    "unchecked_rates",
]
