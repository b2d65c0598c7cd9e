"""Where one goal stands: its latest figure, the way still to go, and the verdict, by one rule for all.

The rule. The path of a goal runs from its base year to its due year, straight and compound; both are drawn,
and what lies between them counts as on the path.

- After the base year, the latest level is held against the path of that year.
- In the base year itself, the growth of the year before is held against the growth the path asks for: the
  level that the preceding year would have reached at that pace.
- Above both paths, beyond what rounding explains, it is ``faster`` (快于预期); below both, ``behind`` (滞后);
  else ``on_track`` (符合预期). A level reached before the due year is ``achieved_early`` (提前实现).
- A growth goal has no straight path: its paths are those of the lowest and highest rate its wording admits.
- A ratio of which one year only can be computed is ``behind`` if its numerator falls short of the path that
  it would have to take at an unchanged denominator; nothing better than that can be concluded from it.
- A growth goal of which growth alone is published, and no level, is judged by the published rates: their average
  since the base year, or else the newest one.
- Figures after the due year say nothing of the goal; a level in the due year is held against the goal itself.
- Years may be missing: where the year to compare with was not published, the nearest one before it is compared with,
  else the first one after it, and the path is taken from there.
- Without two years there is no verdict: ``no_data`` (尚无数据), with what is known beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from lcanalysis.goals.criteria import growth_band, is_met, years_left, years_of
from lcanalysis.goals.goal_words import GROWTH
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth_formulas import (
    RoundingBounds,
    projected_level,
    required_growth_pct,
)
from lcanalysis.goals.measures import (
    OUTPUT,
    Figures,
    Measurement,
    group_members,
    history,
    measure,
    measure_members,
    measure_products,
    members_with,
    sum_members,
)
from lcanalysis.goals.rate_goals import PublishedRates, published_rates
from lcanalysis.goals.rates import Rates, required_rates, with_actual
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period, year_of
from lcanalysis.units import PERCENT, PERCENTAGE_POINT

ACHIEVED_EARLY: Final = "achieved_early"
FASTER: Final = "faster"
ON_TRACK: Final = "on_track"
BEHIND: Final = "behind"
NO_DATA: Final = "no_data"
VERDICTS: Final = (ACHIEVED_EARLY, FASTER, ON_TRACK, BEHIND, NO_DATA)

MET_AT_BASE: Final = "met_at_base"
MET_SINCE: Final = "met_since"
TREND: Final = "trend"
PATH: Final = "path"
NUMERATOR: Final = "numerator"
RATE: Final = "rate"
RATES: Final = "rates"
ARRIVED: Final = "arrived"
ONE_YEAR: Final = "one_year"
NO_BEFORE: Final = "no_before"
NO_GROWTH: Final = "no_growth"
PRODUCTS: Final = "products"
NOT_PUBLISHED: Final = "not_published"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a goal stands.

    `latest` is the newest figure, `before` the one it is compared with, `base` that of the goal's base year; `growth`
    is the published year-on-year rate between them, if there is one. `years` counts the years with figures. `met_by` are the
    members of a group that meet the goal; `products` the single products of which the indicator is known;
    `proxies` the pairs (latest, before) of output that stand in for revenue that was not published.
    """

    goal: Goal
    verdict: str
    reason: str
    latest: Measurement | None = None
    before: Measurement | None = None
    base: Measurement | None = None
    growth: Observation | None = None
    rates: Rates = field(default_factory=Rates)
    years: int = 0
    met_by: tuple[Measurement, ...] = ()
    products: tuple[Measurement, ...] = ()
    proxies: tuple[tuple[Measurement, Measurement], ...] = ()

    @property
    def start(self) -> Measurement | None:
        """The figure that a goal's growth is counted from: of the base year, else the one that stands in for it."""
        return start_of(self.goal, self.latest, self.before, self.base)


def assess(figures: Figures, goal: Goal) -> Standing:
    """Return how a goal stands by the figures published so far.

    Examples
    --------
    Revenue of the cluster grew by 14.9 % in 2018, the goal asks for about 5 % a year: ``faster``, for the reason
    ``trend``. No revenue of copper processing is published: ``no_data``, with the output of copper products as
    proxy.
    """
    unit = level_unit(figures, goal)
    every = history(figures, goal.indicator, goal.entity, unit)
    series = [one for one in every if one.period <= goal.due_period] or every
    if series:
        return _by_series(figures, goal, series)
    rates = published_rates(figures, goal)
    if rates is not None:
        return _by_rates(goal, rates)
    if goal.kind != GROWTH:
        for year in reversed(figures.years):
            members = measure_members(figures, goal.indicator, goal.entity, year, unit)
            if members:
                return _by_members(figures, goal, members)
    products: tuple[Measurement, ...] = ()
    for year in reversed(figures.years):
        products = products or measure_products(figures, goal.indicator, year, unit)
    return Standing(
        goal, NO_DATA, PRODUCTS if products else NOT_PUBLISHED, products=products, proxies=proxies_of(figures, goal)
    )


