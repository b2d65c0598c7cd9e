"""Where every goal of a plan stands, as a table of quantities: one row per goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd

from lcanalysis.goals import verdicts
from lcanalysis.goals.assessing import assess_goals, figures_of
from lcanalysis.goals.assessment import RATES, Assessment
from lcanalysis.goals.criteria import is_rate, is_share, years_left, years_of
from lcanalysis.goals.goal_words import goal_quantity
from lcanalysis.goals.meaning import CUMULATIVE, KEEP, RANK, REAL, RELATIVE
from lcanalysis.goals.measures import SHARE_DECIMALS, Figures, Measurement
from lcanalysis.goals.milestones import elapsed_of, wanted_level
from lcanalysis.goals.plan_goal import opened_goal
from lcanalysis.goals.standing import Standing
from lcanalysis.goals.way import average_change
from lcanalysis.periods import year_of
from lcanalysis.plan import Plan
from lcanalysis.quantities import Quantity
from lcanalysis.quantities.opening import figure
from lcanalysis.units import PERCENT

RATE_DECIMALS: Final = 1
COLUMNS: Final = (
    "indicator", "entity", "wanted", "base", "due", "base_value", "latest", "measured", "period", "since", "before",
    "before_period", "change", "average_since", "momentum", "required", "next_marker", "next_year", "time_progress", "progress",
    "pace", "attainment", "verdict", "preliminary", "reason", "method", "definition", "alternatives", "derived", "years", "responsible", "note",
)  # fmt: skip


def standings(plan: Plan, *subject: str) -> pd.DataFrame:
    """Return where the plan's goals stand, one row per goal in the order of goals.yml, numbers as quantities.

    `*subject`: an indicator and an entity, by code, if only their goals are wanted. Nothing is estimated; what is unknown or
    does not apply is None. The index is the goal's code, and the columns are:

    - `indicator`, `entity`, `responsible` (areas), `note`: codes as goals.yml gives them.
    - `wanted`: the goal itself, a `PlanGoal`, with its value and words. `base`, `due`: years.
    - `base_value`: the figure of the base year; `latest`: the newest one, of the year `period`; `since`: those after the
      base year, a tuple of (year, quantity). They are rates in % for a goal of which only growth is published (`method`
      ``rates``). `measured`: the code of the indicator that they belong to.
    - `before`: the figure that the latest is compared with, of `before_period`; `change`: the average change a year
      between the two, as growth in %, in 个百分点 for a share, or as an amount where a level is not above zero.
    - `average_since`: the average change a year since the base year; `momentum`: the change up to the base year, before
      the plan; `required`: the change a year that the goal still takes. `next_marker`: the level needed in
      `next_year` to keep the pace.
    - `time_progress`: how much of the time is over; `progress`: how much of the way from the base to the goal is behind;
      `pace`: the average change so far in % of the change that the goal takes from its base. All are in %; the last two
      are None in the base year.
    - `attainment`: the latest level in % of the level wanted. It ignores the base and is no progress.
    - `verdict`: one of `lcanalysis.goals.verdicts.VERDICTS`, as an ordered category; `preliminary`: whether it rests on one
      year alone; `reason`: why there is no grade; `method`: what was judged; `alternatives`: the verdicts by levels and by
      published rates where these differ.
    - `definition`: the code of the scope if the figures count something else than the goal (``break``: a break in the
      series). `derived`: the years, from the base year on, whose level was worked back from the next year's and its
      growth. `years`: the number of years with figures.

    >>> import lcanalysis as lc
    >>> goals = lc.standings(lc.load("data"))
    >>> print(*goals.loc["cluster_revenue", ["base_value", "momentum", "required", "verdict"]])
    81.39 billion yuan 14.9% 5.3% base_year
    >>> goals.loc["cluster_revenue", "next_marker"].text("zh"), goals.loc["firms_above_30bn", "verdict"]
    ('856.90亿元', 'no_number')
    """
    return standings_of(figures_of(plan), assess_goals(plan, *subject))


def standings_of(figures: Figures, standing: Sequence[Standing]) -> pd.DataFrame:
    """Return the table of `standings` for goals that were assessed."""
    found = {one.goal.goal: _row(figures, one) for one in standing}
    table = pd.DataFrame(list(found.values()), index=pd.Index(found, name="goal"), columns=list(COLUMNS), dtype=object)
    return table.assign(verdict=pd.Categorical(table["verdict"], verdicts.VERDICTS, ordered=True))


def _row(figures: Figures, standing: Standing) -> dict[str, Any]:
    goal, latest, before, found = standing.goal, standing.latest, standing.before, standing.assessment
    by_rates = _is_by_rates(standing)
    level = found.latest if by_rates or latest is None else None
    marker = _marker(found)
    return {
        "indicator": goal.indicator,
        "entity": goal.entity,
        "wanted": opened_goal(goal, figures.definition),
        "base": year_of(goal.base_period),
        "due": year_of(goal.due_period),
        "base_value": _base_value(standing),
        "latest": level.quantity if level else latest and latest.quantity,
        "measured": _measured(figures, standing, by_rates=by_rates),
        "period": (found.year if level else None) or (latest and year_of(latest.period)),
        "since": tuple(_since(standing, by_rates=by_rates)),
        "before": None if by_rates else before and before.quantity,
        "before_period": None if by_rates else before and year_of(before.period),
        "change": found.average if by_rates and found.average else _change(figures, standing),
        "average_since": found.average,
        "momentum": momentum(standing),
        "required": _required(standing),
        "next_marker": marker and marker[1],
        "next_year": marker and marker[0],
        "time_progress": None
        if found.year is None
        else elapsed_of(goal, max(found.year, year_of(goal.base_period))).shown(0),
        "progress": found.progress,
        "pace": found.pace,
        "attainment": _attainment(standing),
        "verdict": found.verdict,
        "preliminary": found.is_preliminary,
        "reason": standing.reason or None,
        "method": found.method or None,
        "definition": _definition(found),
        "alternatives": tuple((one.method, one.verdict, one.pace) for one in found.alternatives),
        "derived": _derived(standing),
        "years": standing.years,
        "responsible": goal.responsible,
        "note": goal.note or None,
    }


def _derived(standing: Standing) -> tuple[int, ...]:
    first, levels = year_of(standing.goal.base_period), standing.evidence.levels
    return tuple(year for year in sorted(levels) if year >= first and levels[year].is_derived)


def _is_by_rates(standing: Standing) -> bool:
    """Return whether growth is shown and not levels: it was judged, and is newer than any level, or there is no level.

    Real growth always is: levels at current prices say nothing about it.
    """
    found, latest = standing.assessment, standing.latest
    is_real = standing.goal.kind == REAL
    return found.method == RATES and (
        is_real or latest is None or found.year != year_of(latest.period) or standing.years == 0
    )


def _measured(figures: Figures, standing: Standing, *, by_rates: bool) -> str | None:
    if by_rates and (standing.latest is None or standing.years):
        return next(iter(figures.definition.growths_of(standing.goal.indicator)), standing.goal.indicator)
    return None if standing.latest is None else standing.latest.indicator


def _base_value(standing: Standing) -> Quantity | None:
    first = year_of(standing.goal.base_period)
    found: Mapping[int, Any] = standing.evidence.levels
    if standing.goal.kind in {RELATIVE, CUMULATIVE}:
        return None
    return found[first].quantity if first in found else None


def _since(standing: Standing, *, by_rates: bool) -> list[tuple[int, Quantity]]:
    first, due = year_of(standing.goal.base_period), year_of(standing.goal.due_period)
    if by_rates:
        return [(year, rate) for year, rate in sorted(standing.evidence.rates.items()) if first < year <= due]
    levels = standing.evidence.levels
    return [(year, levels[year].quantity) for year in sorted(levels) if first < year <= due]


def momentum(standing: Standing) -> Quantity | None:
    """Return the change a year up to the base year, before the plan: as published, else computed."""
    goal, first = standing.goal, year_of(standing.goal.base_period)
    if goal.kind in {RELATIVE, CUMULATIVE, RANK}:
        return None
    levels = {year: one for year, one in standing.evidence.levels.items() if year <= first and not one.is_open}
    rates = {year: one for year, one in standing.evidence.rates.items() if year <= first}
    last = max((*levels, *rates), default=None)
    if last is None:
        return None
    if last in rates and not is_share(goal):
        return rates[last]
    before = max((year for year in levels if year < last), default=None)
    if before is None:
        return None
    return average_change(goal, levels[before].quantity, levels[last].quantity, last - before)


def _definition(found: Assessment) -> str | None:
    levels = [one for one in (found.latest, found.base) if one is not None and one.definition]
    return levels[0].definition if levels else None


def _marker(found: Assessment) -> tuple[int, Quantity] | None:
    """Return the year after the latest figure, and the level that it needs for the goal's pace."""
    goal, year = found.goal, max(found.year or 0, year_of(found.goal.base_period)) + 1
    years = year - year_of(goal.base_period)
    if found.year is None or years > years_of(goal) or goal.not_judged or goal.kind in {RANK, RELATIVE}:
        return None
    value = goal_quantity(goal, goal.value)
    if goal.kind == CUMULATIVE:
        return year, value * years / years_of(goal)
    is_reached = found.verdict in {verdicts.MET_AT_BASE, verdicts.ACHIEVED_EARLY}
    if goal.kind == KEEP or is_reached or found.method == KEEP:
        return year, value
    if found.way is None or found.base is None:
        return (year, _rate_back(found, years) or value) if is_rate(goal) else None
    level = found.way.marker(years)
    return year, level if level.unit != "" else value


