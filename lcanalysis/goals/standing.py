"""Where one goal stands: its assessment (`lcanalysis.goals.judging`), and the figures that are told beside it.

Years may be missing. If the year to compare with was not published, the nearest earlier year is shown instead, else the
first later one. No verdict rests on such a year, nor on the members of a group, on single products or on proxies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lcanalysis.goals import verdicts
from lcanalysis.goals.assessment import Assessment
from lcanalysis.goals.criteria import is_met, is_rate
from lcanalysis.goals.evidence import Evidence
from lcanalysis.goals.gathering import gather, growth_history
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.judging import judge
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
from lcanalysis.observations import Observation
from lcanalysis.periods import base_period, year_of
from lcanalysis.units import PERCENT, PERCENTAGE_POINT

PRODUCTS = "products"
MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a goal stands.

    `evidence` is all that is known of it and `assessment` what follows. `latest` is the newest figure, `before` the one it is
    compared with, `base` that of the goal's base year; `growth` is the published year-on-year rate between the two, if there is one.
    For a goal of which growth alone is published all are rates. `years` counts the years with figures. `met_by` are the members of
    a group that meet a goal set for it; `products` the single products whose indicator is known; `proxies` the pairs (latest,
    before) of output that stand in for unpublished revenue.
    """

    goal: Goal
    assessment: Assessment
    evidence: Evidence = field(default_factory=Evidence)
    latest: Measurement | None = None
    before: Measurement | None = None
    base: Measurement | None = None
    growth: Observation | None = None
    years: int = 0
    met_by: tuple[Measurement, ...] = ()
    products: tuple[Measurement, ...] = ()
    proxies: tuple[tuple[Measurement, Measurement], ...] = ()

    @property
    def verdict(self) -> str:
        """The verdict: one of `lcanalysis.goals.verdicts.VERDICTS`."""
        return self.assessment.verdict

    @property
    def reason(self) -> str:
        """Why there is no grade, or what it lacks; for a goal without figures, what is known instead."""
        if self.verdict != verdicts.NO_DATA:
            return self.assessment.reason
        return MEMBERS if self.met_by else PRODUCTS if self.products else self.assessment.reason

    @property
    def start(self) -> Measurement | None:
        """The figure that a goal's growth is counted from: of the base year, else the one that stands in for it."""
        if self.base is not None or self.latest is None:
            return self.base
        return self.before if self.latest.period > self.goal.base_period else self.latest


def assess(figures: Figures, goal: Goal) -> Standing:
    """Return how a goal stands by the figures published so far.

    Revenue of the cluster is known to its base year, 2018: ``base_year``, with the growth of 14.9 % as momentum. No revenue of
    copper processing is published: ``no_data``, with the output of copper products as proxy.
    """
    unit = level_unit(figures, goal)
    every = history(figures, goal.indicator, goal.entity, unit)
    evidence = gather(figures, goal, every)
    found = judge(goal, evidence, figures.definition.assessment)
    if every:
        series = [one for one in every if one.period <= goal.due_period] or list(every)
        latest, before = _compared(figures, goal, series)
        base = measure(figures, latest.indicator, latest.entity, goal.base_period, latest.unit)
        is_next = before is not None and year_of(latest.period) - year_of(before.period) == 1
        growth = published_growth(figures, latest) if is_next else None
        return Standing(goal, found, evidence, latest, before, base, growth, len(series))
    rates = [one for year, one in sorted(growth_history(figures, goal.indicator, goal.entity).items())]
    rates = [one for one in rates if year_of(one.period) in evidence.rates and one.period <= goal.due_period]
    if rates:
        return Standing(goal, found, evidence, rates[-1], growth=rates[-1].inputs[0])
    return _with_what_bears(figures, goal, found, evidence, unit)


def _with_what_bears(figures: Figures, goal: Goal, found: Assessment, evidence: Evidence, unit: str) -> Standing:
    """Return the standing of a goal without figures of its own, with those of members, products and proxies."""
    members: tuple[Measurement, ...] = ()
    products: tuple[Measurement, ...] = ()
    for year in reversed(figures.years):
        products = products or measure_products(figures, goal.indicator, year, unit)
        if not goal.is_growth:
            members = members or measure_members(figures, goal.indicator, goal.entity, year, unit)
    met_by = tuple(one for one in members if is_met(goal, one.value))
    proxies = proxies_of(figures, goal)
    return Standing(goal, found, evidence, met_by=met_by, products=products, proxies=proxies)


def level_unit(figures: Figures, goal: Goal) -> str:
    """Return the unit in which the levels of a goal's indicator are given.

    A goal for a level, or for the rise of a score, names it. The levels behind a growth goal are in the unit in which they
    were last printed; those behind a rise in percentage points are in percent.
    """
    if is_rate(goal):
        return _printed_unit(figures, goal.indicator, goal.entity)
    return PERCENT if goal.unit == PERCENTAGE_POINT else goal.unit


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
    rates = figures.definition.growths_of(latest.indicator)
    found = (figures.get(code, latest.entity, latest.period) for code in rates)
    return next((row for row in found if row is not None), None)
