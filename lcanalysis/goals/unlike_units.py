"""Rule `goal_unit`: a goal and the figures it is held against are of one dimension."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from lcanalysis.auditing.judgement import UNIT
from lcanalysis.auditing.record import Record
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import Figures
from lcanalysis.observations import Observation
from lcanalysis.units import require_unit

GOAL_UNIT: Final = "goal_unit"


@dataclass(frozen=True, slots=True)
class UnlikeGoal:
    """A goal for a level, and its own figure in a unit of another dimension."""

    goal: Goal
    row: Observation


def unlike_goals(figures: Figures, goals: Sequence[Goal]) -> tuple[UnlikeGoal, ...]:
    """Return the goals of levels whose own figures are printed in a unit of another dimension."""
    found = (
        UnlikeGoal(goal, row)
        for goal in goals
        if not goal.is_growth
        and (row := figures.get(goal.indicator, goal.entity, goal.base_period)) is not None
        and require_unit(row.unit).dimension != require_unit(goal.unit).dimension
    )
    return tuple(found)


def check_units_of_goals(figures: Figures, unlike: Sequence[UnlikeGoal]) -> Iterator[Record]:
    """Yield a record for each goal that its own figure cannot be compared with."""
    for one in unlike:
        yield goal_record(
            GOAL_UNIT, figures.definition, (one.goal,), kind=UNIT, published=one.goal, evidence=(one.row,), about=one
        )
