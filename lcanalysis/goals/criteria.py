"""When a goal counts as met: the rates and levels that its wording admits."""

from __future__ import annotations

from decimal import Decimal

from lcanalysis.goals.goal_words import ABOUT, ABOVE, GROWTH
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth_formulas import RoundingBounds
from lcanalysis.number_format import printed_decimals
from lcanalysis.periods import year_of


def growth_band(goal: Goal) -> RoundingBounds:
    """Return the rates that a growth goal admits as just met.

    A range as printed; 左右 (about) all rates that round to the printed one; else the printed rate alone.
    """
    if goal.value_upper is not None:
        return RoundingBounds(goal.value, goal.value_upper)
    if goal.comparison == ABOUT:
        half = Decimal(5).scaleb(-printed_decimals(goal.value) - 1)
        return RoundingBounds(goal.value - half, goal.value + half)
    return RoundingBounds.exact(goal.value)


def years_of(goal: Goal) -> int:
    """Return the number of years from the base of a goal to its due year; the base year is not counted."""
    return year_of(goal.due_period) - year_of(goal.base_period)


def years_left(goal: Goal, period: str) -> int:
    """Return the number of years from a period to the due year of a goal; not positive once it has come."""
    return year_of(goal.due_period) - year_of(period)


def is_met(goal: Goal, value: Decimal) -> bool:
    """Return whether a level meets a goal that is no growth goal; a range is met from its lower end."""
    return value > goal.value if goal.comparison == ABOVE else value >= goal.value


def is_rate(goal: Goal) -> bool:
    """Return whether a goal is a growth in percent a year, rather than a level or a rise in points."""
    return goal.kind == GROWTH and goal.unit == "%"


def is_share(goal: Goal) -> bool:
    """Return whether a goal's changes are counted in percentage points: a share in percent, or a rise in points."""
    return (goal.unit == "%") != (goal.kind == GROWTH)
