"""A finding about goals: the same record as the audit's, its place in goals.yml and in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from lcanalysis.auditing.judgement import WARNING
from lcanalysis.auditing.record import Record
from lcanalysis.definition import Definition
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.observations import Observation
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded, rounded_down, rounded_up
from lcanalysis.quantities.interval import Interval

DECIMALS: Final = 4
"""Computed numbers are written with four decimals, bounds rounded outward: enough to see how they came about."""


def finding_name(rule: str, goals: Sequence[Goal]) -> str:
    """Return the stable name of a finding: the rule and the goals concerned.

    ``goal_pair/cluster_growth/cluster_revenue``
    """
    return "/".join([rule, *(goal.goal for goal in goals)])


def goal_record(
    rule: str,
    definition: Definition,
    goals: Sequence[Goal],
    *,
    kind: str,
    published: Goal,
    about: Any,
    severity: str = WARNING,
    certainty: str = "",
    recomputed: Quantity | None = None,
    bounds: Interval | None = None,
    evidence: Sequence[Observation] = (),
) -> Record:
    """Return the record of a rule about some goals.

    - `rule`, `kind`, `severity`, `certainty`: the rule, which of the kinds of findings it is, how grave, and how sure
      if that is not the usual of its kind.
    - `definition`: the plan's definition.
    - `goals`: the goals concerned, which name and place the finding.
    - `published`: the goal whose value, indicator, unit and due year the finding states.
    - `about`: what the rule knows of the case, from which the sentence is written.
    - `recomputed`: what follows from the figures or the other goals, with its bounds; None where no single number does.
    - `bounds`: where only a range follows, the range.
    - `evidence`: the figures that the goals were held against.
    """
    shown = None if recomputed is None else rounded(recomputed.exact, DECIMALS)
    ends = bounds if recomputed is None else recomputed.bounds
    return Record(
        finding=finding_name(rule, goals),
        rule=rule,
        kind=kind,
        severity=severity,
        subject=(published.indicator, published.entity, definition.plan.area, published.due_period),
        unit=published.unit,
        published=published.value,
        recomputed=shown,
        lower=None if ends is None else rounded_down(ends.lower, DECIMALS),
        upper=None if ends is None else rounded_up(ends.upper, DECIMALS),
        discrepancy=None if shown is None else published.value - shown,
        place="; ".join(f"{FILE} {goal.goal}" for goal in goals),
        section="、".join(dict.fromkeys(goal.section for goal in goals if goal.section)),
        evidence=tuple(evidence),
        about=about,
        certainty=certainty,
    )
