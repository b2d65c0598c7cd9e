"""Goals that contradict one another or the figures, or cannot be measured: found by rule, stated as findings.

`goal_pair`: a growth goal and a level goal of one thing should lead to the same place. `goal_parts`: the growth of a whole
is a weighted mean of the growth of its parts. `goal_met_at_base`: a goal that was met before it was set asks for nothing.
`goal_capacity`: capacity is used as the goal supposes. `goal_volume`: a processing ratio and the revenue goal of its segment
go together. `goal_groups`: the plan says who belongs to a group that it sets goals for. `goal_standard`: a standard that a
goal names is in force. `goal_unit`: a goal and the figures it is held against are of one dimension.
"""

from __future__ import annotations

from collections.abc import Iterable

from lcanalysis.auditing.finding import Finding
from lcanalysis.auditing.record import Record
from lcanalysis.definition import Definition
from lcanalysis.goals.assessing import plan_goals
from lcanalysis.goals.goal_sentences import goal_finding
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import Figures
from lcanalysis.goals.met_at_base import check_met_at_base
from lcanalysis.goals.pairs import check_pairs
from lcanalysis.goals.parts import check_parts
from lcanalysis.goals.standards import check_standards
from lcanalysis.goals.undefined_groups import check_groups
from lcanalysis.goals.unlike_units import check_units_of_goals, unlike_goals
from lcanalysis.goals.utilisation import check_utilisation
from lcanalysis.goals.volumes import check_volumes
from lcanalysis.observations import Observation
from lcanalysis.plan import Plan


def check_goals(
    definition: Definition, observations: Iterable[Observation], goals: Iterable[Goal]
) -> tuple[Finding, ...]:
    """Return what the rules find in the plan's goals, rule by rule, each in the order of the goals.

    - `definition`: the plan's definition; its `totals` tell which growth goals belong to parts of one whole.
    - `observations`: all observations, of which those in use are taken.
    - `goals`: the plan's goals.

    Goals whose base figure was not published are not judged. Only what no reading of the wording, no rounding and no other
    scope explains is a conflict.
    """
    records = goal_records(Figures(definition, tuple(observations)), tuple(goals))
    return tuple(goal_finding(definition, record) for record in records)


def goal_records(figures: Figures, goals: tuple[Goal, ...]) -> tuple[Record, ...]:
    """Return what the rules find, in numbers and codes."""
    unlike = unlike_goals(figures, goals)
    ill_measured = {one.goal.goal for one in unlike}
    sound = tuple(goal for goal in goals if goal.goal not in ill_measured)
    return (
        *check_pairs(figures, sound),
        *check_parts(figures.definition, sound),
        *check_met_at_base(figures, sound),
        *check_utilisation(figures, sound),
        *check_volumes(figures, sound),
        *check_groups(figures.definition, goals),
        *check_standards(figures.definition, goals),
        *check_units_of_goals(figures, unlike),
    )


def plan_contradictions(plan: Plan) -> tuple[Finding, ...]:
    """Return the findings of `check_goals` on a plan's goals and figures."""
    return check_goals(plan.definition, plan.records, plan_goals(plan))
