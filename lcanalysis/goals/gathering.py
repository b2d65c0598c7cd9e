"""Gathers the evidence for a goal from a plan's figures: levels, published growth and bounds, of its own scope or another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from lcanalysis.goals.criteria import is_rate
from lcanalysis.goals.evidence import Evidence, Level
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.meaning import REAL, RELATIVE
from lcanalysis.goals.measures import Figures, Measurement, group_members, history, measure
from lcanalysis.observations import AT_LEAST, DERIVED, Observation
from lcanalysis.periods import year_of
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT, PERCENTAGE_POINT, convert

BREAK: Final = "break"
"""The `definition` of a level after a break in its series, which counts something else than the base does."""
CURRENT_PRICES: Final = "current"


def gather(figures: Figures, goal: Goal, series: Sequence[Measurement]) -> Evidence:
    """Return what is known of a goal.

    - `figures`: the plan's definition and observations.
    - `goal`: the goal.
    - `series`: the measurements of its indicator by year, in the unit of its levels.
    """
    if goal.kind == RELATIVE:
        return Evidence(levels=_differences(figures, goal))
    levels = {year_of(one.period): _level(figures, goal, one) for one in _alike(figures, goal, series)}
    if series:
        unit = series[-1].unit
        levels |= {year: one for year, one in _bounds(figures, goal, unit).items() if year not in levels}
    elif not goal.is_growth:
        levels = _bounds(figures, goal, goal.unit)
    # Growth carries a level on only from its base.
    may_chain = is_rate(goal) or (goal.kind == "level" and year_of(goal.base_period) in levels)
    rates = _rates(figures, goal.indicator, goal.entity, goal) if may_chain else {}
    return Evidence(levels, {year: one.quantity for year, one in rates.items()})


def growth_history(figures: Figures, indicator: str, entity: str) -> dict[int, Measurement]:
    """Return the published growth of an indicator by year; of one that is itself a growth, its own figures."""
    definition = figures.definition
    own = definition.indicators.get(indicator)
    is_growth = own is not None and own.growth_of is not None
    codes = (indicator,) if is_growth else definition.growths_of(indicator)
    found = [one for code in codes for one in history(figures, code, entity, PERCENT) if one.lower > -100]
    return {year_of(one.period): one for one in found}


def _rates(figures: Figures, indicator: str, entity: str, goal: Goal) -> dict[int, Measurement]:
    """Return the published growth of the goal's scope; for a goal of real growth, none at current prices."""
    return {
        year: one
        for year, one in growth_history(figures, indicator, entity).items()
        if not goal.scope or {*one.scopes} <= {goal.scope, ""}
        if goal.kind != REAL or all(row.price_basis != CURRENT_PRICES for row in one.inputs)
    }


def _level(figures: Figures, goal: Goal, found: Measurement) -> Level:
    """Return a measurement as evidence for a goal: as it is, as a bound, or as a figure of another definition."""
    if goal.base_period < found.period and any(
        row.is_break and row.period > goal.base_period for row in _since_base(figures, goal, found)
    ):
        return Level(found.quantity, is_open_below=True, is_open_above=True, definition=BREAK)
    scopes = [scope for scope in found.scopes if scope and scope != goal.scope]
    if not goal.scope or not scopes:
        return Level(found.quantity, is_derived=any(_is_worked_back(figures, row) for row in found.inputs))
    return _of_scope(figures, goal, found.quantity, scopes[0], is_one=len(found.inputs) == 1)


def _is_worked_back(figures: Figures, row: Observation) -> bool:
    """Return whether a level follows from the next year's and its growth; others that are derived add up their parts."""
    after = figures.get(row.indicator, row.entity, str(year_of(row.period) + 1), row.area)
    return row.status == DERIVED and after is not None and {*after.addresses} <= {*row.addresses}


def _of_scope(figures: Figures, goal: Goal, quantity: Quantity, scope: str, *, is_one: bool) -> Level:
    """Return a figure of another scope; it is a bound if plan.yml says which of the two scopes is never below the other."""
    scopes = figures.definition.scopes
    holds_goal = is_one and scope in scopes and goal.scope in scopes[scope].at_least
    is_held = is_one and goal.scope in scopes and scope in scopes[goal.scope].at_least
    return Level(quantity, is_open_below=not is_held, is_open_above=not holds_goal, definition=scope)


def _since_base(figures: Figures, goal: Goal, found: Measurement) -> Iterable[Observation]:
    """Yield the figures of a measurement's inputs from the base year to its own."""
    subjects = {(row.indicator, row.entity, row.area) for row in found.inputs}
    for year in figures.years:
        if goal.base_period < year <= found.period:
            for subject in subjects:
                row = figures.in_use.get((*subject, year))
                if row is not None:
                    yield row


def _bounds(figures: Figures, goal: Goal, unit: str) -> dict[int, Level]:
    """Return the figures of which the text gives a bound alone: 1000余, 不到2%."""
    found = {}
    for year in figures.years:
        row = figures.bound(goal.indicator, goal.entity, year)
        if row is not None:
            value = Quantity(convert(row.value, row.unit, unit), unit, row.addresses)
            is_least = row.status == AT_LEAST
            found[year_of(year)] = Level(value, is_open_below=not is_least, is_open_above=is_least)
    return found


def _alike(figures: Figures, goal: Goal, series: Sequence[Measurement]) -> list[Measurement]:
    """Return the measurements of a group over those members that have figures in both its first and its latest year."""
    of_the_plan = [one for one in series if goal.base_period <= one.period <= goal.due_period]
    members = group_members(figures.definition, goal.entity)
    if not members or len(of_the_plan) < 2 or set(of_the_plan[0].entities) == set(of_the_plan[-1].entities):
        return list(series)
    first, last = of_the_plan[0], of_the_plan[-1]
    common = [name for name in members if name in first.entities and name in last.entities]
    again = [
        measure(figures, goal.indicator, goal.entity, one.period, one.unit, common) if common else None
        for one in of_the_plan
    ]
    return [one for one in series if one not in of_the_plan] + [one for one in again if one is not None]


def _differences(figures: Figures, goal: Goal) -> dict[int, Level]:
    """Return by year how far the growth of the goal's indicator lies above that of the one it is held against."""
    indicator, _, entity = goal.relative_to.partition("/")
    own = growth_history(figures, goal.indicator, goal.entity)
    other = growth_history(figures, indicator, entity or goal.entity)
    found = {}
    for year in sorted(own.keys() & other.keys()):
        gap = (own[year].quantity - other[year].quantity).to(PERCENTAGE_POINT)
        scopes = ({*own[year].scopes}, {*other[year].scopes})
        unlike = next(iter(scopes[1] - scopes[0]), "") if scopes[0] != scopes[1] else ""
        found[year] = Level(gap, bool(unlike), bool(unlike), unlike)
    return found
