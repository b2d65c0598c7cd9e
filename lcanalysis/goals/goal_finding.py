"""A finding about goals: the same record as the audit's, its place in goals.yml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.judgement import WARNING
from lcanalysis.definition import Definition
from lcanalysis.exhibits import Words, words_from
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.goals.growth_formulas import RoundingBounds
from lcanalysis.number_format import printed_decimals
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.digits import rounded, rounded_down, rounded_up
from lcanalysis.wording import LANGUAGES

DECIMALS: Final = 4
"""Computed numbers are written with four decimals, bounds rounded outward: enough to see how they came about."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A finding about goals, with every number that its sentence names, by name."""

    finding: Finding
    numbers: Mapping[str, Quantity]

    @property
    def phrase(self) -> Words:
        """The sentence in both languages, with every number that it names."""
        said = words_from(self.finding.text)
        return replace(said, fields={**said.fields, **self.numbers})


def finding_name(rule: str, goals: Sequence[Goal]) -> str:
    """Return the stable name of a finding: the rule and the goals concerned.

    Examples
    --------
    ``goal_pair/cluster_growth/cluster_revenue``
    """
    return "/".join([rule, *(goal.goal for goal in goals)])


def goal_numbers(goal: Goal) -> dict[str, Quantity]:
    """Return the numbers that a goal names, traced to its entry."""
    ends = {"value": goal.value} | ({} if goal.value_upper is None else {"value_upper": goal.value_upper})
    return {
        f"goal/{goal.goal}/{name}": Quantity(end, goal.unit, f"{FILE} {goal.goal}", decimals=printed_decimals(end))
        for name, end in ends.items()
    }


def goal_finding(
    rule: str,
    definition: Definition,
    goals: Sequence[Goal],
    *,
    kind: str,
    published: Goal,
    recomputed: Decimal | None,
    bounds: RoundingBounds | None,
    texts: Sequence[str],
    numbers: Mapping[str, Quantity] | None = None,
) -> Contradiction:
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
    numbers
        The numbers that the sentence names besides those of the goals.
    """
    shown = None if recomputed is None else rounded(Fraction(recomputed), DECIMALS)
    finding = Finding(
        finding=finding_name(rule, goals),
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
    own = {name: number for goal in goals for name, number in goal_numbers(goal).items()}
    return Contradiction(finding, {**own, **(numbers or {})})