def level_unit(figures: Figures, goal: Goal) -> str:
    """Return the unit in which the levels of a goal's indicator are given.

    A goal of a level names it. The levels behind a growth goal are in the unit they were last printed in; those
    behind a rise in points, and ratios of figures that were printed, are in percent.
    """
    if goal.kind != GROWTH:
        return goal.unit
    return PERCENT if goal.unit == PERCENTAGE_POINT else _printed_unit(figures, goal.indicator, goal.entity)


def _printed_unit(figures: Figures, indicator: str, entity: str) -> str:
    rows = (figures.get(indicator, entity, year) for year in reversed(figures.years))
    return next((row.unit for row in rows if row is not None), PERCENT)


def proxies_of(figures: Figures, goal: Goal) -> tuple[tuple[Measurement, Measurement], ...]:
    """Return the latest two years of output of the products that plan.yml names as an entity's proxies.

    Output says something of revenue and of its growth, nothing of counts or shares.
    """
    entity = figures.definition.entities.get(goal.entity)
    dimension = figures.definition.indicators[goal.indicator].dimension
    if entity is None or dimension != "money":
        return ()
    outputs = (history(figures, OUTPUT, product, _printed_unit(figures, OUTPUT, product)) for product in entity.proxy)
    return tuple((series[-1], series[-2]) for series in outputs if len(series) >= 2)


def _by_rates(goal: Goal, found: PublishedRates) -> Standing:
    return Standing(
        goal,
        _compare(found.bounds, growth_band(goal)),
        RATES if len(found.rates) > 1 else RATE,
        latest=found.latest,
        before=found.rates[0] if len(found.rates) > 1 else None,
        growth=found.latest.inputs[0],
        rates=Rates(actual_growth_pct=found.average_pct, required_growth_pct=found.required_pct(goal)),
    )


def _by_members(figures: Figures, goal: Goal, members: Sequence[Measurement]) -> Standing:
    """Judge a level that each of several firms is to reach: the largest firm stands for the goal."""
    met_by = tuple(one for one in members if is_met(goal, one.value))
    largest = members[0]
    if not met_by:
        return _by_series(figures, goal, history(figures, goal.indicator, largest.entity, goal.unit))
    return _met(goal, largest, len(history(figures, goal.indicator, largest.entity, goal.unit)), met_by)


def _met(goal: Goal, latest: Measurement, years: int, met_by: tuple[Measurement, ...] = ()) -> Standing:
    reason = MET_AT_BASE if latest.period <= goal.base_period else MET_SINCE
    attained = latest.value / goal.value * 100 if goal.value > 0 else None
    return Standing(
        goal, ACHIEVED_EARLY, reason, latest=latest, rates=Rates(attainment_pct=attained), years=years, met_by=met_by
    )


def _by_series(figures: Figures, goal: Goal, series: Sequence[Measurement]) -> Standing:
    latest = series[-1]
    if goal.kind != GROWTH and latest.period < goal.due_period and is_met(goal, latest.value):
        return _met(goal, latest, len(series))
    latest, before = _compared(figures, goal, series)
    base = measure(figures, latest.indicator, latest.entity, goal.base_period, latest.unit)
    rates = required_rates(goal, latest, start_of(goal, latest, before, base))
    if before is None:
        verdict, reason = _without_before(figures, goal, latest, len(series))
        return Standing(goal, verdict, reason, latest=latest, base=base, years=len(series), rates=rates)
    if goal.kind == GROWTH and goal.unit == PERCENT and before.lower <= 0:
        # Growth over zero or a loss says nothing.
        return Standing(goal, NO_DATA, NO_GROWTH, latest=latest, before=before, base=base, years=len(series))
    span = year_of(latest.period) - year_of(before.period)
    first = before if latest.period > goal.base_period else latest
    expected = expected_levels(goal, first.value, before.bounds, span, years_left(goal, first.period))
    growth = published_growth(figures, latest) if span == 1 else None
    return Standing(
        goal,
        _compare(latest.bounds, expected),
        PATH if latest.period > goal.base_period else TREND,
        latest=latest,
        before=before,
        base=base,
        growth=growth,
        years=len(series),
        rates=with_actual(rates, goal, latest, before, growth),
    )


def start_of(
    goal: Goal, latest: Measurement | None, before: Measurement | None, base: Measurement | None
) -> Measurement | None:
    """Return the figure that a goal's growth is counted from.

    That of the base year. If it was not published: the one that the latest is compared with, or the latest itself
    while the base year has not passed.
    """
    if base is not None or latest is None:
        return base
    return before if latest.period > goal.base_period else latest


def _compared(figures: Figures, goal: Goal, series: Sequence[Measurement]) -> tuple[Measurement, Measurement | None]:
    """Return the latest figure and the one it is compared with: of the usual year, or of the nearest one there is."""
    latest = series[-1]
    usual = goal.base_period if latest.period > goal.base_period else base_period(latest.period)
    others = sorted(
        (one.period for one in series[:-1] if one.period < goal.due_period),
        key=lambda period: (period > usual, abs(year_of(period) - year_of(usual))),
    )
    for period in dict.fromkeys((usual, *others)):
        pair = _alike(figures, latest, period)
        if pair[1] is not None:
            return pair
    return latest, None


