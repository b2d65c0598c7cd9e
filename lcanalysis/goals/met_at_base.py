"""Rule `goal_met_at_base`: a goal that was met before it was set asks for nothing, unless it asks to keep a level."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from lcanalysis.auditing.certainty import OPEN
from lcanalysis.auditing.judgement import CONFLICT, NOTICE, SCOPE, WARNING
from lcanalysis.auditing.record import Record
from lcanalysis.goals.criteria import is_met
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import Figures, Measurement, measure, measure_members

MET_AT_BASE: Final = "goal_met_at_base"
_KEPT: Final = re.compile("保持|维持|稳定|不低于|不超过|不突破|控制|以内")


@dataclass(frozen=True, slots=True)
class MetAtBase:
    """Level goals of one thing, the figures of the base year that meet each, and the scopes of the indicator's other figures.

    `is_of_members` tells figures of members of a group from the group's own.
    """

    goals: tuple[Goal, ...]
    meeting: tuple[tuple[Measurement, ...], ...]
    other_scopes: tuple[str, ...]
    is_of_members: bool

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes in which the figures were counted."""
        return tuple(dict.fromkeys(scope for each in self.meeting for one in each for scope in one.scopes))

    @property
    def kind(self) -> str:
        """Scope if the goal may mean another scope or other firms, else conflict."""
        return SCOPE if self.other_scopes or self.is_of_members or self.goals[0].note else CONFLICT


def is_kept(goal: Goal) -> bool:
    """Return whether a goal asks to keep a level (保持在80%以上), so that it is rightly met at the base."""
    return goal.kind.startswith("keep") or _KEPT.search(goal.quotation) is not None


def check_met_at_base(figures: Figures, goals: Sequence[Goal]) -> Iterator[Record]:
    """Yield a record for every level goal that the base year's figure, or a member's figure, already meets.

    It counts as met only if every value within the figure's rounding meets it. Several goals for one thing (300, even 500)
    share a record if it is open whether they are met.
    """
    held: dict[tuple[str, ...], MetAtBase] = {}
    for goal in goals:
        if goal.is_growth or is_kept(goal):
            continue
        own = measure(figures, goal.indicator, goal.entity, goal.base_period, goal.unit)
        found = (own,) if own else measure_members(figures, goal.indicator, goal.entity, goal.base_period, goal.unit)
        meeting = tuple(one for one in found if is_met(goal, one.lower))
        if meeting:
            one = MetAtBase((goal,), (meeting,), _other_scopes(figures, goal, meeting), is_of_members=own is None)
            key = (goal.indicator, goal.entity, goal.base_period, goal.due_period, goal.note)
            known = held.get(key if one.kind == SCOPE else (goal.goal,))
            held[key if one.kind == SCOPE else (goal.goal,)] = one if known is None else _together(known, one)
    for one in held.values():
        yield _record(figures, one)


def _together(one: MetAtBase, other: MetAtBase) -> MetAtBase:
    return replace(one, goals=(*one.goals, *other.goals), meeting=(*one.meeting, *other.meeting))


def _other_scopes(figures: Figures, goal: Goal, meeting: Sequence[Measurement]) -> tuple[str, ...]:
    scopes = {scope for one in meeting for scope in one.scopes}
    others = (
        row.scope
        for row in figures.in_use.values()
        if (row.indicator, row.period) == (goal.indicator, goal.base_period) and row.scope not in scopes
    )
    return tuple(dict.fromkeys(others))


def _record(figures: Figures, one: MetAtBase) -> Record:
    # Which figure a group's goal is to be held against is open, so that none is set beside it as if it were.
    largest = max((held for each in one.meeting for held in each), key=lambda held: held.value)
    is_open = one.kind == SCOPE
    return goal_record(
        MET_AT_BASE,
        figures.definition,
        one.goals,
        kind=one.kind,
        severity=NOTICE if is_open else WARNING,
        # That a goal asks for less than there is may be meant: it shows no error in any figure.
        certainty=OPEN,
        published=one.goals[0],
        recomputed=None if is_open else largest.quantity,
        evidence=tuple(dict.fromkeys(row for each in one.meeting for held in each for row in held.inputs)),
        about=one,
    )
