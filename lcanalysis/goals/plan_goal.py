"""A goal of the plan as an analysis opens it: its value as a quantity, its words, its due year."""

from __future__ import annotations

from dataclasses import dataclass

from lcanalysis.definition import Definition
from lcanalysis.errors import UsageError
from lcanalysis.exhibits import Words, words_from
from lcanalysis.goals.assessing import goals_about
from lcanalysis.goals.criteria import direction, is_above, is_met
from lcanalysis.goals.goal_words import goal_quantity, goal_words, outcome_words, short_goal_words
from lcanalysis.goals.goals import Goal
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.code_names import entity_code, indicator_code


@dataclass(frozen=True, slots=True)
class PlanGoal:
    """One goal of the plan.

    `value` is what it asks for, exactly as the plan writes it; `upper` the upper end of a goal within a range, else
    None. `declared` is the goal with all that goals.yml says of it, `note` what plan.yml remarks on it, in both languages.
    """

    declared: Goal
    value: Quantity
    upper: Quantity | None
    note: Words | None = None

    @property
    def kind(self) -> str:
        """What is asked for: a level, growth, ratio, share, count or coverage."""
        return self.declared.kind

    @property
    def due(self) -> int:
        """The year in which it is due."""
        return int(self.declared.due_period[:4])

    @property
    def is_ceiling(self) -> bool:
        """Whether it is not to be exceeded, so that less is better: 不超过100万吨, 年均增长不超过3%."""
        return direction(self.declared) < 0

    @property
    def phrase(self) -> Words:
        """What it asks for in both languages, with its numbers and without its subject: 超过1000亿元."""
        return goal_words(self.declared)

    @property
    def short(self) -> Words:
        """What it asks for as a table writes it: above 100 bn yuan."""
        return short_goal_words(self.declared)

    @property
    def outcome(self) -> Words:
        """The outcome whose probability is told of a goal for a level: 超过1000亿元, or 达到1000亿元 where that is enough.

        Examples
        --------
        >>> from lcanalysis.plan import load
        >>> goal(load("data"), "revenue", "cluster", "level").outcome.text("en")
        'above 100 billion yuan'
        """
        return outcome_words(self.declared, self.value)

    def is_met_by(self, figure: Quantity) -> bool:
        """Return whether a figure meets the goal."""
        return is_met(self.declared, figure.to(self.declared.unit).value)

    def is_passed_by(self, figure: Quantity) -> bool:
        """Return whether a figure is above the band of an about-goal (左右), so that it neither meets it nor falls short."""
        return is_above(self.declared, figure.to(self.declared.unit).value)

    def words(self, lang: str) -> str:
        """Return what it asks for in `lang`, without its subject."""
        return self.phrase.text(lang)


def goal(
    plan: Plan, indicator: str, entity: str, kind: str | None = None, *, due: int | None = None
) -> PlanGoal | None:
    """Return the plan's goal for an indicator of an entity, or None if it sets none.

    - `plan`: the plan, as `lcanalysis.load` opens it.
    - `indicator`, `entity`: codes, or names in either language.
    - `kind`: which goal, where the plan sets several: ``level``, ``growth``, ``ratio``, ``share``, ``count`` or
      ``coverage``.
    - `due`: of several goals of one kind, the one due in this year is taken, and the first if none is.

    Raises `UsageError` if the plan has no such indicator or entity, with the nearest names; or sets several goals, of
    which `kind` or `due` must choose one.
    """
    definition = plan.definition
    subject = indicator_code(definition, indicator), entity_code(definition, entity)
    found = [one for one in goals_about(plan, *subject) if kind in {None, one.kind}]
    if due is not None:
        found.sort(key=lambda one: year_of(one.due_period) != due)
        del found[1:]
    if len(found) > 1:
        kinds = tuple(dict.fromkeys(one.kind for one in found))
        raise UsageError("quantities.several_goals", indicator=subject[0], entity=subject[1], known=kinds)
    return opened_goal(found[0], definition) if found else None


def opened_goal(declared: Goal, definition: Definition) -> PlanGoal:
    """Return a declared goal with its numbers as quantities."""
    upper = declared.value_upper
    return PlanGoal(
        declared,
        goal_quantity(declared, declared.value),
        None if upper is None else goal_quantity(declared, upper),
        words_from(definition.notes[declared.note].text) if declared.note else None,
    )
