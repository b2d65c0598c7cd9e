"""Finds goals whose ratio has no value in some year, since its denominator was published as zero or may be zero."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from lcanalysis.definition import Definition
from lcanalysis.errors import Fault
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.goals.measures import OUTPUT, PROCESSING_RATIO, Figures, group_members
from lcanalysis.observations import Observation
from lcanalysis.provenance import Place


def check_denominators(
    definition: Definition, observations: Sequence[Observation], goals: Iterable[Goal]
) -> list[Fault]:
    """Return a notice for each goal of a ratio and figure by which it cannot be divided, with the cell it stands in.

    A figure whose rounding interval reaches zero counts as zero. Of a group, the sum of its members is what is divided by.
    The goal is judged by the other years.

    - `definition`: the plan's definition.
    - `observations`: what was published.
    - `goals`: the plan's goals; those of other kinds are passed over.
    """
    figures = Figures(definition, tuple(observations))
    return [
        Fault(
            Place.at(row.source, row.cell),
            "intake.goal_zero_denominator",
            {"goal": goal.goal, "file": FILE, "found": row.as_printed, "period": row.period, "subject": row.entity},
        )
        for goal in goals
        for rows in _denominators(figures, goal)
        if sum(row.lower for row in rows) <= 0
        for row in rows
    ]


def _denominators(figures: Figures, goal: Goal) -> Iterator[list[Observation]]:
    """Yield the figures of each year whose sum is the denominator."""
    definition = figures.definition
    if goal.indicator == PROCESSING_RATIO:
        ratio = definition.processing_ratios.get(goal.entity)
        subjects = [(OUTPUT, ratio.smelted)] if ratio else []
    else:
        ratio_of = definition.indicators[goal.indicator].ratio_of
        members = group_members(definition, goal.entity) or (goal.entity,)
        subjects = [(ratio_of[1], member) for member in members] if ratio_of else []
    for year in figures.years:
        found = (figures.get(indicator, entity, year) for indicator, entity in subjects)
        yield [row for row in found if row is not None]
