"""The rates of a goal: how fast the figure moved, how fast it must, and how much of the level wanted there is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from lcanalysis.goals.criteria import is_share, years_left
from lcanalysis.goals.goal_words import GROWTH
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth_formulas import cagr_pct, projected_level, required_change_pp, required_growth_pct
from lcanalysis.goals.measures import Measurement
from lcanalysis.observations import Observation
from lcanalysis.periods import year_of


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of a goal, None where unknown or not applicable.

    `actual_*` and `required_*` are a year on average: growth in percent, or for shares the change in percentage
    points; the latter from the latest figure to the due year. `attainment_pct` is the latest level in percent of
    the level wanted in the due year.
    """

    actual_growth_pct: Decimal | None = None
    actual_change_pp: Decimal | None = None
    attainment_pct: Decimal | None = None
    required_growth_pct: Decimal | None = None
    required_change_pp: Decimal | None = None


def required_rates(goal: Goal, latest: Measurement, base: Measurement | None) -> Rates:
    """Return what a goal still requires from its latest figure on, and its attainment.

    `base` is the figure of the base year, from which a growth goal starts; where that year was not published, the
    figure that growth is counted from instead.
    """
    wanted = wanted_level(goal, base)
    left = years_left(goal, latest.period)
    if wanted is None or wanted <= 0:
        return Rates()
    found = Rates(attainment_pct=latest.value / wanted * 100)
    if left < 1:
        return found
    if is_share(goal):
        change = required_change_pp(latest.value, wanted, left)
        return replace(found, required_change_pp=change)
    if goal.kind == GROWTH and latest.period <= goal.base_period:
        # At its base a growth goal requires what it says, to the digit.
        return replace(found, required_growth_pct=goal.value)
    return (
        replace(found, required_growth_pct=required_growth_pct(latest.value, wanted, left))
        if latest.value > 0
        else found
    )


def with_actual(
    rates: Rates, goal: Goal, latest: Measurement, before: Measurement, growth: Observation | None
) -> Rates:
    """Return `rates` with how fast the figure moved; a published year-on-year rate goes before a computed one."""
    years = year_of(latest.period) - year_of(before.period)
    if is_share(goal):
        return replace(rates, actual_change_pp=required_change_pp(before.value, latest.value, years))
    if growth is not None:
        return replace(rates, actual_growth_pct=growth.value)
    if before.value <= 0 or latest.value <= 0:
        return rates
    return replace(rates, actual_growth_pct=cagr_pct(before.value, latest.value, years))


def wanted_level(goal: Goal, base: Measurement | None) -> Decimal | None:
    """Return the level that the goal means in its due year: its value, or where its growth leads from the base.

    A range counts from its lower end. None for a growth goal without a figure to start from. `base` may be of another
    year than the goal's base, if that was not published: growth is then counted from it.
    """
    if goal.kind != GROWTH:
        return goal.value
    if base is None or base.value <= 0:
        return None
    years = years_left(goal, base.period)
    if years < 1:
        return None
    return base.value + goal.value * years if goal.unit != "%" else projected_level(base.value, goal.value, years)
