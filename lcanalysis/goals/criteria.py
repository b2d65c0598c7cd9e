"""What the wording of a goal asks for: the band in which it is just met, its direction, its years."""

from __future__ import annotations

from decimal import Decimal

from lcanalysis.goals.goal_words import ABOUT, ABOVE, AT_MOST, BELOW, goal_quantity
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.meaning import RANK
from lcanalysis.number_format import printed_decimals
from lcanalysis.periods import year_of
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT


def band(goal: Goal) -> tuple[Quantity, Quantity]:
    """Return the least and the greatest value that a goal admits as just met.

    For a range they are its printed ends, for 左右 (about) the ends of all values that round to the printed one: growth of
    about 5% is met from 4.5 to 5.5%. Otherwise both are the printed value.
    """
    lower, upper = goal.value, goal.value if goal.value_upper is None else goal.value_upper
    if goal.comparison == ABOUT:
        half = Decimal(5).scaleb(-printed_decimals(goal.value) - 1)
        lower, upper = lower - half, upper + half
    return goal_quantity(goal, lower), goal_quantity(goal, upper)


def direction(goal: Goal) -> int:
    """Return 1 if more is better, -1 if a goal is a ceiling or a place in a ranking."""
    return -1 if goal.comparison in {AT_MOST, BELOW} or goal.kind == RANK else 1


def is_strict(goal: Goal) -> bool:
    """Return whether the value itself does not suffice: 超过, 低于."""
    return goal.comparison in {ABOVE, BELOW}


def is_met(goal: Goal, value: Decimal) -> bool:
    """Return whether a value meets a goal of a level; of a range its lower end, of a rank the place or a better one."""
    lower, upper = (end.value for end in band(goal))
    if direction(goal) < 0:
        return value < upper if is_strict(goal) else value <= upper
    if goal.comparison == ABOUT:
        return lower <= value <= upper
    return value > lower if is_strict(goal) else value >= lower


def is_above(goal: Goal, value: Decimal) -> bool:
    """Return whether a value lies above the band of an about-goal (左右): it passed the goal, which is no better than meeting it."""
    return goal.comparison == ABOUT and value > band(goal)[1].value


def years_of(goal: Goal) -> int:
    """Return the number of years from the base of a goal to its due year; the base year is not counted."""
    return year_of(goal.due_period) - year_of(goal.base_period)


def years_left(goal: Goal, period: str) -> int:
    """Return the number of years from a period to the due year of a goal; not positive once it has come."""
    return year_of(goal.due_period) - year_of(period)


def is_rate(goal: Goal) -> bool:
    """Return whether a goal is a growth in percent a year, rather than a level or a rise in points."""
    return goal.is_growth and goal.unit == PERCENT


def is_for_every_year(goal: Goal) -> bool:
    """Return whether a goal limits growth or a fall, so that it must be kept in every year and leads to no level."""
    return is_rate(goal) and goal.value * direction(goal) <= 0


def is_share(goal: Goal) -> bool:
    """Return whether a goal's changes are counted in points: it is a share in percent, or a rise in percentage points or points."""
    return goal.unit != PERCENT if goal.is_growth else goal.unit == PERCENT
