"""The audit: published figures against what they can be recomputed from, by exact interval arithmetic."""

from lcanalysis.auditing.finding import Finding, findings_frame
from lcanalysis.auditing.plan_audit import Audit, Unchecked, audit, audit_of, audit_of_plan
from lcanalysis.auditing.recomputation import Recomputation
from lcanalysis.auditing.tables import recomputed_rates, unchecked_rates

__all__ = [
    "Audit",
    "Finding",
    "Recomputation",
    "Unchecked",
    "audit",
    "audit_of",
    "audit_of_plan",
    "findings_frame",
    "recomputed_rates",
    "unchecked_rates",
]
