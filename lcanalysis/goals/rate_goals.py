"""A growth goal of an indicator of which growth alone is published, such as value added: rates held against the goal."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from lcanalysis.goals.criteria import is_rate, years_left
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth_formulas import (
    WORKING_DIGITS,
    RoundingBounds,
    cagr_pct,
    projected_level,
    required_growth_pct,
)
from lcanalysis.goals.measures import Figures, Measurement, history
from lcanalysis.periods import year_of
from lcanalysis.units import PERCENT


@dataclass(frozen=True, slots=True)
class PublishedRates:
    """The published yearly growth by which a goal is judged, in order.

    They are those of all years since the base year, or the newest alone: that of the base year or before, or one that
    others are missing before.
    """

    rates: tuple[Measurement, ...]
    is_since_base: bool

    @property
    def latest(self) -> Measurement:
        """The newest rate."""
        return self.rates[-1]

    @property
    def average_pct(self) -> Decimal:
        """The average annual growth, in percent."""
        return cagr_pct(Decimal(1), _product(tuple(one.value for one in self.rates)), len(self.rates))

    @property
    def bounds(self) -> RoundingBounds:
        """All averages that the rounding of the rates allows."""
        ends = (tuple(one.lower for one in self.rates), tuple(one.upper for one in self.rates))
        return RoundingBounds(*(cagr_pct(Decimal(1), _product(end), len(self.rates)) for end in ends))

    def required_pct(self, goal: Goal) -> Decimal | None:
        """Return the annual growth that the goal takes from the newest rate on; None if it cannot be counted."""
        if not self.is_since_base:
            return goal.value if self.latest.period == goal.base_period else None
        left = years_left(goal, self.latest.period)
        if left < 1:
            return None
        reached = _product(tuple(one.value for one in self.rates))
        wanted = projected_level(Decimal(1), goal.value, len(self.rates) + left)
        return required_growth_pct(reached, wanted, left)


def published_rates(figures: Figures, goal: Goal) -> PublishedRates | None:
    """Return the published growth by which a goal of growth in percent can be judged without levels; None without any."""
    if not is_rate(goal):
        return None
    codes = [code for code, one in figures.definition.indicators.items() if one.growth_of == goal.indicator]
    found = [
        one
        for code in codes
        for one in history(figures, code, goal.entity, PERCENT)
        if one.period <= goal.due_period and one.lower > -100
    ]
    if not found:
        return None
    since = [one for one in found if one.period > goal.base_period]
    if since and len(since) == year_of(since[-1].period) - year_of(goal.base_period):
        return PublishedRates(tuple(since), is_since_base=True)
    return PublishedRates((found[-1],), is_since_base=False)


def _product(rates: tuple[Decimal, ...]) -> Decimal:
    """Return what 1 becomes by growing at each rate in turn."""
    with localcontext(prec=WORKING_DIGITS):
        level = Decimal(1)
        for rate in rates:
            level *= 1 + rate / 100
        return level
