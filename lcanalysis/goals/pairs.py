"""Rule `goal_pair`: a growth goal and a level goal of one thing should lead to the same place.

They contradict each other only where no growth that the one admits leads to a level that the other admits. "At least 5%"
admits 6%, "about 5%" has no stated width, and a goal with a reservation (plan.yml's `notes`) may be of another thing: such
pairs are told and left open.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.auditing.judgement import CONFLICT, NOTICE, ROUNDING, SCOPE, WARNING
from lcanalysis.auditing.record import Record
from lcanalysis.goals.criteria import growth_band, is_rate, years_of
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goal_words import ABOUT, WITHIN
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.growth_formulas import (
    RoundingBounds,
    projected_level,
    projected_level_bounds,
    required_growth_pct,
    required_growth_pct_bounds,
)
from lcanalysis.goals.measures import Figures, Measurement, measure

PAIR: Final = "goal_pair"


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
        return projected_level(self.base.value, self._highest, self.years) < self.level.value

    @property
    def _highest(self) -> Decimal:
        return self.growth.value_upper or self.growth.value

    @property
    def rate(self) -> Decimal:
        """The end of the growth goal that comes nearest to the level."""
        return self._highest if self.is_short else self.growth.value

    @property
    def wanted(self) -> Decimal:
        """The end of the level goal that the growth comes nearest to."""
        return self.level.value if self.is_short else self.level.value_upper or self.level.value

    @property
    def projected(self) -> Decimal:
        """The level that the rate leads to."""
        return projected_level(self.base.value, self.rate, self.years)

    @property
    def required(self) -> Decimal:
        """The rate that leads to the level, in percent a year."""
        return required_growth_pct(self.base.value, self.wanted, self.years)

    @property
    def required_bounds(self) -> RoundingBounds:
        """All rates that the level can require, given the rounding of the base."""
        return required_growth_pct_bounds(self.base.bounds, RoundingBounds.exact(self.wanted), self.years)

    @property
    def is_admitted(self) -> bool:
        """Whether "about" covers the required rate, read as all rates that round to the printed one."""
        band = growth_band(self.growth)
        return self.growth.comparison == ABOUT and band.lower <= self.required <= band.upper

    @property
    def is_open_above(self) -> bool:
        """Whether the growth goal names a least rate and no greatest one, and so admits what the level requires."""
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


def _agree(growth: Goal, level: Goal, base: Measurement) -> bool:
    reached = projected_level_bounds(
        base.bounds, RoundingBounds(growth.value, growth.value_upper or growth.value), years_of(growth)
    )
    if reached.upper < level.value:
        return False
    highest = level.value_upper or level.value
    return level.comparison not in {ABOUT, WITHIN} or reached.lower <= highest


def _record(figures: Figures, one: GoalPair) -> Record:
    return goal_record(
        PAIR,
        figures.definition,
        (one.growth, one.level),
        kind=one.kind,
        severity=WARNING if one.kind == CONFLICT else NOTICE,
        published=one.level,
        recomputed=one.projected,
        bounds=projected_level_bounds(one.base.bounds, RoundingBounds.exact(one.rate), one.years),
        evidence=one.base.inputs,
        about=one,
    )
