"""A goal of the plan as an analysis opens it: its value as a quantity, its words, its due year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from lcanalysis.errors import UsageError
from lcanalysis.goals.goals import Goal, load_goals
from lcanalysis.goals.wording import goal_in_words
from lcanalysis.number_format import printed_decimals
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.names import entity_code, indicator_code
from lcanalysis.quantities.trace import GOAL, Source


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """One goal of the plan.

    `value` is what it asks for, exactly as the plan writes it; `upper` the upper end of a goal within a range, else
    None. `declared` is the goal with all that goals.yml says of it.
    """

    declared: Goal
    value: Quantity
    upper: Quantity | None

    @property
    def kind(self) -> str:
        """What is asked for: a level, growth, ratio, share, count or coverage."""
        return self.declared.kind

    @property
    def due(self) -> int:
        """The year in which it is due."""
        return int(self.declared.due_period[:4])

    def words(self, lang: str) -> str:
        """Return what it asks for in `lang`, without whose it is."""
        return goal_in_words(self.declared, lang)


def goal(plan: Plan, indicator: str, entity: str, kind: str | None = None) -> PlanGoal | None:
    """Return the plan's goal for an indicator of an entity, or None if it sets none.

    Parameters
    ----------
    plan
        The plan, as `lcanalysis.load` opens it.
    indicator, entity
        Codes, or names in either language.
    kind
        Which goal, where the plan sets several: ``level``, ``growth``, ``ratio``, ``share``, ``count`` or ``coverage``.

    Raises
    ------
    UsageError
        If the plan has no such indicator or entity, with the nearest names; or sets several goals, of which `kind`
        must choose one.
    """
    found = goals_of(plan, indicator, entity, kind)
    if len(found) > 1:
        kinds = tuple(dict.fromkeys(one.kind for one in found))
        declared = found[0].declared
        raise UsageError("quantities.several_goals", indicator=declared.indicator, entity=declared.entity, known=kinds)
    return found[0] if found else None


def goals_of(plan: Plan, indicator: str, entity: str, kind: str | None = None) -> list[PlanGoal]:
    """Return all goals of the plan for an indicator of an entity, of one `kind` if it is given, in the plan's order.

    Parameters are those of `goal`.

    Raises
    ------
    UsageError
        If the plan has no such indicator or entity, with the nearest names.
    """
    definition = plan.definition
    subject = indicator_code(definition, indicator), entity_code(definition, entity)
    every = load_goals(plan.data, definition)
    return [_opened(one) for one in every if (one.indicator, one.entity) == subject and kind in {None, one.kind}]


def _opened(declared: Goal) -> PlanGoal:
    upper = declared.value_upper
    return PlanGoal(
        declared, _quantity(declared, declared.value), None if upper is None else _quantity(declared, upper)
    )


def _quantity(declared: Goal, end: Decimal) -> Quantity:
    return Quantity(end, declared.unit, Source(GOAL, declared.goal), decimals=printed_decimals(end))