def _rate_back(found: Assessment, years: int) -> Quantity | None:
    """Return the growth that leads from the chained rates so far to the path of a goal; None where nothing is chained."""
    if found.way is None or found.reached is None:
        return None
    rate: Quantity = (found.way.compound(found.way.wanted, years) / found.reached - 1) * 100
    return rate.to(PERCENT).shown(RATE_DECIMALS)


def _change(figures: Figures, standing: Standing) -> Quantity | None:
    """Return how fast a figure moved a year on average between the two that are compared."""
    latest, before = standing.latest, standing.before
    if standing.growth is not None and not is_share(standing.goal):
        return figure(standing.growth, figures)
    if latest is None or before is None or standing.goal.kind == RANK:
        return None
    span = year_of(latest.period) - year_of(before.period)
    return average_change(standing.goal, before.quantity, latest.quantity, span)


def _required(standing: Standing) -> Quantity | None:
    """Return what a goal takes a year from its latest figure on; None once it is met or due, or nothing can be counted."""
    goal, found = standing.goal, standing.assessment
    is_done = found.verdict in {*verdicts.REACHED, verdicts.MET_AT_BASE} or found.method == KEEP
    if is_done or goal.not_judged or goal.kind in {KEEP, CUMULATIVE, RELATIVE, RANK}:
        return None
    if _is_by_rates(standing):
        return _required_of_rates(standing)
    return None if standing.latest is None else _required_of_levels(standing, standing.latest)


