"""What a processing ratio's goal takes of the two outputs behind it, when smelting is held back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from lcanalysis.goals.criteria import years_left
from lcanalysis.goals.goals import FILE, Goal
from lcanalysis.goals.growth import required_growth_pct
from lcanalysis.goals.measures import OUTPUT, PROCESSING_RATIO, Figures, Measurement, history
from lcanalysis.units import convert

SMELTING_UNCHANGED: Final = "smelting_unchanged"
SMELTING_CAPPED: Final = "smelting_capped"
PRODUCTS_UNCHANGED: Final = "products_unchanged"


@dataclass(frozen=True, slots=True)
class RatioNeed:
    """The outputs with which a ratio is reached in the due year under one assumption, in the unit of `products`.

    `products` and `smelted` are the latest outputs, `products_due` and `smelted_due` those of the due year,
    `years` later; the growth rates are a year on average, in percent.
    """

    goal: Goal
    assumption: str
    products: Measurement
    smelted: Measurement
    products_due: Decimal
    smelted_due: Decimal
    years: int

    @property
    def products_growth_pct(self) -> Decimal:
        """Growth of the products a year that this takes."""
        return required_growth_pct(self.products.value, self.products_due, self.years)

    @property
    def smelted_growth_pct(self) -> Decimal:
        """Growth of smelting a year that is assumed, or that this takes."""
        return required_growth_pct(self.smelted.value, self.smelted_due, self.years)

    @property
    def trace(self) -> tuple[str, ...]:
        """The raw cells of both outputs, the goal, and under a declared cap plan.yml."""
        cap = ("plan.yml",) if self.assumption == SMELTING_CAPPED else ()
        return (*self.outputs_trace, f"{FILE} {self.goal.goal}", *cap)

    @property
    def outputs_trace(self) -> tuple[str, ...]:
        """The raw cells of both outputs."""
        return self.products.trace + self.smelted.trace


def ratio_needs(figures: Figures, goal: Goal) -> tuple[RatioNeed, ...]:
    """Return what a goal for a processing ratio takes, one entry per assumption.

    With R the ratio wanted, S smelting and P products in the due year, P = R * S: smelting stays as it is, or at
    the cap that plan.yml declares for it; or products stay as they are, and S = P / R. Empty for any other goal,
    and where an output was not published, is zero, or the due year has come.

    Parameters
    ----------
    figures
        The plan's definition and observations.
    goal
        A goal of the indicator ``processing_ratio``.
    """
    declared = figures.definition.processing_ratios.get(goal.entity)
    if goal.indicator != PROCESSING_RATIO or declared is None or goal.value <= 0:
        return ()
    latest = [_latest(figures, product) for product in (declared.products, declared.smelted)]
    products, smelted = latest
    if products is None or smelted is None or products.period != smelted.period:
        return ()
    years = years_left(goal, products.period)
    if years < 1 or products.value <= 0 or smelted.value <= 0:
        return ()
    caps = [cap for cap in figures.definition.caps if (cap.indicator, cap.entity) == (OUTPUT, declared.smelted)]
    held = [(SMELTING_UNCHANGED, smelted.value)]
    held += [(SMELTING_CAPPED, convert(Decimal(cap.level), cap.unit, smelted.unit)) for cap in caps]
    found = [RatioNeed(goal, why, products, smelted, goal.value * level, level, years) for why, level in held]
    least = products.value / goal.value
    return (*found, RatioNeed(goal, PRODUCTS_UNCHANGED, products, smelted, products.value, least, years))


def _latest(figures: Figures, product: str) -> Measurement | None:
    rows = [row for row in figures.in_use.values() if (row.indicator, row.entity) == (OUTPUT, product)]
    series = history(figures, OUTPUT, product, rows[-1].unit) if rows else ()
    return series[-1] if series else None
