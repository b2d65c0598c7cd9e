"""A finding about goals: the same record as the audit's, its place in goals.yml."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.digits import rounded, rounded_down, rounded_up
from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.judgement import WARNING
from lcanalysis.definition import Definition
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.goals.growth import Bounds
from lcanalysis.wording import LANGUAGES

DECIMALS: Final = 4
"""Computed numbers are written with four decimals, bounds rounded outward: enough to see how they came about."""


def goal_finding(
    rule: str,
    definition: Definition,
    goals: Sequence[Goal],
    *,
    kind: str,
    published: Goal,
    recomputed: Decimal | None,
    bounds: Bounds | None,
    texts: Sequence[str],
) -> Finding:
    """Return the finding of a rule about some goals.

    Parameters
    ----------
    rule, kind
        The rule, and which of the kinds of findings it is.
    definition
        The plan's definition.
    goals
        The goals concerned, which name and place the finding.
    published
        The goal whose value, indicator, unit and due year the finding states.
    recomputed, bounds
        What follows from the figures or the other goals; None where no single number does.
    texts
        The sentence in each language, in the order of `LANGUAGES`.
    """
    shown = None if recomputed is None else rounded(Fraction(recomputed), DECIMALS)
    return Finding(
        finding="/".join([rule, *(goal.goal for goal in goals)]),
        rule=rule,
        severity=WARNING,
        subject=f"{published.indicator}/{published.entity}/{definition.plan.area}/{published.due_period}",
        published=published.value,
        recomputed=shown,
        lower=None if bounds is None else rounded_down(Fraction(bounds.lower), DECIMALS),
        upper=None if bounds is None else rounded_up(Fraction(bounds.upper), DECIMALS),
        discrepancy=None if shown is None else published.value - shown,
        unit=published.unit,
        kind=kind,
        place="; ".join(f"{FILE} {goal.goal}" for goal in goals),
        text_zh=texts[LANGUAGES.index("zh")],
        text_en=texts[LANGUAGES.index("en")],
    )
