"""Rule `goal_volume`: a goal for the ratio of products to metal, beside the growth goal of the same segment's revenue.

The ratio says how much more must be made, the growth how much more is to be earned. If the ratio needs volume to grow faster
than the growth goal lets revenue grow, the plan leaves open how the two agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from lcanalysis.auditing.judgement import NOTICE, SCOPE
from lcanalysis.auditing.record import Record
from lcanalysis.goals.criteria import is_rate, years_of
from lcanalysis.goals.goal_finding import goal_record
from lcanalysis.goals.goal_words import goal_quantity
from lcanalysis.goals.goals import Goal
from lcanalysis.goals.measures import PROCESSING_RATIO, Figures, Measurement, measure
from lcanalysis.quantities import Quantity
from lcanalysis.units import PERCENT

VOLUME: Final = "goal_volume"


@dataclass(frozen=True, slots=True)
class Volume:
    """A goal for a processing ratio, the revenue goal of its segment, and the ratio in the base year."""

    ratio: Goal
    growth: Goal
    base: Measurement
    products: str
    smelted: str

    @property
    def required(self) -> Quantity:
        """The growth of products a year that leads to the ratio if as much metal is smelted as in the base year."""
        wanted = goal_quantity(self.ratio, self.ratio.value)
        found: Quantity = (((wanted / self.base.quantity) ** Fraction(1, years_of(self.ratio)) - 1) * 100).to(PERCENT)
        return found.shown(1)


def check_volumes(figures: Figures, goals: Sequence[Goal]) -> Iterator[Record]:
    """Yield a record where a processing ratio takes a faster growth of volume than the segment's goal for revenue names."""
    for ratio in goals:
        declared = figures.definition.processing_ratios.get(ratio.entity)
        if ratio.indicator != PROCESSING_RATIO or declared is None or years_of(ratio) < 1:
            continue
        base = measure(figures, ratio.indicator, ratio.entity, ratio.base_period, ratio.unit)
        for growth in goals:
            same = (growth.entity, growth.base_period, growth.due_period) == (
                ratio.entity,
                ratio.base_period,
                ratio.due_period,
            )
            if not same or not is_rate(growth) or growth.indicator == PROCESSING_RATIO or base is None:
                continue
            one = Volume(ratio, growth, base, declared.products, declared.smelted)
            if base.lower > 0 and one.required.bounds.lower > (growth.value_upper or growth.value):
                yield _record(figures, one)


def _record(figures: Figures, one: Volume) -> Record:
    # The finding states the growth goal: what the ratio takes is a growth as well.
    return goal_record(
        VOLUME,
        figures.definition,
        (one.ratio, one.growth),
        kind=SCOPE,
        severity=NOTICE,
        published=one.growth,
        recomputed=one.required,
        evidence=one.base.inputs,
        about=one,
    )
