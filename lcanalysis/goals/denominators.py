"""Goals whose ratio cannot be computed: a denominator that was published as zero, or rounds to it."""

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
    """Return a fault for each goal of a ratio whose denominator is not above zero, with the cell it stands in.

    A figure whose rounding interval reaches zero counts as zero: nothing can be divided by it.

    Parameters
    ----------
    definition
        The plan's definition.
    observations
        What was published.
    goals
        The plan's goals; those of other kinds are passed over.
    """
    figures = Figures(definition, tuple(observations))
    return [
        Fault(
            Place.at(row.source, row.cell),
            "intake.goal_zero_denominator",
            {"goal": goal.goal, "file": FILE, "found": row.as_printed, "period": row.period, "subject": row.entity},
        )
        for goal in goals
        for row in _denominators(figures, goal)
        if row.lower <= 0
    ]


def _denominators(figures: Figures, goal: Goal) -> Iterator[Observation]:
    definition = figures.definition
    if goal.indicator == PROCESSING_RATIO:
        ratio = definition.processing_ratios.get(goal.entity)
        subjects = [(OUTPUT, ratio.smelted)] if ratio else []
    else:
        ratio_of = definition.indicators[goal.indicator].ratio_of
        members = group_members(definition, goal.entity) or (goal.entity,)
        subjects = [(ratio_of[1], member) for member in members] if ratio_of else []
    for indicator, entity in subjects:
        found = (figures.get(indicator, entity, year) for year in figures.years)
        yield from (row for row in found if row is not None)