def _required_of_levels(standing: Standing, latest: Measurement) -> Quantity | None:
    goal = standing.goal
    left, wanted = years_left(goal, latest.period), wanted_level(goal, standing.start)
    if left < 1 or wanted is None:
        return None
    if is_rate(goal) and latest.period <= goal.base_period:
        # At its base a growth goal takes what it says, to the digit.
        return goal_quantity(goal, goal.value).because(latest.quantity).shown(RATE_DECIMALS)
    found_change = average_change(goal, latest.quantity, wanted, left)
    return found_change.shown(SHARE_DECIMALS) if is_share(goal) else found_change


def _required_of_rates(standing: Standing) -> Quantity | None:
    """Return the growth a year that a goal takes from the newest published rate on; None if it cannot be counted."""
    goal, found, rates = standing.goal, standing.assessment, standing.evidence.rates
    first, year = year_of(goal.base_period), found.year or 0
    value = goal_quantity(goal, goal.value)
    if year <= first:
        newest = rates.get(first)
        return None if newest is None or not is_rate(goal) else value.because(newest).shown(RATE_DECIMALS)
    left = year_of(goal.due_period) - year
    if left < 1 or found.reached is None or found.way is None:
        return None
    return average_change(goal, found.reached, found.way.wanted, left)


def _attainment(standing: Standing) -> Quantity | None:
    latest, wanted = standing.latest, wanted_level(standing.goal, standing.start)
    if latest is None or wanted is None or standing.goal.kind in {CUMULATIVE, RELATIVE, RANK} or standing.years == 0:
        return None
    if wanted.exact <= 0:
        return None
    share: Quantity = latest.quantity / wanted * 100
    return share.shown(RATE_DECIMALS)
