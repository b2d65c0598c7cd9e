"""Rule `goal_groups`: a goal for a group of firms cannot be measured if the plan does not say who belongs to the group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from lcanalysis.auditing.judgement import WORDING
from lcanalysis.auditing.record import Record
from lcanalysis.definition import Definition
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goals import Goal

GROUPS: Final = "goal_groups"


@dataclass(frozen=True, slots=True)
class UndefinedGroups:
    """The groups that the plan does not define (codes), each with its goals."""

    goals: dict[str, tuple[Goal, ...]]


def check_groups(definition: Definition, goals: Iterable[Goal]) -> Iterator[Record]:
    """Yield one record for all goals whose group plan.yml declares as not defined (`is_defined: false`).

    Which group is undefined is read in the plan by a person and declared; whom it concerns follows.
    """
    held: dict[str, tuple[Goal, ...]] = {}
    for goal in goals:
        entity = definition.entities.get(goal.entity)
        if entity is not None and not entity.is_defined:
            held[goal.entity] = (*held.get(goal.entity, ()), goal)
    if not held:
        return
    concerned = [goal for some in held.values() for goal in some]
    found = goal_record(
        GROUPS, definition, concerned, kind=WORDING, published=concerned[0], about=UndefinedGroups(held)
    )
    # It is about the groups and not about the value of any one goal.
    area, due = definition.plan.area, definition.plan.due_period
    yield replace(found, finding=GROUPS, published=None, unit="", subject=("", "", area, due))