def expected_levels(
    goal: Goal, base: Decimal, anchor: RoundingBounds, years: int, length: int | None = None
) -> RoundingBounds:
    """Return the lowest and the highest level that the goal's paths lead to from `anchor` in `years`.

    Parameters
    ----------
    goal
        The goal; its base and due year give the length of the path.
    base
        The level in the base year, where the path starts.
    anchor
        The level `years` before the one to be judged, with its rounding: that of the base year, or, for a
        judgement in the base year, that of the year before.
    years
        How many years of the path are walked.
    length
        How many years the path has, where it does not start in the base year.
    """
    if goal.kind == GROWTH:
        band = growth_band(goal)
        if goal.unit != PERCENT:
            return RoundingBounds(anchor.lower + band.lower * years, anchor.upper + band.upper * years)
        return RoundingBounds(
            projected_level(anchor.lower, band.lower, years), projected_level(anchor.upper, band.upper, years)
        )
    return _between_paths(base, goal.value, years_of(goal) if length is None else length, anchor, years)


def _between_paths(base: Decimal, wanted: Decimal, span: int, anchor: RoundingBounds, years: int) -> RoundingBounds:
    """Return what lies between the straight and the compound path from `base` to `wanted` in `span` years."""
    step = (wanted - base) / span
    ends = [end + step * years for end in anchor]
    if base > 0 and wanted > 0 and anchor.lower > 0:
        pace = required_growth_pct(base, wanted, span)
        ends += [projected_level(end, pace, years) for end in anchor]
    return RoundingBounds(min(ends), max(ends))


def _compare(level: RoundingBounds, expected: RoundingBounds) -> str:
    if level.lower > expected.upper:
        return FASTER
    return BEHIND if level.upper < expected.lower else ON_TRACK


def _alike(figures: Figures, latest: Measurement, period: str) -> tuple[Measurement, Measurement | None]:
    """Return two measurements of the same members; the second None where there is none to compare with."""
    before = measure(figures, latest.indicator, latest.entity, period, latest.unit)
    members = group_members(figures.definition, latest.entity)
    if before is None or not members or set(before.entities) == set(latest.entities):
        return latest, before
    common = [name for name in members if name in before.entities and name in latest.entities]
    if not common:
        return latest, None
    pair = [
        measure(figures, latest.indicator, latest.entity, when, latest.unit, common) for when in (latest.period, period)
    ]
    return pair[0] or latest, pair[1]


def _without_before(figures: Figures, goal: Goal, latest: Measurement, years: int) -> tuple[str, str]:
    """Judge a figure that there is none to compare with; the verdict may be that nothing can be said."""
    if goal.kind != GROWTH and latest.period == goal.due_period:
        return _compare(latest.bounds, RoundingBounds.exact(goal.value)), ARRIVED
    verdict, reason = _by_numerator(figures, goal, latest)
    return verdict, NO_BEFORE if reason == ONE_YEAR and years > 1 else reason


def _by_numerator(figures: Figures, goal: Goal, latest: Measurement) -> tuple[str, str]:
    found = numerator_years(figures, goal, latest)
    if found is None or goal.kind == GROWTH or latest.value <= 0:
        return NO_DATA, ONE_YEAR
    now, before = found
    wanted = now.value * goal.value / latest.value
    years = years_left(goal, latest.period)
    if years < 1 or before.value <= 0:
        return NO_DATA, ONE_YEAR
    path = _between_paths(now.value, wanted, years, before.bounds, 1)
    return (BEHIND, NUMERATOR) if _compare(now.bounds, path) == BEHIND else (NO_DATA, ONE_YEAR)


def numerator_years(figures: Figures, goal: Goal, latest: Measurement) -> tuple[Measurement, Measurement] | None:
    """Return the numerator of a ratio in the latest year and the year before, over the members that have both."""
    declared = figures.definition.indicators[goal.indicator]
    if declared.ratio_of is None:
        return None
    amount = declared.ratio_of[0]
    periods = (latest.period, base_period(latest.period))
    members = members_with(figures, amount, goal.entity, periods)
    units = [row.unit for row in latest.inputs if row.indicator == amount]
    if not units:
        return None
    now, before = (sum_members(figures, amount, members, period, units[0], goal.entity) for period in periods)
    return None if now is None or before is None else (now, before)


def published_growth(figures: Figures, latest: Measurement) -> Observation | None:
    """Return the year-on-year rate that is published for a figure, if there is one."""
    rates = [code for code, held in figures.definition.indicators.items() if held.growth_of == latest.indicator]
    found = (figures.get(code, latest.entity, latest.period) for code in rates)
    return next((row for row in found if row is not None), None)
