"""The way from the base of a goal to its due year: the level it leads to, the paths to it, and the pace on them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from lcanalysis.goals.criteria import band, direction, is_rate, is_share, years_of
from lcanalysis.goals.goal_words import goal_quantity
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import SHARE_DECIMALS
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.aggregates import total
from lcanalysis.quantities.interval import Interval
from lcanalysis.units import PERCENT, RATIO, require_unit

COMPOUND_KINDS: Final = frozenset({"level", "growth", "real_growth"})


@dataclass(frozen=True, slots=True)
class Way:
    """The way of a goal from the figure of its base year.

    `wanted` is the level that the goal means in its due year, `lowest` and `highest` are the ends of the band in which it is just
    met. `is_compound` says that the pace is growth in percent, else equal steps. A ratio is counted in equal steps, but what it
    takes a year is told as growth of its numerator, so that both paths count for it (`has_growth`).
    """

    goal: Goal
    base: Quantity
    wanted: Quantity
    lowest: Quantity
    highest: Quantity
    is_compound: bool
    has_growth: bool

    @property
    def years(self) -> int:
        """How many years it takes."""
        return years_of(self.goal)

    @property
    def has_length(self) -> bool:
        """Whether the change that is wanted is more than the rounding of the base."""
        return self.wanted.exact != self.base.exact and self.wanted.exact not in self.base.bounds

    def straight(self, to: Quantity, years: int) -> Quantity:
        """Return the level after some years on the straight path to a level."""
        level: Quantity = self.base + (to - self.base) * Fraction(years, self.years)
        return level

    def compound(self, to: Quantity, years: int) -> Quantity:
        """Return the level after some years on the path of constant growth to a level."""
        level: Quantity = self.base * (to / self.base) ** Fraction(years, self.years)
        return level

    def paths(self, to: Quantity, years: int) -> tuple[Quantity, ...]:
        """Return the levels of a year on each path to a level: a growth goal asks for its pace every year."""
        if is_rate(self.goal):
            return (self.compound(to, years),)
        return (self.straight(to, years), self.compound(to, years)) if self.has_growth else (self.straight(to, years),)

    def marker(self, years: int) -> Quantity:
        """Return what must be there after some years for the pace to be as wanted; of things counted, whole ones."""
        level = self.compound(self.wanted, years) if self.has_growth else self.straight(self.wanted, years)
        unit = self.base.unit
        if unit and require_unit(unit).is_count:
            whole = -(-level.exact // 1) if direction(self.goal) > 0 else level.exact // 1
            return Quantity(whole, unit).because(level).shown(0)
        return level.shown(SHARE_DECIMALS) if unit == PERCENT else level

    def pace(self, latest: Quantity, years: int) -> Quantity:
        """Return the change a year so far in percent of the change a year that the goal takes from its base."""
        found: Quantity
        if self.is_compound and latest.bounds.lower > 0:
            per_year = (latest / self.base) ** Fraction(1, years) - 1
            found = per_year / self._growth_wanted() * 100
            return found.to(PERCENT).shown(0)
        change, wanted = (latest - self.base) / years, (self.wanted - self.base) / self.years
        found = change / wanted * 100
        return found.to(PERCENT).shown(0)

    def _growth_wanted(self) -> Quantity:
        growth: Quantity
        if is_rate(self.goal):
            growth = goal_quantity(self.goal, self.goal.value) / 100
        else:
            growth = (self.wanted / self.base) ** Fraction(1, self.years) - 1
        return growth

    def progress(self, latest: Quantity) -> Quantity:
        """Return how much of the way is behind, in percent: negative where the figure moved away."""
        found: Quantity = (latest - self.base) / (self.wanted - self.base) * 100
        return found.to(PERCENT).shown(1)


def way_of(goal: Goal, base: Quantity) -> Way:
    """Return the way of a goal from the figure of its base year, which a growth goal needs above zero.

    From 813.9 to 1000 in four years, 859.0 in the first is 105% of the pace wanted.
    """
    lower, upper = band(goal)
    value = goal_quantity(goal, goal.value)
    ends: tuple[Any, ...] = (value, lower, upper)
    years = years_of(goal)
    if not goal.is_growth:
        ends = tuple(end.to(base.unit) for end in ends)
    elif is_rate(goal):
        ends = tuple(base * (1 + end / 100) ** years for end in ends)
    else:
        ends = tuple(base + end * years for end in ends)
    is_compound, has_growth = (
        kinds and not is_share(goal) and base.bounds.lower > 0 and min(ends) > 0
        for kinds in (goal.kind in COMPOUND_KINDS, goal.kind in {*COMPOUND_KINDS, "ratio"})
    )
    return Way(goal, base, ends[0], ends[1], ends[2], is_compound, has_growth)


def chained(rates: list[Quantity]) -> Quantity:
    """Return what 1 becomes by growing at each rate in turn, with the trace and the bounds of all rates.

    It is a new input, so that further calculations do not walk over each rate again.

    >>> chained([Quantity.printed("10.0", "%", "a.csv B2"), Quantity(10, "%")]).value
    Decimal('1.21')
    """
    level, ends = Fraction(1), Interval.exact(1)
    for rate in rates:
        least, most = rate.bounds
        level, ends = level * (1 + rate.exact / 100), ends * Interval(1 + least / 100, 1 + most / 100)
    return Quantity(level, RATIO, Quantity(1).because(*rates).trace, bounds=ends)


def summed(goal: Goal, amounts: list[Quantity]) -> Quantity:
    """Return the sum of the amounts of some years; yearly reductions in % are compounded.

    Two years with reductions of 10% each are one of 19%.
    """
    if goal.unit != PERCENT:
        added: Quantity = total(amounts)
        return added
    left: Any = Quantity(1)
    for amount in amounts:
        left *= 1 - amount / 100
    made: Quantity = (1 - left) * 100
    return made.to(PERCENT)


def average_change(goal: Goal, before: Quantity, latest: Quantity, years: int) -> Quantity:
    """Return the average change a year: growth in %, points for a share, or an amount if a level may not be above zero."""
    change: Quantity
    if is_share(goal) or min(before.bounds.lower, latest.bounds.lower) <= 0:
        change = (latest - before) / years
        return change.shown(SHARE_DECIMALS) if is_share(goal) else change
    change = ((latest / before) ** Fraction(1, years) - 1) * 100
    return change.to(PERCENT).shown(1)
