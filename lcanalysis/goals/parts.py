"""Rule `goal_parts`: the growth of a whole is a weighted mean of the growth of its parts.

A whole contradicts its parts only where no growth that their goals admit gives a growth that its goal admits. "At least 4%"
admits 6%: parts with lower least rates than the whole are told and left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.judgement import CONFLICT, NOTICE, SCOPE, WARNING
from lcanalysis.auditing.record import Record
from lcanalysis.definition import Definition, Total
from lcanalysis.goals.criteria import is_rate, years_of
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goal_words import ABOUT, WITHIN
from lcanalysis.goals.goals import Goal
from lcanalysis.quantities.interval import Interval

PARTS: Final = "goal_parts"
BELOW: Final = "below"
AMID: Final = "within"
BEYOND: Final = "above"


@dataclass(frozen=True, slots=True)
class Parts:
    """A growth goal of a whole, and those of all its parts."""

    whole: Goal
    parts: tuple[Goal, ...]

    @property
    def least(self) -> Decimal:
        """The least rate that a part's goal names."""
        return min(part.value for part in self.parts)

    @property
    def most(self) -> Decimal:
        """The greatest rate that a part's goal names."""
        return max(part.value_upper or part.value for part in self.parts)

    @property
    def above(self) -> tuple[Goal, ...]:
        """The parts whose goals lie above that of the whole."""
        return tuple(part for part in self.parts if part.value > self.whole.value)

    @property
    def below(self) -> tuple[Goal, ...]:
        """The parts whose goals allow less than that of the whole."""
        return tuple(part for part in self.parts if part.value < self.whole.value)

    @property
    def position(self) -> str:
        """Where the parts' goals lie: all ``below`` that of the whole, all ``above``, or on both sides (``within``).

        Empty where nothing follows.
        """
        if self.most < self.whole.value:
            return BELOW
        if self.least > (self.whole.value_upper or self.whole.value):
            return BEYOND
        return AMID if self.above and self.below else ""

    @property
    def kind(self) -> str:
        """Conflict if neither side leaves room for the other, else scope: weights or scopes decide, and are not stated."""
        bounding = self.parts if self.position == BELOW else (self.whole,)
        goals = (self.whole, *self.parts)
        is_vague = any(goal.note or goal.comparison == ABOUT for goal in goals)
        is_bounded = all(goal.comparison == WITHIN for goal in bounding)
        return CONFLICT if self.position != AMID and is_bounded and not is_vague else SCOPE

    @property
    def multiple(self) -> Fraction:
        """How many times the parts above must the parts below weigh; see `required_weight`."""
        return required_weight(self.whole, self.above, self.below)


def check_parts(definition: Definition, goals: Sequence[Goal]) -> Iterator[Record]:
    """Yield a record where the growth goals of all parts of a declared whole cannot, or can hardly, give its goal.

    Some parts that cannot exceed a whole (a `bound`) are not all its parts, and nothing follows from their goals.
    """
    rates = {(goal.indicator, goal.entity, goal.base_period, goal.due_period): goal for goal in goals if is_rate(goal)}
    for relation in definition.totals:
        for whole in goals:
            is_its_goal = (whole.indicator, whole.entity) == (relation.indicator, relation.total.entity)
            if relation.kind == "bound" or not is_its_goal or not is_rate(whole):
                continue
            one = Parts(whole, _goals_of_parts(relation, whole, rates))
            if one.parts and one.position:
                yield _record(definition, one)


def _goals_of_parts(relation: Total, whole: Goal, rates: dict[tuple[str, str, str, str], Goal]) -> tuple[Goal, ...]:
    keys = [(relation.indicator, part.entity, whole.base_period, whole.due_period) for part in relation.parts]
    # A part without a goal may grow at any rate, so that nothing follows for the whole.
    return tuple(rates[key] for key in keys) if all(key in rates for key in keys) else ()


def _record(definition: Definition, one: Parts) -> Record:
    return goal_record(
        PARTS,
        definition,
        (one.whole, *one.parts),
        kind=one.kind,
        severity=WARNING if one.kind == CONFLICT else NOTICE,
        published=one.whole,
        bounds=Interval.between(one.least, one.most),
        about=one,
    )


def required_weight(whole: Goal, above: Sequence[Goal], below: Sequence[Goal]) -> Fraction:
    """Return how many times the parts above must the parts below weigh, for the whole to grow as its goal says.

    With every part at the least its goal allows, the levels of the due year balance only if
    ``weight(below) * max(deficit) >= weight(above) * min(excess)``, excess and deficit being the distances of
    ``(1 + part / 100) ** years`` from ``(1 + whole / 100) ** years``. The result is ``min(excess) /
    max(deficit)``: the weight is the level in the base year.

    Copper and aluminium at 8 %, tube at 3 %, the whole at 5 % over four years: 1.61.
    """
    path, *others = ((1 + Fraction(goal.value) / 100) ** years_of(whole) for goal in (whole, *above, *below))
    excess = min(others[: len(above)]) - path
    deficit = path - min(others[len(above) :])
    return excess / deficit
