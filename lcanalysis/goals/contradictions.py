"""Goals that contradict one another or the figures: found by rule, stated as findings.

Four rules. `goal_pair`: a growth goal and a level goal of one thing should lead to the same place.
`goal_parts`: the growth of a whole is a weighted mean of the growth of its parts. `goal_met_at_base`: a goal
that was met before it was set asks for nothing. `goal_unit`: a goal and the figures it is held against are
of one dimension.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.judgement import UNIT
from lcanalysis.definition import Definition
from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.goal_finding import Contradiction, goal_finding
from lcanalysis.goals.goal_words import goal_in_words
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import Figures
from lcanalysis.goals.met_at_base import check_met_at_base
from lcanalysis.goals.pairs import check_pairs
from lcanalysis.goals.parts import check_parts
from lcanalysis.number_format import printed_decimals
from lcanalysis.observations import Observation
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.units import require_unit
from lcanalysis.wording import LANGUAGES, say

GOAL_UNIT: Final = "goal_unit"


def check_goals(
    definition: Definition, observations: Iterable[Observation], goals: Iterable[Goal]
) -> tuple[Finding, ...]:
    """Return what contradicts in the plan's goals, rule by rule, each in the order of the goals.

    Parameters
    ----------
    definition
        The plan's definition; its `totals` tell which growth goals belong to parts of one whole.
    observations
        All observations, of which those in use are taken.
    goals
        The plan's goals.

    Notes
    -----
    A growth goal of 左右 is taken at its printed value; the finding says so where the wording admits the
    rate that the level requires. Goals whose base figure was not published are not judged.
    """
    return tuple(one.finding for one in find_contradictions(definition, observations, goals))


def find_contradictions(
    definition: Definition, observations: Iterable[Observation], goals: Iterable[Goal]
) -> tuple[Contradiction, ...]:
    """Return the findings of `check_goals`, each with the numbers that its sentence names."""
    figures = Figures(definition, tuple(observations))
    held = tuple(goals)
    ill_measured = tuple(_unlike_units(figures, held))
    unlike = {goal.goal for goal, _ in ill_measured}
    sound = tuple(goal for goal in held if goal.goal not in unlike)
    return (
        *check_pairs(figures, sound),
        *check_parts(definition, sound),
        *check_met_at_base(figures, sound),
        *(_unit_contradiction(definition, goal, row) for goal, row in ill_measured),
    )


def plan_contradictions(plan: Plan) -> tuple[Contradiction, ...]:
    """Return the findings of `check_goals` on a plan's goals and figures, each with the numbers that its sentence names."""
    return find_contradictions(plan.definition, plan.records, plan_goals(plan))


def _unlike_units(figures: Figures, goals: Sequence[Goal]) -> Iterator[tuple[Goal, Observation]]:
    """Yield goals of levels whose own figures are printed in a unit of another dimension."""
    for goal in goals:
        if goal.is_growth:
            continue
        dimension = require_unit(goal.unit).dimension
        row = figures.get(goal.indicator, goal.entity, goal.base_period)
        if row is not None and require_unit(row.unit).dimension != dimension:
            yield goal, row


def _unit_contradiction(definition: Definition, goal: Goal, row: Observation) -> Contradiction:
    published = Quantity(row.value, row.unit, row.addresses, decimals=printed_decimals(row.value))
    texts = tuple(
        say(
            "goals.unlike_unit",
            lang,
            who=definition.name(goal.entity, lang),
            indicator=definition.name(goal.indicator, lang),
            goal=goal_in_words(goal, lang),
            published=published.text(lang),
            period=row.period,
        )
        for lang in LANGUAGES
    )
    return goal_finding(
        GOAL_UNIT,
        definition,
        (goal,),
        kind=UNIT,
        published=goal,
        recomputed=None,
        bounds=None,
        texts=texts,
        numbers={f"{row.indicator}/{row.entity}/{row.area}/{row.period}": published},
    )
