"""Rule `goal_pair`: a growth goal and a level goal of one thing should lead to the same place.

They contradict each other only if no growth that the one admits leads to a level that the other admits. "At least 5%"
admits 6%, "about 5%" has no stated width, and a goal with a reservation (plan.yml's `notes`) may be about another thing:
findings on such pairs are left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.judgement import CONFLICT, NOTICE, ROUNDING, SCOPE, WARNING
from lcanalysis.auditing.record import Record
from lcanalysis.goals.criteria import band, is_rate, years_of
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goal_words import ABOUT, WITHIN, goal_quantity
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import Figures, Measurement, measure
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT

PAIR: Final = "goal_pair"
REQUIRED_DECIMALS: Final = 2
"""Decimals of a rate that is compared with another: 5.28% is not 5%."""


@dataclass(frozen=True, slots=True)
class GoalPair:
    """A growth goal and a level goal of one thing, and the figure of the base year."""

    growth: Goal
    level: Goal
    base: Measurement

    @property
    def years(self) -> int:
        """Years from the base to the due year."""
        return years_of(self.growth)

    @property
    def is_short(self) -> bool:
        """Whether the most that the growth goal names falls short of the level; else the least leads beyond it."""
        return bool(self._led_to(self._rates[1]) < self._levels[0])

    @property
    def _rates(self) -> tuple[Quantity, Quantity]:
        return _ends(self.growth)

    @property
    def _levels(self) -> tuple[Quantity, Quantity]:
        return _ends(self.level)

    @property
    def rate(self) -> Quantity:
        """The end of the growth goal that comes nearest to the level."""
        return self._rates[self.is_short]

    @property
    def wanted(self) -> Quantity:
        """The end of the level goal that the growth comes nearest to."""
        return self._levels[not self.is_short]

    @property
    def projected(self) -> Quantity:
        """The level that the rate leads to."""
        return self._led_to(self.rate)

    def _led_to(self, rate: Quantity) -> Quantity:
        return _led_to(self.base, rate, self.years)

    @property
    def required(self) -> Quantity:
        """The rate that leads to the level, in percent a year."""
        found: Quantity = (((self.wanted / self.base.quantity) ** Fraction(1, self.years) - 1) * 100).to(PERCENT)
        return found.shown(REQUIRED_DECIMALS)

    @property
    def is_admitted(self) -> bool:
        """Whether "about" covers the required rate, read as all rates that round to the printed one."""
        lowest, highest = band(self.growth)
        return self.growth.comparison == ABOUT and bool(lowest <= self.required <= highest)

    @property
    def is_open_above(self) -> bool:
        """Whether the growth goal names no greatest rate, and so admits the one that the level requires."""
        return self.is_short and self.growth.comparison not in {ABOUT, WITHIN}

    @property
    def kind(self) -> str:
        """Which it is: scope if the two need not be of one thing, rounding if "about" covers it, else conflict."""
        if self.growth.note or self.level.note:
            return SCOPE
        if self.is_admitted:
            return ROUNDING
        is_vague = ABOUT in {self.growth.comparison, self.level.comparison}
        return SCOPE if is_vague or self.is_open_above else CONFLICT


def check_pairs(figures: Figures, goals: Sequence[Goal]) -> Iterator[Record]:
    """Yield a record for every growth goal whose rate leads short of, or beyond, a level goal of the same thing.

    A growth that leads beyond is at odds only with a level meant as about or within.
    """
    for growth in goals:
        for level in goals:
            same = (growth.indicator, growth.entity, growth.base_period, growth.due_period) == (
                level.indicator,
                level.entity,
                level.base_period,
                level.due_period,
            )
            if same and is_rate(growth) and not level.is_growth:
                base = measure(figures, level.indicator, level.entity, level.base_period, level.unit)
                if base is not None and base.lower > 0 and not _agree(growth, level, base):
                    yield _record(figures, GoalPair(growth, level, base))


def _ends(goal: Goal) -> tuple[Quantity, Quantity]:
    """Return the least and the greatest value that a goal names."""
    return goal_quantity(goal, goal.value), goal_quantity(goal, goal.value_upper or goal.value)


def _led_to(base: Measurement, rate: Quantity, years: int) -> Quantity:
    """Return the level after some years of growth, with two decimals, as levels are told."""
    found: Quantity = base.quantity * (1 + rate / 100) ** years
    return found.shown(2)


def _agree(growth: Goal, level: Goal, base: Measurement) -> bool:
    least, most = (_led_to(base, rate, years_of(growth)) for rate in _ends(growth))
    lowest, highest = _ends(level)
    if most.bounds.upper < lowest.exact:
        return False
    return level.comparison not in {ABOUT, WITHIN} or least.bounds.lower <= highest.exact


def _record(figures: Figures, one: GoalPair) -> Record:
    return goal_record(
        PAIR,
        figures.definition,
        (one.growth, one.level),
        kind=one.kind,
        severity=WARNING if one.kind == CONFLICT else NOTICE,
        published=one.level,
        recomputed=one.projected,
        evidence=one.base.inputs,
        about=one,
    )
